//! What a figure is, in a sentence or two. The settings in force stand in the sentence.

use super::{Asked, ledgers};
use crate::analyse::explain::{
    Answers, Backlog, Changed, Charged, Complained, Figure, Measures, PartsOf, Scope, Visited, Work,
};
use crate::model::settings::DownIf;
use crate::model::time::{MONTH_H, YEAR_H};

/// The definition of a figure of a scope.
pub(super) fn definition(asked: &Asked<'_>, figure: Figure) -> String {
    let settings = &asked.catalog.settings;
    let days = settings.repeat_window_days;
    let text = match figure {
        Figure::Records => "Records by day of report, whatever their kind.",
        Figure::Change(_, changed) => change(changed),
        Figure::Failures => {
            "Records of a fault: neither cancelled, nor duplicates, nor planned work, nor visits \
             at which no fault was found."
        }
        Figure::Resolved => "Failures resolved in the period.",
        Figure::Time(at) => time(at),
        Figure::RestoreLeftOut => {
            "Resolved failures of which no time to restore can be told: a time is missing or a \
             day only, or they were resolved before they were reported, or after more than a year."
        }
        Figure::WithoutDevice => "Records that name no device of the project.",
        Figure::Exposure(_) => {
            "Time for which devices were observed: from acceptance, or from the first record, to \
             retirement or the instant of the figures, within what the logs cover."
        }
        Figure::Downtime | Figure::Availability | Figure::TechnicalAvailability => {
            return downtime(asked, figure);
        }
        Figure::Mtbf => {
            "Mean time between failures: hours of operation (observed, less hours down) over \
             failures reported in them. A rate of all the devices together, not a life. Below 3 \
             failures only the interval speaks."
        }
        Figure::Rate(per) if per == YEAR_H => {
            "Failures over the observed years of the devices on which they could happen \
             (8,766 h a year)."
        }
        Figure::Rate(_) => "Failures over observed device-months (730.5 h), times 100.",
        Figure::SingleVisit => {
            "Resolved repairs with one visit, of those with a visit. Says nothing about whether \
             the fault stayed away."
        }
        Figure::Repeat | Figure::FurtherRepeat => {
            let days = if figure == Figure::Repeat {
                days
            } else {
                settings.repeat_windows_more.first().copied().unwrap_or(90)
            };
            return format!(
                "Repairs after which the same fault (code, else component, else a similar \
                 symptom) of the same device was reported again within {days} days, of the repairs \
                 whose {days} days have ended{}.",
                by_end(asked)
            );
        }
        Figure::FirstTimeFix => {
            return format!(
                "Repairs with one visit, no follow-up and no repeat within {days} days, of the \
                 repairs with a visit whose {days} days have ended{}.",
                by_end(asked)
            );
        }
        Figure::Backlog(which) => return backlog(asked, which),
        Figure::Devices => "Devices with such a row; each stands under its first.",
        Figure::Held(days) => {
            return format!(
                "Kaplan–Meier share of uses after which the same fault of the same device stayed \
                 away {days} days. A use is followed until the fault returns, its component is \
                 replaced for another fault, the device is retired, or the instant of the figures. \
                 Told where at least 5 uses are still followed. An association, no proof."
            );
        }
        Figure::Uses => "Resolved failures that name the solution, each with the days followed.",
        Figure::MedianDays => "Days until half of the uses had come back (Kaplan–Meier).",
        Figure::HotSpot => {
            "Failures of the group over its observed device-years, against the rest of its \
             family, with an exact test (binomial), corrected for the number of groups tested \
             (Benjamini–Hochberg). A group stands out where q ≤ 0.10, with at least 3 failures \
             and at least 1.5 times the rest's rate, in a family of at least 10 failures and 3 \
             groups."
        }
        Figure::Clock(at) => return clock(asked, at),
        Figure::Code(_) => "Failures with this fault code; `null` are those without one.",
        Figure::Jobs(_) => "Records of this kind of job, cancelled ones and duplicates aside.",
        Figure::Answers(which) => return ledgers::answers(which),
        Figure::Complaints(which) => return ledgers::complaints(which),
        Figure::Parts(which) => ledgers::parts(which),
        Figure::Charges(which) => return ledgers::charges(which),
        Figure::Visits(which) => ledgers::visits(which),
        Figure::Actions(which) => ledgers::actions(which),
        Figure::Part(which) => return ledgers::part(which).to_owned(),
        Figure::Work(which) => return ledgers::work(which, days),
        Figure::Timeliness => {
            "Tickets all of whose measured timeliness clocks (on-site clocks, unless the profile \
             says otherwise) were met, of the tickets with such a clock. A month, quarter or year has \
             those of which the last limit ended in it."
        }
    };
    text.to_owned()
}

