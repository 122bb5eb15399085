//! The figures of any set of events and devices over a period: the fleet, a
//! device, a model, a customer, a site, a month. One struct for all of them, so
//! that a page of one kind shows what a page of another does.

use super::availability::Availability;
use super::backlog::Backlog;
use super::charge::Charges;
use super::figure::{Excluded, Rate};
use super::mtbf::{FailureRate, Mtbf};
use super::pareto::Paretos;
use super::repeat::{FirstTimeFix, RepeatFacts};
use super::times::Times;
use crate::catalog::{CodeIx, ComponentIx};
use crate::model::words::ServiceType;
use std::collections::BTreeMap;

/// What a set of events and devices adds up to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ScopeFacts {
    /// Records reported in the period.
    pub events: u64,
    /// Records by service type; cancelled and duplicate ones are not among them.
    pub jobs: BTreeMap<ServiceType, u64>,
    /// Cancelled or duplicate records.
    pub void: u64,
    /// Failures (`domain.md` §2.1).
    pub failures: u64,
    /// Failures that no exposure stands against, by reason.
    pub without_exposure: Vec<Excluded>,
    /// Failures inside the exposure.
    pub failures_exposed: u64,
    /// Tickets open at the end.
    pub open: u64,
    /// Records without a device.
    pub without_device: u64,
    /// Failures with neither code nor component nor similar symptoms.
    pub uncoded: u64,
    /// Failures with a fault code, of failures.
    pub coded: Rate,
    /// Devices observed at any time in the period.
    pub devices: u64,
    /// Observed hours.
    pub exposure_h: f64,
    /// Hours of operation: observed less downtime, by duty hours.
    pub uptime_h: f64,
    /// Hours of merged outages.
    pub downtime_h: f64,
    /// Observed years of 365.25 d.
    pub device_years: f64,
    /// Mean time between failures.
    pub mtbf: Mtbf,
    /// Failures per device-year.
    pub failure_rate: FailureRate,
    /// Availability.
    pub availability: Availability,
    /// Response, plan, on-site, restore and repair times.
    pub times: Times,
    /// Repeats inside the configured window (30 days).
    pub repeat_30d: RepeatFacts,
    /// Repeats inside the further window (90 days).
    pub repeat_90d: RepeatFacts,
    /// First-time fix and single visit.
    pub first_time_fix: FirstTimeFix,
    /// Backlog.
    pub backlog: Backlog,
    /// Failures by code.
    pub pareto_codes: Paretos<CodeIx>,
    /// Failures by component.
    pub pareto_components: Paretos<ComponentIx>,
    /// Charges.
    pub charges: Charges,
    /// Sum of the cost columns (labour, parts, travel), else of the amounts.
    pub cost: f64,
    /// First report.
    pub first: Option<crate::model::Instant>,
    /// Last report.
    pub last: Option<crate::model::Instant>,
}

/// Counts by month, one for each of [`super::Facts::months`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Series {
    /// Records.
    pub events: Vec<u32>,
    /// Failures.
    pub failures: Vec<u32>,
}
