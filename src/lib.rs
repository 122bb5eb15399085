//! faultbook turns Markdown fault reports, Markdown solution articles and CSV
//! service logs into a searchable static site.
//!
//! One way through, each stage a function of the one before:
//!
//! 1. [`ingest`] reads a project into a [`model::Project`] and says what it found.
//! 2. [`pipeline`] builds the sites of a project.
//! 3. [`output`] stages them on disk and switches them into place.
//!
//! [`cli`] asks for all that and shows what came of it.

pub mod cli;
pub mod diag;
pub mod ingest;
pub mod model;
pub mod output;
pub mod pipeline;
