//! What is owned and looked after: customers with their sites, contracts and devices;
//! models, components and parts.

use super::Meta;
use crate::model::ids::{ComponentId, ContractId, CustomerId, DeviceId, ModelId, PartId, SiteId};
use crate::model::time::Day;
use crate::model::words::{DeviceStatus, PartOrigin};
use std::collections::BTreeMap;

/// A service contract of a customer.
#[derive(Clone, Debug, PartialEq)]
pub struct Contract {
    /// Its id.
    pub id: ContractId,
    /// Whose it is.
    pub customer: CustomerId,
    /// First day covered.
    pub start: Option<Day>,
    /// Last day covered.
    pub end: Option<Day>,
    /// Components covered; `*` is every one.
    pub covers: Vec<String>,
    /// Components not covered.
    pub excludes: Vec<String>,
    /// The SLA profile agreed.
    pub sla_profile: Option<String>,
    /// Devices it is limited to; empty means all of the customer's.
    pub devices: Vec<DeviceId>,
    /// Place and unknown fields.
    pub meta: Meta,
}

/// A customer.
#[derive(Clone, Debug, PartialEq)]
pub struct Customer {
    /// Its id.
    pub id: CustomerId,
    /// Its name.
    pub name: String,
    /// Other names under which it appears.
    pub aliases: Vec<String>,
    /// Contact person; masked when published.
    pub contact: Option<String>,
    /// Telephone; masked when published.
    pub phone: Option<String>,
    /// Mail; masked when published.
    pub email: Option<String>,
    /// Postal address.
    pub address: Option<String>,
    /// The dealer in charge.
    pub dealer: Option<String>,
    /// When the file was created.
    pub created_on: Option<Day>,
    /// True where it was only seen in the device table.
    pub derived: bool,
    /// Place and unknown fields.
    pub meta: Meta,
}

impl Customer {
    /// A customer of whom only the id is known, which is its name then.
    pub fn stub(id: CustomerId) -> Self {
        Self {
            name: id.as_str().to_owned(),
            id,
            aliases: Vec::new(),
            contact: None,
            phone: None,
            email: None,
            address: None,
            dealer: None,
            created_on: None,
            derived: true,
            meta: Meta::default(),
        }
    }
}

/// A site of a customer.
#[derive(Clone, Debug, PartialEq)]
pub struct Site {
    /// Its id.
    pub id: SiteId,
    /// Whose it is.
    pub customer: Option<CustomerId>,
    /// Its name.
    pub name: String,
    /// Its address.
    pub address: Option<String>,
    /// IANA zone, only for calendars and display of this site.
    pub zone: Option<String>,
    /// Distance from the base.
    pub distance_km: Option<f64>,
    /// True where it was only seen in the device table.
    pub derived: bool,
    /// Place and unknown fields.
    pub meta: Meta,
}

/// A device model.
#[derive(Clone, Debug, PartialEq)]
pub struct DeviceModel {
    /// Its id.
    pub id: ModelId,
    /// Its name.
    pub name: String,
    /// The family it belongs to.
    pub family: Option<String>,
    /// Its components.
    pub components: Vec<ComponentId>,
    /// Hours a day it runs.
    pub duty_hours_per_day: Option<f64>,
    /// Maintenance interval in days.
    pub maintenance_interval_days: Option<u32>,
    /// Warranty in months.
    pub warranty_months: Option<u32>,
    /// Warranty in months by component.
    pub component_warranty_months: BTreeMap<ComponentId, u32>,
    /// Wear parts.
    pub wear_parts: Vec<PartId>,
    /// True where it was only seen in another table.
    pub derived: bool,
    /// Place and unknown fields.
    pub meta: Meta,
}

impl DeviceModel {
    /// A model of which nothing but its id is known: it was only seen in another table.
    pub fn stub(id: ModelId) -> Self {
        Self {
            name: id.as_str().to_owned(),
            id,
            family: None,
            components: Vec::new(),
            duty_hours_per_day: None,
            maintenance_interval_days: None,
            warranty_months: None,
            component_warranty_months: BTreeMap::new(),
            wear_parts: Vec::new(),
            derived: true,
            meta: Meta::default(),
        }
    }
}

