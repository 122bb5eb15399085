//! The figures of any set of events and devices over a period: the fleet, a
//! device, a model, a customer, a site, a month. One struct for all of them, so
//! that a page of one kind shows what a page of another does.

use super::availability::Availability;
use super::backlog::{self, Backlog};
use super::charge::{self, Charges, Terms};
use super::exposure::{Exposure, Service, Span};
use super::figure::{Excluded, Rate, Reason};
use super::ground::Ground;
use super::job::{Flags, Job, Stop};
use super::mtbf::{Basis, FailureRate, Mtbf};
use super::pareto::Paretos;
use super::recurrence::Recurrence;
use super::repeat::{FirstTimeFix, FirstTimeFixes, IndexFault, RepeatFacts, Repeats};
use super::stats::Sum;
use super::tally::{Tally, Weight};
use super::times::{self, Times};
use crate::catalog::{CodeIx, ComponentIx, DeviceIx};
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
    /// Failures without a fault code.
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
    pub(crate) observed: Observed<'s>,
    /// The instant before which everything is evaluated.
    pub(crate) end: Instant,
}

/// Where the devices of a scope are observed.
#[derive(Clone, Copy)]
pub(crate) enum Observed<'s> {
    /// In these stretches.
    Spans(&'s [Span]),
    /// All devices wherever they are within the period of the scope, which adds up to
    /// so much.
    Everywhere(Exposure),
}

/// Room for what is gathered, used for one scope after another.
pub(crate) struct Scratch {
    times: times::Gathering,
    codes: Tally,
    components: Tally,
}

impl<'a> Base<'a> {
    pub(crate) fn new(mut ground: Ground<'a>) -> Self {
        let service = Service::new(&ground);
        let recurrence = Recurrence::find(&mut ground);
        let terms = Terms::new(&ground);
        ground.complete(|ground, row, job| {
            job.differences = times::differences(ground, row, job);
            job.expected = terms.expected_of(ground, row, job).unwrap_or_default();
            let own = job.device.zip(job.reported());
            let exposed = own.is_some_and(|(d, at)| service.covers_own(d.index(), at, row));
            job.flags.set(Flags::EXPOSED, exposed);
        });
        Self { ground, service, recurrence }
    }

    /// The first and the further repeat window in days.
    pub(crate) fn windows(&self) -> [u32; 2] {
        let settings = &self.ground.catalog.settings;
        [settings.repeat_window_days, settings.repeat_windows_more.first().copied().unwrap_or(90)]
    }

    /// Room to gather in.
    pub(crate) fn scratch(&self) -> Scratch {
        let records = &self.ground.catalog.records;
        Scratch {
            times: times::Gathering::default(),
            codes: Tally::new(records.codes.len()),
            components: Tally::new(records.components.len()),
        }
    }

    /// A resolved failure as an index event; `None` for anything else.
    pub(crate) fn index_fault(&self, row: u32) -> Option<IndexFault> {
        self.ground.job(row).index_fault(row)
    }

    /// The figures of a scope over all time, backlog and open tickets included, and its
    /// counts by month.
    pub(crate) fn all_time(
        &self,
        rows: &[u32],
        observed: Observed,
        scratch: &mut Scratch,
    ) -> (ScopeFacts, Series) {
        let end = self.ground.end;
        let of = Selection { volume: rows, resolved: rows, ended: [rows, rows], observed, end };
        let mut walk = Walk::new(self, &of, scratch);
        let mut backlog = backlog::Gathering::new(self.ground.whole());
        let mut open = Vec::new();
        let mut monthly = Series::new(self.ground.months.len());
        self.ground.each_job(rows, |event, job| {
            if job.reported().is_none() {
                return;
            }
            monthly.count(job);
            walk.reported(event, job);
            walk.resolved(event, job);
            if let Some(fault) = job.index_fault(event) {
                walk.faults_resolved(&fault);
                walk.window_ended(0, &fault);
                walk.window_ended(1, &fault);
            }
            backlog.add(event, job);
            open.extend(times::open_age(job, end));
        });
        open.sort_unstable();
        let mut facts =
            walk.finish(|closed| times::km_median_h(closed, |age| times::at_least(&open, age)));
        facts.times.restore_open = open.len() as u64;
        facts.backlog = backlog.finish();
        facts.open = facts.backlog.open_end;
        (facts, monthly)
    }

