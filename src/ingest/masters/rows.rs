//! A master table row by row: mapped headers, kept rows, defaults, and the account.

use super::{Claim, Claims, Filled, RowClaim, build};
use crate::diag::{Code, Diagnostic, Diagnostics, Place};
use crate::ingest::columns::{Kind, fold};
use crate::ingest::disk;
use crate::ingest::event_fields::apply::excel_error;
use crate::ingest::form::{Field, Form, Reading};
use crate::ingest::markdown::{filled, mapped, translated};
use crate::ingest::node::{Node, Pos};
use crate::ingest::roles::Input;
use crate::ingest::table::{self, Row, SourceFile, Table};
use crate::ingest::value::excel;
use crate::model::ledger::{Ledger, RowChange, SkipReason};
use crate::model::project::{ColumnReport, RejectedRow, SourceReport};
use crate::model::records::Records;

const MAX_BYTES: u64 = 512 << 20;
const MAX_CELL: usize = 1 << 20;
const EXAMPLES: usize = 3;

/// A master table after reading.
#[derive(Debug, Default)]
pub(in crate::ingest) struct TableRead {
    /// The account.
    pub(in crate::ingest) report: SourceReport,
    /// Rows that became no record.
    pub(in crate::ingest) rejected: Vec<RejectedRow>,
    /// What was found.
    pub(in crate::ingest) findings: Diagnostics,
}

/// Reads a table, or those of a workbook's sheets, into the records.
pub(super) fn read(
    input: &Input,
    kind: Kind,
    reading: &Reading,
    records: &mut Records,
    claims: &mut Claims,
) -> Vec<TableRead> {
    let mut findings = Diagnostics::new();
    let tables = open(input, &mut findings);
    let source = Read { input, kind, reading };
    let mut out: Vec<TableRead> =
        tables.iter().map(|table| one(source, table, records, claims)).collect();
    if out.is_empty() {
        out.push(TableRead::default());
    }
    out[0].findings.append(findings);
    out
}

/// What the rows of a file have in common.
#[derive(Clone, Copy)]
struct Read<'a> {
    input: &'a Input,
    kind: Kind,
    reading: &'a Reading,
}

fn one(
    Read { input, kind, reading }: Read<'_>,
    table: &Table,
    records: &mut Records,
    claims: &mut Claims,
) -> TableRead {
    let mut out = TableRead::default();
    out.report.path = input.file.path.clone();
    out.report.sheet.clone_from(&table.place.sheet);
    let columns = columns(table, kind, input);
    out.report.encoding.clone_from(&table.encoding);
    out.report.delimiter = Some(char::from(table.delimiter));
    out.report.columns = describe(table, &columns);
    out.report.rows_read = (table.rows.len() + table.rejected.len()) as u64;
    out.report.rows_rejected = table.rejected.len() as u64;
    out.rejected.clone_from(&table.rejected);
    out.findings.append(table.diagnostics.clone());
    tell_unknown(table, &columns, input, &mut out.findings);
    let reader = RowReader { input, kind, reading, table, columns };
    for row in &table.rows {
        reader.row(row, records, claims, &mut out);
    }
    out
}

fn open(input: &Input, findings: &mut Diagnostics) -> Vec<Table> {
    let place = || Place::file(input.file.path.clone());
    if input.file.size > MAX_BYTES {
        findings.push(
            Diagnostic::new(Code::FileTooLarge, "this table is larger than 512 MB").at(place()),
        );
        return Vec::new();
    }
    match std::fs::read(&input.file.disk) {
        Ok(bytes) => {
            let file = SourceFile::new(input.file.path.clone(), bytes);
            let (tables, found) = table::read(&file, &input.block);
            findings.append(found);
            tables
        }
        Err(error) => {
            findings.push(disk::unreadable(&error).at(place()));
            Vec::new()
        }
    }
}

/// The canonical field of each column, if it is known. A field that the block gives
/// to one column is no other's.
fn columns(table: &Table, kind: Kind, input: &Input) -> Vec<Option<&'static str>> {
    let own = |header: &String| mapped(header, &input.block).map(|field| kind.canonical(field));
    let claimed: Vec<_> = table.headers.iter().filter_map(|header| own(header)?).collect();
    let canonical = |header: &String| {
        if input.block.is_aside(header) {
            return own(header).flatten();
        }
        own(header).unwrap_or_else(|| kind.canonical(header).filter(|f| !claimed.contains(f)))
    };
    table.headers.iter().map(canonical).collect()
}

