//! Tables as text: bytes in any accepted encoding, or the sheets of a workbook, to
//! headers and rows of cells, each with its physical place (`domain.md` §2.4, `nasty.md` A and B). What the
//! cells mean is not known here.
#![allow(clippy::disallowed_methods, reason = "ingest reads the project from disk")]

pub(crate) mod cells;
pub(crate) mod encoding;
pub(crate) mod format;
pub(crate) mod layout;
pub(crate) mod markdown;
pub(crate) mod pieces;
pub(crate) mod rows;
pub(crate) mod sheet;
pub(crate) mod stream;
pub(crate) mod verdict;
pub(crate) mod workbook;

use super::mapping::SourceBlock;
use super::value::text::trim;
use crate::diag::{Code, Diagnostic, Diagnostics, Place};
use crate::model::project::RejectedRow;
use encoding::Decoded;
use format::Format;
use layout::Layout;
use pieces::{Harm, OpenQuote, Piece, Pieces};
use rows::{RawRow, RowReader};
use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use stream::Bytes;
use verdict::{Rejection, Verdict};

/// Files up to this size are read at once; larger logs are read in pieces.
const AT_ONCE: u64 = 1 << 20;

/// A file on disk.
pub struct SourceFile {
    /// Path relative to the project's root, with `/`.
    pub path: Arc<str>,
    /// Its bytes, or the first of them where it is read in pieces.
    bytes: Vec<u8>,
    /// Where it lies, where it is read in pieces.
    disk: Option<PathBuf>,
}

impl SourceFile {
    /// A file that was read.
    pub fn new(path: impl Into<Arc<str>>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { path: path.into(), bytes: bytes.into(), disk: None }
    }

    /// A file that will be read in pieces, unless it is small or of a kind that has to
    /// be seen as a whole.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn open(path: Arc<str>, disk: &Path) -> io::Result<Self> {
        let mut from = std::fs::File::open(disk)?;
        let mut bytes = Vec::new();
        from.by_ref().take(AT_ONCE).read_to_end(&mut bytes)?;
        let mut file = Self { path, bytes, disk: None };
        let whole = file.is_markdown() || format::is_whole(&file.bytes);
        if whole || (file.bytes.len() as u64) < AT_ONCE {
            from.read_to_end(&mut file.bytes)?;
        } else {
            file.disk = Some(disk.to_owned());
        }
        Ok(file)
    }

    /// Its first bytes; all of them where it is not read in pieces.
    pub fn head(&self) -> &[u8] {
        &self.bytes
    }

    fn content(&self) -> Bytes<'_> {
        match &self.disk {
            None => Bytes::Memory(Cow::Borrowed(&self.bytes)),
            Some(path) => Bytes::Disk(path),
        }
    }

    /// True for a Markdown file, whose pipe tables are read.
    pub fn is_markdown(&self) -> bool {
        self.extension() == "md"
    }

    /// The extension in lower case.
    fn extension(&self) -> String {
        self.path.rsplit_once('.').map_or("", |(_, end)| end).to_ascii_lowercase()
    }
}

/// The texts of a file: its own, or those of the sheets of a workbook that are read,
/// and what was found on the way.
///
/// # Errors
/// Where the file as such cannot be used.
pub(crate) fn texts<'a>(
    file: &'a SourceFile,
    block: &SourceBlock,
) -> Result<(Vec<Decoded<'a>>, Diagnostics), Diagnostic> {
    let (format, misnamed) = format::of(file)?;
    let mut found = Diagnostics::from_iter(misnamed);
    let texts = match format {
        Format::Text => vec![encoding::decode(file, block)?],
        Format::Workbook(kind) => {
            let sheets = workbook::read(file, kind, block)?;
            found.append(sheets.diagnostics);
            sheets.texts
        }
    };
    Ok((texts, found))
}

/// A table of text. Rows with the wrong number of cells, undecodable bytes and so
/// on are in `rejected`, not in `rows`.
#[derive(Debug, Default)]
pub struct Table {
    /// The file, or the sheet of a workbook.
    pub place: Place,
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
    /// Name of the encoding (`UTF-8`, `UTF-8 BOM`, `GB18030`, `UTF-16LE`, …) or the kind
    /// of workbook (`xlsx`, `xls`, `ods`).
    pub encoding: String,
    /// Separator of cells.
    pub delimiter: u8,
    /// What was found.
    pub diagnostics: Diagnostics,
}

