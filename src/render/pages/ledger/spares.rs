//! Ledgers of spares: a row a part.

use super::jobs::engineers;
use crate::model::OldPartStatus;
use crate::model::time::Instant;
use crate::render::engine::Cx;
use crate::render::format::decimal;
use crate::render::pages::{events, ledgers};
use crate::render::view::{Cell, Mark, Table};

/// Spares issued: for which job, and whether sheet and old part came back (R10).
pub(super) fn issued(cx: &Cx<'_>, caption: &str, rows: &[u32]) -> Table {
    let named = !cx.catalog().settings.anonymise_engineers;
    let day = |at: Option<Instant>| {
        Cell::fixed(&at.map(|at| cx.format().zone.day(at).to_string()).unwrap_or_default())
    };
    let mut table = Table::new(caption)
        .book()
        .column(cx.t("parts.issued"))
        .column(cx.t("col.ticket"))
        .column(cx.t("col.part"))
        .number(cx.t("col.qty"))
        .column(cx.t("ledger.reason"))
        .column(cx.t("col.device"))
        .column(cx.t("col.engineer"))
        .only_if(named)
        .column(cx.t("ledger.cleared"))
        .column(cx.t("parts.old"));
    for event in rows.iter().map(|&row| cx.catalog().event(row as usize)) {
        for part in event.parts() {
            let name = event.resolve(part.part);
            let known = cx.catalog().index.find_part(name);
            let name = known.map_or_else(|| name.to_owned(), |ix| ledgers::part_name(cx, ix));
            let old = part.old_part_status.map(OldPartStatus::as_str);
            let old = old.map(|status| cx.texts().word("old_part_status", status));
            table.row([
                // Without a day of its own it went out for the job's day.
                day(part.issued_on.or_else(|| event.reported())),
                Cell::html(events::id(cx, event)),
                Cell::text(&name),
                Cell::num(&decimal(part.qty, 0)).exact(Some(part.qty)),
                Cell::text(event.resolve(part.reason)),
                Cell::html(events::device(cx, event)),
                engineers(cx, event),
                day(part.cleared_on),
                Cell::text(old.unwrap_or_default()),
            ]);
        }
    }
    table
}

/// Old parts that have to come back, and what became of them (R8, R9).
pub(super) fn old(cx: &Cx<'_>, caption: &str, rows: &[u32]) -> Table {
    let mut table = Table::new(caption)
        .book()
        .column(cx.t("parts.removed"))
        .column(cx.t("col.part"))
        .number(cx.t("col.qty"))
        .column(cx.t("col.device"))
        .column(cx.t("col.ticket"))
        .column(cx.t("col.code"))
        .column(cx.t("parts.old"));
    for old in rows.iter().flat_map(|&row| cx.plan().ledgers.old_parts_of(row)) {
        let event = cx.catalog().event(old.event as usize);
        let removed = event.resolved().or_else(|| event.reported());
        let removed = removed.map(|at| cx.format().zone.day(at).to_string());
        let word = old.status.map_or("pending", |status| status.as_str());
        table.row([
            Cell::fixed(&removed.unwrap_or_default()),
            Cell::text(&ledgers::part_name(cx, old.part)),
            Cell::num(&decimal(old.qty, 0)).exact(Some(old.qty)),
            Cell::html(events::device(cx, event)),
            Cell::html(events::id(cx, event)),
            Cell::html(events::code(cx, event)),
            Cell::state(
                if old.back { Mark::Met } else { Mark::Pending },
                cx.texts().word("old_part_status", word),
            ),
        ]);
    }
    table
}
