//! The whole reading of a project, in order: configuration, walk, roles, Markdown,
//! tables, logs, merging, the build's instant. Nothing here stops early; a caller
//! asks the diagnostics.

use super::config::Config;
use super::copies;
use super::disk;
use super::form::{Reading, path_escape};
use super::log::{self, LogRead};
use super::markdown::{self, Markdown, filled};
use super::masters::{self, Claims, TableRead};
use super::memory::{Document, Log, Memory};
use super::options::{self, ReadOptions};
use super::registry::Registry;
use super::roles::{self, Input, Layout, Role};
use super::table::{self, SourceFile, format::is_workbook};
use super::{
    as_of, flat, foreign, frozen, ids, remedies, reports, solutions, theme, tickets, unconfigured,
    walk,
};
use crate::diag::{Code, Diagnostic, Diagnostics, Place};
use crate::model::events::{Events, Origin, TextField};
use crate::model::ledger::SkipReason;
use crate::model::picture::FileKind;
use crate::model::project::{Attachment, Project, SourceReport};
use crate::model::records::{FreePage, Records};
use crate::model::slug::steers_path;
use crate::model::text::Sym;
use crate::model::time::ReportPeriod;
use crate::model::words::Readers;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

/// Reads the project in `root`. Never fails: what is wrong is in the diagnostics, and
/// what could be read is in the project.
pub fn read(root: &Path, read: &ReadOptions) -> Project {
    read_again(root, read, &mut Memory::of_nothing())
}

/// The same, where it was read before: the project is the one that [`read`] gives.
pub fn read_again(root: &Path, read: &ReadOptions, memory: &mut Memory) -> Project {
    let (config_path, config) = options::configuration(root, read);
    let Config { mut settings, blocks, base, findings, absent } = config;
    let mut project = Project { diagnostics: findings, ..Project::default() };
    options::given(read, &mut settings, &mut project.diagnostics);
    let found = &mut project.diagnostics;
    let layout = layout(root, blocks.is_empty(), found);
    let matchers = roles::matchers(root, &config_path, &blocks, found);
    let walked = walk::walk(root, &folders(layout, &matchers));
    found.append(walked.findings);
    let files = walked.files.into_iter().filter(|file| *file.path != *config_path).collect();
    let (mut inputs, unmatched) = roles::assign(files, &matchers, &base, layout, &config_path);
    found.append(unmatched);
    found.append(flat::sort_out(&mut inputs));
    if layout == Layout::Content {
        let beside = walk::at_root(root);
        found.append(beside.findings);
        found.append(flat::beside_content(beside.files, &mut inputs, &base));
    }
    let reading = Reading { zone: settings.zone.clone(), date_order: base.date_order };
    if let Some(name) = &settings.theme {
        project.theme = theme::read(root, name, found);
    }
    project.frozen = frozen::read(root, found);
    project.settings = settings;
    let drafts = read.drafts;
    let mut project =
        Assembly { reading, drafts, layout, config: config_path, project, memory }.run(inputs);
    if absent {
        unconfigured::settle(&mut project, root, read.title.is_some());
        project.diagnostics.sort();
    }
    project
}

fn layout(root: &Path, no_blocks: bool, found: &mut Diagnostics) -> Layout {
    let content = disk::is_folder(&root.join("content"));
    match disk::or_told(content, &"content".into(), found, true) {
        true => Layout::Content,
        false if no_blocks => Layout::Flat,
        false => Layout::Blocks,
    }
}

/// The folders to walk: `content/`, and where blocks point outside it.
fn folders(layout: Layout, matchers: &[roles::Matcher<'_>]) -> Vec<String> {
    let mut folders: BTreeSet<String> = matchers.iter().flat_map(roles::Matcher::folders).collect();
    match layout {
        Layout::Content => {
            folders.insert("content".to_owned());
        }
        Layout::Flat => {
            folders.insert(String::new());
        }
        Layout::Blocks => {}
    }
    let within = |inner: &str, outer: &str| {
        outer.is_empty() || inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('/'))
    };
    let outermost =
        |folder: &&String| !folders.iter().any(|other| other != *folder && within(folder, other));
    folders.iter().filter(outermost).cloned().collect()
}