fn by_end(asked: &Asked<'_>) -> &'static str {
    if matches!(asked.subject.scope, Scope::Report(_)) { " in the period" } else { "" }
}

fn time(at: usize) -> &'static str {
    match at {
        0 => "Hours from report to first contact.",
        1 => "Hours from report to solution plan.",
        2 => "Hours from report to arrival. What was solved from afar has none.",
        3 => "Hours from report to restoration, of failures; waiting included.",
        _ => "Hours from arrival, or beginning of work, to restoration, of failures.",
    }
}

fn downtime(asked: &Asked<'_>, figure: Figure) -> String {
    let which = match &asked.catalog.settings.down_if {
        DownIf::Always => "every failure stops its device unless the record says that it did not",
        DownIf::Flag => "a failure stops its device where the record says so",
        DownIf::Priorities(_) => {
            "a failure stops its device by its priority, or where the record says so"
        }
    };
    if matches!(asked.subject.scope, Scope::Code(_) | Scope::Component(_)) {
        return format!(
            "Hours down of each failure by itself, from occurrence or report to restoration; \
             {which} (`down_if`)."
        );
    }
    let what = if figure == Figure::Downtime {
        "Hours down"
    } else {
        "One less hours down over hours observed"
    };
    let planned = if figure == Figure::TechnicalAvailability {
        " Planned work counts, too, where its record says that it stopped the device (`down`)."
    } else {
        ""
    };
    format!(
        "{what}.{planned} An outage lasts from occurrence or report to restoration; an open one until the \
         instant of the figures. Overlapping outages of a device count once; {which} (`down_if`)."
    )
}

fn backlog(asked: &Asked<'_>, which: Backlog) -> String {
    let by = asked.catalog.settings.closed_by.as_str();
    let what = match which {
        Backlog::OpenStart => "Tickets open when the period began",
        Backlog::New => "Tickets reported in the period",
        Backlog::Closed => "Tickets closed in the period",
        Backlog::OpenEnd => "Tickets open at the end of the period, or now",
        Backlog::MedianAge => "Median age in days of the tickets open at the end of the period",
        Backlog::Oldest => "Age in days of the oldest ticket open at the end of the period",
        Backlog::Bucket(0) => "Tickets open at the end of the period for at most 1 day",
        Backlog::Bucket(1) => "Tickets open at the end of the period for over 1 day, at most 3",
        Backlog::Bucket(2) => "Tickets open at the end of the period for over 3 days, at most 7",
        Backlog::Bucket(3) => "Tickets open at the end of the period for over 7 days, at most 30",
        Backlog::Bucket(_) => "Tickets open at the end of the period for over 30 days",
    };
    format!("{what}; a ticket is open from its report until `{by}`.")
}

fn clock(asked: &Asked<'_>, at: u16) -> String {
    let Some(planned) = asked.facts.sla.plan.clocks.get(usize::from(at)) else {
        return String::new();
    };
    let clock = &planned.clock;
    let month = if matches!(asked.subject.scope, Scope::Report(_)) {
        " A month, quarter or year has the tickets whose limit ended in it."
    } else {
        ""
    };
    format!(
        "Clock `{}` of profile `{}`: from `{}` to `{}`, without accepted pauses; exactly on the \
         limit is met. Met over met and breached; pending ones are not in it.{month}",
        clock.id,
        planned.profile,
        clock.start.as_str(),
        clock.stop.as_str()
    )
}

