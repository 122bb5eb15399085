//! Events as rows: the same row in the fault ledger and in a device's file. A log
//! row has no page of its own; its ticket id leads to its anchor on the device's
//! page, a report's id to the report.

use crate::catalog::{Catalog, DeviceIx};
use crate::model::Status;
use crate::model::events::{Event, Origin, TextField};
use crate::model::time::{Clock, HOUR_MS};
use crate::render::engine::Cx;
use crate::render::escape;
use crate::render::view::{Cell, Html, Mark, Table, state};
use crate::site::{NEWEST_EVENTS, Page};

/// The anchor of an event on a page of its device.
pub(in crate::render) fn anchor(event: Event<'_>) -> String {
    ["e-", crate::model::slug::slug(event.ticket()).as_str()].concat()
}

/// Where an event is shown: its report, or its anchor in its device's file.
pub(super) fn href(cx: &Cx<'_>, event: Event<'_>) -> Option<String> {
    if let Some(report) = event.report() {
        return Some(cx.href(Page::Fault(crate::catalog::ReportIx::new(report))));
    }
    let device = cx.catalog().links[event.row()].device?;
    let page = device_page_of(cx.catalog(), device, event);
    Some(cx.href_at(page, &anchor(event)))
}

/// The page of a device that shows one of its events.
pub(in crate::render) fn device_page_of(
    catalog: &Catalog,
    device: DeviceIx,
    event: Event<'_>,
) -> Page {
    let events = catalog.index.events_of_device.of(device.index());
    let older = events.len().saturating_sub(NEWEST_EVENTS);
    // The list runs in event order.
    if events.get(older).is_none_or(|&first| first as usize <= event.row()) {
        return Page::Device(device);
    }
    let at = Clock::ALL.iter().find_map(|&clock| event.at(clock));
    at.map_or(Page::Device(device), |at| {
        Page::DeviceYear(device, catalog.settings.zone.day(at).year())
    })
}

/// An event's id, leading to where it is shown.
pub(super) fn id(cx: &Cx<'_>, event: Event<'_>) -> Html {
    match href(cx, event) {
        Some(href) => Html::id(&href, event.ticket()),
        None => Html(format!("<span class=\"id\">{}</span>", escape::text(event.ticket()))),
    }
}

/// When an event was reported, as in tables.
pub(super) fn reported(cx: &Cx<'_>, event: Event<'_>) -> String {
    let stamp = event.stamp(Clock::ReportedAt);
    let stamp = stamp.or_else(|| Clock::ALL.iter().find_map(|&clock| event.stamp(clock)));
    stamp.map(|s| cx.format().stamp(s)).unwrap_or_default()
}

/// An event's device, linked.
pub(super) fn device(cx: &Cx<'_>, event: Event<'_>) -> Html {
    match cx.catalog().links[event.row()].device {
        Some(ix) => {
            let id = cx.catalog().records.devices[ix.index()].id.as_str();
            Html::id(&cx.href(Page::Device(ix)), id)
        }
        None => Html::default(),
    }
}

/// An event's code, linked; the text as written where it is not known.
pub(super) fn code(cx: &Cx<'_>, event: Event<'_>) -> Html {
    match cx.catalog().links[event.row()].code {
        Some(ix) => {
            let id = cx.catalog().records.codes[ix.index()].id.as_str();
            Html::code(&cx.href(Page::Code(ix)), id)
        }
        None => Html::text(event.text(TextField::Code)),
    }
}

/// An event's solution, linked.
pub(super) fn solution(cx: &Cx<'_>, event: Event<'_>) -> Html {
    match cx.catalog().links[event.row()].solution {
        Some(ix) => {
            let id = cx.catalog().records.solutions[ix.index()].id.as_str();
            Html::id(&cx.href(Page::Solution(ix)), id)
        }
        None => Html::text(event.text(TextField::Solution)),
    }
}

/// What happened, in the reporter's words; what was done, where nothing was said.
pub(super) fn what(event: Event<'_>) -> &str {
    [TextField::Symptom, TextField::Action, TextField::Cause, TextField::Notes]
        .into_iter()
        .map(|field| event.text(field))
        .find(|text| !text.is_empty())
        .unwrap_or_default()
}

/// What happened and, beneath it, why and what was done: the known fix of a log without
/// articles.
fn what_and_done(cx: &Cx<'_>, event: Event<'_>) -> Html {
    let mut html = Html::text(what(event));
    beneath(cx, event, "col.why", event.text(TextField::Cause), &mut html);
    beneath(cx, event, "col.done", event.text(TextField::Action), &mut html);
    html
}

/// The same with what else was noted: remarks, and columns that nobody knows.
fn all_said(cx: &Cx<'_>, event: Event<'_>) -> Html {
    let mut html = what_and_done(cx, event);
    beneath(cx, event, "col.noted", event.text(TextField::Notes), &mut html);
    let cells: Vec<String> =
        event.cells().map(|(head, value)| format!("{head}: {value}")).collect();
    beneath(cx, event, "col.noted", &cells.join(" · "), &mut html);
    html
}

fn beneath(cx: &Cx<'_>, event: Event<'_>, key: &'static str, text: &str, html: &mut Html) {
    if !text.is_empty() && text != what(event) {
        let (label, text) = (escape::text(cx.t(key)), escape::text(text));
        html.0.push_str(&format!("<small class=\"done\"><b>{label}</b> {text}</small>"));
    }
}

