//! The whole of one build's output: the lock, the sites being written, the switch
//! at the end, and what is removed afterwards.

use super::bundle::{self, BUNDLES, Bundle};
use super::lock::Lock;
use super::names::{fold, objection};
use super::pictures::Shelf;
use super::reading::{self, SiteFiles};
use super::site::{Site, SiteSink, Spot};
use super::steps;
use super::switch::{self, Switch, Work};
use super::target::{self, Guard};
use super::write_failed;
use crate::diag::{Code, Diagnostic, Diagnostics, Severity};
use crate::model::Sink;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What happens to sites of former builds that this one did not write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prune {
    /// They are removed: the customer is gone, or the audience was switched off.
    Others,
    /// They stay: this build was asked for some sites only.
    Nothing,
}

/// How sites are put in place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ways {
    /// How a former and a new site change places.
    pub switch: Switch,
    /// Whether the new site is written down to the disk before a former one is
    /// given up. A loss of power then costs at most the new site.
    pub sync: bool,
}

impl Default for Ways {
    fn default() -> Self {
        Self { switch: Switch::Best, sync: true }
    }
}

/// An output folder that this process has locked. Dropping it without
/// [`Output::commit`] removes what was staged and leaves every site as it was.
pub struct Output {
    dir: PathBuf,
    work: Work,
    ways: Ways,
    sites: Vec<Arc<Site>>,
    healed: Vec<String>,
    certificate: Certificate,
    drafts: bool,
    pictures: Arc<Shelf>,
    // The last field, so that the lock outlives the tidying up.
    _lock: Lock,
}

/// What happens to the certificate of the former sites.
enum Certificate {
    /// It stays.
    Former,
    /// It goes with them; a new one comes, if there is one.
    New(Option<Vec<u8>>),
}

/// What a finished build did to the output folder.
#[derive(Clone, Debug, Default)]
pub struct Committed {
    /// The sites now in place, with their number of files, marker included.
    pub sites: Vec<(String, u64)>,
    /// Sites of former builds that were removed.
    pub pruned: Vec<String>,
    /// Findings that cost nothing, such as waste that could not be removed.
    pub diagnostics: Diagnostics,
}

impl Output {
    /// Opens an output folder: refuses what must not be written to, takes the
    /// lock, puts back what a killed build displaced and removes its waste.
    pub fn open(output: &Path, guard: &Guard) -> Result<Self, Diagnostic> {
        Self::open_with(output, guard, Ways::default())
    }

    /// Like [`Output::open`], with the way of going about it named.
    pub fn open_with(output: &Path, guard: &Guard, ways: Ways) -> Result<Self, Diagnostic> {
        let dir = target::accept(output, guard)?;
        std::fs::create_dir_all(&dir).map_err(|e| write_failed(&dir, &e))?;
        let lock = Lock::take(&dir)?;
        let work = Work::of(&dir);
        let healed = heal(&dir, &work)?;
        let certificate = Certificate::Former;
        let (sites, drafts, pictures) = (Vec::new(), false, Arc::default());
        Ok(Self { dir, work, ways, sites, healed, certificate, drafts, pictures, _lock: lock })
    }

    /// The sites being written are built with drafts, or not; their markers say so.
    pub fn note_drafts(&mut self, drafts: bool) {
        self.drafts = drafts;
    }

    /// Narrower pictures are kept in this folder for the next build.
    pub fn keep_pictures(&mut self, folder: PathBuf) {
        self.pictures = Arc::new(Shelf::at(folder));
    }

    /// Opens the sink of one site by its folder name (`internal`, `customers/C-01`).
    pub fn site(&mut self, name: &str) -> Result<Box<dyn Sink>, Diagnostic> {
        self.site_at(name, name.into())
    }

    /// Opens the sink of a site that lies in a folder of another name than its own.
    pub fn site_at(&mut self, name: &str, place: Spot) -> Result<Box<dyn Sink>, Diagnostic> {
        admit(&self.dir, &self.sites, &place.folder)?;
        let site = Site::create(name, place, &self.work.new, &self.dir, &self.pictures);
        let site = site.map_err(|e| write_failed(&self.work.new, &e))?;
        let site = Arc::new(site);
        self.sites.push(Arc::clone(&site));
        Ok(Box::new(SiteSink(site)))
    }

    /// The files of the sites written so far.
    pub fn staged(&self) -> Result<Vec<SiteFiles>, Diagnostic> {
        let staged = self.sites.iter();
        staged.map(|site| SiteFiles::of(site.name(), self.work.new.join(site.place()))).collect()
    }

    /// The files of the sites in place.
    pub fn in_place(&self) -> Result<Vec<SiteFiles>, Diagnostic> {
        reading::in_place(&self.dir)
    }

    /// With the sites, their certificate is put in place of the former one; `None`
    /// where nothing was searched.
    pub fn certify(&mut self, certificate: Option<Vec<u8>>) {
        self.certificate = Certificate::New(certificate);
    }

