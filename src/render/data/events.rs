//! One record of a log or report as a row: the same in a device's file, in a
//! month's ledger and in its CSV. Outside the service department a row says nothing
//! of files, lines, unknown columns, people and inner costs.

use super::json::At;
use super::sheet::Sheet;
use crate::catalog::{Catalog, Restricted};
use crate::model::events::{
    Event, FlagField, NumField, Origin, PartUse, Pause, SideStamp, TextField,
};
use crate::model::time::{Clock, Zone};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

/// Numbers that concern the service department alone.
const INNER_COSTS: [NumField; 3] =
    [NumField::CostLabour, NumField::CostParts, NumField::CostTravel];

/// Texts of a row after its clocks and words, in order.
const TEXTS: [(&str, TextField); 3] = [
    ("symptom", TextField::Symptom),
    ("cause", TextField::Cause),
    ("action_taken", TextField::Action),
];

/// Texts that stand only where there is one.
const RARE_TEXTS: [(&str, TextField); 2] =
    [("exemption", TextField::Exemption), ("device_name", TextField::DeviceName)];

/// Clocks that always stand, `null` where unknown; the others only where known. Half
/// of a large site was such nulls.
const ALWAYS_CLOCKS: [Clock; 2] = [Clock::ReportedAt, Clock::ResolvedAt];

/// Numbers that always stand.
const ALWAYS_NUMBERS: [NumField; 2] = [NumField::Amount, NumField::Satisfaction];

/// Writes events of one catalog.
#[derive(Clone, Copy)]
pub(super) struct Scribe<'a> {
    catalog: &'a Restricted<Catalog>,
    internal: bool,
}

impl<'a> Scribe<'a> {
    /// For a catalog's audience.
    pub(super) fn new(catalog: &'a Restricted<Catalog>) -> Self {
        Self { catalog, internal: catalog.is_internal() }
    }

    /// An event as a row.
    pub(super) fn row(self, row: u32) -> EventRow<'a> {
        EventRow { scribe: self, event: self.catalog.event(row as usize) }
    }

    /// An event's ticket.
    pub(super) fn ticket(self, row: u32) -> &'a str {
        self.catalog.event(row as usize).ticket()
    }

    /// File and line of an event, for the service department.
    pub(super) fn source(self, event: Event<'a>) -> Option<Source<'a>> {
        if !self.internal {
            return None;
        }
        match event.origin() {
            Origin::Row { source, line } => {
                let source = self.catalog.sources.get(usize::from(source))?;
                Some(Source {
                    path: &source.path,
                    sheet: source.sheet.as_deref(),
                    line: Some(line),
                })
            }
            Origin::Report(report) => {
                let place = &self.catalog.records.reports.get(report as usize)?.place;
                Some(Source { path: &place.file, sheet: None, line: place.line })
            }
        }
    }

    fn zone(self) -> &'a Zone {
        &self.catalog.settings.zone
    }

    fn ids(self, event: Event<'a>) -> Ids<'a> {
        let records = &self.catalog.records;
        let links = self.catalog.links[event.row()];
        let or = |id: Option<&'a str>, field| id.or_else(|| event.some_text(field));
        Ids {
            report: match event.report().and_then(|at| records.reports.get(at)) {
                Some(report) => Some(report.id.as_str()),
                None => event.some_text(TextField::Report),
            },
            device: or(
                links.device.map(|ix| records.devices[ix.index()].id.as_str()),
                TextField::Device,
            ),
            customer: or(
                links.customer.map(|ix| records.customers[ix.index()].id.as_str()),
                TextField::Customer,
            ),
            site: or(links.site.map(|ix| records.sites[ix.index()].id.as_str()), TextField::Site),
            model: or(
                links.model.map(|ix| records.models[ix.index()].id.as_str()),
                TextField::Model,
            ),
            code: or(links.code.map(|ix| records.codes[ix.index()].id.as_str()), TextField::Code),
            component: or(
                links.component.map(|ix| records.components[ix.index()].id.as_str()),
                TextField::Component,
            ),
            solution: or(
                links.solution.map(|ix| records.solutions[ix.index()].id.as_str()),
                TextField::Solution,
            ),
        }
    }

    /// The people on a job; withheld outside the department or where they are to
    /// stay anonymous.
    fn engineers(self, event: Event<'a>) -> Option<Vec<&'a str>> {
        let shown = self.internal && !self.catalog.settings.anonymise_engineers;
        shown.then(|| event.engineers().collect())
    }

    fn num(self, event: Event<'a>, field: NumField) -> Option<f64> {
        event.num(field).filter(|_| self.internal || !INNER_COSTS.contains(&field))
    }
}

/// What a record refers to: ids as written in the tables, else as in the record.
struct Ids<'a> {
    report: Option<&'a str>,
    device: Option<&'a str>,
    customer: Option<&'a str>,
    site: Option<&'a str>,
    model: Option<&'a str>,
    code: Option<&'a str>,
    component: Option<&'a str>,
    solution: Option<&'a str>,
}

