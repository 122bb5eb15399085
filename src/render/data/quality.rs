//! `data/quality.json` and `data/rejected-rows.csv`: every row accounted for, every
//! finding with its place, and what each figure leaves out. For the service
//! department alone; elsewhere both files are empty tables.

use super::events::{Scribe, Source};
use super::json::{At, Rows, bytes};
use super::sheet::Sheet;
use super::site::source_row;
use crate::analyse::{Excluded, Reason};
use crate::diag::{Code, Diagnostic, Place, Severity};
use crate::model::ledger::SkipReason;
use crate::model::{Personal, SourceReport};
use crate::render::engine::Cx;
use serde::Serialize;

/// Records listed by name for one figure and reason; the count is always whole.
const LISTED: usize = 1000;

#[derive(Serialize)]
struct Quality<'a, S: Serialize, F: Serialize, R: Serialize> {
    as_of: At<'a>,
    totals: Totals,
    sources: S,
    diagnostics: Vec<CodeRow>,
    findings: F,
    repaired: Vec<RepairedRow<'a>>,
    skipped: Vec<SkippedRow<'a>>,
    rejected: R,
    excluded: Vec<ExcludedRow<'a>>,
    personal: Vec<PersonalRow>,
}

/// How often data of persons was found in a field, and where it is masked.
#[derive(Serialize)]
struct PersonalRow {
    place: &'static str,
    kind: Personal,
    found: u64,
    masked_internal: bool,
    masked_customers: bool,
    masked_public: bool,
}

/// All sources together; the parts are those of each source.
#[derive(Default, Serialize)]
struct Totals {
    rows_read: u64,
    rows_skipped: u64,
    rows_accepted: u64,
    rows_repaired: u64,
    rows_rejected: u64,
    reconciles: bool,
}

#[derive(Serialize)]
struct CodeRow {
    code: Code,
    title: &'static str,
    severity: Severity,
    count: usize,
}

/// The bytes of `data/quality.json`.
pub(super) fn render(cx: &Cx<'_>) -> Result<Vec<u8>, Diagnostic> {
    let catalog = cx.catalog();
    let zone = &catalog.settings.zone;
    let shown = catalog.is_internal();
    let diagnostics = catalog.diagnostics.by_code().into_iter().filter(|_| shown);
    let value = Quality {
        as_of: At { zone, at: catalog.settings.as_of },
        totals: totals(cx),
        sources: Rows(|| catalog.sources.iter().filter(|_| shown).map(|s| source_row(zone, s))),
        diagnostics: diagnostics
            .map(|(code, count)| CodeRow {
                code,
                title: code.title(),
                severity: code.severity(),
                count,
            })
            .collect(),
        findings: Rows(|| catalog.diagnostics.iter().filter(|_| shown).map(finding)),
        repaired: if shown { repaired(cx) } else { Vec::new() },
        skipped: if shown { skipped(cx) } else { Vec::new() },
        rejected: Rows(|| {
            catalog.rejected.iter().filter(|_| shown).map(|row| RejectedRow {
                file: &row.place.file,
                sheet: row.place.sheet.as_deref(),
                line: row.place.line,
                cell: row.place.cell.as_deref(),
                code: row.code,
                reason: &row.reason,
                raw: &row.raw,
            })
        }),
        excluded: if shown { excluded(cx) } else { Vec::new() },
        personal: personal(cx),
    };
    bytes("data/quality.json", &value)
}

/// Nothing outside the internal audience, where the catalog counts none.
fn personal(cx: &Cx<'_>) -> Vec<PersonalRow> {
    let mask = &cx.catalog().settings.audiences.mask;
    let rows = cx.catalog().personal.iter().map(|(&(place, kind), &found)| {
        let internal = mask.internal.contains(&kind);
        PersonalRow {
            place,
            kind,
            found,
            masked_internal: internal,
            masked_customers: internal || mask.customers.contains(&kind),
            masked_public: internal || mask.public.contains(&kind),
        }
    });
    rows.collect()
}

fn totals(cx: &Cx<'_>) -> Totals {
    let mut totals = Totals { reconciles: true, ..Totals::default() };
    let internal = cx.catalog().is_internal();
    for source in cx.catalog().sources.iter().filter(|_| internal) {
        totals.rows_read += source.rows_read;
        totals.rows_skipped += source.rows_skipped;
        totals.rows_accepted += source.rows_accepted;
        totals.rows_repaired += source.rows_repaired;
        totals.rows_rejected += source.rows_rejected;
        totals.reconciles &= source.rows_read
            == source.rows_skipped
                + source.rows_accepted
                + source.rows_repaired
                + source.rows_rejected;
    }
    totals
}

#[derive(Serialize)]
struct FindingRow<'a> {
    code: Code,
    severity: Severity,
    file: Option<&'a str>,
    sheet: Option<&'a str>,
    line: Option<u32>,
    column: Option<u32>,
    header: Option<&'a str>,
    cell: Option<&'a str>,
    message: &'a str,
    raw: Option<&'a str>,
    expected: Option<&'a str>,
    hint: Option<&'a str>,
}

