//! One record on its way in: fields under their canonical names, from a table row
//! or from front matter alike. A record asks for what it knows; what is left over
//! is kept as unknown.

use super::mapping::DateOrder;
use super::node::{Node, Pos, Value};
use super::record_values as values;
use super::value::word::Word;
use crate::diag::{Code, Diagnostic, Diagnostics, Place};
use crate::model::records::Meta;
use crate::model::slug::steers_path;
use crate::model::time::{Day, Instant, Zone};

/// What reading a value needs to know beside its text.
#[derive(Clone, PartialEq)]
pub(super) struct Reading {
    /// The zone of naive stamps.
    pub(super) zone: Zone,
    /// Which of `5/3/2024` is the month.
    pub(super) date_order: Option<DateOrder>,
}

/// One field.
#[derive(Clone, Debug)]
pub(super) struct Field {
    /// Canonical name; empty or as written where it is not known.
    pub(super) name: String,
    /// The header or key as written.
    pub(super) written: String,
    /// The value.
    pub(super) value: Node,
    used: bool,
}

impl Field {
    /// A field that nobody has asked for yet.
    pub(super) fn new(name: impl Into<String>, written: impl Into<String>, value: Node) -> Self {
        Self { name: name.into(), written: written.into(), value, used: false }
    }
}

/// One record on its way in.
pub(super) struct Form<'a> {
    /// Where it begins.
    pub(super) place: Place,
    /// What was found.
    pub(super) findings: Diagnostics,
    fields: Vec<Field>,
    reading: &'a Reading,
}

impl<'a> Form<'a> {
    /// A record of these fields. Of two fields of one name the first that holds
    /// something counts.
    pub(super) fn new(place: Place, fields: Vec<Field>, reading: &'a Reading) -> Self {
        Self { place, findings: Diagnostics::new(), fields, reading }
    }

    /// Sets a field that is not there or is blank.
    pub(super) fn fill(&mut self, name: &str, text: &str) {
        if self.peek(name).is_none() && !text.is_empty() {
            let node =
                Node::text(text, Pos { line: self.place.line.unwrap_or(0), ..Pos::default() });
            self.fields.push(Field::new(name, name, node));
        }
    }

    /// The value of a field that holds something, without marking it as used.
    pub(super) fn peek(&self, name: &str) -> Option<&Node> {
        self.fields.iter().filter(|f| f.name == name).map(|f| &f.value).find(|n| !blank(n))
    }

    /// The fields that nobody has asked for, marked as used.
    pub(super) fn take_unused(&mut self) -> Vec<Field> {
        let unused: Vec<Field> = self.fields.iter().filter(|f| !f.used).cloned().collect();
        self.fields.iter_mut().for_each(|f| f.used = true);
        unused
    }

    /// Forgets the fields of which a test says so.
    pub(super) fn forget(&mut self, test: impl Fn(&Field) -> bool) {
        self.fields.retain(|field| !test(field));
    }

    /// The value of a field; none where it is blank.
    pub(super) fn node(&mut self, name: &str) -> Option<Node> {
        let mut found = None;
        for field in self.fields.iter_mut().filter(|f| f.name == name) {
            field.used = true;
            if found.is_none() && !blank(&field.value) {
                found = Some(field.value.clone());
            }
        }
        found
    }

    /// A finding about a field.
    pub(super) fn find(&mut self, finding: Diagnostic, name: &str, pos: Pos) {
        let written = self.fields.iter().find(|f| f.name == name).map(|f| f.written.clone());
        let mut place = self.place.clone();
        if place.sheet.is_some() && pos.column > 0 {
            place = place.on_cell(pos.line, pos.column as usize - 1);
        } else if pos.line > 0 {
            place.line = Some(pos.line);
            place.column = (pos.column > 0).then_some(pos.column).or(place.column);
        }
        let header = written.unwrap_or_else(|| name.to_owned());
        self.findings.push(finding.at(place.with_header(header)));
    }

