//! A text cut at row boundaries into pieces of some megabytes, and the quotes that
//! would swallow rows: the row of such a quote is handed out by itself, and reading
//! goes on at the next line, so that one slip of the pen costs one row.

use super::rows::Chunk;
use super::stream::{Text, fill};
use memchr::memchr_iter;
use std::io::{self, Read};

/// A quoted cell longer than this is never closed.
const LONGEST_CELL: usize = 32 << 20;
/// More lines than this in one cell are doubted.
const MOST_LINES: usize = 20;
const BOM: &[u8] = b"\xef\xbb\xbf";

/// A stretch of a text that begins and ends at row boundaries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Line of the text on which it starts.
    pub line: u32,
    /// What is wrong with it, where it is one row with a quote that does not end.
    pub broken: Option<OpenQuote>,
}

impl Piece {
    /// The piece with what a sheet knows of its lines.
    pub(crate) fn chunk<'a>(&'a self, sheet_rows: &'a [u32]) -> Chunk<'a> {
        Chunk { bytes: &self.bytes, line: self.line, sheet_rows }
    }
}

/// Pieces, one after the other, that are read in one go.
pub(crate) type Load = Vec<Piece>;

/// A quote that swallowed rows, or is never closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OpenQuote {
    /// Line of the text on which it stands.
    pub line: u32,
    /// Where it stands in its row.
    pub offset: usize,
    /// What it does.
    pub harm: Harm,
}

/// What an open quote does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Harm {
    /// It is never closed.
    NeverClosed,
    /// Its cell holds whole rows.
    SwallowsRows,
    /// Its cell holds more lines than a cell should.
    ManyLines,
}

/// How a text is cut.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cut {
    /// Separator of cells.
    pub delimiter: u8,
    /// Columns of the table.
    pub columns: usize,
    /// Bytes of a piece.
    pub size: usize,
    /// True where the quoting is sound because it was written here.
    pub sound: bool,
}

/// Cuts a text.
pub(crate) struct Pieces<'a> {
    from: Box<dyn Read + Send + 'a>,
    ended: bool,
    cut: Cut,
    /// What is read, and from where on it is not handed out: a row begins there.
    buffer: Vec<u8>,
    begin: usize,
    /// Line of the text on which the buffer begins.
    first_line: u32,
    /// Where the scan stands, and on which line.
    at: usize,
    line: u32,
    /// Begin of the row that is being scanned, and its line.
    row: (usize, u32),
    /// Position and line of the quote that is open.
    quote: Option<(usize, u32)>,
    /// A quote of this row that is doubted.
    doubt: Option<(usize, u32)>,
    /// The row at the begin of the buffer is broken, and how many bytes it has.
    broken: Option<(OpenQuote, usize)>,
}

impl<'a> Pieces<'a> {
    /// Cuts a text from a byte on, which stands on a line.
    pub(crate) fn of(text: &'a Text<'_>, (skip, line): (usize, u32), cut: Cut) -> io::Result<Self> {
        let mut from = text.open()?;
        io::copy(&mut from.by_ref().take(skip as u64), &mut io::sink())?;
        Ok(Self {
            from,
            ended: false,
            cut,
            buffer: Vec::new(),
            begin: 0,
            first_line: line,
            at: 0,
            line,
            row: (0, line),
            quote: None,
            doubt: None,
            broken: None,
        })
    }

    /// Up to so many loads.
    pub(crate) fn loads(&mut self, most: usize) -> io::Result<Vec<Load>> {
        let mut loads = Vec::new();
        while loads.len() < most {
            let load = self.load()?;
            if load.is_empty() {
                break;
            }
            loads.push(load);
        }
        Ok(loads)
    }

    /// The next pieces, up to about the size of one: a text of nothing but broken rows
    /// is not carried row by row.
    fn load(&mut self) -> io::Result<Load> {
        let (mut load, mut size) = (Load::new(), 0);
        while size < self.cut.size {
            let Some(piece) = self.next()? else { break };
            size += size_of::<Piece>() + piece.bytes.len();
            load.push(piece);
        }
        Ok(load)
    }

    /// The next piece.
    pub(crate) fn next(&mut self) -> io::Result<Option<Piece>> {
        if let Some((quote, length)) = self.broken.take() {
            return Ok(Some(self.hand_out(self.begin + length, Some(quote))));
        }
        loop {
            let found = memchr::memchr2(b'\n', b'"', &self.buffer[self.at..]);
            let Some(found) = found else {
                self.at = self.buffer.len();
                if self.ended {
                    return Ok(self.rest());
                }
                self.forget();
                self.read_on()?;
                continue;
            };
            let at = self.at + found;
            self.at = at + 1;
            let harm = if self.buffer[at] == b'\n' { self.line_end(at) } else { self.quote(at)? };
            if let Some(piece) = harm {
                return Ok(Some(piece));
            }
        }
    }

