//! What is doubtful in linked records (`domain.md` §7): references that lead
//! nowhere, devices without a start, tickets without an explanation. Each finding
//! names file and line; nothing is changed here.

mod articles;
mod dates;
mod devices;
mod jobs;
mod references;
mod tickets;

use super::findings::Findings;
use super::{Catalog, addresses};
use crate::diag::{Diagnostic, Diagnostics, Place};
use crate::model::events::{Event, Origin, TextField};
use crate::model::project::SourceReport;
use crate::model::records::FaultReport;
use rayon::prelude::*;

/// Where an event stands: row of a log or Markdown report.
pub(crate) fn place_of(
    event: Event<'_>,
    sources: &[SourceReport],
    reports: &[FaultReport],
) -> Place {
    match event.origin() {
        Origin::Row { source, line } => {
            let source = sources.get(usize::from(source));
            source.map_or_else(Place::default, |s| s.place().on_line(line))
        }
        Origin::Report(at) => {
            reports.get(at as usize).map_or_else(Place::default, |r| r.place.clone())
        }
    }
}

/// All findings about records.
pub(super) fn check(catalog: &Catalog) -> Diagnostics {
    let checks = Checks { catalog };
    let kinds: [Check<'_>; 20] = [
        |checks, found| addresses::check(checks.catalog, found),
        Checks::unregistered_devices,
        Checks::customers,
        Checks::codes,
        Checks::models,
        Checks::solutions,
        Checks::named_by_articles,
        Checks::parts,
        Checks::starts,
        Checks::retired,
        Checks::serials,
        Checks::alike,
        Checks::customers_alike,
        Checks::dates_early,
        Checks::unexplained,
        Checks::call_backs,
        Checks::stamp_order,
        Checks::jobs_alike,
        Checks::tickets_shared,
        Checks::articles_for_others,
    ];
    let found: Vec<Diagnostics> = kinds
        .par_iter()
        .map(|check| {
            let mut found = Findings::default();
            check(&checks, &mut found);
            found.finish()
        })
        .collect();
    let mut all = Diagnostics::new();
    for of_kind in found {
        all.append(of_kind);
    }
    all
}

/// One kind of doubt.
type Check<'a> = fn(&Checks<'a>, &mut Findings);

struct Checks<'a> {
    catalog: &'a Catalog,
}

/// `, 3 times` where there is more than one.
fn times(count: usize) -> String {
    if count > 1 { format!(", {count} times") } else { String::new() }
}

fn hint_nearest(finding: Diagnostic, nearest: Option<&str>, otherwise: &str) -> Diagnostic {
    match nearest {
        Some(id) => finding.expected(id).hint(format!("did you mean `{id}`? Else {otherwise}")),
        None => finding.hint(otherwise),
    }
}

impl<'a> Checks<'a> {
    fn event(&self, row: usize) -> Event<'a> {
        self.catalog.event(row)
    }

    fn place(&self, row: usize, field: Option<TextField>) -> Place {
        let catalog = self.catalog;
        let event = self.event(row);
        let place = place_of(event, &catalog.sources, &catalog.records.reports);
        if let Some((line, column)) = field.and_then(|field| self.key_of(event, field)) {
            return Place::at(place.file, line, column);
        }
        let header = field.and_then(|f| self.header(event, f));
        match header {
            Some(header) => place.with_header(header),
            None => place,
        }
    }

    /// Where a report has the key of a field.
    fn key_of(&self, event: Event<'_>, field: TextField) -> Option<(u32, u32)> {
        let report = &self.catalog.records.reports[event.report()?];
        let key = report.keys.iter().find(|(name, ..)| *name == field)?;
        Some((key.1, key.2))
    }

    /// The header as the file has it.
    fn header(&self, event: Event<'_>, field: TextField) -> Option<String> {
        let Origin::Row { source, .. } = event.origin() else { return None };
        let columns = &self.catalog.sources.get(usize::from(source))?.columns;
        let column = columns.iter().find(|c| c.field.as_deref() == Some(field.as_str()))?;
        Some(column.header.clone())
    }

    /// The first of some events, and how many there are.
    fn first(rows: &[u32]) -> Option<(usize, usize)> {
        rows.first().map(|&row| (row as usize, rows.len()))
    }
}
