//! Events as the canonical log: the headers, times and words that the reader knows by
//! itself, so that what was read once by a mapping needs none any more.

use super::sheet::Sheet;
use crate::model::Zone;
use crate::model::events::{Event, EventWords, Events, FlagField, NumField, SideStamp, TextField};
use crate::model::time::{Clock, Stamp};
use crate::model::words::{
    CauseCategory, Channel, ChargeType, ComplaintKind, Priority, ResponsibleParty, ServiceType,
    Status,
};
use std::collections::BTreeMap;

/// A column of the log: its header and its cell.
struct Column<'z> {
    header: String,
    cell: Box<dyn Fn(Event<'_>) -> Cell + 'z>,
    /// True where it stands even if no row fills it.
    always: bool,
}

enum Cell {
    Text(String),
    Number(f64),
    None,
}

/// The events of some logs as one CSV.
pub fn canonical_log(logs: &[&Events], zone: &Zone) -> Vec<u8> {
    let events = || logs.iter().flat_map(|events| events.iter());
    let mut columns = columns(zone);
    columns.extend(notes(logs));
    let filled = |column: &Column<'_>| {
        column.always || events().any(|event| !matches!((column.cell)(event), Cell::None))
    };
    let columns: Vec<Column<'_>> = columns.into_iter().filter(filled).collect();
    let mut sheet = Sheet::new(columns.iter().map(|column| &*column.header));
    for event in events() {
        for column in &columns {
            match (column.cell)(event) {
                Cell::Text(text) => sheet.text(&text),
                Cell::Number(number) => sheet.number(Some(number)),
                Cell::None => sheet.text(""),
            }
        }
        sheet.end_row();
    }
    sheet.finish()
}

fn columns(zone: &Zone) -> Vec<Column<'_>> {
    let mut all: Vec<Column<'_>> = Vec::new();
    for field in TextField::ALL.iter().copied() {
        let always = matches!(field, TextField::Ticket | TextField::Device | TextField::Symptom);
        all.push(column(field.as_str(), always, move |e| text(e.some_text(field))));
        if field == TextField::Site {
            all.extend(clocks(zone));
            all.extend(words());
        }
    }
    for field in NumField::ALL.iter().copied() {
        all.push(column(field.as_str(), false, move |e| {
            e.num(field).map_or(Cell::None, Cell::Number)
        }));
    }
    for field in FlagField::ALL.iter().copied().filter(|field| !field.is_derived()) {
        let said =
            move |e: Event<'_>| text(e.flag(field).map(|yes| if yes { "yes" } else { "no" }));
        all.push(column(field.as_str(), false, said));
    }
    for field in SideStamp::ALL.iter().copied() {
        let at =
            move |e: Event<'_>| e.side(field).map_or(Cell::None, |at| Cell::Text(zone.iso(at)));
        all.push(column(field.as_str(), false, at));
    }
    all.push(column("parts", false, parts));
    all.extend(pauses(zone));
    all
}

fn column<'z>(header: &str, always: bool, cell: impl Fn(Event<'_>) -> Cell + 'z) -> Column<'z> {
    Column { header: header.to_owned(), cell: Box::new(cell), always }
}

fn text(text: Option<&str>) -> Cell {
    text.map_or(Cell::None, |text| Cell::Text(text.to_owned()))
}

fn clocks(zone: &Zone) -> Vec<Column<'_>> {
    let clock = |clock: Clock| {
        let always = matches!(clock, Clock::ReportedAt | Clock::ResolvedAt);
        column(clock.as_str(), always, move |e| stamp(e.stamp(clock), zone))
    };
    Clock::ALL.iter().copied().map(clock).collect()
}

/// A day as a day, an instant in ISO form with its offset.
fn stamp(stamp: Option<Stamp>, zone: &Zone) -> Cell {
    stamp.map_or(Cell::None, |stamp| {
        Cell::Text(if stamp.date_only {
            zone.day(stamp.at).to_string()
        } else {
            zone.iso(stamp.at)
        })
    })
}

fn words<'z>() -> Vec<Column<'z>> {
    let word = |header: &str, of: fn(EventWords) -> Option<&'static str>| {
        column(header, false, move |e: Event<'_>| text(of(e.words())))
    };
    vec![
        word("service_type", |w| w.service_type.map(ServiceType::as_str)),
        word("charge_type", |w| w.charge_type.map(ChargeType::as_str)),
        word("cause_category", |w| w.cause_category.map(CauseCategory::as_str)),
        word("status", |w| w.status.map(Status::as_str)),
        word("priority", |w| w.priority.map(Priority::as_str)),
        word("channel", |w| w.channel.map(Channel::as_str)),
        word("responsible_party", |w| w.responsible_party.map(ResponsibleParty::as_str)),
        word("complaint_kind", |w| w.complaint_kind.map(ComplaintKind::as_str)),
    ]
}

fn parts(event: Event<'_>) -> Cell {
    let entry = |part: &crate::model::events::PartUse| {
        let name = event.resolve(part.part);
        if (part.qty - 1.0).abs() < f64::EPSILON {
            name.to_owned()
        } else {
            format!("{name} * {}", part.qty)
        }
    };
    let parts: Vec<String> = event.parts().iter().map(entry).collect();
    if parts.is_empty() { Cell::None } else { Cell::Text(parts.join("; ")) }
}

fn pauses(zone: &Zone) -> Vec<Column<'_>> {
    let iso = |at: Option<crate::model::time::Instant>, zone: &Zone| {
        at.map_or(Cell::None, |at| Cell::Text(zone.iso(at)))
    };
    vec![
        column("pause_from", false, move |e| iso(e.pauses().first().map(|p| p.from), zone)),
        column("pause_to", false, move |e| iso(e.pauses().first().and_then(|p| p.to), zone)),
        column("pause_reason", false, |e| {
            let reason = e.pauses().first().map(|pause| e.resolve(pause.reason));
            text(reason.filter(|reason| !reason.is_empty()))
        }),
    ]
}

/// The columns that stayed notes. Their headers are marked, so that none of them is
/// taken for a field when the log is read again.
fn notes<'z>(logs: &[&Events]) -> Vec<Column<'z>> {
    let mut headers: BTreeMap<String, usize> = BTreeMap::new();
    for event in logs.iter().flat_map(|events| events.iter()) {
        for (header, _) in event.cells() {
            let next = headers.len();
            headers.entry(header.to_owned()).or_insert(next);
        }
    }
    let mut ordered: Vec<(String, usize)> = headers.into_iter().collect();
    ordered.sort_by_key(|(_, at)| *at);
    let note = |(header, _): (String, usize)| {
        let marked = format!("note: {}", header.replace('/', "|"));
        let of = move |event: Event<'_>| {
            let cells = event.cells().filter(|(name, _)| *name == header);
            let texts: Vec<&str> = cells.map(|(_, value)| value).collect();
            if texts.is_empty() { Cell::None } else { Cell::Text(texts.join(" | ")) }
        };
        column(&marked, false, of)
    };
    ordered.into_iter().map(note).collect()
}
