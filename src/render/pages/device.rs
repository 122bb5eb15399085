//! The device file (产品档案): identity, warranty, what happened to it, what keeps
//! coming back, parts, visits, documents.

use super::again;
use super::events;
use super::list::{Chip, ListPage, Section};
use super::record::RecordPage;
use super::scope;
use super::search;
use super::timeline;
use super::wear;
use crate::catalog::{DeviceDates, DeviceIx};
use crate::diag::Diagnostic;
use crate::model::records::Device;
use crate::model::time::Day;
use crate::render::document::{self, Document, Fact, Prose};
use crate::render::engine::Cx;
use crate::render::format::decimal;
use crate::render::view::{Blocks, Cell, Cells, Html, Mark, Table, state};
use crate::site::{DataFile, NEWEST_EVENTS, Page};

/// Events of a year that its page shows, the newest; the data file has all.
const EVENTS_OF_A_YEAR: usize = 5000;
/// Links of the chains of a device that its page shows, the newest of each; the data file
/// has all.
const LINKS_OF_CHAINS: usize = 200;

/// The index of devices.
pub(super) fn index(cx: &Cx<'_>) -> Result<Vec<u8>, Diagnostic> {
    let count = cx.catalog().records.devices.len();
    let table = table(cx, cx.t("nav.devices"), (0..count).map(DeviceIx::new));
    let page = ListPage {
        title: cx.t("nav.devices").to_owned(),
        lead: cx.fill("devices.lead", &[("n", &cx.format().count(count as u64))]),
        intro_html: super::free::introduction(cx, "devices")?,
        files: vec![
            cx.crumb(Page::Labels(1), cx.t("label.title")),
            cx.file(DataFile::DevicesCsv, "CSV"),
            cx.file(DataFile::Devices, "JSON"),
        ],
        sections: vec![Section::new("all", "", table.or_note(cx.t("devices.none")))],
        ..ListPage::default()
    };
    page.render(cx, "devices")
}

/// Devices as a table.
pub(super) fn table(cx: &Cx<'_>, caption: &str, devices: impl Iterator<Item = DeviceIx>) -> Table {
    let mut table = Table::new(caption)
        .column(cx.t("col.device"))
        .column(cx.t("col.model"))
        .column(cx.t("col.customer"))
        .only_if(cx.catalog().is_internal())
        .column(cx.t("col.site"))
        .number(cx.t("figure.failures"))
        .number(cx.t("figure.open"))
        .number(cx.t("figure.availability"))
        .number(cx.t("figure.mtbf"))
        .column(cx.t("col.last_event"));
    let format = cx.format();
    for ix in devices {
        let device = &cx.catalog().records.devices[ix.index()];
        let facts = cx.facts().device(ix);
        let available = facts.availability.value.map(|v| format.percent(v)).unwrap_or_default();
        let last = facts.last.map(|at| format.zone.day(at).to_string()).unwrap_or_default();
        table.row([
            Cell::html(Html::id(&cx.href(Page::Device(ix)), device.id.as_str())),
            Cell::html(model(cx, device)),
            Cell::html(customer(cx, device)),
            Cell::html(site(cx, device)),
            Cell::num(&format.count(facts.failures)),
            Cell::num(&format.count(facts.open)),
            Cell::num(&available),
            scope::mtbf_cell(cx, &facts.mtbf),
            Cell::fixed(&last),
        ]);
    }
    table
}