/// What the values of the rows are; nothing where a row only counts.
pub(super) fn value_header(figure: Figure) -> Option<&'static str> {
    match figure {
        Figure::Time(_) => Some("hours"),
        Figure::Downtime | Figure::Availability | Figure::TechnicalAvailability => {
            Some("hours it adds")
        }
        Figure::Repeat | Figure::FurtherRepeat => Some("came back"),
        Figure::SingleVisit => Some("single visit"),
        Figure::FirstTimeFix => Some("fixed"),
        Figure::Timeliness | Figure::Clock(_) => Some("met"),
        Figure::Answers(which) => match which {
            Answers::Jobs | Answers::Answers | Answers::CallbackNotOk | Answers::Score(_) => None,
            Answers::Response => Some("answered"),
            Answers::Mean => Some("score"),
            Answers::TopBox => Some("5 of 5"),
            Answers::Satisfied => Some("satisfied"),
            Answers::CalledBack => Some("called back"),
        },
        Figure::Backlog(Backlog::New | Backlog::Closed) => None,
        Figure::Complaints(Complained::Rate) => Some("to blame"),
        Figure::Parts(PartsOf::Qty | PartsOf::WithoutCost | PartsOf::Item(_)) => Some("pieces"),
        Figure::Parts(PartsOf::Value) => Some("value"),
        Figure::Parts(PartsOf::OldParts) => Some("pieces back"),
        Figure::Charges(which) => match which {
            Charged::Amount | Charged::AmountOf(_) => Some("amount"),
            Charged::Jobs(_) | Charged::Lines(_) => Some("so charged"),
            Charged::Goodwill => Some("goodwill"),
            Charged::Mismatches | Charged::ExpectedUnknown => None,
        },
        Figure::Visits(Visited::Compliance) => Some("in time"),
        Figure::Actions(Measures::Closed) => Some("done"),
        Figure::Work(which) => match which {
            Work::Jobs | Work::Shared | Work::Answers => None,
            Work::Restore => Some("hours"),
            Work::Timely => Some("in time"),
            Work::SingleVisit => Some("single visit"),
            Work::FirstTimeFix => Some("fixed"),
            Work::Repeat => Some("came back"),
            Work::Satisfaction => Some("score"),
        },
        Figure::Backlog(_) => Some("days open"),
        Figure::Held(_) | Figure::Uses | Figure::MedianDays => Some("days followed"),
        _ => None,
    }
}

/// True where the rows have a 1 or a 0.
pub(super) fn is_yes_or_no(figure: Figure) -> bool {
    matches!(
        figure,
        Figure::Repeat
            | Figure::FurtherRepeat
            | Figure::SingleVisit
            | Figure::FirstTimeFix
            | Figure::Timeliness
            | Figure::Clock(_)
            | Figure::Answers(
                Answers::Response | Answers::TopBox | Answers::Satisfied | Answers::CalledBack
            )
            | Figure::Complaints(Complained::Rate)
            | Figure::Charges(Charged::Jobs(_) | Charged::Lines(_) | Charged::Goodwill)
            | Figure::Visits(Visited::Compliance)
            | Figure::Actions(Measures::Closed)
            | Figure::Work(Work::Timely | Work::SingleVisit | Work::FirstTimeFix | Work::Repeat)
    )
}

/// The unit that a rate is per.
pub(super) fn per(hours: f64) -> &'static str {
    if hours == YEAR_H {
        "8,766 h a device-year"
    } else if hours == MONTH_H {
        "730.5 h a device-month"
    } else {
        "73,050 h per 100 device-months"
    }
}

fn change(changed: Changed) -> &'static str {
    match changed {
        Changed::Records | Changed::Failures => {
            "The month against another one: what was reported in it less what was reported in the \
             other. A month in progress is held against as many days of the other."
        }
        Changed::Rate => {
            "Failures a device-month (730.5 h) in the month and in another one, their ratio, and \
             how likely such a difference is by chance alone (exact conditional binomial test). A \
             month in progress is held against as many days of the other."
        }
    }
}
