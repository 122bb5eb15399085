//! Customers and their sites: lists, and what happened to their devices.

use super::list::{Chip, ListPage, Section};
use super::record::RecordPage;
use super::{deadlines, device, events, figures, pareto, scope, spares};
use crate::analyse::FileFacts;
use crate::catalog::{CustomerIx, DeviceIx, SiteIx};
use crate::diag::Diagnostic;
use crate::model::records::Customer;
use crate::render::engine::Cx;
use crate::render::view::{Cell, Cells, Html, Table};
use crate::site::{DataFile, Page};

/// Newest events listed on the page of a customer or site.
const EVENTS_SHOWN: usize = 50;

/// The index of customers.
pub(super) fn index(cx: &Cx<'_>) -> Result<Vec<u8>, Diagnostic> {
    let mut table = Table::new(cx.t("nav.customers"))
        .column(cx.t("col.customer"))
        .number(cx.t("nav.devices"))
        .number(cx.t("figure.failures"))
        .number(cx.t("figure.open"))
        .number(cx.t("figure.availability"))
        .number(cx.t("figure.timeliness"))
        .column(cx.t("col.last_event"));
    for (i, customer) in cx.catalog().records.customers.iter().enumerate() {
        let ix = CustomerIx::new(i);
        let devices = cx.catalog().index.devices_of_customer.of(i).len();
        let name = cx.link(Page::Customer(ix), cx.name(&customer.name));
        let mut cells = row(cx, name, devices, cx.facts().customer(ix));
        cells.insert(5, Cell::rate(&cx.format(), &deadlines::timeliness(cx, ix)));
        table.row(cells);
    }
    let page = ListPage {
        title: cx.t("nav.customers").to_owned(),
        intro_html: super::free::introduction(cx, "customers")?,
        sections: vec![Section::new("all", "", table.or_note(cx.t("customers.none")))],
        ..ListPage::default()
    };
    page.render(cx, "devices")
}

fn row(cx: &Cx<'_>, name: Html, devices: usize, facts: &FileFacts) -> Vec<Cell> {
    let format = cx.format();
    vec![
        Cell::html(name),
        Cell::num(&format.count(devices as u64)),
        Cell::num(&format.count(facts.failures)),
        Cell::num(&format.count(facts.open)),
        Cell::num(&facts.availability.value.map(|v| format.percent(v)).unwrap_or_default()),
        Cell::fixed(&facts.last.map(|at| format.zone.day(at).to_string()).unwrap_or_default()),
    ]
}

/// The page of one customer.
pub(super) fn render(cx: &Cx<'_>, ix: CustomerIx) -> Result<Vec<u8>, Diagnostic> {
    let customer = &cx.catalog().records.customers[ix.index()];
    let facts = cx.facts().customer(ix);
    let events = cx.catalog().index.events_of_customer.of(ix.index());
    let mut sections =
        common_sections(cx, cx.catalog().index.devices_of_customer.of(ix.index()), facts, events);
    // Deadlines before the long ledger: they are what a customer was promised.
    if let Some(section) = deadlines::section(cx, ix) {
        sections.insert(1, section);
    }
    sections.push(Section::new("contracts", cx.t("customers.contracts"), contracts(cx, ix)));
    let proposed = cx.facts().spare_proposals.get(&ix).map(|list| spares::table(cx, list));
    if let Some(html) = proposed.filter(|html| !html.is_empty()) {
        sections.push(Section::new("spares", cx.t("spares.title"), html));
    }
    sections.push(scope::charges(cx, facts));
    let page = RecordPage {
        kind: cx.t("kind.customer").to_owned(),
        id: customer.id.to_string(),
        title: cx.name(&customer.name).to_owned(),
        cells_html: cells(cx, customer),
        sums_html: scope::sums(cx, facts).boxed(),
        chips: vec![calendar(cx, DataFile::CustomerCalendar(ix))],
        sections,
        aside: side(cx, facts),
        ..RecordPage::default()
    };
    page.render(cx, "devices", vec![cx.crumb(Page::CustomerIndex, cx.t("nav.customers"))])
}

/// The way to a calendar of visits and of what runs out.
fn calendar(cx: &Cx<'_>, file: DataFile) -> Chip {
    let text = cx.t("customers.calendar").to_owned();
    Chip { href: cx.data_href(file), text, current: false }
}

fn common_sections(
    cx: &Cx<'_>,
    devices: &[u32],
    facts: &FileFacts,
    events: &[u32],
) -> Vec<Section> {
    let devices = devices.iter().map(|&d| DeviceIx::new(d as usize));
    let table = device::table(cx, cx.t("nav.devices"), devices);
    let newest = events.iter().rev().take(EVENTS_SHOWN).copied();
    let ledger = events::ledger_table(cx, cx.t("customers.newest"), newest);
    vec![
        Section::new("devices", cx.t("nav.devices"), table.or_note(cx.t("customers.no_devices"))),
        Section::new("events", cx.t("customers.newest"), ledger.or_note(cx.t("device.no_events"))),
        scope::times(cx, facts),
    ]
}

