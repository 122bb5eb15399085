//! Incomplete gamma and beta functions and their inverses, from which every
//! tail and quantile of `stats` is made. Leading factors use Loader's deviance
//! form, so that a million events keep ten and more digits. No figures here.

use statrs::function::gamma::ln_gamma;
use std::f64::consts::PI;

/// Steps after which a continued fraction or series has settled for any argument
/// met here; a series around its mean needs about ten times the root of it.
const STEPS: usize = 2_000_000;
const EPS: f64 = 1e-16;
const TINY: f64 = 1e-300;

/// ln(n!) less Stirling's leading terms, for real `n` above 0.
fn stirling_error(n: f64) -> f64 {
    if n <= 16.0 {
        return ln_gamma(n + 1.0) - (n + 0.5) * n.ln() + n - 0.5 * (2.0 * PI).ln();
    }
    let r = 1.0 / (n * n);
    (1.0 / 12.0 - r * (1.0 / 360.0 - r * (1.0 / 1260.0 - r * (1.0 / 1680.0 - r * (1.0 / 1188.0)))))
        / n
}

/// `x·ln(x/m) + m − x` without cancellation where `x` is near `m`.
fn deviance(x: f64, m: f64) -> f64 {
    if (x - m).abs() >= 0.1 * (x + m) {
        return x * (x / m).ln() + m - x;
    }
    let v = (x - m) / (x + m);
    let mut sum = (x - m) * v;
    let mut term = 2.0 * x * v;
    for k in 1..1000 {
        term *= v * v;
        let next = sum + term / f64::from(2 * k + 1);
        if next.to_bits() == sum.to_bits() {
            break;
        }
        sum = next;
    }
    sum
}

/// `m^x·e^−m / Γ(x+1)`: the Poisson probability, also for real `x`.
pub(crate) fn poisson_density(x: f64, m: f64) -> f64 {
    if m <= 0.0 {
        return if x == 0.0 { 1.0 } else { 0.0 };
    }
    if x <= 0.0 {
        return if x == 0.0 { (-m).exp() } else { 0.0 };
    }
    (-stirling_error(x) - deviance(x, m)).exp() / (2.0 * PI * x).sqrt()
}

/// The binomial probability of `x` in `n` at `p` (with `q = 1 − p`), also for
/// real arguments.
pub(crate) fn binomial_density(x: f64, n: f64, p: f64, q: f64) -> f64 {
    if x < 0.0 || x > n {
        return 0.0;
    }
    if p <= 0.0 || q <= 0.0 {
        let sure = if p <= 0.0 { 0.0 } else { n };
        return if (x - sure).abs() < 0.5 { 1.0 } else { 0.0 };
    }
    if x == 0.0 {
        return (n * (-p).ln_1p()).exp();
    }
    if x >= n {
        return (n * p.ln()).exp();
    }
    let exponent = stirling_error(n)
        - stirling_error(x)
        - stirling_error(n - x)
        - deviance(x, n * p)
        - deviance(n - x, n * q);
    exponent.exp() * (n / (2.0 * PI * x * (n - x))).sqrt()
}

/// The regularised incomplete gamma functions (P, Q) of `a > 0` at `x ≥ 0`.
pub(crate) fn gamma_pq(a: f64, x: f64) -> (f64, f64) {
    if x <= 0.0 {
        return (0.0, 1.0);
    }
    if x.is_infinite() {
        return (1.0, 0.0);
    }
    let lead = poisson_density(a, x);
    if x < a + 1.0 {
        let lower = (lead * gamma_series(a, x)).min(1.0);
        (lower, 1.0 - lower)
    } else {
        let upper = (lead * a * gamma_fraction(a, x)).min(1.0);
        (1.0 - upper, upper)
    }
}

fn gamma_series(a: f64, x: f64) -> f64 {
    let (mut term, mut sum, mut at) = (1.0, 1.0, a);
    for _ in 0..STEPS {
        at += 1.0;
        term *= x / at;
        sum += term;
        if term < sum * EPS {
            break;
        }
    }
    sum
}

#[expect(clippy::many_single_char_names, reason = "the names of the literature")]
fn gamma_fraction(a: f64, x: f64) -> f64 {
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / b;
    let mut h = d;
    for step in 1..STEPS {
        let i = step as f64;
        let an = -i * (i - a);
        b += 2.0;
        d = 1.0 / guard(an * d + b);
        c = guard(b + an / c);
        let factor = d * c;
        h *= factor;
        if (factor - 1.0).abs() < EPS * 4.0 {
            break;
        }
    }
    h
}

