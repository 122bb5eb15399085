//! A month, quarter or year against another one, opened: the records of both, each that
//! it has now counting for it and each that it had then against it.

use super::figure::{Against, Changed};
use super::rates::terms;
use super::{Asked, Exposed, Facts, Formula, LeftOut, Note, Opened, Row, Value, Why};
use crate::analyse::Reported;
use crate::analyse::change::PeriodChange;
use crate::analyse::figure::Reason;
use crate::analyse::months;
use crate::model::time::{Period, ReportPeriod};

/// Which of its comparisons.
pub(super) fn of(reported: Reported<'_>, against: Against) -> Option<&PeriodChange> {
    match against {
        Against::Previous => reported.vs_previous,
        Against::Year => reported.vs_year,
    }
}

/// The comparison of a month, quarter or year; `None` where there is none.
pub(super) fn open(
    asked: &Asked<'_>,
    facts: &Facts,
    report: ReportPeriod,
    (against, changed): (Against, Changed),
) -> Option<Opened> {
    let now = facts.report(report)?;
    let change = of(now, against)?;
    let whole = facts.report(change.against)?.period;
    // One that is not over is held against as much of the other one.
    let end =
        if now.partial { whole.start.plus(now.period.ms()).min(whole.end) } else { whole.end };
    let periods = [now.period, Period { end, ..whole }];
    let mut opened = match changed {
        Changed::Records => Opened::new(Value::Change(change.events), Formula::Difference),
        Changed::Failures => Opened::new(Value::Change(change.failures), Formula::Difference),
        Changed::Rate => {
            let value = change.rate.map_or(Value::Number(None), Value::RateChange);
            Opened::new(value, Formula::RateRatio(now.period.start))
        }
    };
    for (period, sign) in periods.into_iter().zip([1.0, -1.0]) {
        count(asked, &mut opened, (period, sign), changed);
        if changed == Changed::Rate {
            opened.terms.extend(terms(&asked.base, &months::spans(&asked.base, period)));
        }
    }
    Some(opened)
}

fn count(asked: &Asked<'_>, opened: &mut Opened, (period, sign): (Period, f64), changed: Changed) {
    let base = &asked.base;
    let spans = months::spans(base, period);
    for &event in &asked.dated {
        let row = event as usize;
        let Some(at) = base.ground.reported(row).filter(|at| period.contains(*at)) else {
            continue;
        };
        if changed != Changed::Records && !base.ground.is_failure(row) {
            opened.left_out.push(LeftOut::of(event, super::no_failure(&base.ground, event)));
            continue;
        }
        let why = match (changed, base.exposed(&spans, row, at)) {
            (Changed::Rate, Exposed::WithoutDevice) => Some(Reason::WithoutDevice),
            (Changed::Rate, Exposed::Outside) => Some(Reason::OutsideObservation),
            _ => None,
        };
        match why {
            Some(why) => opened.left_out.push(LeftOut::of(event, Why::Reason(why))),
            None => opened.rows.push(Row::noted(event, sign, Note::None)),
        }
    }
}
