//! What a table holds: a service log, or one of the master tables, by the fields that
//! only such a table has.

use super::fields::{Column, Mapping, NOTHING};
use super::{Evidence, Subject, languages};
use crate::ingest::columns::Kind;
use crate::ingest::config::Reads;
use crate::ingest::event_fields::EventField;
use crate::ingest::log::field_name;
use crate::ingest::mapping::SourceBlock;
use crate::model::events::TextField;

/// The fields by which a kind of table is known.
fn hallmarks(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Devices => &[
            "serial",
            "model",
            "produced_on",
            "shipped_on",
            "installed_on",
            "commissioned_on",
            "accepted_on",
            "warranty_start",
            "warranty_end",
            "firmware",
            "batch",
            "retired_on",
            "next_maintenance_on",
            "support_until",
        ],
        Kind::Customers => &[
            "name",
            "address",
            "contact",
            "phone",
            "email",
            "dealer",
            "contract_id",
            "contract_start",
            "contract_end",
            "sla_profile",
        ],
        Kind::Sites => &["address", "tz", "distance_km"],
        Kind::Models => &[
            "family",
            "duty_hours_per_day",
            "maintenance_interval",
            "warranty_months",
            "wear_parts",
            "components",
        ],
        Kind::Parts => &["unit_cost", "vendor", "unit", "wear_part", "old_part_required", "origin"],
        Kind::FaultCodes => &["title", "severity", "symptoms", "solutions", "component"],
        Kind::Components => &["parent", "category"],
        Kind::Contracts => &["start", "end", "covers", "excludes", "sla_profile"],
        Kind::Visits => &["due_from", "due_to", "done_on", "kind", "on_site", "findings"],
        Kind::Trainings => &["notified_on", "held_on", "participants", "trainer", "topic"],
        Kind::Complaints => &["raised_at", "replied_at", "attributable_to_service", "compensation"],
        Kind::Loaners => &["unit", "out_at", "back_at"],
        Kind::PartOrders => &["requested_on", "shipped_on", "received_on", "requested_by", "part"],
        Kind::Actions => &["owner", "due", "effect_metric", "source"],
        Kind::Solutions | Kind::Reports => &[],
    }
}

/// What the table holds, and why.
pub(super) fn of(subject: &Subject<'_>, asked: bool) -> (Reads, String) {
    if let Some((preset, export)) = subject.preset {
        let how = if asked { "as asked" } else { "its headers are those of the export" };
        return (export.reads, format!("{} ({how})", preset.product));
    }
    let log = log_score(subject);
    let tables = Kind::TABLES.into_iter().map(|kind| (table_score(subject, kind), kind));
    // Of equals the first.
    let best = tables.rev().max_by_key(|(score, _)| *score);
    match best {
        Some((score, kind)) if score > log.unwrap_or(0) && score >= 4 => {
            let found: Vec<&str> = fields(subject, kind)
                .into_iter()
                .flatten()
                .filter(|f| hallmarks(kind).contains(f))
                .collect();
            let name = if Kind::table(&subject.stem) == Some(kind) {
                ", and the file is called so"
            } else {
                ""
            };
            (Reads::Table(kind), format!("it has the columns {}{name}", found.join(", ")))
        }
        _ => (Reads::Log, log_because(subject)),
    }
}

fn log_because(subject: &Subject<'_>) -> String {
    let fields = event_fields(subject);
    let mut telling: Vec<&str> = Vec::new();
    for field in fields.into_iter().flatten().filter(|field| is_telling(field)) {
        if !telling.contains(&field) {
            telling.push(field);
        }
    }
    if telling.is_empty() {
        "its rows have times; nothing in its headers speaks for another table".to_owned()
    } else {
        format!("it has the columns {}", telling.join(", "))
    }
}

