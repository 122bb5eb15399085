//! Where a table's header is and which separator it uses.

use super::encoding::Decoded;
use super::pieces::Cut;
use super::rows::{Chunk, RowReader};
use super::{no_rows, sheet, text_of};
use crate::diag::{Code, Diagnostic, Place};
use crate::ingest::header;
use crate::ingest::mapping::SourceBlock;
use crate::ingest::value::text::trim;
use std::io;

/// Most columns a table may have.
pub(crate) const MAX_COLUMNS: usize = 512;
/// Rows among which the header is looked for, blank ones aside.
const HEADER_WITHIN: usize = 10;
const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The shape of a table.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    /// Separator of cells.
    pub delimiter: u8,
    /// Headers as written, trimmed.
    pub headers: Vec<String>,
    /// Physical line of the header.
    pub header_line: u32,
    /// First byte after the header.
    pub body: usize,
    /// Line of the text of that byte.
    pub body_line: u32,
    /// How many headers are known.
    pub known: usize,
}

/// The foreign names a block gives a meaning to.
pub(crate) fn foreign_names(block: &SourceBlock) -> impl Iterator<Item = &str> {
    let columns = block.columns.keys().chain(block.keep.keys()).chain(block.units.keys());
    let columns = columns.chain(block.aside.iter()).chain(block.repeats.iter());
    columns.chain(block.combine.values().flatten()).map(String::as_str)
}

/// True where a header means something, by the aliases or the block.
pub(crate) fn is_known(name: &str, block: &SourceBlock) -> bool {
    !name.is_empty()
        && (header::canonical(name).is_some()
            || foreign_names(block).any(|foreign| header::same(foreign, name)))
}

/// Finds separator and header in decoded text. Where no header is known, the
/// first row is taken for the header (`known` is 0 then).
pub(crate) fn find(text: &Decoded<'_>, block: &SourceBlock) -> Option<Layout> {
    find_by(text, block, &SEPARATORS, &|name| is_known(name, block))
}

/// The same for a text whose beginning may have to be read from the disk.
///
/// # Errors
/// Where it cannot be read.
pub(crate) fn find_on_disk(text: &Decoded<'_>, block: &SourceBlock) -> io::Result<Option<Layout>> {
    let head = text.text.head()?;
    Ok(find_in(&head, text, block, (&SEPARATORS, &|name| is_known(name, block))))
}

/// Whether a header is one that is known.
type IsKnown<'a> = &'a dyn Fn(&str) -> bool;

/// The same among other separators, and for who knows other headers.
pub(crate) fn find_by(
    text: &Decoded<'_>,
    block: &SourceBlock,
    separators: &[u8],
    is_known: IsKnown<'_>,
) -> Option<Layout> {
    find_in(&text.head(), text, block, (separators, is_known))
}

