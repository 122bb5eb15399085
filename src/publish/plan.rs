//! What a publication would do: the difference between the site and what is known to lie at
//! the place, by content, and the reasons not to do it.

use super::manifest::{Gone, Listed, Manifest};
use super::phase::Phase;
use crate::diag::{Code, Diagnostic};
use std::collections::BTreeMap;

/// A site to be published, as its files were found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// Which project's.
    pub id: String,
    /// Whose, as its marker says it.
    pub audience: String,
    /// It was built with drafts.
    pub drafts: bool,
    /// The search for leaks has passed exactly these files, or there is nothing to search.
    pub audited: Result<(), String>,
    /// The files, by path.
    pub files: BTreeMap<String, Listed>,
    /// The phase of files whose path does not tell it: those of an encrypted site.
    pub order: BTreeMap<String, Phase>,
}

/// What a person allows beyond the usual.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Allowed {
    /// So many files may be removed.
    pub delete: Option<u64>,
    /// Files at our paths that nobody knows may be taken over.
    pub adopt: bool,
    /// The readers may become others.
    pub audience: bool,
    /// Drafts may be published.
    pub drafts: bool,
    /// The search for leaks may be missing or have failed.
    pub unaudited: bool,
}

/// What is known of the place before anything is done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// The last list; none where nothing was published, or where it is not to be trusted.
    pub list: Option<Manifest>,
    /// What lies at a path: the hash, or `None` where a cut publication may have left
    /// either of two files. It wins over the list.
    pub since: BTreeMap<String, Option<String>>,
    /// A publication was cut that nobody here knows of: no file is certain.
    pub uncertain: bool,
    /// Files at our paths that we have not put there.
    pub foreign: Vec<String>,
    /// The place keeps content types and cache rules: a changed one is a change.
    pub types: bool,
}

/// A file that goes up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Where it goes.
    pub path: String,
    /// What it is.
    pub file: Listed,
    /// Nothing of ours lies there yet.
    pub added: bool,
}

/// What a publication would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// The files that go up, phase by phase.
    pub phases: Vec<(Phase, Vec<Step>)>,
    /// Files that go because the site no longer has them.
    pub removed: Vec<String>,
    /// Files named by their hash that were replaced by others, or stay for a while.
    pub former: BTreeMap<String, Gone>,
    /// Files of former publications whose time is over.
    pub expired: Vec<String>,
    /// Files that lie there already.
    pub unchanged: u64,
    /// How many files the last publication had.
    pub before: u64,
}

/// How long a file that is named by its hash stays after it went, in seconds. A page that
/// is open, or kept for use without signal, asks for the parts of its own time; how often
/// we publish has nothing to do with how long somebody keeps a page, so this is a time and
/// no count.
pub const GRACE: i64 = 7 * 24 * 3600;
/// More than this share of the files is not removed without a word.
const SHARE: u64 = 5;
/// Nor more than this number.
const MANY: u64 = 256;

impl Site {
    /// What speaks against publishing it anywhere.
    pub(super) fn objections(&self, allowed: Allowed) -> Vec<Diagnostic> {
        let mut objections = unfit(self, allowed);
        objections.extend(empty(self));
        objections
    }
}

impl Known {
    /// The hash of what lies at a path, where it is certain.
    fn hash(&self, path: &str) -> Option<&str> {
        match self.since.get(path) {
            Some(known) => known.as_deref(),
            None if self.uncertain => None,
            None => Some(self.list.as_ref()?.files.get(path)?.hash.as_str()),
        }
    }

    /// True where a file lies there as the site has it.
    fn has(&self, path: &str, file: &Listed) -> bool {
        let listed = || self.list.as_ref()?.files.get(path);
        let typed = |former: &Listed| {
            former.content_type == file.content_type && former.cache == file.cache
        };
        // What this publication has sent before it was cut has its type already.
        let is_typed = || self.since.contains_key(path) || listed().is_some_and(typed);
        self.hash(path) == Some(file.hash.as_str()) && (!self.types || is_typed())
    }

    /// True where what lies at a path, if anything does, was put there by us.
    pub(super) fn is_ours(&self, path: &str) -> bool {
        let listed =
            |list: &Manifest| list.files.contains_key(path) || list.former.contains_key(path);
        self.since.contains_key(path) || self.list.as_ref().is_some_and(listed)
    }
}

impl Plan {
    /// The difference between a site and what is known of the place. `now` is in seconds
    /// since 1970.
    pub fn of(site: &Site, known: &Known, now: i64) -> Self {
        let mut plan = Self::default();
        let mut phases: BTreeMap<Phase, Vec<Step>> = BTreeMap::new();
        for (path, file) in &site.files {
            if known.has(path, file) {
                plan.unchanged += 1;
                continue;
            }
            let told = site.order.get(path).copied();
            let phase = told.unwrap_or_else(|| Phase::of(path, is_for_ever(file)));
            let added = !known.is_ours(path);
            let step = Step { path: path.clone(), file: file.clone(), added };
            phases.entry(phase).or_default().push(step);
        }
        plan.phases = phases.into_iter().collect();
        plan.leave(site, known, now);
        plan
    }

