//! The monthly control chart with a varying fleet (`domain.md` §4.4): failures per
//! device-month, limits from the twelve months before, exact Poisson verdicts.

use super::month_grid::{MonthGrid, is_over};
use super::observation::{ExposureCurve, counted};
use super::stats::{chi2_sf, poisson_at_least, poisson_cdf, sum};
use crate::catalog::{Catalog, Restricted};
use crate::model::time::{Month, Period};

/// Failures and device-months of one month.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Count {
    /// Failures inside observation.
    pub count: u64,
    /// Device-months observed.
    pub exposure: f64,
}

/// What the months before say.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Baseline {
    /// Months in it.
    pub months: u32,
    /// Failures in it.
    pub failures: u64,
    /// Mean rate per device-month; `None` without exposure.
    pub ubar: Option<f64>,
    /// χ² of the dispersion.
    pub dispersion_chi2: Option<f64>,
    /// Its degrees of freedom.
    pub dispersion_df: u32,
    /// Its p.
    pub dispersion_p: Option<f64>,
    /// Laney's factor.
    pub sigma_z: Option<f64>,
    /// p < 0.01: the widened limits decide, and the chart says so.
    pub over_dispersed: bool,
    /// At least 6 months and 10 failures: a verdict is possible.
    pub enough: bool,
}

/// Months a baseline needs.
pub const BASELINE_MONTHS: u32 = 6;
/// Failures a baseline needs.
pub const BASELINE_FAILURES: u64 = 10;

/// The verdict on one month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Signal {
    /// No verdict: partial month or too small a baseline.
    #[default]
    NoVerdict,
    /// Within the normal range.
    Normal,
    /// Higher than usual (chance ≤ 0.0228).
    WarningHigh,
    /// Lower than usual (chance ≤ 0.0228).
    WarningLow,
    /// Above the control limit (chance ≤ 0.00135).
    High,
    /// Below the control limit (chance ≤ 0.00135).
    Low,
}

impl Signal {
    /// The word used in data files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoVerdict => "no_verdict",
            Self::Normal => "normal",
            Self::WarningHigh => "warning_high",
            Self::WarningLow => "warning_low",
            Self::High => "high",
            Self::Low => "low",
        }
    }
}

/// One month held against a baseline.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Limits {
    /// Failures per device-month.
    pub u: Option<f64>,
    /// Upper 3-sigma limit, widened where the baseline is over-dispersed.
    pub ucl: Option<f64>,
    /// Lower 3-sigma limit, never below 0.
    pub lcl: Option<f64>,
    /// Failures expected.
    pub expected: Option<f64>,
    /// The highest count that is no exact signal.
    pub max_ok: Option<u64>,
    /// P(X ≥ count).
    pub p_upper: Option<f64>,
    /// P(X ≤ count).
    pub p_lower: Option<f64>,
    /// Outside the 3-sigma limits.
    pub outside_limits: bool,
    /// P(X ≥ count) ≤ 0.00135.
    pub exact_high: bool,
}

/// One point of the chart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChartPoint {
    /// The month.
    pub month: Month,
    /// What happened.
    pub count: Count,
    /// The twelve months before it.
    pub baseline: Baseline,
    /// Its limits.
    pub limits: Limits,
    /// The verdict.
    pub signal: Signal,
    /// The eighth or later of consecutive months on one side of the baseline.
    pub run_of_eight: bool,
    /// `as_of` lies inside: exposure prorated, no verdict.
    pub partial: bool,
}

/// The chart of all failures.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ControlChart {
    /// Month by month, none left out.
    pub points: Vec<ChartPoint>,
}

impl ControlChart {
    /// The point of a month.
    pub fn of(&self, month: Month) -> Option<&ChartPoint> {
        self.points.iter().find(|p| p.month == month)
    }
}

/// The longest baseline, in months.
const BASELINE_LONGEST: usize = 12;
/// The chance from which a month is a signal: a 3-sigma tail.
const SIGNAL: f64 = 0.00135;
/// The chance from which it is a warning: a 2-sigma tail.
const WARNING: f64 = 0.0228;
/// d₂ of ranges of two.
const D2: f64 = std::f64::consts::FRAC_2_SQRT_PI;
/// Months in a row on one side that are no chance.
const RUN: u32 = 8;

