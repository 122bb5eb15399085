//! Ledgers of jobs: a row a ticket.

use super::stage;
use crate::model::Event;
use crate::model::events::{FlagField, NumField, SideStamp, TextField};
use crate::model::time::{Clock, DAY_MS, HOUR_MS};
use crate::model::words::ChargeType;
use crate::render::engine::Cx;
use crate::render::format::decimal;
use crate::render::pages::events;
use crate::render::view::{Cell, Cells, Html, Table};
use crate::site::{COSTS, Ledger, Page};

/// Calls, letters and visits, and what came of each.
pub(super) fn register(cx: &Cx<'_>, caption: &str, rows: &[u32]) -> Table {
    let mut table = Table::new(caption)
        .book()
        .column(cx.t("col.reported"))
        .column(cx.t("col.ticket"))
        .column(cx.t("report.channel"))
        .column(cx.t("ledger.reporter"))
        .column(cx.t("col.customer"))
        .column(cx.t("col.device"))
        .column(cx.t("col.kind"))
        .column(cx.t("col.what"))
        .number(cx.t("ledger.reply"))
        .column(cx.t("col.charge"))
        .column(cx.t("col.status"));
    for event in rows.iter().map(|&row| cx.catalog().event(row as usize)) {
        let channel = event.words().channel.map_or("", |channel| channel.as_str());
        table.row([
            reported(cx, event),
            Cell::html(events::id(cx, event)),
            Cell::text(if channel.is_empty() { "" } else { cx.texts().word("channel", channel) }),
            Cell::text(event.text(TextField::Reporter)),
            Cell::html(customer(cx, event)),
            Cell::html(events::device(cx, event)),
            Cell::text(cx.texts().word("service_type", event.service_type().as_str())),
            Cell::text(events::what(event)).class("w"),
            between(cx, event, Clock::ReportedAt, Clock::RespondedAt),
            charge(cx, event),
            stage::cell(cx, event),
        ]);
    }
    table
}

/// Who was sent where, when, and what it took.
pub(super) fn dispatch(cx: &Cx<'_>, caption: &str, rows: &[u32]) -> Table {
    let named = !cx.catalog().settings.anonymise_engineers;
    let mut table = Table::new(caption)
        .book()
        .column(cx.t("col.reported"))
        .column(cx.t("col.ticket"))
        .column(cx.t("col.priority"))
        .column(cx.t("col.device"))
        .column(cx.t("col.customer"))
        .column(cx.t("col.what"))
        .column(cx.t("col.engineer"))
        .only_if(named)
        .column(cx.t("ledger.dispatched"))
        .column(cx.t("ledger.arrived"))
        .number(cx.t("figure.onsite"))
        .number(cx.t("col.restore"))
        .column(cx.t("col.status"));
    for event in rows.iter().map(|&row| cx.catalog().event(row as usize)) {
        let priority = event.words().priority.map_or("", |priority| priority.as_str());
        table.row([
            reported(cx, event),
            Cell::html(events::id(cx, event)),
            Cell::text(priority),
            Cell::html(events::device(cx, event)),
            Cell::html(customer(cx, event)),
            Cell::text(events::what(event)).class("w"),
            engineers(cx, event),
            stamp(cx, event, Clock::DispatchedAt),
            stamp(cx, event, Clock::ArrivedAt),
            between(cx, event, Clock::ReportedAt, Clock::ArrivedAt),
            between(cx, event, Clock::ReportedAt, Clock::ResolvedAt),
            stage::cell(cx, event),
        ]);
    }
    table
}

