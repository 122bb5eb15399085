//! The visits of each device: what somebody entered, what the plan of its owner asks for,
//! and which visit in the log is which of the planned ones.

use super::{VisitRow, VisitSource, counts_for};
use crate::analyse::holdings::owner_on;
use crate::catalog::dates::{PlannedVisit, plus_days};
use crate::catalog::{Catalog, CustomerIx, DeviceIx, Ends, SiteIx};
use crate::model::time::{Day, Instant};
use crate::model::{ServiceType, VisitKind};

/// Visits that somebody entered.
pub(super) fn recorded(catalog: &Catalog) -> Vec<VisitRow> {
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
            known_from: None,
            retired_on: device.and_then(|d| catalog.records.devices[d.index()].retired_on),
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
pub(super) struct Planned<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) device: DeviceIx,
    pub(super) today: Day,
    pub(super) ends: &'a Ends,
    /// The first instant after that of the figures.
    pub(super) end: Instant,
}

/// A visit or maintenance in the log: its day and row.
type Logged = (Day, u32);

impl Planned<'_> {
    /// Joins the plan with what was entered for the device and with its visits in
    /// the log: an entered visit takes the planned window it belongs to, a planned
    /// one that nobody entered is done by the first visit in the log that fits.
    pub(super) fn join(&self, rows: &mut Vec<VisitRow>, entered: &[usize]) {
        let mut plan = self.windows();
        plan.sort_by_key(|visit| (visit.due_to, visit.kind));
        let mut free: Vec<usize> = entered.to_vec();
        let mut logged = self.logged(ServiceType::Visit);
        for (at, visit) in plan.iter().enumerate() {
            let next = plan.get(at + 1).map(|visit| visit.due_from);
            if let Some(taken) = free.iter().position(|&row| belongs(&rows[row], visit, next)) {
                let row = &mut rows[free.remove(taken)];
                row.due_from = row.due_from.or(Some(visit.due_from));
                row.due_to = row.due_to.or(Some(visit.due_to));
                continue;
            }
            let fits = |&(day, _): &Logged| {
                counts_for(visit.due_from, day)
                    && next.is_none_or(|next| !counts_for(next, day) || day <= visit.due_to)
            };
            let done = logged.iter().position(fits).map(|at| logged.remove(at));
            rows.push(self.row(visit, None, done));
        }
        free.retain(|&row| rows[row].kind == VisitKind::Maintenance);
        self.maintenance(rows, &free);
    }

    /// Maintenance: each one sets the day of the next, its model's interval later; the day
    /// that the device table names stands for the next one in place of that. What was done
    /// before the first such day was due on none.
    fn maintenance(&self, rows: &mut Vec<VisitRow>, entered: &[usize]) {
        let device = &self.catalog.records.devices[self.device.index()];
        let interval = self.interval();
        let mut named = device.next_maintenance_on;
        if interval.is_none() && named.is_none() {
            return;
        }
        let mut jobs: Vec<(Day, Result<u32, usize>)> = Vec::new();
        jobs.extend(
            self.logged(ServiceType::Maintenance).into_iter().map(|(day, row)| (day, Ok(row))),
        );
        let done =
            |&row: &usize| Some((rows[row].done_on.filter(|day| *day <= self.today)?, Err(row)));
        jobs.extend(entered.iter().filter_map(done));
        jobs.sort_unstable();
        let mut before: Option<Day> = None;
        for (day, job) in jobs {
            let due = named.take_if(|due| counts_for(*due, day));
            let due =
                due.or_else(|| plus_days(before?, interval?)).filter(|&due| self.is_alive(due));
            match job {
                Ok(event) => rows.push(match due {
                    Some(due) => self.row(&on(due), before, Some((day, event))),
                    None => VisitRow {
                        due_from: None,
                        due_to: None,
                        ..self.row(&on(day), None, Some((day, event)))
                    },
                }),
                Err(row) => {
                    let row = &mut rows[row];
                    if row.due_to.or(row.due_from).is_none() {
                        (row.due_from, row.due_to, row.known_from) = (due, due, before);
                    }
                }
            }
            before = Some(day);
        }
        let next = named.or_else(|| plus_days(before?, interval?));
        let Some(next) = next.filter(|&due| self.is_alive(due) && self.is_theirs(due)) else {
            return;
        };
        let open = entered
            .iter()
            .find(|&&row| rows[row].done_on.is_none() && belongs(&rows[row], &on(next), None));
        match open {
            Some(&row) => {
                let row = &mut rows[row];
                row.due_from = row.due_from.or(Some(next));
                row.due_to = row.due_to.or(Some(next));
            }
            None => rows.push(self.row(&on(next), before, None)),
        }
    }

    /// Days from one maintenance to the next.
    fn interval(&self) -> Option<i64> {
        let device = &self.catalog.records.devices[self.device.index()];
        let model = self.catalog.index.find_model(device.model.as_ref()?.as_str())?;
        self.catalog.records.models[model.index()].maintenance_interval_days.map(i64::from)
    }

    fn row(&self, visit: &PlannedVisit, known_from: Option<Day>, done: Option<Logged>) -> VisitRow {
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
            known_from,
            retired_on: self.catalog.records.devices[self.device.index()].retired_on,
            source: done.map_or(VisitSource::Plan, |d| VisitSource::Event(d.1)),
        }
    }

    /// Planned windows that end inside the device's observed life.
    fn windows(&self) -> Vec<PlannedVisit> {
        let planned = &self.catalog.dates[self.device.index()].planned_visits;
        planned.iter().copied().filter(|visit| self.is_alive(visit.due_to)).collect()
    }

    /// True where a day lies in the device's observed life.
    fn is_alive(&self, day: Day) -> bool {
        let dates = &self.catalog.dates[self.device.index()];
        let retired = self.catalog.records.devices[self.device.index()].retired_on;
        let from = dates.observed_from.map(|at| self.catalog.settings.zone.day(at));
        retired.is_none_or(|retired| day <= retired) && from.is_none_or(|from| from <= day)
    }

    /// False for days after the time of the owner whose site it is.
    fn is_theirs(&self, day: Day) -> bool {
        let end = self.catalog.dates[self.device.index()].theirs_to;
        end.is_none_or(|end| self.catalog.settings.zone.start_of(day) < end)
    }

    /// Visits or maintenance in the log that are done, by day.
    fn logged(&self, kind: ServiceType) -> Vec<Logged> {
        let zone = &self.catalog.settings.zone;
        let rows = self.catalog.index.events_of_device.of(self.device.index()).iter();
        let visit = |&row: &u32| {
            let event = self.catalog.records.events.get(row as usize);
            let event = Some(event).filter(|event| event.service_type() == kind)?;
            Some((zone.day(self.ends.done_at(event, self.end)?), row))
        };
        let mut out: Vec<_> = rows.filter_map(visit).collect();
        out.sort_unstable();
        out
    }
}

/// Maintenance due on a day.
fn on(day: Day) -> PlannedVisit {
    PlannedVisit { kind: VisitKind::Maintenance, due_from: day, due_to: day }
}

/// True where an entered visit is the planned one: of its kind, and its own window or
/// day lies before the next planned visit's.
pub(super) fn belongs(row: &VisitRow, visit: &PlannedVisit, next: Option<Day>) -> bool {
    let day = row.due_to.or(row.due_from).or(row.done_on);
    let in_time = day.is_none_or(|day| {
        counts_for(visit.due_from, day) && next.is_none_or(|next| day <= visit.due_to || day < next)
    });
    row.kind == visit.kind && in_time
}
