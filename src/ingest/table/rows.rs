//! Rows of separated text, each with its physical place. The `csv` crate splits
//! the cells; what it passes silently (text after a closing quote, rows swallowed
//! by an open quote, bytes of another encoding) is caught here.

use csv::StringRecord;
use memchr::{memchr, memchr_iter, memchr2_iter, memmem};

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
    fn seen(&self, line: u32) -> u32 {
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
    pub record: &'r StringRecord,
    /// What is wrong with it.
    pub fault: Option<RowFault>,
}

/// Reads the rows of a chunk one after the other, with one record's memory.
pub(crate) struct RowReader<'a> {
    chunk: Chunk<'a>,
    reader: csv::Reader<&'a [u8]>,
    record: StringRecord,
    delimiter: u8,
    lossy: bool,
}

impl<'a> RowReader<'a> {
    /// A reader of a chunk. `lossy`: U+FFFD stands for undecodable bytes.
    pub(crate) fn new(chunk: Chunk<'a>, delimiter: u8, lossy: bool) -> Self {
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .buffer_capacity(1 << 16)
            .from_reader(chunk.bytes);
        Self { chunk, reader, record: StringRecord::new(), delimiter, lossy }
    }

    /// Bytes of the chunk consumed so far, and the line of the text reached.
    pub(crate) fn position(&self) -> (usize, u32) {
        let at = self.reader.position();
        (at.byte() as usize, self.chunk.line + at.line() as u32 - 1)
    }

    /// The next row that is not a blank line.
    pub(crate) fn next(&mut self) -> Option<RawRow<'a, '_>> {
        let from = self.reader.position().byte() as usize;
        let line = self.chunk.line + self.reader.position().line() as u32 - 1;
        let read = self.reader.read_record(&mut self.record);
        let to = self.reader.position().byte() as usize;
        if matches!(read, Ok(false)) {
            return None;
        }
        let span = &self.chunk.bytes[from..to.max(from)];
        let lead = span.iter().take_while(|b| matches!(b, b'\n' | b'\r')).count();
        let blank_lines = memchr_iter(b'\n', &span[..lead]).count() as u32;
        let raw = &span[lead..];
        let end = raw.iter().rev().take_while(|b| matches!(b, b'\n' | b'\r')).count();
        let raw = &raw[..raw.len() - end];
        let fault = if read.is_err() { Some(undecodable(raw)) } else { self.fault(raw) };
        if fault.is_some() {
            self.record.clear();
        }
        let line = self.chunk.seen(line + blank_lines);
        Some(RawRow { line, raw, record: &self.record, fault })
    }

    fn fault(&self, raw: &[u8]) -> Option<RowFault> {
        if let Some(at) = memchr(0, raw) {
            return Some(RowFault::Nul(at));
        }
        if !self.chunk.is_sheet() && memchr(b'"', raw).is_some() {
            let fault = quote_fault(raw, self.delimiter);
            if fault.is_some() {
                return fault;
            }
        }
        if raw.len() > MAX_CELL && self.record.iter().any(|cell| cell.len() > MAX_CELL) {
            return Some(RowFault::CellTooLong);
        }
        if self.lossy {
            return memmem::find(raw, "\u{fffd}".as_bytes()).map(|at| RowFault::Undecodable(at, 0));
        }
        None
    }
}

fn undecodable(raw: &[u8]) -> RowFault {
    let at = std::str::from_utf8(raw).err().map_or(0, |e| e.valid_up_to());
    RowFault::Undecodable(at, raw.get(at).copied().unwrap_or(0))
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

/// An open quote that swallowed rows, or is never closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OpenQuote {
    /// Physical line of the quote.
    pub line: u32,
    /// True where the file ends inside it.
    pub to_end: bool,
}

/// Cuts a body at row boundaries into chunks of about `size` bytes.
///
/// # Errors
/// Where a quote is never closed or holds whole rows.
pub(crate) fn chunks(
    body: Chunk<'_>,
    delimiter: u8,
    columns: usize,
    size: usize,
) -> Result<Vec<Chunk<'_>>, OpenQuote> {
    let mut scan = Scan { body, delimiter, columns, line: body.line, quote: None, pair: None };
    let mut out = Vec::new();
    let (mut from, mut from_line) = (0, body.line);
    for at in memchr2_iter(b'\n', b'"', body.bytes) {
        if scan.step(at)? && at + 1 - from >= size {
            out.push(Chunk { bytes: &body.bytes[from..=at], line: from_line, ..body });
            (from, from_line) = (at + 1, scan.line);
        }
    }
    if let Some((_, line)) = scan.quote {
        return Err(OpenQuote { line, to_end: true });
    }
    if from < body.bytes.len() {
        out.push(Chunk { bytes: &body.bytes[from..], line: from_line, ..body });
    }
    Ok(out)
}

