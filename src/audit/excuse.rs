//! What may stand on a site although somebody else has it, too: a fault code `E-104`
//! beside another's device `E-104`, a customer's name inside the reader's own. Each
//! excuse is a rule and is counted.
//!
//! Names of people and organisations, telephone numbers, mails and addresses are
//! excused by little: by the reader's own name and address, and by the service
//! department's. That another customer's name stands in a reader's own ticket is no
//! excuse; it is what this search is for.

use super::collect::{
    Collector, of_audience, owner_of_complaint, owner_of_order, owner_of_training, readers_of,
};
use super::kind::{Kind, LeftOut};
use super::search::Search;
use super::table::{Ix, Reader, Table};
use crate::model::Sym;
use crate::model::events::TextField;
use crate::model::records::Records;
use crate::model::words;
use hashbrown::HashMap;
use std::collections::{BTreeMap, BTreeSet};

/// Which texts excuse which identifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    /// The reader's own name or address: everything.
    Name,
    /// An id or a name of a record: everything but names of people and organisations.
    Record,
    /// Free text of the reader's own records: plain words, and ids of articles, which refer
    /// to each other.
    Prose,
    /// An article that the reader may read: the same but names of customers. What an author
    /// wrote into it by mistake must not excuse itself, however short the name is.
    Article,
}

impl By {
    fn excuses(self, table: &Table, ix: Ix) -> bool {
        let one = table.get(ix);
        let plain = one.spelling.is_plain();
        let is_customer = one.kind == Kind::Name && one.owner != Reader::NOBODY;
        match self {
            Self::Name => true,
            Self::Record => plain || !one.kind.is_strong(),
            // A link to a page outside the audience stays as text (`nasty.md` 80).
            Self::Prose => plain || one.kind.is_word() || one.kind == Kind::Article,
            Self::Article => !is_customer && Self::Prose.excuses(table, ix),
        }
    }
}

/// Which identifiers are excused, and how many for each reader.
pub(super) struct Excuses {
    table: Table,
    search: Search,
    left_out: BTreeMap<LeftOut, u64>,
    of_reader: BTreeMap<Reader, u64>,
}

/// The table with its excuses, what was left out by rule, and how many identifiers of
/// others each reader has in records of their own.
pub(super) type Excused = (Table, BTreeMap<LeftOut, u64>, BTreeMap<Reader, u64>);

/// Excuses what may stand on every site, and what may stand on a reader's. `house` are
/// texts of the theme.
pub(super) fn excuse(collector: Collector<'_>, house: &[&str]) -> Excused {
    let Collector { project, who, table, left_out, readers, models, .. } = collector;
    let mut excuses =
        Excuses { table, search: Search::default(), left_out, of_reader: BTreeMap::new() };
    excuses.everywhere(&project.settings, house);
    excuses.shared(&project.records);
    for solution in &project.records.solutions {
        let readers = readers_of(who, &models, solution);
        excuses.all_for(&solution.article.body, By::Article, &readers);
        excuses.all_for(&solution.article.title, By::Article, &readers);
    }
    for page in &project.records.pages {
        excuses.all_for(&page.article.body, By::Article, &of_audience(who, page.audience));
    }
    excuses.own_records(&project.records, who);
    excuses.own_events(project, &readers);
    (excuses.table, excuses.left_out, excuses.of_reader)
}

impl Excuses {
    fn found(&mut self, text: &str, by: By) -> Vec<Ix> {
        let mut all = Vec::new();
        self.search.text(&self.table, text, &mut |found| all.extend_from_slice(found.all));
        all.retain(|&ix| by.excuses(&self.table, ix));
        all
    }

    fn free(&mut self, text: &str, by: By, rule: LeftOut) {
        self.found(text, by).into_iter().for_each(|ix| self.set_free(ix, rule));
    }

    fn set_free(&mut self, ix: Ix, rule: LeftOut) {
        let one = self.table.get(ix);
        if !one.free && one.kind != Kind::Canary {
            self.table.set_free(ix);
            *self.left_out.entry(rule).or_default() += 1;
        }
    }

    fn allow(&mut self, text: &str, by: By, reader: Reader) {
        for ix in self.found(text, by) {
            self.give(ix, reader);
        }
    }

    fn give(&mut self, ix: Ix, reader: Reader) {
        if reader != Reader::NOBODY && !self.table.may_see(ix, reader) {
            self.table.give(ix, reader);
            *self.of_reader.entry(reader).or_default() += 1;
        }
    }