/// Where an event stands: shape and word.
pub(super) fn status(cx: &Cx<'_>, event: Event<'_>) -> Html {
    let status = event.status();
    let mark = match status {
        Status::Closed | Status::Resolved => Mark::Met,
        Status::Cancelled | Status::Duplicate => Mark::None,
        _ => Mark::Pending,
    };
    state(mark, cx.texts().word("status", status.as_str()))
}

/// From report to restoration in milliseconds, and whether days alone are known of it.
fn restored_in(event: Event<'_>) -> Option<(i64, bool)> {
    let (reported, resolved) = (event.stamp(Clock::ReportedAt)?, event.stamp(Clock::ResolvedAt)?);
    let ms = resolved.at.since(reported.at);
    (ms >= 0).then_some((ms, reported.date_only || resolved.date_only))
}

/// From report to restoration, as people say it.
pub(super) fn restore(cx: &Cx<'_>, event: Event<'_>) -> String {
    match restored_in(event) {
        None => String::new(),
        Some((ms, true)) => {
            let days = (ms + 12 * HOUR_MS).div_euclid(24 * HOUR_MS);
            cx.fill("unit.days_n", &[("n", &days.to_string())])
        }
        Some((ms, false)) => cx.format().span(ms),
    }
}

/// The same in a cell of a long table.
fn restore_cell(cx: &Cx<'_>, event: Event<'_>) -> Cell {
    let span = restored_in(event).map(|(ms, _)| ms);
    Cell::fixed(&restore(cx, event)).class("nb r").lasting(span)
}

/// Parts used, as text.
pub(super) fn parts(event: Event<'_>) -> String {
    let parts = event.parts().iter().map(|p| {
        let qty = crate::render::format::decimal(p.qty, usize::from(p.qty.fract() != 0.0));
        format!("{} × {qty}", event.resolve(p.part))
    });
    parts.collect::<Vec<_>>().join("; ")
}

/// Where an event was read, for the service department only.
pub(super) fn source(cx: &Cx<'_>, event: Event<'_>) -> String {
    let catalog = cx.catalog();
    if !catalog.is_internal() {
        return String::new();
    }
    match event.origin() {
        Origin::Row { source, line } => catalog
            .sources
            .get(usize::from(source))
            .map(|s| s.place().on_line(line).to_string())
            .unwrap_or_default(),
        Origin::Report(report) => catalog.records.reports[report as usize].place.to_string(),
    }
}

/// The events of one device as a table, newest first, each with its anchor.
pub(super) fn device_table(cx: &Cx<'_>, caption: &str, events: &[u32]) -> Table {
    let internal = cx.catalog().is_internal();
    let mut table = Table::new(caption)
        .ledger()
        .column(cx.t("col.date"))
        .column(cx.t("col.record"))
        .column(cx.t("col.code"))
        .column(cx.t("col.what"))
        .column(cx.t("col.solution"))
        .column(cx.t("col.restore"))
        .side_column(cx.t("col.parts"))
        .column(cx.t("col.status"));
    if internal {
        table = table.side_column(cx.t("col.source"));
    }
    for &row in events.iter().rev() {
        let event = cx.catalog().records.events.get(row as usize);
        let mut cells = vec![
            Cell::fixed(&reported(cx, event)),
            Cell::html(id(cx, event)),
            Cell::html(code(cx, event)),
            Cell::html(all_said(cx, event)).class("w"),
            Cell::html(solution(cx, event)),
            restore_cell(cx, event),
            Cell::text(&parts(event)).class("x"),
            Cell::html(status(cx, event)).class("r s2"),
        ];
        if internal {
            cells.push(Cell::text(&source(cx, event)).class("x mute"));
        }
        table.marked_row(&anchor(event), "", cells);
    }
    table
}

/// Events of several devices as a table, newest first.
pub(super) fn ledger_table(cx: &Cx<'_>, caption: &str, events: impl Iterator<Item = u32>) -> Table {
    let mut table = Table::new(caption)
        .ledger()
        .column(cx.t("col.ticket"))
        .column(cx.t("col.reported"))
        .column(cx.t("col.device"))
        .side_column(cx.t("col.customer"))
        .only_if(cx.catalog().is_internal())
        .column(cx.t("col.code"))
        .column(cx.t("col.what"))
        .column(cx.t("col.solution"))
        .column(cx.t("col.restore"))
        .column(cx.t("col.status"));
    for row in events {
        let event = cx.catalog().records.events.get(row as usize);
        let customer = match cx.catalog().links[event.row()].customer {
            Some(ix) => {
                let customer = &cx.catalog().records.customers[ix.index()];
                cx.link(Page::Customer(ix), cx.name(&customer.name))
            }
            None => Html::text(event.text(TextField::Customer)),
        };
        table.row([
            Cell::html(id(cx, event)),
            Cell::fixed(&reported(cx, event)).class("nb r"),
            Cell::html(device(cx, event)),
            Cell::html(customer).class("x"),
            Cell::html(code(cx, event)).class("r"),
            Cell::html(what_and_done(cx, event)).class("w"),
            Cell::html(solution(cx, event)),
            restore_cell(cx, event),
            Cell::html(status(cx, event)),
        ]);
    }
    table
}
