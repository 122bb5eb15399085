//! `data/recurring.json`: what keeps coming back.

use super::json::{At, Rows, bytes};
use super::keys::KeyName;
use super::reports::{ParetoLine, pareto};
use crate::analyse::Rate;
use crate::analyse::control_chart::ChartPoint;
use crate::analyse::explain::HotSpotValue;
use crate::analyse::hotspot::{Family, Group, HotSpot};
use crate::analyse::pareto::{Pareto, ParetoRow};
use crate::analyse::repeat::{RepeatFacts, SamePart};
use crate::analyse::trend::Trend;
use crate::catalog::CodeIx;
use crate::diag::Diagnostic;
use crate::model::time::{DAY_MS, Month};
use crate::render::engine::Cx;
use serde::Serialize;

#[derive(Serialize)]
struct Recurring<'a, H: Serialize, R: Serialize, L: Serialize, P: Serialize, C: Serialize> {
    pareto: Vec<ParetoLine<'a>>,
    pareto_downtime: Vec<WeightLine<'a>>,
    pareto_cost: Vec<WeightLine<'a>>,
    hotspots: H,
    repeats: R,
    repeats_90d: L,
    repeat_30d: Rate,
    repeat_90d: Rate,
    same_part: P,
    control_chart: C,
    trends: Vec<TrendRow>,
    same_component: Vec<SameComponentRow<'a>>,
}

/// A fault code by hours down, or by cost; `null` is what has no code.
#[derive(Serialize)]
struct WeightLine<'a> {
    key: Option<&'a str>,
    value: f64,
    share: f64,
    cumulative: f64,
}

fn weights<'a>(cx: &Cx<'a>, table: &Pareto<CodeIx>) -> Vec<WeightLine<'a>> {
    let line = |row: &ParetoRow<CodeIx>| WeightLine {
        key: row.item.map(|ix| cx.catalog().code(ix).id.as_str()),
        value: row.value,
        share: row.share,
        cumulative: row.cumulative,
    };
    table.rows.iter().map(line).collect()
}

/// The same component of a device failing again inside the first window, with another code.
#[derive(Serialize)]
struct SameComponentRow<'a> {
    device: Option<&'a str>,
    component: Option<&'a str>,
    first: &'a str,
    again: &'a str,
}

fn device_of<'a>(cx: &Cx<'a>, event: u32) -> Option<&'a str> {
    let catalog = cx.catalog();
    catalog.links[event as usize].device.map(|ix| catalog.device(ix).id.as_str())
}

fn same_component<'a>(cx: &Cx<'a>, (first, again): (u32, u32)) -> SameComponentRow<'a> {
    let catalog = cx.catalog();
    let component = catalog.links[first as usize].component;
    SameComponentRow {
        device: device_of(cx, first),
        component: component.map(|ix| catalog.records.components[ix.index()].id.as_str()),
        first: catalog.event(first as usize).ticket(),
        again: catalog.event(again as usize).ticket(),
    }
}

/// The bytes of `data/recurring.json`.
pub(super) fn render(cx: &Cx<'_>) -> Result<Vec<u8>, Diagnostic> {
    let facts = cx.facts();
    let families = &facts.hotspots.families;
    let repeat = &facts.fleet.repeat_30d;
    let further = &facts.fleet.repeat_90d;
    let value = Recurring {
        pareto: pareto(cx, &facts.fleet.pareto_codes.by_count),
        pareto_downtime: weights(cx, &facts.fleet.pareto_codes.by_downtime),
        pareto_cost: weights(cx, &facts.fleet.pareto_codes.by_cost),
        hotspots: Rows(|| {
            families.iter().flat_map(|f| f.rows.iter().map(|row| hotspot(cx, f.family, row)))
        }),
        repeats: Rows(|| repeat_rows(cx, repeat)),
        repeats_90d: Rows(|| repeat_rows(cx, further)),
        repeat_30d: repeat.rate,
        repeat_90d: further.rate,
        same_part: Rows(|| facts.same_part.iter().map(|pair| same_part(cx, pair))),
        control_chart: Rows(|| facts.control_chart.points.iter().map(point)),
        trends: trends(cx),
        same_component: facts.same_component.iter().map(|&pair| same_component(cx, pair)).collect(),
    };
    bytes("data/recurring.json", &value)
}

#[derive(Serialize)]
struct HotSpotRow {
    family: &'static str,
    group: String,
    #[serde(flatten)]
    against_rest: HotSpotValue,
}

fn hotspot(cx: &Cx<'_>, family: Family, row: &HotSpot) -> HotSpotRow {
    HotSpotRow {
        family: family.as_str(),
        group: group_id(cx, family, &row.group),
        against_rest: HotSpotValue::from(row),
    }
}

/// The id of a group; of a pair both, joined by a slash between blanks.
fn group_id(cx: &Cx<'_>, family: Family, group: &Group) -> String {
    let records = &cx.catalog().records;
    match group {
        Group::Model(ix) => records.models[ix.index()].id.to_string(),
        Group::Device(ix) => records.devices[ix.index()].id.to_string(),
        Group::Site(ix) => records.sites[ix.index()].id.to_string(),
        Group::Customer(ix) => records.customers[ix.index()].id.to_string(),
        Group::Batch(batch) => batch.clone(),
        Group::CodeModel(code, model) => {
            format!("{} / {}", records.codes[code.index()].id, records.models[model.index()].id)
        }
        Group::ComponentModel(component, model) => {
            format!(
                "{} / {}",
                records.components[component.index()].id,
                records.models[model.index()].id
            )
        }
        Group::Stretch => family.as_str().to_owned(),
    }
}

