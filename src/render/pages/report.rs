//! The monthly service report (`domain.md` §5), in an honest plain form: numbered
//! sections, sentences where their rule holds, figures and tables, commentary.

use super::{ageing, compared, figures, ledgers, pareto, people, scope};
use crate::analyse::complaints::ComplaintSource;
use crate::analyse::satisfaction::Satisfaction;
use crate::analyse::{Distribution, MonthFacts, Rate};
use crate::diag::Diagnostic;
use crate::model::time::Month;
use crate::render::engine::{Cx, Head, Link};
use crate::render::format::decimal;
use crate::render::sentences;
use crate::render::view::{Cell, Cells, Html, Table};
use crate::site::{DataFile, Page};
use serde::Serialize;

/// Repeats listed in a report; the data file has all.
const REPEATS_SHOWN: usize = 60;

/// The context of `report.html`.
#[derive(Clone, Debug, Default, Serialize)]
struct ReportPage {
    /// What it is, by its readers: management or customer edition.
    kind: String,
    /// The month or year, `2026-10`.
    id: String,
    /// The heading.
    title: String,
    /// Organisation, period, and how much of it has passed.
    under: String,
    /// Facts in the title block.
    cells_html: Html,
    /// How it differs from what was frozen of it.
    restated_html: Html,
    /// The numbered sections, in order.
    sections: Vec<Numbered>,
    /// The department's own commentary of that month.
    commentary_html: Html,
    /// The report before.
    previous: Option<Link>,
    /// The report after.
    next: Option<Link>,
    /// The same figures as files.
    files: Vec<Link>,
    /// The department's own edition, which is signed.
    internal: bool,
}

/// One numbered section.
#[derive(Clone, Debug, Default, Serialize)]
struct Numbered {
    /// Its number, from 1.
    n: usize,
    /// Its anchor.
    id: String,
    /// Its heading.
    heading: String,
    /// What the figures say, one sentence each, with their units.
    sentences_html: Vec<Html>,
    /// Its tables.
    html: Html,
    /// Its drawing, beside the tables.
    figure_html: Html,
}

/// The report of a month.
pub(super) fn render(cx: &Cx<'_>, month: Month) -> Result<Vec<u8>, Diagnostic> {
    let facts = cx.facts().month(month);
    let planned = |m: Month| cx.plan().months.binary_search(&m).is_ok();
    let neighbour = |m: Month| planned(m).then(|| cx.crumb(Page::Report(m), &cx.format().month(m)));
    let context = ReportPage {
        kind: cx.t("report.kind").to_owned(),
        id: month.to_string(),
        title: cx.month_title(month),
        under: under(cx, facts),
        cells_html: facts.map(|f| head_cells(cx, f)).unwrap_or_default(),
        restated_html: super::restated::note(cx, month.into()),
        sections: facts.map(|f| sections(cx, f)).unwrap_or_default(),
        commentary_html: commentary(cx, month)?,
        previous: neighbour(month.plus(-1)),
        next: neighbour(month.next()),
        files: vec![
            cx.crumb(Page::FaultMonth(month, 1), cx.t("report.rows")),
            cx.file(DataFile::FaultMonthCsv(month), "CSV"),
            cx.file(DataFile::Report(month), "JSON"),
        ],
        internal: cx.catalog().is_internal(),
    };
    let head = Head {
        title: context.title.clone(),
        description: String::new(),
        tab: "reports",
        crumbs: vec![
            cx.crumb(Page::ReportIndex, cx.t("nav.reports")),
            cx.crumb(Page::ReportYear(month.year), &month.year.to_string()),
        ],
    };
    cx.fill_template("report.html", &head, &context)
}

fn under(cx: &Cx<'_>, facts: Option<&MonthFacts>) -> String {
    let organisation =
        cx.catalog().settings.organisation.name.as_deref().map(|n| cx.name(n).to_owned());
    let mut parts: Vec<String> = organisation.into_iter().collect();
    let edition = if cx.catalog().is_internal() { "report.management" } else { "report.customer" };
    parts.push(cx.t(edition).to_owned());
    if facts.is_some_and(|f| f.partial) {
        parts.push(cx.t("report.partial").to_owned());
    }
    parts.join(" · ")
}

