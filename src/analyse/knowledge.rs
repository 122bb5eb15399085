//! What the knowledge base covers, and what it lacks (`domain.md` §3.18).

use super::cluster::Cluster;
use super::figure::Rate;
use super::month_grid::{ByReport, Grids};
use crate::catalog::{Catalog, CodeIx, Restricted, SolutionIx};
use crate::model::time::{Clock, Day, Instant, ReportPeriod};
use crate::model::{Confidence, Solution};
use std::collections::BTreeSet;

/// The use of one article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleFacts {
    /// The article.
    pub solution: SolutionIx,
    /// Tickets of the 12 months before `as_of` that used it.
    pub uses_12_months: u64,
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

/// Articles of one month, quarter or year.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KnowledgeMonth {
    /// Written in it.
    pub new: Vec<SolutionIx>,
    /// Checked in it, written before.
    pub revised: Vec<SolutionIx>,
    /// Not checked for too long at its end.
    pub stale: Vec<SolutionIx>,
    /// Codes that had befallen three times or more by its end and had no article then.
    pub wanted: Vec<CodeIx>,
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
    /// By month, quarter and year.
    pub reports: ByReport<KnowledgeMonth>,
}

/// Faults from which an article is wanted.
const WANTED_FROM: u64 = 3;

/// The knowledge facts of a catalog.
pub fn knowledge(catalog: &Restricted<Catalog>, clusters: &[Cluster]) -> KnowledgeFacts {
    let (Some(as_of), Some(grids)) = (catalog.settings.as_of, Grids::of(catalog)) else {
        return KnowledgeFacts::default();
    };
    let zone = &catalog.settings.zone;
    let today = zone.day(as_of);
    let year_ago = zone.start_of(today.saturating_sub(jiff::Span::new().months(12)));
    let shares = shares(catalog, &grids);
    let articles = articles(catalog, today, year_ago);
    let lacks = lacks(catalog);
    let mut grid = grids.each().into_iter();
    let by = shares.by.map(|shares| {
        let grid = grid.next().unwrap_or(grids.months());
        let of = |(position, share): (usize, Share)| {
            let end = grid.closing(position, as_of);
            let (coverage, link_rate) = share.rates();
            let mut month = articles_of(catalog, grid.report_period(position), zone.day(end));
            (month.coverage, month.link_rate) = (coverage, link_rate);
            month.wanted =
                lacks.iter().filter(|lack| lack.stands_at(end)).map(|l| l.code).collect();
            month
        };
        shares.into_iter().enumerate().map(of).collect()
    });
    let (coverage, link_rate) = shares.total.rates();
    let wanted = wanted(catalog, clusters, year_ago);
    KnowledgeFacts { coverage, link_rate, articles, wanted, reports: grids.reports_of(by) }
}

/// The articles written and checked in a month, quarter or year, and those not checked
/// for too long on its last day. One checked later tells nothing of how it stood then.
fn articles_of(catalog: &Catalog, report: ReportPeriod, end: Day) -> KnowledgeMonth {
    let mut out = KnowledgeMonth::default();
    for (position, solution) in catalog.records.solutions.iter().enumerate() {
        let article = SolutionIx::new(position);
        let inside = |day: Option<Day>| day.is_some_and(|d| d <= end && report.like(d) == report);
        if inside(solution.created) {
            out.new.push(article);
        } else if inside(solution.verified) {
            out.revised.push(article);
        }
        let checked = solution.verified.or(solution.created).filter(|day| *day <= end);
        let age = checked.map(|day| day.duration_until(end).as_hours() / 24);
        if age.is_some_and(|age| age > catalog.settings.stale_after_days)
            && solution.confidence != Confidence::Archived
        {
            out.stale.push(article);
        }
    }
    out
}

/// A code that came back before there was an article for it.
struct Lack {
    code: CodeIx,
    /// The report from which an article is wanted.
    from: Instant,
    /// When one was written.
    until: Option<Instant>,
}

impl Lack {
    fn stands_at(&self, at: Instant) -> bool {
        self.from <= at && self.until.is_none_or(|until| until > at)
    }
}

/// Every code that ever came back without an article. One of which nobody wrote when it
/// was written counts as always there.
fn lacks(catalog: &Catalog) -> Vec<Lack> {
    let zone = &catalog.settings.zone;
    let of_code = |position: usize| {
        let code = CodeIx::new(position);
        let rows = catalog.index.events_of_code.of(position).iter();
        let failures = rows.filter(|&&row| catalog.links[row as usize].is_failure);
        let mut reported: Vec<Instant> = failures
            .filter_map(|&row| catalog.records.events.get(row as usize).reported())
            .collect();
        reported.sort_unstable();
        let from = *reported.get(WANTED_FROM as usize - 1)?;
        let articles = catalog.index.solutions_of_code.get(&code).into_iter().flatten();
        let standing = articles
            .map(|ix| &catalog.records.solutions[ix.index()])
            .filter(|solution| solution.confidence != Confidence::Archived);
        let written = |solution: &Solution| {
            solution.created.map_or(Instant(i64::MIN), |day| zone.start_of(day))
        };
        Some(Lack { code, from, until: standing.map(written).min() })
    };
    (0..catalog.records.codes.len()).filter_map(of_code).collect()
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
    by: [Vec<Share>; 3],
}

fn shares(catalog: &Catalog, grids: &Grids) -> Shares {
    let covered = covered(catalog, |c| c == Confidence::Validated);
    let mut total = Share::default();
    let mut by = grids.each().map(|grid| vec![Share::default(); grid.len()]);
    for (event, links) in catalog.records.events.iter().zip(&catalog.links) {
        if !links.is_failure {
            continue;
        }
        if let Some(code) = links.code {
            let has = u64::from(covered[code.index()]);
            let add = |share: &mut Share| {
                share.coded += 1;
                share.covered += has;
            };
            add(&mut total);
            if let Some(at) = event.reported() {
                each_at(&mut by, grids, at, add);
            }
        }
        if let Some(end) = event.resolved().or(event.at(Clock::ClosedAt)) {
            let has = u64::from(links.solution.is_some());
            let add = |share: &mut Share| {
                share.closed += 1;
                share.linked += has;
            };
            add(&mut total);
            each_at(&mut by, grids, end, add);
        }
    }
    Shares { total, by }
}

/// Adds to the month, quarter and year of an instant.
fn each_at(by: &mut [Vec<Share>; 3], grids: &Grids, at: Instant, mut add: impl FnMut(&mut Share)) {
    for (shares, grid) in by.iter_mut().zip(grids.each()) {
        if let Some(position) = grid.position(at) {
            add(&mut shares[position]);
        }
    }
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
        let reported = rows.filter_map(|&row| catalog.records.events.get(row as usize).reported());
        let recent = reported.filter(|&at| at >= year_ago).count() as u64;
        let archived = solution.confidence == Confidence::Archived;
        let checked = solution.verified.or(solution.created);
        // What will be checked one day is not older for it.
        let age_days = checked.map(|day| (day.duration_until(today).as_hours() / 24).max(0));
        let old = age_days.is_some_and(|age| age > catalog.settings.stale_after_days);
        ArticleFacts {
            solution: SolutionIx::new(position),
            uses_12_months: recent,
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
