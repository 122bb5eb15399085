//! The findings of one log. A million rows may all have the same mistake: the
//! first thousand of a kind are kept, all are counted.

use crate::diag::{Code, Diagnostic, Diagnostics, Place};
use std::collections::BTreeMap;

/// Most findings of one code in one column that are kept.
pub(crate) const KEPT: u64 = 1000;

/// Findings of one kind: code and column.
type Kind = (Code, Option<usize>);

/// Findings in the order of their rows.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    list: Vec<(Kind, Diagnostic)>,
    counts: BTreeMap<Kind, u64>,
}

impl Findings {
    /// True where one more of this kind would be kept; counts it in any case.
    pub(crate) fn wants(&mut self, code: Code, column: Option<usize>) -> bool {
        let count = self.counts.entry((code, column)).or_insert(0);
        *count += 1;
        *count <= KEPT
    }

    /// Keeps a finding that [`wants`](Self::wants) asked for.
    pub(crate) fn keep(&mut self, column: Option<usize>, finding: Diagnostic) {
        self.list.push(((finding.code, column), finding));
    }

    /// Counts and, if there is room, keeps a finding.
    pub(crate) fn push(&mut self, column: Option<usize>, finding: Diagnostic) {
        if self.wants(finding.code, column) {
            self.keep(column, finding);
        }
    }

    /// Appends the findings of later rows.
    pub(crate) fn append(&mut self, later: Self) {
        let mut kept: BTreeMap<Kind, u64> =
            self.counts.iter().map(|(kind, count)| (*kind, (*count).min(KEPT))).collect();
        for (kind, finding) in later.list {
            let kept = kept.entry(kind).or_insert(0);
            *kept += 1;
            if *kept <= KEPT {
                self.list.push((kind, finding));
            }
        }
        for (kind, count) in later.counts {
            *self.counts.entry(kind).or_insert(0) += count;
        }
    }

    /// All findings; where some were left out, one more says how many there are.
    pub(crate) fn into_diagnostics(self, table: &Place, headers: &[String]) -> Diagnostics {
        let mut out: Diagnostics = self.list.into_iter().map(|(_, finding)| finding).collect();
        for ((code, column), count) in self.counts {
            if count <= KEPT {
                continue;
            }
            let header = column.and_then(|c| headers.get(c));
            let whose = header.map_or(String::new(), |h| format!(" in column \"{h}\""));
            let message = format!(
                "{}{whose}: {count} in all, of which the first {KEPT} are listed",
                code.title()
            );
            let mut place = table.clone();
            place.header = header.cloned();
            out.push(Diagnostic::new(code, message).at(place));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_of_a_kind_are_capped_and_counted() {
        let mut all = Findings::default();
        for _ in 0..3 {
            let mut part = Findings::default();
            for _ in 0..700 {
                part.push(Some(1), Diagnostic::new(Code::ValueDate, "x"));
            }
            all.append(part);
        }
        let found = all.into_diagnostics(&Place::file("a.csv"), &["a".into(), "b".into()]);
        assert_eq!(found.len() as u64, KEPT + 1);
        let last = found.iter().last().expect("a summary");
        assert!(last.message.contains("2100 in all") && last.message.contains("\"b\""));
    }
}
