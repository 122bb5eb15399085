//! `data/customers.json`: each customer's figures and how its deadlines were kept. No
//! contact, phone or address: the file is for figures.

use super::clocks::{ClockRow, clocks};
use super::json::{Rows, bytes};
use crate::analyse::Rate;
use crate::catalog::CustomerIx;
use crate::diag::Diagnostic;
use crate::render::engine::Cx;
use crate::site::Page;
use serde::Serialize;

/// A customer and its figures, all time within coverage.
#[derive(Serialize)]
struct CustomerRow<'a> {
    id: &'a str,
    name: &'a str,
    devices: u64,
    failures: u64,
    open: u64,
    availability: Option<f64>,
    technical_availability: Option<f64>,
    timeliness: Rate,
    sla: Vec<ClockRow<'a>>,
    url: String,
}

/// The bytes of `data/customers.json`.
pub(super) fn list(cx: &Cx<'_>) -> Result<Vec<u8>, Diagnostic> {
    let all = || (0..cx.catalog().records.customers.len()).map(CustomerIx::new);
    bytes("data/customers.json", &Rows(|| all().map(|ix| row(cx, ix))))
}

fn row<'a>(cx: &Cx<'a>, ix: CustomerIx) -> CustomerRow<'a> {
    let customer = &cx.catalog().records.customers[ix.index()];
    let facts = cx.facts().customer(ix);
    let sla = &cx.facts().sla;
    CustomerRow {
        id: customer.id.as_str(),
        name: &customer.name,
        devices: cx.catalog().index.devices_of_customer.of(ix.index()).len() as u64,
        failures: facts.failures,
        open: facts.open,
        availability: facts.availability.value,
        technical_availability: facts.technical_availability,
        timeliness: sla.timely_customers.get(&ix).copied().unwrap_or_default(),
        sla: clocks(cx, sla.customers.get(&ix).map_or(&[], Vec::as_slice)),
        url: cx.plan().addresses.page(Page::Customer(ix)),
    }
}
