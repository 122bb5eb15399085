//! Rows of separated text, each with its physical place: one row to its cells, and
//! what keeps it from having any (text after a closing quote, bytes of another
//! encoding). Rows swallowed by an open quote are found by [`pieces`](super::pieces).

use super::cells::Cells;
use memchr::{memchr, memchr_iter, memchr2, memchr3_iter, memmem};

/// Longest cell accepted, in bytes.
pub(crate) const MAX_CELL: usize = 1 << 20;

/// Why a row cannot be split into cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RowFault {
    /// A byte (offset in the row, value) that is no text.
    Undecodable(usize, u8),
    /// Text after a closing quote (offset in the row); true after a backslash.
    Quoting(usize, bool),
    /// A NUL character (offset in the row).
    Nul(usize),
    /// A cell longer than [`MAX_CELL`].
    CellTooLong,
}

/// A stretch of a file that begins and ends at row boundaries.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Chunk<'a> {
    /// Its bytes.
    pub bytes: &'a [u8],
    /// Line of the text on which it starts.
    pub line: u32,
    /// Row of the sheet in which each line of the text stands; empty where the lines
    /// are the file's own.
    pub sheet_rows: &'a [u32],
}

impl Chunk<'_> {
    /// The line as the person sees it: physical, or the row of a sheet.
    pub(crate) fn seen(&self, line: u32) -> u32 {
        self.sheet_rows.get(line as usize - 1).copied().unwrap_or(line)
    }

    /// True where the text was written here from a sheet, so that its quoting is sound.
    fn is_sheet(&self) -> bool {
        !self.sheet_rows.is_empty()
    }
}

/// One row.
pub(crate) struct RawRow<'a, 'r> {
    /// Physical line on which it starts.
    pub line: u32,
    /// Its bytes as decoded, without its line end.
    pub raw: &'a [u8],
    /// Its cells; empty where there is a fault.
    pub record: &'r Cells<'a>,
    /// What is wrong with it.
    pub fault: Option<RowFault>,
}

/// Reads the rows of a chunk one after the other, with one record's memory.
pub(crate) struct RowReader<'a> {
    chunk: Chunk<'a>,
    /// Where it stands, and on which line of the text.
    at: usize,
    line: u32,
    record: Cells<'a>,
    delimiter: u8,
    lossy: bool,
    /// The whole chunk, where all of it is text without NUL characters.
    text: Option<&'a str>,
}

impl<'a> RowReader<'a> {
    /// A reader of a chunk. `lossy`: U+FFFD stands for undecodable bytes.
    pub(crate) fn new(chunk: Chunk<'a>, delimiter: u8, lossy: bool) -> Self {
        let text = simdutf8::basic::from_utf8(chunk.bytes).ok();
        let text = text.filter(|text| memchr(0, text.as_bytes()).is_none());
        let (line, record) = (chunk.line, Cells::default());
        Self { chunk, at: 0, line, record, delimiter, lossy, text }
    }

    /// Bytes of the chunk consumed so far, and the line of the text reached.
    pub(crate) fn position(&self) -> (usize, u32) {
        (self.at, self.line)
    }

    /// The next row that is not a blank line.
    pub(crate) fn next(&mut self) -> Option<RawRow<'a, '_>> {
        let bytes = self.chunk.bytes;
        while let Some(b @ (b'\n' | b'\r')) = bytes.get(self.at) {
            self.line += u32::from(*b == b'\n');
            self.at += 1;
        }
        let mut rest = &bytes[self.at.min(bytes.len())..];
        if let Some(text) = rest.strip_prefix(b"\xef\xbb\xbf") {
            (rest, self.at) = (text, self.at + 3);
        }
        if rest.is_empty() {
            return None;
        }
        let (line, start) = (self.line, self.at);
        let plain = self.plain_row(rest);
        let raw = if plain { &rest[..self.at - start] } else { self.quoted_row(rest) };
        let end = raw.iter().rev().take_while(|b| matches!(b, b'\n' | b'\r')).count();
        let raw = &raw[..raw.len() - end];
        let fault = self.split(start, raw, plain);
        if fault.is_some() {
            self.record.clear();
        }
        Some(RawRow { line: self.chunk.seen(line), raw, record: &self.record, fault })
    }

    /// Consumes a row without quotes and notes where its cells lie; false where there is
    /// a quote in it.
    fn plain_row(&mut self, rest: &[u8]) -> bool {
        self.record.clear();
        let mut from = 0;
        for at in memchr3_iter(self.delimiter, b'\n', b'"', rest) {
            if rest[at] == self.delimiter {
                self.record.push(from, at);
                from = at + 1;
            } else if rest[at] == b'\n' {
                self.record.push(from, without_returns(&rest[..at], from));
                (self.at, self.line) = (self.at + at + 1, self.line + 1);
                return true;
            } else {
                return false;
            }
        }
        self.record.push(from, without_returns(rest, from));
        (self.at, self.line) = (self.at + rest.len(), self.line + 1);
        true
    }

