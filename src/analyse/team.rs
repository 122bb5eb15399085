//! The engineer table (`domain.md` §3.16): facts of the work, never a ranking and
//! never a composite score, because the mix of work differs.

use super::figure::{Distribution, Rate};
use crate::catalog::{Catalog, Restricted};
use crate::model::time::Month;
use std::collections::BTreeMap;

/// What other metric families found out, by event position.
#[derive(Clone, Copy, Debug, Default)]
pub struct JobOutcomes<'a> {
    /// Timely or not (`SlaFacts::timely`).
    pub timely: &'a [Option<bool>],
    /// Whether a mature index event had a repeat (§3.7).
    pub repeated: &'a [Option<bool>],
    /// Fixed first time or not (§3.6).
    pub first_time_fix: &'a [Option<bool>],
}

/// One engineer's work in some stretch.
#[derive(Clone, Debug, PartialEq)]
pub struct EngineerFacts {
    /// The name, or `None` with anonymity switched on.
    pub name: Option<String>,
    /// Number in order of name, from 1: stands for the name where that is hidden.
    pub number: u32,
    /// Jobs; a job of several engineers counts for each.
    pub jobs: u64,
    /// Of these, jobs shared with others.
    pub shared: u64,
    /// At least as many jobs as the smallest sample: rates may be shown.
    pub enough: bool,
    /// The smallest sample.
    pub needed: u64,
    /// Hours from report to restoration.
    pub restore_h: Distribution,
    /// Timely jobs.
    pub timely: Rate,
    /// Resolved with a single visit, of those resolved whose visits are known.
    pub single_visit: Rate,
    /// First-time fix.
    pub first_time_fix: Rate,
    /// Repeats.
    pub repeat: Rate,
    /// Mean satisfaction, 1 to 5.
    pub satisfaction: Option<f64>,
    /// Answers behind it.
    pub answers: u64,
}

impl EngineerFacts {
    /// A rate of this engineer where the sample is large enough for one.
    pub fn shown(&self, rate: Rate) -> Option<Rate> {
        shown(rate, self.needed)
    }
}

/// A rate, unless its denominator is below the smallest sample.
pub fn shown(rate: Rate, min_n: u64) -> Option<Rate> {
    (rate.d >= min_n && rate.d > 0).then_some(rate)
}

/// The engineer table over everything and by month.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TeamFacts {
    /// In order of name.
    pub engineers: Vec<EngineerFacts>,
    /// By month of resolution, in order of name.
    pub months: BTreeMap<Month, Vec<EngineerFacts>>,
    /// Jobs that name no engineer.
    pub without_engineer: u64,
}

/// The engineer table of a catalog.
pub fn team(_catalog: &Restricted<Catalog>, _outcomes: JobOutcomes<'_>) -> TeamFacts {
    TeamFacts::default()
}