/// The file of one device.
pub(super) fn render(cx: &Cx<'_>, ix: DeviceIx) -> Result<Vec<u8>, Diagnostic> {
    let device = &cx.catalog().records.devices[ix.index()];
    let facts = cx.facts().device(ix);
    let page = RecordPage {
        kind: cx.t("kind.device").to_owned(),
        id: device.id.to_string(),
        title: cx.name(&device.name.clone().unwrap_or_else(|| title(cx, device))).to_owned(),
        under_html: Html::join(
            [customer(cx, device), site(cx, device)].into_iter().filter(|h| !h.is_empty()),
            " · ",
        ),
        state_html: device_state(cx, device, facts.open)
            .map(|(mark, words)| state(mark, &words))
            .unwrap_or_default(),
        cells_html: cells(cx, ix, device).finish(),
        sums_html: scope::sums(cx, facts).boxed(),
        figure_html: timeline::figure(cx, ix).html(),
        chips: std::iter::once(search::scoped(cx, "device", device.id.as_str()))
            .chain(year_chips(cx, ix, None))
            .collect(),
        sections: sections(cx, ix, device)?,
        aside: aside(cx, ix, device),
        source: source(cx, device),
    };
    page.render(cx, "devices", crumbs(cx, device))
}

/// The same file as a document.
pub(in crate::render) fn document(cx: &Cx<'_>, ix: DeviceIx) -> Result<Document, Diagnostic> {
    let device = &cx.catalog().records.devices[ix.index()];
    let facts = cx.facts().device(ix);
    let name = device.name.clone().unwrap_or_else(|| title(cx, device));
    let mut document =
        super::printed::document(cx, device.id.to_string(), cx.name(&name).to_owned());
    document.name = format!("{} {}", document.id, document.title);
    cx.t("kind.device").clone_into(&mut document.kind);
    let under = [customer(cx, device), site(cx, device)].into_iter().filter(|h| !h.is_empty());
    document.under = Html::join(under, " · ").plain();
    document.state = device_state(cx, device, facts.open)
        .map(|(mark, words)| document::Marked { mark: mark.name(), words });
    document.facts = Fact::of(&cells(cx, ix, device));
    let figures = Blocks::from(scope::sums(cx, facts)).and(timeline::figure(cx, ix));
    let sections = [
        ("figures", cx.t("device.figures"), figures),
        ("events", cx.t("device.every_event"), newest_table(cx, ix, device)),
        ("times", cx.t("figure.times"), scope::times_table(cx, facts, true)),
        ("chains", cx.t("device.chains"), chain_table(cx, ix)),
        ("again", cx.t("again.title"), again::of_device(cx, ix)),
        ("wear", cx.t("wear.title"), wear::of_device(cx, ix)),
        ("warranty", cx.t("device.warranty"), warranty(cx, ix)),
        ("visits", cx.t("nav.visits"), visits(cx, ix)),
        ("owners", cx.t("device.owners"), owners(cx, device)),
    ];
    let shown = sections.into_iter().filter(|(.., blocks)| !blocks.is_empty());
    document.sections.extend(shown.map(|(id, heading, blocks)| document::Section {
        id: id.to_owned(),
        heading: heading.to_owned(),
        blocks: document::Block::of(&blocks),
        ..document::Section::default()
    }));
    if let Some(article) = &device.meta.article {
        let rendered = super::free::document(cx, article)?;
        let halves = super::free::halves(cx, article, &rendered);
        document.sections.push(document::Section {
            id: "about".to_owned(),
            heading: cx.t("device.about").to_owned(),
            commentary: halves.iter().flat_map(|half| Prose::of(&half.html)).collect(),
            ..document::Section::default()
        });
    }
    Ok(document)
}

/// The newest events, and how many there are in all.
fn newest_table(cx: &Cx<'_>, ix: DeviceIx, device: &Device) -> Blocks {
    let events = cx.catalog().index.events_of_device.of(ix.index());
    let newest = &events[events.len().saturating_sub(NEWEST_EVENTS)..];
    let caption = cx.fill("device.events_of", &[("id", device.id.as_str())]);
    let table = events::device_table(cx, &caption, newest).or_noted(cx.t("device.no_events"));
    if newest.len() == events.len() {
        return table;
    }
    table.and(Blocks::remark(&n_of_m(cx, newest.len(), events.len())))
}

fn n_of_m(cx: &Cx<'_>, n: usize, m: usize) -> String {
    cx.fill("device.n_of_m", &[("n", &n.to_string()), ("m", &m.to_string())])
}

