//! A proposal as people and editors see it.

use crate::diag::Code;
use serde::Serialize;

/// A proposal, as people and editors see it (`docs/json.md`).
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
