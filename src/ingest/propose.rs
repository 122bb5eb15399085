//! A proposal for a table nobody has described yet: what it holds, what each column
//! means and why, and how many of its rows would be read that way. Guesses from values
//! are for people to judge: nothing here is used by a build, which reads what a block of
//! the configuration says. The proposed block is tried out by the real reader.

mod block;
mod facts;
mod fields;
mod kind;
mod languages;
mod rehearsal;

use super::config::{Config, Reads};
use super::event_fields::EventField;
use super::log::LogRead;
use super::log::columns::ColumnFacts;
use super::mapping::{DateOrder, SourceBlock};
use super::options::{self, ReadOptions};
use super::preset::{self, Export, Preset};
use super::table::encoding::Decoded;
use super::table::layout::{self, Layout};
use super::table::rows::RowReader;
use super::table::{self, SourceFile};
use super::value::date::DateRules;
use crate::diag::{Code, Diagnostic, Diagnostics, Place};
use crate::model::Zone;
use crate::model::events::TextField;
use crate::model::ids::match_key;
use facts::{Known, TableFacts};
use serde::Serialize;
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

/// A proposal, as people and editors see it (`docs/import.md`).
#[derive(Clone, Debug, Serialize)]
pub struct Proposal {
    /// The file as it was named.
    pub file: String,
    /// Its path in the project; `null` where it lies elsewhere.
    pub path: Option<String>,
    /// The sheet, where it is a workbook.
    pub sheet: Option<String>,
    /// Text encoding or kind of workbook.
    pub encoding: String,
    /// True where the encoding was guessed.
    pub encoding_guessed: bool,
    /// Separator of cells; `null` for a workbook.
    pub delimiter: Option<String>,
    /// Line of the header.
    pub header_line: u32,
    /// Rows whose values were looked at.
    pub rows_looked_at: usize,
    /// What the table holds: `log`, `devices`, `customers`, …
    pub holds: &'static str,
    /// Why.
    pub holds_because: String,
    /// The preset by which it is read.
    pub preset: Option<PresetNamed>,
    /// The columns, from left to right.
    pub columns: Vec<ColumnProposal>,
    /// How `5/3/2024` is read.
    pub date_order: Option<DateOrderProposal>,
    /// What a person should know.
    pub notes: Vec<String>,
    /// The block for `faultbook.toml`.
    pub block: String,
    /// What reading it by that block gives.
    pub rehearsal: Rehearsal,
}

/// A preset and its product.
#[derive(Clone, Debug, Serialize)]
pub struct PresetNamed {
    /// Value of `preset`.
    pub name: &'static str,
    /// The product.
    pub product: &'static str,
    /// True where its headers were recognised; false where it was asked for.
    pub recognised: bool,
}

/// What a column is taken for.
#[derive(Clone, Debug, Serialize)]
pub struct ColumnProposal {
    /// Place from the left, from 1.
    pub number: usize,
    /// Header as written.
    pub header: String,
    /// Canonical field; `null` where it stays a note.
    pub field: Option<String>,
    /// What the guess rests on.
    pub evidence: Evidence,
    /// The same in words; why it stays unmapped, where it does.
    pub because: String,
    /// Unit of its bare numbers, where it is not the reader's own.
    pub unit: Option<String>,
    /// Cells that hold something, among the rows looked at.
    pub filled: usize,
    /// Up to three different values.
    pub samples: Vec<String>,
}

/// What a guess rests on, the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// A preset names the header.
    Preset,
    /// The reader knows the header by itself.
    Header,
    /// The header is a word of another language.
    Language,
    /// Only the values.
    Values,
    /// Nothing.
    None,
}

/// The order of day and month.
#[derive(Clone, Debug, Serialize)]
pub struct DateOrderProposal {
    /// `day_first` or `month_first`; `null` where nothing decides.
    pub order: Option<&'static str>,
    /// Why.
    pub because: String,
}

