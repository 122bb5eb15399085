//! Models: the list, and the fleet view of one.

use super::list::{ListPage, Section};
use super::record::RecordPage;
use super::{by_age, device, figures, pareto, scope, search, sparks, wear};
use crate::catalog::{DeviceIx, ModelIx};
use crate::diag::Diagnostic;
use crate::model::records::DeviceModel;
use crate::render::engine::Cx;
use crate::render::format::decimal;
use crate::render::view::{Cell, Cells, Html, Table};
use crate::site::{DataFile, Page};

/// The index of models.
pub(super) fn index(cx: &Cx<'_>) -> Result<Vec<u8>, Diagnostic> {
    let mut table = Table::new(cx.t("nav.models"))
        .column(cx.t("col.model"))
        .column(cx.t("models.family"))
        .number(cx.t("nav.devices"))
        .number(cx.t("figure.failures"))
        .number(cx.t("figure.per_year"))
        .number(cx.t("figure.mtbf"))
        .number(cx.t("figure.availability"));
    let format = cx.format();
    for (i, model) in cx.catalog().records.models.iter().enumerate() {
        let ix = ModelIx::new(i);
        let facts = cx.facts().model(ix);
        let devices = cx.catalog().index.devices_of_model.of(i).len();
        let (rate, limits) = format.estimate_parts(&facts.failure_rate.per_year, "");
        let available = facts.availability.value.map(|v| format.percent(v)).unwrap_or_default();
        table.row([
            Cell::html(cx.link(Page::Model(ix), cx.name(&model.name))),
            Cell::text(model.family.as_deref().unwrap_or_default()),
            Cell::num(&format.count(devices as u64)),
            Cell::num(&format.count(facts.failures)),
            Cell::value(&rate, &limits),
            Cell::html(scope::mtbf(cx, &facts.mtbf)).class("num"),
            Cell::num(&available),
        ]);
    }
    let page = ListPage {
        title: cx.t("nav.models").to_owned(),
        intro_html: super::free::introduction(cx, "models")?,
        files: vec![cx.file(DataFile::Models, "JSON")],
        sections: vec![
            Section::new("all", "", table.or_note(cx.t("models.none"))),
            Section::new("months", "", sparks::figure(cx)),
        ]
        .into_iter()
        .filter(|section| !section.html.is_empty())
        .collect(),
        ..ListPage::default()
    };
    page.render(cx, "devices")
}

/// The page of one model.
pub(super) fn render(cx: &Cx<'_>, ix: ModelIx) -> Result<Vec<u8>, Diagnostic> {
    let model = &cx.catalog().records.models[ix.index()];
    let facts = cx.facts().model(ix);
    let devices = cx.catalog().index.devices_of_model.of(ix.index());
    let devices = devices.iter().map(|&d| DeviceIx::new(d as usize));
    let table = device::table(cx, cx.t("nav.devices"), devices);
    let mut sections = vec![
        Section::new("devices", cx.t("nav.devices"), table.or_note(cx.t("models.no_devices"))),
        Section::new("age", cx.t("models.by_age"), by_age::of_model(cx, ix)),
        Section::new("wear", cx.t("wear.title"), wear::of_model(cx, ix)),
        scope::times(cx, facts),
    ];
    sections.retain(|section| !section.html.is_empty());
    if let Some(article) = &model.meta.article {
        let rendered = super::free::document(cx, article)?;
        let html = rendered.html_without_title(&article.half(cx.lang()).range);
        sections.insert(
            0,
            Section::new(
                "about",
                cx.t("models.about"),
                Html(format!("<div class=\"doc\">{html}</div>")),
            ),
        );
    }
    let monthly = cx.facts().months.last().map(|last| {
        figures::monthly(cx, "monthly", cx.t("figure.monthly_question"), &facts.monthly, last.month)
    });
    let page = RecordPage {
        kind: cx.t("kind.model").to_owned(),
        id: model.id.to_string(),
        title: cx.name(&model.name).to_owned(),
        cells_html: cells(cx, model),
        sums_html: scope::sums(cx, facts),
        chips: vec![search::scoped(cx, "model", model.id.as_str())],
        sections,
        aside: vec![
            Section::new("pareto", "", pareto::by_count(cx, &facts.pareto_codes.by_count)),
            Section::new("monthly", "", monthly.unwrap_or_default()),
        ],
        ..RecordPage::default()
    };
    page.render(cx, "devices", vec![cx.crumb(Page::ModelIndex, cx.t("nav.models"))])
}

fn cells(cx: &Cx<'_>, model: &DeviceModel) -> Html {
    let mut cells = Cells::new();
    cells.some(cx.t("models.family"), model.family.as_deref());
    let months = |n: Option<u32>| {
        n.map(|n| cx.fill("unit.months_n", &[("n", &n.to_string())])).unwrap_or_default()
    };
    cells.text(cx.t("device.warranty_short"), &months(model.warranty_months));
    let duty = model.duty_hours_per_day.map(|h| format!("{} h", decimal(h, 1)));
    cells.some(cx.t("models.duty"), duty.as_deref());
    let interval =
        model.maintenance_interval_days.map(|d| cx.fill("unit.days_n", &[("n", &d.to_string())]));
    cells.some(cx.t("models.interval"), interval.as_deref());
    let components =
        model.components.iter().map(|c| match cx.catalog().index.component.get(&c.key()) {
            Some(&ix) => cx.link(Page::Component(ix), c.as_str()),
            None => Html::text(c.as_str()),
        });
    cells.html(cx.t("nav.components"), &Html::join(components, cx.t("solution.list_separator")));
    let wear: Vec<&str> = model.wear_parts.iter().map(crate::model::PartId::as_str).collect();
    cells.text(cx.t("models.wear_parts"), &wear.join(cx.t("solution.list_separator")));
    cells.finish()
}
