//! Planned visits and maintenance (`domain.md` §3.17): the plan of each device
//! joined with what was entered and what was done.

use super::figure::Rate;
use super::holdings::owner_on;
use super::month_grid::ByReport;
use crate::catalog::dates::PlannedVisit;
use crate::catalog::{Catalog, CustomerIx, DeviceIx, Restricted, SiteIx};
use crate::model::time::{Clock, Day, Month, ReportPeriod};
use crate::model::{ServiceType, VisitKind};
use std::collections::BTreeMap;

/// Where a visit stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VisitState {
    /// Done in its window, or at most 14 days before it.
    Done,
    /// Done after its window.
    DoneLate,
    /// The window is over and it was not done.
    Overdue,
    /// The window is not over.
    Pending,
}

impl VisitState {
    /// The word used in data files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::DoneLate => "done_late",
            Self::Overdue => "overdue",
            Self::Pending => "pending",
        }
    }
}

/// What a visit was found in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum VisitSource {
    /// A record: position in `Records::visits`.
    Record(usize),
    /// The plan alone.
    Plan,
    /// The plan, done by a service event.
    Event(u32),
}

/// One visit, planned or entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisitRow {
    /// The device.
    pub device: Option<DeviceIx>,
    /// The site.
    pub site: Option<SiteIx>,
    /// The customer.
    pub customer: Option<CustomerIx>,
    /// What kind.
    pub kind: VisitKind,
    /// First day of the window.
    pub due_from: Option<Day>,
    /// Last day of the window.
    pub due_to: Option<Day>,
    /// Done on.
    pub done_on: Option<Day>,
    /// Whether on site.
    pub on_site: Option<bool>,
    /// Where it stands at `as_of`; `None` without window and without day done.
    pub state: Option<VisitState>,
    /// What it was found in.
    pub source: VisitSource,
}

/// Visits of one month or year.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct VisitMonth {
    /// Visits whose window ends in the month, by state at its end or at `as_of`.
    pub done: u64,
    /// Done late.
    pub done_late: u64,
    /// Not done.
    pub overdue: u64,
    /// Window not over.
    pub pending: u64,
    /// done / (done + done late + overdue).
    pub compliance: Rate,
    /// Visits carried out in the month, whatever their window.
    pub carried_out: u64,
    /// Overdue at the month's end, whatever the month of their window.
    pub overdue_at_end: u64,
    /// Positions in [`VisitFacts::rows`] of those due in the month after; as they stood
    /// at this month's or year's end: [`VisitFacts::due_next`].
    pub due_next: Vec<usize>,
    /// The last day the month is judged on: its last, or that of `as_of`.
    pub closing: Option<Day>,
}

impl VisitMonth {
    /// A visit whose window ends here, as it stood on a day.
    fn count(&mut self, row: &VisitRow, on: Day) {
        match visit_state((row.due_from, row.due_to), row.done_on, on) {
            Some(VisitState::Done) => self.done += 1,
            Some(VisitState::DoneLate) => self.done_late += 1,
            Some(VisitState::Overdue) => self.overdue += 1,
            Some(VisitState::Pending) => self.pending += 1,
            None => {}
        }
    }

    fn until(day: Day) -> Self {
        Self { closing: Some(day), ..Self::default() }
    }
}

impl VisitRow {
    /// The visit as it stood on a day: one done later is not done yet.
    #[must_use]
    pub fn as_it_stood(&self, on: Day) -> Self {
        let done_on = self.done_on.filter(|&done| done <= on);
        let undone = self.done_on.is_some() && done_on.is_none();
        let source = match self.source {
            VisitSource::Event(_) if undone => VisitSource::Plan,
            source => source,
        };
        Self {
            done_on,
            on_site: self.on_site.filter(|_| !undone),
            state: visit_state((self.due_from, self.due_to), done_on, on),
            source,
            ..self.clone()
        }
    }
}

impl VisitFacts {
    /// Of a month, quarter or year.
    pub fn of(&self, report: ReportPeriod) -> Option<&VisitMonth> {
        self.reports.of(report)
    }

