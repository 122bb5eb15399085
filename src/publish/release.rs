//! A release folder and a link: the whole site is laid out in a folder of its own, and then
//! the link that readers come by is switched to it in one step. Files that have not changed
//! are second names of those in the release before, where the place has them.
//!
//! ```text
//! <around>/
//!   www -> www.releases/00042-…      what readers come by
//!   www.releases/
//!     .faultbook-publish/            the lock, the mark of an unfinished run
//!     00041-…/                       the release before, for a way back
//!     00042-…/                       each with its own list
//! ```

use super::lock::Held;
use super::manifest::{Listed, MANIFEST, Manifest, Unusable};
use super::phase::Phase;
use super::plan::{Known, Plan, is_for_ever};
use super::remote::{Below, Kind, Over, Thing, Trouble};
use super::run::{
    Done, Job, at_once, is_right, lied, locked, looks, new_list, put, put_list, sent,
};
use super::session::Session;
use super::survey::OPEN;
use crate::diag::{Code, Diagnostic, Diagnostics, Severity};
use std::collections::BTreeMap;

/// The link, and what lies behind it.
struct Place<'a> {
    link: &'a str,
    /// The name of the release that the link leads to.
    current: Option<String>,
    list: Option<Manifest>,
}

/// What a publication by a link would do.
pub fn rehearse_release(job: &Job<'_>, link: &str) -> Result<(Plan, Diagnostics), Diagnostic> {
    job.counted(|whole| {
        let place = Place::of(whole, link)?;
        let known = place.known();
        let plan = Plan::of(job.site, &known, job.now);
        let objections = plan.objections(job.site, &known, job.allowed);
        Ok((plan, objections.into_iter().collect()))
    })
    .0
}

/// Publishes a site as a new release and switches the link to it.
pub fn publish_release(job: &Job<'_>, link: &str) -> Result<Done, Diagnostics> {
    job.fit()?;
    under_lock(job, link, |whole, releases, held| run(job, (whole, releases), held, link))
}

/// Switches the link back to the release before.
pub fn roll_back_release(job: &Job<'_>, link: &str) -> Result<Done, Diagnostics> {
    under_lock(job, link, |whole, releases, held| {
        back(whole, releases, held, link).map_err(|finding| Diagnostics::from_iter([finding]))
    })
}

fn under_lock(
    job: &Job<'_>,
    link: &str,
    work: impl FnOnce(&Session<'_>, &Session<'_>, &Held) -> Result<Done, Diagnostics>,
) -> Result<Done, Diagnostics> {
    let (done, requests) = job.counted(|whole| {
        // Before a lock is made, which would make folders: is the place one for this?
        Place::of(whole, link).map_err(|finding| Diagnostics::from_iter([finding]))?;
        let below = Below::new(whole.remote, &folder(link));
        let releases = Session { remote: &below, ..*whole };
        locked(&releases, |held| work(whole, &releases, held))
    });
    done.map(|done| Done { requests, ..done })
}

fn folder(link: &str) -> String {
    format!("{link}.releases")
}

impl<'a> Place<'a> {
    fn of(whole: &Session<'_>, link: &'a str) -> Result<Self, Diagnostic> {
        if !whole.remote.abilities().links {
            return Err(refused("this place has no links that can be switched in one step"));
        }
        let failed = |trouble: Trouble| whole.failed(link, &trouble);
        let Some(target) = whole.ask(|remote| remote.pointed(link)).map_err(failed)? else {
            return match whole.ask(|remote| remote.stat(link)).map_err(failed)? {
                None => Ok(Self { link, current: None, list: None }),
                Some(_) => Err(refused(&format!("{link} is there already and is no link of ours"))),
            };
        };
        let Some(current) = target.strip_prefix(&format!("{}/", folder(link))) else {
            return Err(refused(&format!("{link} is a link to {target}, which is not ours")));
        };
        let list = list(whole, link, current)?;
        Ok(Self { link, current: Some(current.to_owned()), list })
    }

    fn known(&self) -> Known {
        Known { list: self.list.clone(), ..Known::default() }
    }
}

/// The list of a release; none where it has none.
fn list(whole: &Session<'_>, link: &str, release: &str) -> Result<Option<Manifest>, Diagnostic> {
    let path = format!("{}/{release}/{MANIFEST}", folder(link));
    match whole.ask(|remote| remote.get(&path)) {
        Ok(bytes) => {
            let unusable = |why: Unusable| why.finding(&whole.ways.place);
            Manifest::read(&bytes).map(Some).map_err(unusable)
        }
        Err(Trouble { kind: Kind::Missing, .. }) => Ok(None),
        Err(trouble) => Err(whole.failed(&path, &trouble)),
    }
}

