//! Derived dates of a device (`domain.md` §2.5): warranty, observation, visits due.

use super::Index;
use super::ends::Ends;
use super::ownership::bounds;
use crate::model::VisitKind;
use crate::model::events::Event;
use crate::model::records::{Device, DeviceModel, Records};
use crate::model::settings::Settings;
use crate::model::time::{Day, Instant, Period};
use crate::model::words::ServiceType;
use jiff::Span;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Days before the end of the warranty in which its last visit is due, and before
/// the due day of those between.
const WINDOW_DAYS: i64 = 30;

/// Dates that follow from a device's own record, its model and its own events.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeviceDates {
    /// First day of the warranty.
    pub warranty_start: Option<Day>,
    /// Last day of the warranty, included; an extension counts.
    pub warranty_end: Option<Day>,
    /// Last day of the warranty by component id.
    pub component_warranty: BTreeMap<String, Day>,
    /// First instant observed: the later of its start and the logs' coverage.
    pub observed_from: Option<Instant>,
    /// First instant no longer observed: retirement, end of coverage or `as_of`.
    pub observed_to: Option<Instant>,
    /// On the site of a former owner: the first instant at which it was no longer theirs.
    /// What came after is not known there, and is not taken for silence.
    pub theirs_to: Option<Instant>,
    /// The start is the first event, which is then not counted against exposure.
    pub start_guessed: bool,
    /// When maintenance is next due.
    pub next_maintenance_on: Option<Day>,
    /// Visits that the plan asks for.
    pub planned_visits: Vec<PlannedVisit>,
}

/// A visit the plan asks for, whether or not anyone has entered it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlannedVisit {
    /// Which of the warranty's visits.
    pub kind: VisitKind,
    /// First day of the window.
    pub due_from: Day,
    /// Last day of the window.
    pub due_to: Day,
}

/// What the dates of devices follow from.
pub(super) struct DateSources<'a> {
    pub settings: &'a Settings,
    pub records: &'a Records,
    pub index: &'a Index,
    pub coverage: Option<Period>,
    pub ends: &'a Ends,
    /// True where only the intervals that are listed may be looked at.
    pub within_ownership: bool,
}

impl DateSources<'_> {
    /// The dates of every device, by position.
    pub(super) fn all(&self) -> Vec<DeviceDates> {
        (0..self.records.devices.len()).into_par_iter().map(|at| self.of(at)).collect()
    }

    fn of(&self, at: usize) -> DeviceDates {
        let device = &self.records.devices[at];
        let model = device.model.as_ref().and_then(|id| self.index.find_model(id.as_str()));
        let model = model.map(|ix| &self.records.models[ix.index()]);
        let tenure = self.within_ownership.then(|| self.tenure(device));
        let mut dates = warranty(device, model);
        self.add_component_warranty(&mut dates, device, model);
        dates.planned_visits = planned_visits(device, &dates, self.settings.mid_visits);
        dates.next_maintenance_on = device
            .next_maintenance_on
            .or_else(|| self.next_maintenance(at, model?.maintenance_interval_days?));
        self.observe(&mut dates, at, tenure);
        if let Some(tenure) = tenure {
            dates.theirs_to = Some(tenure.end).filter(|end| end.0 < i64::MAX);
            self.keep_within(&mut dates, tenure);
        }
        dates
    }

    fn add_component_warranty(
        &self,
        dates: &mut DeviceDates,
        device: &Device,
        model: Option<&DeviceModel>,
    ) {
        let name = |id: &str| {
            let known = self.index.find_component(id);
            known.map_or(id, |ix| self.records.components[ix.index()].id.as_str()).to_owned()
        };
        let terms = model.map(|m| &m.component_warranty_months).into_iter().flatten();
        for (component, &months) in terms {
            if let Some(end) = dates.warranty_start.and_then(|start| term_end(start, months)) {
                dates.component_warranty.insert(name(component.as_str()), end);
            }
        }
        for (component, &end) in &device.component_warranty {
            dates.component_warranty.insert(name(component.as_str()), end);
        }
    }

    fn events(&self, at: usize) -> impl Iterator<Item = Event<'_>> {
        let rows = self.index.events_of_device.of(at);
        rows.iter().map(|&row| self.records.events.get(row as usize))
    }

    /// The day of the last maintenance, by event or visit, and the interval.
    fn next_maintenance(&self, at: usize, interval_days: u32) -> Option<Day> {
        let end = self.settings.as_of.map_or(Instant(i64::MAX), |as_of| as_of.plus(1));
        let by_event = self
            .events(at)
            .filter(|event| event.service_type() == ServiceType::Maintenance)
            .filter_map(|event| self.ends.done_at(event, end))
            .max()
            .map(|last| self.settings.zone.day(last));
        let visits = self.index.visits_of_device.of(at).iter();
        let visits = visits.map(|&visit| &self.records.visits[visit as usize]);
        let by_visit = visits
            .filter(|visit| visit.kind == VisitKind::Maintenance)
            .filter_map(|visit| visit.done_on)
            .max();
        let last = by_event.max(by_visit)?;
        plus_days(last, i64::from(interval_days))
    }

    /// `[max(start, coverage start), min(retired, coverage end, as_of))`.
    fn observe(&self, dates: &mut DeviceDates, at: usize, tenure: Option<Period>) {
        let device = &self.records.devices[at];
        let zone = &self.settings.zone;
        let known = service_start(device, self.settings.shipping_lag_days);
        let first_event = || self.events(at).find_map(Event::reported);
        dates.start_guessed = known.is_none();
        let start = known.map(|day| zone.start_of(day)).or_else(first_event);
        let (Some(mut from), Some(coverage)) = (start, self.coverage) else { return };
        let mut to = coverage.end;
        from = from.max(coverage.start);
        if let Some(retired) = device.retired_on {
            to = to.min(zone.start_of(retired));
        }
        if let Some(tenure) = tenure {
            (from, to) = (from.max(tenure.start), to.min(tenure.end));
        }
        if from < to {
            (dates.observed_from, dates.observed_to) = (Some(from), Some(to));
        }
    }

    /// From the first day to the last of the listed ownership.
    fn tenure(&self, device: &Device) -> Period {
        let held = device.owners.iter().map(|owner| bounds(owner, &self.settings.zone));
        let hull = held.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
        let (start, end) = hull.unwrap_or((Instant(i64::MIN), Instant(i64::MAX)));
        Period { start, end }
    }

    /// A former owner is told of no visit after its time, nor a later one of any
    /// before.
    fn keep_within(&self, dates: &mut DeviceDates, tenure: Period) {
        let start = |day| self.settings.zone.start_of(day);
        dates
            .planned_visits
            .retain(|v| start(v.due_from) < tenure.end && start(v.due_to) >= tenure.start);
        dates.next_maintenance_on.take_if(|day| start(*day) >= tenure.end);
    }
}

