//! The figures of the pages: from facts to a question, an answer, a drawing and
//! the same numbers as a table.

use crate::analyse::{MonthFacts, Series};
use crate::catalog::CodeIx;
use crate::chart::{Alt, ControlChartSpec, ControlMonth, MonthBar, MonthState, MonthlyBarsSpec};
use crate::model::time::Month;
use crate::render::engine::Cx;
use crate::render::format::{decimal, probability};
use crate::render::view::{Blocks, Cell, Drawing, FigureView, Native, Table};
use crate::site::Page;

/// Months shown in a row of bars: this one and the twelve before.
const MONTHS_SHOWN: usize = 13;

/// The words around a drawing.
pub(super) fn alt(cx: &Cx<'_>, id: &str, title: &str, desc: &str) -> Alt {
    Alt {
        id: id.to_owned(),
        title: title.to_owned(),
        desc: desc.to_owned(),
        no_data: cx.t("figure.no_data").to_owned(),
    }
}

/// A short month name under a bar; January says its year as well, also where it is
/// the first of the row.
pub(super) fn month_label(cx: &Cx<'_>, month: Month) -> String {
    if month.month == 1 {
        let year = format!("{:02}", month.year.rem_euclid(100));
        return cx.fill("mon.year", &[("yy", &year)]);
    }
    short_month(cx, month)
}

/// A short month name.
pub(super) fn short_month(cx: &Cx<'_>, month: Month) -> String {
    cx.t(SHORT_MONTHS[(month.month.clamp(1, 12) - 1) as usize]).to_owned()
}

const SHORT_MONTHS: [&str; 12] = [
    "mon.1", "mon.2", "mon.3", "mon.4", "mon.5", "mon.6", "mon.7", "mon.8", "mon.9", "mon.10",
    "mon.11", "mon.12",
];

/// Faults by month up to `current`, as bars.
pub(super) fn monthly(
    cx: &Cx<'_>,
    id: &str,
    question: &str,
    series: &Series,
    current: Month,
) -> Blocks {
    let months = &cx.facts().months;
    let end = months.iter().position(|m| m.month == current).map_or(months.len(), |at| at + 1);
    let start = end.saturating_sub(MONTHS_SHOWN);
    let bars: Vec<(&MonthFacts, u32)> = months[start..end]
        .iter()
        .zip(start..)
        .map(|(m, at)| (m, series.failures.get(at).copied().unwrap_or(0)))
        .collect();
    let answer = monthly_answer(cx, &bars);
    let spec = MonthlyBarsSpec {
        alt: alt(cx, id, question, &answer),
        unit: cx.t("figure.unit_failures").to_owned(),
        months: bars.iter().map(|&(m, n)| month_bar(cx, m, n, current)).collect(),
        lines: Vec::new(),
    };
    let mut table = Table::new(question)
        .column(cx.t("col.month"))
        .number(cx.t("figure.failures"))
        .number(cx.t("col.records"));
    for (at, &(month, n)) in bars.iter().enumerate() {
        let events = series.events.get(start + at).copied().unwrap_or(0);
        table.row([
            Cell::html(cx.link(Page::FaultMonth(month.month, 1), &month.month.to_string())),
            Cell::num(&n.to_string()),
            Cell::num(&events.to_string()),
        ]);
    }
    FigureView {
        question: question.to_owned(),
        answer,
        drawing: Drawing::of(&spec, false),
        note: if bars.last().is_some_and(|(month, _)| month.partial) {
            cx.t("figure.monthly_note").to_owned()
        } else {
            String::new()
        },
        native: Some(Native::Columns(1)),
        show_table: cx.t("figure.show_table").to_owned(),
        table: Some(table),
    }
    .into()
}

fn month_bar(cx: &Cx<'_>, month: &MonthFacts, n: u32, current: Month) -> MonthBar {
    let state = if month.partial {
        MonthState::Partial
    } else if month.month == current {
        MonthState::Current
    } else {
        MonthState::Past
    };
    MonthBar { label: month_label(cx, month.month), value: Some(f64::from(n)), state }
}

fn monthly_answer(cx: &Cx<'_>, bars: &[(&MonthFacts, u32)]) -> String {
    let Some(&(last, n)) = bars.last() else { return cx.t("figure.no_data").to_owned() };
    let month = cx.format().month(last.month);
    let total: u32 = bars.iter().map(|&(_, n)| n).sum();
    let (n, total, count) = (n.to_string(), total.to_string(), bars.len().to_string());
    cx.fill(
        "figure.monthly_answer",
        &[("month", &month), ("n", &n), ("total", &total), ("k", &count)],
    )
}