/// Follows quotes and lines through a body.
struct Scan<'a> {
    body: Chunk<'a>,
    delimiter: u8,
    columns: usize,
    line: u32,
    /// Position and line of the quote that is open.
    quote: Option<(usize, u32)>,
    /// Position of the first quote of a pair `""` inside a cell.
    pair: Option<usize>,
}

impl Scan<'_> {
    /// Takes in the quote or line end at a position; true at the end of a row.
    fn step(&mut self, at: usize) -> Result<bool, OpenQuote> {
        let bytes = self.body.bytes;
        if bytes[at] == b'\n' {
            self.line += 1;
            return Ok(self.quote.is_none());
        }
        match self.quote {
            None => {
                let before = at.checked_sub(1).map(|before| bytes[before]);
                if before.is_none_or(|b| b == self.delimiter || matches!(b, b'\n' | b'\r')) {
                    self.quote = Some((at, self.line));
                }
            }
            Some(_) if self.pair.is_some_and(|first| first + 1 == at) => self.pair = None,
            Some(_) if bytes.get(at + 1) == Some(&b'"') => self.pair = Some(at),
            Some((from, line)) => {
                let cell = &bytes[from + 1..at];
                if !self.body.is_sheet() && swallows_rows(cell, self.delimiter, self.columns) {
                    return Err(OpenQuote { line, to_end: false });
                }
                self.quote = None;
            }
        }
        Ok(false)
    }
}

/// True where a quoted cell holds more than 20 lines or two lines that are whole
/// rows of the table.
fn swallows_rows(cell: &[u8], delimiter: u8, columns: usize) -> bool {
    let breaks = memchr_iter(b'\n', cell).count();
    if breaks < 3 {
        return false;
    }
    let whole = |line: &[u8]| {
        let prose = line.windows(2).any(|pair| pair[0] == delimiter && pair[1] == b' ');
        columns > 1 && !prose && memchr_iter(delimiter, line).count() + 1 == columns
    };
    let lines = cell.split(|&b| b == b'\n').skip(1).take(breaks - 1);
    breaks > 20 || lines.filter(|line| whole(line)).count() >= 2
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

    fn cut(text: &str, columns: usize, size: usize) -> Result<Vec<(u32, String)>, OpenQuote> {
        let body = Chunk { bytes: text.as_bytes(), line: 1, sheet_rows: &[] };
        let text = |c: &Chunk<'_>| (c.line, String::from_utf8_lossy(c.bytes).into_owned());
        chunks(body, b',', columns, size).map(|all| all.iter().map(text).collect())
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
    fn chunks_end_at_rows_not_inside_quotes() {
        let text = "1,\"a\nb\"\n2,\"c \"\"d\"\"\n\"\n3,x\"y\n4,z\n";
        let got = cut(text, 2, 1).expect("sound quoting");
        let lines: Vec<u32> = got.iter().map(|c| c.0).collect();
        assert_eq!(lines, [1, 3, 5, 6]);
        assert_eq!(got.iter().map(|c| c.1.as_str()).collect::<String>(), text);
    }

    #[test]
    fn an_open_quote_is_found_where_it_was_opened() {
        assert_eq!(cut("1,2\n3,\"x\n4,5\n", 2, 99), Err(OpenQuote { line: 2, to_end: true }));
        let swallowed = "1,\"x\n2,y\n3,z\n4,\"\n";
        assert_eq!(cut(swallowed, 2, 99), Err(OpenQuote { line: 1, to_end: false }));
        assert!(cut("1,\"first, then\nsecond, then\nthird, then\nlast\"\n", 2, 99).is_ok());
    }

    #[test]
    fn spans_name_every_cell() {
        let raw = b"a,\"b,c\",,d";
        let spans: Vec<_> = cell_spans(raw, b',').map(|s| &raw[s]).collect();
        assert_eq!(spans, [&b"a"[..], b"\"b,c\"", b"", b"d"]);
    }
}