    /// The visits whose window was over on a day and that were not done by then, the
    /// longest overdue first.
    pub fn overdue_on(&self, day: Day) -> Vec<VisitRow> {
        let rows = self.rows.iter().filter(|row| row.due_to.or(row.due_from) < Some(day));
        let stood = rows.map(|row| row.as_it_stood(day));
        stood.filter(|row| row.state == Some(VisitState::Overdue)).collect()
    }

    /// The visits due in the month after a month or year, as they stood at its end.
    pub fn due_next(&self, report: impl Into<ReportPeriod>) -> Vec<VisitRow> {
        let Some(of) = self.of(report.into()) else { return Vec::new() };
        let stood = |&at: &usize| {
            let row = &self.rows[at];
            of.closing.map_or_else(|| row.clone(), |on| row.as_it_stood(on))
        };
        of.due_next.iter().map(stood).collect()
    }
}

/// Everything about planned visits.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct VisitFacts {
    /// By (end of window or day done, device, kind).
    pub rows: Vec<VisitRow>,
    /// Over everything at `as_of`; without rate where nothing was ever entered.
    pub compliance: Rate,
    /// First visits done within a month of installation.
    pub first_in_a_month: Rate,
    /// Planned maintenance done in time.
    pub maintenance: Rate,
    /// Positions in `rows`: overdue or pending, by end of window.
    pub due: Vec<usize>,
    /// By the month, quarter or year.
    pub reports: ByReport<VisitMonth>,
    /// Positions in `rows` by device.
    pub of_device: BTreeMap<DeviceIx, Vec<usize>>,
    /// False where no visit was ever entered: the plan is shown, nothing is judged.
    pub tracked: bool,
}

/// Days before its window from which a visit counts for it.
const EARLY_DAYS: i64 = 14;

/// Where a visit stands on a day. One done later than that day is not done yet; one
/// without window is done or nothing.
pub fn visit_state(
    window: (Option<Day>, Option<Day>),
    done: Option<Day>,
    on: Day,
) -> Option<VisitState> {
    let last = window.1.or(window.0);
    match (last, done.filter(|&done| done <= on)) {
        (Some(last), Some(done)) if done > last => Some(VisitState::DoneLate),
        (_, Some(_)) => Some(VisitState::Done),
        (Some(last), None) if on > last => Some(VisitState::Overdue),
        (Some(_), None) => Some(VisitState::Pending),
        (None, None) => None,
    }
}

/// True where a visit on a day counts for a window: not more than 14 days early.
fn counts_for(from: Day, done: Day) -> bool {
    done >= from.saturating_sub(jiff::Span::new().days(EARLY_DAYS))
}

/// The visits of a catalog.
pub fn visits(catalog: &Restricted<Catalog>) -> VisitFacts {
    let Some(as_of) = catalog.settings.as_of else { return VisitFacts::default() };
    let today = catalog.settings.zone.day(as_of);
    let mut rows: Vec<VisitRow> = recorded(catalog);
    let mut of_device: BTreeMap<DeviceIx, Vec<usize>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        if let Some(device) = row.device {
            of_device.entry(device).or_default().push(at);
        }
    }
    for position in 0..catalog.records.devices.len() {
        let device = DeviceIx::new(position);
        let entered = of_device.remove(&device).unwrap_or_default();
        let planned = Planned { catalog, device, today };
        planned.join(&mut rows, &entered);
    }
    let tracked = rows.iter().any(|row| row.source != VisitSource::Plan);
    for row in &mut rows {
        row.state = visit_state((row.due_from, row.due_to), row.done_on, today);
    }
    let last = |row: &VisitRow| row.due_to.or(row.due_from).or(row.done_on);
    rows.sort_by(|a, b| {
        let key = |r: &VisitRow| (last(r), r.device, r.site, r.kind, r.source);
        key(a).cmp(&key(b))
    });
    finish(catalog, rows, tracked, today)
}

