//! The documents of the editions that are asked for, typeset one after the other and
//! written.

use super::super::{Asked, document, frozen_of, known, no_report, one};
use super::{Subject, Wanted, file, fonts};
use crate::catalog::Audience;
use crate::cli::Exit;
use crate::cli::console::{self, Console, Stream};
use crate::cli::draw::{self, View, plain};
use crate::diag::{Code, Diagnostic, Diagnostics, Severity};
use crate::model::Lang;
use crate::pipeline::Edition;
use crate::render::document::Document;
use crate::render::pdf::{self, Templates, Typeset, With};
use crate::site::Page;
use serde::Serialize;

/// A document before it is typeset.
struct Draft {
    site: String,
    document: Document,
    templates: Templates,
    /// What its file is called, without ending.
    stem: String,
    findings: Vec<Diagnostic>,
}

/// A written document.
#[derive(Serialize)]
struct Line {
    file: String,
    site: String,
    language: &'static str,
    pages: usize,
    bytes: usize,
}

#[derive(Serialize)]
struct Written {
    faultbook: &'static str,
    command: &'static str,
    exit: u8,
    files: Vec<Line>,
}

/// Makes and writes the documents.
pub(in crate::cli::report) fn run(
    asked: Asked<'_>,
    wanted: &Wanted<'_>,
) -> Result<Exit, Diagnostics> {
    let console = asked.console;
    let (root, own) = (asked.places.root.clone(), asked.project.settings.pdf_fonts.clone());
    let mut options = asked.options();
    if options.audiences.is_empty() {
        options.audiences = vec![Audience::Internal.folder()];
    }
    let drafts = known(asked.editions(&options, &|edition| draft(edition, wanted))?)?;
    let targets = file::targets(wanted.file.as_deref(), drafts.iter().map(|d| &*d.stem))?;
    let letters: Vec<_> = drafts.iter().map(|draft| pdf::letters(&draft.document)).collect();
    let fonts = fonts::find(&root, &own, &letters)?;
    let mut findings = Diagnostics::new();
    let mut lines = Vec::new();
    for (draft, target) in drafts.into_iter().zip(targets) {
        let ident = format!("faultbook/{}/{}", draft.site, draft.stem);
        let with = With {
            templates: &draft.templates,
            fonts: &fonts,
            light: wanted.light,
            ident: &ident,
        };
        let typeset = pdf::typeset(&draft.document, with)?;
        target.write(&typeset.bytes).map_err(one)?;
        findings.extend(draft.findings);
        lines.push(Line::of(&target.shown(), &draft.site, &draft.document, &typeset));
        findings.append(typeset.findings);
    }
    show(lines, &findings, console);
    Ok(Exit::Done)
}

fn draft(mut edition: Edition<'_>, wanted: &Wanted<'_>) -> Result<Draft, Diagnostic> {
    let language = language(&edition, wanted.lang)?;
    let site = edition.audience.folder();
    let (document, page, name, findings) = match wanted.subject {
        Subject::Report(period) => {
            if edition.renderer.facts.report(period).is_none() {
                return Err(no_report(&edition, period));
            }
            let frozen = frozen_of(&edition, period).map(std::slice::from_ref).unwrap_or_default();
            let restated = edition.renderer.compare(frozen);
            let document = edition.renderer.report_document(period, language)?;
            (document, Page::Report(period), "service-report", restated)
        }
        Subject::Device(id) => {
            let device = edition.renderer.catalog.index.find_device(id);
            let device = device.ok_or_else(|| no_device(&site, id))?;
            let document = edition.renderer.device_document(device, language)?;
            (document, Page::Device(device), "device", Vec::new())
        }
    };
    let address = edition.renderer.plan.addresses.page(page);
    let folder = address.rsplit('/').nth(1).unwrap_or_default();
    let of = match edition.audience {
        Audience::Customer(_) => format!("-{}", site.rsplit('/').next().unwrap_or_default()),
        _ => String::new(),
    };
    let lang = if language == 0 { String::new() } else { format!("-{}", document.lang) };
    let stem = format!("{name}-{folder}{of}{lang}");
    Ok(Draft { templates: edition.renderer.print_templates(), site, document, stem, findings })
}

fn no_device(site: &str, id: &str) -> Diagnostic {
    Diagnostic::new(Code::NameUnknown, format!("{site} knows no device {id}"))
        .hint(format!("`faultbook inspect {id}` shows what is near, and whose it is"))
}

/// The place of a language among those of the site.
fn language(edition: &Edition<'_>, wanted: Option<&str>) -> Result<usize, Diagnostic> {
    let Some(wanted) = wanted else { return Ok(0) };
    let all = &edition.renderer.catalog.settings.languages;
    let short = |lang: Lang| lang.as_str().split('-').next().unwrap_or_default();
    let is = |lang: &Lang| {
        wanted.eq_ignore_ascii_case(lang.as_str()) || wanted.eq_ignore_ascii_case(short(*lang))
    };
    all.iter().position(is).ok_or_else(|| {
        let names: Vec<&str> = all.iter().map(|lang| lang.as_str()).collect();
        let message = format!("the site is not written in {wanted}, but in {}", names.join(", "));
        Diagnostic::new(Code::NameUnknown, message)
            .hint("name one of them, or add the language to `language` under [site]")
    })
}

impl Line {
    fn of(file: &str, site: &str, document: &Document, made: &Typeset) -> Self {
        Self {
            file: file.to_owned(),
            site: site.to_owned(),
            language: document.lang,
            pages: made.pages,
            bytes: made.bytes.len(),
        }
    }
}

fn show(lines: Vec<Line>, findings: &Diagnostics, console: Console) {
    let to_stdout = lines.iter().any(|line| line.file == "-");
    if console.json && !to_stdout {
        document(&Written {
            faultbook: env!("CARGO_PKG_VERSION"),
            command: "report",
            exit: Exit::Done as u8,
            files: lines,
        });
    } else if !to_stdout {
        console::write(Stream::Out, |out| {
            lines.iter().try_for_each(|line| {
                let (file, kb) = (plain(&line.file), line.bytes.div_ceil(1000));
                let s = if line.pages == 1 { "" } else { "s" };
                writeln!(out, "{file}  {} page{s}, {kb} kB", line.pages)
            })
        });
    }
    let view = View { least: Severity::Warning, all: true };
    console::write(Stream::Err, |out| draw::human(out, findings, view));
}
