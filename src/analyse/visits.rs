//! Planned visits and maintenance (`domain.md` §3.17): the plan of each device
//! joined with what was entered and what was done.

mod planned;

use super::figure::Rate;
use super::month_grid::ByReport;
use crate::catalog::{Catalog, CustomerIx, DeviceIx, Ends, Restricted, SiteIx};
use crate::model::time::{Day, Instant, Month, ReportPeriod};
use crate::model::{Settings, VisitKind};
use planned::{Planned, recorded};
use std::collections::BTreeMap;

/// Where a visit stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VisitState {
    /// Done in its window, or at most 14 days before it.
    Done,
    /// Done longer before its window.
    DoneEarly,
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
            Self::DoneEarly => "done_early",
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
    /// The day since which the window is known: that of the maintenance before it. `None`
    /// where it is known from the beginning.
    pub known_from: Option<Day>,
    /// The day its device went out of service: nothing is overdue there any more.
    pub retired_on: Option<Day>,
    /// What it was found in.
    pub source: VisitSource,
}

/// Visits of one month or year.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct VisitMonth {
    /// Visits whose window ends in the month, by state at its end or at `as_of`.
    pub done: u64,
    /// Visits due in it that were made longer than 14 days before.
    pub done_early: u64,
    /// Done late.
    pub done_late: u64,
    /// Not done.
    pub overdue: u64,
    /// Window not over.
    pub pending: u64,
    /// done / (done + done early or late + overdue).
    pub compliance: Rate,
    /// Visits carried out in the month, whatever their window.
    pub carried_out: u64,
    /// Overdue at the month's end, whatever the month of their window.
    pub overdue_at_end: u64,
    /// Positions in [`VisitFacts::rows`] of those due in the month after that were known
    /// and not done at this month's or year's end: [`VisitFacts::due_next`].
    pub due_next: Vec<usize>,
    /// The end of what the month is judged on: its last day, or that of `as_of`.
    pub closing: Option<Closing>,
}

/// The last day on which something is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closing {
    /// The day: what was done on it counts.
    pub day: Day,
    /// True where it is over, so that what was due on it is overdue: a month ends with it,
    /// or the figures are for its last second.
    pub over: bool,
}

impl Closing {
    /// The whole of a day.
    pub fn over(day: Day) -> Self {
        Self { day, over: true }
    }

    /// That of `as_of`.
    pub fn of(settings: &Settings) -> Option<Self> {
        let as_of = settings.as_of?;
        let over = as_of.plus(SECOND_MS) > settings.zone.end_of_day(as_of);
        Some(Self { day: settings.zone.day(as_of), over })
    }

    /// The last of a month or year, or this one where that lies before.
    #[must_use]
    pub fn within(self, report: ReportPeriod) -> Self {
        let last = report.last_day(self.day);
        if last < self.day { Self::over(last) } else { self }
    }

    /// True where a day lies behind.
    fn is_past(self, day: Day) -> bool {
        self.day > day || self.over && self.day == day
    }
}

impl VisitMonth {
    /// A visit whose window ends here, as it stood on a day.
    fn count(&mut self, row: &VisitRow, on: Closing) {
        match row.state_on(on) {
            Some(VisitState::Done) => self.done += 1,
            Some(VisitState::DoneEarly) => self.done_early += 1,
            Some(VisitState::DoneLate) => self.done_late += 1,
            Some(VisitState::Overdue) => self.overdue += 1,
            Some(VisitState::Pending) => self.pending += 1,
            None => {}
        }
    }

    fn until(closing: Closing) -> Self {
        Self { closing: Some(closing), ..Self::default() }
    }
}

impl VisitRow {
    /// The visit as it stood on a day: one done later is not done yet.
    #[must_use]
    pub fn as_it_stood(&self, on: Closing) -> Self {
        let done_on = self.done_on.filter(|&done| done <= on.day);
        let undone = self.done_on.is_some() && done_on.is_none();
        let source = match self.source {
            VisitSource::Event(_) if undone => VisitSource::Plan,
            source => source,
        };
        Self {
            done_on,
            on_site: self.on_site.filter(|_| !undone),
            state: self.state_on(on),
            source,
            ..self.clone()
        }
    }
}

impl VisitRow {
    /// Where it stands on a day. A device that went out of service before the window was
    /// over needs no visit any more. Maintenance has a day by which it is due: sooner is in
    /// time.
    pub fn state_on(&self, on: Closing) -> Option<VisitState> {
        let state = visit_state((self.due_from, self.due_to), self.done_on, on)?;
        let undone = matches!(state, VisitState::Overdue | VisitState::Pending);
        let last = self.due_to.or(self.due_from);
        let needless = self.retired_on.zip(last).is_some_and(|(retired, last)| retired <= last);
        match state {
            _ if undone && needless => None,
            VisitState::DoneEarly if self.kind == VisitKind::Maintenance => Some(VisitState::Done),
            state => Some(state),
        }
    }

    /// True where it was overdue on a day, and its device in service.
    pub fn is_overdue(&self, on: Closing) -> bool {
        self.state_on(on) == Some(VisitState::Overdue)
            && self.retired_on.is_none_or(|day| on.day < day)
    }

