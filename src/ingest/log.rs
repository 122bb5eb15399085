//! A service log: rows to events, streamed and in parallel. The text is cut at
//! row boundaries, the pieces are read on all cores, and what came of them is put
//! together in row order, so that no thread decides anything.

mod amend;
pub(in crate::ingest) mod columns;
pub(crate) mod findings;
mod identity;
mod lanes;
mod memo;
mod plan;
mod row;
mod sheets;

use super::mapping::SourceBlock;
use super::registry::Registry;
use super::table::encoding::Decoded;
use super::table::pieces::Pieces;
use super::table::rows::RowReader;
use super::table::text_of;
use super::table::{self, SourceFile, headless_column, layout, markdown, no_rows};
use crate::diag::{Code, Diagnostic, Diagnostics, Place, Severity};
use crate::ingest::table::cells::Cells;
use crate::model::events::{Events, Origin, TextField};
use crate::model::project::{ColumnReport, Coverage, RejectedRow, SourceReport};
use crate::model::time::Zone;
use columns::ColumnFacts;
use hashbrown::HashMap;
use layout::Layout;
pub(crate) use plan::field_name;
use plan::{Plan, Role};
pub use row::RowMark;
use row::{Line, RowParser, RowsRead, Source};
use std::borrow::Cow;
use std::io;

/// Bytes of the pieces whose rows decide what the columns mean.
const SMALLEST_PIECE: usize = 1 << 18;

/// One log after reading.
#[derive(Clone, Debug, Default)]
pub struct LogRead {
    /// The events, with ids, in row order.
    pub events: Events,
    /// How each event's row was read.
    pub marks: Vec<RowMark>,
    /// Rows that equal an earlier one of the file: event, first event.
    pub duplicates: Vec<(u32, u32)>,
    /// The account.
    pub report: SourceReport,
    /// Rows that became no event.
    pub rejected: Vec<RejectedRow>,
    /// What was found.
    pub diagnostics: Diagnostics,
    /// Line of the block it was read by: logs of one block are one source.
    pub block_line: u32,
}

impl LogRead {
    /// A log of which nothing is read yet.
    fn of(place: &Place, block: &SourceBlock) -> Self {
        let mut log = Self { block_line: block.line, ..Self::default() };
        log.report.path.clone_from(&place.file);
        log.report.sheet.clone_from(&place.sheet);
        log.report.is_log = true;
        log.report.covers = Coverage { from: block.covers_from, to: block.covers_to };
        log
    }

    /// A file that could not be read, with the finding that says why.
    pub fn failed(finding: Diagnostic) -> Self {
        let mut log = Self::default();
        log.report.path =
            finding.place.as_ref().map(|place| place.file.clone()).unwrap_or_default();
        log.report.is_log = true;
        log.diagnostics.push(finding);
        log
    }

    /// Gives the log its place among all sources.
    pub fn number(&mut self, source: u16) {
        self.events.set_source(source);
    }
}

/// Reads one log file: a table of text, the tables of a Markdown file, or the sheets
/// of a workbook, each of which is a log of its own. Never fails: a file that cannot
/// be used gives one without events and with an error finding.
pub fn read(
    file: &SourceFile,
    block: &SourceBlock,
    zone: &Zone,
    registry: &Registry,
) -> Vec<LogRead> {
    let zone = block.timezone.as_ref().unwrap_or(zone);
    let known = Known { zone, registry };
    let mut found = Diagnostics::new();
    let mut logs = match table::texts(file, block) {
        Err(finding) => {
            found.push(finding);
            Vec::new()
        }
        Ok((texts, told)) => {
            found.append(told);
            let logs = texts.iter().map(|text| read_text(file, text, block, known));
            sheets::with_times(logs.collect(), file, block, &mut found)
        }
    };
    if logs.is_empty() {
        logs.push(LogRead::of(&Place::file(file.path.clone()), block));
    }
    logs[0].diagnostics.append(found);
    logs
}

/// What is known before a log is read.
#[derive(Clone, Copy)]
struct Known<'a> {
    /// The zone of naive stamps.
    zone: &'a Zone,
    /// The devices that are registered.
    registry: &'a Registry,
}

