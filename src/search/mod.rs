//! The index that a reader's browser searches: every record of a restricted catalog,
//! taken apart, weighed, cut into small scripts. The format is told in `docs/search.md`;
//! its other half is `themes/default/static/search.js`.
//!
//! In reading order: `documents` is what can be found, `order` how records are
//! numbered, `tokens` and `synonyms` how a text is taken apart, `postings` and `pairs`
//! what is found where, `lists` and `shards` how it is written.
//!
//! Not here: addresses of pages (`site` tells them through [`Addresses`]), the page with
//! the search box (`render`).

mod cards;
mod documents;
mod encode;
mod excerpt;
mod facets;
mod han;
mod leads;
mod lists;
mod manifest;
mod order;
mod pairs;
mod place;
mod postings;
mod prose;
mod shards;
mod shared;
mod synonyms;
mod tickets;
mod tokens;
mod vocabulary;

pub use place::{Addresses, EventPlace, Place};
pub use shared::Shared;

use crate::analyse::Facts;
use crate::catalog::{Catalog, Restricted};
use crate::model::Artifact;
use documents::Source;
use hashbrown::HashMap;
use manifest::Parts;
use synonyms::Synonyms;

/// Bytes of one file of terms.
const TERM_BYTES: usize = 14_000;

/// Writes the index of a site. `put` takes every file, from any thread. `shared` is what
/// sites that are made in one go have in common.
pub fn write(
    catalog: &Restricted<Catalog>,
    facts: &Facts,
    addresses: &dyn Addresses,
    shared: Option<&Shared>,
    put: &(dyn Fn(Artifact) + Sync),
) {
    let source = Source { catalog, facts, addresses, shared };
    let synonyms = Synonyms::new(&catalog.records.synonyms);
    let order = order::order(&source, &synonyms);
    let postings = postings::postings(&source, &synonyms, &order.places);
    let groups = synonyms.occurring(postings.terms());
    let vocabulary = vocabulary::vocabulary(&postings, put);
    let entries = lists::entries(&postings);
    drop(postings);
    let terms = shards::dictionary('t', &entries, TERM_BYTES, put);
    drop(entries);
    let cards = cards::cards(&source, &order.places, put);
    let (narrowing, facet_files) = facets::facets(&source, &order.places, put);
    let numbers: HashMap<Place, u32> =
        order.places.iter().enumerate().map(|(at, &place)| (place, at as u32)).collect();
    let tickets = tickets::tickets(&source, &numbers, put);
    let parts = Parts {
        order: &order,
        groups,
        terms,
        vocabulary,
        cards,
        facets: narrowing,
        facet_files,
        tickets,
    };
    manifest::write(&source, parts, put);
}
