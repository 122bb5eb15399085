//! The expiry ledger: when devices, components, support, spares and contracts run
//! out (R12, R16). Who pays for a job is `charge`'s business.

use super::holdings::owner_on;
use crate::catalog::{Catalog, CustomerIx, DeviceDates, DeviceIx, Restricted};
use crate::model::time::Day;
use crate::model::{Device, DeviceStatus};

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

/// Days ahead that the ledger is about.
pub const EXPIRY_DAYS: i64 = 60;

/// The expiry ledger of a catalog.
pub fn warranty(catalog: &Restricted<Catalog>) -> WarrantyFacts {
    let Some(as_of) = catalog.settings.as_of else { return WarrantyFacts::default() };
    let today = catalog.settings.zone.day(as_of);
    let mut out = WarrantyFacts::default();
    for (position, device) in catalog.records.devices.iter().enumerate() {
        let retired = device.status == Some(DeviceStatus::Retired)
            || device.retired_on.is_some_and(|day| day <= today);
        if retired {
            continue;
        }
        let dates = &catalog.dates[position];
        match dates.warranty_end {
            Some(end) if end >= today => out.in_warranty += 1,
            Some(_) => out.out_of_warranty += 1,
            None => out.unknown += 1,
        }
        let owner = owner_on(device, Some(today)).and_then(|o| o.customer.as_ref());
        let customer = owner.and_then(|id| catalog.index.customer.get(&id.key()).copied());
        let row = |(on, kind)| Expiry { on, kind, device: Some(DeviceIx::new(position)), customer };
        out.ledger.extend(ends(device, dates).into_iter().map(row));
    }
    out.ledger.extend(contracts(catalog));
    out.ledger.sort();
    out.next_60_days = ending(&out.ledger, today, EXPIRY_DAYS);
    out
}

fn ends(device: &Device, dates: &DeviceDates) -> Vec<(Day, ExpiryKind)> {
    let own = [
        dates.warranty_end.map(|day| (day, ExpiryKind::Warranty)),
        device.support_until.map(|day| (day, ExpiryKind::Support)),
        device.spares_until.map(|day| (day, ExpiryKind::Spares)),
    ];
    let components = dates.component_warranty.iter();
    let components = components.map(|(id, &day)| (day, ExpiryKind::Component(id.clone())));
    own.into_iter().flatten().chain(components).collect()
}

fn contracts(catalog: &Catalog) -> impl Iterator<Item = Expiry> {
    let contracts = catalog.records.contracts.iter().enumerate();
    contracts.filter_map(|(position, contract)| {
        Some(Expiry {
            on: contract.end?,
            kind: ExpiryKind::Contract(position),
            device: None,
            customer: catalog.index.customer.get(&contract.customer.key()).copied(),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ends_between_two_days_both_included() {
        let day = |d| jiff::civil::date(2024, 3, d);
        let expiry = |d| Expiry {
            on: day(d),
            kind: ExpiryKind::Warranty,
            device: Some(DeviceIx::new(0)),
            customer: None,
        };
        let facts =
            WarrantyFacts { ledger: vec![expiry(1), expiry(5), expiry(9)], ..Default::default() };
        assert_eq!(facts.ending(day(5), 4).len(), 2);
        assert_eq!(facts.ending(day(6), 2).len(), 0);
    }

    #[test]
    fn every_date_of_a_device_has_its_row() {
        let day = jiff::civil::date(2025, 1, 31);
        let mut device = Device::stub("D1".into());
        device.support_until = Some(day);
        let mut dates = DeviceDates { warranty_end: Some(day), ..DeviceDates::default() };
        dates.component_warranty.insert("PSU".to_owned(), day);
        assert_eq!(ends(&device, &dates).len(), 3);
    }
}
