//! `inspect`: what the project knows of an id or a file, and from where. Nothing is
//! computed: fields, references and findings are those of the linked records.

mod book;
mod file;
mod find;
mod human;
mod master;
mod sheet;
mod work;

use super::args::Global;
use super::console::{self, Console, Stream};
use super::project::{self, Places};
use super::{Exit, draw};
use crate::catalog;
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::pipeline;
use book::Book;
use file::Named;
use find::Near;
use serde::Serialize;
use sheet::Sheet;
use std::cell::OnceCell;

/// What is told of a subject (`docs/commands.md`).
#[derive(Serialize)]
struct Told<'a> {
    faultbook: &'static str,
    command: &'static str,
    exit: u8,
    subject: &'a str,
    records: Vec<Sheet>,
    files: Vec<file::Sheet>,
    nearest: Vec<Near>,
    diagnostics: Vec<Diagnostic>,
}

/// Runs `inspect`.
pub(super) fn run(subject: &str, global: &Global, console: Console) -> Exit {
    match look_up(subject, global) {
        Ok(told) => show(&told, global, console),
        Err(findings) => draw::refusal("inspect", &findings, global),
    }
}

fn look_up<'a>(subject: &'a str, global: &Global) -> Result<Told<'a>, Diagnostics> {
    let one = |finding| Diagnostics::from_iter([finding]);
    let places = Places::of(global).map_err(one)?;
    let project = project::read(&places.root, global);
    let unclear = project::unclear(&project);
    let named = file::named(&places.root, subject);
    // What is wrong with the configuration can be looked up in the configuration.
    if !unclear.is_empty() && named != Named::Inside("faultbook.toml".to_owned()) {
        return Err(unclear);
    }
    let catalog = pipeline::seen_by(catalog::link(project), &global.audience).map_err(one)?;
    let tickets = OnceCell::new();
    let book = Book::new(&catalog, &tickets);
    let records = find::records(book, subject);
    let files = match &named {
        Named::Inside(path) => file::sheets(book, path),
        Named::Outside | Named::Nothing => Vec::new(),
    };
    let found = !records.is_empty() || !files.is_empty();
    let nearest = if found { Vec::new() } else { find::nearest(book, subject) };
    let unknown = (!found).then(|| unknown(subject, &named, &nearest));
    Ok(Told {
        faultbook: env!("CARGO_PKG_VERSION"),
        command: "inspect",
        exit: if found { Exit::Done } else { Exit::Stopped } as u8,
        subject,
        records,
        files,
        nearest,
        diagnostics: unknown.into_iter().collect(),
    })
}

fn unknown(subject: &str, named: &Named, nearest: &[Near]) -> Diagnostic {
    if *named == Named::Outside {
        let message = format!("the file {subject} lies outside the project");
        let hint = "name a file of the project, or the project of the file with --root";
        return Diagnostic::new(Code::NameUnknown, message).hint(hint);
    }
    let message = format!("the project knows no record and no file `{subject}`");
    let finding = Diagnostic::new(Code::NameUnknown, message);
    let near = nearest.iter().map(|near| format!("{} ({})", near.id, near.kind.replace('_', " ")));
    let near: Vec<String> = near.collect();
    if near.is_empty() {
        return finding.hint("`faultbook check` says what was read and what was left aside");
    }
    finding.hint(format!("the nearest known names are {}", near.join(", ")))
}

fn show(told: &Told<'_>, global: &Global, console: Console) -> Exit {
    let exit = if told.diagnostics.is_empty() { Exit::Done } else { Exit::Stopped };
    if console.json {
        console::write(Stream::Out, |out| {
            serde_json::to_writer_pretty(&mut *out, told)?;
            writeln!(out)
        });
        return exit;
    }
    if exit == Exit::Stopped {
        let findings = told.diagnostics.iter().cloned().collect();
        return draw::refusal("inspect", &findings, global);
    }
    let much = human::Much { all: console.verbose };
    console::write(Stream::Out, |out| {
        human::files(out, &told.files, much)?;
        told.records.iter().try_for_each(|sheet| human::record(out, sheet, much))
    });
    exit
}