/// The account of a dry run.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Rehearsal {
    /// Rows read.
    pub read: u64,
    /// Rows left aside.
    pub skipped: u64,
    /// Rows that would become records as they are.
    pub accepted: u64,
    /// Rows that would become records after something was mended or left out.
    pub repaired: u64,
    /// Rows that would become none.
    pub rejected: u64,
    /// What would be found, by code.
    pub findings: Vec<FindingCount>,
    /// The first rejected rows.
    pub rejected_rows: Vec<RejectedExample>,
}

/// A kind of finding.
#[derive(Clone, Debug, Serialize)]
pub struct FindingCount {
    /// Its code.
    pub code: Code,
    /// What it is about.
    pub title: &'static str,
    /// How often.
    pub count: usize,
    /// The first of them, in words.
    pub example: String,
}

/// A row that would be rejected.
#[derive(Clone, Debug, Serialize)]
pub struct RejectedExample {
    /// Its line or row.
    pub line: Option<u32>,
    /// Why.
    pub reason: String,
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
    let inside = inside(&request.root, &request.file);
    let shown = request.file.to_string_lossy().replace('\\', "/");
    let name: Arc<str> = inside.clone().unwrap_or_else(|| shown.clone()).into();
    let asked = asked(request)?;
    let file = open(&request.file, &name)?;
    let mut base = config.base.clone();
    base.sheet = request.sheet.iter().cloned().collect();
    let (texts, told) = table::texts(&file, &base).map_err(|f| Diagnostics::from_iter([f]))?;
    let known = known(request, &config);
    let Some(subject) = choose(&file, &texts, &base, asked, &known) else {
        let found =
            texts.into_iter().flat_map(|t| t.diagnostics.iter().cloned().collect::<Vec<_>>());
        let nothing = Diagnostic::new(Code::HeaderMissing, "the file holds no table")
            .at(Place::file(name))
            .hint("import reads .csv, .tsv and text with separators, .xlsx, .xls and .ods");
        return Err(found.chain([nothing]).collect());
    };
    let (reads, holds_because) = kind::of(&subject, asked.map(|preset| preset.name));
    let mapping = match reads {
        Reads::Table(kind) => kind::mapping(&subject, kind),
        _ => fields::mapping(&subject, &known),
    };
    let date_order = date_order(&subject, &mapping);
    let guessed = subject.text.diagnostics.iter().any(|d| d.code == Code::EncodingGuessed);
    let sheet = subject.text.place.sheet.as_deref().map(str::to_owned);
    let named_sheet = sheet.clone().filter(|_| request.sheet.is_some() || texts.len() > 1);
    let written = block::Written {
        path: inside.clone().unwrap_or_else(|| home(&request.file, reads)),
        reads,
        preset: subject.preset.map(|(preset, _)| preset.name),
        sheet: named_sheet,
        encoding: guessed.then(|| subject.text.encoding.clone()),
        delimiter: Some(subject.layout.delimiter).filter(|d| *d != b',' && sheet.is_none()),
        date_order: date_order.as_ref().and_then(|found| found.order),
        mapping: &mapping,
        headers: &subject.layout.headers,
        export: subject.preset.map(|(_, export)| export),
    };
    let text = block::text(&written);
    let rehearsed = rehearsal::run(&rehearsal::Stage {
        request,
        config_path: &config_path,
        config: &config,
        file: &file,
        inside: inside.as_deref(),
        block: &text,
        reads,
    });
    let mut notes = mapping.notes.clone();
    if let Some(value) = value_among(&subject.layout.headers) {
        notes.push(format!(
            "the header row holds the value \"{value}\"; if the table has no header, put a row of names above it"
        ));
    }
    notes.extend(told.iter().map(|finding| finding.message.clone()));
    if texts.len() > 1 {
        let others: Vec<&str> = texts
            .iter()
            .filter_map(|t| t.place.sheet.as_deref())
            .filter(|n| Some(*n) != sheet.as_deref())
            .collect();
        notes.push(format!(
            "the workbook has more sheets with tables: {}; name one with --sheet",
            others.join(", ")
        ));
    }
    let proposal = Proposal {
        file: shown,
        path: inside,
        sheet: sheet.clone(),
        encoding: subject.text.encoding.clone(),
        encoding_guessed: guessed,
        delimiter: sheet.is_none().then(|| delimiter_name(subject.layout.delimiter)),
        header_line: subject.layout.header_line,
        rows_looked_at: subject.facts.rows,
        holds: match reads {
            Reads::Table(kind) => kind.name(),
            _ => "log",
        },
        holds_because,
        preset: subject.preset.map(|(preset, _)| PresetNamed {
            name: preset.name,
            product: preset.product,
            recognised: subject.recognised,
        }),
        columns: shown_columns(&subject, &mapping),
        date_order,
        notes,
        block: text,
        rehearsal: rehearsed.account,
    };
    Ok(Proposed {
        proposal,
        logs: rehearsed.logs,
        zone: rehearsed.zone,
        obstacle: rehearsed.obstacle,
    })
}

