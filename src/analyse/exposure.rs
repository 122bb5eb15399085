//! Exposure (`domain.md` §2.5, §3.3): for how long which device was observed in a
//! scope, how much of that it was down, and whether a failure lies inside.

use super::availability::{Downtime, downtime_within, merge};
use super::ground::{Ground, Outage};
use crate::catalog::DeviceIx;
use crate::model::ids::match_key;
use crate::model::time::{HOUR_MS, Instant, Period};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// A stretch in which a device is observed for a scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) device: usize,
    pub(crate) period: Period,
}

/// What every exposure is summed from: observation, outages and duty by device.
pub(crate) struct Service {
    observed: Vec<Option<Period>>,
    /// Merged, in order of time.
    outages: Vec<Vec<Period>>,
    /// The same with planned work, of the devices that it stopped.
    planned: BTreeMap<usize, Vec<Period>>,
    duty: Vec<f64>,
    /// The event that opens a guessed observation.
    opening: Vec<Option<u32>>,
    /// What each device adds over all that was observed of it.
    whole: Vec<Exposure>,
    has_model: Vec<bool>,
}

/// Summed exposure.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Exposure {
    pub(crate) observed_ms: i64,
    pub(crate) down: Downtime,
    /// Milliseconds down, planned work included.
    pub(crate) technical_ms: i64,
    /// Hours of operation: observed less down, by duty hours.
    pub(crate) uptime_h: f64,
    /// Observed hours by duty hours.
    pub(crate) duty_h: f64,
    pub(crate) devices: u64,
}

impl Exposure {
    fn add(&mut self, one: Self) {
        self.observed_ms += one.observed_ms;
        self.down.ms += one.down.ms;
        self.down.outages += one.down.outages;
        self.technical_ms += one.technical_ms;
        self.uptime_h += one.uptime_h;
        self.duty_h += one.duty_h;
        self.devices += one.devices;
    }
}

impl Service {
    pub(crate) fn new(ground: &Ground) -> Self {
        let devices = ground.catalog.records.devices.len();
        let observed = |d: usize| {
            let dates = ground.catalog.dates.get(d)?;
            let service = Period {
                start: dates.observed_from?,
                end: dates.observed_to.unwrap_or(ground.end),
            };
            service.overlap(Period { start: Instant(i64::MIN), end: ground.end })
        };
        let outages: Vec<_> = (0..devices).into_par_iter().map(|d| outages_of(ground, d)).collect();
        let mut service = Self {
            observed: (0..devices).map(observed).collect(),
            planned: planned_of(ground, &outages),
            outages,
            duty: (0..devices).map(|d| duty_of(ground, d)).collect(),
            opening: (0..devices).map(|d| opening_of(ground, d)).collect(),
            whole: Vec::new(),
            has_model: has_model(ground),
        };
        let whole = |device: usize| {
            let period = service.observed[device]?;
            Some(service.exposure_within(Span { device, period }))
        };
        service.whole = (0..devices).map(|device| whole(device).unwrap_or_default()).collect();
        service
    }

    /// Whether the model of a device is known.
    pub(crate) fn has_model(&self, device: usize) -> bool {
        self.has_model[device]
    }

    /// The first instant at which any device is observed.
    pub(crate) fn observed_since(&self) -> Option<Instant> {
        self.observed.iter().flatten().map(|period| period.start).min()
    }

    /// True where something was observed at an instant already.
    pub(crate) fn is_observed_from(&self, at: Instant) -> bool {
        self.observed_since().is_some_and(|since| since <= at)
    }

    /// The observed stretches of devices, cut to `period`; in order of device.
    pub(crate) fn spans(
        &self,
        devices: impl IntoIterator<Item = usize>,
        period: Period,
    ) -> Vec<Span> {
        devices.into_iter().filter_map(|device| self.span(device, period)).collect()
    }

    /// The observed stretch of one device, cut to `period`.
    pub(crate) fn span(&self, device: usize, period: Period) -> Option<Span> {
        let period = self.observed.get(device).copied().flatten()?.overlap(period)?;
        Some(Span { device, period })
    }