    /// What goes, at once or later.
    fn leave(&mut self, site: &Site, known: &Known, now: i64) {
        let absent = |path: &String| !site.files.contains_key(path);
        if let Some(list) = &known.list {
            self.before = list.files.len() as u64;
            for (path, gone) in list.former.iter().filter(|(path, _)| absent(path)) {
                if now - gone.since >= GRACE {
                    self.expired.push(path.clone());
                } else {
                    self.former.insert(path.clone(), gone.clone());
                }
            }
            for (path, file) in list.files.iter().filter(|(path, _)| absent(path)) {
                if is_for_ever(file) {
                    let gone = Gone { hash: file.hash.clone(), since: now };
                    self.former.insert(path.clone(), gone);
                } else {
                    self.removed.push(path.clone());
                }
            }
        }
        // What a cut publication has brought and this one does not want: ours, and not listed.
        let strays = known.since.keys().filter(|path| absent(path));
        let listed =
            |path: &String| known.list.as_ref().is_some_and(|l| l.files.contains_key(path));
        self.expired.extend(strays.filter(|path| !listed(path)).cloned());
        self.expired.sort_unstable();
        self.expired.dedup();
    }

    /// How many files go up.
    pub fn uploads(&self) -> u64 {
        self.phases.iter().map(|(_, steps)| steps.len() as u64).sum()
    }

    /// How many bytes go up.
    pub fn bytes(&self) -> u64 {
        self.phases.iter().flat_map(|(_, steps)| steps).map(|step| step.file.size).sum()
    }

    /// True where the place has all of it already and nothing to lose.
    pub fn is_nothing(&self) -> bool {
        self.uploads() == 0 && self.removed.is_empty() && self.expired.is_empty()
    }

    /// Everything that speaks against it.
    pub fn objections(&self, site: &Site, known: &Known, allowed: Allowed) -> Vec<Diagnostic> {
        let mut objections = site.objections(allowed);
        objections.extend(other_site(site, known, allowed));
        objections.extend(foreign(known, allowed));
        objections.extend(self.losses(allowed));
        objections
    }

    fn losses(&self, allowed: Allowed) -> Option<Diagnostic> {
        let lost = self.removed.len() as u64;
        let usual = lost * SHARE <= self.before && lost <= MANY;
        if usual || allowed.delete.is_some_and(|most| lost <= most) {
            return None;
        }
        let some: Vec<&str> = self.removed.iter().take(3).map(String::as_str).collect();
        let message = format!(
            "{lost} of the {} published files would be removed, such as {}; nothing was changed",
            self.before,
            some.join(", ")
        );
        Some(refused(message).hint(format!(
            "look at the whole list with --dry-run --verbose; if it is right, allow so many: \
             --allow-delete {lost}"
        )))
    }
}

/// True for a file that is named by a hash of its bytes.
pub(super) fn is_for_ever(file: &Listed) -> bool {
    file.cache.ends_with("immutable")
}

fn refused(message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Code::PublishRefused, message)
}

/// No flag allows this: there is nothing that could be meant by it.
fn empty(site: &Site) -> Option<Diagnostic> {
    (!site.files.contains_key("index.html")).then(|| {
        refused("the site has no index.html, so that nothing of it could be opened")
            .hint("build it again: faultbook build")
    })
}

fn unfit(site: &Site, allowed: Allowed) -> Vec<Diagnostic> {
    let mut objections = Vec::new();
    if site.drafts && !allowed.drafts {
        objections.push(refused("the site was built with --drafts").hint(
            "build it without: faultbook build; or, if drafts are meant to be read there, publish \
             with --allow-drafts",
        ));
    }
    if let (Err(why), false) = (&site.audited, allowed.unaudited) {
        objections.push(refused(why.clone()).hint(
            "run: faultbook audit - or build again; --unaudited publishes without it, and then \
             nobody has looked whether something of another customer is in it",
        ));
    }
    objections
}

fn other_site(site: &Site, known: &Known, allowed: Allowed) -> Option<Diagnostic> {
    let list = known.list.as_ref()?;
    if list.site != site.id {
        let message = format!(
            "another project's site was published there (its id is {}, ours is {})",
            list.site, site.id
        );
        let hint = format!(
            "name another place in the target. If it is the same project under a new title, write \
             `site_id = \"{}\"` into the target",
            list.site
        );
        return Some(refused(message).hint(hint));
    }
    if list.audience != site.audience && !allowed.audience {
        let message = format!(
            "the site of {} was published there, and this is that of {}: its readers would be \
             others",
            list.audience, site.audience
        );
        return Some(refused(message).hint(
            "name another place, or another audience, in the target; if the place shall change \
             its readers, publish with --change-audience",
        ));
    }
    None
}

fn foreign(known: &Known, allowed: Allowed) -> Option<Diagnostic> {
    if allowed.adopt { None } else { in_the_way(&known.foreign) }
}

/// The refusal because of files of other people where ours would go; none without any.
pub(super) fn in_the_way(foreign: &[String]) -> Option<Diagnostic> {
    let count = foreign.len();
    if count == 0 {
        return None;
    }
    let some: Vec<&str> = foreign.iter().take(5).map(String::as_str).collect();
    let message = format!(
        "{count} files that faultbook has not put there lie where the site would go, such as {}",
        some.join(", ")
    );
    Some(refused(message).hint(
        "name an empty folder in the target, or move them away; --adopt replaces them by ours. \
         Other files there are never touched",
    ))
}

#[cfg(test)]
mod tests;
