//! Whose a device was, and where it stood, at an instant.

use super::{CustomerIx, Index, SiteIx};
use crate::model::records::{Ownership, Records};
use crate::model::time::{Instant, Zone};

/// One ownership interval with its references resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Held {
    from: Instant,
    to: Instant,
    /// The customer, as far as there is one.
    pub customer: Option<CustomerIx>,
    /// The site, as far as there is one.
    pub site: Option<SiteIx>,
}

const ALWAYS: (Instant, Instant) = (Instant(i64::MIN), Instant(i64::MAX));

/// The ownership intervals of every device.
pub(super) struct Holdings(Vec<Vec<Held>>);

impl Holdings {
    pub(super) fn of(records: &Records, index: &Index, zone: &Zone) -> Self {
        let held = |owner: &Ownership| {
            let (from, to) = bounds(owner, zone);
            let customer = owner.customer.as_ref().and_then(|id| index.find_customer(id.as_str()));
            let site = owner.site.as_ref().and_then(|id| index.find_site(id.as_str()));
            Held { from, to, customer, site }
        };
        Self(records.devices.iter().map(|d| d.owners.iter().map(held).collect()).collect())
    }

    /// Who had a device at an instant. Where intervals overlap, the later one
    /// counts; without an instant only a sole owner can be told.
    pub(super) fn at(&self, device: usize, at: Option<Instant>) -> Option<Held> {
        let held = &self.0[device];
        match at {
            None => held.first().copied().filter(|_| held.len() == 1),
            Some(at) => held.iter().rev().find(|h| h.from <= at && at < h.to).copied(),
        }
    }

    /// The present interval: the last one.
    pub(super) fn present(&self, device: usize) -> Option<Held> {
        self.0[device].last().copied()
    }

    /// True where anyone is written down as having had the device.
    pub(super) fn is_owned(&self, device: usize) -> bool {
        self.0[device].iter().any(|h| h.customer.is_some())
    }
}

/// First instant and first instant after of an interval of whole local days.
pub(super) fn bounds(owner: &Ownership, zone: &Zone) -> (Instant, Instant) {
    let from = owner.from.map_or(ALWAYS.0, |day| zone.start_of(day));
    let after = owner.to.and_then(|day| day.tomorrow().ok());
    (from, after.map_or(ALWAYS.1, |day| zone.start_of(day)))
}