fn event_fields(subject: &Subject<'_>) -> Vec<Option<&'static str>> {
    let plain = SourceBlock::default();
    let field = |header: &String| {
        field_name(header, &plain).or_else(|| languages::event(header).map(|foreign| foreign.field))
    };
    subject.layout.headers.iter().map(field).collect()
}

/// True for a field that only an event has.
fn is_telling(field: &str) -> bool {
    use TextField::{Action, Cause, Code, Engineers, Symptom};
    match EventField::named(field) {
        Some(EventField::Text(text)) => matches!(text, Action | Cause | Code | Engineers | Symptom),
        Some(
            EventField::Clock(_)
            | EventField::After(_)
            | EventField::Hours(_)
            | EventField::Word(_)
            | EventField::Satisfaction,
        ) => true,
        _ => false,
    }
}

/// How much speaks for a log; none where no column can hold a time.
fn log_score(subject: &Subject<'_>) -> Option<usize> {
    let fields = event_fields(subject);
    let clock = |field: Option<&str>| {
        field.and_then(EventField::named).is_some_and(|f| matches!(f, EventField::Clock(_)))
    };
    let dated = subject.facts.columns.iter().zip(&fields).any(|(facts, field)| {
        field.is_none() && facts.filled > 0 && facts.share(facts.dates) >= 0.8
    });
    if !fields.iter().copied().any(clock) && !dated {
        return None;
    }
    let mut known: Vec<&str> = fields.into_iter().flatten().collect();
    known.sort_unstable();
    known.dedup();
    Some(known.iter().map(|field| if is_telling(field) { 2 } else { 1 }).sum::<usize>().max(1))
}

fn fields(subject: &Subject<'_>, kind: Kind) -> Vec<Option<&'static str>> {
    let mut seen = Vec::new();
    let field = |header: &String| {
        let field =
            kind.canonical(header).or_else(|| languages::record(kind, header).map(|f| f.field))?;
        (!seen.contains(&field)).then(|| {
            seen.push(field);
            field
        })
    };
    subject.layout.headers.iter().map(field).collect()
}

fn table_score(subject: &Subject<'_>, kind: Kind) -> usize {
    let known: Vec<&str> = fields(subject, kind).into_iter().flatten().collect();
    let marks = known.iter().filter(|field| hallmarks(kind).contains(field)).count();
    let named = 3 * usize::from(Kind::table(&subject.stem) == Some(kind));
    if marks == 0 || marks + named < 2 { 0 } else { known.len() + marks + named }
}

/// The meaning of the columns of a master table.
pub(super) fn mapping(subject: &Subject<'_>, kind: Kind) -> Mapping {
    let mut preset = SourceBlock::default();
    if let Some((_, export)) = subject.preset {
        export.fill(&mut preset);
    }
    let mut mapping = Mapping::default();
    for header in &subject.layout.headers {
        let column = column(subject, kind, header, &preset);
        let taken = column
            .field
            .and_then(|f| mapping.columns.iter().position(|c: &Column| c.field == Some(f)));
        mapping.columns.push(match taken {
            Some(first) => Column {
                aside: column.evidence == Evidence::Header,
                ..Column::none(format!(
                    "\"{}\" holds this field already",
                    subject.layout.headers[first]
                ))
            },
            None => column,
        });
    }
    if !mapping.columns.iter().any(|c| c.field == Some("id")) {
        by_values(subject, &mut mapping);
    }
    mapping
}

fn column(subject: &Subject<'_>, kind: Kind, header: &str, preset: &SourceBlock) -> Column {
    if header.is_empty() {
        return Column { aside: true, ..Column::none("it has no header") };
    }
    if let Some((found, _)) = subject.preset {
        if preset.is_aside(header) {
            return Column::none(format!("the preset {} keeps it as a note", found.name));
        }
        let mapped = crate::ingest::markdown::mapped(header, preset);
        if let Some(field) = mapped.and_then(|field| kind.canonical(field)) {
            return Column::is(field, Evidence::Preset, format!("a column of {}", found.product));
        }
    }
    if let Some(field) = kind.canonical(header) {
        return Column::is(field, Evidence::Header, "the reader knows the header");
    }
    match languages::record(kind, header) {
        Some(foreign) => Column::is(
            foreign.field,
            Evidence::Language,
            format!("its header is {}", foreign.language),
        ),
        None => Column::none(NOTHING),
    }
}

/// The id of records where no header names it: the first column whose values all differ.
fn by_values(subject: &Subject<'_>, mapping: &mut Mapping) {
    let rows = subject.facts.rows;
    let fits = |at: &usize| {
        let facts = &subject.facts.columns[*at];
        mapping.columns[*at].field.is_none()
            && facts.filled == rows
            && facts.is_unique()
            && facts.share(facts.id_like) >= 0.8
            && facts.dates == 0
    };
    match (0..mapping.columns.len()).find(fits) {
        Some(at) => {
            mapping.columns[at] =
                Column::is("id", Evidence::Values, "every row has an id of its own");
        }
        None => {
            mapping.notes.push("no column holds the id of a record; a table needs one".to_owned());
        }
    }
}
