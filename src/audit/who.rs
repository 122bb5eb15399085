//! Whose something is, from the plain records and by the simplest rules: the device
//! table says who had a device on a day; where it says nothing, a row's own customer
//! column does. The restriction answers the same questions with other code, on
//! purpose: one mistake must not blind both.

use super::table::Reader;
use crate::model::events::{Event, Events, TextField};
use crate::model::ids::match_key;
use crate::model::records::{Device, Ownership, SerialSpan};
use crate::model::time::{Day, Zone};
use crate::model::{CustomerId, DeviceId, Project, Sym};
use hashbrown::HashMap;
use std::collections::BTreeSet;

/// A device and the days on which it had the name that it was found by.
type Named = (usize, Option<Day>, Option<Day>);

/// A customer and the days on which something was theirs.
type Owned = (Reader, Option<Day>, Option<Day>);

/// Who is who, and who had what.
pub(super) struct Who<'p> {
    /// Customers by position; first those of the records, then those that only other
    /// records name.
    pub(super) customers: Vec<CustomerId>,
    by_name: HashMap<String, Reader>,
    devices: &'p [Device],
    /// Of each device, who had it from when to when.
    owners: Vec<Vec<Owned>>,
    by_device: HashMap<String, Vec<Named>>,
    sites: HashMap<String, Reader>,
    zone: &'p Zone,
}

impl<'p> Who<'p> {
    pub(super) fn of(project: &'p Project) -> Self {
        let records = &project.records;
        let mut who = Self {
            customers: Vec::new(),
            by_name: HashMap::new(),
            devices: &records.devices,
            owners: Vec::new(),
            by_device: HashMap::new(),
            sites: HashMap::new(),
            zone: &project.settings.zone,
        };
        for customer in &records.customers {
            let reader = who.learn(&customer.id);
            let names = std::iter::once(&customer.name).chain(&customer.aliases);
            names.for_each(|name| {
                who.by_name.entry(match_key(name)).or_insert(reader);
            });
        }
        let owners = records.devices.iter().flat_map(|device| &device.owners);
        owners.filter_map(|owner| owner.customer.as_ref()).for_each(|id| {
            who.learn(id);
        });
        who.learn_devices();
        for site in &records.sites {
            let owner = site.customer.as_ref().and_then(|id| who.customer(id.as_str()));
            who.sites.extend(owner.map(|owner| (site.id.key(), owner)));
        }
        who
    }

    fn learn(&mut self, id: &CustomerId) -> Reader {
        if let Some(&known) = self.by_name.get(&id.key()) {
            return known;
        }
        let reader = Reader::customer(self.customers.len());
        self.customers.push(id.clone());
        self.by_name.insert(id.key(), reader);
        reader
    }

    fn learn_devices(&mut self) {
        let owned = |owner: &Ownership| {
            let reader = self.customer(owner.customer.as_ref()?.as_str());
            Some((reader.unwrap_or(Reader::NOBODY), owner.from, owner.to))
        };
        let owners = |device: &Device| device.owners.iter().filter_map(owned).collect();
        self.owners = self.devices.iter().map(owners).collect();
        for (at, device) in self.devices.iter().enumerate() {
            let always = std::iter::once(device.id.as_str())
                .chain(device.aliases.iter().map(String::as_str))
                .map(|name| (name, None, None));
            let serials = device.serials.iter().map(|s| (s.serial.as_str(), s.from, s.to));
            for (name, from, to) in always.chain(serials) {
                let known: &mut Vec<Named> = self.by_device.entry(match_key(name)).or_default();
                known.push((at, from, to));
            }
        }
    }

    /// The customer of an id, a name or an alias.
    pub(super) fn customer(&self, name: &str) -> Option<Reader> {
        self.by_name.get(&match_key(name)).copied()
    }

    /// The customer of a site.
    pub(super) fn site(&self, id: &str) -> Option<Reader> {
        self.sites.get(&match_key(id)).copied()
    }

