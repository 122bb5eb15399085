//! Models: the list, and the fleet view of one.

use super::list::{ListPage, Section};
use super::record::RecordPage;
use super::{by_age, device, figures, pareto, scope, search, sparks, wear};
use crate::analyse::FileFacts;
use crate::catalog::{DeviceIx, ModelIx, SolutionIx};
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
        .only_if(cx.tells_events())
        .number(cx.t("figure.failures"))
        .only_if(cx.tells_events())
        .number(cx.t("figure.per_year"))
        .only_if(cx.tells_events())
        .number(cx.t("figure.mtbf"))
        .only_if(cx.tells_events())
        .number(cx.t("figure.availability"))
        .only_if(cx.tells_events());
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
            Cell::value(&rate, &limits).exact(facts.failure_rate.per_year.value),
            scope::mtbf_cell(cx, &facts.mtbf),
            Cell::num(&available),
        ]);
    }
    let page = ListPage {
        title: cx.t("nav.models").to_owned(),
        intro_html: super::free::introduction(cx, "models")?,
        files: vec![cx.file(DataFile::Models, "JSON")],
        sections: vec![
            Section::new("all", "", table.or_note(cx.t("models.none"))),
            Section::new("months", "", months(cx)),
        ]
        .into_iter()
        .filter(|section| !section.html.is_empty())
        .collect(),
        ..ListPage::default()
    };
    page.render(cx, "devices")
}

fn months(cx: &Cx<'_>) -> Html {
    if cx.tells_events() { sparks::figure(cx) } else { Html::default() }
}

/// The page of one model.
pub(super) fn render(cx: &Cx<'_>, ix: ModelIx) -> Result<Vec<u8>, Diagnostic> {
    let model = cx.catalog().model(ix);
    let facts = cx.facts().model(ix);
    let mut sections = Vec::new();
    sections.extend(about(cx, model)?);
    if cx.tells_events() {
        sections.extend(happened(cx, ix, facts));
    }
    sections.push(Section::new("others", cx.t("models.beside"), beside(cx, ix, facts)));
    sections.push(Section::new("solutions", cx.t("nav.solutions"), solutions(cx, model)));
    sections.retain(|section| !section.html.is_empty());
    let page = RecordPage {
        kind: cx.t("kind.model").to_owned(),
        id: model.id.to_string(),
        title: cx.name(&model.name).to_owned(),
        cells_html: cells(cx, model),
        sums_html: if cx.tells_events() { scope::sums(cx, facts).boxed() } else { Html::default() },
        chips: vec![search::scoped(cx, "model", model.id.as_str())],
        sections,
        aside: aside(cx, facts),
        ..RecordPage::default()
    };
    page.render(cx, "devices", vec![cx.crumb(Page::ModelIndex, cx.t("nav.models"))])
}

fn about(cx: &Cx<'_>, model: &DeviceModel) -> Result<Option<Section>, Diagnostic> {
    let Some(article) = &model.meta.article else { return Ok(None) };
    let rendered = super::free::document(cx, article)?;
    let html = rendered.html_without_title(&article.half(cx.lang()).range);
    let html = Html(format!("<div class=\"doc\">{html}</div>"));
    Ok(Some(Section::new("about", cx.t("models.about"), html)))
}

fn happened(cx: &Cx<'_>, ix: ModelIx, facts: &FileFacts) -> [Section; 4] {
    let devices = cx.catalog().index.devices_of_model.of(ix.index());
    let devices = devices.iter().map(|&d| DeviceIx::new(d as usize));
    let table = device::table(cx, cx.t("nav.devices"), devices);
    [
        Section::new("devices", cx.t("nav.devices"), table.or_note(cx.t("models.no_devices"))),
        Section::new("age", cx.t("models.by_age"), by_age::of_model(cx, ix)),
        Section::new("wear", cx.t("wear.title"), wear::of_model(cx, ix)),
        scope::times(cx, facts),
    ]
}

/// The customer's devices beside those of others, where their site may say so.
fn beside(cx: &Cx<'_>, ix: ModelIx, facts: &FileFacts) -> Html {
    let Some(others) = cx.facts().others.get(&ix) else { return Html::default() };
    let mut cells = Cells::new();
    for (key, rate) in
        [("models.own_rate", &facts.failure_rate.per_year), ("models.others_rate", others)]
    {
        let (value, limits) = cx.format().estimate_parts(rate, "");
        cells.html(cx.t(key), &Html::value(&value, &limits));
    }
    let note = crate::render::escape::text(cx.t("models.beside_note"));
    Html(format!("{}<p class=\"fig__n\">{note}</p>", cells.boxed().0))
}

/// Articles that name the model.
fn solutions(cx: &Cx<'_>, model: &DeviceModel) -> Html {
    let key = model.id.key();
    let all = cx.catalog().records.solutions.iter().enumerate();
    let naming = all.filter(|(_, solution)| solution.models.iter().any(|id| id.key() == key));
    let naming = naming.map(|(at, _)| SolutionIx::new(at));
    let table = super::solutions::table(cx, cx.t("nav.solutions"), naming);
    if table.is_empty() { Html::default() } else { table.finish() }
}

fn aside(cx: &Cx<'_>, facts: &FileFacts) -> Vec<Section> {
    if !cx.tells_events() {
        return Vec::new();
    }
    let monthly = cx.facts().months.last().map(|last| {
        figures::monthly(cx, "monthly", cx.t("figure.monthly_question"), &facts.monthly, last.month)
    });
    vec![
        Section::new("pareto", "", pareto::by_count(cx, &facts.pareto_codes.by_count)),
        Section::new("monthly", "", monthly.unwrap_or_default()),
    ]
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
