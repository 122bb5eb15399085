//! The fault ledger (故障信息汇总表): its months, one month in parts, and the list of
//! Markdown reports.

use super::events;
use super::list::{Chip, ListPage, Section};
use crate::catalog::ReportIx;
use crate::diag::Diagnostic;
use crate::model::time::Month;
use crate::render::engine::Cx;
use crate::render::view::{Cell, Html, Table};
use crate::site::{DataFile, LEDGER_ROWS, Page, SitePlan};

/// The ledger's months and every report.
pub(super) fn index(cx: &Cx<'_>) -> Result<Vec<u8>, Diagnostic> {
    let reports = cx.catalog().records.reports.len();
    let events = cx.catalog().records.events.len();
    let format = cx.format();
    let table = report_table(cx, (0..reports).rev().map(ReportIx::new));
    let page = ListPage {
        title: cx.t("faults.title").to_owned(),
        lead: cx.fill(
            "faults.lead",
            &[("n", &format.count(events as u64)), ("r", &format.count(reports as u64))],
        ),
        intro_html: super::free::introduction(cx, "faults")?,
        files: vec![cx.file(DataFile::Faults, "JSON")],
        sections: vec![
            Section::new("months", cx.t("faults.months"), months(cx)),
            Section::new("open", cx.t("faults.open"), open(cx)),
            Section::new("undated", "", undated(cx)),
            Section::new(
                "reports",
                cx.t("faults.reports"),
                table.or_note(cx.t("faults.no_reports")),
            ),
        ]
        .into_iter()
        .filter(|s| !s.html.is_empty())
        .collect(),
        ..ListPage::default()
    };
    page.render(cx, "faults")
}

fn months(cx: &Cx<'_>) -> Html {
    let mut table = Table::new(cx.t("faults.months"))
        .column(cx.t("col.month"))
        .number(cx.t("col.records"))
        .number(cx.t("figure.failures"))
        .number(cx.t("faults.closed"))
        .number(cx.t("faults.open_end"));
    let format = cx.format();
    for month in cx.facts().months.iter().rev() {
        let scope = &month.scope;
        table.row([
            Cell::html(cx.link(Page::FaultMonth(month.month, 1), &format.month(month.month)))
                .exact(Some(in_time(month.month))),
            Cell::num(&format.count(scope.events)),
            Cell::num(&format.count(scope.failures)),
            Cell::num(&format.count(scope.backlog.closed)),
            Cell::num(&format.count(scope.backlog.open_end)),
        ]);
    }
    table.or_note(cx.t("faults.none"))
}

/// By it months are sorted, whatever their names are.
pub(super) fn in_time(month: Month) -> f64 {
    f64::from(month.year) * 12.0 + f64::from(month.month)
}

fn open(cx: &Cx<'_>) -> Html {
    let Some(as_of) = cx.facts().as_of else { return Html::default() };
    let rows = cx.facts().open_at(as_of.plus(1)).map(|t| t.event);
    let mut rows: Vec<u32> = rows.collect();
    rows.truncate(LEDGER_ROWS);
    events::ledger_table(cx, cx.t("faults.open"), rows.into_iter())
        .or_note(cx.t("faults.none_open"))
}

/// Records without a time of report stand in no month; they are listed here.
fn undated(cx: &Cx<'_>) -> Html {
    if cx.facts().undated.is_empty() {
        return Html::default();
    }
    let rows = cx.facts().undated.iter().copied().take(LEDGER_ROWS);
    let table = events::ledger_table(cx, cx.t("faults.undated"), rows);
    let mut html =
        Html(format!("<h2>{}</h2>", crate::render::escape::text(cx.t("faults.undated"))));
    html.0.push_str(&table.finish().0);
    html
}

