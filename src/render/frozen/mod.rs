//! Frozen reports: what is written when a report is frozen, and what is different today.
//! Everything here is made from one site's own catalog and that site's own frozen files.
//!
//! Not here: the form of the file (`model::frozen`), the page's note (`pages::restated`).

mod difference;
mod figures;
mod headline;
mod rows;

pub use headline::Headline;

use super::engine::{Cx, Renderer};
use super::format::significant;
use crate::catalog::Audience;
use crate::diag::{Code, Diagnostic, Place};
use crate::model::frozen::{Draft, Figures, Frozen, RowKey};
use crate::model::time::{Day, Instant, ReportPeriod};
use difference::Changed;
use serde::Serialize;
use serde_json::Value;

/// Figures and rows that a finding names.
const NAMED: usize = 5;

/// How a report differs from what was frozen; also `restated` in its data file.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Restated {
    /// The instant that the frozen figures were for.
    frozen_as_of: String,
    /// The figures that differ, in order of path.
    pub figures: Vec<Figure>,
    /// Figures of entries that this site knows no more, and so does not name.
    pub figures_gone: usize,
    /// Rows that did not count and do.
    pub added: Vec<RowName>,
    /// Rows that count otherwise, or no more.
    pub changed: Vec<RowName>,
    /// Rows that do not exist any more; named to the service department alone, because
    /// such a row may be somebody else's now.
    pub removed: Option<Vec<RowName>>,
    /// How many these are.
    pub removed_n: usize,
    #[serde(skip)]
    details: Details,
}

/// What is needed to put it into words.
#[derive(Clone, Debug, PartialEq)]
struct Details {
    file: String,
    site: String,
    /// The reader, as `--audience` names them.
    reader: String,
    program: String,
    period: ReportPeriod,
    at: Instant,
    was: Figures,
    now: Figures,
    /// Rows that do not exist any more, for the finding.
    gone: Vec<RowName>,
}

/// A figure that was another one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Figure {
    /// Its path in the data file.
    pub figure: String,
    /// What was frozen; `null` where it was unknown or did not exist.
    pub was: Value,
    /// What it is; `null` where it is unknown or does not exist any more.
    pub now: Value,
}

/// A row that made the difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RowName {
    /// Its ticket.
    pub id: String,
    /// Its device.
    pub device: Option<String>,
    /// Its position in the catalog's events, if it is there.
    #[serde(skip)]
    pub event: Option<u32>,
}

impl RowName {
    fn new(key: &RowKey, event: Option<u32>) -> Self {
        let device = Some(key.device.clone()).filter(|device| !device.is_empty());
        Self { id: key.ticket.clone(), device, event }
    }

    fn words(&self) -> String {
        match &self.device {
            Some(device) => format!("{} ({device})", self.id),
            None => self.id.clone(),
        }
    }
}

/// What is to be written when a report is frozen now.
pub fn draft(renderer: &Renderer<'_>, period: ReportPeriod) -> Draft {
    let figures = figures_of(renderer, period);
    let behind = rows::behind(renderer, period, &figures);
    let settings = &renderer.catalog.settings;
    let as_of = renderer.facts.as_of.or(settings.as_of).unwrap_or(Instant(0));
    Draft {
        site: renderer.catalog.audience().folder(),
        period,
        as_of: settings.zone.iso(as_of),
        rows: behind.into_iter().map(|(key, row)| (key, row.hash)).collect(),
        figures,
    }
}

fn figures_of(renderer: &Renderer<'_>, period: ReportPeriod) -> Figures {
    figures::of(&renderer.report_value(period))
}

/// A report in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InWords {
    /// What it is, by the page's heading.
    pub kind: String,
    /// Its period is not over.
    pub partial: bool,
    /// The figures by which people know it.
    pub headlines: Vec<Headline>,
    /// What it says, in order of section.
    pub sentences: Vec<String>,
}

