//! Ledgers: spare parts, visits and maintenance.

use super::list::{ListPage, Section};
use crate::analyse::parts::OpenSpare;
use crate::analyse::visits::{VisitRow, VisitSource, VisitState};
use crate::catalog::{PartIx, SolutionIx};
use crate::diag::Diagnostic;
use crate::model::PartId;
use crate::model::records::{Part, Training};
use crate::model::time::Day;
use crate::render::engine::{Cx, Link};
use crate::render::format::decimal;
use crate::render::view::{Cell, Html, Mark, Table};
use crate::site::{DataFile, Page};
use std::collections::BTreeSet;

/// Spare parts: consumption and class, open spares, part orders.
pub(super) fn parts(cx: &Cx<'_>) -> Result<Vec<u8>, Diagnostic> {
    let mut sections = vec![Section::new("used", cx.t("parts.used"), parts_table(cx))];
    let unused = unused_parts(cx);
    sections.extend(unused.map(|html| Section::new("unused", cx.t("parts.unused"), html)));
    sections.extend([
        Section::new("open", cx.t("parts.open_spares"), open_spares(cx)),
        Section::new("orders", cx.t("parts.orders"), part_orders(cx)),
        Section::new("loaners", cx.t("parts.loaners"), loaners(cx)),
    ]);
    let (title, lead) = (cx.t("nav.parts").to_owned(), parts_lead(cx));
    ListPage { title, lead, sections, ..ListPage::default() }.render(cx, "")
}

fn parts_lead(cx: &Cx<'_>) -> String {
    let total = &cx.facts().parts.total;
    let recovery = cx.format().rate(&total.recovery);
    let value =
        total.value.map_or_else(|| cx.t("figure.unknown").to_owned(), |v| cx.format().money(v));
    cx.fill(
        "parts.lead",
        &[("qty", &decimal(total.qty, 0)), ("value", &value), ("back", &recovery)],
    )
}

/// A part's name as people know it.
pub(super) fn part_name(cx: &Cx<'_>, ix: PartIx) -> String {
    let part = &cx.catalog().records.parts[ix.index()];
    if part.name == part.id.as_str() {
        cx.name(&part.name).to_owned()
    } else {
        format!("{} {}", part.id, cx.name(&part.name))
    }
}

/// The anchor of a part's row, to which the search leads.
pub(in crate::render) fn part_anchor(part: &Part) -> String {
    ["p-", crate::model::slug::slug(part.id.as_str()).as_str()].concat()
}

fn anchor_of(cx: &Cx<'_>, ix: PartIx) -> String {
    part_anchor(&cx.catalog().records.parts[ix.index()])
}

fn parts_table(cx: &Cx<'_>) -> Html {
    let mut table = Table::new(cx.t("parts.used"))
        .column(cx.t("col.part"))
        .column("ABC")
        .number(cx.t("col.qty"))
        .number(cx.t("parts.qty12"))
        .number(cx.t("parts.value12"))
        .number(cx.t("col.cumulative"))
        .number(cx.t("parts.per100"))
        .number(cx.t("parts.old_back"))
        .column(cx.t("col.last_used"));
    let format = cx.format();
    for part in &cx.facts().parts.parts {
        let last = part.last_used.map(|at| format.zone.day(at).to_string()).unwrap_or_default();
        let recovery = &part.total.recovery;
        let back =
            if recovery.d == 0 { String::new() } else { format!("{}/{}", recovery.n, recovery.d) };
        table.marked_row(
            &anchor_of(cx, part.part),
            "",
            [
                Cell::text(&part_name(cx, part.part)),
                Cell::text(
                    part.class.map(crate::analyse::parts::AbcClass::as_str).unwrap_or_default(),
                ),
                Cell::num(&decimal(part.total.qty, 0)),
                Cell::num(&decimal(part.last_12_months.qty, 0)),
                Cell::num(&part.last_12_months.value.map(|v| format.money(v)).unwrap_or_default()),
                Cell::num(&part.cumulative.map(|v| format.percent(v)).unwrap_or_default()),
                Cell::num(&part.per_100_device_months.map(|v| format.rate2(v)).unwrap_or_default()),
                Cell::num(&back).exact(recovery.value),
                Cell::fixed(&last),
            ],
        );
    }
    table.or_note(cx.t("parts.none"))
}

/// Parts of the catalogue that nothing has used: each is to be found here, with the
/// articles that name it.
fn unused_parts(cx: &Cx<'_>) -> Option<Html> {
    let used: BTreeSet<PartIx> = cx.facts().parts.parts.iter().map(|part| part.part).collect();
    let all = (0..cx.catalog().records.parts.len()).map(PartIx::new);
    let unused: Vec<PartIx> = all.filter(|part| !used.contains(part)).collect();
    if unused.is_empty() {
        return None;
    }
    let mut table =
        Table::new(cx.t("parts.unused")).column(cx.t("col.part")).column(cx.t("parts.named_in"));
    for part in unused {
        let cells = [Cell::text(&part_name(cx, part)), Cell::html(articles_naming(cx, part))];
        table.marked_row(&anchor_of(cx, part), "", cells);
    }
    Some(table.finish())
}

