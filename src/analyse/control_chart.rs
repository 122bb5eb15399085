//! The monthly control chart with a varying fleet (`domain.md` §4.4): failures per
//! device-month, limits from the twelve months before, exact Poisson verdicts.

use crate::catalog::{Catalog, Restricted};
use crate::model::time::Month;

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

/// The baseline of some months.
pub fn baseline(_months: &[Count]) -> Baseline {
    Baseline::default()
}

/// A month held against a baseline.
pub fn limits(_month: Count, _baseline: &Baseline) -> Limits {
    Limits::default()
}

/// The chart of months in a row; `partial` is the last month where it is not over.
pub fn chart(_first: Month, _counts: &[Count], _partial: bool) -> ControlChart {
    ControlChart::default()
}

/// The chart of all failures of a catalog.
pub fn control_chart(_catalog: &Restricted<Catalog>) -> ControlChart {
    ControlChart::default()
}
