//! `new`: starts a record that a person then fills in. The project is read first, so
//! that id, place, form and names are its own; it is read again afterwards, so that
//! what was written is known to be part of it.

mod document;
mod draft;
mod drafts;
mod ids;
mod names;
mod place;
mod row;

use super::args::Moment;
use super::args::{Global, New, NewKind, Writing};
use super::console::{self, Console, Stream};
use super::project::{self, Places};
use super::{Exit, draw};
use crate::catalog::{self, Catalog};
use crate::diag::{Code, Diagnostic, Diagnostics, Severity};
use crate::model::events::TextField;
use crate::model::ids::match_key;
use crate::model::slug::steers_path;
use crate::model::{Day, Instant, Lang};
use draft::{Draft, Kind};
use ids::Numbered;
use jiff::Timestamp;
use names::Names;
use place::Form;
use serde::Serialize;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

/// Runs `new`.
pub(super) fn run(new: &New, global: &Global, console: Console) -> Exit {
    match start(&new.kind, global) {
        Ok(started) => {
            show(&started, console);
            Exit::Done
        }
        Err(findings) => draw::refusal("new", &findings, global),
    }
}

/// What was written.
#[derive(Serialize)]
struct Started {
    faultbook: &'static str,
    command: &'static str,
    exit: u8,
    kind: &'static str,
    id: String,
    path: String,
    row: bool,
    notes: Vec<String>,
    next: &'static str,
}

fn start(kind: &NewKind, global: &Global) -> Result<Started, Diagnostics> {
    let one = |finding| Diagnostics::from_iter([finding]);
    let places = Places::of(global).map_err(one)?;
    let (catalog, blocked) = read(&places.root, global);
    if !blocked.is_empty() {
        return Err(blocked);
    }
    let desk = Desk { root: &places.root, catalog: &catalog, now: now(&catalog) };
    let mut names = Names::new(&catalog, writing(kind).allow_unknown);
    let draft = match kind {
        NewKind::Fault(said) => drafts::fault(&desk, said, &mut names),
        NewKind::Solution(said) => drafts::solution(&desk, said, &mut names),
        NewKind::Device(said) => drafts::device(&desk, said, &mut names),
        NewKind::Action(said) => drafts::action(&desk, said, &mut names),
        NewKind::Visit(said) => drafts::visit(&desk, said, &mut names),
    };
    let draft = draft.map_err(one)?;
    let mut notes = names.finish()?;
    let day = desk.day_of(kind);
    let (path, row) = desk.write(&draft, day).map_err(one)?;
    if draft.kind == Kind::Fault {
        notes.extend(desk.late(day));
    }
    notes.extend(unread(&places.root, global, &draft, &path));
    Ok(Started {
        faultbook: env!("CARGO_PKG_VERSION"),
        command: "new",
        exit: Exit::Done as u8,
        kind: draft.kind.word(),
        path: within(&places.root, &path),
        id: draft.id,
        row,
        notes,
        next: draft.next,
    })
}

/// A project path as a person in the working directory would write it.
fn within(root: &Path, path: &str) -> String {
    if root == Path::new(".") { path.to_owned() } else { root.join(path).display().to_string() }
}

fn writing(kind: &NewKind) -> &Writing {
    match kind {
        NewKind::Fault(said) => &said.writing,
        NewKind::Solution(said) => &said.writing,
        NewKind::Device(said) => &said.writing,
        NewKind::Action(said) => &said.writing,
        NewKind::Visit(said) => &said.writing,
    }
}

/// Something asked for that makes no sense.
fn misused(message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Code::RecordField, message).severity(Severity::Stop)
}

/// The project, drafts included, and what forbids to write into it.
fn read(root: &Path, global: &Global) -> (Catalog, Diagnostics) {
    let mut project = project::read_with_drafts(root, global);
    let blocked = project::unclear(&project);
    project.diagnostics = Diagnostics::new();
    (catalog::link(project), blocked)
}

/// What a draft is written from and to.
struct Desk<'a> {
    root: &'a Path,
    catalog: &'a Catalog,
    /// The present minute where the site is, the same for the whole command.
    now: Moment,
}

fn now(catalog: &Catalog) -> Moment {
    let now = Instant(Timestamp::now().as_millisecond());
    Moment::Time(catalog.settings.zone.local(now))
}