fn finish(catalog: &Catalog, rows: Vec<VisitRow>, tracked: bool, today: Day) -> VisitFacts {
    let judged = |wanted: &dyn Fn(&VisitRow) -> bool| {
        let states = rows.iter().filter(|r| wanted(r)).filter_map(|r| r.state);
        if tracked { compliance(states) } else { Rate::default() }
    };
    let open = |r: &VisitRow| matches!(r.state, Some(VisitState::Overdue | VisitState::Pending));
    let due = (0..rows.len()).filter(|&at| open(&rows[at])).collect();
    let mut of_device: BTreeMap<DeviceIx, Vec<usize>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        if let Some(device) = row.device {
            of_device.entry(device).or_default().push(at);
        }
    }
    let of = |like: &dyn Fn(Month) -> ReportPeriod| {
        let whole = catalog.index.months;
        whole.map(|whole| by_period(whole, like, &rows, (tracked, today))).into_iter().flatten()
    };
    VisitFacts {
        compliance: judged(&|_| true),
        first_in_a_month: judged(&|r| r.kind == VisitKind::First),
        maintenance: judged(&|r| r.kind == VisitKind::Maintenance),
        reports: {
            let mut reports = ByReport::default();
            let months = of(&ReportPeriod::Month);
            let longer = of(&ReportPeriod::quarter_of).chain(of(&|m| ReportPeriod::Year(m.year)));
            months.chain(longer).for_each(|(report, visits)| reports.insert(report, visits));
            reports
        },
        due,
        of_device,
        tracked,
        rows,
    }
}

/// done / (done + done late + overdue) of some visits.
pub fn compliance(states: impl IntoIterator<Item = VisitState>) -> Rate {
    let (mut done, mut all) = (0, 0);
    for state in states {
        done += u64::from(state == VisitState::Done);
        all += u64::from(state != VisitState::Pending);
    }
    Rate::wilson(done, all)
}

/// The visits of every month, quarter or year, from the first month to the last. A longer
/// one has those of its months.
fn by_period(
    whole: (Month, Month),
    like: &dyn Fn(Month) -> ReportPeriod,
    rows: &[VisitRow],
    (tracked, today): (bool, Day),
) -> BTreeMap<ReportPeriod, VisitMonth> {
    let (first, last) = (like(whole.0), like(whole.1));
    let covered = |day: &Day| (whole.0..=whole.1).contains(&Month::of(*day));
    let all = std::iter::successors(Some(first), |period| Some(period.plus(1)));
    let mut out: BTreeMap<ReportPeriod, VisitMonth> = all
        .take_while(|period| *period <= last)
        .map(|period| (period, VisitMonth::until(period.last_day(today))))
        .collect();
    let mut overdue_ends: BTreeMap<ReportPeriod, i64> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        if let Some(period) =
            row.done_on.filter(covered).and_then(|day| out.get_mut(&first.like(day)))
        {
            period.carried_out += 1;
        }
        let Some(due) = row.due_to.or(row.due_from) else { continue };
        let own = first.like(due);
        let before = own.plus(-1);
        if Month::of(due) == own.first_month()
            && let Some(period) = out.get_mut(&before)
        {
            period.due_next.push(at);
        }
        if let Some(period) = out.get_mut(&own).filter(|_| covered(&due)) {
            period.count(row, own.last_day(today));
        }
        // Overdue at the ends of all periods from the one its window ended in (or the
        // first) to the one before it was done. A window that ends with its period is
        // overdue only at the end of the next.
        let from = if own.last_day(today) > due { own } else { own.plus(1) };
        let until = row.done_on.filter(|&d| d <= today).map_or(last.plus(1), |d| first.like(d));
        let from = from.max(first);
        if from < until {
            *overdue_ends.entry(from).or_default() += 1;
            *overdue_ends.entry(until).or_default() -= 1;
        }
    }
    let mut overdue = 0;
    for (period, facts) in &mut out {
        overdue += overdue_ends.get(period).copied().unwrap_or(0);
        facts.overdue_at_end = overdue.max(0).unsigned_abs();
        if tracked {
            facts.compliance =
                Rate::wilson(facts.done, facts.done + facts.done_late + facts.overdue);
        }
    }
    out
}

/// Visits that somebody entered.
fn recorded(catalog: &Catalog) -> Vec<VisitRow> {
    let row = |(position, visit): (usize, &crate::model::Visit)| {
        let device = visit.device.as_ref();
        let device = device.and_then(|id| catalog.index.device.get(&id.key()).copied());
        let site = visit.site.as_ref();
        let site = site.and_then(|id| catalog.index.site.get(&id.key()).copied());
        let due = visit.due_to.or(visit.due_from);
        let (owner_site, owner) =
            device.map_or((None, None), |d| owner(catalog, d, visit.done_on.or(due)));
        let site = site.or(owner_site);
        let of_site = || {
            let customer = catalog.records.sites[site?.index()].customer.as_ref()?;
            catalog.index.customer.get(&customer.key()).copied()
        };
        VisitRow {
            device,
            site,
            customer: owner.or_else(of_site),
            kind: visit.kind,
            due_from: visit.due_from,
            due_to: visit.due_to,
            done_on: visit.done_on,
            on_site: visit.on_site,
            state: None,
            source: VisitSource::Record(position),
        }
    };
    catalog.records.visits.iter().enumerate().map(row).collect()
}

