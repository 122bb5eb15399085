//! What every family reads about an event: its stamps up to `as_of`, whether it is
//! open, when it stopped its device. Decided once, here, so that two figures never
//! disagree about one ticket.

use super::figure::Reason;
use super::job::{Flags, Job, Stand, Stop, UNKNOWN};
use super::keys::FaultKeys;
use super::times::{Difference, LONGEST_MS};
use crate::catalog::{Catalog, DeviceIx, Ends, EventLinks};
use crate::model::events::{Event, FlagField, NumField, SideStamp};
use crate::model::settings::DownIf;
use crate::model::time::{Clock, HOUR_MS, Instant, Month, Period, Stamp};
use crate::model::words::ServiceType;
use rayon::prelude::*;

/// Where a ticket stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It ended then.
    Ended(Instant),
    /// It is open.
    Open,
    /// It ended at an unknown time, or its source never tells.
    Untold,
    /// Cancelled or a duplicate.
    Void,
}

/// When a failure stopped its device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outage {
    /// It did not.
    None,
    /// It did; for how long cannot be said, and why not.
    Untold(Reason),
    /// Up to two stretches; a loaner may stand between them.
    Known([Option<Period>; 2]),
}

/// The catalog with what follows from it for every figure.
pub(crate) struct Ground<'a> {
    pub(crate) catalog: &'a Catalog,
    pub(crate) keys: FaultKeys,
    pub(crate) months: Vec<Month>,
    /// First instants of the months, and the end of the last or of observation.
    pub(crate) bounds: Vec<Instant>,
    /// The first instant after `as_of`.
    pub(crate) end: Instant,
    /// How the logs tell of ends.
    ends: Ends,
    /// By event.
    jobs: Vec<Job>,
}

impl<'a> Ground<'a> {
    /// `None` where no event has a stamp to count from.
    pub(crate) fn new(catalog: &'a Catalog, keys: FaultKeys) -> Option<Self> {
        let as_of = catalog.settings.as_of?;
        let end = as_of.plus(1);
        let zone = &catalog.settings.zone;
        let events = &catalog.records.events;
        let observed = catalog.dates.iter().filter_map(|d| d.observed_from);
        let first =
            events.iter().filter_map(Event::reported).chain(observed).filter(|at| *at < end).min();
        let last = zone.month(as_of);
        let first = first.map_or(last, |at| zone.month(at));
        let months: Vec<Month> = first.to(last).collect();
        let mut bounds: Vec<Instant> =
            months.iter().map(|m| zone.start_of(m.first_day())).collect();
        bounds.push(zone.start_of(last.next().first_day()).min(end));
        let ends = Ends::of(&catalog.records.events);
        let mut ground = Self { catalog, keys, months, bounds, end, ends, jobs: Vec::new() };
        ground.jobs = (0..events.len()).into_par_iter().map(|row| ground.core(row)).collect();
        Some(ground)
    }