fn refused(why: &str) -> Diagnostic {
    Diagnostic::new(Code::PublishRefused, format!("{why}; nothing was changed")).hint(
        "with switch = \"link\" the path must be free, or a link that faultbook has made: name \
         another path in the target, or take switch = \"files\"",
    )
}

fn run(
    job: &Job<'_>,
    (whole, releases): (&Session<'_>, &Session<'_>),
    held: &Held,
    link: &str,
) -> Result<Done, Diagnostics> {
    let one = |finding: Diagnostic| Diagnostics::from_iter([finding]);
    let place = Place::of(whole, link).map_err(one)?;
    let known = place.known();
    let plan = Plan::of(job.site, &known, job.now);
    let objections = plan.objections(job.site, &known, job.allowed);
    if !objections.is_empty() {
        return Err(objections.into_iter().collect());
    }
    let files = job.site.files.clone();
    let mut done = Done { unchanged: plan.unchanged, files, ..Done::default() };
    if plan.is_nothing() && place.list.is_some() {
        return Ok(Done { plan, ..done });
    }
    let name = name(job, &place);
    lay_out(job, releases, held, (&place, &plan, &name), &mut done).map_err(one)?;
    switch(whole, releases, held, (&place, &name)).map_err(one)?;
    done.deleted = plan.removed.len() as u64;
    // The way back is there, not here.
    releases.store.tidy(&BTreeMap::new());
    let kept = [Some(name), place.current];
    if let Err(finding) = tidy(releases, &kept) {
        let finding = Diagnostic { code: Code::PublishLeftover, ..finding };
        done.findings.push(finding.severity(Severity::Warning));
    }
    Ok(Done { plan, ..done })
}

/// A release is named by its number and by what is in it, so that a cut one is found again.
fn name(job: &Job<'_>, place: &Place<'_>) -> String {
    let number = place.list.as_ref().map_or(0, |list| list.publication) + 1;
    let mut hash = blake3::Hasher::new();
    for (path, file) in &job.site.files {
        hash.update(path.as_bytes()).update(&[0]).update(file.hash.as_bytes());
    }
    let before = place.current.as_deref().unwrap_or_default();
    hash.update(before.as_bytes());
    format!("{number:05}-{}", &hash.finalize().to_hex()[..16])
}

/// A file of the new release, and whether the release before has it.
struct Part<'p> {
    path: &'p str,
    file: &'p Listed,
    phase: Phase,
    there: bool,
}