fn read_text(
    file: &SourceFile,
    text: &Decoded<'_>,
    block: &SourceBlock,
    known: Known<'_>,
) -> LogRead {
    let mut log = LogRead::of(&text.place, block);
    log.report.encoding.clone_from(&text.encoding);
    log.diagnostics.append(text.diagnostics.clone());
    let mut block = Cow::Borrowed(block);
    if text.date1904 {
        block.to_mut().date1904 = true;
    }
    let given = Given { place: &text.place, block: &block, known };
    let read = if file.is_markdown() {
        let whole = text.text.whole().map_err(|error| text.unreadable(&error));
        whole.and_then(|whole| given.pipe_tables(&text_of(&whole), &mut log))
    } else {
        given.separated(text, &mut log)
    };
    if let Err(finding) = read {
        log.diagnostics.push(finding);
    }
    log
}

/// What reading a log is given.
#[derive(Clone, Copy)]
struct Given<'a> {
    place: &'a Place,
    block: &'a SourceBlock,
    known: Known<'a>,
}

impl<'a> Given<'a> {
    fn separated(self, text: &Decoded<'_>, log: &mut LogRead) -> Result<(), Diagnostic> {
        let path = self.place;
        let unreadable = |error: io::Error| text.unreadable(&error);
        let layout = layout::find_on_disk(text, self.block).map_err(unreadable)?;
        let Some(layout) = layout else {
            log.diagnostics.push(layout::none_found(text));
            return Ok(());
        };
        log.report.delimiter = Some(char::from(layout.delimiter));
        layout.check(path, self.block)?;
        if layout.known == 0 {
            return Err(layout.unknown_header(text));
        }
        let facts = self.facts(text, &layout).map_err(unreadable)?;
        let (plan, found) = self.plan(&layout, &facts)?;
        log.diagnostics.append(found);
        log.report.dates_are_numbers =
            !self.block.date1904 && plan.reported().is_some_and(|column| facts.is_serial(column));
        let from = self.rows_of(&plan, layout.delimiter);
        let all = lanes::read(text, &layout, from).map_err(unreadable)?;
        if let Some((column, line)) = all.headless {
            return Err(headless_column(path, layout.header_line, column, line));
        }
        report_columns(&plan, &all, log);
        self.close(all, &layout.headers, log);
        Ok(())
    }

    fn facts(self, text: &Decoded<'_>, layout: &Layout) -> io::Result<ColumnFacts> {
        let mut facts = ColumnFacts::new(&layout.headers, self.block);
        let cut = layout.cut(text, SMALLEST_PIECE);
        let mut pieces = Pieces::of(&text.text, (layout.body, layout.body_line), cut)?;
        while let Some(piece) = pieces.next()? {
            let chunk = piece.chunk(&text.sheet_rows);
            let mut reader = RowReader::new(chunk, layout.delimiter, text.lossy);
            while let Some(row) = reader.next() {
                if row.fault.is_none() {
                    facts.look(row.record);
                }
                if !facts.wants_more() {
                    return Ok(facts);
                }
            }
        }
        Ok(facts)
    }

    fn plan(
        self,
        layout: &Layout,
        facts: &ColumnFacts,
    ) -> Result<(Plan<'a>, Diagnostics), Diagnostic> {
        let place = self.place.on_line(layout.header_line);
        let (plan, mut found) = Plan::new(&place, &layout.headers, self.block, facts);
        let dated: Vec<&str> =
            plan.noted().filter(|&at| facts.is_dated(at)).map(|at| &*layout.headers[at]).collect();
        if plan.has_stamp() {
            if let (false, Some(first)) = (plan.has_report(), dated.first()) {
                found.push(no_report_time(first, &dated).at(place));
            }
            return Ok((plan, found));
        }
        if let Some(first) = dated.first() {
            let finding = no_report_time(first, &dated).severity(Code::HeaderRequired.severity());
            return Err(finding.at(place).raw(layout.headers.join(", ")));
        }
        let message = "no column holds the time of an event";
        Err(Diagnostic::new(Code::HeaderRequired, message)
            .at(place)
            .raw(layout.headers.join(", "))
            .expected("a column such as 报修时间, 日期, reported_at or date")
            .hint("name it under `columns` in a block of faultbook.toml: columns = { \"your header\" = \"reported_at\" }"))
    }

