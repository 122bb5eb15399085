//! A report or a device's file to hand on: a workbook, a PDF. One edition in one language a
//! file; what it says is the page's.

use super::{Asked, document, frozen_of, known, no_report, one, pdf, staged};
use crate::catalog::{Audience, Nearest};
use crate::cli::Exit;
use crate::cli::args::Report;
use crate::cli::console::{self, Console, Stream};
use crate::cli::draw::{self, View, plain};
use crate::diag::{Code, Diagnostic, Diagnostics, Severity};
use crate::model::ids::match_key;
use crate::model::slug::slug;
use crate::model::time::ReportPeriod;
use crate::pipeline::Edition;
use crate::render::document;
use crate::render::workbook;
use serde::Serialize;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A document before it becomes a file.
pub(super) struct Draft {
    /// The folder of its site.
    pub(super) site: String,
    /// What it says.
    pub(super) document: document::Document,
    /// The name of its file without the ending.
    pub(super) name: String,
    /// The theme's templates.
    #[cfg(feature = "pdf")]
    pub(super) templates: crate::render::pdf::Templates,
    findings: Vec<Diagnostic>,
}

/// A file before it is written.
pub(super) struct Made {
    pub(super) path: PathBuf,
    pub(super) bytes: Vec<u8>,
    /// Pages, where the form has them.
    pub(super) pages: Option<usize>,
}

#[derive(Serialize)]
struct Line {
    file: String,
    site: String,
    lang: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pages: Option<usize>,
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

/// What is to be written, and where to: nothing where the form is not asked for, the working
/// directory where no file is named.
struct Named {
    xlsx: Option<PathBuf>,
    pdf: Option<PathBuf>,
}

pub(super) fn run(asked: Asked<'_>, wanted: &Report) -> Result<Exit, Diagnostics> {
    let console = asked.console;
    let mut named = Named { xlsx: wanted.xlsx.clone(), pdf: wanted.pdf.clone() };
    let subject = subject(wanted, &mut named)?;
    let fonts = pdf::FontPlaces::of(&asked);
    let mut options = asked.options();
    if options.audiences.is_empty() {
        options.audiences = vec![Audience::Internal.folder()];
    }
    let lang = wanted.lang.as_deref();
    let drafts = known(asked.editions(&options, &|edition| draft(edition, &subject, lang))?)?;
    let mut findings = Diagnostics::new();
    let mut made = Vec::new();
    if let Some(file) = named.xlsx {
        let paths = paths(&file, &drafts, "xlsx")?;
        for (draft, path) in drafts.iter().zip(paths) {
            let bytes = workbook::bytes(&draft.document).map_err(one)?;
            made.push((draft, Made { path, bytes, pages: None }));
        }
    }
    if let Some(file) = named.pdf {
        let paths = paths(&file, &drafts, "pdf")?;
        let typeset = pdf::made(&drafts, paths, &fonts, wanted.light)?;
        findings.append(typeset.findings);
        made.extend(drafts.iter().zip(typeset.files));
    }
    let lines =
        made.iter().map(|(draft, made)| write_one(draft, made)).collect::<Result<_, _>>()?;
    findings.extend(drafts.iter().flat_map(|draft| &draft.findings).cloned());
    show(lines, &findings, console);
    Ok(Exit::Done)
}

fn subject<'a>(wanted: &'a Report, named: &mut Named) -> Result<Subject<'a>, Diagnostics> {
    if let Some(id) = &wanted.device {
        return Ok(Subject::Device(id));
    }
    // `report --pdf 2026-10` means the period, not a file of that name.
    let meant = |file: &mut Option<PathBuf>| {
        let named = file.as_mut()?;
        let period = ReportPeriod::parse(named.to_str()?)?;
        *named = PathBuf::from(".");
        Some(period)
    };
    let period = wanted.period.or_else(|| meant(&mut named.pdf));
    let period = period.or_else(|| meant(&mut named.xlsx));
    period.map(Subject::Report).ok_or_else(|| {
        let message = "say which month, quarter or year, or which --device";
        one(Diagnostic::new(Code::NameUnknown, message))
    })
}

