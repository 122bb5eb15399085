//! Customer satisfaction (`domain.md` §3.9): answers on 1 to 5, how many of the
//! closed jobs answered, and the call-backs that R2 asks for.

use super::figure::Rate;
use crate::catalog::{Catalog, Restricted};
use crate::model::time::Month;
use std::collections::BTreeMap;

/// Answers of some closed jobs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Satisfaction {
    /// Closed jobs.
    pub jobs: u64,
    /// Answers among them, and the share that answered.
    pub response: Rate,
    /// Mean score, 1 to 5.
    pub mean: Option<f64>,
    /// Best score (5).
    pub top_box: Rate,
    /// 4 or 5; the seeds' "100 %".
    pub satisfied: Rate,
    /// Answers by score 1 to 5, rounded to the nearest.
    pub scores: [u64; 5],
    /// Fewer than 30 % answered: a caution is due.
    pub low_response: bool,
    /// Jobs whose call-back was due (2 days after they were resolved) and made.
    pub called_back: Rate,
    /// Call-backs that found the fault not gone.
    pub callback_not_ok: u64,
}

/// Satisfaction over everything and by month of resolution.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SatisfactionFacts {
    /// Over everything.
    pub total: Satisfaction,
    /// By month in which the job was resolved.
    pub months: BTreeMap<Month, Satisfaction>,
}

/// The satisfaction of jobs by their answers, blank answers being `None`.
pub fn satisfaction_of(_answers: &[Option<f64>]) -> Satisfaction {
    Satisfaction::default()
}

/// The satisfaction facts of a catalog.
pub fn satisfaction(_catalog: &Restricted<Catalog>) -> SatisfactionFacts {
    SatisfactionFacts::default()
}
