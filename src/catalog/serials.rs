//! Serial numbers over time: a new board changes a device's, and a board that was
//! repaired may come to another device. A log that names a serial number means the
//! device that had it on that day.

use super::{DeviceIx, Index};
use crate::model::ids::match_key;
use crate::model::records::{Records, SerialSpan};
use crate::model::time::{Instant, Zone};
use hashbrown::HashMap;
use std::collections::BTreeMap;

/// One device's hold of a serial number.
#[derive(Clone, Copy, Debug)]
struct Span {
    device: DeviceIx,
    from: Instant,
    to: Instant,
}

/// Serial numbers that several devices had one after the other, and when.
#[derive(Clone, Debug, Default)]
pub(super) struct Moved {
    position: HashMap<String, usize>,
    spans: Vec<Vec<Span>>,
}

/// Every serial number with the devices that have or had it, in order.
fn holders(records: &Records) -> BTreeMap<String, Vec<(usize, &SerialSpan)>> {
    let mut holders: BTreeMap<String, Vec<(usize, &SerialSpan)>> = BTreeMap::new();
    for (at, device) in records.devices.iter().enumerate() {
        for span in &device.serials {
            let key = match_key(&span.serial);
            if !key.is_empty() {
                holders.entry(key).or_default().push((at, span));
            }
        }
    }
    holders
}

/// True where one number stands for several devices, told apart by their days.
fn is_moved(holders: &[(usize, &SerialSpan)]) -> bool {
    let several = holders.iter().any(|holder| holder.0 != holders[0].0);
    several && holders.iter().all(|(_, span)| span.from.is_some() || span.to.is_some())
}

/// Adds the numbers to the devices' names, where no id or alias has them already. A
/// number of several devices without days is nobody's.
pub(super) fn add_names(records: &Records, names: &mut HashMap<String, DeviceIx>) {
    for (key, holders) in holders(records) {
        let first = holders[0].0;
        if holders.iter().all(|holder| holder.0 == first) || is_moved(&holders) {
            names.entry(key).or_insert(DeviceIx::new(first));
        }
    }
}

impl Moved {
    /// The numbers that moved. An id or alias of the same spelling goes before them.
    pub(super) fn of(records: &Records, index: &Index, zone: &Zone) -> Self {
        let mut moved = Self::default();
        for (key, holders) in holders(records) {
            let first = DeviceIx::new(holders[0].0);
            if is_moved(&holders) && index.device.get(&key) == Some(&first) {
                moved.position.insert(key, moved.spans.len());
                moved
                    .spans
                    .push(holders.iter().map(|&(at, span)| Span::of(at, span, zone)).collect());
            }
        }
        moved
    }

    /// Where the holders of a number stand.
    pub(super) fn find(&self, text: &str) -> Option<usize> {
        if self.spans.is_empty() {
            return None;
        }
        self.position.get(&match_key(text)).copied()
    }

    /// The device that had a number at an instant; else the one that had it last
    /// before, else the first to have it.
    pub(super) fn device(&self, position: usize, at: Option<Instant>) -> Option<DeviceIx> {
        let spans = self.spans.get(position)?;
        let at = at?;
        let held = spans.iter().find(|span| span.from <= at && at < span.to);
        let before = || spans.iter().filter(|span| span.to <= at).max_by_key(|span| span.to);
        let first = || spans.iter().min_by_key(|span| span.from);
        held.or_else(before).or_else(first).map(|span| span.device)
    }
}

impl Span {
    fn of(at: usize, span: &SerialSpan, zone: &Zone) -> Self {
        let from = span.from.map_or(Instant(i64::MIN), |day| zone.start_of(day));
        let after = span.to.and_then(|day| day.tomorrow().ok());
        let to = after.map_or(Instant(i64::MAX), |day| zone.start_of(day));
        Self { device: DeviceIx::new(at), from, to }
    }
}
