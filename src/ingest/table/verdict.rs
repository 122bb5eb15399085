//! Which rows of a table can become records at all, and the account of those that
//! cannot (`domain.md` §2).

use super::cells::Cells;
use super::rows::{MAX_CELL, RawRow, RowFault, cell_spans};
use super::{printable, text_of};
use crate::diag::{Code, Diagnostic, Excerpt, Place, Severity};
use crate::ingest::value::text::trim;
use crate::model::project::RejectedRow;

/// What becomes of a row before its values are looked at.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// It has a cell for every column.
    Good,
    /// It holds nothing.
    Blank,
    /// It cannot become a record.
    Reject(Rejection),
}

/// Why a row cannot become a record.
#[derive(Debug)]
pub(crate) struct Rejection {
    /// Its code.
    pub code: Code,
    /// Why, in words.
    pub message: String,
    /// How to mend it.
    pub hint: Option<String>,
    /// Byte of the row where it shows.
    pub offset: Option<usize>,
    /// What it costs.
    pub severity: Severity,
}

impl Rejection {
    /// A rejection without a spot of its own.
    pub(crate) fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), hint: None, offset: None, severity: Severity::Row }
    }

    /// How to mend it.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The byte of the row where it shows.
    pub(crate) fn at(mut self, offset: usize) -> Self {
        self.offset = Some(offset);
        self
    }

    /// More is wrong with the file than this row.
    pub(crate) fn grave(mut self) -> Self {
        self.severity = Severity::Error;
        self
    }
}

/// Judges a row by its shape.
pub(crate) fn judge(row: &RawRow<'_, '_>, headers: &[String], header_line: u32) -> Verdict {
    if let Some(fault) = row.fault {
        return Verdict::Reject(of_fault(fault));
    }
    let (found, want) = (row.record.len(), headers.len());
    if row.record.get(0).is_none_or(|cell| trim(cell).is_empty())
        && row.record.iter().all(|cell| trim(cell).is_empty())
    {
        return Verdict::Blank;
    }
    if found < want || row.record.iter().skip(want).any(|cell| !trim(cell).is_empty()) {
        return Verdict::Reject(length(row, found, want));
    }
    if repeats(row.record, headers) {
        let message = format!("the header of line {header_line} is repeated");
        let rejection = Rejection::new(Code::RowRepeatedHeader, message);
        return Verdict::Reject(rejection.hint("delete this row; two exports were put end to end"));
    }
    Verdict::Good
}

fn repeats(record: &Cells<'_>, headers: &[String]) -> bool {
    let mut pairs = headers.iter().zip(record.iter());
    headers.len() > 1 && pairs.all(|(header, cell)| header == trim(cell))
}

fn length(row: &RawRow<'_, '_>, found: usize, want: usize) -> Rejection {
    let message = format!("the row has {found} cells, the header has {want}");
    let hint = if memchr::memmem::find(row.raw, b"\\\"").is_some() {
        "a quote inside a cell is written \"\", not \\\"".to_owned()
    } else if found < want {
        "fill up the missing cells; was the file cut off while it was copied?".to_owned()
    } else {
        "a cell that holds the separator must stand in quotes".to_owned()
    };
    Rejection::new(Code::RowLength, message).hint(hint)
}

fn of_fault(fault: RowFault) -> Rejection {
    match fault {
        RowFault::Undecodable(at, 0) => Rejection::new(
            Code::RowUndecodable,
            "the row holds bytes that the file's encoding does not have",
        )
        .hint("type the damaged text again, or set `encoding` in the file's block")
        .at(at),
        RowFault::Undecodable(at, byte) => {
            let message = format!(
                "byte {} of the row (0x{byte:02X}) is neither UTF-8 nor, with the rest of the file, GB18030",
                at + 1
            );
            Rejection::new(Code::RowUndecodable, message)
                .hint("was the row pasted from a file of another encoding? save the whole file as UTF-8")
                .at(at)
        }
        RowFault::Quoting(at, slash) => {
            let hint = if slash {
                "a quote inside a cell is written \"\", not \\\""
            } else {
                "a quote inside a cell is written \"\" and the whole cell stands in quotes"
            };
            Rejection::new(Code::RowQuoting, "there is text after a closing quote")
                .hint(hint)
                .at(at)
        }
        RowFault::Nul(at) => {
            Rejection::new(Code::RowControl, "the row holds the control character U+0000")
                .hint("delete the character; the export is damaged")
                .at(at)
        }
        RowFault::CellTooLong => {
            let message =
                format!("a cell is longer than {} MiB, the limit for one cell", MAX_CELL >> 20);
            Rejection::new(Code::FileTooLarge, message)
                .hint("move the long text into a file of its own")
        }
    }
}

