//! What the knowledge base covers, and what it lacks (`domain.md` §3.18).

use super::cluster::Cluster;
use super::figure::Rate;
use super::month_grid::MonthGrid;
use crate::catalog::{Catalog, CodeIx, Restricted, SolutionIx};
use crate::model::time::{Clock, Day, Instant, Month};
use crate::model::{Confidence, Solution};
use std::collections::{BTreeMap, BTreeSet};

/// The use of one article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleFacts {
    /// The article.
    pub solution: SolutionIx,
    /// Tickets that used it.
    pub uses: u64,
    /// Tickets of the 12 months before `as_of` that used it.
    pub uses_12_months: u64,
    /// When it was last used.
    pub last_used: Option<Instant>,
    /// Not checked for longer than the settings allow; archived ones never are.
    pub stale: bool,
    /// Days since it was last checked or written.
    pub age_days: Option<i64>,
    /// Never used in 12 months; archived ones are not counted.
    pub unused: bool,
}

/// What an article is wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WantedFor {
    /// A fault code.
    Code(CodeIx),
    /// A cluster of similar symptoms without code: position in `ClusterFacts::clusters`.
    Cluster(u32),
}

/// A fault that comes back and has no article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// What for.
    pub subject: WantedFor,
    /// Failures.
    pub failures: u64,
    /// Failures of the 12 months before `as_of`.
    pub failures_12_months: u64,
    /// Devices it befell.
    pub devices: u64,
    /// When last.
    pub last: Option<Instant>,
}

/// Articles of one month.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KnowledgeMonth {
    /// Written in it.
    pub new: Vec<SolutionIx>,
    /// Checked in it, written before.
    pub revised: Vec<SolutionIx>,
    /// Coded failures reported in it with a validated article / coded failures.
    pub coverage: Rate,
    /// Closed failures resolved in it that name a solution / closed failures.
    pub link_rate: Rate,
}

/// Everything about the knowledge base.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KnowledgeFacts {
    /// Failures whose code has a validated article / coded failures.
    pub coverage: Rate,
    /// Closed failures with a solution / closed failures.
    pub link_rate: Rate,
    /// Every article, by position.
    pub articles: Vec<ArticleFacts>,
    /// Codes and clusters with three faults or more and no article, most faults first.
    pub wanted: Vec<Wanted>,
    /// By month.
    pub months: BTreeMap<Month, KnowledgeMonth>,
}

/// Faults from which an article is wanted.
const WANTED_FROM: u64 = 3;

/// The knowledge facts of a catalog.
pub fn knowledge(catalog: &Restricted<Catalog>, clusters: &[Cluster]) -> KnowledgeFacts {
    let (Some(as_of), Some(grid)) = (catalog.settings.as_of, MonthGrid::of(catalog)) else {
        return KnowledgeFacts::default();
    };
    let zone = &catalog.settings.zone;
    let today = zone.day(as_of);
    let year_ago = zone.start_of(today.saturating_sub(jiff::Span::new().months(12)));
    let shares = shares(catalog, &grid);
    let articles = articles(catalog, today, year_ago);
    let mut months: BTreeMap<Month, KnowledgeMonth> = BTreeMap::new();
    for (position, share) in shares.months.iter().enumerate() {
        let (coverage, link_rate) = share.rates();
        let month = KnowledgeMonth { coverage, link_rate, ..KnowledgeMonth::default() };
        months.insert(grid.month(position), month);
    }
    for (position, solution) in catalog.records.solutions.iter().enumerate() {
        let article = SolutionIx::new(position);
        let created = solution.created.map(Month::of);
        if let Some(month) = created.and_then(|m| months.get_mut(&m)) {
            month.new.push(article);
        }
        let verified = solution.verified.map(Month::of).filter(|v| created != Some(*v));
        if let Some(month) = verified.and_then(|m| months.get_mut(&m)) {
            month.revised.push(article);
        }
    }
    let (coverage, link_rate) = shares.total.rates();
    let wanted = wanted(catalog, clusters, year_ago);
    KnowledgeFacts { coverage, link_rate, articles, wanted, months }
}

/// Counts behind coverage and link rate.
#[derive(Clone, Copy, Debug, Default)]
struct Share {
    coded: u64,
    covered: u64,
    closed: u64,
    linked: u64,
}

impl Share {
    fn rates(self) -> (Rate, Rate) {
        (Rate::wilson(self.covered, self.coded), Rate::wilson(self.linked, self.closed))
    }
}

struct Shares {
    total: Share,
    months: Vec<Share>,
}

