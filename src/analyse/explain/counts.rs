//! Counts opened: records, failures, backlog.

use super::figure::Backlog as Which;
use super::{Base, Chosen, Formula, LeftOut, Note, Opened, Row, ScopeFacts, Standing, Value, Why};
use super::{no_failure, sorted};
use crate::analyse::backlog::{bucket, tickets_of};
use crate::analyse::figure::Reason;
use crate::analyse::open_set::Ticket;
use crate::catalog::CodeIx;
use crate::model::ServiceType;
use crate::model::time::{DAY_MS, Period};

pub(super) fn records(base: &Base<'_>, facts: &ScopeFacts, of: &Chosen<'_>) -> Opened {
    let mut opened = Opened::new(Value::Count(facts.events), Formula::Count);
    sorted(&mut opened, of.volume.iter().copied(), |row| {
        dated(base, row).map(|()| Some((1.0, Note::None)))
    });
    opened
}

pub(super) fn failures(base: &Base<'_>, facts: &ScopeFacts, of: &Chosen<'_>) -> Opened {
    let mut opened = Opened::new(Value::Count(facts.failures), Formula::Count);
    sorted(&mut opened, of.volume.iter().copied(), |row| {
        dated(base, row)?;
        let failure = base.ground.is_failure(row as usize);
        if failure { Ok(Some((1.0, Note::None))) } else { Err(no_failure(&base.ground, row)) }
    });
    opened
}

pub(super) fn without_device(base: &Base<'_>, facts: &ScopeFacts, of: &Chosen<'_>) -> Opened {
    let mut opened = Opened::new(Value::Count(facts.without_device), Formula::Count);
    sorted(&mut opened, of.volume.iter().copied(), |row| {
        dated(base, row)?;
        let device = base.ground.link(row as usize).device;
        if device.is_none() { Ok(Some((1.0, Note::None))) } else { Err(Why::HasDevice) }
    });
    opened
}

/// Failures of one line of the Pareto table.
pub(super) fn of_code(
    base: &Base<'_>,
    facts: &ScopeFacts,
    of: &Chosen<'_>,
    code: Option<CodeIx>,
) -> Opened {
    let line = facts.pareto_codes.by_count.rows.iter().find(|row| row.item == code);
    let count = line.map_or(0, |row| row.value as u64);
    let mut opened = Opened::new(Value::Count(count), Formula::Count);
    sorted(&mut opened, of.volume.iter().copied(), |row| {
        dated(base, row)?;
        let failure = base.ground.is_failure(row as usize);
        let same = base.ground.link(row as usize).code == code;
        match (failure, same) {
            (true, true) => Ok(Some((1.0, Note::None))),
            (false, true) if code.is_some() => Err(no_failure(&base.ground, row)),
            _ => Ok(None),
        }
    });
    opened
}

pub(super) fn jobs(
    base: &Base<'_>,
    facts: &ScopeFacts,
    of: &Chosen<'_>,
    kind: ServiceType,
) -> Opened {
    let count = facts.jobs.get(&kind).copied().unwrap_or_default();
    let mut opened = Opened::new(Value::Count(count), Formula::Count);
    sorted(&mut opened, of.volume.iter().copied(), |row| {
        dated(base, row)?;
        match base.ground.job(row).kind() {
            Some(own) => Ok((own == kind).then_some((1.0, Note::None))),
            None => Err(Why::Void),
        }
    });
    opened
}

/// A record that nobody dated counts nowhere.
fn dated(base: &Base<'_>, row: u32) -> Result<(), Why> {
    let reported = base.ground.reported(row as usize);
    reported.map(|_| ()).ok_or(Why::Reason(Reason::Missing))
}

pub(super) fn backlog(
    base: &Base<'_>,
    facts: &ScopeFacts,
    of: &Chosen<'_>,
    which: Which,
) -> Opened {
    let stated = &facts.backlog;
    let (value, formula) = match which {
        Which::OpenStart => (Value::Count(stated.open_start), Formula::Count),
        Which::New => (Value::Count(stated.new), Formula::Count),
        Which::Closed => (Value::Count(stated.closed), Formula::Count),
        Which::OpenEnd => (Value::Count(stated.open_end), Formula::Count),
        Which::MedianAge => (Value::Number(stated.median_age_d), Formula::Median),
        Which::Oldest => (Value::Number(stated.oldest_d), Formula::Greatest),
        Which::Bucket(at) => {
            (Value::Count(stated.buckets.get(at).copied().unwrap_or_default()), Formula::Count)
        }
    };
    let mut opened = Opened::new(value, formula);
    let (tickets, untold) = tickets_of(&base.ground, &of.tickets);
    let Period { start, end } = of.whole;
    let inside = |at| of.whole.contains(at);
    let enters = |ticket: &Ticket| match which {
        Which::OpenStart => ticket.is_open_at(start),
        Which::New => inside(ticket.reported),
        Which::Closed => ticket.closed.is_some_and(inside),
        Which::OpenEnd | Which::MedianAge | Which::Oldest => ticket.is_open_at(end),
        Which::Bucket(at) => ticket.is_open_at(end) && bucket(end.since(ticket.reported)) == at,
    };
    for ticket in tickets {
        let event = ticket.event;
        if ticket.is_reversed() {
            let why = Why::Reason(Reason::ClosedBeforeReported);
            opened.left_out.extend(inside(ticket.reported).then_some(LeftOut::of(event, why)));
        } else if enters(&ticket) {
            let at = if which == Which::OpenStart { start } else { end };
            let age = at.since(ticket.reported) as f64 / DAY_MS as f64;
            let value = if matches!(which, Which::New | Which::Closed) { 1.0 } else { age };
            opened.rows.push(Row::noted(event, value, Note::None));
        }
    }
    let mine = |event: &u32| base.ground.reported(*event as usize).is_some_and(inside);
    let missing = |event| LeftOut::of(event, Why::Reason(Reason::Missing));
    opened.left_out.extend(untold.into_iter().filter(mine).map(missing));
    opened
}

/// Failures of a code or component that are still open.
pub(super) fn open_failures(base: &Base<'_>, stated: u64, events: &[u32]) -> Opened {
    let mut opened = Opened::new(Value::Count(stated), Formula::Count);
    sorted(&mut opened, events.iter().copied(), |row| {
        let open = base.ground.standing(row as usize) == Standing::Open;
        Ok(open.then_some((1.0, Note::None)))
    });
    opened
}
