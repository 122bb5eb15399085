//! The figures of every calendar quarter and year: what a month has, over all of its
//! months (`domain.md` §3). Their events are those of their months, so nothing is sorted
//! anew; their backlog follows from that of their months.

use super::backlog::Backlog;
use super::change::PeriodChange;
use super::facts::MonthFacts;
use super::figure::Excluded;
use super::ground::Ground;
use super::month_grid::is_over;
use super::months::{self, ByMonth, RestoreSweep, Side};
use super::scope::{Base, ScopeFacts};
use crate::model::time::{Instant, Period, ReportPeriod};
use rayon::prelude::*;
use std::ops::Range;

/// One calendar quarter or year: records by report, times by resolution, repeats by the
/// end of their window, every state at its end or `as_of`.
#[derive(Clone, Debug)]
pub struct LongerFacts {
    /// The quarter or year.
    pub report: ReportPeriod,
    /// True where `as_of` lies inside it.
    pub partial: bool,
    /// From its first instant among the months, to its end or to `as_of`.
    pub period: Period,
    /// Its figures.
    pub scope: ScopeFacts,
    /// Against the quarter or year before.
    pub vs_previous: Option<PeriodChange>,
    /// A quarter against the same one a year before, where that lies fully inside the
    /// observation.
    pub vs_year: Option<PeriodChange>,
}

/// All quarters and all years that have a month.
pub(crate) fn longer(base: &Base, by: &ByMonth, all: &[MonthFacts]) -> Vec<LongerFacts> {
    let Some(&first) = base.ground.months.first() else { return Vec::new() };
    let likes = [ReportPeriod::quarter_of(first), ReportPeriod::Year(first.year)];
    likes.into_iter().flat_map(|like| of_kind(base, by, all, like)).collect()
}

fn of_kind(base: &Base, by: &ByMonth, all: &[MonthFacts], like: ReportPeriod) -> Vec<LongerFacts> {
    let ground = &base.ground;
    let ranges = ranges(ground, like);
    let starts = ranges.iter().map(|months| ground.bounds[months.start]);
    let bounds: Vec<Instant> = starts.chain(ground.bounds.last().copied()).collect();
    let figures: Vec<(ScopeFacts, Vec<i64>)> = ranges
        .par_iter()
        .zip(base.service.by_period(&bounds))
        .map_init(
            || base.scratch(),
            |scratch, (months, exposure)| {
                let of = months::selection_of(by, months.clone(), exposure, ground);
                base.figures(&of, scratch)
            },
        )
        .collect();
    let mut sweep = RestoreSweep::new(ground);
    let one = |(months, (mut scope, mut restored)): (Range<usize>, (ScopeFacts, Vec<i64>))| {
        sweep.complete(&mut scope, &mut restored, ground.bounds[months.end]);
        scope.backlog = backlog(&all[months.clone()]);
        scope.open = scope.backlog.open_end;
        LongerFacts {
            report: like.with(ground.months[months.start]),
            partial: is_partial(ground, &months, like),
            period: period(ground, &months),
            scope,
            vs_previous: None,
            vs_year: None,
        }
    };
    let mut out: Vec<LongerFacts> = ranges.iter().cloned().zip(figures).map(one).collect();
    for at in 0..out.len() {
        let against = |before: usize, out: &[LongerFacts]| {
            // A first stretch that the records cover in part is held against nothing.
            let whole = ranges[before].len() == like.month_count() as usize;
            whole.then(|| {
                let of = |at: usize| Side {
                    report: out[at].report,
                    months: ranges[at].clone(),
                    scope: &out[at].scope,
                };
                months::change_of(base, by, (of(at), of(before)), out[at].partial)
            })
        };
        let previous = at.checked_sub(1).and_then(|before| against(before, &out));
        let a_year = (12 / like.month_count()) as usize;
        let year = at.checked_sub(a_year).filter(|before| {
            a_year > 1 && base.service.is_observed_from(ground.bounds[ranges[*before].start])
        });
        let year = year.and_then(|before| against(before, &out));
        (out[at].vs_previous, out[at].vs_year) = (previous, year);
    }
    out
}

/// The months of each quarter or year, by position.
fn ranges(ground: &Ground, like: ReportPeriod) -> Vec<Range<usize>> {
    let mut at = 0;
    let range = |months: &[crate::model::time::Month]| {
        let from = at;
        at += months.len();
        from..at
    };
    ground.months.chunk_by(|a, b| like.with(*a) == like.with(*b)).map(range).collect()
}

