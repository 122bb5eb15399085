//! The blocks of a page as plain values.

use super::{Block, Cell, Column, Fact, Figure, Printed, Row, Table};
use crate::render::format::MISSING;
use crate::render::view::{self, Blocks};

impl Block {
    /// The blocks of a page; what only a page has is left out.
    pub fn of(blocks: &Blocks) -> Vec<Self> {
        blocks.iter().filter_map(Self::one).collect()
    }

    fn one(block: &view::Block) -> Option<Self> {
        Some(match block {
            view::Block::Heading(text) => Self::Heading { text: text.clone() },
            view::Block::Note(text) => Self::Note { text: text.clone() },
            view::Block::Remark(html) => Self::Note { text: html.plain() },
            view::Block::Cells(cells) => Self::Cells { cells: Fact::of(cells) },
            view::Block::Table(table) => Self::Table(Table::of(table)),
            view::Block::Figure(figure) => Self::Figure(Box::new(Figure::of(figure))),
            view::Block::Beside(left, right) => {
                Self::Columns { left: Self::of(left), right: Self::of(right) }
            }
            view::Block::Ways(_) => return None,
        })
    }
}

impl Fact {
    /// Every cell.
    pub fn of(cells: &view::Cells) -> Vec<Self> {
        let fact = |(label, value): (&str, &view::Html)| Self {
            label: label.to_owned(),
            value: value.plain(),
        };
        cells.facts().map(fact).collect()
    }
}

impl Table {
    /// A table of a page.
    pub fn of(table: &view::Table) -> Self {
        let column = |((head, number), side): ((&str, bool), bool)| Column {
            head: head.to_owned(),
            number,
            side,
        };
        let columns: Vec<Column> = table.columns().zip(table.sides()).map(column).collect();
        let rows = table.rows().map(|(class, cells)| Row {
            class,
            cells: cells
                .iter()
                .enumerate()
                .map(|(at, cell)| Cell::of(cell, columns.get(at).is_some_and(|c| c.number)))
                .collect(),
        });
        Self { caption: table.caption().to_owned(), rows: rows.collect(), columns }
    }
}

impl Cell {
    /// A cell of a page; `is_number` where its column holds numbers.
    pub fn of(cell: &view::Cell, is_number: bool) -> Self {
        let text = cell.plain();
        if text == MISSING {
            return Self { missing: true, ..Self::default() };
        }
        let parts = cell.parts().map(|(value, detail)| (value.to_owned(), detail.to_owned()));
        let value = parts.as_ref().map_or(text.as_str(), |(value, _)| value.as_str());
        let span = cell.number().filter(|_| cell.is_span()).map(Printed::span);
        let printed = if span.is_some() {
            span
        } else if is_number || cell.is_number() {
            Printed::number(value, cell.number())
        } else {
            None
        };
        let printed = printed.or_else(|| Printed::date(value));
        let mark = cell.mark().map(view::Mark::name);
        Self { parts, printed, mark, missing: false, text }
    }
}

impl Figure {
    fn of(figure: &view::FigureView) -> Self {
        Self {
            question: figure.question.clone(),
            answer: figure.answer.clone(),
            note: figure.note.clone(),
            compact: figure.drawing.compact.clone(),
            wide: across(&figure.drawing),
            native: figure.native,
            table: figure.table.as_ref().filter(|table| !table.is_empty()).map(Table::of),
        }
    }
}

/// The drawing for a whole sheet: the one made for paper, where there is one.
fn across(drawing: &view::Drawing) -> String {
    if drawing.paper.is_empty() { drawing.wide.clone() } else { drawing.paper.clone() }
}
