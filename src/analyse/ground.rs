//! What every family reads about an event: its stamps up to `as_of`, whether it is
//! open, when it stopped its device. Decided once, here, so that two figures never
//! disagree about one ticket.

use super::keys::FaultKeys;
use crate::catalog::{Catalog, EventLinks};
use crate::model::events::Origin;
use crate::model::events::{Event, FlagField, NumField, SideStamp};
use crate::model::settings::DownIf;
use crate::model::time::{Clock, HOUR_MS, Instant, Month, Period, Stamp};
use crate::model::words::{ServiceType, Status};
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
    /// It did; nothing tells until when.
    Untold,
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
    /// By source of rows: whether any row tells of an end.
    tells_ends: Vec<bool>,
    /// By event: what almost every figure asks, in one place in memory.
    cores: Vec<Core>,
}

const UNKNOWN: i64 = i64::MIN;

/// What almost every figure asks of an event.
#[derive(Clone, Copy)]
struct Core {
    reported: i64,
    resolved: i64,
    standing: Standing,
    restoration: Standing,
    outage: Stop,
    failure: bool,
    void: bool,
    ticket: bool,
}

/// An outage in small: the rare one that a loaner interrupts is worked out anew.
#[derive(Clone, Copy)]
enum Stop {
    None,
    Untold,
    Known(Instant, Instant),
    Interrupted,
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
        let tells_ends = sources_that_tell_ends(catalog);
        let mut ground = Self { catalog, keys, months, bounds, end, tells_ends, cores: Vec::new() };
        ground.cores = (0..events.len()).into_par_iter().map(|row| ground.core(row)).collect();
        Some(ground)
    }

    fn core(&self, row: usize) -> Core {
        let words = self.event(row).words();
        let void = matches!(words.status, Some(Status::Cancelled | Status::Duplicate));
        let kind = self.event(row).service_type();
        let fault = matches!(kind, ServiceType::Repair | ServiceType::Remote | ServiceType::Rescue);
        let at = |clock| self.at(row, clock).map_or(UNKNOWN, |at| at.0);
        let mut core = Core {
            reported: at(Clock::ReportedAt),
            resolved: at(Clock::ResolvedAt),
            standing: Standing::Void,
            restoration: Standing::Void,
            outage: Stop::None,
            failure: self.catalog.links[row].is_failure,
            void,
            ticket: fault && !void,
        };
        if !void {
            core.standing = self.find_standing(row);
            core.restoration = self.find_restoration(row);
        }
        core.outage = match self.find_outage(row, &core) {
            Outage::None => Stop::None,
            Outage::Untold => Stop::Untold,
            Outage::Known([Some(p), None]) => Stop::Known(p.start, p.end),
            Outage::Known(_) => Stop::Interrupted,
        };
        core
    }

    pub(crate) fn event(&self, row: usize) -> Event<'a> {
        self.catalog.records.events.get(row)
    }

    pub(crate) fn link(&self, row: usize) -> EventLinks {
        self.catalog.links[row]
    }

    pub(crate) fn is_failure(&self, row: usize) -> bool {
        self.cores[row].failure
    }

    /// A clock's stamp, if it lies no later than `as_of`.
    pub(crate) fn stamp(&self, row: usize, clock: Clock) -> Option<Stamp> {
        self.event(row).stamp(clock).filter(|s| s.at < self.end)
    }

    pub(crate) fn at(&self, row: usize, clock: Clock) -> Option<Instant> {
        self.stamp(row, clock).map(|s| s.at)
    }

    pub(crate) fn reported(&self, row: usize) -> Option<Instant> {
        let at = self.cores[row].reported;
        (at != UNKNOWN).then_some(Instant(at))
    }

    pub(crate) fn resolved(&self, row: usize) -> Option<Instant> {
        let at = self.cores[row].resolved;
        (at != UNKNOWN).then_some(Instant(at))
    }

    pub(crate) fn is_void(&self, row: usize) -> bool {
        self.cores[row].void
    }

    /// True where somebody reported a fault, whether or not one was found.
    pub(crate) fn is_fault_ticket(&self, row: usize) -> bool {
        self.cores[row].ticket
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
        let event = self.event(row);
        let told = match event.origin() {
            Origin::Row { source, .. } => self.tells_ends[source as usize],
            Origin::Report(_) => true,
        };
        let over = matches!(event.words().status, Some(Status::Resolved | Status::Closed));
        if over || !told { Standing::Untold } else { Standing::Open }
    }

    /// Where a ticket stands for the backlog: by the configured closing clock.
    pub(crate) fn standing(&self, row: usize) -> Standing {
        self.cores[row].standing
    }

    fn find_standing(&self, row: usize) -> Standing {
        let clock = self.catalog.settings.closed_by;
        let also = (clock == Clock::ResolvedAt).then_some(Clock::ClosedAt);
        let ended = self.at(row, clock).or_else(|| self.at(row, also?));
        ended.map_or_else(|| self.without_end(row), Standing::Ended)
    }

    /// Where a ticket stands for the time to restore.
    pub(crate) fn restoration(&self, row: usize) -> Standing {
        self.cores[row].restoration
    }

    fn find_restoration(&self, row: usize) -> Standing {
        match self.at(row, Clock::ResolvedAt) {
            Some(at) => Standing::Ended(at),
            None if self.at(row, Clock::ClosedAt).is_some() => Standing::Untold,
            None => self.without_end(row),
        }
    }

    fn stops_device(&self, row: usize, core: &Core) -> bool {
        let event = self.event(row);
        let flagged = event.flag(FlagField::Down);
        let stops = match &self.catalog.settings.down_if {
            DownIf::Always => flagged != Some(false),
            DownIf::Flag => flagged == Some(true),
            DownIf::Priorities(list) => {
                flagged == Some(true) || event.words().priority.is_some_and(|p| list.contains(&p))
            }
        };
        stops && core.failure
    }

    /// When a failure stopped its device.
    pub(crate) fn outage(&self, row: usize) -> Outage {
        let core = &self.cores[row];
        match core.outage {
            Stop::None => Outage::None,
            Stop::Untold => Outage::Untold,
            Stop::Known(start, end) => Outage::Known([Some(Period { start, end }), None]),
            Stop::Interrupted => self.find_outage(row, core),
        }
    }

    fn find_outage(&self, row: usize, core: &Core) -> Outage {
        if !self.stops_device(row, core) {
            return Outage::None;
        }
        let from = self.at(row, Clock::OccurredAt).or_else(|| self.at(row, Clock::ReportedAt));
        let Some(from) = from else { return Outage::Untold };
        if let Some(hours) = self.event(row).num(NumField::DowntimeH) {
            let to = from.plus((hours * HOUR_MS as f64).round() as i64).min(self.end);
            return Outage::Known([stretch(from, to), None]);
        }
        let to = match core.restoration {
            Standing::Ended(at) => at,
            Standing::Open => self.end,
            Standing::Untold | Standing::Void => return Outage::Untold,
        };
        if to < from {
            return Outage::Untold;
        }
        Outage::Known(self.without_loaner(row, from, to))
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
            Outage::Untold => None,
        }
    }

    /// What a job cost: the cost columns, else the amount charged. A report that
    /// names several devices cost this once, with its first event.
    pub(crate) fn cost(&self, row: usize) -> Option<f64> {
        let event = Some(self.event(row)).filter(|_| self.catalog.counts_for_ticket(row))?;
        let columns = [NumField::CostLabour, NumField::CostParts, NumField::CostTravel];
        let known = columns.map(|field| event.num(field));
        if known.iter().all(Option::is_none) {
            return event.num(NumField::Amount);
        }
        Some(known.iter().flatten().sum())
    }
}

/// Which of consecutive periods an instant lies in.
pub(crate) fn month_in(bounds: &[Instant], at: Instant) -> Option<usize> {
    let after = bounds.partition_point(|b| *b <= at);
    (after > 0 && after < bounds.len()).then(|| after - 1)
}

fn stretch(start: Instant, end: Instant) -> Option<Period> {
    (start < end).then_some(Period { start, end })
}

/// A source in which no row has an end or a status leaves open what is open: its
/// tickets are neither backlog nor endless outages.
fn sources_that_tell_ends(catalog: &Catalog) -> Vec<bool> {
    let mut told = Vec::new();
    for event in catalog.records.events.iter() {
        let Origin::Row { source, .. } = event.origin() else { continue };
        let source = source as usize;
        if told.len() <= source {
            told.resize(source + 1, false);
        }
        told[source] = told[source]
            || event.words().status.is_some()
            || event.resolved().is_some()
            || event.at(Clock::ClosedAt).is_some();
    }
    told
}