/// Roadside assistance, logged on return to base.
pub(super) fn rescue(cx: &Cx<'_>, caption: &str, rows: &[u32]) -> Table {
    let named = !cx.catalog().settings.anonymise_engineers;
    let mut table = Table::new(caption)
        .book()
        .column(cx.t("ledger.called"))
        .column(cx.t("col.ticket"))
        .column(cx.t("ledger.vehicle"))
        .column(cx.t("col.what"))
        .number(cx.t("ledger.km"))
        .column(cx.t("ledger.agreed"))
        .column(cx.t("ledger.arrived"))
        .number(cx.t("ledger.way"))
        .column(cx.t("ledger.done"))
        .column(cx.t("ledger.tariff_told"))
        .column(cx.t("ledger.warning_sign"))
        .number(cx.t("col.amount"))
        .column(cx.t("col.engineer"))
        .only_if(named);
    for event in rows.iter().map(|&row| cx.catalog().event(row as usize)) {
        let agreed = event.side(SideStamp::AgreedArrivalAt);
        let agreed = agreed.map(|at| cx.format().minute(at)).unwrap_or_default();
        table.row([
            reported(cx, event),
            Cell::html(events::id(cx, event)),
            Cell::html(Html::join([events::device(cx, event), customer(cx, event)], " ")),
            Cell::text(events::what(event)).class("w"),
            number(event, NumField::DistanceKm, 1),
            stamped(&agreed),
            stamp(cx, event, Clock::ArrivedAt),
            between(cx, event, Clock::ReportedAt, Clock::ArrivedAt),
            Cell::text(event.text(TextField::Action)).class("w"),
            flag(cx, event, FlagField::TariffTold),
            flag(cx, event, FlagField::WarningSignSet),
            money(cx, event, NumField::Amount),
            engineers(cx, event),
        ]);
    }
    table
}

/// Devices taken away for repair, and when they went back.
pub(super) fn workshop(cx: &Cx<'_>, caption: &str, rows: &[u32]) -> Table {
    let mut table = Table::new(caption)
        .book()
        .column(cx.t("ledger.taken_in"))
        .column(cx.t("col.ticket"))
        .column(cx.t("col.device"))
        .column(cx.t("col.customer"))
        .column(cx.t("col.what"))
        .column(cx.t("ledger.done"))
        .column(cx.t("ledger.handed_back"))
        .number(cx.t("col.days"))
        .column(cx.t("ledger.loaner_out"))
        .column(cx.t("ledger.loaner_back"))
        .column(cx.t("col.charge"));
    for event in rows.iter().map(|&row| cx.catalog().event(row as usize)) {
        // Handed back when the customer signs, at the latest when the ticket is closed.
        let back = [Clock::SignedOffAt, Clock::ResolvedAt, Clock::ClosedAt];
        let back = back.into_iter().find_map(|clock| event.at(clock));
        let days = event.reported().zip(back).map(|(from, to)| to.since(from) / DAY_MS);
        let side = |field| {
            let at = event.side(field).map(|at| cx.format().minute(at));
            stamped(&at.unwrap_or_default())
        };
        table.row([
            reported(cx, event),
            Cell::html(events::id(cx, event)),
            Cell::html(events::device(cx, event)),
            Cell::html(customer(cx, event)),
            Cell::text(events::what(event)).class("w"),
            Cell::text(event.text(TextField::Action)).class("w"),
            stamped(&back.map(|at| cx.format().minute(at)).unwrap_or_default()),
            Cell::num(&days.map(|days| days.to_string()).unwrap_or_default()),
            side(SideStamp::LoanerOutAt),
            side(SideStamp::LoanerBackAt),
            charge(cx, event),
        ]);
    }
    table
}

/// What services cost and what was charged, with the sum at the end.
pub(super) fn costs(cx: &Cx<'_>, caption: &str, rows: &[u32]) -> Table {
    let mut table = Table::new(caption)
        .book()
        .column(cx.t("col.reported"))
        .column(cx.t("col.ticket"))
        .column(cx.t("col.device"))
        .column(cx.t("col.customer"))
        .column(cx.t("col.charge"))
        .number(cx.t("ledger.labour_h"))
        .number(cx.t("ledger.travel_h"))
        .number(cx.t("ledger.km"))
        .number(cx.t("ledger.cost_labour"))
        .number(cx.t("ledger.cost_parts"))
        .number(cx.t("ledger.cost_travel"))
        .number(cx.t("ledger.charged"));
    for event in rows.iter().map(|&row| cx.catalog().event(row as usize)) {
        table.row([
            reported(cx, event),
            Cell::html(events::id(cx, event)),
            Cell::html(events::device(cx, event)),
            Cell::html(customer(cx, event)),
            charge(cx, event),
            number(event, NumField::LabourH, 1),
            number(event, NumField::TravelH, 1),
            number(event, NumField::DistanceKm, 1),
            money(cx, event, NumField::CostLabour),
            money(cx, event, NumField::CostParts),
            money(cx, event, NumField::CostTravel),
            money(cx, event, NumField::Amount),
        ]);
    }
    table
}