struct Assembly<'m> {
    reading: Reading,
    drafts: bool,
    layout: Layout,
    config: Arc<str>,
    project: Project,
    memory: &'m mut Memory,
}

impl Assembly<'_> {
    fn run(mut self, inputs: Vec<Input>) -> Project {
        self.attach(&inputs);
        if inputs.iter().all(|input| input.role == Role::Attachment) {
            self.project.diagnostics.push(nothing_to_read());
        }
        let sources: Vec<Input> = inputs.iter().filter(|input| is_source(input)).cloned().collect();
        let documents: Vec<Input> = inputs.into_iter().filter(is_document).collect();
        let mut claims = Claims::default();
        let tables = self.tables(&sources, &mut claims);
        let events = self.documents(&documents, &mut claims);
        masters::derive(&mut self.project.records);
        self.logs(&sources, tables, events);
        self.check_ids();
        self.fix_instant();
        self.project.diagnostics.sort();
        self.project
    }

    /// What lies below `content/` and beside articles that a block names may be shown
    /// by them.
    fn attach(&mut self, inputs: &[Input]) {
        let named = inputs.iter().filter(|input| is_document(input));
        let homes: BTreeSet<&str> = named
            .map(|input| input.file.path.rsplit_once('/').map_or("", |(home, _)| home))
            .collect();
        let at_home = |path: &str| {
            let mut folders = path.match_indices('/').map(|(at, _)| &path[..at]);
            homes.contains("") || folders.any(|folder| homes.contains(folder))
        };
        for input in inputs.iter().filter(|input| input.role == Role::Attachment) {
            let path = &input.file.path;
            if self.layout == Layout::Flat || path.starts_with("content/") || at_home(path) {
                let (kind, measures) = disk::or_told(
                    input.file.kind(),
                    path,
                    &mut self.project.diagnostics,
                    (FileKind::Other, None),
                );
                let (path_on_disk, size) = (input.file.disk.clone(), input.file.size);
                let attachment = Attachment { path: path_on_disk, size, kind, measures };
                self.project.attachments.insert(path.clone(), attachment);
            }
        }
    }

    /// Reads every table in the order of the sources, each with the accounts of its
    /// sheets; a log's place stays empty.
    fn tables(&mut self, sources: &[Input], claims: &mut Claims) -> Vec<Vec<SourceReport>> {
        let mut reports = Vec::with_capacity(sources.len());
        for input in sources {
            let read = match input.role {
                Role::Table(kind) => masters::read_table(
                    input,
                    kind,
                    &self.reading,
                    &mut self.project.records,
                    claims,
                ),
                Role::Synonyms => vec![self.synonyms(input)],
                _ => Vec::new(),
            };
            let name = match input.role {
                Role::Table(kind) => Some(kind.name()),
                _ => None,
            };
            let mut accounts = Vec::with_capacity(read.len());
            for table in read {
                self.project.diagnostics.append(table.findings);
                self.project.rejected.extend(table.rejected);
                let path = input.file.path.clone();
                accounts.push(SourceReport {
                    path,
                    table: name.map(Cow::Borrowed),
                    ..table.report
                });
            }
            reports.push(accounts);
        }
        reports
    }

    /// The groups of words of a workbook, a group a row.
    fn synonym_sheets(&mut self, input: &Input) -> TableRead {
        let mut read = TableRead::default();
        let bytes = match std::fs::read(&input.file.disk) {
            Ok(bytes) => bytes,
            Err(error) => {
                read.findings
                    .push(disk::unreadable(&error).at(Place::file(input.file.path.clone())));
                return read;
            }
        };
        let file = SourceFile::new(input.file.path.clone(), bytes);
        let (tables, findings) = table::read_headerless(&file, &input.block);
        read.findings.append(findings);
        for table in tables {
            read.report.encoding = table.encoding;
            for row in table.rows {
                let group: Vec<String> =
                    row.cells.into_iter().filter(|word| !word.is_empty()).collect();
                self.synonym_group(group, row.line, &mut read.report);
            }
        }
        read
    }

    fn synonym_group(&mut self, group: Vec<String>, line: u32, report: &mut SourceReport) {
        report.rows_read += 1;
        if group.len() > 1 {
            report.rows_accepted += 1;
            self.project.records.synonyms.push(group);
        } else {
            report.rows_skipped += 1;
            report.ledger.skip(line, SkipReason::Blank);
        }
    }

    fn synonyms(&mut self, input: &Input) -> TableRead {
        if is_workbook(&input.file.extension()) {
            return self.synonym_sheets(input);
        }
        let mut read = TableRead::default();
        let bytes = std::fs::read(&input.file.disk).map_err(|error| disk::unreadable(&error));
        match bytes.and_then(markdown::decode) {
            Ok((text, guessed)) => {
                read.report.encoding.push_str(if guessed { "GB18030" } else { "UTF-8" });
                let groups = text.lines().zip(1..);
                for (text, line) in
                    groups.filter(|(l, _)| !l.trim().is_empty() && !l.starts_with('#'))
                {
                    self.synonym_group(synonym_group(text), line, &mut read.report);
                }
            }
            Err(finding) => read.findings.push(finding.at(Place::file(input.file.path.clone()))),
        }
        read
    }

    /// Reads every Markdown file; the events of the reports are handed on.
    fn documents(&mut self, inputs: &[Input], claims: &mut Claims) -> Events {
        let read = self.memory.documents(inputs, &self.reading);
        let (mut faults, mut articles) = (Vec::new(), Vec::new());
        for file in read {
            match file {
                Document::Report(draft) => faults.push(draft),
                Document::Solution(draft) => articles.push(draft),
                Document::Other(file) => self.other(file, claims),
                Document::Unread(findings) => {
                    let file = findings.iter().find_map(|d| Some(d.place.as_ref()?.file.clone()));
                    self.project.unread.extend(file);
                    self.project.diagnostics.append(findings);
                }
            }
        }
        let (reading, found) = (&self.reading, &mut self.project.diagnostics);
        let records = &mut self.project.records;
        records.solutions = solutions::settle(articles, self.drafts, found);
        let read = reports::settle(faults, reading, self.drafts, found);
        records.reports = read.documents;
        for action in &read.actions {
            claims.measure(action.id.as_str(), &action.meta.place, found);
        }
        records.actions.extend(read.actions);
        read.events
    }

    fn other(&mut self, mut file: Markdown, claims: &mut Claims) {
        let records = &mut self.project.records;
        if let Role::Record(kind) = file.role {
            let found = masters::read_markdown(file, kind, &self.reading, records, claims);
            self.project.diagnostics.append(found);
            return;
        }
        let mut form = file.form(&self.reading);
        if Markdown::is_draft(&mut form) && !self.drafts {
            self.project.diagnostics.push(ids::left_aside(&file.file));
            return;
        }
        file.name_article(&mut form);
        let audience = form.word("audience").unwrap_or(Readers::Internal);
        file.article.unknown = form.meta().unknown;
        self.project.diagnostics.append(form.findings);
        if let Some(finding) = place_document(file, audience, records) {
            self.project.diagnostics.push(finding);
        }
    }

    fn logs(&mut self, sources: &[Input], reports: Vec<Vec<SourceReport>>, events: Events) {
        let zone = &self.reading.zone;
        let registry = Registry::of(&self.project.records.devices);
        let read = |input: &Input| {
            let mut found = Diagnostics::new();
            let hash = copies::hash_of(input, &mut found);
            let mut read = read_log(input, zone, &registry);
            read.extend(found.iter().cloned().map(LogRead::failed));
            Log { read, hash }
        };
        let (all, tables): (Vec<&Input>, Vec<&Input>) =
            sources.iter().partition(|input| input.role == Role::Log);
        let read = self.memory.logs(&all, &read, &registry);
        let mut hashes = copies::hashes(&tables, &mut self.project.diagnostics);
        let mut logs = vec![Vec::new(); sources.len()];
        let places = sources.iter().zip(&mut logs).filter(|(input, _)| input.role == Role::Log);
        for ((input, place), log) in places.zip(read) {
            hashes.extend(log.hash.map(|hash| (input.file.path.clone(), hash)));
            *place = log.read;
        }
        self.project.diagnostics.extend(sources.iter().filter_map(|input| input.file.change()));
        self.project.diagnostics.append(copies::of(sources));
        let pairs = || sources.iter().zip(&logs).filter(|(input, _)| input.role == Role::Log);
        self.project.diagnostics.append(foreign::unmatched(&self.config, pairs()));
        let mut dedupe = Vec::new();
        for (input, read) in pairs() {
            dedupe.extend(read.iter().map(|_| input.block.dedupe));
        }
        let (accounts, read, places) = self.numbered(reports, logs);
        let owners = tickets::Owners::of(
            &self.project.records.customers,
            &self.project.records.devices,
            &self.reading.zone,
        );
        let merged = tickets::merge(read, &dedupe, events, &owners, &self.reading.zone);
        self.project.sources = accounts;
        for (report, at) in merged.sources.into_iter().zip(places) {
            self.project.sources[at] = report;
        }
        for source in &mut self.project.sources {
            source.hash = hashes.get(&source.path).cloned();
        }
        let records = &mut self.project.records;
        records.events = merged.events;
        remedies::settle(&mut records.events, &records.solutions);
        self.project.rejected.extend(merged.rejected);
        self.project.rejected.sort_by(|a, b| {
            walk::natural(&a.place.file, &b.place.file).then_with(|| a.place.cmp(&b.place))
        });
        self.project.diagnostics.append(merged.diagnostics);
    }

    /// Puts tables and logs into one row of sources, in the order of the inputs: the
    /// accounts with a place for each log's, the logs, and their places.
    fn numbered(
        &mut self,
        tables: Vec<Vec<SourceReport>>,
        logs: Vec<Vec<LogRead>>,
    ) -> (Vec<SourceReport>, Vec<LogRead>, Vec<usize>) {
        let (mut accounts, mut all, mut places) = (Vec::new(), Vec::new(), Vec::new());
        for (tables, logs) in tables.into_iter().zip(logs) {
            accounts.extend(tables);
            for mut log in logs {
                match u16::try_from(accounts.len()) {
                    Ok(source) => log.number(source),
                    Err(_) => log = self.one_too_many(log),
                }
                places.push(accounts.len());
                accounts.push(SourceReport::default());
                all.push(log);
            }
        }
        (accounts, all, places)
    }

    fn one_too_many(&mut self, log: LogRead) -> LogRead {
        let message = "a project reads at most 65,535 tables, logs and sheets";
        let finding = Diagnostic::new(Code::FileUnreadable, message).at(log.report.place());
        self.project.diagnostics.push(finding);
        let SourceReport { path, sheet, is_log, .. } = log.report;
        LogRead {
            report: SourceReport { path, sheet, is_log, ..SourceReport::default() },
            ..LogRead::default()
        }
    }

    /// Ids of log rows that would lead out of the output folder; a report's were
    /// checked with the report.
    fn check_ids(&mut self) {
        const IDS: [TextField; 4] =
            [TextField::Ticket, TextField::Device, TextField::Code, TextField::Solution];
        let mut seen = vec![false; self.project.records.events.pool().len()];
        let mut found = Vec::new();
        let rows = self.project.records.events.iter().filter(|event| event.report().is_none());
        for event in rows {
            for field in IDS {
                let sym: Sym = event.sym(field);
                let Some(index) = sym.index().filter(|&index| !seen[index]) else { continue };
                seen[index] = true;
                if steers_path(event.resolve(sym)) {
                    let place = self.place(event.origin()).with_header(field.as_str());
                    found.push(path_escape(event.resolve(sym)).at(place));
                }
            }
        }
        self.project.diagnostics.extend(found);
    }

    fn place(&self, origin: Origin) -> Place {
        match origin {
            Origin::Row { source, line } => {
                let source = self.project.sources.get(source as usize);
                source.map(SourceReport::place).unwrap_or_default().on_line(line)
            }
            Origin::Report(at) => {
                let report = self.project.records.reports.get(at as usize);
                report.map(|r| r.place.clone()).unwrap_or_default()
            }
        }
    }

    fn fix_instant(&mut self) {
        let Project { settings, records, sources, diagnostics, .. } = &mut self.project;
        let Records { events, reports, .. } = records;
        let mut origins = as_of::Origins { sources, reports };
        let given = settings.as_of;
        settings.as_of = as_of::settle(events, given, &settings.zone, &mut origins, diagnostics);
    }
}

