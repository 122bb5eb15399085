//! When which customer and which site had which device: the exposure of a
//! customer ends when the device changes hands.

use super::availability::merge;
use super::exposure::Span;
use super::scope::Base;
use crate::model::records::{Device, Ownership};
use crate::model::time::{Day, Instant, Period, Zone};

/// Spans by customer and by site, each in order of device.
pub(crate) struct Holdings {
    pub(crate) customers: Vec<Vec<Span>>,
    pub(crate) sites: Vec<Vec<Span>>,
}

impl Holdings {
    pub(crate) fn new(base: &Base) -> Self {
        let catalog = base.ground.catalog;
        let mut all = Self {
            customers: vec![Vec::new(); catalog.records.customers.len()],
            sites: vec![Vec::new(); catalog.records.sites.len()],
        };
        for (device, record) in catalog.records.devices.iter().enumerate() {
            for owner in &record.owners {
                let Some(span) = observed(base, device, owner) else { continue };
                let customer = owner.customer.as_ref();
                if let Some(at) = customer.and_then(|c| catalog.index.customer.get(&c.key())) {
                    all.customers[at.index()].push(span);
                }
                let site = owner.site.as_ref();
                if let Some(at) = site.and_then(|s| catalog.index.site.get(&s.key())) {
                    all.sites[at.index()].push(span);
                }
            }
        }
        all.customers.iter_mut().chain(&mut all.sites).for_each(join);
        all
    }
}

fn observed(base: &Base, device: usize, owner: &Ownership) -> Option<Span> {
    let held = held(owner, &base.ground.catalog.settings.zone);
    let period = Period { end: held.end.min(base.ground.end), ..held };
    base.service.spans([device], period).pop()
}

/// When an owner had a device; the day of `to` is included.
pub(crate) fn held(owner: &Ownership, zone: &Zone) -> Period {
    let start = owner.from.map_or(Instant(i64::MIN), |day| zone.start_of(day));
    let after = owner.to.and_then(|day| day.tomorrow().ok());
    Period { start, end: after.map_or(Instant(i64::MAX), |day| zone.start_of(day)) }
}

/// Who had a device on a day, the later where two say so; without a day the last.
pub(crate) fn owner_on(device: &Device, day: Option<Day>) -> Option<&Ownership> {
    let Some(day) = day else { return device.owners.last() };
    let has =
        |o: &&Ownership| o.from.is_none_or(|from| from <= day) && o.to.is_none_or(|to| day <= to);
    device.owners.iter().rev().find(has)
}

/// Overlapping spans of one device become one, so that no hour counts twice.
fn join(spans: &mut Vec<Span>) {
    let joined = spans.chunk_by(|a, b| a.device == b.device).flat_map(|run| {
        let device = run[0].device;
        let periods = merge(run.iter().map(|span| span.period).collect());
        periods.into_iter().map(move |period| Span { device, period })
    });
    *spans = joined.collect();
}