/// A device (asset). Several rows of one device are ownership intervals.
#[derive(Clone, Debug, PartialEq)]
pub struct Device {
    /// Its id.
    pub id: DeviceId,
    /// Serial number; the present one where it changed.
    pub serial: Option<String>,
    /// All serial numbers it has or had, each with the days on which it counted.
    pub serials: Vec<SerialSpan>,
    /// Its own name.
    pub name: Option<String>,
    /// Its model.
    pub model: Option<ModelId>,
    /// Whose it is, by interval; the last is the present one.
    pub owners: Vec<Ownership>,
    /// Produced.
    pub produced_on: Option<Day>,
    /// Shipped.
    pub shipped_on: Option<Day>,
    /// Installed.
    pub installed_on: Option<Day>,
    /// Put into service.
    pub commissioned_on: Option<Day>,
    /// Accepted by the customer.
    pub accepted_on: Option<Day>,
    /// First day of the warranty, if written.
    pub warranty_start: Option<Day>,
    /// Last day of the warranty, if written.
    pub warranty_end: Option<Day>,
    /// Last day of the warranty by component.
    pub component_warranty: BTreeMap<ComponentId, Day>,
    /// Last day of an extended warranty.
    pub extended_to: Option<Day>,
    /// Support until.
    pub support_until: Option<Day>,
    /// Spares until.
    pub spares_until: Option<Day>,
    /// Taken out of service.
    pub retired_on: Option<Day>,
    /// Firmware.
    pub firmware: Option<String>,
    /// Batch.
    pub batch: Option<String>,
    /// Where it stands.
    pub status: Option<DeviceStatus>,
    /// Next maintenance, if written.
    pub next_maintenance_on: Option<Day>,
    /// Other ids under which it appears.
    pub aliases: Vec<String>,
    /// True for a stub made from a log (`domain.md` §2.4).
    pub unregistered: bool,
    /// Place and unknown fields.
    pub meta: Meta,
}

/// A serial number of a device, which a new board or a new housing may change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SerialSpan {
    /// The number as written.
    pub serial: String,
    /// First day; open where `None`.
    pub from: Option<Day>,
    /// Last day; open where `None`.
    pub to: Option<Day>,
}

impl Device {
    /// A device of which only the id is known.
    pub fn stub(id: DeviceId) -> Self {
        Self {
            id,
            serial: None,
            serials: Vec::new(),
            name: None,
            model: None,
            owners: Vec::new(),
            produced_on: None,
            shipped_on: None,
            installed_on: None,
            commissioned_on: None,
            accepted_on: None,
            warranty_start: None,
            warranty_end: None,
            component_warranty: BTreeMap::new(),
            extended_to: None,
            support_until: None,
            spares_until: None,
            retired_on: None,
            firmware: None,
            batch: None,
            status: None,
            next_maintenance_on: None,
            aliases: Vec::new(),
            unregistered: true,
            meta: Meta::default(),
        }
    }
}

/// Who had a device, where, from when to when.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ownership {
    /// The customer.
    pub customer: Option<CustomerId>,
    /// The site.
    pub site: Option<SiteId>,
    /// First day; `None` is from the beginning.
    pub from: Option<Day>,
    /// Last day, included; `None` is until today.
    pub to: Option<Day>,
}

/// A component.
#[derive(Clone, Debug, PartialEq)]
pub struct Component {
    /// Its id.
    pub id: ComponentId,
    /// Its name.
    pub name: String,
    /// The component it is part of.
    pub parent: Option<ComponentId>,
    /// Its category.
    pub category: Option<String>,
    /// True where it was only seen in another record.
    pub derived: bool,
    /// Place and unknown fields.
    pub meta: Meta,
}

/// A spare part.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Its id.
    pub id: PartId,
    /// Its name.
    pub name: String,
    /// Unit in which it is counted.
    pub unit: Option<String>,
    /// Cost of one unit.
    pub unit_cost: Option<f64>,
    /// Who makes it.
    pub vendor: Option<String>,
    /// Original or approved (R15).
    pub origin: Option<PartOrigin>,
    /// A wear part.
    pub wear_part: bool,
    /// Whether the old part must come back.
    pub old_part_required: Option<bool>,
    /// True where it was only seen in an event.
    pub derived: bool,
    /// Place and unknown fields.
    pub meta: Meta,
}
