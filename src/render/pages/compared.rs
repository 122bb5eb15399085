//! More or fewer faults than before: a month, quarter or year against the one before and
//! against the same one of the year before (`domain.md` §3.15), as ratios of rates with their interval.

use super::figures;
use crate::analyse::Reported;
use crate::analyse::change::{ChangeWord, CountChange, PeriodChange, RateChange};
use crate::chart::{IntervalRow, IntervalRowsSpec, RatioVerdict};
use crate::model::time::ReportPeriod;
use crate::render::engine::Cx;
use crate::render::format::{decimal, probability, probability_is, significant};
use crate::render::view::{Blocks, Cell, Drawing, FigureView, Html, Table};
use crate::site::Page;

/// The figure of a month, quarter or year; nothing where it is the first one.
pub(super) fn figure(cx: &Cx<'_>, of: Reported<'_>) -> Blocks {
    let all = [of.vs_previous, of.vs_year];
    let changes: Vec<&PeriodChange> = all.into_iter().flatten().collect();
    let Some(first) = changes.first() else { return Blocks::new() };
    let month = cx.format().report(of.report);
    let question = cx.fill("compared.question", &[("month", &month)]);
    let answer = answer(cx, of);
    let enough = changes.iter().any(|change| is_enough(cx, change));
    let days = first.days;
    FigureView {
        drawing: if enough {
            Drawing::of(&spec(cx, (&question, &answer), &changes), false)
        } else {
            Drawing::default()
        },
        note: note(cx, days),
        native: None,
        show_table: cx.t("figure.show_table").to_owned(),
        table: Some(table(cx, &question, &changes)),
        question,
        answer,
    }
    .into()
}

/// Enough faults in both months together for a ratio to be drawn.
fn is_enough(cx: &Cx<'_>, change: &PeriodChange) -> bool {
    change.failures.current + change.failures.previous >= cx.catalog().settings.min_n
}

/// Against the year before, or why there is none.
fn answer(cx: &Cx<'_>, of: Reported<'_>) -> String {
    // Of a year the one before is the year before.
    let yearly = matches!(of.report, ReportPeriod::Year(_));
    let Some(change) = (if yearly { of.vs_previous } else { of.vs_year }) else {
        let before = cx.format().report(of.report.year_before());
        return cx.fill("compared.no_year", &[("month", &before)]);
    };
    let before = cx.format().report(change.against);
    let (n, m) = (change.failures.current.to_string(), change.failures.previous.to_string());
    let counts = cx.fill("compared.counts", &[("n", &n), ("m", &m), ("month", &before)]);
    if !is_enough(cx, change) {
        let sum = (change.failures.current + change.failures.previous).to_string();
        let of = cx.catalog().settings.min_n.to_string();
        let few = cx.fill("compared.few", &[("n", &sum), ("of", &of)]);
        return format!("{counts}{}{few}", cx.sentence_gap());
    }
    let Some(rate) = &change.rate else {
        let none = cx.t("compared.no_exposure");
        return format!("{counts}{}{none}", cx.sentence_gap());
    };
    let key = match (rate.is_distinguishable(), rate.current > rate.previous) {
        (false, _) => "compared.chance",
        (true, true) => "compared.rose",
        (true, false) => "compared.fell",
    };
    let (ratio, limits) = ratio(change);
    let p = probability_is(rate.p);
    let verdict = cx.fill(key, &[("ratio", &ratio), ("limits", &limits), ("p", &p)]);
    format!("{counts}{}{verdict}", cx.sentence_gap())
}

