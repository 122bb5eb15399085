//! The ledger of one source: what was changed in a repaired row, and which rows were
//! left aside and why. Rejected rows are kept verbatim beside it
//! ([`RejectedRow`](super::project::RejectedRow)).

use crate::diag::Code;
use serde::{Serialize, Serializer};
use std::sync::Arc;

/// Most changes, and most stretches of skipped rows, that are listed of one source;
/// all are counted.
pub const LISTED: usize = 10_000;

/// What was changed in one field of a repaired row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowChange {
    /// Physical line, or row of the sheet.
    pub line: u32,
    /// The column as the file has it, or the field.
    pub field: Arc<str>,
    /// What stood there; blank where it was empty.
    pub from: String,
    /// What was taken instead; blank where the field was left empty.
    pub to: String,
    /// The finding that says why.
    pub code: Code,
}

/// Why a row was left aside on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum SkipReason {
    /// It holds nothing.
    Blank,
    /// `keep` of its block does not want it.
    NotKept,
    /// It says nothing that another row does not say.
    Repeated,
    /// A later row of its ticket completes or corrects it and stands for both.
    Completed,
}

impl SkipReason {
    /// Every reason, in order.
    pub const ALL: [Self; 4] = [Self::Blank, Self::NotKept, Self::Repeated, Self::Completed];

    /// Its name in data files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Blank => "blank",
            Self::NotKept => "not_kept",
            Self::Repeated => "repeated",
            Self::Completed => "completed_later",
        }
    }
}

impl Serialize for SkipReason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// Rows one after the other that were left aside for one reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SkippedRows {
    /// First line.
    pub from: u32,
    /// Last line.
    pub to: u32,
    /// How many rows.
    pub rows: u64,
    /// Why.
    pub reason: SkipReason,
}

/// The ledger of one source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// What was changed, in the order of reading.
    pub changes: Vec<RowChange>,
    /// How many changes there were.
    pub changed: u64,
    /// Rows left aside, in the order of reading.
    pub skipped: Vec<SkippedRows>,
    /// How many rows were left aside, by reason.
    pub skipped_by: [u64; SkipReason::ALL.len()],
}

impl Ledger {
    /// True while one more change would be listed.
    pub fn lists_more(&self) -> bool {
        self.changes.len() < LISTED
    }

    /// Takes in a change.
    pub fn change(&mut self, change: impl FnOnce() -> RowChange) {
        self.changed += 1;
        if self.lists_more() {
            self.changes.push(change());
        }
    }

    /// How many changes are listed and counted so far.
    pub fn mark(&self) -> (usize, u64) {
        (self.changes.len(), self.changed)
    }

    /// Forgets the changes since then, where their row became no record after all.
    pub fn back_to(&mut self, (listed, counted): (usize, u64)) {
        self.changes.truncate(listed);
        self.changed = counted;
    }

    /// Forgets what was changed in a row that no longer counts as repaired.
    pub fn forget(&mut self, line: u32) {
        let before = self.changes.len();
        self.changes.retain(|change| change.line != line);
        self.changed -= (before - self.changes.len()) as u64;
    }

    /// Takes in a row that was left aside.
    pub fn skip(&mut self, line: u32, reason: SkipReason) {
        self.skip_rows(SkippedRows { from: line, to: line, rows: 1, reason });
    }

    fn skip_rows(&mut self, new: SkippedRows) {
        self.skipped_by[new.reason as usize] += new.rows;
        let listed = self.skipped.len();
        match self.skipped.last_mut() {
            Some(last)
                if last.reason == new.reason
                    && last.to + 1 >= new.from
                    && last.from <= new.from =>
            {
                last.to = new.to.max(last.to);
                last.rows += new.rows;
            }
            _ if listed < LISTED => self.skipped.push(new),
            _ => {}
        }
    }

    /// Appends that of later rows.
    pub fn append(&mut self, later: Self) {
        let counted = later.changed - later.changes.len() as u64;
        for change in later.changes {
            self.change(|| change);
        }
        self.changed += counted;
        let mut rest = later.skipped_by;
        for rows in later.skipped {
            rest[rows.reason as usize] -= rows.rows;
            self.skip_rows(rows);
        }
        for (mine, rest) in self.skipped_by.iter_mut().zip(rest) {
            *mine += rest;
        }
    }

    /// Rows left aside.
    pub fn rows_skipped(&self) -> u64 {
        self.skipped_by.iter().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_one_after_the_other_are_one_stretch_and_all_are_counted() {
        let mut ledger = Ledger::default();
        for line in [5, 6, 7, 9] {
            ledger.skip(line, SkipReason::Blank);
        }
        let mut later = Ledger::default();
        later.skip(10, SkipReason::Blank);
        later.skip(11, SkipReason::NotKept);
        ledger.append(later);
        let stretches: Vec<_> = ledger.skipped.iter().map(|s| (s.from, s.to, s.rows)).collect();
        assert_eq!(stretches, [(5, 7, 3), (9, 10, 2), (11, 11, 1)]);
        assert_eq!((ledger.skipped_by, ledger.rows_skipped()), ([5, 1, 0, 0], 6));
    }

    #[test]
    fn changes_beyond_the_list_are_counted() {
        let change = RowChange {
            line: 1,
            field: "x".into(),
            from: String::new(),
            to: String::new(),
            code: Code::ValueDate,
        };
        let mut ledger = Ledger::default();
        for _ in 0..LISTED + 5 {
            ledger.change(|| change.clone());
        }
        let mut all = Ledger::default();
        all.append(ledger);
        assert_eq!((all.changes.len(), all.changed), (LISTED, LISTED as u64 + 5));
    }
}
