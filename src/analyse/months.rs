//! The figures of every month (`domain.md` §3.0): records by report, times by
//! resolution, repeats by the end of their window, states at the month's end.
//! Each event is put into its months once; nothing is scanned a month at a time.

use super::backlog::{Backlog, backlog, tickets_of};
use super::change::{CountChange, PeriodChange, RateChange};
use super::exposure::Exposure;
use super::facts::MonthFacts;
use super::figure::{Excluded, Reason};
use super::ground::{Ground, Standing};
use super::month_grid::is_over;
use super::open_set::{OpenSet, Ticket};
use super::repeat::IndexFault;
use super::scope::{Base, Observed, ScopeFacts, Selection};
use super::times;
use crate::catalog::{Groups, ModelIx};
use crate::model::time::{Clock, Instant, MONTH_H, Period, ReportPeriod};
use rayon::prelude::*;

/// Events by month under the three conventions.
pub(crate) struct ByMonth {
    reported: Groups,
    resolved: Groups,
    ended: [Groups; 2],
}

impl ByMonth {
    pub(crate) fn new(base: &Base) -> Self {
        let (ground, count) = (&base.ground, base.ground.catalog.records.events.len());
        let group = |at: &(dyn Fn(usize) -> Option<Instant> + Sync)| {
            let months: Vec<Option<u16>> = (0..count)
                .into_par_iter()
                .map(|row| ground.month_of(at(row)?).map(|m| m as u16))
                .collect();
            Groups::build(ground.months.len(), count, |row| months[row].map(usize::from))
        };
        let fault = |row: usize| base.index_fault(row as u32);
        let ended =
            |days: u32| group(&|row| fault(row).map(|fault: IndexFault| fault.window_end(days)));
        Self {
            reported: group(&|row| ground.reported(row)),
            resolved: group(&|row| ground.reported(row).and(ground.resolved(row))),
            ended: base.windows().map(ended),
        }
    }
}

/// All months, and the tickets that stood open at the end of one.
pub(crate) fn months(base: &Base, by: &ByMonth) -> (Vec<MonthFacts>, Vec<Ticket>) {
    let ground = &base.ground;
    let exposures = base.service.by_period(&ground.bounds);
    let figures: Vec<(ScopeFacts, Vec<i64>)> = exposures
        .into_par_iter()
        .enumerate()
        .map_init(
            || base.scratch(),
            |scratch, (m, exposure)| base.figures(&selection(by, m, exposure, ground), scratch),
        )
        .collect();
    let (backlogs, open) = backlogs(ground);
    let mut sweep = RestoreSweep::new(ground);
    let mut all: Vec<MonthFacts> = Vec::with_capacity(figures.len());
    let down = base.service.down_by_period(&ground.bounds);
    let figures = figures.into_iter().zip(backlogs).zip(down);
    for (m, (((mut scope, mut restored), backlog), down)) in figures.enumerate() {
        sweep.complete(&mut scope, &mut restored, ground.bounds[m + 1]);
        scope.open = backlog.open_end;
        scope.backlog = backlog;
        all.push(MonthFacts {
            month: ground.months[m],
            partial: is_partial(ground, m),
            period: period(ground, m),
            scope,
            vs_previous: None,
            vs_year: None,
            down,
            restored: restored_by_model(ground, by.resolved.of(m)),
        });
    }
    for m in 0..all.len() {
        let previous = m.checked_sub(1).map(|before| change(base, by, (&all, m), before));
        let year = m
            .checked_sub(12)
            .filter(|before| base.service.is_observed_from(ground.bounds[*before]));
        let year = year.map(|before| change(base, by, (&all, m), before));
        (all[m].vs_previous, all[m].vs_year) = (previous, year);
    }
    (all, open)
}

/// Each failure restored among some events: its model, and how long it took.
fn restored_by_model(ground: &Ground, rows: &[u32]) -> Vec<(Option<ModelIx>, i64)> {
    let mut out = Vec::new();
    ground.each_job(rows, |row, job| {
        if let Some(ms) = job.restore_ms() {
            out.push((ground.link(row as usize).model, ms));
        }
    });
    out
}

pub(crate) fn period(ground: &Ground, m: usize) -> Period {
    Period { start: ground.bounds[m], end: ground.bounds[m + 1] }
}

fn is_partial(ground: &Ground, m: usize) -> bool {
    let zone = &ground.catalog.settings.zone;
    !is_over(zone.month_period(ground.months[m]).end, ground.bounds[m + 1])
}

pub(crate) fn spans(base: &Base, period: Period) -> Vec<super::exposure::Span> {
    base.service.spans(0..base.ground.catalog.records.devices.len(), period)
}

/// The events and devices of month `m`.
pub(crate) fn selection<'s>(
    by: &'s ByMonth,
    m: usize,
    exposure: Exposure,
    ground: &Ground,
) -> Selection<'s> {
    selection_of(by, m..m + 1, exposure, ground)
}

/// The events and devices of months in a row.
pub(crate) fn selection_of<'s>(
    by: &'s ByMonth,
    months: std::ops::Range<usize>,
    exposure: Exposure,
    ground: &Ground,
) -> Selection<'s> {
    Selection {
        volume: by.reported.of_range(months.clone()),
        resolved: by.resolved.of_range(months.clone()),
        ended: by.ended.each_ref().map(|groups| groups.of_range(months.clone())),
        observed: Observed::Everywhere(exposure),
        end: ground.bounds[months.end],
    }
}

