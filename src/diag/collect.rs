//! Collecting findings over a whole run, in an order that no thread decides.

use super::{Code, Diagnostic, Severity};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// All findings of a run.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// No findings yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    /// Adds all findings of another stage or file.
    pub fn append(&mut self, other: Self) {
        self.list.extend(other.list);
    }

    /// True where nothing was found.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many findings there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Puts the findings in their reading order: place, then code, then text.
    pub fn sort(&mut self) {
        self.list.sort_by(|a, b| {
            (&a.place, a.code, &a.message, &a.raw).cmp(&(&b.place, b.code, &b.message, &b.raw))
        });
    }

    /// The findings in their present order.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.list.iter()
    }

    /// The worst severity found.
    pub fn worst(&self) -> Option<Severity> {
        self.list.iter().map(|d| d.severity).min()
    }

    /// True where something forbids replacing any site.
    pub fn stops(&self) -> bool {
        self.worst() == Some(Severity::Stop)
    }

    /// How many findings each code has.
    pub fn by_code(&self) -> BTreeMap<Code, usize> {
        let mut counts = BTreeMap::new();
        for diagnostic in &self.list {
            *counts.entry(diagnostic.code).or_insert(0) += 1;
        }
        counts
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;
    fn into_iter(self) -> Self::IntoIter {
        self.list.iter()
    }
}

impl FromIterator<Diagnostic> for Diagnostics {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(iter: I) -> Self {
        Self { list: iter.into_iter().collect() }
    }
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, iter: I) {
        self.list.extend(iter);
    }
}
