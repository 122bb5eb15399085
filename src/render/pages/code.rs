//! Fault codes: the list, and the known-error page of one code: symptoms,
//! devices, solutions by evidence, trend.

use super::events;
use super::list::{ListPage, Section};
use super::record::RecordPage;
use super::solutions::{Used, table_of};
use super::{bring, figures, holding, scope};
use crate::analyse::{FaultFacts, Series};
use crate::catalog::CodeIx;
use crate::diag::Diagnostic;
use crate::model::events::TextField;
use crate::model::records::FaultCode;
use crate::render::engine::Cx;
use crate::render::format::decimal;
use crate::render::view::{Cell, Cells, Html, Table};
use crate::site::{DataFile, Page};
use std::collections::BTreeMap;

/// Failures listed on the page of a code or component; the months have all.
pub(super) const FAILURES_SHOWN: usize = 100;

/// Measures listed, the most used first.
const MEASURES_SHOWN: usize = 12;

/// The index of codes.
pub(super) fn index(cx: &Cx<'_>) -> Result<Vec<u8>, Diagnostic> {
    let mut table = Table::new(cx.t("nav.codes"))
        .column(cx.t("col.code"))
        .column(cx.t("col.title"))
        .column(cx.t("col.component"))
        .number(cx.t("figure.failures"))
        .only_if(cx.tells_events())
        .number(cx.t("figure.open"))
        .only_if(cx.tells_events())
        .number(cx.t("nav.solutions"))
        .column(cx.t("col.last_event"))
        .only_if(cx.tells_events());
    let format = cx.format();
    for (i, code) in cx.catalog().records.codes.iter().enumerate() {
        let ix = CodeIx::new(i);
        let facts = cx.facts().code(ix);
        let solutions = cx.catalog().index.solutions_of_code.get(&ix).map_or(0, Vec::len);
        let last = facts.last.map(|at| format.zone.day(at).to_string()).unwrap_or_default();
        table.row([
            Cell::html(Html::code(&cx.href(Page::Code(ix)), code.id.as_str())),
            Cell::text(title(cx, code)),
            Cell::text(
                code.component.as_ref().map(crate::model::ComponentId::as_str).unwrap_or_default(),
            ),
            Cell::num(&format.count(facts.n)),
            Cell::num(&format.count(facts.open)),
            Cell::num(&format.count(solutions as u64)),
            Cell::fixed(&last),
        ]);
    }
    let page = ListPage {
        title: cx.t("nav.codes").to_owned(),
        intro_html: super::free::introduction(cx, "codes")?,
        files: vec![cx.file(DataFile::Codes, "JSON")],
        sections: vec![Section::new("all", "", table.or_note(cx.t("codes.none")))],
        ..ListPage::default()
    };
    page.render(cx, "faults")
}

fn title<'a>(cx: &Cx<'a>, code: &'a FaultCode) -> &'a str {
    if code.title == code.id.as_str() { "" } else { cx.name(&code.title) }
}

/// The page of one code.
pub(super) fn render(cx: &Cx<'_>, ix: CodeIx) -> Result<Vec<u8>, Diagnostic> {
    let code = &cx.catalog().records.codes[ix.index()];
    let facts = cx.facts().code(ix);
    let page = RecordPage {
        kind: cx.t("kind.code").to_owned(),
        id: code.id.to_string(),
        title: if title(cx, code).is_empty() {
            cx.t("codes.untitled").to_owned()
        } else {
            cx.name(&code.title).to_owned()
        },
        cells_html: cells(cx, code),
        sums_html: sums(cx, facts),
        sections: sections(cx, ix, facts),
        aside: aside(cx, facts),
        ..RecordPage::default()
    };
    page.render(cx, "faults", vec![cx.crumb(Page::CodeIndex, cx.t("nav.codes"))])
}

