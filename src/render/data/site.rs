//! `data/site.json`: what the site holds and from what it was read.

use super::json::{At, Rows, bytes};
use crate::catalog::Catalog;
use crate::diag::Diagnostic;
use crate::model::SourceReport;
use crate::model::events::Origin;
use crate::model::project::ColumnReport;
use crate::model::time::Zone;
use crate::render::engine::Cx;
use serde::Serialize;

#[derive(Serialize)]
struct Site<'a, S: Serialize> {
    title: &'a str,
    as_of: At<'a>,
    timezone: &'a str,
    languages: Vec<&'static str>,
    months: Vec<crate::model::time::Month>,
    counts: Counts,
    sources: Option<S>,
}

#[derive(Serialize)]
struct Counts {
    devices: usize,
    faults: usize,
    solutions: usize,
    events: u64,
    customers: usize,
}

/// One source's account.
#[derive(Serialize)]
pub(super) struct SourceRow<'a> {
    path: &'a str,
    sheet: Option<&'a str>,
    encoding: &'a str,
    rows_read: u64,
    rows_skipped: u64,
    rows_accepted: u64,
    rows_repaired: u64,
    rows_rejected: u64,
    is_log: bool,
    covers_from: At<'a>,
    covers_to: At<'a>,
    columns: &'a [ColumnReport],
}

/// The account of a source.
pub(super) fn source_row<'a>(zone: &'a Zone, source: &'a SourceReport) -> SourceRow<'a> {
    SourceRow {
        path: &source.path,
        sheet: source.sheet.as_deref(),
        encoding: &source.encoding,
        rows_read: source.rows_read,
        rows_skipped: source.rows_skipped,
        rows_accepted: source.rows_accepted,
        rows_repaired: source.rows_repaired,
        rows_rejected: source.rows_rejected,
        is_log: source.is_log,
        covers_from: At { zone, at: source.covers.from },
        covers_to: At { zone, at: source.covers.to },
        columns: &source.columns,
    }
}

/// The bytes of `data/site.json`.
pub(super) fn render(cx: &Cx<'_>) -> Result<Vec<u8>, Diagnostic> {
    let catalog = cx.catalog();
    let settings = &catalog.settings;
    let sources = || catalog.sources.iter().map(|s| source_row(&settings.zone, s));
    let site = Site {
        title: &settings.title,
        as_of: At { zone: &settings.zone, at: settings.as_of },
        timezone: settings.zone.name(),
        languages: settings.languages.iter().map(|l| l.as_str()).collect(),
        months: cx.plan().months.clone(),
        counts: counts(catalog, catalog.is_internal()),
        sources: catalog.is_internal().then_some(Rows(sources)),
    };
    bytes("data/site.json", &site)
}

fn counts(catalog: &Catalog, internal: bool) -> Counts {
    let records = &catalog.records;
    Counts {
        devices: records.devices.len(),
        faults: records.reports.len(),
        solutions: records.solutions.len(),
        events: log_rows(catalog, internal),
        customers: records.customers.len(),
    }
}

/// Accepted and repaired log rows; a restricted catalog has no accounts, only the
/// records made of its own rows.
fn log_rows(catalog: &Catalog, internal: bool) -> u64 {
    if internal {
        let logs = catalog.sources.iter().filter(|s| s.is_log);
        return logs.map(|s| s.rows_accepted + s.rows_repaired).sum();
    }
    let events = catalog.records.events.iter();
    events.filter(|e| matches!(e.origin(), Origin::Row { .. })).count() as u64
}
