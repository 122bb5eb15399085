//! The figures of any set of events and devices over a period: the fleet, a
//! device, a model, a customer, a site, a month. One struct for all of them, so
//! that a page of one kind shows what a page of another does.

use super::availability::Availability;
use super::backlog::{self, Backlog};
use super::charge::{self, Charges, Expected};
use super::exposure::{Exposure, Service, Span};
use super::figure::{Excluded, Rate, Reason};
use super::ground::{Ground, Outage};
use super::mtbf::{Basis, FailureRate, Mtbf};
use super::pareto::Paretos;
use super::recurrence::Recurrence;
use super::repeat::{FirstTimeFix, IndexFault, RepeatFacts, first_time_fix, repeats};
use super::tally::{Tally, Weight};
use super::times::{self, Times, TimesOfEvents};
use crate::catalog::{CodeIx, ComponentIx};
use crate::model::time::{HOUR_MS, Instant};
use crate::model::words::ServiceType;
use std::collections::BTreeMap;

/// What a set of events and devices adds up to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ScopeFacts {
    /// Records reported in the period.
    pub events: u64,
    /// Records by service type; cancelled and duplicate ones are not among them.
    pub jobs: BTreeMap<ServiceType, u64>,
    /// Cancelled or duplicate records.
    pub void: u64,
    /// Failures (`domain.md` §2.1).
    pub failures: u64,
    /// Failures that no exposure stands against, by reason.
    pub without_exposure: Vec<Excluded>,
    /// Failures inside the exposure.
    pub failures_exposed: u64,
    /// Tickets open at the end.
    pub open: u64,
    /// Records without a device.
    pub without_device: u64,
    /// Failures with neither code nor component nor similar symptoms.
    pub uncoded: u64,
    /// Failures with a fault code, of failures.
    pub coded: Rate,
    /// Devices observed at any time in the period.
    pub devices: u64,
    /// Observed hours.
    pub exposure_h: f64,
    /// Hours of operation: observed less downtime, by duty hours.
    pub uptime_h: f64,
    /// Hours of merged outages.
    pub downtime_h: f64,
    /// Observed years of 365.25 d.
    pub device_years: f64,
    /// Mean time between failures.
    pub mtbf: Mtbf,
    /// Failures per device-year.
    pub failure_rate: FailureRate,
    /// Availability.
    pub availability: Availability,
    /// Availability with planned work that stopped a device and is flagged so.
    pub technical_availability: Option<f64>,
    /// Response, plan, on-site, restore and repair times.
    pub times: Times,
    /// Repeats inside the configured window (30 days).
    pub repeat_30d: RepeatFacts,
    /// Repeats inside the further window (90 days).
    pub repeat_90d: RepeatFacts,
    /// First-time fix and single visit.
    pub first_time_fix: FirstTimeFix,
    /// Backlog.
    pub backlog: Backlog,
    /// Failures by code.
    pub pareto_codes: Paretos<CodeIx>,
    /// Failures by component.
    pub pareto_components: Paretos<ComponentIx>,
    /// Charges.
    pub charges: Charges,
    /// Sum of the cost columns (labour, parts, travel), else of the amounts.
    pub cost: f64,
    /// First report.
    pub first: Option<crate::model::Instant>,
    /// Last report.
    pub last: Option<crate::model::Instant>,
}

/// Counts by month, one for each of [`super::Facts::months`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Series {
    /// Records.
    pub events: Vec<u32>,
    /// Failures.
    pub failures: Vec<u32>,
}

/// All that the figures of any scope are made from.
pub(crate) struct Base<'a> {
    pub(crate) ground: Ground<'a>,
    pub(crate) service: Service,
    pub(crate) recurrence: Recurrence,
    pub(crate) expected: Expected,
    pub(crate) times: TimesOfEvents,
}

/// The events and devices of a scope.
pub(crate) struct Selection<'s> {
    /// Events by report.
    pub(crate) volume: &'s [u32],
    /// Events by resolution.
    pub(crate) resolved: &'s [u32],
    /// Events by the end of their window, for each of the two windows.
    pub(crate) ended: [&'s [u32]; 2],
    /// Where its devices are observed.
    pub(crate) spans: &'s [Span],
    /// The instant before which everything is evaluated.
    pub(crate) end: Instant,
}

impl<'a> Base<'a> {
    pub(crate) fn new(ground: Ground<'a>) -> Self {
        let service = Service::new(&ground);
        let recurrence = Recurrence::new(&ground);
        let expected = Expected::new(&ground);
        let times = TimesOfEvents::new(&ground);
        Self { ground, service, recurrence, expected, times }
    }

