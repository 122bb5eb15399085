//! `data/faults.json`: the Markdown reports and an index of months; and the
//! ledger of a month, as JSON and CSV.

use super::events::{Scribe, csv};
use super::json::{Rows, bytes};
use crate::catalog::ReportIx;
use crate::diag::Diagnostic;
use crate::model::time::Month;
use crate::render::engine::Cx;
use crate::site::{DataFile, Page};
use serde::Serialize;
use std::ops::Range;

#[derive(Serialize)]
struct Faults<R: Serialize, U: Serialize> {
    reports: R,
    months: Vec<MonthRow>,
    undated: U,
}

#[derive(Serialize)]
struct MonthRow {
    month: Month,
    events: usize,
    failures: usize,
    json: String,
    csv: String,
}

#[derive(Serialize)]
struct ReportRow<'a, E: Serialize> {
    id: &'a str,
    title: &'a str,
    devices: Vec<&'a str>,
    tags: &'a [String],
    url: String,
    events: E,
}

/// The bytes of `data/faults.json`.
pub(super) fn index(cx: &Cx<'_>) -> Result<Vec<u8>, Diagnostic> {
    let catalog = cx.catalog();
    let scribe = Scribe::new(catalog);
    let reports = || {
        catalog.records.reports.iter().enumerate().map(move |(at, report)| {
            let ix = ReportIx::new(at);
            ReportRow {
                id: report.id.as_str(),
                title: report.article.whole_title(cx.lang()),
                devices: report.devices.iter().map(crate::model::DeviceId::as_str).collect(),
                tags: &report.article.tags,
                url: cx.plan().addresses.page(Page::Fault(ix)),
                events: Rows(move || {
                    catalog.index.events_of_report.of(at).iter().map(move |&row| scribe.row(row))
                }),
            }
        })
    };
    let undated = || {
        let events = catalog.records.events.iter().filter(|e| e.reported().is_none());
        events.map(move |event| scribe.row(event.row() as u32))
    };
    let months = cx.plan().months.iter().map(|&month| month_row(cx, month)).collect();
    bytes("data/faults.json", &Faults { reports: Rows(reports), months, undated: Rows(undated) })
}

fn rows(cx: &Cx<'_>, month: Month) -> Range<usize> {
    cx.catalog().index.events_of_month.get(&month).cloned().unwrap_or_default()
}

fn month_row(cx: &Cx<'_>, month: Month) -> MonthRow {
    let rows = rows(cx, month);
    let links = &cx.catalog().links;
    let file = |file| cx.plan().addresses.data(file);
    MonthRow {
        month,
        events: rows.len(),
        failures: links[rows].iter().filter(|link| link.is_failure).count(),
        json: file(DataFile::FaultMonth(month)),
        csv: file(DataFile::FaultMonthCsv(month)),
    }
}

/// The bytes of `data/faults/<YYYY-MM>.json`.
pub(super) fn month(cx: &Cx<'_>, month: Month) -> Result<Vec<u8>, Diagnostic> {
    let scribe = Scribe::new(cx.catalog());
    let rows = rows(cx, month);
    bytes("a month of faults", &Rows(|| rows.clone().map(|row| scribe.row(row as u32))))
}

/// The bytes of `data/faults/<YYYY-MM>.csv`.
pub(super) fn month_csv(cx: &Cx<'_>, month: Month) -> Vec<u8> {
    csv(Scribe::new(cx.catalog()), rows(cx, month).map(|row| row as u32))
}