fn head_cells(cx: &Cx<'_>, facts: &MonthFacts) -> Html {
    let format = cx.format();
    let mut cells = Cells::new();
    cells.text(cx.t("home.devices"), &format.count(facts.scope.devices));
    cells.text(cx.t("report.device_years"), &decimal(facts.scope.device_years, 1));
    cells.text(cx.t("figure.failures"), &format.count(facts.scope.failures));
    if let Some(as_of) = cx.facts().as_of {
        cells.text(cx.t("site.figures_as_of"), &format.minute(as_of.min(facts.period.end)));
    }
    cells.finish()
}

fn commentary(cx: &Cx<'_>, month: Month) -> Result<Html, Diagnostic> {
    let Some(article) = cx.catalog().records.commentaries.get(&month) else {
        return Ok(Html::default());
    };
    let rendered = super::free::document(cx, article)?;
    Ok(Html(rendered.html_without_title(&article.half(cx.lang()).range)))
}

fn sections(cx: &Cx<'_>, facts: &MonthFacts) -> Vec<Numbered> {
    let month = facts.month;
    let mut list = vec![
        ("headline", headline(cx, facts), compared::of_month(cx, facts)),
        ("volume", volume(cx, facts), volume_figures(cx, facts)),
        ("sla", sla(cx, month), Html::default()),
        ("times", times(cx, facts), Html::default()),
        (
            "faults",
            pareto::by_count(cx, &facts.scope.pareto_codes.by_count),
            pareto::further(cx, &facts.scope, Some(month)),
        ),
        ("recurring", repeats(cx, facts), Html::default()),
        ("causes", causes(cx, month), Html::default()),
        ("parts", parts(cx, month), Html::default()),
        ("charges", scope::charges(cx, &facts.scope).html, Html::default()),
        ("voice", voice(cx, month), Html::default()),
        ("plan", plan(cx, month), Html::default()),
    ];
    if cx.catalog().is_internal() {
        list.push(("people", team(cx, month), Html::default()));
        list.push(("knowledge", knowledge(cx, month), Html::default()));
    }
    list.push(("quality", quality(cx, facts), Html::default()));
    let sentences = sentences::sentences(cx, month);
    list.into_iter()
        .enumerate()
        .map(|(at, (id, html, figure_html))| {
            let section = SECTION_NUMBERS.iter().find(|(key, _)| *key == id).map_or(0, |(_, n)| *n);
            let said = sentences.iter().filter(|s| s.section == section);
            Numbered {
                n: at + 1,
                id: id.to_owned(),
                heading: cx.texts().word("report_section", id).to_owned(),
                sentences_html: said.map(|s| Html::sentence(&s.text)).collect(),
                html,
                figure_html,
            }
        })
        .collect()
}

/// The sections' numbers in `domain.md` §5; a site without people renumbers.
const SECTION_NUMBERS: [(&str, u8); 14] = [
    ("headline", 1),
    ("volume", 2),
    ("sla", 3),
    ("times", 4),
    ("faults", 5),
    ("recurring", 6),
    ("causes", 7),
    ("parts", 8),
    ("charges", 9),
    ("voice", 10),
    ("plan", 11),
    ("people", 12),
    ("knowledge", 13),
    ("quality", 14),
];

fn headline(cx: &Cx<'_>, facts: &MonthFacts) -> Html {
    let previous = cx.facts().month(facts.month.plus(-1));
    let mut table = Table::new(cx.texts().word("report_section", "headline"))
        .column(cx.t("report.measure"))
        .number(&cx.format().month(facts.month))
        .number(cx.t("report.before"));
    let format = cx.format();
    let mut counted = |key: &'static str, value: &dyn Fn(&MonthFacts) -> u64| {
        table.row([
            Cell::text(cx.t(key)),
            Cell::value(&format.count(value(facts)), ""),
            Cell::num(&previous.map(|p| format.count(value(p))).unwrap_or_default()),
        ]);
    };
    counted("figure.failures", &|m| m.scope.failures);
    counted("report.records", &|m| m.scope.events);
    counted("report.open_end", &|m| m.scope.backlog.open_end);
    let median = |m: &MonthFacts| {
        let restore = &m.scope.times.restore;
        format.hours(restore.median.filter(|_| restore.n >= cx.catalog().settings.min_n))
    };
    table.row([
        Cell::text(cx.t("figure.restore_median")),
        Cell::value(&median(facts), &format!("n\u{a0}{}", facts.scope.times.restore.n)),
        Cell::num(&previous.map(median).unwrap_or_default()),
    ]);
    let mut rate = |label: &str, now: Option<Rate>, before: Option<Rate>| {
        let (value, detail) = now.map(|r| format.rate_parts(&r)).unwrap_or_default();
        let before = before.map(|r| format.rate_parts(&r).0).unwrap_or_default();
        table.row([Cell::text(label), Cell::value(&value, &detail), Cell::num(&before)]);
    };
    let last = facts.month.plus(-1);
    let timeliness = |m: Month| cx.facts().sla.months.get(&m).map(|s| s.timeliness);
    rate(cx.t("figure.timeliness"), timeliness(facts.month), timeliness(last));
    let repeat =
        cx.fill("figure.repeat_n", &[("n", &facts.scope.repeat_30d.window_days.to_string())]);
    rate(&repeat, Some(facts.scope.repeat_30d.rate), previous.map(|p| p.scope.repeat_30d.rate));
    let first = cx.t("figure.first_time_fix");
    rate(
        first,
        Some(facts.scope.first_time_fix.rate),
        previous.map(|p| p.scope.first_time_fix.rate),
    );
    let satisfied = |m: Month| cx.facts().satisfaction.months.get(&m).map(|s| s.satisfied);
    if cx.facts().satisfaction.answers_recorded {
        rate(cx.t("figure.satisfied"), satisfied(facts.month), satisfied(last));
    }
    table.finish()
}

