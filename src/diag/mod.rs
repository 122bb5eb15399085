//! Diagnostics as values: what is wrong, where, why, and how to mend it.
//!
//! Every room reports through these types; only `cli` draws them. Nothing here
//! reads a file: the line that is quoted in an excerpt is captured by the room
//! that saw it, so that a table in GB18030 is quoted as the person sees it.

mod cause;
mod code;
mod collect;
mod words;

pub use cause::{MACHINE_HINT, is_of_the_machine};
pub use code::Code;
pub use collect::Diagnostics;
pub use words::in_chinese;

use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// How much a finding costs the build. Ordered: the first is the worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Nothing may be replaced: usage, configuration, path escape, collision. Exit 2.
    Stop,
    /// A file, page or attachment is left out; everything else is built. Exit 1.
    Error,
    /// A row is rejected and listed; the build is still a success.
    Row,
    /// Worth a look; nothing is left out.
    Warning,
    /// For the record (a decoded encoding, a guessed date order).
    Note,
}

/// Where a finding is. Lines and columns are physical and count from 1, as an
/// editor or Excel shows them; a column counts characters, not bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// Path relative to the project's root, with `/` on every platform.
    pub file: Arc<str>,
    /// Name of the sheet, where the file is a workbook.
    pub sheet: Option<Arc<str>>,
    /// Physical line or row of the sheet, from 1.
    pub line: Option<u32>,
    /// Physical column in characters, from 1; in a sheet the column itself.
    pub column: Option<u32>,
    /// The column's header, for a table cell; the key, for front matter.
    pub header: Option<String>,
    /// Cell of the sheet (`C7`), where the file is a workbook.
    pub cell: Option<String>,
}

impl Place {
    /// A place that is a whole file.
    pub fn file(file: impl Into<Arc<str>>) -> Self {
        Self { file: file.into(), ..Self::default() }
    }

    /// A line of a file.
    pub fn line(file: impl Into<Arc<str>>, line: u32) -> Self {
        Self { line: Some(line), ..Self::file(file) }
    }

    /// A line and column of a file.
    pub fn at(file: impl Into<Arc<str>>, line: u32, column: u32) -> Self {
        Self { column: Some(column), ..Self::line(file, line) }
    }

    /// The same place, naming the table header or front-matter key.
    #[must_use]
    pub fn with_header(mut self, header: impl Into<String>) -> Self {
        self.header = Some(header.into());
        self
    }

    /// A sheet of a workbook.
    pub fn sheet(file: impl Into<Arc<str>>, sheet: impl Into<Arc<str>>) -> Self {
        Self { sheet: Some(sheet.into()), ..Self::file(file) }
    }

    /// A line of this file, or a row of this sheet.
    #[must_use]
    pub fn on_line(&self, line: u32) -> Self {
        Self { sheet: self.sheet.clone(), ..Self::line(self.file.clone(), line) }
    }

    /// A cell of this sheet: row from 1, column from 0.
    #[must_use]
    pub fn on_cell(&self, row: u32, column: usize) -> Self {
        let mut place = self.on_line(row);
        place.column = Some(column as u32 + 1);
        place.cell = Some(format!("{}{row}", column_letters(column)));
        place
    }
}

/// The letters over a column of a sheet: 0 is `A`, 26 is `AA`.
fn column_letters(column: usize) -> String {
    let (mut rest, mut letters) = (column + 1, Vec::new());
    while rest > 0 {
        rest -= 1;
        letters.push((b'A' + (rest % 26) as u8) as char);
        rest /= 26;
    }
    letters.iter().rev().collect()
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.file)?;
        if let Some(sheet) = &self.sheet {
            return match (&self.cell, self.line) {
                (Some(cell), _) => write!(f, " [{sheet}!{cell}]"),
                (None, Some(row)) => write!(f, " [{sheet}!{row}]"),
                (None, None) => write!(f, " [{sheet}]"),
            };
        }
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
            if let Some(column) = self.column {
                write!(f, ":{column}")?;
            }
        }
        Ok(())
    }
}

/// The source line a finding is about, with the part to underline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excerpt {
    /// The physical line as a person sees it, without its line end.
    pub text: String,
    /// First underlined character, counted from 0.
    pub from: usize,
    /// One past the last underlined character.
    pub to: usize,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Stable code, documented in `docs/diagnostics.md`.
    pub code: Code,
    /// What it costs.
    pub severity: Severity,
    /// Where it is, if it is anywhere.
    pub place: Option<Place>,
    /// What is wrong, in one sentence without a full stop's worth of jargon.
    pub message: String,
    /// The value as it was found.
    pub raw: Option<String>,
    /// What was expected instead.
    pub expected: Option<String>,
    /// How to mend it.
    pub hint: Option<String>,
    /// The line to show beneath.
    pub excerpt: Option<Excerpt>,
}

impl Diagnostic {
    /// A finding with the code's usual severity.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            place: None,
            message: message.into(),
            raw: None,
            expected: None,
            hint: None,
            excerpt: None,
        }
    }

    /// Where it is.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// The raw value.
    #[must_use]
    pub fn raw(mut self, raw: impl Into<String>) -> Self {
        self.raw = Some(raw.into());
        self
    }

    /// What was expected.
    #[must_use]
    pub fn expected(mut self, expected: impl Into<String>) -> Self {
        self.expected = Some(expected.into());
        self
    }

    /// How to mend it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The source line, underlined from character `from` up to `to`.
    #[must_use]
    pub fn excerpt(mut self, text: impl Into<String>, from: usize, to: usize) -> Self {
        self.excerpt = Some(Excerpt { text: text.into(), from, to });
        self
    }

    /// The same finding with another severity than its code's usual one.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }
}
