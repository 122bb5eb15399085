//! What is doubtful in linked records (`domain.md` §7): references that lead
//! nowhere, devices without a start, tickets without an explanation. Each finding
//! names file and line; nothing is changed here.

use super::columns::{Seen, distinct};
use super::dates::has_start;
use super::findings::Findings;
use super::nearest::Nearest;
use super::{Catalog, addresses};
use crate::diag::{Code, Diagnostic, Diagnostics, Place};
use crate::model::events::{Event, Origin, TextField};
use crate::model::ids::match_key;
use crate::model::project::SourceReport;
use crate::model::records::{Device, FaultReport};
use crate::model::time::{Clock, DAY_MS, Instant};
use crate::model::words::Status;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Where an event stands: row of a log or Markdown report.
pub(super) fn place_of(
    event: Event<'_>,
    sources: &[SourceReport],
    reports: &[FaultReport],
) -> Place {
    match event.origin() {
        Origin::Row { source, line } => {
            let source = sources.get(usize::from(source));
            source.map_or_else(Place::default, |s| Place::line(s.path.clone(), line))
        }
        Origin::Report(at) => {
            reports.get(at as usize).map_or_else(Place::default, |r| r.place.clone())
        }
    }
}

/// All findings about records.
pub(super) fn check(catalog: &Catalog) -> Diagnostics {
    let mut checks = Checks { catalog, found: Findings::default() };
    addresses::check(catalog, &mut checks.found);
    checks.unregistered_devices();
    checks.customers();
    checks.codes();
    checks.models();
    checks.solutions();
    checks.parts();
    checks.starts();
    checks.retired();
    checks.serials();
    checks.alike();
    checks.unexplained();
    checks.call_backs();
    checks.found.finish()
}

struct Checks<'a> {
    catalog: &'a Catalog,
    found: Findings,
}

/// `, 3 times` where there is more than one.
fn times(count: usize) -> String {
    if count > 1 { format!(", {count} times") } else { String::new() }
}

fn hint_nearest(finding: Diagnostic, nearest: Option<&str>, otherwise: &str) -> Diagnostic {
    match nearest {
        Some(id) => finding.expected(id).hint(format!("did you mean `{id}`? Else {otherwise}")),
        None => finding.hint(otherwise),
    }
}

