//! Columns that together make one thing: the parts of a row (names, counts, ids,
//! what became of the old ones) and its pause.

use super::apply::{Rules, Target};
use super::field::Listed;
use crate::diag::{Code, Diagnostic};
use crate::ingest::value::{is_empty_word, list, number, text, word::Word};
use crate::model::events::{PartUse, Pause};
use crate::model::text::Sym;
use crate::model::words::OldPartStatus;

/// The raw cells of such columns, by [`Listed`].
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Grouped<'a> {
    cells: [Option<&'a str>; Listed::COUNT],
    any: bool,
}

/// What came of the cells of a row.
#[derive(Default)]
pub(crate) struct Outcome {
    /// Findings, each with the column it is about.
    pub findings: Vec<(Listed, Diagnostic)>,
    /// Columns whose cell found no place and is to be kept as a note.
    pub unused: Vec<Listed>,
}

impl<'a> Grouped<'a> {
    /// Takes a cell in.
    pub(crate) fn put(&mut self, column: Listed, raw: &'a str) {
        if !is_empty_word(raw) {
            self.cells[column as usize].get_or_insert(raw);
            self.any = true;
        }
    }

    /// True where no such column of the row has a value.
    pub(crate) fn is_empty(&self) -> bool {
        !self.any
    }

    fn get(&self, column: Listed) -> Option<&'a str> {
        self.cells[column as usize]
    }

    /// Makes parts and a pause of the cells.
    pub(crate) fn finish(&self, target: &mut Target<'_, '_>, rules: &Rules<'_>) -> Outcome {
        let mut out = Outcome::default();
        if self.any {
            self.parts(target, rules, &mut out);
            self.pause(target, rules, &mut out);
        }
        out
    }

    fn parts(&self, target: &mut Target<'_, '_>, rules: &Rules<'_>, out: &mut Outcome) {
        let names = self.get(Listed::Parts).unwrap_or("");
        let ids: Vec<&str> =
            self.get(Listed::PartId).map_or(Vec::new(), |c| list::entries(c).collect());
        let entries: Vec<_> =
            list::parts(names).filter(|p| number::parse(p.name).is_none()).collect();
        if entries.is_empty() && ids.is_empty() {
            let of_parts = [
                Listed::Parts,
                Listed::PartsQty,
                Listed::PartReason,
                Listed::OldPartStatus,
                Listed::WarrantyCovered,
            ];
            out.unused.extend(of_parts.into_iter().filter(|c| self.get(*c).is_some()));
            return;
        }
        let counts = self.counts(out);
        let covered = self.covered(out);
        let shared = self.shared(target, rules, out);
        let first = target.draft.extra.parts.len();
        for at in 0..entries.len().max(ids.len()) {
            let entry = entries.get(at);
            let Some(part) = ids.get(at).copied().or(entry.map(|e| e.name)) else { continue };
            let by_column = if counts.len() == 1 { counts.first() } else { counts.get(at) };
            let qty = entry.and_then(|e| e.qty).or(by_column.copied()).unwrap_or(1.0);
            if qty <= 0.0 {
                out.findings.push((Listed::PartsQty, list::no_count(qty)));
                let told = if entries.is_empty() { Listed::PartId } else { Listed::Parts };
                if !out.unused.contains(&told) {
                    out.unused.push(told);
                }
                continue;
            }
            let part = target.events.intern(&text::visible(part));
            let warranty_covered =
                if covered.len() == 1 { covered[0] } else { covered.get(at).copied().flatten() };
            target.draft.extra.parts.push(PartUse { part, qty, warranty_covered, ..shared });
        }
        if target.draft.extra.parts.len() > first && !entries.is_empty() && !ids.is_empty() {
            out.unused.push(Listed::Parts);
        }
    }

    fn counts(&self, out: &mut Outcome) -> Vec<f64> {
        let Some(raw) = self.get(Listed::PartsQty) else { return Vec::new() };
        let read =
            |text: &str| number::parse(text.trim_end_matches(['个', '件', '块', '只', '套', '台']));
        let counts: Option<Vec<f64>> = match read(raw) {
            Some(one) => Some(vec![one]),
            None => list::entries(raw).map(read).collect(),
        };
        counts.unwrap_or_else(|| {
            let message = format!("\"{raw}\" is not a number of parts");
            let finding = Diagnostic::new(Code::ValueNumber, message)
                .raw(raw)
                .expected("2, or 2;1 for two parts");
            out.findings.push((Listed::PartsQty, finding));
            Vec::new()
        })
    }

    /// What all parts of the row have in common.
    fn shared(&self, target: &mut Target<'_, '_>, rules: &Rules<'_>, out: &mut Outcome) -> PartUse {
        let reason = self
            .get(Listed::PartReason)
            .map_or(Sym::NONE, |r| target.events.intern(&text::visible(r)));
        let mut date = |column: Listed| {
            let read = target.instant(self.get(column)?, rules);
            read.map_err(|finding| out.findings.push((column, finding))).ok()
        };
        let (issued_on, cleared_on) = (date(Listed::PartIssued), date(Listed::PartCleared));
        let old_part_status = self.get(Listed::OldPartStatus).and_then(|raw| {
            let found = OldPartStatus::read(raw);
            if found.is_none() {
                let message = format!("\"{raw}\" is not one of the known words");
                let finding = Diagnostic::new(Code::ValueWord, message)
                    .raw(raw)
                    .expected(OldPartStatus::list());
                let hint = OldPartStatus::nearest(raw).map(|word| format!("is \"{word}\" meant?"));
                out.findings.push((Listed::OldPartStatus, Diagnostic { hint, ..finding }));
                out.unused.push(Listed::OldPartStatus);
            }
            found
        });
        let old_part_required = self.get(Listed::OldPartRequired).and_then(number::yes_no);
        PartUse {
            reason,
            old_part_required,
            old_part_status,
            issued_on,
            cleared_on,
            ..PartUse::of(Sym::NONE)
        }
    }

    /// Which parts of the row were free under warranty: one word for all, or one a part.
    fn covered(&self, out: &mut Outcome) -> Vec<Option<bool>> {
        let Some(raw) = self.get(Listed::WarrantyCovered) else { return Vec::new() };
        let said: Option<Vec<Option<bool>>> =
            list::entries(raw).map(|word| number::yes_no(word).map(Some)).collect();
        said.unwrap_or_else(|| {
            let message = format!("\"{raw}\" does not say which parts were under warranty");
            let finding = Diagnostic::new(Code::ValueWord, message)
                .raw(raw)
                .expected("yes or no; or yes;no for two parts");
            out.findings.push((Listed::WarrantyCovered, finding));
            out.unused.push(Listed::WarrantyCovered);
            Vec::new()
        })
    }

    fn pause(&self, target: &mut Target<'_, '_>, rules: &Rules<'_>, out: &mut Outcome) {
        let Some(raw) = self.get(Listed::PauseFrom) else { return };
        let from = match target.instant(raw, rules) {
            Ok(from) => from,
            Err(finding) => return out.findings.push((Listed::PauseFrom, finding)),
        };
        let to = match self.get(Listed::PauseTo).map(|raw| target.instant(raw, rules)) {
            Some(Err(finding)) => return out.findings.push((Listed::PauseTo, finding)),
            Some(Ok(to)) => Some(to),
            None => None,
        };
        let reason = self
            .get(Listed::PauseReason)
            .map_or(Sym::NONE, |r| target.events.intern(&text::visible(r)));
        target.draft.extra.pauses.push(Pause { from, to, reason });
    }
}
