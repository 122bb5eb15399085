//! A Markdown fault report: its clocks as a strip, the document, the same fault on
//! the same device, and where it was read.

use super::bring;
use super::events;
use super::free::Half;
use super::ledger::STAGES;
use super::list::Section;
use crate::catalog::ReportIx;
use crate::diag::Diagnostic;
use crate::model::Event;
use crate::model::events::{FlagField, NumField, TextField};
use crate::model::time::Clock;
use crate::render::engine::{Cx, Head};
use crate::render::format::decimal;
use crate::render::view::{Cell, Cells, Html, Table};
use crate::site::Page;
use serde::Serialize;

/// The context of `fault.html`.
#[derive(Clone, Debug, Default, Serialize)]
struct FaultPage {
    /// The id of the report.
    id: String,
    /// Its title.
    title: String,
    /// Its devices.
    under_html: Html,
    /// Whether it is open or closed.
    state_html: Html,
    /// Facts in the title block.
    cells_html: Html,
    /// Its clocks, in their order.
    stages: Vec<Stage>,
    /// The document, the page's own language first.
    halves: Vec<Half>,
    /// Sections of the side column: the same fault, parts, pauses, tags.
    aside: Vec<Section>,
    /// Where it was read: file and line; empty on other sites than the department's.
    source: String,
}

/// One clock of the strip.
#[derive(Clone, Debug, Default, Serialize)]
struct Stage {
    /// What happened.
    label: String,
    /// When, or that it has not.
    time: String,
    /// How long after the report, with its unit.
    remark: String,
    /// It has happened.
    reached: bool,
}

/// The page of one report.
pub(super) fn render(cx: &Cx<'_>, ix: ReportIx) -> Result<Vec<u8>, Diagnostic> {
    let report = &cx.catalog().records.reports[ix.index()];
    let rows = cx.catalog().index.events_of_report.of(ix.index());
    let event = rows.first().map(|&e| cx.catalog().records.events.get(e as usize));
    let rendered = super::free::document(cx, &report.article)?;
    let context = FaultPage {
        id: report.id.to_string(),
        title: report.article.title_in(cx.lang()).to_owned(),
        under_html: devices(cx, rows),
        state_html: event.map(|e| events::status(cx, e)).unwrap_or_default(),
        cells_html: event.map(|e| cells(cx, e)).unwrap_or_default(),
        stages: event.map(|e| stages(cx, e)).unwrap_or_default(),
        halves: super::free::halves(cx, &report.article, &rendered),
        aside: aside(cx, ix, event),
        source: if cx.catalog().is_internal() {
            cx.fill("record.source", &[("place", &report.place.to_string())])
        } else {
            String::new()
        },
    };
    let month = event.and_then(Event::reported).map(|at| cx.catalog().settings.zone.month(at));
    let mut crumbs = vec![cx.crumb(Page::FaultIndex, cx.t("nav.faults"))];
    if let Some(month) = month.filter(|m| cx.plan().months.binary_search(m).is_ok()) {
        crumbs.push(cx.crumb(Page::FaultMonth(month, 1), &cx.format().month(month)));
    }
    let head = Head {
        title: format!("{} {}", context.id, context.title),
        description: event.map(|e| events::what(e).to_owned()).unwrap_or_default(),
        tab: "faults",
        crumbs,
    };
    cx.fill_template("fault.html", &head, &context)
}

fn devices(cx: &Cx<'_>, rows: &[u32]) -> Html {
    let events = rows.iter().map(|&e| cx.catalog().records.events.get(e as usize));
    let mut links: Vec<Html> =
        events.map(|e| events::device(cx, e)).filter(|h| !h.is_empty()).collect();
    links.dedup();
    if links.is_empty() {
        return Html::mute(cx.t("fault.no_device"));
    }
    Html::join(links, cx.t("solution.list_separator"))
}

