//! A proposal for a table nobody has described yet: what it holds, what each column
//! means and why, and how many of its rows would be read that way. Guesses from values
//! are for people to judge: nothing here is used by a build, which reads what a block of
//! the configuration says. The proposed block is tried out by the real reader.

mod block;
mod dates;
mod facts;
mod fields;
mod kind;
mod languages;
mod rehearsal;
mod report;

use super::config::{Config, Reads};
use super::log::LogRead;
use super::log::columns::ColumnFacts;
use super::mapping::SourceBlock;
use super::options::{self, ReadOptions};
use super::preset::{self, Export, Preset};
use super::registry::Registry;
use super::table::encoding::Decoded;
use super::table::layout::{self, Layout};
use super::table::rows::{Chunk, RowReader};
use super::table::stream::Text;
use super::table::{self, SourceFile};
use super::value::date::DateRules;
use crate::diag::{Code, Diagnostic, Diagnostics, Place};
use crate::model::Zone;
use crate::model::events::TextField;
use crate::model::ids::match_key;
use facts::{Known, TableFacts};
pub use report::{
    ColumnProposal, DateOrderProposal, Evidence, FindingCount, PresetNamed, Proposal, Rehearsal,
    RejectedExample,
};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Separators that are tried.
const SEPARATORS: [u8; 5] = [b',', b';', b'\t', b'|', b'^'];

/// What is asked for.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The table.
    pub file: PathBuf,
    /// The project's folder.
    pub root: PathBuf,
    /// The configuration file; `faultbook.toml` in the root by default.
    pub config: Option<PathBuf>,
    /// Sheet of a workbook, by name or by number from 1.
    pub sheet: Option<String>,
    /// Preset to use, instead of recognising one.
    pub preset: Option<String>,
}

/// A proposal with what reading by it gives.
#[derive(Debug)]
pub struct Proposed {
    /// The proposal.
    pub proposal: Proposal,
    /// The events of a log.
    pub logs: Vec<LogRead>,
    /// The zone in which its times are read.
    pub zone: Zone,
    /// What stands in the way of writing the block, if anything does.
    pub obstacle: Option<Diagnostic>,
}

/// A table that is being looked at.
struct Subject<'a> {
    text: &'a Decoded<'a>,
    layout: Layout,
    facts: TableFacts,
    order: ColumnFacts,
    preset: Option<(&'static Preset, &'static Export)>,
    recognised: bool,
    stem: String,
}

/// Looks at a table and proposes how to read it.
///
/// # Errors
/// Where it cannot be read at all, or the request names something that is not there.
pub fn propose(request: &Request) -> Result<Proposed, Diagnostics> {
    let options = ReadOptions { config: request.config.clone(), ..ReadOptions::default() };
    let (config_path, config) = options::configuration(&request.root, &options);
    let shown = request.file.to_string_lossy().replace('\\', "/");
    let inside = inside(&request.root, &request.file);
    let asked = asked(request)?;
    let file = open(&request.file, &inside.clone().unwrap_or_else(|| shown.clone()).into())?;
    let mut base = config.base.clone();
    base.sheet = request.sheet.iter().cloned().collect();
    let (texts, told) = texts(&file, &base).map_err(|f| Diagnostics::from_iter([f]))?;
    let known = known(request, &config);
    let subject =
        choose(&file, &texts, &base, asked, &known).ok_or_else(|| no_table(&file, &texts))?;
    let (reads, because) = kind::of(&subject, asked.is_some());
    let mapping = match reads {
        Reads::Table(kind) => kind::mapping(&subject, kind),
        _ => fields::mapping(&subject, &known),
    };
    let mut proposal = subject.proposal(&mapping, reads, because);
    proposal.notes.extend(told.iter().map(|finding| finding.message.clone()));
    proposal.notes.extend(other_sheets(&texts, proposal.sheet.as_deref()));
    let path = inside.clone().unwrap_or_else(|| home(&request.file, reads));
    let named_sheet = request.sheet.is_some() || texts.len() > 1;
    proposal.block = subject.block(&proposal, &mapping, (reads, path), named_sheet);
    let rehearsed = rehearsal::run(&rehearsal::Stage {
        registry: &known.registry,
        request,
        config_path: &config_path,
        config: &config,
        file: &file,
        inside: inside.as_deref(),
        block: &proposal.block,
        reads,
    });
    (proposal.file, proposal.path, proposal.rehearsal) = (shown, inside, rehearsed.account);
    let rehearsal::Rehearsed { logs, zone, obstacle, .. } = rehearsed;
    Ok(Proposed { proposal, logs, zone, obstacle })
}

