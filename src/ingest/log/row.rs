//! One row of a log to one event.

use super::findings::Findings;
use super::identity;
use super::memo::Memo;
use super::plan::{Combined, Plan, Role};
use crate::diag::{Code, Diagnostic, Place};
use crate::ingest::event_fields::EventField;
use crate::ingest::event_fields::apply::{Rules, Target};
use crate::ingest::event_fields::field::{Listed, WordField};
use crate::ingest::event_fields::grouped::Grouped;
use crate::ingest::mapping::SourceBlock;
use crate::ingest::registry::Registry;
use crate::ingest::table::cells::Cells;
use crate::ingest::table::verdict::{self, Rejection};
use crate::ingest::value::fold;
use crate::ingest::value::stamp::StampReader;
use crate::ingest::value::text::{trim, visible};
use crate::model::events::{EventDraft, EventWords, Events, Origin, TextField};
use crate::model::ledger::{Ledger, SkipReason};
use crate::model::project::RejectedRow;
use crate::model::text::{Moved, Sym, TextPool, Texts};
use crate::model::time::{Clock, Stamp, Zone};

/// Example values kept of an unknown column.
const EXAMPLES: usize = 5;
/// Different closed words remembered of a column; there are never many.
const WORDS: usize = 32;

/// How a row became its event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RowMark {
    /// Something was mended on the way.
    pub repaired: bool,
    /// Its id was made of its content.
    pub unnamed: bool,
}

/// What came of a stretch of rows.
#[derive(Default)]
pub(crate) struct RowsRead {
    /// Events, in row order.
    pub events: Events,
    /// A mark for each event.
    pub marks: Vec<RowMark>,
    /// Events of rows without an id, each with the hash of all cells.
    pub hashes: Vec<(u32, u64)>,
    /// Rows that became no event.
    pub rejected: Vec<RejectedRow>,
    /// What was found.
    pub findings: Findings,
    /// Rows read.
    pub read: u64,
    /// What was changed, and which rows were left aside.
    pub ledger: Ledger,
    /// Example values by column.
    pub examples: Vec<Vec<String>>,
    /// The first value below an empty header: column and line.
    pub headless: Option<(usize, u32)>,
}

impl RowsRead {
    /// Appends what came of later rows.
    pub(crate) fn append(&mut self, later: Self) {
        let base = self.events.len() as u32;
        self.events.append(&later.events);
        self.append_account(base, later);
    }

    /// The same for rows whose texts were taken over.
    pub(super) fn append_moved(&mut self, later: Self, moved: &Moved) {
        let base = self.events.len() as u32;
        self.events.append_moved(&later.events, moved);
        self.append_account(base, later);
    }

    fn append_account(&mut self, base: u32, later: Self) {
        self.marks.extend(later.marks);
        self.hashes.extend(later.hashes.into_iter().map(|(row, hash)| (base + row, hash)));
        self.rejected.extend(later.rejected);
        self.findings.append(later.findings);
        self.read += later.read;
        self.ledger.append(later.ledger);
        self.headless = self.headless.or(later.headless);
        self.examples.resize(self.examples.len().max(later.examples.len()), Vec::new());
        for (mine, theirs) in self.examples.iter_mut().zip(later.examples) {
            for value in &theirs {
                example(mine, value);
            }
        }
    }
}

/// True where a row has something in a column.
fn has_value(plan: &Plan<'_>, row: &Line<'_>, column: usize) -> bool {
    let cell = row.record.get(column).map(trim).unwrap_or_default();
    !cell.is_empty() && !plan.columns[column].missing.contains(&cell)
}

fn example(list: &mut Vec<String>, value: &str) {
    if list.len() < EXAMPLES && !list.iter().any(|known| known == value) {
        list.push(value.to_owned());
    }
}

/// A row as it lies in the file.
#[derive(Clone, Copy)]
pub(crate) struct Line<'a> {
    /// Physical line on which it starts.
    pub number: u32,
    /// Its bytes.
    pub raw: &'a [u8],
    /// Its cells.
    pub record: &'a Cells<'a>,
    /// True where it was mended before it came here.
    pub mended: bool,
}

/// What the rows of a table have in common.
#[derive(Clone, Copy)]
pub(crate) struct Source<'a> {
    /// The file, or the sheet of a workbook.
    pub place: &'a Place,
    /// Separator of its cells.
    pub delimiter: u8,
    /// What its columns mean.
    pub plan: &'a Plan<'a>,
    /// The block it is read by.
    pub block: &'a SourceBlock,
    /// The zone of naive stamps.
    pub zone: &'a Zone,
    /// The devices that are registered.
    pub registry: &'a Registry,
}

