//! Intervals, quantiles and exact tests: what every figure's uncertainty is made
//! of (`domain.md` §3.0, §3.5, §3.15). Plain numbers in, plain numbers out; what
//! the numbers count is the business of the metric families.

use super::figure::{Distribution, Estimate, Excluded, Rate};
use super::special::{beta_pq, binomial_density, gamma_pq, poisson_density, root};
use crate::model::time::HOUR_MS;
use statrs::function::erf;
use std::f64::consts::SQRT_2;
use std::sync::OnceLock;

/// The normal quantile of a two-sided 95 % interval.
pub const Z95: f64 = 1.959_963_984_540_054;

/// A sum in the order of adding that keeps what rounding would lose (Neumaier).
#[derive(Clone, Copy, Debug, Default)]
pub struct Sum {
    total: f64,
    lost: f64,
}

impl Sum {
    /// Adds a value.
    pub fn add(&mut self, value: f64) {
        let next = self.total + value;
        self.lost += if self.total.abs() >= value.abs() {
            (self.total - next) + value
        } else {
            (value - next) + self.total
        };
        self.total = next;
    }

    /// What was added.
    pub fn value(self) -> f64 {
        self.total + self.lost
    }
}

/// Sums in the given order, keeping what rounding would lose.
pub fn sum(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut sum = Sum::default();
    values.into_iter().for_each(|value| sum.add(value));
    sum.value()
}

/// The mean; `None` of nothing.
pub fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| sum(values.iter().copied()) / values.len() as f64)
}

/// The `q` quantile of ascending values, type 7 (linear, h = (n − 1)q).
pub fn quantile(sorted: &[f64], q: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let h = last as f64 * q.clamp(0.0, 1.0);
    let below = (h.floor() as usize).min(last);
    let above = (below + 1).min(last);
    let part = h - below as f64;
    Some(sorted[below] + part * (sorted[above] - sorted[below]))
}

/// The median of ascending values (type 7).
pub fn median(sorted: &[f64]) -> Option<f64> {
    quantile(sorted, 0.5)
}

/// The `q` quantile (type 7) of whole numbers in any order, which it reorders.
pub fn quantile_of_whole(values: &mut [i64], q: f64) -> Option<f64> {
    let last = values.len().checked_sub(1)?;
    let h = last as f64 * q.clamp(0.0, 1.0);
    let below = (h.floor() as usize).min(last);
    let (_, &mut at, above) = values.select_nth_unstable(below);
    let next = above.iter().min().copied().unwrap_or(at);
    Some(at as f64 + (h - below as f64) * (next - at) as f64)
}

impl Distribution {
    /// The distribution in hours of whole milliseconds in any order.
    pub fn of_ms(values: &mut [i64], excluded: Vec<Excluded>) -> Self {
        let hours = |ms: f64| ms / HOUR_MS as f64;
        let total: i128 = values.iter().map(|ms| i128::from(*ms)).sum();
        Self {
            n: values.len() as u64,
            mean: (!values.is_empty()).then(|| hours(total as f64 / values.len() as f64)),
            median: quantile_of_whole(values, 0.5).map(hours),
            p90: quantile_of_whole(values, 0.9).map(hours),
            excluded: excluded.into_iter().filter(|e| !e.events.is_empty()).collect(),
        }
    }

    /// The distribution of values in any order, and what was left out of them.
    /// Reasons under which nothing was left out are not kept.
    pub fn of(mut values: Vec<f64>, excluded: Vec<Excluded>) -> Self {
        values.sort_unstable_by(f64::total_cmp);
        Self {
            n: values.len() as u64,
            mean: mean(&values),
            median: median(&values),
            p90: quantile(&values, 0.9),
            excluded: excluded.into_iter().filter(|e| !e.events.is_empty()).collect(),
        }
    }
}

impl Rate {
    /// `n` of `d` with the Wilson 95 % interval; nothing but the counts where `d` is 0.
    pub fn wilson(n: u64, d: u64) -> Self {
        if d == 0 {
            return Self { n, d, ..Self::default() };
        }
        let (count, p) = (d as f64, n as f64 / d as f64);
        let zz = Z95 * Z95;
        let scale = 1.0 + zz / count;
        let centre = (p + zz / (2.0 * count)) / scale;
        let half = Z95 * (p * (1.0 - p) / count + zz / (4.0 * count * count)).sqrt() / scale;
        // At 0 of d and d of d the interval ends at the value itself; rounding
        // must not push it past.
        let lower = if n == 0 { 0.0 } else { (centre - half).clamp(0.0, 1.0) };
        let upper = if n >= d { 1.0 } else { (centre + half).clamp(0.0, 1.0) };
        Self { n, d, value: Some(p), lower: Some(lower), upper: Some(upper) }
    }