    /// The figures of a scope without backlog and open tickets, and the times to
    /// restore in milliseconds.
    pub(crate) fn figures(&self, of: &Selection, scratch: &mut Scratch) -> (ScopeFacts, Vec<i64>) {
        let mut walk = Walk::new(self, of, scratch);
        self.ground.each_job(of.volume, |event, job| walk.reported(event, job));
        self.ground.each_job(of.resolved, |event, job| {
            walk.resolved(event, job);
            if let Some(fault) = job.index_fault(event) {
                walk.faults_resolved(&fault);
            }
        });
        for (window, rows) in of.ended.into_iter().enumerate() {
            self.ground.each_job(rows, |event, job| {
                if let Some(fault) = job.index_fault(event) {
                    walk.window_ended(window, &fault);
                }
            });
        }
        let mut restored = Vec::new();
        let facts = walk.finish(|closed| {
            restored = closed.to_vec();
            None
        });
        (facts, restored)
    }

    /// Whether a failure reported at an instant stands against the exposure of spans.
    pub(crate) fn exposed(&self, spans: &[Span], row: usize, at: Instant) -> Exposed {
        match self.ground.link(row).device {
            None => Exposed::WithoutDevice,
            Some(d) if self.service.covers(spans, d.index(), at, row) => Exposed::Inside,
            Some(_) => Exposed::Outside,
        }
    }
}

impl Series {
    pub(super) fn new(months: usize) -> Self {
        Self { events: vec![0; months], failures: vec![0; months] }
    }

    pub(super) fn count(&mut self, job: &Job) {
        let month = usize::from(job.month);
        if let Some((events, failures)) =
            self.events.get_mut(month).zip(self.failures.get_mut(month))
        {
            *events += 1;
            *failures += u32::from(job.is(Flags::FAILURE));
        }
    }
}

/// One walk over the jobs of a scope. Each job is told in up to three ways: as
/// reported, as resolved, and as one whose window ended.
struct Walk<'w, 'a> {
    base: &'w Base<'a>,
    observed: Observed<'w>,
    end: Instant,
    scratch: &'w mut Scratch,
    facts: ScopeFacts,
    jobs: [u64; ServiceType::ALL.len()],
    coded: u64,
    cost: Sum,
    outages: Outages,
    charges: charge::Gathering,
    repeats: [Repeats; 2],
    fixes: FirstTimeFixes,
    inverted: Vec<u32>,
}

impl<'w, 'a> Walk<'w, 'a> {
    fn new(base: &'w Base<'a>, of: &Selection<'w>, scratch: &'w mut Scratch) -> Self {
        let windows = base.windows();
        Self {
            base,
            observed: of.observed,
            end: of.end,
            scratch,
            facts: ScopeFacts::default(),
            jobs: [0; ServiceType::ALL.len()],
            coded: 0,
            cost: Sum::default(),
            outages: Outages::default(),
            charges: charge::Gathering::default(),
            repeats: windows.map(|days| Repeats::new(days, of.end)),
            fixes: FirstTimeFixes::new(windows[0], of.end),
            inverted: Vec::new(),
        }
    }

    fn reported(&mut self, event: u32, job: &Job) {
        let Some(at) = job.reported() else { return };
        let facts = &mut self.facts;
        facts.first = facts.first.or(Some(at)).min(Some(at));
        facts.last = facts.last.max(Some(at));
        facts.events += 1;
        facts.without_device += u64::from(job.device.is_none());
        match job.kind() {
            Some(kind) => self.jobs[kind as usize] += 1,
            None => facts.void += 1,
        }
        job.cost().into_iter().for_each(|cost| self.cost.add(cost));
        self.charges.add(&self.base.ground, event, job);
        if job.is(Flags::FAILURE) {
            self.failure(event, job, at);
        }
    }

