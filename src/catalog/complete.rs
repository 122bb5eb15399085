//! Completing the records: a stub for every device that only events or reports
//! name, and derived models, sites, customers, components, codes and parts for
//! what other records name (`design.md` §2, `domain.md` §2.4). Completing twice
//! adds nothing.

use super::columns::{SymTable, distinct};
use super::index::{self, slug_key};
use crate::model::events::{Events, TextField};
use crate::model::ids::{
    CodeId, ComponentId, CustomerId, DeviceId, ModelId, PartId, SiteId, match_key,
};
use crate::model::records::{
    Component, Customer, Device, DeviceModel, FaultCode, Meta, Part, Records, Site,
};
use hashbrown::{HashMap, HashSet};

/// Adds what is missing. Events are in their final order.
pub(super) fn complete(records: &mut Records) {
    add_stub_devices(records);
    add_customers(records);
    let of_event = EventDevices::of(records);
    add_sites(records, &of_event);
    add_models(records, &of_event);
    add_codes(records);
    add_components(records);
    add_parts(records);
}

/// Names already taken in one kind, by spelling and by address.
#[derive(Default)]
struct Names(HashSet<String>);

impl Names {
    fn of<'a>(records: impl Iterator<Item = (&'a str, Vec<&'a str>)>) -> Self {
        let mut names = Self::default();
        let mut written = Vec::new();
        for (at, (id, others)) in records.enumerate() {
            names.is_new(id);
            names.0.extend(others.iter().map(|name| match_key(name)));
            written.extend(others.into_iter().map(|name| (at, name)));
        }
        names.0.extend(index::own_halves(written.into_iter()).into_iter().map(|(key, _)| key));
        names
    }

    /// True once for a spelling that no record of the kind has. Customers are told
    /// apart by spelling alone: two of them are never taken for one.
    fn is_new_spelling(&mut self, text: &str) -> bool {
        !text.trim().is_empty() && self.0.insert(match_key(text))
    }

    /// True once for a text that no record of the kind answers to.
    fn is_new(&mut self, text: &str) -> bool {
        if text.trim().is_empty() || self.0.contains(&match_key(text)) {
            return false;
        }
        self.0.insert(match_key(text));
        self.0.insert(slug_key(text))
    }
}

fn texts(events: &Events, field: TextField, used: impl Fn(usize) -> bool) -> Vec<String> {
    let seen = distinct(events, field, used);
    seen.iter().map(|s| events.pool().get(s.sym).trim().to_owned()).collect()
}

/// The device of each event, as far as one is registered or a stub.
struct EventDevices {
    table: SymTable,
}

impl EventDevices {
    fn of(records: &Records) -> Self {
        let devices = index::devices(records);
        let find = |text: &str| devices.get(&match_key(text)).map(|ix| ix.index());
        Self { table: SymTable::new(&records.events, TextField::Device, find) }
    }

    fn device<'a>(&self, records: &'a Records, row: usize) -> Option<&'a Device> {
        let sym = records.events.get(row).sym(TextField::Device);
        self.table.get(sym).map(|at| &records.devices[at])
    }
}

fn add_stub_devices(records: &mut Records) {
    let known = index::devices(records);
    let events = &records.events;
    let mut stubs = Stubs { of_key: HashMap::new(), list: Vec::new(), taken: HashSet::new() };
    let missing = |text: &str| !text.trim().is_empty() && !known.contains_key(&match_key(text));
    let mut table = SymTable::empty(events);
    for event in events.iter() {
        let text = event.text(TextField::Device);
        let find = || missing(text).then(|| stubs.stub(text, &records.devices));
        let Some(at) = table.get_or(event.sym(TextField::Device), find) else { continue };
        let model = &mut stubs.list[at].model;
        if model.is_none() {
            *model = event.some_text(TextField::Model).map(|text| ModelId::new(text.trim()));
        }
    }
    for device in records.reports.iter().flat_map(|report| &report.devices) {
        if missing(device.as_str()) {
            stubs.stub(device.as_str(), &records.devices);
        }
    }
    records.devices.append(&mut stubs.list);
}

