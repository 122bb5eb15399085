//! Tables as text: bytes in any accepted encoding to headers and rows of cells,
//! each with its physical place (`domain.md` §2.4, `nasty.md` A and B).

use super::mapping::SourceBlock;
use crate::diag::Diagnostics;
use crate::model::project::RejectedRow;
use std::sync::Arc;

/// A file as read from disk.
pub struct SourceFile {
    /// Path relative to the project's root, with `/`.
    pub path: Arc<str>,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A table of text. Rows with the wrong number of cells, undecodable bytes and so
/// on are in `rejected`, not in `rows`.
#[derive(Debug, Default)]
pub struct Table {
    /// Headers as written, trimmed.
    pub headers: Vec<String>,
    /// Physical line of the header.
    pub header_line: u32,
    /// Good rows.
    pub rows: Vec<Row>,
    /// Rows that became no row.
    pub rejected: Vec<RejectedRow>,
    /// Blank rows left aside.
    pub blank: u64,
    /// Name of the encoding (`UTF-8`, `UTF-8 BOM`, `GB18030`, `UTF-16LE`, …).
    pub encoding: String,
    /// What was found.
    pub diagnostics: Diagnostics,
}

/// One row of a [`Table`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Physical line on which it starts, from 1.
    pub line: u32,
    /// As many cells as there are headers, trimmed.
    pub cells: Vec<String>,
    /// True where something was mended on the way (filled up, BOM stripped).
    pub repaired: bool,
}

/// Reads a small table (master data) whole. `None` where the file as such cannot
/// be used; the diagnostics say why. Logs are streamed by `log` instead.
pub fn read(_file: &SourceFile, _block: &SourceBlock) -> (Option<Table>, Diagnostics) {
    (None, Diagnostics::new())
}
