//! What each column of a log is taken for, decided once before its rows are read.

use super::columns::ColumnFacts;
use crate::diag::{Code, Diagnostic, Diagnostics, Place};
use crate::ingest::event_fields::apply::Rules;
use crate::ingest::event_fields::{EventField, charge_answers};
use crate::ingest::header::{self, same};
use crate::ingest::mapping::SourceBlock;
use crate::ingest::value::duration::unit_hours;
use crate::model::events::TextField;
use crate::model::time::Clock;
use std::sync::Arc;

/// What a column is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// It sets a field.
    Field(EventField),
    /// Its cells are kept as notes.
    Note,
    /// Its cells are put together with others.
    Combined,
    /// It has no header and must be empty.
    Nameless,
}

/// One column.
#[derive(Debug)]
pub(crate) struct Column<'a> {
    /// Header as written.
    pub header: String,
    /// Canonical field, where it sets one.
    pub field: Option<&'static str>,
    /// What it is for.
    pub role: Role,
    /// How its values are read.
    pub rules: Rules<'a>,
    /// Words that mean "no value" here.
    pub missing: Vec<&'a str>,
    /// True where the configuration does not name it and the aliases do not know it.
    pub unknown: bool,
    /// True where a column further left sets the same field.
    pub shadowed: bool,
    /// A column further right that wins where it has a value: the block maps it.
    pub yields_to: Option<usize>,
}

/// Columns that together hold one field.
#[derive(Debug)]
pub(crate) struct Combined<'a> {
    /// The field.
    pub field: EventField,
    /// The canonical name.
    pub name: &'a str,
    /// Positions of the columns.
    pub columns: Vec<usize>,
    /// How the joined value is read.
    pub rules: Rules<'a>,
}

/// A value where the file gives none.
#[derive(Debug)]
pub(crate) struct Fallback<'a> {
    /// The field.
    pub field: EventField,
    /// The value.
    pub value: String,
    /// How it is read.
    pub rules: Rules<'a>,
}

