//! Findings of which there may be a million: the first thousand of a code are kept,
//! the rest are counted.

use crate::diag::{Code, Diagnostic, Diagnostics};
use std::collections::BTreeMap;

/// Findings of one code that are listed one by one.
pub(super) const LISTED: usize = 1000;

/// Findings with a limit a code.
#[derive(Default)]
pub(super) struct Findings {
    list: Diagnostics,
    counts: BTreeMap<Code, usize>,
}

impl Findings {
    /// Adds a finding, or only counts it.
    pub(super) fn push(&mut self, finding: Diagnostic) {
        self.add(finding.code, || finding);
    }

    /// Adds a finding of `code`, made only if it is listed.
    pub(super) fn add(&mut self, code: Code, make: impl FnOnce() -> Diagnostic) {
        let count = self.counts.entry(code).or_insert(0);
        *count += 1;
        if *count <= LISTED {
            self.list.push(make());
        }
    }

    /// Adds findings of `code` about each of `items`.
    pub(super) fn add_all<T>(
        &mut self,
        code: Code,
        items: impl IntoIterator<Item = T>,
        make: impl Fn(T) -> Diagnostic,
    ) {
        for item in items {
            self.add(code, || make(item));
        }
    }

    /// Adds the findings of a part, in the order of parts.
    pub(super) fn absorb(&mut self, part: Self) {
        let Self { list, mut counts } = part;
        for finding in &list {
            if let Some(unlisted) = counts.get_mut(&finding.code) {
                *unlisted -= 1;
            }
            self.push(finding.clone());
        }
        for (code, unlisted) in counts {
            *self.counts.entry(code).or_insert(0) += unlisted;
        }
    }

    /// All findings, with one more for each code of which not all are listed.
    pub(super) fn finish(mut self) -> Diagnostics {
        for (&code, &count) in self.counts.iter().filter(|&(_, &count)| count > LISTED) {
            let title = code.title();
            let message = format!("{title}: {count} in all, of which {LISTED} are listed");
            self.list.push(Diagnostic::new(code, message));
        }
        self.list
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn parts_add_up_to_what_they_are_in_one() {
        let parts = [3, 2 * LISTED, 5];
        let mut whole = Findings::default();
        let mut of_parts = Findings::default();
        for (part, count) in parts.into_iter().enumerate() {
            let mut own = Findings::default();
            for n in 0..count {
                let finding = || Diagnostic::new(Code::RenderError, format!("{part}.{n}"));
                own.push(finding());
                whole.push(finding());
            }
            of_parts.absorb(own);
        }
        let texts = |all: Findings| -> Vec<String> {
            all.finish().into_iter().map(|finding| finding.message.clone()).collect()
        };
        assert_eq!(texts(of_parts), texts(whole));
    }

    use super::*;

    #[test]
    fn a_thousand_are_listed_and_all_are_counted() {
        let mut findings = Findings::default();
        findings.add_all(Code::PartNoCost, 0..2500, |n| {
            Diagnostic::new(Code::PartNoCost, format!("part {n}"))
        });
        findings.push(Diagnostic::new(Code::CodeUnknown, "one"));
        let all = findings.finish();
        assert_eq!(all.len(), LISTED + 2);
        let last = all.iter().last().expect("findings");
        assert_eq!(last.message, "a part has no unit cost: 2500 in all, of which 1000 are listed");
    }
}
