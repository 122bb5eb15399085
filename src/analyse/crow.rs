//! The Crow–AMSAA power law (`domain.md` §4.3): is a device wearing out or settling
//! down, and by how much? Devices of one model share a law over their age. Never fitted
//! to a stock of changing number over calendar time.

use super::history::{Histories, History};
use super::mcf::{DOTTED_BELOW, mcf, thinned};
use super::stats::{chi2_quantile, sum};
use super::trend::System;
use crate::catalog::{Catalog, DeviceIx, ModelIx};
use std::collections::BTreeMap;

/// A fitted power law.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PowerLaw {
    /// Failures.
    pub n: u64,
    /// Shape by maximum likelihood; above 1 is deteriorating.
    pub beta: f64,
    /// Shape without bias.
    pub beta_unbiased: Option<f64>,
    /// Scale by maximum likelihood.
    pub lambda: f64,
    /// Scale for the unbiased shape.
    pub lambda_unbiased: Option<f64>,
    /// Lower 95 % limit of the shape.
    pub beta_lower: Option<f64>,
    /// Upper 95 % limit of the shape.
    pub beta_upper: Option<f64>,
    /// Time / failures.
    pub mtbf_cumulative: Option<f64>,
    /// MTBF at the end of observation.
    pub mtbf_now: Option<f64>,
    /// MTBF at the end of observation for the unbiased shape.
    pub mtbf_now_unbiased: Option<f64>,
    /// Cramér–von Mises statistic.
    pub cvm: Option<f64>,
    /// The statistic passes at 10 %: the curve may be drawn.
    pub fits: Option<bool>,
}

/// Failures needed to show the shape.
pub const SHAPE_NEEDS: u64 = 5;
/// Failures needed for a projection.
pub const PROJECTION_NEEDS: u64 = 10;

/// The failures of devices observed since they were put to use, and the law behind them;
/// times in hours of age.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Growth {
    /// Devices.
    pub systems: u64,
    /// Failures.
    pub failures: u64,
    /// Where the number of failures a device rises, and what it is from there on, as long
    /// as [`DOTTED_BELOW`] devices are observed, or all where there are fewer.
    pub steps: Vec<(f64, f64)>,
    /// The age at which the longest observation ends, or the steps do.
    pub until: f64,
    /// The law, from [`SHAPE_NEEDS`] failures on.
    pub law: Option<PowerLaw>,
}

/// By device and model; only those of which a device is observed since it was put to use
/// and failed. The shape means nothing for a window that begins later in life.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CrowFacts {
    /// One device each.
    pub devices: BTreeMap<DeviceIx, Growth>,
    /// The devices of a model under one law.
    pub models: BTreeMap<ModelIx, Growth>,
}

/// Critical values of the Cramér–von Mises statistic at 10 % and 5 %, by failures
/// (own simulation, unbiased shape, time truncated).
pub const CVM_CRITICAL: [(u64, f64, f64); 10] = [
    (3, 0.154, 0.183),
    (4, 0.154, 0.191),
    (5, 0.160, 0.199),
    (6, 0.162, 0.205),
    (8, 0.166, 0.209),
    (10, 0.167, 0.211),
    (15, 0.170, 0.216),
    (20, 0.171, 0.216),
    (30, 0.171, 0.219),
    (60, 0.174, 0.220),
];

/// The critical value at 10 % for so many failures, between the rows of the table;
/// `None` below its first.
pub fn cvm_critical(n: u64) -> Option<f64> {
    let next = CVM_CRITICAL.partition_point(|row| row.0 <= n);
    let (low, value, _) = *CVM_CRITICAL.get(next.checked_sub(1)?)?;
    let Some(&(high, above, _)) = CVM_CRITICAL.get(next) else { return Some(value) };
    let part = (n - low) as f64 / (high - low) as f64;
    Some(value + part * (above - value))
}