    fn rows_of<'p>(self, plan: &'p Plan<'a>, delimiter: u8) -> Source<'p>
    where
        'a: 'p,
    {
        let Known { zone, registry } = self.known;
        Source { place: self.place, delimiter, plan, block: self.block, zone, registry }
    }

    fn pipe_tables(self, text: &str, log: &mut LogRead) -> Result<(), Diagnostic> {
        let path = self.place;
        log.report.delimiter = Some('|');
        let mut all = RowsRead::default();
        let (mut used, mut headers) = (0, Vec::new());
        let mut refused = None;
        for table in markdown::tables(text) {
            let layout = Layout {
                delimiter: b'|',
                headers: table.headers.clone(),
                header_line: table.line,
                body: 0,
                body_line: table.line + 2,
                known: 0,
            };
            let mut facts = ColumnFacts::new(&layout.headers, self.block);
            for row in &table.rows {
                facts.look(&Cells::of(&row.cells));
            }
            match layout.check(path, self.block).and_then(|()| self.plan(&layout, &facts)) {
                Err(finding) => refused = refused.or(Some(finding)),
                Ok((plan, found)) => {
                    used += 1;
                    log.diagnostics.append(found);
                    let read = self.pipe_rows(table, &plan);
                    report_columns(&plan, &read, log);
                    all.append(read);
                    headers = layout.headers;
                }
            }
        }
        if used == 0 {
            let message = "the file holds no table whose columns are known";
            let none = || Diagnostic::new(Code::HeaderMissing, message).at(path.clone());
            return Err(refused.unwrap_or_else(none));
        }
        self.close(all, &headers, log);
        Ok(())
    }

    fn pipe_rows(self, table: markdown::PipeTable<'_>, plan: &Plan<'a>) -> RowsRead {
        let mut parser = RowParser::new(self.rows_of(plan, b'|'));
        let width = table.headers.len();
        let mut padded = Vec::new();
        for mut row in table.rows {
            let raw = row.raw.as_bytes();
            if row.cells.iter().all(String::is_empty) {
                parser.blank(row.line);
                continue;
            }
            match markdown::fit(&mut row, width) {
                Err(rejection) => parser.reject((row.line, raw), rejection),
                Ok(mended) => {
                    if mended {
                        padded.push(row.line);
                        parser.padded(row.line);
                    }
                    let record = Cells::of(&row.cells);
                    parser.take(Line { number: row.line, raw, record: &record, mended });
                }
            }
        }
        let mut read = parser.finish();
        for line in padded {
            let message =
                "the row has fewer cells than the header; the missing ones were left empty";
            let finding = Diagnostic::new(Code::RowPadded, message);
            let place = self.place.on_line(line);
            read.findings
                .push(None, finding.at(place).hint("end the row with | for each empty cell"));
        }
        read
    }

    /// Ids, duplicates and the account, once all rows are read.
    fn close(self, all: RowsRead, headers: &[String], log: &mut LogRead) {
        let path = self.place;
        let RowsRead { events, marks, hashes, rejected, mut findings, read, ledger, .. } = all;
        let skipped = ledger.rows_skipped();
        log.events = events;
        log.events.shrink_to_fit();
        log.marks = marks;
        log.marks.shrink_to_fit();
        log.duplicates = number_equal_ids(&mut log.events, &hashes);
        for &(row, first) in &log.duplicates {
            let (line, first) = (line_of(&log.events, row), line_of(&log.events, first));
            let message = format!("the row equals that of line {first}; both are kept");
            let hint = "delete one of them, or set `dedupe = true` in the file's block, if it was entered twice";
            let finding = Diagnostic::new(Code::DuplicateRow, message).hint(hint);
            findings.push(None, finding.at(path.on_line(line)));
        }
        for f in zeros_lost(&log.events) {
            findings.push(None, f.at(path.clone()));
        }
        if read == skipped {
            log.diagnostics.push(if read > 0 && !self.block.keep.is_empty() {
                nothing_kept(path, self.block)
            } else {
                no_rows(path)
            });
        }
        log.rejected = rejected;
        log.diagnostics.append(findings.into_diagnostics(path, headers));
        let report = &mut log.report;
        report.ledger = ledger;
        report.rows_read = read;
        report.rows_skipped = skipped;
        report.rows_repaired = log.marks.iter().filter(|mark| mark.repaired).count() as u64;
        report.rows_accepted = log.marks.len() as u64 - report.rows_repaired;
        report.rows_rejected = log.rejected.len() as u64;
    }
}

