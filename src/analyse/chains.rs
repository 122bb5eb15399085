//! The recurrence ledger (`domain.md` §4.9): on each device, the chain of failures
//! with the same key, their gaps, what was done each time, and whether it has become
//! chronic; and sites on which several devices share a fault.

use super::stats::median;
use crate::catalog::{Catalog, DeviceIx, Restricted, SiteIx, SolutionIx};
use crate::model::time::{DAY_MS, Instant};
use std::collections::{BTreeMap, BTreeSet};

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

/// Days in which three make a chain chronic, and in which two do.
const CHRONIC: [(usize, i64); 2] = [(3, 180), (2, 30)];
/// Devices of a site that share a fault.
const SHARED_DEVICES: usize = 3;
/// Days within which they share it.
const SHARED_DAYS: i64 = 60;

/// True where so many reports lie so close that the fault is chronic.
pub fn is_chronic(reports: &[Instant]) -> bool {
    let close =
        |(n, days): (usize, i64)| reports.windows(n).any(|w| w[n - 1].since(w[0]) <= days * DAY_MS);
    CHRONIC.into_iter().any(close)
}

/// The chains of a catalog; `keys` is each event's same-fault key.
pub fn chains(catalog: &Restricted<Catalog>, keys: &[Option<u32>]) -> ChainFacts {
    let mut chains = Vec::new();
    let mut of_device = BTreeMap::new();
    for position in 0..catalog.records.devices.len() {
        let from = chains.len();
        chains.extend(of_one_device(catalog, keys, DeviceIx::new(position)));
        if chains.len() > from {
            of_device.insert(DeviceIx::new(position), from..chains.len());
        }
    }
    expect_gaps(&mut chains);
    ChainFacts { chains, of_device, shared: shared(catalog, keys) }
}

/// A keyed failure.
fn keyed(catalog: &Catalog, keys: &[Option<u32>], row: u32) -> Option<(u32, Instant)> {
    let key = keys.get(row as usize).copied().flatten()?;
    let failure = catalog.links[row as usize].is_failure;
    let reported = catalog.records.events.get(row as usize).reported();
    Some((key, reported.filter(|_| failure)?))
}

fn of_one_device(catalog: &Catalog, keys: &[Option<u32>], device: DeviceIx) -> Vec<Chain> {
    let rows = catalog.index.events_of_device.of(device.index());
    let mut by_key: Vec<(u32, Instant, u32)> = rows
        .iter()
        .filter_map(|&row| keyed(catalog, keys, row).map(|(key, at)| (key, at, row)))
        .collect();
    by_key.sort_unstable();
    let groups = by_key.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1);
    groups.map(|group| chain(catalog, device, group)).collect()
}

fn chain(catalog: &Catalog, device: DeviceIx, failures: &[(u32, Instant, u32)]) -> Chain {
    let end = |row: u32, reported: Instant| {
        catalog.records.events.get(row as usize).resolved().unwrap_or(reported)
    };
    let mut before: Option<Instant> = None;
    let mut links = Vec::with_capacity(failures.len());
    for &(_, reported, row) in failures {
        // A report before the former failure was mended follows it without a gap.
        let gap = before.map(|end| reported.since(end).max(0) as f64 / DAY_MS as f64);
        links.push(Link {
            event: row,
            gap_days: gap,
            solution: catalog.links[row as usize].solution,
        });
        before = Some(end(row, reported));
    }
    let reports: Vec<Instant> = failures.iter().map(|f| f.1).collect();
    Chain {
        device,
        key: failures[0].0,
        observed_gap_days: median_gap(links.iter().filter_map(|l| l.gap_days).collect()),
        expected_gap_days: None,
        chronic: is_chronic(&reports),
        links,
    }
}

fn median_gap(mut gaps: Vec<f64>) -> Option<f64> {
    gaps.sort_unstable_by(f64::total_cmp);
    median(&gaps)
}

