//! Any bytes as a table of text. The first byte chooses the name of the file and how
//! its block reads it; the rest is the file.

use super::account;
use faultbook::diag::{Diagnostics, Severity};
use faultbook::ingest::log;
use faultbook::ingest::mapping::SourceBlock;
use faultbook::ingest::registry::Registry;
use faultbook::ingest::table::{self, SourceFile, Table};
use faultbook::model::Zone;
use faultbook::model::events::Events;

const NAMES: [&str; 4] = ["log.csv", "log.md", "log.tsv", "log.xlsx"];

/// Reads the file as master data, as groups of words and as a log.
pub fn check(bytes: &[u8]) {
    let Some((&choice, bytes)) = bytes.split_first() else { return };
    let path = NAMES[usize::from(choice & 3)];
    let file = SourceFile::new(path, bytes.to_vec());
    let block = block(choice >> 2);
    // UTF-16 has a byte more beside each line end, other encodings none
    let lines = account::lines_of(bytes);
    whole(&file, &block, lines);
    let (_, found) = table::read_headerless(&file, &block);
    account::are_placed(&found, &[path], lines);
    a_log(&file, &block, lines);
}

fn block(choice: u8) -> SourceBlock {
    let mut block = SourceBlock::default();
    if choice & 1 != 0 {
        block.columns.insert("when".to_owned(), "reported_at".to_owned());
        block.columns.insert("what".to_owned(), "device_id".to_owned());
        block.keep.insert("kind".to_owned(), vec!["repair".to_owned()]);
    }
    if choice & 2 != 0 {
        block.delimiter = Some(b'|');
    }
    block.encoding = match choice >> 2 & 7 {
        1 => Some("GB18030".to_owned()),
        2 => Some("UTF-16LE".to_owned()),
        3 => Some("windows-1252".to_owned()),
        _ => None,
    };
    block.dedupe = choice & 32 != 0;
    block
}

fn whole(file: &SourceFile, block: &SourceBlock, lines: u32) {
    let (tables, found) = table::read(file, block);
    account::are_placed(&found, &[&*file.path], lines);
    // Bytes of zero may be those of UTF-16, in which the same bytes say something else.
    let utf8 = std::str::from_utf8(file.head()).is_ok_and(|text| !text.contains('\0'));
    if block.encoding.is_none() && utf8 {
        texts_without_a_header_are_told(file, &tables, &found);
    }
    for table in &tables {
        account::rows_are_placed(&table.rejected, &file.path, lines);
        for row in &table.rows {
            assert_eq!(row.cells.len(), table.headers.len(), "{row:?}");
            assert!((1..=lines).contains(&row.line), "{row:?}");
        }
        if plain(file, block) {
            every_line_is_somewhere(file, table);
            nothing_is_changed(file, table);
        }
    }
}

/// UTF-8 without marks or quotes: what is in it can be counted without reading it.
fn plain(file: &SourceFile, block: &SourceBlock) -> bool {
    let text = std::str::from_utf8(file.head());
    let awkward = |c: char| matches!(c, '"' | '\r' | '\u{feff}' | '\0');
    block.encoding.is_none() && !file.is_markdown() && text.is_ok_and(|t| !t.contains(awkward))
}

/// A file that says anything has a header, or a finding that says what is wrong with it.
/// What a file of another encoding says is not known here.
fn texts_without_a_header_are_told(file: &SourceFile, tables: &[Table], found: &Diagnostics) {
    let headless = tables.iter().all(|table| table.headers.is_empty());
    let says = file.head().iter().any(u8::is_ascii_alphanumeric);
    let told = found.worst().is_some_and(|worst| worst <= Severity::Error);
    let only_separator = file.head().to_ascii_lowercase().starts_with(b"sep=");
    assert!(
        !headless || !says || told || only_separator,
        "nothing is said of a file without a header"
    );
}

/// Below the header each line that holds anything is a row, blank or rejected.
fn every_line_is_somewhere(file: &SourceFile, table: &Table) {
    let text = String::from_utf8_lossy(file.head());
    if table.headers.is_empty() {
        // Which is told: see `texts_without_a_header_are_told`.
        return;
    }
    let below = text.split('\n').skip(table.header_line as usize);
    let below = below.filter(|line| !line.is_empty()).count();
    let found = table.rows.len() + table.rejected.len() + table.blank as usize;
    assert_eq!(below, found, "lines below the header of {table:?}");
}

/// Each cell stands on its row's line as it is.
fn nothing_is_changed(file: &SourceFile, table: &Table) {
    let text = String::from_utf8_lossy(file.head());
    let lines: Vec<&str> = text.split('\n').collect();
    for row in &table.rows {
        let line = lines[row.line as usize - 1];
        assert!(row.cells.iter().all(|cell| line.contains(cell.as_str())), "{row:?} of {line:?}");
    }
    for row in &table.rejected {
        let line = lines[row.place.line.unwrap_or(1) as usize - 1];
        assert_eq!(row.raw, line, "a rejected row is kept as it is");
    }
}

fn a_log(file: &SourceFile, block: &SourceBlock, lines: u32) {
    let zone = Zone::named("Asia/Shanghai").unwrap();
    let logs = log::read(file, block, &zone, &Registry::default());
    assert!(!logs.is_empty(), "every file has an account");
    for log in &logs {
        account::reconciles(&log.report, log.events.len(), log.rejected.len());
        account::are_placed(&log.diagnostics, &[&*file.path], lines);
        account::rows_are_placed(&log.rejected, &file.path, lines);
        assert_eq!(log.marks.len(), log.events.len());
        events(&log.events);
    }
}

/// Figures are numbers, stamps lie within the years that are believed.
pub fn events(events: &Events) {
    use faultbook::model::events::NumField;
    use faultbook::model::time::Clock;
    const YEAR_MS: f64 = 365.25 * 86_400_000.0;
    for event in events.iter() {
        assert!(!event.ticket().is_empty(), "an event without an id");
        for &field in NumField::ALL {
            assert!(event.num(field).is_none_or(f64::is_finite), "{field:?} of {}", event.ticket());
        }
        for part in event.parts() {
            assert!(part.qty.is_finite() && part.qty > 0.0, "parts of {}", event.ticket());
        }
        for clock in Clock::ALL {
            let Some(stamp) = event.stamp(clock) else { continue };
            let year = 1970.0 + stamp.at.0 as f64 / YEAR_MS;
            assert!((1899.9..2200.1).contains(&year), "{clock:?} of {} in {year}", event.ticket());
        }
    }
}
