//! How long the open tickets have waited: bars by age (`domain.md` §3.11).

use super::figures;
use crate::analyse::backlog::{AGE_LIMITS_D, AGES_NEED, Backlog};
use crate::chart::{BarsSpec, ClassBar};
use crate::render::engine::Cx;
use crate::render::format::decimal;
use crate::render::view::{Blocks, Cell, Drawing, FigureView, Native, Table};

/// The figure of a backlog, at the end of a month or now; nothing open is a
/// sentence, a few are a table.
pub(super) fn figure(cx: &Cx<'_>, backlog: &Backlog) -> Blocks {
    let question = cx.t("figure.age_question").to_owned();
    let answer = answer(cx, backlog);
    if backlog.open_end == 0 {
        return FigureView { question, answer, ..FigureView::default() }.into();
    }
    let rows = backlog.buckets.iter().enumerate().map(|(at, n)| ClassBar {
        label: class(cx, at),
        n: *n as f64,
        hot: at == AGE_LIMITS_D.len() && *n > 0,
    });
    let spec = BarsSpec {
        alt: figures::alt(cx, "ageing", &question, &answer),
        unit: cx.t("figure.age_unit").to_owned(),
        rows: rows.collect(),
    };
    FigureView {
        drawing: if backlog.open_end < AGES_NEED {
            Drawing::default()
        } else {
            Drawing::of(&spec, false)
        },
        note: cx.t("figure.age_note").to_owned(),
        native: Some(Native::Columns(1)),
        show_table: cx.t("figure.show_table").to_owned(),
        table: Some(table(cx, &question, backlog)),
        question,
        answer,
    }
    .into()
}

/// The words for a class of age: up to its limit, the last beyond all limits.
fn class(cx: &Cx<'_>, at: usize) -> String {
    let upto = |at: usize| AGE_LIMITS_D[at].to_string();
    match at {
        0 => cx.fill("figure.age_first", &[("to", &upto(0))]),
        at if at < AGE_LIMITS_D.len() => {
            cx.fill("figure.age_between", &[("from", &upto(at - 1)), ("to", &upto(at))])
        }
        _ => cx.fill("figure.age_last", &[("from", &upto(AGE_LIMITS_D.len() - 1))]),
    }
}

fn answer(cx: &Cx<'_>, backlog: &Backlog) -> String {
    if backlog.open_end == 0 {
        return cx.t("figure.age_none").to_owned();
    }
    let days = |d: Option<f64>| d.map(|d| decimal(d, 1)).unwrap_or_default();
    let (n, old) = (backlog.open_end, backlog.buckets[AGE_LIMITS_D.len()]);
    let limit = AGE_LIMITS_D[AGE_LIMITS_D.len() - 1].to_string();
    let (n, old) = (cx.format().count(n), cx.format().count(old));
    let (median, oldest) = (days(backlog.median_age_d), days(backlog.oldest_d));
    let none_old = backlog.buckets[AGE_LIMITS_D.len()] == 0;
    cx.fill(
        if none_old { "figure.age_answer_new" } else { "figure.age_answer" },
        &[("n", &n), ("old", &old), ("limit", &limit), ("median", &median), ("oldest", &oldest)],
    )
}

fn table(cx: &Cx<'_>, caption: &str, backlog: &Backlog) -> Table {
    let mut table = Table::new(caption).column(cx.t("figure.age")).number(cx.t("figure.age_unit"));
    for (at, n) in backlog.buckets.iter().enumerate() {
        table.row([Cell::text(&class(cx, at)), Cell::num(&cx.format().count(*n))]);
    }
    table
}
