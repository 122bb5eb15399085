//! What every family reads about an event: its stamps up to `as_of`, whether it is
//! open, when it stopped its device. Decided once, here, so that two figures never
//! disagree about one ticket.

use super::figure::Reason;
use super::keys::FaultKeys;
use super::times::LONGEST_MS;
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
    /// By source of rows: how it tells of ends.
    ends: Vec<Ends>,
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
    Untold(Reason),
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
        let ends = ends_by_source(catalog);
        let mut ground = Self { catalog, keys, months, bounds, end, ends, cores: Vec::new() };
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
            Outage::Untold(why) => Stop::Untold(why),
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
        // It ends after the instant the figures are for: by then it is open.
        let later = |clock| event.at(clock).is_some_and(|at| at >= self.end);
        if event.flag(FlagField::EndAfterAsOf) == Some(true)
            || later(Clock::ResolvedAt)
            || later(Clock::ClosedAt)
        {
            return Standing::Open;
        }
        let status = event.words().status;
        let over = matches!(status, Some(Status::Resolved | Status::Closed));
        let lost = event.flag(FlagField::EndUnknown) == Some(true) && status.is_none();
        if over || lost || !self.would_tell(event) { Standing::Untold } else { Standing::Open }
    }

    /// True where an end that is not written down has not come yet.
    fn would_tell(&self, event: Event<'_>) -> bool {
        let Origin::Row { source, .. } = event.origin() else { return true };
        let fresh = self.end.plus_days(-FRESH_DAYS);
        self.ends[source as usize].tells(event.reported().is_some_and(|at| at >= fresh))
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
            Stop::Untold(why) => Outage::Untold(why),
            Stop::Known(start, end) => Outage::Known([Some(Period { start, end }), None]),
            Stop::Interrupted => self.find_outage(row, core),
        }
    }

    fn find_outage(&self, row: usize, core: &Core) -> Outage {
        if !self.stops_device(row, core) {
            return Outage::None;
        }
        let from = self.stamp(row, Clock::OccurredAt).or(self.stamp(row, Clock::ReportedAt));
        from.map_or(Outage::Untold(Reason::Missing), |from| self.outage_from(row, from, core))
    }

    /// When planned work (maintenance, an upgrade, a visit) stopped its device. It does only
    /// where the record says so (`down`), from when the device was taken out of use, else
    /// from when the work began; it counts for the technical availability alone.
    pub(crate) fn planned_outage(&self, row: usize) -> Outage {
        let core = &self.cores[row];
        let event = self.event(row);
        let fault = matches!(
            event.service_type(),
            ServiceType::Repair | ServiceType::Remote | ServiceType::Rescue
        );
        if core.void || fault || event.flag(FlagField::Down) != Some(true) {
            return Outage::None;
        }
        let begun = [Clock::OccurredAt, Clock::RepairStartedAt, Clock::ArrivedAt];
        let begun = begun.into_iter().find_map(|clock| self.stamp(row, clock));
        match (begun, core.restoration) {
            // It is ordered; nobody has come yet.
            (None, Standing::Open) => Outage::None,
            _ => begun
                .or(self.stamp(row, Clock::ReportedAt))
                .map_or(Outage::Untold(Reason::Missing), |from| self.outage_from(row, from, core)),
        }
    }

    fn outage_from(&self, row: usize, from: Stamp, core: &Core) -> Outage {
        let Stamp { at: from, date_only } = from;
        if let Some(hours) = self.event(row).num(NumField::DowntimeH) {
            let ms = (hours * HOUR_MS as f64).round() as i64;
            if ms > LONGEST_MS {
                return Outage::Untold(Reason::TooLong);
            }
            return Outage::Known([stretch(from, from.plus(ms).min(self.end)), None]);
        }
        let to = match core.restoration {
            Standing::Ended(at) => at,
            Standing::Open => self.end,
            Standing::Untold | Standing::Void => return Outage::Untold(Reason::Missing),
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

/// Days before `as_of` in which a ticket without an end is open even where most
/// ends are left out.
const FRESH_DAYS: i64 = 30;

/// How a source tells of ends.
#[derive(Clone, Copy, Debug, Default)]
struct Ends {
    status: bool,
    rows: u64,
    ended: u64,
}

impl Ends {
    /// Whether a row without an end is open. A source in which no row has an end or a
    /// status leaves it unsaid: its tickets are neither backlog nor endless outages.
    /// So does one that leaves out most ends, of all but fresh tickets.
    fn tells(self, fresh: bool) -> bool {
        self.status || (self.ended > 0 && (self.ended * 2 >= self.rows || fresh))
    }
}

fn ends_by_source(catalog: &Catalog) -> Vec<Ends> {
    let mut all: Vec<Ends> = Vec::new();
    for event in catalog.records.events.iter() {
        let Origin::Row { source, .. } = event.origin() else { continue };
        let source = source as usize;
        if all.len() <= source {
            all.resize(source + 1, Ends::default());
        }
        let ends = &mut all[source];
        ends.status |= event.words().status.is_some();
        ends.rows += 1;
        let ended = event.resolved().is_some() || event.at(Clock::ClosedAt).is_some();
        ends.ended += u64::from(ended);
    }
    all
}

#[cfg(test)]
mod tests {
    use crate::analyse::fixture::Fleet;
    use crate::analyse::mtbf::Basis;
    use crate::analyse::{Facts, Reason, analyse, check};
    use crate::catalog::ModelIx;
    use crate::model::Meta;
    use crate::model::events::{EventDraft, FlagField};
    use crate::model::ids::match_key;
    use crate::model::records::DeviceModel;
    use crate::model::time::{Clock, Stamp};
    use crate::model::words::Status;
    use std::collections::BTreeMap;

    /// The facts of a fleet after a change to each of its tickets.
    fn facts(fleet: &Fleet, mut change: impl FnMut(usize, &mut EventDraft)) -> Facts {
        let catalog = fleet.catalog_with(|c| {
            c.records.events = std::mem::take(&mut c.records.events).rebuild(|row, draft| {
                change(row, draft);
                true
            });
        });
        let facts = analyse(&catalog);
        assert!(check(&facts, &catalog).is_empty());
        facts
    }

    fn left_out(facts: &Facts) -> Vec<(Reason, Vec<u32>)> {
        let excluded = &facts.fleet.availability.excluded;
        excluded.iter().map(|e| (e.reason, e.events.clone())).collect()
    }

    #[test]
    fn planned_work_counts_for_the_technical_availability_alone_and_only_if_flagged() {
        use crate::analyse::vectors::local;
        use crate::model::words::ServiceType;
        // The second repair of the first device becomes maintenance, ordered on 20 January
        // at 8, begun at 9, done on 22 January at 8; a failure of 4 hours lies inside.
        let mut fleet = Fleet::sample();
        fleet.jobs[3].reported = local("2024-01-21T08:00");
        fleet.jobs[3].resolved = Some(local("2024-01-21T12:00"));
        let work = |down: Option<bool>| {
            let catalog = fleet.catalog_with(|c| {
                c.links[1].is_failure = false;
                c.records.events = std::mem::take(&mut c.records.events).rebuild(|row, draft| {
                    if row == 1 {
                        draft.words.service_type = Some(ServiceType::Maintenance);
                        draft.flags[FlagField::Down as usize] = down;
                    }
                    true
                });
            });
            analyse(&catalog)
        };
        let (without, with) = (work(None), work(Some(true)));
        for facts in [&without, &with] {
            let file = &facts.devices[0];
            // Repairs of 24, 4 and 6 hours.
            assert!((file.downtime_h - 34.0).abs() < 1e-9, "{}", file.downtime_h);
            let availability = file.availability.value.expect("observed");
            assert!((availability - (1.0 - 34.0 / file.exposure_h)).abs() < 1e-12);
        }
        let plain = &without.devices[0];
        assert_eq!(plain.technical_availability, plain.availability.value);
        let file = &with.devices[0];
        let technical = file.technical_availability.expect("observed");
        // 24 and 6 hours, and 47 of maintenance in which the other 4 lie.
        assert!((technical - (1.0 - 77.0 / file.exposure_h)).abs() < 1e-12, "{technical}");
        assert_eq!(with.devices[1].technical_availability, with.devices[1].availability.value);
        let january = with.month(crate::model::time::Month { year: 2024, month: 1 });
        let january = &january.expect("January").scope;
        assert!(january.technical_availability < january.availability.value);
    }

    #[test]
    fn one_inverted_outage_is_left_out_and_the_others_keep_the_uptime() {
        let mut fleet = Fleet::sample();
        fleet.jobs[3].resolved = Some(fleet.jobs[3].reported.plus(-3_600_000));
        let facts = facts(&fleet, |_, _| {});
        assert_eq!(facts.fleet.mtbf.basis, Basis::Uptime);
        assert_eq!(left_out(&facts), [(Reason::Negative, vec![3])]);
        assert!((facts.fleet.downtime_h - 390.0).abs() < 1e-9);
        let repeats = &facts.fleet.repeat_30d.excluded;
        assert_eq!(repeats[0].reason, Reason::ClosedBeforeReported);
        assert_eq!(repeats[0].events, [3]);
    }

    #[test]
    fn a_day_is_no_outage_of_hours_and_neither_is_more_than_a_year() {
        let mut fleet = Fleet::sample();
        fleet.jobs[0].reported = fleet.jobs[0].reported.plus_days(-400);
        let facts = facts(&fleet, |row, draft| {
            if row == 1 {
                let at = draft.stamp(Clock::ResolvedAt).expect("an end").at;
                draft.stamps[Clock::ResolvedAt as usize] = Some(Stamp::day(at));
            }
        });
        let want = [(Reason::DateOnly, vec![1]), (Reason::TooLong, vec![0])];
        assert_eq!(left_out(&facts), want);
    }

    #[test]
    fn an_old_ticket_without_an_end_is_open_only_where_ends_are_told() {
        let mut fleet = Fleet::sample();
        for job in &mut fleet.jobs[..5] {
            job.resolved = None;
        }
        // Two of eight have an end; only the one of 10 April is fresh.
        assert_eq!(facts(&fleet, |_, _| {}).fleet.open, 1);
        let open = Some(Status::Open);
        let with_status = facts(&fleet, |_, draft| draft.words.status = open);
        assert_eq!(with_status.fleet.open, 6);
    }

    #[test]
    fn an_end_said_to_be_unknown_is_not_open() {
        let lost = facts(&Fleet::sample(), |row, draft| {
            draft.flags[FlagField::EndUnknown as usize] = (row == 6).then_some(true);
        });
        assert_eq!(lost.fleet.open, 0);
        assert_eq!(left_out(&lost), [(Reason::Missing, vec![6])]);
    }

    #[test]
    fn an_end_after_the_instant_of_the_figures_is_open_whatever_the_status_says() {
        let closed = |later: bool| {
            facts(&Fleet::sample(), |row, draft| {
                if row == 6 {
                    draft.words.status = Some(Status::Closed);
                    draft.flags[FlagField::EndAfterAsOf as usize] = later.then_some(true);
                }
            })
        };
        assert_eq!((closed(true).fleet.open, closed(false).fleet.open), (1, 0));
    }

    #[test]
    fn duty_hours_shorten_both_bases() {
        for (told, basis) in [(true, Basis::Uptime), (false, Basis::Calendar)] {
            let mut fleet = Fleet::sample();
            for job in &mut fleet.jobs {
                job.resolved = job.resolved.filter(|_| told);
            }
            let mtbf = |hours: Option<f64>| {
                let catalog = fleet.catalog_with(|c| {
                    for device in &mut c.records.devices {
                        device.model = Some("M".into());
                    }
                    c.records.models.push(model(hours));
                    c.index.model.insert(match_key("M"), ModelIx::new(0));
                });
                analyse(&catalog).fleet.scope.mtbf
            };
            let (whole, half) = (mtbf(None), mtbf(Some(12.0)));
            assert_eq!((whole.basis, half.basis), (basis, basis));
            assert!((whole.exposure_h / 2.0 - half.exposure_h).abs() < 1e-6);
        }
    }

    fn model(duty_hours_per_day: Option<f64>) -> DeviceModel {
        DeviceModel {
            id: "M".into(),
            name: String::new(),
            family: None,
            components: Vec::new(),
            duty_hours_per_day,
            maintenance_interval_days: None,
            warranty_months: None,
            component_warranty_months: BTreeMap::new(),
            wear_parts: Vec::new(),
            derived: false,
            meta: Meta::default(),
        }
    }
}
