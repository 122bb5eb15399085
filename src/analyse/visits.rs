//! Planned visits and maintenance (`domain.md` §3.17): the plan of each device
//! joined with what was entered and what was done.

use super::figure::Rate;
use crate::catalog::{Catalog, CustomerIx, DeviceIx, Restricted, SiteIx};
use crate::model::VisitKind;
use crate::model::time::{Day, Month};
use std::collections::BTreeMap;

/// Where a visit stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VisitState {
    /// Done in its window, or at most 14 days before it.
    Done,
    /// Done after its window.
    DoneLate,
    /// The window is over and it was not done.
    Overdue,
    /// The window is not over.
    Pending,
}

impl VisitState {
    /// The word used in data files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::DoneLate => "done_late",
            Self::Overdue => "overdue",
            Self::Pending => "pending",
        }
    }
}

/// What a visit was found in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum VisitSource {
    /// A record: position in `Records::visits`.
    Record(usize),
    /// The plan alone.
    Plan,
    /// The plan, done by a service event.
    Event(u32),
}

/// One visit, planned or entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisitRow {
    /// The device.
    pub device: Option<DeviceIx>,
    /// The site.
    pub site: Option<SiteIx>,
    /// The customer.
    pub customer: Option<CustomerIx>,
    /// What kind.
    pub kind: VisitKind,
    /// First day of the window.
    pub due_from: Option<Day>,
    /// Last day of the window.
    pub due_to: Option<Day>,
    /// Done on.
    pub done_on: Option<Day>,
    /// Whether on site.
    pub on_site: Option<bool>,
    /// Where it stands at `as_of`; `None` without window and without day done.
    pub state: Option<VisitState>,
    /// What it was found in.
    pub source: VisitSource,
}

/// Visits of one month.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct VisitMonth {
    /// Visits whose window ends in the month, by state at its end or at `as_of`.
    pub done: u64,
    /// Done late.
    pub done_late: u64,
    /// Not done.
    pub overdue: u64,
    /// Window not over.
    pub pending: u64,
    /// done / (done + done late + overdue).
    pub compliance: Rate,
    /// Visits carried out in the month, whatever their window.
    pub carried_out: u64,
    /// Overdue at the month's end, whatever the month of their window.
    pub overdue_at_end: u64,
    /// Positions in [`VisitFacts::rows`] of those due in the next month.
    pub due_next: Vec<usize>,
}

/// Everything about planned visits.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct VisitFacts {
    /// By (end of window or day done, device, kind).
    pub rows: Vec<VisitRow>,
    /// Over everything at `as_of`; without rate where nothing was ever entered.
    pub compliance: Rate,
    /// First visits done within a month of installation.
    pub first_in_a_month: Rate,
    /// Planned maintenance done in time.
    pub maintenance: Rate,
    /// Positions in `rows`: overdue or pending, by end of window.
    pub due: Vec<usize>,
    /// By month.
    pub months: BTreeMap<Month, VisitMonth>,
    /// Positions in `rows` by device.
    pub of_device: BTreeMap<DeviceIx, Vec<usize>>,
    /// False where no visit was ever entered: the plan is shown, nothing is judged.
    pub tracked: bool,
}

/// Where a visit stands on a day.
pub fn visit_state(
    _window: (Option<Day>, Option<Day>),
    _done: Option<Day>,
    _on: Day,
) -> Option<VisitState> {
    None
}

/// The visits of a catalog.
pub fn visits(_catalog: &Restricted<Catalog>) -> VisitFacts {
    VisitFacts::default()
}
