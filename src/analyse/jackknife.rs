//! The jack-knife view (`domain.md` §4.8): how often a fault code comes, and how
//! long each takes, in four quadrants.

use crate::catalog::{Catalog, CodeIx, Restricted};
use crate::model::time::Period;

/// Where a code lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quadrant {
    /// Often.
    Chronic,
    /// Long.
    Acute,
    /// Often and long.
    Both,
    /// Neither.
    Minor,
}

impl Quadrant {
    /// The word used in data files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Chronic => "chronic",
            Self::Acute => "acute",
            Self::Both => "both",
            Self::Minor => "minor",
        }
    }
}

/// One code's point.
#[derive(Clone, Debug, PartialEq)]
pub struct JackKnifePoint<T> {
    /// The code.
    pub item: T,
    /// Failures whose time to restore is known.
    pub n: u64,
    /// Mean hours to restore.
    pub mean_h: f64,
    /// Hours in all.
    pub downtime_h: f64,
    /// Where it lies.
    pub quadrant: Quadrant,
}

/// The view.
#[derive(Clone, Debug, PartialEq)]
pub struct JackKnife<T> {
    /// In the given order.
    pub points: Vec<JackKnifePoint<T>>,
    /// Failures from which a code is chronic.
    pub limit_n: Option<f64>,
    /// Mean hours from which a code is acute.
    pub limit_h: Option<f64>,
}

impl<T> Default for JackKnife<T> {
    fn default() -> Self {
        Self { points: Vec::new(), limit_n: None, limit_h: None }
    }
}

/// The view of items with their failures and total hours; items without failure
/// are left out.
pub fn jackknife<T>(_items: Vec<(T, u64, f64)>) -> JackKnife<T> {
    JackKnife::default()
}

/// The view of a catalog's codes over failures reported in a period (`None` is all).
pub fn jackknife_of(_catalog: &Restricted<Catalog>, _period: Option<Period>) -> JackKnife<CodeIx> {
    JackKnife::default()
}
