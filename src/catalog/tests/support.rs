//! A builder of small projects, and what two catalogs are compared by.

use crate::catalog::{Catalog, link};
use crate::diag::{Code, Diagnostic, Place};
use crate::model::article::{Article, Half};
use crate::model::events::{EventDraft, Origin, PartUse, TextField};
use crate::model::picture::FileKind;
use crate::model::records::*;
use crate::model::time::{Clock, Day, Instant, Stamp};
use crate::model::words::{Confidence, Readers};
use crate::model::{Attachment, CustomerId, DeviceId, ModelId, Project, SiteId, SourceReport, Sym};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

/// A project in the making.
#[derive(Clone)]
pub(super) struct Build(pub Project);

pub(super) fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

pub(super) fn article(path: &str, body: &str) -> Article {
    Article {
        path: Arc::from(path),
        title: path.to_owned(),
        body: body.into(),
        cut: false,
        body_line: 5,
        halves: vec![Half {
            lang: None,
            title: String::new(),
            range: 0..body.len(),
            sections: Vec::new(),
        }],
        unknown: vec![("internal_note".to_owned(), "secret".to_owned())],
        tags: Vec::new(),
        readers: crate::model::words::Readers::Internal,
    }
}

/// One row of a log: field and text; times by their clock's name.
pub(super) type Row<'a> = &'a [(&'a str, &'a str)];

impl Build {
    pub(super) fn new() -> Self {
        let mut project = Project::default();
        let path = Arc::from("content/logs/a.csv");
        project.sources.push(SourceReport { path, is_log: true, ..SourceReport::default() });
        Self(project)
    }

    pub(super) fn at(&self, text: &str) -> Instant {
        let local = text.parse::<jiff::civil::DateTime>().expect("a local time");
        self.0.settings.zone.instant(local)
    }

    pub(super) fn dated(mut self, text: &str) -> Self {
        self.0.settings.as_of = Some(self.at(text));
        self
    }

    pub(super) fn device(mut self, id: &str, edit: impl FnOnce(&mut Device)) -> Self {
        let mut device = Device::stub(DeviceId::from(id));
        device.unregistered = false;
        let line = self.0.records.devices.len() as u32 + 2;
        device.meta.place = Place::line("content/devices.csv", line);
        edit(&mut device);
        self.0.records.devices.push(device);
        self
    }

    /// A device of a model that one customer has had from a day on.
    pub(super) fn owned(self, id: &str, model: &str, owners: &[(&str, &str, &str)]) -> Self {
        self.device(id, |d| {
            d.model = Some(ModelId::from(model));
            d.commissioned_on = Some(day("2025-01-01"));
            let date = |text: &str| (!text.is_empty()).then(|| day(text));
            d.owners = owners
                .iter()
                .map(|(customer, from, to)| Ownership {
                    customer: Some(CustomerId::from(*customer)),
                    site: Some(SiteId::from(format!("{customer} hall"))),
                    from: date(from),
                    to: date(to),
                })
                .collect();
        })
    }

    pub(super) fn customer(mut self, id: &str) -> Self {
        self.0.records.customers.push(Customer {
            name: format!("{id} Ltd"),
            contact: Some(format!("head of {id}")),
            phone: Some(format!("139-{id}")),
            derived: false,
            meta: Meta { place: Place::line("content/customers.csv", 2), ..Meta::default() },
            ..Customer::stub(CustomerId::from(id))
        });
        self
    }

    pub(super) fn model(mut self, id: &str, edit: impl FnOnce(&mut DeviceModel)) -> Self {
        let mut model = DeviceModel {
            id: ModelId::from(id),
            name: id.to_owned(),
            family: None,
            components: Vec::new(),
            duty_hours_per_day: None,
            maintenance_interval_days: None,
            warranty_months: None,
            component_warranty_months: BTreeMap::new(),
            wear_parts: Vec::new(),
            derived: false,
            meta: Meta::default(),
        };
        edit(&mut model);
        self.0.records.models.push(model);
        self
    }

    pub(super) fn code(mut self, id: &str, component: &str) -> Self {
        self.0.records.codes.push(FaultCode {
            id: id.into(),
            title: format!("meaning of {id}"),
            component: (!component.is_empty()).then(|| component.into()),
            severity: None,
            aliases: vec![format!("alias-{id}")],
            symptoms: Vec::new(),
            models: Vec::new(),
            solutions: Vec::new(),
            derived: false,
            meta: Meta { place: Place::line("content/fault-codes.csv", 9), ..Meta::default() },
        });
        self
    }

    pub(super) fn solution(mut self, id: &str, path: &str, body: &str, readers: Readers) -> Self {
        self.0.records.solutions.push(Solution {
            id: id.into(),
            article: article(path, body),
            confidence: Confidence::Validated,
            audience: readers,
            governance: None,
            codes: Vec::new(),
            components: Vec::new(),
            models: Vec::new(),
            symptoms: Vec::new(),
            cause_category: None,
            parts: Vec::new(),
            tools: Vec::new(),
            duration_min: None,
            skill_level: None,
            remote_possible: None,
            risk: Vec::new(),
            author: None,
            created: None,
            verified: None,
            supersedes: None,
            tickets: Vec::new(),
            place: Place::file(path),
        });
        self
    }