fn crumbs(cx: &Cx<'_>, device: &Device) -> Vec<crate::render::engine::Link> {
    let mut crumbs = vec![cx.crumb(Page::DeviceIndex, cx.t("nav.devices"))];
    if let Some(model) = &device.model
        && let Some(&ix) = cx.catalog().index.model.get(&model.key())
    {
        crumbs.push(cx.crumb(Page::Model(ix), model.as_str()));
    }
    crumbs
}

fn title(cx: &Cx<'_>, device: &Device) -> String {
    let model = device.model.as_ref().and_then(|m| cx.catalog().index.model.get(&m.key()));
    match model {
        Some(ix) => cx.catalog().records.models[ix.index()].name.clone(),
        None => device.id.to_string(),
    }
}

fn source(cx: &Cx<'_>, device: &Device) -> String {
    if !cx.catalog().is_internal() || device.unregistered {
        return String::new();
    }
    cx.fill("record.source", &[("place", &device.meta.place.to_string())])
}

fn device_state(cx: &Cx<'_>, device: &Device, open: u64) -> Option<(Mark, String)> {
    // Without a device table nothing is registered, and nobody is to blame.
    let registered = cx.catalog().records.devices.iter().any(|d| !d.unregistered);
    if device.unregistered && registered {
        return Some((Mark::NotMet, cx.t("device.unregistered").to_owned()));
    }
    if open > 0 {
        return Some((Mark::Pending, cx.fill("device.open_n", &[("n", &open.to_string())])));
    }
    let status = device.status?;
    Some((Mark::Met, cx.texts().word("device_status", status.as_str()).to_owned()))
}

fn cells(cx: &Cx<'_>, ix: DeviceIx, device: &Device) -> Cells {
    let dates = &cx.catalog().dates[ix.index()];
    let mut cells = Cells::new();
    let day = |d: Option<Day>| d.map(|d| d.to_string()).unwrap_or_default();
    cells.some(cx.t("device.serial"), device.serial.as_deref());
    cells.html(cx.t("col.model"), &model(cx, device));
    cells.some(cx.t("device.firmware"), device.firmware.as_deref());
    cells.some(cx.t("device.batch"), device.batch.as_deref());
    cells.text(cx.t("device.produced"), &day(device.produced_on));
    cells.text(cx.t("device.commissioned"), &day(device.commissioned_on));
    cells.text(cx.t("device.accepted"), &day(device.accepted_on));
    let ends = |d: Option<Day>| {
        let over = d.filter(|d| days_since(cx, *d) > 0);
        if over.is_some() { cx.format().with_detail(&day(d), cx.t("device.ended")) } else { day(d) }
    };
    cells.text(cx.t("device.warranty_end"), &ends(dates.warranty_end));
    cells.text(cx.t("device.support_until"), &ends(device.support_until));
    cells.text(cx.t("device.spares_until"), &ends(device.spares_until));
    cells.text(cx.t("device.retired"), &day(device.retired_on));
    cells.html(cx.t("device.next_maintenance"), &next_maintenance(cx, device, dates));
    if let Some(from) = dates.observed_from {
        let mut text = cx.catalog().settings.zone.day(from).to_string();
        if dates.start_guessed {
            text = cx.format().with_detail(&text, cx.t("device.guessed"));
        }
        cells.text(cx.t("device.observed_from"), &text);
    }
    if cx.catalog().is_internal() {
        for (key, value) in &device.meta.unknown {
            cells.text(key, value);
        }
    }
    cells
}

/// Days from a day to the last one that the site knows of; nothing for one to come.
fn days_since(cx: &Cx<'_>, day: Day) -> i64 {
    let settings = &cx.catalog().settings;
    let today = settings.as_of.map(|at| settings.zone.day(at));
    today.map_or(0, |today| day.duration_until(today).as_hours() / 24).max(0)
}