fn backlogs(ground: &Ground) -> (Vec<Backlog>, Vec<Ticket>) {
    let rows: Vec<u32> = (0..ground.catalog.records.events.len() as u32).collect();
    let (tickets, untold) = tickets_of(ground, &rows);
    let (mut months, open) = backlog(&tickets, &ground.bounds);
    let mut by_month = vec![Vec::new(); months.len()];
    for event in untold {
        let month = ground.reported(event as usize).and_then(|at| ground.month_of(at));
        if let Some(month) = month {
            by_month[month].push(event);
        }
    }
    for (month, events) in months.iter_mut().zip(by_month) {
        month.excluded.extend(Excluded::list([(Reason::Missing, events)]));
    }
    (months, open)
}

/// The failures not yet restored, month by month, for the median with open tickets.
pub(crate) struct RestoreSweep {
    open: OpenSet,
}

impl RestoreSweep {
    pub(crate) fn new(ground: &Ground) -> Self {
        let ticket = |row: usize| {
            let reported = ground.stamp(row, Clock::ReportedAt).filter(|s| !s.date_only)?.at;
            let closed = match ground.restoration(row) {
                Standing::Ended(at) => Some(at).filter(|at| *at >= reported),
                Standing::Open => {
                    return Some(Ticket { event: row as u32, reported, closed: None });
                }
                Standing::Untold | Standing::Void => None,
            };
            Some(Ticket { event: row as u32, reported, closed: Some(closed?) })
        };
        let rows = (0..ground.catalog.records.events.len()).filter(|row| ground.is_failure(*row));
        let tickets: Vec<Ticket> = rows.filter_map(ticket).collect();
        Self { open: OpenSet::new(&tickets, &ground.bounds) }
    }

    pub(crate) fn complete(&mut self, scope: &mut ScopeFacts, restored: &mut [i64], end: Instant) {
        self.open.advance(end);
        scope.times.restore_open = self.open.len();
        scope.times.restore_km_median_h =
            times::km_median_h(restored, |age| self.open.at_least(age));
    }
}

/// What is compared of a month, or of its first days.
struct Volume {
    events: u64,
    failures: u64,
    exposed: u64,
    device_months: f64,
}

/// Month `m` against month `before`.
fn change(
    base: &Base,
    by: &ByMonth,
    (all, m): (&[MonthFacts], usize),
    before: usize,
) -> PeriodChange {
    let side =
        |m: usize| Side { report: all[m].month.into(), months: m..m + 1, scope: &all[m].scope };
    change_of(base, by, (side(m), side(before)), all[m].partial)
}

/// One of two stretches that are compared.
pub(crate) struct Side<'a> {
    pub(crate) report: ReportPeriod,
    /// Its months, by position.
    pub(crate) months: std::ops::Range<usize>,
    pub(crate) scope: &'a ScopeFacts,
}

impl Side<'_> {
    fn period(&self, ground: &Ground) -> Period {
        Period { start: ground.bounds[self.months.start], end: ground.bounds[self.months.end] }
    }
}

/// One stretch against an earlier one; of both as many days where the later is not over.
pub(crate) fn change_of(
    base: &Base,
    by: &ByMonth,
    (now, before): (Side<'_>, Side<'_>),
    partial: bool,
) -> PeriodChange {
    let current = Volume::of(now.scope);
    let lasted = now.period(&base.ground);
    let previous = if partial {
        let whole = before.period(&base.ground);
        let end = whole.start.plus(lasted.ms()).min(whole.end);
        let rows = by.reported.of_range(before.months.clone());
        Volume::counted(base, rows, Period { end, ..whole })
    } else {
        Volume::of(before.scope)
    };
    let (c, p) = (current.device_months, previous.device_months);
    let zone = &base.ground.catalog.settings.zone;
    let days = || {
        let last = zone.day(lasted.end.plus(-1));
        zone.day(lasted.start).duration_until(last).as_hours() / 24 + 1
    };
    PeriodChange {
        against: before.report,
        events: CountChange::between(current.events, previous.events),
        failures: CountChange::between(current.failures, previous.failures),
        rate: RateChange::between(current.exposed, c, previous.exposed, p),
        days: partial.then(days),
    }
}

impl Volume {
    fn of(scope: &ScopeFacts) -> Self {
        Self {
            events: scope.events,
            failures: scope.failures,
            exposed: scope.failures_exposed,
            device_months: scope.exposure_h / MONTH_H,
        }
    }

    fn counted(base: &Base, rows: &[u32], period: Period) -> Self {
        let none: &[u32] = &[];
        let inside =
            |row: &&u32| base.ground.reported(**row as usize).is_some_and(|at| period.contains(at));
        let rows: Vec<u32> = rows.iter().filter(inside).copied().collect();
        let spans = spans(base, period);
        let selection = Selection {
            volume: &rows,
            resolved: none,
            ended: [none, none],
            observed: Observed::Spans(&spans),
            end: period.end,
        };
        Self::of(&base.figures(&selection, &mut base.scratch()).0)
    }
}