/// One part of a month.
pub(super) fn month(cx: &Cx<'_>, month: Month, part: u32) -> Result<Vec<u8>, Diagnostic> {
    let all = cx.catalog().index.events_of_month.get(&month).cloned().unwrap_or_default();
    let from = all.start + (part as usize - 1) * LEDGER_ROWS;
    let to = (from + LEDGER_ROWS).min(all.end);
    let rows = (from.min(to)..to).map(|e| e as u32);
    let format = cx.format();
    let caption = cx.fill("faults.ledger_of", &[("month", &format.month(month))]);
    let table = events::ledger_table(cx, &caption, rows);
    let facts = cx.facts().month(month).map(|m| &m.scope);
    let lead = facts.map(|scope| {
        cx.fill(
            "faults.month_lead",
            &[
                ("n", &format.count(scope.events)),
                ("f", &format.count(scope.failures)),
                ("open", &format.count(scope.backlog.open_end)),
            ],
        )
    });
    let parts = SitePlan::ledger_parts(cx.catalog(), month);
    let page = ListPage {
        title: caption,
        lead: lead.unwrap_or_default(),
        chips: month_chips(cx, month, part, parts),
        files: vec![
            cx.crumb(Page::Report(month.into()), cx.t("nav.report")),
            cx.file(DataFile::FaultMonthCsv(month), "CSV"),
            cx.file(DataFile::FaultMonth(month), "JSON"),
        ],
        sections: vec![Section::new("rows", "", table.or_note(cx.t("faults.empty_month")))],
        ..ListPage::default()
    };
    page.render(cx, "faults")
}

fn month_chips(cx: &Cx<'_>, month: Month, part: u32, parts: u32) -> Vec<Chip> {
    let planned = |m: Month| cx.plan().months.binary_search(&m).is_ok();
    let mut chips = vec![Chip {
        href: cx.href(Page::FaultIndex),
        text: cx.t("faults.all").to_owned(),
        current: false,
    }];
    if planned(month.plus(-1)) {
        chips.push(Chip {
            href: cx.href(Page::FaultMonth(month.plus(-1), 1)),
            text: format!("← {}", month.plus(-1)),
            current: false,
        });
    }
    for n in 1..=parts {
        let text = if parts == 1 { month.to_string() } else { format!("{month} · {n}/{parts}") };
        chips.push(Chip { href: cx.href(Page::FaultMonth(month, n)), text, current: n == part });
    }
    if planned(month.next()) {
        chips.push(Chip {
            href: cx.href(Page::FaultMonth(month.next(), 1)),
            text: format!("{} →", month.next()),
            current: false,
        });
    }
    chips
}

/// Markdown reports as a table.
pub(super) fn report_table(cx: &Cx<'_>, reports: impl Iterator<Item = ReportIx>) -> Table {
    let mut table = Table::new(cx.t("faults.reports"))
        .ledger()
        .column(cx.t("col.record"))
        .column(cx.t("col.reported"))
        .column(cx.t("col.title"))
        .column(cx.t("col.device"))
        .column(cx.t("col.code"))
        .column(cx.t("col.solution"))
        .column(cx.t("col.status"));
    for ix in reports {
        let report = &cx.catalog().records.reports[ix.index()];
        let first = cx.catalog().index.events_of_report.of(ix.index()).first();
        let event = first.map(|&e| cx.catalog().records.events.get(e as usize));
        let with = |f: &dyn Fn(crate::model::Event<'_>) -> Html| event.map(f).unwrap_or_default();
        table.row([
            Cell::html(Html::id(&cx.href(Page::Fault(ix)), report.id.as_str())),
            Cell::fixed(&event.map(|e| events::reported(cx, e)).unwrap_or_default()).class("nb r"),
            Cell::long(report.article.title_in(cx.lang())),
            Cell::html(with(&|e| events::device(cx, e))),
            Cell::html(with(&|e| events::code(cx, e))).class("r"),
            Cell::html(with(&|e| events::solution(cx, e))).class("x"),
            Cell::html(with(&|e| events::status(cx, e))).class("r"),
        ]);
    }
    table
}