fn asked(request: &Request) -> Result<Option<&'static Preset>, Diagnostics> {
    let Some(name) = &request.preset else { return Ok(None) };
    match preset::named(name) {
        Some(preset) => Ok(Some(preset)),
        None => {
            let finding =
                Diagnostic::new(Code::ConfigValue, format!("there is no preset `{name}`"))
                    .expected(format!("one of {}", preset::names().join(", ")));
            Err(Diagnostics::from_iter([finding]))
        }
    }
}

fn open(disk: &Path, name: &Arc<str>) -> Result<SourceFile, Diagnostics> {
    match std::fs::read(disk) {
        Ok(bytes) => Ok(SourceFile { path: name.clone(), bytes }),
        Err(error) => {
            let message = format!("this file cannot be read: {error}");
            let finding = Diagnostic::new(Code::FileUnreadable, message)
                .at(Place::file(name.clone()))
                .hint("check the path, and that no other program holds the file");
            Err(Diagnostics::from_iter([finding]))
        }
    }
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
    let mut known = Known::default();
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
    let mut reader =
        RowReader::new(text.from(layout.body, layout.body_line), layout.delimiter, text.lossy);
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

/// The order of day and month: what a value decides, else what the language of the
/// headers suggests.
fn date_order(subject: &Subject<'_>, mapping: &fields::Mapping) -> Option<DateOrderProposal> {
    let dates = |at: &usize| {
        let field = mapping.columns[*at].field.and_then(EventField::named);
        let facts = &subject.facts.columns[*at];
        field.is_some_and(EventField::is_instant) || facts.share(facts.dates) > 0.5
    };
    let columns: Vec<usize> = (0..subject.layout.headers.len()).filter(dates).collect();
    let decided: Vec<(DateOrder, String)> = columns
        .iter()
        .filter_map(|&at| {
            let order = subject.order.order(at)?;
            let finding = subject.order.order_finding(at);
            let value = finding.and_then(|f| f.raw).or_else(|| subject.order.decider(at))?;
            let header = &subject.layout.headers[at];
            Some((order, format!("\"{value}\" in \"{header}\" can be read in one way only")))
        })
        .collect();
    let name = |order| match order {
        DateOrder::DayFirst => "day_first",
        DateOrder::MonthFirst => "month_first",
    };
    if let Some((order, because)) = decided.first() {
        if let Some((_, other)) = decided.iter().find(|(o, _)| o != order) {
            let because = format!("the columns contradict each other: {because}, but {other}");
            return Some(DateOrderProposal { order: None, because });
        }
        return Some(DateOrderProposal { order: Some(name(*order)), because: because.clone() });
    }
    let open: Vec<String> = columns.iter().filter_map(|&at| subject.order.undecided(at)).collect();
    let first = open.first()?;
    let day_first = ["German", "Dutch", "French", "Spanish"];
    Some(match mapping.language.filter(|language| day_first.contains(language)) {
        Some(language) => DateOrderProposal {
            order: Some("day_first"),
            because: format!(
                "the headers are {language}; \"{first}\" alone could be read in two ways"
            ),
        },
        None => DateOrderProposal {
            order: None,
            because: format!(
                "\"{first}\" can be read in two ways and no value decides; set date_order"
            ),
        },
    })
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