/// A code's id and title; the words for "uncoded" where there is none.
pub(super) fn code_names(cx: &Cx<'_>, code: Option<CodeIx>) -> (String, String) {
    match code {
        Some(ix) => {
            let code = &cx.catalog().records.codes[ix.index()];
            let title = if code.title == code.id.as_str() { "" } else { cx.name(&code.title) };
            (code.id.to_string(), title.to_owned())
        }
        None => (cx.t("figure.uncoded").to_owned(), String::new()),
    }
}

/// Was this month unusual: the control chart of the months up to `current`.
pub(super) fn control_chart(cx: &Cx<'_>, id: &str, current: Month) -> Blocks {
    let points = &cx.facts().control_chart.points;
    let end = points.iter().position(|p| p.month == current).map_or(points.len(), |at| at + 1);
    let shown = &points[end.saturating_sub(MONTHS_SHOWN)..end];
    let month_name = cx.format().month(current);
    let question = cx.fill("figure.unusual_question", &[("month", &month_name)]);
    let answer = control_answer(cx, shown.last());
    let per_100 = |u: Option<f64>| u.map(|u| u * 100.0);
    let months = shown.iter().map(|p| ControlMonth {
        label: month_label(cx, p.month),
        rate: per_100(p.limits.u),
        upper: per_100(p.limits.ucl).filter(|_| p.baseline.enough),
        lower: per_100(p.limits.lcl).filter(|_| p.baseline.enough),
        signal: matches!(
            p.signal,
            crate::analyse::control_chart::Signal::High
                | crate::analyse::control_chart::Signal::Low
        ),
        partial: p.partial,
        note: None,
    });
    let spec = ControlChartSpec {
        alt: alt(cx, id, &question, &answer),
        unit: cx.t("figure.per_100_months").to_owned(),
        months: months.collect(),
        mean: shown.last().filter(|p| p.baseline.enough).and_then(|p| per_100(p.baseline.ubar)),
        mean_label: cx.t("figure.mean12").to_owned(),
        limit_label: cx.t("figure.control_limit").to_owned(),
    };
    let mut table = Table::new(&question)
        .column(cx.t("col.month"))
        .number(cx.t("figure.failures"))
        .number(cx.t("col.device_months"))
        .number(cx.t("col.rate100"))
        .number(cx.t("col.upper_limit"));
    for p in shown {
        let two = |v: Option<f64>| v.map(|v| decimal(v, 2)).unwrap_or_default();
        table.row([
            Cell::text(&p.month.to_string()),
            Cell::num(&p.count.count.to_string()),
            Cell::num(&decimal(p.count.exposure, 1)),
            Cell::num(&two(per_100(p.limits.u))),
            Cell::num(&two(per_100(p.limits.ucl).filter(|_| p.baseline.enough))),
        ]);
    }
    FigureView {
        question,
        answer,
        drawing: Drawing::of(&spec, false),
        note: control_note(cx, shown.last()),
        native: Some(Native::Lines(&[3, 4])),
        show_table: cx.t("figure.show_table").to_owned(),
        table: Some(table),
    }
    .into()
}

fn control_answer(
    cx: &Cx<'_>,
    point: Option<&crate::analyse::control_chart::ChartPoint>,
) -> String {
    use crate::analyse::control_chart::Signal;
    let Some(point) = point else { return cx.t("figure.no_data").to_owned() };
    let expected = point.limits.expected.map(|e| decimal(e, 1)).unwrap_or_default();
    let seen = point.count.count.to_string();
    let key = match point.signal {
        Signal::NoVerdict if point.partial => "figure.unusual_partial",
        Signal::NoVerdict => "figure.unusual_few",
        Signal::Normal => "figure.unusual_no",
        Signal::WarningHigh | Signal::WarningLow => "figure.unusual_maybe",
        Signal::High => "figure.unusual_high",
        Signal::Low => "figure.unusual_low",
    };
    let mut answer = cx.fill(key, &[("e", &expected), ("c", &seen)]);
    match point.shifted() {
        Some(true) => cx.add_sentence(&mut answer, cx.t("figure.unusual_run_high")),
        Some(false) => cx.add_sentence(&mut answer, cx.t("figure.unusual_run_low")),
        None => {}
    }
    answer
}

/// By what the last month is judged.
fn control_note(cx: &Cx<'_>, point: Option<&crate::analyse::control_chart::ChartPoint>) -> String {
    let wide = point.map(|point| &point.baseline).filter(|baseline| baseline.over_dispersed);
    match wide.and_then(|baseline| baseline.sigma_z.zip(baseline.dispersion_p)) {
        Some((factor, p)) => {
            let (s, p) = (decimal(factor.max(1.0), 1), probability(p));
            cx.fill("figure.control_note_wide", &[("s", &s), ("p", &p)])
        }
        None => cx.t("figure.control_note").to_owned(),
    }
}
