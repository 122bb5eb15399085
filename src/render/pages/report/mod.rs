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
use crate::model::settings::ReportFile;
use crate::model::time::{Day, Instant, ReportPeriod};
use crate::render::document::{self, Document, Fact, Prose};
use crate::render::engine::{Cx, Head, Link};
use crate::render::escape;
use crate::render::format::decimal;
use crate::render::sentences::{self, Sentence};
use crate::render::view::{Blocks, Cells, Html, state};
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

/// One section, before it becomes a page or a document.
struct Section {
    n: usize,
    id: &'static str,
    heading: String,
    sentences: Vec<Sentence>,
    blocks: Blocks,
    figure: Blocks,
    commentary: Html,
}

/// A report under construction: what it is about, and what is known of it.
struct Report<'c, 'a> {
    cx: &'c Cx<'a>,
    of: Reported<'a>,
    parts: Breakdown,
}

/// What a section shows: tables, and a figure beside them.
type Shown = (Blocks, Blocks);

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
        let missed = headline::missed(cx, of);
        context.state_html = missed.map(|(mark, words)| state(mark, &words)).unwrap_or_default();
        context.cells_html = building.cells().finish();
        let sections = building.sections(&mut written);
        context.sections = sections.into_iter().map(|s| building.numbered(s)).collect();
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

/// The same report as a document.
pub(in crate::render) fn document(
    cx: &Cx<'_>,
    report: ReportPeriod,
) -> Result<Document, Diagnostic> {
    let mut written = Commentary::of(cx, report)?;
    let mut document = super::printed::document(cx, report.to_string(), cx.report_title(report));
    cx.t("report.kind").clone_into(&mut document.kind);
    document.under = under(cx, cx.facts().report(report));
    document.notes = super::restated::lines(cx, report);
    if cx.catalog().is_internal() {
        let labels = ["report.prepared", "report.checked", "report.approved"];
        document.signatures = labels.map(|key| cx.t(key).to_owned()).to_vec();
        cx.t("report.name_date").clone_into(&mut document.signed);
    }
    let lead = Prose::of(&std::mem::take(&mut written.lead));
    if !lead.is_empty() {
        document.sections.push(document::Section {
            id: "commentary".to_owned(),
            heading: cx.t("report.commentary").to_owned(),
            commentary: lead,
            ..document::Section::default()
        });
    }
    let Some(of) = cx.facts().report(report) else { return Ok(document) };
    let building = Report { cx, of, parts: breakdown(cx.catalog(), cx.facts(), report) };
    document.state =
        headline::missed(cx, of).map(|(mark, words)| document::Marked { mark: mark.name(), words });
    document.facts = Fact::of(&building.cells());
    document.sections.extend(building.sections(&mut written).into_iter().map(plain));
    Ok(document)
}

fn plain(section: Section) -> document::Section {
    document::Section {
        n: Some(section.n),
        id: section.id.to_owned(),
        heading: section.heading,
        sentences: section.sentences.into_iter().map(|sentence| sentence.text).collect(),
        blocks: document::Block::of(&Blocks::beside(section.blocks, section.figure)),
        commentary: Prose::of(&section.commentary),
    }
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
    for file in cx.catalog().settings.files_of_reports(cx.catalog().is_internal()) {
        files.push(match file {
            ReportFile::Workbook => {
                cx.file(DataFile::ReportWorkbook(report, cx.language_at()), "Excel")
            }
            ReportFile::Csv => cx.file(DataFile::ReportCsv(report), cx.t("report.tables")),
        });
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

    fn cells(&self) -> Cells {
        let (cx, format, scope) = (self.cx, self.cx.format(), self.of.scope);
        let mut cells = Cells::new();
        cells.text(cx.t("home.devices"), &format.count(scope.devices));
        cells.text(cx.t("report.device_years"), &decimal(scope.device_years, 1));
        cells.text(cx.t("figure.failures"), &format.count(scope.failures));
        // Of what is over, its last day says it; of what is not, the minute.
        let until =
            if self.of.partial { format.minute(self.end()) } else { format.day(self.last_day()) };
        cells.text(cx.t("site.figures_as_of"), &until);
        cells
    }

    fn sections(&self, written: &mut Commentary) -> Vec<Section> {
        let none = Blocks::new;
        let mut list: Vec<(&'static str, Shown)> = vec![
            ("headline", self.headline()),
            ("volume", self.volume()),
            ("sla", (self.sla(), none())),
            ("times", self.times()),
            ("faults", self.faults()),
            ("recurring", self.recurring()),
            ("causes", self.causes()),
            ("parts", (self.parts(), none())),
            ("charges", (self.money(), none())),
            ("voice", (self.voice(), none())),
            ("plan", (self.plan(), none())),
        ];
        if self.internal() {
            list.push(("people", (self.people(), none())));
            list.push(("knowledge", (self.knowledge(), none())));
        }
        list.push(("quality", (self.quality(), none())));
        let sentences = sentences::sentences(self.cx, self.report());
        list.into_iter()
            .enumerate()
            .map(|(at, (id, (blocks, figure)))| {
                let section =
                    SECTION_NUMBERS.iter().find(|(key, _)| *key == id).map_or(0, |(_, n)| *n);
                let said = sentences.iter().filter(|s| s.section == section);
                Section {
                    n: at + 1,
                    id,
                    heading: self.heading(id),
                    sentences: said.cloned().collect(),
                    blocks,
                    figure,
                    commentary: written.take(id),
                }
            })
            .collect()
    }

    fn numbered(&self, section: Section) -> Numbered {
        Numbered {
            n: section.n,
            id: section.id.to_owned(),
            heading: section.heading,
            sentences_html: section.sentences.iter().map(|s| self.said(s)).collect(),
            html: section.blocks.html(),
            figure_html: section.figure.html(),
            commentary_html: section.commentary,
        }
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
    fn below(&self, key: &'static str, blocks: impl Into<Blocks>) -> Blocks {
        Blocks::under(self.cx.t(key), blocks)
    }

    fn note(&self, key: &'static str) -> Blocks {
        Blocks::note(self.cx.t(key))
    }

    /// The remark that a table shows the first `n` of more; nothing where it shows all.
    fn first_n(&self, n: usize, all: usize) -> Blocks {
        if all <= n {
            return Blocks::new();
        }
        let (n, m) = (n.to_string(), all.to_string());
        Blocks::remark(&self.cx.fill("report.first_n", &[("n", &n), ("m", &m)]))
    }
}

/// Rows of a list that may be long: an annual report of a large fleet is still a page.
const LISTED: usize = 60;

/// How many of a long list are shown; nothing where all are.
fn first_of(cx: &Cx<'_>, all: usize) -> Blocks {
    if all <= LISTED {
        return Blocks::new();
    }
    let (n, m) = (LISTED.to_string(), all.to_string());
    Blocks::remark(&cx.fill("report.first_of", &[("n", &n), ("m", &m)]))
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
