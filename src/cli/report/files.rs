//! A report or a device's file to hand on: a workbook. One edition in one language a file;
//! what it says is the page's.

use super::{Asked, document, no_report, one};
use crate::catalog::{Audience, Nearest};
use crate::cli::Exit;
use crate::cli::args::Report;
use crate::cli::console::{self, Console, Stream};
use crate::cli::draw::plain;
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::model::ids::match_key;
use crate::model::slug::slug;
use crate::model::time::ReportPeriod;
use crate::pipeline::Edition;
use crate::render::workbook;
use serde::Serialize;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// A file before it is written.
struct Made {
    site: String,
    lang: &'static str,
    /// The name of the file without what tells the edition.
    name: String,
    bytes: Vec<u8>,
}

#[derive(Serialize)]
struct Line {
    file: String,
    site: String,
    lang: &'static str,
    bytes: usize,
}

#[derive(Serialize)]
struct Document {
    faultbook: &'static str,
    command: &'static str,
    exit: u8,
    files: Vec<Line>,
}

/// What a file is about.
enum Subject<'a> {
    Report(ReportPeriod),
    Device(&'a str),
}

pub(super) fn run(asked: Asked<'_>, wanted: &Report) -> Result<Exit, Diagnostics> {
    let console = asked.console;
    let subject = match (wanted.period, &wanted.device) {
        (_, Some(id)) => Subject::Device(id),
        (Some(period), None) => Subject::Report(period),
        (None, None) => {
            let message = "say which month, quarter or year, or which --device";
            return Err(one(Diagnostic::new(Code::NameUnknown, message)));
        }
    };
    let mut options = asked.options();
    if options.audiences.is_empty() {
        options.audiences = vec![Audience::Internal.folder()];
    }
    // Without a name each site gets one of its own.
    let named = wanted.xlsx.clone().filter(|path| !path.as_os_str().is_empty());
    let lang = wanted.lang.as_deref();
    let answers = asked.editions(&options, &|edition| make(&edition, &subject, lang))?;
    let (made, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    if made.is_empty() {
        let none = || Diagnostic::new(Code::NameUnknown, "the public site has no reports");
        return Err(one(refused.into_iter().find_map(Result::err).unwrap_or_else(none)));
    }
    let made: Vec<Made> = made.into_iter().flatten().collect();
    if let (Some(named), true) = (&named, made.len() > 1) {
        let message =
            format!("{} is one file, and {} sites were named", named.display(), made.len());
        let hint = "name one site with --audience, or no file: then each gets a name of its own";
        return Err(one(Diagnostic::new(Code::ConfigValue, message).hint(hint)));
    }
    let mut lines = Vec::new();
    for made in made {
        let path = named.clone().unwrap_or_else(|| file_name(&made));
        write(&path, &made.bytes).map_err(|error| one(not_written(&path, &error)))?;
        let (file, bytes) = (path.display().to_string(), made.bytes.len());
        lines.push(Line { file, site: made.site, lang: made.lang, bytes });
    }
    show(lines, console);
    Ok(Exit::Done)
}

fn make(
    edition: &Edition<'_>,
    subject: &Subject<'_>,
    lang: Option<&str>,
) -> Result<Made, Diagnostic> {
    let renderer = &edition.renderer;
    let (document, name) = match subject {
        Subject::Report(period) => {
            if renderer.facts.report(*period).is_none() {
                return Err(no_report(edition, *period));
            }
            let document = renderer.report_document(*period, language(edition, lang)?)?;
            (document, format!("report-{period}"))
        }
        Subject::Device(id) => {
            let found = renderer.catalog.index.device.get(&match_key(id));
            let Some(&ix) = found else { return Err(no_device(edition, id)) };
            let document = renderer.device_document(ix, language(edition, lang)?)?;
            (document, format!("device-{}", slug(id).as_str()))
        }
    };
    let bytes = workbook::bytes(&document)?;
    Ok(Made { site: edition.audience.folder(), lang: document.lang, name, bytes })
}

/// The refusal of a device that the site does not have.
fn no_device(edition: &Edition<'_>, id: &str) -> Diagnostic {
    let site = edition.audience.folder();
    let known = edition.renderer.catalog.records.devices.iter().map(|device| device.id.as_str());
    let hint = match Nearest::of(known).to(id) {
        Some(near) => format!("did you mean {near}? `faultbook inspect {id}` says what is known"),
        None => "`faultbook inspect` with a part of its id says what is known".to_owned(),
    };
    Diagnostic::new(Code::NameUnknown, format!("{site} has no device {id}")).hint(hint)
}

/// The position of a language of the site.
fn language(edition: &Edition<'_>, wanted: Option<&str>) -> Result<usize, Diagnostic> {
    let Some(wanted) = wanted else { return Ok(0) };
    let known = edition.renderer.langs();
    let meant = |lang: &&str| {
        lang.eq_ignore_ascii_case(wanted)
            || lang.split('-').next().is_some_and(|short| short.eq_ignore_ascii_case(wanted))
    };
    known.iter().position(|lang| meant(&lang.as_str())).ok_or_else(|| {
        let names: Vec<&str> = known.iter().map(|lang| lang.as_str()).collect();
        let message = format!("the site is not written in {wanted}");
        let hint =
            format!("its languages are {}; `languages` under [site] sets them", names.join(", "));
        Diagnostic::new(Code::NameUnknown, message).hint(hint)
    })
}

/// `report-2026-10.xlsx`; with the customer's id in a customer's edition.
fn file_name(made: &Made) -> PathBuf {
    let name = &made.name;
    if made.site == Audience::Internal.folder() {
        return format!("{name}.xlsx").into();
    }
    let site = made.site.rsplit('/').next().unwrap_or_default();
    format!("{name}-{site}.xlsx").into()
}

/// Whole or not at all.
fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file: NamedTempFile =
        builder.prefix(".report-").tempfile_in(folder.unwrap_or(Path::new(".")))?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

fn not_written(path: &Path, error: &io::Error) -> Diagnostic {
    let message = format!("{} cannot be written: {error}", path.display());
    Diagnostic::new(Code::OutputWrite, message)
        .hint("name a file in a folder that exists and may be written; close it where it is open")
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
        lines.iter().try_for_each(|line| {
            writeln!(out, "{}  {} · {} bytes", plain(&line.file), plain(&line.site), line.bytes)
        })
    });
}
