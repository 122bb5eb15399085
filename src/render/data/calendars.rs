//! Calendars: visits and maintenance, what runs out, and both together of one customer and
//! of one place.

use super::calendar_lines::{Calendar, Entry};
use crate::analyse::visits::{VisitRow, VisitSource};
use crate::analyse::warranty::{Expiry, ExpiryKind};
use crate::catalog::{CustomerIx, DeviceIx, SiteIx};
use crate::model::slug::slug;
use crate::model::time::Day;
use crate::model::words::VisitKind;
use crate::render::engine::Cx;
use std::collections::BTreeMap;

/// Visits done so long ago stay in a calendar, so that one that is taken again learns of
/// them.
const DONE_DAYS: i32 = 90;

/// Whose entries a calendar holds.
#[derive(Clone, Copy)]
enum Whose {
    Everybody,
    Customer(CustomerIx),
    Place(SiteIx),
}

/// Visits and maintenance.
pub(super) fn visits(cx: &Cx<'_>) -> Vec<u8> {
    let mut out = calendar(cx, cx.t("nav.visits"));
    add_visits(cx, &mut out, Whose::Everybody);
    out.finish()
}

/// Ends of warranty, support, spares and contracts.
pub(super) fn expiries(cx: &Cx<'_>) -> Vec<u8> {
    let mut out = calendar(cx, cx.t("nav.warranty"));
    add_expiries(cx, &mut out, Whose::Everybody);
    out.finish()
}

/// Both, of one customer.
pub(super) fn of_customer(cx: &Cx<'_>, ix: CustomerIx) -> Vec<u8> {
    let name = &cx.catalog().records.customers[ix.index()].name;
    both(cx, cx.name(name), Whose::Customer(ix))
}

/// Both, of one place.
pub(super) fn of_place(cx: &Cx<'_>, ix: SiteIx) -> Vec<u8> {
    let name = &cx.catalog().records.sites[ix.index()].name;
    both(cx, cx.name(name), Whose::Place(ix))
}

fn both(cx: &Cx<'_>, name: &str, whose: Whose) -> Vec<u8> {
    let mut out = calendar(cx, name);
    add_visits(cx, &mut out, whose);
    add_expiries(cx, &mut out, whose);
    out.finish()
}

fn calendar(cx: &Cx<'_>, name: &str) -> Calendar {
    let title = &cx.catalog().settings.title;
    Calendar::new(&format!("{title} · {name}"), cx.facts().as_of)
}

fn add_visits(cx: &Cx<'_>, out: &mut Calendar, whose: Whose) {
    let (facts, zone) = (&cx.facts().visits, &cx.catalog().settings.zone);
    let Some(today) = cx.facts().as_of.map(|at| zone.day(at)) else { return };
    let since = today.saturating_sub(jiff::Span::new().days(DONE_DAYS));
    let nth = ordinals(&facts.rows);
    for (at, row) in facts.rows.iter().enumerate() {
        let is_due = facts.due.binary_search(&at).is_ok() || facts.due.contains(&at);
        let is_done = row.done_on.is_some_and(|day| day >= since && day <= today);
        let windowed = row.due_to.is_some() || row.due_from.is_some();
        let own = match whose {
            Whose::Everybody => true,
            Whose::Customer(ix) => row.customer == Some(ix),
            Whose::Place(ix) => place_of(cx, row) == Some(ix),
        };
        if own && windowed && (is_due || is_done) {
            visit(cx, out, row, nth[at]);
        }
    }
}

/// Of each visit with a window, which of its device and kind it is in the order of their
/// windows: its date may move, that stays.
fn ordinals(rows: &[VisitRow]) -> Vec<usize> {
    type Alike = Vec<(Option<Day>, usize)>;
    let mut by: BTreeMap<(Option<DeviceIx>, VisitKind), Alike> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        if row.due_to.is_some() || row.due_from.is_some() {
            by.entry((row.device, row.kind)).or_default().push((row.due_to.or(row.due_from), at));
        }
    }
    let mut nth = vec![0; rows.len()];
    for mut list in by.into_values() {
        list.sort_unstable();
        for (n, (_, at)) in (1..).zip(list) {
            nth[at] = n;
        }
    }
    nth
}

fn visit(cx: &Cx<'_>, out: &mut Calendar, row: &VisitRow, nth: usize) {
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
        place: &place_of(cx, row).map(|ix| address(cx, ix)).unwrap_or_default(),
        state: state.unwrap_or_default(),
    });
}

/// Where a visit goes: to its place, else to that of its device.
fn place_of(cx: &Cx<'_>, row: &VisitRow) -> Option<SiteIx> {
    row.site.or_else(|| row.device.and_then(|ix| place_of_device(cx, ix)))
}

fn place_of_device(cx: &Cx<'_>, ix: DeviceIx) -> Option<SiteIx> {
    let device = &cx.catalog().records.devices[ix.index()];
    let id = device.owners.last()?.site.as_ref()?;
    cx.catalog().index.site.get(&id.key()).copied()
}

fn address(cx: &Cx<'_>, ix: SiteIx) -> String {
    let site = &cx.catalog().records.sites[ix.index()];
    let address = site.address.as_deref().filter(|address| *address != site.name);
    let place: Vec<&str> = [Some(site.name.as_str()), address].into_iter().flatten().collect();
    place.join(", ")
}

fn add_expiries(cx: &Cx<'_>, out: &mut Calendar, whose: Whose) {
    let zone = &cx.catalog().settings.zone;
    let Some(today) = cx.facts().as_of.map(|at| zone.day(at)) else { return };
    for expiry in cx.facts().warranty.ledger.iter().filter(|expiry| expiry.on >= today) {
        let own = match whose {
            Whose::Everybody => true,
            Whose::Customer(ix) => expiry.customer == Some(ix),
            Whose::Place(ix) => {
                expiry.device.is_some_and(|device| place_of_device(cx, device) == Some(ix))
            }
        };
        if own {
            ending(cx, out, expiry);
        }
    }
}

fn ending(cx: &Cx<'_>, out: &mut Calendar, expiry: &Expiry) {
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
    let place = expiry.device.and_then(|ix| place_of_device(cx, ix));
    out.entry(&Entry {
        uid: &uid,
        first: expiry.on,
        last: expiry.on,
        summary: &summary.join(" · "),
        place: &place.map(|ix| address(cx, ix)).unwrap_or_default(),
        state: "",
    });
}