/// Stub devices in the making.
struct Stubs {
    of_key: HashMap<String, usize>,
    list: Vec<Device>,
    taken: HashSet<String>,
}

impl Stubs {
    fn stub(&mut self, text: &str, registered: &[Device]) -> usize {
        let key = match_key(text);
        if let Some(&at) = self.of_key.get(&key) {
            return at;
        }
        if self.list.is_empty() {
            self.taken.extend(registered.iter().map(|d| slug_key(d.id.as_str())));
        }
        let device = self.device(text.trim());
        self.list.push(device);
        self.of_key.insert(key, self.list.len() - 1);
        self.list.len() - 1
    }

    /// A stub whose address would be that of another device keeps its text as an
    /// alias and gets an id that tells them apart.
    fn device(&mut self, text: &str) -> Device {
        if self.taken.insert(slug_key(text)) {
            return Device::stub(DeviceId::new(text));
        }
        let digest = blake3::hash(match_key(text).as_bytes()).to_hex();
        let id = format!("{text}--{}", &digest[..6]);
        self.taken.insert(slug_key(&id));
        Device { aliases: vec![text.to_owned()], ..Device::stub(DeviceId::new(id)) }
    }
}

/// Without a customer table the owners named by the device table are the
/// customers; a customer named only in a log never is one.
fn add_customers(records: &mut Records) {
    if records.customers.iter().any(|customer| !customer.derived) {
        return;
    }
    let mut names = Names::of(records.customers.iter().map(|c| {
        (
            c.id.as_str(),
            std::iter::once(c.name.as_str()).chain(c.aliases.iter().map(String::as_str)).collect(),
        )
    }));
    let owners = records.devices.iter().flat_map(|d| &d.owners);
    let new: Vec<Customer> = owners
        .filter_map(|owner| owner.customer.as_ref())
        .filter(|id| names.is_new_spelling(id.as_str()))
        .cloned()
        .map(Customer::stub)
        .collect();
    records.customers.extend(new);
}

fn add_sites(records: &mut Records, of_event: &EventDevices) {
    let mut names = Names::of(records.sites.iter().map(|s| (s.id.as_str(), vec![s.name.as_str()])));
    let mut new: Vec<Site> = Vec::new();
    let mut at: HashMap<String, usize> = HashMap::new();
    for owner in records.devices.iter().flat_map(|d| &d.owners) {
        let Some(id) = &owner.site else { continue };
        if names.is_new(id.as_str()) {
            at.insert(slug_key(id.as_str()), new.len());
            new.push(derived_site(id.clone(), owner.customer.clone()));
        } else if let Some(&at) = at.get(&slug_key(id.as_str())) {
            // A place that several customers name is nobody's.
            if new[at].customer != owner.customer {
                new[at].customer = None;
            }
        }
    }
    let unplaced = |row: usize| {
        let device = of_event.device(records, row);
        device.is_none_or(|d| d.owners.iter().all(|owner| owner.site.is_none()))
    };
    let seen = texts(&records.events, TextField::Site, unplaced);
    new.extend(
        seen.into_iter().filter(|t| names.is_new(t)).map(|t| derived_site(SiteId::new(t), None)),
    );
    records.sites.extend(new);
}

fn derived_site(id: SiteId, customer: Option<CustomerId>) -> Site {
    Site {
        name: id.as_str().to_owned(),
        id,
        customer,
        address: None,
        zone: None,
        distance_km: None,
        derived: true,
        meta: Meta::default(),
    }
}

fn add_models(records: &mut Records, of_event: &EventDevices) {
    let mut names =
        Names::of(records.models.iter().map(|m| (m.id.as_str(), vec![m.name.as_str()])));
    let mut wanted: Vec<String> = Vec::new();
    let mut want = |id: &ModelId| wanted.push(id.as_str().to_owned());
    records.devices.iter().filter_map(|d| d.model.as_ref()).for_each(&mut want);
    records.codes.iter().flat_map(|c| &c.models).for_each(&mut want);
    records.solutions.iter().flat_map(|s| &s.models).for_each(&mut want);
    records.actions.iter().filter_map(|a| a.model.as_ref()).for_each(&mut want);
    let unmodelled = |row: usize| of_event.device(records, row).is_none_or(|d| d.model.is_none());
    wanted.extend(texts(&records.events, TextField::Model, unmodelled));
    let new = wanted.into_iter().filter(|t| names.is_new(t)).map(derived_model);
    records.models.extend(new.collect::<Vec<_>>());
}