    /// The bytes up to the end of a row with quotes in it, which are then consumed.
    fn quoted_row(&mut self, rest: &'a [u8]) -> &'a [u8] {
        let end = row_end(rest, self.delimiter);
        self.at += end;
        self.line += memchr_iter(b'\n', &rest[..end]).count() as u32;
        &rest[..end]
    }

    /// Puts the cells of a row into the record; of a plain one they lie there.
    fn split(&mut self, start: usize, raw: &'a [u8], plain: bool) -> Option<RowFault> {
        let text = match self.text {
            Some(text) => &text[start..start + raw.len()],
            None => match text_of_row(raw) {
                Ok(text) => text,
                Err(fault) => return Some(fault),
            },
        };
        self.record.set_row(text);
        if !plain {
            self.record.clear();
            let fault = quote_fault(raw, self.delimiter).filter(|_| !self.chunk.is_sheet());
            if fault.is_some() {
                return fault;
            }
            self.quoted_cells(text);
        }
        if raw.len() > MAX_CELL && self.record.iter().any(|cell| cell.len() > MAX_CELL) {
            return Some(RowFault::CellTooLong);
        }
        if self.lossy {
            return memmem::find(raw, "\u{fffd}".as_bytes()).map(|at| RowFault::Undecodable(at, 0));
        }
        None
    }

    fn quoted_cells(&mut self, text: &str) {
        for span in cell_spans(text.as_bytes(), self.delimiter) {
            let cell = &text[span.clone()];
            let Some(inner) = cell.strip_prefix('"') else {
                self.record.push(span.start, span.end);
                continue;
            };
            let inner = inner.strip_suffix('"').unwrap_or(inner);
            if memchr(b'"', inner.as_bytes()).is_none() {
                let from = span.start + 1;
                self.record.push(from, from + inner.len());
                continue;
            }
            self.record.push_mended(|cell| {
                for (at, part) in inner.split("\"\"").enumerate() {
                    cell.push_str(if at == 0 { "" } else { "\"" });
                    cell.push_str(part);
                }
            });
        }
    }
}

/// Where the last cell of a row ends, which begins at `from`.
fn without_returns(row: &[u8], from: usize) -> usize {
    row.len() - row[from..].iter().rev().take_while(|b| **b == b'\r').count()
}

/// Where a row ends in which a quoted cell may hold line ends.
fn row_end(bytes: &[u8], delimiter: u8) -> usize {
    let mut at = 0;
    loop {
        at += closing_quote(&bytes[at..]).map_or(0, |close| close + 1);
        match memchr2(delimiter, b'\n', &bytes[at..]) {
            None => return bytes.len(),
            Some(found) if bytes[at + found] == b'\n' => return at + found + 1,
            Some(found) => at += found + 1,
        }
    }
}

/// The text of a row, or the first byte that keeps it from being one.
fn text_of_row(raw: &[u8]) -> Result<&str, RowFault> {
    if let Some(at) = memchr(0, raw) {
        return Err(RowFault::Nul(at));
    }
    std::str::from_utf8(raw).map_err(|error| {
        let at = error.valid_up_to();
        RowFault::Undecodable(at, raw.get(at).copied().unwrap_or(0))
    })
}

/// Where text follows a closing quote.
fn quote_fault(raw: &[u8], delimiter: u8) -> Option<RowFault> {
    cell_spans(raw, delimiter).find_map(|span| {
        let cell = &raw[span.start..span.end];
        let close = closing_quote(cell)?;
        let slash = close >= 1 && cell[close - 1] == b'\\';
        (close + 1 < cell.len()).then_some(RowFault::Quoting(span.start + close + 1, slash))
    })
}

/// The closing quote of a quoted cell; `None` for other cells.
fn closing_quote(cell: &[u8]) -> Option<usize> {
    if cell.first() != Some(&b'"') {
        return None;
    }
    let mut at = 1;
    loop {
        at += memchr(b'"', &cell[at..])?;
        if cell.get(at + 1) != Some(&b'"') {
            return Some(at);
        }
        at += 2;
    }
}

/// Byte ranges of the cells of a row, quotes included.
pub(crate) fn cell_spans(
    raw: &[u8],
    delimiter: u8,
) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
    let mut from = Some(0);
    std::iter::from_fn(move || {
        let start = from?;
        let rest = &raw[start..];
        let skip = closing_quote(rest).map_or(0, |close| close + 1);
        let end = memchr(delimiter, &rest[skip.min(rest.len())..]);
        let end = end.map_or(raw.len(), |at| start + skip + at);
        from = (end < raw.len()).then_some(end + 1);
        Some(start..end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<(u32, Vec<String>, Option<RowFault>)> {
        let body = Chunk { bytes: text.as_bytes(), line: 1, sheet_rows: &[] };
        let mut reader = RowReader::new(body, b',', false);
        let mut out = Vec::new();
        while let Some(row) = reader.next() {
            out.push((row.line, row.record.iter().map(str::to_owned).collect(), row.fault));
        }
        out
    }

    #[test]
    fn lines_stay_physical_through_quoted_breaks_and_blank_lines() {
        let got = rows("a,b\r\n\r\n1,\"x, \"\"y\"\"\r\nz\"\r\n2,3");
        let lines: Vec<u32> = got.iter().map(|r| r.0).collect();
        assert_eq!(lines, [1, 3, 5]);
        assert_eq!(got[1].1, ["1", "x, \"y\"\r\nz"]);
    }

    #[test]
    fn text_after_a_closing_quote_is_caught_and_a_bare_quote_is_not() {
        assert_eq!(rows("\"x\"y,1")[0].2, Some(RowFault::Quoting(3, false)));
        assert_eq!(rows("\"a\\\"b\",1")[0].2, Some(RowFault::Quoting(4, true)));
        assert_eq!(rows("x\"y,1")[0].2, None);
        assert_eq!(rows("\"x\"\"y\",\"\"")[0].2, None);
        assert_eq!(rows("1\0,2")[0].2, Some(RowFault::Nul(1)));
    }

    #[test]
    fn spans_name_every_cell() {
        let raw = b"a,\"b,c\",,d";
        let spans: Vec<_> = cell_spans(raw, b',').map(|s| &raw[s]).collect();
        assert_eq!(spans, [&b"a"[..], b"\"b,c\"", b"", b"d"]);
    }
}
