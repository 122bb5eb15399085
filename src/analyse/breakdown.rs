//! What a month, quarter or year breaks down to (`domain.md` §5): how it came in, why it
//! happened and who answers for it, which devices stood still, how long each model took
//! to restore, and which codes were new. Each part adds up to the figure of the whole.

use super::facts::{Facts, MonthFacts};
use super::figure::Distribution;
use super::reported::Reported;
use crate::catalog::{Catalog, CodeIx, DeviceIx, ModelIx};
use crate::model::time::{HOUR_MS, Instant, Period, ReportPeriod};
use crate::model::words::{CauseCategory, Channel, ResponsibleParty};
use std::collections::BTreeMap;
use std::ops::Range;

/// Months of records before a code can be called new.
const MONTHS_BEFORE_NEW: i32 = 3;

/// The parts of a stretch.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Breakdown {
    /// Records by how they came in; `None` where it is not said.
    pub channels: BTreeMap<Option<Channel>, u64>,
    /// Failures by cause and by who answers for it.
    pub causes: BTreeMap<(Option<CauseCategory>, Option<ResponsibleParty>), u64>,
    /// Devices that failed or stood still, the longest down first.
    pub devices: Vec<DevicePart>,
    /// Models with failures reported or restored, most failures first.
    pub models: Vec<ModelPart>,
    /// Codes that befell a device for the first time; `None` where the records do not
    /// reach back far enough to tell.
    pub new_codes: Option<Vec<CodeIx>>,
}

/// What one device adds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DevicePart {
    /// The device.
    pub device: DeviceIx,
    /// Failures reported.
    pub failures: u64,
    /// Hours down, of outages that overlap one.
    pub down_h: f64,
    /// Hours observed.
    pub observed_h: f64,
}

impl DevicePart {
    /// The share of the observed time in which it was up.
    pub fn availability(&self) -> Option<f64> {
        (self.observed_h > 0.0).then(|| 1.0 - self.down_h / self.observed_h)
    }
}

/// What one model adds.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelPart {
    /// The model; `None` for what has no device, or a device without one.
    pub model: Option<ModelIx>,
    /// Failures reported.
    pub failures: u64,
    /// Hours to restore of the failures restored.
    pub restore: Distribution,
}

/// The events reported in a month, quarter or year by the instant of the figures, in order
/// of report.
pub fn rows(catalog: &Catalog, report: ReportPeriod) -> Range<usize> {
    let months = report.first_month().to(report.last_month());
    let ranges = months.filter_map(|month| catalog.index.events_of_month.get(&month));
    let all = ranges.cloned().reduce(|all, next| all.start..next.end).unwrap_or_default();
    let Some(as_of) = catalog.settings.as_of else { return all };
    let known = |row: usize| catalog.records.events.get(row).reported() <= Some(as_of);
    if all.clone().next_back().is_none_or(known) {
        return all;
    }
    let (mut from, mut to) = (all.start, all.end);
    while from < to {
        let middle = from.midpoint(to);
        if known(middle) { from = middle + 1 } else { to = middle }
    }
    all.start..from
}

/// What a month, quarter or year breaks down to; nothing where the records do not reach.
pub fn breakdown(catalog: &Catalog, facts: &Facts, report: ReportPeriod) -> Breakdown {
    let Some(reported) = facts.report(report) else { return Breakdown::default() };
    let mut out = Breakdown::default();
    let mut devices: BTreeMap<DeviceIx, (u64, i64)> = BTreeMap::new();
    let mut models: BTreeMap<Option<ModelIx>, (u64, Vec<i64>)> = BTreeMap::new();
    for row in rows(catalog, report) {
        let event = catalog.records.events.get(row);
        if event.reported().is_none_or(|at| !reported.period.contains(at)) {
            continue;
        }
        let words = event.words();
        *out.channels.entry(words.channel).or_default() += 1;
        let links = catalog.links[row];
        if !links.is_failure {
            continue;
        }
        *out.causes.entry((words.cause_category, words.responsible_party)).or_default() += 1;
        if let Some(device) = links.device {
            devices.entry(device).or_default().0 += 1;
        }
        models.entry(links.model).or_default().0 += 1;
    }
    for month in reported.months {
        for &(device, ms) in &month.down {
            devices.entry(device).or_default().1 += ms;
        }
        for &(model, ms) in &month.restored {
            models.entry(model).or_default().1.push(ms);
        }
    }
    out.devices = device_parts(catalog, devices, reported.period);
    out.models = model_parts(models);
    out.new_codes = new_codes(facts, reported);
    out
}

