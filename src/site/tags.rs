//! The tags of a site's articles and what carries each.

use crate::catalog::{Catalog, ReportIx, SolutionIx};
use std::collections::BTreeMap;

/// A tag and the documents that carry it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TagEntry {
    /// The tag as first written, in order of spelling.
    pub name: String,
    /// Solutions.
    pub solutions: Vec<SolutionIx>,
    /// Fault reports.
    pub reports: Vec<ReportIx>,
}

/// Every tag, in order; spellings that differ in case only are one.
#[derive(Clone, Debug, Default)]
pub struct Tags {
    /// The tags.
    pub list: Vec<TagEntry>,
    positions: BTreeMap<String, u32>,
}

impl Tags {
    /// Collects the tags of a catalog.
    pub fn collect(catalog: &Catalog) -> Self {
        let mut entries: BTreeMap<String, TagEntry> = BTreeMap::new();
        for (i, solution) in catalog.records.solutions.iter().enumerate() {
            for tag in &solution.article.tags {
                entry(&mut entries, tag).solutions.push(SolutionIx::new(i));
            }
        }
        for (i, report) in catalog.records.reports.iter().enumerate() {
            for tag in &report.article.tags {
                entry(&mut entries, tag).reports.push(ReportIx::new(i));
            }
        }
        let positions = entries.keys().cloned().zip(0..).collect();
        Self { list: entries.into_values().collect(), positions }
    }

    /// The position of a tag.
    pub fn position(&self, tag: &str) -> Option<u32> {
        self.positions.get(&tag.trim().to_lowercase()).copied()
    }
}

fn entry<'a>(entries: &'a mut BTreeMap<String, TagEntry>, tag: &str) -> &'a mut TagEntry {
    let tag = tag.trim();
    let entry = entries.entry(tag.to_lowercase()).or_default();
    if entry.name.is_empty() || tag < entry.name.as_str() {
        tag.clone_into(&mut entry.name);
    }
    entry
}
