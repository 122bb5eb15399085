//! Whole tables, small and strange.

use super::*;
use crate::ingest::vectors::shared;
use crate::model::time::Zone;
use std::path::Path;

fn table(text: &str) -> (Option<Table>, Diagnostics) {
    let file = SourceFile::new("content/devices.csv", text.as_bytes().to_vec());
    let (tables, found) = read(&file, &SourceBlock::default());
    (tables.into_iter().next(), found)
}

#[test]
fn a_table_of_master_data() {
    let text = "id,model,customer\nSIM-001, M-A ,C-01\nSIM-002,M-A\n,,\nTotal,M-B,C-02\n合计,,2\n";
    let (table, found) = table(text);
    let table = table.expect("a table");
    assert_eq!(table.headers, ["id", "model", "customer"]);
    assert_eq!(table.rows.len(), 2);
    assert_eq!(table.rows[0].cells, ["SIM-001", "M-A", "C-01"]);
    assert_eq!((table.rows[0].line, table.rows[1].line, table.blank), (2, 5, 1));
    assert_eq!(table.rows[0].columns, [1, 9, 15]);
    let codes: Vec<Code> = found.iter().map(|d| d.code).collect();
    assert_eq!(codes, [Code::RowLength, Code::RowTotal]);
}

#[test]
fn groups_of_words_have_no_header() {
    let text = "黑屏,无显示,no display\n死机,卡死\n".as_bytes().to_vec();
    let file = SourceFile::new("content/synonyms.csv", text);
    let (mut tables, found) = read_headerless(&file, &SourceBlock::default());
    let cells: Vec<_> = tables.remove(0).rows.into_iter().map(|row| row.cells).collect();
    assert_eq!(cells, [vec!["黑屏", "无显示", "no display"], vec!["死机", "卡死"]]);
    assert!(found.is_empty());
}

#[test]
fn too_many_columns_and_one_without_a_name_stop_a_table() {
    for (text, code) in [
        ((0..600).map(|n| format!("c{n}")).collect::<Vec<_>>().join(","), Code::FileTooLarge),
        ("id,name,\n1,x,note\n".to_owned(), Code::HeaderMissing),
    ] {
        let (table, found) = table(&text);
        assert!(table.is_none());
        assert_eq!(found.iter().map(|d| d.code).collect::<Vec<_>>(), [code]);
    }
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder of shared data");
    let mut all: Vec<_> = entries.map(|e| e.expect("an entry").path()).collect();
    all.sort();
    all
}

#[test]
fn the_csv_spectrum_is_read_as_its_json_says() {
    let Some(shared) = shared() else { return };
    let folder = shared.join("data/csv_spectrum");
    for path in files(&folder.join("csvs")) {
        let stem = path.file_stem().expect("a name").to_string_lossy().into_owned();
        if stem == "location_coordinates" {
            continue; // Its JSON has another telephone number than its CSV.
        }
        let json = std::fs::read(folder.join(format!("json/{stem}.json"))).expect("its JSON");
        let want: serde_json::Value = serde_json::from_slice(&json).expect("rows");
        let want = if want.is_array() { want } else { serde_json::Value::Array(vec![want]) };
        let want: Vec<std::collections::BTreeMap<String, String>> =
            serde_json::from_value(want).expect("rows of text");
        let bytes = std::fs::read(&path).expect("its CSV");
        let file = SourceFile::new(stem.as_str(), bytes);
        let table = read(&file, &SourceBlock::default()).0.remove(0);
        let row = |row: Row| table.headers.iter().cloned().zip(row.cells).collect();
        let got: Vec<std::collections::BTreeMap<String, String>> =
            table.rows.into_iter().map(row).collect();
        let lines = |rows: Vec<std::collections::BTreeMap<String, String>>| {
            format!("{rows:?}").replace("\\r\\n", "\\n")
        };
        assert_eq!(lines(got), lines(want), "{stem}");
    }
}

#[test]
fn no_file_is_too_strange_to_be_a_log() {
    let Some(shared) = shared() else { return };
    let zone = Zone::utc();
    let folder = shared.join("data/csvkit_examples/examples");
    for path in files(&folder).into_iter().filter(|path| path.is_file()) {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let file = SourceFile::new(name.as_str(), std::fs::read(&path).expect("bytes"));
        let (tables, found) = read(&file, &SourceBlock::default());
        assert!(!tables.is_empty() || !found.is_empty(), "{name}");
        let log = crate::ingest::log::read(
            &file,
            &SourceBlock::default(),
            &zone,
            &crate::ingest::registry::Registry::default(),
        )
        .remove(0);
        let r = &log.report;
        let told = r.rows_skipped + r.rows_accepted + r.rows_repaired + r.rows_rejected;
        assert_eq!(r.rows_read, told, "{name}");
        assert!(!log.events.is_empty() || !log.diagnostics.is_empty(), "{name}");
    }
}

#[test]
fn a_header_stands_below_any_number_of_blank_rows() {
    let text = format!("{}device,reported_at\nA,2024-01-02\n", "\n ".repeat(50));
    let file = SourceFile::new("log.csv", text);
    let (tables, found) = read(&file, &SourceBlock::default());
    assert!(found.is_empty(), "{found:?}");
    assert_eq!((tables[0].header_line, tables[0].rows[0].line), (51, 52));
}

#[test]
fn a_file_whose_first_rows_cannot_be_read_is_not_told_as_empty() {
    let text = format!("{}device,reported_at\nA,2024-01-02\n", "\"x\"y,1\n".repeat(11));
    let file = SourceFile::new("log.csv", text);
    let (_, found) = read(&file, &SourceBlock::default());
    let codes: Vec<Code> = found.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, [Code::HeaderMissing]);
}
