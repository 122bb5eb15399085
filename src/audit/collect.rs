//! Every identifier of the records with whose it is.

use super::kind::{Kind, LeftOut};
use super::names;
use super::pattern;
use super::table::{Reader, Table};
use super::who::Who;
use crate::model::events::{Event, Origin, TextField};
use crate::model::ids::match_key;
use crate::model::records::{Device, FaultReport, Solution};
use crate::model::time::Day;
use crate::model::words::Readers;
use crate::model::{Project, Sym};
use hashbrown::HashSet;
use std::collections::{BTreeMap, BTreeSet};

/// Identifiers on their way into the table.
pub(super) struct Collector<'p> {
    pub(super) project: &'p Project,
    pub(super) who: &'p Who<'p>,
    pub(super) table: Table,
    /// How many were left out under each rule.
    pub(super) left_out: BTreeMap<LeftOut, u64>,
    /// Whose each event is.
    pub(super) readers: Vec<Reader>,
    /// Customers by the models of their devices and events.
    pub(super) models: BTreeMap<String, BTreeSet<Reader>>,
    refused: HashSet<String>,
}

impl<'p> Collector<'p> {
    pub(super) fn new(project: &'p Project, who: &'p Who<'p>) -> Self {
        let readers = who.of_events(&project.records.events);
        Self {
            project,
            who,
            table: Table::default(),
            left_out: BTreeMap::new(),
            models: with_models(project, who, &readers),
            readers,
            refused: HashSet::new(),
        }
    }

    /// Collects everything.
    pub(super) fn collect(&mut self) {
        self.customers();
        self.devices();
        self.events();
        self.documents();
        self.records();
        self.files();
        for canary in &self.project.settings.audit.canaries {
            self.add(Kind::Canary, canary, Reader::NOBODY);
        }
    }