    /// True where a table shows the interval: below 100.
    pub fn shows_interval(&self) -> bool {
        self.d < 100
    }

    /// True where counts only are shown.
    pub fn is_small(&self, min_n: u64) -> bool {
        self.d < min_n
    }
}

/// The standard normal distribution function.
pub fn normal_cdf(z: f64) -> f64 {
    let tail = 0.5 * normal_two_sided(z);
    if z < 0.0 { tail } else { 1.0 - tail }
}

/// The standard normal quantile, 0 < p < 1.
pub fn normal_quantile(p: f64) -> f64 {
    if p > 0.5 {
        return -normal_quantile(1.0 - p);
    }
    let start = -SQRT_2 * erf::erfc_inv(2.0 * p);
    if !start.is_finite() {
        return start;
    }
    // One Newton step takes the inverse to the precision of the function itself.
    let density = (-0.5 * start * start).exp() / (2.0 * std::f64::consts::PI).sqrt();
    start - (normal_cdf(start) - p) / density
}

/// The two-sided p-value of a standard normal statistic.
pub fn normal_two_sided(z: f64) -> f64 {
    gamma_pq(0.5, z * z / 2.0).1
}

/// P(χ² ≤ x) with `df` degrees of freedom.
pub fn chi2_cdf(x: f64, df: f64) -> f64 {
    gamma_pq(df / 2.0, x / 2.0).0
}

/// P(χ² > x) with `df` degrees of freedom.
pub fn chi2_sf(x: f64, df: f64) -> f64 {
    gamma_pq(df / 2.0, x / 2.0).1
}

/// The `p` quantile of χ² with `df` degrees of freedom; 0 where `df` is 0.
pub fn chi2_quantile(p: f64, df: f64) -> f64 {
    if df <= 0.0 || p <= 0.0 {
        return 0.0;
    }
    let a = df / 2.0;
    let spread = 2.0 / (9.0 * df);
    let start = df * (1.0 - spread + normal_quantile(p) * spread.sqrt()).powi(3) / 2.0;
    let most = 10.0 * (a + 10.0) + 50.0 * (1.0 - p).ln().abs();
    let upper_tail = p > 0.5;
    2.0 * root(0.0, most, start, |x| {
        let (lower, upper) = gamma_pq(a, x);
        let value = if upper_tail { (1.0 - p) - upper } else { lower - p };
        (value, poisson_density(a, x) * a / x)
    })
}

/// P(X = k), X ~ Poisson(m).
pub fn poisson_pmf(k: u64, m: f64) -> f64 {
    poisson_density(k as f64, m)
}

/// P(X ≤ k), X ~ Poisson(m).
pub fn poisson_cdf(k: u64, m: f64) -> f64 {
    gamma_pq(k as f64 + 1.0, m).1
}

/// P(X ≥ k), X ~ Poisson(m).
pub fn poisson_at_least(k: u64, m: f64) -> f64 {
    if k == 0 { 1.0 } else { gamma_pq(k as f64, m).0 }
}

/// The smallest k with P(X ≤ k) ≥ p, X ~ Poisson(m).
pub fn poisson_quantile(p: f64, m: f64) -> u64 {
    first_true((m + 40.0 * (m + 1.0).sqrt()) as u64 + 40, |k| poisson_cdf(k, m) >= p)
}

/// P(X = k), X ~ Bin(n, p).
pub fn binomial_pmf(k: u64, n: u64, p: f64) -> f64 {
    binomial_density(k as f64, n as f64, p, 1.0 - p)
}

/// P(X ≤ k), X ~ Bin(n, p).
pub fn binomial_cdf(k: u64, n: u64, p: f64) -> f64 {
    if k >= n { 1.0 } else { beta_pq(k as f64 + 1.0, (n - k) as f64, p).1 }
}

/// P(X ≥ k), X ~ Bin(n, p).
pub fn binomial_at_least(k: u64, n: u64, p: f64) -> f64 {
    if k == 0 {
        1.0
    } else if k > n {
        0.0
    } else {
        beta_pq(k as f64, (n - k) as f64 + 1.0, p).0
    }
}

/// The smallest k with P(X ≤ k) ≥ q, X ~ Bin(n, p).
pub fn binomial_quantile(q: f64, n: u64, p: f64) -> u64 {
    first_true(n, |k| binomial_cdf(k, n, p) >= q)
}

/// The first number up to `last` for which a rising question is true.
fn first_true(last: u64, holds: impl Fn(u64) -> bool) -> u64 {
    let (mut lo, mut hi) = (0, last);
    while lo < hi {
        let mid = lo + (hi - lo) / 2;
        if holds(mid) { hi = mid } else { lo = mid + 1 }
    }
    lo
}

