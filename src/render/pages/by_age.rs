//! Do faults come faster with age: the mean cumulative function of a model against
//! all other devices (`domain.md` §4.1, the verdict by §4.2).

use super::figures;
use crate::analyse::mcf::{DOTTED_BELOW, MCF_NEEDS, Mcf, McfPoint, ModelMcf};
use crate::analyse::trend::{Trend, TrendVerdict, VERDICT_NEEDS};
use crate::catalog::ModelIx;
use crate::chart::{CumulativeCurve, CumulativeSpec, CumulativeStep};
use crate::render::engine::Cx;
use crate::render::format::{decimal, probability_is, significant};
use crate::render::view::{Cell, Drawing, FigureView, Html, Table};

/// Rows of the table: steps at even distances of age, and the last.
const TABLE_ROWS: usize = 12;
/// Days from which ages are told in years.
const IN_YEARS_FROM: f64 = 730.0;
/// Days in a year of age.
const YEAR: f64 = 365.25;

/// The figure of a model; nothing where none of its devices is observed.
pub(super) fn of_model(cx: &Cx<'_>, ix: ModelIx) -> Html {
    let Some(mcf) = cx.facts().mcf.models.get(&ix) else { return Html::default() };
    let id = cx.catalog().records.models[ix.index()].id.as_str();
    let question = cx.fill("models.age_question", &[("model", id)]);
    let age = Age::of(mcf);
    let answer = answer(cx, ix, mcf, &age);
    if !mcf.own.enough {
        return FigureView { question, answer, ..FigureView::default() }.finish();
    }
    let spec = spec(cx, id, (&question, &answer), mcf, &age);
    FigureView {
        drawing: Drawing::of(&spec, false),
        note: note(cx, id, mcf),
        native: None,
        show_table: cx.t("figure.show_table").to_owned(),
        table: Some(table(cx, &question, mcf, &age)),
        question,
        answer,
    }
    .finish()
}

/// The unit in which ages are told.
struct Age {
    years: bool,
}

impl Age {
    fn of(mcf: &ModelMcf) -> Self {
        Self { years: mcf.own.until >= IN_YEARS_FROM }
    }

    fn value(&self, days: f64) -> f64 {
        if self.years { days / YEAR } else { days }
    }

    fn text(&self, cx: &Cx<'_>, days: f64) -> String {
        let (key, decimals) = if self.years { ("models.years_n", 1) } else { ("unit.days_n", 0) };
        cx.fill(key, &[("n", &decimal(self.value(days), decimals))])
    }

    fn unit<'a>(&self, cx: &'a Cx<'_>) -> &'a str {
        cx.t(if self.years { "models.years" } else { "solution.days" })
    }
}

fn spec(
    cx: &Cx<'_>,
    id: &str,
    (question, answer): (&str, &str),
    mcf: &ModelMcf,
    age: &Age,
) -> CumulativeSpec {
    let until = mcf.own.until;
    let mut curves = vec![curve(id, &mcf.own, until, age)];
    if mcf.rest.enough {
        curves.push(curve(cx.t("models.others"), &mcf.rest, until.min(mcf.rest.until), age));
    }
    CumulativeSpec {
        alt: figures::alt(cx, "by-age", question, answer),
        unit: cx.t("models.per_device").to_owned(),
        age_unit: age.unit(cx).to_owned(),
        curves,
    }
}

fn curve(label: &str, mcf: &Mcf, until: f64, age: &Age) -> CumulativeCurve {
    let step = |point: &McfPoint| CumulativeStep {
        at: age.value(point.age),
        mean: point.mean,
        lower: Some(point.lower),
        upper: Some(point.upper),
        few: point.at_risk < DOTTED_BELOW,
    };
    CumulativeCurve {
        label: label.to_owned(),
        steps: mcf.points.iter().map(step).collect(),
        until: age.value(until),
    }
}