/// A report's data file in words.
pub fn in_words(cx: &Cx<'_>, report: &Value) -> InWords {
    let sentences = report["sentences"].as_array().into_iter().flatten();
    InWords {
        kind: cx.t("report.kind").to_owned(),
        partial: is_partial(&figures::of(report)),
        headlines: headline::all(cx, &figures::of(report)),
        sentences: sentences.filter_map(|s| s["text"].as_str()).map(str::to_owned).collect(),
    }
}

/// True where the period of these figures is not over.
pub fn is_partial(figures: &Figures) -> bool {
    figures.get("partial").is_some_and(|value| value == "true")
}

/// How a report differs from what was frozen of it; `None` where no figure does.
pub fn compare(renderer: &Renderer<'_>, frozen: &Frozen) -> Option<Restated> {
    let own = |(path, value): (&str, &str)| (path.to_owned(), value.to_owned());
    let was: Figures = frozen.figures().map(own).collect();
    let now = figures_of(renderer, frozen.period);
    if looks_back(renderer, frozen.period, &now) {
        return None;
    }
    let mut changed = difference::between(&was, &now);
    if changed.is_empty() {
        return None;
    }
    let inside = renderer.catalog.is_internal();
    let all = changed.len();
    // What only the former catalog had may be somebody else's by now.
    changed.retain(|figure| inside || figure.now.is_some());
    let mut restated = Restated {
        frozen_as_of: frozen.as_of.clone(),
        figures_gone: all - changed.len(),
        figures: changed.into_iter().map(figure).collect(),
        added: Vec::new(),
        changed: Vec::new(),
        removed: None,
        removed_n: 0,
        details: Details {
            file: frozen.file.to_string(),
            site: frozen.site.clone(),
            reader: reader(renderer),
            program: frozen.program.clone(),
            period: frozen.period,
            at: frozen.at,
            was,
            now,
            gone: Vec::new(),
        },
    };
    restated.name_rows(renderer, frozen);
    restated.removed_n = restated.details.gone.len();
    restated.removed = inside.then(|| restated.details.gone.clone());
    Some(restated)
}

/// True where the figures are asked for, on purpose, as of an instant at which the period
/// was not over: then the report is another one than that which was signed.
fn looks_back(renderer: &Renderer<'_>, period: ReportPeriod, now: &Figures) -> bool {
    let settings = &renderer.catalog.settings;
    let as_of = renderer.facts.as_of.or(settings.as_of).filter(|_| settings.as_of_fixed);
    let before = |at: Instant| settings.zone.day(at) < period.last_day(Day::MAX);
    as_of.is_some_and(|at| before(at) || is_partial(now))
}

/// The reader as a word of the command line.
fn reader(renderer: &Renderer<'_>) -> String {
    let Audience::Customer(id) = renderer.catalog.audience() else {
        return renderer.catalog.audience().folder();
    };
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    if id.as_str().chars().all(plain) { id.to_string() } else { format!("\"{id}\"") }
}

fn figure(changed: Changed) -> Figure {
    let value = |text: Option<String>| {
        text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or(Value::Null)
    };
    Figure { figure: changed.path, was: value(changed.was), now: value(changed.now) }
}

impl Restated {
    fn name_rows(&mut self, renderer: &Renderer<'_>, frozen: &Frozen) {
        let (before, period) = (frozen.rows(), frozen.period);
        let behind = rows::behind(renderer, period, &self.details.was);
        for (key, row) in &behind {
            match before.get(key) {
                None => self.added.push(RowName::new(key, Some(row.event))),
                Some(hash) if **hash != row.hash => {
                    self.changed.push(RowName::new(key, Some(row.event)));
                }
                Some(_) => {}
            }
        }
        let gone = || before.keys().filter(|key| !behind.contains_key(key));
        let found = rows::find(renderer.catalog, gone());
        for key in gone() {
            match found.get(key) {
                Some(&event) => self.changed.push(RowName::new(key, Some(event))),
                None => self.details.gone.push(RowName::new(key, None)),
            }
        }
        self.changed.sort_by(|a, b| (&a.id, &a.device).cmp(&(&b.id, &b.device)));
    }