/// Where a record was read.
#[derive(Serialize)]
pub(super) struct Source<'a> {
    /// Path below the project's folder.
    pub path: &'a str,
    /// Sheet of a workbook.
    pub sheet: Option<&'a str>,
    /// Physical line, or row of the sheet.
    pub line: Option<u32>,
}

/// One record.
pub(super) struct EventRow<'a> {
    scribe: Scribe<'a>,
    event: Event<'a>,
}

impl Serialize for EventRow<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (scribe, event) = (self.scribe, self.event);
        let mut map = serializer.serialize_map(None)?;
        let ids = scribe.ids(event);
        map.serialize_entry("id", event.ticket())?;
        map.serialize_entry("fault_report", &ids.report)?;
        map.serialize_entry("device", &ids.device)?;
        map.serialize_entry("customer", &ids.customer)?;
        map.serialize_entry("site", &ids.site)?;
        map.serialize_entry("model", &ids.model)?;
        self.clocks(&mut map)?;
        self.words(&mut map)?;
        map.serialize_entry("fault_code", &ids.code)?;
        map.serialize_entry("component", &ids.component)?;
        map.serialize_entry("solution", &ids.solution)?;
        for (name, field) in TEXTS {
            map.serialize_entry(name, &event.some_text(field))?;
        }
        for (name, field) in RARE_TEXTS {
            known(&mut map, name, event.some_text(field))?;
        }
        map.serialize_entry("engineers", &scribe.engineers(event))?;
        self.lists(&mut map)?;
        for &field in NumField::ALL {
            let number = scribe.num(event, field).map(Number);
            if ALWAYS_NUMBERS.contains(&field) {
                map.serialize_entry(field.as_str(), &number)?;
            } else {
                known(&mut map, field.as_str(), number)?;
            }
        }
        for &field in FlagField::ALL {
            known(&mut map, field.as_str(), event.flag(field))?;
        }
        map.serialize_entry("is_failure", &scribe.catalog.links[event.row()].is_failure)?;
        known(&mut map, "notes", Some(Notes(event)).filter(|n| scribe.internal && n.any()))?;
        map.serialize_entry("source", &scribe.source(event))?;
        map.end()
    }
}

/// An entry where there is a value.
fn known<M: SerializeMap, T: Serialize>(
    map: &mut M,
    key: &'static str,
    value: Option<T>,
) -> Result<(), M::Error> {
    match value {
        Some(value) => map.serialize_entry(key, &value),
        None => Ok(()),
    }
}

