//! Components: the tree, and the page of one.

use super::code;
use super::list::{ListPage, Section};
use super::record::RecordPage;
use crate::catalog::ComponentIx;
use crate::diag::Diagnostic;
use crate::model::ComponentId;
use crate::model::ids::match_key;
use crate::render::engine::Cx;
use crate::render::view::{Cell, Cells, Html, Table};
use crate::site::Page;

/// The index of components, in tree order.
pub(super) fn index(cx: &Cx<'_>) -> Result<Vec<u8>, Diagnostic> {
    let mut table = Table::new(cx.t("nav.components"))
        .column(cx.t("col.component"))
        .column(cx.t("components.part_of"))
        .column(cx.t("components.category"))
        .number(cx.t("figure.failures"))
        .only_if(cx.tells_events())
        .number(cx.t("figure.open"))
        .only_if(cx.tells_events());
    let format = cx.format();
    for (i, component) in cx.catalog().records.components.iter().enumerate() {
        let ix = ComponentIx::new(i);
        let facts = cx.facts().component(ix);
        table.row([
            Cell::html(cx.link(Page::Component(ix), cx.name(&component.name))),
            Cell::html(component.parent.as_ref().map(|id| whole(cx, id)).unwrap_or_default()),
            Cell::text(component.category.as_deref().map(|c| cx.name(c)).unwrap_or_default()),
            Cell::num(&format.count(facts.n)),
            Cell::num(&format.count(facts.open)),
        ]);
    }
    let page = ListPage {
        title: cx.t("nav.components").to_owned(),
        sections: vec![Section::new(
            "all",
            "",
            table.without_empty_columns().or_note(cx.t("components.none")),
        )],
        ..ListPage::default()
    };
    page.render(cx, "faults")
}

/// The component that another one is a part of.
fn whole(cx: &Cx<'_>, id: &ComponentId) -> Html {
    match cx.catalog().index.find_component(id.as_str()) {
        Some(ix) => {
            let name = &cx.catalog().records.components[ix.index()].name;
            cx.link(Page::Component(ix), cx.name(name))
        }
        None => Html::text(id.as_str()),
    }
}

/// The page of one component.
pub(super) fn render(cx: &Cx<'_>, ix: ComponentIx) -> Result<Vec<u8>, Diagnostic> {
    let component = &cx.catalog().records.components[ix.index()];
    let facts = cx.facts().component(ix);
    let mut cells = Cells::new();
    if let Some(parent) = &component.parent {
        cells.html(cx.t("components.part_of"), &whole(cx, parent));
    }
    cells.some(cx.t("components.category"), component.category.as_deref().map(|c| cx.name(c)));
    let mut sections = vec![Section::new("codes", cx.t("nav.codes"), codes(cx, ix))];
    if cx.tells_events() {
        sections.extend([
            Section::new("done", cx.t("codes.done"), code::done(cx, facts)),
            Section::new("faults", cx.t("codes.faults"), code::failures(cx, facts)),
        ]);
    }
    let page = RecordPage {
        kind: cx.t("kind.component").to_owned(),
        id: component.id.to_string(),
        title: cx.name(&component.name).to_owned(),
        cells_html: cells.finish(),
        sums_html: code::sums(cx, facts),
        sections,
        aside: code::aside(cx, facts),
        ..RecordPage::default()
    };
    page.render(cx, "faults", vec![cx.crumb(Page::ComponentIndex, cx.t("nav.components"))])
}

fn codes(cx: &Cx<'_>, ix: ComponentIx) -> Html {
    let component = &cx.catalog().records.components[ix.index()];
    let keys = [component.id.key(), match_key(&component.name)];
    let mut table = Table::new(cx.t("nav.codes"))
        .column(cx.t("col.code"))
        .column(cx.t("col.title"))
        .number(cx.t("figure.failures"))
        .only_if(cx.tells_events());
    for (i, code) in cx.catalog().records.codes.iter().enumerate() {
        let ours = code.component.as_ref().is_some_and(|c| keys.contains(&c.key()));
        if ours {
            let code_ix = crate::catalog::CodeIx::new(i);
            table.row([
                Cell::html(Html::code(&cx.href(Page::Code(code_ix)), code.id.as_str())),
                Cell::text(cx.name(&code.title)),
                Cell::num(&cx.format().count(cx.facts().code(code_ix).n)),
            ]);
        }
    }
    table.or_note(cx.t("components.no_codes"))
}
