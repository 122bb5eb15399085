//! Every table of a document in one file: a line a cell, so that a sheet or a program can
//! filter and turn it as it likes.

use super::sheet::Sheet;
use crate::render::document::{Block, Cell, Document, Section, Table};
use crate::render::view;

/// The heads, the same in every language.
const HEADS: [&str; 8] = ["section", "heading", "table", "row", "name", "column", "text", "number"];

/// The tables of a document.
pub(super) fn csv(document: &Document) -> Vec<u8> {
    let mut out = Sheet::new(HEADS);
    for section in &document.sections {
        blocks(&mut out, section, &section.blocks);
    }
    out.finish()
}

fn blocks(out: &mut Sheet, section: &Section, list: &[Block]) {
    for block in list {
        match block {
            Block::Table(table) => rows(out, section, &table.caption, table),
            Block::Figure(figure) => {
                let table = figure.table.iter();
                table.for_each(|table| rows(out, section, &figure.question, table));
            }
            Block::Columns { left, right } => {
                blocks(out, section, left);
                blocks(out, section, right);
            }
            Block::Cells { cells } => {
                for (at, fact) in (1..).zip(cells) {
                    place(out, section, (&section.heading, at, &fact.label));
                    out.text("");
                    out.text(&fact.value);
                    out.number(None);
                    out.end_row();
                }
            }
            Block::Heading { .. } | Block::Note { .. } => {}
        }
    }
}

fn rows(out: &mut Sheet, section: &Section, name: &str, table: &Table) {
    for (at, row) in (1..).zip(&table.rows) {
        let first = row.cells.first().map(|cell| cell.text.as_str()).unwrap_or_default();
        for (column, cell) in table.columns.iter().zip(&row.cells) {
            place(out, section, (name, at, first));
            out.text(&column.head);
            out.text(&cell.text);
            out.number(cell.printed.as_ref().map(|printed| printed.number));
            out.end_row();
        }
    }
}

fn place(out: &mut Sheet, section: &Section, (table, row, name): (&str, u64, &str)) {
    out.text(&section.id);
    out.text(&section.heading);
    out.text(table);
    out.count(row);
    out.text(name);
}

/// One table as it is: a line a row. What stands small behind a value has no column.
pub(super) fn plain(table: &view::Table) -> Vec<u8> {
    let mut out = Sheet::new(table.columns().map(|(head, _)| head));
    let columns: Vec<bool> = table.columns().map(|(_, number)| number).collect();
    for (_, cells) in table.rows() {
        for (cell, number) in cells.iter().zip(&columns) {
            let cell = Cell::of(cell, *number);
            match cell.printed.filter(|printed| printed.shape.is_number()) {
                Some(printed) => out.number(Some(printed.number)),
                None => out.text(&cell.text),
            }
        }
        out.end_row();
    }
    out.finish()
}
