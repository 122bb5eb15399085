//! Which records an audience may see (`design.md` §4, promise 6). Each answer
//! depends on the audience's own records and on shared tables alone, never on what
//! another customer has.

use super::ownership::{Held, held_by, holder};
use super::{
    Catalog, CodeIx, ComponentIx, CustomerIx, DeviceIx, ModelIx, PartIx, ReportIx, SiteIx,
    SolutionIx,
};
use crate::model::events::Origin;
use crate::model::ids::{CustomerId, DeviceId, match_key};
use crate::model::records::{Device, Solution};
use crate::model::time::{Day, Instant};
use crate::model::words::Readers;
use hashbrown::HashSet;
use std::collections::{BTreeMap, BTreeSet};

/// Positions in the full catalog of what an audience may see.
#[derive(Default)]
pub(super) struct Visible {
    /// The customer; `None` for the public.
    pub customer: Option<CustomerIx>,
    /// Events, in order.
    pub rows: Vec<usize>,
    /// Devices that are or were theirs, with all intervals.
    pub devices: BTreeMap<DeviceIx, Vec<Held>>,
    /// Models of their devices and events.
    pub models: BTreeSet<ModelIx>,
    /// Codes of their events.
    pub codes: BTreeSet<CodeIx>,
    /// Components of their events, codes, devices and models, and what those are
    /// part of.
    pub components: BTreeSet<ComponentIx>,
    /// Parts that their events, orders and models name.
    pub parts: BTreeSet<PartIx>,
    /// Sites of their intervals and events.
    pub sites: BTreeSet<SiteIx>,
    /// Articles.
    pub solutions: BTreeSet<SolutionIx>,
    /// Reports that are about nothing but their devices.
    pub reports: BTreeSet<ReportIx>,
    /// Matching keys of the tickets of their events.
    pub tickets: HashSet<String>,
}

impl Visible {
    /// What one customer may see.
    pub(super) fn to_customer(catalog: &Catalog, customer: CustomerIx) -> Self {
        let mut visible = Self { customer: Some(customer), ..Self::default() };
        visible.add_devices(catalog, customer);
        visible.add_events(catalog, customer);
        visible.add_reports(catalog);
        visible.add_models_things(catalog);
        visible.add_solutions(catalog, |visible, solution| visible.may_read(catalog, solution));
        visible
    }

    /// What anyone may see: public articles, and the table entries they name.
    pub(super) fn to_anyone(catalog: &Catalog) -> Self {
        let mut visible = Self::default();
        visible.add_solutions(catalog, |_, solution| solution.audience == Readers::Public);
        let index = &catalog.index;
        for &at in &visible.solutions {
            let solution = catalog.solution(at);
            visible
                .models
                .extend(solution.models.iter().filter_map(|id| index.find_model(id.as_str())));
            visible
                .codes
                .extend(solution.codes.iter().filter_map(|id| index.find_code(id.as_str())));
            let components = solution.components.iter();
            visible
                .components
                .extend(components.filter_map(|id| index.find_component(id.as_str())));
            visible
                .parts
                .extend(solution.parts.iter().filter_map(|id| index.find_part(id.as_str())));
        }
        visible.add_code_components(catalog);
        visible.add_parents(catalog);
        visible
    }

    fn add_devices(&mut self, catalog: &Catalog, customer: CustomerIx) {
        for &at in &catalog.index.ever_of_customer[customer.index()] {
            let held = held_by(catalog.device(at), &catalog.index, &catalog.settings.zone);
            let own = held.iter().filter(|h| h.customer == Some(customer));
            self.sites.extend(own.filter_map(|h| h.site));
            self.devices.insert(at, held);
        }
    }

    /// Events that were theirs when they were reported. One that names a device
    /// counts only if that device is registered as theirs.
    fn add_events(&mut self, catalog: &Catalog, customer: CustomerIx) {
        for &row in catalog.index.events_of_customer.of(customer.index()) {
            let row = row as usize;
            let links = &catalog.links[row];
            if links.device.is_some_and(|device| !self.devices.contains_key(&device)) {
                continue;
            }
            self.rows.push(row);
            self.models.extend(links.model);
            self.codes.extend(links.code);
            self.components.extend(links.component);
            self.sites.extend(links.site);
            let event = catalog.event(row);
            self.tickets.insert(match_key(event.ticket()));
            let parts = event.parts().iter().map(|used| event.resolve(used.part));
            self.parts.extend(parts.filter_map(|part| catalog.index.find_part(part)));
        }
    }