/// The ratio of rates and its interval; an open end is said as such.
fn ratio(change: &PeriodChange) -> (String, String) {
    let two = |v: f64| if v.is_finite() { significant(v, 3) } else { "∞".to_owned() };
    let Some(ratio) = change.rate.map(|rate| rate.ratio) else { return Default::default() };
    let limits = match (ratio.lower, ratio.upper) {
        (Some(lower), Some(upper)) => format!("{}–{}", two(lower), two(upper)),
        (Some(lower), None) => format!("> {}", two(lower)),
        (None, Some(upper)) => format!("< {}", two(upper)),
        (None, None) => String::new(),
    };
    (ratio.value.map_or_else(|| "—".to_owned(), two), limits)
}

fn note(cx: &Cx<'_>, days: Option<i64>) -> String {
    let mut note = cx.t("compared.note").to_owned();
    if let Some(day) = days {
        cx.add_sentence(&mut note, &cx.fill("compared.partial", &[("d", &day.to_string())]));
    }
    note
}

fn spec(
    cx: &Cx<'_>,
    (question, answer): (&str, &str),
    changes: &[&PeriodChange],
) -> IntervalRowsSpec {
    let row = |change: &&PeriodChange| {
        let drawn = change.rate.filter(|_| is_enough(cx, change));
        let verdict = match drawn.filter(RateChange::is_distinguishable) {
            None => RatioVerdict::Chance,
            Some(rate) if rate.ratio.value.is_some_and(|ratio| ratio < 1.0) => RatioVerdict::Proved,
            Some(_) => RatioVerdict::Alarm,
        };
        let counts = format!("{} / {}", change.failures.current, change.failures.previous);
        IntervalRow {
            label: cx.format().report(change.against),
            estimate: drawn.and_then(|rate| rate.ratio.value),
            lower: drawn.and_then(|rate| rate.ratio.lower),
            upper: drawn.and_then(|rate| rate.ratio.upper),
            verdict,
            columns: vec![counts, drawn.map(|rate| probability(rate.p)).unwrap_or_default()],
            href: None,
        }
    };
    IntervalRowsSpec {
        alt: figures::alt(cx, "compared", question, answer),
        columns: vec![cx.t("compared.now_then").to_owned(), "p".to_owned()],
        rows: changes.iter().map(row).collect(),
    }
}

fn table(cx: &Cx<'_>, caption: &str, changes: &[&PeriodChange]) -> Table {
    let mut table = Table::new(caption)
        .column(cx.t("compared.against"))
        .number(cx.t("compared.now"))
        .number(cx.t("compared.then"))
        .number(cx.t("compared.change"))
        .number(cx.t("compared.rate_now"))
        .number(cx.t("compared.rate_then"))
        .number(cx.t("compared.ratio"))
        .number("p");
    for change in changes {
        let per_100 =
            |rate: Option<f64>| rate.map(|r| significant(r * 100.0, 3)).unwrap_or_default();
        let (value, limits) = ratio(change);
        let name = cx.format().report(change.against);
        let planned = cx.facts().report(change.against).is_some();
        table.row([
            Cell::html(if planned {
                cx.link(Page::Report(change.against), &name)
            } else {
                Html::text(&name)
            }),
            Cell::num(&cx.format().count(change.failures.current)),
            Cell::num(&cx.format().count(change.failures.previous)),
            Cell::num(&changed(cx, &change.failures)),
            Cell::num(&per_100(change.rate.map(|rate| rate.current))),
            Cell::num(&per_100(change.rate.map(|rate| rate.previous))),
            Cell::value(&value, &limits),
            Cell::num(&change.rate.map(|rate| probability(rate.p)).unwrap_or_default()),
        ]);
    }
    table
}

/// A count's change in percent; a word where it was or becomes nothing.
fn changed(cx: &Cx<'_>, change: &CountChange) -> String {
    match (change.word, change.percent) {
        (ChangeWord::New, _) => cx.t("compared.new").to_owned(),
        (ChangeWord::None, _) => cx.t("compared.none").to_owned(),
        (_, Some(percent)) => {
            let sign = if percent > 0.0 { "+" } else { "" };
            format!("{sign}{}%", decimal(percent, 1))
        }
        _ => String::new(),
    }
}
