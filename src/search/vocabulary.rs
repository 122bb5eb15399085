//! What is looked up only when a word is not found: the words of the site by first
//! letter and length, for slips of the finger; its pairs of Chinese characters by sound;
//! how characters are read; and which simplified character a traditional one means.

use super::encode::{browser_cmp, number};
use super::han;
use super::postings::Postings;
use super::shards::{Entry, Family, Put, dictionary, write};
use hashbrown::HashSet;
use std::collections::BTreeMap;

/// Bytes of one file.
const BYTES: usize = 12_000;
/// Pairs of one sound that are kept, the most frequent first.
const PAIRS: usize = 8;
/// The shortest word in which a slip is looked for.
const SHORTEST: usize = 4;
/// Characters whose readings stand in one entry.
const BLOCK: u32 = 128;

/// The families: words, pairs by sound, readings, simplified characters.
pub(super) fn vocabulary(postings: &Postings, put: &Put<'_>) -> [Family; 4] {
    let pairs: Vec<(&str, u32)> = (0..postings.len())
        .map(|at| postings.get(at))
        .filter(|(term, _)| is_pair(term))
        .map(|(term, list)| (term, list.len() as u32))
        .collect();
    [
        dictionary('v', &words(postings), BYTES, put),
        dictionary('p', &sounds(&pairs), BYTES, put),
        if pairs.is_empty() { Family::default() } else { dictionary('h', &readings(), BYTES, put) },
        simplified(&pairs, put),
    ]
}

fn is_pair(term: &str) -> bool {
    let mut chars = term.chars();
    chars.by_ref().take(2).filter(|c| han::is_han(*c)).count() == 2 && chars.next().is_none()
}

/// A word's key: first letter, length, word; its value: in how many records it is.
fn words(postings: &Postings) -> Vec<Entry> {
    let mut entries: Vec<Entry> = (0..postings.len())
        .map(|at| postings.get(at))
        .filter(|(term, _)| {
            let letters = term.chars().all(|c| c.is_alphabetic() && !han::is_han(c));
            letters && term.chars().count() >= SHORTEST
        })
        .map(|(term, list)| {
            let mut key = String::new();
            key.extend(term.chars().next());
            number(&mut key, (term.chars().count() as u32).min(60));
            key.push_str(term);
            let mut value = String::new();
            number(&mut value, list.len() as u32);
            Entry { key, value }
        })
        .collect();
    entries.sort_by(|a, b| browser_cmp(&a.key, &b.key));
    entries
}

/// By the sound of a pair (`tong xun`): the pairs of the site read so.
fn sounds(pairs: &[(&str, u32)]) -> Vec<Entry> {
    let mut by_sound: BTreeMap<String, Vec<(u32, &str)>> = BTreeMap::new();
    for &(pair, records) in pairs {
        let mut read = pair.chars().map(han::readings);
        let (Some(first), Some(second)) = (read.next(), read.next()) else { continue };
        for (a, b) in first.iter().flat_map(|a| second.iter().map(move |b| (a, b))) {
            by_sound.entry(format!("{a} {b}")).or_default().push((records, pair));
        }
    }
    let entry = |(key, mut pairs): (String, Vec<(u32, &str)>)| {
        pairs.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
        pairs.truncate(PAIRS);
        Entry { key, value: pairs.into_iter().map(|(_, pair)| pair).collect() }
    };
    by_sound.into_iter().map(entry).collect()
}

/// Under the first character of each block: distance and syllable of its characters. The
/// syllables themselves stand first of all.
fn readings() -> Vec<Entry> {
    let syllables: Vec<&str> = han::syllables().map(|(syllable, _, _)| syllable).collect();
    let mut all: Vec<(u32, bool, u32)> = Vec::new();
    for (at, (_, first, further)) in han::syllables().enumerate() {
        all.extend(first.chars().map(|c| (u32::from(c), false, at as u32)));
        all.extend(further.chars().map(|c| (u32::from(c), true, at as u32)));
    }
    all.sort_unstable();
    let mut entries = vec![Entry { key: "!".to_owned(), value: syllables.join(" ") }];
    for block in all.chunk_by(|a, b| a.0 / BLOCK == b.0 / BLOCK) {
        let mut before = block[0].0 / BLOCK * BLOCK;
        let key = char::from_u32(before).map(String::from).unwrap_or_default();
        let mut value = String::new();
        for &(c, _, syllable) in block {
            number(&mut value, c - before);
            number(&mut value, syllable);
            before = c;
        }
        entries.push(Entry { key, value });
    }
    entries
}

/// Traditional characters with the simplified ones, of those that the site holds.
fn simplified(pairs: &[(&str, u32)], put: &Put<'_>) -> Family {
    let held: HashSet<char> = pairs.iter().flat_map(|(pair, _)| pair.chars()).collect();
    let table: String = han::pairs()
        .filter(|(_, to)| held.contains(to))
        .flat_map(|(from, to)| [from, to])
        .collect();
    if table.is_empty() {
        return Family::default();
    }
    write('s', vec![format!("\"{table}\"")], put)
}
