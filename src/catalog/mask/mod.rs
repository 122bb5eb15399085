//! Masking data of persons in the records of an audience, before they are linked: in
//! free text and, on the department's own site, in the columns for them. What is the
//! reader's own stays: their devices and tickets, their contact data, the service
//! department's numbers.
//!
//! A masked text has the bytes of the former one, so that places in a document stay
//! where they were; `#` stands for what is hidden, because it means nothing in the
//! middle of a line of Markdown.

mod exempt;
mod texts;

pub(super) use exempt::Exempt;

use crate::model::personal::{Found, find};
use crate::model::records::Records;
use crate::model::{Body, Personal};
use std::collections::BTreeMap;

/// How much of something stays readable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cover {
    /// So much that who knows it recognises it: `139####5678`.
    Partly,
    /// Nothing.
    Whole,
}

/// What is masked.
pub(super) struct Rules<'a> {
    /// These kinds.
    pub(super) kinds: &'a [Personal],
    /// So far.
    pub(super) cover: Cover,
    /// But not these.
    pub(super) exempt: &'a Exempt,
}

/// How often data of persons was found, by place and kind; the place is the name of a
/// field, such as `action_taken`.
pub type PersonalCounts = BTreeMap<(&'static str, Personal), u64>;

/// Masks what the rules say and counts everything that was found.
pub(super) fn mask(records: &mut Records, rules: &Rules<'_>) -> PersonalCounts {
    let mut masker = Masker { rules, counts: PersonalCounts::new() };
    texts::events(&mut records.events, &mut masker);
    texts::documents(records, &mut masker);
    texts::tables(records, &mut masker);
    masker.counts
}

struct Masker<'a> {
    rules: &'a Rules<'a>,
    counts: PersonalCounts,
}

impl Masker<'_> {
    /// What is to be masked or counted in a text.
    fn found(&self, text: &str) -> Vec<Found> {
        self.not_exempt(text, find(text))
    }

    fn not_exempt(&self, text: &str, mut all: Vec<Found>) -> Vec<Found> {
        all.retain(|found| !self.rules.exempt.covers(found.kind, &text[found.range.clone()]));
        all
    }

    /// The text with what the rules hide; `None` where that is nothing.
    fn hidden(&self, text: &str, all: &[Found]) -> Option<String> {
        let mut out = String::with_capacity(text.len());
        let mut done = 0;
        for found in all.iter().filter(|found| self.rules.kinds.contains(&found.kind)) {
            out.push_str(&text[done..found.range.start]);
            out.push_str(&covered(found.kind, &text[found.range.clone()], self.rules.cover));
            done = found.range.end;
        }
        (done > 0).then(|| out + &text[done..])
    }

    fn count(&mut self, place: &'static str, all: &[Found]) {
        for found in all {
            *self.counts.entry((place, found.kind)).or_default() += 1;
        }
    }

    /// Masks and counts in a text.
    fn text(&mut self, place: &'static str, text: &mut String) {
        let all = self.found(text);
        self.count(place, &all);
        if let Some(masked) = self.hidden(text, &all) {
            *text = masked;
        }
    }

    /// The same in the text of a document.
    fn body(&mut self, place: &'static str, body: &mut Body) {
        if body.personal().is_empty() {
            return;
        }
        let all = self.not_exempt(body, body.personal().to_vec());
        self.count(place, &all);
        if let Some(masked) = self.hidden(body, &all) {
            *body = masked.into();
        }
    }

    fn optional(&mut self, place: &'static str, text: &mut Option<String>) {
        if let Some(text) = text {
            self.text(place, text);
        }
    }

    /// Masks a column that holds nothing else.
    fn column(&mut self, place: &'static str, kind: Personal, cell: &mut Option<String>) {
        let Some(text) = cell.as_mut().filter(|text| !self.rules.exempt.covers(kind, text)) else {
            return;
        };
        *self.counts.entry((place, kind)).or_default() += 1;
        if self.rules.kinds.contains(&kind) {
            *text = covered(kind, text, self.rules.cover);
        }
    }
}

/// What is shown in its place, in as many bytes.
pub(super) fn covered(kind: Personal, text: &str, cover: Cover) -> String {
    let kept = if cover == Cover::Whole { Kept::default() } else { Kept::of(kind, text) };
    let count = text.chars().count();
    let shown = |(at, c): (usize, char)| {
        let inside = at >= kept.first && at + kept.last < count;
        let mark = !c.is_alphanumeric() && (cover == Cover::Partly || matches!(c, '@' | '.'));
        if !inside || mark && kind != Personal::Address {
            c.to_string()
        } else if c.len_utf8() == '＃'.len_utf8() {
            "＃".to_owned()
        } else {
            "#".repeat(c.len_utf8())
        }
    };
    text.chars().enumerate().map(shown).collect()
}

/// How many characters stay readable at the beginning and the end.
#[derive(Default)]
struct Kept {
    first: usize,
    last: usize,
}

impl Kept {
    fn of(kind: Personal, text: &str) -> Self {
        let count = text.chars().count();
        let (first, last) = match kind {
            Personal::Phone if text.starts_with('0') => (text.find('-').unwrap_or(3), 2),
            Personal::Phone if text.starts_with('1') && count >= 11 => (3, 4),
            Personal::Phone => (0, 2),
            Personal::Email => (1, text.rsplit_once('.').map_or(0, |(_, end)| end.len())),
            Personal::Plate => (2, 0),
            Personal::Identity | Personal::Address => (0, 0),
        };
        Self { first, last }
    }
}
