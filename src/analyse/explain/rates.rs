//! What stands over exposure opened, and rates of repairs.

use super::{
    Base, Chosen, Formula, LeftOut, Note, Opened, Outage, Row, ScopeFacts, Span, Term, Value, Why,
    no_failure, sorted,
};
use crate::analyse::figure::{Estimate, Excluded, Reason};
use crate::analyse::mtbf::FailureRate;
use crate::analyse::repeat::{FirstTimeVerdict, RepeatFacts, RepeatVerdict};
use crate::analyse::scope::Exposed;
use crate::catalog::DeviceIx;
use crate::model::time::{HOUR_MS, Instant, MONTH_H, YEAR_H};

fn hours(ms: i64) -> f64 {
    ms as f64 / HOUR_MS as f64
}

/// The observed stretches as terms.
pub(super) fn terms(base: &Base<'_>, spans: &[Span]) -> Vec<Term> {
    let term = |span: &Span| {
        let one = base.service.exposure_of(*span);
        Term {
            device: DeviceIx::new(span.device),
            period: span.period,
            observed_h: hours(one.observed_ms),
            downtime_h: hours(one.down.ms),
            uptime_h: one.uptime_h,
            duty_h: one.duty_h,
        }
    };
    spans.iter().map(term).collect()
}

pub(super) fn exposure(base: &Base<'_>, facts: &ScopeFacts, of: &Chosen<'_>, per: f64) -> Opened {
    // Where nothing was observed the hours are unknown, not nought.
    let value = (facts.exposure_h > 0.0).then_some(facts.exposure_h / per);
    let mut opened = Opened::new(Value::Number(value), Formula::Observed(per));
    opened.terms = terms(base, &of.spans);
    opened
}

pub(super) fn downtime(base: &Base<'_>, facts: &ScopeFacts, of: &Chosen<'_>) -> Opened {
    let value = (facts.exposure_h > 0.0).then_some(facts.downtime_h);
    down(base, facts, of, Opened::new(Value::Number(value), Formula::Downtime))
}

pub(super) fn availability(base: &Base<'_>, facts: &ScopeFacts, of: &Chosen<'_>) -> Opened {
    let value = Value::Number(facts.availability.value);
    down(base, facts, of, Opened::new(value, Formula::Availability))
}

/// Availability with planned work: its stops are rows beside those of failures.
pub(super) fn technical_availability(
    base: &Base<'_>,
    facts: &ScopeFacts,
    of: &Chosen<'_>,
) -> Opened {
    let value = Value::Number(facts.technical_availability);
    let mut opened = down(base, facts, of, Opened::new(value, Formula::Availability));
    opened.rows = of.spans.iter().flat_map(|span| outages(base, span, true)).collect();
    for (term, span) in opened.terms.iter_mut().zip(&of.spans) {
        term.downtime_h = hours(base.service.exposure_of(*span).technical_ms);
    }
    for &event in of.volume {
        if let Outage::Untold(why) = base.ground.planned_outage(event as usize) {
            opened.left_out.push(LeftOut::of(event, Why::Reason(why)));
        }
    }
    opened
}

/// Adds the observed devices, and every outage with the hours it adds to them.
fn down(base: &Base<'_>, facts: &ScopeFacts, of: &Chosen<'_>, mut opened: Opened) -> Opened {
    opened.terms = terms(base, &of.spans);
    opened.rows = of.spans.iter().flat_map(|span| outages(base, span, false)).collect();
    for Excluded { reason, events } in &facts.availability.excluded {
        let untold = |&event: &u32| LeftOut::of(event, Why::Reason(*reason));
        opened.left_out.extend(events.iter().map(untold));
    }
    for &event in of.volume {
        let failure = base.ground.is_failure(event as usize);
        if failure && base.ground.outage(event as usize) == Outage::None {
            opened.left_out.push(LeftOut::of(event, Why::NoStop));
        }
    }
    opened
}

