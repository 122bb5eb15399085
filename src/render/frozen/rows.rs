//! The rows behind a report: those that enter any of its figures, as `explain` opens
//! them, each with a hash of what it adds to which. What a row says beside that may
//! change without a difference: that a ticket open at the end of the month was closed
//! since, or the words of a note.

use crate::analyse::explain::{Opener, Record, Scope};
use crate::catalog::{Catalog, Restricted};
use crate::model::frozen::{Figures, RowKey};
use crate::model::time::ReportPeriod;
use crate::render::engine::Renderer;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The rows behind a report.
pub(super) type Behind = BTreeMap<RowKey, Row>;

/// A row behind a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// Its position in the catalog's events; of several that nothing tells apart, the first.
    pub(super) event: u32,
    /// Of what it adds.
    pub(super) hash: String,
}

/// The rows behind a report, by what they add to figures that `known` has: what a newer
/// program counts besides does not change a row.
pub(super) fn behind(renderer: &Renderer<'_>, period: ReportPeriod, known: &Figures) -> Behind {
    let opener = Opener::new(renderer.catalog, renderer.facts);
    let scope = Scope::Report(period);
    let mut added: BTreeMap<RowKey, (u32, Vec<String>)> = BTreeMap::new();
    for entry in opener.entries(&scope).into_iter().filter(|entry| is_known(&entry.name, known)) {
        let figure = opener.open(&scope, entry.figure);
        for row in figure.into_iter().flat_map(|opened| opened.rows) {
            let Record::Event(event) = row.record else { continue };
            if row.value == 0.0 && is_line(&entry.name, known) {
                continue;
            }
            let of = added.entry(key(renderer.catalog, event)).or_insert((event, Vec::new()));
            of.0 = of.0.min(event);
            // Figures that differ by less are the same, too.
            of.1.push(format!("{} {:.5}", entry.name, row.value));
        }
    }
    let hashed = |(event, mut adds): (u32, Vec<String>)| {
        adds.sort_unstable();
        let mut said = String::new();
        for line in adds {
            let _ = writeln!(said, "{line}");
        }
        Row { event, hash: blake3::hash(said.as_bytes()).to_hex()[..16].to_owned() }
    };
    added.into_iter().map(|(key, adds)| (key, hashed(adds))).collect()
}

/// True for a line of a list, in which a row that adds nothing belongs to another line:
/// whether this one exists is no matter of that row. A clock's row that adds nothing is
/// a late one.
fn is_line(name: &str, figures: &Figures) -> bool {
    !name.starts_with("sla.") && in_list(name, figures)
}

fn in_list(name: &str, figures: &Figures) -> bool {
    let mut lists = name.match_indices('.').map(|(at, _)| &name[..at]);
    lists.any(|list| figures.contains_key(&format!("{list}[]")))
}

/// True where the figure, or the list that it is a line of, is among the figures.
fn is_known(name: &str, figures: &Figures) -> bool {
    if figures.contains_key(name) || in_list(name, figures) {
        return true;
    }
    let inside = |mark: &str| {
        let start = format!("{name}{mark}");
        figures.range(start.clone()..).next().is_some_and(|(path, _)| path.starts_with(&start))
    };
    inside(".") || inside("[")
}

fn key(catalog: &Restricted<Catalog>, event: u32) -> RowKey {
    let device = catalog.links[event as usize].device;
    RowKey {
        ticket: catalog.event(event as usize).ticket().to_owned(),
        device: device.map(|ix| catalog.device(ix).id.to_string()).unwrap_or_default(),
    }
}

/// The row of a key, if a catalog has one.
pub(super) fn find(catalog: &Restricted<Catalog>, wanted: &RowKey) -> Option<u32> {
    (0..catalog.records.events.len() as u32).find(|&event| {
        catalog.event(event as usize).ticket() == wanted.ticket && key(catalog, event) == *wanted
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_figures_that_were_frozen_are_asked() {
        let paths =
            ["resolved", "restore_h.n", "parts.items[]", "jobs[]", "visits.due_next_month[]"];
        let figures: Figures = paths.map(|path| (path.to_owned(), "1".to_owned())).into();
        for name in
            ["resolved", "restore_h", "parts.items.P.1", "jobs.repair", "visits.due_next_month"]
        {
            assert!(is_known(name, &figures), "{name}");
        }
        for name in ["records", "restore", "parts.qty", "parts"] {
            assert_eq!(is_known(name, &figures), name == "parts", "{name}");
        }
    }
}
