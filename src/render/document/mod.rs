//! A document as plain values: what a report or a device file says, without what only a
//! page can do. Workbooks, tables for spreadsheets and printed documents are made of it,
//! so that each of them says what the page says.
//!
//! Not here: how a section comes to its blocks (`pages`), how a format looks.

mod plain;
mod printed;
mod prose;

pub use printed::{Printed, Shape};
pub use prose::{Prose, ProseKind};

use crate::render::view::Native;
use serde::Serialize;

/// A document.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Document {
    /// Its language, `zh-CN` or `en`.
    pub lang: &'static str,
    /// What it is: a service report, a device.
    pub kind: String,
    /// Its id: the period, the device.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// The heading where the id does not stand beside it.
    pub name: String,
    /// The line beneath it.
    pub under: String,
    /// Its state, where it has one.
    pub state: Option<Marked>,
    /// Facts of the title block.
    pub facts: Vec<Fact>,
    /// What stands above all sections.
    pub notes: Vec<String>,
    /// Sections in order.
    pub sections: Vec<Section>,
    /// The word for what stands small behind a value: its cases and its interval.
    pub detail: String,
    /// What is signed: a label each; nothing where nobody signs.
    pub signatures: Vec<String>,
    /// The label above the line on which somebody signs.
    pub signed: String,
    /// The organisation's name and how it is reached, a line each.
    pub organisation: Vec<String>,
    /// The instant of the figures, as ISO 8601.
    pub as_of: Option<String>,
}

/// A label and what it says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fact {
    /// The label.
    pub label: String,
    /// What it says.
    pub value: String,
}

/// A state in words, with the name of its shape.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Marked {
    /// `met`, `chance`, `not-met`, `pending`, `near`, `late`, `past` or `none`.
    pub mark: &'static str,
    /// The words.
    pub words: String,
}

/// A section.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Section {
    /// Its number, from 1; none where sections are not numbered.
    pub n: Option<usize>,
    /// Its anchor.
    pub id: String,
    /// Its heading.
    pub heading: String,
    /// What its figures say, one sentence each.
    pub sentences: Vec<String>,
    /// Tables, cells and figures.
    pub blocks: Vec<Block>,
    /// What people wrote about it.
    pub commentary: Vec<Prose>,
}

/// One block of a section.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Block {
    /// A smaller heading.
    Heading {
        /// Its text.
        text: String,
    },
    /// A note or a remark.
    Note {
        /// Its text.
        text: String,
    },
    /// Labels and values.
    Cells {
        /// The cells.
        cells: Vec<Fact>,
    },
    /// A table.
    Table(Table),
    /// A figure.
    Figure(Box<Figure>),
    /// Two columns where there is room.
    Columns {
        /// The left one.
        left: Vec<Self>,
        /// The right one.
        right: Vec<Self>,
    },
}

/// A table.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Table {
    /// What it is called.
    pub caption: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// A column.
#[derive(Clone, Debug, Serialize)]
pub struct Column {
    /// Its head.
    pub head: String,
    /// It holds numbers.
    pub number: bool,
    /// A phone and a sheet of paper leave it out.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub side: bool,
}

/// A row.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// `bad`, `warn`, `tot`, or nothing.
    pub class: &'static str,
    /// A cell a column.
    pub cells: Vec<Cell>,
}

/// A cell.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Cell {
    /// All it says.
    pub text: String,
    /// The value alone, and what stands small behind it; where it is told apart.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parts: Option<(String, String)>,
    /// The number or date it shows.
    #[serde(flatten)]
    pub printed: Option<Printed>,
    /// Nothing is known: a page shows a dash.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub missing: bool,
    /// The shape of the state it shows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mark: Option<&'static str>,
}

/// A figure.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Figure {
    /// The question.
    pub question: String,
    /// The answer in one sentence.
    pub answer: String,
    /// Terms: n, exposure, rule, test.
    pub note: String,
    /// The drawing for half a sheet, as the page has it; empty without one.
    pub compact: String,
    /// The same across a sheet.
    pub wide: String,
    /// The same numbers.
    pub table: Option<Table>,
    /// How a spreadsheet draws them itself.
    #[serde(skip)]
    pub native: Option<Native>,
}