/// The outages of a device inside a stretch, in order of time, each with the hours
/// that no earlier one has counted.
fn outages(base: &Base<'_>, span: &Span, technical: bool) -> Vec<Row> {
    let rows = base.ground.catalog.index.events_of_device.of(span.device);
    let mut parts: Vec<(Instant, Instant, u32)> = Vec::new();
    for &event in rows {
        let outage = match base.ground.outage(event as usize) {
            Outage::None if technical => base.ground.planned_outage(event as usize),
            outage => outage,
        };
        if let Outage::Known(known) = outage {
            let inside = known.into_iter().flatten().filter_map(|p| p.overlap(span.period));
            parts.extend(inside.map(|p| (p.start, p.end, event)));
        }
    }
    parts.sort_unstable();
    let mut counted = span.period.start;
    let added = |(start, end, event): (Instant, Instant, u32)| {
        let ms = end.since(start.max(counted)).max(0);
        counted = counted.max(end);
        Row::noted(event, hours(ms), Note::None)
    };
    parts.into_iter().map(added).collect()
}

/// The failures that stand against the exposure.
fn exposed(base: &Base<'_>, of: &Chosen<'_>, opened: &mut Opened) {
    opened.terms = terms(base, &of.spans);
    sorted(opened, of.volume.iter().copied(), |row| {
        let Some(at) = base.ground.reported(row as usize) else { return Ok(None) };
        if !base.ground.is_failure(row as usize) {
            return Err(no_failure(&base.ground, row));
        }
        stands(base.exposed(&of.spans, row as usize, at))
    });
}

pub(super) fn stands(exposed: Exposed) -> Result<Option<(f64, Note)>, Why> {
    match exposed {
        Exposed::Inside => Ok(Some((1.0, Note::None))),
        Exposed::WithoutDevice => Err(Why::Reason(Reason::WithoutDevice)),
        Exposed::Outside => Err(Why::Reason(Reason::OutsideObservation)),
    }
}

pub(super) fn mtbf(base: &Base<'_>, facts: &ScopeFacts, of: &Chosen<'_>) -> Opened {
    let value = Value::Estimate(facts.mtbf.hours);
    let mut opened = Opened::new(value, Formula::Between(facts.mtbf.basis));
    exposed(base, of, &mut opened);
    opened
}

/// A failure rate in the unit asked for.
pub(super) fn per(rate: &FailureRate, per: f64) -> Estimate {
    if per == YEAR_H {
        return rate.per_year;
    }
    debug_assert!(per == MONTH_H * 100.0, "rates are a year or a hundred months");
    rate.per_100_months
}

pub(super) fn failure_rate(
    base: &Base<'_>,
    facts: &ScopeFacts,
    of: &Chosen<'_>,
    unit: f64,
) -> Opened {
    let value = Value::Estimate(per(&facts.failure_rate, unit));
    let mut opened = Opened::new(value, Formula::PerExposure(unit));
    exposed(base, of, &mut opened);
    opened
}

pub(super) fn repeat(base: &Base<'_>, facts: &ScopeFacts, of: &Chosen<'_>) -> Opened {
    repeats_of(base, of, &facts.repeat_30d, 0)
}

pub(super) fn further_repeat(base: &Base<'_>, facts: &ScopeFacts, of: &Chosen<'_>) -> Opened {
    repeats_of(base, of, &facts.repeat_90d, 1)
}

fn repeats_of(base: &Base<'_>, of: &Chosen<'_>, stated: &RepeatFacts, window: usize) -> Opened {
    let value = Value::Rate(stated.rate);
    let days = base.windows()[window];
    let mut opened = repeats(base, (value, days), of.ended[window], of.resolved, of.end);
    for Excluded { reason, events } in &stated.excluded {
        let reversed = |&event: &u32| LeftOut::of(event, Why::Reason(*reason));
        opened.left_out.extend(events.iter().map(reversed));
    }
    opened
}