    /// Adds an identifier of one reader, or counts the rule by which it is none.
    fn add(&mut self, kind: Kind, text: &str, owner: Reader) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        match pattern::spelling(kind, text) {
            Ok(spelling) => self.table.add(kind, text, spelling, owner),
            Err(rule) => {
                if self.refused.insert(format!("{} {text}", kind.as_str())) {
                    *self.left_out.entry(rule).or_default() += 1;
                }
            }
        }
    }

    /// Adds an identifier of all of these, or of nobody.
    fn add_for(&mut self, kind: Kind, text: &str, owners: &BTreeSet<Reader>) {
        if owners.is_empty() {
            self.add(kind, text, Reader::NOBODY);
        }
        for &owner in owners {
            self.add(kind, text, owner);
        }
    }

    fn add_all(&mut self, kind: Kind, texts: &[String], owner: Reader) {
        for text in texts {
            self.add(kind, text, owner);
        }
    }

    fn customers(&mut self) {
        for customer in &self.project.records.customers {
            let Some(owner) = self.who.customer(customer.id.as_str()) else { continue };
            for name in std::iter::once(&customer.name).chain(&customer.aliases) {
                self.add_all(Kind::Name, &names::names(name), owner);
            }
            self.person(customer.contact.as_deref(), customer.phone.as_deref(), owner);
            if let Some(email) = &customer.email {
                email.split([',', ';', ' ']).for_each(|mail| self.add(Kind::Mail, mail, owner));
            }
            self.add(Kind::Address, customer.address.as_deref().unwrap_or_default(), owner);
        }
        let who = self.who;
        for (id, owner) in who.customers.iter().zip(who.everybody()) {
            self.add(Kind::Customer, id.as_str(), owner);
        }
        for site in &self.project.records.sites {
            let owner = self.who.site(site.id.as_str()).unwrap_or(Reader::NOBODY);
            self.add(Kind::Site, site.id.as_str(), owner);
            self.add_all(Kind::SiteName, &names::names(&site.name), owner);
            self.add(Kind::Address, site.address.as_deref().unwrap_or_default(), owner);
        }
    }

    fn person(&mut self, contact: Option<&str>, phone: Option<&str>, owner: Reader) {
        self.add_all(Kind::Contact, &names::contacts(contact.unwrap_or_default()), owner);
        self.add_all(Kind::Phone, &names::phones(phone.unwrap_or_default()), owner);
    }

    fn devices(&mut self) {
        for device in &self.project.records.devices {
            let owners = self.who.ever(device);
            for id in std::iter::once(device.id.as_str()).chain(device.aliases.iter().map(|a| &**a))
            {
                self.add_for(Kind::Device, id, &owners);
            }
            if let Some(name) = &device.name {
                self.add_for(Kind::DeviceName, name, &owners);
            }
            self.serials(device, &owners);
        }
    }

    fn serials(&mut self, device: &Device, owners: &BTreeSet<Reader>) {
        for span in &device.serials {
            let owners = self.who.with_serial(device, span);
            self.add_for(Kind::Serial, &span.serial, &owners);
        }
        if let Some(serial) = device.serial.as_ref().filter(|_| device.serials.is_empty()) {
            self.add_for(Kind::Serial, serial, owners);
        }
    }

    fn events(&mut self) {
        let events = &self.project.records.events;
        let mut seen: HashSet<(Sym, TextField, Reader)> = HashSet::new();
        for event in events.iter() {
            let owner = self.readers[event.row()];
            for field in FIELDS {
                let sym = event.sym(field);
                if sym.is_some() && seen.insert((sym, field, owner)) {
                    self.event_text(event, field, owner);
                }
            }
        }
    }

    fn event_text(&mut self, event: Event<'_>, field: TextField, owner: Reader) {
        let text = event.text(field);
        match field {
            TextField::Ticket => self.add(Kind::Ticket, text, owner),
            TextField::Report => self.add(Kind::Report, text, owner),
            TextField::Contract => self.add(Kind::Contract, text, owner),
            TextField::Contact | TextField::Reporter => self.person(Some(text), None, owner),
            TextField::Phone => self.person(None, Some(text), owner),
            TextField::Engineers => {
                event.engineers().for_each(|name| self.engineer(Some(name), owner));
            }
            TextField::Device if !self.who.knows_device(text) => {
                self.add(Kind::Device, text, owner);
            }
            // A customer that only a log names is another's customer all the same.
            TextField::Customer if self.who.customer(text).is_none() => {
                self.add_all(Kind::Name, &names::names(text), Reader::NOBODY);
            }
            _ => {}
        }
    }

    /// The name of someone who worked; whoever they worked for may see it where the
    /// configuration says so.
    fn engineer(&mut self, name: Option<&str>, reader: Reader) {
        let settings = &self.project.settings;
        let shown = settings.audiences.engineers && !settings.anonymise_engineers;
        let reader = if shown { reader } else { Reader::NOBODY };
        self.add(Kind::Engineer, name.unwrap_or_default(), reader);
    }

    fn documents(&mut self) {
        let mut of_report: BTreeMap<u32, BTreeSet<Reader>> = BTreeMap::new();
        for (event, &reader) in self.project.records.events.iter().zip(&self.readers) {
            if let Origin::Report(at) = event.origin() {
                of_report.entry(at).or_default().insert(reader);
            }
        }
        for (at, report) in self.project.records.reports.iter().enumerate() {
            let readers = of_report.remove(&(at as u32)).unwrap_or_default();
            self.report(report, &readers);
        }
        for solution in &self.project.records.solutions {
            let readers = readers_of(self.who, &self.models, solution);
            self.add_for(Kind::Article, solution.id.as_str(), &readers);
            self.add_for(Kind::Path, &solution.article.path, &readers);
            let author = solution.author.as_deref();
            for &reader in &readers {
                self.engineer(author, reader);
            }
        }
        for page in &self.project.records.pages {
            let readers = of_audience(self.who, page.audience);
            self.add_for(Kind::Path, &page.article.path, &readers);
        }
        let house = self.project.records.commentaries.values();
        for article in house.chain(self.project.records.introductions.values()) {
            self.add(Kind::Path, &article.path, Reader::NOBODY);
        }
    }

    fn report(&mut self, report: &FaultReport, readers: &BTreeSet<Reader>) {
        self.add_for(Kind::Report, report.id.as_str(), readers);
        self.add_for(Kind::Path, &report.article.path, readers);
    }

    fn records(&mut self) {
        let (records, who) = (&self.project.records, self.who);
        for contract in &records.contracts {
            let owner = who.customer(contract.customer.as_str()).unwrap_or(Reader::NOBODY);
            self.add(Kind::Contract, contract.id.as_str(), owner);
        }
        for visit in &records.visits {
            let on = visit.done_on.or(visit.due_to).or(visit.due_from);
            let site = visit.site.as_ref().and_then(|id| who.site(id.as_str()));
            let owner = who.of_record(visit.device.as_ref(), on, site);
            self.add(Kind::Record, visit.id.as_str(), owner);
            self.engineer(visit.engineer.as_deref(), owner);
        }
        for training in &records.trainings {
            let owner = owner_of_training(who, training);
            self.add(Kind::Record, training.id.as_str(), owner);
            self.engineer(training.trainer.as_deref(), owner);
        }
        for complaint in &records.complaints {
            let owner = owner_of_complaint(who, &self.table, complaint);
            self.add(Kind::Record, complaint.id.as_str(), owner);
            self.engineer(complaint.owner.as_deref(), owner);
        }
        for loaner in &records.loaners {
            let named = loaner.customer.as_ref().and_then(|id| who.customer(id.as_str()));
            let owner = who.of_record(loaner.device.as_ref(), who.day(loaner.out_at), named);
            self.add(Kind::Record, loaner.id.as_str(), owner);
            let unit = loaner.unit.as_deref().unwrap_or_default();
            self.add(Kind::Device, unit, owner);
        }
        for order in &records.part_orders {
            let owner = owner_of_order(who, &self.table, order);
            self.add(Kind::Record, order.id.as_str(), owner);
            self.engineer(order.requested_by.as_deref(), owner);
        }
        for action in &records.actions {
            who.everybody().for_each(|reader| self.engineer(action.owner.as_deref(), reader));
        }
    }

    /// Paths of what was read, and names of files that say something.
    fn files(&mut self) {
        for source in &self.project.sources {
            self.add(Kind::Path, &source.path, Reader::NOBODY);
            let name = source.path.rsplit('/').next().unwrap_or(&source.path);
            if source.is_log && says_something(name) {
                self.add(Kind::File, name, Reader::NOBODY);
            } else {
                *self.left_out.entry(LeftOut::House).or_default() += 1;
            }
        }
    }
}

