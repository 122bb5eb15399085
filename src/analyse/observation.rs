//! How long devices were observed (`domain.md` §2.5), as curves that answer "how many
//! device-milliseconds between two instants" by search, and which failures may stand
//! over them.

use crate::catalog::{Catalog, DeviceDates, DeviceIx};
use crate::model::time::{Instant, MONTH_H, Period, YEAR_H};

/// Milliseconds in a device-month.
pub const MONTH_MS: f64 = MONTH_H * 3_600_000.0;
/// Milliseconds in a device-year.
pub const YEAR_MS: f64 = YEAR_H * 3_600_000.0;

/// The stretch in which a device was observed; `None` if it never was.
pub fn window(dates: &DeviceDates) -> Option<Period> {
    let period = Period { start: dates.observed_from?, end: dates.observed_to? };
    (period.start < period.end).then_some(period)
}

/// By event: a failure inside its device's observation, which therefore may stand
/// over exposure. The event that alone told when a device began is left out.
pub fn counted(catalog: &Catalog) -> Vec<bool> {
    let windows: Vec<Option<Period>> = catalog.dates.iter().map(window).collect();
    let opened = openings(catalog);
    let one = |(row, event): (usize, crate::model::events::Event<'_>)| {
        let links = catalog.links[row];
        let device = links.device.filter(|_| links.is_failure)?;
        let at = event.reported()?;
        let inside = windows.get(device.index())?.is_some_and(|w| w.contains(at));
        Some(inside && opened[device.index()] != Some(row as u32))
    };
    let events = catalog.records.events.iter().enumerate();
    events.map(|item| one(item).unwrap_or(false)).collect()
}

/// By device: the event that opened its observation, where its start was guessed.
fn openings(catalog: &Catalog) -> Vec<Option<u32>> {
    let guessed = |(device, dates): (usize, &DeviceDates)| {
        let first = catalog.index.events_of_device.of(device).first().copied();
        first.filter(|_| dates.start_guessed)
    };
    catalog.dates.iter().enumerate().map(guessed).collect()
}

/// Exposure of some devices, ready to be asked for any stretch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExposureCurve {
    starts: Ramp,
    ends: Ramp,
}

/// Instants in order with their running sum.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Ramp {
    at: Vec<i64>,
    sums: Vec<i128>,
}

impl Ramp {
    fn new(mut at: Vec<i64>) -> Self {
        at.sort_unstable();
        let sums = at.iter().scan(0_i128, |sum, &x| {
            *sum += i128::from(x);
            Some(*sum)
        });
        Self { sums: sums.collect(), at }
    }

    /// Σ max(0, t − x) over its instants.
    fn before(&self, t: i64) -> i128 {
        let n = self.at.partition_point(|&x| x < t);
        if n == 0 { 0 } else { i128::from(t) * n as i128 - self.sums[n - 1] }
    }
}

impl ExposureCurve {
    /// The curve of windows.
    pub fn new(windows: impl IntoIterator<Item = Period>) -> Self {
        let (starts, ends) = windows.into_iter().map(|w| (w.start.0, w.end.0)).unzip();
        Self { starts: Ramp::new(starts), ends: Ramp::new(ends) }
    }

    /// The curve of devices.
    pub fn of(catalog: &Catalog, devices: impl IntoIterator<Item = DeviceIx>) -> Self {
        let dates = devices.into_iter().filter_map(|d| catalog.dates.get(d.index()));
        Self::new(dates.filter_map(window))
    }

    /// The curve of all devices.
    pub fn fleet(catalog: &Catalog) -> Self {
        Self::new(catalog.dates.iter().filter_map(window))
    }

    /// Device-milliseconds in a stretch.
    pub fn ms(&self, period: Period) -> f64 {
        let until = |t: Instant| self.starts.before(t.0) - self.ends.before(t.0);
        (until(period.end) - until(period.start)).max(0) as f64
    }

    /// Device-months in a stretch.
    pub fn months(&self, period: Period) -> f64 {
        self.ms(period) / MONTH_MS
    }

    /// Device-months ever observed.
    pub fn all_months(&self) -> f64 {
        let sum = |ramp: &Ramp| ramp.sums.last().copied().unwrap_or(0);
        (sum(&self.ends) - sum(&self.starts)) as f64 / MONTH_MS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_adds_what_each_device_was_observed() {
        let window = |start, end| Period { start: Instant(start), end: Instant(end) };
        let curve = ExposureCurve::new([window(0, 10), window(5, 30), window(-7, 2)]);
        for (from, to) in [(-100, 100), (0, 10), (3, 6), (12, 12), (29, 31), (-7, 0)] {
            let asked = window(from, to);
            let each = [window(0, 10), window(5, 30), window(-7, 2)];
            let want: i64 = each.iter().filter_map(|w| w.overlap(asked)).map(Period::ms).sum();
            assert!((curve.ms(asked) - want as f64).abs() < 1e-9, "{from} {to}");
        }
    }
}