    fn all_for(&mut self, text: &str, by: By, readers: &BTreeSet<Reader>) {
        for ix in self.found(text, by) {
            for &reader in readers {
                self.give(ix, reader);
            }
        }
    }

    fn everywhere(&mut self, settings: &crate::model::Settings, house: &[&str]) {
        for text in house {
            self.free(text, By::Record, LeftOut::House);
        }
        closed_words().for_each(|text| self.free(text, By::Record, LeftOut::House));
        for text in &settings.audit.allow {
            let named: Vec<Ix> = self.table.named(text).collect();
            for ix in named {
                self.set_free(ix, LeftOut::Allowed);
            }
        }
        let own = &settings.organisation;
        let block = [&own.name, &own.address, &own.hotline, &own.phone, &own.fax];
        let block = block.into_iter().flatten().chain(&own.mails).chain([&settings.title]);
        let addresses = &settings.audiences;
        let addresses = [&addresses.customer_base_url, &addresses.public_base_url];
        for text in block.chain(addresses.into_iter().flatten()) {
            self.free(text, By::Name, LeftOut::Organisation);
        }
        let names = settings.sla_profiles.keys().chain(settings.calendars.keys());
        names.for_each(|name| self.free(name, By::Record, LeftOut::Shared));
    }

    /// Entries of the tables that all customers share.
    fn shared(&mut self, records: &Records) {
        let mut texts: Vec<&str> = Vec::new();
        for model in &records.models {
            texts.extend([model.id.as_str(), &model.name]);
            texts.extend(model.family.as_deref());
        }
        for code in &records.codes {
            texts.extend([code.id.as_str(), &code.title]);
            texts.extend(code.aliases.iter().chain(&code.symptoms).map(String::as_str));
        }
        for component in &records.components {
            texts.extend([component.id.as_str(), &component.name]);
        }
        for part in &records.parts {
            texts.extend([part.id.as_str(), &part.name]);
            texts.extend(part.vendor.as_deref());
        }
        for text in texts {
            self.free(text, By::Record, LeftOut::Shared);
        }
        let actions = records.actions.iter().map(|action| action.title.as_str());
        let words = records.synonyms.iter().flatten().map(String::as_str);
        actions.chain(words).for_each(|text| self.free(text, By::Prose, LeftOut::Shared));
    }

    fn own_records(&mut self, records: &Records, who: &super::who::Who<'_>) {
        for customer in &records.customers {
            let Some(reader) = who.customer(customer.id.as_str()) else { continue };
            let known = [&customer.contact, &customer.phone, &customer.email, &customer.address];
            let names = std::iter::once(&customer.name).chain(&customer.aliases);
            for text in names.chain(known.into_iter().flatten()) {
                self.allow(text, By::Name, reader);
            }
            self.allow(customer.id.as_str(), By::Record, reader);
        }
        for site in &records.sites {
            let Some(reader) = who.site(site.id.as_str()) else { continue };
            self.allow(site.id.as_str(), By::Record, reader);
            self.allow(&site.name, By::Name, reader);
            self.allow(site.address.as_deref().unwrap_or_default(), By::Name, reader);
        }
        self.own_devices(records, who);
        self.own_papers(records, who);
    }

    fn own_devices(&mut self, records: &Records, who: &super::who::Who<'_>) {
        for device in &records.devices {
            let mut texts = vec![device.id.as_str()];
            texts.extend(device.aliases.iter().map(String::as_str));
            let more = [&device.name, &device.serial, &device.firmware, &device.batch];
            texts.extend(more.into_iter().flatten().map(String::as_str));
            texts.extend(device.model.iter().map(crate::model::ModelId::as_str));
            let readers = who.ever(device);
            for &reader in &readers {
                for text in &texts {
                    self.allow(text, By::Record, reader);
                }
            }
            // Where it stands is theirs to know, whoever the site table gives the place.
            for owner in &device.owners {
                let (Some(customer), Some(site)) = (&owner.customer, &owner.site) else { continue };
                if let Some(reader) = who.customer(customer.as_str()) {
                    self.allow(site.as_str(), By::Record, reader);
                }
            }
            if let Some(article) = &device.meta.article {
                self.all_for(&article.body, By::Prose, &readers);
            }
        }
    }

