//! The engineer table (`domain.md` §3.16): facts of the work, never a ranking and
//! never a composite score, because the mix of work differs.

use super::figure::{Distribution, Rate};
use super::month_grid::{ByReport, Grids};
use crate::catalog::{Catalog, Restricted};
use crate::model::Sym;
use crate::model::events::{Event, NumField, TextField};
use crate::model::ids::match_key;
use crate::model::time::{DAY_MS, HOUR_MS};
use hashbrown::HashMap;
use std::collections::BTreeMap;

/// What other metric families found out, by event position.
#[derive(Clone, Copy, Debug, Default)]
pub struct JobOutcomes<'a> {
    /// Timely or not (`SlaFacts::timely`).
    pub timely: &'a [Option<bool>],
    /// Whether a mature index event had a repeat (§3.7).
    pub repeated: &'a [Option<bool>],
    /// Fixed first time or not (§3.6).
    pub first_time_fix: &'a [Option<bool>],
}

/// One engineer's work in some stretch.
#[derive(Clone, Debug, PartialEq)]
pub struct EngineerFacts {
    /// The name, or `None` with anonymity switched on.
    pub name: Option<String>,
    /// Number in order of name, from 1: stands for the name where that is hidden.
    pub number: u32,
    /// Jobs; a job of several engineers counts for each.
    pub jobs: u64,
    /// Of these, jobs shared with others.
    pub shared: u64,
    /// At least as many jobs as the smallest sample: rates may be shown.
    pub enough: bool,
    /// The smallest sample.
    pub needed: u64,
    /// Hours from report to restoration.
    pub restore_h: Distribution,
    /// Timely jobs.
    pub timely: Rate,
    /// Resolved with a single visit, of the failures resolved whose visits are known.
    pub single_visit: Rate,
    /// First-time fix.
    pub first_time_fix: Rate,
    /// Repeats.
    pub repeat: Rate,
    /// Mean satisfaction, 1 to 5.
    pub satisfaction: Option<f64>,
    /// Answers behind it.
    pub answers: u64,
}

impl EngineerFacts {
    /// A rate of this engineer where the sample is large enough for one.
    pub fn shown(&self, rate: Rate) -> Option<Rate> {
        shown(rate, self.needed)
    }
}

/// A rate, unless its denominator is below the smallest sample.
pub fn shown(rate: Rate, min_n: u64) -> Option<Rate> {
    (rate.d >= min_n && rate.d > 0).then_some(rate)
}

/// The engineer table over everything and by month.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TeamFacts {
    /// In order of name.
    pub engineers: Vec<EngineerFacts>,
    /// By the month, quarter or year of resolution, in order of name.
    pub reports: ByReport<Vec<EngineerFacts>>,
    /// Jobs that name no engineer.
    pub without_engineer: u64,
}

/// One engineer's sums.
#[derive(Clone, Debug, Default)]
struct Sums {
    jobs: u64,
    shared: u64,
    restore_h: Vec<f64>,
    timely: [u64; 2],
    single_visit: [u64; 2],
    first_time_fix: [u64; 2],
    repeat: [u64; 2],
    satisfaction: f64,
    answers: u64,
}

fn count(sums: &mut [u64; 2], outcome: Option<bool>) {
    if let Some(outcome) = outcome {
        sums[0] += u64::from(outcome);
        sums[1] += 1;
    }
}

/// What one job adds to each of its engineers.
#[derive(Clone, Copy)]
pub(crate) struct Job {
    pub(crate) shared: bool,
    pub(crate) restore_h: Option<f64>,
    pub(crate) timely: Option<bool>,
    pub(crate) single_visit: Option<bool>,
    pub(crate) first_time_fix: Option<bool>,
    pub(crate) repeated: Option<bool>,
    pub(crate) satisfaction: Option<f64>,
}

impl Sums {
    fn add(&mut self, job: &Job) {
        self.jobs += 1;
        self.shared += u64::from(job.shared);
        self.restore_h.extend(job.restore_h);
        count(&mut self.timely, job.timely);
        count(&mut self.single_visit, job.single_visit);
        if let Some(score) = job.satisfaction {
            self.satisfaction += score;
            self.answers += 1;
        }
    }