/// True where a row begins with a word for a total.
pub(crate) fn names_total(record: &Cells<'_>) -> bool {
    const WORDS: [&str; 13] = [
        "合计",
        "总计",
        "小计",
        "总数",
        "共计",
        "汇总",
        "累计",
        "total",
        "sum",
        "subtotal",
        "sub total",
        "grand total",
        "totals",
    ];
    let Some(first) = record.iter().map(trim).find(|cell| !cell.is_empty()) else { return false };
    if first.len() > 40 {
        return false;
    }
    let folded = crate::ingest::value::fold(first);
    let word = folded.trim_end_matches([':', '：', '*']).trim_end();
    // 合 计, as it is spaced out on forms.
    let bare: String = word.chars().filter(|c| !c.is_whitespace()).collect();
    WORDS.contains(&word) || (!word.is_ascii() && WORDS.contains(&bare.as_str()))
}

/// True where a row begins with a word for a total and holds only figures beside.
pub(crate) fn is_total(record: &Cells<'_>) -> bool {
    let figure = |cell: &str| crate::ingest::value::number::parse(cell).is_some();
    let mut rest = record.iter().map(trim).filter(|cell| !cell.is_empty()).skip(1);
    names_total(record) && rest.all(figure)
}

/// The rejection of a total row.
pub(crate) fn total() -> Rejection {
    Rejection::new(Code::RowTotal, "the row looks like a total")
        .hint("delete the row; totals are computed")
}

/// The two accounts of a rejected row: the row itself and the finding.
pub(crate) fn account(
    table: &Place,
    line: u32,
    raw: &[u8],
    rejection: Rejection,
) -> (RejectedRow, Diagnostic) {
    let at = rejection.offset.unwrap_or(0).min(raw.len());
    let (place, excerpt) = spot(table, line, raw, at..raw.len().min(at + 1));
    let place = if rejection.offset.is_some() { place } else { table.on_line(line) };
    let row = RejectedRow {
        place: place.clone(),
        code: rejection.code,
        reason: rejection.message.clone(),
        raw: printable(raw),
    };
    let mut finding = Diagnostic::new(rejection.code, rejection.message).at(place);
    finding.severity = rejection.severity;
    finding.hint = rejection.hint;
    let shown = rejection.offset.is_some() || rejection.code == Code::RowNoStamp;
    finding.excerpt = shown.then_some(excerpt);
    (row, finding)
}

/// The place and the excerpt of a cell of a row.
pub(crate) fn cell(
    table: &Place,
    line: u32,
    raw: &[u8],
    (index, delimiter): (usize, u8),
) -> (Place, Excerpt) {
    let mut span = cell_spans(raw, delimiter).nth(index).unwrap_or(0..raw.len());
    while span.len() > 1 && raw[span.start] == b' ' {
        span.start += 1;
    }
    while span.len() > 1 && raw[span.end - 1] == b' ' {
        span.end -= 1;
    }
    let (place, excerpt) = spot(table, line, raw, span);
    let place = if table.sheet.is_some() { table.on_cell(line, index) } else { place };
    (place, excerpt)
}

/// The place and excerpt of a stretch of a row.
pub(crate) fn spot(
    table: &Place,
    line: u32,
    raw: &[u8],
    span: std::ops::Range<usize>,
) -> (Place, Excerpt) {
    let start = memchr::memrchr(b'\n', &raw[..span.start]).map_or(0, |at| at + 1);
    let end = memchr::memchr(b'\n', &raw[start..]).map_or(raw.len(), |at| start + at);
    let above = memchr::memchr_iter(b'\n', &raw[..start]).count() as u32;
    let from = text_of(&raw[start..span.start.max(start)]).chars().count();
    let to = from + text_of(&raw[span.start..span.end.min(end).max(span.start)]).chars().count();
    let text = clip(text_of(&raw[start..end]).trim_end_matches('\r'));
    let place = match table.sheet {
        Some(_) => table.on_line(line),
        None => Place::at(table.file.clone(), line + above, from as u32 + 1),
    };
    let length = text.chars().count();
    (place, Excerpt { from: from.min(length), to: to.min(length), text })
}

/// An excerpt is for reading; a line of a megabyte is not.
fn clip(line: &str) -> String {
    const LONGEST: usize = 400;
    if line.len() <= LONGEST { line.to_owned() } else { line.chars().take(LONGEST).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_placed_by_its_physical_line_and_character() {
        let raw = "甲,\"x\ny\",乙丙".as_bytes();
        let path = Place::file("log.csv");
        let (place, excerpt) = cell(&path, 7, raw, (2, b','));
        assert_eq!(place.to_string(), "log.csv:8:4");
        assert_eq!((excerpt.text.as_str(), excerpt.from, excerpt.to), ("y\",乙丙", 3, 5));
        assert_eq!(cell(&path, 7, raw, (1, b',')).0.to_string(), "log.csv:7:3");
    }
}
