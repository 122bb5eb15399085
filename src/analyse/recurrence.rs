//! What came back (`domain.md` §3.7): for every failure the next one of the same
//! device and key, and parts and components that
//! failed again. One pass over each device's own events.

use super::ground::Ground;
use super::keys::KeyId;
use super::repeat::{Fault, SamePart, recurrences};
use crate::catalog::PartIx;
use crate::model::Sym;
use crate::model::ids::match_key;
use hashbrown::HashMap;
use rayon::prelude::*;

/// What came back, of all devices.
pub(crate) struct Recurrence {
    pub(crate) same_part: Vec<SamePart>,
    pub(crate) same_component: Vec<(u32, u32)>,
}

/// What came back on one device.
#[derive(Default)]
struct OfDevice {
    next: Vec<(u32, u32)>,
    same_part: Vec<SamePart>,
    same_component: Vec<(u32, u32)>,
}

impl Recurrence {
    /// Finds what came back, and tells each failure its recurrence.
    pub(crate) fn find(ground: &mut Ground) -> Self {
        let parts = part_names(ground);
        let devices: Vec<OfDevice> = (0..ground.catalog.records.devices.len())
            .into_par_iter()
            .map(|device| of_device(ground, device, &parts))
            .collect();
        let mut all = Self { same_part: Vec::new(), same_component: Vec::new() };
        for device in devices {
            for (event, later) in device.next {
                ground.set_recurrence(event, later);
            }
            all.same_part.extend(device.same_part);
            all.same_component.extend(device.same_component);
        }
        all
    }
}

fn of_device(ground: &Ground, device: usize, parts: &Parts) -> OfDevice {
    let rows = ground.catalog.index.events_of_device.of(device);
    let window = ground.catalog.settings.repeat_window_days;
    let mut found = OfDevice::default();
    let failures = rows.iter().copied().filter(|row| ground.is_failure(*row as usize));
    let keyed = failures.clone().filter_map(|row| Some((ground.keys.of(row as usize)?, row)));
    for faults in groups(ground, keyed).each() {
        let pairs = recurrences(faults).filter_map(|(f, next)| Some((f.event, next?.event)));
        found.next.extend(pairs);
    }
    let by_component = failures.filter_map(|row| Some((ground.link(row as usize).component?, row)));
    for faults in groups(ground, by_component).each() {
        let other_code = |a: u32, b: u32| {
            let code = |row: u32| ground.link(row as usize).code;
            code(a).is_some() && code(b).is_some() && code(a) != code(b)
        };
        let pairs = again(faults, window).filter(|(a, b)| other_code(*a, *b));
        found.same_component.extend(pairs);
    }
    let uses = rows.iter().flat_map(|row| {
        let lines = ground.event(*row as usize).parts();
        lines.iter().filter_map(|line| Some((*parts.get(&line.part)?, *row)))
    });
    let uses = groups(ground, uses);
    for (part, faults) in uses.keys.iter().copied().zip(uses.each()) {
        let pairs = again(faults, window).filter(|(a, b)| a != b);
        found.same_part.extend(pairs.map(|(first, later)| SamePart {
            first,
            later,
            part: symbol_of(ground, first, part, parts),
        }));
    }
    found
}

/// Events by key, each key's in order of report.
struct Grouped<K> {
    keys: Vec<K>,
    /// Where each key's events end.
    ends: Vec<usize>,
    faults: Vec<Fault>,
}

impl<K> Grouped<K> {
    fn each(&self) -> impl Iterator<Item = &[Fault]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(from, to)| &self.faults[from..*to])
    }
}

fn groups<K: Ord + Copy>(
    ground: &Ground,
    keyed: impl Iterator<Item = (K, u32)>,
) -> Grouped<K> {
    let dated = keyed.filter_map(|(key, event)| {
        let row = event as usize;
        let reported = ground.reported(row)?;
        let resolved = ground.resolved(row).filter(|at| *at >= reported);
        Some((key, Fault { event, reported, resolved }))
    });
    let mut all: Vec<(K, Fault)> = dated.collect();
    all.sort_unstable_by_key(|(key, fault)| (*key, fault.reported, fault.event));
    let mut grouped = Grouped { keys: Vec::new(), ends: Vec::new(), faults: Vec::new() };
    for run in all.chunk_by(|a, b| a.0 == b.0) {
        grouped.keys.push(run[0].0);
        grouped.faults.extend(run.iter().map(|(_, fault)| *fault));
        grouped.ends.push(grouped.faults.len());
    }
    grouped
}

/// Pairs of an event and the first later one reported within the window of its end.
fn again(faults: &[Fault], window_days: u32) -> impl Iterator<Item = (u32, u32)> {
    recurrences(faults).filter_map(move |(fault, next)| {
        let (next, resolved) = (next?, fault.resolved?);
        let within = next.reported <= resolved.plus_days(i64::from(window_days));
        within.then_some((fault.event, next.event))
    })
}

/// Parts as written, by what they mean: a part of the catalog, else the words.
type PartName = (Option<PartIx>, usize);
type Parts = HashMap<Sym, PartName>;

fn part_names(ground: &Ground) -> Parts {
    let mut parts = Parts::new();
    for event in ground.catalog.records.events.iter() {
        for line in event.parts() {
            let Some(number) = line.part.index() else { continue };
            parts.entry(line.part).or_insert_with(|| {
                let known = ground.catalog.index.part.get(&match_key(event.resolve(line.part)));
                (known.copied(), if known.is_some() { 0 } else { number })
            });
        }
    }
    parts
}

/// The symbol under which an event names a part.
fn symbol_of(ground: &Ground, event: u32, part: PartName, parts: &Parts) -> Sym {
    let mut lines = ground.event(event as usize).parts().iter();
    lines.find(|line| parts.get(&line.part) == Some(&part)).map_or(Sym::NONE, |line| line.part)
}

/// Which events have each key; failures only.
pub(crate) fn rows_by_key(ground: &Ground, failures: &[u32]) -> Vec<(KeyId, Vec<u32>)> {
    let mut rows = vec![Vec::new(); ground.keys.len()];
    for &row in failures {
        if let Some(key) = ground.keys.of(row as usize) {
            rows[key.index()].push(row);
        }
    }
    let used = rows.into_iter().enumerate().filter(|(_, rows)| !rows.is_empty());
    used.map(|(index, rows)| (super::keys::FaultKeys::id(index), rows)).collect()
}