    /// A report about several customers' devices is shown to none of them: its
    /// prose cannot be divided.
    fn add_reports(&mut self, catalog: &Catalog) {
        let rows: HashSet<usize> = self.rows.iter().copied().collect();
        for &row in &self.rows {
            let Origin::Report(at) = catalog.event(row).origin() else { continue };
            let report = &catalog.records.reports[at as usize];
            let events = catalog.index.events_of_report.of(at as usize);
            let theirs = events.iter().all(|row| rows.contains(&(*row as usize)))
                && report.devices.iter().all(|id| self.device(catalog, id).is_some());
            if theirs {
                self.reports.insert(ReportIx::new(at as usize));
            }
        }
    }

    fn add_models_things(&mut self, catalog: &Catalog) {
        let index = &catalog.index;
        for &at in self.devices.keys() {
            let device = catalog.device(at);
            self.models.extend(device.model.as_ref().and_then(|id| index.find_model(id.as_str())));
            let named = device.component_warranty.keys();
            self.components.extend(named.filter_map(|id| index.find_component(id.as_str())));
        }
        for &at in &self.models {
            let model = catalog.model(at);
            let named = model.components.iter().chain(model.component_warranty_months.keys());
            self.components.extend(named.filter_map(|id| index.find_component(id.as_str())));
            let wear = model.wear_parts.iter();
            self.parts.extend(wear.filter_map(|id| index.find_part(id.as_str())));
        }
        self.add_code_components(catalog);
        self.add_parents(catalog);
    }

    fn add_code_components(&mut self, catalog: &Catalog) {
        let named = self.codes.iter().filter_map(|&code| catalog.code(code).component.as_ref());
        let index = &catalog.index;
        self.components.extend(named.filter_map(|id| index.find_component(id.as_str())));
    }

    fn add_parents(&mut self, catalog: &Catalog) {
        let parent = |at: ComponentIx| {
            let parent = catalog.records.components[at.index()].parent.as_ref()?;
            catalog.index.find_component(parent.as_str())
        };
        let mut open: Vec<ComponentIx> = self.components.iter().copied().collect();
        while let Some(at) = open.pop() {
            if let Some(above) = parent(at).filter(|&above| self.components.insert(above)) {
                open.push(above);
            }
        }
    }

    fn add_solutions(&mut self, catalog: &Catalog, may: impl Fn(&Self, &Solution) -> bool) {
        let all = catalog.records.solutions.iter().enumerate();
        let seen = all.filter(|(_, solution)| may(self, solution));
        let seen: BTreeSet<_> = seen.map(|(at, _)| SolutionIx::new(at)).collect();
        self.solutions = seen;
    }

    fn may_read(&self, catalog: &Catalog, solution: &Solution) -> bool {
        let owned = || {
            let mut models =
                solution.models.iter().filter_map(|id| catalog.index.find_model(id.as_str()));
            models.any(|model| self.models.contains(&model))
        };
        readable(solution.audience, self.customer.is_some())
            && (solution.models.is_empty() || owned())
    }

    /// Their device of an id.
    pub(super) fn device(&self, catalog: &Catalog, id: &DeviceId) -> Option<DeviceIx> {
        let device = catalog.index.find_device(id.as_str())?;
        self.devices.contains_key(&device).then_some(device)
    }

    /// True for this audience's own customer id.
    pub(super) fn is_customer(&self, catalog: &Catalog, id: &CustomerId) -> bool {
        let customer = catalog.index.find_customer(id.as_str());
        customer.is_some() && customer == self.customer
    }

    /// True where a device was theirs at an instant. What has no date is theirs
    /// only where the device is so without limit.
    pub(super) fn held(&self, catalog: &Catalog, id: &DeviceId, at: Option<Instant>) -> bool {
        let Some(device) = self.device(catalog, id) else { return false };
        match at {
            Some(_) => {
                let now = self.devices.get(&device).and_then(|held| holder(held, at));
                now.is_some_and(|held| held.customer == self.customer)
            }
            None => self.holds_always(catalog, catalog.device(device)),
        }
    }

    /// True where a device was theirs on a day.
    pub(super) fn held_on(&self, catalog: &Catalog, id: &DeviceId, on: Option<Day>) -> bool {
        self.held(catalog, id, on.map(|day| catalog.settings.zone.start_of(day)))
    }

    fn holds_always(&self, catalog: &Catalog, device: &Device) -> bool {
        device.owners.iter().any(|owner| {
            let own = owner.customer.as_ref().is_some_and(|id| self.is_customer(catalog, id));
            own && owner.from.is_none() && owner.to.is_none()
        })
    }
}

/// True for articles and pages that leave the house.
pub(super) fn readable(readers: Readers, customer: bool) -> bool {
    readers == Readers::Public || (customer && readers == Readers::Customer)
}