    /// A job as far as its own stamps and words tell; the rest is filled in by
    /// [`Ground::complete`].
    fn core(&self, row: usize) -> Job {
        let (event, link) = (self.event(row), self.link(row));
        let words = event.words();
        let void = event.is_void();
        let kind = event.service_type();
        let reported = self.stamp(row, Clock::ReportedAt);
        let visits = event.num(NumField::Visits).map(|v| v.clamp(0.0, 254.0) as u8);
        let mut flags = Flags::default();
        let counts = self.catalog.counts_for_ticket(row);
        for (flag, is) in [
            (Flags::FAILURE, link.is_failure),
            (Flags::VOID, void),
            (Flags::TICKET, is_fault(kind) && !void),
            (Flags::COUNTS, counts),
            (Flags::FOLLOW_UP, event.flag(FlagField::FollowupRequired) == Some(true)),
            (Flags::DAY_ONLY, reported.is_some_and(|s| s.date_only)),
            (Flags::SEVERAL_PARTS, event.parts().len() > 1),
        ] {
            flags.set(flag, is);
        }
        let mut job = Job {
            reported: reported.map_or(UNKNOWN, |s| s.at.0),
            resolved: self.at(row, Clock::ResolvedAt).map_or(UNKNOWN, |at| at.0),
            ended: UNKNOWN,
            down_from: UNKNOWN,
            down_to: UNKNOWN,
            cost: cost_of(self.catalog, row).unwrap_or(f64::NAN),
            amount: event.num(NumField::Amount).unwrap_or(f64::NAN),
            next_reported: UNKNOWN,
            told_until: self.told_until(link.device),
            device: link.device,
            code: link.code,
            component: link.component,
            key: self.keys.of(row),
            next: 0,
            month: reported.and_then(|s| self.month_of(s.at)).map_or(u16::MAX, |m| m as u16),
            visits: visits.map_or(0, |v| v + 1),
            kind,
            charge: words.charge_type,
            expected: [None; 2],
            standing: Stand::Void,
            restoration: Stand::Void,
            stop: Stop::None,
            flags,
            differences: [Difference::NONE; 5],
        };
        if !void {
            (job.standing, job.ended) = small(self.find_standing(row));
            (job.restoration, _) = small(self.find_restoration(row));
        }
        job.stop = match self.find_outage(row, &job) {
            Outage::None => Stop::None,
            Outage::Untold(why) => Stop::Untold(why),
            Outage::Known([Some(p), None]) => {
                (job.down_from, job.down_to) = (p.start.0, p.end.0);
                Stop::Known
            }
            Outage::Known(_) => Stop::Interrupted,
        };
        job
    }

    /// The end of what is known of a device: open, unless it left its owner.
    fn told_until(&self, device: Option<DeviceIx>) -> i64 {
        let dates = device.and_then(|device| self.catalog.dates.get(device.index()));
        dates.and_then(|dates| dates.theirs_to).map_or(i64::MAX, |end| end.0)
    }

    /// Fills in what only all jobs together tell.
    pub(super) fn complete(&mut self, fill: impl Fn(&Self, usize, &mut Job) + Sync) {
        let mut jobs = std::mem::take(&mut self.jobs);
        let ground = &*self;
        jobs.par_iter_mut().enumerate().for_each(|(row, job)| fill(ground, row, job));
        self.jobs = jobs;
    }

    /// Tells a failure which later one was its recurrence.
    pub(super) fn set_recurrence(&mut self, event: u32, later: u32) {
        let reported = self.jobs[later as usize].reported;
        let job = &mut self.jobs[event as usize];
        (job.next, job.next_reported) = (later + 1, reported);
    }

    /// What the figures ask of one job.
    pub(super) fn job(&self, row: u32) -> &Job {
        &self.jobs[row as usize]
    }

    /// Visits the jobs of some events in order. They lie far apart in memory: fetching
    /// several before one is looked at lets the machine wait for all of them at once.
    pub(super) fn each_job(&self, rows: &[u32], mut visit: impl FnMut(u32, &Job)) {
        let mut fetched = Vec::with_capacity(FETCHED);
        for rows in rows.chunks(FETCHED) {
            fetched.clear();
            fetched.extend(rows.iter().map(|row| self.jobs[*row as usize]));
            rows.iter().zip(&fetched).for_each(|(row, job)| visit(*row, job));
        }
    }