impl Subject<'_> {
    /// What was seen of the table; where it lies and what reading it gives is filled in
    /// by the caller.
    fn proposal(&self, mapping: &fields::Mapping, reads: Reads, because: String) -> Proposal {
        let sheet = self.text.place.sheet.as_deref().map(str::to_owned);
        let mut notes = mapping.notes.clone();
        if let Some(value) = value_among(&self.layout.headers) {
            notes.push(format!(
                "the header row holds the value \"{value}\"; if the table has no header, put a row of names above it"
            ));
        }
        let preset = self.preset.map(|(preset, _)| PresetNamed {
            name: preset.name,
            product: preset.product,
            recognised: self.recognised,
        });
        Proposal {
            file: String::new(),
            path: None,
            encoding: self.text.encoding.clone(),
            encoding_guessed: self.text.diagnostics.iter().any(|d| d.code == Code::EncodingGuessed),
            delimiter: sheet.is_none().then(|| delimiter_name(self.layout.delimiter)),
            sheet,
            header_line: self.layout.header_line,
            rows_looked_at: self.facts.rows,
            holds: match reads {
                Reads::Table(kind) => kind.name(),
                _ => "log",
            },
            holds_because: because,
            preset,
            columns: shown_columns(self, mapping),
            date_order: dates::order(self, mapping),
            notes,
            block: String::new(),
            rehearsal: Rehearsal::default(),
        }
    }

    fn block(
        &self,
        proposal: &Proposal,
        mapping: &fields::Mapping,
        (reads, path): (Reads, String),
        named_sheet: bool,
    ) -> String {
        let text = proposal.sheet.is_none();
        block::text(&block::Written {
            path,
            reads,
            preset: self.preset.map(|(preset, _)| preset.name),
            sheet: proposal.sheet.clone().filter(|_| named_sheet),
            encoding: proposal.encoding_guessed.then(|| proposal.encoding.clone()),
            delimiter: Some(self.layout.delimiter).filter(|d| text && *d != b','),
            date_order: proposal.date_order.as_ref().and_then(|found| found.order),
            mapping,
            headers: &self.layout.headers,
            export: self.preset.map(|(_, export)| export),
        })
    }
}