fn shares(catalog: &Catalog, grid: &MonthGrid) -> Shares {
    let covered = covered(catalog, |c| c == Confidence::Validated);
    let mut total = Share::default();
    let mut months = vec![Share::default(); grid.len()];
    for (event, links) in catalog.records.events.iter().zip(&catalog.links) {
        if !links.is_failure {
            continue;
        }
        if let Some(code) = links.code {
            let has = u64::from(covered[code.index()]);
            let month = event.reported().and_then(|at| grid.position(at));
            for share in std::iter::once(&mut total).chain(month.map(|m| &mut months[m])) {
                share.coded += 1;
                share.covered += has;
            }
        }
        if let Some(end) = event.resolved().or(event.at(Clock::ClosedAt)) {
            let has = u64::from(links.solution.is_some());
            let month = grid.position(end);
            for share in std::iter::once(&mut total).chain(month.map(|m| &mut months[m])) {
                share.closed += 1;
                share.linked += has;
            }
        }
    }
    Shares { total, months }
}

/// By code: whether an article of a wanted confidence is for it.
fn covered(catalog: &Catalog, wanted: impl Fn(Confidence) -> bool) -> Vec<bool> {
    let of_code = |position: usize| {
        let solutions = catalog.index.solutions_of_code.get(&CodeIx::new(position));
        let mut solutions = solutions.into_iter().flatten();
        solutions.any(|s| wanted(catalog.records.solutions[s.index()].confidence))
    };
    (0..catalog.records.codes.len()).map(of_code).collect()
}

fn articles(catalog: &Catalog, today: Day, year_ago: Instant) -> Vec<ArticleFacts> {
    let article = |(position, solution): (usize, &Solution)| {
        let rows = catalog.index.events_of_solution.of(position).iter();
        let reported: Vec<Instant> =
            rows.filter_map(|&row| catalog.records.events.get(row as usize).reported()).collect();
        let recent = reported.iter().filter(|&&at| at >= year_ago).count() as u64;
        let archived = solution.confidence == Confidence::Archived;
        let checked = solution.verified.or(solution.created);
        let age_days = checked.map(|day| day.duration_until(today).as_hours() / 24);
        let old = age_days.is_some_and(|age| age > catalog.settings.stale_after_days);
        ArticleFacts {
            solution: SolutionIx::new(position),
            uses: reported.len() as u64,
            uses_12_months: recent,
            last_used: reported.into_iter().max(),
            stale: old && !archived,
            age_days,
            unused: recent == 0 && !archived,
        }
    };
    catalog.records.solutions.iter().enumerate().map(article).collect()
}

/// Codes and clusters of three faults or more for which nobody has written anything
/// that still stands.
fn wanted(catalog: &Catalog, clusters: &[Cluster], year_ago: Instant) -> Vec<Wanted> {
    let covered = covered(catalog, |c| c != Confidence::Archived);
    let of_code = |(position, covered): (usize, &bool)| {
        if *covered {
            return None;
        }
        let rows = catalog.index.events_of_code.of(position).iter().copied();
        let failures: Vec<u32> =
            rows.filter(|&row| catalog.links[row as usize].is_failure).collect();
        want(catalog, WantedFor::Code(CodeIx::new(position)), &failures, year_ago)
    };
    let of_cluster = |(position, cluster): (usize, &Cluster)| {
        let linked = |&&row: &&u32| catalog.links[row as usize].solution.is_none();
        let failures: Vec<u32> = cluster.events.iter().filter(linked).copied().collect();
        want(catalog, WantedFor::Cluster(position as u32), &failures, year_ago)
    };
    let codes = covered.iter().enumerate().filter_map(of_code);
    let mut out: Vec<Wanted> =
        codes.chain(clusters.iter().enumerate().filter_map(of_cluster)).collect();
    out.sort_by_key(|w| (std::cmp::Reverse(w.failures), w.subject));
    out
}

fn want(
    catalog: &Catalog,
    subject: WantedFor,
    failures: &[u32],
    year_ago: Instant,
) -> Option<Wanted> {
    if (failures.len() as u64) < WANTED_FROM {
        return None;
    }
    let reported = |&row: &u32| catalog.records.events.get(row as usize).reported();
    let devices = failures.iter().filter_map(|&row| catalog.links[row as usize].device);
    let recent = failures.iter().filter_map(reported).filter(|&at| at >= year_ago);
    Some(Wanted {
        subject,
        failures: failures.len() as u64,
        failures_12_months: recent.count() as u64,
        devices: devices.collect::<BTreeSet<_>>().len() as u64,
        last: failures.iter().filter_map(reported).max(),
    })
}