/// A repair that came back: the first failure and the one that followed.
#[derive(Serialize)]
struct RepeatRow<'a> {
    device: Option<&'a str>,
    #[serde(flatten)]
    key: KeyName<'a>,
    first: &'a str,
    again: &'a str,
    resolved_at: At<'a>,
    reported_at: At<'a>,
    days: Option<f64>,
    window_ended: bool,
}

/// The repairs that came back: those whose window has ended, then the others.
fn repeat_rows<'a>(
    cx: &'a Cx<'a>,
    repeat: &'a RepeatFacts,
) -> impl Iterator<Item = RepeatRow<'a>> + 'a {
    let mature = repeat.pairs.iter().map(|&pair| (pair, true));
    let early = repeat.already_seen.iter().map(|&pair| (pair, false));
    mature.chain(early).map(|(pair, mature)| repeat_row(cx, pair, mature))
}

/// A part replaced again on the same device.
#[derive(Serialize)]
struct SamePartRow<'a> {
    device: Option<&'a str>,
    part: &'a str,
    first: &'a str,
    again: &'a str,
    days: Option<f64>,
}

fn same_part<'a>(cx: &Cx<'a>, pair: &SamePart) -> SamePartRow<'a> {
    let catalog = cx.catalog();
    let (before, after) = (catalog.event(pair.first as usize), catalog.event(pair.later as usize));
    let written = before.resolve(pair.part);
    let known = catalog.index.find_part(written);
    let gap = after.reported().zip(before.resolved()).map(|(later, done)| later.since(done));
    SamePartRow {
        device: catalog.links[pair.first as usize].device.map(|ix| catalog.device(ix).id.as_str()),
        part: known.map_or(written, |ix| catalog.records.parts[ix.index()].id.as_str()),
        first: before.ticket(),
        again: after.ticket(),
        days: gap.map(|ms| ms as f64 / DAY_MS as f64),
    }
}

fn repeat_row<'a>(cx: &Cx<'a>, (first, again): (u32, u32), window_ended: bool) -> RepeatRow<'a> {
    let catalog = cx.catalog();
    let zone = &catalog.settings.zone;
    let (before, after) = (catalog.event(first as usize), catalog.event(again as usize));
    let device = catalog.links[first as usize].device;
    let gap = after.reported().zip(before.resolved()).map(|(later, done)| later.since(done));
    RepeatRow {
        device: device.map(|ix| catalog.device(ix).id.as_str()),
        key: KeyName::of_event(cx, first),
        first: before.ticket(),
        again: after.ticket(),
        resolved_at: At { zone, at: before.resolved() },
        reported_at: At { zone, at: after.reported() },
        days: gap.map(|ms| ms as f64 / DAY_MS as f64),
        window_ended,
    }
}

/// One month of the control chart.
#[derive(Serialize)]
struct PointRow {
    month: Month,
    failures: u64,
    device_months: f64,
    rate: Option<f64>,
    mean: Option<f64>,
    lcl: Option<f64>,
    ucl: Option<f64>,
    expected: Option<f64>,
    p_upper: Option<f64>,
    p_lower: Option<f64>,
    signal: &'static str,
    run_of_eight: bool,
    over_dispersed: bool,
    baseline_months: u32,
    partial: bool,
}

fn point(point: &ChartPoint) -> PointRow {
    PointRow {
        month: point.month,
        failures: point.count.count,
        device_months: point.count.exposure,
        rate: point.limits.u,
        mean: point.baseline.ubar,
        lcl: point.limits.lcl,
        ucl: point.limits.ucl,
        expected: point.limits.expected,
        p_upper: point.limits.p_upper,
        p_lower: point.limits.p_lower,
        signal: point.signal.as_str(),
        run_of_eight: point.run_of_eight,
        over_dispersed: point.baseline.over_dispersed,
        baseline_months: point.baseline.months,
        partial: point.partial,
    }
}

#[derive(Serialize)]
struct TrendRow {
    family: &'static str,
    group: Option<String>,
    failures: u64,
    systems: u64,
    laplace_u: Option<f64>,
    laplace_p: Option<f64>,
    mil_x: Option<f64>,
    mil_df: u64,
    mil_p: Option<f64>,
    verdict: &'static str,
}

fn trends(cx: &Cx<'_>) -> Vec<TrendRow> {
    let (facts, records) = (&cx.facts().trends, &cx.catalog().records);
    let mut rows = vec![trend_row("fleet", None, &facts.fleet)];
    rows.extend(facts.models.iter().map(|(ix, trend)| {
        trend_row("model", Some(records.models[ix.index()].id.to_string()), trend)
    }));
    rows.extend(facts.devices.iter().map(|(ix, trend)| {
        trend_row("device", Some(records.devices[ix.index()].id.to_string()), trend)
    }));
    rows.extend(facts.codes.iter().map(|(ix, trend)| {
        trend_row("code", Some(records.codes[ix.index()].id.to_string()), trend)
    }));
    rows
}

fn trend_row(family: &'static str, group: Option<String>, trend: &Trend) -> TrendRow {
    TrendRow {
        family,
        group,
        failures: trend.n,
        systems: trend.systems,
        laplace_u: trend.laplace_u,
        laplace_p: trend.laplace_p,
        mil_x: trend.mil_x,
        mil_df: trend.mil_df,
        mil_p: trend.mil_p,
        verdict: trend.verdict.as_str(),
    }
}
