//! Which service-level clocks run for which ticket, and where each of them stands
//! (`domain.md` §1.3, §3.8). Tallies are in `sla`, a clock's arithmetic in `sla_clock`.

use super::business_time::BusinessTime;
use super::sla::{SlaState, TicketClock};
use super::sla_clock::{DistanceLimit, Measure, Passing, Run, counts_days, distance_limit, joined};
use super::sla_profiles::built_in;
use crate::catalog::{Catalog, CustomerIx, DeviceIx, EventLinks};
use crate::model::events::{Event, FlagField, NumField, Origin, SideStamp, TextField};
use crate::model::ids::match_key;
use crate::model::settings::{SlaClock, SlaLimit};
use crate::model::time::{Clock, DAY_MS, Instant, Period, Stamp, Zone};
use crate::model::{ServiceType, Status, Sym};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// One clock of one profile.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedClock {
    /// The profile's id.
    pub profile: String,
    /// The clock.
    pub clock: SlaClock,
    /// Whether it counts for timeliness.
    pub timeliness: bool,
}

/// The clocks of every profile that some ticket can resolve to.
#[derive(Clone, Debug, Default)]
pub struct SlaPlan {
    /// All clocks, profiles in order of id, clocks in the profile's order.
    pub clocks: Vec<PlannedClock>,
    /// Profiles and calendars named that exist nowhere.
    pub unknown: Vec<String>,
    profiles: Vec<Range<usize>>,
    default: Option<usize>,
    by_customer: Vec<Option<usize>>,
    by_model: Vec<Option<usize>>,
    contracts: BTreeMap<CustomerIx, Vec<ContractTerms>>,
    zones: Vec<Zone>,
    zone_of_site: Vec<usize>,
    /// By clock, then by zone; `None` is around the clock.
    passing: Vec<Vec<Option<BusinessTime>>>,
    distance_of_site: Vec<Option<f64>>,
    /// By source of rows: the stamps that some row of it has, a bit each.
    told: Vec<u16>,
}

/// The service level agreed in a contract.
#[derive(Clone, Debug)]
struct ContractTerms {
    from: Option<Instant>,
    to: Option<Instant>,
    devices: BTreeSet<DeviceIx>,
    all_devices: bool,
    profile: usize,
}

impl ContractTerms {
    fn covers(&self, device: Option<DeviceIx>, at: Instant) -> bool {
        let whose = self.all_devices || device.is_some_and(|d| self.devices.contains(&d));
        whose && self.from.is_none_or(|from| from <= at) && self.to.is_none_or(|to| at < to)
    }
}

/// Which profile stands at which position, while a plan is made.
struct Profiles(BTreeMap<String, usize>);

impl Profiles {
    fn get(&self, id: &str) -> Option<usize> {
        self.0.get(id).copied()
    }
}

impl SlaPlan {
    /// The plan of a catalog.
    pub fn new(catalog: &Catalog) -> Self {
        let mut plan = Self::default();
        let profiles = plan.add_profiles(catalog);
        let settings = &catalog.settings;
        plan.default = settings.sla_default.as_deref().and_then(|id| profiles.get(id));
        plan.by_customer = vec![None; catalog.records.customers.len()];
        for (id, profile) in &settings.sla_by_customer {
            if let Some(ix) = catalog.index.customer.get(&id.key()) {
                plan.by_customer[ix.index()] = profiles.get(profile);
            }
        }
        plan.by_model = vec![None; catalog.records.models.len()];
        for (id, profile) in &settings.sla_by_model {
            if let Some(ix) = catalog.index.model.get(&id.key()) {
                plan.by_model[ix.index()] = profiles.get(profile);
            }
        }
        plan.add_contracts(catalog, &profiles);
        plan.add_zones(catalog);
        plan.lay_out(catalog);
        plan.told = told(catalog);
        plan
    }

    fn add_profiles(&mut self, catalog: &Catalog) -> Profiles {
        let settings = &catalog.settings;
        let contracts = catalog.records.contracts.iter();
        let mut named: BTreeSet<&str> =
            contracts.filter_map(|c| c.sla_profile.as_deref()).collect();
        named.extend(settings.sla_default.as_deref());
        named.extend(settings.sla_by_customer.values().map(String::as_str));
        named.extend(settings.sla_by_model.values().map(String::as_str));
        let mut positions = BTreeMap::new();
        for id in named {
            let own = settings.sla_profiles.get(id).cloned();
            let Some(profile) = own.or_else(|| built_in(id)) else {
                self.unknown.push(id.to_owned());
                continue;
            };
            let from = self.clocks.len();
            for clock in profile.clocks {
                let timeliness = if profile.timeliness.is_empty() {
                    clock.stop == Clock::ArrivedAt
                } else {
                    profile.timeliness.contains(&clock.id)
                };
                self.clocks.push(PlannedClock { profile: id.to_owned(), clock, timeliness });
            }
            positions.insert(id.to_owned(), self.profiles.len());
            self.profiles.push(from..self.clocks.len());
        }
        Profiles(positions)
    }

