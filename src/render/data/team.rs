//! `data/team.json`: the work of each engineer; internal only. Facts, never a ranking.

use super::json::{Rows, Summary, bytes};
use crate::analyse::Rate;
use crate::analyse::team::EngineerFacts;
use crate::diag::Diagnostic;
use crate::render::engine::Cx;
use serde::Serialize;

/// An engineer's work over everything.
#[derive(Serialize)]
struct EngineerRow<'a> {
    number: u32,
    name: Option<&'a str>,
    jobs: u64,
    shared: u64,
    restore_h: Summary,
    timeliness: Rate,
    single_visit: Rate,
    first_time_fix: Rate,
    repeat_30d: Rate,
    satisfaction: Option<f64>,
    answers: u64,
}

/// The bytes of `data/team.json`.
pub(super) fn list(cx: &Cx<'_>) -> Result<Vec<u8>, Diagnostic> {
    bytes("data/team.json", &Rows(|| cx.facts().team.engineers.iter().map(row)))
}

fn row(of: &EngineerFacts) -> EngineerRow<'_> {
    EngineerRow {
        number: of.number,
        name: of.name.as_deref(),
        jobs: of.jobs,
        shared: of.shared,
        restore_h: Summary::from(&of.restore_h),
        timeliness: of.timely,
        single_visit: of.single_visit,
        first_time_fix: of.first_time_fix,
        repeat_30d: of.repeat,
        satisfaction: of.satisfaction,
        answers: of.answers,
    }
}
