//! The service report of a month, quarter or year (`domain.md` §5), the document that a
//! manager signs: numbered sections, sentences where their rule holds, figures and
//! tables, commentary. What each section shows stands in a file of its own.

mod board;
mod commentary;
mod faults;
mod headline;
mod house;
mod money;
mod parts;
mod plan;
mod repeats;
mod service;
mod voice;
mod volume;

use crate::analyse::Reported;
use crate::analyse::breakdown::{Breakdown, breakdown};
use crate::diag::Diagnostic;
use crate::model::time::{Day, Instant, ReportPeriod};
use crate::render::engine::{Cx, Head, Link};
use crate::render::escape;
use crate::render::format::decimal;
use crate::render::sentences::{self, Sentence};
use crate::render::view::{Cells, Html};
use crate::site::{DataFile, Page};
use commentary::Commentary;
use serde::Serialize;

pub(super) use headline::shown;

/// The context of `report.html`.
#[derive(Clone, Debug, Default, Serialize)]
struct ReportPage {
    /// What it is, by its readers: management or customer edition.
    kind: String,
    /// The month, quarter or year, `2026-10`, `2026-Q4` or `2026`.
    id: String,
    /// The heading.
    title: String,
    /// Organisation, period, and how much of it has passed.
    under: String,
    /// How many targets are not met, as a state.
    state_html: Html,
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
    /// The same months of the year before, and the quarter and year around it, or its
    /// months.
    related: Vec<Link>,
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
    /// What the department wrote about it.
    commentary_html: Html,
}

/// A report under construction: what it is about, and what is known of it.
struct Report<'c, 'a> {
    cx: &'c Cx<'a>,
    of: Reported<'a>,
    parts: Breakdown,
}

/// What a section shows: tables, and a figure beside them.
type Shown = (Html, Html);

/// The report of a month, quarter or year.
pub(super) fn render(cx: &Cx<'_>, report: ReportPeriod) -> Result<Vec<u8>, Diagnostic> {
    let known = cx.facts().report(report);
    let name = cx.format().report(report);
    let mut context = ReportPage {
        kind: cx.t("report.kind").to_owned(),
        id: report.to_string(),
        title: cx.report_title(report),
        under: under(cx, known),
        previous: neighbour(cx, report.plus(-1)),
        next: neighbour(cx, report.plus(1)),
        related: related(cx, report),
        files: files(cx, report),
        internal: cx.catalog().is_internal(),
        restated_html: super::restated::note(cx, report),
        ..ReportPage::default()
    };
    let mut written = Commentary::of(cx, report)?;
    context.commentary_html = std::mem::take(&mut written.lead);
    if let Some(of) = known {
        let parts = breakdown(cx.catalog(), cx.facts(), report);
        let building = Report { cx, of, parts };
        context.state_html = headline::missed(cx, of);
        context.cells_html = building.cells();
        context.sections = building.sections(&mut written);
    }
    let mut crumbs = vec![cx.crumb(Page::ReportIndex, cx.t("nav.reports"))];
    if !matches!(report, ReportPeriod::Year(_)) {
        let year = ReportPeriod::Year(report.first_month().year);
        crumbs.push(cx.crumb(Page::Report(year), &year.to_string()));
    }
    let head = Head {
        title: context.title.clone(),
        description: cx.fill("report.description", &[("period", &name)]),
        tab: "reports",
        crumbs,
    };
    cx.fill_template("report.html", &head, &context)
}

fn planned(cx: &Cx<'_>, report: ReportPeriod) -> bool {
    cx.facts().report(report).is_some()
}

fn neighbour(cx: &Cx<'_>, report: ReportPeriod) -> Option<Link> {
    planned(cx, report).then(|| cx.crumb(Page::Report(report), &cx.format().report(report)))
}

/// Ways to the same stretch a year before, and up or down: a month leads to its quarter
/// and year, a longer one to its months.
fn related(cx: &Cx<'_>, report: ReportPeriod) -> Vec<Link> {
    let month = report.first_month();
    let mut all = Vec::new();
    match report {
        ReportPeriod::Month(_) => {
            all.extend([report.year_before(), ReportPeriod::quarter_of(month)]);
        }
        ReportPeriod::Quarter(..) => {
            all.push(report.year_before());
            all.extend(month.to(report.last_month()).map(ReportPeriod::Month));
        }
        ReportPeriod::Year(_) => {
            all.extend((1..=4).map(|quarter| ReportPeriod::Quarter(month.year, quarter)));
            all.extend(month.to(report.last_month()).map(ReportPeriod::Month));
        }
    }
    all.into_iter().filter_map(|report| neighbour(cx, report)).collect()
}

fn files(cx: &Cx<'_>, report: ReportPeriod) -> Vec<Link> {
    let mut files = Vec::new();
    if let Some(month) = report.month() {
        files.push(cx.crumb(Page::FaultMonth(month, 1), cx.t("report.rows")));
        files.push(cx.file(DataFile::FaultMonthCsv(month), "CSV"));
    }
    files.push(cx.file(DataFile::Report(report), "JSON"));
    files
}