    /// A Markdown report with one event a device.
    pub(super) fn report(mut self, id: &str, devices: &[&str], reported: &str, body: &str) -> Self {
        let path = format!("content/faults/{id}.md");
        let at = self.0.records.reports.len() as u32;
        self.0.records.reports.push(FaultReport {
            id: id.into(),
            article: article(&path, body),
            devices: devices.iter().map(|d| DeviceId::from(*d)).collect(),
            keys: Vec::new(),
            place: Place::line(path.as_str(), 1),
        });
        for device in devices {
            let row = [("ticket_id", id), ("device_id", device), ("reported_at", reported)];
            self.push(Origin::Report(at), &row);
        }
        self
    }

    pub(super) fn row(mut self, row: Row<'_>) -> Self {
        let line = self.0.records.events.len() as u32 + 2;
        self.push(Origin::Row { source: 0, line }, row);
        self
    }

    fn push(&mut self, origin: Origin, row: Row<'_>) {
        let mut draft = EventDraft::new(origin);
        for (field, value) in row {
            if let Some(clock) = Clock::ALL.iter().find(|c| c.as_str() == *field) {
                draft.stamps[*clock as usize] = Some(Stamp::exact(self.at(value)));
                continue;
            }
            let sym = self.0.records.events.intern(value);
            match TextField::ALL.iter().find(|f| f.as_str() == *field) {
                Some(text) => draft.texts[*text as usize] = sym,
                None if *field == "part" => draft.extra.parts.push(part_use(sym)),
                None => {
                    let header = self.0.records.events.intern(field);
                    draft.extra.cells.push((header, sym));
                }
            }
        }
        self.0.records.events.push(&draft);
    }

    pub(super) fn attachment(mut self, path: &str) -> Self {
        let kind = match path.rsplit('.').next() {
            Some("jpg" | "png") => FileKind::Picture,
            Some("pdf") => FileKind::Pdf,
            _ => FileKind::Other,
        };
        let file = Attachment { path: path.into(), size: 3, kind, measures: None };
        self.0.attachments.insert(Arc::from(path), file);
        self
    }

    pub(super) fn edit(mut self, edit: impl FnOnce(&mut Project)) -> Self {
        edit(&mut self.0);
        self
    }

    pub(super) fn link(self) -> Catalog {
        link(self.0)
    }
}

fn part_use(part: Sym) -> PartUse {
    PartUse::of(part)
}

/// The findings of a code as `place: message`.
pub(super) fn found(catalog: &Catalog, code: Code) -> Vec<String> {
    let of_code = catalog.diagnostics.iter().filter(|d| d.code == code);
    let place = |d: &Diagnostic| d.place.as_ref().map(ToString::to_string).unwrap_or_default();
    of_code.map(|d| format!("{}: {}", place(d), d.message)).collect()
}

/// Everything in a catalog that could reach a page, as text.
pub(super) fn portrait(catalog: &Catalog) -> String {
    let mut out = String::new();
    let r = &catalog.records;
    macro_rules! lists {
        ($($list:ident)*) => {$( writeln!(out, "{}: {:#?}", stringify!($list), r.$list).expect("text"); )*};
    }
    lists!(customers contracts sites models devices components parts codes reports solutions);
    lists!(visits trainings complaints loaners part_orders actions pages introductions);
    lists!(commentaries synonyms);
    for (event, links) in r.events.iter().zip(&catalog.links) {
        write!(out, "{:?} {:?} ", event.origin(), links).expect("text");
        for field in TextField::ALL {
            write!(out, "{}|", event.text(*field)).expect("text");
        }
        let stamps = Clock::ALL.map(|clock| event.stamp(clock));
        let parts: Vec<_> = event.parts().iter().map(|p| (event.resolve(p.part), p.qty)).collect();
        let cells: Vec<_> = event.cells().collect();
        writeln!(out, "{stamps:?} {parts:?} {cells:?}").expect("text");
    }
    let pool: Vec<_> = r.events.pool().iter().collect();
    let index = &catalog.index;
    let counts = (&index.events_of_month, index.months, index.without_device);
    let groups = (&index.events_of_device, &index.events_of_code, &index.devices_of_model);
    writeln!(out, "{pool:?}\n{counts:?}\n{groups:?}").expect("text");
    writeln!(out, "{:#?}\n{:#?}", catalog.dates, catalog.documents.by_path).expect("text");
    writeln!(out, "{:?}\n{:?}", catalog.coverage, catalog.attachments).expect("text");
    writeln!(out, "{:?}\n{:?}", catalog.sources, catalog.settings).expect("text");
    out
}