/// The finding of a file without a table.
fn no_table(file: &SourceFile, texts: &[Decoded<'_>]) -> Diagnostics {
    let nothing = Diagnostic::new(Code::HeaderMissing, "the file holds no table")
        .at(Place::file(file.path.clone()))
        .hint("import reads .csv, .tsv and text with separators, .xlsx, .xls and .ods");
    let found = texts.iter().flat_map(|text| text.diagnostics.iter().cloned());
    found.chain([nothing]).collect()
}

/// The sheets that could have been looked at instead.
fn other_sheets(texts: &[Decoded<'_>], chosen: Option<&str>) -> Option<String> {
    let names = texts.iter().filter_map(|text| text.place.sheet.as_deref());
    let others: Vec<&str> = names.filter(|name| Some(*name) != chosen).collect();
    let list = others.join(", ");
    (!others.is_empty())
        .then(|| format!("the workbook has more sheets with tables: {list}; name one with --sheet"))
}

fn asked(request: &Request) -> Result<Option<&'static Preset>, Diagnostics> {
    let Some(name) = &request.preset else { return Ok(None) };
    let preset = preset::named(name);
    preset.map(Some).ok_or_else(|| Diagnostics::from_iter([preset::unknown(name)]))
}

fn open(disk: &Path, name: &Arc<str>) -> Result<SourceFile, Diagnostics> {
    SourceFile::open(name.clone(), disk).map_err(|error| {
        let message = format!("this file cannot be read: {error}");
        let finding = Diagnostic::new(Code::FileUnreadable, message)
            .at(Place::file(name.clone()))
            .hint("check the path, and that no other program holds the file");
        Diagnostics::from_iter([finding])
    })
}

/// The tables of a file as texts; those of a Markdown file are written out as such.
fn texts<'a>(
    file: &'a SourceFile,
    base: &SourceBlock,
) -> Result<(Vec<Decoded<'a>>, Diagnostics), Diagnostic> {
    if !file.is_markdown() {
        return table::texts(file, base);
    }
    let (mut read, told) = table::texts(file, base)?;
    let text = match read.pop() {
        Some(decoded) => decoded.text.whole().map_err(|error| decoded.unreadable(&error))?,
        None => Vec::new(),
    };
    let text = table::text_of(&text);
    let tables = table::markdown::tables(&text).into_iter().map(|found| {
        let mut out = csv::Writer::from_writer(Vec::new());
        let mut decoded = Decoded::of_sheet(Place::file(file.path.clone()));
        "Markdown".clone_into(&mut decoded.encoding);
        let rows = found.rows.into_iter().map(|row| (row.line, row.cells));
        for (line, mut cells) in std::iter::once((found.line, found.headers.clone())).chain(rows) {
            cells.resize(found.headers.len(), String::new());
            decoded.sheet_rows.push(line);
            out.write_record(&cells).expect("writing to memory does not fail");
        }
        let written = out.into_inner().expect("writing to memory does not fail");
        decoded.text = Text::in_memory(written);
        decoded
    });
    Ok((tables.collect(), told))
}

/// The path of a file in a project, with `/`.
fn inside(root: &Path, file: &Path) -> Option<String> {
    let (root, file) = (root.canonicalize().ok()?, file.canonicalize().ok()?);
    let path = file.strip_prefix(&root).ok()?.to_str()?;
    Some(path.replace('\\', "/"))
}

fn file_name(file: &Path) -> String {
    file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn delimiter_name(delimiter: u8) -> String {
    if delimiter == b'\t' { "tab".to_owned() } else { char::from(delimiter).to_string() }
}

/// What the project around the file knows. A folder that is no project knows nothing.
fn known(request: &Request, config: &Config) -> Known {
    if config.absent && !request.root.join("content").is_dir() {
        return Known::default();
    }
    let options = ReadOptions { config: request.config.clone(), ..ReadOptions::default() };
    let records = super::read(&request.root, &options).records;
    let mut known = Known { registry: Registry::of(&records.devices), ..Known::default() };
    for device in &records.devices {
        known.devices.insert(match_key(device.id.as_str()));
        known.devices.extend(device.serial.iter().map(|serial| match_key(serial)));
        known.devices.extend(device.aliases.iter().map(|alias| match_key(alias)));
    }
    for customer in &records.customers {
        known.customers.insert(match_key(customer.id.as_str()));
        known.customers.insert(match_key(&customer.name));
    }
    known.codes.extend(records.codes.iter().map(|code| match_key(code.id.as_str())));
    known.parts.extend(records.parts.iter().map(|part| match_key(part.id.as_str())));
    known.solutions.extend(records.solutions.iter().map(|s| match_key(s.id.as_str())));
    for event in records.events.iter() {
        known.engineers.extend(event.text(TextField::Engineers).split('、').map(match_key));
    }
    for set in [&mut known.customers, &mut known.engineers] {
        set.remove("");
    }
    known
}

/// The text whose header is known best, with its shape and what its values look like.
fn choose<'a>(
    file: &SourceFile,
    texts: &'a [Decoded<'a>],
    base: &'a SourceBlock,
    asked: Option<&'static Preset>,
    known: &Known,
) -> Option<Subject<'a>> {
    let looks_known = |name: &str| is_known(name, asked);
    let found = texts.iter().filter_map(|text| Some((text, shape(text, base, &looks_known)?)));
    let (text, layout) = found.max_by_key(|(text, layout)| {
        // Of equals the first: `max_by_key` keeps the last.
        let place = texts.iter().position(|other| std::ptr::eq(other, *text)).unwrap_or(0);
        (layout.known, std::cmp::Reverse(place))
    })?;
    let recognised = preset::recognised(&layout.headers);
    let preset = match asked {
        Some(preset) => {
            let own = recognised.filter(|(found, _)| found.name == preset.name);
            own.or_else(|| Some((preset, preset.export(Reads::Log)?)))
        }
        None => recognised,
    };
    let rules = DateRules { order: base.date_order, date1904: text.date1904 || base.date1904 };
    let mut order = ColumnFacts::new(&layout.headers, base);
    let mut facts = TableFacts::new(layout.headers.len());
    // What a column holds is seen from the beginning of a text.
    let head = text.head();
    let body = Chunk {
        bytes: &head[layout.body.min(head.len())..],
        line: layout.body_line,
        sheet_rows: &text.sheet_rows,
    };
    let mut reader = RowReader::new(body, layout.delimiter, text.lossy);
    while facts.wants_more() || order.wants_more() {
        let Some(row) = reader.next() else { break };
        if row.fault.is_some() {
            continue;
        }
        order.look(row.record);
        if facts.wants_more() {
            facts.look(row.record, known, rules);
        }
    }
    let stem = file.path.rsplit('/').next().unwrap_or(&file.path);
    let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem).to_owned();
    Some(Subject { text, layout, facts, order, preset, recognised: asked.is_none(), stem })
}

