//! The stages in order, as one call. Nothing here touches the disk: what is to be
//! written goes to the sinks that the caller opens.

mod attachments;
mod doors;
mod frozen;
pub mod live;
mod reports;
mod restricted;
mod selection;

use crate::analyse::others::OthersRates;
use crate::analyse::{self, Facts};
use crate::catalog::{self, Audience, Catalog, Restricted, restrict};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::model::{Artifact, Frozen, Project, Sink};
pub use crate::render::hosting::Openness;
use crate::render::theme::Theme;
use crate::render::{Renderer, offline};
use crate::seal::{Sealing, SiteKey};
use crate::search;
use crate::site::{self, DataFile, Page, SitePlan};
pub use live::Live;
pub use reports::{Edition, editions};
pub use selection::seen_by;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// What to build.
#[derive(Clone, Debug, Default)]
pub struct BuildOptions {
    /// Threads to use; all cores where `None`.
    pub jobs: Option<usize>,
    /// Articles marked as drafts are built as well.
    pub drafts: bool,
    /// Sites to build, as `--audience` names them; empty for every configured one.
    pub audiences: Vec<String>,
    /// What sites are sealed with, by the name of the site.
    pub keys: BTreeMap<String, SiteKey>,
}

/// What a site consists of after building.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteSummary {
    /// The site's folder name, such as `internal`.
    pub audience: String,
    /// Pages written.
    pub pages: u64,
    /// Files written, pages included.
    pub files: u64,
}

