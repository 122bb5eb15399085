//! Corrective and preventive actions: what is done, open, overdue, and whether a
//! measure had an effect (`domain.md` §5).

use super::codes::possible_models;
use super::figure::{Estimate, Rate};
use super::month_grid::ByReport;
use super::observation::{ExposureCurve, counted};
use super::stats::{binomial_two_sided, rate_ratio};
use crate::catalog::{Catalog, CodeIx, DeviceIx, ModelIx, Restricted};
use crate::model::Action;
use crate::model::ids::match_key;
use crate::model::time::{DAY_MS, Day, Instant, Month, Period, ReportPeriod};
use std::collections::{BTreeMap, BTreeSet};

/// Where an action stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ActionState {
    /// Done.
    Closed,
    /// Not done, not due yet.
    Open,
    /// Not done though due.
    Overdue,
}

impl ActionState {
    /// The word used in data files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Open => "open",
            Self::Overdue => "overdue",
        }
    }
}

/// Failures before and after a measure.
#[derive(Clone, Debug, PartialEq)]
pub struct ActionEffect {
    /// The stretch before; it ends where the events that led to the measure begin.
    pub before: Period,
    /// The stretch after, equally long.
    pub after: Period,
    /// Failures before.
    pub failures_before: u64,
    /// Failures after.
    pub failures_after: u64,
    /// Device-months before.
    pub exposure_before: f64,
    /// Device-months after.
    pub exposure_after: f64,
    /// Failures per 100 device-months before.
    pub rate_before: Option<f64>,
    /// Failures per 100 device-months after.
    pub rate_after: Option<f64>,
    /// Rate after / rate before.
    pub ratio: Estimate,
    /// Exact two-sided p; `None` below the minimum sample.
    pub p: Option<f64>,
    /// At least 30 device-months on each side.
    pub enough: bool,
}

/// Device-months wanted on each side of a measure.
pub const EFFECT_DEVICE_MONTHS: f64 = 30.0;

/// One action.
#[derive(Clone, Debug, PartialEq)]
pub struct ActionFacts {
    /// Position in `Records::actions`.
    pub action: usize,
    /// Where it stands at `as_of`.
    pub state: ActionState,
    /// Days past its due day, if overdue.
    pub days_over: Option<i64>,
    /// The fault code it is about.
    pub code: Option<CodeIx>,
    /// The model it is about.
    pub model: Option<ModelIx>,
    /// The device it is about.
    pub device: Option<DeviceIx>,
    /// The first day on which it is known; `None` is from the beginning.
    pub known_from: Option<Day>,
    /// Its effect; `None` where it is not done or about nothing countable.
    pub effect: Option<ActionEffect>,
}

/// Actions as they stood at a month's end.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ActionMonth {
    /// Done by then / known by then.
    pub closed: Rate,
    /// Done within the month.
    pub closed_in_month: Vec<usize>,
    /// Overdue at its end: positions in `Records::actions`.
    pub overdue: Vec<usize>,
    /// What the measures done by then and about something countable had brought by then.
    pub effects: Vec<(usize, ActionEffect)>,
}

/// Everything about actions.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ActionsFacts {
    /// By position.
    pub rows: Vec<ActionFacts>,
    /// Closed / all.
    pub closed: Rate,
    /// Positions of those overdue, longest first.
    pub overdue: Vec<usize>,
    /// By month, quarter and year.
    pub reports: ByReport<ActionMonth>,
}

/// The longest stretch compared, in days.
const EFFECT_DAYS: i64 = 180;

/// Where an action stands on a day; one done later is not done yet.
pub fn action_state(due: Option<Day>, done: Option<Day>, on: Day) -> ActionState {
    if done.is_some_and(|done| done <= on) {
        ActionState::Closed
    } else if due.is_some_and(|due| due < on) {
        ActionState::Overdue
    } else {
        ActionState::Open
    }
}

/// The actions of a catalog.
pub fn actions(catalog: &Restricted<Catalog>) -> ActionsFacts {
    let Some(as_of) = catalog.settings.as_of else { return ActionsFacts::default() };
    let today = catalog.settings.zone.day(as_of);
    let mut effects = Effects::new(catalog, as_of);
    let records = catalog.records.actions.iter().enumerate();
    let rows: Vec<ActionFacts> = records
        .map(|(position, action)| fact(catalog, &mut effects, position, action, today))
        .collect();
    let closed = rows.iter().filter(|r| r.state == ActionState::Closed).count() as u64;
    let mut overdue: Vec<usize> =
        rows.iter().filter(|r| r.state == ActionState::Overdue).map(|r| r.action).collect();
    overdue.sort_by_key(|&a| (std::cmp::Reverse(rows[a].days_over), a));
    let whole = catalog.index.months;
    let reports = whole.into_iter().flat_map(|(first, last)| ReportPeriod::between(first, last));
    let mut stood_at = ByReport::default();
    for report in reports {
        let mut month = stood(catalog, &rows, report, today);
        month.effects = effects_at(catalog, &mut effects, &rows, report);
        stood_at.insert(report, month);
    }
    ActionsFacts {
        closed: Rate::wilson(closed, rows.len() as u64),
        overdue,
        reports: stood_at,
        rows,
    }
}