    /// Visits, trainings, complaints, loaners, orders and contracts.
    fn own_papers(&mut self, records: &Records, who: &super::who::Who<'_>) {
        for contract in &records.contracts {
            let Some(reader) = who.customer(contract.customer.as_str()) else { continue };
            self.allow(contract.id.as_str(), By::Record, reader);
        }
        for visit in &records.visits {
            let on = visit.done_on.or(visit.due_to).or(visit.due_from);
            let site = visit.site.as_ref().and_then(|id| who.site(id.as_str()));
            let reader = who.of_record(visit.device.as_ref(), on, site);
            self.allow(visit.id.as_str(), By::Record, reader);
            self.allow(visit.findings.as_deref().unwrap_or_default(), By::Prose, reader);
        }
        for training in &records.trainings {
            let reader = owner_of_training(who, training);
            self.allow(training.id.as_str(), By::Record, reader);
            self.allow(training.topic.as_deref().unwrap_or_default(), By::Prose, reader);
        }
        for complaint in &records.complaints {
            let reader = owner_of_complaint(who, &self.table, complaint);
            self.allow(complaint.id.as_str(), By::Record, reader);
            self.allow(complaint.text.as_deref().unwrap_or_default(), By::Prose, reader);
        }
        for loaner in &records.loaners {
            let named = loaner.customer.as_ref().and_then(|id| who.customer(id.as_str()));
            let reader = who.of_record(loaner.device.as_ref(), who.day(loaner.out_at), named);
            self.allow(loaner.id.as_str(), By::Record, reader);
            self.allow(loaner.unit.as_deref().unwrap_or_default(), By::Record, reader);
        }
        for order in &records.part_orders {
            let reader = owner_of_order(who, &self.table, order);
            self.allow(order.id.as_str(), By::Record, reader);
        }
    }

    /// Texts of events, each searched once however many events say it.
    fn own_events(&mut self, project: &crate::model::Project, readers: &[Reader]) {
        let events = &project.records.events;
        let mut known: HashMap<(Sym, bool), Vec<Ix>> = HashMap::new();
        for (event, &reader) in events.iter().zip(readers) {
            if reader == Reader::NOBODY {
                continue;
            }
            let fields = TextField::ALL.iter().filter_map(|&f| Some((event.sym(f), by(f)?)));
            let parts = event.parts().iter().map(|used| (used.part, By::Record));
            for (sym, by) in fields.chain(parts).filter(|(sym, _)| sym.is_some()) {
                let found = known
                    .entry((sym, by == By::Record))
                    .or_insert_with(|| self.found(event.resolve(sym), by));
                for &ix in &*found {
                    self.give(ix, reader);
                }
            }
        }
        for report in &project.records.reports {
            if let Some(reader) = self.table.owner(report.id.as_str()) {
                self.allow(&report.article.body, By::Prose, reader);
            }
        }
    }
}

/// Which excuse a column of an event is, if it is one.
fn by(field: TextField) -> Option<By> {
    match field {
        TextField::Ticket
        | TextField::Report
        | TextField::Device
        | TextField::DeviceName
        | TextField::Model
        | TextField::Site
        | TextField::Code
        | TextField::Component
        | TextField::Solution
        | TextField::Contract
        | TextField::Severity
        | TextField::Exemption => Some(By::Record),
        TextField::Symptom | TextField::Cause | TextField::Action | TextField::Notes => {
            Some(By::Prose)
        }
        TextField::Customer
        | TextField::Engineers
        | TextField::Dealer
        | TextField::Contact
        | TextField::Phone
        | TextField::Reporter => None,
    }
}

/// The words that every project has in its data files.
fn closed_words() -> impl Iterator<Item = &'static str> {
    let mut all: Vec<&'static str> = Vec::new();
    all.extend(TextField::ALL.iter().map(|f| f.as_str()));
    all.extend(words::ServiceType::ALL.iter().map(|w| w.as_str()));
    all.extend(words::ChargeType::ALL.iter().map(|w| w.as_str()));
    all.extend(words::CauseCategory::ALL.iter().map(|w| w.as_str()));
    all.extend(words::Status::ALL.iter().map(|w| w.as_str()));
    all.extend(words::Channel::ALL.iter().map(|w| w.as_str()));
    all.extend(words::ResponsibleParty::ALL.iter().map(|w| w.as_str()));
    all.extend(words::OldPartStatus::ALL.iter().map(|w| w.as_str()));
    all.extend(words::Confidence::ALL.iter().map(|w| w.as_str()));
    all.extend(words::Readers::ALL.iter().map(|w| w.as_str()));
    all.extend(words::VisitKind::ALL.iter().map(|w| w.as_str()));
    all.extend(words::ActionKind::ALL.iter().map(|w| w.as_str()));
    all.extend(words::ComplaintKind::ALL.iter().map(|w| w.as_str()));
    all.extend(words::DeviceStatus::ALL.iter().map(|w| w.as_str()));
    all.into_iter()
}
