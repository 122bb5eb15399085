//! Kaplan–Meier curves and the log-rank test (`domain.md` §4.6) on plain times.
//! What is followed, and until when, is decided by `fix`.

use super::stats::{Z95, chi2_sf};

/// One subject: how long followed, and whether the event came then.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Followed {
    /// Time followed.
    pub time: f64,
    /// True where the event came, false where following ended.
    pub event: bool,
}

/// One step of a curve.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// The time of the event.
    pub time: f64,
    /// Followed just before.
    pub at_risk: u64,
    /// Events then.
    pub events: u64,
    /// The share without event after it.
    pub share: f64,
    /// Lower limit (log(−log), Greenwood); `None` where the share is 0.
    pub lower: Option<f64>,
    /// Upper limit; `None` where the share is 0.
    pub upper: Option<f64>,
}

/// The log-rank test of two or more groups.
#[derive(Clone, Debug, PartialEq)]
pub struct LogRank {
    /// Events seen, by group.
    pub observed: Vec<f64>,
    /// Events expected were all groups alike.
    pub expected: Vec<f64>,
    /// Variance of the first group's difference.
    pub variance: f64,
    /// The statistic.
    pub chi2: f64,
    /// Its degrees of freedom.
    pub df: u64,
    /// Its p.
    pub p: f64,
}

/// A Kaplan–Meier curve.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Curve {
    /// Its steps, in order of time.
    pub steps: Vec<Step>,
    /// Every time followed, ascending.
    times: Vec<f64>,
}

impl Curve {
    /// The curve of subjects in any order. At equal times events come before endings.
    pub fn of(mut subjects: Vec<Followed>) -> Self {
        subjects.sort_by(|a, b| a.time.total_cmp(&b.time));
        let times: Vec<f64> = subjects.iter().map(|s| s.time).collect();
        let mut steps = Vec::new();
        let (mut share, mut greenwood, mut at) = (1.0, 0.0, 0);
        while at < subjects.len() {
            let time = subjects[at].time;
            let same = subjects[at..].iter().take_while(|s| s.time <= time).count();
            let events = subjects[at..at + same].iter().filter(|s| s.event).count() as u64;
            let at_risk = (subjects.len() - at) as u64;
            if events > 0 {
                let (n, d) = (at_risk as f64, events as f64);
                share *= 1.0 - d / n;
                greenwood += d / (n * (n - d));
                let limits = log_log_limits(share, greenwood);
                let (lower, upper) = limits.unzip();
                steps.push(Step { time, at_risk, events, share, lower, upper });
            }
            at += same;
        }
        Self { steps, times }
    }

    /// The last step at or before a time.
    pub fn step_at(&self, time: f64) -> Option<&Step> {
        let next = self.steps.partition_point(|s| s.time <= time);
        next.checked_sub(1).map(|i| &self.steps[i])
    }

    /// The share without event after a time; 1 before the first event.
    pub fn share_at(&self, time: f64) -> f64 {
        self.step_at(time).map_or(1.0, |s| s.share)
    }

    /// Subjects followed for at least so long.
    pub fn at_risk(&self, time: f64) -> u64 {
        (self.times.len() - self.times.partition_point(|&t| t < time)) as u64
    }

    /// The last time at which at least `n` are followed; 0 where there never were so
    /// many.
    pub fn last_with(&self, n: usize) -> f64 {
        self.times.len().checked_sub(n).and_then(|i| self.times.get(i)).copied().unwrap_or(0.0)
    }

    /// Events until a time, that time included.
    pub fn events_until(&self, time: f64) -> u64 {
        self.steps.iter().take_while(|s| s.time <= time).map(|s| s.events).sum()
    }

    /// The longest time followed.
    pub fn longest(&self) -> Option<f64> {
        self.times.last().copied()
    }

    /// The first time at which half or fewer are without event.
    pub fn median(&self) -> Option<f64> {
        self.steps.iter().find(|s| s.share <= 0.5 + 1e-12).map(|s| s.time)
    }

