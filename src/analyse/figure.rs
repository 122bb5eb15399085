//! The shapes of a figure: a rate carries numerator, denominator and interval, a
//! distribution its size and what was left out, so that no number travels alone.

use serde::Serialize;

/// `n` of `d` with its 95 % interval; `value` and limits are `None` where `d` is 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Rate {
    /// Numerator.
    pub n: u64,
    /// Denominator.
    pub d: u64,
    /// `n / d`.
    pub value: Option<f64>,
    /// Lower limit.
    pub lower: Option<f64>,
    /// Upper limit.
    pub upper: Option<f64>,
}

/// A value with its 95 % interval; each part may be unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Estimate {
    /// The point value.
    pub value: Option<f64>,
    /// Lower limit.
    pub lower: Option<f64>,
    /// Upper limit.
    pub upper: Option<f64>,
}

/// Times or other amounts, with what was left out of them.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Distribution {
    /// How many entered.
    pub n: u64,
    /// Mean.
    pub mean: Option<f64>,
    /// Median (type 7).
    pub median: Option<f64>,
    /// 90th percentile (type 7).
    pub p90: Option<f64>,
    /// What was left out, by reason.
    pub excluded: Vec<Excluded>,
}

impl Distribution {
    /// How many were left out for a reason.
    pub fn excluded_for(&self, reason: Reason) -> usize {
        self.excluded.iter().filter(|e| e.reason == reason).map(|e| e.events.len()).sum()
    }
}

/// Events left out of a figure for one reason.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Excluded {
    /// Why.
    pub reason: Reason,
    /// Positions in the catalog's events.
    pub events: Vec<u32>,
}

/// Why an event is left out of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// A stamp is missing.
    Missing,
    /// The difference is negative.
    Negative,
    /// Only the day is known where hours matter.
    DateOnly,
    /// The difference is longer than a year.
    TooLong,
    /// It names no device.
    WithoutDevice,
    /// It lies outside the device's observation.
    OutsideObservation,
    /// It has neither code nor component nor similar symptoms.
    Uncoded,
    /// Its window has not ended.
    Immature,
    /// It was closed before it was reported.
    ClosedBeforeReported,
    /// Its part has no cost.
    NoCost,
    /// No distance is known.
    NoDistance,
}

impl Excluded {
    /// The reasons under which something was left out, with what was.
    pub fn list(parts: impl IntoIterator<Item = (Reason, Vec<u32>)>) -> Vec<Self> {
        parts
            .into_iter()
            .filter(|(_, events)| !events.is_empty())
            .map(|(reason, events)| Self { reason, events })
            .collect()
    }
}