/// The law of one system observed from 0 to `end`; `None` with fewer than two
/// failures inside.
pub fn time_truncated(events: &[f64], end: f64) -> Option<PowerLaw> {
    let events: Vec<f64> = events.iter().copied().filter(|&t| t > 0.0 && t <= end).collect();
    let n = events.len() as f64;
    let logs = sum(events.iter().map(|t| (end / t).ln()));
    if events.len() < 2 || logs <= 0.0 {
        return None;
    }
    let beta = n / logs;
    let unbiased = (n - 1.0) / n * beta;
    let limit = |p: f64| beta * chi2_quantile(p, 2.0 * n) / (2.0 * n);
    let cvm = cramer_von_mises(&events, end, unbiased);
    Some(PowerLaw {
        n: events.len() as u64,
        beta,
        beta_unbiased: Some(unbiased),
        lambda: n / end.powf(beta),
        lambda_unbiased: Some(n / end.powf(unbiased)),
        beta_lower: Some(limit(0.025)),
        beta_upper: Some(limit(0.975)),
        mtbf_cumulative: Some(end / n),
        mtbf_now: Some(end / (n * beta)),
        mtbf_now_unbiased: Some(end / (n * unbiased)),
        cvm: Some(cvm),
        fits: cvm_critical(events.len() as u64).map(|critical| cvm <= critical),
    })
}

fn cramer_von_mises(events: &[f64], end: f64, beta: f64) -> f64 {
    let n = events.len() as f64;
    let term = |(i, t): (usize, &f64)| {
        let off = (t / end).powf(beta) - (2.0 * i as f64 + 1.0) / (2.0 * n);
        off * off
    };
    1.0 / (12.0 * n) + sum(events.iter().enumerate().map(term))
}

/// The law of one system whose last failure ended observation; `None` with fewer
/// than three failures.
pub fn failure_truncated(events: &[f64]) -> Option<PowerLaw> {
    let (&end, before) = events.split_last()?;
    let n = events.len() as f64;
    let logs = sum(before.iter().filter(|&&t| t > 0.0).map(|t| (end / t).ln()));
    if events.len() < 3 || logs <= 0.0 {
        return None;
    }
    let beta = n / logs;
    let unbiased = (n - 2.0) / n * beta;
    let limit = |p: f64| beta * chi2_quantile(p, 2.0 * (n - 1.0)) / (2.0 * n);
    Some(PowerLaw {
        n: events.len() as u64,
        beta,
        beta_unbiased: Some(unbiased),
        lambda: n / end.powf(beta),
        lambda_unbiased: Some(n / end.powf(unbiased)),
        beta_lower: Some(limit(0.025)),
        beta_upper: Some(limit(0.975)),
        mtbf_cumulative: Some(end / n),
        mtbf_now: Some(end / (n * beta)),
        mtbf_now_unbiased: Some(end / (n * unbiased)),
        cvm: None,
        fits: None,
    })
}

/// The common law of systems observed from 0; `None` without failure or where no
/// shape between 0.01 and 20 solves it.
pub fn several(systems: &[System]) -> Option<PowerLaw> {
    let ends: Vec<f64> = systems.iter().map(|s| s.end).filter(|&end| end > 0.0).collect();
    let events = systems.iter().flat_map(|s| s.events.iter().filter(|&&t| t > 0.0 && t <= s.end));
    let logs: Vec<f64> = events.map(|t| t.ln()).collect();
    let n = logs.len() as f64;
    let longest = ends.iter().copied().fold(0.0, f64::max);
    if logs.is_empty() || longest <= 0.0 {
        return None;
    }
    let log_sum = sum(logs);
    // Ends are scaled by the longest, so that no power overflows.
    let slope = |beta: f64| {
        let weights = || ends.iter().map(|end| (end, (end / longest).powf(beta)));
        let total = sum(weights().map(|w| w.1));
        let mean_log = sum(weights().map(|(end, w)| w * end.ln())) / total;
        n / beta + log_sum - n * mean_log
    };
    let (mut low, mut high) = (0.01, 20.0);
    if slope(low) < 0.0 || slope(high) > 0.0 {
        return None;
    }
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if slope(middle) > 0.0 { low = middle } else { high = middle }
    }
    let beta = f64::midpoint(low, high);
    let lambda = n / sum(ends.iter().map(|end| end.powf(beta)));
    Some(with_fit(systems, n as u64, (beta, lambda)))
}

