//! What came back (`domain.md` §3.7): for every failure the next one of the same
//! device and key, and parts and components that
//! failed again. One pass over each device's own events.

use super::ground::Ground;
use super::job::Flags;
use super::keys::KeyId;
use super::part_names::{PartName, PartNames};
use super::repeat::{Fault, SamePart, recurrences};
use crate::model::Sym;
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
        let parts = PartNames::new(ground.catalog);
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

fn of_device(ground: &Ground, device: usize, parts: &PartNames) -> OfDevice {
    let rows = ground.catalog.index.events_of_device.of(device);
    let window = ground.catalog.settings.repeat_window_days;
    let mut found = OfDevice::default();
    let (mut keyed, mut by_component, mut uses) = (Vec::new(), Vec::new(), Vec::new());
    ground.each_job(rows, |event, job| {
        let Some(reported) = job.reported() else { return };
        let resolved = job.resolved().filter(|at| *at >= reported);
        let fault = Fault { event, reported, resolved };
        if job.is(Flags::FAILURE) {
            keyed.extend(job.key.map(|key| (key, fault)));
            by_component.extend(job.component.map(|component| (component, fault)));
        }
        let lines = ground.event(event as usize).parts().iter();
        uses.extend(lines.filter_map(|line| Some((parts.of(line.part)?, fault))));
    });
    for faults in groups(keyed).each() {
        let pairs = recurrences(faults).filter_map(|(f, next)| Some((f.event, next?.event)));
        found.next.extend(pairs);
    }
    for faults in groups(by_component).each() {
        let other_code = |a: u32, b: u32| {
            let code = |row: u32| ground.job(row).code;
            code(a).is_some() && code(b).is_some() && code(a) != code(b)
        };
        let pairs = again(faults, window).filter(|(a, b)| other_code(*a, *b));
        found.same_component.extend(pairs);
    }
    let uses = groups(uses);
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

fn groups<K: Ord + Copy>(mut all: Vec<(K, Fault)>) -> Grouped<K> {
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

/// The symbol under which an event names a part.
fn symbol_of(ground: &Ground, event: u32, part: PartName, parts: &PartNames) -> Sym {
    let mut lines = ground.event(event as usize).parts().iter();
    lines.find(|line| parts.of(line.part) == Some(part)).map_or(Sym::NONE, |line| line.part)
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
