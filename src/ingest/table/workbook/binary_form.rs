//! What the parser of the binary form of a workbook passes over, put into records that it
//! reads: cells that are written short (without a column: one to the right of the cell
//! before), texts of which parts look different, errors that a formula gave. Without it
//! such cells would be lost without a word. And which cells are merged, which it does not
//! tell. Record numbers are those of MS-XLSB.

use super::archive::Fault;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// A cell, and the last row of the cells merged with it.
type Merged = ((u32, u32), u32);

/// A workbook that the parser reads whole.
#[derive(Debug)]
pub(super) struct BinaryForm<'a> {
    /// The workbook: itself where nothing had to be done.
    pub(super) bytes: Cow<'a, [u8]>,
    /// Merged cells, by sheet.
    pub(super) merged: BTreeMap<String, Vec<Merged>>,
}

const ROW: u32 = 0;
const CELL_BLANK: u32 = 1;
const CELL_ERROR: u32 = 3;
const CELL_TEXT: u32 = 6;
const FORMULA_ERROR: u32 = 11;
const SHORT_BLANK: u32 = 12;
const SHORT_SHARED_TEXT: u32 = 18;
const CELL_RICH_TEXT: u32 = 62;
const SHEET: u32 = 156;
const MERGED: u32 = 176;

/// Bytes of a cell's column and style, before its value.
const BEFORE_VALUE: usize = 8;

/// Looks through the sheets of a workbook in binary form.
///
/// # Errors
/// Where it is damaged.
pub(super) fn complete(bytes: &[u8]) -> Result<BinaryForm<'_>, Fault> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Fault::Damaged)?;
    let names = sheet_names(&mut zip)?;
    let mut merged = BTreeMap::new();
    let mut rewritten: BTreeMap<usize, Vec<u8>> = BTreeMap::new();
    for at in 0..zip.len() {
        let name = part_name(&mut zip, at)?;
        let Some(sheet) = names.get(&name.to_ascii_lowercase()) else { continue };
        let part = read_part(&mut zip, at)?;
        let seen = Sheet::of(&part)?;
        merged.insert(sheet.clone(), seen.merged);
        if let Some(written) = seen.written {
            rewritten.insert(at, written);
        }
    }
    let bytes = if rewritten.is_empty() {
        Cow::Borrowed(bytes)
    } else {
        Cow::Owned(replaced(&mut zip, &rewritten).ok_or(Fault::Damaged)?)
    };
    Ok(BinaryForm { bytes, merged })
}

type Zip<'a> = ZipArchive<Cursor<&'a [u8]>>;

fn part_name(zip: &mut Zip<'_>, at: usize) -> Result<String, Fault> {
    let part = zip.by_index_raw(at).map_err(|_| Fault::Damaged)?;
    Ok(part.name().map_err(|_| Fault::Damaged)?.into_owned())
}

fn read_part(zip: &mut Zip<'_>, at: usize) -> Result<Vec<u8>, Fault> {
    let mut part = zip.by_index(at).map_err(|_| Fault::Damaged)?;
    let mut bytes = Vec::new();
    part.read_to_end(&mut bytes).map_err(|_| Fault::Damaged)?;
    Ok(bytes)
}

/// The archive with some parts written anew.
fn replaced(zip: &mut Zip<'_>, rewritten: &BTreeMap<usize, Vec<u8>>) -> Option<Vec<u8>> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..zip.len() {
        if let Some(bytes) = rewritten.get(&at) {
            let name = part_name(zip, at).ok()?;
            let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
            out.start_file(name, stored).ok()?;
            out.write_all(bytes).ok()?;
        } else {
            out.raw_copy_file(zip.by_index_raw(at).ok()?).ok()?;
        }
    }
    Some(out.finish().ok()?.into_inner())
}

fn position(zip: &mut Zip<'_>, name: &str) -> Result<Option<usize>, Fault> {
    for at in 0..zip.len() {
        if part_name(zip, at)?.eq_ignore_ascii_case(name) {
            return Ok(Some(at));
        }
    }
    Ok(None)
}

