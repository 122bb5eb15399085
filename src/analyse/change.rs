//! Change against another period (`domain.md` §3.15): counts as differences,
//! ratios in percentage points, rates with the exact conditional-binomial test.

use super::figure::{Estimate, Rate};
use super::stats::{binomial_two_sided, rate_ratio};
use crate::model::time::ReportPeriod;
use serde::Serialize;

/// How a count changed, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeWord {
    /// Nothing before, something now.
    New,
    /// Nothing before, nothing now.
    None,
    /// Something before, nothing now.
    Gone,
    /// More.
    Up,
    /// Less.
    Down,
    /// As many.
    Same,
}

/// The change of a count.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct CountChange {
    /// Now.
    pub current: u64,
    /// Before.
    pub previous: u64,
    /// Now less before.
    pub delta: i64,
    /// In percent of before; unknown where that was 0.
    pub percent: Option<f64>,
    /// In one word.
    pub word: ChangeWord,
}

impl CountChange {
    /// The change from `previous` to `current`.
    pub fn between(current: u64, previous: u64) -> Self {
        let delta = current as i64 - previous as i64;
        let percent = (previous > 0).then(|| delta as f64 / previous as f64 * 100.0);
        let word = match (previous, current) {
            (0, 0) => ChangeWord::None,
            (0, _) => ChangeWord::New,
            (_, 0) => ChangeWord::Gone,
            _ if delta > 0 => ChangeWord::Up,
            _ if delta < 0 => ChangeWord::Down,
            _ => ChangeWord::Same,
        };
        Self { current, previous, delta, percent, word }
    }
}

/// The change of a ratio in percentage points; unknown where either is.
pub fn percentage_points(current: Rate, previous: Rate) -> Option<f64> {
    // Over a common denominator the difference of 46/50 and 45/50 is exactly 1/50.
    let (c, p) = (current, previous);
    if c.d == 0 || p.d == 0 {
        return None;
    }
    let cross = i128::from(c.n) * i128::from(p.d) - i128::from(p.n) * i128::from(c.d);
    Some(cross as f64 * 100.0 / (c.d as f64 * p.d as f64))
}

/// The change of an event rate between two periods.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct RateChange {
    /// Events per unit of exposure now.
    pub current: f64,
    /// Events per unit of exposure before.
    pub previous: f64,
    /// In percent of before; unknown where that was 0.
    pub percent: Option<f64>,
    /// Ratio now to before with its 95 % interval.
    pub ratio: Estimate,
    /// Exact two-sided p-value of "nothing changed".
    pub p: f64,
}

impl RateChange {
    /// The change from `c0` events in `e0` to `c1` in `e1`; `None` without exposure
    /// on both sides.
    pub fn between(c1: u64, e1: f64, c0: u64, e0: f64) -> Option<Self> {
        if e1 <= 0.0 || e0 <= 0.0 {
            return None;
        }
        let (current, previous) = (c1 as f64 / e1, c0 as f64 / e0);
        Some(Self {
            current,
            previous,
            percent: (c0 > 0).then(|| (current / previous - 1.0) * 100.0),
            ratio: rate_ratio(c1, e1, c0, e0),
            p: binomial_two_sided(c1, c1 + c0, e1 / (e1 + e0)),
        })
    }

    /// False where chance alone explains the difference at the 5 % level.
    pub fn is_distinguishable(&self) -> bool {
        self.p < 0.05
    }
}

/// A month, quarter or year against another one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PeriodChange {
    /// The other one.
    pub against: ReportPeriod,
    /// Records.
    pub events: CountChange,
    /// Failures.
    pub failures: CountChange,
    /// Failures per device-month.
    pub rate: Option<RateChange>,
    /// Where the one reported on is not over: of both as many days were counted.
    pub days: Option<i64>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::vectors::vectors;

    fn rates(id: &str) {
        for v in vectors(id) {
            let part = |side: &str| {
                let side = v.input(side).0;
                (side["failures"].as_u64().unwrap(), side["device_months"].as_f64().unwrap())
            };
            let ((c1, e1), (c0, e0)) = (part("current"), part("previous"));
            let change = RateChange::between(c1, e1, c0, e0).unwrap();
            v.same("rate_cur", Some(change.current));
            v.same("rate_prev", Some(change.previous));
            v.same("change_pct", change.percent);
            v.same("rate_ratio", change.ratio.value);
            v.same("rr_lo", change.ratio.lower);
            v.same("rr_hi", change.ratio.upper);
            v.same("p_two_sided", Some(change.p));
            assert!(!change.is_distinguishable());
        }
    }

    #[test]
    fn month_on_month() {
        rates("mom_rate");
    }

    #[test]
    fn year_on_year() {
        rates("yoy_rate");
    }

    #[test]
    fn counts_that_were_or_become_zero() {
        for v in vectors("mom_zero") {
            let pairs = v.input("cur").as_numbers().into_iter().zip(v.input("prev").as_numbers());
            for (i, (current, previous)) in pairs.enumerate() {
                let change = CountChange::between(current as u64, previous as u64);
                v.same_at(&v.want("delta").0[i], "delta", Some(change.delta as f64));
                v.same_at(&v.want("pct").0[i], "pct", change.percent);
                let label = match change.word {
                    ChangeWord::New => "new".to_owned(),
                    ChangeWord::None => "none".to_owned(),
                    ChangeWord::Gone => "gone".to_owned(),
                    _ => format!("{:+.1}%", change.percent.unwrap()),
                };
                assert_eq!(v.want("label").0[i], label);
            }
        }
    }

    #[test]
    fn ratios_change_in_percentage_points() {
        for v in vectors("pp_change") {
            let rate = |side: &str| {
                let x = v.input(side).as_numbers();
                Rate::wilson(x[0] as u64, x[1] as u64)
            };
            v.same("pp", percentage_points(rate("cur"), rate("prev")));
        }
        assert_eq!(percentage_points(Rate::wilson(1, 2), Rate::wilson(0, 0)), None);
    }
}
