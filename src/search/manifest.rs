//! The one file that the loader asks for before anything else, and the list of all files
//! for those who keep the index on the device.

use super::cards::CARDS;
use super::documents::Source;
use super::facets::NAMES;
use super::order::{BOOSTS, DIRECTORY, Order};
use super::place::KINDS;
use super::postings::TIERS;
use super::shards::{Family, Put, script};
use super::synonyms::Group;
use super::tickets::Tickets;
use crate::model::{Artifact, Content};
use serde_json::{Value, json};

/// Everything that was written.
pub(super) struct Parts<'a> {
    pub(super) order: &'a Order,
    pub(super) groups: Vec<&'a Group>,
    pub(super) terms: Family,
    /// Words, pairs by sound, readings, simplified characters.
    pub(super) vocabulary: [Family; 4],
    pub(super) cards: Family,
    pub(super) facets: Family,
    pub(super) facet_files: Vec<usize>,
    pub(super) tickets: Tickets,
}

/// Bytes of synonyms that may stand in the manifest itself.
const SYNONYMS_INSIDE: usize = 7_000;

/// Writes the list of files and the manifest.
pub(super) fn write(source: &Source<'_>, parts: Parts<'_>, put: &Put<'_>) {
    let groups: Vec<&[String]> = parts.groups.iter().map(|group| group.words.as_slice()).collect();
    let words = groups.iter().map(|words| words.join("|")).collect::<Vec<_>>().join("\n");
    let inside = words.len() <= SYNONYMS_INSIDE;
    let synonyms = if inside {
        Family::default()
    } else {
        super::shards::write('y', vec![json!(words).to_string()], put)
    };
    let [vocabulary, sounds, readings, simplified] = parts.vocabulary;
    let families = [
        ('t', parts.terms),
        ('c', parts.cards),
        ('v', vocabulary),
        ('p', sounds),
        ('h', readings),
        ('s', simplified),
        ('f', parts.facets),
        ('k', parts.tickets.family.clone()),
        ('y', synonyms),
    ];
    let sizes = sizes(&families);
    let files = super::shards::write('l', vec![sizes.to_string()], put);
    let mut manifest = json!({
        "n": parts.order.places.len(),
        "card": CARDS,
        "begins": parts.order.begins,
        "boosts": BOOSTS,
        "directory": DIRECTORY,
        "tiers": TIERS,
        "kinds": KINDS,
        "languages": source.languages().iter().map(|lang| lang.as_str()).collect::<Vec<_>>(),
        "facets": NAMES.iter().zip(&parts.facet_files).collect::<Vec<_>>(),
        "files": files.folder,
        "statuses": crate::model::Status::ALL.iter().map(|s| s.as_str()).collect::<Vec<_>>(),
        "shapes": parts.tickets.shapes,
        "tickets": parts.tickets.beginnings,
    });
    for (letter, family) in families {
        if !family.sizes.is_empty() {
            manifest[letter.to_string()] = json!([family.folder, family.firsts]);
        }
    }
    if inside {
        manifest["synonyms"] = json!(words);
    }
    let bytes = script("manifest", &manifest.to_string()).into_bytes();
    put(Artifact { path: "search/manifest.js".to_owned(), content: Content::Bytes(bytes) });
}

/// By folder: the bytes of each of its files, which are named by their place in the list.
fn sizes(families: &[(char, Family)]) -> Value {
    let written = families.iter().filter(|(_, family)| !family.sizes.is_empty());
    written.map(|(_, family)| json!([family.folder, family.sizes])).collect()
}