    /// The first and the further repeat window in days.
    pub(crate) fn windows(&self) -> [u32; 2] {
        let settings = &self.ground.catalog.settings;
        [settings.repeat_window_days, settings.repeat_windows_more.first().copied().unwrap_or(90)]
    }

    /// The figures of a scope over all time, backlog and open tickets included.
    pub(crate) fn all_time(&self, rows: &[u32], spans: &[Span]) -> ScopeFacts {
        let end = self.ground.end;
        let selection = Selection { volume: rows, resolved: rows, ended: [rows, rows], spans, end };
        let (mut facts, restored) = self.figures(&selection);
        facts.backlog = backlog::of_rows(&self.ground, rows);
        facts.open = facts.backlog.open_end;
        let open = times::open_ages(&self.ground, rows, end);
        facts.times.restore_open = open.len() as u64;
        facts.times.restore_km_median_h =
            times::km_median_h(&restored, |age| times::at_least(&open, age));
        facts
    }

    /// The figures of a scope without backlog and open tickets, and the times to
    /// restore in ascending milliseconds.
    pub(crate) fn figures(&self, of: &Selection) -> (ScopeFacts, Vec<i64>) {
        let mut facts = ScopeFacts::default();
        let exposure = self.service.exposure(of.spans);
        let found = self.count(of, &mut facts);
        rate(&mut facts, exposure, found);
        let (times, restored) = self.times.of_rows(of.resolved);
        facts.times = times;
        self.recur(&mut facts, of);
        facts.charges = charge::of_rows(&self.ground, &self.expected, of.volume);
        (facts, restored)
    }

    fn count(&self, of: &Selection, facts: &mut ScopeFacts) -> Outages {
        let records = &self.ground.catalog.records;
        let mut codes = Tally::new(records.codes.len(), of.volume.len());
        let mut components = Tally::new(records.components.len(), of.volume.len());
        let mut outages = Outages::default();
        let mut cost = Vec::new();
        for &event in of.volume {
            let row = event as usize;
            let Some(reported) = self.ground.reported(row) else { continue };
            facts.first = facts.first.or(Some(reported)).min(Some(reported));
            facts.last = facts.last.max(Some(reported));
            self.count_job(row, facts);
            let paid = self.ground.cost(row);
            cost.extend(paid);
            if self.ground.is_failure(row) {
                let weight = self.weigh(row, reported, of, &mut outages);
                let weight = Weight { cost: paid.unwrap_or(0.0), ..weight };
                let link = self.ground.link(row);
                codes.add(link.code.map(CodeIx::index), weight);
                components.add(link.component.map(ComponentIx::index), weight);
                facts.failures += 1;
                facts.uncoded += u64::from(self.ground.keys.of(row).is_none());
                facts.coded.n += u64::from(link.code.is_some());
            }
        }
        facts.coded = Rate::wilson(facts.coded.n, facts.failures);
        facts.cost = super::stats::sum(cost);
        facts.pareto_codes = codes.paretos(CodeIx::new);
        facts.pareto_components = components.paretos(ComponentIx::new);
        outages
    }

    fn count_job(&self, row: usize, facts: &mut ScopeFacts) {
        facts.events += 1;
        facts.without_device += u64::from(self.ground.link(row).device.is_none());
        match self.job(row) {
            Some(kind) => *facts.jobs.entry(kind).or_default() += 1,
            None => facts.void += 1,
        }
    }

    /// The kind of job that a record is; `None` where it is cancelled or a duplicate.
    pub(crate) fn job(&self, row: usize) -> Option<ServiceType> {
        (!self.ground.is_void(row)).then(|| self.ground.event(row).service_type())
    }

    fn weigh(&self, row: usize, at: Instant, of: &Selection, outages: &mut Outages) -> Weight {
        let event = row as u32;
        match self.exposed(of.spans, row, at) {
            Exposed::Inside => outages.exposed += 1,
            Exposed::WithoutDevice => outages.without_device.push(event),
            Exposed::Outside => outages.outside.push(event),
        }
        let mut weight = Weight { n: 1, ..Weight::default() };
        match self.ground.outage(row) {
            Outage::None => return weight,
            Outage::Untold(why) => outages.untold.entry(why).or_default().push(event),
            Outage::Known(parts) => {
                let parts = parts.iter().flatten();
                weight.down_ms = parts.map(|p| of.end.min(p.end).since(p.start).max(0)).sum();
            }
        }
        outages.stops += 1;
        weight
    }

