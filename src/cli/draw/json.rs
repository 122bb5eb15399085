//! Findings and the whole result for programs (`docs/json.md`).

use super::super::Exit;
use super::super::build::{Mode, Outcome};
use super::super::rows::Rows;
use super::View;
use crate::audit::Certificate;
use crate::diag::{Code, Diagnostic, Diagnostics, Severity};
use crate::model::SourceReport;
use crate::output::Bundle;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// A finding with what an editor needs beside it.
#[derive(Serialize)]
pub(in crate::cli) struct Finding<'a> {
    #[serde(flatten)]
    diagnostic: &'a Diagnostic,
    title: &'static str,
    range: Option<Range>,
}

/// The part of a file to underline. Lines and columns count from 1, columns in
/// characters; the end is one past the last character.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Range {
    start: Position,
    /// `column` is `null` where the whole line is meant.
    end: Position,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
struct Position {
    line: u32,
    column: Option<u32>,
}

impl<'a> Finding<'a> {
    /// A finding for an editor.
    pub(in crate::cli) fn of(diagnostic: &'a Diagnostic) -> Self {
        Self { diagnostic, title: diagnostic.code.title(), range: range(diagnostic) }
    }
}

/// None for a finding of a whole file or of a sheet, which no editor of text shows.
fn range(diagnostic: &Diagnostic) -> Option<Range> {
    let place = diagnostic.place.as_ref().filter(|place| place.sheet.is_none())?;
    let line = place.line?;
    let long = diagnostic.excerpt.as_ref().map_or(1, |e| e.to.saturating_sub(e.from).max(1));
    let end = place.column.map(|column| column + long as u32);
    Some(Range {
        start: Position { line, column: Some(place.column.unwrap_or(1)) },
        end: Position { line, column: end },
    })
}

/// Writes each finding as one JSON object on a line.
pub(in crate::cli) fn json_lines(
    out: &mut dyn Write,
    diagnostics: &Diagnostics,
    view: View,
) -> io::Result<()> {
    for diagnostic in diagnostics.iter().filter(|d| view.shows(d)) {
        serde_json::to_writer(&mut *out, &Finding::of(diagnostic))?;
        writeln!(out)?;
    }
    Ok(())
}

/// Writes the result of a command that did nothing.
pub(super) fn refused(
    out: &mut dyn Write,
    command: &'static str,
    findings: &Diagnostics,
) -> io::Result<()> {
    #[derive(Serialize)]
    struct Refused<'a> {
        faultbook: &'static str,
        command: &'static str,
        exit: u8,
        diagnostics: Vec<&'a crate::diag::Diagnostic>,
    }
    let document = Refused {
        faultbook: env!("CARGO_PKG_VERSION"),
        command,
        exit: Exit::Stopped as u8,
        diagnostics: findings.iter().collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

#[derive(Serialize)]
struct Document<'a> {
    faultbook: &'static str,
    command: &'static str,
    exit: u8,
    replaced: bool,
    unchanged: bool,
    sites: Vec<Site<'a>>,
    rows: Rows,
    rows_reconcile: bool,
    sources: &'a [SourceReport],
    left_out: &'a [String],
    bundles: &'a [Bundle],
    pruned: &'a [String],
    healed: &'a [String],
    audit: Option<&'a Certificate>,
    by_severity: BTreeMap<Severity, usize>,
    by_code: Vec<Kind>,
    diagnostics: Vec<Finding<'a>>,
    stages: Vec<Stage>,
}

#[derive(Serialize)]
struct Site<'a> {
    audience: &'a str,
    pages: u64,
    files: u64,
}

#[derive(Serialize)]
struct Kind {
    code: Code,
    title: &'static str,
    count: usize,
}

#[derive(Serialize)]
struct Stage {
    name: &'static str,
    ms: f64,
}

/// Writes the whole result as one JSON document.
pub(in crate::cli) fn document(out: &mut dyn Write, outcome: &Outcome) -> io::Result<()> {
    let sites = outcome.sites.iter().map(|site| Site {
        audience: &site.audience,
        pages: site.pages,
        files: site.files,
    });
    let counts = outcome.diagnostics.by_code();
    let by_code =
        counts.iter().map(|(code, count)| Kind { code: *code, title: code.title(), count: *count });
    let mut by_severity: BTreeMap<Severity, usize> = BTreeMap::new();
    for diagnostic in &outcome.diagnostics {
        *by_severity.entry(diagnostic.severity).or_default() += 1;
    }
    let stages = outcome.stages.iter();
    let document = Document {
        faultbook: env!("CARGO_PKG_VERSION"),
        command: if outcome.mode == Mode::Rehearse { "check" } else { "build" },
        exit: outcome.exit as u8,
        replaced: outcome.replaced,
        unchanged: outcome.unchanged,
        sites: sites.collect(),
        rows: outcome.rows,
        rows_reconcile: outcome.rows.reconcile(),
        sources: &outcome.sources,
        left_out: &outcome.left_out,
        bundles: if outcome.replaced { &outcome.bundles } else { &[] },
        pruned: &outcome.pruned,
        healed: &outcome.healed,
        audit: outcome.certificate.as_ref(),
        by_severity,
        by_code: by_code.collect(),
        diagnostics: outcome.diagnostics.iter().map(Finding::of).collect(),
        stages: stages.map(|(name, t)| Stage { name, ms: t.as_secs_f64() * 1000.0 }).collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Place;

    #[test]
    fn an_editor_is_told_what_to_underline() {
        let finding = |place: Place| Diagnostic::new(Code::ValueDate, "x").at(place);
        let at = |line, column| Position { line, column };
        let cell = finding(Place::at("a.csv", 3, 9)).excerpt("1,2,3,4,三月五日,x", 8, 12);
        let want = Range { start: at(3, Some(9)), end: at(3, Some(13)) };
        assert_eq!(range(&cell), Some(want));
        let line = Range { start: at(3, Some(1)), end: at(3, None) };
        assert_eq!(range(&finding(Place::line("a.csv", 3))), Some(line));
        assert_eq!(range(&finding(Place::file("a.csv"))), None);
        assert_eq!(range(&finding(Place::sheet("a.xlsx", "s").on_cell(3, 1))), None);
        let json = serde_json::to_value(Finding::of(&cell)).expect("JSON");
        assert_eq!(json["code"], "FB0401");
        assert_eq!(json["title"], Code::ValueDate.title());
        assert_eq!(json["range"]["end"]["column"], 13);
    }
}
