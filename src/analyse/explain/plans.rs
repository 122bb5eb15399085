//! Planned visits and measures opened, as they stood at the end of a month or year.

use super::figure::{Measures, Visited};
use super::{Formula, LeftOut, Note, Opened, Opener, Record, Row, Value, Why};
use crate::analyse::actions::{ActionState, action_state};
use crate::analyse::visits::{Closing, VisitRow, VisitState};
use crate::model::time::{Day, Month, ReportPeriod};

impl Opener<'_> {
    /// The last day on which a month or year is judged.
    fn closing(&self, report: ReportPeriod) -> Option<Closing> {
        Some(Closing::of(&self.catalog.settings)?.within(report))
    }

    /// A year has the days of its months.
    fn is_inside(&self, report: ReportPeriod, day: Day) -> bool {
        report.like(day) == report && self.catalog.index.has_month(Month::of(day))
    }

    /// Visits due or carried out in a month or year.
    pub(super) fn open_visits(&self, report: ReportPeriod, which: Visited) -> Option<Opened> {
        let whole = &self.facts.visits;
        let stated = whole.of(report).cloned().unwrap_or_default();
        let count = |n: u64| (Value::Count(n), Formula::Count);
        let (value, formula) = match which {
            Visited::State(VisitState::Done) => count(stated.done),
            Visited::State(VisitState::DoneEarly) => count(stated.done_early),
            Visited::State(VisitState::DoneLate) => count(stated.done_late),
            Visited::State(VisitState::Overdue) => count(stated.overdue),
            Visited::State(VisitState::Pending) => count(stated.pending),
            Visited::Compliance => (Value::Rate(stated.compliance), Formula::Share),
            Visited::CarriedOut => count(stated.carried_out),
            Visited::OverdueAtEnd => count(stated.overdue_at_end),
            Visited::DueNextMonth => count(stated.due_next.len() as u64),
        };
        let mut opened = Opened::new(value, formula);
        let on = self.closing(report)?;
        for (at, visit) in whole.rows.iter().enumerate() {
            let record = Record::Visit(at);
            match visited(visit, (report, on), which, whole.tracked, |day| {
                self.is_inside(report, day)
            }) {
                Ok(Some((value, note))) => opened.rows.push(Row::noted(record, value, note)),
                Ok(None) => {}
                Err(why) => opened.left_out.push(LeftOut::of(record, why)),
            }
        }
        Some(opened)
    }

    /// Measures known at the end of a month or year.
    pub(super) fn open_actions(&self, report: ReportPeriod, which: Measures) -> Option<Opened> {
        let stated = self.facts.actions.of(report).cloned().unwrap_or_default();
        let (value, formula) = match which {
            Measures::Closed => (Value::Rate(stated.closed), Formula::Share),
            Measures::ClosedInPeriod => {
                (Value::Count(stated.closed_in_month.len() as u64), Formula::Count)
            }
            Measures::Overdue => (Value::Count(stated.overdue.len() as u64), Formula::Count),
        };
        let mut opened = Opened::new(value, formula);
        let on = self.closing(report)?.day;
        for facts in self.facts.actions.rows.iter().filter(|facts| facts.is_known_on(on)) {
            let action = &self.catalog.records.actions[facts.action];
            let state = action_state(action.due, action.done_on, on);
            let value = match which {
                Measures::Closed => Some(f64::from(u8::from(state == ActionState::Closed))),
                Measures::Overdue => (state == ActionState::Overdue).then_some(1.0),
                Measures::ClosedInPeriod => {
                    let done = action.done_on.filter(|&day| day <= on);
                    done.filter(|&day| self.is_inside(report, day)).map(|_| 1.0)
                }
            };
            let row = |value| Row::noted(Record::Action(facts.action), value, Note::Measure(state));
            opened.rows.extend(value.map(row));
        }
        Some(opened)
    }
}

/// What a visit adds.
fn visited(
    visit: &VisitRow,
    (report, on): (ReportPeriod, Closing),
    which: Visited,
    tracked: bool,
    is_inside: impl Fn(Day) -> bool,
) -> Result<Option<(f64, Note)>, Why> {
    let state = visit.state_on(on);
    let due = visit.due_to.or(visit.due_from);
    let due_here = due.is_some_and(&is_inside);
    let noted = |value: f64| Some((value, state.map_or(Note::None, Note::Visit)));
    let enters = match which {
        Visited::State(wanted) => due_here && state == Some(wanted),
        Visited::CarriedOut => visit.done_on.is_some_and(&is_inside),
        Visited::OverdueAtEnd => visit.is_overdue(on),
        Visited::DueNextMonth => {
            due.is_some_and(|day| Month::of(day) == report.last_month().next())
                && visit.is_ahead(on)
        }
        Visited::Compliance => {
            return match state.filter(|_| due_here) {
                None => Ok(None),
                Some(_) if !tracked => Err(Why::NotRecorded),
                Some(VisitState::Pending) => Err(Why::NotDue),
                Some(state) => Ok(noted(f64::from(u8::from(state == VisitState::Done)))),
            };
        }
    };
    Ok(enters.then(|| noted(1.0)).flatten())
}
