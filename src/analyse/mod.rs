//! Facts: what the records add up to. One metric family a file, formula,
//! minimum-sample rule and edge cases beside each other; `vectors.json` of the
//! shared test data runs against each by name. Vectors, pages, JSON and `explain`
//! call the same functions.
//!
//! Everything here is a pure function of a [`Restricted`](crate::catalog::Restricted) catalog.

pub mod figure;
mod special;
pub mod stats;
#[cfg(test)]
pub(crate) mod vectors;

pub use figure::{Distribution, Estimate, Excluded, Rate, Reason};