fn describe(table: &Table, columns: &[Option<&'static str>]) -> Vec<ColumnReport> {
    let described = table.headers.iter().zip(columns).enumerate().map(|(at, (header, field))| {
        let values =
            table.rows.iter().filter_map(|row| row.cells.get(at)).filter(|c| !c.is_empty());
        let examples =
            if field.is_none() { values.take(EXAMPLES).cloned().collect() } else { Vec::new() };
        ColumnReport { header: header.clone(), field: field.map(str::to_owned), examples }
    });
    described.collect()
}

fn tell_unknown(
    table: &Table,
    columns: &[Option<&'static str>],
    input: &Input,
    findings: &mut Diagnostics,
) {
    let combined = |header: &str| {
        let mut parts = input.block.combine.values().flatten().chain(input.block.keep.keys());
        parts.any(|part| fold(part) == fold(header))
    };
    for (header, field) in table.headers.iter().zip(columns) {
        let told = combined(header) || input.block.is_aside(header);
        if field.is_none() && !header.is_empty() && !told {
            let place = table.place.on_line(table.header_line).with_header(header.clone());
            findings.push(
                Diagnostic::new(Code::HeaderUnknown, "this column is not known and kept as a note")
                    .at(place)
                    .raw(header.clone())
                    .hint("name it under `columns` of the table's block in faultbook.toml"),
            );
        }
    }
}

struct RowReader<'a> {
    input: &'a Input,
    kind: Kind,
    reading: &'a Reading,
    table: &'a Table,
    columns: Vec<Option<&'static str>>,
}

impl RowReader<'_> {
    fn row(&self, row: &Row, records: &mut Records, claims: &mut Claims, out: &mut TableRead) {
        let report = &mut out.report;
        if !self.kept(row) {
            report.rows_skipped += 1;
            report.ledger.skip(row.line, SkipReason::NotKept);
            return;
        }
        let place = self.table.place.on_line(row.line);
        let mut left_out = Diagnostics::new();
        let fields = self.fields(row, &mut left_out);
        let mut form = Form::new(place.clone(), fields, self.reading);
        form.findings.append(left_out);
        for (field, template) in &self.input.block.default {
            form.fill(
                self.kind.canonical(field).unwrap_or(field),
                &filled(template, &self.input.file),
            );
        }
        build::complete_id(self.kind, &mut form);
        let Some(id) = form.peek("id").map(Node::flat) else {
            out.report.rows_rejected += 1;
            out.findings.push(no_id(&place));
            out.rejected.push(RejectedRow {
                place,
                code: Code::RowNoId,
                reason: "this row names no id".to_owned(),
                raw: row.cells.join(","),
            });
            return;
        };
        let claim = RowClaim { kind: self.kind, id: &id, cells: &row.cells, place: &place };
        if let Claim::Again = claims.row(&claim, &mut out.findings) {
            report.rows_skipped += 1;
            report.ledger.skip(row.line, SkipReason::Repeated);
            out.findings.push(
                Diagnostic::new(Code::DuplicateReexport, "this row was read before and is skipped")
                    .at(place),
            );
            return;
        }
        let filled = Filled { kind: self.kind, form: &mut form, article: None };
        build::add(filled, records, &mut claims.devices);
        if row.repaired || !form.findings.is_empty() {
            report.rows_repaired += 1;
            note(row, &form.findings, &mut report.ledger);
        } else {
            report.rows_accepted += 1;
        }
        out.findings.append(form.findings);
    }

    /// The place of a cell: of a sheet the cell, of a text its line.
    fn place(&self, row: &Row, column: usize) -> Place {
        let table = &self.table.place;
        match table.sheet {
            Some(_) => table.on_cell(row.line, column),
            None => table.on_line(row.line),
        }
    }

    fn cell<'r>(&self, row: &'r Row, header: &str) -> Option<&'r String> {
        let folded = fold(header);
        let at = self.table.headers.iter().position(|h| fold(h) == folded)?;
        row.cells.get(at)
    }

    fn kept(&self, row: &Row) -> bool {
        self.input.block.keep.iter().all(|(header, words)| {
            self.cell(row, header).is_some_and(|cell| words.iter().any(|w| w.trim() == cell.trim()))
        })
    }

    fn fields(&self, row: &Row, findings: &mut Diagnostics) -> Vec<Field> {
        let pos = Pos { line: row.line, ..Pos::default() };
        let block = &self.input.block;
        let mut fields = Vec::new();
        let columns = self.table.headers.iter().zip(&self.columns).zip(&row.cells);
        for (at, ((header, field), cell)) in columns.enumerate() {
            if cell.len() > MAX_CELL {
                let place = self.place(row, at);
                findings.push(
                    Diagnostic::new(
                        Code::FileTooLarge,
                        "this cell is larger than 1 MB and was left out",
                    )
                    .at(place.with_header(header.clone())),
                );
                continue;
            }
            let missing =
                block.missing.iter().filter(|(h, _)| *h == "*" || fold(h) == fold(header));
            if missing.into_iter().any(|(_, words)| words.iter().any(|w| w == cell)) {
                continue;
            }
            if excel::is_error(cell) {
                let place = self.place(row, at).with_header(header.clone());
                findings.push(excel_error(cell).at(place));
                continue;
            }
            let name = field.unwrap_or_default();
            let column = self.place(row, at).column.unwrap_or(0);
            let node = translated(Node::text(cell, Pos { column, ..pos }), name, block);
            fields.push(Field::new(name, header.clone(), node));
        }
        for (field, parts) in &block.combine {
            let cells: Vec<&str> =
                parts.iter().filter_map(|part| self.cell(row, part)).map(String::as_str).collect();
            let name = self.kind.canonical(field).unwrap_or(field);
            fields.push(Field::new(name, parts.join(" + "), Node::text(cells.join(" "), pos)));
        }
        fields
    }
}

/// Notes what was left out of a row, or that it was filled up.
fn note(row: &Row, findings: &Diagnostics, ledger: &mut Ledger) {
    let line = row.line;
    if row.repaired {
        let (field, from, to) = ("".into(), String::new(), String::new());
        ledger.change(|| RowChange { line, field, from, to, code: Code::RowPadded });
    }
    for finding in findings {
        let header = finding.place.as_ref().and_then(|place| place.header.as_deref());
        ledger.change(|| RowChange {
            line,
            field: header.unwrap_or_default().into(),
            from: finding.raw.clone().unwrap_or_default(),
            to: String::new(),
            code: finding.code,
        });
    }
}

fn no_id(place: &Place) -> Diagnostic {
    Diagnostic::new(Code::RowNoId, "this row names no id")
        .at(place.clone())
        .hint("fill the id column, or map another column to `id` in faultbook.toml")
}
