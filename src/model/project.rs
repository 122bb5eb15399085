//! What `ingest` hands on: settings, records, where they came from, and what was
//! found on the way.

use super::frozen::Frozen;
use super::ledger::Ledger;
use super::picture::{self, FileKind, Measures};
use super::records::Records;
use super::settings::Settings;
use crate::diag::{Code, Diagnostics, Place};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// A project as it was read.
#[derive(Clone, Debug, Default)]
pub struct Project {
    /// The configuration.
    pub settings: Settings,
    /// The records.
    pub records: Records,
    /// Every table and log that was read, in path order.
    pub sources: Vec<SourceReport>,
    /// Rows that became no record, in reading order.
    pub rejected: Vec<RejectedRow>,
    /// Markdown files that could not be read.
    pub unread: Vec<Arc<str>>,
    /// Files that articles may link to or show, by project path.
    pub attachments: BTreeMap<Arc<str>, Attachment>,
    /// The project's theme files.
    pub theme: ThemeFiles,
    /// Reports that were frozen, in order of site and period.
    pub frozen: Vec<Frozen>,
    /// Everything that was found.
    pub diagnostics: Diagnostics,
}

/// The account of one source; `read = skipped + accepted + repaired + rejected`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceReport {
    /// Path relative to the project's root.
    pub path: Arc<str>,
    /// Name of the sheet, where the file is a workbook: each sheet is a source.
    pub sheet: Option<Arc<str>>,
    /// The first letters of the file's hash (BLAKE3), where it could be read.
    pub hash: Option<String>,
    /// The encoding or the kind of workbook it was read in.
    pub encoding: String,
    /// True for a service log, false for a table of master data.
    pub is_log: bool,
    /// The master table that it is (`devices`), whether or not it could be read.
    pub table: Option<Cow<'static, str>>,
    /// What separates its cells, where it could be read: `,`, `;`, a tab, `|`.
    pub delimiter: Option<char>,
    /// True where the times of its reports are written as day numbers of Excel.
    pub dates_are_numbers: bool,
    /// Rows read, without header and blank lines.
    pub rows_read: u64,
    /// Rows left aside on purpose: `keep`, blank, a re-export.
    pub rows_skipped: u64,
    /// Rows that became records as they were.
    pub rows_accepted: u64,
    /// Rows that became records after something was mended, merged or left out.
    pub rows_repaired: u64,
    /// Rows that became no record.
    pub rows_rejected: u64,
    /// First and last day covered, where configured.
    pub covers: Coverage,
    /// What was changed in its repaired rows, and which rows were left aside.
    #[serde(skip)]
    pub ledger: Ledger,
    /// Columns as found: header, what it was taken for, example values of an unknown one.
    pub columns: Vec<ColumnReport>,
}

impl SourceReport {
    /// The file, or the sheet of a workbook.
    pub fn place(&self) -> Place {
        Place { sheet: self.sheet.clone(), ..Place::file(self.path.clone()) }
    }
}

/// The stretch a log claims to cover (`domain.md` §2.5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// First instant covered, where configured.
    pub from: Option<super::time::Instant>,
    /// First instant no longer covered, where configured.
    pub to: Option<super::time::Instant>,
}

impl Serialize for Coverage {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.from.map(|i| i.0), self.to.map(|i| i.0)).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Coverage {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (from, to) = <(Option<i64>, Option<i64>)>::deserialize(deserializer)?;
        let instant = |ms: Option<i64>| ms.map(super::time::Instant);
        Ok(Self { from: instant(from), to: instant(to) })
    }
}

/// One column of a source.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnReport {
    /// The header as written.
    pub header: String,
    /// The canonical field, if it is known.
    pub field: Option<String>,
    /// A few values, where it is unknown.
    pub examples: Vec<String>,
}

/// A row that became no record, kept verbatim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RejectedRow {
    /// Where it stands.
    pub place: Place,
    /// Why.
    pub code: Code,
    /// Why, in words.
    pub reason: String,
    /// The row's text; bytes that are no text as `\xNN`.
    pub raw: String,
}

/// A file beside the articles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Where it lies on disk.
    pub path: PathBuf,
    /// Its size in bytes.
    pub size: u64,
    /// What it is by its content.
    pub kind: FileKind,
    /// How it is shown, for a picture that tells it in its beginning.
    pub measures: Option<Measures>,
}

impl Attachment {
    /// The widths in which a site gives a large picture beside it.
    pub fn widths(&self) -> impl Iterator<Item = u32> {
        let size = self.size;
        self.measures.into_iter().flat_map(move |measures| picture::widths(measures, size))
    }
}

/// The project's own theme files; each replaces the built-in one of its name.
#[derive(Clone, Debug, Default)]
pub struct ThemeFiles {
    /// Theme name, for messages.
    pub name: String,
    /// Templates by name (`home.html`).
    pub templates: BTreeMap<String, String>,
    /// Static files by path below `static/`.
    pub statics: BTreeMap<String, Vec<u8>>,
    /// Templates for PDF and what they read, by path below `pdf/`.
    pub print: BTreeMap<String, Vec<u8>>,
    /// Texts of `i18n/<lang>.toml` by language.
    pub i18n: BTreeMap<String, String>,
    /// The theme's `theme.toml`.
    pub options: Option<String>,
}
