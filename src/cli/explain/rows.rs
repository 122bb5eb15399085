//! A record behind a figure as a line: what it is called, its device, where it was read,
//! what it adds or why it is left out.

use super::{Asked, reasons};
use crate::analyse::explain::{Figure, LeftOut, Record, Row};
use crate::analyse::visits::VisitSource;
use crate::catalog::{DeviceIx, place_of};
use crate::diag::Place;
use serde::Serialize;

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

/// What a record is called, its device, where it was read.
type Told = (String, Option<String>, Place);

impl Asked<'_> {
    pub(super) fn entering(&self, row: &Row) -> RowLine {
        let note = reasons::note(row.note, |event| self.ticket(event));
        let note = [self.remark(row.record), note];
        RowLine { value: Some(row.value), note: joined(note), ..self.row(row.record) }
    }

    pub(super) fn left_out(&self, left: &LeftOut, figure: Figure) -> RowLine {
        let note = reasons::note(reasons::note_of(left.why), |event| self.ticket(event));
        let note = [self.remark(left.record), note];
        let why = Some(reasons::why(left.why, figure));
        RowLine { why, note: joined(note), ..self.row(left.record) }
    }

    fn ticket(&self, event: u32) -> String {
        self.catalog.event(event as usize).ticket().to_owned()
    }

    fn row(&self, record: Record) -> RowLine {
        let (id, device, place) = match record {
            Record::Event(event) => self.event(event),
            Record::Complaint(at) => {
                let complaint = &self.catalog.records.complaints[at];
                let device = complaint.device.as_ref().map(ToString::to_string);
                (complaint.id.to_string(), device, complaint.meta.place.clone())
            }
            Record::Action(at) => {
                let action = &self.catalog.records.actions[at];
                let device = action.device.as_ref().map(ToString::to_string);
                (action.id.to_string(), device, action.meta.place.clone())
            }
            Record::Visit(at) => self.visit(at),
        };
        RowLine {
            id,
            device,
            value: None,
            note: None,
            why: None,
            file: place.file.to_string(),
            sheet: place.sheet.as_ref().map(ToString::to_string),
            line: place.line,
            place: place.to_string(),
        }
    }

    fn device(&self, ix: DeviceIx) -> String {
        self.catalog.device(ix).id.to_string()
    }

    fn event(&self, event: u32) -> Told {
        let device = self.catalog.links[event as usize].device.map(|ix| self.device(ix));
        let row = self.catalog.event(event as usize);
        let place = place_of(row, &self.catalog.sources, &self.catalog.records.reports);
        (self.ticket(event), device, place)
    }

    /// A visit that is only planned stands where its device was read.
    fn visit(&self, at: usize) -> Told {
        let visit = &self.facts.visits.rows[at];
        match visit.source {
            VisitSource::Event(event) => self.event(event),
            VisitSource::Record(at) => {
                let record = &self.catalog.records.visits[at];
                let device = visit.device.map(|ix| self.device(ix));
                (record.id.to_string(), device, record.meta.place.clone())
            }
            VisitSource::Plan => {
                let place = visit.device.map(|ix| self.catalog.device(ix).meta.place.clone());
                let device = visit.device.map(|ix| self.device(ix));
                (format!("planned {}", visit.kind.as_str()), device, place.unwrap_or_default())
            }
        }
    }

    /// What a record says of itself where its name does not.
    fn remark(&self, record: Record) -> String {
        let Record::Visit(at) = record else { return String::new() };
        let visit = &self.facts.visits.rows[at];
        let due = visit.due_to.or(visit.due_from).map(|day| format!("due {day}"));
        let done = visit.done_on.map(|day| format!("done {day}"));
        [due, done].into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

fn joined(parts: [String; 2]) -> Option<String> {
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}