/// When a device is due; how long it has been, where nobody came.
fn next_maintenance(cx: &Cx<'_>, device: &Device, dates: &DeviceDates) -> Html {
    let Some(on) = dates.next_maintenance_on else { return Html::default() };
    let days = days_since(cx, on);
    if days == 0 || device.retired_on.is_some() {
        return Html::text(&on.to_string());
    }
    let late = cx.fill("device.overdue", &[("d", &days.to_string())]);
    Html::join([Html::text(&on.to_string()), state(Mark::Late, &late)], " ")
}

/// A device's model, linked.
pub(super) fn model(cx: &Cx<'_>, device: &Device) -> Html {
    let Some(model) = &device.model else { return Html::default() };
    match cx.catalog().index.model.get(&model.key()) {
        Some(&ix) => cx.link(Page::Model(ix), model.as_str()),
        None => Html::text(model.as_str()),
    }
}

/// A device's present customer, linked.
pub(super) fn customer(cx: &Cx<'_>, device: &Device) -> Html {
    let Some(id) = device.owners.last().and_then(|o| o.customer.as_ref()) else {
        return Html::default();
    };
    match cx.catalog().index.customer.get(&id.key()) {
        Some(&ix) => {
            cx.link(Page::Customer(ix), cx.name(&cx.catalog().records.customers[ix.index()].name))
        }
        None => Html::text(id.as_str()),
    }
}

/// The name of the site where a device is at present, where it is known.
pub(super) fn place_name<'a>(cx: &Cx<'a>, device: &Device) -> Option<&'a str> {
    let id = device.owners.last().and_then(|o| o.site.as_ref())?;
    let ix = cx.catalog().index.site.get(&id.key())?;
    Some(cx.name(&cx.catalog().records.sites[ix.index()].name))
}

/// A device's present site, linked.
pub(super) fn site(cx: &Cx<'_>, device: &Device) -> Html {
    let Some(id) = device.owners.last().and_then(|o| o.site.as_ref()) else {
        return Html::default();
    };
    match cx.catalog().index.site.get(&id.key()) {
        Some(&ix) => cx.link(Page::Site(ix), cx.name(&cx.catalog().records.sites[ix.index()].name)),
        None => Html::text(id.as_str()),
    }
}

fn year_chips(cx: &Cx<'_>, ix: DeviceIx, current: Option<i16>) -> Vec<Chip> {
    let years = &cx.plan().older[ix.index()];
    if years.is_empty() {
        return Vec::new();
    }
    let newest = Chip {
        href: cx.href(Page::Device(ix)),
        text: cx.fill("device.newest", &[("n", &NEWEST_EVENTS.to_string())]),
        current: current.is_none(),
    };
    let year = |year: i16| Chip {
        href: cx.href(Page::DeviceYear(ix, year)),
        text: year.to_string(),
        current: current == Some(year),
    };
    std::iter::once(newest).chain(years.keys().rev().copied().map(year)).collect()
}

fn sections(cx: &Cx<'_>, ix: DeviceIx, device: &Device) -> Result<Vec<Section>, Diagnostic> {
    let events = cx.catalog().index.events_of_device.of(ix.index());
    let newest = &events[events.len().saturating_sub(NEWEST_EVENTS)..];
    let caption = cx.fill("device.events_of", &[("id", device.id.as_str())]);
    let table = events::device_table(cx, &caption, newest);
    let remark = Html::text(&n_of_m(cx, newest.len(), events.len()));
    let json = Html::link(&cx.data_href(DataFile::Device(ix)), "JSON");
    let every =
        Section::new("events", cx.t("device.every_event"), table.or_note(cx.t("device.no_events")))
            .remark(Html::join([remark, json], " · "));
    let mut sections = vec![every, scope::times(cx, cx.facts().device(ix))];
    let again = again::of_device(cx, ix);
    if !again.is_empty() {
        sections.push(Section::new("again", cx.t("again.title"), again));
    }
    let wear = wear::of_device(cx, ix);
    if !wear.is_empty() {
        sections.push(Section::new("wear", cx.t("wear.title"), wear));
    }
    if let Some(article) = &device.meta.article {
        let rendered = super::free::document(cx, article)?;
        let halves = super::free::halves(cx, article, &rendered);
        let mut html = String::new();
        for half in &halves {
            html.push_str(&format!(
                "<div class=\"doc\" lang=\"{}\">{}</div>",
                half.lang, half.html.0
            ));
        }
        sections.push(Section::new("about", cx.t("device.about"), Html(html)));
    }
    Ok(sections)
}