fn lay_out(
    job: &Job<'_>,
    releases: &Session<'_>,
    held: &Held,
    (place, plan, name): (&Place<'_>, &Plan, &str),
    done: &mut Done,
) -> Result<(), Diagnostic> {
    let mut known = BTreeMap::new();
    let open = releases.ask(|remote| remote.get(OPEN)).ok();
    match releases.store.journal.read() {
        Some((run, since)) if run == name && open.as_deref() == Some(name.as_bytes()) => {
            known = since;
        }
        _ => {
            // What a run of that name has left is not known, and nothing leads to it.
            remove_tree(releases, name)?;
        }
    }
    releases.store.journal.open(name)?;
    put(releases, OPEN, name.as_bytes())?;
    let former = place.list.as_ref().map(|list| &list.files);
    let listed = |path: &str| former.and_then(|files| files.get(path));
    let there = |path: &str, file: &Listed| listed(path).is_some_and(|f| f.hash == file.hash);
    let own = job.site.files.iter().map(|(path, file)| (path.as_str(), file));
    // Pages that are open ask for the parts of the index of their time.
    let kept = plan.former.keys().filter_map(|path| Some((path.as_str(), listed(path)?)));
    let parts: Vec<Part<'_>> = own
        .chain(kept)
        .filter(|(path, file)| known.get(*path) != Some(&Some(file.hash.clone())))
        .map(|(path, file)| {
            let phase = Phase::of(path, is_for_ever(file));
            Part { path, file, phase, there: there(path, file) }
        })
        .collect();
    let bytes = parts.iter().map(|part| part.file.size).sum();
    releases.watch.sends(parts.len() as u64, bytes);
    releases.watch.begins("release", parts.len() as u64);
    at_once(releases, &parts, &|part| lay(releases, place, name, part))?;
    let sent = parts.iter().filter(|part| !part.there);
    done.uploaded = sent.clone().count() as u64;
    done.bytes = sent.map(|part| part.file.size).sum();
    held.check(releases)?;
    let mut list = new_list(job, plan, place.list.as_ref());
    // What went is not in this folder; what stays for a while is, if it was at hand.
    list.former.retain(|path, gone| gone.since != 0 && listed(path).is_some());
    list.before.clone_from(&place.current);
    put_list(releases, &format!("{name}/{MANIFEST}"), &list)
}

fn lay(
    releases: &Session<'_>,
    place: &Place<'_>,
    name: &str,
    part: &Part<'_>,
) -> Result<u64, Diagnostic> {
    let to = format!("{name}/{}", part.path);
    let failed = |trouble: Trouble| releases.failed(part.path, &trouble);
    let journal = &releases.store.journal;
    journal.begun(part.path, &part.file.hash)?;
    let looks = looks(releases.ways.verify, part.phase, part.path);
    if let (Some(current), true) = (&place.current, part.there) {
        let from = format!("{current}/{}", part.path);
        releases.ask(|remote| remote.copy(&from, &to)).map_err(failed)?;
    } else {
        let bytes = releases.store.bytes(&part.file.hash)?;
        let file = sent(&to, &bytes, part.file);
        releases.ask(|remote| remote.put(&file, Over::Anything)).map_err(failed)?;
    }
    if !releases.ask(|remote| is_right(remote, &to, part.file, looks)).map_err(failed)? {
        return Err(lied(part.path, &releases.ways.place));
    }
    journal.done(part.path, &part.file.hash)?;
    Ok(part.file.size)
}

/// The one step that readers notice.
fn switch(
    whole: &Session<'_>,
    releases: &Session<'_>,
    held: &Held,
    (place, name): (&Place<'_>, &str),
) -> Result<(), Diagnostic> {
    held.check(releases)?;
    point(whole, place.link, name)?;
    releases
        .ask(|remote| remote.delete(OPEN))
        .map_err(|trouble| releases.failed("the mark of an unfinished publication", &trouble))?;
    releases.store.journal.close()
}

fn point(whole: &Session<'_>, link: &str, release: &str) -> Result<(), Diagnostic> {
    let target = format!("{}/{release}", folder(link));
    let failed = |trouble: Trouble| whole.failed(link, &trouble);
    whole.ask(|remote| remote.point(link, &target)).map_err(failed)?;
    if whole.ask(|remote| remote.pointed(link)).map_err(failed)?.as_deref() == Some(&*target) {
        return Ok(());
    }
    Err(lied(link, &whole.ways.place))
}

fn back(
    whole: &Session<'_>,
    releases: &Session<'_>,
    held: &Held,
    link: &str,
) -> Result<Done, Diagnostic> {
    let place = Place::of(whole, link)?;
    let before = place.list.as_ref().and_then(|list| list.before.clone());
    let nothing = || {
        Diagnostic::new(Code::PublishRefused, "there is no release before this one to go back to")
            .hint("build the former state of the project and publish that")
    };
    let before = before.ok_or_else(nothing)?;
    let list = list(whole, link, &before)?.ok_or_else(nothing)?;
    held.check(releases)?;
    point(whole, link, &before)?;
    Ok(Done { unchanged: list.files.len() as u64, files: list.files, ..Done::default() })
}

/// Removes releases but those that are kept, and only folders that are named like one.
fn tidy(releases: &Session<'_>, kept: &[Option<String>]) -> Result<(), Diagnostic> {
    let entries = releases
        .ask(|remote| remote.list(""))
        .map_err(|trouble| releases.failed("the list of releases", &trouble))?;
    for entry in entries {
        let is_kept = kept.iter().flatten().any(|name| *name == entry.name);
        if !is_kept && entry.thing == Thing::Folder && is_release(&entry.name) {
            remove_tree(releases, &entry.name)?;
        }
    }
    Ok(())
}

fn is_release(name: &str) -> bool {
    name.split_once('-').is_some_and(|(number, hash)| {
        let digits = number.len() >= 5 && number.bytes().all(|b| b.is_ascii_digit());
        digits && hash.len() == 16 && hash.bytes().all(|b| b.is_ascii_hexdigit())
    })
}

/// Removes a folder of ours with all that is in it; links in it are removed, not followed.
fn remove_tree(releases: &Session<'_>, folder: &str) -> Result<(), Diagnostic> {
    let failed = |trouble: Trouble| releases.failed("a former release", &trouble);
    let mut folders = vec![folder.to_owned()];
    let mut next = 0;
    while let Some(current) = folders.get(next).cloned() {
        next += 1;
        for entry in releases.ask(|remote| remote.list(&current)).map_err(failed)? {
            let path = format!("{current}/{}", entry.name);
            if entry.thing == Thing::Folder {
                folders.push(path);
            } else {
                releases.ask(|remote| remote.delete(&path)).map_err(failed)?;
            }
        }
    }
    for folder in folders.iter().rev() {
        releases.ask(|remote| remote.prune(folder)).map_err(failed)?;
    }
    Ok(())
}
