//! A table of a document as a spreadsheet wants it: a value and what stands small behind it
//! in columns of their own, heads that differ.

use crate::render::document::{Cell, Printed, Shape, Table};
use std::collections::BTreeSet;
use unicode_width::UnicodeWidthStr;

/// The widest column, in characters; longer texts wrap.
const WIDE: usize = 44;
/// The widest column of numbers.
const WIDE_NUMBERS: usize = 16;

/// A table of plain columns.
pub(super) struct Flat<'t> {
    /// Its columns.
    pub(super) columns: Vec<FlatColumn>,
    /// Its rows: the class and the cells of each.
    pub(super) rows: Vec<(&'static str, Vec<FlatCell<'t>>)>,
}

/// A column.
pub(super) struct FlatColumn {
    /// Its head, which no other column has.
    pub(super) head: String,
    /// It holds numbers.
    pub(super) number: bool,
    /// The column of the document it comes from.
    pub(super) from: usize,
}

/// A cell.
#[derive(Clone, Copy, Default)]
pub(super) struct FlatCell<'t> {
    /// Its text.
    pub(super) text: &'t str,
    /// The number or date behind it.
    pub(super) printed: Option<&'t Printed>,
    /// The shape of its state.
    pub(super) mark: Option<&'static str>,
}

impl<'t> Flat<'t> {
    /// A table; `detail` names the columns of what stands behind values.
    pub(super) fn of(table: &'t Table, detail: &str) -> Self {
        let detailed = |at: usize| {
            let cells = table.rows.iter().filter_map(|row| row.cells.get(at));
            cells.filter_map(|cell| cell.parts.as_ref()).any(|(_, detail)| !detail.is_empty())
        };
        let split: Vec<bool> = (0..table.columns.len()).map(detailed).collect();
        let mut heads = BTreeSet::new();
        let mut columns = Vec::new();
        for (at, column) in table.columns.iter().enumerate() {
            let head = unlike(&mut heads, &column.head);
            columns.push(FlatColumn { head, number: column.number, from: at });
            if split[at] {
                let head = unlike(&mut heads, &format!("{} · {detail}", column.head));
                columns.push(FlatColumn { head, number: false, from: at });
            }
        }
        let rows = table.rows.iter().map(|row| {
            let mut cells = Vec::with_capacity(columns.len());
            for (cell, split) in row.cells.iter().zip(&split) {
                let (value, detail) = parts(cell);
                cells.push(FlatCell {
                    text: value,
                    printed: cell.printed.as_ref(),
                    mark: cell.mark,
                });
                if *split {
                    cells.push(FlatCell { text: detail, ..FlatCell::default() });
                }
            }
            (row.class, cells)
        });
        Self { rows: rows.collect(), columns }
    }

    /// The width that each column wants, in characters.
    pub(super) fn widths(&self) -> Vec<usize> {
        let width = |at: usize, column: &FlatColumn| {
            let cells = self.rows.iter().filter_map(|(_, cells)| cells.get(at));
            let most = cells.map(|cell| cell.text.width()).max().unwrap_or_default();
            // A head may wrap; the mark of its filter takes two characters.
            let head = column.head.width().min(if column.number { 12 } else { 20 }) + 2;
            (most + 2).max(head).min(if column.number { WIDE_NUMBERS } else { WIDE })
        };
        self.columns.iter().enumerate().map(|(at, column)| width(at, column)).collect()
    }
}

fn parts(cell: &Cell) -> (&str, &str) {
    match &cell.parts {
        Some((value, detail)) => (value, detail),
        None => (&cell.text, ""),
    }
}

/// The same text, or with a number behind it where another column has it. Spreadsheets
/// do not tell capitals from small letters.
fn unlike(given: &mut BTreeSet<String>, head: &str) -> String {
    let head = if head.is_empty() { "·" } else { head };
    let mut name = head.to_owned();
    let mut n = 2;
    while !given.insert(name.to_lowercase()) {
        name = format!("{head} {n}");
        n += 1;
    }
    name
}

impl FlatCell<'_> {
    /// The form of the number behind it.
    pub(super) fn shape(&self) -> Option<&Shape> {
        self.printed.map(|printed| &printed.shape)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::document::{Column, Row};

    #[test]
    fn a_value_and_what_stands_behind_it_have_columns_of_their_own() {
        let column = |head: &str, number| Column { head: head.into(), number, side: false };
        let share = Cell {
            text: "94.5% 52/55".into(),
            parts: Some(("94.5%".into(), "52/55".into())),
            printed: Printed::number("94.5%", None),
            ..Cell::default()
        };
        let name = Cell { text: "reply".into(), ..Cell::default() };
        let table = Table {
            columns: vec![column("Clock", false), column("Met", true), column("met", false)],
            rows: vec![Row { class: "", cells: vec![name.clone(), share, name] }],
            ..Table::default()
        };
        let flat = Flat::of(&table, "basis");
        let heads: Vec<_> = flat.columns.iter().map(|column| column.head.as_str()).collect();
        assert_eq!(heads, ["Clock", "Met", "Met · basis", "met 2"]);
        let texts: Vec<_> = flat.rows[0].1.iter().map(|cell| cell.text).collect();
        assert_eq!(texts, ["reply", "94.5%", "52/55", "reply"]);
        assert_eq!(flat.rows[0].1[1].printed.map(|p| p.number), Some(0.945));
    }
}
