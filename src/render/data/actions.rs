//! `data/actions.json`: corrective and preventive measures and whether they worked.

use super::json::{At, On, Rows, bytes};
use crate::analyse::Estimate;
use crate::analyse::actions::{ActionEffect, ActionFacts};
use crate::diag::Diagnostic;
use crate::model::ActionKind;
use crate::render::engine::Cx;
use serde::Serialize;

#[derive(Serialize)]
struct MeasureRow<'a> {
    id: &'a str,
    kind: ActionKind,
    title: &'a str,
    source: Option<&'a str>,
    code: Option<&'a str>,
    model: Option<&'a str>,
    device: Option<&'a str>,
    owner: Option<&'a str>,
    due: On,
    done_on: On,
    state: &'static str,
    days_over: Option<i64>,
    effect: Option<EffectRow<'a>>,
}

/// The rate before and after a measure.
#[derive(Serialize)]
struct EffectRow<'a> {
    before_from: At<'a>,
    before_to: At<'a>,
    after_from: At<'a>,
    after_to: At<'a>,
    failures_before: u64,
    failures_after: u64,
    device_months_before: f64,
    device_months_after: f64,
    per_100_device_months_before: Option<f64>,
    per_100_device_months_after: Option<f64>,
    rate_ratio: Estimate,
    p: Option<f64>,
    enough: bool,
}

/// The bytes of `data/actions.json`.
pub(super) fn render(cx: &Cx<'_>) -> Result<Vec<u8>, Diagnostic> {
    let rows = &cx.facts().actions.rows;
    bytes("data/actions.json", &Rows(|| rows.iter().map(|row| measure(cx, row))))
}

fn measure<'a>(cx: &Cx<'a>, row: &'a ActionFacts) -> MeasureRow<'a> {
    let catalog = cx.catalog();
    let action = &catalog.records.actions[row.action];
    // Where a measure comes from can be anybody's ticket, and who does it is the
    // service department's business.
    let internal = catalog.is_internal();
    MeasureRow {
        id: action.id.as_str(),
        kind: action.kind,
        title: &action.title,
        source: action.source.as_deref().filter(|_| internal),
        code: action.code.as_ref().map(crate::model::CodeId::as_str),
        model: action.model.as_ref().map(crate::model::ModelId::as_str),
        device: action.device.as_ref().map(crate::model::DeviceId::as_str),
        owner: action.owner.as_deref().filter(|_| internal),
        due: On(action.due),
        done_on: On(action.done_on),
        state: row.state.as_str(),
        days_over: row.days_over,
        effect: row.effect.as_ref().map(|effect| effect_row(cx, effect)),
    }
}

fn effect_row<'a>(cx: &Cx<'a>, effect: &ActionEffect) -> EffectRow<'a> {
    let zone = &cx.catalog().settings.zone;
    let at = |instant| At { zone, at: Some(instant) };
    EffectRow {
        before_from: at(effect.before.start),
        before_to: at(effect.before.end),
        after_from: at(effect.after.start),
        after_to: at(effect.after.end),
        failures_before: effect.failures_before,
        failures_after: effect.failures_after,
        device_months_before: effect.exposure_before,
        device_months_after: effect.exposure_after,
        per_100_device_months_before: effect.rate_before,
        per_100_device_months_after: effect.rate_after,
        rate_ratio: effect.ratio,
        p: effect.p,
        enough: effect.enough,
    }
}