impl EventRow<'_> {
    fn clocks<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        let zone = self.scribe.zone();
        for clock in Clock::ALL {
            let at = self.event.at(clock);
            if at.is_some() || ALWAYS_CLOCKS.contains(&clock) {
                map.serialize_entry(clock.as_str(), &At { zone, at })?;
            }
        }
        for &side in SideStamp::ALL {
            let at = self.event.side(side);
            known(map, side.as_str(), at.map(|_| At { zone, at }))?;
        }
        known(map, "date_only", Some(DateOnly(self.event)).filter(|d| d.clocks().next().is_some()))
    }

    fn words<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        let words = self.event.words();
        map.serialize_entry("service_type", &self.event.service_type())?;
        map.serialize_entry("charge_type", &words.charge_type)?;
        map.serialize_entry("status", &self.event.status())?;
        map.serialize_entry("priority", &words.priority)?;
        known(map, "severity", self.event.some_text(TextField::Severity))?;
        known(map, "channel", words.channel)?;
        map.serialize_entry("cause_category", &words.cause_category)?;
        known(map, "responsible_party", words.responsible_party)?;
        known(map, "complaint_kind", words.complaint_kind)
    }

    fn lists<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        map.serialize_entry("parts", &Parts { scribe: self.scribe, event: self.event })?;
        let pauses = Pauses { zone: self.scribe.zone(), event: self.event };
        known(map, "pauses", Some(pauses).filter(|p| !p.event.pauses().is_empty()))
    }
}

/// The clocks of which only the day is known.
struct DateOnly<'a>(Event<'a>);

impl DateOnly<'_> {
    fn clocks(&self) -> impl Iterator<Item = Clock> {
        let coarse = |clock: &Clock| self.0.stamp(*clock).is_some_and(|s| s.date_only);
        Clock::ALL.into_iter().filter(coarse)
    }
}

impl Serialize for DateOnly<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.clocks().map(Clock::as_str))
    }
}

/// A number of a record: whole ones without a fraction.
#[derive(Clone, Copy)]
pub(super) struct Number(pub f64);

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        const EXACT: f64 = 9_007_199_254_740_992.0;
        if self.0.fract() == 0.0 && self.0.abs() < EXACT {
            serializer.serialize_i64(self.0 as i64)
        } else {
            serializer.serialize_f64(self.0)
        }
    }
}

struct Parts<'a> {
    scribe: Scribe<'a>,
    event: Event<'a>,
}

#[derive(Serialize)]
struct PartRow<'a> {
    part: &'a str,
    name: Option<&'a str>,
    qty: Number,
    reason: Option<&'a str>,
    old_part_required: Option<bool>,
    old_part_status: Option<crate::model::OldPartStatus>,
    issued_on: At<'a>,
    cleared_on: At<'a>,
    warranty_covered: Option<bool>,
}

impl Serialize for Parts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.event.parts().iter().map(|part| self.row(part)))
    }
}

impl<'a> Parts<'a> {
    fn row(&self, part: &PartUse) -> PartRow<'a> {
        let catalog = self.scribe.catalog;
        let zone = self.scribe.zone();
        let written = self.event.resolve(part.part);
        let known = catalog.index.find_part(written).map(|ix| &catalog.records.parts[ix.index()]);
        let reason = self.event.resolve(part.reason);
        PartRow {
            part: known.map_or(written, |p| p.id.as_str()),
            name: known.map(|p| p.name.as_str()),
            qty: Number(part.qty),
            reason: (!reason.is_empty()).then_some(reason),
            old_part_required: part.old_part_required,
            old_part_status: part.old_part_status,
            issued_on: At { zone, at: part.issued_on },
            cleared_on: At { zone, at: part.cleared_on },
            warranty_covered: part.warranty_covered,
        }
    }
}

struct Pauses<'a> {
    zone: &'a Zone,
    event: Event<'a>,
}

#[derive(Serialize)]
struct PauseRow<'a> {
    from: At<'a>,
    to: At<'a>,
    reason: &'a str,
}

impl Serialize for Pauses<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let zone = self.zone;
        serializer.collect_seq(self.event.pauses().iter().map(|pause: &Pause| PauseRow {
            from: At { zone, at: Some(pause.from) },
            to: At { zone, at: pause.to },
            reason: self.event.resolve(pause.reason),
        }))
    }
}

/// The remark of a record and the cells of columns that are not known.
struct Notes<'a>(Event<'a>);

#[derive(Serialize)]
struct Note<'a> {
    header: &'a str,
    value: &'a str,
}

impl Notes<'_> {
    fn all(&self) -> impl Iterator<Item = Note<'_>> {
        let remark = self.0.some_text(TextField::Notes).map(|value| ("notes", value));
        let all = remark.into_iter().chain(self.0.cells());
        all.map(|(header, value)| Note { header, value })
    }

    fn any(&self) -> bool {
        self.all().next().is_some()
    }
}

