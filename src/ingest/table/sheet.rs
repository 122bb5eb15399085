//! A sheet of a workbook as separated text, so that its rows go the way of every
//! other table's. Which row of the sheet each line of the text is, is kept beside it.

use super::encoding::Decoded;
use super::layout;
use super::stream::Text;
use crate::diag::{Code, Diagnostic, Place};
use crate::ingest::event_fields::EventField;
use crate::ingest::log::field_name;
use crate::ingest::mapping::SourceBlock;
use std::collections::BTreeMap;

/// Separator of the cells in the text.
pub(crate) const SEPARATOR: u8 = b',';

/// Last row and column that a sheet can have, from 0.
pub(crate) const MAX_ROW: u32 = 1_048_575;
/// See [`MAX_ROW`].
pub(crate) const MAX_COLUMN: u32 = 16_383;

/// The cells of a sheet that hold something. Their texts lie in one string.
#[derive(Debug, Default)]
pub(crate) struct Grid {
    texts: String,
    cells: Vec<Cell>,
    /// Column and last row of each cell that is merged over several rows, by its place.
    tall: BTreeMap<(u32, u32), u32>,
}

#[derive(Clone, Copy, Debug)]
struct Cell {
    /// Row and column, from 0.
    at: (u32, u32),
    from: u32,
    to: u32,
    /// True for a number or a length of time.
    counts: bool,
}

impl Grid {
    /// Adds a cell, whose text `write` appends; it says whether that is a number.
    ///
    /// # Errors
    /// Where no sheet has such a cell, or the texts become longer than 4 GB.
    pub(crate) fn put(
        &mut self,
        at: (u32, u32),
        write: impl FnOnce(&mut String) -> bool,
    ) -> Result<(), BadCell> {
        if at.0 > MAX_ROW || at.1 > MAX_COLUMN {
            return Err(BadCell::Beyond);
        }
        let from = self.texts.len();
        let counts = write(&mut self.texts);
        let to = u32::try_from(self.texts.len()).map_err(|_| BadCell::TooMuch)?;
        if !self.texts[from..].trim().is_empty() {
            self.cells.push(Cell { at, from: from as u32, to, counts });
        }
        Ok(())
    }

    /// Merges the cells from one place to another.
    pub(crate) fn merge(&mut self, (top, left): (u32, u32), bottom: u32) {
        if bottom > top {
            self.tall.insert((top, left), bottom);
        }
    }

    /// True where no cell holds anything.
    pub(crate) fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// Columns from the first to the last that holds something.
    pub(crate) fn width(&self) -> usize {
        self.cells.iter().map(|cell| cell.at.1 as usize + 1).max().unwrap_or(0)
    }

    /// Puts the cells into reading order; of two at one place the later counts.
    pub(crate) fn settle(&mut self) {
        if !self.cells.is_sorted_by(|a, b| a.at < b.at) {
            self.cells.sort_by_key(|cell| cell.at);
            self.cells.reverse();
            self.cells.dedup_by_key(|cell| cell.at);
            self.cells.reverse();
        }
    }

    fn text(&self, cell: Cell) -> &str {
        &self.texts[cell.from as usize..cell.to as usize]
    }

    fn rows(&self) -> impl Iterator<Item = &[Cell]> {
        self.cells.chunk_by(|a, b| a.at.0 == b.at.0)
    }
}

/// Why a sheet cannot take a cell.
#[derive(Clone, Copy, Debug)]
pub(crate) enum BadCell {
    /// No sheet has that row or column.
    Beyond,
    /// The texts of the sheet are longer than 4 GB.
    TooMuch,
}

/// The text of a settled sheet. Where cells are merged over several rows the first
/// one's value counts for each of them, but for a figure, which would be added up
/// several times; what was done is a finding.
pub(crate) fn text(grid: &Grid, place: Place, block: &SourceBlock) -> Decoded<'static> {
    let mut out = Decoded::of_sheet(place);
    let mut writer = Writer::new(grid, Vec::new());
    writer.rows(HEAD_ROWS);
    writer.hand_over(&mut out);
    let header = layout::find(&out, block);
    if grid.tall.is_empty() && out.sheet_rows.len() < HEAD_ROWS {
        return out;
    }
    let figures = header.as_ref().map_or(Vec::new(), |h| figures(&h.headers, block));
    let mut writer = Writer::new(grid, figures);
    writer.header_row = header.as_ref().map_or(0, |h| h.header_line);
    writer.rows(usize::MAX);
    let merged = writer.merged();
    writer.hand_over(&mut out);
    let names = header.map(|h| h.headers).unwrap_or_default();
    out.diagnostics.extend(merged.map(|merged| merged.finding(&names).at(out.place.clone())));
    out
}

/// Enough rows to hold the header.
const HEAD_ROWS: usize = 64;

/// Which columns hold figures that are added up.
fn figures(headers: &[String], block: &SourceBlock) -> Vec<bool> {
    let adds_up = |header: &String| {
        let field = field_name(header, block).and_then(EventField::named);
        matches!(field, Some(EventField::Num(_) | EventField::Hours(_) | EventField::After(_)))
    };
    headers.iter().map(adds_up).collect()
}

