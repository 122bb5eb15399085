//! Complaints and the verdict of any rate against its target (`domain.md` §3.10).

use super::figure::Rate;
use crate::catalog::{Catalog, Restricted};
use crate::model::ComplaintKind;
use crate::model::settings::Target;
use crate::model::time::Month;
use std::collections::BTreeMap;

/// A rate held against a target.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Verdict {
    /// The target.
    pub target: Target,
    /// Whether the point value satisfies it.
    pub met: bool,
    /// False where the Wilson interval contains the target (`inconclusive`).
    pub clear: bool,
}

/// The verdict; `None` where there is no rate.
pub fn verdict(_rate: Rate, _target: Target) -> Option<Verdict> {
    None
}

/// Where a complaint was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ComplaintSource {
    /// A record: position in `Records::complaints`.
    Record(usize),
    /// A ticket flagged as complained about: position of the event.
    Event(u32),
}

/// One complaint; a record and the flag of its ticket are one.
#[derive(Clone, Debug, PartialEq)]
pub struct ComplaintRow {
    /// Where it was found.
    pub source: ComplaintSource,
    /// The event it is about, if it names a known ticket.
    pub event: Option<u32>,
    /// The month it was raised in.
    pub month: Option<Month>,
    /// About what.
    pub kind: Option<ComplaintKind>,
    /// Whether service is to blame; unknown is neither.
    pub attributable: Option<bool>,
    /// Answered, closed or neither.
    pub closed: bool,
    /// Compensation paid (R31).
    pub compensation: Option<f64>,
}

/// Complaints of one stretch.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ComplaintTally {
    /// All complaints.
    pub all: u64,
    /// Of unknown responsibility; not in the rate.
    pub unknown: u64,
    /// Attributable to service / service events closed.
    pub rate: Rate,
    /// By kind; without those of no kind.
    pub kinds: BTreeMap<ComplaintKind, u64>,
}

/// Complaints over everything and by month.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ComplaintFacts {
    /// By (month, source).
    pub rows: Vec<ComplaintRow>,
    /// Over everything.
    pub total: ComplaintTally,
    /// By the month raised; events closed in it are the denominator.
    pub months: BTreeMap<Month, ComplaintTally>,
}

/// The complaint facts of a catalog.
pub fn complaints(_catalog: &Restricted<Catalog>) -> ComplaintFacts {
    ComplaintFacts::default()
}
