//! A report says the same on its page, in its workbook, in its tables of comma-separated
//! values and in its data file: every row of every table of every report of the
//! demonstration, in both languages, for the department and for a customer. The reading of
//! each form is this file's own.
#![allow(clippy::disallowed_methods, reason = "these tests write projects and read sites")]

use crate::built;

use built::{copy_tree, run};
use calamine::{Data, Reader, Xlsx};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// The demonstration with all files beside the reports of customers as well.
static SITES: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    copy_tree(&root.join("content"), &folder.path().join("content"));
    let config = std::fs::read_to_string(root.join("faultbook.toml")).expect("the configuration");
    let config = format!("{config}\n[reports]\ncustomer_files = [\"xlsx\", \"csv\"]\n");
    std::fs::write(folder.path().join("faultbook.toml"), config).expect("written");
    build(folder.path());
    folder
});

fn build(folder: &Path) {
    let output = run(folder, &["build", "-q", "--audience", "internal", "--audience", "C-03"]);
    let words = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{words}");
}

/// Every report of both sites in both languages: its site, its folder, its period.
fn reports() -> Vec<(PathBuf, String, String)> {
    let mut all = Vec::new();
    for site in ["internal", "customers/C-03"] {
        let root = SITES.path().join("output").join(site);
        let mut periods: Vec<String> = std::fs::read_dir(root.join("reports"))
            .expect("reports")
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .filter(|name| name.starts_with("20"))
            .collect();
        periods.sort();
        assert!(periods.len() > 20, "{site} has {} reports", periods.len());
        for language in ["", "en/"] {
            all.extend(periods.iter().map(|p| (root.clone(), language.to_owned(), p.clone())));
        }
    }
    all
}

type Row = Vec<String>;

/// The rows of every table of a page, table by table.
fn tables(html: &str) -> Vec<Vec<Row>> {
    let mut all = Vec::new();
    for table in html.split("<table").skip(1) {
        let table = table.split("</table>").next().expect("its end");
        let Some(body) = table.split("<tbody>").nth(1) else { continue };
        let rows = body.split("<tr").skip(1).map(|row| {
            let cells = row.split("</t").filter_map(|cell| {
                let start = cell.find("<th").or_else(|| cell.find("<td"))?;
                let (_, inside) = cell[start..].split_once('>')?;
                Some(text_of(inside))
            });
            cells.collect::<Row>()
        });
        all.push(rows.filter(|row| !row.is_empty()).collect());
    }
    all
}

fn text_of(html: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside => out.push(c),
            _ => {}
        }
    }
    for (entity, c) in
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
    {
        out = out.replace(entity, c);
    }
    if out == "—" { String::new() } else { out }
}

/// The sheets of a workbook, row by row.
fn sheets(path: &Path) -> Vec<Vec<Vec<Data>>> {
    let bytes = std::fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let mut book = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let names = book.sheet_names();
    let range = |name: &String| {
        let range = book.worksheet_range(name).expect("a sheet");
        range.rows().map(<[Data]>::to_vec).collect::<Vec<_>>()
    };
    names.iter().map(range).collect()
}

/// Whether a row of a sheet says what a row of the page says: a value and what stands
/// behind it may have a cell each.
fn says(cells: &[Data], row: &[String]) -> bool {
    let mut at = 0;
    for wanted in row {
        let Some(cell) = cells.get(at) else { return wanted.is_empty() };
        at += 1;
        if is(cell, wanted) {
            // What stands behind values of this column has a column of its own, empty here.
            continue;
        }
        let behind = cells.get(at).map(shown).unwrap_or_default();
        let value = wanted.strip_suffix(behind.as_str()).map(str::trim_end);
        match value.filter(|_| !behind.is_empty()) {
            Some(value) if is(cell, value) => at += 1,
            _ => return false,
        }
    }
    true
}

/// The same, where some cells may be the empty ones of columns for what stands behind
/// values.
fn says_with_gaps(cells: &[Data], row: &[String]) -> bool {
    if says(cells, row) {
        return true;
    }
    let gaps: Vec<usize> = (0..cells.len())
        .filter(|&at| cells[at] == Data::Empty || shown(&cells[at]).is_empty())
        .collect();
    // At most a few columns are split, so every choice of gaps is tried.
    (1..1_u32 << gaps.len().min(10)).any(|choice| {
        let left_out = |at: &usize| {
            gaps.iter().position(|gap| gap == at).is_some_and(|bit| choice & (1 << bit) != 0)
        };
        let kept: Vec<Data> =
            (0..cells.len()).filter(|at| !left_out(at)).map(|at| cells[at].clone()).collect();
        says(&kept, row)
    })
}

