//! What each column of a service log is taken for: by the preset, by its header, by a
//! word of another language, and at last by its values. One field goes to one column.

mod shape;
mod times;

use super::facts::{Facts, Known, is_read};
use super::{Evidence, Subject, languages};
use crate::ingest::event_fields::EventField;
use crate::ingest::header::{self, normal};
use crate::ingest::log::field_name;
use crate::ingest::mapping::SourceBlock;
use crate::ingest::value::duration::unit_hours;
use crate::model::events::TextField;
use std::collections::BTreeMap;

/// Share of its cells from which a column is what they look like.
const MOST: f64 = 0.8;
/// Share from which values that the project knows decide.
const KNOWN: f64 = 0.6;
/// Below this share the values contradict the header.
const CONTRADICTED: f64 = 0.2;

/// The meaning of all columns.
#[derive(Debug, Default)]
pub(super) struct Mapping {
    pub(super) columns: Vec<Column>,
    /// Field and columns that together hold it.
    pub(super) combine: Option<(&'static str, [usize; 2])>,
    /// Field → foreign word → canonical word.
    pub(super) values: BTreeMap<&'static str, BTreeMap<String, &'static str>>,
    /// The language of most foreign headers.
    pub(super) language: Option<&'static str>,
    /// What a person should know.
    pub(super) notes: Vec<String>,
}

/// The meaning of one column.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) field: Option<&'static str>,
    pub(super) evidence: Evidence,
    pub(super) because: String,
    pub(super) unit: Option<&'static str>,
    /// True where the header alone would make the reader take it for something else.
    pub(super) aside: bool,
}

impl Column {
    pub(super) fn none(because: impl Into<String>) -> Self {
        Self {
            field: None,
            evidence: Evidence::None,
            because: because.into(),
            unit: None,
            aside: false,
        }
    }

    pub(super) fn is(field: &'static str, evidence: Evidence, because: impl Into<String>) -> Self {
        Self { field: Some(field), evidence, because: because.into(), unit: None, aside: false }
    }
}

/// Why a column stays a note where nothing speaks for it.
pub(super) const NOTHING: &str = "neither its header nor its values say what it means";

/// The meaning of the columns of a log.
pub(super) fn mapping(subject: &Subject<'_>, known: &Known) -> Mapping {
    let mut draft = Draft { subject, mapping: Mapping::default() };
    draft.by_header();
    draft.one_device_column();
    draft.by_known_values(known);
    draft.by_words();
    draft.by_dates();
    draft.by_shape();
    draft.clocks_beside_days();
    draft.foreign_words();
    draft.fallbacks();
    let columns = &draft.mapping.columns;
    let languages = columns.iter().filter(|c| c.evidence == Evidence::Language);
    let mut count: BTreeMap<&'static str, usize> = BTreeMap::new();
    for column in languages {
        if let Some(language) = language_in(&column.because) {
            *count.entry(language).or_default() += 1;
        }
    }
    draft.mapping.language =
        count.into_iter().max_by_key(|(_, n)| *n).map(|(language, _)| language);
    draft.mapping
}

fn language_in(because: &str) -> Option<&'static str> {
    ["German", "Dutch", "French", "Spanish", "Japanese"].into_iter().find(|l| because.contains(l))
}

struct Draft<'s> {
    subject: &'s Subject<'s>,
    mapping: Mapping,
}

