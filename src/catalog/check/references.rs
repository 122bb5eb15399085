//! References that lead nowhere: devices, customers, codes, models, solutions and
//! parts that are not in their tables.

use super::super::columns::{Seen, distinct};
use super::super::findings::Findings;
use super::super::nearest::Nearest;
use super::super::resolve::listed_solutions;
use super::{Checks, hint_nearest, times};
use crate::diag::{Code, Diagnostic, Place};
use crate::model::events::TextField;
use crate::model::records::Device;
use std::collections::BTreeMap;

impl Checks<'_> {
    pub(super) fn unregistered_devices(&self, found: &mut Findings) {
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
            found.push(Diagnostic::new(Code::DeviceUnregistered, message).hint(
                "list the devices in content/devices.csv to get their models, customers and warranties",
            ));
            return;
        }
        let registered = devices.iter().filter(|d| !d.unregistered).map(|d| d.id.as_str());
        let nearest = Nearest::of(registered);
        found.add_all(Code::DeviceUnregistered, stubs, |at| {
            self.unregistered(&devices[at], catalog.index.events_of_device.of(at), &nearest)
        });
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
    pub(super) fn customers(&self, found: &mut Findings) {
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
            found.push(Diagnostic::new(Code::CustomerUnknown, message).hint(
                "list the customers in content/customers.csv, or name them in the device table",
            ));
            return;
        }
        let nearest =
            (!seen.is_empty()).then(|| Nearest::of(customers.iter().map(|c| c.id.as_str())));
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
    }

    pub(super) fn codes(&self, found: &mut Findings) {
        let catalog = self.catalog;
        let codes = &catalog.records.codes;
        if codes.iter().all(|code| code.derived) {
            return;
        }
        let unknown: Vec<usize> = (0..codes.len()).filter(|&at| codes[at].derived).collect();
        let nearest = Nearest::of(codes.iter().filter(|c| !c.derived).map(|c| c.id.as_str()));
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
    }

    pub(super) fn models(&self, found: &mut Findings) {
        let catalog = self.catalog;
        let models = &catalog.records.models;
        if models.iter().all(|model| model.derived) {
            return;
        }
        let nearest = Nearest::of(models.iter().filter(|m| !m.derived).map(|m| m.id.as_str()));
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

    pub(super) fn solutions(&self, found: &mut Findings) {
        self.several_solutions(found);
        let catalog = self.catalog;
        let pool = catalog.events().pool();
        let unlinked = |row: usize| catalog.links[row].solution.is_none();
        let seen = distinct(catalog.events(), TextField::Solution, unlinked);
        if seen.is_empty() {
            return;
        }
        let nearest = Nearest::of(catalog.records.solutions.iter().map(|s| s.id.as_str()));
        found.add_all(Code::SolutionUnknown, seen, |seen| {
            let text = pool.get(seen.sym);
            let message = format!("solution `{text}` does not exist{}", times(seen.count));
            let finding = Diagnostic::new(Code::SolutionUnknown, message)
                .raw(text)
                .at(self.place(seen.first, Some(TextField::Solution)));
            hint_nearest(finding, nearest.to(text), "write the article, or correct the id")
        });
    }

    /// Records that name more than one article: a job counts as a use of one.
    fn several_solutions(&self, found: &mut Findings) {
        let catalog = self.catalog;
        let pool = catalog.events().pool();
        let linked = |row: usize| catalog.links[row].solution.is_some();
        let several = |seen: &Seen| {
            let text = pool.get(seen.sym);
            catalog.index.find_solution(text).is_none()
                && listed_solutions(text, &catalog.index).len() > 1
        };
        let seen = distinct(catalog.events(), TextField::Solution, linked);
        let seen: Vec<Seen> = seen.into_iter().filter(several).collect();
        found.add_all(Code::SolutionsSeveral, seen, |seen| {
            let text = pool.get(seen.sym);
            let all = listed_solutions(text, &catalog.index);
            let id = &catalog.records.solutions[all[0].index()].id;
            let message = format!(
                "`{text}` names {} solutions{}; what held is counted for `{id}` alone",
                all.len(),
                times(seen.count)
            );
            Diagnostic::new(Code::SolutionsSeveral, message)
                .raw(text)
                .at(self.place(seen.first, Some(TextField::Solution)))
                .hint("name the one that ended the fault first; what else was done goes to `action_taken`")
        });
    }

    /// What articles and the code table name: codes, parts and solutions that are in no
    /// table.
    pub(super) fn named_by_articles(&self, found: &mut Findings) {
        let (records, index) = (&self.catalog.records, &self.catalog.index);
        let solutions = Nearest::of(records.solutions.iter().map(|s| s.id.as_str()));
        let codes = || records.codes.iter().filter(|code| !code.derived);
        let has_codes = codes().next().is_some();
        let near_codes = Nearest::of(codes().map(|code| code.id.as_str()));
        let has_parts = records.parts.iter().any(|part| !part.derived);
        let near_parts = Nearest::of(
            records.parts.iter().filter(|part| !part.derived).map(|part| part.id.as_str()),
        );
        for solution in &records.solutions {
            let of = |code, message: String, id: &str| {
                Diagnostic::new(code, message).raw(id).at(solution.place.clone())
            };
            for id in solution.codes.iter().filter(|_| has_codes) {
                let known = index.find_code(id.as_str()).map(|ix| &records.codes[ix.index()]);
                if known.is_none_or(|code| code.derived) {
                    let message = format!(
                        "article `{}` is for fault code `{id}`, which is not in the code table",
                        solution.id
                    );
                    let finding = of(Code::CodeUnknown, message, id.as_str());
                    let nearest = near_codes.to(id.as_str());
                    found.push(hint_nearest(finding, nearest, "add it to the code table"));
                }
            }
            for id in solution.parts.iter().filter(|_| has_parts) {
                let known = index.find_part(id.as_str()).map(|ix| &records.parts[ix.index()]);
                if known.is_none_or(|part| part.derived) {
                    let message = format!(
                        "article `{}` names part `{id}`, which is not in the part table",
                        solution.id
                    );
                    let finding = of(Code::PartUnknown, message, id.as_str());
                    let nearest = near_parts.to(id.as_str());
                    found.push(hint_nearest(finding, nearest, "complete the part table"));
                }
            }
            for id in
                solution.supersedes.iter().filter(|id| index.find_solution(id.as_str()).is_none())
            {
                let message =
                    format!("article `{}` replaces `{id}`, which does not exist", solution.id);
                let finding = of(Code::SolutionUnknown, message, id.as_str());
                found.push(hint_nearest(
                    finding,
                    solutions.to(id.as_str()),
                    "write the article, or correct the id",
                ));
            }
        }
        for code in codes() {
            for id in code.solutions.iter().filter(|id| index.find_solution(id.as_str()).is_none())
            {
                let message =
                    format!("fault code `{}` names solution `{id}`, which does not exist", code.id);
                let finding = Diagnostic::new(Code::SolutionUnknown, message)
                    .raw(id.as_str())
                    .at(code.meta.place.clone().with_header("solutions"));
                found.push(hint_nearest(
                    finding,
                    solutions.to(id.as_str()),
                    "write the article, or correct the id",
                ));
            }
        }
    }

    /// Parts that events use: unknown ones, and known ones without a cost.
    pub(super) fn parts(&self, found: &mut Findings) {
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
            found.push(finding.hint("complete the part table"));
        }
    }
}