/// The shape of a table. A row further down is its header only if it says more than a
/// chance word; else the first row is.
fn shape(
    text: &Decoded<'_>,
    base: &SourceBlock,
    looks_known: &dyn Fn(&str) -> bool,
) -> Option<Layout> {
    let layout = layout::find_by(text, base, &SEPARATORS, looks_known)?;
    let filled = layout.headers.iter().filter(|header| !header.is_empty()).count();
    if layout.known >= 2.max(filled.div_ceil(4)) || layout.headers.len() == 1 {
        return Some(layout);
    }
    // A header is the row of most texts: titles above it have few, rows below it figures.
    let is_text = |name: &str| {
        !name.is_empty()
            && super::value::number::parse(name).is_none()
            && super::value::date::parse(name, DateRules::default()).is_err()
    };
    layout::find_by(text, base, &SEPARATORS, &is_text)
}

/// A value in the header row, as where a table has no header.
fn value_among(headers: &[String]) -> Option<&String> {
    let value = |header: &&String| {
        let dated = super::value::date::parse(header, DateRules::default()).is_ok();
        dated && !header.bytes().all(|b| b.is_ascii_digit())
    };
    headers.iter().find(value)
}

/// Where a file that lies outside the project should go.
fn home(file: &Path, reads: Reads) -> String {
    let name = file_name(file);
    let extension = name.rsplit_once('.').map_or("csv", |(_, extension)| extension);
    match reads {
        Reads::Table(kind) => format!("content/{}.{extension}", kind.name()),
        _ => format!("content/logs/{name}"),
    }
}

/// True where a header means something to anybody here.
fn is_known(name: &str, asked: Option<&Preset>) -> bool {
    use super::columns::Kind;
    layout::is_known(name, &SourceBlock::default())
        || languages::event(name).is_some()
        || Kind::TABLES
            .iter()
            .any(|kind| kind.canonical(name).is_some() || languages::record(*kind, name).is_some())
        || asked
            .and_then(|preset| preset.export(Reads::Log))
            .is_some_and(|export| export.knows(name))
}

fn shown_columns(subject: &Subject<'_>, mapping: &fields::Mapping) -> Vec<ColumnProposal> {
    let columns = subject.layout.headers.iter().zip(&mapping.columns).enumerate();
    let shown = columns.map(|(at, (header, column))| ColumnProposal {
        number: at + 1,
        header: header.clone(),
        field: column.field.map(str::to_owned),
        evidence: column.evidence,
        because: column.because.clone(),
        unit: column.unit.map(str::to_owned),
        filled: subject.facts.columns[at].filled,
        samples: subject.facts.columns[at].samples.clone(),
    });
    shown.collect()
}
