//! Findings and the whole result for programs (`docs/diagnostics.md`).

use super::super::Exit;
use super::super::build::{Mode, Outcome};
use super::super::rows::Rows;
use super::View;
use crate::diag::{Code, Diagnostics};
use crate::model::SourceReport;
use serde::Serialize;
use std::io::{self, Write};

/// Writes each finding as one JSON object on a line.
pub(in crate::cli) fn json_lines(
    out: &mut dyn Write,
    diagnostics: &Diagnostics,
    view: View,
) -> io::Result<()> {
    for diagnostic in diagnostics.iter().filter(|d| view.shows(d)) {
        serde_json::to_writer(&mut *out, diagnostic)?;
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
    sites: Vec<Site<'a>>,
    rows: Rows,
    rows_reconcile: bool,
    sources: &'a [SourceReport],
    left_out: &'a [String],
    pruned: &'a [String],
    healed: &'a [String],
    by_code: Vec<Kind>,
    diagnostics: Vec<&'a crate::diag::Diagnostic>,
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
    let stages = outcome.stages.iter();
    let document = Document {
        faultbook: env!("CARGO_PKG_VERSION"),
        command: if outcome.mode == Mode::Write { "build" } else { "check" },
        exit: outcome.exit as u8,
        replaced: outcome.replaced,
        sites: sites.collect(),
        rows: outcome.rows,
        rows_reconcile: outcome.rows.reconcile(),
        sources: &outcome.sources,
        left_out: &outcome.left_out,
        pruned: &outcome.pruned,
        healed: &outcome.healed,
        by_code: by_code.collect(),
        diagnostics: outcome.diagnostics.iter().collect(),
        stages: stages.map(|(name, t)| Stage { name, ms: t.as_secs_f64() * 1000.0 }).collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}
