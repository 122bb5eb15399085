//! Tags: the list, and what carries one.

use super::list::{ListPage, Section};
use crate::diag::Diagnostic;
use crate::render::engine::Cx;
use crate::render::view::{Cell, Html, Table};
use crate::site::Page;

/// The index of tags.
pub(super) fn index(cx: &Cx<'_>) -> Result<Vec<u8>, Diagnostic> {
    let mut table = Table::new(cx.t("nav.tags"))
        .column(cx.t("col.tag"))
        .number(cx.t("nav.solutions"))
        .number(cx.t("tags.reports"));
    for (at, tag) in cx.plan().tags.list.iter().enumerate() {
        table.row([
            Cell::html(cx.link(Page::Tag(at as u32), &tag.name)),
            Cell::num(&tag.solutions.len().to_string()),
            Cell::num(&tag.reports.len().to_string()),
        ]);
    }
    let page = ListPage {
        title: cx.t("nav.tags").to_owned(),
        sections: vec![Section::new("all", "", table.or_note(cx.t("tags.none")))],
        ..ListPage::default()
    };
    page.render(cx, "solutions")
}

/// What carries a tag.
pub(super) fn render(cx: &Cx<'_>, tag: u32) -> Result<Vec<u8>, Diagnostic> {
    let entry = &cx.plan().tags.list[tag as usize];
    let solutions =
        super::solutions::table(cx, cx.t("nav.solutions"), entry.solutions.iter().copied());
    let reports = super::faults::report_table(cx, entry.reports.iter().copied());
    let page = ListPage {
        title: cx.fill("tags.title", &[("tag", &entry.name)]),
        sections: vec![
            Section::new(
                "solutions",
                cx.t("nav.solutions"),
                solutions.or_note(cx.t("tags.no_solutions")),
            ),
            Section::new("faults", cx.t("tags.reports"), reports.or_note(cx.t("tags.no_reports"))),
        ],
        ..ListPage::default()
    };
    page.render(cx, "solutions")
}

/// A document's tags, linked.
pub(super) fn links(cx: &Cx<'_>, tags: &[String]) -> Html {
    let links = tags.iter().map(|tag| match cx.plan().tags.position(tag) {
        Some(at) => cx.link(Page::Tag(at), tag),
        None => Html::text(tag),
    });
    Html::join(links, " · ")
}