fn derived_model(id: String) -> DeviceModel {
    DeviceModel::stub(ModelId::new(id))
}

fn add_codes(records: &mut Records) {
    let mut names = Names::of(
        records
            .codes
            .iter()
            .map(|c| (c.id.as_str(), c.aliases.iter().map(String::as_str).collect())),
    );
    let mut wanted = texts(&records.events, TextField::Code, |_| true);
    let mut want = |id: &CodeId| wanted.push(id.as_str().to_owned());
    records.solutions.iter().flat_map(|s| &s.codes).for_each(&mut want);
    records.actions.iter().filter_map(|a| a.code.as_ref()).for_each(&mut want);
    let new = wanted.into_iter().filter(|t| names.is_new(t)).map(derived_code);
    records.codes.extend(new.collect::<Vec<_>>());
}

fn derived_code(id: String) -> FaultCode {
    FaultCode {
        title: id.clone(),
        id: CodeId::new(id),
        component: None,
        severity: None,
        aliases: Vec::new(),
        symptoms: Vec::new(),
        models: Vec::new(),
        solutions: Vec::new(),
        derived: true,
        meta: Meta::default(),
    }
}

fn add_components(records: &mut Records) {
    let mut names =
        Names::of(records.components.iter().map(|c| (c.id.as_str(), vec![c.name.as_str()])));
    let mut wanted = texts(&records.events, TextField::Component, |_| true);
    let mut want = |id: &ComponentId| wanted.push(id.as_str().to_owned());
    records.codes.iter().filter_map(|c| c.component.as_ref()).for_each(&mut want);
    records.components.iter().filter_map(|c| c.parent.as_ref()).for_each(&mut want);
    records.models.iter().flat_map(|m| &m.components).for_each(&mut want);
    records.models.iter().flat_map(|m| m.component_warranty_months.keys()).for_each(&mut want);
    records.devices.iter().flat_map(|d| d.component_warranty.keys()).for_each(&mut want);
    records.solutions.iter().flat_map(|s| &s.components).for_each(&mut want);
    let new = wanted.into_iter().filter(|t| names.is_new(t)).map(derived_component);
    records.components.extend(new.collect::<Vec<_>>());
}

fn derived_component(id: String) -> Component {
    Component {
        name: id.clone(),
        id: ComponentId::new(id),
        parent: None,
        category: None,
        derived: true,
        meta: Meta::default(),
    }
}

fn add_parts(records: &mut Records) {
    let mut names = Names::of(records.parts.iter().map(|p| (p.id.as_str(), vec![p.name.as_str()])));
    let mut wanted: Vec<String> = Vec::new();
    let mut want = |id: &PartId| wanted.push(id.as_str().to_owned());
    records.models.iter().flat_map(|m| &m.wear_parts).for_each(&mut want);
    records.solutions.iter().flat_map(|s| &s.parts).for_each(&mut want);
    records.part_orders.iter().filter_map(|o| o.part.as_ref()).for_each(&mut want);
    let mut asked = SymTable::empty(&records.events);
    for event in records.events.iter() {
        for used in event.parts() {
            asked.get_or(used.part, || {
                wanted.push(event.resolve(used.part).trim().to_owned());
                None
            });
        }
    }
    let new = wanted.into_iter().filter(|t| names.is_new(t)).map(derived_part);
    records.parts.extend(new.collect::<Vec<_>>());
}

fn derived_part(id: String) -> Part {
    Part {
        name: id.clone(),
        id: PartId::new(id),
        unit: None,
        unit_cost: None,
        vendor: None,
        origin: None,
        wear_part: false,
        old_part_required: None,
        derived: true,
        meta: Meta::default(),
    }
}
