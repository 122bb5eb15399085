//! What the knowledge base covers and lacks: wanted, stale and unused articles.

use super::list::{ListPage, Section};
use crate::analyse::knowledge::WantedFor;
use crate::diag::Diagnostic;
use crate::render::engine::Cx;
use crate::render::view::{Cell, Html, Table};
use crate::site::Page;

/// The page.
pub(super) fn render(cx: &Cx<'_>) -> Result<Vec<u8>, Diagnostic> {
    let facts = &cx.facts().knowledge;
    let format = cx.format();
    let lead = cx.fill(
        "knowledge.lead",
        &[("coverage", &format.rate(&facts.coverage)), ("link", &format.rate(&facts.link_rate))],
    );
    let stale = facts.articles.iter().filter(|a| a.stale);
    let unused = facts.articles.iter().filter(|a| a.unused);
    let page = ListPage {
        title: cx.t("nav.knowledge").to_owned(),
        lead,
        sections: vec![
            Section::new("wanted", cx.t("knowledge.wanted"), wanted(cx)),
            Section::new(
                "stale",
                cx.t("knowledge.stale"),
                articles(cx, stale)
                    .captioned(cx.t("knowledge.stale"))
                    .or_note(cx.t("knowledge.none_stale")),
            ),
            Section::new(
                "unused",
                cx.t("knowledge.unused"),
                articles(cx, unused)
                    .captioned(cx.t("knowledge.unused"))
                    .or_note(cx.t("knowledge.none_unused")),
            ),
        ],
        ..ListPage::default()
    };
    page.render(cx, "solutions")
}

fn wanted(cx: &Cx<'_>) -> Html {
    let mut table = Table::new(cx.t("knowledge.wanted"))
        .column(cx.t("knowledge.subject"))
        .column(cx.t("col.title"))
        .number(cx.t("figure.failures"))
        .number(cx.t("nav.devices"))
        .column(cx.t("col.last_event"));
    for want in &cx.facts().knowledge.wanted {
        let (subject, title) = match want.subject {
            WantedFor::Code(ix) => {
                let code = &cx.catalog().records.codes[ix.index()];
                (
                    Html::code(&cx.href(Page::Code(ix)), code.id.as_str()),
                    cx.name(&code.title).to_owned(),
                )
            }
            WantedFor::Cluster(at) => {
                let cluster = &cx.facts().clusters.clusters[at as usize];
                (Html::text(cx.t("figure.uncoded")), cluster.title.clone())
            }
        };
        let last = want.last.map(|at| cx.catalog().settings.zone.day(at).to_string());
        table.row([
            Cell::html(subject),
            Cell::text(&title),
            Cell::num(&want.failures.to_string()),
            Cell::num(&want.devices.to_string()),
            Cell::fixed(last.as_deref().unwrap_or_default()),
        ]);
    }
    table.or_note(cx.t("knowledge.none_wanted"))
}

fn articles<'f>(
    cx: &Cx<'_>,
    articles: impl Iterator<Item = &'f crate::analyse::knowledge::ArticleFacts>,
) -> Table {
    let mut table = Table::new(cx.t("nav.knowledge"))
        .column(cx.t("col.solution"))
        .column(cx.t("col.title"))
        .number(cx.t("knowledge.age"))
        .number(cx.t("col.uses"));
    for article in articles {
        let evidence = cx.facts().fixes.solutions.get(&article.solution);
        let uses = evidence.map_or(0, |evidence| evidence.uses);
        let solution = &cx.catalog().records.solutions[article.solution.index()];
        table.row([
            Cell::html(Html::id(&cx.href(Page::Solution(article.solution)), solution.id.as_str())),
            Cell::text(solution.article.title_in(cx.lang())),
            Cell::num(&article.age_days.map(|d| d.to_string()).unwrap_or_default()),
            Cell::num(&uses.to_string()),
        ]);
    }
    table
}
