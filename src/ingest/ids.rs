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

/// What the file of a record says of itself, before the ids of all of them are settled.
#[derive(Clone)]
pub(super) struct Head {
    /// It says that it is a draft.
    pub(super) unfinished: bool,
    /// The file.
    pub(super) found: Found,
    /// The id that it asks for.
    pub(super) proposed: Proposed,
    /// What was found in it.
    pub(super) findings: Diagnostics,
}

/// Leaves drafts aside unless they are asked for, tells what was found in the others, and
/// settles their ids, in path order.
pub(super) fn settle_heads<R>(
    what: &str,
    files: Vec<R>,
    head: impl Fn(&mut R) -> &mut Head,
    drafts: bool,
    findings: &mut Diagnostics,
) -> Vec<R> {
    let mut kept = Vec::with_capacity(files.len());
    for mut file in files {
        let own = head(&mut file);
        if own.unfinished && !drafts {
            findings.push(left_aside(&own.found));
            continue;
        }
        findings.append(std::mem::take(&mut own.findings));
        kept.push(file);
    }
    let heads = kept.iter_mut().map(|file| {
        let Head { proposed, found, .. } = head(file);
        (proposed, &*found)
    });
    settle(what, &mut heads.collect::<Vec<_>>(), findings);
    kept
}

/// The note about a draft.
pub(super) fn left_aside(file: &Found) -> Diagnostic {
    Diagnostic::new(Code::FileIgnored, "this is a draft and was left aside")
        .at(Place::file(file.path.clone()))
        .hint("build with --drafts to see it")
}

/// Settles the ids of records of one kind, in path order.
fn settle(what: &str, records: &mut [(&mut Proposed, &Found)], findings: &mut Diagnostics) {
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