/// The first of commissioned, accepted, installed, shipped and its lag.
fn service_start(device: &Device, shipping_lag_days: i64) -> Option<Day> {
    let written = device.commissioned_on.or(device.accepted_on).or(device.installed_on);
    written.or_else(|| plus_days(device.shipped_on?, shipping_lag_days))
}

/// True where a device's record holds a day from which it can be observed.
pub(super) fn has_start(device: &Device) -> bool {
    service_start(device, 0).is_some()
}

/// The first day on which a device can be observed, as its record says.
pub(super) fn first_day(device: &Device) -> Option<Day> {
    service_start(device, 0)
}

/// First and last day of the warranty: as written, else from acceptance and the
/// model's term; an extension moves the last day.
fn warranty(device: &Device, model: Option<&DeviceModel>) -> DeviceDates {
    let day_after = |day: Day| plus_days(day, 1);
    let start = device
        .warranty_start
        .or_else(|| device.accepted_on.and_then(day_after))
        .or(device.commissioned_on)
        .or(device.installed_on);
    let months = model.and_then(|m| m.warranty_months);
    let by_term = || term_end(start?, months?);
    let end = device.warranty_end.or_else(by_term);
    DeviceDates {
        warranty_start: start,
        warranty_end: end.max(device.extended_to),
        ..DeviceDates::default()
    }
}

/// The visits of a warranty: the first within a month of acceptance, `mid` evenly
/// spread, the last in its closing days.
fn planned_visits(device: &Device, dates: &DeviceDates, mid: u32) -> Vec<PlannedVisit> {
    let handed_over = device.accepted_on.or(device.commissioned_on).or(device.installed_on);
    let first = handed_over.and_then(|day| {
        Some(PlannedVisit { kind: VisitKind::First, due_from: day, due_to: plus_months(day, 1)? })
    });
    let mut visits: Vec<PlannedVisit> = first.into_iter().collect();
    if let (Some(start), Some(end)) = (dates.warranty_start, dates.warranty_end) {
        visits.extend(later_visits(start, end, mid));
    }
    visits
}

fn later_visits(start: Day, end: Day, mid: u32) -> impl Iterator<Item = PlannedVisit> {
    let days = i64::from(days_between(start, end)) + 1;
    let mids = (1..=i64::from(mid)).filter_map(move |nth| {
        let due = plus_days(start, days * nth / (i64::from(mid) + 1))?;
        visit(VisitKind::Mid, due)
    });
    let length = if days > 0 { days } else { 0 };
    mids.chain(visit(VisitKind::Last, end)).filter(move |_| length > 0)
}

fn visit(kind: VisitKind, due_to: Day) -> Option<PlannedVisit> {
    Some(PlannedVisit { kind, due_from: plus_days(due_to, -WINDOW_DAYS)?, due_to })
}

fn days_between(from: Day, to: Day) -> i32 {
    (to - from).get_days()
}

fn term_end(start: Day, months: u32) -> Option<Day> {
    plus_days(plus_months(start, i64::from(months))?, -1)
}

/// `None` beyond the calendar's last year.
pub(crate) fn plus_days(day: Day, days: i64) -> Option<Day> {
    Span::new().try_days(days).and_then(|span| day.checked_add(span)).ok()
}

/// The same day of a later month, or that month's last; `None` beyond the
/// calendar's last year.
fn plus_months(day: Day, months: i64) -> Option<Day> {
    Span::new().try_months(months).and_then(|span| day.checked_add(span)).ok()
}
