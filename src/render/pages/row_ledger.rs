//! The row ledger on the data-quality page: file by file what was changed in repaired
//! rows, which rows were left aside and why, and which were rejected. Each outcome
//! opens by itself, so that a file and an outcome are chosen without a script.

use crate::diag::Code;
use crate::model::ledger::{Ledger, SkipReason, SkippedRows};
use crate::model::{RejectedRow, SourceReport};
use crate::render::engine::Cx;
use crate::render::escape;
use crate::render::view::{Cell, Html, Table};
use std::collections::BTreeMap;

/// Entries shown of one outcome of one file; the data file has more.
const SHOWN: usize = 200;

/// The anchor of a source in the ledger.
pub(super) fn anchor(source: usize, outcome: &str) -> String {
    format!("source-{}-{outcome}", source + 1)
}

/// The ledger of every source of which not each row was accepted as it was.
pub(super) fn render(cx: &Cx<'_>) -> Html {
    let mut of_source: BTreeMap<(&str, Option<&str>), Vec<&RejectedRow>> = BTreeMap::new();
    for row in &cx.catalog().rejected {
        of_source.entry((&row.place.file, row.place.sheet.as_deref())).or_default().push(row);
    }
    let mut out = String::new();
    for (at, source) in cx.catalog().sources.iter().enumerate() {
        let key = (&*source.path, source.sheet.as_deref());
        let rejected = of_source.remove(&key).unwrap_or_default();
        if source.ledger != Ledger::default() || !rejected.is_empty() {
            out.push_str(&of(cx, (at, source), &rejected));
        }
    }
    if out.is_empty() {
        out = format!("<p class=\"note\">{}</p>", escape::text(cx.t("quality.all_accepted")));
    }
    Html(out)
}

fn of(cx: &Cx<'_>, (at, source): (usize, &SourceReport), rejected: &[&RejectedRow]) -> String {
    let ledger = &source.ledger;
    let count = |n: u64| cx.format().count(n);
    let mut out = format!(
        "<details class=\"box\"><summary><b>{}</b> <small>{} {} · {} {} · {} {}</small></summary>",
        escape::text(&source.place().to_string()),
        count(source.rows_repaired),
        escape::text(cx.t("quality.repaired")),
        count(source.rows_skipped),
        escape::text(cx.t("quality.skipped")),
        count(source.rows_rejected),
        escape::text(cx.t("quality.rejected_n")),
    );
    if ledger.changed > 0 {
        let more = ledger.changed - ledger.changes.len().min(SHOWN) as u64;
        part(cx, &mut out, &anchor(at, "repaired"), ("quality.changes", changes(cx, ledger)), more);
    }
    if ledger.rows_skipped() > 0 {
        let more = (ledger.skipped.len() - ledger.skipped.len().min(SHOWN)) as u64;
        part(
            cx,
            &mut out,
            &anchor(at, "skipped"),
            ("quality.skipped_rows", skipped(cx, ledger)),
            more,
        );
    }
    if !rejected.is_empty() {
        let more = (rejected.len() - rejected.len().min(SHOWN)) as u64;
        part(
            cx,
            &mut out,
            &anchor(at, "rejected"),
            ("quality.rejected", self::rejected(cx, rejected)),
            more,
        );
    }
    out.push_str("</details>");
    out
}

fn part(cx: &Cx<'_>, out: &mut String, id: &str, (heading, table): (&str, Html), more: u64) {
    out.push_str(&format!("<h3 id=\"{id}\">{}</h3>{}", escape::text(cx.t(heading)), table.0));
    if more > 0 {
        let more = cx.fill("quality.more", &[("n", &cx.format().count(more))]);
        out.push_str(&format!("<p class=\"fig__n\">{}</p>", escape::text(&more)));
    }
}

/// A link to the findings of a code on this page.
pub(super) fn code(code: Code) -> Cell {
    Cell::html(Html(format!("<a href=\"#{code}\">{code}</a>"))).class("nb")
}

fn changes(cx: &Cx<'_>, ledger: &Ledger) -> Html {
    let mut table = Table::new(cx.t("quality.changes"))
        .number(cx.t("quality.line"))
        .column(cx.t("quality.column"))
        .column(cx.t("quality.from"))
        .column(cx.t("quality.to"))
        .column(cx.t("quality.code"));
    for change in ledger.changes.iter().take(SHOWN) {
        let value = |text: &str| match text {
            "" => Cell::text(cx.t("quality.empty")),
            text => Cell::text(&super::quality::shortened(text)),
        };
        table.row([
            Cell::num(&change.line.to_string()),
            Cell::text(&change.field),
            value(&change.from),
            value(&change.to),
            code(change.code),
        ]);
    }
    table.finish()
}

fn skipped(cx: &Cx<'_>, ledger: &Ledger) -> Html {
    let mut table = Table::new(cx.t("quality.skipped_rows"))
        .column(cx.t("quality.line"))
        .number(cx.t("quality.rows_n"))
        .column(cx.t("quality.why"));
    for rows in ledger.skipped.iter().take(SHOWN) {
        table.row([
            Cell::fixed(&lines(rows)),
            Cell::num(&cx.format().count(rows.rows)),
            Cell::text(cx.t(why(rows.reason))),
        ]);
    }
    table.finish()
}

fn lines(rows: &SkippedRows) -> String {
    if rows.from == rows.to {
        rows.from.to_string()
    } else {
        format!("{}–{}", rows.from, rows.to)
    }
}

fn why(reason: SkipReason) -> &'static str {
    match reason {
        SkipReason::Blank => "quality.skip_blank",
        SkipReason::NotKept => "quality.skip_not_kept",
        SkipReason::Repeated => "quality.skip_repeated",
        SkipReason::Completed => "quality.skip_completed",
    }
}

fn rejected(cx: &Cx<'_>, rows: &[&RejectedRow]) -> Html {
    let mut table = Table::new(cx.t("quality.rejected"))
        .number(cx.t("quality.line"))
        .column(cx.t("quality.why"))
        .column(cx.t("quality.row"))
        .column(cx.t("quality.code"));
    for row in rows.iter().take(SHOWN) {
        table.row([
            Cell::num(&row.place.line.map(|line| line.to_string()).unwrap_or_default()),
            Cell::text(&cx.finding(&row.reason)),
            Cell::text(&super::quality::shortened(&row.raw)),
            code(row.code),
        ]);
    }
    table.finish()
}