fn articles_naming(cx: &Cx<'_>, part: PartIx) -> Html {
    let names = |id: &PartId| cx.catalog().index.find_part(id.as_str()) == Some(part);
    let solutions = cx.catalog().records.solutions.iter().enumerate();
    let naming = solutions.filter(|(_, solution)| solution.parts.iter().any(names));
    let links = naming.map(|(at, solution)| {
        let page = Page::Solution(SolutionIx::new(at));
        Html::id(&cx.href(page), solution.id.as_str())
    });
    Html::join(links, " ")
}

fn open_spares(cx: &Cx<'_>) -> Html {
    open_spare_table(cx, cx.facts().parts.open_spares.iter().copied())
        .or_note(cx.t("parts.no_open"))
}

/// Issued spares as a table.
pub(super) fn open_spare_table(cx: &Cx<'_>, spares: impl IntoIterator<Item = OpenSpare>) -> Table {
    let mut table = Table::new(cx.t("parts.open_spares"))
        .column(cx.t("col.record"))
        .column(cx.t("col.device"))
        .column(cx.t("col.part"))
        .column(cx.t("parts.issued"))
        .number(cx.t("col.days"));
    for spare in spares {
        let event = cx.catalog().records.events.get(spare.event as usize);
        let name = spare.part.map(|ix| part_name(cx, ix)).unwrap_or_default();
        table.row([
            Cell::html(super::events::id(cx, event)),
            Cell::html(super::events::device(cx, event)),
            Cell::text(&name),
            Cell::fixed(&spare.issued_on.to_string()),
            Cell::num(&spare.age_days.to_string()),
        ]);
    }
    table
}

fn part_orders(cx: &Cx<'_>) -> Html {
    let mut table = Table::new(cx.t("parts.orders"))
        .column(cx.t("col.record"))
        .column(cx.t("col.part"))
        .number(cx.t("col.qty"))
        .column(cx.t("col.device"))
        .column(cx.t("parts.requested"))
        .column(cx.t("parts.shipped"))
        .column(cx.t("parts.received"));
    for order in &cx.catalog().records.part_orders {
        table.row([
            Cell::text(order.id.as_str()).class("id"),
            Cell::text(order.part.as_ref().map(crate::model::PartId::as_str).unwrap_or_default()),
            Cell::num(&order.qty.map(|q| decimal(q, 0)).unwrap_or_default()),
            Cell::html(device_link(cx, order.device.as_ref())),
            Cell::fixed(&day(order.requested_on)),
            Cell::fixed(&day(order.shipped_on)),
            Cell::fixed(&day(order.received_on)),
        ]);
    }
    table.or_note(cx.t("parts.no_orders"))
}

fn loaners(cx: &Cx<'_>) -> Html {
    let mut table = Table::new(cx.t("parts.loaners"))
        .column(cx.t("col.record"))
        .column(cx.t("parts.loaner_unit"))
        .column(cx.t("col.device"))
        .column(cx.t("col.from"))
        .column(cx.t("col.until"));
    let at =
        |at: Option<crate::model::Instant>| at.map(|at| cx.format().minute(at)).unwrap_or_default();
    for loaner in &cx.catalog().records.loaners {
        table.row([
            Cell::text(loaner.id.as_str()).class("id"),
            Cell::text(loaner.unit.as_deref().unwrap_or_default()),
            Cell::html(device_link(cx, loaner.device.as_ref())),
            Cell::fixed(&at(loaner.out_at)),
            Cell::fixed(&at(loaner.back_at)),
        ]);
    }
    table.or_note(cx.t("parts.no_loaners"))
}

pub(super) fn day(day: Option<Day>) -> String {
    day.map(|d| d.to_string()).unwrap_or_default()
}

/// A device by id, linked.
pub(super) fn device_link(cx: &Cx<'_>, id: Option<&crate::model::DeviceId>) -> Html {
    let Some(id) = id else { return Html::default() };
    match cx.catalog().index.device.get(&id.key()) {
        Some(&ix) => Html::id(&cx.href(Page::Device(ix)), id.as_str()),
        None => Html::text(id.as_str()),
    }
}

/// Visits and maintenance: what is due, and everything that was done.
pub(super) fn visits(cx: &Cx<'_>) -> Result<Vec<u8>, Diagnostic> {
    let facts = &cx.facts().visits;
    let done: Vec<usize> = (0..facts.rows.len())
        .rev()
        .filter(|&row| {
            use VisitState::{Done, DoneEarly, DoneLate};
            matches!(facts.rows[row].state, Some(Done | DoneEarly | DoneLate) | None)
        })
        .collect();
    let rows = |at: &usize| &facts.rows[*at];
    let due = visit_table(cx, facts.due.iter().map(rows), true).captioned(cx.t("visits.due"));
    let due = due.or_note(cx.t("visits.none_due"));
    let done = visit_table(cx, done.iter().map(rows), true).captioned(cx.t("visits.done"));
    let done = done.or_note(cx.t("visits.none"));
    let lead = if facts.tracked {
        cx.fill("visits.lead", &[("rate", &cx.format().rate(&facts.compliance))])
    } else {
        cx.t("visits.untracked").to_owned()
    };
    let page = ListPage {
        title: cx.t("visits.title").to_owned(),
        lead,
        files: vec![Link { href: cx.data_href(DataFile::VisitsCalendar), text: "ICS".to_owned() }],
        sections: vec![
            Section::new("due", cx.t("visits.due"), due),
            Section::new("done", cx.t("visits.done"), done),
            Section::new("trainings", cx.t("visits.trainings"), trainings(cx)),
        ],
        ..ListPage::default()
    };
    page.render(cx, "")
}