fn nothing_to_read() -> Diagnostic {
    Diagnostic::new(Code::NoInput, "there is no log, table or article to read here")
        .hint("put a CSV log or Markdown articles into the folder, or run `faultbook init`")
}

fn is_source(input: &Input) -> bool {
    matches!(input.role, Role::Log | Role::Table(_) | Role::Synonyms)
}

fn is_document(input: &Input) -> bool {
    !is_source(input) && input.role != Role::Attachment
}

/// A group of words that mean the same, one a line.
fn synonym_group(line: &str) -> Vec<String> {
    let words = line.split([',', ';', '\t', '，', '；', '、', '=', '＝']);
    let words = words.map(|word| word.trim().trim_matches('"').trim());
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn read_log(input: &Input, zone: &crate::model::time::Zone, registry: &Registry) -> Vec<LogRead> {
    let path = &input.file.path;
    let file = match SourceFile::open(path.clone(), &input.file.disk) {
        Ok(file) => file,
        Err(error) => {
            return vec![LogRead::failed(disk::unreadable(&error).at(Place::file(path.clone())))];
        }
    };
    let mut block = input.block.clone();
    for template in block.default.values_mut() {
        *template = filled(template, &input.file);
    }
    let zone = block.timezone.clone().unwrap_or_else(|| zone.clone());
    log::read(&file, &block, &zone, registry)
}

/// Puts a page, commentary or introduction where it belongs.
fn place_document(file: Markdown, audience: Readers, records: &mut Records) -> Option<Diagnostic> {
    let inside = file.file.path.strip_prefix("content/").unwrap_or(&file.file.path);
    match file.role {
        Role::Commentary => {
            let Some(report) = ReportPeriod::parse(file.file.stem()) else {
                let place = Place::file(file.file.path.clone());
                return Some(
                    Diagnostic::new(
                        Code::FileIgnored,
                        "this commentary's name is no month, quarter or year and it is left aside",
                    )
                    .severity(crate::diag::Severity::Warning)
                    .at(place)
                    .hint("name the file after what it is about, such as 2026-10.md, 2026-Q4.md or 2026.md"),
                );
            };
            records.commentaries.insert(report, file.article);
        }
        Role::Introduction => {
            let folder = inside.rsplit_once('/').map_or("", |(folder, _)| folder);
            records.introductions.insert(folder.to_owned(), file.article);
        }
        _ => {
            let route = inside.strip_prefix("pages/").unwrap_or(inside);
            let route = route.rsplit_once('.').map_or(route, |(stem, _)| stem).to_owned();
            records.pages.push(FreePage { route, article: file.article, audience });
        }
    }
    None
}