    /// Whether it held, which is known when its window is over.
    fn add_outcome(&mut self, job: &Job) {
        count(&mut self.first_time_fix, job.first_time_fix);
        count(&mut self.repeat, job.repeated);
    }

    fn finish(self, name: Option<String>, number: u32, needed: u64) -> EngineerFacts {
        let rate = |sums: [u64; 2]| Rate::wilson(sums[0], sums[1]);
        EngineerFacts {
            name,
            number,
            jobs: self.jobs,
            shared: self.shared,
            enough: self.jobs >= needed,
            needed,
            restore_h: Distribution::of(self.restore_h, Vec::new()),
            timely: rate(self.timely),
            single_visit: rate(self.single_visit),
            first_time_fix: rate(self.first_time_fix),
            repeat: rate(self.repeat),
            satisfaction: (self.answers > 0).then(|| self.satisfaction / self.answers as f64),
            answers: self.answers,
        }
    }
}

/// Engineers in the order in which they are met. Names that match as ids do are one.
#[derive(Default)]
pub(crate) struct Roster {
    /// By matching key: the name as first written, and its position.
    names: BTreeMap<String, (String, usize)>,
    of_cell: HashMap<Sym, Vec<usize>>,
}

impl Roster {
    /// Every job with the positions of its engineers.
    pub(crate) fn each_job(
        &mut self,
        catalog: &Catalog,
        outcomes: JobOutcomes<'_>,
        mut each: impl FnMut(Event<'_>, &[usize], &Job),
    ) {
        let jobs = |e: &Event<'_>| is_job(*e) && catalog.counts_for_ticket(e.row());
        for event in catalog.records.events.iter().filter(jobs) {
            let engineers = self.engineers(event);
            let is_failure = catalog.links[event.row()].is_failure;
            each(event, engineers, &job(event, is_failure, engineers.len() > 1, outcomes));
        }
    }

    fn engineers(&mut self, event: Event<'_>) -> &[usize] {
        let names = &mut self.names;
        self.of_cell.entry(event.sym(TextField::Engineers)).or_insert_with(|| {
            let mut found = Vec::new();
            for name in event.engineers() {
                let next = names.len();
                let position = names.entry(match_key(name)).or_insert((name.to_owned(), next)).1;
                if !found.contains(&position) {
                    found.push(position);
                }
            }
            found
        })
    }

    /// The position of the engineer of a number, which counts from 1 in order of name.
    pub(crate) fn position_of(&self, number: u32) -> Option<usize> {
        let at = usize::try_from(number).ok()?.checked_sub(1)?;
        self.names.values().nth(at).map(|(_, position)| *position)
    }
}

impl<'a> JobOutcomes<'a> {
    /// As the facts have them.
    pub(crate) fn of(facts: &'a super::Facts) -> Self {
        Self {
            timely: &facts.sla.timely,
            repeated: &facts.outcomes.repeated,
            first_time_fix: &facts.outcomes.first_time_fix,
        }
    }
}

/// The engineer table of a catalog.
pub fn team(catalog: &Restricted<Catalog>, outcomes: JobOutcomes<'_>) -> TeamFacts {
    let Some(grids) = Grids::of(catalog) else { return TeamFacts::default() };
    let mut roster = Roster::default();
    let mut sums: Vec<Sums> = Vec::new();
    let mut by = grids.each().map(|grid| vec![BTreeMap::<usize, Sums>::new(); grid.len()]);
    let mut out = TeamFacts::default();
    roster.each_job(catalog, outcomes, |event, engineers, job| {
        out.without_engineer += u64::from(engineers.is_empty());
        let at = grids.each().map(|grid| event.resolved().and_then(|at| grid.position(at)));
        // As in the figures of the report: what held counts where its window ended.
        let days = i64::from(catalog.settings.repeat_window_days);
        let over = event.resolved().map(|at| at.plus_days(days));
        let over = grids.each().map(|grid| over.and_then(|at| grid.position(at)));
        for &engineer in engineers {
            if sums.len() <= engineer {
                sums.resize_with(engineer + 1, Sums::default);
            }
            sums[engineer].add(job);
            sums[engineer].add_outcome(job);
            for (sums, at) in by.iter_mut().zip(at) {
                if let Some(at) = at {
                    sums[at].entry(engineer).or_default().add(job);
                }
            }
            let held = job.first_time_fix.is_some() || job.repeated.is_some();
            for (sums, at) in by.iter_mut().zip(over).filter(|_| held) {
                if let Some(at) = at {
                    sums[at].entry(engineer).or_default().add_outcome(job);
                }
            }
        }
    });
    let table = Table::new(catalog, roster.names);
    out.engineers = table.finish(sums.into_iter().enumerate());
    let by = by.map(|sums| sums.into_iter().map(|sums| table.finish(sums)).collect());
    out.reports = grids.reports_of(by);
    out
}

/// Work that somebody did or does: not cancelled, not a duplicate.
fn is_job(event: Event<'_>) -> bool {
    !event.is_void()
}

fn job(event: Event<'_>, is_failure: bool, shared: bool, outcomes: JobOutcomes<'_>) -> Job {
    let known = |of: &[Option<bool>]| of.get(event.row()).copied().flatten();
    let ms = event.reported().zip(event.resolved()).map(|(from, to)| to.since(from));
    let restore = ms.filter(|ms| (0..=365 * DAY_MS).contains(ms) && event.is_failure());
    let mended = is_failure && event.resolved().is_some();
    let visits = event.num(NumField::Visits).filter(|_| mended);
    Job {
        shared,
        restore_h: restore.map(|ms| ms as f64 / HOUR_MS as f64),
        timely: known(outcomes.timely),
        // Work from afar has no visit, so it is no single visit either.
        single_visit: visits.filter(|&v| v >= 1.0).map(|v| v < 1.5),
        first_time_fix: known(outcomes.first_time_fix),
        repeated: known(outcomes.repeated),
        satisfaction: event.num(NumField::Satisfaction),
    }
}

/// Names in order, and the numbers that stand for them.
struct Table {
    /// By the position in which an engineer was met: number and name.
    of: Vec<(u32, Option<String>)>,
    needed: u64,
}

impl Table {
    fn new(catalog: &Catalog, names: BTreeMap<String, (String, usize)>) -> Self {
        let hidden = catalog.settings.anonymise_engineers;
        let mut of = vec![(0, None); names.len()];
        for (number, (name, met)) in names.into_values().enumerate() {
            of[met] = (number as u32 + 1, (!hidden).then_some(name));
        }
        Self { of, needed: catalog.settings.min_n }
    }

