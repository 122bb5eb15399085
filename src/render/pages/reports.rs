//! The list of service reports, and the report of a year.

use super::figures;
use super::list::{Chip, ListPage, Section};
use crate::analyse::MonthFacts;
use crate::analyse::Rate;
use crate::diag::Diagnostic;
use crate::model::time::ReportPeriod;
use crate::render::engine::Cx;
use crate::render::view::{Cell, Table};
use crate::site::Page;

/// The index of reports.
pub(super) fn index(cx: &Cx<'_>) -> Result<Vec<u8>, Diagnostic> {
    let all: Vec<&MonthFacts> = cx.facts().months.iter().rev().collect();
    let page = ListPage {
        title: cx.t("nav.reports").to_owned(),
        lead: cx.t("reports.lead").to_owned(),
        chips: years(cx, None),
        sections: vec![Section::new("all", "", table(cx, &all).or_note(cx.t("reports.none")))],
        ..ListPage::default()
    };
    page.render(cx, "reports")
}

fn years(cx: &Cx<'_>, current: Option<i16>) -> Vec<Chip> {
    let mut years: Vec<i16> = cx.plan().months.iter().map(|m| m.year).collect();
    years.dedup();
    let chip = |year: i16| Chip {
        href: cx.href(Page::ReportYear(year)),
        text: year.to_string(),
        current: current == Some(year),
    };
    years.into_iter().rev().map(chip).collect()
}

fn table(cx: &Cx<'_>, months: &[&MonthFacts]) -> Table {
    let mut table = Table::new(cx.t("nav.reports"))
        .column(cx.t("col.month"))
        .number(cx.t("figure.failures"))
        .number(cx.t("report.open_end"))
        .number(cx.t("figure.restore_median"))
        .number(cx.t("figure.timeliness"))
        .number(cx.t("recurring.repeats"))
        .number(cx.t("figure.satisfied"));
    let format = cx.format();
    for month in months {
        let scope = &month.scope;
        let restore = scope.times.restore.median.filter(|_| scope.times.restore.n >= format.min_n);
        let timeliness = cx.facts().sla.months.get(&month.month).map(|s| &s.timeliness);
        let satisfied = cx.facts().satisfaction.months.get(&month.month).map(|s| &s.satisfied);
        let rate = |rate: Option<&Rate>| {
            rate.map_or_else(|| Cell::num(""), |rate| Cell::rate(&format, rate))
        };
        table.row([
            Cell::html(cx.link(Page::Report(month.month), &format.month(month.month)))
                .exact(Some(super::faults::in_time(month.month))),
            Cell::num(&format.count(scope.failures)),
            Cell::num(&format.count(scope.backlog.open_end)),
            Cell::num(&format.hours(restore)),
            rate(timeliness),
            Cell::rate(&format, &scope.repeat_30d.rate),
            rate(satisfied),
        ]);
    }
    table
}

/// The report of a year: its months, its bars.
pub(super) fn year(cx: &Cx<'_>, year: i16) -> Result<Vec<u8>, Diagnostic> {
    let months: Vec<&MonthFacts> =
        cx.facts().months.iter().filter(|m| m.month.year == year).collect();
    let figure = months.last().map(|last| {
        let question = cx.t("figure.monthly_question");
        figures::monthly(cx, "monthly", question, &cx.facts().fleet.monthly, last.month)
    });
    let failures: u64 = months.iter().map(|m| m.scope.failures).sum();
    let events: u64 = months.iter().map(|m| m.scope.events).sum();
    let format = cx.format();
    let page = ListPage {
        title: cx.fill("reports.year", &[("year", &year.to_string())]),
        lead: cx.fill(
            "reports.year_lead",
            &[("n", &format.count(events)), ("f", &format.count(failures))],
        ),
        chips: years(cx, Some(year)),
        intro_html: super::restated::note(cx, ReportPeriod::Year(year)),
        sections: vec![
            Section::new("monthly", "", figure.unwrap_or_default()),
            Section::new(
                "months",
                cx.t("reports.months"),
                table(cx, &months).or_note(cx.t("reports.none")),
            ),
        ],
        ..ListPage::default()
    };
    page.render(cx, "reports")
}
