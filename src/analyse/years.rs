//! The figures of every calendar year: what a month has, over all of its months
//! (`domain.md` §3). The events of a year are those of its months, so nothing is sorted
//! into years anew; its backlog follows from that of its months.

use super::backlog::Backlog;
use super::facts::MonthFacts;
use super::figure::Excluded;
use super::ground::Ground;
use super::months::{self, ByMonth, RestoreSweep};
use super::scope::{Base, ScopeFacts};
use crate::model::time::{Instant, Period};
use rayon::prelude::*;
use std::ops::Range;

/// One calendar year: records by report, times by resolution, repeats by the end of
/// their window, every state at the end of the year or `as_of`.
#[derive(Clone, Debug)]
pub struct YearFacts {
    /// The year.
    pub year: i16,
    /// True where `as_of` lies inside it.
    pub partial: bool,
    /// From its first instant among the months, to its end or to `as_of`.
    pub period: Period,
    /// Its figures.
    pub scope: ScopeFacts,
}

/// All years that have a month.
pub(crate) fn years(base: &Base, by: &ByMonth, all: &[MonthFacts]) -> Vec<YearFacts> {
    let ground = &base.ground;
    let ranges = ranges(ground);
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
    let year = |(months, (mut scope, mut restored)): (Range<usize>, (ScopeFacts, Vec<i64>))| {
        sweep.complete(&mut scope, &mut restored, ground.bounds[months.end]);
        scope.backlog = backlog(&all[months.clone()]);
        scope.open = scope.backlog.open_end;
        YearFacts {
            year: ground.months[months.start].year,
            partial: is_partial(ground, &months),
            period: period(ground, &months),
            scope,
        }
    };
    ranges.iter().cloned().zip(figures).map(year).collect()
}

/// The months of each year, by position.
fn ranges(ground: &Ground) -> Vec<Range<usize>> {
    let mut at = 0;
    let range = |months: &[crate::model::time::Month]| {
        let from = at;
        at += months.len();
        from..at
    };
    ground.months.chunk_by(|a, b| a.year == b.year).map(range).collect()
}

/// The months of a year, by position; `None` where none is.
pub(crate) fn months_of(ground: &Ground, year: i16) -> Option<Range<usize>> {
    ranges(ground).into_iter().find(|months| ground.months[months.start].year == year)
}

pub(crate) fn period(ground: &Ground, months: &Range<usize>) -> Period {
    Period { start: ground.bounds[months.start], end: ground.bounds[months.end] }
}

fn is_partial(ground: &Ground, months: &Range<usize>) -> bool {
    let last = ground.months[months.end - 1];
    let end = ground.catalog.settings.zone.month_period(last).end;
    last.month != 12 || ground.bounds[months.end] < end
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
    fn a_year_is_made_of_its_months() {
        let facts = facts();
        let years: Vec<(i16, bool)> = facts.years.iter().map(|y| (y.year, y.partial)).collect();
        assert_eq!(years, [(2023, false), (2024, true)]);
        for year in &facts.years {
            let months = || facts.months.iter().filter(|m| m.month.year == year.year);
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
        let (old, new) = (&facts.years[0], &facts.years[1]);
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
