//! The headline figures over the months, a line each: what a manager looks at first
//! among the reports.

use super::figures;
use crate::analyse::{MonthFacts, Rate};
use crate::chart::{SparkRow, SparklinesSpec};
use crate::render::engine::Cx;
use crate::render::sentences::target_text;
use crate::render::view::{Cell, Drawing, FigureView, Html, Table};
use crate::site::Page;

/// Months drawn.
const MONTHS: usize = 24;
/// Months that make a line.
const MONTHS_NEEDED: usize = 3;

/// One measure: its name, its value in each month where it can be told, as text too,
/// and its target.
struct Line {
    label: String,
    values: Vec<Option<f64>>,
    texts: Vec<String>,
    target: String,
}

/// The figure; nothing before there are three months.
pub(super) fn figure(cx: &Cx<'_>) -> Html {
    let months = &cx.facts().months;
    let months = &months[months.len().saturating_sub(MONTHS)..];
    if months.len() < MONTHS_NEEDED {
        return Html::default();
    }
    let lines = lines(cx, months);
    let question = cx.t("headlines.question").to_owned();
    let answer = cx.fill("headlines.answer", &[("k", &months.len().to_string())]);
    FigureView {
        drawing: Drawing::of(&spec(cx, (&question, &answer), &lines, months), false),
        note: cx.t("headlines.note").to_owned(),
        native: None,
        show_table: cx.t("figure.show_table").to_owned(),
        table: Some(table(cx, &question, &lines, months)),
        question,
        answer,
    }
    .finish()
}

fn lines(cx: &Cx<'_>, months: &[MonthFacts]) -> Vec<Line> {
    let format = cx.format();
    let counted = |key: &'static str, of: fn(&MonthFacts) -> u64| Line {
        label: cx.t(key).to_owned(),
        values: months.iter().map(|month| Some(of(month) as f64)).collect(),
        texts: months.iter().map(|month| format.count(of(month))).collect(),
        target: String::new(),
    };
    let median = |month: &MonthFacts| {
        let restore = &month.scope.times.restore;
        restore.median.filter(|_| restore.n >= format.min_n)
    };
    let rated = |label: String, name: &str, of: &dyn Fn(&MonthFacts) -> Rate| {
        let told = |rate: &Rate| rate.d >= format.min_n && rate.d > 0;
        let rates: Vec<Rate> = months.iter().map(of).collect();
        let target = cx.catalog().settings.targets.get(name);
        Line {
            label,
            values: rates.iter().map(|rate| rate.value.filter(|_| told(rate))).collect(),
            texts: rates.iter().map(|rate| format.rate_parts(rate).0).collect(),
            target: target.map(|target| target_text(cx, *target)).unwrap_or_default(),
        }
    };
    let facts = cx.facts();
    let days = facts.fleet.repeat_30d.window_days.to_string();
    let mut all = vec![
        counted("figure.failures", |month| month.scope.failures),
        counted("report.open_end", |month| month.scope.backlog.open_end),
        Line {
            label: cx.t("figure.restore_median").to_owned(),
            values: months.iter().map(median).collect(),
            texts: months.iter().map(|month| format.hours(median(month))).collect(),
            target: String::new(),
        },
        rated(cx.t("figure.timeliness").to_owned(), "timeliness", &|month| {
            facts.sla.of(month.month.into()).map(|of| of.timeliness).unwrap_or_default()
        }),
        rated(cx.fill("figure.repeat_n", &[("n", &days)]), "repeat_30d", &|month| {
            month.scope.repeat_30d.rate
        }),
        rated(cx.t("figure.first_time_fix").to_owned(), "first_time_fix", &|month| {
            month.scope.first_time_fix.rate
        }),
        rated(cx.t("figure.satisfied").to_owned(), "satisfaction", &|month| {
            facts.satisfaction.of(month.month.into()).map(|of| of.satisfied).unwrap_or_default()
        }),
    ];
    all.retain(|line| line.values.iter().any(Option::is_some));
    all
}

fn spec(
    cx: &Cx<'_>,
    (question, answer): (&str, &str),
    lines: &[Line],
    months: &[MonthFacts],
) -> SparklinesSpec {
    let last = &months[months.len() - 1];
    let row = |line: &Line| SparkRow {
        label: line.label.clone(),
        values: line.values.iter().map(|value| value.unwrap_or(f64::NAN)).collect(),
        told: Some([line.texts.last().cloned().unwrap_or_default(), line.target.clone()]),
        href: None,
    };
    SparklinesSpec {
        alt: figures::alt(cx, "headlines", question, answer),
        peak_head: cx.t("headlines.last").to_owned(),
        sum_head: cx.t("report.target").to_owned(),
        from: cx.format().month(months[0].month),
        to: cx.format().month(last.month),
        partial: last.partial,
        rows: lines.iter().map(row).collect(),
    }
}

fn table(cx: &Cx<'_>, caption: &str, lines: &[Line], months: &[MonthFacts]) -> Table {
    let heads = lines.iter().map(|line| line.label.as_str());
    let mut table = heads.fold(Table::new(caption).column(cx.t("col.month")), Table::number);
    for (at, month) in months.iter().enumerate() {
        let link = cx.link(Page::Report(month.month.into()), &month.month.to_string());
        let texts = lines.iter().map(|line| Cell::num(&line.texts[at]));
        table.row(std::iter::once(Cell::html(link)).chain(texts));
    }
    table
}