impl ActionsFacts {
    /// Of a month, quarter or year.
    pub fn of(&self, report: ReportPeriod) -> Option<&ActionMonth> {
        self.reports.of(report)
    }
}

fn fact(
    catalog: &Catalog,
    effects: &mut Effects<'_>,
    position: usize,
    action: &Action,
    today: Day,
) -> ActionFacts {
    let state = action_state(action.due, action.done_on, today);
    let over = action.due.filter(|_| state == ActionState::Overdue);
    let code = action.code.as_ref();
    let model = action.model.as_ref();
    let device = action.device.as_ref();
    let scope = Scope {
        code: code.and_then(|id| catalog.index.code.get(&id.key()).copied()),
        model: model.and_then(|id| catalog.index.model.get(&id.key()).copied()),
        device: device.and_then(|id| catalog.index.device.get(&id.key()).copied()),
    };
    let done = action.done_on.filter(|_| state == ActionState::Closed);
    ActionFacts {
        action: position,
        state,
        days_over: over.map(|due| due.duration_until(today).as_hours() / 24),
        code: scope.code,
        model: scope.model,
        device: scope.device,
        known_from: known_from(catalog, effects, action),
        effect: done.and_then(|done| effects.of(action, scope, (done, effects.as_of))),
    }
}

/// The first day on which a measure is known: that of the report or month it comes
/// from, else the day it was due or done. `None` is from the beginning.
fn known_from(catalog: &Catalog, effects: &Effects<'_>, action: &Action) -> Option<Day> {
    let raised = action.source.as_deref().and_then(|source| effects.trigger(source));
    let raised = raised.map(|at| catalog.settings.zone.day(at));
    [raised, action.due, action.done_on].into_iter().flatten().min()
}

/// The measures as they stood at the end of a month, quarter or year.
fn stood(catalog: &Catalog, rows: &[ActionFacts], report: ReportPeriod, today: Day) -> ActionMonth {
    let end = report.last_day(today);
    let mut out = ActionMonth::default();
    let (mut closed, mut all) = (0, 0);
    for row in rows.iter().filter(|row| row.is_known_on(end)) {
        let action = &catalog.records.actions[row.action];
        all += 1;
        match action_state(action.due, action.done_on, end) {
            ActionState::Closed => closed += 1,
            ActionState::Overdue => out.overdue.push(row.action),
            ActionState::Open => {}
        }
        let done = action.done_on.filter(|&day| report.like(day) == report && day <= end);
        if done.is_some_and(|day| catalog.index.has_month(Month::of(day))) {
            out.closed_in_month.push(row.action);
        }
    }
    out.closed = Rate::wilson(closed, all);
    out
}

/// What the measures that were done by the end of a stretch had brought by then.
fn effects_at(
    catalog: &Catalog,
    effects: &mut Effects<'_>,
    rows: &[ActionFacts],
    report: ReportPeriod,
) -> Vec<(usize, ActionEffect)> {
    let zone = &catalog.settings.zone;
    let end = zone.start_of(report.plus(1).first_month().first_day()).plus(-1).min(effects.as_of);
    let last_day = zone.day(end);
    let effect = |row: &ActionFacts| {
        let action = &catalog.records.actions[row.action];
        let done = action.done_on.filter(|&day| day <= last_day)?;
        let scope = Scope { code: row.code, model: row.model, device: row.device };
        Some((row.action, effects.of(action, scope, (done, end))?))
    };
    rows.iter().filter_map(effect).collect()
}

impl ActionFacts {
    /// True where it was known on a day.
    pub fn is_known_on(&self, day: Day) -> bool {
        self.known_from.is_none_or(|from| from <= day)
    }
}

/// What a measure is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Scope {
    code: Option<CodeIx>,
    model: Option<ModelIx>,
    device: Option<DeviceIx>,
}

/// What is needed to measure effects; exposure is laid out once a group of devices.
struct Effects<'a> {
    catalog: &'a Catalog,
    as_of: Instant,
    counted: Vec<bool>,
    curves: BTreeMap<Scope, ExposureCurve>,
    /// When the failures of a scope were reported, in order.
    times: BTreeMap<Scope, Vec<Instant>>,
    reported_of_ticket: BTreeMap<String, Instant>,
}

