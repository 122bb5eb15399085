//! `report`: the service report of a month, quarter or year without its page. Printed, written
//! down when it is signed, or compared with what was written down. What it says and what
//! differs is `render::frozen`'s, by the functions that the pages use.

mod compare;
mod files;
mod freeze;
mod pdf;
mod show;

use super::args::{Global, Report};
use super::console::{self, Console, Stream};
use super::progress::Stages;
use super::project::{self, Places};
use super::{Exit, build, draw};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::model::Project;
use crate::model::frozen::Frozen;
use crate::model::time::ReportPeriod;
use crate::pipeline::{self, BuildOptions, Edition};
use serde::Serialize;
use std::io::{self, Write};
use std::path::Path;
use tempfile::NamedTempFile;

/// Runs `report`.
pub(super) fn run(asked: &Report, global: &Global, console: Console) -> Exit {
    if asked.pdf.is_some()
        && let Err(finding) = pdf::possible(asked)
    {
        return draw::refusal("report", &one(finding), global);
    }
    let done = Asked::read(global, console).and_then(|of| match asked.period {
        _ if asked.xlsx.is_some() || asked.pdf.is_some() => files::run(of, asked),
        period if asked.check_frozen => compare::run(of, period),
        Some(period) if asked.freeze => freeze::run(of, period, asked.restate),
        Some(period) => show::run(of, period),
        None => Err(one(Diagnostic::new(Code::NameUnknown, "say which month, quarter or year"))),
    });
    done.unwrap_or_else(|findings| draw::refusal("report", &findings, global))
}

fn one(finding: Diagnostic) -> Diagnostics {
    Diagnostics::from_iter([finding])
}

/// A project that was read, and how to answer.
struct Asked<'a> {
    places: Places,
    project: Project,
    global: &'a Global,
    console: Console,
}

impl<'a> Asked<'a> {
    fn read(global: &'a Global, console: Console) -> Result<Self, Diagnostics> {
        build::use_threads(global.jobs).map_err(one)?;
        let places = Places::of(global).map_err(one)?;
        let project = project::read(&places.root, global);
        let unclear = project::unclear(&project);
        if !unclear.is_empty() {
            return Err(unclear);
        }
        Ok(Self { places, project, global, console })
    }

    fn options(&self) -> BuildOptions {
        build::options(self.global)
    }

    /// Frozen reports that cannot be used.
    fn unusable(&self) -> Vec<Diagnostic> {
        let unusable = |finding: &&Diagnostic| finding.code == Code::FrozenUnusable;
        self.project.diagnostics.iter().filter(unusable).cloned().collect()
    }

    /// Asks every edition.
    fn editions<T: Send>(
        self,
        options: &BuildOptions,
        ask: &(dyn Fn(Edition<'_>) -> T + Sync),
    ) -> Result<Vec<T>, Diagnostics> {
        let stages = Stages::new(self.console);
        let answers = pipeline::editions(self.project, options, &stages, ask);
        stages.finish();
        answers
    }
}

/// What was frozen of a report.
fn frozen_of<'f>(edition: &Edition<'f>, period: ReportPeriod) -> Option<&'f Frozen> {
    edition.frozen.iter().find(|frozen| frozen.period == period)
}

/// The editions that have what is asked for; the refusal where none has.
fn known<T>(answers: Vec<Result<T, Diagnostic>>) -> Result<Vec<T>, Diagnostics> {
    let (known, unknown): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    if known.is_empty() {
        let public = || {
            let message = "the public site has no reports";
            Diagnostic::new(Code::NameUnknown, message).hint("name another --audience")
        };
        let first = unknown.into_iter().find_map(Result::err);
        return Err(one(first.unwrap_or_else(public)));
    }
    Ok(known.into_iter().flatten().collect())
}

/// The refusal of a period that has no report.
fn no_report(edition: &Edition<'_>, period: ReportPeriod) -> Diagnostic {
    let site = edition.audience.folder();
    let message = format!("{site} has no report of {period}");
    let months = &edition.renderer.facts.months;
    let hint = match (months.first(), months.last()) {
        (Some(first), Some(last)) => {
            format!("its reports are of the months from {} to {}", first.month, last.month)
        }
        _ => "it has no report at all; `faultbook check` says what was read".to_owned(),
    };
    Diagnostic::new(Code::NameUnknown, message).hint(hint)
}

/// A file written beside its place, to be moved there when it is whole. Readable to those
/// who may read other files of the project, as a new file is.
pub(super) fn staged(folder: &Path, bytes: &[u8]) -> io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.prefix(".faultbook-").tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// Writes a result as one JSON document.
fn document<T: Serialize>(value: &T) {
    console::write(Stream::Out, |out| {
        serde_json::to_writer_pretty(&mut *out, value)?;
        writeln!(out)
    });
}