/// A common law with what one system's has: limits as for one system, which are exact
/// where all end at one age; the fit over the share of its end at which each failure came;
/// failures of all devices at the end of their observation.
fn with_fit(systems: &[System], n: u64, (beta, lambda): (f64, f64)) -> PowerLaw {
    let count = n as f64;
    let seen = || systems.iter().filter(|s| s.end > 0.0);
    let shares =
        seen().flat_map(|s| s.events.iter().filter(|&&t| t > 0.0 && t <= s.end).map(|t| t / s.end));
    let mut shares: Vec<f64> = shares.collect();
    shares.sort_by(f64::total_cmp);
    let unbiased = (count - 1.0) / count * beta;
    let limit = |p: f64| beta * chi2_quantile(p, 2.0 * count) / (2.0 * count);
    let cvm = (n > 1).then(|| cramer_von_mises(&shares, 1.0, unbiased));
    let law = PowerLaw { n, beta, lambda, ..PowerLaw::default() };
    let intensity = sum(seen().map(|s| law.intensity(s.end)));
    PowerLaw {
        beta_unbiased: (n > 1).then_some(unbiased),
        beta_lower: Some(limit(0.025)),
        beta_upper: Some(limit(0.975)),
        mtbf_cumulative: Some(sum(seen().map(|s| s.end)) / count),
        mtbf_now: Some(seen().count() as f64 / intensity),
        fits: cvm.and_then(|cvm| Some(cvm <= cvm_critical(n)?)),
        cvm,
        ..law
    }
}

impl PowerLaw {
    /// Failures per unit of time at an age.
    pub fn intensity(&self, age: f64) -> f64 {
        self.lambda * self.beta * age.powf(self.beta - 1.0)
    }
}

/// The laws of devices and models.
pub fn crow(histories: &Histories<'_>) -> CrowFacts {
    let mut devices = BTreeMap::new();
    let mut by_model: BTreeMap<ModelIx, Vec<System>> = BTreeMap::new();
    let from_start = |history: &History<'_>| observed_from_start(histories.catalog, history.device);
    for history in histories.iter().filter(from_start) {
        let system = history.system();
        if !system.events.is_empty() {
            devices.insert(history.device, growth(std::slice::from_ref(&system)));
        }
        if let Some(model) = history.model {
            by_model.entry(model).or_default().push(system);
        }
    }
    by_model.retain(|_, systems| systems.iter().any(|s| !s.events.is_empty()));
    let models = by_model.into_iter().map(|(model, systems)| (model, growth(&systems)));
    CrowFacts { devices, models: models.collect() }
}

fn growth(systems: &[System]) -> Growth {
    let few = DOTTED_BELOW.min(systems.len() as u64);
    let points = mcf(systems);
    let failures = points.iter().map(|p| p.events).sum();
    let steps = points.iter().filter(|p| p.at_risk >= few).map(|p| (p.age, p.mean));
    let mut ends: Vec<f64> = systems.iter().map(|s| s.end).collect();
    ends.sort_by(f64::total_cmp);
    let law = match systems {
        [one] => time_truncated(&one.events, one.end),
        all => several(all),
    };
    Growth {
        systems: systems.len() as u64,
        failures,
        steps: thinned(steps.collect()),
        until: ends.len().checked_sub(few as usize).map_or(0.0, |at| ends[at]),
        law: law.filter(|law| law.n >= SHAPE_NEEDS),
    }
}

