//! Ledgers that are tables of their own: part orders, loaners, complaints.

use crate::model::time::{DAY_MS, Instant};
use crate::model::{CustomerId, PartId};
use crate::render::engine::Cx;
use crate::render::format::decimal;
use crate::render::pages::ledgers::{day, device_link, part_name};
use crate::render::view::{Cell, Html, Mark, Table};
use crate::site::Page;

/// Spares requested, shipped and received.
pub(super) fn part_orders(cx: &Cx<'_>, caption: &str) -> Table {
    let mut table = Table::new(caption)
        .book()
        .column(cx.t("col.record"))
        .column(cx.t("col.part"))
        .number(cx.t("col.qty"))
        .column(cx.t("col.device"))
        .column(cx.t("col.ticket"))
        .column(cx.t("ledger.requested_by"))
        .column(cx.t("parts.requested"))
        .column(cx.t("parts.shipped"))
        .column(cx.t("parts.received"))
        .column(cx.t("col.status"));
    for order in cx.catalog().records.part_orders.iter().rev() {
        let written = order.part.as_ref().map(PartId::as_str).unwrap_or_default();
        let known = cx.catalog().index.find_part(written);
        let part = known.map_or_else(|| written.to_owned(), |ix| part_name(cx, ix));
        let (mark, key) = match (order.received_on, order.shipped_on) {
            (Some(_), _) => (Mark::Met, "ledger.received"),
            (None, Some(_)) => (Mark::Pending, "ledger.on_the_way"),
            (None, None) => (Mark::Pending, "ledger.not_shipped"),
        };
        table.row([
            Cell::text(order.id.as_str()).class("id"),
            Cell::text(&part),
            Cell::num(&order.qty.map(|q| decimal(q, 0)).unwrap_or_default()),
            Cell::html(device_link(cx, order.device.as_ref())),
            Cell::text(order.ticket.as_deref().unwrap_or_default()).class("id"),
            Cell::text(order.requested_by.as_deref().unwrap_or_default()),
            Cell::fixed(&day(order.requested_on)),
            Cell::fixed(&day(order.shipped_on)),
            Cell::fixed(&day(order.received_on)),
            Cell::state(mark, cx.t(key)),
        ]);
    }
    table
}

/// Units that stood in for devices under repair.
pub(super) fn loaners(cx: &Cx<'_>, caption: &str) -> Table {
    let as_of = cx.facts().as_of;
    let mut table = Table::new(caption)
        .book()
        .column(cx.t("col.record"))
        .column(cx.t("parts.loaner_unit"))
        .column(cx.t("col.device"))
        .column(cx.t("col.customer"))
        .column(cx.t("ledger.loaner_out"))
        .column(cx.t("ledger.loaner_back"))
        .number(cx.t("col.days"))
        .column(cx.t("col.status"));
    for loaner in cx.catalog().records.loaners.iter().rev() {
        let back = loaner.back_at.filter(|at| as_of.is_none_or(|as_of| *at <= as_of));
        let days = loaner.out_at.zip(back.or(as_of)).map(|(out, to)| to.since(out) / DAY_MS);
        let (mark, key) =
            if back.is_some() { (Mark::Met, "ledger.back") } else { (Mark::Pending, "ledger.out") };
        table.row([
            Cell::text(loaner.id.as_str()).class("id"),
            Cell::text(loaner.unit.as_deref().unwrap_or_default()),
            Cell::html(device_link(cx, loaner.device.as_ref())),
            Cell::html(customer(cx, loaner.customer.as_ref())),
            minute(cx, loaner.out_at),
            minute(cx, loaner.back_at),
            Cell::num(&days.map(|days| days.to_string()).unwrap_or_default()),
            Cell::state(mark, cx.t(key)),
        ]);
    }
    table
}

/// Complaints and what became of them.
pub(super) fn complaints(cx: &Cx<'_>, caption: &str) -> Table {
    let mut table = Table::new(caption)
        .book()
        .column(cx.t("ledger.raised"))
        .column(cx.t("col.record"))
        .column(cx.t("col.customer"))
        .column(cx.t("col.device"))
        .column(cx.t("col.ticket"))
        .column(cx.t("col.kind"))
        .column(cx.t("col.what"))
        .column(cx.t("ledger.to_blame"))
        .column(cx.t("actions.owner"))
        .column(cx.t("ledger.replied"))
        .column(cx.t("ledger.closed"))
        .number(cx.t("ledger.compensation"));
    let mut all: Vec<_> = cx.catalog().records.complaints.iter().collect();
    all.sort_by_key(|complaint| std::cmp::Reverse(complaint.raised_at));
    for complaint in all {
        let blame = match complaint.attributable_to_service {
            Some(true) => cx.t("ledger.yes"),
            Some(false) => cx.t("ledger.no"),
            None => "",
        };
        let paid = complaint.compensation;
        table.row([
            minute(cx, complaint.raised_at),
            Cell::text(complaint.id.as_str()).class("id"),
            Cell::html(customer(cx, complaint.customer.as_ref())),
            Cell::html(device_link(cx, complaint.device.as_ref())),
            Cell::text(complaint.ticket.as_deref().unwrap_or_default()).class("id"),
            Cell::text(cx.texts().word("complaint_kind", complaint.kind.as_str())),
            Cell::text(complaint.text.as_deref().unwrap_or_default()).class("w"),
            Cell::text(blame),
            Cell::text(complaint.owner.as_deref().unwrap_or_default()),
            minute(cx, complaint.replied_at),
            minute(cx, complaint.closed_at),
            Cell::num(&paid.map(|v| cx.format().money(v)).unwrap_or_default()).exact(paid),
        ]);
    }
    table
}

fn minute(cx: &Cx<'_>, at: Option<Instant>) -> Cell {
    Cell::fixed(&at.map(|at| cx.format().minute(at)).unwrap_or_default())
}

fn customer(cx: &Cx<'_>, id: Option<&CustomerId>) -> Html {
    let Some(id) = id else { return Html::default() };
    match cx.catalog().index.customer.get(&id.key()) {
        Some(&ix) => {
            let name = &cx.catalog().records.customers[ix.index()].name;
            cx.link(Page::Customer(ix), cx.name(name))
        }
        None => Html::text(id.as_str()),
    }
}