    /// Sums spans, which are in order of device and do not overlap.
    pub(crate) fn exposure(&self, spans: &[Span]) -> Exposure {
        let mut sum = Exposure::default();
        let mut last = None;
        for span in spans {
            let again = last.replace(span.device) == Some(span.device);
            sum.add(Exposure { devices: u64::from(!again), ..self.exposure_of(*span) });
        }
        sum
    }

    /// What one span adds.
    pub(crate) fn exposure_of(&self, span: Span) -> Exposure {
        if self.observed[span.device] == Some(span.period) {
            return self.whole[span.device];
        }
        self.exposure_within(span)
    }

    /// What each of consecutive periods between `bounds` adds up to over all devices.
    pub(crate) fn by_period(&self, bounds: &[Instant]) -> Vec<Exposure> {
        let mut sums = vec![Exposure::default(); bounds.len().saturating_sub(1)];
        for (device, observed) in self.observed.iter().enumerate() {
            let Some(observed) = observed else { continue };
            let first = bounds.partition_point(|at| *at <= observed.start).max(1);
            for n in first..bounds.len() {
                let period = Period { start: bounds[n - 1], end: bounds[n] };
                let Some(period) = observed.overlap(period) else { break };
                sums[n - 1].add(self.exposure_of(Span { device, period }));
            }
        }
        sums
    }

    /// How long each device was down in each of consecutive periods between `bounds`;
    /// those that were not are left out.
    pub(crate) fn down_by_period(&self, bounds: &[Instant]) -> Vec<Vec<(DeviceIx, i64)>> {
        let mut out = vec![Vec::new(); bounds.len().saturating_sub(1)];
        for (device, outages) in self.outages.iter().enumerate() {
            let Some(observed) = self.observed[device] else { continue };
            for outage in outages {
                let Some(outage) = outage.overlap(observed) else { continue };
                let first = bounds.partition_point(|at| *at <= outage.start).max(1);
                for n in first..bounds.len() {
                    let period = Period { start: bounds[n - 1], end: bounds[n] };
                    let Some(down) = outage.overlap(period) else { break };
                    let of_period: &mut Vec<(DeviceIx, i64)> = &mut out[n - 1];
                    match of_period.last_mut().filter(|(last, _)| last.index() == device) {
                        Some((_, ms)) => *ms += down.ms(),
                        None => of_period.push((DeviceIx::new(device), down.ms())),
                    }
                }
            }
        }
        out
    }

    fn exposure_within(&self, span: Span) -> Exposure {
        let (observed_ms, duty) = (span.period.ms(), self.duty[span.device]);
        let down = downtime_within(&self.outages[span.device], span.period);
        let planned = self.planned.get(&span.device);
        let technical = planned.map_or(down, |merged| downtime_within(merged, span.period));
        Exposure {
            observed_ms,
            down,
            technical_ms: technical.ms,
            uptime_h: uptime_h(observed_ms, down.ms, duty),
            duty_h: uptime_h(observed_ms, 0, duty),
            devices: 1,
        }
    }

    /// True where a failure of a device at an instant stands against the exposure of
    /// all that was observed of the device.
    pub(crate) fn covers_own(&self, device: usize, at: Instant, row: usize) -> bool {
        let observed = self.observed.get(device).copied().flatten();
        self.opening[device] != Some(row as u32) && observed.is_some_and(|p| p.contains(at))
    }

    /// True where a failure of a device at an instant stands against the exposure
    /// of spans in order of device.
    pub(crate) fn covers(&self, spans: &[Span], device: usize, at: Instant, row: usize) -> bool {
        let first = spans.partition_point(|s| s.device < device);
        let own = spans[first..].iter().take_while(|s| s.device == device);
        self.opening[device] != Some(row as u32) && own.into_iter().any(|s| s.period.contains(at))
    }
}

/// Hours of operation.
pub(crate) fn uptime_h(observed_ms: i64, down_ms: i64, duty_h_per_day: f64) -> f64 {
    (observed_ms - down_ms) as f64 / HOUR_MS as f64 * (duty_h_per_day / 24.0)
}

