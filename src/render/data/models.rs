//! `data/models.json`: the models with their figures, faults by age, and wear.

use super::curves::{AgeCurve, WearRow};
use super::figures::Figures;
use super::json::{Rows, bytes};
use crate::analyse::Estimate;
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
    #[serde(flatten)]
    figures: Figures,
    per_device_year: Estimate,
    /// The same at other customers, where a customer's site may say so.
    others_per_device_year: Option<Estimate>,
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
    ModelRow {
        id: model.id.as_str(),
        name: &model.name,
        family: model.family.as_deref(),
        devices: cx.catalog().index.devices_of_model.of(ix.index()).len(),
        figures: Figures::from(&facts.scope),
        per_device_year: facts.failure_rate.per_year,
        others_per_device_year: cx.facts().others.get(&ix).copied(),
        by_age: cx.facts().mcf.models.get(&ix).map(|mcf| AgeCurve::from(&mcf.own)),
        wear: cx.facts().crow.models.get(&ix).map(WearRow::from),
        url: cx.plan().addresses.page(Page::Model(ix)),
    }
}
