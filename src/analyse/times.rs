//! Times of a ticket (`domain.md` §3.1, §3.2): response, plan, on site, restore and
//! repair. Restoration counts from the report, repair from the arrival; the two
//! are never mixed. Stamps of which only the day is known say nothing about hours.

use super::figure::Distribution;
use serde::Serialize;

/// The five distributions, in hours.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Times {
    /// Report to first contact.
    pub response: Distribution,
    /// Report to solution plan.
    pub reply_plan: Distribution,
    /// Report to arrival.
    pub onsite: Distribution,
    /// Report to restoration, of failures.
    pub restore: Distribution,
    /// Arrival, or beginning of work, to restoration, of failures.
    pub repair: Distribution,
    /// Kaplan–Meier median of the time to restore, with open tickets censored.
    pub restore_km_median_h: Option<f64>,
    /// Open tickets that entered it.
    pub restore_open: u64,
}