    fn add_contracts(&mut self, catalog: &Catalog, profiles: &Profiles) {
        let zone = &catalog.settings.zone;
        for contract in &catalog.records.contracts {
            let profile = contract.sla_profile.as_deref().and_then(|id| profiles.get(id));
            let customer = catalog.index.customer.get(&contract.customer.key());
            let (Some(profile), Some(&customer)) = (profile, customer) else { continue };
            let devices = contract.devices.iter();
            let found = devices.filter_map(|d| catalog.index.device.get(&d.key()).copied());
            self.contracts.entry(customer).or_default().push(ContractTerms {
                from: contract.start.map(|day| zone.start_of(day)),
                to: contract.end.and_then(|day| day.tomorrow().ok()).map(|day| zone.start_of(day)),
                devices: found.collect(),
                all_devices: contract.devices.is_empty(),
                profile,
            });
        }
    }

    fn add_zones(&mut self, catalog: &Catalog) {
        let mut names: BTreeMap<&str, usize> = BTreeMap::new();
        self.zones.push(catalog.settings.zone.clone());
        for site in &catalog.records.sites {
            let own = site.zone.as_deref().and_then(|name| Some((name, Zone::named(name)?)));
            let position = own.map_or(0, |(name, zone)| {
                *names.entry(name).or_insert_with(|| {
                    self.zones.push(zone);
                    self.zones.len() - 1
                })
            });
            self.zone_of_site.push(position);
            self.distance_of_site.push(site.distance_km);
        }
    }

    fn lay_out(&mut self, catalog: &Catalog) {
        let events = &catalog.records.events;
        let reported = || events.iter().filter_map(Event::reported);
        let Some(first) = reported().min() else { return };
        let last = reported().max().max(catalog.settings.as_of).unwrap_or(first);
        let span = Period { start: first, end: last };
        for planned in &self.clocks {
            let name = planned.clock.calendar.as_ref();
            let calendar = name.and_then(|name| catalog.settings.calendars.get(name));
            if let (Some(name), None) = (name, calendar) {
                self.unknown.push(name.clone());
            }
            let of_zone = |zone| calendar.map(|c| BusinessTime::lay_out(c, zone, span));
            self.passing.push(self.zones.iter().map(of_zone).collect());
        }
    }

    /// The profile of a ticket: the customer's contract, else the setting of the
    /// customer, else of the model, else the default.
    fn profile(&self, links: EventLinks, at: Instant) -> Option<usize> {
        let contracts = links.customer.and_then(|c| self.contracts.get(&c));
        let agreed = contracts.and_then(|all| all.iter().find(|c| c.covers(links.device, at)));
        agreed
            .map(|terms| terms.profile)
            .or_else(|| self.by_customer.get(links.customer?.index()).copied().flatten())
            .or_else(|| self.by_model.get(links.model?.index()).copied().flatten())
            .or(self.default)
    }

    /// The clocks of one ticket, as they stood at an instant. Empty where no profile
    /// concerns it.
    pub fn states(&self, catalog: &Catalog, event: Event<'_>, at: Instant) -> Vec<TicketClock> {
        let mut out = Vec::new();
        self.each_state(catalog, event, at, |clock| out.push(clock));
        out
    }

    /// As [`Self::states`], without a list.
    pub(crate) fn each_state(
        &self,
        catalog: &Catalog,
        event: Event<'_>,
        at: Instant,
        mut each: impl FnMut(TicketClock),
    ) {
        let links = catalog.links[event.row()];
        let Some(reported) = event.reported() else { return };
        let Some(profile) = self.profile(links, reported) else { return };
        if !is_ticket(event) {
            return;
        }
        for position in self.profiles[profile].clone() {
            let mut clock = self.one(position, links, event, at);
            clock.clock = position as u16;
            each(clock);
        }
    }

    fn tells(&self, event: Event<'_>, clock: Clock) -> bool {
        match event.origin() {
            Origin::Report(_) => true,
            Origin::Row { source, .. } => {
                let told = self.told.get(usize::from(source)).copied().unwrap_or(0);
                told & (1 << clock as u16) != 0
            }
        }
    }

