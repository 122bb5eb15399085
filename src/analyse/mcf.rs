//! The mean cumulative function of repairs (`domain.md` §4.1, Nelson): failures per
//! device by age, with robust limits (Lawless–Nadeau).

use super::trend::System;
use crate::catalog::{Catalog, ModelIx, Restricted};
use std::collections::BTreeMap;

/// One step of the function.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct McfPoint {
    /// Age.
    pub age: f64,
    /// Systems observed then.
    pub at_risk: u64,
    /// Failures then.
    pub events: u64,
    /// Failures per system up to then.
    pub mean: f64,
    /// Robust variance.
    pub variance: f64,
    /// Variance were failures a Poisson process.
    pub variance_poisson: f64,
    /// Lower limit, on the log scale.
    pub lower: f64,
    /// Upper limit.
    pub upper: f64,
}

/// Systems and failures the figure needs.
pub const MCF_NEEDS: u64 = 5;
/// Below so many at risk the curve is dotted.
pub const DOTTED_BELOW: u64 = 3;

/// The function of one group; ages in days.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mcf {
    /// Devices.
    pub systems: u64,
    /// Failures.
    pub events: u64,
    /// Steps; at most [`MAX_STEPS`] of them for a large fleet.
    pub points: Vec<McfPoint>,
    /// At least [`MCF_NEEDS`] devices and failures.
    pub enough: bool,
}

/// The most steps kept; a longer curve keeps evenly spaced ones and the last.
pub const MAX_STEPS: usize = 400;

/// By group.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct McfFacts {
    /// All devices.
    pub fleet: Mcf,
    /// By model.
    pub models: BTreeMap<ModelIx, Mcf>,
}

/// The function of systems.
pub fn mcf(_systems: &[System]) -> Vec<McfPoint> {
    Vec::new()
}

/// The functions of a catalog.
pub fn mcfs(_catalog: &Restricted<Catalog>) -> McfFacts {
    McfFacts::default()
}