    /// Puts a certificate about the sites in place.
    pub fn write_certificate(&self, certificate: &[u8]) -> Result<(), Diagnostic> {
        reading::certify(&self.dir, certificate)
    }

    /// Makes a zip file of every site written so far, to be put in place with them.
    pub fn bundle(&mut self) -> Result<Vec<Bundle>, Diagnostic> {
        admit(&self.dir, &self.sites, BUNDLES)?;
        let folder = self.work.new.join(BUNDLES);
        let failed = |e: std::io::Error| write_failed(&folder, &e);
        let bundles =
            Site::create(BUNDLES, BUNDLES.into(), &self.work.new, &self.dir, &self.pictures)
                .map_err(failed)?;
        let made = bundle::write(&self.sites, &bundles).map_err(failed)?;
        self.sites.push(Arc::new(bundles));
        Ok(made)
    }

    /// Former sites that a killed build had displaced and that are back in place.
    pub fn healed(&self) -> &[String] {
        &self.healed
    }

    /// What went wrong while the sites were written; all of it, also what the
    /// caller was told as an error of its sink.
    pub fn findings(&self) -> Diagnostics {
        findings(&self.sites)
    }

    /// Switches every written site into place. Where something forbids it, the
    /// findings come back and the former sites stand.
    pub fn commit(mut self, prune: Prune) -> Result<Committed, Diagnostics> {
        let findings = self.findings();
        if findings.stops() {
            return Err(findings);
        }
        self.prepare().map_err(|d| Diagnostics::from_iter([d]))?;
        let mut done = Committed::default();
        if let Certificate::New(_) = self.certificate {
            reading::forget(&self.dir).map_err(|d| Diagnostics::from_iter([d]))?;
        }
        for site in &self.sites {
            self.replace(site, &done.sites).map_err(|d| Diagnostics::from_iter([d]))?;
            done.sites.push((site.name().to_owned(), site.files()));
        }
        // A build without a single site has nothing to say about the others.
        if prune == Prune::Others && !done.sites.is_empty() {
            self.prune(&mut done);
        } else {
            let sites = self.sites.iter().map(|site| site.name());
            done.diagnostics.extend(sites.filter_map(|name| bundle::forget(&self.dir, name)));
            self.remove(&mut done, |folder| self.is_former(folder));
        }
        if let Certificate::New(Some(certificate)) = &self.certificate {
            // The sites are in place; the next audit writes what is missing.
            let written = reading::certify(&self.dir, certificate);
            done.diagnostics.extend(written.err().map(|d| d.severity(Severity::Warning)));
        }
        done.diagnostics.extend(self.sweep());
        self.pictures.tidy();
        self.sites.clear();
        Ok(done)
    }

    /// Removes every marked site; nothing else. For `clean`.
    pub fn clear(mut self) -> Committed {
        self.sites.clear();
        let mut done = Committed::default();
        self.prune(&mut done);
        done.diagnostics.extend(reading::forget(&self.dir).err());
        done.diagnostics.extend(self.sweep());
        done
    }

    fn prepare(&self) -> Result<(), Diagnostic> {
        let mut former = false;
        for site in &self.sites {
            site.seal(self.drafts)?;
            target::replaceable(&self.dir, site.place())?;
            former |= self.dir.join(site.place()).symlink_metadata().is_ok();
        }
        // A first build has nothing to lose and need not wait for the disk.
        if former && self.ways.sync {
            steps::sync(&self.dir).map_err(|e| write_failed(&self.dir, &e))?;
        }
        Ok(())
    }

    fn replace(&self, site: &Site, before: &[(String, u64)]) -> Result<(), Diagnostic> {
        let target = self.dir.join(site.place());
        let old = self.work.old.join(site.place());
        let new = self.work.new.join(site.place());
        switch::replace(&target, &new, &old, self.ways.switch).map_err(|error| {
            let mut finding = write_failed(&target, &error);
            if !before.is_empty() {
                let names: Vec<&str> = before.iter().map(|(name, _)| name.as_str()).collect();
                finding.message.push_str(" (already replaced: ");
                finding.message.push_str(&names.join(", "));
                finding.message.push(')');
            }
            finding
        })
    }

    fn prune(&self, done: &mut Committed) {
        self.remove(done, |_| true);
    }

    /// True where a site that was just written lay in this folder before: its key was
    /// renewed, or it has one now, or none any more.
    fn is_former(&self, folder: &str) -> bool {
        let bare = without_key(folder);
        self.sites.iter().any(|site| site.name() == folder || site.name() == bare)
    }

