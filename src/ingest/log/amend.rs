//! What is changed in a row on its way to an event, and what is said of it: each change
//! goes into the ledger with its finding. Among them the numbers of devices that Excel
//! damaged.

use super::row::{Line, RowParser};
use crate::diag::{Code, Diagnostic, Place};
use crate::ingest::registry::Fit;
use crate::ingest::table::rows::cell_spans;
use crate::ingest::table::verdict;
use crate::ingest::value::excel;
use crate::ingest::value::text::{forbidden_in_id, trim, visible};
use crate::model::ledger::RowChange;
use memchr::memmem;

impl<'a> RowParser<'a> {
    /// Where in a row the hidden character of an id stands.
    pub(super) fn hidden_at(&self, row: &Line<'_>, at: usize, cell: &str) -> Option<usize> {
        let hidden = forbidden_in_id(cell)?;
        let span = self.span(row, at)?;
        let bytes = hidden.encode_utf8(&mut [0; 4]).as_bytes().to_vec();
        Some(span.start + memmem::find(&row.raw[span], &bytes)?)
    }

    /// Bytes of a row in which a cell stands.
    fn span(&self, row: &Line<'_>, at: usize) -> Option<std::ops::Range<usize>> {
        cell_spans(row.raw, self.from.delimiter).nth(self.cell_of(row, at))
    }

    /// The position of a cell among what separators part; a row of a Markdown table
    /// begins with one.
    fn cell_of(&self, row: &Line<'_>, at: usize) -> usize {
        let piped = self.from.delimiter == b'|' && row.raw.trim_ascii_start().starts_with(b"|");
        at + usize::from(piped)
    }

    /// The registered device that a damaged number was, where it can only be one.
    pub(super) fn known_device(
        &mut self,
        row: &Line<'_>,
        at: usize,
        cell: &str,
    ) -> Option<&'a str> {
        if !cell.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let registry = self.from.registry;
        let lost = registry.digits_lost(cell).filter(|fit| *fit != Fit::None);
        let fit = lost.or_else(|| registry.zeros_lost(cell))?;
        let finding = damaged_device(cell, &fit);
        match fit {
            Fit::One(id) => {
                self.found(row, Some(at), finding, id);
                Some(id)
            }
            // What is left of its digits names no device; that is told at the value.
            Fit::Several(_) if excel::lost_digits(cell) => {
                self.found(row, Some(at), finding, "");
                Some("")
            }
            _ => {
                self.doubted = true;
                self.tell(row, Some(at), finding);
                None
            }
        }
    }

    /// Lists a finding at its cell, whose value was taken as `to`; the row counts as
    /// repaired.
    pub(super) fn found(
        &mut self,
        row: &Line<'_>,
        at: Option<usize>,
        finding: Diagnostic,
        to: &str,
    ) {
        self.mended = true;
        let cell = at.map(|at| trim(row.record.get(at).unwrap_or("")));
        let from = cell.filter(|cell| !cell.is_empty()).or(finding.raw.as_deref()).unwrap_or("");
        self.change((row.number, at), from, to, finding.code);
        self.tell(row, at, finding);
    }

    /// Lists a finding at its cell.
    pub(super) fn tell(&mut self, row: &Line<'_>, at: Option<usize>, finding: Diagnostic) {
        if !self.out.findings.wants(finding.code, at) {
            return;
        }
        let cell = self.cell_of(row, at.unwrap_or(0));
        let (place, excerpt) =
            verdict::cell(self.from.place, row.number, row.raw, (cell, self.from.delimiter));
        let header = at.map(|at| self.from.plan.columns[at].header.clone());
        let place = Place { header, ..place };
        let finding = finding.at(place).excerpt(excerpt.text, excerpt.from, excerpt.to);
        self.out.findings.keep(at, finding);
    }

    /// Notes what a cell, or the row as such, was changed from and to.
    pub(super) fn change(
        &mut self,
        (line, at): (u32, Option<usize>),
        from: &str,
        to: &str,
        code: Code,
    ) {
        let columns = &self.from.plan.columns;
        self.out.ledger.change(|| RowChange {
            line,
            field: at.map_or("", |at| &columns[at].header).into(),
            from: visible(from).into_owned(),
            to: visible(to).into_owned(),
            code,
        });
    }
}

/// What is said of a device number that Excel damaged.
fn damaged_device(cell: &str, fit: &Fit<'_>) -> Diagnostic {
    let lost = excel::lost_digits(cell);
    let did = if lost { "destroyed the digits" } else { "dropped the zeros" };
    let message = match fit {
        Fit::One(id) => format!(
            "Excel {did} of a device number: \"{cell}\" was read as {id}, the only registered device that fits"
        ),
        Fit::Several(ids) => format!(
            "Excel {did} of a device number: \"{cell}\" may be any of {}",
            ids.iter().take(5).copied().collect::<Vec<_>>().join(", ")
        ),
        Fit::None => format!("Excel {did} of \"{cell}\""),
    };
    Diagnostic::new(Code::ValueDigitsLost, message)
        .raw(cell)
        .hint("format the column as Text in Excel, enter the number again and export it again")
}