impl Draft<'_> {
    fn facts(&self, at: usize) -> &Facts {
        &self.subject.facts.columns[at]
    }

    fn header(&self, at: usize) -> &str {
        &self.subject.layout.headers[at]
    }

    fn holder(&self, field: &str) -> Option<usize> {
        self.mapping.columns.iter().position(|c| c.field == Some(field))
    }

    fn is_free(&self, field: &str) -> bool {
        self.holder(field).is_none()
            && self.mapping.combine.as_ref().is_none_or(|(combined, _)| *combined != field)
    }

    /// Columns that mean nothing yet.
    fn open(&self) -> Vec<usize> {
        let columns = self.mapping.columns.iter().enumerate();
        columns
            .filter(|(at, c)| c.field.is_none() && !c.aside && self.facts(*at).filled > 0)
            .map(|(at, _)| at)
            .collect()
    }

    fn set(&mut self, at: usize, field: &'static str, because: String) {
        self.mapping.columns[at] = Column::is(field, Evidence::Values, because);
    }

    fn by_header(&mut self) {
        let mut preset = SourceBlock::default();
        if let Some((_, export)) = self.subject.preset {
            export.fill(&mut preset);
        }
        let has_device =
            self.subject.layout.headers.iter().any(|h| field_name(h, &preset) == Some("device_id"));
        for (at, header) in self.subject.layout.headers.iter().enumerate() {
            let column = self.of_header(at, header, &preset, has_device);
            self.mapping.columns.push(column);
        }
    }

    fn of_header(&self, at: usize, header: &str, preset: &SourceBlock, has_device: bool) -> Column {
        if header.is_empty() {
            let filled = self.facts(at).filled > 0;
            return Column { aside: filled, ..Column::none("it has no header") };
        }
        if self.facts(at).filled == 0 {
            let known = field_name(header, preset).or(languages::event(header).map(|f| f.field));
            let Some(field) = known else { return Column::none("it is empty") };
            let evidence = if field_name(header, preset).is_some() {
                Evidence::Header
            } else {
                Evidence::Language
            };
            return Column::is(field, evidence, "its header; all its cells are empty");
        }
        if let Some((found, export)) =
            self.subject.preset.filter(|(_, export)| export.knows(header))
        {
            if preset.is_aside(header) {
                return Column::none(format!("the preset {} keeps it as a note", found.name));
            }
            if let Some(field) = field_name(header, preset) {
                let _ = export;
                return Column::is(
                    field,
                    Evidence::Preset,
                    format!("a column of {}", found.product),
                );
            }
        }
        if let Some(decided) = self.subject.order.decided(at) {
            let because =
                "the reader knows the header; its values decide between a time and a duration";
            return Column::is(decided.field, Evidence::Header, because);
        }
        let plain = SourceBlock::default();
        let alias =
            field_name(header, &plain).filter(|_| has_device || normal(header).key != "编号");
        if let Some(field) = alias {
            return self
                .checked(at, Column::is(field, Evidence::Header, "the reader knows the header"));
        }
        let Some(foreign) = languages::event(header) else { return Column::none(NOTHING) };
        let unit = normal(header).unit;
        let timed = unit.as_deref().and_then(|unit| match unit_hours(unit) {
            Some(_) => Some(None),
            None => languages::unit(unit).map(Some),
        });
        let field =
            if timed.is_some() { header::duration_of(foreign.field) } else { foreign.field };
        let because = format!("its header is {}", foreign.language);
        let unit = timed.flatten();
        self.checked(at, Column { unit, ..Column::is(field, Evidence::Language, because) })
    }

    /// The column, unless its values contradict its header.
    fn checked(&self, at: usize, column: Column) -> Column {
        let Some(field) = column.field.and_then(EventField::named) else { return column };
        let facts = self.facts(at);
        let (fits, are) = match field {
            EventField::Clock(_) | EventField::Side(_) => {
                (facts.dates + facts.clocks + facts.numbers, "no times")
            }
            EventField::After(_) | EventField::Hours(_) => {
                (facts.durations + facts.numbers + facts.clocks, "no durations")
            }
            EventField::Num(_) => (facts.numbers, "no numbers"),
            _ => return column,
        };
        if facts.share(fits) >= CONTRADICTED {
            return column;
        }
        let name = column.field.unwrap_or_default();
        let because = format!("its header says {name}, but its values are {are}");
        Column { aside: column.evidence == Evidence::Header, ..Column::none(because) }
    }

    /// Of several columns that could name the device, the one with ids; a name beside it
    /// is the device's name.
    fn one_device_column(&mut self) {
        let columns = self.mapping.columns.iter().enumerate();
        let all: Vec<usize> = columns
            .filter(|(_, c)| c.field == Some("device_id") && c.evidence == Evidence::Language)
            .map(|(at, _)| at)
            .collect();
        if all.len() < 2 {
            return;
        }
        let score = |at: &usize| {
            let facts = self.facts(*at);
            (facts.share(facts.devices) * 4.0 + facts.share(facts.id_like)) * 1000.0
        };
        let best = all.iter().copied().max_by(|a, b| score(a).total_cmp(&score(b)).then(b.cmp(a)));
        for at in all.into_iter().filter(|at| Some(*at) != best) {
            let facts = self.facts(at);
            let named = facts.share(facts.id_like) < 0.5 && self.is_free("device_name");
            let other = best.map(|best| self.header(best).to_owned()).unwrap_or_default();
            self.mapping.columns[at] = if named {
                let because = format!("it names the device whose id is in \"{other}\"");
                Column::is("device_name", Evidence::Language, because)
            } else {
                Column::none(format!("\"{other}\" looks more like the id of the device"))
            };
        }
    }

    fn by_known_values(&mut self, known: &Known) {
        let _ = known;
        for at in self.open() {
            let facts = self.facts(at);
            let candidates: [(&'static str, usize, &str); 6] = [
                ("device_id", facts.devices, "devices"),
                ("customer", facts.customers, "customers"),
                ("fault_code", facts.codes, "fault codes"),
                ("solution", facts.solutions, "solutions"),
                ("engineer", facts.engineers, "engineers"),
                ("part_id", facts.parts, "parts"),
            ];
            let best = candidates.into_iter().filter(|c| self.is_free(c.0)).max_by_key(|c| c.1);
            if let Some((field, count, what)) = best.filter(|c| facts.share(c.1) >= KNOWN) {
                let because =
                    format!("{count} of {} values are {what} of this project", facts.filled);
                self.set(at, field, because);
            }
        }
    }

    fn by_words(&mut self) {
        for at in self.open() {
            let facts = self.facts(at);
            if facts.share(facts.scores) >= MOST && self.is_free("satisfaction") {
                let because = format!(
                    "{} of {} values are words of satisfaction",
                    facts.scores, facts.filled
                );
                self.set(at, "satisfaction", because);
                continue;
            }
            let Some((field, count)) = facts.vocabulary() else { continue };
            if facts.share(count) >= MOST && facts.distinct() <= 20 && self.is_free(field) {
                let because = format!("{count} of {} values are words for {field}", facts.filled);
                self.set(at, field, because);
            }
        }
    }

    /// Words of another language that the reader does not know, and those nobody knows.
    fn foreign_words(&mut self) {
        for field in super::facts::VOCABULARIES {
            let Some(at) = self.holder(field) else { continue };
            if self.mapping.columns[at].evidence == Evidence::Preset {
                continue;
            }
            let mut unknown = Vec::new();
            let values: Vec<String> = self.facts(at).values.keys().cloned().collect();
            for value in values {
                match languages::word(field, &value) {
                    Some(word) if !is_read(field, &value) => {
                        self.mapping.values.entry(field).or_default().insert(value, word);
                    }
                    None if !is_read(field, &value) => unknown.push(value),
                    _ => {}
                }
            }
            if !unknown.is_empty() {
                let shown: Vec<String> =
                    unknown.iter().take(5).map(|w| format!("\"{w}\"")).collect();
                let more = if unknown.len() > 5 { ", …" } else { "" };
                self.mapping.notes.push(format!(
                    "words of {field} that are not known: {}{more}; add them to `values` of the block",
                    shown.join(", ")
                ));
            }
        }
    }

    /// Columns of a field that one further left holds already.
    fn fallbacks(&mut self) {
        let combined = self.mapping.combine.as_ref().map(|(_, columns)| *columns);
        for at in 0..self.mapping.columns.len() {
            let Some(field) = self.mapping.columns[at].field else { continue };
            let first = self.holder(field).filter(|first| *first < at);
            let listed = matches!(EventField::named(field), Some(EventField::Listed(_)));
            if let Some(first) =
                first.filter(|_| !listed && combined.is_none_or(|c| !c.contains(&at)))
            {
                let because = format!("; used where \"{}\" is empty", self.header(first));
                self.mapping.columns[at].because.push_str(&because);
            }
        }
        let running = self.holder("ticket_id").filter(|at| self.facts(*at).is_running());
        if let Some(at) = running {
            let note = format!(
                "\"{}\" is taken for the ticket, but it counts the rows; if a re-export counts anew, move it to `aside`",
                self.header(at)
            );
            self.mapping.notes.push(note);
        }
        let device = self.mapping.columns.iter().any(|c| {
            c.field.and_then(EventField::named) == Some(EventField::Text(TextField::Device))
        });
        if !device {
            self.mapping.notes.push("no column names the device; such rows count in volumes and times, not in figures of devices".to_owned());
        }
        if self.is_free("reported_at") {
            self.mapping
                .notes
                .push("no column says when a fault was reported; a log needs one".to_owned());
        }
    }
}