/// How the rows of a log become events.
#[derive(Debug)]
pub(crate) struct Plan<'a> {
    /// Every column, in order.
    pub columns: Vec<Column<'a>>,
    /// Column and words of the rows to read.
    pub keep: Vec<(usize, &'a [String])>,
    /// Fields made of several columns.
    pub combined: Vec<Combined<'a>>,
    /// Values where the file gives none.
    pub defaults: Vec<Fallback<'a>>,
    /// Columns in the order in which a row's identity is computed: by field, so
    /// that an export with other column order gives the same ids.
    pub identity: Vec<(&'a str, usize)>,
}

impl<'a> Plan<'a> {
    /// Decides for a header, which stands at `place`. `facts` looks at the values where they decide.
    pub(crate) fn new(
        place: &Place,
        headers: &[String],
        block: &'a SourceBlock,
        facts: &ColumnFacts,
    ) -> (Self, Diagnostics) {
        let mut found = Diagnostics::new();
        let matched: Vec<Option<&'static str>> =
            headers.iter().map(|h| field_name(h, block)).collect();
        let has_device = matched.contains(&Some("device_id"));
        let mut columns = Vec::with_capacity(headers.len());
        for (at, header) in headers.iter().enumerate() {
            let mut name = matched[at];
            if header::normal(header).key == "编号" && !has_device && !in_columns(header, block) {
                name = None;
            }
            if let Some(decided) = facts.decided(at) {
                name = Some(decided.field);
                let place = place.clone().with_header(header.clone());
                found.push(decided.finding().at(place));
            }
            let mut column = column(header, name, block, facts.order(at));
            if header.is_empty() && column.role == Role::Note {
                column.header = format!("column {}", at + 1);
            }
            if let (Role::Field(EventField::Num(_)), Some(proof)) =
                (column.role, facts.decimal_comma(at))
            {
                column.rules.decimal_comma = true;
                found.push(with_comma(proof).at(place.clone().with_header(header.clone())));
            }
            columns.push(column);
        }
        shadow(&mut columns, block);
        let halves = date_and_time(&columns, facts);
        for (at, column) in columns.iter().enumerate() {
            let place = place.clone().with_header(column.header.clone());
            if let Some(guess) = facts.order_finding(at) {
                found.push(guess.at(place.clone()));
            }
            if column.unknown {
                found.push(unknown(&column.header, &place.file).at(place));
            }
        }
        let mut combined = combined(headers, block, facts);
        if let Some((date, time)) = halves {
            let rules = columns[date].rules.clone();
            for at in [date, time] {
                columns[at].role = Role::Combined;
            }
            let field = EventField::Clock(Clock::ReportedAt);
            combined.push(Combined {
                field,
                name: "reported_at",
                columns: vec![date, time],
                rules,
            });
        }
        let plan = Self {
            keep: keep(headers, block),
            defaults: defaults(&place.file, block),
            identity: identity(&columns, &combined),
            combined,
            columns,
        };
        (plan, found)
    }

    /// True where some column or default can give a row a time.
    pub(crate) fn has_stamp(&self) -> bool {
        self.fields().any(EventField::is_instant)
    }

    /// True where some column or default can give a row the time of its report.
    pub(crate) fn has_report(&self) -> bool {
        self.fields().any(|field| field == EventField::Clock(Clock::ReportedAt))
    }

    /// The column that gives the time of the report.
    pub(crate) fn reported(&self) -> Option<usize> {
        let role = Role::Field(EventField::Clock(Clock::ReportedAt));
        self.columns.iter().position(|column| column.role == role)
    }

    /// Positions of the columns that are kept as notes.
    pub(crate) fn noted(&self) -> impl Iterator<Item = usize> {
        self.columns.iter().enumerate().filter(|(_, c)| c.role == Role::Note).map(|(at, _)| at)
    }

    fn fields(&self) -> impl Iterator<Item = EventField> {
        let fields = self.columns.iter().filter_map(|c| match c.role {
            Role::Field(field) => Some(field),
            _ => None,
        });
        let fields = fields.chain(self.combined.iter().map(|c| c.field));
        fields.chain(self.defaults.iter().map(|d| d.field))
    }
}

/// A date and a time of day kept in two columns (`日期`, `时间`), which together
/// are the time of the report even where no block says so.
fn date_and_time(columns: &[Column<'_>], facts: &ColumnFacts) -> Option<(usize, usize)> {
    let mut all = columns.iter().enumerate().filter(|(_, c)| c.field == Some("reported_at"));
    let (first, second) = (all.next()?.0, all.next()?.0);
    match (all.next(), facts.is_time_of_day(first), facts.is_time_of_day(second)) {
        (None, true, false) => Some((second, first)),
        (None, false, true) => Some((first, second)),
        _ => None,
    }
}

fn in_columns(header: &str, block: &SourceBlock) -> bool {
    block.columns.keys().any(|foreign| same(foreign, header))
}

/// The canonical event field a header means, by block, then by the aliases.
pub(crate) fn field_name(header: &str, block: &SourceBlock) -> Option<&'static str> {
    let unit = unit_of(header, block);
    let timed = unit.as_deref().is_some_and(|unit| unit_hours(unit).is_some());
    let mapped = block.columns.iter().find(|(foreign, _)| same(foreign, header));
    let name = match mapped {
        Some((_, target)) => header::canonical(target)?.field,
        None if is_combined(header, block) || block.is_aside(header) => return None,
        None => header::canonical(header)?.field,
    };
    let name = if timed { header::duration_of(name) } else { name };
    EventField::named(name).map(|_| name)
}

/// Of several columns of one field the first counts, and before it one that the block
/// maps; the others fill in where that one is empty.
fn shadow(columns: &mut [Column<'_>], block: &SourceBlock) {
    let told: Vec<bool> = columns.iter().map(|c| in_columns(&c.header, block)).collect();
    for at in 0..columns.len() {
        let field = columns[at].field;
        let before = |other: usize| match (told[other], told[at]) {
            (true, false) => true,
            (false, true) => false,
            _ => other < at,
        };
        let wins = |o: &usize| *o != at && columns[*o].field == field && before(*o);
        let rivals = || (0..columns.len()).filter(wins).filter(|_| field.is_some());
        let (shadowed, yields_to) = (rivals().next().is_some(), rivals().find(|&o| o > at));
        (columns[at].shadowed, columns[at].yields_to) = (shadowed, yields_to);
    }
}

fn is_combined(header: &str, block: &SourceBlock) -> bool {
    block.combine.values().flatten().any(|foreign| same(foreign, header))
}

fn unit_of(header: &str, block: &SourceBlock) -> Option<String> {
    let told = block.units.iter().find(|(foreign, _)| same(foreign, header));
    told.map(|(_, unit)| unit.clone()).or_else(|| header::normal(header).unit)
}

fn column<'a>(
    header: &str,
    name: Option<&'static str>,
    block: &'a SourceBlock,
    order: Option<crate::ingest::mapping::DateOrder>,
) -> Column<'a> {
    let combined = is_combined(header, block);
    let role = match name.and_then(EventField::named) {
        Some(field) => Role::Field(field),
        None if header.is_empty() && !block.is_aside("") => Role::Nameless,
        None if combined => Role::Combined,
        None => Role::Note,
    };
    let mut rules = Rules::of(block, name.unwrap_or("")).with_order(order);
    if let Some(hours) = unit_of(header, block).as_deref().and_then(unit_hours) {
        rules.unit_h = hours;
    }
    rules.yes_no = charge_answers(header);
    let lists =
        block.missing.iter().filter(|(foreign, _)| *foreign == "*" || same(foreign, header));
    let missing = lists.flat_map(|(_, words)| words.iter().map(String::as_str)).collect();
    let kept = block.keep.keys().any(|foreign| same(foreign, header));
    let unknown = role == Role::Note && !kept && !block.is_aside(header);
    Column {
        header: header.to_owned(),
        field: name,
        role,
        rules,
        missing,
        unknown,
        shadowed: false,
        yields_to: None,
    }
}