fn draft(
    mut edition: Edition<'_>,
    subject: &Subject<'_>,
    lang: Option<&str>,
) -> Result<Draft, Diagnostic> {
    let language = language(&edition, lang)?;
    let (document, mut name, findings) = match subject {
        Subject::Report(period) => {
            if edition.renderer.facts.report(*period).is_none() {
                return Err(no_report(&edition, *period));
            }
            let frozen = frozen_of(&edition, *period).map(std::slice::from_ref).unwrap_or_default();
            let restated = edition.renderer.compare(frozen);
            let document = edition.renderer.report_document(*period, language)?;
            (document, format!("report-{period}"), restated)
        }
        Subject::Device(id) => {
            let renderer = &edition.renderer;
            let found = renderer.catalog.index.device.get(&match_key(id));
            let Some(&ix) = found else { return Err(no_device(&edition, id)) };
            let document = renderer.device_document(ix, language)?;
            (document, format!("device-{}", slug(id).as_str()), Vec::new())
        }
    };
    // With the customer's id in a customer's edition, and a further language's name.
    let site = edition.audience.folder();
    if *edition.audience != Audience::Internal {
        name = format!("{name}-{}", site.rsplit('/').next().unwrap_or_default());
    }
    if language > 0 {
        name = format!("{name}-{}", document.lang);
    }
    Ok(Draft {
        site,
        document,
        name,
        #[cfg(feature = "pdf")]
        templates: edition.renderer.print_templates(),
        findings,
    })
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

/// Where each document goes: the file that is named, into the folder that is named, or the
/// working directory.
fn paths(named: &Path, drafts: &[Draft], ending: &str) -> Result<Vec<PathBuf>, Diagnostics> {
    let own_names = named.is_dir();
    if !own_names && drafts.len() == 1 {
        return Ok(vec![named.to_owned()]);
    }
    if !own_names {
        let message =
            format!("{} is one file, and {} sites were named", named.display(), drafts.len());
        let hint = "name one site with --audience, or no file: then each gets a name of its own";
        return Err(one(Diagnostic::new(Code::ConfigValue, message).hint(hint)));
    }
    let folder = if named == "." { Path::new("") } else { named };
    let path = |draft: &Draft| folder.join(format!("{}.{ending}", draft.name));
    Ok(drafts.iter().map(path).collect())
}

fn write_one(draft: &Draft, made: &Made) -> Result<Line, Diagnostics> {
    let path = &made.path;
    write(path, &made.bytes).map_err(|error| one(not_written(path, &error)))?;
    Ok(Line {
        file: path.display().to_string(),
        site: draft.site.clone(),
        lang: draft.document.lang,
        pages: made.pages,
        bytes: made.bytes.len(),
    })
}

/// Whole or not at all; `-` is the standard output.
fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if path == STDOUT {
        let mut out = io::stdout().lock();
        return out.write_all(bytes).and_then(|()| out.flush());
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let file = staged(folder.unwrap_or(Path::new(".")), bytes)?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// The name of the standard output.
pub(super) const STDOUT: &str = "-";

fn not_written(path: &Path, error: &io::Error) -> Diagnostic {
    let message = format!("{} cannot be written: {error}", path.display());
    Diagnostic::new(Code::OutputWrite, message)
        .hint("name a file in a folder that exists and may be written; close it where it is open")
}

fn show(lines: Vec<Line>, findings: &Diagnostics, console: Console) {
    let view = View::new(Severity::Warning, true);
    console::write(Stream::Err, |out| draw::human(out, findings, view));
    // What is on the standard output is the document.
    if lines.iter().any(|line| line.file == STDOUT) {
        return;
    }
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
            let (file, site) = (plain(&line.file), plain(&line.site));
            let pages = match line.pages {
                None => String::new(),
                Some(1) => "1 page · ".to_owned(),
                Some(n) => format!("{n} pages · "),
            };
            writeln!(out, "{file}  {site} · {pages}{} bytes", line.bytes)
        })
    });
}
