//! Facts: what the records add up to. One metric family a file, formula,
//! minimum-sample rule and edge cases beside each other; `vectors.json` of the
//! shared test data runs against each by name. Vectors, pages, JSON and `explain`
//! call the same functions.
//!
//! Everything here is a pure function of a [`Restricted`](crate::catalog::Restricted) catalog.

pub mod actions;
pub mod business_time;
pub mod chains;
pub mod cluster;
pub mod complaints;
pub mod control_chart;
pub mod crow;
pub mod figure;
pub mod fix;
pub mod hotspot;
pub mod hotspot_groups;
pub mod jackknife;
pub mod knowledge;
pub mod mcf;
pub mod month_grid;
pub mod observation;
pub mod parts;
pub mod satisfaction;
pub mod similarity;
pub mod sla;
pub mod sla_clock;
pub mod sla_plan;
pub mod sla_profiles;
mod special;
pub mod stats;
pub mod survival;
pub mod team;
pub mod trend;
#[cfg(test)]
pub(crate) mod vectors;
pub mod visits;
pub mod warranty;

pub use figure::{Distribution, Estimate, Excluded, Rate, Reason};
