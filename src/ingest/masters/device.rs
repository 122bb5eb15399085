//! Devices: one record a device, however many rows tell of it. Rows with other owners
//! are stretches of its life.

use super::build::{component_map, meta};
use crate::ingest::form::Form;
use crate::ingest::record_values as values;
use crate::model::article::Article;
use crate::model::ids::{ComponentId, CustomerId, match_key};
use crate::model::records::{Device, Ownership, SerialSpan};
use hashbrown::HashMap;
use std::collections::BTreeMap;

/// Adds a row's device, or completes the one that is there. `devices` stand where
/// `positions` says.
pub(super) fn add(
    id: String,
    form: &mut Form<'_>,
    article: Option<Article>,
    (devices, positions): (&mut Vec<Device>, &mut HashMap<String, usize>),
) {
    let key = match_key(&id);
    let ownership = Ownership {
        customer: form.id("customer").map(CustomerId::new),
        site: form.id("site").map(Into::into),
        from: form.day("customer_from"),
        to: form.day("customer_to"),
    };
    let owned = ownership != Ownership::default();
    let mut read = device_fields(id, form);
    read.serials.extend(serial_span(&read, &ownership, form));
    read.meta = meta(form, article);
    if let Some(former) = positions.get(&key).and_then(|&at| devices.get_mut(at)) {
        merge(former, read);
        settle_serials(former);
        if owned && !former.owners.contains(&ownership) {
            former.owners.push(ownership);
            former.owners.sort_by_key(|o| (o.from, o.to.is_none(), o.to));
        }
        return;
    }
    read.owners.extend(owned.then_some(ownership));
    positions.insert(key, devices.len());
    devices.push(read);
}

/// The serial number of a row: for the days it names, else for those of its owner.
fn serial_span(read: &Device, owner: &Ownership, form: &mut Form<'_>) -> Option<SerialSpan> {
    let (from, to) = (form.day("serial_from"), form.day("serial_to"));
    let dated = from.is_some() || to.is_some();
    let (from, to) = if dated { (from, to) } else { (owner.from, owner.to) };
    Some(SerialSpan { serial: read.serial.clone()?, from, to })
}

/// Serial numbers in the order of their days; one that several rows repeat counts for
/// all their days, and the last is the present one.
fn settle_serials(device: &mut Device) {
    let mut spans: Vec<SerialSpan> = Vec::new();
    for span in std::mem::take(&mut device.serials) {
        let same = |s: &&mut SerialSpan| match_key(&s.serial) == match_key(&span.serial);
        match spans.iter_mut().find(same) {
            Some(known) => {
                known.from = known.from.zip(span.from).map(|(a, b)| a.min(b));
                known.to = known.to.zip(span.to).map(|(a, b)| a.max(b));
            }
            None => spans.push(span),
        }
    }
    spans.sort_by_key(|span| (span.from, span.to.is_none(), span.to));
    device.serial = spans.last().map(|span| span.serial.clone());
    device.serials = spans;
}

fn device_fields(id: String, form: &mut Form<'_>) -> Device {
    Device {
        serial: form.text("serial"),
        name: form.text("name"),
        model: form.id("model").map(Into::into),
        produced_on: form.day("produced_on"),
        shipped_on: form.day("shipped_on"),
        installed_on: form.day("installed_on"),
        commissioned_on: form.day("commissioned_on"),
        accepted_on: form.day("accepted_on"),
        warranty_start: form.day("warranty_start"),
        warranty_end: form.day("warranty_end"),
        component_warranty: component_days(form),
        extended_to: form.day("extended_to"),
        support_until: form.day("support_until"),
        spares_until: form.day("spares_until"),
        retired_on: form.day("retired_on"),
        firmware: form.text("firmware"),
        batch: form.text("batch"),
        status: form.word("status"),
        next_maintenance_on: form.day("next_maintenance_on"),
        aliases: form.names("aliases"),
        unregistered: false,
        ..Device::stub(id.into())
    }
}

/// A later row of the same device fills what the earlier ones left open.
fn merge(former: &mut Device, later: Device) {
    macro_rules! fill {
        ($($field:ident),*) => {$(
            if former.$field.is_none() { former.$field = later.$field; }
        )*};
    }
    fill!(
        serial,
        name,
        model,
        produced_on,
        shipped_on,
        installed_on,
        commissioned_on,
        accepted_on,
        warranty_start,
        warranty_end,
        extended_to,
        support_until,
        spares_until,
        retired_on,
        firmware,
        batch,
        status,
        next_maintenance_on
    );
    former.serials.extend(later.serials);
    former.component_warranty.extend(later.component_warranty);
    for alias in later.aliases {
        if !former.aliases.contains(&alias) {
            former.aliases.push(alias);
        }
    }
    former.meta.unknown.extend(later.meta.unknown);
    if former.meta.article.is_none() {
        former.meta.article = later.meta.article;
    }
}

fn component_days(form: &mut Form<'_>) -> BTreeMap<ComponentId, crate::model::time::Day> {
    component_map(form, "component_warranty", |text| values::day(text, None))
}
