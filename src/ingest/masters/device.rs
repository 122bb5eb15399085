//! Devices: one record a device, however many rows tell of it. Rows with other owners
//! are stretches of its life.

use super::build::{component_map, meta};
use crate::ingest::form::Form;
use crate::ingest::record_values as values;
use crate::model::article::Article;
use crate::model::ids::{ComponentId, CustomerId, match_key};
use crate::model::records::{Device, Ownership, Records};
use std::collections::BTreeMap;

/// Adds a row's device, or completes the one that is there.
pub(super) fn add(
    id: String,
    form: &mut Form<'_>,
    article: Option<Article>,
    records: &mut Records,
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
    read.meta = meta(form, article);
    if let Some(former) = records.devices.iter_mut().find(|d| d.id.key() == key) {
        merge(former, read);
        if owned && !former.owners.contains(&ownership) {
            former.owners.push(ownership);
            former.owners.sort_by_key(|o| (o.from, o.to.is_none(), o.to));
        }
        return;
    }
    read.owners.extend(owned.then_some(ownership));
    records.devices.push(read);
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
