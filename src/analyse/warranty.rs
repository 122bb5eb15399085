//! The expiry ledger: when devices, components, support, spares and contracts run
//! out (R12, R16). Who pays for a job is `charge`'s business.

use crate::catalog::{Catalog, CustomerIx, DeviceIx, Restricted};
use crate::model::time::Day;

/// What runs out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ExpiryKind {
    /// A device's warranty.
    Warranty,
    /// The warranty of one of its components, by id.
    Component(String),
    /// Support (R16).
    Support,
    /// Guaranteed spares (R16).
    Spares,
    /// A contract: position in `Records::contracts`.
    Contract(usize),
}

/// One end of something.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Expiry {
    /// The last day covered.
    pub on: Day,
    /// What ends.
    pub kind: ExpiryKind,
    /// The device; `None` for a contract.
    pub device: Option<DeviceIx>,
    /// Whose it is.
    pub customer: Option<CustomerIx>,
}

/// The expiry ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WarrantyFacts {
    /// Every end that is known, of devices in service, by day.
    pub ledger: Vec<Expiry>,
    /// Range of `ledger` that ends within 60 days of `as_of`, that day included.
    pub next_60_days: std::ops::Range<usize>,
    /// Devices in service on `as_of` under warranty.
    pub in_warranty: u64,
    /// Devices in service whose warranty is over.
    pub out_of_warranty: u64,
    /// Devices in service whose warranty is not known.
    pub unknown: u64,
}

impl WarrantyFacts {
    /// What ends from `day` (included) to `days` later (included).
    pub fn ending(&self, day: Day, days: i64) -> &[Expiry] {
        &self.ledger[ending(&self.ledger, day, days)]
    }
}

fn ending(ledger: &[Expiry], day: Day, days: i64) -> std::ops::Range<usize> {
    let last = day.saturating_add(jiff::Span::new().days(days));
    ledger.partition_point(|e| e.on < day)..ledger.partition_point(|e| e.on <= last)
}

/// The expiry ledger of a catalog.
pub fn warranty(_catalog: &Restricted<Catalog>) -> WarrantyFacts {
    WarrantyFacts::default()
}
