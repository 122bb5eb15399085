//! What is known of a place before anything is done there: the last list, what a cut
//! publication has left, and files of other people where ours would go.

use super::manifest::{Manifest, Unusable};
use super::plan::{Known, Site};
use super::remote::{Kind, Thing, Trouble};
use super::session::Session;
use crate::diag::Diagnostic;
use std::collections::BTreeSet;
use std::ops::Bound;

/// The file that lies there while a publication is not finished: it names the run, so that
/// the machine which began it can go on, and every other knows that no file is certain.
pub(super) const OPEN: &str = ".faultbook-publish/open";

/// What is known, and the run that was cut, if this machine began it.
pub(super) fn survey(
    session: &Session<'_>,
    site: &Site,
    manifest: &str,
    adopt: bool,
) -> Result<(Known, Option<String>), Diagnostic> {
    let list = read_list(session, manifest, adopt)?;
    let types = session.remote.abilities().content_types;
    let mut known = Known { list, types, ..Known::default() };
    let mut run = None;
    if let Some(open) = small(session, OPEN)? {
        match session.store.journal.read() {
            Some((ours, since)) if ours == open => {
                known.since = since;
                run = Some(ours);
            }
            _ => known.uncertain = true,
        }
    }
    known.foreign = foreign(session, site, &known)?;
    Ok((known, run))
}

fn read_list(
    session: &Session<'_>,
    manifest: &str,
    adopt: bool,
) -> Result<Option<Manifest>, Diagnostic> {
    let bytes = match session.ask(|remote| remote.get(manifest)) {
        Ok(bytes) => bytes,
        Err(Trouble { kind: Kind::Missing, .. }) => return Ok(None),
        Err(trouble) => return Err(session.failed("the list of the last publication", &trouble)),
    };
    match Manifest::read(&bytes) {
        Ok(list) => Ok(Some(list)),
        Err(Unusable::Broken(_)) if adopt => Ok(None),
        Err(unusable) => Err(unusable.finding(&session.ways.place)),
    }
}

fn small(session: &Session<'_>, path: &str) -> Result<Option<String>, Diagnostic> {
    match session.ask(|remote| remote.get(path)) {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).trim().to_owned())),
        Err(Trouble { kind: Kind::Missing, .. }) => Ok(None),
        Err(trouble) => Err(session.failed(path, &trouble)),
    }
}

/// Things at paths of the site that we have not put there. Only folders are listed in which
/// something new would go.
fn foreign(session: &Session<'_>, site: &Site, known: &Known) -> Result<Vec<String>, Diagnostic> {
    let new = site.files.keys().filter(|path| !known.is_ours(path)).cloned().collect();
    at_paths(session, &new, str::to_owned)
}

/// The same on a first publication to a place that takes capitals for small letters.
pub(super) fn foreign_but_for_case(
    session: &Session<'_>,
    site: &Site,
) -> Result<Vec<String>, Diagnostic> {
    let new = site.files.keys().map(|path| path.to_lowercase()).collect();
    at_paths(session, &new, str::to_lowercase)
}

fn at_paths(
    session: &Session<'_>,
    new: &BTreeSet<String>,
    as_there: fn(&str) -> String,
) -> Result<Vec<String>, Diagnostic> {
    let mut foreign = Vec::new();
    let mut folders = vec![String::new()];
    if new.is_empty() {
        folders.clear();
    }
    while let Some(folder) = folders.pop() {
        let entries = session
            .ask(|remote| remote.list(&folder))
            .map_err(|trouble| session.failed("the list of files there", &trouble))?;
        for entry in entries {
            let path =
                if folder.is_empty() { entry.name } else { format!("{folder}/{}", entry.name) };
            let read = as_there(&path);
            let leads_on = leads_to(new, &read);
            match entry.thing {
                Thing::Folder if leads_on => folders.push(path),
                _ if leads_on || new.contains(&read) => foreign.push(path),
                _ => {}
            }
        }
    }
    foreign.sort_unstable();
    Ok(foreign)
}

/// True where one of the paths lies below a folder.
fn leads_to(paths: &BTreeSet<String>, folder: &str) -> bool {
    let inside = format!("{folder}/");
    let from = (Bound::Included(inside.as_str()), Bound::Unbounded);
    paths.range::<str, _>(from).next().is_some_and(|path| path.starts_with(&inside))
}
