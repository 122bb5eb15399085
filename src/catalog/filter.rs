//! The records of one audience: what may not be seen is left out, and what is left
//! carries no trace of it. Derived records are left out as well; linking makes them
//! anew from what remains.

use super::ownership::bounds;
use super::shown::Shown;
use super::visible::{Visible, readable};
use super::{Catalog, ReportIx};
use crate::model::events::{EventDraft, Events, Origin, TextField};
use crate::model::records::{
    Action, Complaint, Component, Contract, Device, DeviceModel, FaultCode, FaultReport, FreePage,
    Loaner, Ownership, Part, PartOrder, Records, Site, Solution, Training, Visit,
};
use crate::model::text::Sym;
use crate::model::time::{Instant, Zone};

/// The records that an audience may see, each without what it may not.
pub(super) fn records(catalog: &Catalog, visible: &Visible) -> Records {
    let shown = Shown {
        customer: visible.customer.is_some(),
        people: catalog.settings.audiences.engineers && visible.customer.is_some(),
        old_part_value: catalog.settings.old_part_value,
    };
    let filter = Filter { catalog, visible, shown };
    let all = &catalog.records;
    Records {
        customers: visible
            .customer
            .map(|ix| shown.customer(catalog.customer(ix)))
            .into_iter()
            .collect(),
        contracts: all.contracts.iter().filter_map(|c| filter.contract(c)).collect(),
        sites: filter.sites(),
        models: filter.models(),
        devices: filter.devices(),
        components: filter.components(),
        parts: filter.parts(),
        codes: filter.codes(),
        reports: filter.reports(),
        solutions: visible
            .solutions
            .iter()
            .map(|&s| filter.solution(catalog.solution(s)))
            .collect(),
        events: filter.events(),
        visits: all.visits.iter().filter_map(|v| filter.visit(v)).collect(),
        trainings: all.trainings.iter().filter_map(|t| filter.training(t)).collect(),
        complaints: all.complaints.iter().filter_map(|c| filter.complaint(c)).collect(),
        loaners: all.loaners.iter().filter_map(|l| filter.loaner(l)).collect(),
        part_orders: all.part_orders.iter().filter_map(|o| filter.part_order(o)).collect(),
        actions: all.actions.iter().filter_map(|a| filter.action(a)).collect(),
        pages: all.pages.iter().filter_map(|p| filter.page(p)).collect(),
        // Words of the house to itself.
        introductions: std::collections::BTreeMap::new(),
        commentaries: std::collections::BTreeMap::new(),
        synonyms: all.synonyms.clone(),
    }
}

struct Filter<'a> {
    catalog: &'a Catalog,
    visible: &'a Visible,
    shown: Shown,
}

/// Leaves a device the serial numbers of its owner's days, and of these days alone.
fn keep_own_serials(device: &mut Device, zone: &Zone) {
    let own: Vec<_> = device.owners.iter().map(|owner| bounds(owner, zone)).collect();
    if device.owners.iter().all(|owner| owner.from.is_none() && owner.to.is_none()) {
        return;
    }
    device.serials.retain_mut(|span| {
        let as_owner = Ownership { from: span.from, to: span.to, ..Ownership::default() };
        let (from, to) = bounds(&as_owner, zone);
        let theirs = |own: &&(Instant, Instant)| from < own.1 && own.0 < to;
        let Some(first) = own.iter().filter(theirs).map(|own| own.0).min() else { return false };
        let last = own.iter().filter(theirs).map(|own| own.1).max();
        if from < first {
            span.from = None;
        }
        if last.is_some_and(|last| to > last) {
            span.to = None;
        }
        true
    });
    device.serial = device.serials.last().map(|span| span.serial.clone());
}