    /// A text.
    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        self.node(name).map(|node| node.flat().trim().to_owned())
    }

    /// An id: one line of text that does not steer a path.
    pub(super) fn id(&mut self, name: &str) -> Option<String> {
        let node = self.node(name)?;
        let text = node.flat().trim().to_owned();
        self.check_id(&text, name, node.pos);
        Some(text)
    }

    fn check_id(&mut self, text: &str, name: &str, pos: Pos) {
        if steers_path(text) {
            self.find(path_escape(text), name, pos);
        }
    }

    /// A list of ids.
    pub(super) fn ids<I: From<String>>(&mut self, name: &str) -> Vec<I> {
        let pos = self.peek(name).map_or(Pos::default(), |n| n.pos);
        let list = self.list(name);
        for text in &list {
            self.check_id(text, name, pos);
        }
        list.into_iter().map(I::from).collect()
    }

    /// A list of texts; one text is split at `;`, else at commas.
    pub(super) fn list(&mut self, name: &str) -> Vec<String> {
        self.listed(name, values::list)
    }

    /// A list of names that may hold commas; one text is split at `;` alone.
    pub(super) fn names(&mut self, name: &str) -> Vec<String> {
        self.listed(name, values::names)
    }

    fn listed(&mut self, name: &str, split: fn(&str) -> Vec<String>) -> Vec<String> {
        match self.node(name).map(|node| node.value) {
            Some(Value::List(members)) => {
                members.iter().map(Node::flat).filter(|m| !values::is_blank(m)).collect()
            }
            Some(Value::Text(text)) => split(&text),
            Some(Value::Map(entries)) => entries.into_iter().map(|(key, _)| key.name).collect(),
            Some(Value::Null) | None => Vec::new(),
        }
    }

    /// A map of texts: a map of front matter or `LCD:12;PSU:24`.
    pub(super) fn pairs(&mut self, name: &str) -> Vec<(String, String)> {
        match self.node(name).map(|node| node.value) {
            Some(Value::Map(entries)) => {
                entries.iter().map(|(key, node)| (key.name.clone(), node.flat())).collect()
            }
            Some(Value::Text(text)) => values::pairs(&text),
            _ => Vec::new(),
        }
    }

    /// A day.
    pub(super) fn day(&mut self, name: &str) -> Option<Day> {
        let order = self.reading.date_order;
        self.parsed(name, |text| values::day(text, order))
    }

    /// An instant; a date alone is its first.
    pub(super) fn instant(&mut self, name: &str) -> Option<Instant> {
        let reading = self.reading;
        let stamp = |text: &str| values::stamp(text, &reading.zone, reading.date_order);
        self.parsed(name, stamp).map(|stamp| stamp.at)
    }

    /// A number that cannot be negative.
    pub(super) fn amount(&mut self, name: &str) -> Option<f64> {
        self.parsed(name, |text| match values::number(text)? {
            number if number < 0.0 => {
                Err(Diagnostic::new(Code::ValueNumber, "this number cannot be negative").raw(text))
            }
            number => Ok(number),
        })
    }

    /// A whole number from 0.
    pub(super) fn count(&mut self, name: &str) -> Option<u32> {
        self.parsed(name, |text| {
            let number = values::number(text)?;
            let whole = number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&number);
            whole.then_some(number as u32).ok_or_else(|| {
                Diagnostic::new(Code::ValueNumber, "this is no whole number from 0")
                    .raw(text)
                    .expected("a whole number such as 12")
            })
        })
    }

    /// Yes or no.
    pub(super) fn flag(&mut self, name: &str) -> Option<bool> {
        self.parsed(name, values::flag)
    }

    /// A word of a closed list.
    pub(super) fn word<W: Word>(&mut self, name: &str) -> Option<W> {
        self.parsed(name, values::word::<W>)
    }

    /// A text through a parser; an unusable value is a finding and no value.
    pub(super) fn parsed<T>(
        &mut self,
        name: &str,
        parse: impl Fn(&str) -> Result<T, Diagnostic>,
    ) -> Option<T> {
        let node = self.node(name)?;
        match parse(node.flat().trim()) {
            Ok(value) => Some(value),
            Err(finding) => {
                let hint = "the value is left out; everything else of the record is kept";
                let finding = if finding.hint.is_none() { finding.hint(hint) } else { finding };
                self.find(finding, name, node.pos);
                None
            }
        }
    }

    /// The place and the fields that nobody asked for. Findings stay for the caller.
    pub(super) fn meta(&mut self) -> Meta {
        let unknown = self.take_unused().into_iter();
        let unknown = unknown.filter(|f| !blank(&f.value)).map(|f| (f.written, f.value.flat()));
        Meta { place: self.place.clone(), unknown: unknown.collect(), article: None }
    }
}

fn blank(node: &Node) -> bool {
    match &node.value {
        Value::Null => true,
        Value::Text(text) => values::is_blank(text),
        Value::List(members) => members.is_empty(),
        Value::Map(entries) => entries.is_empty(),
    }
}

/// The finding for an id that would lead out of the output folder.
pub(super) fn path_escape(id: &str) -> Diagnostic {
    Diagnostic::new(Code::PathEscape, "this id would lead out of the output folder")
        .raw(id)
        .expected("an id without `..`, drive letters or a leading slash")
        .hint("give the record another id")
}