fn cells(cx: &Cx<'_>, code: &FaultCode) -> Html {
    let mut cells = Cells::new();
    if let Some(component) = &code.component {
        let html = match cx.catalog().index.component.get(&component.key()) {
            Some(&ix) => cx.link(Page::Component(ix), component.as_str()),
            None => Html::text(component.as_str()),
        };
        cells.html(cx.t("col.component"), &html);
    }
    let severity = code.severity.as_deref().map(|s| cx.texts().word("code_severity", s));
    cells.some(cx.t("codes.severity"), severity);
    cells.text(cx.t("codes.aliases"), &code.aliases.join(cx.t("solution.list_separator")));
    cells.text(cx.t("codes.symptoms"), &code.symptoms.join(cx.t("solution.list_separator")));
    cells.finish()
}

/// Where and when a code or component failed.
pub(super) fn aside(cx: &Cx<'_>, facts: &FaultFacts) -> Vec<Section> {
    if !cx.tells_events() {
        return Vec::new();
    }
    vec![
        Section::new("trend", "", trend(cx, facts)),
        Section::new("devices", cx.t("codes.devices"), devices(cx, facts)),
        Section::new("models", cx.t("codes.models"), models(cx, facts)),
    ]
}

/// The head figures of a code or component.
pub(super) fn sums(cx: &Cx<'_>, facts: &FaultFacts) -> Html {
    if !cx.tells_events() {
        return Html::default();
    }
    let format = cx.format();
    let mut cells = Cells::new();
    cells.html(cx.t("figure.failures"), &Html::value(&format.count(facts.n), ""));
    cells.html(cx.t("figure.open"), &Html::value(&format.count(facts.open), ""));
    cells.html(cx.t("figure.restore_median"), &scope::distribution(cx, &facts.restore));
    cells.html(cx.t("figure.downtime"), &Html::value(&format.hours(Some(facts.downtime_h)), ""));
    let (rate, limits) = format.estimate_parts(&facts.failure_rate.per_100_months, "");
    cells.html(cx.t("figure.per_100_months"), &Html::value(&rate, &limits));
    let repeat = cx.fill("figure.repeat_n", &[("n", &facts.repeat_30d.window_days.to_string())]);
    cells.html(&repeat, &scope::repeat(cx, &facts.repeat_30d));
    cells.boxed()
}

/// Failures by month of a code or component.
pub(super) fn trend(cx: &Cx<'_>, facts: &FaultFacts) -> Html {
    let Some(last) = cx.facts().months.last() else { return Html::default() };
    let series = Series { events: facts.monthly.clone(), failures: facts.monthly.clone() };
    figures::monthly(cx, "monthly", cx.t("figure.monthly_question"), &series, last.month).html()
}

fn sections(cx: &Cx<'_>, ix: CodeIx, facts: &FaultFacts) -> Vec<Section> {
    let mut sections = vec![
        Section::new("solutions", cx.t("codes.solutions"), solutions(cx, ix)),
        Section::new("bring", cx.t("solution.bring"), bring::of_code(cx, ix)),
        Section::new("done", cx.t("codes.done"), done(cx, facts)),
        Section::new("faults", cx.t("codes.faults"), failures(cx, facts)),
    ];
    sections.truncate(if cx.tells_events() { sections.len() } else { 1 });
    sections.retain(|section| !section.html.is_empty());
    sections
}

/// Solutions used for or written for the code, the best proved first. Uses on other
/// codes do not count: the curves beneath are of this one, too.
fn solutions(cx: &Cx<'_>, ix: CodeIx) -> Html {
    let fixes = cx.facts().fixes.codes.get(&ix).map_or(&[][..], |fixes| &fixes.fixes);
    let used = fixes.iter().map(|fix| Used {
        solution: fix.solution,
        uses: fix.evidence.uses,
        evidence: Some(&fix.evidence),
    });
    let written = cx.catalog().index.solutions_of_code.get(&ix).cloned().unwrap_or_default();
    let unused = written.into_iter().filter(|s| fixes.iter().all(|fix| fix.solution != *s));
    let unused = unused.map(|solution| Used { solution, uses: 0, evidence: None });
    let mut html = table_of(cx, cx.t("codes.solutions"), used.chain(unused))
        .or_note(cx.t("codes.no_solution"));
    html.0.push_str(&holding::of_code(cx, ix).html().0);
    html
}