    /// Removes sites in place that this build did not write.
    fn remove(&self, done: &mut Committed, meant: impl Fn(&str) -> bool) {
        let others = match switch::sites(&self.dir, &self.dir) {
            Ok(sites) => sites,
            Err(error) => return done.diagnostics.push(leftover(&self.dir, &error)),
        };
        let written = |name: &String| self.sites.iter().any(|site| site.place() == name);
        for name in others.into_iter().filter(|name| !written(name) && meant(name)) {
            let folder = self.dir.join(&name);
            let removed = target::replaceable(&self.dir, &name).and_then(|()| {
                let binned = self.work.bin(&folder, "site");
                binned.map_err(|e| leftover(&folder, &e))
            });
            match removed {
                Ok(()) => done.pruned.push(without_key(&name).to_owned()),
                Err(finding) => done.diagnostics.push(finding.severity(Severity::Warning)),
            }
        }
        if done.pruned.iter().any(|name| name.starts_with("customers/")) {
            // Goes only where it is empty; other people's things keep it in place.
            let _ = std::fs::remove_dir(self.dir.join("customers"));
        }
    }

    fn sweep(&self) -> Option<Diagnostic> {
        let swept = switch::heal(&self.dir, &self.work).and_then(|_| self.work.remove());
        swept.err().map(|error| leftover(&self.work.root, &error))
    }
}

/// The same as [`Output`] without a lock and without writing anything: finds the
/// refusals, collisions and missing files that a build would find.
pub struct Rehearsal {
    dir: PathBuf,
    sites: Vec<Arc<Site>>,
}

impl Rehearsal {
    /// Refuses what [`Output::open`] would refuse.
    pub fn open(output: &Path, guard: &Guard) -> Result<Self, Diagnostic> {
        Ok(Self { dir: target::accept(output, guard)?, sites: Vec::new() })
    }

    /// A sink that takes the files of one site and writes none.
    pub fn site(&mut self, name: &str) -> Result<Box<dyn Sink>, Diagnostic> {
        self.site_at(name, name.into())
    }

    /// The same for a site that lies in a folder of another name than its own.
    pub fn site_at(&mut self, name: &str, place: Spot) -> Result<Box<dyn Sink>, Diagnostic> {
        admit(&self.dir, &self.sites, &place.folder)?;
        let site = Arc::new(Site::rehearse(name, place));
        self.sites.push(Arc::clone(&site));
        Ok(Box::new(SiteSink(site)))
    }

    /// What would go wrong.
    pub fn findings(&self) -> Diagnostics {
        findings(&self.sites)
    }
}

/// Refuses names that are no folder of their own, and folders that are not ours.
fn admit(dir: &Path, sites: &[Arc<Site>], name: &str) -> Result<(), Diagnostic> {
    let reason = match objection(name) {
        None if name.starts_with('.') || name.contains("/.") => Some("it is hidden"),
        other => other,
    };
    if let Some(reason) = reason {
        let message = format!("there can be no site folder {name:?}: {reason}");
        return Err(Diagnostic::new(Code::PathEscape, message)
            .hint("change the customer's id; a site's folder is named after it"));
    }
    if let Some(other) = sites.iter().find(|site| fold(site.place()) == fold(name)) {
        let name = without_key(name);
        let message = format!("the sites {} and {name} would share a folder", other.name());
        return Err(Diagnostic::new(Code::SlugCollision, message)
            .hint("rename one of the two customers' ids"));
    }
    target::replaceable(dir, name)
}

/// Letters of the key in a folder's name that nobody can guess.
const KEY: usize = 20;

/// The name of a folder without such a key, to be said aloud.
pub fn without_key(folder: &str) -> &str {
    match folder.rsplit_once('-') {
        Some((bare, key))
            if key.len() == KEY
                && key.bytes().all(|byte| byte.is_ascii_lowercase())
                && bare.starts_with("customers/") =>
        {
            bare
        }
        _ => folder,
    }
}

fn findings(sites: &[Arc<Site>]) -> Diagnostics {
    let mut all = Diagnostics::new();
    for site in sites {
        all.append(site.findings());
    }
    all.sort();
    all
}

impl Drop for Output {
    fn drop(&mut self) {
        // A former site that could not go back into place at once goes back now, or
        // stays where the next start finds it: nothing is removed before that.
        let _ = self.sweep();
    }
}

fn heal(dir: &Path, work: &Work) -> Result<Vec<String>, Diagnostic> {
    if work.root.symlink_metadata().is_ok_and(|meta| !meta.is_dir()) {
        let message = format!("{} is not a plain folder", work.root.display());
        return Err(Diagnostic::new(Code::OutputRefused, message).hint("remove it and build again"));
    }
    let healed = switch::heal(dir, work).map_err(|e| write_failed(dir, &e))?;
    work.remove().map_err(|e| write_failed(&work.root, &e))?;
    Ok(healed)
}

fn leftover(path: &Path, error: &std::io::Error) -> Diagnostic {
    let message = format!("{} could not be removed: {error}", path.display());
    Diagnostic::new(Code::OutputWrite, message)
        .severity(Severity::Warning)
        .hint("nothing is lost; the next build tries again, or remove it yourself")
}

#[cfg(test)]
mod tests;