impl<'a> Checks<'a> {
    fn event(&self, row: usize) -> Event<'a> {
        self.catalog.event(row)
    }

    fn place(&self, row: usize, field: Option<TextField>) -> Place {
        let catalog = self.catalog;
        let event = self.event(row);
        let place = place_of(event, &catalog.sources, &catalog.records.reports);
        let header = field.and_then(|f| self.header(event, f));
        match header {
            Some(header) => place.with_header(header),
            None => place,
        }
    }

    /// The header as the file has it.
    fn header(&self, event: Event<'_>, field: TextField) -> Option<String> {
        let Origin::Row { source, .. } = event.origin() else { return None };
        let columns = &self.catalog.sources.get(usize::from(source))?.columns;
        let column = columns.iter().find(|c| c.field.as_deref() == Some(field.as_str()))?;
        Some(column.header.clone())
    }

    /// The first of some events, and how many there are.
    fn first(rows: &[u32]) -> Option<(usize, usize)> {
        rows.first().map(|&row| (row as usize, rows.len()))
    }

    fn unregistered_devices(&mut self) {
        let catalog = self.catalog;
        let devices = &catalog.records.devices;
        let stubs: Vec<usize> = (0..devices.len()).filter(|&d| devices[d].unregistered).collect();
        if stubs.is_empty() {
            return;
        }
        if stubs.len() == devices.len() {
            let message = format!(
                "there is no device table; {} devices were taken from logs and reports",
                stubs.len()
            );
            self.found.push(Diagnostic::new(Code::DeviceUnregistered, message).hint(
                "list the devices in content/devices.csv to get their models, customers and warranties",
            ));
            return;
        }
        let registered = devices.iter().filter(|d| !d.unregistered).map(|d| d.id.as_str());
        let nearest = Nearest::of(registered);
        let mut found = std::mem::take(&mut self.found);
        found.add_all(Code::DeviceUnregistered, stubs, |at| {
            self.unregistered(&devices[at], catalog.index.events_of_device.of(at), &nearest)
        });
        self.found = found;
    }

    fn unregistered(&self, device: &Device, rows: &[u32], nearest: &Nearest<'_>) -> Diagnostic {
        let id = device.aliases.first().map_or(device.id.as_str(), String::as_str);
        let first = Self::first(rows);
        let count = first.map_or(0, |(_, count)| count);
        let message = format!("device `{id}` is not in the device table{}", times(count));
        let finding = Diagnostic::new(Code::DeviceUnregistered, message).raw(id);
        let finding = hint_nearest(finding, nearest.to(id), "add it to the device table");
        match first.map(|(row, _)| self.place(row, Some(TextField::Device))) {
            Some(place) => finding.at(place),
            None => finding,
        }
    }

    /// Customers named by events or devices that no record of a customer answers to.
    fn customers(&mut self) {
        let catalog = self.catalog;
        let index = &catalog.index;
        let pool = catalog.events().pool();
        let unknown = |seen: &Seen| index.find_customer(pool.get(seen.sym)).is_none();
        let seen = distinct(catalog.events(), TextField::Customer, |_| true);
        let seen: Vec<Seen> = seen.into_iter().filter(unknown).collect();
        let customers = &catalog.records.customers;
        if customers.is_empty() && !seen.is_empty() {
            let message = format!(
                "there is no customer table; {} customers named by logs have no page",
                seen.len()
            );
            self.found.push(Diagnostic::new(Code::CustomerUnknown, message).hint(
                "list the customers in content/customers.csv, or name them in the device table",
            ));
            return;
        }
        let nearest =
            (!seen.is_empty()).then(|| Nearest::of(customers.iter().map(|c| c.id.as_str())));
        let mut found = std::mem::take(&mut self.found);
        found.add_all(Code::CustomerUnknown, seen, |seen| {
            let name = pool.get(seen.sym);
            let message =
                format!("customer `{name}` is not in the customer table{}", times(seen.count));
            let finding = Diagnostic::new(Code::CustomerUnknown, message)
                .raw(name)
                .at(self.place(seen.first, Some(TextField::Customer)));
            let nearest = nearest.as_ref().and_then(|n| n.to(name));
            hint_nearest(finding, nearest, "add it, or list this spelling among its aliases")
        });
        for device in &catalog.records.devices {
            for owner in device.owners.iter().filter_map(|o| o.customer.as_ref()) {
                if index.find_customer(owner.as_str()).is_none() {
                    let message = format!(
                        "device `{}` belongs to `{owner}`, who is not in the customer table",
                        device.id
                    );
                    found.add(Code::CustomerUnknown, || {
                        Diagnostic::new(Code::CustomerUnknown, message)
                            .raw(owner.as_str())
                            .at(device.meta.place.clone())
                            .hint("add the customer, or correct the device's row")
                    });
                }
            }
        }
        self.found = found;
    }

    fn codes(&mut self) {
        let catalog = self.catalog;
        let codes = &catalog.records.codes;
        if codes.iter().all(|code| code.derived) {
            return;
        }
        let unknown: Vec<usize> = (0..codes.len()).filter(|&at| codes[at].derived).collect();
        let nearest = Nearest::of(codes.iter().filter(|c| !c.derived).map(|c| c.id.as_str()));
        let mut found = std::mem::take(&mut self.found);
        for at in unknown {
            let id = codes[at].id.as_str();
            let rows = catalog.index.events_of_code.of(at);
            let Some((row, count)) = Self::first(rows) else { continue };
            found.add(Code::CodeUnknown, || {
                let message = format!("fault code `{id}` is not in the code table{}", times(count));
                let finding = Diagnostic::new(Code::CodeUnknown, message)
                    .raw(id)
                    .at(self.place(row, Some(TextField::Code)));
                hint_nearest(finding, nearest.to(id), "add it to the code table")
            });
        }
        self.found = found;
    }

    fn models(&mut self) {
        let catalog = self.catalog;
        let models = &catalog.records.models;
        if models.iter().all(|model| model.derived) {
            return;
        }
        let nearest = Nearest::of(models.iter().filter(|m| !m.derived).map(|m| m.id.as_str()));
        let mut found = std::mem::take(&mut self.found);
        for at in (0..models.len()).filter(|&at| models[at].derived) {
            let id = models[at].id.as_str();
            found.add(Code::ModelUnknown, || {
                let message = format!("model `{id}` is not in the model table");
                let finding = Diagnostic::new(Code::ModelUnknown, message).raw(id);
                let finding = match self.place_of_model(at) {
                    Some(place) => finding.at(place),
                    None => finding,
                };
                hint_nearest(finding, nearest.to(id), "add it to the model table")
            });
        }
        self.found = found;
    }

    fn place_of_model(&self, model: usize) -> Option<Place> {
        let index = &self.catalog.index;
        let registered = |&at: &u32| {
            let device = &self.catalog.records.devices[at as usize];
            (!device.unregistered).then(|| device.meta.place.clone())
        };
        let by_device = index.devices_of_model.of(model).iter().find_map(registered);
        let rows = index.events_of_model.of(model);
        by_device
            .or_else(|| Self::first(rows).map(|(row, _)| self.place(row, Some(TextField::Model))))
    }

    fn solutions(&mut self) {
        let catalog = self.catalog;
        let pool = catalog.events().pool();
        let unlinked = |row: usize| catalog.links[row].solution.is_none();
        let seen = distinct(catalog.events(), TextField::Solution, unlinked);
        if seen.is_empty() {
            return;
        }
        let nearest = Nearest::of(catalog.records.solutions.iter().map(|s| s.id.as_str()));
        let mut found = std::mem::take(&mut self.found);
        found.add_all(Code::SolutionUnknown, seen, |seen| {
            let text = pool.get(seen.sym);
            let message = format!("solution `{text}` does not exist{}", times(seen.count));
            let finding = Diagnostic::new(Code::SolutionUnknown, message)
                .raw(text)
                .at(self.place(seen.first, Some(TextField::Solution)));
            hint_nearest(finding, nearest.to(text), "write the article, or correct the id")
        });
        self.found = found;
    }

    /// Parts that events use: unknown ones, and known ones without a cost.
    fn parts(&mut self) {
        let catalog = self.catalog;
        let parts = &catalog.records.parts;
        if parts.iter().all(|part| part.derived) {
            return;
        }
        let mut uses: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
        for event in catalog.events().iter().filter(|event| !event.parts().is_empty()) {
            for used in event.parts() {
                let Some(part) = catalog.index.find_part(event.resolve(used.part)) else {
                    continue;
                };
                uses.entry(part.index()).or_insert((event.row(), 0)).1 += 1;
            }
        }
        for (at, (row, count)) in uses {
            let part = &parts[at];
            let (code, message) = if part.derived {
                let message =
                    format!("part `{}` is not in the part table{}", part.id, times(count));
                (Code::PartUnknown, message)
            } else if part.unit_cost.is_none() {
                let message =
                    format!("part `{}` has no unit cost and is left out of every value", part.id);
                (Code::PartNoCost, message)
            } else {
                continue;
            };
            let place = if part.derived { self.place(row, None) } else { part.meta.place.clone() };
            let finding = Diagnostic::new(code, message).raw(part.id.as_str()).at(place);
            self.found.push(finding.hint("complete the part table"));
        }
    }

    fn starts(&mut self) {
        let devices = &self.catalog.records.devices;
        let without = devices.iter().filter(|d| !d.unregistered && !has_start(d));
        self.found.add_all(Code::DeviceNoStart, without, |device| {
            let message = format!(
                "device `{}` has no date of commissioning, acceptance, installation or shipping",
                device.id
            );
            Diagnostic::new(Code::DeviceNoStart, message).at(device.meta.place.clone()).hint(
                "add one of these dates; until then it is observed from its first event, which does not count in rates",
            )
        });
    }

    fn retired(&mut self) {
        let catalog = self.catalog;
        let zone = &catalog.settings.zone;
        let after = |device: &Device| {
            Some(zone.start_of(device.retired_on?.tomorrow().unwrap_or(jiff::civil::Date::MAX)))
        };
        let mut found = std::mem::take(&mut self.found);
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
        self.found = found;
    }

    fn serials(&mut self) {
        let mut of_serial: BTreeMap<String, Vec<&Device>> = BTreeMap::new();
        for device in &self.catalog.records.devices {
            let serial = device.serial.as_deref().map(match_key).filter(|s| !s.is_empty());
            if let Some(serial) = serial {
                of_serial.entry(serial).or_default().push(device);
            }
        }
        let shared = of_serial.values().filter(|devices| devices.len() > 1);
        self.found.add_all(Code::SerialShared, shared, |devices| {
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
    fn alike(&mut self) {
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
        let mut found = std::mem::take(&mut self.found);
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
        self.found = found;
    }

    fn rows(&self, wanted: impl Fn(Event<'a>) -> bool + Sync) -> Vec<usize> {
        let rows = 0..self.catalog.events().len();
        rows.into_par_iter().filter(|&row| wanted(self.event(row))).collect()
    }

    fn unexplained(&mut self) {
        let explained = |event: Event<'_>| {
            let texts = [TextField::Cause, TextField::Action, TextField::Solution];
            event.words().cause_category.is_some()
                || texts.iter().any(|&field| event.sym(field).is_some())
                || self.catalog.links[event.row()].solution.is_some()
        };
        let rows = self.rows(|event| {
            self.catalog.links[event.row()].is_failure
                && matches!(event.status(), Status::Resolved | Status::Closed)
                && event.report().is_none()
                && !explained(event)
        });
        let mut found = std::mem::take(&mut self.found);
        found.add_all(Code::ResolvedUnexplained, rows, |row| {
            let ticket = self.event(row).ticket();
            let message =
                format!("ticket `{ticket}` is resolved but names neither cause nor solution");
            Diagnostic::new(Code::ResolvedUnexplained, message)
                .at(self.place(row, None))
                .hint("fill in the cause, what was done, or the solution's id")
        });
        self.found = found;
    }

    fn call_backs(&mut self) {
        let Some(as_of) = self.catalog.settings.as_of else { return };
        let rows = self.rows(|event| not_called_back(event, as_of));
        let kept = self.catalog.events().iter().any(|e| e.at(Clock::CallbackAt).is_some());
        if !kept {
            if !rows.is_empty() {
                let message =
                    format!("no call-back is recorded for any of {} closed tickets", rows.len());
                self.found.push(
                    Diagnostic::new(Code::NotCalledBack, message)
                        .hint("add a column with the time of the call-back, if they are made"),
                );
            }
            return;
        }
        let mut found = std::mem::take(&mut self.found);
        found.add_all(Code::NotCalledBack, rows, |row| {
            let ticket = self.event(row).ticket();
            let message =
                format!("ticket `{ticket}` was closed and not called back within two days");
            Diagnostic::new(Code::NotCalledBack, message)
                .at(self.place(row, None))
                .hint("call the customer back and enter the time")
        });
        self.found = found;
    }
}

fn not_called_back(event: Event<'_>, as_of: Instant) -> bool {
    let closed = event.at(Clock::ClosedAt).or(event.resolved());
    let (Some(closed), Status::Closed) = (closed, event.status()) else { return false };
    let due = event.resolved().unwrap_or(closed).plus(2 * DAY_MS);
    event.at(Clock::CallbackAt).map_or(as_of > due, |called| called > due)
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
