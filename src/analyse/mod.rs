//! Facts: what the records add up to. One metric family a file, formula,
//! minimum-sample rule and edge cases beside each other; `vectors.json` of the
//! shared test data runs against each by name. Vectors, pages, JSON and `explain`
//! call the same functions.
//!
//! Everything here is a pure function of a [`Restricted`](crate::catalog::Restricted) catalog.

pub mod actions;
#[cfg(test)]
mod altered;
pub mod availability;
pub mod backlog;
pub mod breakdown;
pub mod business_time;
pub mod calendar;
pub mod chains;
pub mod change;
pub mod charge;
pub mod check;
pub mod cluster;
mod codes;
pub mod complaints;
pub mod control_chart;
pub mod crow;
pub mod customer_file;
pub mod due;
pub mod explain;
pub(crate) mod exposure;
pub mod facts;
pub mod figure;
pub mod fix;
#[cfg(test)]
pub(crate) mod fixture;
pub(crate) mod ground;
pub mod history;
mod holdings;
pub mod hotspot;
pub mod hotspot_groups;
pub mod jackknife;
mod job;
pub mod keys;
pub mod knowledge;
#[cfg(test)]
mod linked_tests;
mod longer;
mod many_texts;
pub mod mcf;
pub mod month_grid;
mod months;
pub mod mtbf;
pub mod notes;
pub mod observation;
pub mod open_set;
pub mod others;
pub mod pareto;
mod part_names;
pub mod parts;
pub mod parts_to_bring;
pub(crate) mod recurrence;
pub mod repeat;
pub mod reported;
pub mod satisfaction;
pub mod scope;
pub mod similarity;
pub mod sla;
pub mod sla_clock;
pub mod sla_plan;
pub mod sla_profiles;
pub mod sla_spread;
pub mod spare_proposal;
mod special;
pub mod stats;
pub mod survival;
pub(crate) mod tally;
pub mod team;
pub mod then;
pub mod times;
#[cfg(test)]
mod together;
pub mod trend;
#[cfg(test)]
pub(crate) mod vectors;
pub mod visits;
pub mod waiting;
pub mod warranty;
mod whole;

pub use check::check;
pub use facts::{Facts, FaultFacts, FileFacts, KeyFacts, MonthFacts, Outcomes};
pub use figure::{Distribution, Estimate, Excluded, Rate, Reason};
pub use longer::LongerFacts;
pub use notes::notes;
pub use reported::Reported;
pub use scope::{ScopeFacts, Series};
pub use whole::analyse;
