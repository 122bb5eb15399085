//! Data quality: every row read is accepted, repaired, skipped or rejected, with
//! its reason; every finding with its place and how to mend it. Internal only.

use super::list::{ListPage, Section};
use super::{personal, row_ledger};
use crate::diag::{Diagnostic, Severity};
use crate::render::engine::Cx;
use crate::render::escape;
use crate::render::view::{Cell, Html, Mark, Table, state};
use crate::site::DataFile;
use std::collections::BTreeMap;

/// Findings shown of one code; the data file has all.
const SHOWN: usize = 50;

/// The page.
pub(super) fn render(cx: &Cx<'_>) -> Result<Vec<u8>, Diagnostic> {
    let page = ListPage {
        title: cx.t("nav.quality").to_owned(),
        lead: lead(cx),
        files: vec![
            cx.file(DataFile::Quality, "JSON"),
            cx.file(DataFile::RejectedRows, cx.t("quality.rejected_file")),
        ],
        sections: vec![
            Section::new("sources", cx.t("quality.sources"), sources(cx)),
            Section::new("rows", cx.t("quality.ledger"), row_ledger::render(cx)),
            Section::new("findings", cx.t("quality.findings"), findings(cx)),
            Section::new("personal", cx.t("quality.personal"), personal::render(cx)),
            Section::new("columns", cx.t("quality.columns"), columns(cx)),
        ],
        ..ListPage::default()
    };
    page.render(cx, "quality")
}

fn lead(cx: &Cx<'_>) -> String {
    let format = cx.format();
    let sum = |f: fn(&crate::model::SourceReport) -> u64| {
        format.count(cx.catalog().sources.iter().map(f).sum())
    };
    cx.fill(
        "quality.lead",
        &[
            ("read", &sum(|s| s.rows_read)),
            ("accepted", &sum(|s| s.rows_accepted)),
            ("repaired", &sum(|s| s.rows_repaired)),
            ("skipped", &sum(|s| s.rows_skipped)),
            ("rejected", &sum(|s| s.rows_rejected)),
        ],
    )
}

fn sources(cx: &Cx<'_>) -> Html {
    let mut table = Table::new(cx.t("quality.sources"))
        .column(cx.t("quality.file"))
        .column(cx.t("quality.encoding"))
        .number(cx.t("quality.read"))
        .number(cx.t("quality.accepted"))
        .number(cx.t("quality.repaired"))
        .number(cx.t("quality.skipped"))
        .number(cx.t("quality.rejected_n"));
    let format = cx.format();
    for (at, source) in cx.catalog().sources.iter().enumerate() {
        let linked = |count: u64, outcome: &str| match count {
            0 => Cell::num(&format.count(0)),
            count => Cell::html(Html(format!(
                "<a href=\"#{}\">{}</a>",
                row_ledger::anchor(at, outcome),
                escape::text(&format.count(count))
            )))
            .class("num"),
        };
        table.row([
            Cell::text(&source.place().to_string()),
            Cell::text(&source.encoding),
            Cell::num(&format.count(source.rows_read)),
            Cell::num(&format.count(source.rows_accepted)),
            linked(source.rows_repaired, "repaired"),
            linked(source.rows_skipped, "skipped"),
            linked(source.rows_rejected, "rejected"),
        ]);
    }
    table.or_note(cx.t("quality.no_sources"))
}

/// A value short enough for a table.
pub(super) fn shortened(raw: &str) -> String {
    let mut text: String = raw.chars().take(160).collect();
    if text.len() < raw.len() {
        text.push('…');
    }
    text
}

fn findings(cx: &Cx<'_>) -> Html {
    let mut by_code: BTreeMap<_, Vec<&Diagnostic>> = BTreeMap::new();
    for finding in &cx.catalog().diagnostics {
        by_code.entry((finding.severity, finding.code)).or_default().push(finding);
    }
    if by_code.is_empty() {
        return Html(format!(
            "<p class=\"note\">{}</p>",
            escape::text(cx.t("quality.no_findings"))
        ));
    }
    let mut out = String::new();
    for ((severity, code), list) in by_code {
        let title = cx.finding(code.title());
        let word = cx.texts().word("severity", severity_word(severity));
        out.push_str(&format!(
            "<details class=\"box\" id=\"{code}\"><summary>{} <b>{code}</b> {} <small>({})</small></summary>",
            state(mark(severity), word).0,
            escape::text(&title),
            list.len()
        ));
        out.push_str(&finding_table(cx, &list).0);
        out.push_str("</details>");
    }
    Html(out)
}

fn finding_table(cx: &Cx<'_>, list: &[&Diagnostic]) -> Html {
    let mut table = Table::new(cx.t("quality.findings"))
        .column(cx.t("quality.place"))
        .column(cx.t("quality.column"))
        .column(cx.t("quality.what"))
        .column(cx.t("quality.value"))
        .column(cx.t("quality.mend"));
    for finding in list.iter().take(SHOWN) {
        let place = finding.place.as_ref();
        table.row([
            Cell::text(&place.map(ToString::to_string).unwrap_or_default()),
            Cell::text(place.and_then(|p| p.header.as_deref()).unwrap_or_default()),
            Cell::text(&cx.finding(&finding.message)),
            Cell::text(&shortened(finding.raw.as_deref().unwrap_or_default())),
            Cell::text(&mend(cx, finding)),
        ]);
    }
    let mut html = table.finish();
    if list.len() > SHOWN {
        let more = cx.fill("quality.more", &[("n", &(list.len() - SHOWN).to_string())]);
        html.0.push_str(&format!("<p class=\"fig__n\">{}</p>", escape::text(&more)));
    }
    html
}

/// How to mend it; else what was expected.
fn mend(cx: &Cx<'_>, finding: &Diagnostic) -> String {
    let text = finding.hint.as_deref().or(finding.expected.as_deref()).unwrap_or_default();
    cx.finding(text).into_owned()
}

fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Stop => "stop",
        Severity::Error => "error",
        Severity::Row => "row",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn mark(severity: Severity) -> Mark {
    match severity {
        Severity::Stop | Severity::Error => Mark::Late,
        Severity::Row => Mark::NotMet,
        Severity::Warning => Mark::Near,
        Severity::Note => Mark::Pending,
    }
}

/// Columns that are not known, with the values they hold.
fn columns(cx: &Cx<'_>) -> Html {
    let mut table = Table::new(cx.t("quality.columns"))
        .column(cx.t("quality.file"))
        .column(cx.t("quality.column"))
        .column(cx.t("quality.taken_for"))
        .column(cx.t("quality.examples"));
    for source in &cx.catalog().sources {
        for column in &source.columns {
            table.row([
                Cell::text(&source.place().to_string()),
                Cell::text(&column.header),
                Cell::text(column.field.as_deref().unwrap_or(cx.t("quality.unknown_column"))),
                Cell::text(&shortened(&column.examples.join(" · "))),
            ]);
        }
    }
    table.or_note(cx.t("quality.no_sources"))
}