/// Turns rows into events, one after the other, with one draft's memory.
pub(crate) struct RowParser<'a> {
    pub(super) from: Source<'a>,
    draft: EventDraft,
    stamps: StampReader<'a>,
    after: Vec<(Clock, f64)>,
    range_end: Option<Stamp>,
    headers: Vec<Sym>,
    /// What texts became, by column.
    memos: Vec<Memo>,
    /// What closed words became, by column.
    words: Vec<Vec<(Box<str>, EventWords)>>,
    pub(super) mended: bool,
    /// A device's number was told as doubtful and taken as it stands.
    pub(super) doubted: bool,
    /// The text at hand is of a column whose texts are hardly ever said twice.
    rare: bool,
    fatal: Option<Rejection>,
    joined: String,
    common: Rules<'a>,
    pub(super) out: RowsRead,
}

impl<'a> RowParser<'a> {
    /// A parser for rows of a table.
    pub(crate) fn new(from: Source<'a>) -> Self {
        let columns = from.plan.columns.len();
        Self {
            draft: EventDraft::new(Origin::Report(0)),
            stamps: StampReader::new(from.zone),
            after: Vec::new(),
            range_end: None,
            headers: vec![Sym::NONE; columns],
            memos: std::iter::repeat_with(Memo::default).take(columns).collect(),
            words: vec![Vec::new(); columns],
            mended: false,
            doubted: false,
            rare: false,
            fatal: None,
            joined: String::new(),
            common: Rules::of(from.block, ""),
            out: RowsRead {
                events: Events::passing(),
                examples: vec![Vec::new(); columns],
                ..RowsRead::default()
            },
            from,
        }
    }

    /// What came of all rows.
    pub(crate) fn finish(self) -> RowsRead {
        self.out
    }

    /// What came of the rows so far, and their texts after the first `known` ones, which
    /// stay here, too.
    pub(super) fn take_rows(&mut self, known: usize) -> (RowsRead, (Texts, Texts)) {
        let texts = self.out.events.hand_on_texts(known);
        let events = self.out.events.take_rows();
        let examples = vec![Vec::new(); self.from.plan.columns.len()];
        let mut rows =
            std::mem::replace(&mut self.out, RowsRead { examples, ..RowsRead::default() });
        std::mem::swap(&mut self.out.events, &mut rows.events);
        (RowsRead { events, ..rows }, texts)
    }

    /// The texts of all rows so far.
    pub(super) fn texts(&self) -> &TextPool {
        self.out.events.pool()
    }

    /// Counts a row that holds nothing.
    pub(crate) fn blank(&mut self, line: u32) {
        self.out.read += 1;
        self.out.ledger.skip(line, SkipReason::Blank);
    }

    /// Says of a row that was mended before it came here how.
    pub(crate) fn padded(&mut self, line: u32) {
        self.change((line, None), "", "", Code::RowPadded);
    }

    /// Counts and lists a row that cannot become an event.
    pub(crate) fn reject(&mut self, (line, raw): (u32, &[u8]), rejection: Rejection) {
        self.out.read += 1;
        self.list_rejected(line, raw, rejection);
    }

    fn list_rejected(&mut self, line: u32, raw: &[u8], rejection: Rejection) {
        let (row, finding) = verdict::account(self.from.place, line, raw, rejection);
        self.out.rejected.push(row);
        self.out.findings.push(None, finding);
    }

    /// Takes a row whose shape is sound.
    pub(crate) fn take(&mut self, row: Line<'_>) {
        self.out.read += 1;
        if !self.is_kept(row.record) {
            self.out.ledger.skip(row.number, SkipReason::NotKept);
            return;
        }
        self.draft.reset(Origin::Row { source: 0, line: row.number });
        (self.mended, self.fatal, self.range_end) = (row.mended, None, None);
        let before = self.out.ledger.mark();
        self.after.clear();
        let grouped = self.cells(&row);
        self.combined(&row);
        self.groups(&row, &grouped);
        self.ranges(&row);
        self.defaults(&row);
        if let Some(rejection) = self.fatal.take().or_else(|| self.without_stamp(&row)) {
            self.out.ledger.back_to(before);
            self.list_rejected(row.number, row.raw, rejection);
            return;
        }
        let unnamed = !self.draft.text(TextField::Ticket).is_some();
        if unnamed {
            let id = identity::of_row(&self.draft, &self.out.events, self.from.zone, |feed| {
                identity::mapped_cells(self.from.plan, row.record, feed);
            });
            self.draft.texts[TextField::Ticket as usize] = self.out.events.intern_rare(&id);
            self.out.hashes.push((self.out.events.len() as u32, identity::all_cells(row.record)));
        }
        self.out.events.push(&self.draft);
        self.out.marks.push(RowMark { repaired: self.mended, unnamed });
    }