    /// The month or year.
    pub fn period(&self) -> ReportPeriod {
        self.details.period
    }

    /// The frozen file, below the project's folder.
    pub fn file(&self) -> &str {
        &self.details.file
    }

    /// The instant that the frozen figures were for.
    pub fn frozen_at(&self) -> Instant {
        self.details.at
    }

    /// The headlines that read otherwise, each as it was and as it is.
    pub fn headlines(&self, cx: &Cx<'_>) -> Vec<(Headline, Headline)> {
        let was = headline::all(cx, &self.details.was);
        let now = headline::all(cx, &self.details.now);
        let pair = |old: Headline| {
            let new = now.iter().find(|new| new.path == old.path)?;
            (new.value != old.value).then(|| (old, new.clone()))
        };
        was.into_iter().filter_map(pair).collect()
    }

    /// The finding that tells the service department.
    pub fn finding(&self) -> Diagnostic {
        let of = &self.details;
        let message = format!(
            "the report of {} for {} differs from what was frozen with figures as of {}: {}",
            of.period,
            of.site,
            self.frozen_as_of,
            self.differences()
        );
        let hint = format!(
            "undo the change where it is a mistake; else tell those who have the report, and \
             freeze it anew with: faultbook report {} --freeze --restate --audience {}",
            of.period, of.reader
        );
        Diagnostic::new(Code::ReportRestated, message).at(Place::file(of.file.as_str())).hint(hint)
    }

    /// Figures and rows that differ, or what else may be the reason, for those who see
    /// all records.
    pub fn differences(&self) -> String {
        let of = &self.details;
        let mut said = self.figures_in_words();
        let rows = [("added", &self.added), ("changed", &self.changed), ("removed", &of.gone)];
        for (words, rows) in rows.into_iter().filter(|(_, rows)| !rows.is_empty()) {
            said.push_str(&format!("; {words}: {}", names(rows)));
        }
        if rows.iter().all(|(_, rows)| rows.is_empty()) {
            said.push_str("; no row behind it changed, so master data or the configuration did");
            if of.program != env!("CARGO_PKG_VERSION") {
                said.push_str(&format!(", or faultbook did, which was version {}", of.program));
            }
        }
        said
    }

    /// The first figures that differ, headlines first.
    fn figures_in_words(&self) -> String {
        let mut figures: Vec<&Figure> = self.figures.iter().collect();
        figures.sort_by_key(|figure| headline::rank(&figure.figure));
        let first: Vec<String> = figures
            .iter()
            .take(NAMED)
            .map(|f| {
                let (was, now) = short(&f.was, &f.now);
                format!("{} {was} → {now}", f.figure)
            })
            .collect();
        let more = figures.len() + self.figures_gone - first.len();
        match (first.is_empty(), more) {
            (true, gone) => format!("{gone} of its figures are there no more"),
            (false, 0) => first.join(", "),
            (false, more) => format!("{} and {more} more", first.join(", ")),
        }
    }
}

/// Two values with a few digits, or with all where a few hide the difference.
fn short(was: &Value, now: &Value) -> (String, String) {
    let few = |value: &Value| match value.as_f64().filter(|_| value.is_f64()) {
        Some(number) => significant(number, 4),
        None => value.to_string(),
    };
    let (few_was, few_now) = (few(was), few(now));
    if few_was == few_now { (was.to_string(), now.to_string()) } else { (few_was, few_now) }
}

fn names(rows: &[RowName]) -> String {
    let first: Vec<String> = rows.iter().take(NAMED).map(RowName::words).collect();
    let more = rows.len() - first.len();
    if more > 0 { format!("{} and {more} more", first.join(", ")) } else { first.join(", ") }
}
