//! The ledgers that the procedures name, each a table with the columns of its paper form:
//! the list of them, one with its newest month, and a month. What stands in a row is in the
//! files beside this one.

mod customers;
mod jobs;
mod spares;
mod stage;
mod tables;

pub(super) use jobs::{customer, engineers};
pub(super) use stage::STAGES;

use super::list::{Chip, ListPage, Section};
use crate::diag::Diagnostic;
use crate::model::time::Month;
use crate::render::engine::{Cx, Link};
use crate::render::view::{Blocks, Cell, Html, Table};
use crate::site::{DataFile, LEDGER_ROWS, Ledger, Page};

/// Every ledger: how many rows, since when.
pub(super) fn index(cx: &Cx<'_>) -> Result<Vec<u8>, Diagnostic> {
    let mut table = Table::new(cx.t("ledger.title"))
        .column(cx.t("ledger.ledger"))
        .number(cx.t("col.records"))
        .column(cx.t("col.from"))
        .column(cx.t("col.until"))
        .column(cx.t("ledger.holds"))
        .kept_in_order();
    let ledgers = &cx.plan().ledgers;
    for ledger in ledgers.kinds() {
        let (first, last) = (ledgers.months(ledger).next(), ledgers.months(ledger).next_back());
        let month = |month: Option<Month>| month.map(|m| m.to_string()).unwrap_or_default();
        table.row([
            Cell::html(cx.link(Page::Ledger(ledger), name(cx, ledger))),
            Cell::num(&cx.format().count(rows(cx, ledger) as u64)),
            Cell::fixed(&month(first)),
            Cell::fixed(&month(last)),
            Cell::text(cx.texts().word("ledger_holds", ledger.as_str())),
        ]);
    }
    let page = ListPage {
        title: cx.t("ledger.title").to_owned(),
        lead: cx.t("ledger.lead").to_owned(),
        sections: vec![
            Section::new("ledgers", "", Blocks::from(table)),
            Section::new("beside", cx.t("ledger.beside"), beside(cx)),
        ],
        ..ListPage::default()
    };
    page.render(cx, "ledgers")
}

/// Ledgers that have pages of their own.
fn beside(cx: &Cx<'_>) -> Html {
    let pages = [
        (Page::FaultIndex, "faults.title"),
        (Page::CustomerIndex, "nav.customers"),
        (Page::Visits, "visits.title"),
        (Page::Actions, "actions.title"),
        (Page::Warranty, "nav.warranty"),
        (Page::Due, "nav.due"),
    ];
    let links = pages.map(|(page, key)| cx.link(page, cx.t(key)));
    Html(format!("<p>{}</p>", Html::join(links, " · ").0))
}

fn name<'a>(cx: &Cx<'a>, ledger: Ledger) -> &'a str {
    cx.texts().word("ledger", ledger.as_str())
}

fn rows(cx: &Cx<'_>, ledger: Ledger) -> usize {
    if !ledger.is_of_tickets() {
        return whole_table(cx, ledger).len();
    }
    let ledgers = &cx.plan().ledgers;
    ledgers.months(ledger).map(|month| ledgers.rows(ledger, month).len()).sum()
}

/// One ledger: all of a table of its own; of tickets the newest month and the way to the
/// others.
pub(super) fn render(cx: &Cx<'_>, ledger: Ledger) -> Result<Vec<u8>, Diagnostic> {
    let ledgers = &cx.plan().ledgers;
    let Some(last) = ledgers.months(ledger).next_back() else {
        let table = whole_table(cx, ledger).without_empty_columns();
        let files = vec![cx.file(DataFile::LedgerCsv(ledger), "CSV")];
        let sections = vec![Section::new("rows", "", Blocks::from(table))];
        return page(cx, ledger, (name(cx, ledger).to_owned(), sections, files, Vec::new()));
    };
    let mut months = Table::new(cx.t("col.month")).column(cx.t("col.month"));
    months = months.number(cx.t("col.records"));
    for month in ledgers.months(ledger).rev() {
        let n = ledgers.rows(ledger, month).len() as u64;
        months.row([
            Cell::html(cx.link(Page::LedgerMonth(ledger, month), &cx.format().month(month)))
                .exact(Some(super::faults::in_time(month))),
            Cell::num(&cx.format().count(n)),
        ]);
    }
    let sections = vec![
        Section::new("rows", &cx.format().month(last), shown(cx, ledger, last)),
        Section::new("months", cx.t("ledger.months"), Blocks::from(months)),
    ];
    let files = vec![cx.file(DataFile::LedgerMonthCsv(ledger, last), "CSV")];
    page(cx, ledger, (name(cx, ledger).to_owned(), sections, files, Vec::new()))
}

