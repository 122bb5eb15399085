//! Availability (`domain.md` §3.4): one less downtime over observed time, with the
//! outages of a device merged before they are summed.

use super::figure::Excluded;
use serde::Serialize;

/// Measured availability.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Availability {
    /// `1 − downtime / observed`.
    pub value: Option<f64>,
    /// Observed hours.
    pub observed_h: f64,
    /// Hours of merged outages inside them.
    pub downtime_h: f64,
    /// Number of merged outages inside them.
    pub merged: u64,
    /// Failures that stop a device but whose end nothing tells.
    pub excluded: Vec<Excluded>,
}
