//! Times of tickets opened.

use super::{Base, Chosen, Formula, Note, Opened, ScopeFacts, Standing, Value, Why, sorted};
use crate::analyse::figure::{Distribution, Excluded};
use crate::model::time::HOUR_MS;

/// The position of the time to restore.
const RESTORE: usize = 3;

pub(super) fn time(base: &Base<'_>, facts: &ScopeFacts, of: &Chosen<'_>, which: usize) -> Opened {
    let times = &facts.times;
    let all = [&times.response, &times.reply_plan, &times.onsite, &times.restore, &times.repair];
    distribution(base, all[which], of.resolved, which)
}

/// A distribution, and the rows that it is of.
pub(super) fn distribution(
    base: &Base<'_>,
    stated: &Distribution,
    rows: &[u32],
    which: usize,
) -> Opened {
    let mut opened = Opened::new(Value::from(stated), Formula::Summary);
    sorted(&mut opened, rows.iter().copied(), |row| match told(base, row, which) {
        Ok(ms) => Ok(Some((ms as f64 / HOUR_MS as f64, Note::None))),
        Err(why) => Err(why),
    });
    opened
}

/// The restoration of a distribution's failures.
pub(super) fn restore(base: &Base<'_>, stated: &Distribution, rows: &[u32]) -> Opened {
    distribution(base, stated, rows, RESTORE)
}

fn told(base: &Base<'_>, row: u32, which: usize) -> Result<i64, Why> {
    base.ground.job(row).differences[which].told().map_err(|reason| {
        let ground = &base.ground;
        let at = row as usize;
        match reason {
            Some(reason) => Why::Reason(reason),
            None if ground.is_void(at) => Why::Void,
            None if !ground.is_fault_ticket(at) => Why::NoFault,
            None if ground.restoration(at) == Standing::Open => Why::Open,
            None => Why::NoFailure,
        }
    })
}

fn left_out(excluded: &[Excluded]) -> u64 {
    excluded.iter().map(|e| e.events.len() as u64).sum()
}

pub(super) fn resolved(base: &Base<'_>, facts: &ScopeFacts, of: &Chosen<'_>) -> Opened {
    let stated = &facts.times.restore;
    let count = Value::Count(stated.n + left_out(&stated.excluded));
    let mut opened = Opened::new(count, Formula::Count);
    sorted(&mut opened, of.resolved.iter().copied(), |row| match told(base, row, RESTORE) {
        Ok(_) | Err(Why::Reason(_)) => Ok(Some((1.0, Note::None))),
        Err(why) => Err(why),
    });
    opened
}

pub(super) fn restore_left_out(base: &Base<'_>, facts: &ScopeFacts, of: &Chosen<'_>) -> Opened {
    let count = Value::Count(left_out(&facts.times.restore.excluded));
    let mut opened = Opened::new(count, Formula::Count);
    sorted(&mut opened, of.resolved.iter().copied(), |row| {
        let missed = matches!(told(base, row, RESTORE), Err(Why::Reason(_)));
        Ok(missed.then_some((1.0, Note::None)))
    });
    opened
}