/// The name of the sheet in each part that holds one, by the part's name in small letters.
fn sheet_names(zip: &mut Zip<'_>) -> Result<BTreeMap<String, String>, Fault> {
    let mut names = BTreeMap::new();
    let (Some(relations), Some(book)) =
        (position(zip, "xl/_rels/workbook.bin.rels")?, position(zip, "xl/workbook.bin")?)
    else {
        return Ok(names);
    };
    let targets = targets(&read_part(zip, relations)?)?;
    let book = read_part(zip, book)?;
    let mut records = Records(&book);
    while let Some((kind, value)) = records.next()? {
        if kind == SHEET {
            // State and number of the sheet come before.
            let (relation, rest) = wide_text(value.get(8..).ok_or(Fault::Damaged)?)?;
            let (name, _) = wide_text(rest)?;
            if let Some(target) = targets.get(&relation) {
                names.insert(target.to_ascii_lowercase(), name);
            }
        }
    }
    Ok(names)
}

/// The parts that the workbook's relations lead to, by their ids.
fn targets(xml: &[u8]) -> Result<BTreeMap<String, String>, Fault> {
    let mut reader = Reader::from_reader(xml);
    let mut buffer = Vec::new();
    let mut targets = BTreeMap::new();
    loop {
        match reader.read_event_into(&mut buffer).map_err(|_| Fault::Damaged)? {
            Event::Start(element) | Event::Empty(element) => {
                if let (Some(id), Some(to)) =
                    (value_of(&element, "Id"), value_of(&element, "Target"))
                {
                    let to = to.strip_prefix('/').unwrap_or(&to);
                    let below = if to.starts_with("xl/") { "" } else { "xl/" };
                    targets.insert(id, format!("{below}{to}"));
                }
            }
            Event::Eof => return Ok(targets),
            _ => {}
        }
        buffer.clear();
    }
}

fn value_of(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = element.try_get_attribute(name).ok()??;
    Some(attribute.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned())
}

/// A text of two bytes a letter, its length before it, and what is behind it.
fn wide_text(bytes: &[u8]) -> Result<(String, &[u8]), Fault> {
    let (length, rest) = bytes.split_first_chunk().ok_or(Fault::Damaged)?;
    let length = u32::from_le_bytes(*length);
    // Where there is none, its length is the largest there is.
    let length = if length == u32::MAX { 0 } else { length as usize };
    let letters =
        length.checked_mul(2).and_then(|length| rest.get(..length)).ok_or(Fault::Damaged)?;
    let units = letters.chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]]));
    let text =
        char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    Ok((text, &rest[letters.len()..]))
}

/// The records of a part, each a kind and its bytes.
struct Records<'a>(&'a [u8]);

impl<'a> Records<'a> {
    fn next(&mut self) -> Result<Option<(u32, &'a [u8])>, Fault> {
        if self.0.is_empty() {
            return Ok(None);
        }
        let kind = self.number(2)?;
        let length = self.number(4)? as usize;
        let value = self.0.get(..length).ok_or(Fault::Damaged)?;
        self.0 = &self.0[length..];
        Ok(Some((kind, value)))
    }

    /// A number of seven bits a byte, the lowest first; the highest bit says that more come.
    fn number(&mut self, most: u32) -> Result<u32, Fault> {
        let mut number = 0;
        for n in 0..most {
            let (&byte, rest) = self.0.split_first().ok_or(Fault::Damaged)?;
            self.0 = rest;
            number |= u32::from(byte & 0x7f) << (7 * n);
            if byte & 0x80 == 0 {
                break;
            }
        }
        Ok(number)
    }
}

/// What a sheet holds besides what the parser reads.
#[derive(Debug, Default)]
struct Sheet {
    merged: Vec<Merged>,
    /// The part with all cells in records that the parser reads; none where they are.
    written: Option<Vec<u8>>,
}

impl Sheet {
    fn of(part: &[u8]) -> Result<Self, Fault> {
        let mut sheet = Self::default();
        let mut records = Records(part);
        // The column of the next cell that does not say its own.
        let mut next = 0;
        loop {
            let from = part.len() - records.0.len();
            let Some((kind, value)) = records.next()? else { return Ok(sheet) };
            let to = part.len() - records.0.len();
            match kind {
                ROW => next = 0,
                MERGED => sheet.merged.extend(merged(value)),
                SHORT_BLANK..=SHORT_SHARED_TEXT => {
                    let column = u32::to_le_bytes(next);
                    let long = kind - SHORT_BLANK + CELL_BLANK;
                    sheet.put(&part[..from], long as u8, &[&column, value]);
                    next = next.saturating_add(1);
                    continue;
                }
                CELL_BLANK..=FORMULA_ERROR | CELL_RICH_TEXT => {
                    let (before, rest) =
                        value.split_at_checked(BEFORE_VALUE).ok_or(Fault::Damaged)?;
                    let column = before.first_chunk().map_or(0, |bytes| u32::from_le_bytes(*bytes));
                    next = column.saturating_add(1);
                    match kind {
                        FORMULA_ERROR => {
                            sheet.put(&part[..from], CELL_ERROR as u8, &[value]);
                            continue;
                        }
                        // One byte says which looks follow the text.
                        CELL_RICH_TEXT => {
                            let text = rest.get(1..).ok_or(Fault::Damaged)?;
                            sheet.put(&part[..from], CELL_TEXT as u8, &[before, text]);
                            continue;
                        }
                        _ => {}
                    }
                }
                _ => {}
            }
            if let Some(written) = &mut sheet.written {
                written.extend_from_slice(&part[from..to]);
            }
        }
    }

