//! What is to be said of a row, and why one is left out.

use super::numbers::amount;
use crate::analyse::Reason;
use crate::analyse::explain::{Figure, Note, Why};
use crate::analyse::sla::SlaState;
use crate::render::format::decimal;

/// What is to be said of a row; `ticket` names an event.
pub(super) fn note(note: Note, ticket: impl Fn(u32) -> String) -> String {
    match note {
        // The column says that a clock was met.
        Note::None | Note::State(SlaState::Met) => String::new(),
        Note::CameBack(event) => format!("came back as {}", ticket(event)),
        Note::SeveralVisits(visits) => format!("{visits} visits"),
        Note::FollowUp => "a follow-up was needed".to_owned(),
        Note::Followed => "not come back".to_owned(),
        Note::State(state) => self::state(state).to_owned(),
        Note::ClosedJob => "closed job".to_owned(),
        Note::Costs(Some(cost)) => format!("at {} each", decimal(cost, 2)),
        Note::Costs(None) => "no cost known".to_owned(),
        Note::Required(pieces) => format!("{} to come back", amount(pieces)),
        Note::Charge(expected, found) => {
            format!("expected {}, charged {}", expected.as_str(), found.as_str())
        }
        Note::Visit(state) => state.as_str().replace('_', " "),
        Note::Measure(state) => state.as_str().to_owned(),
        Note::Shared => "with others".to_owned(),
    }
}

fn state(state: SlaState) -> &'static str {
    match state {
        SlaState::Met => "met",
        SlaState::BreachedClosed => "late, closed",
        SlaState::BreachedOpen => "late, still open",
        SlaState::Pending => "pending, not in the share",
        SlaState::PendingAtRisk => "pending and at risk, not in the share",
        SlaState::NotApplicable => "does not apply",
        SlaState::Exempt => "excused: the delay was told with a reason",
        SlaState::Unmeasurable => "a time is missing, inverted or a day only",
        SlaState::NoDistance => "the limit depends on a distance that is not known",
    }
}

/// What else is to be said of a row left out.
pub(super) fn note_of(why: Why) -> Note {
    if let Why::AlreadySeen(event) = why { Note::CameBack(event) } else { Note::None }
}

/// Why a row is left out of a figure.
pub(super) fn why(why: Why, figure: Figure) -> &'static str {
    match why {
        Why::Reason(reason) => self::reason(reason, figure),
        Why::NoFailure => "no failure: not a repair, or no fault was found",
        Why::Void => "cancelled or a duplicate",
        Why::NoFault => "nobody reported a fault (planned work, installation, training)",
        Why::Open => "not resolved yet",
        Why::HasDevice => "names a device",
        Why::AlreadySeen(_) => "its days have not ended, though it has come back",
        Why::VisitsUnknown => "how many visits it took is not recorded",
        Why::NoVisit => "solved without a visit",
        Why::NoStop => "did not stop its device",
        Why::State(state) => self::state(state),
        Why::BlameUnknown => "nothing tells whether service is to blame",
        Why::NotToBlame => "service is not to blame",
        Why::NoCost => "its part has no cost",
        Why::UnknownPart => "names no part of the project",
        Why::NotDue => "its window is not over",
        Why::ExpectedUnknown => "no warranty, contract or cause tells which charge is due",
        Why::NotRecorded => "the project records no visits, so none is judged",
        Why::NoRestore => "tells no time to restore a failure",
        Why::NoDeadline => "no deadline of the timeliness set was measured",
        Why::NotJudged => {
            "no repair whose days have ended, or nothing says which fault would be the same"
        }
        Why::NoScore => "has no score",
    }
}

fn reason(reason: Reason, figure: Figure) -> &'static str {
    match (reason, figure) {
        (Reason::Missing, Figure::Time(0)) => "no time of first contact",
        (Reason::Missing, Figure::Time(1)) => "no time of the solution plan",
        (Reason::Missing, Figure::Time(2)) => "no time of arrival",
        (Reason::Missing, Figure::Time(3)) => "no time of resolution",
        (Reason::Missing, Figure::Time(_)) => "no time of arrival or resolution",
        (Reason::Missing, Figure::Backlog(_)) => "nothing tells when it was closed",
        (Reason::Missing, Figure::Records | Figure::Failures | Figure::WithoutDevice) => {
            "no time of report"
        }
        (Reason::Missing, _) => "a time is missing",
        (Reason::Negative, _) => "the later time lies before the earlier one",
        (Reason::DateOnly, _) => "only the day is known, where hours matter",
        (Reason::TooLong, _) => "longer than a year, taken for an error",
        (Reason::WithoutDevice, _) => "names no device",
        (Reason::OutsideObservation, _) => {
            "reported while its device was not observed, or the record that alone began its \
             observation"
        }
        (Reason::Uncoded, _) => {
            "nothing says which fault would be the same (no code, component \
             or similar symptom, or no device)"
        }
        (Reason::Immature, _) => "its days have not ended",
        (Reason::ClosedBeforeReported, _) => "closed before it was reported",
        (Reason::NoCost, _) => "its part has no cost",
        (Reason::NoDistance, _) => "no distance is known",
    }
}