    pub(crate) fn event(&self, row: usize) -> Event<'a> {
        self.catalog.records.events.get(row)
    }

    pub(crate) fn link(&self, row: usize) -> EventLinks {
        self.catalog.links[row]
    }

    pub(crate) fn is_failure(&self, row: usize) -> bool {
        self.jobs[row].is(Flags::FAILURE)
    }

    /// A clock's stamp, if it lies no later than `as_of`.
    pub(crate) fn stamp(&self, row: usize, clock: Clock) -> Option<Stamp> {
        self.event(row).stamp(clock).filter(|s| s.at < self.end)
    }

    pub(crate) fn at(&self, row: usize, clock: Clock) -> Option<Instant> {
        self.stamp(row, clock).map(|s| s.at)
    }

    pub(crate) fn reported(&self, row: usize) -> Option<Instant> {
        self.jobs[row].reported()
    }

    pub(crate) fn resolved(&self, row: usize) -> Option<Instant> {
        self.jobs[row].resolved()
    }

    pub(crate) fn is_void(&self, row: usize) -> bool {
        self.jobs[row].is(Flags::VOID)
    }

    /// True where somebody reported a fault, whether or not one was found.
    pub(crate) fn is_fault_ticket(&self, row: usize) -> bool {
        self.jobs[row].is(Flags::TICKET)
    }

    /// Position in [`Ground::months`] of an instant inside them.
    pub(crate) fn month_of(&self, at: Instant) -> Option<usize> {
        month_in(&self.bounds, at)
    }

    /// All time up to `as_of`.
    pub(crate) fn whole(&self) -> Period {
        Period { start: self.bounds[0], end: self.end }
    }

    fn without_end(&self, row: usize) -> Standing {
        if self.ends.goes_on(self.event(row), self.end) { Standing::Open } else { Standing::Untold }
    }

    /// Where a ticket stands for the backlog: by the configured closing clock.
    pub(crate) fn standing(&self, row: usize) -> Standing {
        let job = &self.jobs[row];
        full(job.standing, job.ended)
    }

    fn find_standing(&self, row: usize) -> Standing {
        let clock = self.catalog.settings.closed_by;
        let also = (clock == Clock::ResolvedAt).then_some(Clock::ClosedAt);
        let ended = self.at(row, clock).or_else(|| self.at(row, also?));
        ended.map_or_else(|| self.without_end(row), Standing::Ended)
    }

    /// Where a ticket stands for the time to restore.
    pub(crate) fn restoration(&self, row: usize) -> Standing {
        let job = &self.jobs[row];
        full(job.restoration, job.resolved)
    }

    fn find_restoration(&self, row: usize) -> Standing {
        match self.at(row, Clock::ResolvedAt) {
            Some(at) => Standing::Ended(at),
            None if self.at(row, Clock::ClosedAt).is_some() => Standing::Untold,
            None => self.without_end(row),
        }
    }

    fn stops_device(&self, row: usize, job: &Job) -> bool {
        let event = self.event(row);
        let flagged = event.flag(FlagField::Down);
        let stops = match &self.catalog.settings.down_if {
            DownIf::Always => flagged != Some(false),
            DownIf::Flag => flagged == Some(true),
            DownIf::Priorities(list) => {
                flagged == Some(true) || event.words().priority.is_some_and(|p| list.contains(&p))
            }
        };
        stops && job.is(Flags::FAILURE)
    }

    /// When a failure stopped its device.
    pub(crate) fn outage(&self, row: usize) -> Outage {
        self.outage_of(row, &self.jobs[row])
    }

    pub(super) fn outage_of(&self, row: usize, job: &Job) -> Outage {
        match job.stop {
            Stop::None => Outage::None,
            Stop::Untold(why) => Outage::Untold(why),
            Stop::Known => {
                let (start, end) = (Instant(job.down_from), Instant(job.down_to));
                Outage::Known([Some(Period { start, end }), None])
            }
            Stop::Interrupted => self.find_outage(row, job),
        }
    }

    fn find_outage(&self, row: usize, job: &Job) -> Outage {
        if !self.stops_device(row, job) {
            return Outage::None;
        }
        let from = self.stamp(row, Clock::OccurredAt).or(self.stamp(row, Clock::ReportedAt));
        from.map_or(Outage::Untold(Reason::Missing), |from| self.outage_from(row, from, job))
    }

    /// When planned work (maintenance, an upgrade, a visit) stopped its device. It does only
    /// where the record says so (`down`), from when the device was taken out of use, else
    /// from when the work began; it counts for the technical availability alone.
    pub(crate) fn planned_outage(&self, row: usize) -> Outage {
        if self.event(row).flag(FlagField::Down) != Some(true) {
            return Outage::None;
        }
        let job = &self.jobs[row];
        if job.is(Flags::VOID) || is_fault(job.kind) {
            return Outage::None;
        }
        let begun = [Clock::OccurredAt, Clock::RepairStartedAt, Clock::ArrivedAt];
        let begun = begun.into_iter().find_map(|clock| self.stamp(row, clock));
        match (begun, job.restoration) {
            // It is ordered; nobody has come yet.
            (None, Stand::Open) => Outage::None,
            _ => begun
                .or(self.stamp(row, Clock::ReportedAt))
                .map_or(Outage::Untold(Reason::Missing), |from| self.outage_from(row, from, job)),
        }
    }

    fn outage_from(&self, row: usize, from: Stamp, job: &Job) -> Outage {
        let Stamp { at: from, date_only } = from;
        if let Some(hours) = self.event(row).num(NumField::DowntimeH) {
            let ms = (hours * HOUR_MS as f64).round() as i64;
            if ms > LONGEST_MS {
                return Outage::Untold(Reason::TooLong);
            }
            return Outage::Known([stretch(from, from.plus(ms).min(self.end)), None]);
        }
        let to = match job.restoration {
            Stand::Ended => Instant(job.resolved),
            Stand::Open => self.end,
            Stand::Untold | Stand::Void => return Outage::Untold(Reason::Missing),
        };
        let ended = self.stamp(row, Clock::ResolvedAt);
        // A day says nothing about the hours between.
        if date_only || ended.is_some_and(|s| s.date_only) {
            return Outage::Untold(Reason::DateOnly);
        }
        match to.since(from) {
            ms if ms < 0 => Outage::Untold(Reason::Negative),
            ms if ms > LONGEST_MS && ended.is_some() => Outage::Untold(Reason::TooLong),
            _ => Outage::Known(self.without_loaner(row, from, to)),
        }
    }

    fn without_loaner(&self, row: usize, from: Instant, to: Instant) -> [Option<Period>; 2] {
        let event = self.event(row);
        let loaned = self.catalog.settings.loaner_stops_downtime;
        let Some(out) = event.side(SideStamp::LoanerOutAt).filter(|_| loaned) else {
            return [stretch(from, to), None];
        };
        let back = event.side(SideStamp::LoanerBackAt).unwrap_or(to);
        [stretch(from, to.min(out)), stretch(from.max(back), to)]
    }

    /// The failure's own downtime by `at`, whether or not another outage overlaps it.
    pub(crate) fn own_downtime_ms(&self, row: usize, at: Instant) -> Option<i64> {
        match self.outage(row) {
            Outage::Known(parts) => {
                Some(parts.iter().flatten().map(|p| at.min(p.end).since(p.start).max(0)).sum())
            }
            Outage::None => Some(0),
            Outage::Untold(_) => None,
        }
    }
}