impl Desk<'_> {
    fn langs(&self) -> &[Lang] {
        &self.catalog.settings.languages
    }

    /// The moment given, else the present minute where the site is.
    fn moment(&self, given: Option<Moment>) -> Moment {
        given.unwrap_or(self.now)
    }

    /// The day given, else today where the site is.
    fn day(&self, given: Option<Day>) -> Day {
        self.moment(given.map(Moment::Day)).day()
    }

    fn day_of(&self, kind: &NewKind) -> Day {
        match kind {
            NewKind::Fault(said) => self.moment(said.date).day(),
            NewKind::Solution(said) => self.day(said.date),
            NewKind::Action(said) => self.day(said.date),
            NewKind::Visit(said) => self.day(said.date),
            NewKind::Device(_) => self.day(None),
        }
    }

    /// The id given, where it is free, else the next one.
    fn id(&self, kind: Kind, given: Option<&str>, day: Day) -> Result<String, Diagnostic> {
        let known = self.known(kind);
        if let Some(id) = given {
            return match known.iter().find(|known| match_key(known) == match_key(id)) {
                Some(known) => Err(taken(kind, known)),
                None => usable(id),
            };
        }
        let taken: BTreeSet<String> =
            known.iter().chain(&self.named(kind)).map(|id| match_key(id)).collect();
        let form = place::form(self.root, self.catalog, kind, day);
        let lies_there = |id: &str| match &form {
            Form::Document(folder) => {
                let draft = Draft::new(kind, id.to_owned(), "");
                self.root.join(place::file(folder, &draft)).symlink_metadata().is_ok()
            }
            _ => false,
        };
        // A measure in a report has an id made from the report's.
        let own = |id: &&str| kind != Kind::Action || !self.is_of_a_report(id);
        let pattern = Numbered::of(known.iter().copied().filter(own));
        let pattern = pattern.unwrap_or_else(|| kind.usual_ids());
        let next = pattern.next(known.iter().copied(), day, |id| {
            taken.contains(&match_key(id)) || lies_there(id)
        });
        Ok(next)
    }

    fn is_of_a_report(&self, action: &str) -> bool {
        let report = action.rsplit_once("-A").map(|(report, _)| report);
        report.is_some_and(|id| self.catalog.index.find_report(id).is_some())
    }

    /// Ids of the records of a kind.
    fn known(&self, kind: Kind) -> Vec<&str> {
        let records = &self.catalog.records;
        match kind {
            Kind::Fault => records.reports.iter().map(|r| r.id.as_str()).collect(),
            Kind::Solution => records.solutions.iter().map(|r| r.id.as_str()).collect(),
            Kind::Device => records.devices.iter().map(|r| r.id.as_str()).collect(),
            Kind::Action => records.actions.iter().map(|r| r.id.as_str()).collect(),
            Kind::Visit => records.visits.iter().map(|r| r.id.as_str()).collect(),
        }
    }

    /// Ids that other records name: a new record must not step into a reference that
    /// meant something else.
    fn named(&self, kind: Kind) -> Vec<&str> {
        let events = self.catalog.events();
        let field = match kind {
            Kind::Fault => TextField::Ticket,
            Kind::Solution => TextField::Solution,
            Kind::Device | Kind::Action | Kind::Visit => return Vec::new(),
        };
        let mut named: Vec<&str> =
            events.iter().filter_map(|event| event.some_text(field)).collect();
        if kind == Kind::Solution {
            let records = &self.catalog.records;
            let of_codes = records.codes.iter().flat_map(|code| &code.solutions);
            let former = records.solutions.iter().filter_map(|s| s.supersedes.as_ref());
            named.extend(of_codes.chain(former).map(crate::model::SolutionId::as_str));
        }
        named
    }

    /// The id of a new device: free, or so far only named by logs.
    fn device_id(&self, id: &str, names: &mut Names<'_>) -> Result<String, Diagnostic> {
        let Some(ix) = self.catalog.index.find_device(id) else { return usable(id) };
        let device = self.catalog.device(ix);
        if !device.unregistered {
            let finding = taken(Kind::Device, device.id.as_str());
            return Err(finding.at(device.meta.place.clone()));
        }
        let rows = self.catalog.index.events_of_device.of(ix.index()).len();
        names.notes.push(format!("{rows} records of logs and reports name it already"));
        Ok(device.id.to_string())
    }

    /// Writes the draft. Returns its path below the root, and whether it is a row.
    fn write(&self, draft: &Draft, day: Day) -> Result<(String, bool), Diagnostic> {
        match place::form(self.root, self.catalog, draft.kind, day) {
            Form::Row(table) => {
                row::append(self.root, table, &draft.cells())?;
                Ok((table.path.to_string(), true))
            }
            Form::NewTable(path) => {
                let (headers, cells) = first_row(draft, self.langs());
                let begun = row::begin(&self.root.join(&path), &headers, &cells);
                begun.map_err(|error| unwritten(&path, &error))?;
                Ok((path, true))
            }
            Form::Document(folder) => {
                let path = place::file(&folder, draft);
                let text = document::text(draft, self.langs());
                create(&self.root.join(&path), &text).map_err(|error| unwritten(&path, &error))?;
                Ok((path, false))
            }
        }
    }

    /// A word where a fixed instant of the build lies before the record.
    fn late(&self, day: Day) -> Option<String> {
        let settings = &self.catalog.settings;
        let as_of = settings.as_of.filter(|_| settings.as_of_fixed)?;
        let last = settings.zone.day(as_of);
        (day > last).then(|| {
            format!("the project is built as of {last}; this counts in builds as of {day} or later")
        })
    }
}

