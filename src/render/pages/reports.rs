//! The list of service reports.

use super::headlines;
use super::list::{Chip, ListPage, Section};
use crate::analyse::MonthFacts;
use crate::analyse::Rate;
use crate::diag::Diagnostic;
use crate::model::time::ReportPeriod;
use crate::render::engine::Cx;
use crate::render::view::{Cell, Table};
use crate::site::{DataFile, Page};

/// The index of reports.
pub(super) fn index(cx: &Cx<'_>) -> Result<Vec<u8>, Diagnostic> {
    let all: Vec<&MonthFacts> = cx.facts().months.iter().rev().collect();
    let page = ListPage {
        title: cx.t("nav.reports").to_owned(),
        lead: cx.t("reports.lead").to_owned(),
        chips: latest(cx).into_iter().chain(longer(cx)).collect(),
        files: vec![cx.file(DataFile::ReportFeed, "Atom")],
        sections: vec![
            Section::new("headlines", "", headlines::figure(cx)),
            Section::new("all", "", table(cx, &all).or_note(cx.t("reports.none"))),
        ],
        ..ListPage::default()
    };
    page.render(cx, "reports")
}

/// Months that are asked for most: the last ones.
const LATEST: usize = 3;

/// The reports of the last months, the newest first; all months stand in the table below.
fn latest(cx: &Cx<'_>) -> Vec<Chip> {
    let months = cx.facts().months.iter().rev().take(LATEST);
    months.map(|of| chip(cx, of.month.into())).collect()
}

/// The reports of years and quarters, the newest first.
fn longer(cx: &Cx<'_>) -> Vec<Chip> {
    let mut all: Vec<ReportPeriod> = cx.facts().longer.iter().map(|of| of.report).collect();
    // A year stands before its quarters.
    let order =
        |report: &ReportPeriod| (report.last_month(), matches!(report, ReportPeriod::Year(_)));
    all.sort_by_key(|report| std::cmp::Reverse(order(report)));
    all.into_iter().map(|report| chip(cx, report)).collect()
}

fn chip(cx: &Cx<'_>, report: ReportPeriod) -> Chip {
    Chip { href: cx.href(Page::Report(report)), text: cx.format().report(report), current: false }
}

/// Months with the figures of each, the newest first.
fn table(cx: &Cx<'_>, months: &[&MonthFacts]) -> Table {
    months_table(cx, months, false)
}

/// The months of a longer report; the bases of their rates stand in their own reports.
pub(super) fn brief(cx: &Cx<'_>, months: &[&MonthFacts]) -> Table {
    months_table(cx, months, true)
}

fn months_table(cx: &Cx<'_>, months: &[&MonthFacts], brief: bool) -> Table {
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
        let timeliness = cx.facts().sla.of(month.month.into()).map(|s| &s.timeliness);
        let satisfied = cx.facts().satisfaction.of(month.month.into()).map(|s| &s.satisfied);
        let rate = |rate: Option<&Rate>| {
            rate.map_or_else(
                || Cell::num(""),
                |rate| {
                    if brief {
                        Cell::value(&format.rate_parts(rate).0, "")
                    } else {
                        Cell::rate(&format, rate)
                    }
                },
            )
        };
        table.row([
            Cell::html(cx.link(Page::Report(month.month.into()), &format.month(month.month)))
                .exact(Some(super::faults::in_time(month.month))),
            Cell::num(&format.count(scope.failures)),
            Cell::num(&format.count(scope.backlog.open_end)),
            Cell::num(&format.hours(restore)),
            rate(timeliness),
            rate(Some(&scope.repeat_30d.rate)),
            rate(satisfied),
        ]);
    }
    table
}
