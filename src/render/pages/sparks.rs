//! The models over the months as small multiples: what each did, on one sheet.

use super::figures;
use crate::analyse::trend::TrendVerdict;
use crate::catalog::ModelIx;
use crate::chart::{SparkRow, SparklinesSpec};
use crate::render::engine::Cx;
use crate::render::view::{Cell, Drawing, FigureView, Html, Table};
use crate::site::Page;

/// Models drawn, those with the most faults in the months shown.
const MODELS: usize = 12;
/// Months drawn.
const MONTHS: usize = 24;
/// Months that make a line.
const MONTHS_NEEDED: usize = 3;

/// A model with its faults in each of the months shown.
type Line<'a> = (ModelIx, &'a [u32]);

/// The figure; nothing where no model has a fault.
pub(super) fn figure(cx: &Cx<'_>) -> Html {
    let months = &cx.facts().months;
    let start = months.len().saturating_sub(MONTHS);
    let mut lines: Vec<Line<'_>> = (0..cx.catalog().records.models.len())
        .map(ModelIx::new)
        .map(|ix| (ix, cx.facts().model(ix).monthly.failures.get(start..).unwrap_or_default()))
        .filter(|line| sum(line) > 0)
        .collect();
    if lines.is_empty() {
        return Html::default();
    }
    lines.sort_by_key(|line| (std::cmp::Reverse(sum(line)), line.0));
    let question = cx.t("models.spark_question").to_owned();
    let shown = months.len() - start;
    if shown < MONTHS_NEEDED {
        let (n, of) = (shown.to_string(), MONTHS_NEEDED.to_string());
        let answer = cx.fill("models.spark_few", &[("n", &n), ("of", &of)]);
        return FigureView { question, answer, ..FigureView::default() }.finish();
    }
    let answer = answer(cx, &lines, shown);
    let all = lines.len();
    lines.truncate(MODELS);
    let (k, m) = (lines.len().to_string(), all.to_string());
    FigureView {
        drawing: Drawing::of(&spec(cx, (&question, &answer), &lines, start), false),
        note: cx.fill("models.spark_note", &[("k", &k), ("m", &m)]),
        native: None,
        show_table: cx.t("figure.show_table").to_owned(),
        table: Some(table(cx, &question, &lines, start)),
        question,
        answer,
    }
    .finish()
}

fn sum(line: &Line<'_>) -> u32 {
    line.1.iter().sum()
}

fn name<'a>(cx: &'a Cx<'_>, ix: ModelIx) -> &'a str {
    cx.catalog().records.models[ix.index()].id.as_str()
}

/// Who has most, and whose faults come faster by the terms of the trend tests.
fn answer(cx: &Cx<'_>, lines: &[Line<'_>], months: usize) -> String {
    let first = &lines[0];
    let (n, k) = (sum(first).to_string(), months.to_string());
    let total = lines.iter().map(sum).sum::<u32>().to_string();
    let mut answer = cx.fill(
        "models.spark_answer",
        &[("model", name(cx, first.0)), ("n", &n), ("total", &total), ("k", &k)],
    );
    let trends = &cx.facts().trends.models;
    let rising = lines.iter().filter(|line| {
        trends.get(&line.0).is_some_and(|trend| trend.verdict == TrendVerdict::Rising)
    });
    let rising: Vec<&str> = rising.map(|line| name(cx, line.0)).collect();
    if rising.is_empty() {
        cx.add_sentence(&mut answer, cx.t("models.spark_steady"));
    } else {
        let list = rising.join(cx.t("solution.list_separator"));
        cx.add_sentence(&mut answer, &cx.fill("models.spark_rising", &[("list", &list)]));
    }
    answer
}

fn spec(
    cx: &Cx<'_>,
    (question, answer): (&str, &str),
    lines: &[Line<'_>],
    start: usize,
) -> SparklinesSpec {
    let months = &cx.facts().months;
    let row = |&(ix, counts): &Line<'_>| SparkRow {
        label: name(cx, ix).to_owned(),
        values: counts.iter().map(|n| f64::from(*n)).collect(),
        told: None,
        href: Some(cx.href(Page::Model(ix))),
    };
    let month = |at: usize| cx.format().month(months[at].month);
    SparklinesSpec {
        alt: figures::alt(cx, "models", question, answer),
        peak_head: cx.t("models.peak").to_owned(),
        sum_head: cx.t("recurring.heat_sum").to_owned(),
        from: month(start),
        to: month(months.len() - 1),
        partial: months[months.len() - 1].partial,
        rows: lines.iter().map(row).collect(),
    }
}

fn table(cx: &Cx<'_>, caption: &str, lines: &[Line<'_>], start: usize) -> Table {
    let heads = lines.iter().map(|line| name(cx, line.0));
    let mut table = heads.fold(Table::new(caption).column(cx.t("col.month")), Table::number);
    for (at, month) in cx.facts().months[start..].iter().enumerate() {
        let counts = lines.iter().map(|line| line.1.get(at).copied().unwrap_or_default());
        let counts = counts.map(|n| Cell::num(&n.to_string()));
        let link = cx.link(Page::FaultMonth(month.month, 1), &month.month.to_string());
        table.row(std::iter::once(Cell::html(link)).chain(counts));
    }
    table
}