fn aside(cx: &Cx<'_>, ix: DeviceIx, device: &Device) -> Vec<Section> {
    vec![
        Section::new("chains", cx.t("device.chains"), chains(cx, ix)),
        Section::new("warranty", cx.t("device.warranty"), warranty(cx, ix)),
        Section::new("visits", cx.t("nav.visits"), visits(cx, ix)),
        Section::new("owners", cx.t("device.owners"), owners(cx, device)),
    ]
}

fn chains(cx: &Cx<'_>, ix: DeviceIx) -> Html {
    let mut html = String::new();
    let (mut left, mut hidden) = (LINKS_OF_CHAINS, 0);
    for chain in cx.facts().recurrence.of(ix) {
        let older = chain.links.len().saturating_sub(left);
        left -= chain.links.len() - older;
        hidden += older;
        if older == chain.links.len() {
            continue;
        }
        html.push_str("<ol class=\"chain\">");
        for link in &chain.links[older..] {
            let event = cx.catalog().records.events.get(link.event as usize);
            if let Some(gap) = link.gap_days {
                let gap = cx.fill("device.gap", &[("d", &decimal(gap, 0))]);
                let expected = chain
                    .expected_gap_days
                    .map(|d| cx.fill("device.expected_gap", &[("d", &decimal(d, 0))]));
                html.push_str(&format!(
                    "<li class=\"gap\"><span>{}</span><span>{}</span></li>",
                    crate::render::escape::text(&gap),
                    crate::render::escape::text(&expected.unwrap_or_default())
                ));
            }
            html.push_str(&format!(
                "<li><span class=\"nb\">{}</span><span>{} {} {}</span></li>",
                crate::render::escape::text(&day_of(cx, event)),
                events::id(cx, event).0,
                events::code(cx, event).0,
                events::solution(cx, event).0
            ));
        }
        html.push_str("</ol>");
        if chain.chronic {
            let note = cx.fill("device.chronic", &[("n", &chain.links.len().to_string())]);
            html.push_str(&format!(
                "<p class=\"note note--bad\">{}</p>",
                crate::render::escape::text(&note)
            ));
        }
    }
    let note = match (html.is_empty(), hidden) {
        (true, _) => cx.t("device.no_chains").to_owned(),
        (false, 0) => return Html(html),
        (false, n) => cx.fill("quality.more", &[("n", &n.to_string())]),
    };
    html.push_str(&format!("<p class=\"note\">{}</p>", crate::render::escape::text(&note)));
    Html(html)
}

/// The same chains as a table, for paper.
fn chain_table(cx: &Cx<'_>, ix: DeviceIx) -> Blocks {
    let mut table = Table::new(cx.t("device.chains"))
        .column(cx.t("col.code"))
        .column(cx.t("col.reported"))
        .column(cx.t("col.record"))
        .column(cx.t("col.solution"))
        .number(cx.t("report.last_gap"));
    for chain in cx.facts().recurrence.of(ix) {
        for link in &chain.links {
            let event = cx.catalog().records.events.get(link.event as usize);
            table.row([
                Cell::html(events::code(cx, event)),
                Cell::fixed(&day_of(cx, event)),
                Cell::html(events::id(cx, event)),
                Cell::html(events::solution(cx, event)),
                Cell::num(&link.gap_days.map(|days| decimal(days, 0)).unwrap_or_default()),
            ]);
        }
    }
    table.into()
}

