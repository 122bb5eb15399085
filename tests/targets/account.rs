//! What holds of the account of any file: every row is somewhere, every finding has
//! its place within the file.

use faultbook::diag::{Diagnostic, Diagnostics};
use faultbook::model::{RejectedRow, SourceReport};

/// `read = skipped + accepted + repaired + rejected`, and as many rows rejected as
/// are kept.
pub fn reconciles(report: &SourceReport, events: usize, rejected: usize) {
    let kept = report.rows_accepted + report.rows_repaired;
    let parts = report.rows_skipped + kept + report.rows_rejected;
    assert_eq!(report.rows_read, parts, "the account of {report:?}");
    assert_eq!(kept, events as u64, "events of {report:?}");
    assert_eq!(report.rows_rejected, rejected as u64, "rejected rows of {report:?}");
}

/// Every finding names a file of ours, and a line that the file has.
pub fn are_placed(findings: &Diagnostics, files: &[&str], lines: u32) {
    for finding in findings {
        is_placed(finding, files, lines);
    }
}

/// The same of the rows that became no record.
pub fn rows_are_placed(rejected: &[RejectedRow], file: &str, lines: u32) {
    for row in rejected {
        assert_eq!(&*row.place.file, file, "{row:?}");
        let line = row.place.line.expect("a row stands on a line");
        assert!((1..=lines).contains(&line), "line {line} of {lines}: {row:?}");
        assert!(!row.reason.is_empty(), "{row:?}");
    }
}

fn is_placed(finding: &Diagnostic, files: &[&str], lines: u32) {
    let place = finding.place.as_ref().unwrap_or_else(|| panic!("without a place: {finding:?}"));
    assert!(files.contains(&&*place.file), "in no file of ours: {finding:?}");
    if let Some(line) = place.line {
        assert!((1..=lines).contains(&line), "line {line} of {lines}: {finding:?}");
    }
    assert!(place.column != Some(0), "columns count from 1: {finding:?}");
    assert!(!finding.message.is_empty(), "says nothing: {finding:?}");
    if let Some(excerpt) = &finding.excerpt {
        // the end of a line, where something is missing, is a place too
        let long = excerpt.text.chars().count() + 1;
        assert!(excerpt.from <= excerpt.to && excerpt.to <= long, "excerpt of {finding:?}");
        assert!(!excerpt.text.contains('\n'), "an excerpt is one line: {finding:?}");
    }
}

/// Physical lines of a text, as an editor counts them.
pub fn lines_of(bytes: &[u8]) -> u32 {
    let breaks = bytes.iter().filter(|b| matches!(b, b'\n' | b'\r')).count();
    breaks as u32 + 1
}