/// The baseline of some months.
pub fn baseline(months: &[Count]) -> Baseline {
    let months: Vec<Count> = months.iter().copied().filter(|m| m.exposure > 0.0).collect();
    let failures: u64 = months.iter().map(|m| m.count).sum();
    let exposure = sum(months.iter().map(|m| m.exposure));
    let count = months.len() as u32;
    let mut out = Baseline { months: count, failures, ..Baseline::default() };
    if exposure <= 0.0 {
        return out;
    }
    let ubar = failures as f64 / exposure;
    out.ubar = Some(ubar);
    out.enough = count >= BASELINE_MONTHS && failures >= BASELINE_FAILURES;
    out.dispersion_df = count.saturating_sub(1);
    if ubar <= 0.0 || out.dispersion_df == 0 {
        return out;
    }
    let z = |m: &Count| (m.count as f64 - ubar * m.exposure) / (ubar * m.exposure).sqrt();
    let z: Vec<f64> = months.iter().map(z).collect();
    let chi2 = sum(z.iter().map(|z| z * z));
    let p = chi2_sf(chi2, f64::from(out.dispersion_df));
    let steps = z.windows(2).map(|pair| (pair[1] - pair[0]).abs());
    out.dispersion_chi2 = Some(chi2);
    out.dispersion_p = Some(p);
    out.sigma_z = Some(sum(steps) / f64::from(out.dispersion_df) / D2);
    out.over_dispersed = p < 0.01;
    out
}

/// A month held against a baseline.
pub fn limits(month: Count, baseline: &Baseline) -> Limits {
    let u = (month.exposure > 0.0).then(|| month.count as f64 / month.exposure);
    let Some((u, ubar)) = u.zip(baseline.ubar) else { return Limits { u, ..Limits::default() } };
    let half = 3.0 * widening(baseline) * (ubar / month.exposure).sqrt();
    let (ucl, lcl) = (ubar + half, (ubar - half).max(0.0));
    let expected = ubar * month.exposure;
    let p_upper = poisson_at_least(month.count, expected);
    Limits {
        u: Some(u),
        ucl: Some(ucl),
        lcl: Some(lcl),
        expected: Some(expected),
        max_ok: Some(highest_unsuspicious(expected)),
        p_upper: Some(p_upper),
        p_lower: Some(poisson_cdf(month.count, expected)),
        outside_limits: u > ucl || u < lcl,
        exact_high: p_upper <= SIGNAL,
    }
}

/// Laney's factor where the baseline spreads more than chance allows; never below 1.
fn widening(baseline: &Baseline) -> f64 {
    let factor = baseline.sigma_z.filter(|_| baseline.over_dispersed);
    factor.map_or(1.0, |sigma| sigma.max(1.0))
}

/// The highest count with P(X ≥ count) above the signal's chance.
fn highest_unsuspicious(expected: f64) -> u64 {
    let (mut low, mut high) = (0_u64, (expected + 12.0 * expected.sqrt() + 30.0).ceil() as u64);
    while low + 1 < high {
        let middle = u64::midpoint(low, high);
        if poisson_at_least(middle, expected) > SIGNAL { low = middle } else { high = middle }
    }
    low
}

/// The verdict on a month: exact Poisson chances, or the widened limits where the
/// baseline is over-dispersed.
pub fn signal(month: Count, baseline: &Baseline, limits: &Limits) -> Signal {
    let (Some(u), Some(ubar)) = (limits.u, baseline.ubar) else { return Signal::NoVerdict };
    if !baseline.enough {
        return Signal::NoVerdict;
    }
    if baseline.over_dispersed {
        let sigma = widening(baseline) * (ubar / month.exposure).sqrt();
        return match (u - ubar) / sigma {
            z if z > 3.0 => Signal::High,
            z if z < -3.0 => Signal::Low,
            z if z > 2.0 => Signal::WarningHigh,
            z if z < -2.0 => Signal::WarningLow,
            _ => Signal::Normal,
        };
    }
    let chance = |p: Option<f64>, at_most: f64| p.is_some_and(|p| p <= at_most);
    match limits {
        l if chance(l.p_upper, SIGNAL) => Signal::High,
        l if chance(l.p_lower, SIGNAL) => Signal::Low,
        l if chance(l.p_upper, WARNING) => Signal::WarningHigh,
        l if chance(l.p_lower, WARNING) => Signal::WarningLow,
        _ => Signal::Normal,
    }
}

impl ChartPoint {
    /// Whether eight months in a row have shown another level than before: true for a
    /// higher one.
    pub fn shifted(&self) -> Option<bool> {
        let (u, mean) = self.limits.u.zip(self.baseline.ubar)?;
        self.run_of_eight.then_some(u > mean)
    }
}

/// The chart of months in a row; `partial` where the last of them is not over.
pub fn chart(first: Month, counts: &[Count], partial: bool) -> ControlChart {
    let mut run = (0_i8, 0_u32);
    let point = |(position, &count): (usize, &Count)| {
        let before = &counts[position.saturating_sub(BASELINE_LONGEST)..position];
        let baseline = baseline(before);
        let limits = limits(count, &baseline);
        let partial = partial && position + 1 == counts.len();
        let side = limits.u.zip(baseline.ubar).filter(|_| baseline.enough && !partial);
        let side = side.map_or(0, |(u, ubar)| if u > ubar { 1 } else { -i8::from(u < ubar) });
        run = if side != 0 && side == run.0 { (side, run.1 + 1) } else { (side, 1) };
        ChartPoint {
            month: first.plus(position as i32),
            count,
            baseline,
            limits,
            signal: if partial { Signal::NoVerdict } else { signal(count, &baseline, &limits) },
            run_of_eight: side != 0 && run.1 >= RUN,
            partial,
        }
    };
    ControlChart { points: counts.iter().enumerate().map(point).collect() }
}

