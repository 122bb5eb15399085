//! A project held in memory, for those who look at it while they write. Its sites are
//! planned at once; a file is made when somebody asks for it, by the same renderer as a
//! build's, so that it has the bytes of a build.
//!
//! Two things of a site are not here, because a preview is no copy to keep: the list for
//! use without signal, and the service worker that would go on answering from it. Sites
//! that are sealed are shown as they are before sealing.

use super::frozen::BySite;
use super::{BuildOptions, Job, Prepared as Linked, Progress, Quiet, attachments, doors, frozen};
use crate::analyse::Facts;
use crate::analyse::others::OthersRates;
use crate::catalog::{Audience, Catalog, Restricted, restrict};
use crate::diag::{Code, Diagnostic, Diagnostics, Severity};
use crate::model::{Artifact, Project};
use crate::render::theme::Theme;
use crate::render::{Prepared, Renderer};
use crate::search;
use crate::site::SitePlan;
use hashbrown::HashMap;
use std::sync::{Mutex, OnceLock, PoisonError};

/// A file that a preview has none of.
const WORKER: &str = "sw.js";
/// Where the index lies.
const INDEX: &str = "search/";

/// A project held in memory; files of its sites are made when they are asked for.
pub struct Live {
    /// The whole of it; nothing where it stops before it is linked.
    catalog: Option<Restricted<Catalog>>,
    theme: Theme,
    frozen: BySite,
    sites: Vec<Place>,
    diagnostics: Diagnostics,
}

/// One of its sites: the internal one is there from the start, the others from the first
/// time that they are asked for.
struct Place {
    audience: Audience,
    site: OnceLock<Result<Site, Diagnostic>>,
}

/// What the files of a site are made from.
struct Site {
    /// Its own catalog; nothing where that is the project's.
    catalog: Option<Restricted<Catalog>>,
    facts: Facts,
    plan: SitePlan,
    prepared: Prepared,
    files: OnceLock<HashMap<String, Made>>,
    index: OnceLock<HashMap<String, Artifact>>,
}

/// How a file comes to be.
enum Made {
    /// It is rendered.
    Rendered(Job),
    /// It is there.
    Ready(Artifact),
}

impl Live {
    /// Links and analyses; makes no file. Nothing of it is to be shown where its
    /// diagnostics stop a build.
    pub fn of(mut project: Project, options: &BuildOptions, progress: &dyn Progress) -> Self {
        let mut theme = Theme::over_builtin(&std::mem::take(&mut project.theme));
        theme.style_page = options.drafts;
        let frozen = frozen::by_site(std::mem::take(&mut project.frozen));
        let mut live = Self {
            catalog: None,
            theme,
            frozen,
            sites: Vec::new(),
            diagnostics: Diagnostics::new(),
        };
        if project.diagnostics.stops() {
            live.diagnostics = project.diagnostics;
        } else {
            live.link(project, options, progress);
        }
        live.diagnostics.sort();
        live
    }

    /// What was found, reading included, sorted.
    pub fn diagnostics(&self) -> &Diagnostics {
        &self.diagnostics
    }

    /// Folder names of the sites: `internal`, `customers/C-01`, `public`.
    pub fn sites(&self) -> Vec<String> {
        self.sites.iter().map(|place| place.audience.folder()).collect()
    }

    /// One file of a site by its path below the site's folder; nothing where the site has
    /// no such file.
    pub fn file(&self, site: &str, path: &str) -> Option<Result<Artifact, Diagnostic>> {
        let whole = self.catalog.as_ref()?;
        let place = self.sites.iter().find(|place| place.audience.folder() == site)?;
        let site = match place.site.get_or_init(|| self.other(whole, &place.audience)) {
            Ok(site) => site,
            Err(finding) => return Some(Err(finding.clone())),
        };
        site.file(whole, &self.theme, path)
    }

    fn link(&mut self, project: Project, options: &BuildOptions, progress: &dyn Progress) {
        let Linked { catalog, audiences, diagnostics } = super::prepare(project, options, progress);
        self.diagnostics = diagnostics;
        self.diagnostics.extend(doors::check(&catalog, &audiences, &options.keys));
        let all = restrict::audiences(&catalog);
        self.diagnostics.extend(frozen::of_no_site(&self.frozen, &all));
        if self.diagnostics.stops() {
            return;
        }
        let place = |audience| Place { audience, site: OnceLock::new() };
        self.sites = audiences.into_iter().map(place).collect();
        let catalog = restrict::internal(catalog);
        if let Some(own) = self.sites.iter().find(|site| site.audience == Audience::Internal) {
            let (site, found) = Site::of(&catalog, None, (&self.theme, &self.frozen), progress);
            self.diagnostics.append(found);
            own.site.get_or_init(|| site);
        }
        self.catalog = Some(catalog);
    }

