//! Facts: what the records add up to. One metric family a file, formula,
//! minimum-sample rule and edge cases beside each other; `vectors.json` of the
//! shared test data runs against each by name. Vectors, pages, JSON and `explain`
//! call the same functions.
//!
//! Everything here is a pure function of a [`Restricted`](crate::catalog::Restricted) catalog.

pub mod availability;
pub mod backlog;
pub mod change;
pub mod charge;
pub mod check;
mod codes;
pub(crate) mod exposure;
pub mod facts;
pub mod figure;
#[cfg(test)]
pub(crate) mod fixture;
pub(crate) mod ground;
mod holdings;
pub mod keys;
#[cfg(test)]
mod linked_tests;
mod months;
pub mod mtbf;
pub mod open_set;
pub mod pareto;
pub(crate) mod recurrence;
pub mod repeat;
pub mod scope;
mod special;
pub mod stats;
pub(crate) mod tally;
pub mod times;
#[cfg(test)]
pub(crate) mod vectors;

pub use check::check;
pub use facts::{Facts, FaultFacts, FileFacts, KeyFacts, MonthFacts, analyse, analyse_with};
pub use figure::{Distribution, Estimate, Excluded, Rate, Reason};
pub use scope::{ScopeFacts, Series};