/// The `p` quantile of the beta distribution.
pub fn beta_quantile(p: f64, a: f64, b: f64) -> f64 {
    let upper_tail = p > 0.5;
    root(0.0, 1.0, a / (a + b), |x| {
        let (lower, upper) = beta_pq(a, b, x);
        let value = if upper_tail { (1.0 - p) - upper } else { lower - p };
        let density = binomial_density(a, a + b, x, 1.0 - x) * a * b / ((a + b) * x * (1.0 - x));
        (value, density)
    })
}

/// The exact (Clopper–Pearson) 95 % interval of `k` of `n`; (0, 1) where `n` is 0.
pub fn clopper_pearson(k: u64, n: u64) -> (f64, f64) {
    let (kf, rest) = (k as f64, n.saturating_sub(k) as f64);
    let lower = if k == 0 { 0.0 } else { beta_quantile(0.025, kf, rest + 1.0) };
    let upper = if k >= n { 1.0 } else { beta_quantile(0.975, kf + 1.0, rest) };
    (lower, upper)
}

/// `n` events in `exposure` with Garwood's exact 95 % interval, per unit of
/// exposure; unknown where there is no exposure.
pub fn garwood(n: u64, exposure: f64) -> Estimate {
    if exposure <= 0.0 || !exposure.is_finite() {
        return Estimate::default();
    }
    let (lower, upper) = garwood_limits(n);
    Estimate {
        value: Some(n as f64 / exposure),
        lower: Some(lower / (2.0 * exposure)),
        upper: Some(upper / (2.0 * exposure)),
    }
}

/// The quantiles of χ² behind Garwood's limits. They depend on the count alone, and
/// thousands of devices share few counts, so each is worked out once.
fn garwood_limits(n: u64) -> (f64, f64) {
    static KNOWN: [OnceLock<(f64, f64)>; 512] = [const { OnceLock::new() }; 512];
    let limits = || {
        let count = n as f64;
        (chi2_quantile(0.025, 2.0 * count), chi2_quantile(0.975, 2.0 * count + 2.0))
    };
    KNOWN.get(n as usize).map_or_else(limits, |known| *known.get_or_init(limits))
}

/// The one-sided 95 % upper limit of a rate without a single event, −ln 0.05 / T.
pub fn zero_event_upper(exposure: f64) -> Option<f64> {
    (exposure > 0.0).then(|| -(0.05_f64.ln()) / exposure)
}

/// The exact two-sided p-value of `k` of `n` at `p`: the sum over all outcomes not
/// more likely than the observed one (× (1 + 1e-7)).
pub fn binomial_two_sided(k: u64, n: u64, p: f64) -> f64 {
    let limit = binomial_pmf(k, n, p) * (1.0 + 1e-7);
    let mode = (((n + 1) as f64 * p).floor() as u64).min(n);
    if binomial_pmf(mode, n, p) <= limit {
        return 1.0;
    }
    if k < mode {
        let right = mode + first_true(n + 1 - mode, |j| binomial_pmf(mode + j, n, p) <= limit);
        (binomial_cdf(k, n, p) + binomial_at_least(right, n, p)).min(1.0)
    } else {
        let left = first_true(mode, |j| binomial_pmf(j, n, p) > limit);
        let lower = if left == 0 { 0.0 } else { binomial_cdf(left - 1, n, p) };
        (lower + binomial_at_least(k, n, p)).min(1.0)
    }
}