    fn one(
        &self,
        position: usize,
        links: EventLinks,
        event: Event<'_>,
        at: Instant,
    ) -> TicketClock {
        let clock = &self.clocks[position].clock;
        if let Some(state) = not_measured(clock, event) {
            return blank(state);
        }
        let (start, stop) = match ends(clock, event, at) {
            // A log that never tells of arrivals leaves nobody waiting for ever.
            Ok((_, None)) if !self.tells(event, clock.stop) => {
                return blank(SlaState::Unmeasurable);
            }
            Ok(ends) => ends,
            Err(state) => return blank(state),
        };
        let site = links.site.map(crate::catalog::SiteIx::index);
        let zone = site.and_then(|s| self.zone_of_site.get(s).copied()).unwrap_or(0);
        let date_only = start.date_only || stop.is_some_and(|s| s.date_only);
        if date_only && !counts_days(&clock.limit) {
            return blank(SlaState::Unmeasurable);
        }
        let floor = |s: Stamp| {
            if date_only { self.zones[zone].start_of(self.zones[zone].day(s.at)) } else { s.at }
        };
        let stop = stop.map(floor);
        // What waits after the clock has stopped delays nothing.
        let pauses = accepted_pauses(clock, event, stop.unwrap_or(at));
        let run = Run { start: floor(start), stop, pauses };
        let passing = self.passing.get(position).and_then(|zones| zones.get(zone)?.as_ref());
        let distance = || {
            let site = site.and_then(|s| self.distance_of_site.get(s).copied().flatten());
            event.num(NumField::DistanceKm).or(site)
        };
        let around = Around { zone: &self.zones[zone], passing, event };
        let measure = match around.measure(&clock.limit, run.start, distance) {
            Ok(measure) => measure,
            Err(state) => return blank(state),
        };
        let measure = match measure {
            // Days of a calendar, of which one a year has 23 hours and one 25.
            Measure::Within(limit) if date_only && passing.is_none() && limit % DAY_MS == 0 => {
                let days = jiff::Span::new().days(limit / DAY_MS);
                let zone = &self.zones[zone];
                Measure::Until(zone.start_of(zone.day(run.start).saturating_add(days)))
            }
            measure => measure,
        };
        let passing = passing.map_or(Passing::Wall, Passing::Business);
        TicketClock { coarse: date_only, ..run.state(measure, passing, at) }
    }
}

/// By source of rows: which stamps its rows have.
fn told(catalog: &Catalog) -> Vec<u16> {
    let mut out: Vec<u16> = Vec::new();
    for event in catalog.records.events.iter() {
        let Origin::Row { source, .. } = event.origin() else { continue };
        let source = usize::from(source);
        if out.len() <= source {
            out.resize(source + 1, 0);
        }
        for clock in Clock::ALL {
            let later = matches!(clock, Clock::ResolvedAt | Clock::ClosedAt)
                && event.flag(FlagField::EndAfterAsOf) == Some(true);
            if out[source] & (1 << clock as u16) == 0 && (later || event.stamp(clock).is_some()) {
                out[source] |= 1 << clock as u16;
            }
        }
    }
    out
}

/// Service that somebody asked for: planned work has its own plan.
fn is_ticket(event: Event<'_>) -> bool {
    use ServiceType::{Install, Maintenance, Training, Upgrade, Visit};
    let planned =
        matches!(event.service_type(), Install | Maintenance | Training | Upgrade | Visit);
    !planned && !event.is_void()
}

/// The state of a clock that is not measured for a reason of the ticket itself.
fn not_measured(clock: &SlaClock, event: Event<'_>) -> Option<SlaState> {
    use ServiceType::{Complaint, Consult, Parts, Remote};
    let priority = event.words().priority;
    if !clock.priorities.is_empty() && !priority.is_some_and(|p| clock.priorities.contains(&p)) {
        return Some(SlaState::NotApplicable);
    }
    if clock.stop != Clock::ArrivedAt {
        return None;
    }
    let from_afar = matches!(event.service_type(), Remote | Consult | Complaint | Parts);
    if from_afar && event.at(Clock::ArrivedAt).is_none() {
        return Some(SlaState::NotApplicable);
    }
    let excused = event.side(SideStamp::DelayNotifiedAt).is_some()
        && event.some_text(TextField::Exemption).is_some();
    excused.then_some(SlaState::Exempt)
}