impl Table {
    fn reject(&mut self, line: u32, raw: &[u8], rejection: Rejection) {
        let (row, finding) = verdict::account(&self.place, line, raw, rejection);
        self.rejected.push(row);
        self.diagnostics.push(finding);
    }
}

/// One row of a [`Table`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Physical line on which it starts, from 1.
    pub line: u32,
    /// As many cells as there are headers, trimmed.
    pub cells: Vec<String>,
    /// Physical column, in characters from 1, of each cell that starts on `line`.
    pub columns: Vec<u32>,
    /// True where something was mended on the way (filled up, BOM stripped).
    pub repaired: bool,
}

/// Reads a small file (master data) whole: its table, or those of a workbook's sheets.
/// None where the file as such cannot be used; the diagnostics say why. Logs are
/// streamed by `log` instead.
pub fn read(file: &SourceFile, block: &SourceBlock) -> (Vec<Table>, Diagnostics) {
    tables(file, block, Heading::Found)
}

/// Reads a table that has no header, such as groups of synonyms: rows of any
/// length, none refused for it.
pub fn read_headerless(file: &SourceFile, block: &SourceBlock) -> (Vec<Table>, Diagnostics) {
    tables(file, block, Heading::None)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Heading {
    Found,
    None,
}

fn tables(file: &SourceFile, block: &SourceBlock, heading: Heading) -> (Vec<Table>, Diagnostics) {
    let (texts, mut found) = match texts(file, block) {
        Ok(read) => read,
        Err(finding) => return (Vec::new(), Diagnostics::from_iter([finding])),
    };
    let mut tables = Vec::new();
    for text in texts {
        match whole(file, text, block, heading) {
            Ok(mut table) => {
                found.append(std::mem::take(&mut table.diagnostics));
                tables.push(table);
            }
            Err(finding) => found.push(finding),
        }
    }
    (tables, found)
}

fn whole(
    file: &SourceFile,
    mut text: Decoded<'_>,
    block: &SourceBlock,
    heading: Heading,
) -> Result<Table, Diagnostic> {
    let mut table = Table { encoding: std::mem::take(&mut text.encoding), ..Table::default() };
    table.place.clone_from(&text.place);
    table.diagnostics.append(std::mem::take(&mut text.diagnostics));
    let unreadable = |error: io::Error| text.unreadable(&error);
    if file.is_markdown() {
        first_pipe_table(&text_of(&text.text.whole().map_err(unreadable)?), &mut table);
        return Ok(table);
    }
    let found = layout::find(&text, block);
    if found.is_none() && heading == Heading::Found {
        table.diagnostics.push(layout::none_found(&text));
        return Ok(table);
    }
    let layout = found.unwrap_or_else(Layout::none);
    layout.check(&text.place, block)?;
    let from = match heading {
        Heading::Found => (layout.body, layout.body_line),
        Heading::None => (0, 1),
    };
    let cut = layout.cut(&text, usize::MAX);
    let mut pieces = Pieces::of(&text.text, from, cut).map_err(unreadable)?;
    while let Some(piece) = pieces.next().map_err(unreadable)? {
        if let Some((line, rejection)) = broken(&piece, &text.sheet_rows) {
            table.reject(line, trimmed(&piece.bytes), rejection);
            continue;
        }
        let chunk = piece.chunk(&text.sheet_rows);
        let mut reader = RowReader::new(chunk, layout.delimiter, text.lossy);
        while let Some(row) = reader.next() {
            take_row(&layout, &mut table, &row, heading);
        }
    }
    if heading == Heading::Found {
        (table.headers, table.header_line) = (layout.headers, layout.header_line);
    }
    table.delimiter = layout.delimiter;
    if !block.is_aside("") {
        empty_headers(&table)?;
    }
    if table.rows.is_empty() && table.rejected.is_empty() {
        table.diagnostics.push(no_rows(&table.place));
    }
    Ok(table)
}

fn take_row(layout: &Layout, table: &mut Table, row: &RawRow<'_, '_>, heading: Heading) {
    let headless: [String; 0] = [];
    let headers: &[String] = match heading {
        Heading::Found => &layout.headers,
        Heading::None => &headless,
    };
    let verdict = verdict::judge(row, headers, layout.header_line);
    let rejection = match verdict {
        Verdict::Blank => {
            table.blank += 1;
            return;
        }
        Verdict::Reject(rejection)
            if heading == Heading::None && rejection.code == Code::RowLength =>
        {
            None
        }
        Verdict::Reject(rejection) => Some(rejection),
        Verdict::Good if heading == Heading::Found && verdict::is_total(row.record) => {
            Some(verdict::total())
        }
        Verdict::Good => None,
    };
    if let Some(rejection) = rejection {
        return table.reject(row.line, row.raw, rejection);
    }
    let width = if heading == Heading::Found { headers.len() } else { row.record.len() };
    let cells = row.record.iter().take(width).map(|cell| trim(cell).to_owned()).collect();
    let columns = columns(row.raw, layout.delimiter, width);
    table.rows.push(Row { line: row.line, cells, columns, repaired: false });
}

/// Physical column of each of a row's first cells, counted on from one to the next.
fn columns(raw: &[u8], delimiter: u8, width: usize) -> Vec<u32> {
    let (mut counted, mut column) = (0, 1);
    let spans = rows::cell_spans(raw, delimiter).take(width);
    let columns = spans.map(|span| {
        column += text_of(&raw[counted..span.start]).chars().count() as u32;
        counted = span.start;
        column
    });
    columns.collect()
}

fn first_pipe_table(text: &str, table: &mut Table) {
    let Some(found) = markdown::tables(text).into_iter().next() else {
        let message = "the file holds no table";
        let place = table.place.clone();
        table.diagnostics.push(Diagnostic::new(Code::HeaderMissing, message).at(place));
        return;
    };
    let width = found.headers.len();
    for mut row in found.rows {
        match markdown::fit(&mut row, width) {
            Ok(repaired) => {
                let (line, cells) = (row.line, row.cells);
                table.rows.push(Row { line, cells, columns: Vec::new(), repaired });
            }
            Err(rejection) => table.reject(row.line, row.raw.as_bytes(), rejection),
        }
    }
    (table.headers, table.header_line, table.delimiter) = (found.headers, found.line, b'|');
}

fn empty_headers(table: &Table) -> Result<(), Diagnostic> {
    for (at, _) in table.headers.iter().enumerate().filter(|(_, name)| name.is_empty()) {
        if let Some(row) = table.rows.iter().find(|row| !row.cells[at].is_empty()) {
            return Err(headless_column(&table.place, table.header_line, at, row.line));
        }
    }
    Ok(())
}

/// The finding of a column without a name above data.
pub(crate) fn headless_column(
    table: &Place,
    header_line: u32,
    column: usize,
    line: u32,
) -> Diagnostic {
    let message = format!("column {} has no name, but line {line} has a value in it", column + 1);
    Diagnostic::new(Code::HeaderMissing, message)
        .at(table.on_line(header_line))
        .hint("give the column a name, or delete it")
}

/// The finding of a table without rows.
pub(crate) fn no_rows(table: &Place) -> Diagnostic {
    let message = "the table has a header but 0 rows";
    Diagnostic::new(Code::TableNoRows, message).at(table.clone())
}

/// Where a piece is one row with a quote that does not end: its line, and why it is
/// rejected.
pub(crate) fn broken(piece: &Piece, sheet_rows: &[u32]) -> Option<(u32, Rejection)> {
    let quote = piece.broken?;
    Some((piece.chunk(sheet_rows).seen(piece.line), open_quote(quote)))
}

/// Bytes of a row without its line end.
pub(crate) fn trimmed(raw: &[u8]) -> &[u8] {
    let end = raw.iter().rev().take_while(|b| matches!(b, b'\n' | b'\r')).count();
    &raw[..raw.len() - end]
}

/// The rejection of a row whose quote is never closed or swallowed rows.
fn open_quote(quote: OpenQuote) -> Rejection {
    let line = quote.line;
    let message = match quote.harm {
        Harm::NeverClosed => {
            format!("the quote opened at line {line} is never closed; its row was left out")
        }
        Harm::SwallowsRows => format!(
            "unclosed quote probably at line {line}: the cell would hold whole rows; its row was left out"
        ),
        Harm::ManyLines => format!(
            "unclosed quote probably at line {line}: the cell holds more than 20 lines; its row was left out"
        ),
    };
    Rejection::new(Code::TableStructure, message)
        .hint("close the quote, or delete it; a quote inside a cell is written \"\"")
        .at(quote.offset)
        .grave()
}

/// Bytes as text for reading; what is no text as U+FFFD.
pub(crate) fn text_of(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

/// Bytes as text without loss; what is no text as `\xNN`.
pub(crate) fn printable(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        for byte in chunk.invalid() {
            write!(out, "\\x{byte:02X}").expect("writing to a string succeeds");
        }
    }
    out
}

#[cfg(test)]
mod tests;
