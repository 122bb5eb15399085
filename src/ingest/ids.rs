//! Ids that are made from paths, and ids that two records share (design §2). The
//! first in path order keeps a derived id; equal ids written by hand stop the build.

use super::walk::Found;
use crate::diag::{Code, Diagnostic, Diagnostics, Place};
use crate::model::ids::match_key;
use std::collections::BTreeMap;

/// An id on its way to a record.
#[derive(Clone, Debug)]
pub(super) struct Proposed {
    /// The id.
    pub(super) id: String,
    /// True where a person wrote it, false where it was made from the path.
    pub(super) written: bool,
    /// Line on which it is written; 0 where it is not.
    pub(super) line: u32,
}

/// Settles the ids of records of one kind, in path order.
pub(super) fn settle(
    what: &str,
    records: &mut [(&mut Proposed, &Found)],
    findings: &mut Diagnostics,
) {
    let mut taken: BTreeMap<String, Place> = BTreeMap::new();
    for (proposed, file) in records.iter().filter(|(proposed, _)| proposed.written) {
        let place = Place::line(file.path.clone(), proposed.line.max(1));
        claim(what, &proposed.id, &place, &mut taken, findings);
    }
    for (proposed, file) in records.iter_mut().filter(|(proposed, _)| !proposed.written) {
        let place = Place::line(file.path.clone(), 1);
        let Some(former) = taken.get(&match_key(&proposed.id)) else {
            taken.insert(match_key(&proposed.id), place);
            continue;
        };
        let former = former.file.clone();
        let other = free_id(file, &taken);
        findings.push(
            Diagnostic::new(
                Code::IdDerivedCollision,
                format!(
                    "the id `{}` is already that of {former}; this {what} is `{other}`",
                    proposed.id
                ),
            )
            .at(place.clone())
            .hint("write an `id` into the front matter to choose another"),
        );
        taken.insert(match_key(&other), place);
        proposed.id = other;
    }
}

/// `<folder>--<stem>`, with as many folders as it takes to be free.
fn free_id(file: &Found, taken: &BTreeMap<String, Place>) -> String {
    let mut folders: Vec<&str> = file.path.split('/').rev().skip(1).collect();
    folders.reverse();
    for from in (0..folders.len()).rev() {
        let id = format!("{}--{}", folders[from..].join("--"), file.stem());
        if !taken.contains_key(&match_key(&id)) {
            return id;
        }
    }
    file.path.replace('/', "--")
}

/// Claims an id written by hand; a second claim stops the build.
pub(super) fn claim(
    what: &str,
    id: &str,
    place: &Place,
    taken: &mut BTreeMap<String, Place>,
    findings: &mut Diagnostics,
) {
    if let Some(former) = taken.get(&match_key(id)) {
        findings.push(
            Diagnostic::new(
                Code::IdCollision,
                format!("two records have the {what} id `{id}`: here and at {former}"),
            )
            .at(place.clone())
            .hint("give one of the two another id"),
        );
        return;
    }
    taken.insert(match_key(id), place.clone());
}