    fn failure(&mut self, event: u32, job: &Job, at: Instant) {
        self.facts.failures += 1;
        self.facts.uncoded += u64::from(job.code.is_none());
        self.coded += u64::from(job.code.is_some());
        match self.exposed(event, job, at) {
            Exposed::Inside => self.outages.exposed += 1,
            Exposed::WithoutDevice => self.outages.without_device.push(event),
            Exposed::Outside => self.outages.outside.push(event),
        }
        let cost = job.cost().unwrap_or(0.0);
        let weight = Weight { n: 1, down_ms: self.down_ms(event, job), cost };
        self.scratch.codes.add(job.code.map(CodeIx::index), weight);
        self.scratch.components.add(job.component.map(ComponentIx::index), weight);
    }

    fn exposed(&self, event: u32, job: &Job, at: Instant) -> Exposed {
        let Some(device) = job.device.map(DeviceIx::index) else { return Exposed::WithoutDevice };
        let inside = match self.observed {
            Observed::Spans(spans) => self.base.service.covers(spans, device, at, event as usize),
            Observed::Everywhere(_) => job.is(Flags::EXPOSED),
        };
        if inside { Exposed::Inside } else { Exposed::Outside }
    }

    /// The failure's own downtime within the scope; notes the outage.
    fn down_ms(&mut self, event: u32, job: &Job) -> i64 {
        if let Stop::Untold(why) = job.stop {
            self.outages.untold.entry(why).or_default().push(event);
        }
        self.outages.stops += u64::from(job.stop != Stop::None);
        job.down_ms(&self.base.ground, event, self.end)
    }

    fn resolved(&mut self, event: u32, job: &Job) {
        self.scratch.times.add(event, &job.differences);
        if job.is_inverted() {
            self.inverted.push(event);
        }
    }

    fn faults_resolved(&mut self, fault: &IndexFault) {
        self.repeats.iter_mut().for_each(|repeats| repeats.resolved(fault));
        self.fixes.resolved(fault);
    }

    /// The first or the further window of a repair may have ended.
    fn window_ended(&mut self, window: usize, fault: &IndexFault) {
        self.repeats[window].ended(fault);
        if window == 0 {
            self.fixes.ended(fault);
        }
    }

    /// The figures; `median` is given the times to restore of closed tickets.
    fn finish(self, median: impl FnOnce(&mut [i64]) -> Option<f64>) -> ScopeFacts {
        let mut facts = self.facts;
        let counted = ServiceType::ALL.iter().copied().zip(self.jobs);
        facts.jobs = counted.filter(|(_, n)| *n > 0).collect();
        facts.coded = Rate::wilson(self.coded, facts.failures);
        facts.cost = self.cost.value();
        facts.pareto_codes = self.scratch.codes.paretos(CodeIx::new);
        facts.pareto_components = self.scratch.components.paretos(ComponentIx::new);
        let exposure = match self.observed {
            Observed::Spans(spans) => self.base.service.exposure(spans),
            Observed::Everywhere(exposure) => exposure,
        };
        rate(&mut facts, exposure, self.outages);
        facts.times = self.scratch.times.finish(median);
        facts.charges = self.charges.finish();
        [facts.repeat_30d, facts.repeat_90d] = self.repeats.map(Repeats::finish);
        facts.first_time_fix = self.fixes.finish();
        for repeat in [&mut facts.repeat_30d, &mut facts.repeat_90d] {
            let inverted = self.inverted.clone();
            repeat.excluded = Excluded::list([(Reason::ClosedBeforeReported, inverted)]);
        }
        facts
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