    /// Everybody who has or had a device.
    pub(super) fn ever(&self, device: &Device) -> BTreeSet<Reader> {
        let owners = device.owners.iter().filter_map(|owner| owner.customer.as_ref());
        owners.filter_map(|id| self.customer(id.as_str())).collect()
    }

    /// Everybody who had a device while it carried a serial number.
    pub(super) fn with_serial(&self, device: &Device, span: &SerialSpan) -> BTreeSet<Reader> {
        let owners = device.owners.iter().filter(|owner| meet(owner, span));
        owners.filter_map(|owner| self.customer(owner.customer.as_ref()?.as_str())).collect()
    }

    /// Whether a device is registered under a name.
    pub(super) fn knows_device(&self, name: &str) -> bool {
        self.by_device.contains_key(&match_key(name))
    }

    /// Who had a device on a day: `None` where no owner is registered at all. Without
    /// a day only a sole owner can be told.
    pub(super) fn had(&self, device: &str, on: Option<Day>) -> Option<Reader> {
        self.one_of(self.named(device)?, on)
    }

    fn named(&self, device: &str) -> Option<&[Named]> {
        self.by_device.get(&match_key(device)).map(Vec::as_slice)
    }

    /// Who had, on a day, the one of some devices that had their name on it.
    fn one_of(&self, named: &[Named], on: Option<Day>) -> Option<Reader> {
        let covers = |&&(_, from, to): &&Named| on.is_none_or(|day| within(day, from, to));
        let owners = &self.owners[named.iter().find(covers).or(named.first())?.0];
        if owners.is_empty() {
            return None;
        }
        let then = match on {
            None => owners.first().filter(|_| owners.len() == 1),
            Some(day) => owners.iter().rev().find(|&&(_, from, to)| within(day, from, to)),
        };
        Some(then.map_or(Reader::NOBODY, |owner| owner.0))
    }

    /// Like [`Who::had`], for a record that names a device, a site or a customer.
    pub(super) fn of_record(
        &self,
        device: Option<&DeviceId>,
        on: Option<Day>,
        otherwise: Option<Reader>,
    ) -> Reader {
        let by_device = device.and_then(|id| self.had(id.as_str(), on));
        by_device.or(otherwise).unwrap_or(Reader::NOBODY)
    }

    /// Whose each event is. A name is looked up once, however many rows have it.
    pub(super) fn of_events(&self, events: &Events) -> Vec<Reader> {
        let mut devices: HashMap<Sym, Option<&[Named]>> = HashMap::new();
        let mut customers: HashMap<Sym, Option<Reader>> = HashMap::new();
        let of_event = |event: Event<'_>| {
            let on = event.reported().map(|at| self.zone.day(at));
            let device = event.sym(TextField::Device);
            let named = *devices
                .entry(device)
                .or_insert_with(|| self.named(event.some_text(TextField::Device)?));
            let had = named.and_then(|named| self.one_of(named, on));
            had.or_else(|| {
                *customers
                    .entry(event.sym(TextField::Customer))
                    .or_insert_with(|| self.customer(event.some_text(TextField::Customer)?))
            })
        };
        events.iter().map(of_event).map(|reader| reader.unwrap_or(Reader::NOBODY)).collect()
    }

    /// The local day of an instant.
    pub(super) fn day(&self, at: Option<crate::model::Instant>) -> Option<Day> {
        at.map(|at| self.zone.day(at))
    }

    /// Every customer.
    pub(super) fn everybody(&self) -> impl Iterator<Item = Reader> {
        (0..self.customers.len()).map(Reader::customer)
    }
}

fn within(day: Day, from: Option<Day>, to: Option<Day>) -> bool {
    from.is_none_or(|from| from <= day) && to.is_none_or(|to| day <= to)
}

fn meet(owner: &Ownership, span: &SerialSpan) -> bool {
    let begins = owner.from.zip(span.to).is_none_or(|(from, to)| from <= to);
    let ends = owner.to.zip(span.from).is_none_or(|(to, from)| from <= to);
    begins && ends
}
