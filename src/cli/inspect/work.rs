//! Sheets of what is done: tickets and fault reports, solutions, contracts, visits,
//! measures, complaints, trainings, loaners, part orders.

use super::book::{Book, To};
use super::sheet::{Fields, Sheet};
use crate::catalog::{EventLinks, SolutionIx, place_of};
use crate::model::events::TextField;
use crate::model::ids::match_key;
use crate::model::records::{
    Action, Complaint, Contract, Loaner, PartOrder, Solution, Training, Visit,
};
use crate::model::{
    CodeId, ComponentId, CustomerId, DeviceId, Event, Instant, ModelId, PartId, SiteId, SolutionId,
};
use crate::render::data::record_row;

impl Book<'_> {
    /// A row of a log, or a device named by a fault report.
    pub(super) fn event(self, row: usize) -> Sheet {
        let catalog = self.catalog;
        let (event, links) = (catalog.event(row), catalog.links[row]);
        let report = event.report().map(|at| &catalog.records.reports[at]);
        let kind = if report.is_some() { "fault_report" } else { "ticket" };
        let mut sheet = Sheet::new(kind, event.ticket(), report.map(|r| &*r.article.title));
        sheet.fields = Fields::of_map(&record_row(catalog, row));
        let place = place_of(event, &catalog.sources, &catalog.records.reports);
        if let Some(report) = report {
            self.document(&mut sheet, &report.article, &report.place);
        } else {
            sheet.origin.push((&place).into());
            self.findings(&mut sheet, &place);
            self.refer(&mut sheet, To::Report, event.some_text(TextField::Report));
        }
        self.refer_linked(&mut sheet, event, links);
        self.naming_ticket(&mut sheet);
        sheet
    }

    /// What an event names: the record it leads to, else the text that leads nowhere.
    fn refer_linked(self, sheet: &mut Sheet, event: Event<'_>, links: EventLinks) {
        let (catalog, records) = (self.catalog, &self.catalog.records);
        let written = |field| event.some_text(field);
        let device = links.device.map(|ix| catalog.device(ix).id.as_str());
        self.refer(sheet, To::Device, device.or_else(|| written(TextField::Device)));
        let model = links.model.map(|ix| catalog.model(ix).id.as_str());
        self.refer(sheet, To::Model, model.or_else(|| written(TextField::Model)));
        let customer = links.customer.map(|ix| catalog.customer(ix).id.as_str());
        self.refer(sheet, To::Customer, customer.or_else(|| written(TextField::Customer)));
        let site = links.site.map(|ix| records.sites[ix.index()].id.as_str());
        self.refer(sheet, To::Site, site.or_else(|| written(TextField::Site)));
        let code = links.code.map(|ix| catalog.code(ix).id.as_str());
        self.refer(sheet, To::Code, code.or_else(|| written(TextField::Code)));
        let component = links.component.map(|ix| records.components[ix.index()].id.as_str());
        self.refer(sheet, To::Component, component.or_else(|| written(TextField::Component)));
        let solution = links.solution.map(|ix| catalog.solution(ix).id.as_str());
        self.refer(sheet, To::Solution, solution.or_else(|| written(TextField::Solution)));
        self.refer(sheet, To::Part, event.parts().iter().map(|line| event.resolve(line.part)));
    }

    fn naming_ticket(self, sheet: &mut Sheet) {
        let records = &self.catalog.records;
        let key = match_key(&sheet.id);
        let is = |text: &str| match_key(text) == key;
        let solutions = records.solutions.iter().filter(|s| s.tickets.iter().any(|t| is(t)));
        sheet.named_by("solution", solutions.map(|s| s.id.as_str()));
        let actions = records.actions.iter().filter(|a| a.source.as_deref().is_some_and(is));
        sheet.named_by("action", actions.map(|a| a.id.as_str()));
        let complaints = records.complaints.iter().filter(|c| c.ticket.as_deref().is_some_and(is));
        sheet.named_by("complaint", complaints.map(|c| c.id.as_str()));
        let orders = records.part_orders.iter().filter(|o| o.ticket.as_deref().is_some_and(is));
        sheet.named_by("part_order", orders.map(|o| o.id.as_str()));
    }

    pub(super) fn solution(self, ix: SolutionIx) -> Sheet {
        let (catalog, solution) = (self.catalog, self.catalog.solution(ix));
        let mut sheet = Sheet::new("solution", solution.id.as_str(), Some(&solution.article.title));
        solution_fields(&mut sheet.fields, solution);
        self.document(&mut sheet, &solution.article, &solution.place);
        self.refer(&mut sheet, To::Code, solution.codes.iter().map(CodeId::as_str));
        self.refer(&mut sheet, To::Component, solution.components.iter().map(ComponentId::as_str));
        self.refer(&mut sheet, To::Model, solution.models.iter().map(ModelId::as_str));
        self.refer(&mut sheet, To::Part, solution.parts.iter().map(PartId::as_str));
        self.refer(&mut sheet, To::Solution, solution.supersedes.as_ref().map(SolutionId::as_str));
        self.refer(&mut sheet, To::Ticket, solution.tickets.iter().map(String::as_str));
        self.named_by_events(
            &mut sheet,
            catalog.index.events_of_solution.of(ix.index()).iter().copied(),
        );
        let is = |id: &SolutionId| catalog.index.find_solution(id.as_str()) == Some(ix);
        let codes = catalog.records.codes.iter().filter(|c| c.solutions.iter().any(is));
        sheet.named_by("fault_code", codes.map(|c| c.id.as_str()));
        let later = catalog.records.solutions.iter();
        let later = later.filter(|s| s.supersedes.as_ref().is_some_and(is));
        sheet.named_by("solution", later.map(|s| s.id.as_str()));
        sheet
    }

    pub(super) fn contract(self, contract: &Contract) -> Sheet {
        let mut sheet = Sheet::new("contract", contract.id.as_str(), None);
        let fields = &mut sheet.fields;
        fields.day("start", contract.start).day("end", contract.end);
        fields.put("covers", &contract.covers).put("excludes", &contract.excludes);
        fields.put("sla_profile", &contract.sla_profile);
        self.origin(&mut sheet, &contract.meta);
        self.refer(&mut sheet, To::Customer, Some(contract.customer.as_str()));
        self.refer(&mut sheet, To::Device, contract.devices.iter().map(DeviceId::as_str));
        sheet
    }

    pub(super) fn visit(self, visit: &Visit) -> Sheet {
        let mut sheet = Sheet::new("visit", visit.id.as_str(), None);
        let fields = &mut sheet.fields;
        fields.put("kind", visit.kind);
        fields.day("due_from", visit.due_from).day("due_to", visit.due_to);
        fields.day("done_on", visit.done_on).put("on_site", visit.on_site);
        fields.put("engineer", &visit.engineer).put("findings", &visit.findings);
        self.origin(&mut sheet, &visit.meta);
        self.refer(&mut sheet, To::Device, visit.device.as_ref().map(DeviceId::as_str));
        self.refer(&mut sheet, To::Site, visit.site.as_ref().map(SiteId::as_str));
        sheet
    }

    pub(super) fn action(self, action: &Action) -> Sheet {
        let mut sheet = Sheet::new("action", action.id.as_str(), Some(&action.title));
        let fields = &mut sheet.fields;
        fields.put("kind", action.kind).put("title", &action.title);
        fields.put("source", &action.source).put("owner", &action.owner);
        fields.day("due", action.due).day("done_on", action.done_on);
        fields.put("effect_metric", &action.effect_metric);
        self.origin(&mut sheet, &action.meta);
        self.refer(&mut sheet, To::Code, action.code.as_ref().map(CodeId::as_str));
        self.refer(&mut sheet, To::Model, action.model.as_ref().map(ModelId::as_str));
        self.refer(&mut sheet, To::Device, action.device.as_ref().map(DeviceId::as_str));
        let source = action.source.as_deref();
        let report = source.filter(|id| self.catalog.index.find_report(id).is_some());
        self.refer(&mut sheet, To::Report, report);
        sheet
    }

    pub(super) fn complaint(self, complaint: &Complaint) -> Sheet {
        let mut sheet = Sheet::new("complaint", complaint.id.as_str(), None);
        let fields = &mut sheet.fields;
        fields.put("kind", complaint.kind).put("raised_at", self.at(complaint.raised_at));
        fields.put("attributable_to_service", complaint.attributable_to_service);
        fields.put("owner", &complaint.owner).put("replied_at", self.at(complaint.replied_at));
        fields.put("closed_at", self.at(complaint.closed_at)).put("text", &complaint.text);
        fields.put("compensation", complaint.compensation);
        self.origin(&mut sheet, &complaint.meta);
        self.refer(&mut sheet, To::Ticket, complaint.ticket.as_deref());
        self.refer(&mut sheet, To::Device, complaint.device.as_ref().map(DeviceId::as_str));
        self.refer(&mut sheet, To::Customer, complaint.customer.as_ref().map(CustomerId::as_str));
        sheet
    }

    pub(super) fn training(self, training: &Training) -> Sheet {
        let mut sheet = Sheet::new("training", training.id.as_str(), training.topic.as_deref());
        let fields = &mut sheet.fields;
        fields.day("notified_on", training.notified_on).day("held_on", training.held_on);
        fields.put("participants", training.participants).put("trainer", &training.trainer);
        fields.put("topic", &training.topic);
        self.origin(&mut sheet, &training.meta);
        self.refer(&mut sheet, To::Device, training.device.as_ref().map(DeviceId::as_str));
        self.refer(&mut sheet, To::Customer, training.customer.as_ref().map(CustomerId::as_str));
        sheet
    }

    pub(super) fn loaner(self, loaner: &Loaner) -> Sheet {
        let mut sheet = Sheet::new("loaner", loaner.id.as_str(), None);
        let fields = &mut sheet.fields;
        fields.put("unit", &loaner.unit).put("out_at", self.at(loaner.out_at));
        fields.put("back_at", self.at(loaner.back_at));
        self.origin(&mut sheet, &loaner.meta);
        self.refer(&mut sheet, To::Device, loaner.device.as_ref().map(DeviceId::as_str));
        self.refer(&mut sheet, To::Customer, loaner.customer.as_ref().map(CustomerId::as_str));
        sheet
    }

    pub(super) fn part_order(self, order: &PartOrder) -> Sheet {
        let mut sheet = Sheet::new("part_order", order.id.as_str(), None);
        let fields = &mut sheet.fields;
        fields.put("qty", order.qty).put("requested_by", &order.requested_by);
        fields.day("requested_on", order.requested_on).day("shipped_on", order.shipped_on);
        fields.day("received_on", order.received_on);
        self.origin(&mut sheet, &order.meta);
        self.refer(&mut sheet, To::Part, order.part.as_ref().map(PartId::as_str));
        self.refer(&mut sheet, To::Ticket, order.ticket.as_deref());
        self.refer(&mut sheet, To::Device, order.device.as_ref().map(DeviceId::as_str));
        sheet
    }

    fn at(self, at: Option<Instant>) -> Option<String> {
        at.map(|at| self.catalog.settings.zone.iso(at))
    }

    /// Positions of the events of a ticket.
    pub(super) fn events_of(self, key: &str) -> Vec<usize> {
        let events = self.catalog.events().iter();
        let same = events.filter(|event| match_key(event.ticket()) == key);
        same.map(Event::row).collect()
    }
}

fn solution_fields(fields: &mut Fields, solution: &Solution) {
    fields.put("title", &solution.article.title).put("confidence", solution.confidence);
    fields.put("audience", solution.audience).put("governance", &solution.governance);
    fields.put("symptoms", &solution.symptoms).put("cause_category", solution.cause_category);
    fields.put("tools", &solution.tools).put("duration_min", solution.duration_min);
    fields.put("skill_level", solution.skill_level);
    fields.put("remote_possible", solution.remote_possible).put("risk", &solution.risk);
    fields.put("author", &solution.author).day("created", solution.created);
    fields.day("verified", solution.verified).put("tags", &solution.article.tags);
}
