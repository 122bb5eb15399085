//! The account of rows over all sources, and the scream where it does not add up.

use crate::diag::{Code, Diagnostic, Place};
use crate::model::{Project, SourceReport};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Rows of all sources together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Rows {
    /// Read.
    pub(super) read: u64,
    /// Became records as they were.
    pub(super) accepted: u64,
    /// Became records after something was mended.
    pub(super) repaired: u64,
    /// Left aside on purpose.
    pub(super) skipped: u64,
    /// Became no record.
    pub(super) rejected: u64,
}

impl Rows {
    fn of(source: &SourceReport) -> Self {
        Self {
            read: source.rows_read,
            accepted: source.rows_accepted,
            repaired: source.rows_repaired,
            skipped: source.rows_skipped,
            rejected: source.rows_rejected,
        }
    }

    /// The sum over all sources.
    pub(super) fn sum(sources: &[SourceReport]) -> Self {
        sources.iter().map(Self::of).fold(Self::default(), |a, b| Self {
            read: a.read + b.read,
            accepted: a.accepted + b.accepted,
            repaired: a.repaired + b.repaired,
            skipped: a.skipped + b.skipped,
            rejected: a.rejected + b.rejected,
        })
    }

    fn accounted(self) -> u64 {
        self.accepted + self.repaired + self.skipped + self.rejected
    }

    /// True where every row read is accounted for.
    pub(super) fn reconcile(self) -> bool {
        self.read == self.accounted()
    }
}

/// One finding for each source whose rows do not add up, among themselves or with the
/// ledger; the build stops.
pub(super) fn unaccounted(project: &Project) -> Vec<Diagnostic> {
    let mut listed: BTreeMap<Place, u64> = BTreeMap::new();
    for row in &project.rejected {
        let place = Place { sheet: row.place.sheet.clone(), ..Place::file(row.place.file.clone()) };
        *listed.entry(place).or_insert(0) += 1;
    }
    let broken = project.sources.iter().filter_map(|source| {
        let rejected = listed.get(&source.place()).copied().unwrap_or(0);
        Some((source, broken(source, rejected)?))
    });
    broken
        .map(|(source, message)| {
            Diagnostic::new(Code::Inconsistent, message)
                .at(source.place())
                .hint("this is a mistake in faultbook; please report it with the file")
        })
        .collect()
}

/// What does not add up in the account of a source of which so many rejected rows are
/// kept.
fn broken(source: &SourceReport, rejected: u64) -> Option<String> {
    let rows = Rows::of(source);
    let skipped = source.ledger.rows_skipped();
    if !rows.reconcile() {
        let (read, accounted) = (rows.read, rows.accounted());
        Some(format!("{read} rows were read, but {accounted} are accounted for"))
    } else if rejected != rows.rejected {
        Some(format!("{} rows were rejected, but {rejected} are kept", rows.rejected))
    } else if skipped != rows.skipped {
        Some(format!("{} rows were left aside, but {skipped} are in the ledger", rows.skipped))
    } else if rows.repaired > source.ledger.changed {
        let changed = source.ledger.changed;
        Some(format!("{} rows were repaired, but {changed} changes are known", rows.repaired))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RejectedRow;
    use crate::model::ledger::{RowChange, SkipReason};

    #[test]
    fn rows_that_do_not_add_up_stop_the_build() {
        let path: std::sync::Arc<str> = "content/logs/a.csv".into();
        let mut good = SourceReport {
            path: path.clone(),
            rows_read: 10,
            rows_accepted: 7,
            rows_repaired: 1,
            rows_skipped: 1,
            rows_rejected: 1,
            ..SourceReport::default()
        };
        good.ledger.skip(3, SkipReason::Blank);
        let (from, to, code) = (String::new(), String::new(), Code::ValueDate);
        good.ledger.change(|| RowChange { line: 4, field: "x".into(), from, to, code });
        let rejected = RejectedRow {
            place: Place::line(path, 5),
            code: Code::RowLength,
            reason: String::new(),
            raw: String::new(),
        };
        let told = |source: &SourceReport, rejected: &[&RejectedRow]| {
            let rejected = rejected.iter().map(|row| (*row).clone()).collect();
            let project = Project { sources: vec![source.clone()], rejected, ..Project::default() };
            let found = unaccounted(&project);
            assert!(found.iter().all(|finding| finding.code == Code::Inconsistent));
            found.into_iter().map(|finding| finding.message).collect::<Vec<_>>()
        };
        assert_eq!(told(&good, &[&rejected]), [""; 0]);
        assert_eq!(told(&good, &[]), ["1 rows were rejected, but 0 are kept"]);
        let more = SourceReport { rows_read: 11, ..good.clone() };
        assert_eq!(told(&more, &[&rejected]), ["11 rows were read, but 10 are accounted for"]);
        let mut lost = good.clone();
        lost.ledger.skip(9, SkipReason::Blank);
        assert_eq!(told(&lost, &[&rejected]), ["1 rows were left aside, but 2 are in the ledger"]);
        let silent = SourceReport { rows_accepted: 6, rows_repaired: 2, ..good };
        assert_eq!(told(&silent, &[&rejected]), ["2 rows were repaired, but 1 changes are known"]);
        assert!(!Rows::sum(&[more]).reconcile());
    }
}
