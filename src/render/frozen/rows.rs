//! The rows behind a report: those that enter any of its figures, as `explain` opens
//! them, each with a hash of what it adds to which. What a row says beside that may
//! change without a difference: that a ticket open at the end of the month was closed
//! since, or the words of a note.

use crate::analyse::explain::{Entry, Figure, Opener, Record, Scope};
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
    let mut add = |event: u32, said: String| {
        let of = added.entry(key(renderer.catalog, event)).or_insert((event, Vec::new()));
        of.0 = of.0.min(event);
        of.1.push(said);
    };
    // The parts are many, a line a device: one pass opens all of them.
    opener.each_part(period, |event, name| {
        if is_known(&name, known) {
            add(event, format!("{name} {:.5}", 1.0));
        }
    });
    let wanted =
        |entry: &Entry| !matches!(entry.figure, Figure::Part(_)) && is_known(&entry.name, known);
    for entry in opener.entries(&scope).into_iter().filter(wanted) {
        let figure = opener.open(&scope, entry.figure);
        for row in figure.into_iter().flat_map(|opened| opened.rows) {
            let Record::Event(event) = row.record else { continue };
            if row.value == 0.0 && is_line(&entry.name, known) {
                continue;
            }
            // Figures that differ by less are the same, too.
            add(event, format!("{} {:.5}", entry.name, row.value));
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

/// The rows of some keys that a catalog has, in one pass; of several the first.
pub(super) fn find<'k>(
    catalog: &Restricted<Catalog>,
    wanted: impl Iterator<Item = &'k RowKey>,
) -> BTreeMap<&'k RowKey, u32> {
    let mut by_ticket: BTreeMap<&str, Vec<&'k RowKey>> = BTreeMap::new();
    for key in wanted {
        by_ticket.entry(key.ticket.as_str()).or_default().push(key);
    }
    let mut found = BTreeMap::new();
    if by_ticket.is_empty() {
        return found;
    }
    for event in 0..catalog.records.events.len() as u32 {
        let Some(keys) = by_ticket.get(catalog.event(event as usize).ticket()) else { continue };
        let own = key(catalog, event);
        for wanted in keys.iter().filter(|wanted| ***wanted == own) {
            found.entry(*wanted).or_insert(event);
        }
    }
    found
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
