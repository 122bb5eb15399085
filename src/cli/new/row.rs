//! A draft as a row of a table that a person keeps, most often in Excel. No byte
//! that stands in the table is changed: the row is put behind the last one, in the
//! table's own encoding, separator, order of columns and line ends.

use crate::diag::{Code, Diagnostic, Place};
use crate::model::SourceReport;
use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// What stands before UTF-8 that Excel is to recognise.
const BOM: &str = "\u{feff}";

/// Adds a row to a table.
pub(super) fn append(
    root: &Path,
    table: &SourceReport,
    cells: &[(&'static str, String)],
) -> Result<(), Diagnostic> {
    let place = || Place::file(table.path.clone());
    let refused = |message: String| Diagnostic::new(Code::RowRefused, message).at(place());
    let delimiter = table.delimiter.filter(|_| is_text(&table.path)).ok_or_else(|| {
        refused("a row can only be added to a table in text form (CSV) that can be read".to_owned())
            .hint(format!("add this row yourself: {}", in_words(cells)))
    })?;
    let row = row(table, cells, delimiter).map_err(|field| {
        let value = cells.iter().find(|(name, _)| *name == field).map_or("", |(_, value)| value);
        refused(format!("the table has no column for `{field}`, so `{value}` has no place in it"))
            .hint(format!("add a column named {field} to the table, or leave this out"))
    })?;
    let path = root.join(&*table.path);
    let unwritten = |error: io::Error| {
        Diagnostic::new(Code::OutputWrite, format!("the row cannot be added: {error}"))
            .at(place())
            .hint("close the table in Excel, mend its permissions, and try again")
    };
    let bytes = std::fs::read(&path).map_err(unwritten)?;
    let encoding = named(&table.encoding);
    let text = encoding.decode_without_bom_handling(&bytes).0;
    let end = line_end(&text);
    let open = !text.is_empty() && !text.ends_with(['\n', '\r']);
    let added = format!("{}{row}{end}", if open { end } else { "" });
    let added = encoded(&added, encoding).ok_or_else(|| {
        refused(format!(
            "the table is kept in {}, which lacks a character of this row",
            table.encoding
        ))
        .raw(row.clone())
        .hint("save the table as \"CSV UTF-8\" in Excel, and try again")
    })?;
    OpenOptions::new()
        .append(true)
        .open(&path)
        .and_then(|mut f| f.write_all(&added))
        .map_err(unwritten)
}

/// Begins a table: a header and one row, as Excel opens it.
pub(super) fn begin(path: &Path, headers: &[String], cells: &[String]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let line =
        |cells: &[String]| cells.iter().map(|cell| quoted(cell, ',')).collect::<Vec<_>>().join(",");
    let text = format!("{BOM}{}\r\n{}\r\n", line(headers), line(cells));
    File::create_new(path)?.write_all(text.as_bytes())
}

fn is_text(path: &str) -> bool {
    let end = path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    matches!(&*end, "csv" | "tsv" | "txt")
}

fn in_words(cells: &[(&'static str, String)]) -> String {
    cells.iter().map(|(name, text)| format!("{name} = {text}")).collect::<Vec<_>>().join(", ")
}

/// The row in the order of the columns; the field that has none where one is missing.
fn row(
    table: &SourceReport,
    cells: &[(&'static str, String)],
    delimiter: char,
) -> Result<String, &'static str> {
    let mut row = vec![String::new(); table.columns.len()];
    for (field, text) in cells {
        let named = |at: &usize| table.columns[*at].field.as_deref() == Some(*field);
        let at = (0..row.len()).find(named).ok_or(*field)?;
        row[at] = quoted(text, delimiter);
    }
    Ok(row.join(&delimiter.to_string()))
}

fn quoted(cell: &str, delimiter: char) -> String {
    if cell.contains(['"', '\n', '\r', delimiter]) || cell != cell.trim() {
        return format!("\"{}\"", cell.replace('"', "\"\""));
    }
    cell.to_owned()
}

/// The encoding of the name that reading gives.
fn named(name: &str) -> &'static Encoding {
    let name = name.strip_suffix(" BOM").unwrap_or(name);
    Encoding::for_label(name.as_bytes()).unwrap_or(encoding_rs::UTF_8)
}

/// How the table ends its lines: as its last line does.
fn line_end(text: &str) -> &'static str {
    match text.rfind('\n') {
        Some(at) if text[..at].ends_with('\r') => "\r\n",
        Some(_) => "\n",
        None if text.contains('\r') => "\r",
        None => "\r\n",
    }
}

/// The text in an encoding; `None` where it lacks a character.
fn encoded(text: &str, encoding: &'static Encoding) -> Option<Vec<u8>> {
    let units = || text.encode_utf16();
    if encoding == UTF_16LE {
        return Some(units().flat_map(u16::to_le_bytes).collect());
    }
    if encoding == UTF_16BE {
        return Some(units().flat_map(u16::to_be_bytes).collect());
    }
    let (bytes, _, lacking) = encoding.encode(text);
    (!lacking).then(|| bytes.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::project::ColumnReport;

    fn table(encoding: &str, delimiter: char, fields: &[&str]) -> SourceReport {
        let columns = fields.iter().map(|field| ColumnReport {
            header: (*field).to_owned(),
            field: (!field.is_empty()).then(|| (*field).to_owned()),
            examples: Vec::new(),
        });
        SourceReport {
            path: "t.csv".into(),
            encoding: encoding.to_owned(),
            delimiter: Some(delimiter),
            columns: columns.collect(),
            ..SourceReport::default()
        }
    }

    fn appended(before: &[u8], table: &SourceReport, cells: &[(&'static str, &str)]) -> Vec<u8> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("t.csv"), before).unwrap();
        let cells: Vec<_> = cells.iter().map(|(n, t)| (*n, (*t).to_owned())).collect();
        append(folder.path(), table, &cells).unwrap();
        let after = std::fs::read(folder.path().join("t.csv")).unwrap();
        assert_eq!(&after[..before.len()], before, "what stood there stands there");
        after[before.len()..].to_vec()
    }

    fn encode(text: &str, name: &str) -> Vec<u8> {
        encoded(text, named(name)).unwrap()
    }

    #[test]
    fn a_row_is_added_as_the_table_is_kept() {
        let cells = [("id", "P-9"), ("name", "水泵")];
        for (encoding, delimiter, before, want) in [
            ("UTF-8", ',', "id,x,name\nP-1,,泵\n", "P-9,,水泵\n"),
            ("UTF-8", ',', "id,x,name\r\nP-1,,泵", "\r\nP-9,,水泵\r\n"),
            ("GB18030", ';', "id;x;name\r\nP-1;;泵\r\n", "P-9;;水泵\r\n"),
            ("UTF-16LE", '\t', "\u{feff}id\tx\tname\r\n", "P-9\t\t水泵\r\n"),
            ("UTF-16BE", '\t', "\u{feff}id\tx\tname\n", "P-9\t\t水泵\n"),
            ("UTF-8 BOM", ',', "\u{feff}id,x,name\rP-1,,\r", "P-9,,水泵\r"),
        ] {
            let table = table(encoding, delimiter, &["id", "", "name"]);
            let added = appended(&encode(before, encoding), &table, &cells);
            assert_eq!(added, encode(want, encoding), "{encoding} {delimiter:?}");
        }
    }

    #[test]
    fn a_cell_that_would_break_the_row_is_quoted() {
        let table = table("UTF-8", ',', &["id", "name"]);
        let added = appended(b"id,name\n", &table, &[("id", "P-9"), ("name", "a, \"b\"")]);
        assert_eq!(added, b"P-9,\"a, \"\"b\"\"\"\n");
    }

    #[test]
    fn nothing_is_written_where_a_value_has_no_place_or_no_character() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.csv");
        std::fs::write(&path, b"id,name\n").unwrap();
        let lacking =
            append(folder.path(), &table("UTF-8", ',', &["id", "name"]), &[("serial", "7".into())]);
        assert!(lacking.unwrap_err().message.contains("no column for `serial`"));
        let foreign =
            append(folder.path(), &table("windows-1252", ',', &["id"]), &[("id", "泵".into())]);
        assert!(foreign.unwrap_err().hint.unwrap().contains("UTF-8"));
        assert_eq!(std::fs::read(&path).unwrap(), b"id,name\n");
    }
}