fn observed_from_start(catalog: &Catalog, device: DeviceIx) -> bool {
    let record = &catalog.records.devices[device.index()];
    let start = record.commissioned_on.or(record.accepted_on).or(record.installed_on);
    let start = start.map(|day| catalog.settings.zone.start_of(day));
    let observed = catalog.dates.get(device.index()).and_then(|d| d.observed_from);
    start.zip(observed).is_some_and(|(start, observed)| observed <= start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::vectors::{Field, Vector, vectors};

    fn only(id: &str) -> Vec<Vector> {
        vectors(id).into_iter().filter(|v| v.id() == id).collect()
    }

    #[test]
    fn one_system_to_a_fixed_time() {
        for v in only("crow_single").iter().chain(&only("crow_wearout")) {
            let events = v.input("events").as_numbers();
            let got = time_truncated(&events, v.input("end").as_f64()).unwrap();
            v.same("beta_mle", Some(got.beta));
            v.same("beta_unbiased", got.beta_unbiased);
            v.same("lambda_mle", Some(got.lambda));
            v.same("lambda_unbiased", got.lambda_unbiased);
            v.same("mtbf_cum", got.mtbf_cumulative);
            v.same("mtbf_inst_mle", got.mtbf_now);
            v.same("mtbf_inst_unbiased", got.mtbf_now_unbiased);
            v.same("beta_lo", got.beta_lower);
            v.same("beta_hi", got.beta_upper);
            v.same("cvm", got.cvm);
            assert_eq!(got.fits, Some(true));
        }
    }

    #[test]
    fn one_system_to_its_last_failure() {
        for v in only("crow_failure_truncated") {
            let got = failure_truncated(&v.input("events").as_numbers()).unwrap();
            v.same("beta_mle", Some(got.beta));
            v.same("beta_unbiased", got.beta_unbiased);
            v.same("lambda_mle", Some(got.lambda));
        }
    }

    #[test]
    fn several_systems() {
        for v in only("crow_multi") {
            let systems = v.input("systems").0.as_array().unwrap().iter();
            let system = |s: &serde_json::Value| System {
                start: 0.0,
                end: s["end"].as_f64().unwrap(),
                events: Field(&s["events"]).as_numbers(),
            };
            let got = several(&systems.map(system).collect::<Vec<_>>()).unwrap();
            v.same("beta", Some(got.beta));
            v.same("lambda_", Some(got.lambda));
            v.same("intensity_at_200", Some(got.intensity(200.0)));
        }
    }

    /// Devices with equal ends are one device whose failures are put together: the same
    /// shape, limits and fit; the time between failures counts each device's own hours.
    #[test]
    fn equal_devices_have_the_law_of_one_with_all_their_failures() {
        let system = |events: &[f64]| System { start: 0.0, end: 100.0, events: events.to_vec() };
        let apart = [system(&[10.0, 60.0, 90.0]), system(&[30.0, 80.0]), system(&[])];
        let got = several(&apart).unwrap();
        let one = time_truncated(&[10.0, 30.0, 60.0, 80.0, 90.0], 100.0).unwrap();
        let near = |a: Option<f64>, b: Option<f64>| {
            assert!((a.unwrap() / b.unwrap() - 1.0).abs() < 1e-9, "{a:?} {b:?}");
        };
        near(Some(got.beta), Some(one.beta));
        near(got.beta_lower, one.beta_lower);
        near(got.beta_upper, one.beta_upper);
        near(got.cvm, one.cvm);
        assert_eq!((got.n, got.fits), (5, one.fits));
        near(got.mtbf_cumulative, one.mtbf_cumulative.map(|h| 3.0 * h));
        near(got.mtbf_now, one.mtbf_now.map(|h| 3.0 * h));
    }

    #[test]
    fn critical_values_of_the_fit() {
        for v in only("cvm_critical") {
            let table = v.want("table").0.as_object().unwrap();
            assert_eq!(table.len(), CVM_CRITICAL.len());
            for (n, ten, five) in CVM_CRITICAL {
                let want = &table[&n.to_string()];
                // The tolerance of the vector is that of a simulation; the table is its own.
                let exactly = [Some(ten), Some(five), cvm_critical(n)];
                assert_eq!(exactly, [&want[0], &want[1], &want[0]].map(serde_json::Value::as_f64));
            }
        }
        assert_eq!(cvm_critical(2), None);
        assert!((cvm_critical(9).unwrap() - 0.1665).abs() < 1e-12);
        assert_eq!(cvm_critical(1000), Some(0.174));
    }

    #[test]
    fn nothing_gives_no_law() {
        assert_eq!(time_truncated(&[], 10.0), None);
        assert_eq!(failure_truncated(&[1.0]), None);
        assert_eq!(several(&[]), None);
    }
}
