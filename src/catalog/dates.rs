//! Derived dates of a device (`domain.md` §2.5): warranty, observation, visits due.

use crate::model::time::{Day, Instant};
use std::collections::BTreeMap;

/// Dates that follow from a device's own record, its model and its own events.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeviceDates {
    /// First day of the warranty.
    pub warranty_start: Option<Day>,
    /// Last day of the warranty, included; an extension counts.
    pub warranty_end: Option<Day>,
    /// Last day of the warranty by component id.
    pub component_warranty: BTreeMap<String, Day>,
    /// First instant observed: the later of its start and the logs' coverage.
    pub observed_from: Option<Instant>,
    /// First instant no longer observed: retirement, end of coverage or `as_of`.
    pub observed_to: Option<Instant>,
    /// The start is the first event, which is then not counted against exposure.
    pub start_guessed: bool,
    /// When maintenance is next due.
    pub next_maintenance_on: Option<Day>,
    /// Visits that the plan asks for.
    pub planned_visits: Vec<PlannedVisit>,
}

/// A visit the plan asks for, whether or not anyone has entered it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlannedVisit {
    /// Which of the warranty's visits.
    pub kind: crate::model::VisitKind,
    /// First day of the window.
    pub due_from: Day,
    /// Last day of the window.
    pub due_to: Day,
}
