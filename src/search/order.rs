//! The order in which records are numbered: what is more likely to help comes first, so
//! that a place in the order says how much a record is worth without a byte of its own.
//! Among equals, records of one meaning stand beside each other: their numbers lie close
//! in every list and their cards in few files.

use super::documents::{Document, Source};
use super::place::Place;
use super::synonyms::Synonyms;
use super::tokens;
use crate::analyse::fix::FixEvidence;
use crate::catalog::SolutionIx;
use crate::model::{Confidence, natural_cmp};
use hashbrown::HashMap;
use rayon::prelude::*;
use std::cmp::Reverse;

/// How much a match in a record of each rank counts: a validated solution that is seen to
/// hold, a validated one, another one, a fault of the last two years, anything else, what
/// only leads on (codes, components, models, customers, sites, parts), and what is
/// unfinished, archived or replaced by a later one.
pub(super) const BOOSTS: [f64; 7] = [1.5, 1.45, 1.15, 1.05, 1.0, 1.0, 0.8];
/// The rank of pages that only lead on.
pub(super) const DIRECTORY: usize = 5;

/// A share that held, from which on a validated solution is seen to hold.
const HOLDS: f64 = 0.5;
/// Years in which a fault counts as recent.
const RECENT_YEARS: i16 = 2;

/// The records in order, and where each rank begins.
pub(super) struct Order {
    pub(super) places: Vec<Place>,
    /// By rank: the number of its first record.
    pub(super) begins: Vec<u32>,
}

struct Entry {
    place: Place,
    rank: usize,
    /// Thousandths of the share that held, and uses.
    evidence: (Reverse<u32>, Reverse<u64>),
    id: String,
    title: String,
    meanings: Vec<u32>,
    code: Option<usize>,
}

/// What is known of a solution's use.
pub(super) fn evidence<'a>(source: &Source<'a>, at: u32) -> (u64, Option<&'a FixEvidence>) {
    let evidence = source.facts.fixes.solutions.get(&SolutionIx::new(at as usize));
    (evidence.map_or(0, |evidence| evidence.uses), evidence)
}

/// Puts the records in order.
pub(super) fn order(source: &Source<'_>, synonyms: &Synonyms) -> Order {
    let places = source.places();
    let mut entries: Vec<Entry> =
        places.par_iter().map(|&place| entry(source, synonyms, place)).collect();
    let common = meanings_by_number(&entries);
    for entry in &mut entries {
        entry.meanings.sort_by_key(|m| (common.get(m).copied().unwrap_or(0), *m));
        entry.meanings.dedup();
    }
    entries.par_sort_by(|a, b| {
        (a.rank, a.evidence, &a.meanings, a.code)
            .cmp(&(b.rank, b.evidence, &b.meanings, b.code))
            .then_with(|| a.title.cmp(&b.title))
            .then_with(|| natural_cmp(&a.id, &b.id))
            .then_with(|| a.place.cmp(&b.place))
    });
    let begins = (0..BOOSTS.len())
        .map(|rank| entries.partition_point(|entry| entry.rank < rank) as u32)
        .collect();
    Order { places: entries.into_iter().map(|entry| entry.place).collect(), begins }
}

/// In how many titles each meaning occurs.
fn meanings_by_number(entries: &[Entry]) -> HashMap<u32, u32> {
    let mut common = HashMap::new();
    for meaning in entries.iter().flat_map(|entry| &entry.meanings) {
        *common.entry(*meaning).or_insert(0) += 1;
    }
    common
}

fn entry(source: &Source<'_>, synonyms: &Synonyms, place: Place) -> Entry {
    let document = source.document(place);
    let mut meanings = Vec::new();
    for title in &document.titles {
        let text = tokens::normalise(title);
        let found = synonyms.find(&tokens::units(&text));
        meanings.extend(Synonyms::cover(&found).iter().map(|found| found.group));
    }
    meanings.sort_unstable();
    meanings.dedup();
    let (rank, evidence) = rank(source, &document);
    Entry {
        place,
        rank,
        evidence,
        code: document.facets.codes.first().map(|code| code.index()),
        title: document.titles.first().map(ToString::to_string).unwrap_or_default(),
        id: document.id.into_owned(),
        meanings,
    }
}

fn rank(source: &Source<'_>, document: &Document<'_>) -> (usize, (Reverse<u32>, Reverse<u64>)) {
    let plain = |rank| (rank, (Reverse(0), Reverse(0)));
    match document.place {
        Place::Solution(at) => {
            let solution = &source.catalog.records.solutions[at as usize];
            let (uses, found) = evidence(source, at);
            let held = found.and_then(|e| e.held_90d.value).unwrap_or(0.0);
            let replaced = !source.catalog.index.later_solutions.of(at as usize).is_empty();
            let rank = match solution.confidence {
                _ if replaced => 6,
                Confidence::Validated if held >= HOLDS => 0,
                Confidence::Validated => 1,
                Confidence::NotValidated => 2,
                Confidence::WorkInProgress | Confidence::Archived => 6,
            };
            (rank, (Reverse((held * 1000.0).round() as u32), Reverse(uses)))
        }
        Place::Code(_)
        | Place::Component(_)
        | Place::Model(_)
        | Place::Customer(_)
        | Place::Site(_)
        | Place::Part(_) => plain(DIRECTORY),
        Place::Fault(_) => {
            let now = source.catalog.settings.as_of.map(|at| source.catalog.settings.zone.day(at));
            let recent = now
                .zip(document.facets.year)
                .is_some_and(|(now, year)| now.year() - year < RECENT_YEARS);
            plain(if recent { 3 } else { 4 })
        }
        _ => plain(4),
    }
}