fn shown(cell: &Data) -> String {
    match cell {
        Data::String(text) => text.clone(),
        Data::Empty => String::new(),
        other => format!("{other:?}"),
    }
}

/// Whether a cell holds what a text says.
fn is(cell: &Data, wanted: &str) -> bool {
    match cell {
        Data::Empty => wanted.is_empty(),
        Data::String(text) => text == wanted,
        Data::Float(number) => prints(*number, wanted),
        Data::Int(number) => prints(*number as f64, wanted),
        Data::DateTime(at) if at.is_duration() => lasts(at.as_f64(), wanted),
        Data::DateTime(at) => {
            let minutes = (at.as_f64() * 1440.0).round() as i64;
            let day = jiff::civil::date(1899, 12, 30)
                .saturating_add(jiff::Span::new().days(minutes.div_euclid(1440)));
            let (hour, minute) = (minutes.rem_euclid(1440) / 60, minutes.rem_euclid(60));
            wanted == format!("{day} {hour:02}:{minute:02}") || wanted == day.to_string()
        }
        _ => false,
    }
}

/// Whether a number is printed so: by its digits alone, and their places.
fn prints(number: f64, wanted: &str) -> bool {
    let negative = wanted.trim_start().starts_with(['−', '-']);
    let digits: String = wanted.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
    let Ok(read) = digits.parse::<f64>() else { return false };
    let places = digits.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let number = if wanted.contains('%') { number * 100.0 } else { number };
    let read = if negative { -read } else { read };
    (number - read).abs() <= 0.500_001 * 10_f64.powi(-(places as i32))
}

/// Whether so many days are told so: the largest two of days, hours and minutes.
fn lasts(days: f64, wanted: &str) -> bool {
    let mut told = 0.0;
    let mut number = String::new();
    let mut smallest = 1.0;
    for c in wanted.chars() {
        match c {
            c if c.is_ascii_digit() => number.push(c),
            ' ' => {}
            c => {
                let unit = match c {
                    'd' | '天' => 1.0,
                    'h' | '小' => 1.0 / 24.0,
                    'm' | '分' => 1.0 / 1440.0,
                    _ => continue,
                };
                if let Ok(n) = number.parse::<f64>() {
                    told += n * unit;
                    smallest = unit;
                    number.clear();
                }
            }
        }
    }
    days >= told - 1e-9 && days < told + smallest + 1e-9
}

/// What the first line of a row says by its heads, and the text and the number of each of
/// its cells.
type CsvRow = (BTreeMap<String, String>, Vec<(String, String)>);

/// The tables of a file of comma-separated values, row by row.
fn csv_rows(path: &Path) -> Vec<CsvRow> {
    let mut text = std::fs::read_to_string(path).expect("a table");
    assert!(text.starts_with('\u{FEFF}'), "Excel reads it as UTF-8 by its mark");
    text.remove(0);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let heads = reader.headers().expect("heads").clone();
    let mut all: Vec<CsvRow> = Vec::new();
    for record in reader.records() {
        let record = record.expect("a line");
        let of: BTreeMap<String, String> =
            heads.iter().map(str::to_owned).zip(record.iter().map(str::to_owned)).collect();
        let key = |of: &BTreeMap<String, String>| {
            (of["section"].clone(), of["table"].clone(), of["row"].clone())
        };
        let cell = (of["text"].clone(), of["number"].clone());
        match all.last_mut() {
            Some((last, cells)) if key(last) == key(&of) && !of["column"].is_empty() => {
                cells.push(cell);
            }
            _ => all.push((of, vec![cell])),
        }
    }
    all
}

/// What stands before a text that a spreadsheet would compute.
fn plain(text: &str) -> &str {
    text.strip_prefix('\'').unwrap_or(text)
}

