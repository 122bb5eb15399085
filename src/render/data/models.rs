//! `data/models.json`: the models with their figures, faults by age, and wear.

use super::curves::{AgeCurve, WearRow};
use super::json::{Rows, Summary, bytes};
use crate::analyse::{Estimate, Rate};
use crate::catalog::ModelIx;
use crate::diag::Diagnostic;
use crate::render::engine::Cx;
use crate::site::Page;
use serde::Serialize;

/// A model and its figures, all time within coverage.
#[derive(Serialize)]
struct ModelRow<'a> {
    id: &'a str,
    name: &'a str,
    family: Option<&'a str>,
    devices: usize,
    failures: u64,
    open: u64,
    exposure_h: Option<f64>,
    downtime_h: Option<f64>,
    availability: Option<f64>,
    mtbf_h: Estimate,
    per_device_year: Estimate,
    restore_h: Summary,
    repeat_30d: Rate,
    by_age: Option<AgeCurve>,
    wear: Option<WearRow>,
    url: String,
}

/// The bytes of `data/models.json`.
pub(super) fn list(cx: &Cx<'_>) -> Result<Vec<u8>, Diagnostic> {
    let count = cx.catalog().records.models.len();
    bytes("data/models.json", &Rows(|| (0..count).map(|at| model_row(cx, ModelIx::new(at)))))
}

fn model_row<'a>(cx: &Cx<'a>, ix: ModelIx) -> ModelRow<'a> {
    let model = &cx.catalog().records.models[ix.index()];
    let facts = cx.facts().model(ix);
    // Where no device was ever observed its hours are unknown, not nought.
    let observed = facts.exposure_h > 0.0;
    ModelRow {
        id: model.id.as_str(),
        name: &model.name,
        family: model.family.as_deref(),
        devices: cx.catalog().index.devices_of_model.of(ix.index()).len(),
        failures: facts.failures,
        open: facts.open,
        exposure_h: observed.then_some(facts.exposure_h),
        downtime_h: observed.then_some(facts.downtime_h),
        availability: facts.availability.value,
        mtbf_h: facts.mtbf.hours,
        per_device_year: facts.failure_rate.per_year,
        restore_h: Summary::from(&facts.times.restore),
        repeat_30d: facts.repeat_30d.rate,
        by_age: cx.facts().mcf.models.get(&ix).map(|mcf| AgeCurve::from(&mcf.own)),
        wear: cx.facts().crow.models.get(&ix).map(WearRow::from),
        url: cx.plan().addresses.page(Page::Model(ix)),
    }
}
