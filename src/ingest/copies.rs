//! Logs that are byte for byte the same: `log (1).csv`, which a browser makes of a
//! second download. Their rows count once; that the file lies there twice is told.
#![allow(clippy::disallowed_methods, reason = "ingest reads the project from disk")]

use super::disk;
use super::roles::{Input, Role};
use crate::diag::{Code, Diagnostic, Diagnostics, Place};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::Arc;

/// One finding for each log that is a copy of another.
pub(super) fn of(sources: &[Input]) -> Diagnostics {
    let mut of_size: BTreeMap<u64, Vec<&Input>> = BTreeMap::new();
    for input in sources.iter().filter(|input| input.role == Role::Log && input.file.size > 0) {
        of_size.entry(input.file.size).or_default().push(input);
    }
    let mut found = Diagnostics::new();
    for mut inputs in of_size.into_values().filter(|inputs| inputs.len() > 1) {
        inputs.sort_by_key(|input| (input.file.path.len(), input.file.path.clone()));
        let mut hash_told = |input: &&Input| {
            let hash = hash(&input.file.disk).map(Some);
            disk::or_told(hash, &input.file.path, &mut found, None)
        };
        let hashes: Vec<_> = inputs.iter().map(&mut hash_told).collect();
        for (at, input) in inputs.iter().enumerate().skip(1) {
            let first =
                hashes[at].and_then(|own| hashes[..at].iter().position(|h| *h == Some(own)));
            found.extend(first.map(|first| copied(input, inputs[first])));
        }
    }
    found
}

/// A hash of every table that can be read, by its path: the same bytes, the same
/// figures.
pub(super) fn hashes(sources: &[&Input], found: &mut Diagnostics) -> BTreeMap<Arc<str>, String> {
    let of = |input: &&Input| (input.file.path.clone(), hash(&input.file.disk));
    let all: Vec<_> = sources.par_iter().map(of).collect();
    let mut hashes = BTreeMap::new();
    for (path, hash) in all {
        if let Some(hash) = disk::or_told(hash.map(Some), &path, found, None) {
            hashes.insert(path, shown(&hash));
        }
    }
    hashes
}

/// The hash of one of them.
pub(super) fn hash_of(input: &Input, found: &mut Diagnostics) -> Option<String> {
    let hash = hash(&input.file.disk).map(Some);
    Some(shown(&disk::or_told(hash, &input.file.path, found, None)?))
}

fn shown(hash: &blake3::Hash) -> String {
    hash.to_hex()[..HASH_LETTERS].to_owned()
}

/// Letters of a hash that are shown: enough to tell any two files apart.
const HASH_LETTERS: usize = 16;

fn hash(path: &Path) -> io::Result<blake3::Hash> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(std::fs::File::open(path)?)?;
    Ok(hasher.finalize())
}

fn copied(copy: &Input, original: &Input) -> Diagnostic {
    let message = format!("this log is a copy of {}; its rows count once", original.file.path);
    Diagnostic::new(Code::FileCopied, message)
        .at(Place::file(copy.file.path.clone()))
        .hint("delete one of the two files")
}