fn cells(cx: &Cx<'_>, event: Event<'_>) -> Html {
    let catalog = cx.catalog();
    let links = catalog.links[event.row()];
    let words = event.words();
    let mut cells = Cells::new();
    cells.html(cx.t("col.code"), &events::code(cx, event));
    if let Some(ix) = links.component {
        let name = cx.name(&catalog.records.components[ix.index()].name);
        cells.html(cx.t("col.component"), &cx.link(Page::Component(ix), name));
    }
    if let Some(ix) = links.customer {
        let name = cx.name(&catalog.records.customers[ix.index()].name);
        cells.html(cx.t("col.customer"), &cx.link(Page::Customer(ix), name));
    }
    let word = |list: &str, word: Option<&'static str>| {
        word.map(|w| cx.texts().word(list, w).to_owned()).unwrap_or_default()
    };
    cells.text(
        cx.t("col.priority"),
        words.priority.map(crate::model::Priority::as_str).unwrap_or_default(),
    );
    cells.text(
        cx.t("col.kind"),
        &word("service_type", words.service_type.map(crate::model::ServiceType::as_str)),
    );
    cells.text(
        cx.t("col.charge"),
        &word("charge_type", words.charge_type.map(crate::model::ChargeType::as_str)),
    );
    let kind =
        word("cause_category", words.cause_category.map(crate::model::CauseCategory::as_str));
    let cause = [kind.as_str(), event.text(TextField::Cause)];
    let cause: Vec<&str> = cause.into_iter().filter(|text| !text.is_empty()).collect();
    cells.text(cx.t("fault.cause"), &cause.join(" · "));
    cells.html(cx.t("col.solution"), &events::solution(cx, event));
    cells.text(cx.t("col.engineer"), &event.engineers().collect::<Vec<_>>().join("、"));
    cells.text(
        cx.t("fault.satisfaction"),
        &event.num(NumField::Satisfaction).map(|s| decimal(s, 0)).unwrap_or_default(),
    );
    cells.text(cx.t("col.restore"), &events::restore(cx, event));
    cells.text(cx.t("fault.notes"), event.text(TextField::Notes));
    if event.flag(FlagField::FollowupRequired) == Some(true) {
        cells.text(cx.t("fault.follow_up"), cx.t("word.yes"));
    }
    cells.finish()
}

fn stages(cx: &Cx<'_>, event: Event<'_>) -> Vec<Stage> {
    let reported = event.stamp(Clock::ReportedAt);
    let stage = |(clock, key): (Clock, &'static str)| {
        let stamp = event.stamp(clock);
        let remark = match (stamp, reported) {
            (Some(stamp), Some(reported))
                if !matches!(clock, Clock::OccurredAt | Clock::ReportedAt)
                    && !stamp.date_only
                    && !reported.date_only =>
            {
                let ms = stamp.at.since(reported.at);
                if ms < 0 {
                    String::new()
                } else {
                    cx.fill("stage.after", &[("t", &cx.format().span(ms))])
                }
            }
            _ => String::new(),
        };
        Stage {
            label: cx.t(key).to_owned(),
            time: stamp.map_or_else(|| cx.t("stage.none").to_owned(), |s| cx.format().stamp(s)),
            remark,
            reached: stamp.is_some(),
        }
    };
    let always = [Clock::ReportedAt, Clock::ResolvedAt];
    std::iter::once((Clock::OccurredAt, "stage.occurred"))
        .chain(STAGES)
        .filter(|(clock, _)| always.contains(clock) || event.stamp(*clock).is_some())
        .map(stage)
        .collect()
}

