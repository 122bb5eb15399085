//! Any bytes as a workbook. A packed archive cannot be changed without breaking its
//! sums, so an input may be the parts of one as text, each below a line `=== name`;
//! they are packed here. Anything else is a file as it is.

use super::{account, tables};
use faultbook::ingest::log;
use faultbook::ingest::mapping::SourceBlock;
use faultbook::ingest::registry::Registry;
use faultbook::ingest::table::{self, SourceFile};
use faultbook::model::Zone;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Rows that a sheet can have.
const MOST_ROWS: u32 = 1_048_576;

/// Reads the workbook as master data and as a log.
pub fn check(bytes: &[u8]) {
    let bytes = packed(bytes).unwrap_or_else(|| bytes.to_vec());
    for (path, sheet) in [("log.xlsx", ""), ("log.xls", "1"), ("log.ods", "")] {
        let file = SourceFile::new(path, bytes.clone());
        let sheet = [sheet].iter().filter(|s| !s.is_empty()).map(|&s| s.to_owned()).collect();
        read(&file, &SourceBlock { sheet, ..SourceBlock::default() });
    }
}

fn read(file: &SourceFile, block: &SourceBlock) {
    let (tables, found) = table::read(file, block);
    // what is no workbook is read as text, whose lines are its own
    let most = MOST_ROWS.max(account::lines_of(file.head()));
    account::are_placed(&found, &[&*file.path], most);
    for table in &tables {
        account::rows_are_placed(&table.rejected, &file.path, most);
        for row in &table.rows {
            assert_eq!(row.cells.len(), table.headers.len(), "{row:?}");
            assert!((1..=most).contains(&row.line), "{row:?}");
        }
    }
    let zone = Zone::named("Asia/Shanghai").unwrap();
    for log in &log::read(file, block, &zone, &Registry::default()) {
        account::reconciles(&log.report, log.events.len(), log.rejected.len());
        account::are_placed(&log.diagnostics, &[&*file.path], most);
        account::rows_are_placed(&log.rejected, &file.path, most);
        tables::events(&log.events);
    }
}

/// The parts of an input as an archive; `None` where it has none.
pub fn packed(bytes: &[u8]) -> Option<Vec<u8>> {
    let mark = b"=== ".as_slice();
    if !bytes.starts_with(mark) {
        return None;
    }
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for line in bytes.split_inclusive(|&b| b == b'\n') {
        if let Some(name) = line.strip_prefix(mark) {
            let name = String::from_utf8_lossy(name);
            zip.start_file(name.trim_end(), options).ok()?;
        } else {
            zip.write_all(line).ok()?;
        }
    }
    Some(zip.finish().ok()?.into_inner())
}