fn volume_figures(cx: &Cx<'_>, facts: &MonthFacts) -> Html {
    let mut html = figures::control_chart(cx, "unusual", facts.month);
    html.0.push_str(&ageing::figure(cx, &facts.scope.backlog).0);
    html
}

fn volume(cx: &Cx<'_>, facts: &MonthFacts) -> Html {
    let mut table =
        Table::new(cx.t("report.by_type")).column(cx.t("col.kind")).number(cx.t("col.jobs"));
    for (kind, n) in &facts.scope.jobs {
        table.row([
            Cell::text(cx.texts().word("service_type", kind.as_str())),
            Cell::num(&cx.format().count(*n)),
        ]);
    }
    table.or_note(cx.t("figure.no_data"))
}

fn sla(cx: &Cx<'_>, month: Month) -> Html {
    let of_month = cx.facts().sla.months.get(&month).map_or(&[][..], |m| &m.clocks);
    let caption = cx.texts().word("report_section", "sla");
    let mut html = super::deadlines::clocks(cx, caption, of_month).or_note(cx.t("report.no_sla"));
    html.0.push_str(&super::strips::of_month(cx, month).0);
    html.0.push_str(&super::missed::in_report(cx, month).0);
    html
}

fn times(cx: &Cx<'_>, facts: &MonthFacts) -> Html {
    let mut html = scope::times(cx, &facts.scope).html;
    let mut cells = Cells::new();
    scope::availabilities(cx, &facts.scope, &mut cells);
    cells.html(cx.t("figure.mtbf"), &scope::mtbf(cx, &facts.scope.mtbf));
    html.0.push_str(&cells.boxed().0);
    html
}

fn repeats(cx: &Cx<'_>, facts: &MonthFacts) -> Html {
    let repeat = &facts.scope.repeat_30d;
    let mut table = Table::new(cx.t("recurring.repeats"))
        .column(cx.t("recurring.first"))
        .column(cx.t("recurring.again"))
        .column(cx.t("col.device"))
        .column(cx.t("col.code"))
        .column(cx.t("col.what"));
    for &(first, later) in repeat.pairs.iter().chain(&repeat.already_seen).take(REPEATS_SHOWN) {
        let first = cx.catalog().records.events.get(first as usize);
        let later = cx.catalog().records.events.get(later as usize);
        table.row([
            Cell::html(super::events::id(cx, first)),
            Cell::html(super::events::id(cx, later)),
            Cell::html(super::events::device(cx, later)),
            Cell::html(super::events::code(cx, later)),
            Cell::long(super::events::what(later)),
        ]);
    }
    let all = repeat.pairs.len() + repeat.already_seen.len();
    let mut html = table.or_note(cx.t("recurring.no_repeats"));
    if all > REPEATS_SHOWN {
        let (n, m) = (REPEATS_SHOWN.to_string(), all.to_string());
        let note = cx.fill("report.repeats_shown", &[("n", &n), ("m", &m)]);
        html.0.push_str(&format!("<p class=\"fig__n\">{}</p>", crate::render::escape::text(&note)));
    }
    html
}