    /// The mean time without event up to `tau`: the area under the curve.
    pub fn restricted_mean(&self, tau: f64) -> f64 {
        let (mut area, mut from, mut share) = (0.0, 0.0, 1.0);
        for step in self.steps.iter().take_while(|s| s.time < tau) {
            area += share * (step.time - from);
            (from, share) = (step.time, step.share);
        }
        area + share * (tau - from)
    }
}

/// Greenwood's limits on the log(−log) scale; none where the share is 0 or 1.
fn log_log_limits(share: f64, greenwood: f64) -> Option<(f64, f64)> {
    if share <= 0.0 || share >= 1.0 {
        return None;
    }
    let log = share.ln();
    let half = Z95 * greenwood.sqrt() / log.abs();
    Some((share.powf(half.exp()), share.powf((-half).exp())))
}

/// The log-rank test of groups; `None` with fewer than two of them or no event.
pub fn log_rank(groups: &[Vec<Followed>]) -> Option<LogRank> {
    let k = groups.len();
    if k < 2 {
        return None;
    }
    let mut all: Vec<(f64, bool, usize)> = groups
        .iter()
        .enumerate()
        .flat_map(|(g, subjects)| subjects.iter().map(move |s| (s.time, s.event, g)))
        .collect();
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut at_risk: Vec<f64> = groups.iter().map(|g| g.len() as f64).collect();
    let (mut observed, mut expected) = (vec![0.0; k], vec![0.0; k]);
    let mut covariance = vec![vec![0.0; k]; k];
    let mut from = 0;
    while from < all.len() {
        let same = all[from..].iter().take_while(|s| s.0 <= all[from].0).count();
        let now = &all[from..from + same];
        let d = now.iter().filter(|s| s.1).count() as f64;
        let n: f64 = at_risk.iter().sum();
        if d > 0.0 {
            for &(_, _, g) in now.iter().filter(|s| s.1) {
                observed[g] += 1.0;
            }
            let spread = if n > 1.0 { d * (n - d) / (n - 1.0) } else { 0.0 };
            for i in 0..k {
                expected[i] += d * at_risk[i] / n;
                for j in 0..k {
                    let same = if i == j { 1.0 } else { 0.0 };
                    covariance[i][j] += spread * at_risk[i] / n * (same - at_risk[j] / n);
                }
            }
        }
        for &(_, _, g) in now {
            at_risk[g] -= 1.0;
        }
        from += same;
    }
    let difference: Vec<f64> = observed.iter().zip(&expected).map(|(o, e)| o - e).collect();
    let variance = covariance[0][0];
    let solved = solve(reduced(&covariance), difference[..k - 1].to_vec())?;
    let chi2: f64 = solved.iter().zip(&difference).map(|(s, d)| s * d).sum();
    let df = (k - 1) as u64;
    let p = chi2_sf(chi2.max(0.0), df as f64);
    Some(LogRank { observed, expected, variance, chi2, df, p })
}

/// The covariance without the last group, which the others determine.
fn reduced(matrix: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let last = matrix.len() - 1;
    matrix[..last].iter().map(|row| row[..last].to_vec()).collect()
}