/// A month of a ledger of tickets.
pub(super) fn month(cx: &Cx<'_>, ledger: Ledger, month: Month) -> Result<Vec<u8>, Diagnostic> {
    let months: Vec<Month> = cx.plan().ledgers.months(ledger).collect();
    let at = months.binary_search(&month).unwrap_or_default();
    let chip = |month: Month, text: String, current: bool| Chip {
        href: cx.href(Page::LedgerMonth(ledger, month)),
        text,
        current,
    };
    let mut chips = vec![Chip {
        href: cx.href(Page::Ledger(ledger)),
        text: cx.t("ledger.all_months").to_owned(),
        current: false,
    }];
    if let Some(before) = at.checked_sub(1).map(|at| months[at]) {
        chips.push(chip(before, format!("← {before}"), false));
    }
    chips.push(chip(month, month.to_string(), true));
    if let Some(after) = months.get(at + 1) {
        chips.push(chip(*after, format!("{after} →"), false));
    }
    let title = cx.fill(
        "ledger.of_month",
        &[("ledger", name(cx, ledger)), ("month", &cx.format().month(month))],
    );
    let files = vec![cx.file(DataFile::LedgerMonthCsv(ledger, month), "CSV")];
    let sections = vec![Section::new("rows", "", shown(cx, ledger, month))];
    page(cx, ledger, (title, sections, files, chips))
}

fn page(
    cx: &Cx<'_>,
    ledger: Ledger,
    (title, sections, files, chips): (String, Vec<Section>, Vec<Link>, Vec<Chip>),
) -> Result<Vec<u8>, Diagnostic> {
    let lead = cx.texts().word("ledger_holds", ledger.as_str()).to_owned();
    ListPage { title, lead, chips, files, sections, ..ListPage::default() }.render(cx, "ledgers")
}

/// The rows of a month, as many as a page holds; the file beside it has all.
fn shown(cx: &Cx<'_>, ledger: Ledger, month: Month) -> Blocks {
    let rows = cx.plan().ledgers.rows(ledger, month);
    let table = table(cx, ledger, month, &rows[..rows.len().min(LEDGER_ROWS)]);
    let table = table.without_empty_columns();
    let sums = jobs::sums(cx, ledger, rows);
    let mut blocks = Blocks::from(sums).and(table);
    if rows.len() > LEDGER_ROWS {
        let (n, m) = (LEDGER_ROWS.to_string(), cx.format().count(rows.len() as u64));
        blocks.push(Blocks::remark(&cx.fill("ledger.first_of", &[("n", &n), ("m", &m)])));
    }
    blocks
}

/// Every row of a month.
pub(in crate::render) fn month_table(cx: &Cx<'_>, ledger: Ledger, month: Month) -> Table {
    table(cx, ledger, month, cx.plan().ledgers.rows(ledger, month))
}

fn table(cx: &Cx<'_>, ledger: Ledger, month: Month, rows: &[u32]) -> Table {
    let values = [("ledger", name(cx, ledger)), ("month", &*cx.format().month(month))];
    let caption = cx.fill("ledger.of_month", &values);
    match ledger {
        Ledger::Register => jobs::register(cx, &caption, rows),
        Ledger::Dispatch => jobs::dispatch(cx, &caption, rows),
        Ledger::Rescue => jobs::rescue(cx, &caption, rows),
        Ledger::Workshop => jobs::workshop(cx, &caption, rows),
        Ledger::Costs => jobs::costs(cx, &caption, rows),
        Ledger::PartsIssued => spares::issued(cx, &caption, rows),
        Ledger::OldParts => spares::old(cx, &caption, rows),
        Ledger::PartOrders
        | Ledger::Loaners
        | Ledger::Customers
        | Ledger::Trainings
        | Ledger::Complaints => whole_table(cx, ledger),
    }
}

/// A ledger that is a table of its own.
pub(in crate::render) fn whole_table(cx: &Cx<'_>, ledger: Ledger) -> Table {
    let caption = name(cx, ledger);
    match ledger {
        Ledger::PartOrders => tables::part_orders(cx, caption),
        Ledger::Loaners => tables::loaners(cx, caption),
        Ledger::Customers => customers::table(cx, caption),
        Ledger::Trainings => {
            super::ledgers::training_table(cx, cx.catalog().records.trainings.iter())
                .captioned(caption)
        }
        Ledger::Complaints => tables::complaints(cx, caption),
        _ => Table::new(caption),
    }
}
