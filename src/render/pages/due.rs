//! What is due: tickets to escalate, customers to call back, spares that are out. The list
//! that a supervisor goes through in the morning.

use super::list::{ListPage, Section};
use super::{events, ledgers};
use crate::analyse::due::{
    CALL_BACK_LOOKS_BACK_DAYS, CALL_BACK_WITHIN_DAYS, Due, ESCALATE_AFTER_DAYS, Waits,
};
use crate::diag::Diagnostic;
use crate::render::engine::Cx;
use crate::render::view::{Blocks, Cell, Mark, Table};

/// Rows of a list; the ledgers have all.
const SHOWN: usize = 200;

/// The page.
pub(super) fn render(cx: &Cx<'_>) -> Result<Vec<u8>, Diagnostic> {
    let due = Due::of(cx.catalog(), cx.facts());
    let spares = &cx.facts().parts.open_spares;
    let count = |n: usize| cx.format().count(n as u64);
    let lead = cx.fill(
        "due.lead",
        &[
            ("e", &count(due.escalations.len())),
            ("c", &count(due.call_backs.iter().filter(|waits| waits.late).count())),
            ("s", &count(spares.len())),
        ],
    );
    let days = ESCALATE_AFTER_DAYS.to_string();
    let mut sections = vec![
        Section::new(
            "escalate",
            cx.t("due.escalate"),
            list(cx, "due.escalate", &due.escalations)
                .or_noted(&cx.fill("due.none_to_escalate", &[("d", &days)]))
                .and(more(cx, due.escalations.len())),
        ),
        Section::new("callback", cx.t("due.call_back"), call_backs(cx, &due)),
    ];
    if !due.escalated.is_empty() {
        let table = list(cx, "due.escalated", &due.escalated);
        sections.insert(1, Section::new("escalated", cx.t("due.escalated"), Blocks::from(table)));
    }
    if !due.not_working.is_empty() {
        let table = list(cx, "due.not_working", &due.not_working);
        sections.push(Section::new("again", cx.t("due.not_working"), Blocks::from(table)));
    }
    let open = ledgers::open_spare_table(cx, spares.iter().copied().take(SHOWN));
    let open = open.or_noted(cx.t("parts.no_open")).and(more(cx, spares.len()));
    sections.push(Section::new("spares", cx.t("parts.open_spares"), open));
    let page =
        ListPage { title: cx.t("nav.due").to_owned(), lead, sections, ..ListPage::default() };
    page.render(cx, "due")
}

fn call_backs(cx: &Cx<'_>, due: &Due) -> Blocks {
    if !cx.facts().satisfaction.callbacks_recorded {
        return Blocks::note(cx.t("due.not_recorded"));
    }
    let days = CALL_BACK_LOOKS_BACK_DAYS.to_string();
    let limit = CALL_BACK_WITHIN_DAYS.to_string();
    list(cx, "due.call_back", &due.call_backs)
        .or_noted(&cx.fill("due.none_to_call", &[("d", &days)]))
        .and(more(cx, due.call_backs.len()))
        .and(Blocks::remark(&cx.fill("due.call_rule", &[("limit", &limit), ("d", &days)])))
}

fn more(cx: &Cx<'_>, all: usize) -> Blocks {
    if all <= SHOWN {
        return Blocks::new();
    }
    let (n, m) = (SHOWN.to_string(), cx.format().count(all as u64));
    Blocks::remark(&cx.fill("due.first_of", &[("n", &n), ("m", &m)]))
}

fn list(cx: &Cx<'_>, caption: &'static str, waiting: &[Waits]) -> Table {
    let named = !cx.catalog().settings.anonymise_engineers;
    let mut table = Table::new(cx.t(caption))
        .book()
        .column(cx.t("col.ticket"))
        .column(cx.t("due.waits"))
        .column(cx.t("col.device"))
        .column(cx.t("col.customer"))
        .column(cx.t("col.what"))
        .column(cx.t("col.engineer"))
        .only_if(named)
        .column(cx.t("col.status"))
        .kept_in_order();
    for waits in waiting.iter().take(SHOWN) {
        let event = cx.catalog().event(waits.event as usize);
        let mark = if waits.late { Mark::Late } else { Mark::Pending };
        table.row([
            Cell::html(events::id(cx, event)),
            Cell::state(mark, &cx.format().span(waits.ms)).lasting(Some(waits.ms)),
            Cell::html(events::device(cx, event)),
            Cell::html(super::ledger::customer(cx, event)).class("x"),
            Cell::text(events::what(event)).class("w"),
            super::ledger::engineers(cx, event),
            Cell::html(events::status(cx, event)),
        ]);
    }
    table
}
