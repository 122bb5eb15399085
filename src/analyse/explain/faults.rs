//! Figures of fault codes and components opened.

use super::figure::Backlog;
use super::{
    Asked, FaultFacts, Figure, Formula, LeftOut, Note, Opened, Opener, Row, Scope, Span, Value, Why,
};
use super::{counts, rates, sorted, times};
use crate::analyse::codes::{codes_models, components_models, exposed_by_own, possible_models};
use crate::analyse::ground::Outage;
use crate::model::time::{HOUR_MS, Instant, Period};
use std::collections::BTreeSet;

impl<'a> Opener<'a> {
    pub(super) fn open_fault(
        &self,
        asked: &Asked<'a>,
        scope: &Scope,
        figure: Figure,
    ) -> Option<Opened> {
        let (base, facts) = (&asked.base, self.fault_facts(scope)?);
        Some(match figure {
            Figure::Failures => every(facts),
            Figure::Backlog(Backlog::OpenEnd) => {
                counts::open_failures(base, facts.open, &facts.events)
            }
            Figure::Devices => devices(asked, facts),
            Figure::Downtime => downtime(asked, facts),
            Figure::Time(3) => times::restore(base, &facts.restore, &facts.events),
            Figure::Rate(unit) => rate(asked, scope, facts, unit),
            Figure::Repeat => {
                let value = Value::Rate(facts.repeat_30d.rate);
                let days = base.windows()[0];
                rates::repeats(base, (value, days), &facts.events, &facts.events, base.ground.end)
            }
            _ => return None,
        })
    }
}

fn every(facts: &FaultFacts) -> Opened {
    let rows = facts.events.iter().map(|&event| Row::one(event)).collect();
    Opened { rows, ..Opened::new(Value::Count(facts.n), Formula::Count) }
}

/// The first failure of every device.
fn devices(asked: &Asked<'_>, facts: &FaultFacts) -> Opened {
    let count = Value::Count(facts.devices.len() as u64);
    let mut opened = Opened::new(count, Formula::Count);
    let mut seen = BTreeSet::new();
    for &event in &facts.events {
        match asked.base.ground.link(event as usize).device {
            Some(device) if seen.insert(device) => opened.rows.push(Row::one(event)),
            Some(_) => {}
            None => {
                let why = Why::Reason(crate::analyse::Reason::WithoutDevice);
                opened.left_out.push(LeftOut::of(event, why));
            }
        }
    }
    opened
}

/// Each failure's own hours, whether or not another outage overlaps them.
fn downtime(asked: &Asked<'_>, facts: &FaultFacts) -> Opened {
    let ground = &asked.base.ground;
    let value = Value::Number((facts.n > 0).then_some(facts.downtime_h));
    let mut opened = Opened::new(value, Formula::Sum);
    sorted(&mut opened, facts.events.iter().copied(), |row| match ground.outage(row as usize) {
        Outage::None => Err(Why::NoStop),
        Outage::Untold(why) => Err(Why::Reason(why)),
        Outage::Known(_) => {
            let ms = ground.own_downtime_ms(row as usize, ground.end).unwrap_or(0);
            Ok(Some((ms as f64 / HOUR_MS as f64, Note::None)))
        }
    });
    opened
}

fn rate(asked: &Asked<'_>, scope: &Scope, facts: &FaultFacts, unit: f64) -> Opened {
    let base = &asked.base;
    let value = Value::Estimate(rates::per(&facts.failure_rate, unit));
    let mut opened = Opened::new(value, Formula::PerExposure(unit));
    let listed = listed(asked, scope);
    opened.terms = rates::terms(base, &possible(asked, &listed, facts));
    sorted(&mut opened, facts.events.iter().copied(), |row| {
        rates::stands(exposed_by_own(base, row, &listed))
    });
    opened
}

/// The models that a fault names.
fn listed(asked: &Asked<'_>, scope: &Scope) -> Vec<usize> {
    match scope {
        Scope::Code(ix) => codes_models(&asked.base).swap_remove(ix.index()),
        Scope::Component(ix) => components_models(&asked.base).swap_remove(ix.index()),
        _ => Vec::new(),
    }
}

/// Where the devices of the models on which a fault is possible are observed.
fn possible(asked: &Asked<'_>, listed: &[usize], facts: &FaultFacts) -> Vec<Span> {
    let base = &asked.base;
    let catalog = base.ground.catalog;
    let whole = Period { start: Instant(i64::MIN), end: base.ground.end };
    let Some(models) = possible_models(listed, &facts.models) else {
        return base.service.spans(0..catalog.records.devices.len(), whole);
    };
    let devices = models.into_iter().flat_map(|m| catalog.index.devices_of_model.of(m));
    base.service.spans(devices.map(|d| *d as usize), whole)
}