#[test]
fn every_row_of_every_report_is_in_its_workbook() {
    let mut rows_seen = 0;
    for (root, language, period) in reports() {
        let folder = root.join(&language).join("reports").join(&period);
        let html = std::fs::read_to_string(folder.join("index.html")).expect("a page");
        let book = sheets(&folder.join(format!("report-{period}.xlsx")));
        let mut by_first: HashMap<String, Vec<&Vec<Data>>> = HashMap::new();
        let mut rest = Vec::new();
        for row in book.iter().flatten() {
            match row.first() {
                Some(Data::String(text)) => by_first.entry(text.clone()).or_default().push(row),
                _ => rest.push(row),
            }
        }
        for row in tables(&html).iter().flatten() {
            rows_seen += 1;
            let named = by_first.get(&row[0]).map_or(&[][..], Vec::as_slice);
            let found = named.iter().chain(&rest).any(|cells| says_with_gaps(cells, row));
            assert!(found, "{}: no sheet says {row:?}\n{named:?}", folder.display());
        }
    }
    assert!(rows_seen > 10_000, "{rows_seen} rows were compared");
}

#[test]
fn the_tables_of_a_report_are_those_of_its_page_in_their_order() {
    for (root, language, period) in reports().into_iter().filter(|(_, l, _)| l.is_empty()) {
        let page = root.join(&language).join("reports").join(&period).join("index.html");
        let html = std::fs::read_to_string(page).expect("a page");
        let csv = csv_rows(&root.join(format!("reports/{period}/report-{period}.csv")));
        let told = csv.iter().filter(|(of, _)| !of["column"].is_empty());
        let told: Vec<Row> = told
            .map(|(_, cells)| cells.iter().map(|(text, _)| plain(text).to_owned()).collect())
            .collect();
        let shown: Vec<Row> = tables(&html).into_iter().flatten().collect();
        assert_eq!(told, shown, "{} {period}", root.display());
    }
}

/// The measures of the first section by the texts that name them, and where the data file
/// has them.
const MEASURES: [(&str, &str); 8] = [
    ("故障数", "/faults_reported"),
    ("记录数", "/records"),
    ("期末未结", "/backlog/open_end"),
    ("修复用时中位数", "/restore_h/median"),
    ("服务及时率", "/timeliness/value"),
    ("30天内同一故障复发", "/repeat_30d/value"),
    ("一次修复率", "/first_time_fix/value"),
    ("客户满意率", "/satisfaction/satisfied/value"),
];

#[test]
fn the_measures_are_those_of_the_data_file() {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for (root, _, period) in reports().into_iter().filter(|(_, l, _)| l.is_empty()) {
        let data = std::fs::read(root.join(format!("data/reports/{period}.json"))).expect("data");
        let data: Value = serde_json::from_slice(&data).expect("JSON");
        let csv = csv_rows(&root.join(format!("reports/{period}/report-{period}.csv")));
        let book = sheets(&root.join(format!("reports/{period}/report-{period}.xlsx")));
        for (name, pointer) in MEASURES {
            let line = csv.iter().find(|(of, _)| of["section"] == "headline" && of["name"] == name);
            let Some((_, cells)) = line else { continue };
            // Too few cases are told as a count; that is text.
            let Ok(told) = cells[1].1.parse::<f64>() else { continue };
            let known = data.pointer(pointer).and_then(Value::as_f64);
            let known = known.unwrap_or_else(|| panic!("{period} has no {pointer}"));
            assert!(
                (told - known).abs() < 1e-9,
                "{} {period} {name}: {told} {known}",
                root.display()
            );
            // The sheet in front has its facts as words, some under the same names.
            let first = |row: &&Vec<Data>| row.first() == Some(&Data::String(name.to_owned()));
            let row = book.iter().skip(1).flatten().find(first).expect("a row of the workbook");
            let Data::Float(written) = row[1] else { panic!("{name} is {:?}", row[1]) };
            assert!((written - known).abs() < 1e-9, "{period} {name}: {written} {known}");
            *seen.entry(name).or_default() += 1;
        }
    }
    for (name, _) in MEASURES {
        assert!(seen.get(name).is_some_and(|n| *n > 20), "{name}: {seen:?}");
    }
}

#[test]
fn a_workbook_made_again_is_the_same_and_holds_no_formula() {
    let path = SITES.path().join("output/internal/reports/2026-10/report-2026-10.xlsx");
    let before = std::fs::read(&path).expect("a workbook");
    let named = SITES.path().join("again.xlsx");
    let output = run(SITES.path(), &["report", "2026-10", "--xlsx", "again.xlsx"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(before, std::fs::read(&named).expect("the same"), "equal input, equal bytes");
    let mut book = Xlsx::new(Cursor::new(before)).expect("a workbook");
    for name in book.sheet_names() {
        let formulas = book.worksheet_formula(&name).expect("a sheet");
        assert!(formulas.rows().flatten().all(String::is_empty), "{name} computes");
    }
}