/// Where a device stood on a day, and whose it was.
fn owner(
    catalog: &Catalog,
    device: DeviceIx,
    day: Option<Day>,
) -> (Option<SiteIx>, Option<CustomerIx>) {
    let owner = owner_on(&catalog.records.devices[device.index()], day);
    let site = owner.and_then(|o| o.site.as_ref());
    let customer = owner.and_then(|o| o.customer.as_ref());
    (
        site.and_then(|id| catalog.index.site.get(&id.key()).copied()),
        customer.and_then(|id| catalog.index.customer.get(&id.key()).copied()),
    )
}

/// The plan of one device.
struct Planned<'a> {
    catalog: &'a Catalog,
    device: DeviceIx,
    today: Day,
}

impl Planned<'_> {
    /// Joins the plan with what was entered for the device and with its visits in
    /// the log: an entered visit takes the planned window it belongs to, a planned
    /// one that nobody entered is done by the first visit in the log that fits.
    fn join(&self, rows: &mut Vec<VisitRow>, entered: &[usize]) {
        let mut plan = self.windows();
        plan.sort_by_key(|visit| (visit.due_to, visit.kind));
        let mut free: Vec<usize> = entered.to_vec();
        let mut logged = self.logged();
        for (at, visit) in plan.iter().enumerate() {
            let next = plan[at + 1..].iter().find(|v| v.kind != VisitKind::Maintenance);
            let next = next.map(|v| v.due_from);
            if let Some(taken) = free.iter().position(|&row| belongs(&rows[row], visit, next)) {
                let row = &mut rows[free.remove(taken)];
                row.due_from = row.due_from.or(Some(visit.due_from));
                row.due_to = row.due_to.or(Some(visit.due_to));
                continue;
            }
            let fits = |&(day, kind, _): &(Day, ServiceType, u32)| {
                let kinds_meet =
                    (kind == ServiceType::Maintenance) == (visit.kind == VisitKind::Maintenance);
                kinds_meet
                    && counts_for(visit.due_from, day)
                    && next.is_none_or(|next| !counts_for(next, day) || day <= visit.due_to)
            };
            let done = logged.iter().position(fits).map(|at| logged.remove(at));
            rows.push(self.row(visit, done));
        }
    }

    fn row(&self, visit: &PlannedVisit, done: Option<(Day, ServiceType, u32)>) -> VisitRow {
        let (site, customer) =
            owner(self.catalog, self.device, Some(done.map_or(visit.due_to, |d| d.0)));
        VisitRow {
            device: Some(self.device),
            site,
            customer,
            kind: visit.kind,
            due_from: Some(visit.due_from),
            due_to: Some(visit.due_to),
            done_on: done.map(|d| d.0),
            on_site: done.map(|_| true),
            state: None,
            source: done.map_or(VisitSource::Plan, |d| VisitSource::Event(d.2)),
        }
    }

    /// Planned windows that end inside the device's observed life.
    fn windows(&self) -> Vec<PlannedVisit> {
        let zone = &self.catalog.settings.zone;
        let dates = &self.catalog.dates[self.device.index()];
        let retired = self.catalog.records.devices[self.device.index()].retired_on;
        let from = dates.observed_from.map(|at| zone.day(at));
        let alive = |day: Day| {
            retired.is_none_or(|retired| day <= retired) && from.is_none_or(|from| from <= day)
        };
        let maintenance = dates.next_maintenance_on.map(|day| PlannedVisit {
            kind: VisitKind::Maintenance,
            due_from: day,
            due_to: day,
        });
        let planned = dates.planned_visits.iter().copied().chain(maintenance);
        planned.filter(|visit| alive(visit.due_to)).collect()
    }

    /// Visits and maintenance in the log, by day.
    fn logged(&self) -> Vec<(Day, ServiceType, u32)> {
        let zone = &self.catalog.settings.zone;
        let rows = self.catalog.index.events_of_device.of(self.device.index()).iter();
        let visit = |&row: &u32| {
            let event = self.catalog.records.events.get(row as usize);
            let kind = event.service_type();
            if !matches!(kind, ServiceType::Visit | ServiceType::Maintenance) {
                return None;
            }
            let at = event.resolved().or(event.at(Clock::ArrivedAt)).or(event.reported())?;
            Some((zone.day(at), kind, row)).filter(|v| v.0 <= self.today)
        };
        let mut out: Vec<_> = rows.filter_map(visit).collect();
        out.sort_unstable_by_key(|v| (v.0, v.2));
        out
    }
}