/// Sets each chain's expected gap: the median of its key over the fleet.
fn expect_gaps(chains: &mut [Chain]) {
    let mut gaps: BTreeMap<u32, Vec<f64>> = BTreeMap::new();
    for chain in chains.iter() {
        let all = chain.links.iter().filter_map(|l| l.gap_days);
        gaps.entry(chain.key).or_default().extend(all);
    }
    let medians: BTreeMap<u32, Option<f64>> =
        gaps.into_iter().map(|(key, gaps)| (key, median_gap(gaps))).collect();
    for chain in chains {
        chain.expected_gap_days = medians.get(&chain.key).copied().flatten();
    }
}

fn shared(catalog: &Catalog, keys: &[Option<u32>]) -> Vec<SharedFault> {
    let mut out = Vec::new();
    for position in 0..catalog.records.sites.len() {
        let rows = catalog.index.events_of_site.of(position).iter();
        let keyed = |&row: &u32| {
            let device = catalog.links[row as usize].device?;
            let (key, at) = keyed(catalog, keys, row)?;
            Some((key, at, row, device))
        };
        let mut failures: Vec<(u32, Instant, u32, DeviceIx)> = rows.filter_map(keyed).collect();
        failures.sort_unstable();
        for group in failures.chunk_by(|a, b| a.0 == b.0) {
            out.extend(shared_stretches(SiteIx::new(position), group));
        }
    }
    out
}

/// Stretches of a site's failures of one key in which, at any time, three devices
/// failed within 60 days; stretches that touch are one.
fn shared_stretches(site: SiteIx, failures: &[(u32, Instant, u32, DeviceIx)]) -> Vec<SharedFault> {
    let mut inside: BTreeMap<DeviceIx, usize> = BTreeMap::new();
    let mut from = 0;
    let mut stretches: Vec<(usize, usize)> = Vec::new();
    for (to, failure) in failures.iter().enumerate() {
        *inside.entry(failure.3).or_default() += 1;
        while failure.1.since(failures[from].1) > SHARED_DAYS * DAY_MS {
            let leaving = failures[from].3;
            if let Some(count) = inside.get_mut(&leaving) {
                *count -= 1;
                if *count == 0 {
                    inside.remove(&leaving);
                }
            }
            from += 1;
        }
        if inside.len() >= SHARED_DEVICES {
            match stretches.last_mut() {
                Some(last) if from <= last.1 => last.1 = to,
                _ => stretches.push((from, to)),
            }
        }
    }
    let fault = |(from, to): (usize, usize)| {
        let part = &failures[from..=to];
        let devices: BTreeSet<DeviceIx> = part.iter().map(|f| f.3).collect();
        SharedFault {
            site,
            key: part[0].0,
            devices: devices.into_iter().collect(),
            events: part.iter().map(|f| f.2).collect(),
            from: part[0].1,
            to: part[part.len() - 1].1,
        }
    };
    stretches.into_iter().map(fault).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(days: &[i64]) -> Vec<Instant> {
        days.iter().map(|d| Instant(d * DAY_MS)).collect()
    }

    #[test]
    fn chronic_is_three_in_180_days_or_two_in_30() {
        assert!(is_chronic(&days(&[0, 100, 180])));
        assert!(!is_chronic(&days(&[0, 100, 181])));
        assert!(is_chronic(&days(&[0, 200, 230])));
        assert!(!is_chronic(&days(&[0, 31])));
    }

    #[test]
    fn three_devices_within_sixty_days_share_a_fault() {
        let failure =
            |day: i64, row, device| (4, Instant(day * DAY_MS), row, DeviceIx::new(device));
        let site = SiteIx::new(0);
        let close = [failure(0, 0, 0), failure(30, 1, 1), failure(60, 2, 2), failure(70, 3, 0)];
        let got = shared_stretches(site, &close);
        assert_eq!(got.len(), 1);
        assert_eq!((got[0].devices.len(), got[0].events.len()), (3, 4));
        let apart = [failure(0, 0, 0), failure(30, 1, 1), failure(61, 2, 2)];
        assert!(shared_stretches(site, &apart).is_empty());
        let one_device = [failure(0, 0, 0), failure(3, 1, 0), failure(6, 2, 0)];
        assert!(shared_stretches(site, &one_device).is_empty());
    }
}