/// Resolved repairs with a visit by whether it was the only one.
pub(super) fn single_visit(base: &Base<'_>, facts: &ScopeFacts, of: &Chosen<'_>) -> Opened {
    let value = Value::Rate(facts.first_time_fix.single_visit);
    let mut opened = Opened::new(value, Formula::Share);
    sorted(&mut opened, of.resolved.iter().copied(), |row| {
        let fault = base.index_fault(row).filter(|fault| fault.resolved < of.end);
        let Some(fault) = fault else { return Ok(None) };
        match fault.visits {
            None => Err(Why::VisitsUnknown),
            Some(0) => Err(Why::NoVisit),
            Some(1) => Ok(Some((1.0, Note::None))),
            Some(visits) => Ok(Some((0.0, Note::SeveralVisits(visits)))),
        }
    });
    opened
}

/// Repairs by whether the same fault came back.
pub(super) fn repeats(
    base: &Base<'_>,
    (value, days): (Value, u32),
    ended: &[u32],
    resolved: &[u32],
    end: Instant,
) -> Opened {
    let verdict = |row| {
        let fault = base.index_fault(row);
        fault.map(|fault| fault.repeat_verdict(days, end))
    };
    let mut opened = Opened::new(Value::Count(0), Formula::Share);
    opened.value = value;
    sorted(&mut opened, ended.iter().copied(), |row| match verdict(row) {
        Some(RepeatVerdict::Mature(None)) => Ok(Some((0.0, Note::None))),
        Some(RepeatVerdict::Mature(Some((_, later)))) => Ok(Some((1.0, Note::CameBack(later)))),
        Some(RepeatVerdict::Uncoded) => Err(Why::Reason(Reason::Uncoded)),
        Some(RepeatVerdict::Immature(_) | RepeatVerdict::Silent) | None => Ok(None),
    });
    sorted(&mut opened, resolved.iter().copied(), |row| match verdict(row) {
        Some(RepeatVerdict::Immature(None)) => Err(Why::Reason(Reason::Immature)),
        Some(RepeatVerdict::Immature(Some((_, later)))) => Err(Why::AlreadySeen(later)),
        _ => Ok(None),
    });
    opened
}

pub(super) fn first_time_fix(base: &Base<'_>, facts: &ScopeFacts, of: &Chosen<'_>) -> Opened {
    let days = base.windows()[0];
    let verdict = |row| {
        let fault = base.index_fault(row);
        fault.map(|fault| fault.first_time_verdict(days, of.end))
    };
    let mut opened = Opened::new(Value::Rate(facts.first_time_fix.rate), Formula::Share);
    sorted(&mut opened, of.ended[0].iter().copied(), |row| {
        let Some(verdict) = verdict(row) else { return Ok(None) };
        if let Some(fixed) = verdict.told() {
            return Ok(Some((f64::from(u8::from(fixed)), note_of(verdict))));
        }
        match verdict {
            FirstTimeVerdict::VisitsUnknown => Err(Why::VisitsUnknown),
            FirstTimeVerdict::NoVisit => Err(Why::NoVisit),
            FirstTimeVerdict::Uncoded => Err(Why::Reason(Reason::Uncoded)),
            _ => Ok(None),
        }
    });
    sorted(&mut opened, of.resolved.iter().copied(), |row| {
        let waits = verdict(row) == Some(FirstTimeVerdict::Immature);
        if waits { Err(Why::Reason(Reason::Immature)) } else { Ok(None) }
    });
    opened
}

fn note_of(verdict: FirstTimeVerdict) -> Note {
    match verdict {
        FirstTimeVerdict::SeveralVisits(visits) => Note::SeveralVisits(visits),
        FirstTimeVerdict::FollowUp => Note::FollowUp,
        FirstTimeVerdict::CameBack(later) => Note::CameBack(later),
        _ => Note::None,
    }
}