fn causes(cx: &Cx<'_>, month: Month) -> Html {
    let mut counts = std::collections::BTreeMap::new();
    for row in cx.catalog().index.events_of_month.get(&month).cloned().unwrap_or_default() {
        if cx.catalog().links[row].is_failure {
            let cause = cx.catalog().records.events.get(row).words().cause_category;
            *counts.entry(cause).or_insert(0_u64) += 1;
        }
    }
    let mut table = Table::new(cx.t("report.causes"))
        .column(cx.t("fault.cause"))
        .number(cx.t("figure.failures"));
    for (cause, n) in counts {
        let word = cause.map_or("unsaid", crate::model::CauseCategory::as_str);
        table.row([Cell::text(cx.texts().word("cause_category", word)), Cell::num(&n.to_string())]);
    }
    let mut html = table.or_note(cx.t("figure.no_data"));
    let measures = ledgers::actions_of_month(cx, month);
    if !measures.is_empty() {
        html.0
            .push_str(&format!("<h3>{}</h3>", crate::render::escape::text(cx.t("actions.title"))));
        html.0.push_str(&measures.finish().0);
    }
    html
}

fn parts(cx: &Cx<'_>, month: Month) -> Html {
    let mut table = Table::new(cx.t("nav.parts"))
        .column(cx.t("col.part"))
        .number(cx.t("col.qty"))
        .number(cx.t("report.value"))
        .only_if(cx.catalog().is_internal())
        .number(cx.t("parts.old_back"));
    if let Some(of_month) = cx.facts().parts.months.get(&month) {
        for (ix, used) in &of_month.parts {
            let recovery = &used.recovery;
            let back = if recovery.d == 0 {
                String::new()
            } else {
                format!("{}/{}", recovery.n, recovery.d)
            };
            table.row([
                Cell::text(&ledgers::part_name(cx, *ix)),
                Cell::num(&decimal(used.qty, 0)),
                Cell::num(&used.value.map(|v| cx.format().money(v)).unwrap_or_default()),
                Cell::num(&back),
            ]);
        }
    }
    table.or_note(cx.t("report.no_parts"))
}

fn voice(cx: &Cx<'_>, month: Month) -> Html {
    let mut cells = Cells::new();
    if let Some(said) = cx.facts().satisfaction.months.get(&month) {
        satisfaction(cx, said, &mut cells);
    }
    complaints(cx, month, &mut cells);
    let html = Html::join([cells.boxed(), complaint_table(cx, month)], "");
    if html.is_empty() { note(cx.t("report.no_voice")) } else { html }
}

/// The complaints of a month in the customers' words, for the service department;
/// those a log only flags are counted above.
fn complaint_table(cx: &Cx<'_>, month: Month) -> Html {
    let records = &cx.catalog().records.complaints;
    let rows = cx.facts().complaints.rows.iter().filter(|row| row.month == Some(month));
    let rows = rows.filter_map(|row| match row.source {
        ComplaintSource::Record(at) => Some((row, &records[at])),
        ComplaintSource::Event(_) => None,
    });
    let mut table = Table::new(cx.t("report.complaints"))
        .column(cx.t("col.record"))
        .column(cx.t("col.ticket"))
        .column(cx.t("col.device"))
        .column(cx.t("col.kind"))
        .column(cx.t("col.what"))
        .column(cx.t("col.status"));
    for (row, complaint) in rows.filter(|_| cx.catalog().is_internal()) {
        let event = row.event.map(|at| cx.catalog().records.events.get(at as usize));
        let ticket = event.map(|event| super::events::id(cx, event));
        let device = match event {
            Some(event) => super::events::device(cx, event),
            None => ledgers::device_link(cx, complaint.device.as_ref()),
        };
        let standing = if row.closed { "closed" } else { "open" };
        table.row([
            Cell::text(complaint.id.as_str()).class("id"),
            Cell::html(ticket.unwrap_or_default()),
            Cell::html(device),
            Cell::text(cx.texts().word("complaint_kind", complaint.kind.as_str())),
            Cell::long(complaint.text.as_deref().unwrap_or_default()),
            Cell::text(cx.texts().word("status", standing)),
        ]);
    }
    if table.is_empty() { Html::default() } else { table.finish() }
}

/// What nobody writes down is not recorded, never none. In a customer's edition it is
/// left out: whether others were asked is none of that customer's business.
fn recorded(cx: &Cx<'_>, known: bool, value: impl FnOnce() -> String) -> Option<String> {
    if known {
        return Some(value());
    }
    cx.catalog().is_internal().then(|| cx.t("report.not_recorded").to_owned())
}

