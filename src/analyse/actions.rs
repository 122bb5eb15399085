//! Corrective and preventive actions: what is done, open, overdue, and whether a
//! measure had an effect (`domain.md` §5).

use super::figure::{Estimate, Rate};
use crate::catalog::{Catalog, CodeIx, DeviceIx, ModelIx, Restricted};
use crate::model::time::{Day, Month, Period};
use std::collections::BTreeMap;

/// Where an action stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ActionState {
    /// Done.
    Closed,
    /// Not done, not due yet.
    Open,
    /// Not done though due.
    Overdue,
}

impl ActionState {
    /// The word used in data files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Open => "open",
            Self::Overdue => "overdue",
        }
    }
}

/// Failures before and after a measure.
#[derive(Clone, Debug, PartialEq)]
pub struct ActionEffect {
    /// The stretch before; it ends where the events that led to the measure begin.
    pub before: Period,
    /// The stretch after, equally long.
    pub after: Period,
    /// Failures before.
    pub failures_before: u64,
    /// Failures after.
    pub failures_after: u64,
    /// Device-months before.
    pub exposure_before: f64,
    /// Device-months after.
    pub exposure_after: f64,
    /// Failures per 100 device-months before.
    pub rate_before: Option<f64>,
    /// Failures per 100 device-months after.
    pub rate_after: Option<f64>,
    /// Rate after / rate before.
    pub ratio: Estimate,
    /// Exact two-sided p; `None` below the minimum sample.
    pub p: Option<f64>,
    /// At least 30 device-months on each side.
    pub enough: bool,
}

/// Device-months wanted on each side of a measure.
pub const EFFECT_DEVICE_MONTHS: f64 = 30.0;

/// One action.
#[derive(Clone, Debug, PartialEq)]
pub struct ActionFacts {
    /// Position in `Records::actions`.
    pub action: usize,
    /// Where it stands at `as_of`.
    pub state: ActionState,
    /// Days past its due day, if overdue.
    pub days_over: Option<i64>,
    /// The fault code it is about.
    pub code: Option<CodeIx>,
    /// The model it is about.
    pub model: Option<ModelIx>,
    /// The device it is about.
    pub device: Option<DeviceIx>,
    /// Its effect; `None` where it is not done or about nothing countable.
    pub effect: Option<ActionEffect>,
}

/// Actions as they stood at a month's end.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ActionMonth {
    /// Done by then / known by then.
    pub closed: Rate,
    /// Done within the month.
    pub closed_in_month: Vec<usize>,
    /// Overdue at its end: positions in `Records::actions`.
    pub overdue: Vec<usize>,
}

/// Everything about actions.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ActionsFacts {
    /// By position.
    pub rows: Vec<ActionFacts>,
    /// Closed / all.
    pub closed: Rate,
    /// Positions of those overdue, longest first.
    pub overdue: Vec<usize>,
    /// By month.
    pub months: BTreeMap<Month, ActionMonth>,
}

/// Where an action stands on a day.
pub fn action_state(_due: Option<Day>, _done: Option<Day>, _on: Day) -> ActionState {
    ActionState::Open
}

/// The actions of a catalog.
pub fn actions(_catalog: &Restricted<Catalog>) -> ActionsFacts {
    ActionsFacts::default()
}
