//! Whose a device was, and where it stood, at an instant.

use super::{CustomerIx, DeviceIx, Index, SiteIx};
use crate::model::records::{Device, Ownership, Records};
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
        Self(records.devices.iter().map(|device| held_by(device, index, zone)).collect())
    }

    /// The devices that each customer has or had.
    pub(super) fn by_customer(&self, customers: usize) -> Vec<Vec<DeviceIx>> {
        let mut of_customer = vec![Vec::new(); customers];
        for (at, held) in self.0.iter().enumerate() {
            for customer in held.iter().filter_map(|h| h.customer) {
                let devices: &mut Vec<DeviceIx> = &mut of_customer[customer.index()];
                if devices.last() != Some(&DeviceIx::new(at)) {
                    devices.push(DeviceIx::new(at));
                }
            }
        }
        of_customer
    }

    /// Who had a device at an instant. Where intervals overlap, the later one
    /// counts; without an instant only a sole owner can be told.
    pub(super) fn at(&self, device: usize, at: Option<Instant>) -> Option<Held> {
        holder(&self.0[device], at)
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

/// The ownership intervals of one device.
pub(super) fn held_by(device: &Device, index: &Index, zone: &Zone) -> Vec<Held> {
    let held = |owner: &Ownership| {
        let (from, to) = bounds(owner, zone);
        let customer = owner.customer.as_ref().and_then(|id| index.find_customer(id.as_str()));
        let site = owner.site.as_ref().and_then(|id| index.find_site(id.as_str()));
        Held { from, to, customer, site }
    };
    device.owners.iter().map(held).collect()
}

/// Who of several holders had the device at an instant; see [`Holdings::at`].
pub(super) fn holder(held: &[Held], at: Option<Instant>) -> Option<Held> {
    match at {
        None => held.first().copied().filter(|_| held.len() == 1),
        Some(at) => held.iter().rev().find(|h| h.from <= at && at < h.to).copied(),
    }
}

/// First instant and first instant after of an interval of whole local days.
pub(super) fn bounds(owner: &Ownership, zone: &Zone) -> (Instant, Instant) {
    let from = owner.from.map_or(ALWAYS.0, |day| zone.start_of(day));
    let after = owner.to.and_then(|day| day.tomorrow().ok());
    (from, after.map_or(ALWAYS.1, |day| zone.start_of(day)))
}