impl Serialize for Notes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.all())
    }
}

/// The ledger of some events as CSV: headers are the canonical column names, so
/// that the file can be read in again.
pub(super) fn csv(scribe: Scribe<'_>, rows: impl Iterator<Item = u32>) -> Vec<u8> {
    let mut sheet = Sheet::new(headers(scribe.internal));
    for row in rows {
        csv_row(scribe, &mut sheet, scribe.catalog.event(row as usize));
    }
    sheet.finish()
}

fn headers(internal: bool) -> Vec<&'static str> {
    let mut headers = vec!["ticket_id", "fault_report", "device_id", "model", "customer", "site"];
    headers.extend(Clock::ALL.iter().map(|c| c.as_str()));
    headers.extend([
        "service_type",
        "charge_type",
        "status",
        "priority",
        "severity",
        "channel",
        "cause_category",
        "responsible_party",
        "fault_code",
        "component",
        "symptom",
        "cause",
        "action_taken",
        "solution",
        "engineer",
        "parts",
    ]);
    headers.extend(NumField::ALL.iter().map(|n| n.as_str()));
    headers.extend(["complaint", "callback_ok", "followup_required", "is_failure"]);
    if internal {
        headers.extend(["notes", "source_path", "source_line"]);
    }
    headers
}

fn csv_row(scribe: Scribe<'_>, sheet: &mut Sheet, event: Event<'_>) {
    let ids = scribe.ids(event);
    sheet.text(event.ticket());
    for id in [ids.report, ids.device, ids.model, ids.customer, ids.site] {
        sheet.some(id);
    }
    for clock in Clock::ALL {
        let stamp = event.stamp(clock).map(|s| {
            if s.date_only { scribe.zone().day(s.at).to_string() } else { scribe.zone().iso(s.at) }
        });
        sheet.some(stamp.as_deref());
    }
    csv_words(sheet, event);
    let text = |field| event.some_text(field);
    for cell in [
        ids.code,
        ids.component,
        text(TextField::Symptom),
        text(TextField::Cause),
        text(TextField::Action),
        ids.solution,
    ] {
        sheet.some(cell);
    }
    sheet.text(&scribe.engineers(event).unwrap_or_default().join("、"));
    sheet.text(&parts_cell(event));
    for &field in NumField::ALL {
        sheet.number(scribe.num(event, field));
    }
    for flag in [FlagField::Complaint, FlagField::CallbackOk, FlagField::FollowupRequired] {
        sheet.text(event.flag(flag).map_or("", yes_no));
    }
    sheet.text(yes_no(scribe.catalog.links[event.row()].is_failure));
    if scribe.internal {
        sheet.some(text(TextField::Notes));
        let source = scribe.source(event);
        sheet.some(source.as_ref().map(|s| s.path));
        sheet.some(source.and_then(|s| s.line).map(|line| line.to_string()).as_deref());
    }
    sheet.end_row();
}

fn csv_words(sheet: &mut Sheet, event: Event<'_>) {
    let words = event.words();
    sheet.text(event.service_type().as_str());
    sheet.text(words.charge_type.map_or("", crate::model::ChargeType::as_str));
    sheet.text(event.status().as_str());
    sheet.text(words.priority.map_or("", crate::model::Priority::as_str));
    sheet.some(event.some_text(TextField::Severity));
    sheet.text(words.channel.map_or("", crate::model::Channel::as_str));
    sheet.text(words.cause_category.map_or("", crate::model::CauseCategory::as_str));
    sheet.text(words.responsible_party.map_or("", crate::model::ResponsibleParty::as_str));
}

fn parts_cell(event: Event<'_>) -> String {
    let parts = event.parts().iter().map(|p| format!("{}*{}", event.resolve(p.part), p.qty));
    parts.collect::<Vec<_>>().join(";")
}

fn yes_no(flag: bool) -> &'static str {
    if flag { "yes" } else { "no" }
}
