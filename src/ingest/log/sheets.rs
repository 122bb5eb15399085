//! Which sheets of a workbook turn out to be logs, once their rows have been looked
//! at: one without a column of times is an evaluation or a list beside the log.

use super::LogRead;
use crate::diag::{Code, Diagnostic, Diagnostics, Place};
use crate::ingest::mapping::SourceBlock;
use crate::ingest::table::SourceFile;

/// The logs among the sheets of a workbook. Where the block names no sheet, one that
/// has no time of an event is left aside and told, unless no sheet has one.
pub(super) fn with_times(
    logs: Vec<LogRead>,
    file: &SourceFile,
    block: &SourceBlock,
    found: &mut Diagnostics,
) -> Vec<LogRead> {
    let timeless = |log: &LogRead| log.diagnostics.iter().any(is_timeless);
    if !block.sheet.is_empty() || logs.iter().all(timeless) {
        return logs;
    }
    let (aside, kept): (Vec<LogRead>, Vec<LogRead>) = logs.into_iter().partition(timeless);
    if !aside.is_empty() {
        let names: Vec<String> = aside
            .iter()
            .filter_map(|log| Some(format!("\"{}\"", log.report.sheet.as_ref()?)))
            .collect();
        let message = format!(
            "sheets of this workbook that were not read, because no column of theirs holds the time of an event: {}",
            names.join(", ")
        );
        let finding = Diagnostic::new(Code::SheetIgnored, message)
            .at(Place::file(file.path.clone()))
            .hint("name the sheets to read with `sheet` in the file's block of faultbook.toml if one of them is missed");
        found.push(finding);
    }
    kept
}

fn is_timeless(finding: &Diagnostic) -> bool {
    finding.code == Code::HeaderRequired && finding.severity == Code::HeaderRequired.severity()
}
