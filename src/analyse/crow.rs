//! The Crow–AMSAA power law (`domain.md` §4.3): is one device wearing out or
//! settling down, and by how much? Never fitted to a fleet over calendar time.

use super::trend::System;
use crate::catalog::{Catalog, DeviceIx, Restricted};
use std::collections::BTreeMap;

/// A fitted power law.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PowerLaw {
    /// Failures.
    pub n: u64,
    /// Shape by maximum likelihood; above 1 is deteriorating.
    pub beta: f64,
    /// Shape without bias.
    pub beta_unbiased: Option<f64>,
    /// Scale by maximum likelihood.
    pub lambda: f64,
    /// Scale for the unbiased shape.
    pub lambda_unbiased: Option<f64>,
    /// Lower 95 % limit of the shape.
    pub beta_lower: Option<f64>,
    /// Upper 95 % limit of the shape.
    pub beta_upper: Option<f64>,
    /// Time / failures.
    pub mtbf_cumulative: Option<f64>,
    /// MTBF at the end of observation.
    pub mtbf_now: Option<f64>,
    /// MTBF at the end of observation for the unbiased shape.
    pub mtbf_now_unbiased: Option<f64>,
    /// Cramér–von Mises statistic.
    pub cvm: Option<f64>,
    /// The statistic passes at 10 %: the curve may be drawn.
    pub fits: Option<bool>,
}

/// Failures needed to show the shape.
pub const SHAPE_NEEDS: u64 = 5;
/// Failures needed for a projection.
pub const PROJECTION_NEEDS: u64 = 10;

/// By device, from [`SHAPE_NEEDS`] failures on; time in hours since observation began.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CrowFacts {
    /// The laws.
    pub devices: BTreeMap<DeviceIx, PowerLaw>,
}

/// The law of one system observed from 0 to `end`.
pub fn time_truncated(_events: &[f64], _end: f64) -> Option<PowerLaw> {
    None
}

/// The law of one system whose last failure ended observation.
pub fn failure_truncated(_events: &[f64]) -> Option<PowerLaw> {
    None
}

/// The common law of systems observed from 0.
pub fn several(_systems: &[System]) -> Option<PowerLaw> {
    None
}

/// The laws of a catalog's devices.
pub fn crow(_catalog: &Restricted<Catalog>) -> CrowFacts {
    CrowFacts::default()
}