/// The chart of all failures of a catalog.
pub fn control_chart(catalog: &Restricted<Catalog>) -> ControlChart {
    let curve = ExposureCurve::fleet(catalog);
    chart_of(catalog, &counted(catalog), &curve, |_| true)
}

/// The chart of those counted failures that are wanted, over the exposure given.
pub fn chart_of(
    catalog: &Catalog,
    counted: &[bool],
    curve: &ExposureCurve,
    wanted: impl Fn(usize) -> bool,
) -> ControlChart {
    let (Some(grid), Some(as_of)) = (MonthGrid::of(catalog), catalog.settings.as_of) else {
        return ControlChart::default();
    };
    let exposure = grid.iter().map(|(_, period)| {
        let end = period.end.min(as_of.plus(1));
        Count { count: 0, exposure: curve.months(Period { end, ..period }) }
    });
    let mut counts: Vec<Count> = exposure.collect();
    for (row, _) in counted.iter().enumerate().filter(|&(row, &counted)| counted && wanted(row)) {
        let reported = catalog.records.events.get(row).reported();
        if let Some(month) = reported.and_then(|at| grid.position(at)) {
            counts[month].count += 1;
        }
    }
    let Some(last) = grid.len().checked_sub(1) else { return ControlChart::default() };
    let partial = !is_over(grid.period(last).end, as_of);
    chart(grid.month(0), &counts, partial)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::vectors::{Vector, vectors};

    fn months(v: &Vector) -> Vec<Count> {
        let counts = v.input("counts").as_numbers();
        let exposures = v.input("device_months").as_numbers();
        let count = |(c, exposure): (f64, f64)| Count { count: c as u64, exposure };
        counts.into_iter().zip(exposures).map(count).collect()
    }

    #[test]
    fn limits_and_exact_signals() {
        for v in vectors("u_chart").iter().filter(|v| v.id() == "u_chart") {
            let months = months(v);
            let base = baseline(&months);
            v.same("ubar", base.ubar);
            v.same("dispersion_chi2", base.dispersion_chi2);
            v.same("dispersion_df", Some(f64::from(base.dispersion_df)));
            v.same("dispersion_p", base.dispersion_p);
            v.same("laney_sigma_z", base.sigma_z);
            for (month, want) in months.iter().zip(v.want("rows").0.as_array().unwrap()) {
                let got = limits(*month, &base);
                v.same_at(&want["c"], "c", Some(month.count as f64));
                v.same_at(&want["exposure"], "exposure", Some(month.exposure));
                v.same_at(&want["u"], "u", got.u);
                v.same_at(&want["ucl"], "ucl", got.ucl);
                v.same_at(&want["lcl"], "lcl", got.lcl);
                v.same_at(&want["p_upper"], "p_upper", got.p_upper);
                let max_ok = got.max_ok.map(|n| n as f64);
                v.same_at(&want["poisson_max_ok"], "poisson_max_ok", max_ok);
                assert_eq!(want["signal_3s"].as_bool(), Some(got.outside_limits));
                assert_eq!(want["signal_exact"].as_bool(), Some(got.exact_high));
            }
        }
    }

    #[test]
    fn a_month_is_judged_by_others() {
        for v in vectors("u_chart_baseline") {
            let all = months(&v);
            let left_out = v.input("excluded_index").as_numbers()[0] as usize;
            let others: Vec<Count> =
                all.iter().enumerate().filter(|(i, _)| *i != left_out).map(|(_, c)| *c).collect();
            let base = baseline(&others);
            let got = limits(all[left_out], &base);
            v.same("ubar", base.ubar);
            v.same("mu_month9", got.expected);
            v.same("p_upper_month9", got.p_upper);
            v.same("ucl_month9", got.ucl);
            assert_eq!(signal(all[left_out], &base, &got), Signal::High);
        }
    }

    #[test]
    fn the_chart_judges_by_the_months_before_and_never_a_partial_month() {
        let quiet = Count { count: 5, exposure: 100.0 };
        let loud = Count { count: 25, exposure: 100.0 };
        let counts = [vec![quiet; 6], vec![loud; 2]].concat();
        let first = Month { year: 2024, month: 1 };
        let points = chart(first, &counts, true).points;
        assert_eq!(points[5].signal, Signal::NoVerdict);
        assert_eq!(points[6].signal, Signal::High);
        assert_eq!((points[7].signal, points[7].partial), (Signal::NoVerdict, true));
        let steady = chart(
            first,
            &[[quiet; 6].to_vec(), vec![Count { count: 6, exposure: 100.0 }; 8]].concat(),
            false,
        );
        assert!(steady.points[13].run_of_eight && !steady.points[12].run_of_eight);
    }

    #[test]
    fn months_without_devices_have_no_rate() {
        let got = limits(Count::default(), &baseline(&[]));
        assert_eq!(got, Limits::default());
    }
}