/// The columns of an event that hold identifiers.
const FIELDS: [TextField; 9] = [
    TextField::Ticket,
    TextField::Report,
    TextField::Contract,
    TextField::Contact,
    TextField::Reporter,
    TextField::Phone,
    TextField::Engineers,
    TextField::Device,
    TextField::Customer,
];

/// True for a file name with a word in it: the site has its own `2026-10.csv` and
/// `devices.csv`.
fn says_something(name: &str) -> bool {
    const USUAL: [&str; 6] = ["log", "logs", "faults", "events", "tickets", "records"];
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let letters: String = stem.chars().filter(|c| c.is_alphabetic()).collect();
    let chinese = !letters.is_ascii();
    let enough = if chinese { letters.chars().count() >= 3 } else { letters.len() >= 5 };
    enough && !USUAL.contains(&letters.to_lowercase().as_str())
}

/// Customers by the models of their devices and of their events.
fn with_models(
    project: &Project,
    who: &Who<'_>,
    readers: &[Reader],
) -> BTreeMap<String, BTreeSet<Reader>> {
    let mut ids: BTreeMap<String, String> = BTreeMap::new();
    for model in &project.records.models {
        ids.insert(match_key(&model.name), model.id.key());
    }
    let id = |text: &str| {
        let key = match_key(text);
        ids.get(&key).cloned().unwrap_or(key)
    };
    let mut of_model: BTreeMap<String, BTreeSet<Reader>> = BTreeMap::new();
    for device in &project.records.devices {
        if let Some(model) = &device.model {
            of_model.entry(id(model.as_str())).or_default().extend(who.ever(device));
        }
    }
    let events = &project.records.events;
    let mut seen: HashSet<(Sym, Reader)> = HashSet::new();
    for (event, &reader) in events.iter().zip(readers) {
        let sym = event.sym(TextField::Model);
        if sym.is_some() && seen.insert((sym, reader)) {
            of_model.entry(id(event.text(TextField::Model))).or_default().insert(reader);
        }
    }
    of_model
}

/// Who may read an article: its audience, and of customers those with one of its
/// models.
pub(super) fn readers_of(
    who: &Who<'_>,
    models: &BTreeMap<String, BTreeSet<Reader>>,
    solution: &Solution,
) -> BTreeSet<Reader> {
    let mut readers = of_audience(who, solution.audience);
    if !solution.models.is_empty() {
        let with = solution.models.iter().filter_map(|model| models.get(&model.key()));
        let theirs: BTreeSet<Reader> = with.flatten().copied().collect();
        readers.retain(|reader| reader.index().is_none() || theirs.contains(reader));
    }
    readers
}

/// Who may read what is for an audience.
pub(super) fn of_audience(who: &Who<'_>, audience: Readers) -> BTreeSet<Reader> {
    let customers = || who.everybody();
    match audience {
        Readers::Internal | Readers::Partner => BTreeSet::new(),
        Readers::Customer => customers().collect(),
        Readers::Public => customers().chain([Reader::PUBLIC]).collect(),
    }
}

/// Whose a training is.
pub(super) fn owner_of_training(who: &Who<'_>, training: &crate::model::Training) -> Reader {
    let on = training.held_on.or(training.notified_on);
    let named = training.customer.as_ref().and_then(|id| who.customer(id.as_str()));
    who.of_record(training.device.as_ref(), on, named)
}

/// Whose a complaint is: by its device, else its customer, else its ticket.
pub(super) fn owner_of_complaint(
    who: &Who<'_>,
    table: &Table,
    complaint: &crate::model::Complaint,
) -> Reader {
    let named = complaint.customer.as_ref().and_then(|id| who.customer(id.as_str()));
    let named = named.or_else(|| table.owner(complaint.ticket.as_deref()?));
    who.of_record(complaint.device.as_ref(), who.day(complaint.raised_at), named)
}

/// Whose an order of parts is: by its device, else its ticket.
pub(super) fn owner_of_order(
    who: &Who<'_>,
    table: &Table,
    order: &crate::model::PartOrder,
) -> Reader {
    let on: Option<Day> = order.requested_on.or(order.shipped_on).or(order.received_on);
    let ticket = order.ticket.as_deref().and_then(|ticket| table.owner(ticket));
    who.of_record(order.device.as_ref(), on, ticket)
}
