//! The customer file (客户档案, `domain.md` §1.1): when a customer was first heard of, whether
//! their file was made in time, and when maintenance is next due.

use crate::catalog::{Catalog, CustomerIx};
use crate::model::time::{Clock, Day, Instant};
use jiff::Span;

/// Days after the first contact in which the file is to be made (clock `customer_file`).
pub const MADE_WITHIN_DAYS: i64 = 2;

/// What is known of a customer's file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CustomerFile {
    /// The day of the first job that names them or a device of theirs.
    pub first_contact: Option<Day>,
    /// Whether their file was made in time; unknown without one of the two days.
    pub in_time: Option<bool>,
    /// The first day on which one of their devices is due for maintenance.
    pub next_maintenance: Option<Day>,
}

impl CustomerFile {
    /// The file of a customer, as known at an instant.
    pub fn of(catalog: &Catalog, ix: CustomerIx, as_of: Option<Instant>) -> Self {
        let zone = &catalog.settings.zone;
        let events = catalog.index.events_of_customer.of(ix.index()).iter();
        let first = events
            .filter_map(|&row| catalog.event(row as usize).at(Clock::ReportedAt))
            .filter(|at| as_of.is_none_or(|as_of| *at <= as_of))
            .min();
        let first_contact = first.map(|at| zone.day(at));
        let made = catalog.records.customers[ix.index()].created_on;
        let devices = catalog.index.devices_of_customer.of(ix.index()).iter();
        Self {
            first_contact,
            in_time: first_contact.zip(made).map(|(first, made)| {
                made <= first.saturating_add(Span::new().days(MADE_WITHIN_DAYS))
            }),
            next_maintenance: devices
                .filter_map(|&device| catalog.dates[device as usize].next_maintenance_on)
                .min(),
        }
    }
}
