//! The customer files: a row a customer, with the columns of the form.

use crate::analyse::customer_file::CustomerFile;
use crate::catalog::CustomerIx;
use crate::model::ModelId;
use crate::model::time::Day;
use crate::render::engine::Cx;
use crate::render::pages::customer::{mask_name, mask_phone};
use crate::render::view::{Cell, Html, Mark, Table};
use crate::site::Page;
use std::collections::BTreeMap;

/// Every customer of the customer table.
pub(super) fn table(cx: &Cx<'_>, caption: &str) -> Table {
    let (catalog, format) = (cx.catalog(), cx.format());
    let mut table = Table::new(caption)
        .book()
        .column(cx.t("col.customer"))
        .column(cx.t("customers.address"))
        .column(cx.t("customers.contact"))
        .column(cx.t("customers.phone"))
        .column(cx.t("customers.dealer"))
        .number(cx.t("nav.devices"))
        .column(cx.t("nav.models"))
        .column(cx.t("customers.contracts"))
        .column(cx.t("ledger.first_contact"))
        .column(cx.t("ledger.file_made"))
        .column(cx.t("ledger.made_in_time"))
        .column(cx.t("device.next_maintenance"))
        .number(cx.t("figure.open"))
        .column(cx.t("col.last_event"));
    for (at, customer) in catalog.records.customers.iter().enumerate() {
        if customer.derived {
            continue;
        }
        let ix = CustomerIx::new(at);
        let file = CustomerFile::of(catalog, ix, cx.facts().as_of);
        let facts = cx.facts().customer(ix);
        let devices = catalog.index.devices_of_customer.of(at);
        let hidden = |text: &Option<String>, mask: fn(&str) -> String| {
            Cell::fixed(&text.as_deref().map(mask).unwrap_or_default())
        };
        table.row([
            Cell::html(cx.link(Page::Customer(ix), cx.name(&customer.name))),
            Cell::text(customer.address.as_deref().unwrap_or_default()),
            hidden(&customer.contact, mask_name),
            hidden(&customer.phone, mask_phone),
            Cell::text(customer.dealer.as_deref().unwrap_or_default()),
            Cell::num(&format.count(devices.len() as u64)),
            Cell::html(models(cx, devices)),
            Cell::text(&contracts(cx, ix)).class("id"),
            day(file.first_contact),
            day(customer.created_on),
            match file.in_time {
                Some(true) => Cell::state(Mark::Met, cx.t("ledger.yes")),
                Some(false) => Cell::state(Mark::NotMet, cx.t("ledger.no")),
                None => Cell::text(""),
            },
            day(file.next_maintenance),
            Cell::num(&format.count(facts.open)),
            day(facts.last.map(|at| format.zone.day(at))),
        ]);
    }
    table
}

/// The models that a customer has, with how many of each where it is more than one.
fn models(cx: &Cx<'_>, devices: &[u32]) -> Html {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for &device in devices {
        let model = cx.catalog().records.devices[device as usize].model.as_ref();
        if let Some(model) = model.map(ModelId::as_str) {
            *counts.entry(model).or_default() += 1;
        }
    }
    let names = counts.into_iter().map(|(id, count)| {
        let name = match cx.catalog().index.find_model(id) {
            Some(ix) => cx.link(Page::Model(ix), id),
            None => Html::text(id),
        };
        if count > 1 { Html(format!("{} × {count}", name.0)) } else { name }
    });
    let all = Html::join(names, cx.t("solution.list_separator"));
    if all.is_empty() { all } else { Html(format!("<span>{}</span>", all.0)) }
}

/// The contracts that run on the day of the figures, else on no day.
fn contracts(cx: &Cx<'_>, ix: CustomerIx) -> String {
    let today = cx.facts().as_of.map(|at| cx.format().zone.day(at));
    let runs = |from: Option<Day>, to: Option<Day>| {
        today.is_none_or(|day| from.is_none_or(|from| from <= day) && to.is_none_or(|to| day <= to))
    };
    let all = cx.catalog().index.contracts_of_customer.of(ix.index()).iter();
    let all = all.map(|&at| &cx.catalog().records.contracts[at as usize]);
    let running = all.filter(|contract| runs(contract.start, contract.end));
    let ids: Vec<&str> = running.map(|contract| contract.id.as_str()).collect();
    ids.join(cx.t("solution.list_separator"))
}

fn day(day: Option<Day>) -> Cell {
    Cell::fixed(&day.map(|day| day.to_string()).unwrap_or_default())
}