/// Visits as a table.
pub(super) fn visit_table<'v>(
    cx: &Cx<'_>,
    rows: impl Iterator<Item = &'v VisitRow> + Clone,
    with_device: bool,
) -> Table {
    let mut table = Table::new(cx.t("nav.visits")).column(cx.t("col.kind"));
    if with_device {
        table = table.column(cx.t("col.device"));
    }
    // Of visits that are still to be made nothing is found yet.
    let made = rows.clone().any(|row| row.done_on.is_some());
    // Where all stand the same, the heading says how.
    let states: BTreeSet<_> = rows.clone().map(|row| row.state.map(VisitState::as_str)).collect();
    table = table
        .column(cx.t("visits.window"))
        .column(cx.t("visits.done_on"))
        .only_if(made)
        .column(cx.t("col.status"))
        .only_if(made || states.len() > 1)
        .column(cx.t("visits.found"))
        .only_if(made);
    for row in rows {
        let kind = cx.texts().word("visit_kind", row.kind.as_str());
        let name = match row.source {
            VisitSource::Record(at) => format!("{kind} {}", cx.catalog().records.visits[at].id),
            VisitSource::Plan | VisitSource::Event(_) => kind.to_owned(),
        };
        let window = match (row.due_from, row.due_to) {
            (Some(from), Some(to)) if from != to => format!("{from} – {to}"),
            (_, Some(to)) => to.to_string(),
            (Some(from), None) => from.to_string(),
            (None, None) => String::new(),
        };
        let device = row.device.map(|ix| {
            let id = cx.catalog().records.devices[ix.index()].id.as_str();
            Html::id(&cx.href(Page::Device(ix)), id)
        });
        let mut cells = vec![Cell::text(&name)];
        if with_device {
            cells.push(Cell::html(device.unwrap_or_default()));
        }
        cells.extend([
            Cell::fixed(&window),
            Cell::fixed(&day(row.done_on)),
            row.state.map_or_else(|| Cell::text(""), |s| visit_state(cx, s)),
            Cell::long(&found(cx, row)),
        ]);
        table.row(cells);
    }
    table
}

/// What a visit found and by whom, for the service department.
fn found(cx: &Cx<'_>, row: &VisitRow) -> String {
    if !cx.catalog().is_internal() || row.done_on.is_none() {
        return String::new();
    }
    match row.source {
        VisitSource::Record(at) => {
            let visit = &cx.catalog().records.visits[at];
            let engineer = visit.engineer.as_deref();
            let engineer = engineer.filter(|_| !cx.catalog().settings.anonymise_engineers);
            let said = [visit.findings.as_deref(), engineer].into_iter().flatten();
            said.collect::<Vec<_>>().join(" · ")
        }
        VisitSource::Event(event) => {
            super::events::what(cx.catalog().records.events.get(event as usize)).to_owned()
        }
        VisitSource::Plan => String::new(),
    }
}

fn visit_state(cx: &Cx<'_>, visit: VisitState) -> Cell {
    let mark = match visit {
        VisitState::Done => Mark::Met,
        VisitState::DoneEarly | VisitState::DoneLate => Mark::Past,
        VisitState::Overdue => Mark::Late,
        VisitState::Pending => Mark::Pending,
    };
    Cell::state(mark, cx.texts().word("visit_state", visit.as_str()))
}

fn trainings(cx: &Cx<'_>) -> Html {
    training_table(cx, cx.catalog().records.trainings.iter()).or_note(cx.t("visits.no_trainings"))
}

/// Trainings as a table.
pub(super) fn training_table<'t>(
    cx: &Cx<'_>,
    trainings: impl Iterator<Item = &'t Training>,
) -> Table {
    let mut table = Table::new(cx.t("visits.trainings"))
        .column(cx.t("col.record"))
        .column(cx.t("col.device"))
        .column(cx.t("col.customer"))
        .only_if(cx.catalog().is_internal())
        .column(cx.t("col.date"))
        .number(cx.t("visits.participants"))
        .column(cx.t("visits.topic"));
    for training in trainings {
        table.row([
            Cell::text(training.id.as_str()).class("id"),
            Cell::html(device_link(cx, training.device.as_ref())),
            Cell::text(
                training
                    .customer
                    .as_ref()
                    .map(crate::model::CustomerId::as_str)
                    .unwrap_or_default(),
            ),
            Cell::fixed(&day(training.held_on)),
            Cell::num(&training.participants.map(|n| n.to_string()).unwrap_or_default()),
            Cell::text(training.topic.as_deref().unwrap_or_default()),
        ]);
    }
    table
}