    fn is_kept(&self, record: &Cells<'_>) -> bool {
        self.from.plan.keep.iter().all(|(column, words)| {
            let cell = trim(record.get(*column).unwrap_or(""));
            words.iter().any(|word| word == cell || fold(word) == fold(cell))
        })
    }

    fn cells<'r>(&mut self, row: &Line<'r>) -> Grouped<'r>
    where
        'a: 'r,
    {
        let plan = self.from.plan;
        let mut grouped = Grouped::default();
        for (at, (column, cell)) in plan.columns.iter().zip(row.record.iter()).enumerate() {
            let cell = trim(cell);
            if cell.is_empty() || column.missing.contains(&cell) {
                continue;
            }
            match column.role {
                // A bare count names no part; most logs that have one mean just that.
                Role::Field(EventField::Listed(Listed::Parts))
                    if cell.bytes().all(|b| b.is_ascii_digit()) =>
                {
                    self.note(at, cell);
                }
                Role::Field(EventField::Listed(list)) => {
                    grouped.put(list, column.rules.mapped(cell));
                }
                Role::Field(field)
                    if (column.shadowed && field.is_set(&self.draft))
                        || column.yields_to.is_some_and(|other| has_value(plan, row, other)) =>
                {
                    self.note(at, cell);
                }
                Role::Field(EventField::Text(to)) => self.text(row, (at, to), cell),
                Role::Field(EventField::Word(to)) => self.word(row, (at, to), cell),
                Role::Field(field) => {
                    self.set(row, (Some(at), field), cell, &column.rules);
                }
                Role::Note => {
                    self.note(at, cell);
                    example(&mut self.out.examples[at], cell);
                }
                Role::Combined => {}
                Role::Nameless => {
                    self.out.headless.get_or_insert((at, row.number));
                }
            }
        }
        grouped
    }

    /// Sets a text, which other rows may have had before.
    fn text(&mut self, row: &Line<'_>, (at, to): (usize, TextField), cell: &str) {
        if let Some(sym) = self.memos[at].get(cell) {
            self.draft.texts[to as usize] = sym;
            return;
        }
        let plan = self.from.plan;
        let field = EventField::Text(to);
        let known = self.out.events.pool().len();
        self.rare = self.memos[at].is_rare();
        let as_is = self.set(row, (Some(at), field), cell, &plan.columns[at].rules);
        if !std::mem::take(&mut self.rare) {
            self.memos[at].made(self.out.events.pool().len() > known);
        }
        if as_is {
            self.memos[at].put(cell, self.draft.texts[to as usize]);
        }
    }

    /// Sets a closed word, which most other rows have had before.
    fn word(&mut self, row: &Line<'_>, (at, to): (usize, WordField), cell: &str) {
        if let Some(&(_, words)) = self.words[at].iter().find(|(known, _)| **known == *cell) {
            return to.copy(words, &mut self.draft.words);
        }
        let plan = self.from.plan;
        let others = std::mem::take(&mut self.draft.words);
        let rules = &plan.columns[at].rules;
        let as_is = self.set(row, (Some(at), EventField::Word(to)), cell, rules);
        let words = std::mem::replace(&mut self.draft.words, others);
        if !to.is_set(words) {
            return;
        }
        to.copy(words, &mut self.draft.words);
        if as_is && self.words[at].len() < WORDS {
            self.words[at].push((cell.into(), words));
        }
    }

    /// Keeps a cell with its header as a note of the event.
    fn note(&mut self, at: usize, cell: &str) {
        if !self.headers[at].is_some() {
            self.headers[at] = self.out.events.intern(&self.from.plan.columns[at].header);
        }
        let value = self.memos[at].get(cell).unwrap_or_else(|| {
            let events = &mut self.out.events;
            if self.memos[at].is_rare() {
                return events.intern_rare(&visible(cell));
            }
            let known = events.pool().len();
            let value = events.intern(&visible(cell));
            self.memos[at].made(events.pool().len() > known);
            self.memos[at].put(cell, value);
            value
        });
        self.draft.extra.cells.push((self.headers[at], value));
    }

    fn target(&mut self) -> Target<'_, 'a> {
        Target {
            draft: &mut self.draft,
            events: &mut self.out.events,
            stamps: &mut self.stamps,
            after: &mut self.after,
            range_end: &mut self.range_end,
            rare: self.rare,
        }
    }

    /// Sets a field from a cell; true where the cell was taken as it stands.
    fn set(
        &mut self,
        row: &Line<'_>,
        (at, field): (Option<usize>, EventField),
        cell: &str,
        rules: &Rules<'_>,
    ) -> bool {
        self.doubted = false;
        let known = match at {
            Some(at) if field == EventField::Text(TextField::Device) => {
                self.known_device(row, at, cell)
            }
            _ => None,
        };
        let plain = known.is_none() && !self.doubted;
        let cell = known.unwrap_or(cell);
        let Err(finding) = self.target().set(field, cell, rules) else { return plain };
        if finding.code == Code::RowControl {
            let rejection = Rejection::new(finding.code, finding.message);
            let rejection = rejection.hint(finding.hint.unwrap_or_default());
            let hidden = at.and_then(|at| self.hidden_at(row, at, cell));
            self.fatal = Some(match hidden {
                Some(offset) => rejection.at(offset),
                None => rejection,
            });
            return false;
        }
        if let (Code::ValueWord, Some(at)) = (finding.code, at) {
            self.note(at, cell);
        }
        self.found(row, at, finding, "");
        false
    }

    fn combined(&mut self, row: &Line<'_>) {
        let plan = self.from.plan;
        for combined in &plan.combined {
            let mut joined = std::mem::take(&mut self.joined);
            joined.clear();
            for &at in &combined.columns {
                let cell = trim(row.record.get(at).unwrap_or(""));
                if !cell.is_empty() && !plan.columns[at].missing.contains(&cell) {
                    joined.push_str(if joined.is_empty() { "" } else { " " });
                    joined.push_str(cell);
                }
            }
            if !joined.is_empty() && !combined.field.is_set(&self.draft) {
                self.set_joined(row, combined, &joined);
            }
            self.joined = joined;
        }
    }

    /// Sets a field from joined cells. Where a day and a time of day make no instant
    /// together, the day is kept and the finding is about the other cell.
    fn set_joined(&mut self, row: &Line<'_>, combined: &Combined<'_>, joined: &str) {
        let (field, rules) = (combined.field, &combined.rules);
        if !field.is_instant() || combined.columns.len() < 2 {
            let at = combined.columns.first().copied();
            self.set(row, (at, field), joined, rules);
            return;
        }
        let Err(finding) = self.target().set(field, joined, rules) else { return };
        let cell = |at: usize| trim(row.record.get(at).unwrap_or(""));
        let filled: Vec<usize> =
            combined.columns.iter().copied().filter(|&at| !cell(at).is_empty()).collect();
        let day = filled.iter().copied().find(|&at| {
            self.target().set(field, cell(at), rules).is_ok() && field.is_set(&self.draft)
        });
        let Some(day) = day else {
            return self.found(row, combined.columns.first().copied(), finding, "");
        };
        for at in filled.into_iter().filter(|&at| at != day) {
            let message = format!("\"{}\" is no time of day; only the day was kept", cell(at));
            let finding = Diagnostic::new(Code::ValueDate, message).raw(cell(at));
            self.found(row, Some(at), finding.hint("write the time as 14:05"), "");
        }
    }

    fn groups(&mut self, row: &Line<'_>, grouped: &Grouped<'_>) {
        if grouped.is_empty() {
            return;
        }
        let rules = self.common.clone();
        let outcome = grouped.finish(&mut self.target(), &rules);
        for (list, finding) in outcome.findings {
            let at = self.column_of(list);
            self.found(row, at, finding, "");
        }
        for list in outcome.unused {
            if let Some(at) = self.column_of(list) {
                self.note(at, trim(row.record.get(at).unwrap_or("")));
            }
        }
    }

    fn column_of(&self, list: Listed) -> Option<usize> {
        let role = Role::Field(EventField::Listed(list));
        self.from.plan.columns.iter().position(|column| column.role == role)
    }

    fn ranges(&mut self, row: &Line<'_>) {
        if let Some(finding) = self.target().finish() {
            let role = Role::Field(EventField::Clock(Clock::ReportedAt));
            let at = self.from.plan.columns.iter().position(|column| column.role == role);
            let raw = at.and_then(|at| row.record.get(at)).unwrap_or("");
            self.found(row, at, finding.raw(trim(raw)), "");
        }
    }

    fn defaults(&mut self, row: &Line<'_>) {
        for default in &self.from.plan.defaults {
            if !default.field.is_set(&self.draft) {
                self.set(row, (None, default.field), &default.value, &default.rules);
            }
        }
    }

    fn without_stamp(&self, row: &Line<'_>) -> Option<Rejection> {
        let side = self.draft.side.iter().any(Option::is_some);
        if side || self.draft.stamps.iter().any(Option::is_some) {
            return None;
        }
        if verdict::names_total(row.record) {
            return Some(verdict::total());
        }
        let message = "the row has no time that can be read";
        let columns = self.from.plan.columns.iter().filter(|column| {
            column.field.and_then(EventField::named).is_some_and(EventField::is_instant)
        });
        let tried: Vec<&str> = columns.map(|column| &*column.header).collect();
        let hint = format!(
            "a record needs at least the time it was reported; columns of times here: {}",
            tried.join(", ")
        );
        Some(Rejection::new(Code::RowNoStamp, message).hint(hint))
    }
}