/// What was done, by the words of the log: how often, and how often the fault came
/// back. An association: hard cases get other measures than easy ones.
pub(super) fn done(cx: &Cx<'_>, facts: &FaultFacts) -> Html {
    let mut measures: BTreeMap<&str, Measure> = BTreeMap::new();
    for &row in &facts.events {
        let event = cx.catalog().records.events.get(row as usize);
        let action = event.text(TextField::Action);
        if action.is_empty() {
            continue;
        }
        let measure = measures.entry(action).or_default();
        measure.uses += 1;
        measure.last = row;
        if let Some(repeated) = cx.facts().outcomes.repeated[row as usize] {
            measure.watched += 1;
            measure.back += u64::from(repeated);
        }
    }
    let mut measures: Vec<(&str, Measure)> = measures.into_iter().collect();
    measures.sort_by_key(|&(text, m)| (std::cmp::Reverse(m.uses), text));
    let window = cx.catalog().settings.repeat_window_days.to_string();
    let mut table = Table::new(cx.t("codes.done"))
        .column(cx.t("codes.measure"))
        .number(cx.t("col.uses"))
        .number(&cx.fill("codes.came_back", &[("days", &window)]))
        .column(cx.t("codes.last"));
    for (text, measure) in measures.into_iter().take(MEASURES_SHOWN) {
        let last = cx.catalog().records.events.get(measure.last as usize);
        let back = if measure.watched == 0 {
            String::new()
        } else {
            format!("{}/{}", measure.back, measure.watched)
        };
        table.row([
            Cell::text(text),
            Cell::num(&measure.uses.to_string()),
            Cell::num(&back),
            Cell::html(events::id(cx, last)),
        ]);
    }
    table.or_note(cx.t("codes.nothing_done"))
}

/// Uses of one measure.
#[derive(Clone, Copy, Default)]
struct Measure {
    uses: u64,
    watched: u64,
    back: u64,
    last: u32,
}

/// The newest failures of a code or component.
pub(super) fn failures(cx: &Cx<'_>, facts: &FaultFacts) -> Html {
    let newest = facts.events.iter().rev().take(FAILURES_SHOWN).copied();
    let table = events::ledger_table(cx, cx.t("codes.faults"), newest);
    let mut html = table.or_note(cx.t("codes.no_faults"));
    if facts.events.len() > FAILURES_SHOWN {
        let note = cx.fill(
            "codes.newest",
            &[("n", &FAILURES_SHOWN.to_string()), ("m", &facts.events.len().to_string())],
        );
        html.0.push_str(&format!("<p class=\"fig__n\">{}</p>", crate::render::escape::text(&note)));
    }
    html
}

/// Devices by failures.
pub(super) fn devices(cx: &Cx<'_>, facts: &FaultFacts) -> Html {
    let mut table = Table::new(cx.t("codes.devices"))
        .column(cx.t("col.device"))
        .number(cx.t("figure.failures"));
    for &(ix, n) in facts.devices.iter().take(30) {
        let id = cx.catalog().records.devices[ix.index()].id.as_str();
        table.row([
            Cell::html(Html::id(&cx.href(Page::Device(ix)), id)),
            Cell::num(&decimal(n as f64, 0)),
        ]);
    }
    table.or_note(cx.t("codes.no_devices"))
}

/// Models by failures.
pub(super) fn models(cx: &Cx<'_>, facts: &FaultFacts) -> Html {
    let mut table =
        Table::new(cx.t("codes.models")).column(cx.t("col.model")).number(cx.t("figure.failures"));
    for &(ix, n) in facts.models.iter().take(30) {
        let id = cx.catalog().records.models[ix.index()].id.as_str();
        table.row([Cell::html(cx.link(Page::Model(ix), id)), Cell::num(&decimal(n as f64, 0))]);
    }
    table.or_note(cx.t("codes.no_models"))
}
