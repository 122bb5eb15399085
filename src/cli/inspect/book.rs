//! The catalog as `inspect` reads it: references looked up, findings by place.

use super::sheet::{Origin, Reference, Sheet};
use crate::catalog::{Catalog, Restricted};
use crate::diag::Place;
use crate::model::ids::match_key;
use crate::model::records::Meta;
use crate::model::{Article, Event};
use std::cell::OnceCell;
use std::collections::BTreeSet;

/// A catalog to look things up in.
#[derive(Clone, Copy)]
pub(super) struct Book<'a> {
    pub(super) catalog: &'a Restricted<Catalog>,
    tickets: &'a OnceCell<BTreeSet<String>>,
}

/// What a reference leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum To {
    /// A device.
    Device,
    /// A model.
    Model,
    /// A customer.
    Customer,
    /// A site.
    Site,
    /// A fault code.
    Code,
    /// A component.
    Component,
    /// A part.
    Part,
    /// A solution.
    Solution,
    /// A fault report.
    Report,
    /// A row of a log.
    Ticket,
}

macro_rules! found {
    ($book:ident, $id:ident, $find:ident in $list:ident) => {{
        let catalog = $book.catalog;
        catalog.index.$find($id).map(|ix| &catalog.records.$list[ix.index()])
    }};
}

impl<'a> Book<'a> {
    /// A book of a catalog. `tickets` is filled when first asked for.
    pub(super) fn new(
        catalog: &'a Restricted<Catalog>,
        tickets: &'a OnceCell<BTreeSet<String>>,
    ) -> Self {
        Self { catalog, tickets }
    }

    /// What an id leads to.
    pub(super) fn reference(self, to: To, id: &str) -> Reference {
        let own = |id: &str, title: &str, known: bool| {
            let title = (title != id && !title.is_empty()).then(|| title.to_owned());
            Some((id.to_owned(), title, known))
        };
        let hit = match to {
            To::Device => found!(self, id, find_device in devices).and_then(|d| {
                own(d.id.as_str(), d.name.as_deref().unwrap_or_default(), !d.unregistered)
            }),
            To::Model => found!(self, id, find_model in models)
                .and_then(|m| own(m.id.as_str(), &m.name, !m.derived)),
            To::Customer => found!(self, id, find_customer in customers)
                .and_then(|c| own(c.id.as_str(), &c.name, !c.derived)),
            To::Site => found!(self, id, find_site in sites)
                .and_then(|s| own(s.id.as_str(), &s.name, !s.derived)),
            To::Code => found!(self, id, find_code in codes)
                .and_then(|c| own(c.id.as_str(), &c.title, !c.derived)),
            To::Component => found!(self, id, find_component in components)
                .and_then(|c| own(c.id.as_str(), &c.name, !c.derived)),
            To::Part => found!(self, id, find_part in parts)
                .and_then(|p| own(p.id.as_str(), &p.name, !p.derived)),
            To::Solution => found!(self, id, find_solution in solutions)
                .and_then(|s| own(s.id.as_str(), &s.article.title, true)),
            To::Report => found!(self, id, find_report in reports)
                .and_then(|r| own(r.id.as_str(), &r.article.title, true)),
            To::Ticket => self.has_ticket(id).then(|| (id.to_owned(), None, true)),
        };
        let (id, title, known) = hit.unwrap_or_else(|| (id.to_owned(), None, false));
        Reference { kind: to.word(), id, title, known }
    }

    fn has_ticket(self, id: &str) -> bool {
        let events = || self.catalog.events().iter();
        let known = || events().map(|event| match_key(event.ticket())).collect();
        self.tickets.get_or_init(known).contains(&match_key(id))
    }

    /// Adds references to a sheet.
    pub(super) fn refer<'i>(
        self,
        sheet: &mut Sheet,
        to: To,
        ids: impl IntoIterator<Item = &'i str>,
    ) {
        let ids = ids.into_iter().filter(|id| !id.trim().is_empty());
        sheet.refers_to.extend(ids.map(|id| self.reference(to, id)));
    }

    /// Where a record of a table stands, and the file of its prose.
    pub(super) fn origin(self, sheet: &mut Sheet, meta: &Meta) {
        if !meta.place.file.is_empty() {
            sheet.origin.push(Origin::from(&meta.place));
        }
        let article = meta.article.as_deref().filter(|a| *a.path != *meta.place.file);
        sheet.origin.extend(article.map(|a| Origin { file: a.path.to_string(), line: None }));
        for (name, value) in &meta.unknown {
            sheet.fields.put(name, value);
        }
        self.findings(sheet, &meta.place);
    }

    /// Where a document stands.
    pub(super) fn document(self, sheet: &mut Sheet, article: &Article, place: &Place) {
        sheet.origin.push(Origin { file: article.path.to_string(), line: place.line });
        for (name, value) in &article.unknown {
            sheet.fields.put(name, value);
        }
        self.findings(sheet, place);
    }

    /// What was found about a record: on its line, in its document, or naming it.
    pub(super) fn findings(self, sheet: &mut Sheet, place: &Place) {
        let key = match_key(&sheet.id);
        let rows = self.catalog.sources.iter().any(|source| source.path == place.file);
        let about = self.catalog.diagnostics.iter().filter(|finding| {
            let at = finding.place.as_ref();
            let here = at.is_some_and(|at| {
                !place.file.is_empty() && at.file == place.file && (!rows || at.line == place.line)
            });
            here || finding.raw.as_deref().is_some_and(|raw| match_key(raw) == key)
        });
        sheet.findings = about.cloned().collect();
    }

    /// Fault reports and tickets of events that name a record.
    pub(super) fn named_by_events(self, sheet: &mut Sheet, rows: impl Iterator<Item = u32>) {
        let events = rows.map(|row| self.catalog.event(row as usize));
        let (reports, tickets): (Vec<Event<'_>>, Vec<Event<'_>>) =
            events.partition(|event| event.report().is_some());
        sheet.named_by("fault_report", reports.into_iter().map(Event::ticket));
        sheet.named_by("ticket", tickets.into_iter().map(Event::ticket));
    }
}

impl To {
    /// The kind's word in `--json`.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Device => "device",
            Self::Model => "model",
            Self::Customer => "customer",
            Self::Site => "site",
            Self::Code => "fault_code",
            Self::Component => "component",
            Self::Part => "part",
            Self::Solution => "solution",
            Self::Report => "fault_report",
            Self::Ticket => "ticket",
        }
    }
}
