//! Calendars: visits and maintenance, what runs out, and both together of one customer and
//! of one place.

use super::calendar_lines::{Calendar, Entry};
use crate::analyse::calendar::{About, CalendarEntry};
use crate::analyse::visits::{VisitRow, VisitSource};
use crate::analyse::warranty::{Expiry, ExpiryKind};
use crate::catalog::{CustomerIx, SiteIx};
use crate::model::slug::slug;
use crate::render::engine::Cx;

/// Visits and maintenance.
pub(super) fn visits(cx: &Cx<'_>) -> Vec<u8> {
    let entries = cx.facts().calendar.entries.iter();
    let visits = entries.filter(|entry| matches!(entry.about, About::Visit(..)));
    written(cx, cx.t("nav.visits"), visits)
}

/// Ends of warranty, support, spares and contracts.
pub(super) fn expiries(cx: &Cx<'_>) -> Vec<u8> {
    let entries = cx.facts().calendar.entries.iter();
    let expiries = entries.filter(|entry| matches!(entry.about, About::Expiry(_)));
    written(cx, cx.t("nav.warranty"), expiries)
}

/// Both, of one customer.
pub(super) fn of_customer(cx: &Cx<'_>, ix: CustomerIx) -> Vec<u8> {
    let name = &cx.catalog().records.customers[ix.index()].name;
    written(cx, cx.name(name), chosen(cx, cx.facts().calendar.of_customer.get(&ix)))
}

/// Both, of one place.
pub(super) fn of_place(cx: &Cx<'_>, ix: SiteIx) -> Vec<u8> {
    let name = &cx.catalog().records.sites[ix.index()].name;
    written(cx, cx.name(name), chosen(cx, cx.facts().calendar.of_place.get(&ix)))
}

fn chosen<'a>(
    cx: &'a Cx<'_>,
    at: Option<&'a Vec<usize>>,
) -> impl Iterator<Item = &'a CalendarEntry> {
    at.into_iter().flatten().map(|&at| &cx.facts().calendar.entries[at])
}

fn written<'a>(
    cx: &Cx<'_>,
    name: &str,
    entries: impl Iterator<Item = &'a CalendarEntry>,
) -> Vec<u8> {
    let title = &cx.catalog().settings.title;
    let mut out = Calendar::new(&format!("{title} · {name}"), cx.facts().as_of);
    for entry in entries {
        let place = entry.place.map(|ix| address(cx, ix)).unwrap_or_default();
        match entry.about {
            About::Visit(at, nth) => {
                visit(cx, &mut out, (&cx.facts().visits.rows[at], nth), &place);
            }
            About::Expiry(at) => ending(cx, &mut out, &cx.facts().warranty.ledger[at], &place),
        }
    }
    out.finish()
}

fn visit(cx: &Cx<'_>, out: &mut Calendar, (row, nth): (&VisitRow, usize), place: &str) {
    let Some(last) = row.due_to.or(row.due_from) else { return };
    let (first, last) = match row.done_on {
        Some(day) => (day, day),
        None => (row.due_from.unwrap_or(last).min(last), last),
    };
    let records = &cx.catalog().records;
    let device = row.device.map(|ix| records.devices[ix.index()].id.as_str());
    let customer = row.customer.map(|ix| cx.name(&records.customers[ix.index()].name));
    let kind = cx.texts().word("visit_kind", row.kind.as_str());
    let summary: Vec<&str> = [Some(kind), device, customer].into_iter().flatten().collect();
    let uid = match row.source {
        VisitSource::Record(at) => format!("visit-{}", records.visits[at].id),
        VisitSource::Plan | VisitSource::Event(_) => {
            format!("plan-{}-{}-{nth}", device.unwrap_or_default(), row.kind.as_str())
        }
    };
    let state = row.state.map(|state| cx.texts().word("visit_state", state.as_str()));
    out.entry(&Entry {
        uid: &uid,
        first,
        last,
        summary: &summary.join(" · "),
        place,
        state: state.unwrap_or_default(),
    });
}

fn address(cx: &Cx<'_>, ix: SiteIx) -> String {
    let site = &cx.catalog().records.sites[ix.index()];
    let address = site.address.as_deref().filter(|address| *address != site.name);
    let place: Vec<&str> = [Some(site.name.as_str()), address].into_iter().flatten().collect();
    place.join(", ")
}

fn ending(cx: &Cx<'_>, out: &mut Calendar, expiry: &Expiry, place: &str) {
    let records = &cx.catalog().records;
    let device = expiry.device.map(|ix| records.devices[ix.index()].id.as_str());
    let customer = expiry.customer.map(|ix| cx.name(&records.customers[ix.index()].name));
    let id = device.unwrap_or_default();
    let uid = match &expiry.kind {
        ExpiryKind::Warranty => format!("warranty-{id}"),
        ExpiryKind::Component(component) => {
            format!("warranty-{id}-{}", slug(component).as_str())
        }
        ExpiryKind::Support => format!("support-{id}"),
        ExpiryKind::Spares => format!("spares-{id}"),
        ExpiryKind::Contract(at) => format!("contract-{}", records.contracts[*at].id),
    };
    let what = match &expiry.kind {
        ExpiryKind::Warranty => cx.t("warranty.warranty_ends").to_owned(),
        ExpiryKind::Component(component) => {
            cx.fill("warranty.component_ends", &[("what", component)])
        }
        ExpiryKind::Support => cx.t("warranty.support_ends").to_owned(),
        ExpiryKind::Spares => cx.t("warranty.spares_end").to_owned(),
        ExpiryKind::Contract(at) => {
            cx.fill("warranty.contract_ends", &[("what", records.contracts[*at].id.as_str())])
        }
    };
    let summary: Vec<&str> =
        [Some(what.as_str()), device, customer].into_iter().flatten().collect();
    out.entry(&Entry {
        uid: &uid,
        first: expiry.on,
        last: expiry.on,
        summary: &summary.join(" · "),
        place,
        state: "",
    });
}
