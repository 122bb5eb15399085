//! An opened figure as one JSON document (`docs/commands.md`); every row is in it.

use super::rows::RowLine;
use super::{Answer, Asked, formula, words};
use crate::analyse::explain::{Figure, Term, Value};
use crate::cli::Exit;
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
            rows: opened.rows.iter().map(|row| asked.entering(row)).collect(),
            left_out: opened.left_out.iter().map(|left| asked.left_out(left, figure)).collect(),
        }
    }
}

impl Answer {
    /// What is opened.
    pub(super) fn figure(&self) -> Figure {
        self.entry.figure
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
}
