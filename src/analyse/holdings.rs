//! When which customer and which site had which device: the exposure of a
//! customer ends when the device changes hands.

use super::availability::merge;
use super::exposure::Span;
use super::scope::Base;
use crate::model::records::Ownership;
use crate::model::time::{Instant, Period};

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
    let zone = &base.ground.catalog.settings.zone;
    let start = owner.from.map_or(Instant(i64::MIN), |day| zone.start_of(day));
    let after = owner.to.and_then(|day| day.tomorrow().ok());
    let end = after.map_or(base.ground.end, |day| zone.start_of(day).min(base.ground.end));
    base.service.spans([device], Period { start, end }).pop()
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
