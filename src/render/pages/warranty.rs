//! The expiry ledger: warranty, support, spares and contracts, soonest first.

use super::list::{ListPage, Section};
use crate::analyse::charge::ChargeMismatch;
use crate::analyse::warranty::{Expiry, ExpiryKind};
use crate::diag::Diagnostic;
use crate::model::time::Day;
use crate::render::engine::Cx;
use crate::render::view::{Cell, Html, Mark, Table};
use crate::site::Page;

/// The ledger.
pub(super) fn render(cx: &Cx<'_>) -> Result<Vec<u8>, Diagnostic> {
    let facts = &cx.facts().warranty;
    let today = cx.facts().as_of.map(|at| cx.catalog().settings.zone.day(at));
    let soon = table_on(cx, &facts.ledger[facts.next_60_days.clone()], today);
    let soon = soon.captioned(cx.t("warranty.soon"));
    let all = table_on(cx, &facts.ledger, today).captioned(cx.t("warranty.all"));
    let lead = cx.fill(
        "warranty.lead",
        &[
            ("in", &facts.in_warranty.to_string()),
            ("out", &facts.out_of_warranty.to_string()),
            ("unknown", &facts.unknown.to_string()),
        ],
    );
    let soon = soon.or_note(cx.t("warranty.none_soon"));
    let mut sections = vec![Section::new("soon", cx.t("warranty.soon"), soon)];
    // Charges that do not fit are the house's check of itself.
    if cx.catalog().is_internal() {
        sections.push(Section::new("mismatch", cx.t("warranty.mismatch"), mismatches(cx)));
    }
    let all = all.or_note(cx.t("warranty.none"));
    sections.push(Section::new("all", cx.t("warranty.all"), all));
    let page =
        ListPage { title: cx.t("nav.warranty").to_owned(), lead, sections, ..ListPage::default() };
    page.render(cx, "")
}

/// What runs out, as it stands on a day.
pub(super) fn table_on(cx: &Cx<'_>, ledger: &[Expiry], today: Option<Day>) -> Table {
    // Where nothing has run out yet, the heading says all there is to say.
    let some_over = ledger.iter().any(|expiry| today.is_some_and(|t| expiry.on < t));
    let mut table = Table::new(cx.t("nav.warranty"))
        .column(cx.t("col.until"))
        .column(cx.t("warranty.what"))
        .column(cx.t("col.device"))
        .column(cx.t("col.customer"))
        .only_if(cx.catalog().is_internal())
        .column(cx.t("col.status"))
        .only_if(some_over);
    for expiry in ledger {
        let over = today.is_some_and(|t| expiry.on < t);
        let state = if over {
            Cell::state(Mark::None, cx.t("device.warranty_over"))
        } else {
            Cell::state(Mark::Met, cx.t("device.warranty_runs"))
        };
        let device = expiry.device.map(|ix| {
            let id = cx.catalog().records.devices[ix.index()].id.as_str();
            Html::id(&cx.href(Page::Device(ix)), id)
        });
        let customer = expiry.customer.map(|ix| {
            cx.link(Page::Customer(ix), cx.name(&cx.catalog().records.customers[ix.index()].name))
        });
        table.row([
            Cell::fixed(&expiry.on.to_string()),
            Cell::text(&what(cx, &expiry.kind)),
            Cell::html(device.unwrap_or_default()),
            Cell::html(customer.unwrap_or_default()),
            state,
        ]);
    }
    table
}

fn what(cx: &Cx<'_>, kind: &ExpiryKind) -> String {
    match kind {
        ExpiryKind::Warranty => cx.t("device.whole").to_owned(),
        ExpiryKind::Component(name) => name.clone(),
        ExpiryKind::Support => cx.t("device.support_until").to_owned(),
        ExpiryKind::Spares => cx.t("device.spares_until").to_owned(),
        ExpiryKind::Contract(at) => {
            format!("{} {}", cx.t("warranty.contract"), cx.catalog().records.contracts[*at].id)
        }
    }
}

/// Jobs whose charge is not the one that dates and cause call for.
fn mismatches(cx: &Cx<'_>) -> Html {
    mismatch_table(cx, cx.facts().fleet.charges.mismatches.iter().rev().take(200))
        .or_note(cx.t("warranty.no_mismatch"))
}

/// Jobs with the charge expected and the charge found.
pub(super) fn mismatch_table<'m>(
    cx: &Cx<'_>,
    mismatches: impl Iterator<Item = &'m ChargeMismatch>,
) -> Table {
    let mut table = Table::new(cx.t("warranty.mismatch"))
        .column(cx.t("col.record"))
        .column(cx.t("col.reported"))
        .column(cx.t("col.device"))
        .column(cx.t("warranty.expected"))
        .column(cx.t("warranty.found"));
    for mismatch in mismatches {
        let event = cx.catalog().records.events.get(mismatch.event as usize);
        table.row([
            Cell::html(super::events::id(cx, event)),
            Cell::fixed(&super::events::reported(cx, event)),
            Cell::html(super::events::device(cx, event)),
            Cell::text(cx.texts().word("charge_type", mismatch.expected.as_str())),
            Cell::text(cx.texts().word("charge_type", mismatch.found.as_str())),
        ]);
    }
    table
}
