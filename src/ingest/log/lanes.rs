//! The rows of a log on all cores. The text is cut at row boundaries; piece after piece
//! goes to the lanes in turn, and what came of them is put together in row order, so
//! that no thread decides anything. A lane keeps the texts it has met: of the few
//! thousand that a log says again and again each is looked at once a lane.

use super::row::{Line, RowParser, RowsRead, Source};
use crate::ingest::table;
use crate::ingest::table::encoding::Decoded;
use crate::ingest::table::layout::Layout;
use crate::ingest::table::pieces::{Piece, Pieces};
use crate::ingest::table::rows::RowReader;
use crate::ingest::table::verdict::{self, Verdict};
use crate::model::text::{Moved, Texts};
use rayon::prelude::*;
use std::io;

/// Bytes of a piece that a lane reads at a time.
const PIECE: usize = 1 << 20;
#[cfg(test)]
thread_local! {
    /// Bytes of a piece in tests, which need no megabytes for many pieces.
    pub(super) static TRIED: std::cell::Cell<usize> = const { std::cell::Cell::new(PIECE) };
}
/// A lane that holds more memory for its texts begins afresh.
const TEXTS: usize = 16 << 20;

/// Reads a text piece by piece: while some are read, the next are cut and what came of
/// the ones before is put together.
pub(super) fn read(text: &Decoded<'_>, layout: &Layout, from: Source<'_>) -> io::Result<RowsRead> {
    let mut pieces =
        Pieces::of(&text.text, (layout.body, layout.body_line), layout.cut(text, piece()))?;
    let count = rayon::current_num_threads();
    let mut lanes: Vec<Lane<'_>> = (0..count).map(|_| Lane::new(from)).collect();
    let mut whole = Whole::of(count);
    let mut batch = pieces.loads(count)?;
    let mut done = Vec::new();
    while !batch.is_empty() {
        let (read, (next, ())) = rayon::join(
            || {
                let loads = lanes.par_iter_mut().zip(&batch);
                loads.map(|(lane, load)| lane.read(load, layout, text)).collect::<Vec<_>>()
            },
            || rayon::join(|| pieces.loads(count), || whole.take(std::mem::take(&mut done))),
        );
        (batch, done) = (next?, read);
    }
    whole.take(done);
    Ok(whole.rows)
}

fn piece() -> usize {
    #[cfg(test)]
    return TRIED.get();
    #[cfg(not(test))]
    PIECE
}

/// One of the readers that take turns.
struct Lane<'a> {
    from: Source<'a>,
    parser: RowParser<'a>,
    /// Texts of the parser that were handed on.
    told: usize,
}

/// What came of one load.
struct Part {
    rows: RowsRead,
    /// Texts that the lane had not met before, and rare ones.
    texts: (Texts, Texts),
    /// The lane began afresh with this load.
    afresh: bool,
}

impl<'a> Lane<'a> {
    fn new(from: Source<'a>) -> Self {
        Self { from, parser: RowParser::new(from), told: 0 }
    }

    fn read(&mut self, load: &[Piece], layout: &Layout, text: &Decoded<'_>) -> Part {
        let afresh = self.parser.texts().memory() > TEXTS;
        if afresh {
            *self = Self::new(self.from);
        }
        for piece in load {
            read_piece(piece, layout, text, &mut self.parser);
        }
        let (rows, texts) = self.parser.take_rows(self.told);
        self.told = self.parser.texts().len();
        Part { rows, texts, afresh }
    }
}

fn read_piece(piece: &Piece, layout: &Layout, text: &Decoded<'_>, parser: &mut RowParser<'_>) {
    if let Some((line, rejection)) = table::broken(piece, &text.sheet_rows) {
        return parser.reject((line, table::trimmed(&piece.bytes)), rejection);
    }
    let chunk = piece.chunk(&text.sheet_rows);
    let mut reader = RowReader::new(chunk, layout.delimiter, text.lossy);
    while let Some(row) = reader.next() {
        match verdict::judge(&row, &layout.headers, layout.header_line) {
            Verdict::Blank => parser.blank(row.line),
            Verdict::Reject(rejection) => parser.reject((row.line, row.raw), rejection),
            Verdict::Good => {
                let (number, raw) = (row.line, row.raw);
                parser.take(Line { number, raw, record: row.record, mended: false });
            }
        }
    }
}

/// All rows so far, and what the texts of each lane became among them.
struct Whole {
    rows: RowsRead,
    moved: Vec<Moved>,
}

impl Whole {
    fn of(lanes: usize) -> Self {
        Self { rows: RowsRead::default(), moved: vec![Moved::default(); lanes] }
    }

    /// Appends one part of each lane, in their order.
    fn take(&mut self, parts: Vec<Part>) {
        for (part, moved) in parts.into_iter().zip(&mut self.moved) {
            if part.afresh {
                moved.clear();
            }
            self.rows.events.take_over(&part.texts, moved);
            self.rows.append_moved(part.rows, moved);
        }
    }
}
