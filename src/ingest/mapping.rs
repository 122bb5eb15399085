//! How a foreign file is read: the `[[logs]]`, `[tables.*]`, `[[faults]]` and
//! `[[solutions]]` blocks of the configuration as values (`docs/configuration.md`).

use super::header::same;
use crate::model::time::{Instant, Zone};
use std::collections::{BTreeMap, BTreeSet};

/// One block. Foreign names are kept as written; they match in any case with
/// space, `_` or `-` left out, and after the normalisation of `header`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SourceBlock {
    /// Globs relative to the project's root; the first block that names a file reads it.
    pub path: Vec<String>,
    /// Line of the block in the configuration, for messages.
    pub line: u32,
    /// Foreign column → words of the rows to read.
    pub keep: BTreeMap<String, Vec<String>>,
    /// Foreign column or front-matter field → canonical field.
    pub columns: BTreeMap<String, String>,
    /// Canonical field → foreign word → canonical word.
    pub values: BTreeMap<String, BTreeMap<String, String>>,
    /// Canonical field → value where the file gives none; may hold `{stem}`,
    /// `{folder}`, `{path}`.
    pub default: BTreeMap<String, String>,
    /// Zone of naive stamps.
    pub timezone: Option<Zone>,
    /// Foreign columns that stay notes, whatever their name means elsewhere, and are not
    /// told as unknown.
    pub aside: Vec<String>,
    /// Foreign columns that may stand several times: the first that has a value sets the
    /// field, the others are notes.
    pub repeats: Vec<String>,
    /// Foreign columns that a preset names: a file need not have them.
    pub assumed: BTreeSet<String>,
    /// Canonical field → foreign columns that together hold its value.
    pub combine: BTreeMap<String, Vec<String>>,
    /// Foreign column → unit of a bare duration (`min`, `h`, `d`).
    pub units: BTreeMap<String, String>,
    /// Foreign column → words that mean "no value". The key `*` is every column.
    pub missing: BTreeMap<String, Vec<String>>,
    /// Sheets of a workbook to read, by name or by number from 1, instead of all that
    /// look like the table.
    pub sheet: Vec<String>,
    /// Text encoding by name, instead of detecting it.
    pub encoding: Option<String>,
    /// Separator, instead of detecting it.
    pub delimiter: Option<u8>,
    /// Order of day and month in `5/3/2024`.
    pub date_order: Option<DateOrder>,
    /// Excel serials count from 1904.
    pub date1904: bool,
    /// Equal rows of one file are merged.
    pub dedupe: bool,
    /// First instant covered.
    pub covers_from: Option<Instant>,
    /// First instant no longer covered.
    pub covers_to: Option<Instant>,
    /// Unit of a bare duration in a column without one; hours by default.
    pub default_duration_unit: Option<String>,
    /// Lowest and highest satisfaction score; 1 and 5 by default.
    pub satisfaction_scale: Option<(f64, f64)>,
}

impl SourceBlock {
    /// True for a foreign column that stays a note.
    pub(crate) fn is_aside(&self, header: &str) -> bool {
        self.aside.iter().any(|foreign| same(foreign, header))
    }

    /// True for a foreign column that may stand several times.
    pub(crate) fn may_repeat(&self, header: &str) -> bool {
        self.repeats.iter().any(|foreign| same(foreign, header))
    }
}

/// Which of `5/3/2024` is the month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateOrder {
    /// Day first.
    DayFirst,
    /// Month first.
    MonthFirst,
}
