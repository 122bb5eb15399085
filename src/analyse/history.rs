//! What every device went through while it was observed: its counted failures in order,
//! each device's beside one another in memory, so that the families that fold device by
//! device walk through them in one direction.

use super::observation::{counted, window};
use super::trend::{System, model_of};
use crate::catalog::{Catalog, CodeIx, ComponentIx, DeviceIx, ModelIx, Restricted};
use crate::model::time::{HOUR_MS, Instant, Period};

/// A failure that stands over exposure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The event.
    pub event: u32,
    /// When it was reported.
    pub at: Instant,
    /// Its fault code.
    pub code: Option<CodeIx>,
    /// Its component.
    pub component: Option<ComponentIx>,
}

/// One observed device.
#[derive(Clone, Copy, Debug)]
pub struct History<'h> {
    /// The device.
    pub device: DeviceIx,
    /// Its model.
    pub model: Option<ModelIx>,
    /// When it was observed.
    pub window: Period,
    /// Its counted failures in order of report.
    pub failures: &'h [Failure],
}

/// The histories of all observed devices.
pub struct Histories<'a> {
    pub(super) catalog: &'a Catalog,
    devices: Vec<(DeviceIx, Option<ModelIx>, Period)>,
    /// Where each device's failures end.
    ends: Vec<usize>,
    failures: Vec<Failure>,
}

impl<'a> Histories<'a> {
    /// Of a catalog.
    pub fn new(catalog: &'a Restricted<Catalog>) -> Self {
        Self::of(catalog)
    }

    pub(super) fn of(catalog: &'a Catalog) -> Self {
        let counted = counted(catalog);
        let mut all = Self { catalog, devices: Vec::new(), ends: Vec::new(), failures: Vec::new() };
        for position in 0..catalog.records.devices.len() {
            let device = DeviceIx::new(position);
            let Some(window) = catalog.dates.get(position).and_then(window) else { continue };
            let rows = catalog.index.events_of_device.of(position).iter().copied();
            let counted = rows.filter(|row| counted[*row as usize]);
            all.failures.extend(counted.filter_map(|row| failure(catalog, row)));
            all.devices.push((device, model_of(catalog, device), window));
            all.ends.push(all.failures.len());
        }
        all
    }

    /// Each device in order.
    pub fn iter(&self) -> impl Iterator<Item = History<'_>> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let ranges = starts.zip(&self.ends);
        self.devices.iter().zip(ranges).map(|(&(device, model, window), (from, to))| History {
            device,
            model,
            window,
            failures: &self.failures[from..*to],
        })
    }
}

fn failure(catalog: &Catalog, row: u32) -> Option<Failure> {
    let at = catalog.records.events.get(row as usize).reported()?;
    let link = &catalog.links[row as usize];
    Some(Failure { event: row, at, code: link.code, component: link.component })
}

impl History<'_> {
    /// The observation with its failures; ages in hours since observation began.
    pub fn system(&self) -> System {
        observed(self.window, self.failures.iter().map(|failure| failure.at))
    }
}

/// An observation with failures in order; ages in hours since it began. Failures of one
/// instant are moved a second apart.
pub(super) fn observed(window: Period, failures: impl Iterator<Item = Instant>) -> System {
    let hours = |ms: i64| ms as f64 / HOUR_MS as f64;
    let mut last = i64::MIN;
    let ages = failures.map(|at| {
        let age = at.since(window.start);
        last = if age <= last { last + 1000 } else { age };
        hours(last.min(window.ms()))
    });
    System { start: 0.0, end: hours(window.ms()), events: ages.collect() }
}