/// The same in the beginning of a text that was read.
pub(crate) fn find_in(
    head: &[u8],
    text: &Decoded<'_>,
    block: &SourceBlock,
    (separators, is_known): (&[u8], IsKnown<'_>),
) -> Option<Layout> {
    let sheet = text.place.sheet.is_some();
    let (told, start, line) =
        if sheet { (Some(sheet::SEPARATOR), 0, 1) } else { separator_line(head) };
    let only = if sheet { told } else { block.delimiter.or(told) };
    let candidates = only.map_or(separators.to_vec(), |one| vec![one]);
    let body = Chunk { bytes: &head[start..], line, sheet_rows: &text.sheet_rows };
    let mut best: Option<Layout> = None;
    for delimiter in candidates {
        let Some(found) = best_row(body, delimiter, is_known) else { continue };
        let score = |l: &Layout| (l.known, l.headers.len());
        if best.as_ref().is_none_or(|b| score(&found) > score(b)) {
            best = Some(found);
        }
    }
    best.map(|mut layout| {
        layout.body += start;
        layout
    })
}

/// The finding of a text without a header: it is blank, or no row of it can be split
/// into cells.
pub(crate) fn none_found(text: &Decoded<'_>) -> Diagnostic {
    let head = text.head();
    let (_, start, _) = separator_line(&head);
    if !text_of(&head[start..]).contains(char::is_alphanumeric) {
        return no_rows(&text.place);
    }
    let message = format!("none of the first {HEADER_WITHIN} rows can be read as a header");
    Diagnostic::new(Code::HeaderMissing, message)
        .at(text.place.on_line(1))
        .hint("look for text after a closing quote or damaged characters in the first rows")
}

/// `sep=;` on the first line, as Excel understands it.
fn separator_line(text: &[u8]) -> (Option<u8>, usize, u32) {
    let line = text.split(|&b| b == b'\n').next().unwrap_or(text);
    let trimmed = line.trim_ascii_end();
    let trimmed =
        trimmed.strip_prefix(b"\"").and_then(|t| t.strip_suffix(b"\"")).unwrap_or(trimmed);
    let told = match trimmed.strip_prefix(b"sep=").or_else(|| trimmed.strip_prefix(b"SEP=")) {
        Some([one]) => Some(*one),
        Some([]) if line.starts_with(b"sep=\t") => Some(b'\t'),
        _ => None,
    };
    if told.is_some() { (told, (line.len() + 1).min(text.len()), 2) } else { (None, 0, 1) }
}

fn best_row(body: Chunk<'_>, delimiter: u8, is_known: &dyn Fn(&str) -> bool) -> Option<Layout> {
    let mut reader = RowReader::new(body, delimiter, false);
    let mut best: Option<Layout> = None;
    let mut looked_at = 0;
    while looked_at < HEADER_WITHIN {
        let Some(row) = reader.next() else { break };
        looked_at += usize::from(row.fault.is_some());
        if row.fault.is_some() {
            continue;
        }
        let headers: Vec<String> = row.record.iter().map(|c| trim(c).to_owned()).collect();
        let header_line = row.line;
        let known = headers.iter().take(MAX_COLUMNS).filter(|h| is_known(h)).count();
        let (end, body_line) = reader.position();
        let filled = headers.iter().any(|h| h.contains(char::is_alphanumeric));
        looked_at += usize::from(filled);
        if filled && best.as_ref().is_none_or(|b| known > b.known) {
            best = Some(Layout { delimiter, headers, header_line, body: end, body_line, known });
        }
    }
    best
}

impl Layout {
    /// That of a text in which no row holds anything.
    pub(crate) fn none() -> Self {
        Self {
            delimiter: b',',
            headers: Vec::new(),
            header_line: 1,
            body: usize::MAX,
            body_line: 1,
            known: 0,
        }
    }

    /// How a text of this layout is cut into pieces of a size.
    pub(crate) fn cut(&self, text: &Decoded<'_>, size: usize) -> Cut {
        let sound = text.place.sheet.is_some();
        Cut { delimiter: self.delimiter, columns: self.headers.len(), size, sound }
    }

    /// Checks the header itself: not too wide, no name twice, nothing that could
    /// have been separated otherwise.
    pub(crate) fn check(&self, table: &Place, block: &SourceBlock) -> Result<(), Diagnostic> {
        let place = || table.on_line(self.header_line);
        if self.headers.len() > MAX_COLUMNS {
            let message = format!(
                "the table has {} columns; more than {MAX_COLUMNS} columns are not read",
                self.headers.len()
            );
            let hint = "export only the columns that are needed";
            return Err(Diagnostic::new(Code::FileTooLarge, message).at(place()).hint(hint));
        }
        for (at, name) in self.headers.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
            let first = self.headers[..at].iter().position(|h| h == name);
            if let Some(first) = first.filter(|_| !block.may_repeat(name)) {
                let message =
                    format!("columns {} and {} are both called \"{name}\"", first + 1, at + 1);
                let hint = "give each column a name of its own, or list the name under `repeats` in the file's block if the first one counts";
                let found = Diagnostic::new(Code::HeaderDuplicate, message).raw(name.clone());
                return Err(found.at(place().with_header(name.clone())).hint(hint));
            }
        }
        Ok(())
    }

    /// The finding where not one header is known.
    pub(crate) fn unknown_header(&self, text: &Decoded<'_>) -> Diagnostic {
        let table = &text.place;
        let place = table.on_line(self.header_line);
        let found = self.headers.join(", ");
        if self.headers.len() == 1 {
            let head = text.head();
            let line = text_of(head.split(|&b| b == b'\n').next().unwrap_or(&head));
            let other = [':', '^', '~'].into_iter().find(|mark| line.matches(*mark).count() > 1);
            if let Some(mark) = other {
                let message =
                    format!("only one column was found; the separator looks like '{mark}'");
                let hint = "set `delimiter` in the file's block, or save the file with commas";
                return Diagnostic::new(Code::HeaderMissing, message)
                    .at(place)
                    .raw(line)
                    .hint(hint);
            }
        }
        let message = format!("no row among the first {HEADER_WITHIN} is a header that is known");
        let nearest = self.headers.iter().find_map(|h| Some((h, header::nearest(h)?)));
        let hint = match nearest {
            Some((name, known)) => format!(
                "is \"{name}\" meant to be \"{known}\"? otherwise name the columns under `columns` in a block of faultbook.toml"
            ),
            None => format!(
                "name the columns under `columns` in a block of faultbook.toml; `faultbook import \"{}\"` proposes one",
                table.file
            ),
        };
        Diagnostic::new(Code::HeaderMissing, message)
            .at(place)
            .raw(found)
            .expected(
                "headers such as 设备编号, 报修时间, 故障现象, or device_id, reported_at, symptom",
            )
            .hint(hint)
    }
}
