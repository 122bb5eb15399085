//! What is computed: figures on pages and in data files, calendars, what was known at a date, splits of the events, the second computation.
//! One program for all of them: each further one is linked for itself.
#![allow(clippy::disallowed_methods, reason = "tests write projects and read sites")]

#[path = "../built/mod.rs"]
mod built;
#[path = "../../examples/corpus/generator/mod.rs"]
mod generator;
#[path = "../program/mod.rs"]
mod program;

mod as_of;
mod calendars;
mod demo_stories;
mod edges;
mod explain;
mod figures;
mod figures_months;
mod figures_more;
mod frozen;
mod growth;
mod splits;
mod verification;