    /// Whether a failure reported at an instant stands against the exposure of spans.
    pub(crate) fn exposed(&self, spans: &[Span], row: usize, at: Instant) -> Exposed {
        match self.ground.link(row).device {
            None => Exposed::WithoutDevice,
            Some(d) if self.service.covers(spans, d.index(), at, row) => Exposed::Inside,
            Some(_) => Exposed::Outside,
        }
    }

    fn recur(&self, facts: &mut ScopeFacts, of: &Selection) {
        let index = |rows: &[u32]| -> Vec<IndexFault> {
            let fault = |row: &u32| self.recurrence.index_fault(*row);
            rows.iter().filter_map(fault).collect()
        };
        let resolved = index(of.resolved);
        let ended = of.ended.map(|rows| {
            let same = std::ptr::eq(rows, of.resolved);
            if same { None } else { Some(index(rows)) }
        });
        let ended = ended.each_ref().map(|own| own.as_ref().unwrap_or(&resolved));
        let [first, further] = self.windows();
        facts.repeat_30d = repeats(first, ended[0], &resolved, of.end);
        facts.repeat_90d = repeats(further, ended[1], &resolved, of.end);
        facts.first_time_fix = first_time_fix(first, ended[0], &resolved, of.end);
        let inverted = self.inverted(of.resolved);
        for repeat in [&mut facts.repeat_30d, &mut facts.repeat_90d] {
            repeat.excluded = Excluded::list([(Reason::ClosedBeforeReported, inverted.clone())]);
        }
    }

    /// Failures resolved before they were reported.
    fn inverted(&self, rows: &[u32]) -> Vec<u32> {
        let is = |row: &u32| {
            let row = *row as usize;
            let stamps = self.ground.reported(row).zip(self.ground.resolved(row));
            self.ground.is_failure(row) && stamps.is_some_and(|(from, to)| to < from)
        };
        rows.iter().copied().filter(is).collect()
    }

    /// Counts by month.
    pub(crate) fn series(&self, rows: &[u32]) -> Series {
        let months = self.ground.months.len();
        let mut series = Series { events: vec![0; months], failures: vec![0; months] };
        for &row in rows {
            let row = row as usize;
            let month = self.ground.reported(row).and_then(|at| self.ground.month_of(at));
            if let Some(month) = month {
                series.events[month] += 1;
                series.failures[month] += u32::from(self.ground.is_failure(row));
            }
        }
        series
    }
}

/// Exposure, and what is counted against it.
fn rate(facts: &mut ScopeFacts, exposure: Exposure, outages: Outages) {
    let hours = |ms: i64| ms as f64 / HOUR_MS as f64;
    let untold = Excluded::list(outages.untold);
    let untold_count: usize = untold.iter().map(|e| e.events.len()).sum();
    let none_known = outages.stops > 0 && untold_count as u64 == outages.stops;
    let basis = if none_known { Basis::Calendar } else { Basis::Uptime };
    facts.devices = exposure.devices;
    facts.exposure_h = hours(exposure.observed_ms);
    facts.downtime_h = hours(exposure.down.ms);
    facts.uptime_h = exposure.uptime_h;
    facts.failures_exposed = outages.exposed;
    facts.failure_rate = FailureRate::of(outages.exposed, facts.exposure_h);
    facts.device_years = facts.failure_rate.device_years;
    let counted = if basis == Basis::Uptime { facts.uptime_h } else { exposure.duty_h };
    facts.mtbf = Mtbf::of(outages.exposed, counted, basis);
    facts.availability =
        Availability::of(exposure.observed_ms, exposure.down, outages.stops, untold);
    let technical = exposure.technical_ms as f64 / exposure.observed_ms as f64;
    facts.technical_availability = facts.availability.value.map(|_| 1.0 - technical);
    facts.without_exposure = Excluded::list([
        (Reason::WithoutDevice, outages.without_device),
        (Reason::OutsideObservation, outages.outside),
    ]);
}

/// How a failure stands to the exposure it is counted against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exposed {
    Inside,
    WithoutDevice,
    Outside,
}

/// What counting failures finds beside their number.
#[derive(Default)]
struct Outages {
    exposed: u64,
    stops: u64,
    /// Outages of which nothing tells how long they lasted, by what is amiss.
    untold: BTreeMap<Reason, Vec<u32>>,
    without_device: Vec<u32>,
    outside: Vec<u32>,
}