fn finding(of: &Diagnostic) -> FindingRow<'_> {
    let place = of.place.as_ref();
    FindingRow {
        code: of.code,
        severity: of.severity,
        file: place.map(|p: &Place| &*p.file),
        sheet: place.and_then(|p| p.sheet.as_deref()),
        line: place.and_then(|p| p.line),
        column: place.and_then(|p| p.column),
        header: place.and_then(|p| p.header.as_deref()),
        cell: place.and_then(|p| p.cell.as_deref()),
        message: &of.message,
        raw: of.raw.as_deref(),
        expected: of.expected.as_deref(),
        hint: of.hint.as_deref(),
    }
}

#[derive(Serialize)]
struct RejectedRow<'a> {
    file: &'a str,
    sheet: Option<&'a str>,
    line: Option<u32>,
    cell: Option<&'a str>,
    code: Code,
    reason: &'a str,
    raw: &'a str,
}

/// One field of a repaired row: what stood there, and what was taken instead.
#[derive(Serialize)]
struct RepairedRow<'a> {
    file: &'a str,
    sheet: Option<&'a str>,
    line: u32,
    field: &'a str,
    from: &'a str,
    to: &'a str,
    code: Code,
}

fn repaired<'a>(cx: &Cx<'a>) -> Vec<RepairedRow<'a>> {
    let of = |source: &'a SourceReport| {
        source.ledger.changes.iter().map(|change| RepairedRow {
            file: &source.path,
            sheet: source.sheet.as_deref(),
            line: change.line,
            field: &change.field,
            from: &change.from,
            to: &change.to,
            code: change.code,
        })
    };
    cx.catalog().sources.iter().flat_map(of).collect()
}

/// Rows one after the other that were left aside for one reason.
#[derive(Serialize)]
struct SkippedRow<'a> {
    file: &'a str,
    sheet: Option<&'a str>,
    from_line: u32,
    to_line: u32,
    rows: u64,
    reason: SkipReason,
}

fn skipped<'a>(cx: &Cx<'a>) -> Vec<SkippedRow<'a>> {
    let of = |source: &'a SourceReport| {
        source.ledger.skipped.iter().map(|rows| SkippedRow {
            file: &source.path,
            sheet: source.sheet.as_deref(),
            from_line: rows.from,
            to_line: rows.to,
            rows: rows.rows,
            reason: rows.reason,
        })
    };
    cx.catalog().sources.iter().flat_map(of).collect()
}

/// What one figure leaves out for one reason.
#[derive(Serialize)]
struct ExcludedRow<'a> {
    figure: &'static str,
    reason: Reason,
    count: usize,
    events: Vec<EventRef<'a>>,
}

#[derive(Serialize)]
struct EventRef<'a> {
    id: &'a str,
    source: Option<Source<'a>>,
}

fn excluded<'a>(cx: &Cx<'a>) -> Vec<ExcludedRow<'a>> {
    let facts = cx.facts();
    let fleet = &facts.fleet;
    let times = &fleet.times;
    let lists: [(&'static str, &[Excluded]); 10] = [
        ("response", &times.response.excluded),
        ("reply_plan", &times.reply_plan.excluded),
        ("onsite", &times.onsite.excluded),
        ("restore", &times.restore.excluded),
        ("repair", &times.repair.excluded),
        ("exposure", &fleet.without_exposure),
        ("availability", &fleet.availability.excluded),
        ("first_time_fix", &fleet.first_time_fix.excluded),
        ("backlog", &fleet.backlog.excluded),
        ("repeat_30d", &[]),
    ];
    let mut rows: Vec<ExcludedRow<'a>> = Vec::new();
    for (figure, list) in lists {
        rows.extend(list.iter().map(|e| excluded_row(cx, figure, e.reason, &e.events)));
    }
    let repeat = &fleet.repeat_30d;
    for (figure, reason, events) in
        [("repeat_30d", Reason::Uncoded, &repeat.uncoded), ("all", Reason::Missing, &facts.undated)]
    {
        if !events.is_empty() {
            rows.push(excluded_row(cx, figure, reason, events));
        }
    }
    rows
}

fn excluded_row<'a>(
    cx: &Cx<'a>,
    figure: &'static str,
    reason: Reason,
    events: &[u32],
) -> ExcludedRow<'a> {
    let scribe = Scribe::new(cx.catalog());
    let refs = events.iter().take(LISTED).map(|&row| {
        let event = cx.catalog().event(row as usize);
        EventRef { id: event.ticket(), source: scribe.source(event) }
    });
    ExcludedRow { figure, reason, count: events.len(), events: refs.collect() }
}

/// The bytes of `data/rejected-rows.csv`.
pub(super) fn rejected(cx: &Cx<'_>) -> Vec<u8> {
    let internal = cx.catalog().is_internal();
    let mut sheet = Sheet::new(["file", "line", "code", "reason", "raw", "sheet"]);
    for row in cx.catalog().rejected.iter().filter(|_| internal) {
        sheet.text(&row.place.file);
        sheet.some(row.place.line.map(|line| line.to_string()).as_deref());
        sheet.text(&row.code.to_string());
        sheet.text(&row.reason);
        sheet.text(&row.raw);
        sheet.some(row.place.sheet.as_deref());
        sheet.end_row();
    }
    sheet.finish()
}
