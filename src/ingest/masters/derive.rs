//! Customers, sites and models that no table lists but the device table names
//! (design §2): id, name and value are one.

use crate::model::ids::{CustomerId, ModelId, SiteId};
use crate::model::records::{Customer, Device, DeviceModel, Meta, Records, Site};
use std::collections::BTreeMap;

/// Adds what is only named. A kind that has a table of its own is left alone.
pub(in crate::ingest) fn derive(records: &mut Records) {
    if records.customers.is_empty() {
        records.customers = customers(&records.devices);
    }
    if records.sites.is_empty() {
        records.sites = sites(&records.devices);
    }
    if records.models.is_empty() {
        records.models = models(&records.devices);
    }
}

fn of(device: &Device) -> Meta {
    Meta { place: device.meta.place.clone(), ..Meta::default() }
}

fn customers(devices: &[Device]) -> Vec<Customer> {
    let mut seen: BTreeMap<String, (CustomerId, Meta)> = BTreeMap::new();
    for device in devices {
        for customer in device.owners.iter().filter_map(|owner| owner.customer.as_ref()) {
            seen.entry(customer.key()).or_insert_with(|| (customer.clone(), of(device)));
        }
    }
    seen.into_values().map(|(id, meta)| Customer { meta, ..Customer::stub(id) }).collect()
}

fn sites(devices: &[Device]) -> Vec<Site> {
    let mut seen: BTreeMap<String, (SiteId, Option<CustomerId>, Meta)> = BTreeMap::new();
    for device in devices {
        for owner in &device.owners {
            let Some(site) = &owner.site else { continue };
            seen.entry(site.key())
                .or_insert_with(|| (site.clone(), owner.customer.clone(), of(device)));
        }
    }
    let sites = seen.into_values().map(|(id, customer, meta)| Site {
        name: id.as_str().to_owned(),
        id,
        customer,
        address: None,
        zone: None,
        distance_km: None,
        derived: true,
        meta,
    });
    sites.collect()
}

fn models(devices: &[Device]) -> Vec<DeviceModel> {
    let mut seen: BTreeMap<String, (ModelId, Meta)> = BTreeMap::new();
    for device in devices {
        if let Some(model) = &device.model {
            seen.entry(model.key()).or_insert_with(|| (model.clone(), of(device)));
        }
    }
    let models = seen.into_values().map(|(id, meta)| DeviceModel { meta, ..DeviceModel::stub(id) });
    models.collect()
}