/// Solves a small linear system by elimination with pivots; `None` if singular.
fn solve(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Option<Vec<f64>> {
    let n = right.len();
    for column in 0..n {
        let pivot = (column..n)
            .max_by(|&a, &b| matrix[a][column].abs().total_cmp(&matrix[b][column].abs()))?;
        if matrix[pivot][column].abs() < 1e-12 {
            return None;
        }
        matrix.swap(column, pivot);
        right.swap(column, pivot);
        for row in column + 1..n {
            let factor = matrix[row][column] / matrix[column][column];
            let (above, below) = matrix.split_at_mut(row);
            for (to, from) in below[0][column..].iter_mut().zip(&above[column][column..]) {
                *to -= factor * from;
            }
            right[row] -= factor * right[column];
        }
    }
    for row in (0..n).rev() {
        let known: f64 = (row + 1..n).map(|at| matrix[row][at] * right[at]).sum();
        right[row] = (right[row] - known) / matrix[row][row];
    }
    Some(right)
}

/// Holm's correction of p-values, in the given order.
pub fn holm(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&a, &b| p[a].total_cmp(&p[b]).then(a.cmp(&b)));
    let mut out = vec![1.0; p.len()];
    let mut highest = 0.0_f64;
    for (rank, &at) in order.iter().enumerate() {
        highest = highest.max(p[at] * (p.len() - rank) as f64).min(1.0);
        out[at] = highest;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::vectors::{Field, Vector, vectors};

    fn group(v: &Vector, name: &str) -> Vec<Followed> {
        let field = v.input(name).0;
        let times = Field(&field["t"]).as_numbers();
        let events = Field(&field["e"]).as_numbers();
        let one = |(time, event): (f64, f64)| Followed { time, event: event > 0.0 };
        times.into_iter().zip(events).map(one).collect()
    }

    #[test]
    fn curves_of_two_solutions() {
        for v in vectors("km_solutions") {
            let tau = v.input("tau").as_f64();
            for name in ["A", "B"] {
                let curve = Curve::of(group(&v, name));
                let wants = v.want(name).0.as_array().unwrap();
                assert_eq!(curve.steps.len(), wants.len());
                for (step, want) in curve.steps.iter().zip(wants) {
                    v.same_at(&want["t"], "t", Some(step.time));
                    v.same_at(&want["at_risk"], "at_risk", Some(step.at_risk as f64));
                    v.same_at(&want["events"], "events", Some(step.events as f64));
                    v.same_at(&want["S"], "S", Some(step.share));
                    v.same_at(&want["lo"], "lo", step.lower);
                    v.same_at(&want["hi"], "hi", step.upper);
                }
                let horizons = v.input("horizons").as_numbers();
                let shares = v.want(&format!("S_{name}")).as_numbers();
                for (&at, want) in horizons.iter().zip(shares) {
                    v.near("S", curve.share_at(at), want);
                }
                v.same(&format!("median_{name}"), curve.median());
                v.same(&format!("rmst_{name}"), Some(curve.restricted_mean(tau)));
            }
            let test = log_rank(&[group(&v, "A"), group(&v, "B")]).unwrap();
            let want = v.want("logrank").0;
            v.same_at(&want["observed_A"], "observed", Some(test.observed[0]));
            v.same_at(&want["expected_A"], "expected", Some(test.expected[0]));
            v.same_at(&want["variance"], "variance", Some(test.variance));
            v.same_at(&want["chi2"], "chi2", Some(test.chi2));
            v.same_at(&want["p"], "p", Some(test.p));
        }
    }

    #[test]
    fn log_rank_of_three() {
        for v in vectors("logrank_k") {
            let test = log_rank(&["A", "B", "C"].map(|g| group(&v, g))).unwrap();
            v.same("chi2", Some(test.chi2));
            v.same("df", Some(test.df as f64));
            v.same("p", Some(test.p));
        }
    }

    #[test]
    fn a_curve_of_nothing_and_of_only_events() {
        let none = Curve::of(Vec::new());
        assert_eq!((none.median(), none.at_risk(0.0), none.longest()), (None, 0, None));
        let all = Curve::of(vec![Followed { time: 3.0, event: true }; 4]);
        assert!(all.steps[0].share.abs() < 1e-12);
        assert_eq!((all.steps[0].lower, all.median()), (None, Some(3.0)));
        assert_eq!(log_rank(&vec![vec![Followed { time: 3.0, event: false }]; 2]), None);
    }

    #[test]
    fn holm_never_lowers_and_keeps_the_order() {
        let got = holm(&[0.01, 0.04, 0.03]);
        for (got, want) in got.iter().zip([0.03, 0.06, 0.06]) {
            assert!((got - want).abs() < 1e-12);
        }
    }
}
