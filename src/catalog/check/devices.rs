//! Devices whose records are incomplete or contradict each other or their events.

use super::super::columns::{Seen, distinct};
use super::super::dates::has_start;
use super::super::findings::Findings;
use super::{Checks, times};
use crate::diag::{Code, Diagnostic};
use crate::model::events::TextField;
use crate::model::ids::match_key;
use crate::model::records::{Device, SerialSpan};
use std::collections::BTreeMap;

impl Checks<'_> {
    pub(super) fn starts(&self, found: &mut Findings) {
        let devices = &self.catalog.records.devices;
        let without = devices.iter().filter(|d| !d.unregistered && !has_start(d));
        found.add_all(Code::DeviceNoStart, without, |device| {
            let message = format!(
                "device `{}` has no date of commissioning, acceptance, installation or shipping",
                device.id
            );
            Diagnostic::new(Code::DeviceNoStart, message).at(device.meta.place.clone()).hint(
                "add one of these dates; until then it is observed from its first event, which does not count in rates",
            )
        });
    }

    pub(super) fn retired(&self, found: &mut Findings) {
        let catalog = self.catalog;
        let zone = &catalog.settings.zone;
        let after = |device: &Device| {
            Some(zone.start_of(device.retired_on?.tomorrow().unwrap_or(jiff::civil::Date::MAX)))
        };
        for (at, device) in catalog.records.devices.iter().enumerate() {
            let Some(after) = after(device) else { continue };
            let late = |row: &&u32| {
                self.event(**row as usize).reported().is_some_and(|reported| reported >= after)
            };
            let late: Vec<&u32> =
                catalog.index.events_of_device.of(at).iter().filter(late).collect();
            let Some(&&first) = late.first() else { continue };
            found.add(Code::DeviceRetiredUsed, || {
                let message = format!(
                    "device `{}` was retired but has later events{}",
                    device.id,
                    times(late.len())
                );
                Diagnostic::new(Code::DeviceRetiredUsed, message)
                    .at(self.place(first as usize, Some(TextField::Device)))
                    .hint("correct the date of retirement, or the device of these events")
            });
        }
    }

    pub(super) fn serials(&self, found: &mut Findings) {
        let mut of_serial: BTreeMap<String, Vec<&Device>> = BTreeMap::new();
        for device in &self.catalog.records.devices {
            let serial = device.serial.as_deref().map(match_key).filter(|s| !s.is_empty());
            if let Some(serial) = serial {
                of_serial.entry(serial).or_default().push(device);
            }
        }
        let dated = |device: &&Device| {
            let days = |span: &SerialSpan| span.from.is_some() || span.to.is_some();
            !device.serials.is_empty() && device.serials.iter().all(days)
        };
        let shared =
            of_serial.values().filter(|devices| devices.len() > 1 && !devices.iter().all(dated));
        found.add_all(Code::SerialShared, shared, |devices| {
            let ids: Vec<&str> = devices.iter().map(|d| d.id.as_str()).collect();
            let serial = devices[0].serial.clone().unwrap_or_default();
            let message =
                format!("devices {} have the same serial number `{serial}`", ids.join(", "));
            Diagnostic::new(Code::SerialShared, message)
                .raw(serial)
                .at(devices[1].meta.place.clone())
                .hint("if they are one device, list one id among the other's aliases")
        });
    }

    /// Ids that differ only in leading zeros, and spellings of a device's id that
    /// are equal only after full-width or decomposed letters are folded.
    pub(super) fn alike(&self, found: &mut Findings) {
        let catalog = self.catalog;
        let mut of_number: BTreeMap<String, Vec<&Device>> = BTreeMap::new();
        for device in &catalog.records.devices {
            of_number.entry(without_leading_zeros(device.id.as_str())).or_default().push(device);
        }
        let alike = of_number.values().filter(|devices| devices.len() > 1);
        let place = |device: &Device| {
            let at = catalog.index.find_device(device.id.as_str())?;
            let rows = catalog.index.events_of_device.of(at.index());
            Self::first(rows).map(|(row, _)| row)
        };
        found.add_all(Code::IdsAlike, alike, |devices| {
            let ids: Vec<&str> = devices.iter().map(|d| d.id.as_str()).collect();
            let message = format!("devices {} differ only in leading zeros", ids.join(", "));
            let odd = devices.iter().find(|d| d.unregistered).unwrap_or(&devices[0]);
            let written = Some(odd.meta.place.clone()).filter(|place| !place.file.is_empty());
            let from_log = || place(odd).map(|row| self.place(row, Some(TextField::Device)));
            let finding = Diagnostic::new(Code::IdsAlike, message)
                .hint("if they are one device, list one id among the other's aliases");
            match written.or_else(from_log) {
                Some(place) => finding.at(place),
                None => finding,
            }
        });
        let pool = catalog.events().pool();
        let seen = distinct(catalog.events(), TextField::Device, |_| true);
        let folded = |seen: &Seen| {
            let text = pool.get(seen.sym);
            let device = catalog.device(catalog.index.find_device(text)?);
            let same = text.to_uppercase() == device.id.as_str().to_uppercase();
            (!same && match_key(text) == device.id.key()).then_some((*seen, text, device))
        };
        let folded: Vec<_> = seen.iter().filter_map(folded).collect();
        found.add_all(Code::IdsAlike, folded, |(seen, text, device)| {
            let message = format!("`{text}` was taken for device `{}`", device.id);
            Diagnostic::new(Code::IdsAlike, message)
                .raw(text)
                .at(self.place(seen.first, Some(TextField::Device)))
                .hint("both are the same letters in another form; write the id one way")
        });
    }
}

impl Checks<'_> {
    /// Customers' names that are equal only after wide or decomposed letters are folded.
    pub(super) fn customers_alike(&self, found: &mut Findings) {
        let catalog = self.catalog;
        let pool = catalog.events().pool();
        let folded = |seen: &Seen| {
            let text = pool.get(seen.sym);
            let customer = catalog.customer(catalog.index.find_customer(text)?);
            let names = [customer.id.as_str(), &customer.name];
            let names = names.into_iter().chain(customer.aliases.iter().map(String::as_str));
            let same = names.clone().any(|name| name.to_uppercase() == text.to_uppercase());
            let name = names.clone().find(|name| match_key(name) == match_key(text))?;
            (!same).then_some((*seen, text, name))
        };
        let seen = distinct(catalog.events(), TextField::Customer, |_| true);
        let folded: Vec<_> = seen.iter().filter_map(folded).collect();
        found.add_all(Code::IdsAlike, folded, |(seen, text, name)| {
            let message = format!("`{text}` was taken for customer `{name}`");
            Diagnostic::new(Code::IdsAlike, message)
                .raw(text)
                .at(self.place(seen.first, Some(TextField::Customer)))
                .hint("both are the same letters in another form; write the name one way")
        });
    }
}

fn without_leading_zeros(id: &str) -> String {
    let mut out = String::with_capacity(id.len());
    let mut digits = false;
    let key = match_key(id);
    let mut chars = key.chars().peekable();
    while let Some(c) = chars.next() {
        let more = chars.peek().is_some_and(char::is_ascii_digit);
        if c != '0' || digits || !more {
            out.push(c);
            digits = c.is_ascii_digit();
        }
    }
    out
}
