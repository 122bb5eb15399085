//! The visits of each device: what somebody entered, what the plan of its owner asks for,
//! and which visit in the log is which of the planned ones.

use super::{VisitRow, VisitSource, counts_for};
use crate::analyse::holdings::owner_on;
use crate::catalog::dates::PlannedVisit;
use crate::catalog::{Catalog, CustomerIx, DeviceIx, SiteIx};
use crate::model::time::{Clock, Day};
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
}

impl Planned<'_> {
    /// Joins the plan with what was entered for the device and with its visits in
    /// the log: an entered visit takes the planned window it belongs to, a planned
    /// one that nobody entered is done by the first visit in the log that fits.
    pub(super) fn join(&self, rows: &mut Vec<VisitRow>, entered: &[usize]) {
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
pub(super) fn belongs(row: &VisitRow, visit: &PlannedVisit, next: Option<Day>) -> bool {
    let day = row.due_to.or(row.due_from).or(row.done_on);
    let in_time = day.is_none_or(|day| {
        counts_for(visit.due_from, day) && next.is_none_or(|next| day <= visit.due_to || day < next)
    });
    row.kind == visit.kind && in_time
}
