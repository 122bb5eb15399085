//! MTBF of a repairable fleet and failure rates (`domain.md` §3.3, §3.5): hours of
//! exposure over failures, with the reciprocals of Garwood's limits. It is a rate
//! of the fleet, not a life.

use super::figure::Estimate;
use super::stats::{garwood, zero_event_upper};
use crate::model::time::{MONTH_H, YEAR_H};
use serde::Serialize;

/// Below this many failures the value is greyed and the interval speaks.
pub const FAILURES_FOR_A_VALUE: u64 = 3;

/// Which hours an MTBF counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Hours of operation: observed hours less downtime, by duty hours.
    Uptime,
    /// Observed hours by duty hours, because no downtime is known at all.
    #[default]
    Calendar,
}

/// Mean time between failures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Mtbf {
    /// Hours, with its 95 % interval; without a value where nothing failed.
    pub hours: Estimate,
    /// Which hours are counted.
    pub basis: Basis,
    /// Failures inside the exposure.
    pub failures: u64,
    /// Hours of exposure.
    pub exposure_h: f64,
    /// Fewer than three failures: the value is shown in grey.
    pub grey: bool,
    /// Without a failure: "above so many hours", one-sided 95 %.
    pub at_least_h: Option<f64>,
}

impl Mtbf {
    /// `exposure_h` hours over `failures`.
    pub fn of(failures: u64, exposure_h: f64, basis: Basis) -> Self {
        let rate = garwood(failures, exposure_h);
        let turned = |limit: Option<f64>| limit.filter(|x| *x > 0.0).map(|x| 1.0 / x);
        Self {
            hours: Estimate {
                value: turned(rate.value),
                lower: turned(rate.upper),
                upper: turned(rate.lower),
            },
            basis,
            failures,
            exposure_h,
            grey: failures < FAILURES_FOR_A_VALUE,
            at_least_h: zero_event_upper(exposure_h)
                .filter(|_| failures == 0)
                .map(|upper| 1.0 / upper),
        }
    }
}

/// Failures per time of exposure, calendar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct FailureRate {
    /// Failures inside the exposure.
    pub failures: u64,
    /// Device-years of 365.25 d.
    pub device_years: f64,
    /// Per device-year, with Garwood's interval.
    pub per_year: Estimate,
    /// Per 100 device-months.
    pub per_100_months: Estimate,
}

impl FailureRate {
    /// `failures` in so many observed hours.
    pub fn of(failures: u64, exposure_h: f64) -> Self {
        let device_years = exposure_h / YEAR_H;
        Self {
            failures,
            device_years,
            per_year: garwood(failures, device_years),
            per_100_months: garwood(failures, exposure_h / (MONTH_H * 100.0)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::vectors::vectors;

    #[test]
    fn without_a_failure_only_a_lower_limit_is_known() {
        for v in vectors("mtbf_zero") {
            let hours = v.input("exposure_h").as_f64();
            let mtbf = Mtbf::of(v.input("failures").as_u64(), hours, Basis::Calendar);
            v.same("mtbf", mtbf.hours.value);
            v.same("mtbf_lower95_one_sided_h", mtbf.at_least_h);
            v.same("rate_upper95_one_sided_per_h", zero_event_upper(hours));
            assert!(mtbf.grey);
        }
    }

    #[test]
    fn no_exposure_gives_no_figure() {
        assert_eq!(Mtbf::of(0, 0.0, Basis::Uptime).at_least_h, None);
        assert_eq!(FailureRate::of(4, 0.0).per_year, Estimate::default());
    }
}
