//! A sorted dictionary cut into small scripts. A family of shards is one dictionary:
//! key to text. The manifest knows the first key of each shard, so that the loader
//! fetches the one that can hold a key and no other.

use super::encode;
use crate::model::{Artifact, Content};
use rayon::prelude::*;
use std::ops::Range;

/// One entry of a dictionary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) value: String,
}

/// A sorted dictionary.
pub(super) trait Dictionary: Sync {
    /// Number of entries.
    fn len(&self) -> usize;
    /// Key and value of an entry.
    fn get(&self, at: usize) -> (&str, &str);
}

impl Dictionary for Vec<Entry> {
    fn len(&self) -> usize {
        self.as_slice().len()
    }

    fn get(&self, at: usize) -> (&str, &str) {
        (&self[at].key, &self[at].value)
    }
}

/// A dictionary of millions of short entries: two long texts.
#[derive(Clone, Debug, Default)]
pub(super) struct Packed {
    keys: String,
    values: String,
    /// By entry: where its key and its value end.
    ends: Vec<(usize, usize)>,
}

impl Packed {
    /// Adds an entry whose value `write` appends.
    pub(super) fn add(&mut self, key: &str, write: impl FnOnce(&mut String)) {
        self.keys.push_str(key);
        write(&mut self.values);
        self.ends.push((self.keys.len(), self.values.len()));
    }

    pub(super) fn push(&mut self, key: &str, value: &str) {
        self.add(key, |values| values.push_str(value));
    }

    /// Adds the entries of another one behind these.
    pub(super) fn append(&mut self, other: &Self) {
        let (keys, values) = (self.keys.len(), self.values.len());
        self.keys.push_str(&other.keys);
        self.values.push_str(&other.values);
        self.ends.extend(other.ends.iter().map(|(key, value)| (keys + key, values + value)));
    }
}

impl Dictionary for Packed {
    fn len(&self) -> usize {
        self.ends.len()
    }

    fn get(&self, at: usize) -> (&str, &str) {
        let (keys, values) = if at == 0 { (0, 0) } else { self.ends[at - 1] };
        let (key, value) = self.ends[at];
        (&self.keys[keys..key], &self.values[values..value])
    }
}

/// A family of scripts in one folder, whose name changes with any byte of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Family {
    /// The folder below `search/`.
    pub(super) folder: String,
    /// First keys, encoded as terms; empty where the loader counts.
    pub(super) firsts: String,
    /// Bytes of each script.
    pub(super) sizes: Vec<usize>,
}

/// Receives finished files.
pub(super) type Put<'a> = dyn Fn(Artifact) + Sync + 'a;

/// The call by which a script hands its content to the loader.
pub(super) fn script(key: &str, arguments: &str) -> String {
    format!("faultbook.shard(\"{key}\",{arguments});\n")
}

/// Writes the scripts of a family, each given as its arguments.
pub(super) fn write(letter: char, scripts: Vec<String>, put: &Put<'_>) -> Family {
    let mut hash = blake3::Hasher::new();
    for script in &scripts {
        hash.update(&(script.len() as u64).to_le_bytes());
        hash.update(script.as_bytes());
    }
    let folder = format!("{letter}-{}", &hash.finalize().to_hex()[..10]);
    let sizes = scripts
        .into_par_iter()
        .enumerate()
        .map(|(at, arguments)| {
            let bytes = script(&format!("{letter}/{at}"), &arguments).into_bytes();
            let size = bytes.len();
            let path = format!("search/{folder}/{at}.js");
            put(Artifact { path, content: Content::Bytes(bytes) });
            size
        })
        .collect();
    Family { folder, firsts: String::new(), sizes }
}

/// Cuts sorted entries into scripts of about so many bytes and writes them.
pub(super) fn dictionary(
    letter: char,
    entries: &impl Dictionary,
    bytes: usize,
    put: &Put<'_>,
) -> Family {
    let mut starts = Vec::new();
    let mut size = usize::MAX;
    for at in 0..entries.len() {
        // A key mostly repeats the one before it.
        let own = entries.get(at).1.len() + 5;
        if size.saturating_add(own) > bytes {
            starts.push(at);
            size = 0;
        }
        size += own;
    }
    let ends = starts.iter().skip(1).copied().chain(std::iter::once(entries.len()));
    let scripts: Vec<String> = starts
        .par_iter()
        .zip(ends.collect::<Vec<_>>())
        .map(|(&start, end)| arguments(entries, start..end))
        .collect();
    let firsts = firsts(entries, &starts);
    Family { firsts, ..write(letter, scripts, put) }
}

/// A part of a dictionary as two texts: keys with the length of each value, and values.
fn arguments(entries: &impl Dictionary, range: Range<usize>) -> String {
    let (mut keys, mut values) = (String::new(), String::new());
    let mut before = "";
    for (key, value) in range.map(|at| entries.get(at)) {
        encode::term(&mut keys, before, key);
        encode::number(&mut keys, encode::units(value));
        values.push_str(value);
        before = key;
    }
    format!("\"{keys}\",\"{values}\"")
}

/// For each shard the shortest text that is after every key before it.
fn firsts(entries: &impl Dictionary, starts: &[usize]) -> String {
    let mut out = String::new();
    let mut before = String::new();
    for &start in starts {
        let key = entries.get(start).0;
        let last = start.checked_sub(1).map_or("", |last| entries.get(last).0);
        let same = last.chars().zip(key.chars()).take_while(|(a, b)| a == b).count();
        let first: String = key.chars().take(same + 1).collect();
        encode::term(&mut out, &before, &first);
        before = first;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    fn cut(keys: &[&str], bytes: usize) -> (Family, Vec<String>) {
        let entries: Vec<Entry> =
            keys.iter().map(|k| Entry { key: (*k).to_owned(), value: "xy".to_owned() }).collect();
        let files = Mutex::new(Vec::new());
        let family = dictionary('t', &entries, bytes, &|file| files.lock().unwrap().push(file));
        let mut files = files.into_inner().unwrap();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let text = |file: Artifact| match file.content {
            Content::Bytes(bytes) => String::from_utf8(bytes).unwrap(),
            _ => String::new(),
        };
        (family, files.into_iter().map(text).collect())
    }

    #[test]
    fn a_dictionary_is_cut_where_it_is_full_and_knows_the_first_keys() {
        let (family, files) = cut(&["alpha", "alpine", "beta"], 14);
        assert_eq!(files.len(), 2);
        // Of `alpine` three letters are kept and three are new; each value has two signs.
        assert_eq!(files[0], "faultbook.shard(\"t/0\",\" &alpha#$$ine#\",\"xyxy\");\n");
        assert_eq!(family.firsts, " !a !b");
        assert_eq!(family.sizes, [files[0].len(), files[1].len()]);
    }

    #[test]
    fn the_folder_changes_with_the_content_and_only_then() {
        let (a, _) = cut(&["alpha"], 100);
        assert_eq!(a, cut(&["alpha"], 100).0);
        assert_ne!(a.folder, cut(&["alphb"], 100).0.folder);
    }

    #[test]
    fn nothing_to_find_is_no_file() {
        let (family, files) = cut(&[], 100);
        assert!(files.is_empty() && family.sizes.is_empty());
    }
}
