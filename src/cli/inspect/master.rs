//! Sheets of the master data: devices, models, customers, sites, codes, components,
//! parts.

use super::book::{Book, To};
use super::sheet::{Fields, Sheet};
use crate::catalog::{
    CodeIx, ComponentIx, CustomerIx, DeviceDates, DeviceIx, ModelIx, PartIx, SiteIx,
};
use crate::model::records::{Device, Ownership};
use crate::model::{
    CodeId, ComponentId, CustomerId, DeviceId, ModelId, PartId, SiteId, SolutionId,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

impl Book<'_> {
    pub(super) fn device(self, ix: DeviceIx) -> Sheet {
        let catalog = self.catalog;
        let device = catalog.device(ix);
        let mut sheet = Sheet::new("device", device.id.as_str(), device.name.as_deref());
        device_fields(&mut sheet.fields, device);
        self.dates(&mut sheet.fields, catalog.device_dates(ix));
        self.origin(&mut sheet, &device.meta);
        self.refer(&mut sheet, To::Model, device.model.as_ref().map(ModelId::as_str));
        let owners = || device.owners.iter();
        self.refer(&mut sheet, To::Customer, distinct(owners().filter_map(customer_of)));
        self.refer(&mut sheet, To::Site, distinct(owners().filter_map(site_of)));
        let rows = catalog.index.events_of_device.of(ix.index());
        self.named_by_events(&mut sheet, rows.iter().copied());
        self.plans_of_device(&mut sheet, ix);
        sheet
    }

    fn plans_of_device(self, sheet: &mut Sheet, ix: DeviceIx) {
        let records = &self.catalog.records;
        let is = |id: Option<&DeviceId>| {
            id.and_then(|id| self.catalog.index.find_device(id.as_str())) == Some(ix)
        };
        macro_rules! naming {
            ($($kind:literal in $list:ident;)*) => {$(
                let naming = records.$list.iter().filter(|r| is(r.device.as_ref()));
                sheet.named_by($kind, naming.map(|r| r.id.as_str()));
            )*};
        }
        naming! {
            "visit" in visits;
            "action" in actions;
            "complaint" in complaints;
            "training" in trainings;
            "loaner" in loaners;
            "part_order" in part_orders;
        }
        let contracts = records.contracts.iter().filter(|c| c.devices.iter().any(|d| is(Some(d))));
        sheet.named_by("contract", contracts.map(|c| c.id.as_str()));
    }

    fn dates(self, fields: &mut Fields, dates: &DeviceDates) {
        let zone = &self.catalog.settings.zone;
        fields.day("warranty_start", dates.warranty_start);
        fields.day("warranty_end", dates.warranty_end);
        fields.put("component_warranty", days(&dates.component_warranty));
        fields.put("observed_from", dates.observed_from.map(|at| zone.iso(at)));
        fields.put("observed_to", dates.observed_to.map(|at| zone.iso(at)));
        fields.day("next_maintenance_on", dates.next_maintenance_on);
        let planned = dates.planned_visits.iter().map(|visit| {
            json!({
                "kind": visit.kind.as_str(),
                "due_from": visit.due_from.to_string(),
                "due_to": visit.due_to.to_string(),
            })
        });
        fields.put("planned_visits", planned.collect::<Vec<Value>>());
    }

    pub(super) fn model(self, ix: ModelIx) -> Sheet {
        let (catalog, model) = (self.catalog, self.catalog.model(ix));
        let mut sheet = Sheet::new("model", model.id.as_str(), Some(&model.name));
        let fields = &mut sheet.fields;
        fields.put("name", &model.name).put("family", &model.family);
        fields.put("duty_hours_per_day", model.duty_hours_per_day);
        fields.put("maintenance_interval_days", model.maintenance_interval_days);
        fields.put("warranty_months", model.warranty_months);
        let months = model.component_warranty_months.iter();
        let months: BTreeMap<&str, u32> = months.map(|(id, n)| (id.as_str(), *n)).collect();
        fields.put("component_warranty_months", months);
        self.origin(&mut sheet, &model.meta);
        self.refer(&mut sheet, To::Component, model.components.iter().map(ComponentId::as_str));
        self.refer(&mut sheet, To::Part, model.wear_parts.iter().map(PartId::as_str));
        let devices = catalog.index.devices_of_model.of(ix.index());
        sheet.named_by("device", self.devices(devices));
        self.named_by_events(
            &mut sheet,
            catalog.index.events_of_model.of(ix.index()).iter().copied(),
        );
        let solutions = catalog.records.solutions.iter();
        let is = |id: &ModelId| catalog.index.find_model(id.as_str()) == Some(ix);
        let solutions = solutions.filter(|s| s.models.iter().any(is));
        sheet.named_by("solution", solutions.map(|s| s.id.as_str()));
        sheet
    }

    pub(super) fn customer(self, ix: CustomerIx) -> Sheet {
        let (catalog, customer) = (self.catalog, self.catalog.customer(ix));
        let mut sheet = Sheet::new("customer", customer.id.as_str(), Some(&customer.name));
        let fields = &mut sheet.fields;
        fields.put("name", &customer.name).put("aliases", &customer.aliases);
        fields.put("contact", &customer.contact).put("phone", &customer.phone);
        fields.put("email", &customer.email).put("address", &customer.address);
        fields.put("dealer", &customer.dealer).day("created_on", customer.created_on);
        self.origin(&mut sheet, &customer.meta);
        let index = &catalog.index;
        sheet.named_by("device", self.devices(index.devices_of_customer.of(ix.index())));
        let present = index.devices_of_customer.of(ix.index());
        let former = index.ever_of_customer.get(ix.index()).into_iter().flatten();
        let former = former.filter(|device| !present.contains(&(device.index() as u32)));
        sheet.named_by("former_device", former.map(|d| catalog.device(*d).id.as_str()));
        self.named_by_events(&mut sheet, index.events_of_customer.of(ix.index()).iter().copied());
        let is = |id: &CustomerId| index.find_customer(id.as_str()) == Some(ix);
        let contracts = catalog.records.contracts.iter().filter(|c| is(&c.customer));
        sheet.named_by("contract", contracts.map(|c| c.id.as_str()));
        let sites = catalog.records.sites.iter().filter(|s| s.customer.as_ref().is_some_and(is));
        sheet.named_by("site", sites.map(|s| s.id.as_str()));
        sheet
    }

    pub(super) fn site(self, ix: SiteIx) -> Sheet {
        let (catalog, site) = (self.catalog, &self.catalog.records.sites[ix.index()]);
        let mut sheet = Sheet::new("site", site.id.as_str(), Some(&site.name));
        let fields = &mut sheet.fields;
        fields.put("name", &site.name).put("address", &site.address);
        fields.put("tz", &site.zone).put("distance_km", site.distance_km);
        self.origin(&mut sheet, &site.meta);
        self.refer(&mut sheet, To::Customer, site.customer.as_ref().map(CustomerId::as_str));
        sheet.named_by("device", self.devices(catalog.index.devices_of_site.of(ix.index())));
        self.named_by_events(
            &mut sheet,
            catalog.index.events_of_site.of(ix.index()).iter().copied(),
        );
        let is = |id: &SiteId| catalog.index.find_site(id.as_str()) == Some(ix);
        let visits = catalog.records.visits.iter();
        let visits = visits.filter(|v| v.site.as_ref().is_some_and(is));
        sheet.named_by("visit", visits.map(|v| v.id.as_str()));
        sheet
    }

    pub(super) fn code(self, ix: CodeIx) -> Sheet {
        let (catalog, code) = (self.catalog, self.catalog.code(ix));
        let mut sheet = Sheet::new("fault_code", code.id.as_str(), Some(&code.title));
        let fields = &mut sheet.fields;
        fields.put("title", &code.title).put("severity", &code.severity);
        fields.put("aliases", &code.aliases).put("symptoms", &code.symptoms);
        self.origin(&mut sheet, &code.meta);
        self.refer(&mut sheet, To::Component, code.component.as_ref().map(ComponentId::as_str));
        self.refer(&mut sheet, To::Model, code.models.iter().map(ModelId::as_str));
        self.refer(&mut sheet, To::Solution, code.solutions.iter().map(SolutionId::as_str));
        let solutions = catalog.index.solutions_of_code.get(&ix).into_iter().flatten();
        sheet.named_by("solution", solutions.map(|s| catalog.solution(*s).id.as_str()));
        self.named_by_events(
            &mut sheet,
            catalog.index.events_of_code.of(ix.index()).iter().copied(),
        );
        let is = |id: &CodeId| catalog.index.find_code(id.as_str()) == Some(ix);
        let actions = catalog.records.actions.iter();
        let actions = actions.filter(|a| a.code.as_ref().is_some_and(is));
        sheet.named_by("action", actions.map(|a| a.id.as_str()));
        sheet
    }

    pub(super) fn component(self, ix: ComponentIx) -> Sheet {
        let (catalog, component) = (self.catalog, &self.catalog.records.components[ix.index()]);
        let mut sheet = Sheet::new("component", component.id.as_str(), Some(&component.name));
        sheet.fields.put("name", &component.name).put("category", &component.category);
        self.origin(&mut sheet, &component.meta);
        self.refer(&mut sheet, To::Component, component.parent.as_ref().map(ComponentId::as_str));
        let find = |id: &ComponentId| catalog.index.find_component(id.as_str()) == Some(ix);
        let records = &catalog.records;
        let models = records.models.iter().filter(|m| m.components.iter().any(find));
        sheet.named_by("model", models.map(|m| m.id.as_str()));
        let codes = records.codes.iter().filter(|c| c.component.as_ref().is_some_and(find));
        sheet.named_by("fault_code", codes.map(|c| c.id.as_str()));
        let solutions = records.solutions.iter().filter(|s| s.components.iter().any(find));
        sheet.named_by("solution", solutions.map(|s| s.id.as_str()));
        self.named_by_events(
            &mut sheet,
            catalog.index.events_of_component.of(ix.index()).iter().copied(),
        );
        sheet
    }

    pub(super) fn part(self, ix: PartIx) -> Sheet {
        let (catalog, part) = (self.catalog, &self.catalog.records.parts[ix.index()]);
        let mut sheet = Sheet::new("part", part.id.as_str(), Some(&part.name));
        let fields = &mut sheet.fields;
        fields.put("name", &part.name).put("unit", &part.unit).put("unit_cost", part.unit_cost);
        fields.put("vendor", &part.vendor).put("origin", part.origin);
        fields.put("wear_part", part.wear_part).put("old_part_required", part.old_part_required);
        self.origin(&mut sheet, &part.meta);
        let is = |id: &str| catalog.index.find_part(id) == Some(ix);
        let records = &catalog.records;
        let models = records.models.iter().filter(|m| m.wear_parts.iter().any(|p| is(p.as_str())));
        sheet.named_by("model", models.map(|m| m.id.as_str()));
        let solutions = records.solutions.iter().filter(|s| s.parts.iter().any(|p| is(p.as_str())));
        sheet.named_by("solution", solutions.map(|s| s.id.as_str()));
        let used = catalog.events().iter();
        let used = used.filter(|e| e.parts().iter().any(|line| is(e.resolve(line.part))));
        self.named_by_events(&mut sheet, used.map(|event| event.row() as u32));
        let orders = records.part_orders.iter();
        let orders = orders.filter(|o| o.part.as_ref().is_some_and(|p| is(p.as_str())));
        sheet.named_by("part_order", orders.map(|o| o.id.as_str()));
        sheet
    }

    /// Ids of devices by position.
    fn devices<'b>(self, list: &'b [u32]) -> impl Iterator<Item = &'b str>
    where
        Self: 'b,
    {
        list.iter().map(move |&at| self.catalog.records.devices[at as usize].id.as_str())
    }
}