/// An id that can be a page's and a file's name.
fn usable(id: &str) -> Result<String, Diagnostic> {
    if steers_path(id) {
        let finding = Diagnostic::new(Code::PathEscape, format!("`{id}` cannot be an id"));
        return Err(finding.hint("leave out `..`, a leading `/` and drive letters"));
    }
    Ok(id.to_owned())
}

fn taken(kind: Kind, id: &str) -> Diagnostic {
    let message = format!("there is a {} `{id}` already; nothing was written", kind.word());
    Diagnostic::new(Code::IdCollision, message).hint(format!("see it with: faultbook inspect {id}"))
}

fn unwritten(path: &str, error: &io::Error) -> Diagnostic {
    if error.kind() == io::ErrorKind::AlreadyExists {
        return Diagnostic::new(
            Code::OutputRefused,
            format!("{path} exists and is never overwritten"),
        )
        .hint("name another id with --id, or edit that file");
    }
    Diagnostic::new(Code::OutputWrite, format!("cannot write {path}: {error}"))
        .hint("mend the permissions of the folder, or make room on the disk")
}

fn create(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    File::create_new(path)?.write_all(text.as_bytes())
}

/// Columns of a table of devices that is begun, and their first cells.
fn first_row(draft: &Draft, langs: &[Lang]) -> (Vec<String>, Vec<String>) {
    const HEADERS: [(&str, &str); 12] = [
        ("id", "设备编号"),
        ("name", "设备名称"),
        ("model", "型号"),
        ("customer", "客户"),
        ("site", "安装地点"),
        ("serial", "序列号"),
        ("batch", "批次"),
        ("firmware", "固件版本"),
        ("installed_on", "安装日期"),
        ("commissioned_on", "投用日期"),
        ("accepted_on", "验收日期"),
        ("warranty_end", "质保到期"),
    ];
    let zh = langs.first() == Some(&Lang::Zh);
    let filled = draft.cells();
    let header = |(en, text): &(&str, &str)| (*if zh { text } else { en }).to_owned();
    let cell = |(name, _): &(&str, &str)| {
        let found = filled.iter().find(|(field, _)| field == name);
        found.map(|(_, text)| text.clone()).unwrap_or_default()
    };
    (HEADERS.iter().map(header).collect(), HEADERS.iter().map(cell).collect())
}

/// Reads the project again: a word where it does not hold the record, or where
/// something was found about it.
fn unread(root: &Path, global: &Global, draft: &Draft, path: &str) -> Vec<String> {
    let project = project::read_with_drafts(root, global);
    let catalog = catalog::link(project);
    let desk = Desk { root, now: now(&catalog), catalog: &catalog };
    let mut notes = Vec::new();
    if !desk.known(draft.kind).iter().any(|id| **id == *draft.id) {
        notes.push(format!(
            "no block of faultbook.toml reads {path} as a {}; move it, or name it there",
            draft.kind.word()
        ));
    }
    let errors = desk.catalog.diagnostics.iter().filter(|finding| {
        let here = finding.place.as_ref().is_some_and(|place| *place.file == *path);
        here && finding.severity <= Severity::Error
    });
    notes.extend(errors.map(|finding| format!("{}: {}", finding.code, finding.message)));
    notes
}

fn show(started: &Started, console: Console) {
    if console.json {
        return console::write(Stream::Out, |out| {
            serde_json::to_writer_pretty(&mut *out, started)?;
            writeln!(out)
        });
    }
    console::line(Stream::Out, &started.path);
    if console.quiet {
        return;
    }
    let written = if started.row { "added a row for" } else { "started" };
    console::write(Stream::Err, |out| {
        writeln!(out, "{written} {} {}", started.kind, draw::plain(&started.id))?;
        for note in &started.notes {
            writeln!(out, "note: {}", draw::plain(note))?;
        }
        writeln!(out, "next: {}", started.next)
    });
}