    /// True where it was known and not done on a day.
    pub fn is_ahead(&self, on: Closing) -> bool {
        self.known_from.is_none_or(|day| day <= on.day)
            && self.done_on.is_none_or(|day| day > on.day)
            && self.retired_on.is_none_or(|day| on.day < day)
    }
}

impl VisitFacts {
    /// Of a month, quarter or year.
    pub fn of(&self, report: ReportPeriod) -> Option<&VisitMonth> {
        self.reports.of(report)
    }

    /// The visits whose window was over on a day and that were not done by then, the
    /// longest overdue first.
    pub fn overdue_on(&self, on: Closing) -> Vec<VisitRow> {
        self.rows.iter().filter(|row| row.is_overdue(on)).map(|row| row.as_it_stood(on)).collect()
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

const SECOND_MS: i64 = 1000;

/// Days before its window from which a visit counts for it.
const EARLY_DAYS: i64 = 14;

/// Where a visit stands on a day. One done later than that day is not done yet; one
/// without window is done or nothing.
pub fn visit_state(
    window: (Option<Day>, Option<Day>),
    done: Option<Day>,
    on: Closing,
) -> Option<VisitState> {
    let last = window.1.or(window.0);
    match (last, done.filter(|&done| done <= on.day)) {
        (Some(last), Some(done)) if done > last => Some(VisitState::DoneLate),
        (_, Some(done)) if window.0.is_some_and(|from| !counts_for(from, done)) => {
            Some(VisitState::DoneEarly)
        }
        (_, Some(_)) => Some(VisitState::Done),
        (Some(last), None) if on.is_past(last) => Some(VisitState::Overdue),
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
    let Some(today) = Closing::of(&catalog.settings) else { return VisitFacts::default() };
    let mut rows: Vec<VisitRow> = recorded(catalog);
    let mut of_device: BTreeMap<DeviceIx, Vec<usize>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        if let Some(device) = row.device {
            of_device.entry(device).or_default().push(at);
        }
    }
    let ends = Ends::of(&catalog.records.events);
    let end = catalog.settings.as_of.map_or(Instant(i64::MAX), |as_of| as_of.plus(1));
    for position in 0..catalog.records.devices.len() {
        let device = DeviceIx::new(position);
        let entered = of_device.remove(&device).unwrap_or_default();
        let planned = Planned { catalog, device, today: today.day, ends: &ends, end };
        planned.join(&mut rows, &entered);
    }
    let tracked = rows.iter().any(|row| row.source != VisitSource::Plan);
    for row in &mut rows {
        row.state = row.state_on(today);
    }
    let last = |row: &VisitRow| row.due_to.or(row.due_from).or(row.done_on);
    rows.sort_by(|a, b| {
        let key = |r: &VisitRow| (last(r), r.device, r.site, r.kind, r.source);
        key(a).cmp(&key(b))
    });
    finish(catalog, rows, tracked, today)
}

fn finish(catalog: &Catalog, rows: Vec<VisitRow>, tracked: bool, today: Closing) -> VisitFacts {
    let judged = |wanted: &dyn Fn(&VisitRow) -> bool| {
        // What was due on no day was neither in time nor late.
        let due = |r: &&VisitRow| r.due_to.or(r.due_from).is_some() && wanted(r);
        let states = rows.iter().filter(due).filter_map(|r| r.state);
        if tracked { compliance(states) } else { Rate::default() }
    };
    let open = |r: &VisitRow| {
        matches!(r.state, Some(VisitState::Overdue | VisitState::Pending)) && r.is_ahead(today)
    };
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

/// done / (done + done early or late + overdue) of some visits.
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
    (tracked, today): (bool, Closing),
) -> BTreeMap<ReportPeriod, VisitMonth> {
    let (first, last) = (like(whole.0), like(whole.1));
    let covered = |day: &Day| (whole.0..=whole.1).contains(&Month::of(*day));
    let all = std::iter::successors(Some(first), |period| Some(period.plus(1)));
    let mut out: BTreeMap<ReportPeriod, VisitMonth> = all
        .take_while(|period| *period <= last)
        .map(|period| (period, VisitMonth::until(today.within(period))))
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
            && row.is_ahead(today.within(before))
            && let Some(period) = out.get_mut(&before)
        {
            period.due_next.push(at);
        }
        if let Some(period) = out.get_mut(&own).filter(|_| covered(&due)) {
            period.count(row, today.within(own));
        }
        // Overdue at the ends of all periods from the one its window ended in (or the
        // first) to the one before it was done or its device went out of service.
        let from = if today.within(own).is_past(due) { own } else { own.plus(1) };
        let ended = [row.done_on, row.retired_on].into_iter().flatten().min();
        let until =
            ended.filter(|&day| day <= today.day).map_or(last.plus(1), |day| first.like(day));
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
            let VisitMonth { done, done_early, done_late, overdue, .. } = *facts;
            facts.compliance = Rate::wilson(done, done + done_early + done_late + overdue);
        }
    }
    out
}

#[cfg(test)]
mod tests;
