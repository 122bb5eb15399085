//! The figures that every file of devices tells alike: of one device, a place, a model,
//! a customer.

use super::json::Summary;
use crate::analyse::{Estimate, Rate, ScopeFacts};
use serde::Serialize;

/// All time within coverage.
#[derive(Serialize)]
pub(super) struct Figures {
    pub(super) failures: u64,
    pub(super) open: u64,
    pub(super) exposure_h: Option<f64>,
    pub(super) downtime_h: Option<f64>,
    pub(super) availability: Option<f64>,
    pub(super) technical_availability: Option<f64>,
    pub(super) mtbf_h: Estimate,
    pub(super) restore_h: Summary,
    pub(super) repeat_30d: Rate,
}

impl From<&ScopeFacts> for Figures {
    fn from(facts: &ScopeFacts) -> Self {
        // Where nothing was ever observed the hours are unknown, not nought.
        let observed = facts.exposure_h > 0.0;
        Self {
            failures: facts.failures,
            open: facts.open,
            exposure_h: observed.then_some(facts.exposure_h),
            downtime_h: observed.then_some(facts.downtime_h),
            availability: facts.availability.value,
            technical_availability: facts.technical_availability,
            mtbf_h: facts.mtbf.hours,
            restore_h: Summary::from(&facts.times.restore),
            repeat_30d: facts.repeat_30d.rate,
        }
    }
}
