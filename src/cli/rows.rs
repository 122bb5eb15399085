//! The account of rows over all sources, and the scream where it does not add up.

use crate::diag::{Code, Diagnostic, Place};
use crate::model::SourceReport;
use serde::Serialize;

/// Rows of all sources together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
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

/// One finding for each source whose rows do not add up; the build stops.
pub(super) fn unaccounted(sources: &[SourceReport]) -> Vec<Diagnostic> {
    let broken = sources.iter().filter(|source| !Rows::of(source).reconcile());
    broken
        .map(|source| {
            let (read, accounted) = (source.rows_read, Rows::of(source).accounted());
            let message = format!("{read} rows were read, but {accounted} are accounted for");
            Diagnostic::new(Code::Inconsistent, message)
                .at(Place::file(source.path.clone()))
                .hint("this is a mistake in faultbook; please report it with the file")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_do_not_add_up_stop_the_build() {
        let good = SourceReport {
            path: "content/logs/a.csv".into(),
            rows_read: 10,
            rows_accepted: 6,
            rows_repaired: 2,
            rows_skipped: 1,
            rows_rejected: 1,
            ..SourceReport::default()
        };
        let bad = SourceReport { path: "content/logs/b.csv".into(), rows_read: 11, ..good.clone() };
        assert!(unaccounted(std::slice::from_ref(&good)).is_empty());
        let found = unaccounted(&[good.clone(), bad.clone()]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].code, Code::Inconsistent);
        assert_eq!(found[0].message, "11 rows were read, but 10 are accounted for");
        assert!(!Rows::sum(&[good, bad]).reconcile());
    }
}