    /// A site beside the internal one. What is to be said of the records has been said of
    /// all of them; only what stops its build is told here.
    fn other(&self, whole: &Restricted<Catalog>, audience: &Audience) -> Result<Site, Diagnostic> {
        let restricted = restrict::to(whole, audience).ok_or_else(|| gone(audience))?;
        let crossed = restrict::crossings(whole, &restricted);
        let rates = whole.settings.audiences.fleet_comparison.then(|| OthersRates::of(whole));
        let with = (&self.theme, &self.frozen);
        let (site, found) = Site::of(&restricted, rates.as_ref(), with, &Quiet);
        match crossed.iter().chain(found.iter()).find(|finding| finding.severity == Severity::Stop)
        {
            Some(finding) => Err(finding.clone()),
            None => Ok(Site { catalog: Some(restricted), ..site? }),
        }
    }
}

/// Sites are listed by the catalog from which they are made.
fn gone(audience: &Audience) -> Diagnostic {
    let message = format!("the site {} has nobody whom it is for", audience.folder());
    Diagnostic::new(Code::NameUnknown, message).hint("look into the customer table")
}

impl Site {
    /// The site of a catalog, but for the catalog itself, and what is to be said of it.
    fn of(
        catalog: &Restricted<Catalog>,
        others: Option<&OthersRates>,
        (theme, frozen): (&Theme, &BySite),
        progress: &dyn Progress,
    ) -> (Result<Self, Diagnostic>, Diagnostics) {
        progress.stage("analyse", None);
        let (facts, mut found) = super::figures(catalog, others);
        progress.stage("plan", None);
        let plan = super::plan(catalog, theme);
        let prepared = Renderer::new(catalog, &facts, &plan, theme).map(|mut renderer| {
            found.extend(renderer.compare(frozen::of(frozen, catalog.audience())));
            renderer.prepared()
        });
        let site = prepared.map(|prepared| Self {
            catalog: None,
            facts,
            plan,
            prepared,
            files: OnceLock::new(),
            index: OnceLock::new(),
        });
        found.extend(site.as_ref().err().cloned());
        (site, found)
    }

    fn file(
        &self,
        whole: &Restricted<Catalog>,
        theme: &Theme,
        path: &str,
    ) -> Option<Result<Artifact, Diagnostic>> {
        let catalog = self.catalog.as_ref().unwrap_or(whole);
        let prepared = self.prepared.clone();
        let renderer = Renderer::again(catalog, &self.facts, &self.plan, theme, prepared);
        match self.files.get_or_init(|| files(&renderer)).get(path) {
            Some(Made::Rendered(job)) => Some(job.made_by(&renderer)),
            Some(Made::Ready(artifact)) => Some(Ok(artifact.clone())),
            None if path.starts_with(INDEX) => {
                self.index.get_or_init(|| index(&renderer)).get(path).cloned().map(Ok)
            }
            None => None,
        }
    }
}

/// Every file of a site but its index, by path.
fn files(renderer: &Renderer<'_>) -> HashMap<String, Made> {
    let addresses = &renderer.plan.addresses;
    let pages = super::jobs(renderer, renderer.plan).into_iter().map(|job| {
        let path = match job {
            Job::Page(page, language) => {
                format!("{}{}", addresses.language(language), addresses.page(page))
            }
            Job::Data(file) => addresses.data(file),
        };
        (path, Made::Rendered(job))
    });
    let ready =
        renderer.statics().chain(renderer.host_files()).chain(attachments::copies(renderer));
    let ready = ready.filter(|artifact| artifact.path != WORKER);
    pages.chain(ready.map(|file| (file.path.clone(), Made::Ready(file)))).collect()
}

fn index(renderer: &Renderer<'_>) -> HashMap<String, Artifact> {
    let files = Mutex::new(HashMap::new());
    search::write(renderer.catalog, renderer.facts, renderer, None, &|file| {
        let mut files = files.lock().unwrap_or_else(PoisonError::into_inner);
        files.insert(file.path.clone(), file);
    });
    files.into_inner().unwrap_or_else(PoisonError::into_inner)
}
