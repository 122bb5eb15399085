//! Real odd files, collected by the makers of csvkit: what each is read as stands in
//! `csvkit/results.md`, and where csvkit ships what its own conversion gives, the cells
//! are those. Needs the shared test data.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test")]

use crate::support;

use faultbook::ingest::mapping::SourceBlock;
use faultbook::ingest::table::{self, SourceFile, Table};
use std::path::{Path, PathBuf};

fn folder() -> Option<PathBuf> {
    support::shared("data/csvkit_examples/examples")
}

fn tables(path: &Path) -> (Vec<Table>, Vec<String>) {
    let name = path.file_name().unwrap().to_str().unwrap();
    let file = SourceFile::new(name, std::fs::read(path).unwrap());
    let (tables, found) = table::read(&file, &SourceBlock::default());
    let inside = tables.iter().flat_map(|table| table.diagnostics.iter());
    let mut codes: Vec<String> = found.iter().chain(inside).map(|f| f.code.to_string()).collect();
    codes.dedup();
    (tables, codes)
}

/// A row of `results.md`.
fn line(path: &Path) -> String {
    let name = path.file_name().unwrap().to_str().unwrap();
    let (tables, codes) = tables(path);
    let codes = codes.join(" ");
    if tables.is_empty() {
        return format!("| {name} | – | | | | | | {codes} |\n");
    }
    let mut out = String::new();
    for table in &tables {
        let sheet = table.place.sheet.as_ref().map_or(String::new(), |sheet| format!(" / {sheet}"));
        let separator = match table.delimiter {
            b'\t' => "tab".to_owned(),
            b if b.is_ascii_punctuation() => format!("`{}`", char::from(b)),
            _ => String::new(),
        };
        let rejected: Vec<String> = table
            .rejected
            .iter()
            .map(|row| format!("{} {}", row.place.line.unwrap_or(0), row.code))
            .collect();
        out.push_str(&format!(
            "| {name}{sheet} | {} | {separator} | {} | {} | {} | {} | {codes} |\n",
            table.encoding,
            table.header_line,
            table.headers.len(),
            table.rows.len(),
            rejected.join(", "),
        ));
    }
    out
}

#[test]
fn every_file_is_read_as_documented() {
    let Some(folder) = folder() else { return };
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.is_file());
    files.sort();
    let got: String = files.iter().map(|path| line(path)).collect();
    let stored = include_str!("../csvkit/results.md");
    let told = stored.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| ---"));
    let told = told.count() - 1;
    let other: Vec<&str> = got.lines().filter(|line| !stored.contains(line)).collect();
    assert!(other.is_empty(), "read otherwise:\n{}", other.join("\n"));
    assert_eq!(got.lines().count(), told, "files without a line, or lines without a file");
}

/// The rows of a file's only table, or of the sheet of that name.
fn rows(folder: &Path, name: &str, sheet: Option<&str>) -> Vec<Vec<String>> {
    let (tables, codes) = tables(&folder.join(name));
    let mut tables = tables.into_iter();
    let found = tables.find(|table| sheet.is_none_or(|s| table.place.sheet.as_deref() == Some(s)));
    let table = found.unwrap_or_else(|| panic!("{name} has no table: {codes:?}"));
    let rows = table.rows.into_iter().map(|row| row.cells);
    std::iter::once(table.headers).chain(rows).collect()
}

#[test]
fn one_content_in_many_forms_has_the_same_cells() {
    let Some(folder) = folder() else { return };
    let abc = [["a", "b", "c"], ["1", "2", "3"]];
    for name in [
        "dummy.csv",
        "dummy.tsv",
        "dummy.xls",
        "dummy.xlsx",
        "dummy2.csv",
        "optional_quote_characters.csv",
        "sniff_limit.csv",
        "test_skip_lines.csv",
        "testxls_unicode_converted.csv",
        "testxlsx_unicode_converted.csv",
    ] {
        let got = rows(&folder, name, None);
        let got: Vec<Vec<&str>> = got
            .iter()
            .map(|row| row.iter().map(|cell| cell.trim_end_matches(".0")).collect())
            .collect();
        assert_eq!(got, abc, "{name}");
    }
    let shuffled = rows(&folder, "dummy_col_shuffled.csv", None);
    assert_eq!(shuffled, [["b", "c", "a"], ["2", "3", "1"]]);
    let foreign = rows(&folder, "test_utf8.csv", None);
    assert_eq!(foreign[2], ["4", "5", "ʤ"]);
    for name in ["test_utf8_bom.csv", "test_utf16_big.csv", "test_utf16_little.csv"] {
        assert_eq!(rows(&folder, name, None)[1..], foreign[1..], "{name}");
    }
    assert_eq!(rows(&folder, "test_latin1.csv", None)[2], ["4", "5", "©"]);
    let mac = rows(&folder, "mac_newlines.csv", None);
    assert_eq!(mac[2], ["Once upon\na time", "5", "6"]);
    assert_eq!(rows(&folder, "join_a.csv", None)[3], ["3", "b", "c"]);
}

/// A cell as a value: numbers and times compare however they are written.
fn value(cell: &str) -> String {
    if let Ok(number) = cell.parse::<f64>() {
        return number.to_string();
    }
    let cell = cell.replace('T', " ").to_lowercase();
    let cell = cell.trim_end_matches(" 00:00:00").trim_end_matches(" 00:00");
    let seconds = cell.strip_suffix(":00").filter(|_| cell.matches(':').count() == 2);
    seconds.unwrap_or(cell).to_owned()
}

#[test]
fn workbooks_hold_what_csvkit_converts_them_to() {
    let Some(folder) = folder() else { return };
    let mut block = SourceBlock::default();
    block.aside.push(String::new()); // Their last column has no name, which we refuse.
    for (book, converted) in
        [("test.xls", "testxls_converted.csv"), ("test.xlsx", "testxlsx_converted.csv")]
    {
        let bytes = std::fs::read(folder.join(book)).unwrap();
        let (tables, found) = table::read(&SourceFile::new(book, bytes), &block);
        assert!(found.is_empty(), "{book}: {found:?}");
        let values = |row: &[String]| row.iter().map(|cell| value(cell)).collect::<Vec<_>>();
        let got: Vec<_> = tables[0].rows.iter().map(|row| values(&row.cells)).collect();
        let want: Vec<_> = rows(&folder, converted, None)[1..].iter().map(|r| values(r)).collect();
        assert_eq!(got, want, "{book}");
    }
}