    /// Drops what was handed out.
    fn forget(&mut self) {
        let gone = std::mem::take(&mut self.begin);
        self.buffer.drain(..gone);
        self.moved_down(gone);
    }

    /// What is marked in the buffer stands so many bytes further down.
    fn moved_down(&mut self, gone: usize) {
        self.at -= gone;
        self.row.0 -= gone;
        for mark in [&mut self.quote, &mut self.doubt].into_iter().flatten() {
            mark.0 -= gone;
        }
    }

    fn read_on(&mut self) -> io::Result<()> {
        let from = self.buffer.len();
        let more = self.cut.size.clamp(1 << 16, 1 << 22);
        self.buffer.resize(from + more, 0);
        let read = fill(&mut *self.from, &mut self.buffer[from..])?;
        self.buffer.truncate(from + read);
        self.ended = read < more;
        Ok(())
    }

    /// What is left when the text has ended.
    fn rest(&mut self) -> Option<Piece> {
        if let Some(quote) = self.quote.take() {
            return Some(self.resume(quote, Harm::NeverClosed));
        }
        if let Some(quote) = self.doubt.take() {
            return Some(self.give_up(quote, self.buffer.len()));
        }
        (self.begin < self.buffer.len()).then(|| self.hand_out(self.buffer.len(), None))
    }

    /// Takes in the end of a line.
    fn line_end(&mut self, at: usize) -> Option<Piece> {
        self.line += 1;
        if let Some(quote) = self.quote {
            let endless = at - quote.0 > LONGEST_CELL;
            return endless.then(|| self.resume(quote, Harm::NeverClosed));
        }
        if let Some(quote) = self.doubt.take() {
            return Some(self.give_up(quote, at + 1));
        }
        self.row = (at + 1, self.line);
        (at + 1 - self.begin >= self.cut.size).then(|| self.hand_out(at + 1, None))
    }

    /// Takes in a quote.
    fn quote(&mut self, at: usize) -> io::Result<Option<Piece>> {
        let Some((from, line)) = self.quote else {
            let cell = &self.buffer[self.row.0..at];
            let before = cell.strip_prefix(BOM).unwrap_or(cell).last();
            if before.is_none_or(|&b| b == self.cut.delimiter) {
                self.quote = Some((at, self.line));
            }
            return Ok(None);
        };
        while at + 1 == self.buffer.len() && !self.ended {
            self.read_on()?;
        }
        let after = self.buffer.get(at + 1).copied();
        if after == Some(b'"') {
            self.at = at + 2;
            return Ok(None);
        }
        self.quote = None;
        if self.cut.sound {
            return Ok(None);
        }
        let cell = &self.buffer[from + 1..at];
        let ends = after.is_none_or(|b| b == self.cut.delimiter || matches!(b, b'\n' | b'\r'));
        match self.harm(cell, ends) {
            Some(Harm::ManyLines) => self.doubt = self.doubt.or(Some((from, line))),
            Some(harm) => return Ok(Some(self.resume((from, line), harm))),
            None => {}
        }
        Ok(None)
    }

    /// What a closed quoted cell says of its quote. `ends`: the closing quote ends it.
    fn harm(&self, cell: &[u8], ends: bool) -> Option<Harm> {
        let breaks = memchr_iter(b'\n', cell).count();
        if breaks == 0 {
            return None;
        }
        let lines = cell.split(|&b| b == b'\n').skip(1);
        let whole = lines.filter(|line| self.is_row(line)).take(2).count();
        if whole >= 2 || (whole == 1 && !ends) {
            return Some(Harm::SwallowsRows);
        }
        (breaks > MOST_LINES).then_some(Harm::ManyLines)
    }

    /// True for a line with as many cells as the table has columns. Prose, in which a
    /// blank follows a comma, is none.
    fn is_row(&self, line: &[u8]) -> bool {
        let delimiter = self.cut.delimiter;
        let prose = || line.windows(2).any(|pair| pair[0] == delimiter && pair[1] == b' ');
        let columns = self.cut.columns;
        columns > 1 && memchr_iter(delimiter, line).count() + 1 == columns && !prose()
    }

    /// The line of a quote is a broken row; the scan goes on behind it.
    fn resume(&mut self, (quote, line): (usize, u32), harm: Harm) -> Piece {
        let end = memchr::memchr(b'\n', &self.buffer[quote..]);
        let end = end.map_or(self.buffer.len(), |end| quote + end + 1);
        let offset = quote - self.row.0;
        self.line = line + u32::from(self.buffer[..end].ends_with(b"\n"));
        self.broken_row(OpenQuote { line, offset, harm }, end)
    }

