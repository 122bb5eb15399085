//! An opened figure as one JSON document (`docs/commands.md`); every row is in it.

use super::{Answer, Asked, formula, words};
use crate::analyse::explain::{Figure, Note, Term, Value, Why};
use crate::catalog::place_of;
use crate::cli::Exit;
use crate::diag::Place;
use serde::Serialize;

/// The document.
#[derive(Serialize)]
pub(super) struct Document {
    faultbook: &'static str,
    command: &'static str,
    exit: u8,
    scope: String,
    figure: String,
    as_of: Option<String>,
    value: Value,
    definition: String,
    formula: Vec<String>,
    observed: Vec<Stretch>,
    rows: Vec<RowLine>,
    left_out: Vec<RowLine>,
}

/// A stretch in which a device was observed.
#[derive(Serialize)]
pub(super) struct Stretch {
    pub(super) device: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) observed_h: f64,
    pub(super) downtime_h: f64,
    pub(super) uptime_h: f64,
    pub(super) duty_h: f64,
}

/// A row that enters, or one that is left out.
#[derive(Serialize)]
pub(super) struct RowLine {
    pub(super) id: String,
    pub(super) device: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) value: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) note: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) why: Option<&'static str>,
    pub(super) file: String,
    pub(super) sheet: Option<String>,
    pub(super) line: Option<u32>,
    /// `file:line`, or sheet and row.
    #[serde(skip)]
    pub(super) place: String,
}

impl Document {
    /// Of an opened figure.
    pub(super) fn of(asked: &Asked<'_>, answer: &Answer) -> Self {
        let (opened, figure) = (&answer.opened, answer.figure());
        let zone = &asked.catalog.settings.zone;
        Self {
            faultbook: env!("CARGO_PKG_VERSION"),
            command: "explain",
            exit: Exit::Done as u8,
            scope: asked.subject.words.clone(),
            figure: answer.entry.name.clone(),
            as_of: asked.facts.as_of.map(|at| zone.iso(at)),
            value: opened.value,
            definition: words::definition(asked, figure),
            formula: formula::lines(opened, figure, answer.focus),
            observed: opened.terms.iter().map(|term| asked.stretch(term)).collect(),
            rows: opened
                .rows
                .iter()
                .map(|row| asked.entering(row.event, row.value, row.note))
                .collect(),
            left_out: opened
                .left_out
                .iter()
                .map(|left| asked.left_out(left.event, left.why, figure))
                .collect(),
        }
    }
}

impl Answer {
    /// What is opened.
    pub(super) fn figure(&self) -> Figure {
        self.entry.figure.expect("only a figure that can be opened is answered")
    }
}

impl Asked<'_> {
    pub(super) fn stretch(&self, term: &Term) -> Stretch {
        let zone = &self.catalog.settings.zone;
        Stretch {
            device: self.catalog.device(term.device).id.to_string(),
            from: zone.iso(term.period.start),
            to: zone.iso(term.period.end),
            observed_h: term.observed_h,
            downtime_h: term.downtime_h,
            uptime_h: term.uptime_h,
            duty_h: term.duty_h,
        }
    }

    pub(super) fn entering(&self, event: u32, value: f64, note: Note) -> RowLine {
        let note = words::note(note, |event| self.ticket(event));
        let note = (!note.is_empty()).then_some(note);
        RowLine { value: Some(value), note, ..self.row(event) }
    }

    pub(super) fn left_out(&self, event: u32, why: Why, figure: Figure) -> RowLine {
        let note = words::note(words::note_of(why), |event| self.ticket(event));
        let note = (!note.is_empty()).then_some(note);
        RowLine { why: Some(words::why(why, figure)), note, ..self.row(event) }
    }

    fn ticket(&self, event: u32) -> String {
        self.catalog.event(event as usize).ticket().to_owned()
    }

    fn row(&self, event: u32) -> RowLine {
        let device = self.catalog.links[event as usize].device;
        let place = self.place(event);
        RowLine {
            id: self.ticket(event),
            device: device.map(|ix| self.catalog.device(ix).id.to_string()),
            value: None,
            note: None,
            why: None,
            file: place.file.to_string(),
            sheet: place.sheet.as_ref().map(ToString::to_string),
            line: place.line,
            place: place.to_string(),
        }
    }

    fn place(&self, event: u32) -> Place {
        let event = self.catalog.event(event as usize);
        place_of(event, &self.catalog.sources, &self.catalog.records.reports)
    }
}