impl Filter<'_> {
    fn devices(&self) -> Vec<Device> {
        self.visible.devices.keys().map(|&at| self.device(self.catalog.device(at))).collect()
    }

    /// A device with only their intervals. Who had it before is not told what came
    /// after.
    fn device(&self, device: &Device) -> Device {
        let mut device = self.shown.device(device);
        device.owners.retain(|owner| {
            owner.customer.as_ref().is_some_and(|id| self.visible.is_customer(self.catalog, id))
        });
        let zone = &self.catalog.settings.zone;
        keep_own_serials(&mut device, zone);
        let end = device.owners.iter().map(|owner| bounds(owner, zone).1).max();
        let former = end.zip(self.catalog.settings.as_of).is_some_and(|(end, now)| end <= now);
        if former {
            device.status = None;
            device.firmware = None;
            device.next_maintenance_on = None;
            device.meta.article = None;
            device.retired_on.take_if(|day| end.is_some_and(|end| zone.start_of(*day) >= end));
        }
        device
    }

    fn events(&self) -> Events {
        let catalog = self.catalog;
        let all = catalog.events();
        let mut events = all.select_edited(self.visible.rows.iter().copied(), |_, draft| {
            self.shown.event(draft);
            self.forget_undivided_prose(draft);
            draft.origin = self.origin(draft.origin);
            draft.texts[TextField::Customer as usize] = Sym::NONE;
            draft.texts[TextField::Solution as usize] = Sym::NONE;
        });
        for (at, &row) in self.visible.rows.iter().enumerate() {
            self.name_again(&mut events, at, row);
        }
        events
    }

    /// The words of a report that is about others' devices as well are not theirs alone.
    fn forget_undivided_prose(&self, draft: &mut EventDraft) {
        let Origin::Report(at) = draft.origin else { return };
        if self.visible.reports.contains(&ReportIx::new(at as usize)) {
            return;
        }
        for field in [TextField::Symptom, TextField::Cause, TextField::Action] {
            draft.texts[field as usize] = Sym::NONE;
        }
    }

    /// Says again whose an event is, where the record said so, and which article was
    /// used, where the audience may read it: by id, whatever was written.
    fn name_again(&self, events: &mut Events, at: usize, row: usize) {
        let catalog = self.catalog;
        let written = catalog.event(row).some_text(TextField::Customer);
        let named = written.and_then(|text| catalog.index.find_customer(text));
        if let Some(own) = named.filter(|_| named == self.visible.customer) {
            events.set_text(at, TextField::Customer, catalog.customer(own).id.as_str());
        }
        let used = catalog.links[row].solution;
        if let Some(used) = used.filter(|used| self.visible.solutions.contains(used)) {
            events.set_text(at, TextField::Solution, catalog.solution(used).id.as_str());
        }
    }

    /// A row's place in a file tells how many others there are.
    fn origin(&self, origin: Origin) -> Origin {
        let nowhere = Origin::Row { source: 0, line: 0 };
        let Origin::Report(at) = origin else { return nowhere };
        let position = self.visible.reports.iter().position(|ix| ix.index() == at as usize);
        position.map_or(nowhere, |position| Origin::Report(position as u32))
    }

    fn reports(&self) -> Vec<FaultReport> {
        let all = &self.catalog.records.reports;
        self.visible.reports.iter().map(|ix| self.shown.report(&all[ix.index()])).collect()
    }

    fn solution(&self, solution: &Solution) -> Solution {
        let (catalog, visible) = (self.catalog, self.visible);
        let mut solution = self.shown.solution(solution);
        solution.models.retain(|id| {
            let model = catalog.index.find_model(id.as_str());
            model.is_some_and(|model| visible.models.contains(&model))
        });
        solution
            .tickets
            .retain(|ticket| visible.tickets.contains(&crate::model::match_key(ticket)));
        solution.supersedes.take_if(|id| {
            let former = catalog.index.find_solution(id.as_str());
            former.is_none_or(|former| !visible.solutions.contains(&former))
        });
        solution
    }

    fn sites(&self) -> Vec<Site> {
        let (catalog, visible) = (self.catalog, self.visible);
        let sites = visible.sites.iter().map(|ix| &catalog.records.sites[ix.index()]);
        let theirs = |site: &&Site| {
            let owner = site.customer.as_ref();
            !site.derived && owner.is_none_or(|id| visible.is_customer(catalog, id))
        };
        sites.filter(theirs).map(|site| self.shown.site(site)).collect()
    }

    fn models(&self) -> Vec<DeviceModel> {
        let models = self.visible.models.iter().map(|&ix| self.catalog.model(ix));
        models.filter(|model| !model.derived).map(|model| self.shown.model(model)).collect()
    }

    fn components(&self) -> Vec<Component> {
        let all = &self.catalog.records.components;
        let components = self.visible.components.iter().map(|ix| &all[ix.index()]);
        let components = components.filter(|component| !component.derived);
        components.map(|component| self.shown.component(component)).collect()
    }

    fn parts(&self) -> Vec<Part> {
        let all = &self.catalog.records.parts;
        let ordered = self.catalog.records.part_orders.iter();
        let ordered = ordered.filter(|order| self.sees_order(order));
        let ordered =
            ordered.filter_map(|order| self.catalog.index.find_part(order.part.as_ref()?.as_str()));
        let mut named = self.visible.parts.clone();
        named.extend(ordered);
        let parts = named.iter().map(|ix| &all[ix.index()]).filter(|part| !part.derived);
        parts.map(|part| self.shown.part(part)).collect()
    }

    fn codes(&self) -> Vec<FaultCode> {
        let (catalog, visible) = (self.catalog, self.visible);
        let codes = visible.codes.iter().map(|&ix| catalog.code(ix)).filter(|code| !code.derived);
        let bared = codes.map(|code| {
            let mut code = self.shown.code(code);
            code.models.retain(|id| {
                let model = catalog.index.find_model(id.as_str());
                model.is_some_and(|model| visible.models.contains(&model))
            });
            code.solutions.retain(|id| {
                let solution = catalog.index.find_solution(id.as_str());
                solution.is_some_and(|solution| visible.solutions.contains(&solution))
            });
            code
        });
        bared.collect()
    }

    fn contract(&self, contract: &Contract) -> Option<Contract> {
        self.visible.is_customer(self.catalog, &contract.customer).then(|| {
            let mut contract = self.shown.contract(contract);
            contract.devices.retain(|id| self.visible.device(self.catalog, id).is_some());
            contract
        })
    }

    /// A visit to a device that was theirs, or to a site that is theirs by the site
    /// table.
    fn visit(&self, visit: &Visit) -> Option<Visit> {
        let (catalog, visible) = (self.catalog, self.visible);
        let on = visit.done_on.or(visit.due_to).or(visit.due_from);
        let at_site = || {
            let site = catalog.index.find_site(visit.site.as_ref()?.as_str())?;
            let site = &catalog.records.sites[site.index()];
            let owner = site.customer.as_ref().filter(|_| !site.derived)?;
            Some(visible.is_customer(catalog, owner))
        };
        let theirs = match &visit.device {
            Some(device) => visible.held_on(catalog, device, on),
            None => at_site().unwrap_or(false),
        };
        theirs.then(|| self.shown.visit(visit))
    }

    fn training(&self, training: &Training) -> Option<Training> {
        let on = training.held_on.or(training.notified_on);
        let device = training.device.as_ref().map(|id| self.visible.held_on(self.catalog, id, on));
        let customer =
            training.customer.as_ref().map(|id| self.visible.is_customer(self.catalog, id));
        agree(device, customer).then(|| self.shown.training(training))
    }

    fn complaint(&self, complaint: &Complaint) -> Option<Complaint> {
        let at = complaint.raised_at;
        let device = complaint.device.as_ref().map(|id| self.visible.held(self.catalog, id, at));
        let customer =
            complaint.customer.as_ref().map(|id| self.visible.is_customer(self.catalog, id));
        let by_ticket = || self.has_ticket(complaint.ticket.as_deref());
        let theirs =
            if device.or(customer).is_none() { by_ticket() } else { agree(device, customer) };
        theirs.then(|| self.shown.complaint(complaint))
    }

    fn loaner(&self, loaner: &Loaner) -> Option<Loaner> {
        let at = loaner.out_at;
        let device = loaner.device.as_ref().map(|id| self.visible.held(self.catalog, id, at));
        let customer =
            loaner.customer.as_ref().map(|id| self.visible.is_customer(self.catalog, id));
        agree(device, customer).then(|| self.shown.loaner(loaner))
    }

    fn part_order(&self, order: &PartOrder) -> Option<PartOrder> {
        self.sees_order(order).then(|| self.shown.part_order(order))
    }

    fn sees_order(&self, order: &PartOrder) -> bool {
        match &order.device {
            Some(device) => self.visible.held_on(
                self.catalog,
                device,
                order.requested_on.or(order.shipped_on).or(order.received_on),
            ),
            None => self.has_ticket(order.ticket.as_deref()),
        }
    }

    fn has_ticket(&self, ticket: Option<&str>) -> bool {
        ticket.is_some_and(|t| self.visible.tickets.contains(&crate::model::match_key(t)))
    }

    /// A measure about their device, or about a code or model of theirs and no
    /// device. Where it came from may be another's report, unless it is written in it.
    fn action(&self, action: &Action) -> Option<Action> {
        let (catalog, visible) = (self.catalog, self.visible);
        let report = action.source.as_deref().and_then(|id| catalog.index.find_report(id));
        let written_in = report.filter(|ix| {
            let path = &*catalog.records.reports[ix.index()].article.path;
            &*action.meta.place.file == path
        });
        if written_in.is_some_and(|report| !visible.reports.contains(&report)) {
            return None;
        }
        let code = action.code.as_ref().map(|id| {
            catalog.index.find_code(id.as_str()).is_some_and(|code| visible.codes.contains(&code))
        });
        let model = action.model.as_ref().map(|id| {
            let model = catalog.index.find_model(id.as_str());
            model.is_some_and(|model| visible.models.contains(&model))
        });
        let theirs = visible.customer.is_some()
            && match &action.device {
                Some(device) => visible.held_on(catalog, device, action.done_on.or(action.due)),
                None => agree(code, model),
            };
        theirs.then(|| Action {
            code: action.code.clone().filter(|_| code == Some(true)),
            model: action.model.clone().filter(|_| model == Some(true)),
            ..self.shown.action(action)
        })
    }

    fn page(&self, page: &FreePage) -> Option<FreePage> {
        let readable = readable(page.audience, self.visible.customer.is_some());
        readable.then(|| Shown::page(page))
    }
}

/// True where at least one of two references is theirs and neither is another's.
fn agree(a: Option<bool>, b: Option<bool>) -> bool {
    a.or(b).is_some() && a != Some(false) && b != Some(false)
}