fn answer(cx: &Cx<'_>, ix: ModelIx, mcf: &ModelMcf, age: &Age) -> String {
    let (d, n) = (mcf.own.systems.to_string(), mcf.own.events.to_string());
    if !mcf.own.enough {
        let of = MCF_NEEDS.to_string();
        return cx.fill("models.age_few", &[("d", &d), ("n", &n), ("of", &of)]);
    }
    let trend = cx.facts().trends.models.get(&ix).copied().unwrap_or_default();
    let bend = bend(cx, &trend);
    let Some(difference) = mcf.difference() else { return bend };
    let key = if difference.proved() { "models.age_differs" } else { "models.age_alike" };
    let (own, other) = (significant(difference.own, 2), significant(difference.other, 2));
    let age = age.text(cx, difference.age);
    let beside = cx.fill(key, &[("age", &age), ("own", &own), ("other", &other)]);
    format!("{bend}{}{beside}", cx.sentence_gap())
}

/// Straight, bending up or down: only on the terms of the trend tests.
fn bend(cx: &Cx<'_>, trend: &Trend) -> String {
    let p = |p: Option<f64>| p.map(probability_is).unwrap_or_default();
    let (u, x) = (p(trend.laplace_p), p(trend.mil_p));
    let (n, of) = (trend.n.to_string(), VERDICT_NEEDS.to_string());
    let key = match trend.verdict {
        TrendVerdict::TooFew => "models.bend_few",
        TrendVerdict::None => "models.bend_none",
        TrendVerdict::Rising => "models.bend_up",
        TrendVerdict::Falling => "models.bend_down",
    };
    cx.fill(key, &[("n", &n), ("of", &of), ("u", &u), ("x", &x)])
}

fn note(cx: &Cx<'_>, id: &str, mcf: &ModelMcf) -> String {
    let few = DOTTED_BELOW.to_string();
    let (d, n) = (mcf.own.systems.to_string(), mcf.own.events.to_string());
    let mut note =
        cx.fill("models.age_note", &[("d", &d), ("n", &n), ("few", &few), ("model", id)]);
    if mcf.rest.enough {
        let (d, n) = (mcf.rest.systems.to_string(), mcf.rest.events.to_string());
        cx.add_sentence(&mut note, &cx.fill("models.age_note_rest", &[("d", &d), ("n", &n)]));
    }
    note
}

fn table(cx: &Cx<'_>, caption: &str, mcf: &ModelMcf, age: &Age) -> Table {
    let mut table = Table::new(caption)
        .number(cx.t("models.age"))
        .number(cx.t("solution.at_risk"))
        .number(cx.t("models.per_device"));
    if mcf.rest.enough {
        table = table.number(cx.t("models.others"));
    }
    for point in sampled(&mcf.own) {
        let mut cells = vec![
            Cell::num(&age.text(cx, point.age)),
            Cell::num(&point.at_risk.to_string()),
            value(point),
        ];
        if mcf.rest.enough {
            let known = mcf.rest.at(point.age).filter(|_| point.age <= mcf.rest.until);
            cells.push(known.map_or_else(|| Cell::num(""), value));
        }
        table.row(cells);
    }
    table
}

fn value(point: &McfPoint) -> Cell {
    let two = |v: f64| decimal(v, 2);
    Cell::value(&two(point.mean), &format!("{}–{}", two(point.lower), two(point.upper)))
}

/// Steps at even distances of age up to the end of the curve, and its last.
fn sampled(mcf: &Mcf) -> Vec<&McfPoint> {
    let end = mcf.points.partition_point(|p| p.age <= mcf.until);
    let points = &mcf.points[..end];
    let Some(last) = points.last() else { return Vec::new() };
    let mut out: Vec<&McfPoint> = Vec::new();
    for row in 1..=TABLE_ROWS {
        let age = last.age * row as f64 / TABLE_ROWS as f64;
        let Some(point) = mcf.at(age) else { continue };
        if out.last().is_none_or(|before| before.age < point.age) {
            out.push(point);
        }
    }
    out
}