    fn finish(&self, sums: impl IntoIterator<Item = (usize, Sums)>) -> Vec<EngineerFacts> {
        let fact = |(met, sums): (usize, Sums)| {
            let (number, name) = self.of[met].clone();
            sums.finish(name, number, self.needed)
        };
        let mut out: Vec<EngineerFacts> = sums.into_iter().map(fact).collect();
        out.sort_by_key(|e| e.number);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::vectors::vectors;

    #[test]
    fn below_the_smallest_sample_only_counts_are_shown() {
        for v in vectors("technician") {
            let min_n = v.input("min_n").as_u64();
            for (i, row) in v.input("rows").0.as_array().unwrap().iter().enumerate() {
                let (k, n) = (row["k"].as_u64().unwrap(), row["n"].as_u64().unwrap());
                let rate = shown(Rate::wilson(k, n), min_n);
                v.same_at(&v.want("shown").0[i], "shown", rate.and_then(|r| r.value));
                let ci = &v.want("ci").0[i];
                v.same_at(&ci[0], "lower", rate.and_then(|r| r.lower));
                v.same_at(&ci[1], "upper", rate.and_then(|r| r.upper));
            }
        }
    }

    #[test]
    fn an_engineer_without_outcomes_has_no_rates() {
        let facts = Sums { jobs: 3, ..Sums::default() }.finish(None, 1, 5);
        assert_eq!((facts.timely.value, facts.satisfaction, facts.enough), (None, None, false));
        assert_eq!(facts.shown(Rate::wilson(4, 4)), None);
    }
}