fn side(cx: &Cx<'_>, facts: &FileFacts) -> Vec<Section> {
    let monthly = cx.facts().months.last().map(|last| {
        figures::monthly(cx, "monthly", cx.t("figure.monthly_question"), &facts.monthly, last.month)
    });
    vec![
        Section::new("pareto", "", pareto::by_count(cx, &facts.pareto_codes.by_count)),
        Section::new("monthly", "", monthly.unwrap_or_default()),
    ]
}

fn cells(cx: &Cx<'_>, customer: &Customer) -> Html {
    let mut cells = Cells::new();
    cells.some(cx.t("customers.address"), customer.address.as_deref());
    cells.some(cx.t("customers.dealer"), customer.dealer.as_deref());
    cells.some(cx.t("customers.contact"), customer.contact.as_deref().map(mask_name).as_deref());
    cells.some(cx.t("customers.phone"), customer.phone.as_deref().map(mask_phone).as_deref());
    cells.finish()
}

/// A contact's name with all but the first character hidden: it is never
/// published in full (`domain.md` §1.2).
pub(super) fn mask_name(name: &str) -> String {
    let mut chars = name.chars();
    match chars.next() {
        Some(first) => format!("{first}＊＊"),
        None => String::new(),
    }
}

/// A telephone number of which the last four digits stay.
pub(super) fn mask_phone(phone: &str) -> String {
    let digits = phone.chars().filter(char::is_ascii_digit).count();
    let mut left = digits.saturating_sub(4);
    let mask = |c: char| {
        if c.is_ascii_digit() && left > 0 {
            left -= 1;
            '*'
        } else {
            c
        }
    };
    phone.chars().map(mask).collect()
}

fn contracts(cx: &Cx<'_>, ix: CustomerIx) -> Html {
    let mut table = Table::new(cx.t("customers.contracts"))
        .column(cx.t("col.record"))
        .column(cx.t("col.from"))
        .column(cx.t("col.until"))
        .column(cx.t("customers.covers"))
        .column(cx.t("customers.excludes"))
        .column("SLA");
    let day = |d: Option<crate::model::Day>| d.map(|d| d.to_string()).unwrap_or_default();
    for &at in cx.catalog().index.contracts_of_customer.of(ix.index()) {
        let contract = &cx.catalog().records.contracts[at as usize];
        table.row([
            Cell::text(contract.id.as_str()).class("id"),
            Cell::fixed(&day(contract.start)),
            Cell::fixed(&day(contract.end)),
            Cell::text(&contract.covers.join(cx.t("solution.list_separator"))),
            Cell::text(&contract.excludes.join(cx.t("solution.list_separator"))),
            Cell::text(contract.sla_profile.as_deref().unwrap_or_default()),
        ]);
    }
    table.or_note(cx.t("customers.no_contracts"))
}

/// The index of sites.
pub(super) fn site_index(cx: &Cx<'_>) -> Result<Vec<u8>, Diagnostic> {
    let mut table = Table::new(cx.t("nav.sites"))
        .column(cx.t("col.site"))
        .number(cx.t("nav.devices"))
        .number(cx.t("figure.failures"))
        .number(cx.t("figure.open"))
        .number(cx.t("figure.availability"))
        .column(cx.t("col.last_event"));
    for (i, site) in cx.catalog().records.sites.iter().enumerate() {
        let ix = SiteIx::new(i);
        let devices = cx.catalog().index.devices_of_site.of(i).len();
        table.row(row(
            cx,
            cx.link(Page::Site(ix), cx.name(&site.name)),
            devices,
            cx.facts().site(ix),
        ));
    }
    let page = ListPage {
        title: cx.t("nav.sites").to_owned(),
        sections: vec![Section::new("all", "", table.or_note(cx.t("sites.none")))],
        ..ListPage::default()
    };
    page.render(cx, "devices")
}

/// The page of one site.
pub(super) fn site(cx: &Cx<'_>, ix: SiteIx) -> Result<Vec<u8>, Diagnostic> {
    let site = &cx.catalog().records.sites[ix.index()];
    let facts = cx.facts().site(ix);
    let mut cells = Cells::new();
    cells.some(cx.t("customers.address"), site.address.as_deref());
    if let Some(customer) = &site.customer
        && let Some(&owner) = cx.catalog().index.customer.get(&customer.key())
    {
        let name = cx.name(&cx.catalog().records.customers[owner.index()].name);
        cells.html(cx.t("col.customer"), &cx.link(Page::Customer(owner), name));
    }
    let events = cx.catalog().index.events_of_site.of(ix.index());
    let page = RecordPage {
        kind: cx.t("kind.site").to_owned(),
        id: site.id.to_string(),
        title: cx.name(&site.name).to_owned(),
        cells_html: cells.finish(),
        sums_html: scope::sums(cx, facts).boxed(),
        chips: vec![calendar(cx, DataFile::PlaceCalendar(ix))],
        sections: common_sections(
            cx,
            cx.catalog().index.devices_of_site.of(ix.index()),
            facts,
            events,
        ),
        aside: side(cx, facts),
        ..RecordPage::default()
    };
    page.render(cx, "devices", vec![cx.crumb(Page::SiteIndex, cx.t("nav.sites"))])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contacts_are_masked() {
        assert_eq!(mask_phone("138-0013-8000"), "***-****-8000");
        assert_eq!(mask_name("张伟"), "张＊＊");
    }
}