fn with_comma(proof: &str) -> Diagnostic {
    let message = format!(
        "numbers of this column are read with a comma before the decimals, because of \"{proof}\""
    );
    Diagnostic::new(Code::HeaderAmbiguous, message)
        .raw(proof)
        .hint("write decimals with a dot if that is wrong")
}

fn unknown(header: &str, file: &str) -> Diagnostic {
    let message = format!("the column \"{header}\" is not known; its cells are kept as notes");
    let finding = Diagnostic::new(Code::HeaderUnknown, message).raw(header);
    finding.hint(match header::nearest(header) {
        Some(known) => {
            format!("is \"{known}\" meant? a column is mapped under `columns` in the file's block")
        }
        None => format!(
            "if it means something, map it under `columns` in the file's block; `faultbook import \"{file}\"` proposes how"
        ),
    })
}

fn keep<'a>(headers: &[String], block: &'a SourceBlock) -> Vec<(usize, &'a [String])> {
    let at = |foreign: &str| headers.iter().position(|h| same(foreign, h));
    block.keep.iter().filter_map(|(name, words)| Some((at(name)?, words.as_slice()))).collect()
}

fn combined<'a>(
    headers: &[String],
    block: &'a SourceBlock,
    facts: &ColumnFacts,
) -> Vec<Combined<'a>> {
    let mut out = Vec::new();
    for (name, foreign) in &block.combine {
        let Some(field) = header::canonical(name).and_then(|m| EventField::named(m.field)) else {
            continue;
        };
        let at = |f: &String| headers.iter().position(|h| same(f, h));
        let columns: Vec<usize> = foreign.iter().filter_map(at).collect();
        let order = columns.iter().find_map(|&c| facts.order(c));
        let rules = Rules::of(block, name).with_order(order);
        if !columns.is_empty() {
            out.push(Combined { field, name, columns, rules });
        }
    }
    out
}

fn defaults<'a>(path: &Arc<str>, block: &'a SourceBlock) -> Vec<Fallback<'a>> {
    let fields = block.default.iter().filter_map(|(name, value)| {
        let canonical = header::canonical(name)?.field;
        let field = EventField::named(canonical)?;
        Some(Fallback { field, value: expand(value, path), rules: Rules::of(block, canonical) })
    });
    fields.collect()
}

/// `{stem}`, `{folder}` and `{path}` of a file in a default.
pub(crate) fn expand(template: &str, path: &str) -> String {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let folder = folder.rsplit('/').next().unwrap_or("");
    template.replace("{stem}", stem).replace("{folder}", folder).replace("{path}", path)
}

fn identity<'a>(columns: &[Column<'a>], combined: &[Combined<'a>]) -> Vec<(&'a str, usize)> {
    let mut order: Vec<(&str, usize)> = Vec::new();
    for (at, column) in columns.iter().enumerate() {
        match (column.role, column.field) {
            (Role::Field(EventField::Text(TextField::Ticket)), _) => {}
            (Role::Field(_), Some(field)) => order.push((field, at)),
            _ => {}
        }
    }
    order.extend(combined.iter().flat_map(|c| c.columns.iter().map(|&at| (c.name, at))));
    // Columns of one field stay in their order; fields are sorted by name.
    order.sort_by_key(|(name, _)| *name);
    order
}
