//! Spare parts (`domain.md` §3.13): consumption and value, ABC classes, what old
//! parts came back, and issues not yet cleared (R10).

use super::figure::Rate;
use crate::catalog::{Catalog, PartIx, Restricted};
use crate::model::time::{Day, Instant, Month};
use std::collections::BTreeMap;

/// Spare class by value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AbcClass {
    /// Up to 80 % of the value before the item.
    A,
    /// Up to 95 %.
    B,
    /// The rest.
    C,
}

impl AbcClass {
    /// The letter.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
        }
    }
}

/// One row of an ABC table.
#[derive(Clone, Debug, PartialEq)]
pub struct AbcRow<T> {
    /// The item.
    pub item: T,
    /// Its value.
    pub value: f64,
    /// Its share of the total.
    pub share: f64,
    /// The share of it and all before it.
    pub cumulative: f64,
    /// Its class, decided by the cumulative share before it.
    pub class: AbcClass,
}

/// How much of what was used.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Consumption {
    /// Pieces.
    pub qty: f64,
    /// Value of the pieces whose cost is known; `None` where none is.
    pub value: Option<f64>,
    /// Pieces without cost, left out of the value.
    pub qty_without_cost: f64,
    /// Events that used it.
    pub events: u64,
    /// Old parts back / required, in pieces rounded to whole ones.
    pub recovery: Rate,
}

/// What is known of one part's use.
#[derive(Clone, Debug, PartialEq)]
pub struct PartFacts {
    /// The part.
    pub part: PartIx,
    /// Over everything.
    pub total: Consumption,
    /// In the 12 months before `as_of`.
    pub last_12_months: Consumption,
    /// Class by the value of the last 12 months; `None` without value.
    pub class: Option<AbcClass>,
    /// Share of the value of the last 12 months.
    pub share: Option<f64>,
    /// Cumulative share of the value of the last 12 months.
    pub cumulative: Option<f64>,
    /// Pieces per 100 device-months, over everything observed.
    pub per_100_device_months: Option<f64>,
    /// Devices it was used on.
    pub devices: u64,
    /// When it was last used.
    pub last_used: Option<Instant>,
}

/// An issued spare that no sheet has cleared (R10).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenSpare {
    /// The event it was issued for.
    pub event: u32,
    /// Position of the line among the event's parts.
    pub line: usize,
    /// The part.
    pub part: Option<PartIx>,
    /// When it was issued.
    pub issued_on: Day,
    /// Days from issue to `as_of`.
    pub age_days: i64,
}

/// One month of parts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PartMonth {
    /// All parts together.
    pub total: Consumption,
    /// By part, by value then pieces descending, then position.
    pub parts: Vec<(PartIx, Consumption)>,
}

/// Everything about spare parts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PartsFacts {
    /// Parts used at least once: by value of the last 12 months descending, then by
    /// pieces descending, then by id.
    pub parts: Vec<PartFacts>,
    /// All parts together.
    pub total: Consumption,
    /// By month of report.
    pub months: BTreeMap<Month, PartMonth>,
    /// Oldest first.
    pub open_spares: Vec<OpenSpare>,
    /// Lines that name no known part.
    pub unknown_lines: u64,
}

/// The ABC table of values: by value descending, ties by item; classes end at the
/// given cumulative shares (0.8 and 0.95).
pub fn abc<T: Ord>(_values: Vec<(T, f64)>, _limits: (f64, f64)) -> Vec<AbcRow<T>> {
    Vec::new()
}

/// Old parts returned / required over lines of (pieces required, pieces back).
pub fn recovery(_lines: impl IntoIterator<Item = (f64, f64)>) -> Rate {
    Rate::default()
}

/// The spare-part facts of a catalog.
pub fn parts(_catalog: &Restricted<Catalog>) -> PartsFacts {
    PartsFacts::default()
}