fn device_fields(fields: &mut Fields, device: &Device) {
    fields.put("serial", &device.serial).put("name", &device.name).put("model", &device.model);
    let present = device.owners.last();
    fields.put("customer", present.and_then(customer_of)).put("site", present.and_then(site_of));
    fields.put("owners", device.owners.iter().map(owner).collect::<Vec<_>>());
    fields.put("status", device.status).put("unregistered", device.unregistered);
    fields.put("aliases", &device.aliases);
    fields.put("firmware", &device.firmware).put("batch", &device.batch);
    for (name, day) in [
        ("produced_on", device.produced_on),
        ("shipped_on", device.shipped_on),
        ("installed_on", device.installed_on),
        ("commissioned_on", device.commissioned_on),
        ("accepted_on", device.accepted_on),
        ("extended_to", device.extended_to),
        ("support_until", device.support_until),
        ("spares_until", device.spares_until),
        ("retired_on", device.retired_on),
    ] {
        fields.day(name, day);
    }
}

fn owner(owner: &Ownership) -> Value {
    json!({
        "customer": customer_of(owner),
        "site": site_of(owner),
        "from": owner.from.map(|day| day.to_string()),
        "to": owner.to.map(|day| day.to_string()),
    })
}

fn customer_of(owner: &Ownership) -> Option<&str> {
    owner.customer.as_ref().map(CustomerId::as_str)
}

fn site_of(owner: &Ownership) -> Option<&str> {
    owner.site.as_ref().map(SiteId::as_str)
}

fn days(map: &BTreeMap<String, crate::model::Day>) -> BTreeMap<&str, String> {
    map.iter().map(|(name, day)| (name.as_str(), day.to_string())).collect()
}

/// Each once, in the order of their first appearance.
fn distinct<'i>(ids: impl Iterator<Item = &'i str>) -> Vec<&'i str> {
    let mut seen = Vec::new();
    for id in ids {
        if !seen.contains(&id) {
            seen.push(id);
        }
    }
    seen
}