/// The ratio of two event rates, (c1/e1)/(c0/e0), with the interval from
/// Clopper–Pearson's limits of c1/(c1+c0). Unknown without exposure on both
/// sides; the value is unknown, the upper limit infinite, where `c0` is 0.
pub fn rate_ratio(c1: u64, e1: f64, c0: u64, e0: f64) -> Estimate {
    if e1 <= 0.0 || e0 <= 0.0 || c1 + c0 == 0 {
        return Estimate::default();
    }
    let (lower, upper) = clopper_pearson(c1, c1 + c0);
    let odds = |share: f64| share / (1.0 - share) * (e0 / e1);
    Estimate {
        value: (c0 > 0).then(|| (c1 as f64 / e1) / (c0 as f64 / e0)),
        lower: Some(odds(lower)),
        upper: (upper < 1.0).then(|| odds(upper)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::vectors::vectors;

    #[test]
    fn wilson_intervals() {
        for v in vectors("wilson_") {
            let rate = Rate::wilson(v.input("k").as_u64(), v.input("n").as_u64());
            v.same("p", rate.value);
            v.same("lower", rate.lower);
            v.same("upper", rate.upper);
        }
    }

    #[test]
    fn quantile_type7() {
        for v in vectors("quantile_type7") {
            let x = v.input("x").as_numbers();
            for (q, want) in v.input("q").as_numbers().iter().zip(v.want("values").as_numbers()) {
                v.near("values", quantile(&x, *q).unwrap(), want);
                let mut tenths: Vec<i64> = x.iter().rev().map(|x| (x * 10.0) as i64).collect();
                v.near("values", quantile_of_whole(&mut tenths, *q).unwrap() / 10.0, want);
            }
        }
    }

    #[test]
    fn event_rates() {
        for v in vectors("rate_garwood") {
            let rate = garwood(v.input("failures").as_u64(), v.input("device_years").as_f64());
            v.same("rate", rate.value);
            v.same("lower95", rate.lower);
            v.same("upper95", rate.upper);
        }
    }

    #[test]
    fn known_values_of_the_distributions() {
        let near = |got: f64, want: f64| {
            assert!((got - want).abs() <= 1e-9 * want.abs(), "{got} is not {want}");
        };
        near(normal_quantile(0.975), Z95);
        near(normal_quantile(0.025), -Z95);
        near(normal_cdf(-1.9914), 0.023_218_464_627_219_926);
        near(normal_cdf(-6.0), 9.865_876_450_376_98e-10);
        near(chi2_quantile(0.95, 1.0), Z95 * Z95);
        near(chi2_quantile(0.975, 16.0), 28.845_350_723_404_753);
        near(chi2_quantile(0.025, 14.0), 5.628_726_103_029_733);
        near(chi2_sf(3.841_458_820_694_124, 1.0), 0.05);
        near(chi2_quantile(0.95, 2.0), -2.0 * 0.05_f64.ln());
        near(poisson_cdf(2, 1.5), (-1.5_f64).exp() * (1.0 + 1.5 + 1.125));
        near(poisson_at_least(3, 1.5), 1.0 - (-1.5_f64).exp() * 3.625);
        near(binomial_at_least(2, 3, 0.25), 10.0 / 64.0);
        near(binomial_cdf(1, 3, 0.25), 54.0 / 64.0);
        assert_eq!(binomial_quantile(0.5, 10, 0.5), 5);
        assert_eq!(poisson_quantile(0.5, 3.0), 3);
        let (lower, upper) = clopper_pearson(0, 10);
        assert_eq!(lower.to_bits(), 0.0_f64.to_bits());
        near(upper, 1.0 - 0.025_f64.powf(0.1));
    }

    #[test]
    fn quantiles_invert_their_functions_for_small_and_large_counts() {
        for df in [1.0, 2.0, 7.0, 150.0, 2.0e4, 2.0e6] {
            for p in [1e-6, 0.025, 0.5, 0.95, 0.975, 0.999_999] {
                let x = chi2_quantile(p, df);
                assert!((chi2_cdf(x, df) - p).abs() < 1e-11, "chi2 {df} {p}");
            }
        }
        for (k, n) in [(1_u64, 2_u64), (3, 250), (500_000, 1_000_000), (7, 1_000_000)] {
            let (lower, upper) = clopper_pearson(k, n);
            assert!((binomial_at_least(k, n, lower) - 0.025).abs() < 1e-11);
            assert!((binomial_cdf(k, n, upper) - 0.025).abs() < 1e-11);
        }
    }

    #[test]
    fn the_two_sided_binomial_equals_the_plain_sum() {
        for (n, p) in [(1_u64, 0.5), (13, 0.510_152_3), (20, 0.1), (41, 0.73), (6, 0.5)] {
            for k in 0..=n {
                let limit = binomial_pmf(k, n, p) * (1.0 + 1e-7);
                let plain: f64 =
                    (0..=n).map(|j| binomial_pmf(j, n, p)).filter(|&f| f <= limit).sum();
                let got = binomial_two_sided(k, n, p);
                assert!((got - plain.min(1.0)).abs() < 1e-11, "{k} of {n} at {p}: {got} {plain}");
            }
        }
    }

    #[test]
    fn nothing_gives_nothing() {
        assert_eq!(Rate::wilson(0, 0).value, None);
        assert_eq!(garwood(3, 0.0), Estimate::default());
        assert_eq!(quantile(&[], 0.5), None);
        assert_eq!(rate_ratio(0, 1.0, 0, 1.0), Estimate::default());
        assert_eq!(rate_ratio(2, 1.0, 0, 1.0).upper, None);
        assert_eq!(Distribution::of(Vec::new(), Vec::new()), Distribution::default());
    }

    #[test]
    fn a_sum_keeps_small_parts_beside_large_ones() {
        assert!((sum([1e16, 1.0, -1e16]) - 1.0).abs() < 1e-12);
    }
}
