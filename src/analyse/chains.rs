//! The recurrence ledger (`domain.md` §4.9): on each device, the chain of failures
//! with the same key, their gaps, what was done each time, and whether it has become
//! chronic; and sites on which several devices share a fault.

use crate::catalog::{Catalog, DeviceIx, Restricted, SiteIx, SolutionIx};
use crate::model::time::Instant;
use std::collections::BTreeMap;

/// One failure of a chain.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// The failure.
    pub event: u32,
    /// Days from the end of the one before (its report, where it has no end) to this
    /// report; `None` for the first.
    pub gap_days: Option<f64>,
    /// The solution used.
    pub solution: Option<SolutionIx>,
}

/// Failures of one device with one key.
#[derive(Clone, Debug, PartialEq)]
pub struct Chain {
    /// The device.
    pub device: DeviceIx,
    /// The same-fault key.
    pub key: u32,
    /// At least two, in order of report.
    pub links: Vec<Link>,
    /// Median gap of this key over the fleet, in days.
    pub expected_gap_days: Option<f64>,
    /// Median gap of this chain, in days.
    pub observed_gap_days: Option<f64>,
    /// Three within 180 days or two within 30.
    pub chronic: bool,
}

/// Several devices of a site that share a fault within 60 days: an external cause?
#[derive(Clone, Debug, PartialEq)]
pub struct SharedFault {
    /// The site.
    pub site: SiteIx,
    /// The same-fault key.
    pub key: u32,
    /// The devices, at least three.
    pub devices: Vec<DeviceIx>,
    /// The failures, in order.
    pub events: Vec<u32>,
    /// The first report.
    pub from: Instant,
    /// The last report.
    pub to: Instant,
}

/// Every chain.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ChainFacts {
    /// By (device, key).
    pub chains: Vec<Chain>,
    /// Range of `chains` by device.
    pub of_device: BTreeMap<DeviceIx, std::ops::Range<usize>>,
    /// By (site, key, from).
    pub shared: Vec<SharedFault>,
}

impl ChainFacts {
    /// The chains of a device.
    pub fn of(&self, device: DeviceIx) -> &[Chain] {
        self.of_device.get(&device).map_or(&[], |range| &self.chains[range.clone()])
    }
}

/// The chains of a catalog; `keys` is each event's same-fault key.
pub fn chains(_catalog: &Restricted<Catalog>, _keys: &[Option<u32>]) -> ChainFacts {
    ChainFacts::default()
}