/// Somebody reported a fault, whether or not one was found.
fn is_fault(kind: ServiceType) -> bool {
    matches!(kind, ServiceType::Repair | ServiceType::Remote | ServiceType::Rescue)
}

fn small(standing: Standing) -> (Stand, i64) {
    match standing {
        Standing::Ended(at) => (Stand::Ended, at.0),
        Standing::Open => (Stand::Open, UNKNOWN),
        Standing::Untold => (Stand::Untold, UNKNOWN),
        Standing::Void => (Stand::Void, UNKNOWN),
    }
}

fn full(stand: Stand, ended: i64) -> Standing {
    match stand {
        Stand::Ended => Standing::Ended(Instant(ended)),
        Stand::Open => Standing::Open,
        Stand::Untold => Standing::Untold,
        Stand::Void => Standing::Void,
    }
}

/// What a record cost, its parts added up; the amount charged where none is told. `None`
/// where nothing is, and for all but the first record of a ticket.
pub(crate) fn cost_of(catalog: &Catalog, row: usize) -> Option<f64> {
    let event = Some(catalog.records.events.get(row)).filter(|_| catalog.counts_for_ticket(row))?;
    let columns = [NumField::CostLabour, NumField::CostParts, NumField::CostTravel];
    let known = columns.map(|field| event.num(field));
    if known.iter().all(Option::is_none) {
        return event.num(NumField::Amount);
    }
    Some(known.iter().flatten().sum())
}

/// Which of consecutive periods an instant lies in.
pub(crate) fn month_in(bounds: &[Instant], at: Instant) -> Option<usize> {
    let after = bounds.partition_point(|b| *b <= at);
    (after > 0 && after < bounds.len()).then(|| after - 1)
}

fn stretch(start: Instant, end: Instant) -> Option<Period> {
    (start < end).then_some(Period { start, end })
}

/// Jobs fetched at once.
const FETCHED: usize = 32;

#[cfg(test)]
mod tests;