impl<'a> Effects<'a> {
    fn new(catalog: &'a Catalog, as_of: Instant) -> Self {
        let sources = catalog.records.actions.iter().filter_map(|a| a.source.as_deref());
        let wanted: BTreeSet<String> = sources.map(match_key).collect();
        let mut reported_of_ticket = BTreeMap::new();
        if !wanted.is_empty() {
            for event in catalog.records.events.iter() {
                let ticket = match_key(event.ticket());
                if let Some(at) = event.reported().filter(|_| wanted.contains(&ticket)) {
                    reported_of_ticket.entry(ticket).or_insert(at);
                }
            }
        }
        Self {
            catalog,
            as_of,
            counted: if catalog.records.actions.is_empty() { Vec::new() } else { counted(catalog) },
            curves: BTreeMap::new(),
            times: BTreeMap::new(),
            reported_of_ticket,
        }
    }

    /// The effect of a measure by an instant; `None` where it is about nothing that can be
    /// counted.
    fn of(
        &mut self,
        action: &Action,
        scope: Scope,
        (done, by): (Day, Instant),
    ) -> Option<ActionEffect> {
        if scope == Scope::default() {
            return None;
        }
        let zone = &self.catalog.settings.zone;
        let done = zone.start_of(done.tomorrow().ok()?);
        let trigger = action.source.as_deref().and_then(|source| self.trigger(source));
        let ended = trigger.map_or(done, |t| t.min(done));
        let length = by.since(done).min(EFFECT_DAYS * DAY_MS);
        if length <= 0 {
            return None;
        }
        let before = Period { start: ended.plus(-length), end: ended };
        let after = Period { start: done, end: done.plus(length) };
        let curve = self.curve(scope);
        let (e0, e1) = (curve.months(before), curve.months(after));
        let (c0, c1) = self.failures(scope, before, after);
        Some(effect((before, c0, e0), (after, c1, e1)))
    }

    /// When the events that led to a measure began: the report it names, or the first
    /// of the month it names.
    fn trigger(&self, source: &str) -> Option<Instant> {
        if let Some(month) = Month::parse(source.trim()) {
            return Some(self.catalog.settings.zone.start_of(month.first_day()));
        }
        self.reported_of_ticket.get(&match_key(source)).copied()
    }

    fn curve(&mut self, scope: Scope) -> &ExposureCurve {
        let catalog = self.catalog;
        self.curves.entry(scope).or_insert_with(|| match scope {
            Scope { device: Some(device), .. } => ExposureCurve::of(catalog, [device]),
            Scope { model: Some(model), .. } => of_models(catalog, &[model.index()]),
            Scope { code: Some(code), .. } => of_code(catalog, code),
            _ => ExposureCurve::fleet(catalog),
        })
    }

    fn failures(&mut self, scope: Scope, before: Period, after: Period) -> (u64, u64) {
        if !self.times.contains_key(&scope) {
            let times = self.times_of(scope);
            self.times.insert(scope, times);
        }
        let times = &self.times[&scope];
        let until = |at: Instant| times.partition_point(|time| *time < at) as u64;
        let within = |period: Period| until(period.end) - until(period.start);
        (within(before), within(after))
    }

    /// When the failures that a measure is about were reported, in order.
    fn times_of(&self, scope: Scope) -> Vec<Instant> {
        let index = &self.catalog.index;
        let rows = match scope {
            Scope { device: Some(device), .. } => index.events_of_device.of(device.index()),
            Scope { code: Some(code), .. } => index.events_of_code.of(code.index()),
            Scope { model: Some(model), .. } => index.events_of_model.of(model.index()),
            _ => &[],
        };
        let inside = |row: &&u32| {
            let links = self.catalog.links[**row as usize];
            self.counted[**row as usize]
                && (scope.code.is_none() || links.code == scope.code)
                && (scope.model.is_none() || links.model == scope.model)
        };
        let reported = |row: &u32| self.catalog.records.events.get(*row as usize).reported();
        let mut times: Vec<Instant> = rows.iter().filter(inside).filter_map(reported).collect();
        times.sort_unstable();
        times
    }
}