    /// The row of a doubted quote is broken as a whole.
    fn give_up(&mut self, (quote, line): (usize, u32), end: usize) -> Piece {
        let offset = quote - self.row.0;
        self.broken_row(OpenQuote { line, offset, harm: Harm::ManyLines }, end)
    }

    /// Hands out the rows before a broken one, or the broken one where it is the first.
    fn broken_row(&mut self, quote: OpenQuote, end: usize) -> Piece {
        let (from, row_line) = self.row;
        let after = self.line;
        (self.at, self.quote, self.doubt) = (end, None, None);
        self.row = (end, after);
        if from == self.begin {
            self.first_line = row_line;
            return self.hand_out(end, Some(quote));
        }
        self.broken = Some((quote, end - from));
        let piece = self.hand_out(from, None);
        self.first_line = row_line;
        piece
    }

    /// Hands out what comes before a position: where that is most of the buffer, the
    /// buffer itself, else a copy, as a text of nothing but broken rows is handed out in
    /// as many pieces.
    fn hand_out(&mut self, end: usize, broken: Option<OpenQuote>) -> Piece {
        self.row.0 = self.row.0.max(end);
        let rest = self.buffer.len() - end;
        let bytes = if self.begin == 0 && rest < end / 4 {
            let rest = self.buffer.split_off(end);
            self.moved_down(end);
            std::mem::replace(&mut self.buffer, rest)
        } else {
            let bytes = self.buffer[self.begin..end].to_vec();
            self.begin = end;
            bytes
        };
        let piece = Piece { bytes, line: self.first_line, broken };
        self.first_line = self.row.1;
        piece
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Got = (u32, String, Option<(u32, usize, Harm)>);

    fn cut(text: &str, columns: usize, size: usize) -> Vec<Got> {
        let text = Text::in_memory(text.as_bytes());
        let cut = Cut { delimiter: b',', columns, size, sound: false };
        let mut pieces = Pieces::of(&text, (0, 1), cut).expect("memory can be read");
        let mut out = Vec::new();
        while let Some(piece) = pieces.next().expect("memory can be read") {
            let broken = piece.broken.map(|q| (q.line, q.offset, q.harm));
            out.push((piece.line, String::from_utf8(piece.bytes).expect("text"), broken));
        }
        out
    }

    fn sound(line: u32, text: &str) -> Got {
        (line, text.to_owned(), None)
    }

    #[test]
    fn pieces_end_at_rows_not_inside_quotes() {
        let text = "1,\"a\nb\"\n2,\"c \"\"d\"\"\n\"\n3,x\"y\n4,z\n";
        let got = cut(text, 2, 1);
        assert_eq!(got.iter().map(|p| p.0).collect::<Vec<_>>(), [1, 3, 5, 6]);
        assert_eq!(got.iter().map(|p| p.1.as_str()).collect::<String>(), text);
        assert!(got.iter().all(|p| p.2.is_none()));
    }

    #[test]
    fn the_row_of_an_open_quote_is_handed_out_alone() {
        let never = ("3,\"x\n".to_owned(), Some((2, 2, Harm::NeverClosed)));
        assert_eq!(
            cut("1,2\n3,\"x\n4,5\n", 2, 99),
            [sound(1, "1,2\n"), (2, never.0, never.1), sound(3, "4,5\n")]
        );
        let swallows = Some((1, 2, Harm::SwallowsRows));
        assert_eq!(
            cut("1,\"x\n2,y\n3,z\"\n4,a\n", 2, 99),
            [(1, "1,\"x\n".to_owned(), swallows), sound(2, "2,y\n3,z\"\n4,a\n")]
        );
        assert_eq!(
            cut("0,a\n1,\"x\n2,\"y\"\n3,z\n", 2, 99),
            [
                sound(1, "0,a\n"),
                (2, "1,\"x\n".to_owned(), swallows.map(|s| (2, s.1, s.2))),
                sound(3, "2,\"y\"\n3,z\n")
            ]
        );
    }

    #[test]
    fn prose_in_a_quoted_cell_is_no_row_and_a_very_long_cell_one_broken_row() {
        let prose = "1,\"first, then\nsecond, then\nthird, then\nlast\"\n";
        assert_eq!(cut(prose, 2, 99), [sound(1, prose)]);
        let long = format!("1,\"{}\"\n", "x\n".repeat(21));
        let got = cut(&format!("0,a\n{long}2,b\n"), 2, 99);
        let broken = Some((2, 2, Harm::ManyLines));
        assert_eq!(got, [sound(1, "0,a\n"), (2, long, broken), sound(24, "2,b\n")]);
    }

    #[test]
    fn a_mark_before_a_quote_hides_no_quote() {
        let text = "\u{feff}\"a\nb\",1\n2,c\n";
        assert_eq!(cut(text, 2, 1), [sound(1, "\u{feff}\"a\nb\",1\n"), sound(3, "2,c\n")]);
    }
}