/// No column is known as the time of the report, but some hold dates.
fn no_report_time(first: &str, dated: &[&str]) -> Diagnostic {
    let names: Vec<String> = dated.iter().map(|name| format!("\"{name}\"")).collect();
    let message = format!(
        "no column was taken for the time of the report; dates stand in {}",
        names.join(", ")
    );
    Diagnostic::new(Code::HeaderRequired, message)
        .severity(Severity::Warning)
        .expected("a column such as 报修时间, 日期, reported_at or date")
        .hint(format!("say which one it is in the file's block of faultbook.toml: columns = {{ \"{first}\" = \"reported_at\" }}"))
}

/// The words of `keep` fit no row of a file.
fn nothing_kept(table: &Place, block: &SourceBlock) -> Diagnostic {
    let columns: Vec<&str> = block.keep.keys().map(String::as_str).collect();
    Diagnostic::new(
        Code::TableNoRows,
        "`keep` of the file's block leaves out every row of this file",
    )
    .at(table.clone())
    .raw(columns.join(", "))
    .hint("write the words of `keep` as the file has them; any other row is skipped")
}

/// Says what each column was taken for.
fn report_columns(plan: &Plan<'_>, read: &RowsRead, log: &mut LogRead) {
    for (at, column) in plan.columns.iter().enumerate() {
        log.report.columns.push(ColumnReport {
            header: column.header.clone(),
            field: column.field.map(str::to_owned),
            examples: match column.role {
                Role::Note => read.examples.get(at).cloned().unwrap_or_default(),
                _ => Vec::new(),
            },
        });
    }
}

/// Physical line of an event's row.
pub(crate) fn line_of(events: &Events, row: u32) -> u32 {
    match events.get(row as usize).origin() {
        Origin::Row { line, .. } => line,
        Origin::Report(_) => 0,
    }
}

/// Gives the second and later rows of one made id a number; returns which rows
/// equal an earlier one in every cell.
fn number_equal_ids(events: &mut Events, hashes: &[(u32, u64)]) -> Vec<(u32, u32)> {
    let mut seen: HashMap<usize, (u32, u64, u32)> = HashMap::new();
    let mut equal = Vec::new();
    for &(row, hash) in hashes {
        let at = row as usize;
        let Some(id) = events.get(at).sym(TextField::Ticket).index() else { continue };
        let (first, its_hash, count) = seen.entry(id).or_insert((row, hash, 0));
        *count += 1;
        if *count > 1 {
            let id = format!("{}-{count}", events.get(at).ticket());
            if hash == *its_hash {
                equal.push((row, *first));
            }
            events.set_text(at, TextField::Ticket, &id);
        }
    }
    equal
}

/// Device ids that differ only in leading zeros: Excel drops them.
fn zeros_lost(events: &Events) -> Vec<Diagnostic> {
    let mut seen = vec![false; events.pool().len()];
    let mut bare: HashMap<&str, &str> = HashMap::new();
    let mut out = Vec::new();
    for event in events.iter() {
        let sym = event.sym(TextField::Device);
        let Some(index) = sym.index() else { continue };
        let id = event.resolve(sym);
        if std::mem::replace(&mut seen[index], true) || !id.bytes().all(|b| b.is_ascii_digit()) {
            continue;
        }
        let other = *bare.entry(id.trim_start_matches('0')).or_insert(id);
        if other != id {
            let message = format!("devices \"{other}\" and \"{id}\" differ only in leading zeros");
            let hint = "format the column as Text in Excel if both are one device";
            out.push(Diagnostic::new(Code::ValueDigitsLost, message).raw(id).hint(hint));
        }
    }
    out
}

#[cfg(test)]
mod tests;