/// The sums of a month of costs; the other ledgers are not added up.
pub(super) fn sums(cx: &Cx<'_>, ledger: Ledger, rows: &[u32]) -> Cells {
    let mut cells = Cells::new();
    if ledger != Ledger::Costs {
        return cells;
    }
    let heads = ["ledger.cost_labour", "ledger.cost_parts", "ledger.cost_travel", "ledger.charged"];
    for (field, head) in COSTS.into_iter().zip(heads) {
        let told = rows.iter().filter_map(|&row| cx.catalog().event(row as usize).num(field));
        let told: Vec<f64> = told.collect();
        if !told.is_empty() {
            let sum = cx.format().money(told.iter().sum());
            let of = cx.fill("ledger.of_jobs", &[("n", &cx.format().count(told.len() as u64))]);
            cells.html(cx.t(head), &Html::value(&sum, &of));
        }
    }
    cells
}

fn reported(cx: &Cx<'_>, event: Event<'_>) -> Cell {
    stamped(&events::reported(cx, event))
}

/// A day and a minute, each whole, which may stand below one another.
pub(super) fn stamped(text: &str) -> Cell {
    Cell::html(Html::sentence(text))
}

/// The customer of a ticket, linked; as written where no table has it.
pub(in crate::render::pages) fn customer(cx: &Cx<'_>, event: Event<'_>) -> Html {
    match cx.catalog().links[event.row()].customer {
        Some(ix) => {
            let name = &cx.catalog().records.customers[ix.index()].name;
            cx.link(Page::Customer(ix), cx.name(name))
        }
        None => Html::text(event.text(TextField::Customer)),
    }
}

pub(in crate::render::pages) fn engineers(cx: &Cx<'_>, event: Event<'_>) -> Cell {
    let names: Vec<&str> = event.engineers().collect();
    Cell::text(&names.join(cx.t("say.comma")))
}

fn charge(cx: &Cx<'_>, event: Event<'_>) -> Cell {
    let word = event.words().charge_type.map(ChargeType::as_str);
    Cell::text(word.map(|word| cx.texts().word("charge_type", word)).unwrap_or_default())
}

fn stamp(cx: &Cx<'_>, event: Event<'_>, clock: Clock) -> Cell {
    stamped(&event.stamp(clock).map(|at| cx.format().stamp(at)).unwrap_or_default())
}

/// The time from one clock to another, in hours; nothing where one is a date alone, is
/// missing, or stands before the other.
fn between(cx: &Cx<'_>, event: Event<'_>, from: Clock, to: Clock) -> Cell {
    let span = event.stamp(from).zip(event.stamp(to));
    let span = span.filter(|(from, to)| !from.date_only && !to.date_only && to.at >= from.at);
    let hours = span.map(|(from, to)| to.at.since(from.at) as f64 / HOUR_MS as f64);
    let text = hours.map(|h| cx.format().hours(Some(h))).unwrap_or_default();
    Cell::num(&text).exact(hours)
}

fn number(event: Event<'_>, field: NumField, decimals: usize) -> Cell {
    let value = event.num(field);
    Cell::num(&value.map(|v| decimal(v, decimals)).unwrap_or_default()).exact(value)
}

fn money(cx: &Cx<'_>, event: Event<'_>, field: NumField) -> Cell {
    let value = event.num(field);
    Cell::num(&value.map(|v| cx.format().money(v)).unwrap_or_default()).exact(value)
}

fn flag(cx: &Cx<'_>, event: Event<'_>, field: FlagField) -> Cell {
    let word = match event.flag(field) {
        Some(true) => cx.t("ledger.yes"),
        Some(false) => cx.t("ledger.no"),
        None => "",
    };
    Cell::text(word)
}