/// Start and stop of a clock, or why there is none.
fn ends(
    clock: &SlaClock,
    event: Event<'_>,
    at: Instant,
) -> Result<(Stamp, Option<Stamp>), SlaState> {
    let Some(start) = event.stamp(clock.start) else {
        let lost = clock.start == Clock::ReportedAt || finished(event, at);
        return Err(if lost { SlaState::Unmeasurable } else { SlaState::NotApplicable });
    };
    if start.at > at {
        return Err(SlaState::NotApplicable);
    }
    let stop = event.stamp(clock.stop);
    match stop {
        Some(stop) if stop.at < start.at && !(stop.date_only || start.date_only) => {
            Err(SlaState::Unmeasurable)
        }
        // A date alone is its midnight; the day itself must not lie before.
        Some(stop) if stop.at.plus_days(1) <= start.at => Err(SlaState::Unmeasurable),
        None if clock.stop <= Clock::ResolvedAt && finished(event, at) => {
            Err(SlaState::Unmeasurable)
        }
        _ => Ok((start, stop)),
    }
}

/// True where the work was over by then, so that an earlier stamp will not come.
fn finished(event: Event<'_>, at: Instant) -> bool {
    match event.resolved().or(event.at(Clock::ClosedAt)) {
        Some(end) => end <= at,
        // An end after the instant the figures are for was taken out: by then it is open.
        None if event.flag(FlagField::EndAfterAsOf) == Some(true) => false,
        None => matches!(event.status(), Status::Resolved | Status::Closed),
    }
}

/// What a limit is told by, beside itself.
struct Around<'a> {
    zone: &'a Zone,
    passing: Option<&'a BusinessTime>,
    event: Event<'a>,
}

impl Around<'_> {
    fn measure(
        &self,
        limit: &SlaLimit,
        start: Instant,
        distance: impl Fn() -> Option<f64>,
    ) -> Result<Measure, SlaState> {
        match limit {
            SlaLimit::Elapsed(ms) => Ok(Measure::Within(*ms)),
            SlaLimit::DayEnd(n) => Ok(Measure::Until(day_end(self.zone, start, *n))),
            SlaLimit::WorkingDays(n) => {
                let due = self.passing.and_then(|time| time.working_day(start, *n));
                due.map(Measure::Until).ok_or(SlaState::Unmeasurable)
            }
            SlaLimit::Distance(rings) => match distance_limit(rings, distance()) {
                DistanceLimit::Within(ms) => Ok(Measure::Within(ms)),
                DistanceLimit::Agreed => {
                    let agreed = self.event.side(SideStamp::AgreedArrivalAt);
                    agreed.map(Measure::Until).ok_or(SlaState::NoDistance)
                }
                DistanceLimit::NoDistance => Err(SlaState::NoDistance),
            },
        }
    }
}

/// The last millisecond of the n-th day after.
pub(crate) fn day_end(zone: &Zone, start: Instant, n: u32) -> Instant {
    let day = zone.day(start).saturating_add(jiff::Span::new().days(i64::from(n)));
    zone.end_of_day(zone.start_of(day))
}

/// The pauses that stop a clock, as far as they lie before an end.
fn accepted_pauses(clock: &SlaClock, event: Event<'_>, end: Instant) -> Vec<Period> {
    if event.pauses().is_empty() {
        return Vec::new();
    }
    let accepted = event.pauses().iter().filter(|p| is_accepted(clock, event, p.reason));
    let period =
        |p: &crate::model::Pause| Period { start: p.from, end: p.to.map_or(end, |to| to.min(end)) };
    joined(accepted.map(period).collect())
}

/// A clock that names no reason accepts waiting for the customer and exemptions. An
/// exemption counts where the customer was told of the delay, whatever a clock accepts (R22).
fn is_accepted(clock: &SlaClock, event: Event<'_>, reason: Sym) -> bool {
    let reason = pause_word(event.resolve(reason));
    let told = || event.side(SideStamp::DelayNotifiedAt).is_some();
    let accepts = if clock.accepted_pauses.is_empty() {
        reason == "WAITING_CUSTOMER" || reason == "EXEMPTION"
    } else {
        clock.accepted_pauses.iter().any(|accepted| pause_word(accepted) == reason)
    };
    accepts && (reason != "EXEMPTION" || told())
}

fn pause_word(text: &str) -> String {
    match text.trim() {
        "等待客户" | "等客户" | "客户原因" | "待客户" => {
            "WAITING_CUSTOMER".to_owned()
        }
        "等待配件" | "等配件" | "待件" | "等件" => "WAITING_PARTS".to_owned(),
        "豁免" | "免责" => "EXEMPTION".to_owned(),
        other => match_key(other).replace([' ', '-'], "_"),
    }
}

fn blank(state: SlaState) -> TicketClock {
    TicketClock {
        clock: 0,
        state,
        started: None,
        stopped: None,
        due: None,
        risk_from: None,
        elapsed_ms: None,
        limit_ms: None,
        coarse: false,
    }
}
