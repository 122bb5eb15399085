//! A report written down: one file a site, all of them or none. What is frozen already
//! stays as it is while its figures are the same; where they differ, nothing is written
//! unless the command says so.

use super::{Asked, document, frozen_of, no_report, one, staged};
use crate::cli::Exit;
use crate::cli::console::{self, Console, Stream};
use crate::cli::draw::plain;
use crate::diag::{Code, Diagnostic, Diagnostics, Place};
use crate::model::frozen::Draft;
use crate::model::time::{Day, ReportPeriod};
use crate::pipeline::Edition;
use crate::render::frozen::{self, Restated};
use serde::Serialize;
use std::io;
use std::path::Path;
use tempfile::NamedTempFile;

/// One site's report, as it would be written.
struct Candidate {
    draft: Draft,
    /// What was frozen differs, or holds other figures than this version knows.
    before: Before,
}

/// What there is already.
enum Before {
    /// Nothing.
    Nothing,
    /// The same figures.
    Same,
    /// Other figures.
    Differs(Box<Restated>),
}

/// What became of a site's report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Outcome {
    Frozen,
    Restated,
    Unchanged,
}

#[derive(Serialize)]
struct Line {
    file: String,
    site: String,
    outcome: Outcome,
    figures: usize,
    rows: usize,
}

#[derive(Serialize)]
struct Document {
    faultbook: &'static str,
    command: &'static str,
    exit: u8,
    files: Vec<Line>,
}

pub(super) fn run(
    asked: Asked<'_>,
    period: ReportPeriod,
    restate: bool,
) -> Result<Exit, Diagnostics> {
    let (console, root) = (asked.console, asked.places.root.clone());
    if asked.global.strict && !asked.project.diagnostics.is_empty() {
        return Err(asked.project.diagnostics);
    }
    let unusable = asked.unusable();
    let options = asked.options();
    let answers = asked.editions(&options, &|edition| candidate(&edition, period))?;
    let mut candidates = Vec::new();
    let mut without = None;
    for answer in answers {
        match answer {
            Ok(candidate) => candidates.push(candidate),
            // A customer whose devices came later has no report of the month.
            Err(finding) if finding.code == Code::NameUnknown => {
                without = without.or(Some(finding));
            }
            // The same of every site.
            Err(finding) => return Err(one(finding)),
        }
    }
    if candidates.is_empty() {
        let none = || Diagnostic::new(Code::NameUnknown, "the public site has no reports");
        return Err(one(without.unwrap_or_else(none)));
    }
    let mut refused = Diagnostics::new();
    if !restate {
        refused.extend(candidates.iter().filter_map(would_change));
        let own = |finding: &Diagnostic| {
            let place = finding.place.as_ref();
            candidates.iter().any(|c| place.is_some_and(|p| *p.file == *c.draft.file()))
        };
        refused.extend(unusable.into_iter().filter(own).map(in_the_way));
    }
    if !refused.is_empty() {
        refused.sort();
        return Err(refused);
    }
    let lines = write(&root, candidates)?;
    show(lines, console);
    Ok(Exit::Done)
}

fn candidate(edition: &Edition<'_>, period: ReportPeriod) -> Result<Candidate, Diagnostic> {
    if edition.renderer.facts.report(period).is_none() {
        return Err(no_report(edition, period));
    }
    let draft = frozen::draft(&edition.renderer, period);
    if frozen::is_partial(&draft.figures) {
        return Err(not_over(period, &draft.as_of));
    }
    let before = match frozen_of(edition, period) {
        None => Before::Nothing,
        Some(frozen) => match frozen::compare(&edition.renderer, frozen) {
            None => Before::Same,
            Some(restated) => Before::Differs(Box::new(restated)),
        },
    };
    Ok(Candidate { draft, before })
}

fn not_over(period: ReportPeriod, as_of: &str) -> Diagnostic {
    let message = format!("{period} is not over: the figures are as of {as_of}");
    let hint = format!(
        "wait for its end; if it is over, say so with --as-of {} or a later day, or with `as_of` \
         under [site] (a day without a time is meant to its end)",
        period.last_day(Day::MAX)
    );
    Diagnostic::new(Code::FreezeRefused, message).hint(hint)
}

fn would_change(candidate: &Candidate) -> Option<Diagnostic> {
    let Before::Differs(restated) = &candidate.before else { return None };
    let message = format!(
        "the report of {} for {} is frozen already, and freezing it anew would change it: {}",
        candidate.draft.period,
        candidate.draft.site,
        restated.differences()
    );
    let hint = "undo the change where it is a mistake; else repeat the command with --restate";
    let place = Place::file(restated.file());
    Some(Diagnostic::new(Code::FreezeRefused, message).at(place).hint(hint))
}

fn in_the_way(unusable: Diagnostic) -> Diagnostic {
    let message = format!(
        "the report is frozen already, in a file that cannot be used: {}",
        unusable.message
    );
    let finding = Diagnostic { message, ..Diagnostic::new(Code::FreezeRefused, "") };
    let place = unusable.place;
    let hint = "take the file back from version control, or overwrite it with --restate";
    Diagnostic { place, ..finding.hint(hint) }
}

/// Writes all files beside their places first, so that a full disk leaves all as it was.
fn write(root: &Path, candidates: Vec<Candidate>) -> Result<Vec<Line>, Diagnostics> {
    let mut lines = Vec::new();
    let mut staged = Vec::new();
    for Candidate { draft, before } in candidates {
        let outcome = match before {
            Before::Nothing => Outcome::Frozen,
            Before::Same => Outcome::Unchanged,
            Before::Differs(_) => Outcome::Restated,
        };
        let file = draft.file();
        if outcome != Outcome::Unchanged {
            let target = root.join(&file);
            let temporary = stage(&target, &draft.text());
            staged.push((temporary.map_err(|error| one(not_written(&file, &error)))?, target));
        }
        let (figures, rows) = (draft.figures.len(), draft.rows.len());
        lines.push(Line { file, site: draft.site, outcome, figures, rows });
    }
    for (temporary, target) in staged {
        let written = temporary.persist(&target);
        written.map_err(|error| one(not_written(&target.to_string_lossy(), &error.error)))?;
    }
    Ok(lines)
}

fn stage(target: &Path, text: &str) -> io::Result<NamedTempFile> {
    let folder = target.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    staged(folder, text.as_bytes())
}

fn not_written(file: &str, error: &io::Error) -> Diagnostic {
    Diagnostic::new(Code::OutputWrite, format!("{file} cannot be written: {error}"))
        .hint("make the folder frozen-reports writable, then repeat the command")
}

fn show(lines: Vec<Line>, console: Console) {
    if console.json {
        return document(&Document {
            faultbook: env!("CARGO_PKG_VERSION"),
            command: "report",
            exit: Exit::Done as u8,
            files: lines,
        });
    }
    console::write(Stream::Out, |out| {
        lines.iter().try_for_each(|line| match line.outcome {
            Outcome::Unchanged => writeln!(out, "{}  unchanged", plain(&line.file)),
            Outcome::Frozen | Outcome::Restated => {
                let word = if line.outcome == Outcome::Frozen { "frozen" } else { "restated" };
                let (figures, rows) = (line.figures, line.rows);
                let file = plain(&line.file);
                writeln!(out, "{file}  {word}: {figures} figures, {rows} rows behind them")
            }
        })
    });
    if !console.quiet && lines.iter().any(|line| line.outcome != Outcome::Unchanged) {
        let next = "put these files into version control; every build says from now on where a \
                    report differs from them";
        console::line(Stream::Err, next);
    }
}