/// True where an entered visit is the planned one: of its kind, and its own window or
/// day lies before the next planned visit's.
fn belongs(row: &VisitRow, visit: &PlannedVisit, next: Option<Day>) -> bool {
    let day = row.due_to.or(row.due_from).or(row.done_on);
    let in_time = day.is_none_or(|day| {
        counts_for(visit.due_from, day) && next.is_none_or(|next| day <= visit.due_to || day < next)
    });
    row.kind == visit.kind && in_time
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::business_time::tests::day;
    use crate::analyse::vectors::vectors;

    #[test]
    fn states_and_compliance() {
        for v in vectors("visit_compliance") {
            let as_of = day(v.input("as_of").0.as_str().unwrap());
            let state = |visit: &serde_json::Value| {
                let at = |name: &str| visit[name].as_str().map(day);
                visit_state((at("due_from"), at("due_to")), at("done"), as_of).unwrap()
            };
            let states: Vec<VisitState> =
                v.input("visits").0.as_array().unwrap().iter().map(state).collect();
            let words: Vec<&str> = states.iter().map(|s| s.as_str()).collect();
            assert_eq!(v.want("states").0, &serde_json::json!(words));
            v.same("compliance", compliance(states).value);
        }
    }

    #[test]
    fn a_visit_without_window_is_done_or_nothing() {
        let today = day("2024-06-30");
        assert_eq!(visit_state((None, None), None, today), None);
        let done = visit_state((None, None), Some(day("2024-06-01")), today);
        assert_eq!(done, Some(VisitState::Done));
    }

    #[test]
    fn a_visit_done_later_is_still_due_at_the_end_of_the_month_before() {
        let may = Month::parse("2024-05").unwrap();
        let row = VisitRow {
            device: None,
            site: None,
            customer: None,
            kind: VisitKind::Mid,
            due_from: Some(day("2024-06-01")),
            due_to: Some(day("2024-06-10")),
            done_on: Some(day("2024-06-05")),
            on_site: Some(true),
            state: Some(VisitState::Done),
            source: VisitSource::Event(3),
        };
        let month = VisitMonth { due_next: vec![0], ..VisitMonth::until(day("2024-05-31")) };
        let mut reports = ByReport::default();
        reports.insert(may.into(), month);
        let facts = VisitFacts { rows: vec![row], reports, ..VisitFacts::default() };
        let stood = &facts.due_next(may)[0];
        assert_eq!((stood.state, stood.done_on), (Some(VisitState::Pending), None));
        assert_eq!((stood.on_site, stood.source), (None, VisitSource::Plan));
    }

    #[test]
    fn an_entered_visit_takes_the_window_it_belongs_to() {
        let row = |done: &str| VisitRow {
            device: None,
            site: None,
            customer: None,
            kind: VisitKind::Mid,
            due_from: None,
            due_to: None,
            done_on: Some(day(done)),
            on_site: None,
            state: None,
            source: VisitSource::Record(0),
        };
        let mid = PlannedVisit {
            kind: VisitKind::Mid,
            due_from: day("2024-06-02"),
            due_to: day("2024-06-02"),
        };
        let next = Some(day("2024-10-02"));
        assert!(belongs(&row("2024-05-25"), &mid, next));
        assert!(belongs(&row("2024-08-01"), &mid, next));
        assert!(!belongs(&row("2024-10-05"), &mid, next));
        assert!(!belongs(&row("2024-04-01"), &mid, next));
    }
}