fn day_of(cx: &Cx<'_>, event: crate::model::Event<'_>) -> String {
    event.reported().map(|at| cx.catalog().settings.zone.day(at).to_string()).unwrap_or_default()
}

fn warranty(cx: &Cx<'_>, ix: DeviceIx) -> Blocks {
    let dates = &cx.catalog().dates[ix.index()];
    let today = cx.catalog().settings.as_of.map(|at| cx.catalog().settings.zone.day(at));
    let mut table = Table::new(cx.t("device.warranty"))
        .column(cx.t("col.component"))
        .column(cx.t("col.until"))
        .column(cx.t("col.status"));
    let mut row = |name: &str, end: Day| {
        let over = today.is_some_and(|t| end < t);
        let state = if over {
            Cell::state(Mark::None, cx.t("device.warranty_over"))
        } else {
            Cell::state(Mark::Met, cx.t("device.warranty_runs"))
        };
        table.row([Cell::text(name), Cell::fixed(&end.to_string()), state]);
    };
    if let Some(end) = dates.warranty_end {
        row(cx.t("device.whole"), end);
    }
    for (component, end) in &dates.component_warranty {
        row(component, *end);
    }
    table.or_noted(cx.t("device.no_warranty"))
}

fn visits(cx: &Cx<'_>, ix: DeviceIx) -> Blocks {
    let facts = &cx.facts().visits;
    let rows = facts.of_device.get(&ix).map_or(&[][..], Vec::as_slice);
    let rows = rows.iter().map(|&at| &facts.rows[at]);
    super::ledgers::visit_table(cx, rows, false).or_noted(cx.t("visits.none"))
}

fn owners(cx: &Cx<'_>, device: &Device) -> Blocks {
    let mut table = Table::new(cx.t("device.owners"))
        .column(cx.t("col.customer"))
        .only_if(cx.catalog().is_internal())
        .column(cx.t("col.site"))
        .column(cx.t("col.from"))
        .column(cx.t("col.until"));
    let day = |d: Option<Day>| d.map(|d| d.to_string()).unwrap_or_default();
    for owner in &device.owners {
        table.row([
            Cell::text(
                owner.customer.as_ref().map(crate::model::CustomerId::as_str).unwrap_or_default(),
            ),
            Cell::text(owner.site.as_ref().map(crate::model::SiteId::as_str).unwrap_or_default()),
            Cell::fixed(&day(owner.from)),
            Cell::fixed(&day(owner.to)),
        ]);
    }
    table.or_noted(cx.t("device.no_owner"))
}

/// A year of a device's events.
pub(super) fn year(cx: &Cx<'_>, ix: DeviceIx, year: i16) -> Result<Vec<u8>, Diagnostic> {
    let device = &cx.catalog().records.devices[ix.index()];
    let events = cx.plan().older[ix.index()].get(&year).map_or(&[][..], Vec::as_slice);
    let shown = &events[events.len().saturating_sub(EVENTS_OF_A_YEAR)..];
    let (title, remark) = if shown.len() < events.len() {
        let json = Html::link(&cx.data_href(DataFile::Device(ix)), "JSON");
        let count = Html::text(&n_of_m(cx, shown.len(), events.len()));
        (cx.t("device.every_event"), Html::join([count, json], " · "))
    } else {
        ("", Html::default())
    };
    let caption = cx.fill("device.events_of", &[("id", device.id.as_str())]);
    let table = events::device_table(cx, &caption, shown);
    let listed = Section::new("events", title, table.or_note(cx.t("device.no_events")));
    let page = RecordPage {
        kind: cx.t("kind.device").to_owned(),
        id: device.id.to_string(),
        title: cx.fill("device.year", &[("year", &year.to_string())]),
        chips: year_chips(cx, ix, Some(year)),
        sections: vec![listed.remark(remark)],
        ..RecordPage::default()
    };
    let mut crumbs = crumbs(cx, device);
    crumbs.push(cx.crumb(Page::Device(ix), device.id.as_str()));
    page.render(cx, "devices", crumbs)
}