fn outages_of(ground: &Ground, device: usize) -> Vec<Period> {
    let rows = ground.catalog.index.events_of_device.of(device);
    let mut outages = Vec::new();
    ground.each_job(rows, |row, job| {
        if let Outage::Known(parts) = ground.outage_of(row as usize, job) {
            outages.extend(parts.into_iter().flatten());
        }
    });
    merge(outages)
}

/// The outages of the devices that planned work stopped, with that work merged in.
fn planned_of(ground: &Ground, outages: &[Vec<Period>]) -> BTreeMap<usize, Vec<Period>> {
    let mut planned: BTreeMap<usize, Vec<Period>> = BTreeMap::new();
    for row in 0..ground.catalog.records.events.len() {
        let Some(device) = ground.link(row).device else { continue };
        if let Outage::Known(parts) = ground.planned_outage(row) {
            planned.entry(device.index()).or_default().extend(parts.into_iter().flatten());
        }
    }
    for (device, periods) in &mut planned {
        periods.extend(&outages[*device]);
        *periods = merge(std::mem::take(periods));
    }
    planned
}

fn has_model(ground: &Ground) -> Vec<bool> {
    let by_model = &ground.catalog.index.devices_of_model;
    let mut all = vec![false; ground.catalog.records.devices.len()];
    for device in (0..by_model.len()).flat_map(|model| by_model.of(model)) {
        all[*device as usize] = true;
    }
    all
}

fn duty_of(ground: &Ground, device: usize) -> f64 {
    let records = &ground.catalog.records;
    let model = records.devices[device].model.as_ref();
    let index = model.and_then(|id| ground.catalog.index.model.get(&match_key(id.as_str())));
    let duty = index.and_then(|ix| records.models[ix.index()].duty_hours_per_day);
    duty.filter(|h| *h > 0.0 && *h <= 24.0).unwrap_or(24.0)
}

fn opening_of(ground: &Ground, device: usize) -> Option<u32> {
    let dates = ground.catalog.dates.get(device).filter(|d| d.start_guessed)?;
    let rows = ground.catalog.index.events_of_device.of(device);
    let opens = |row: &&u32| ground.reported(**row as usize).is_some();
    rows.iter().find(opens).copied().filter(|_| dates.observed_from.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::availability::observed_within;
    use crate::analyse::mtbf::{Basis, FailureRate, Mtbf};
    use crate::analyse::vectors::{local, period, vectors};

    #[test]
    fn mtbf_fleet() {
        for v in vectors("mtbf_fleet") {
            let month = period(v.input("period").0);
            let (mut total_ms, mut uptime) = (0, 0.0);
            for device in v.input("devices").0.as_array().unwrap() {
                let start = local(device["commissioned"].as_str().unwrap());
                let end = device["retired"].as_str().map(local);
                let ms = observed_within(Some(start), end, month).map_or(0, Period::ms);
                let id = device["id"].as_str().unwrap();
                v.same_at(&v.want("exposure_h").0[id], id, Some(ms as f64 / 3.6e6));
                total_ms += ms;
                let down = (device["downtime_h"].as_f64().unwrap() * 3.6e6) as i64;
                uptime += uptime_h(ms, down, 24.0);
            }
            let total_h = total_ms as f64 / 3.6e6;
            v.same("total_exposure_h", Some(total_h));
            v.same("uptime_h", Some(uptime));
            let failures = v.input("failures").as_u64();
            let mtbf = Mtbf::of(failures, uptime, Basis::Uptime);
            v.same("mtbf_uptime_h", mtbf.hours.value);
            v.same("mtbf_lower95_h", mtbf.hours.lower);
            v.same("mtbf_upper95_h", mtbf.hours.upper);
            assert!(!mtbf.grey);
            v.same("mtbf_calendar_h", Mtbf::of(failures, total_h, Basis::Calendar).hours.value);
            let rate = FailureRate::of(failures, total_h);
            v.same("failures_per_device_year", rate.per_year.value);
        }
    }

    #[test]
    fn duty_hours_shorten_the_exposure() {
        assert!((uptime_h(48 * HOUR_MS, 24 * HOUR_MS, 8.0) - 8.0).abs() < 1e-12);
    }
}