/// The months of a month, quarter or year, by position; `None` where none is.
pub(crate) fn months_of(ground: &Ground, report: ReportPeriod) -> Option<Range<usize>> {
    let of = |months: &Range<usize>| report.holds(ground.months[months.start]);
    ranges(ground, report).into_iter().find(of)
}

pub(crate) fn period(ground: &Ground, months: &Range<usize>) -> Period {
    Period { start: ground.bounds[months.start], end: ground.bounds[months.end] }
}

fn is_partial(ground: &Ground, months: &Range<usize>, like: ReportPeriod) -> bool {
    let last = ground.months[months.end - 1];
    let end = ground.catalog.settings.zone.month_period(last).end;
    last != like.with(last).last_month() || !is_over(end, ground.bounds[months.end])
}

/// What came and went in the months, between the first one's start and the last one's
/// end.
fn backlog(months: &[MonthFacts]) -> Backlog {
    let of = |month: &MonthFacts| month.scope.backlog.clone();
    let (Some(first), Some(last)) = (months.first().map(of), months.last().map(of)) else {
        return Backlog::default();
    };
    let sum = |part: fn(&Backlog) -> u64| months.iter().map(|m| part(&m.scope.backlog)).sum();
    let mut excluded = std::collections::BTreeMap::<_, Vec<u32>>::new();
    for one in months.iter().flat_map(|m| &m.scope.backlog.excluded) {
        excluded.entry(one.reason).or_default().extend(&one.events);
    }
    Backlog {
        open_start: first.open_start,
        new: sum(|b| b.new),
        closed: sum(|b| b.closed),
        excluded: Excluded::list(excluded),
        ..last
    }
}

#[cfg(test)]
mod tests {
    use crate::analyse::analyse;
    use crate::analyse::fixture::Fleet;
    use crate::model::time::ReportPeriod;

    /// The sample fleet, its first two tickets two months earlier: from 4 and 9 January
    /// 2024 to 5 and 10 November 2023.
    fn facts() -> crate::analyse::Facts {
        let mut fleet = Fleet::sample();
        for job in &mut fleet.jobs[..2] {
            job.reported = job.reported.plus_days(-60);
            job.resolved = job.resolved.map(|at| at.plus_days(-60));
        }
        analyse(&fleet.catalog())
    }

    #[test]
    fn a_quarter_and_a_year_are_made_of_their_months() {
        let facts = facts();
        let all: Vec<(String, bool)> =
            facts.longer.iter().map(|y| (y.report.to_string(), y.partial)).collect();
        let want = [
            ("2023-Q4", false),
            ("2024-Q1", false),
            ("2024-Q2", true),
            ("2023", false),
            ("2024", true),
        ];
        assert_eq!(all, want.map(|(report, partial)| (report.to_owned(), partial)));
        for year in &facts.longer {
            let months = || facts.months.iter().filter(|m| year.report.holds(m.month));
            let sum = |part: fn(&crate::analyse::ScopeFacts) -> u64| {
                months().map(|m| part(&m.scope)).sum::<u64>()
            };
            let scope = &year.scope;
            assert_eq!(scope.events, sum(|s| s.events));
            assert_eq!(scope.failures, sum(|s| s.failures));
            assert_eq!(scope.times.restore.n, sum(|s| s.times.restore.n));
            assert_eq!(scope.repeat_30d.rate.d, sum(|s| s.repeat_30d.rate.d));
            let hours: f64 = months().map(|m| m.scope.exposure_h).sum();
            assert!((scope.exposure_h - hours).abs() < 1e-6, "{} {hours}", scope.exposure_h);
            assert!(scope.backlog.adds_up());
        }
    }

    #[test]
    fn a_year_has_its_own_median_and_its_own_end() {
        let facts = facts();
        let year = |year| facts.longer(ReportPeriod::Year(year)).expect("a year");
        let (old, new) = (year(2023), year(2024));
        // Restored after 24 and 48 hours.
        assert_eq!((old.scope.events, old.scope.times.restore.median), (2, Some(36.0)));
        // 48, 4, 24, 24 and 6 hours; one is open.
        assert_eq!(new.scope.times.restore.n, 5);
        assert_eq!(new.scope.times.restore.median, Some(24.0));
        assert_eq!((new.scope.backlog.open_end, new.scope.times.restore_open), (1, 1));
        assert_eq!(new.period.end, facts.as_of.expect("an instant").plus(1));
        assert_eq!(new.period.start, old.period.end);
    }
}