fn device_parts(
    catalog: &Catalog,
    devices: BTreeMap<DeviceIx, (u64, i64)>,
    period: Period,
) -> Vec<DevicePart> {
    let part = |(device, (failures, down_ms)): (DeviceIx, (u64, i64))| {
        let dates = catalog.device_dates(device);
        let observed = dates.observed_from.and_then(|start| {
            let end = dates.observed_to.unwrap_or(Instant(i64::MAX));
            Period { start, end }.overlap(period)
        });
        let hours = |ms: i64| ms as f64 / HOUR_MS as f64;
        let observed_h = hours(observed.map_or(0, Period::ms));
        DevicePart { device, failures, down_h: hours(down_ms), observed_h }
    };
    let mut parts: Vec<DevicePart> = devices.into_iter().map(part).collect();
    parts.sort_by(|a, b| {
        b.down_h
            .total_cmp(&a.down_h)
            .then(b.failures.cmp(&a.failures))
            .then(a.device.cmp(&b.device))
    });
    parts
}

fn model_parts(models: BTreeMap<Option<ModelIx>, (u64, Vec<i64>)>) -> Vec<ModelPart> {
    let part = |(model, (failures, mut restored)): (Option<ModelIx>, (u64, Vec<i64>))| {
        let restore = Distribution::of_ms(&mut restored, Vec::new());
        ModelPart { model, failures, restore }
    };
    let mut parts: Vec<ModelPart> = models.into_iter().map(part).collect();
    parts.sort_by_key(|part| (std::cmp::Reverse(part.failures), part.model.is_none(), part.model));
    parts
}

/// Codes that befell a device for the first time; `None` where the records do not reach
/// back far enough to tell.
pub fn new_codes(facts: &Facts, reported: Reported<'_>) -> Option<Vec<CodeIx>> {
    let first: &MonthFacts = facts.months.first()?;
    if reported.report.first_month().since(first.month) < MONTHS_BEFORE_NEW {
        return None;
    }
    let codes = facts.codes.iter().enumerate();
    let new = codes.filter(|(_, code)| code.first.is_some_and(|at| reported.period.contains(at)));
    Some(new.map(|(at, _)| CodeIx::new(at)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::analyse;
    use crate::analyse::fixture::Fleet;

    #[test]
    fn the_parts_of_a_stretch_add_up_to_it() {
        let catalog = Fleet::sample().catalog_with(|catalog| {
            let zone = catalog.settings.zone.clone();
            for (row, event) in catalog.records.events.iter().enumerate() {
                let month = zone.month(event.reported().expect("a report"));
                let rows = catalog.index.events_of_month.entry(month).or_insert(row..row);
                rows.end = row + 1;
            }
        });
        let facts = analyse(&catalog);
        let mut restored = 0;
        for reported in facts.reports() {
            let parts = breakdown(&catalog, &facts, reported.report);
            let scope = reported.scope;
            let what = reported.report;
            assert_eq!(parts.channels.values().sum::<u64>(), scope.events, "{what}");
            assert_eq!(parts.causes.values().sum::<u64>(), scope.failures, "{what}");
            assert_eq!(parts.models.iter().map(|m| m.failures).sum::<u64>(), scope.failures);
            let of_models: u64 = parts.models.iter().map(|m| m.restore.n).sum();
            assert_eq!(of_models, scope.times.restore.n, "{what}");
            let down: f64 = parts.devices.iter().map(|d| d.down_h).sum();
            assert!((down - scope.downtime_h).abs() < 1e-9, "{what}: {down} {}", scope.downtime_h);
            restored += of_models;
        }
        assert!(restored > 6, "{restored} restored failures were looked at");
    }
}
