//! Trend tests (`domain.md` §4.2): do failures of a group come faster or slower?
//! Laplace and MIL-HDBK-189 over windows pooled across systems; a trend only where
//! both agree. Models of the trend are in `crow`, its picture in `mcf`.

use crate::catalog::{Catalog, CodeIx, DeviceIx, ModelIx, Restricted};
use std::collections::BTreeMap;

/// One system's stretch of observation `(start, end]` and its failures in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct System {
    /// Where observation begins.
    pub start: f64,
    /// Where it ends.
    pub end: f64,
    /// Failures, ascending.
    pub events: Vec<f64>,
}

/// What the two tests say together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TrendVerdict {
    /// Fewer failures than a verdict needs.
    #[default]
    TooFew,
    /// No trend is proved.
    None,
    /// Failures become more frequent.
    Rising,
    /// Failures become less frequent.
    Falling,
}

impl TrendVerdict {
    /// The word used in data files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::TooFew => "too_few",
            Self::None => "none",
            Self::Rising => "rising",
            Self::Falling => "falling",
        }
    }
}

/// Failures needed for a p-value.
pub const P_NEEDS: u64 = 4;
/// Failures needed for a verdict.
pub const VERDICT_NEEDS: u64 = 8;

/// Both trend tests of one group.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Trend {
    /// Failures.
    pub n: u64,
    /// Systems with a failure.
    pub systems: u64,
    /// Laplace U; positive is deteriorating.
    pub laplace_u: Option<f64>,
    /// Its two-sided p; `None` below [`P_NEEDS`].
    pub laplace_p: Option<f64>,
    /// MIL-HDBK-189 statistic; small is deteriorating.
    pub mil_x: Option<f64>,
    /// Its degrees of freedom.
    pub mil_df: u64,
    /// Its two-sided p; `None` below [`P_NEEDS`].
    pub mil_p: Option<f64>,
    /// Failures at the very start of a window, left out of the second test.
    pub dropped: u64,
    /// Both together; needs [`VERDICT_NEEDS`].
    pub verdict: TrendVerdict,
}

/// Trends of the fleet and of its groups; groups without failure are left out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TrendFacts {
    /// All devices together.
    pub fleet: Trend,
    /// By model.
    pub models: BTreeMap<ModelIx, Trend>,
    /// By device, from four failures on.
    pub devices: BTreeMap<DeviceIx, Trend>,
    /// By fault code, over the devices it befell.
    pub codes: BTreeMap<CodeIx, Trend>,
}

/// Both tests over systems observed to a fixed time.
pub fn trend_tests(_systems: &[System]) -> Trend {
    Trend::default()
}

/// A system whose last failure ended its observation: that failure is dropped.
#[must_use]
pub fn failure_truncated(mut events: Vec<f64>) -> System {
    let end = events.pop().unwrap_or_default();
    System { start: 0.0, end, events }
}

/// The trends of a catalog.
pub fn trends(_catalog: &Restricted<Catalog>) -> TrendFacts {
    TrendFacts::default()
}
