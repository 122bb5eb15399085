//! One ticket, one event: re-exports, later rows that complete earlier ones, and
//! contradictions (`domain.md` §2.4), over all logs and reports in natural order
//! of path.

use super::log::LogRead;
use crate::diag::Diagnostics;
use crate::model::events::Events;
use crate::model::project::{RejectedRow, SourceReport};

/// All logs as one.
#[derive(Debug, Default)]
pub struct Merged {
    /// The events, one a ticket and device.
    pub events: Events,
    /// The accounts, with merged rows moved to skipped or repaired.
    pub sources: Vec<SourceReport>,
    /// Rejected rows of all logs.
    pub rejected: Vec<RejectedRow>,
    /// What was found.
    pub diagnostics: Diagnostics,
}

/// Merges logs (in natural order of path) and the events of Markdown reports. A
/// report and a log row of one ticket and device are one event: the report's
/// values win, the log's fill what is empty. `dedupe[i]` belongs to `logs[i]`.
pub fn merge(_logs: Vec<LogRead>, _dedupe: &[bool], _reports: Events) -> Merged {
    Merged::default()
}