fn guard(value: f64) -> f64 {
    if value.abs() < TINY { TINY } else { value }
}

/// The regularised incomplete beta function and its complement, `(I_x(a,b), 1 − I)`.
pub(crate) fn beta_pq(a: f64, b: f64, x: f64) -> (f64, f64) {
    if x <= 0.0 {
        return (0.0, 1.0);
    }
    if x >= 1.0 {
        return (1.0, 0.0);
    }
    let lead = binomial_density(a, a + b, x, 1.0 - x);
    if x < (a + 1.0) / (a + b + 2.0) {
        let lower = (lead * b / (a + b) * beta_fraction(a, b, x)).min(1.0);
        (lower, 1.0 - lower)
    } else {
        let upper = (lead * a / (a + b) * beta_fraction(b, a, 1.0 - x)).min(1.0);
        (1.0 - upper, upper)
    }
}

#[expect(clippy::many_single_char_names, reason = "the names of the literature")]
fn beta_fraction(a: f64, b: f64, x: f64) -> f64 {
    let mut c = 1.0;
    let mut d = 1.0 / guard(1.0 - (a + b) * x / (a + 1.0));
    let mut h = d;
    for step in 1..STEPS {
        let m = step as f64;
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / guard(1.0 + even * d);
        c = guard(1.0 + even / c);
        h *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / guard(1.0 + odd * d);
        c = guard(1.0 + odd / c);
        let factor = d * c;
        h *= factor;
        if (factor - 1.0).abs() < EPS * 4.0 {
            break;
        }
    }
    h
}

/// The `x` in `(lo, hi)` at which the rising `distance` (value and slope) is 0:
/// Newton's step where it stays inside the bracket, halving where it does not.
pub(crate) fn root(
    mut lo: f64,
    mut hi: f64,
    start: f64,
    distance: impl Fn(f64) -> (f64, f64),
) -> f64 {
    let mut x = if start > lo && start < hi { start } else { f64::midpoint(lo, hi) };
    for _ in 0..200 {
        let (value, slope) = distance(x);
        if value == 0.0 {
            return x;
        }
        if value < 0.0 {
            lo = x;
        } else {
            hi = x;
        }
        let newton = x - value / slope;
        let next = if newton > lo && newton < hi { newton } else { f64::midpoint(lo, hi) };
        if (next - x).abs() <= 1e-15 * x.abs() {
            return next;
        }
        x = next;
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(got: f64, want: f64) {
        assert!((got - want).abs() <= 1e-10 * want.abs(), "{got} is not {want}");
    }

    #[test]
    fn the_gamma_tails_agree_with_their_closed_form() {
        // Q(3, x) = e^-x (1 + x + x²/2).
        for x in [0.01_f64, 0.5, 2.0, 3.9, 4.1, 10.0, 40.0] {
            near(gamma_pq(3.0, x).1, (-x).exp() * (1.0 + x + x * x / 2.0));
        }
        near(gamma_pq(0.5, 2.0).1, statrs::function::erf::erfc(2.0_f64.sqrt()));
    }

    #[test]
    fn the_beta_function_agrees_with_its_closed_form() {
        // I_x(2, 3) = 6x² − 8x³ + 3x⁴.
        for x in [0.001_f64, 0.2, 0.43, 0.44, 0.9] {
            near(beta_pq(2.0, 3.0, x).0, 6.0 * x * x - 8.0 * x.powi(3) + 3.0 * x.powi(4));
        }
    }

    #[test]
    fn large_counts_keep_their_digits() {
        // Sums of neighbouring probabilities against the tail functions.
        let m = 1e6;
        let direct: f64 = (1_001_001..1_020_000).map(|k| poisson_density(f64::from(k), m)).sum();
        near(gamma_pq(1_001_001.0, m).0, direct);
        let n = 1e6;
        let direct: f64 =
            (301_001..330_000).map(|k| binomial_density(f64::from(k), n, 0.3, 0.7)).sum();
        near(beta_pq(301_001.0, n - 301_000.0, 0.3).0, direct);
        // Poisson(10⁶) at its mean, from Stirling's series by hand.
        near(poisson_density(m, m), (1.0 - 1.0 / 12.0e6) / (2.0 * PI * m).sqrt());
    }
}