fn aside(cx: &Cx<'_>, ix: ReportIx, event: Option<Event<'_>>) -> Vec<Section> {
    let article = &cx.catalog().records.reports[ix.index()].article;
    let mut aside = Vec::new();
    if let Some(event) = event {
        let row = event.row() as u32;
        if cx.plan().with_forms.binary_search(&row).is_ok() {
            let forms = cx.link(Page::TicketForms(row), cx.t("form.filled_for"));
            aside.push(Section::new("forms", cx.t("form.title"), forms));
        }
        let bring = bring::to_open_fault(cx, event);
        if !bring.is_empty() {
            aside.push(Section::new("bring", cx.t("solution.bring"), bring));
        }
        aside.push(Section::new("same", cx.t("fault.same"), same_fault(cx, event)));
        // That nothing was changed is no finding of a finished job: only parts are listed.
        if !event.parts().is_empty() {
            aside.push(Section::new("parts", cx.t("nav.parts"), parts(cx, event)));
        }
        if !event.pauses().is_empty() {
            aside.push(Section::new("pauses", cx.t("fault.pauses"), pauses(cx, event)));
        }
    }
    if !article.tags.is_empty() {
        aside.push(Section::new("tags", cx.t("nav.tags"), super::tags::links(cx, &article.tags)));
    }
    if cx.catalog().is_internal() && !article.unknown.is_empty() {
        let mut cells = Cells::new();
        for (key, value) in &article.unknown {
            cells.text(key, value);
        }
        aside.push(Section::new("more", cx.t("record.more_fields"), cells.finish()));
    }
    aside
}

/// The same fault on the same device, before and after.
fn same_fault(cx: &Cx<'_>, event: Event<'_>) -> Html {
    let note = || {
        Html(format!(
            "<p class=\"note\">{}</p>",
            crate::render::escape::text(cx.t("fault.no_same"))
        ))
    };
    let Some(device) = cx.catalog().links[event.row()].device else { return note() };
    let chain = cx.facts().recurrence.of(device).iter();
    let mut chain = chain.filter(|c| c.links.iter().any(|l| l.event as usize == event.row()));
    let Some(chain) = chain.next() else { return note() };
    let rows: Vec<u32> = chain.links.iter().map(|l| l.event).collect();
    let mut table = Table::new(cx.t("fault.same"))
        .column(cx.t("col.reported"))
        .column(cx.t("col.record"))
        .column(cx.t("col.solution"))
        .number(cx.t("fault.gap_days"));
    for (link, &row) in chain.links.iter().zip(&rows) {
        let other = cx.catalog().records.events.get(row as usize);
        table.marked_row(
            "",
            if row as usize == event.row() { "on" } else { "" },
            [
                Cell::fixed(&events::reported(cx, other)),
                Cell::html(events::id(cx, other)),
                Cell::html(events::solution(cx, other)),
                Cell::num(&link.gap_days.map(|d| decimal(d, 0)).unwrap_or_default()),
            ],
        );
    }
    table.finish()
}

fn parts(cx: &Cx<'_>, event: Event<'_>) -> Html {
    let mut table = Table::new(cx.t("nav.parts"))
        .column(cx.t("col.part"))
        .number(cx.t("col.qty"))
        .column(cx.t("parts.old"));
    for part in event.parts() {
        let name = event.resolve(part.part);
        let known = cx.catalog().index.part.get(&crate::model::ids::match_key(name));
        let name = known.map_or_else(|| name.to_owned(), |&ix| super::ledgers::part_name(cx, ix));
        let old = part.old_part_status.map(|s| cx.texts().word("old_part_status", s.as_str()));
        table.row([
            Cell::text(&name),
            Cell::num(&decimal(part.qty, 0)),
            Cell::text(old.unwrap_or_default()),
        ]);
    }
    table.finish()
}

/// The stretches in which the clocks stood still, or the repair waited.
fn pauses(cx: &Cx<'_>, event: Event<'_>) -> Html {
    let mut table = Table::new(cx.t("fault.pauses"))
        .column(cx.t("fault.pause_from"))
        .column(cx.t("fault.pause_to"))
        .column(cx.t("fault.pause_reason"));
    for pause in event.pauses() {
        let to = pause.to.map(|at| cx.format().minute(at));
        table.row([
            Cell::fixed(&cx.format().minute(pause.from)),
            Cell::fixed(to.as_deref().unwrap_or(cx.t("stage.none"))),
            Cell::text(cx.texts().word("status", event.resolve(pause.reason))),
        ]);
    }
    table.finish()
}