/// Where a code is possible (`domain.md` §3.5): on the models that its record names and on
/// those that it befell.
fn of_code(catalog: &Catalog, code: CodeIx) -> ExposureCurve {
    let ids = catalog.records.codes[code.index()].models.iter();
    let named = ids.filter_map(|id| catalog.index.model.get(&id.key()));
    let named: Vec<usize> = named.map(|model| model.index()).collect();
    let rows = catalog.index.events_of_code.of(code.index()).iter();
    let links = rows.map(|&row| catalog.links[row as usize]).filter(|links| links.is_failure);
    let befallen: Vec<(ModelIx, u64)> = links.filter_map(|l| Some((l.model?, 1))).collect();
    match possible_models(&named, &befallen) {
        Some(models) => of_models(catalog, &models),
        None => ExposureCurve::fleet(catalog),
    }
}

fn of_models(catalog: &Catalog, models: &[usize]) -> ExposureCurve {
    let devices = models.iter().flat_map(|&model| catalog.index.devices_of_model.of(model));
    ExposureCurve::of(catalog, devices.map(|&device| DeviceIx::new(device as usize)))
}

/// The comparison of two stretches with their failures and device-months.
fn effect(before: (Period, u64, f64), after: (Period, u64, f64)) -> ActionEffect {
    let (c0, e0, c1, e1) = (before.1, before.2, after.1, after.2);
    let enough = e0 >= EFFECT_DEVICE_MONTHS && e1 >= EFFECT_DEVICE_MONTHS;
    let rate = |c: u64, e: f64| (e > 0.0).then(|| c as f64 / e * 100.0);
    let tested = enough && c0 + c1 > 0;
    ActionEffect {
        before: before.0,
        after: after.0,
        failures_before: c0,
        failures_after: c1,
        exposure_before: e0,
        exposure_after: e1,
        rate_before: rate(c0, e0),
        rate_after: rate(c1, e1),
        ratio: rate_ratio(c1, e1, c0, e0),
        p: tested.then(|| binomial_two_sided(c1, c0 + c1, e1 / (e0 + e1))),
        enough,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::business_time::tests::day;
    use crate::analyse::vectors::vectors;

    #[test]
    fn an_action_is_open_on_its_due_day_and_overdue_after_it() {
        let due = Some(day("2024-04-15"));
        assert_eq!(action_state(due, None, day("2024-04-15")), ActionState::Open);
        assert_eq!(action_state(due, None, day("2024-04-16")), ActionState::Overdue);
        let done = Some(day("2024-04-20"));
        assert_eq!(action_state(due, done, day("2024-04-19")), ActionState::Overdue);
        assert_eq!(action_state(due, done, day("2024-04-20")), ActionState::Closed);
        assert_eq!(action_state(None, None, day("2024-04-20")), ActionState::Open);
    }

    #[test]
    fn a_month_knows_only_the_measures_of_its_time() {
        let measure = |n: u32, source: Option<&str>, due: &str, done: Option<&str>| Action {
            id: format!("A{n}").as_str().into(),
            kind: crate::model::ActionKind::Corrective,
            title: String::new(),
            source: source.map(str::to_owned),
            code: None,
            model: None,
            device: None,
            owner: None,
            due: Some(day(due)),
            done_on: done.map(day),
            effect_metric: None,
            meta: crate::model::Meta::default(),
        };
        let catalog = crate::analyse::fixture::Fleet::sample().catalog_with(|c| {
            c.records.actions = vec![
                measure(1, Some("2024-01"), "2024-02-10", Some("2024-02-01")),
                measure(2, Some("2024-03"), "2024-04-01", None),
                measure(3, None, "2024-04-15", None),
            ];
            let month = |text| Month::parse(text).unwrap();
            c.index.months = Some((month("2024-01"), month("2024-04")));
        });
        let facts = actions(&catalog);
        let rates: Vec<(u64, u64)> =
            facts.reports.months.values().map(|m| (m.closed.n, m.closed.d)).collect();
        assert_eq!(rates, [(0, 1), (1, 1), (1, 2), (1, 3)]);
    }

    #[test]
    fn an_effect_is_the_rate_change_of_two_stretches() {
        let stretch = Period { start: Instant(0), end: Instant(1) };
        for v in vectors("mom_rate").iter().chain(&vectors("yoy_rate")) {
            let side = |name: &str| {
                let side = v.input(name).0;
                (side["failures"].as_u64().unwrap(), side["device_months"].as_f64().unwrap())
            };
            let ((c0, e0), (c1, e1)) = (side("previous"), side("current"));
            let got = effect((stretch, c0, e0), (stretch, c1, e1));
            v.same("rate_cur", got.rate_after.map(|rate| rate / 100.0));
            v.same("rate_ratio", got.ratio.value);
            v.same("rr_lo", got.ratio.lower);
            v.same("rr_hi", got.ratio.upper);
            v.same("p_two_sided", got.p);
        }
        let few = effect((stretch, 9, 29.0), (stretch, 1, 40.0));
        assert_eq!((few.p, few.enough), (None, false));
    }
}