/// Receives stage names as they begin, and progress.
pub trait Progress: Sync {
    /// A stage begins; `total` steps follow where their number is known.
    fn stage(&self, name: &'static str, total: Option<u64>);
    /// `n` more steps of the stage are done.
    fn tick(&self, n: u64);
}

/// Tells nobody: sites that are made side by side have no stages in common.
#[derive(Clone, Copy, Debug)]
pub struct Quiet;

impl Progress for Quiet {
    fn stage(&self, _: &'static str, _: Option<u64>) {}
    fn tick(&self, _: u64) {}
}

/// What a build came to.
#[derive(Debug, Default)]
pub struct Built {
    /// The sites, in the order in which they were built.
    pub sites: Vec<SiteSummary>,
    /// Everything that was found, reading included, sorted.
    pub diagnostics: Diagnostics,
    /// Files, pages and attachments that were left out, by path.
    pub left_out: Vec<String>,
}

/// Opens the sink of one site by its folder name.
pub type OpenSink<'a> = dyn FnMut(&str) -> Result<Box<dyn Sink>, Diagnostic> + 'a;

/// Builds every site of a project. `open` opens the sink of one site by its folder
/// name (`internal`, `customers/C-01`).
pub fn build(
    mut project: Project,
    options: &BuildOptions,
    open: &mut OpenSink<'_>,
    progress: &dyn Progress,
) -> Built {
    if project.diagnostics.stops() {
        project.diagnostics.sort();
        return Built { diagnostics: project.diagnostics, ..Built::default() };
    }
    let pool = match rayon::ThreadPoolBuilder::new().num_threads(options.jobs.unwrap_or(0)).build()
    {
        Ok(pool) => pool,
        Err(error) => return no_threads(&error),
    };
    let mut theme = Theme::over_builtin(&std::mem::take(&mut project.theme));
    theme.style_page = options.drafts;
    let frozen = frozen::by_site(std::mem::take(&mut project.frozen));
    let mut prepared = pool.install(|| prepare(project, options, progress));
    let closed = doors::check(&prepared.catalog, &prepared.audiences, &options.keys);
    prepared.diagnostics.extend(closed);
    let made_with = restricted::Sites {
        pool: &pool,
        theme: &theme,
        frozen: &frozen,
        keys: &options.keys,
        progress,
    };
    sites(&made_with, prepared, open)
}

fn no_threads(error: &rayon::ThreadPoolBuildError) -> Built {
    let finding = Diagnostic::new(Code::OutputWrite, format!("no threads can be started: {error}"))
        .hint("close other programs, or build with --jobs 1");
    Built { diagnostics: std::iter::once(finding).collect(), ..Built::default() }
}

fn sites(with: &restricted::Sites<'_>, prepared: Prepared, open: &mut OpenSink<'_>) -> Built {
    let Prepared { catalog, audiences, mut diagnostics } = prepared;
    let mut built = Built::default();
    diagnostics.extend(frozen::of_no_site(with.frozen, &restrict::audiences(&catalog)));
    let sinks = if diagnostics.stops() { Ok(Vec::new()) } else { sinks(&audiences, open) };
    match sinks {
        Ok(sinks) => {
            for (name, site) in with.build(catalog, sinks) {
                diagnostics.append(site.diagnostics);
                built.left_out.extend(site.left_out);
                built.sites.push(SiteSummary {
                    audience: name,
                    pages: site.pages,
                    files: site.files,
                });
            }
        }
        Err(finding) => diagnostics.push(finding),
    }
    diagnostics.sort();
    built.diagnostics = diagnostics;
    built
}

/// An audience with the place where its site's files go.
type Target = (Audience, Box<dyn Sink>);

fn sinks(audiences: &[Audience], open: &mut OpenSink<'_>) -> Result<Vec<Target>, Diagnostic> {
    audiences.iter().map(|audience| Ok((audience.clone(), open(&audience.folder())?))).collect()
}

struct Prepared {
    catalog: Catalog,
    audiences: Vec<Audience>,
    diagnostics: Diagnostics,
}

fn prepare(project: Project, options: &BuildOptions, progress: &dyn Progress) -> Prepared {
    progress.stage("link", None);
    let catalog = catalog::link::link(project);
    let mut diagnostics = catalog.diagnostics.clone();
    let audiences = match selection::audiences(&catalog, &options.audiences) {
        Ok(audiences) => audiences,
        Err(finding) => {
            diagnostics.push(finding);
            Vec::new()
        }
    };
    diagnostics.extend(selection::moving_date(&catalog, &audiences));
    Prepared { catalog, audiences, diagnostics }
}

/// What became of one site.
#[derive(Default)]
struct Site {
    pages: u64,
    files: u64,
    diagnostics: Diagnostics,
    left_out: Vec<String>,
}

/// What sites that are made in one go have from beyond their own catalogs.
#[derive(Clone, Copy, Default)]
struct Beside<'a> {
    /// Failure rates of others, where the configuration asks for them.
    others: Option<&'a OthersRates>,
    /// What was worked out of texts that several have.
    shared: Option<&'a search::Shared>,
    /// What was frozen of the site's own reports.
    frozen: &'a [Frozen],
    /// What the site is sealed with.
    key: Option<&'a SiteKey>,
}

fn build_site(
    catalog: &Restricted<Catalog>,
    theme: &Theme,
    sink: &dyn Sink,
    beside: Beside<'_>,
    progress: &dyn Progress,
) -> Site {
    progress.stage("analyse", None);
    let (facts, found) = figures(catalog, beside.others);
    let mut site = Site { diagnostics: found, ..Site::default() };
    if site.diagnostics.stops() {
        return site;
    }
    progress.stage("plan", None);
    let plan = plan(catalog, theme);
    match Renderer::new(catalog, &facts, &plan, theme) {
        Ok(mut renderer) => {
            renderer.key = beside.key;
            site.diagnostics.extend(renderer.compare(beside.frozen));
            let write = |sink: &dyn Sink, site: &mut Site| {
                write_site(&renderer, &plan, beside.shared, (sink, progress), site);
            };
            match beside.key.map(|key| Ok((key, renderer.gate(key)?))).transpose() {
                Ok(None) => write(sink, &mut site),
                Ok(Some((key, gate))) => write(&Sealing::new(sink, key, gate), &mut site),
                Err(finding) => site.diagnostics.push(finding),
            }
        }
        Err(finding) => site.diagnostics.push(finding),
    }
    drop_in_background(facts);
    site
}

/// What a site's records add up to, and what is to be said of that.
fn figures(catalog: &Restricted<Catalog>, others: Option<&OthersRates>) -> (Facts, Diagnostics) {
    let mut facts = analyse::analyse(catalog);
    if let (Some(others), Audience::Customer(own)) = (others, catalog.audience()) {
        facts.others = others.beside(own, catalog);
    }
    let mut found = analyse::check(&facts, catalog);
    if !found.stops() && catalog.is_internal() {
        found.append(analyse::notes(&facts, catalog));
    }
    (facts, found)
}

fn plan(catalog: &Restricted<Catalog>, theme: &Theme) -> SitePlan {
    let mut plan = site::plan(catalog);
    if theme.style_page && catalog.is_internal() {
        plan.add_style_page();
    }
    plan
}

/// Freeing millions of small lists takes long; nobody waits for it.
fn drop_in_background(facts: Facts) {
    rayon::spawn(move || drop(facts));
}

/// What is to be made for a site, in the order of the plan.
#[derive(Clone, Copy)]
enum Job {
    Page(Page, usize),
    Data(DataFile),
}

fn jobs(renderer: &Renderer<'_>, plan: &SitePlan) -> Vec<Job> {
    let languages = renderer.languages();
    let pages = plan.pages.iter().flat_map(|&p| (0..languages).map(move |l| Job::Page(p, l)));
    pages.chain(plan.data.iter().map(|&d| Job::Data(d))).collect()
}

impl Job {
    fn made_by(&self, renderer: &Renderer<'_>) -> Result<Artifact, Diagnostic> {
        match *self {
            Self::Page(page, language) => renderer.page(page, language),
            Self::Data(file) => renderer.data(file),
        }
    }
}

fn write_site(
    renderer: &Renderer<'_>,
    plan: &SitePlan,
    shared: Option<&search::Shared>,
    (sink, progress): (&dyn Sink, &dyn Progress),
    site: &mut Site,
) {
    let jobs = jobs(renderer, plan);
    progress.stage("render", Some(jobs.len() as u64));
    let lost = Mutex::new(Vec::new());
    let (written_pages, files) = (AtomicU64::new(0), AtomicU64::new(0));
    jobs.par_iter().for_each(|job| {
        let (made, path, is_page) = match *job {
            Job::Page(page, _) => (job.made_by(renderer), plan.addresses.page(page), true),
            Job::Data(file) => (job.made_by(renderer), plan.addresses.data(file), false),
        };
        progress.tick(1);
        match made.map(|artifact| sink.put(artifact)) {
            Ok(Ok(())) => {
                files.fetch_add(1, Ordering::Relaxed);
                written_pages.fetch_add(u64::from(is_page), Ordering::Relaxed);
            }
            Ok(Err(_)) => keep(&lost, (path, None)),
            Err(finding) => keep(&lost, (path, Some(finding))),
        }
    });
    for artifact in renderer.statics().chain(renderer.host_files()) {
        put(sink, artifact, &files, &lost);
    }
    // Pictures in fewer pixels take long the first time.
    let copies: Vec<_> = attachments::copies(renderer).collect();
    copies.into_par_iter().for_each(|artifact| put(sink, artifact, &files, &lost));
    progress.stage("index", None);
    search::write(renderer.catalog, renderer.facts, renderer, shared, &|artifact| {
        put(sink, artifact, &files, &lost);
    });
    // The last, because it lists what the sink has taken.
    for artifact in offline::lists(sink.files(), &renderer.shell()) {
        put(sink, artifact, &files, &lost);
    }
    let mut lost = lost.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    lost.sort_by(|a, b| a.0.cmp(&b.0));
    for (path, finding) in lost {
        site.left_out.push(path);
        site.diagnostics.extend(finding);
    }
    site.pages = written_pages.into_inner();
    site.files = files.into_inner();
}

type Lost = Mutex<Vec<(String, Option<Diagnostic>)>>;

/// The sink itself remembers why it took no file; here only the loss is kept.
fn put(sink: &dyn Sink, artifact: Artifact, files: &AtomicU64, lost: &Lost) {
    let path = artifact.path.clone();
    match sink.put(artifact) {
        Ok(()) => {
            files.fetch_add(1, Ordering::Relaxed);
        }
        Err(_) => keep(lost, (path, None)),
    }
}

fn keep(lost: &Lost, entry: (String, Option<Diagnostic>)) {
    lost.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(entry);
}