fn under(cx: &Cx<'_>, known: Option<Reported<'_>>) -> String {
    let organisation =
        cx.catalog().settings.organisation.name.as_deref().map(|n| cx.name(n).to_owned());
    let mut parts: Vec<String> = organisation.into_iter().collect();
    let edition = if cx.catalog().is_internal() { "report.management" } else { "report.customer" };
    parts.push(cx.t(edition).to_owned());
    if let Some(first) = known.filter(|of| !of.is_whole()).and_then(|of| of.months.first()) {
        let month = cx.format().month(first.month);
        parts.push(cx.fill("report.since", &[("month", &month)]));
    }
    if known.is_some_and(|of| of.partial) {
        parts.push(cx.t("report.partial").to_owned());
    }
    parts.join(" · ")
}

impl Report<'_, '_> {
    fn report(&self) -> ReportPeriod {
        self.of.report
    }

    /// The instant at which the stretch was over, or that of the figures.
    fn end(&self) -> Instant {
        let last = self.of.period.end.plus(-1);
        self.cx.facts().as_of.map_or(last, |as_of| as_of.min(last))
    }

    /// The last day on which it is judged.
    fn last_day(&self) -> Day {
        self.cx.catalog().settings.zone.day(self.end())
    }

    fn internal(&self) -> bool {
        self.cx.catalog().is_internal()
    }

    fn cells(&self) -> Html {
        let (cx, format, scope) = (self.cx, self.cx.format(), self.of.scope);
        let mut cells = Cells::new();
        cells.text(cx.t("home.devices"), &format.count(scope.devices));
        cells.text(cx.t("report.device_years"), &decimal(scope.device_years, 1));
        cells.text(cx.t("figure.failures"), &format.count(scope.failures));
        // Of what is over, its last day says it; of what is not, the minute.
        let until =
            if self.of.partial { format.minute(self.end()) } else { format.day(self.last_day()) };
        cells.text(cx.t("site.figures_as_of"), &until);
        cells.finish()
    }

    fn sections(&self, written: &mut Commentary) -> Vec<Numbered> {
        let mut list: Vec<(&str, Shown)> = vec![
            ("headline", self.headline()),
            ("volume", self.volume()),
            ("sla", (self.sla(), Html::default())),
            ("times", self.times()),
            ("faults", self.faults()),
            ("recurring", self.recurring()),
            ("causes", self.causes()),
            ("parts", (self.parts(), Html::default())),
            ("charges", (self.money(), Html::default())),
            ("voice", (self.voice(), Html::default())),
            ("plan", (self.plan(), Html::default())),
        ];
        if self.internal() {
            list.push(("people", (self.people(), Html::default())));
            list.push(("knowledge", (self.knowledge(), Html::default())));
        }
        list.push(("quality", (self.quality(), Html::default())));
        let sentences = sentences::sentences(self.cx, self.report());
        list.into_iter()
            .enumerate()
            .map(|(at, (id, (html, figure_html)))| {
                let section =
                    SECTION_NUMBERS.iter().find(|(key, _)| *key == id).map_or(0, |(_, n)| *n);
                let said = sentences.iter().filter(|s| s.section == section);
                Numbered {
                    n: at + 1,
                    id: id.to_owned(),
                    heading: self.heading(id),
                    sentences_html: said.map(|s| self.said(s)).collect(),
                    html,
                    figure_html,
                    commentary_html: written.take(id),
                }
            })
            .collect()
    }

    fn heading(&self, id: &str) -> String {
        let longer = id == "headline" && self.report().month().is_none();
        let id = if longer { "headline_longer" } else { id };
        self.cx.texts().word("report_section", id).to_owned()
    }

    /// A sentence with the way to what stands behind it.
    fn said(&self, sentence: &Sentence) -> Html {
        let mut html = Html::sentence(&sentence.text);
        if let Some(behind) = sentence.behind {
            let href = self.cx.href(behind);
            let word = escape::text(self.cx.t("report.behind"));
            let gap = self.cx.sentence_gap();
            html.0.push_str(&format!("{gap}<a class=\"src\" href=\"{href}\">{word}</a>"));
        }
        html
    }

    /// A smaller heading with what stands below it; nothing where that is nothing.
    fn below(&self, key: &'static str, html: Html) -> Html {
        under_heading(self.cx.t(key), html)
    }

    fn note(&self, key: &'static str) -> Html {
        Html(format!("<p class=\"note\">{}</p>", escape::text(self.cx.t(key))))
    }
}

/// A smaller heading with what stands below it.
fn under_heading(heading: &str, html: Html) -> Html {
    if html.is_empty() {
        return html;
    }
    Html(format!("<h3>{}</h3>{}", escape::text(heading), html.0))
}

/// Rows of a list that may be long: an annual report of a large fleet is still a page.
const LISTED: usize = 60;

/// How many of a long list are shown; nothing where all are.
fn first_of(cx: &Cx<'_>, all: usize) -> Html {
    if all <= LISTED {
        return Html::default();
    }
    let (n, m) = (LISTED.to_string(), all.to_string());
    remark(&cx.fill("report.first_of", &[("n", &n), ("m", &m)]))
}

/// A remark in small type.
fn remark(text: &str) -> Html {
    Html(format!("<p class=\"fig__n\">{}</p>", escape::text(text)))
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
