//! Ticket numbers of log rows. A million of them must not weigh on a query for a fault:
//! they have a dictionary of their own, looked into only when a word of the query has
//! the shape of one of the site's tickets.

use super::documents::Source;
use super::encode::{browser_cmp, number};
use super::place::Place;
use super::shards::{Entry, Family, Put, dictionary, script};
use super::tokens;
use crate::model::time::Clock;
use crate::model::{Artifact, Content};
use hashbrown::HashMap;
use rayon::prelude::*;
use std::collections::BTreeSet;

/// Bytes of one file.
const BYTES: usize = 40_000;
/// Digits that are found without the letters before them.
const BARE: usize = 4;

/// What the manifest says of the tickets.
#[derive(Clone, Debug, Default)]
pub(super) struct Tickets {
    pub(super) family: Family,
    /// How tickets are written: `A` a capital, `a` any other letter or digit, and the
    /// signs between.
    pub(super) shapes: Vec<String>,
    /// The letters with which tickets begin.
    pub(super) beginnings: BTreeSet<String>,
}

/// Most beginnings worth telling; with more any word may be a ticket.
const MOST_BEGINNINGS: usize = 64;
/// Most shapes worth numbering.
const MOST_SHAPES: usize = 90;

/// A ticket on its way into the dictionary.
struct Row {
    key: String,
    shape: String,
    written: String,
    value: String,
}

/// Writes the tickets of all log rows. `numbers` is the number of each place's card.
pub(super) fn tickets(
    source: &Source<'_>,
    numbers: &HashMap<Place, u32>,
    put: &Put<'_>,
) -> Tickets {
    let events = &source.catalog.records.events;
    let rows: Vec<Row> =
        (0..events.len()).into_par_iter().filter_map(|row| read(source, numbers, row)).collect();
    let mut shapes: HashMap<String, u32> = HashMap::new();
    let mut out = Tickets::default();
    for row in &rows {
        if shapes.len() < MOST_SHAPES && !shapes.contains_key(row.shape.as_str()) {
            shapes.insert(row.shape.clone(), shapes.len() as u32 + 1);
            out.shapes.push(row.shape.clone());
        }
        if out.beginnings.len() <= MOST_BEGINNINGS {
            let letters = letters(&row.key);
            if !out.beginnings.contains(letters) {
                out.beginnings.insert(letters.to_owned());
            }
        }
    }
    let mut entries: Vec<Entry> =
        rows.into_par_iter().flat_map_iter(|row| entries(row, &shapes)).collect();
    entries.par_sort_unstable_by(|a, b| {
        browser_cmp(&a.key, &b.key).then_with(|| a.value.cmp(&b.value))
    });
    entries.dedup();
    out.family = dictionary('k', &entries, BYTES, put);
    write_firsts(&mut out.family, put);
    out
}

/// With a million tickets the first keys alone are worth a file.
fn write_firsts(family: &mut Family, put: &Put<'_>) {
    if family.sizes.is_empty() {
        return;
    }
    let bytes = script("k/firsts", &format!("\"{}\"", family.firsts)).into_bytes();
    family.firsts.clear();
    family.sizes.push(bytes.len());
    let path = format!("search/{}/firsts.js", family.folder);
    put(Artifact { path, content: Content::Bytes(bytes) });
}

fn letters(key: &str) -> &str {
    &key[..key.find(|c: char| c.is_ascii_digit()).unwrap_or(key.len())]
}

/// The row's ticket: where it is shown and when it was reported. A Markdown report is a
/// record of its own.
fn read(source: &Source<'_>, numbers: &HashMap<Place, u32>, row: usize) -> Option<Row> {
    let event = source.catalog.records.events.get(row);
    if event.report().is_some() || event.ticket().is_empty() {
        return None;
    }
    let place = source.addresses.event(row)?;
    let card = *numbers.get(&Place::Device(place.device))?;
    let written = event.ticket().to_owned();
    let plain = tokens::normalise(&written);
    let key: String = tokens::units(&plain).iter().map(|unit| unit.text).collect();
    if key.is_empty() {
        return None;
    }
    let at = Clock::ALL.iter().find_map(|&clock| event.at(clock));
    let year = at.map(|at| source.catalog.settings.zone.day(at).year());
    let since = |year: Option<i16>| year.map_or(0, |year| u32::from(year.unsigned_abs()) + 1);
    let usual = place.anchor.strip_prefix("e-") == Some(written.as_str());
    let mut value = String::new();
    number(&mut value, card);
    number(&mut value, since(year).saturating_sub(1900));
    number(&mut value, u32::from(place.year.is_some()) * 2 + u32::from(!usual));
    number(
        &mut value,
        crate::model::Status::ALL.iter().position(|s| *s == event.status()).unwrap_or(0) as u32,
    );
    if !usual {
        number(&mut value, place.anchor.encode_utf16().count() as u32);
        value.push_str(&place.anchor);
    }
    let shape = shape(&written, &key);
    Some(Row { key, shape, written, value })
}

/// How the key becomes the ticket again; empty where it cannot.
fn shape(written: &str, key: &str) -> String {
    let mut left = key.chars();
    let mut shape = String::new();
    for c in written.chars() {
        if !c.is_alphanumeric() {
            shape.push(c);
            continue;
        }
        match left.next() {
            Some(k) if k == c => shape.push('a'),
            Some(k) if k.is_ascii() && k.to_ascii_uppercase() == c => shape.push('A'),
            _ => return String::new(),
        }
    }
    let plain = shape.is_ascii() && !shape.contains(['"', '\\']);
    if plain && left.next().is_none() { shape } else { String::new() }
}

/// The ticket under its whole key, and under its digits alone.
fn entries(row: Row, shapes: &HashMap<String, u32>) -> Vec<Entry> {
    let digits = &row.key[letters(&row.key).len()..];
    let mut value = String::new();
    let known = shapes.get(row.shape.as_str()).copied().filter(|_| !row.shape.is_empty());
    number(&mut value, known.unwrap_or(0));
    if known.is_none() {
        let written: String =
            row.written.chars().filter(|c| !matches!(c, '"' | '\\' | '\n' | '\r')).collect();
        number(&mut value, written.encode_utf16().count() as u32);
        value.push_str(&written);
    }
    value.push_str(&row.value);
    let mut out = Vec::with_capacity(2);
    if digits.len() >= BARE && digits.len() < row.key.len() {
        // The letters before the digits, so that the whole key can be made again.
        let mut bare = String::new();
        let before = letters(&row.key);
        number(&mut bare, before.encode_utf16().count() as u32);
        bare.push_str(before);
        bare.push_str(&value);
        out.push(Entry { key: digits.to_owned(), value: bare });
    }
    value.insert(0, ' ');
    out.push(Entry { key: row.key, value });
    out
}