    /// Writes a cell's record instead of the one that stood behind `before`.
    fn put(&mut self, before: &[u8], kind: u8, value: &[&[u8]]) {
        let written = self.written.get_or_insert_with(|| before.to_vec());
        written.push(kind);
        let mut length = value.iter().map(|part| part.len()).sum::<usize>();
        while length >= 0x80 {
            written.push((length & 0x7f) as u8 | 0x80);
            length >>= 7;
        }
        written.push(length as u8);
        for part in value {
            written.extend_from_slice(part);
        }
    }
}

/// First row, last row, first column, last column.
fn merged(value: &[u8]) -> Option<Merged> {
    let numbers = value.first_chunk::<12>()?;
    let number = |at: usize| {
        let bytes = numbers[at..].first_chunk().copied().unwrap_or_default();
        u32::from_le_bytes(bytes)
    };
    Some(((number(0), number(8)), number(4)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u8, value: &[u8]) -> Vec<u8> {
        [&[kind, value.len() as u8], value].concat()
    }

    fn cell(column: u8, rest: &[u8]) -> Vec<u8> {
        [&[column, 0, 0, 0, 5, 0, 0, 0], rest].concat()
    }

    #[test]
    fn short_cells_get_the_column_behind_the_cell_before() {
        let part = [
            record(0, &[0; 17]),
            record(7, &cell(2, &[1, 0, 0, 0])),
            record(18, &[5, 0, 0, 0, 9, 0, 0, 0]),
            record(12, &[5, 0, 0, 0]),
            record(14, &[5, 0, 0, 0, 0x2a]),
            record(0, &[0; 17]),
            record(16, &[5, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]),
        ];
        let long = [
            record(0, &[0; 17]),
            record(7, &cell(2, &[1, 0, 0, 0])),
            record(7, &cell(3, &[9, 0, 0, 0])),
            record(1, &cell(4, &[])),
            record(3, &cell(5, &[0x2a])),
            record(0, &[0; 17]),
            record(5, &cell(0, &[1, 2, 3, 4, 5, 6, 7, 8])),
        ];
        assert_eq!(Sheet::of(&part.concat()).unwrap().written.unwrap(), long.concat());
        assert!(Sheet::of(&long.concat()).unwrap().written.is_none());
    }

    #[test]
    fn errors_of_formulas_and_texts_of_several_looks_are_cells_like_others() {
        let text = [2, 0, 0, 0, 0x91, 0x4e, 0xad, 0x5c];
        let part = [
            record(11, &cell(1, &[0x07, 0, 0])),
            record(62, &cell(2, &[&[1], &text[..], &[7; 8]].concat())),
            record(19, &[1]),
        ];
        let seen = [
            record(3, &cell(1, &[0x07, 0, 0])),
            record(6, &cell(2, &[&text[..], &[7; 8]].concat())),
            record(19, &[1]),
        ];
        assert_eq!(Sheet::of(&part.concat()).unwrap().written.unwrap(), seen.concat());
    }

    #[test]
    fn merged_cells_are_told_and_damage_is_an_error() {
        let value: Vec<u8> = [1_u32, 3, 2, 4].iter().flat_map(|n| n.to_le_bytes()).collect();
        let part = [&[0xb0, 0x01, 16], &value[..]].concat();
        assert_eq!(Sheet::of(&part).unwrap().merged, [((1, 2), 3)]);
        for cut in [1, 2, part.len() - 1] {
            assert_eq!(Sheet::of(&part[..cut]).unwrap_err(), Fault::Damaged, "{cut}");
        }
        assert_eq!(Sheet::of(&record(7, &[1, 2])).unwrap_err(), Fault::Damaged);
    }
}
