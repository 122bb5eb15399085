//! A small fleet for tests: devices and tickets in a few words, linked by hand.

use super::vectors::local;
use crate::catalog::restrict::internal;
use crate::catalog::{
    Catalog, CodeIx, ComponentIx, DeviceDates, DeviceIx, DocumentLinks, EventLinks, Groups, Index,
    Restricted,
};
use crate::diag::Diagnostics;
use crate::model::events::{EventDraft, Events, NumField, Origin};
use crate::model::records::Records;
use crate::model::time::{Clock, DAY_MS, Instant, Stamp, Zone};
use crate::model::{Device, DeviceId, Settings};
use std::collections::BTreeMap;

/// One ticket.
#[derive(Clone, Copy)]
pub(crate) struct Job {
    pub(crate) device: Option<usize>,
    pub(crate) code: Option<usize>,
    pub(crate) reported: Instant,
    pub(crate) resolved: Option<Instant>,
    pub(crate) visits: f64,
}

/// Devices and tickets.
pub(crate) struct Fleet {
    pub(crate) as_of: Instant,
    /// Start of observation by device; `None` is guessed from the first ticket.
    pub(crate) devices: Vec<Option<Instant>>,
    pub(crate) codes: usize,
    pub(crate) jobs: Vec<Job>,
}

impl Fleet {
    /// Four months, three devices, one of which has no known start.
    pub(crate) fn sample() -> Self {
        let job = |device, code, from: &str, to: &str| Job {
            device,
            code,
            reported: local(from),
            resolved: (!to.is_empty()).then(|| local(to)),
            visits: 1.0,
        };
        let start = Some(local("2023-06-01"));
        Self {
            as_of: local("2024-04-20").plus(-1),
            devices: vec![start, start, None],
            codes: 3,
            jobs: vec![
                job(Some(0), Some(0), "2024-01-03T08:00", "2024-01-04T08:00"),
                job(Some(0), Some(0), "2024-01-20T08:00", "2024-01-22T08:00"),
                job(Some(1), Some(1), "2024-01-31T20:00", "2024-02-02T20:00"),
                job(Some(0), Some(1), "2024-02-05T08:00", "2024-02-05T12:00"),
                job(Some(2), None, "2024-02-20T00:00", "2024-02-21T00:00"),
                job(None, Some(2), "2024-04-01T00:00", "2024-04-02T00:00"),
                job(Some(2), Some(2), "2024-04-10T00:00", ""),
                job(Some(0), Some(0), "2024-04-15T00:00", "2024-04-15T06:00"),
            ],
        }
    }

    /// Tickets spread over devices, codes and seven years, the same in every run.
    pub(crate) fn many(count: usize) -> Self {
        let mut seed = 7_u64;
        let mut next = move |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
            // Enough bits for the milliseconds of the whole span.
            (seed >> 16) % below
        };
        let start = local("2018-01-01");
        let span = 7 * 365 * DAY_MS as u64;
        let mut jobs: Vec<Job> = (0..count)
            .map(|_| {
                let reported = start.plus(next(span) as i64);
                let took = next(72 * 3_600_000) as i64;
                Job {
                    device: (next(50) > 0).then(|| next(300) as usize),
                    code: (next(5) > 0).then(|| next(200) as usize),
                    reported,
                    resolved: (next(40) > 0).then(|| reported.plus(took)),
                    visits: next(3) as f64,
                }
            })
            .collect();
        jobs.sort_by_key(|job| job.reported);
        let devices = (0..300).map(|d| (d % 3 > 0).then_some(start)).collect();
        Self { as_of: start.plus(span as i64), devices, codes: 200, jobs }
    }

    pub(crate) fn catalog(&self) -> Restricted<Catalog> {
        self.catalog_with(|_| {})
    }

    /// The catalog after a change to it.
    pub(crate) fn catalog_with(&self, change: impl FnOnce(&mut Catalog)) -> Restricted<Catalog> {
        let mut records = Records {
            devices: (0..self.devices.len())
                .map(|d| Device::stub(DeviceId::from(format!("D{d}"))))
                .collect(),
            ..Records::default()
        };
        records.codes = (0..self.codes).map(code).collect();
        for (n, job) in self.jobs.iter().enumerate() {
            let mut draft = EventDraft::new(Origin::Row { source: 0, line: n as u32 + 2 });
            let clocks = [
                (Clock::ReportedAt, Some(job.reported)),
                (Clock::ArrivedAt, job.resolved.map(|_| job.reported.plus(3_600_000))),
                (Clock::ResolvedAt, job.resolved),
            ];
            for (clock, at) in clocks {
                draft.stamps[clock as usize] = at.map(Stamp::exact);
            }
            draft.nums[NumField::Visits as usize] = Some(job.visits);
            records.events.push(&draft);
        }
        let links = self.jobs.iter().map(link).collect();
        let mut catalog = self.linked(records, links);
        change(&mut catalog);
        internal(catalog)
    }

    fn linked(&self, records: Records, links: Vec<EventLinks>) -> Catalog {
        let jobs = &self.jobs;
        let index = Index {
            events_of_device: Groups::build(self.devices.len(), jobs.len(), |n| jobs[n].device),
            events_of_code: Groups::build(self.codes, jobs.len(), |n| jobs[n].code),
            ..Index::default()
        };
        let first = jobs.iter().map(|j| j.reported).min().unwrap();
        let dates = self.devices.iter().enumerate().map(|(d, start)| {
            let own = index.events_of_device.of(d).first().map(|n| jobs[*n as usize].reported);
            let zone = Zone::utc();
            let coverage = zone.start_of(zone.month(first).first_day());
            DeviceDates {
                observed_from: start.or(own).map(|at| at.max(coverage)),
                observed_to: Some(self.as_of.plus(1)),
                start_guessed: start.is_none(),
                ..DeviceDates::default()
            }
        });
        let dates = dates.collect();
        Catalog {
            settings: Settings {
                zone: Zone::utc(),
                as_of: Some(self.as_of),
                ..Settings::default()
            },
            dates,
            records,
            links,
            index,
            documents: DocumentLinks::default(),
            coverage: None,
            attachments: BTreeMap::new(),
            sources: Vec::new(),
            rejected: Vec::new(),
            personal: crate::catalog::PersonalCounts::new(),
            diagnostics: Diagnostics::default(),
        }
    }
}

fn link(job: &Job) -> EventLinks {
    EventLinks {
        device: job.device.map(DeviceIx::new),
        code: job.code.map(CodeIx::new),
        component: None::<ComponentIx>,
        is_failure: true,
        ..EventLinks::default()
    }
}

fn code(n: usize) -> crate::model::FaultCode {
    crate::model::FaultCode {
        id: format!("E{n}").into(),
        title: String::new(),
        component: None,
        severity: None,
        aliases: Vec::new(),
        symptoms: Vec::new(),
        models: Vec::new(),
        solutions: Vec::new(),
        derived: true,
        meta: crate::model::Meta::default(),
    }
}

/// Rewrites every event of a catalog.
pub(crate) fn rewrite(
    catalog: &mut Catalog,
    mut change: impl FnMut(usize, &mut Events, &mut EventDraft),
) {
    let old = std::mem::take(&mut catalog.records.events);
    let mut new = old.select(0..0);
    for row in 0..old.len() {
        let mut draft = old.draft(row);
        change(row, &mut new, &mut draft);
        new.push(&draft);
    }
    catalog.records.events = new;
}