/// Which columns have cells merged over several rows.
#[derive(Debug, Default)]
struct Merged {
    /// Rows filled, by column.
    filled: BTreeMap<u32, u64>,
    /// Rows left empty, by column.
    left: BTreeMap<u32, u64>,
}

impl Merged {
    fn finding(&self, headers: &[String]) -> Diagnostic {
        let names = |columns: &BTreeMap<u32, u64>| {
            let names = columns.iter().map(|(&at, rows)| {
                let name = headers.get(at as usize).map_or("", String::as_str);
                format!("\"{name}\" ({rows})")
            });
            names.collect::<Vec<_>>().join(", ")
        };
        let mut message = String::from("cells are merged over several rows: ");
        if !self.filled.is_empty() {
            message.push_str("the value was read for each row in ");
            message.push_str(&names(&self.filled));
        }
        if !self.left.is_empty() {
            let and = if self.filled.is_empty() { "" } else { "; " };
            message.push_str(and);
            message.push_str("the figure counts once, in the first row, in ");
            message.push_str(&names(&self.left));
        }
        Diagnostic::new(Code::CellsMerged, message)
            .hint("unmerge the cells and fill in every row if that is not what they mean")
    }
}

struct Writer<'g> {
    grid: &'g Grid,
    figures: Vec<bool>,
    header_row: u32,
    width: usize,
    bytes: Vec<u8>,
    /// Row of the sheet, from 1, of each line written.
    numbers: Vec<u32>,
    /// Cells that are merged downwards: column to last row and cell.
    open: BTreeMap<u32, (u32, Cell)>,
    merged: Merged,
}

impl<'g> Writer<'g> {
    fn new(grid: &'g Grid, figures: Vec<bool>) -> Self {
        Self {
            width: grid.width(),
            grid,
            figures,
            header_row: 0,
            bytes: Vec::new(),
            numbers: Vec::new(),
            open: BTreeMap::new(),
            merged: Merged::default(),
        }
    }

    /// Writes at most so many rows that hold something, and the blank ones between.
    fn rows(&mut self, most: usize) {
        let mut before = None;
        for cells in self.grid.rows().take(most) {
            let row = cells[0].at.0;
            for blank in before.map_or(row, |before| before + 1)..row {
                self.bytes.extend_from_slice(b"\"\"\n");
                self.numbers.push(blank + 1);
            }
            before = Some(row);
            self.row(row, cells);
        }
    }

    fn row(&mut self, row: u32, cells: &[Cell]) {
        let filled = self.filled(row, cells);
        let mut lines = 1;
        let mut cells = cells.iter().chain(&filled).copied().collect::<Vec<_>>();
        cells.sort_by_key(|cell| cell.at.1);
        let mut cells = cells.into_iter().peekable();
        for column in 0..self.width as u32 {
            if column > 0 {
                self.bytes.push(SEPARATOR);
            }
            if let Some(cell) = cells.next_if(|cell| cell.at.1 == column) {
                let text = self.grid.text(cell);
                lines += memchr::memchr_iter(b'\n', text.as_bytes()).count();
                write_cell(&mut self.bytes, text);
            }
        }
        self.bytes.push(b'\n');
        self.numbers.extend(std::iter::repeat_n(row + 1, lines));
    }

    /// The values that merged cells above give to a row.
    fn filled(&mut self, row: u32, cells: &[Cell]) -> Vec<Cell> {
        if self.grid.tall.is_empty() {
            return Vec::new();
        }
        self.open.retain(|_, (last, _)| *last >= row);
        let mut filled = Vec::new();
        for (&column, &(_, cell)) in &self.open {
            if cells.iter().any(|own| own.at.1 == column) {
                continue;
            }
            let body = self.header_row > 0 && row + 1 > self.header_row;
            let figure = self.figures.get(column as usize).copied().unwrap_or(false);
            if body && figure && cell.counts {
                *self.merged.left.entry(column).or_insert(0) += 1;
                continue;
            }
            if body {
                *self.merged.filled.entry(column).or_insert(0) += 1;
            }
            filled.push(Cell { at: (row, column), ..cell });
        }
        for cell in cells {
            if let Some(&last) = self.grid.tall.get(&cell.at) {
                self.open.insert(cell.at.1, (last, *cell));
            }
        }
        filled
    }

    fn merged(&mut self) -> Option<Merged> {
        let merged = std::mem::take(&mut self.merged);
        (!merged.filled.is_empty() || !merged.left.is_empty()).then_some(merged)
    }

    fn hand_over(self, out: &mut Decoded<'static>) {
        (out.text, out.sheet_rows) = (Text::in_memory(self.bytes), self.numbers);
    }
}

/// A cell in quotes where it has to be.
fn write_cell(bytes: &mut Vec<u8>, text: &str) {
    if memchr::memchr3(SEPARATOR, b'"', b'\n', text.as_bytes()).is_none() && !text.contains('\r') {
        return bytes.extend_from_slice(text.as_bytes());
    }
    bytes.push(b'"');
    for byte in text.bytes() {
        if byte == b'"' {
            bytes.push(b'"');
        }
        bytes.push(byte);
    }
    bytes.push(b'"');
}
