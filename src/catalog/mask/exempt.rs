//! What looks like data of a person and is none, or is the reader's own.

use crate::model::Personal;
use crate::model::events::TextField;
use crate::model::personal::find;
use crate::model::records::Records;
use crate::model::settings::Organisation;
use hashbrown::HashSet;

/// Texts that are never masked.
#[derive(Default)]
pub(in crate::catalog) struct Exempt {
    /// Ids and numbers, by their letters and digits.
    keys: HashSet<String>,
    /// Addresses; a part of one is exempt, too.
    addresses: Vec<String>,
}

/// Letters and digits alone; two spellings of a number meet in it.
fn key(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A telephone number as it is dialled at home.
fn dialled(text: &str) -> String {
    let digits = key(text);
    let home = digits.strip_prefix("0086").or_else(|| digits.strip_prefix("86"));
    home.filter(|rest| rest.len() >= 10).unwrap_or(&digits).trim_start_matches('0').to_owned()
}

impl Exempt {
    /// The ids of some records, and the service department's own numbers.
    pub(in crate::catalog) fn of(records: &Records, organisation: &Organisation) -> Self {
        let mut exempt = Self::default();
        exempt.organisation(organisation);
        for device in &records.devices {
            exempt.id(device.id.as_str());
            device.aliases.iter().for_each(|alias| exempt.id(alias));
            device.serials.iter().for_each(|span| exempt.id(&span.serial));
            device.serial.iter().for_each(|serial| exempt.id(serial));
        }
        for part in &records.parts {
            exempt.id(part.id.as_str());
            exempt.id(&part.name);
        }
        for report in &records.reports {
            exempt.id(report.id.as_str());
        }
        let events = &records.events;
        let mut seen = vec![false; events.pool().len()];
        for event in events.iter() {
            for field in [TextField::Ticket, TextField::Device, TextField::Contract] {
                let sym = event.sym(field);
                if sym.index().is_some_and(|at| !std::mem::replace(&mut seen[at], true)) {
                    exempt.id(event.resolve(sym));
                }
            }
        }
        exempt
    }

    fn organisation(&mut self, own: &Organisation) {
        for number in [&own.hotline, &own.phone, &own.fax].into_iter().flatten() {
            self.phone(number);
        }
        self.keys.extend(own.mails.iter().map(|mail| key(mail)));
        self.addresses.extend(own.address.clone());
    }

    /// The contact data of the reader, whose site it is.
    #[must_use]
    pub(in crate::catalog) fn with_own_contacts(mut self, records: &Records) -> Self {
        for customer in &records.customers {
            customer.phone.iter().for_each(|number| self.phone(number));
            let contact = customer.contact.as_deref().unwrap_or_default();
            for own in find(contact) {
                self.phone(&contact[own.range]);
            }
            self.keys.extend(customer.email.iter().map(|mail| key(mail)));
            self.addresses.extend(customer.address.clone());
        }
        self.addresses.extend(records.sites.iter().filter_map(|site| site.address.clone()));
        self
    }

    fn phone(&mut self, cell: &str) {
        let numbers = cell.split([',', ';', '，', '；', '、', '/']);
        self.keys.extend(numbers.map(dialled).filter(|number| !number.is_empty()));
    }

    /// Only an id without letters of its own, or a plate, can be taken for something
    /// else.
    fn id(&mut self, id: &str) {
        let plain = !id.bytes().any(|b| b.is_ascii_alphabetic());
        if plain || !id.is_ascii() {
            self.keys.insert(key(id));
        }
    }

    /// True for what is not to be masked.
    pub(super) fn covers(&self, kind: Personal, text: &str) -> bool {
        match kind {
            Personal::Phone => self.keys.contains(&dialled(text)) || self.keys.contains(&key(text)),
            Personal::Address => self.addresses.iter().any(|own| own.contains(text)),
            _ => self.keys.contains(&key(text)),
        }
    }
}