fn satisfaction(cx: &Cx<'_>, said: &Satisfaction, cells: &mut Cells) {
    let (format, facts) = (cx.format(), &cx.facts().satisfaction);
    if said.jobs == 0 {
        return;
    }
    let answers = recorded(cx, facts.answers_recorded, || format.rate(&said.response));
    if let Some(answers) = answers {
        cells.text(cx.t("report.answers"), &answers);
    }
    if let Some(mean) = said.mean {
        cells.text(cx.t("report.mean_score"), &decimal(mean, 2));
        cells.text(cx.t("figure.satisfied"), &format.rate(&said.satisfied));
    }
    if said.low_response && facts.answers_recorded {
        cells.text(cx.t("report.caution"), cx.t("report.low_response"));
    }
    let called = recorded(cx, facts.callbacks_recorded, || format.rate(&said.called_back));
    if let Some(called) = called {
        cells.text(cx.t("report.called_back"), &called);
    }
}

fn complaints(cx: &Cx<'_>, month: Month, cells: &mut Cells) {
    let facts = &cx.facts().complaints;
    let tally = facts.months.get(&month).cloned().unwrap_or_default();
    let Some(all) = recorded(cx, facts.recorded, || tally.all.to_string()) else { return };
    cells.text(cx.t("report.complaints"), &all);
    if !facts.recorded {
        return;
    }
    // Where no one said whose fault they are, the share is unknown.
    let blamed = tally.all == 0 || tally.unknown < tally.all;
    if let Some(rate) = recorded(cx, blamed, || cx.format().rate(&tally.rate)) {
        cells.text(cx.t("report.complaint_rate"), &rate);
    }
}

fn plan(cx: &Cx<'_>, month: Month) -> Html {
    let facts = &cx.facts().visits;
    let Some(of_month) = facts.months.get(&month) else {
        return note(cx.t("visits.none"));
    };
    let mut cells = Cells::new();
    let told = |value: String| recorded(cx, facts.tracked, || value);
    let rows = [
        ("report.visits_done", told(of_month.carried_out.to_string())),
        ("report.visits_kept", told(cx.format().rate(&of_month.compliance))),
        ("report.visits_overdue", told(of_month.overdue_at_end.to_string())),
    ];
    for (key, value) in rows {
        if let Some(value) = value {
            cells.text(cx.t(key), &value);
        }
    }
    let mut html = cells.boxed();
    let due_next = cx.facts().visits.due_next(month);
    let due = ledgers::visit_table(cx, due_next.iter(), true);
    html.0.push_str(&format!("<h3>{}</h3>", crate::render::escape::text(cx.t("report.due_next"))));
    html.0.push_str(&due.or_note(cx.t("visits.none_due")).0);
    html
}

fn team(cx: &Cx<'_>, month: Month) -> Html {
    let engineers = cx.facts().team.months.get(&month).map_or(&[][..], Vec::as_slice);
    people::table(cx, engineers).or_note(cx.t("team.none"))
}

fn knowledge(cx: &Cx<'_>, month: Month) -> Html {
    let Some(of_month) = cx.facts().knowledge.months.get(&month) else {
        return note(cx.t("report.no_articles"));
    };
    let all = of_month.new.iter().chain(&of_month.revised).copied();
    super::solutions::table(cx, cx.t("report.articles"), all).or_note(cx.t("report.no_articles"))
}

fn quality(cx: &Cx<'_>, facts: &MonthFacts) -> Html {
    let format = cx.format();
    let mut cells = Cells::new();
    cells.text(cx.t("report.records"), &format.count(facts.scope.events));
    cells.text(cx.t("quality.without_device"), &format.count(facts.scope.without_device));
    cells.text(cx.t("figure.uncoded"), &format.count(facts.scope.uncoded));
    cells.text(cx.t("quality.left_out_restore"), &excluded(&facts.scope.times.restore).to_string());
    let mut html = cells.boxed();
    if cx.catalog().is_internal() {
        let link = cx.link(Page::DataQuality, cx.t("nav.quality"));
        html.0.push_str(&format!("<p class=\"more\">{}</p>", link.0));
    }
    html
}

fn excluded(distribution: &Distribution) -> usize {
    distribution.excluded.iter().map(|e| e.events.len()).sum()
}

fn note(text: &str) -> Html {
    Html(format!("<p class=\"note\">{}</p>", crate::render::escape::text(text)))
}
