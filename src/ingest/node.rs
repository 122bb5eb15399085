//! The tree that a TOML file, a front matter or a table row is read into: texts,
//! lists and maps, each with its physical place. What a value means is decided by
//! the record that asks for it, so texts stay as written here (`00123`, `1.10`).

use crate::diag::{Diagnostic, Place};
use std::cell::Cell;
use std::sync::Arc;

/// Where a value stands in its file. Line and column count from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Pos {
    /// Physical line; 0 where it is not known.
    pub(super) line: u32,
    /// Column in characters.
    pub(super) column: u32,
    /// Characters to underline.
    pub(super) width: u32,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    /// Nothing: `null`, `~`, an empty value.
    Null,
    /// A text, number, date or yes/no, as written.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// A map, in the order of the file.
    Map(Vec<(Key, Node)>),
}

/// A value with its place.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Node {
    /// What it is.
    pub(super) value: Value,
    /// Where it is.
    pub(super) pos: Pos,
}

/// A key of a map with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Key {
    /// As written.
    pub(super) name: String,
    /// Where it is.
    pub(super) pos: Pos,
}

impl Node {
    /// A text that stands on a line.
    pub(super) fn text(text: impl Into<String>, pos: Pos) -> Self {
        Self { value: Value::Text(text.into()), pos }
    }

    /// The text, if it is one that is not blank.
    pub(super) fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text.trim()).filter(|t| !t.is_empty()),
            _ => None,
        }
    }

    /// The entries of a map; none for anything else.
    pub(super) fn entries(&self) -> &[(Key, Self)] {
        match &self.value {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The value under a key of a map.
    pub(super) fn get(&self, name: &str) -> Option<&Self> {
        self.entries().iter().find(|(key, _)| key.name == name).map(|(_, node)| node)
    }

    /// The members of a list; a single value is a list of one.
    pub(super) fn members(&self) -> &[Self] {
        match &self.value {
            Value::Null => &[],
            Value::List(members) => members,
            _ => std::slice::from_ref(self),
        }
    }

    /// The value as a person would read it in one line.
    pub(super) fn flat(&self) -> String {
        match &self.value {
            Value::Null => String::new(),
            Value::Text(text) => text.clone(),
            Value::List(members) => join(members.iter().map(Self::flat)),
            Value::Map(entries) => {
                join(entries.iter().map(|(key, node)| format!("{}: {}", key.name, node.flat())))
            }
        }
    }
}

fn join(parts: impl Iterator<Item = String>) -> String {
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ")
}

/// The text of a file, kept beside its tree so that findings can quote it.
#[derive(Clone, Copy)]
pub(super) struct Quoted<'a> {
    /// Path relative to the project's root.
    pub(super) path: &'a Arc<str>,
    /// The whole text.
    pub(super) text: &'a str,
}

impl Quoted<'_> {
    /// The finding with its place and the line it is about.
    pub(super) fn mark(&self, finding: Diagnostic, pos: Pos) -> Diagnostic {
        if pos.line == 0 {
            return finding.at(Place::file(self.path.clone()));
        }
        let place = Place::at(self.path.clone(), pos.line, pos.column.max(1));
        let finding = finding.at(place);
        let Some(line) = self.text.lines().nth(pos.line as usize - 1) else { return finding };
        let (line, length) = shortened(line);
        let from = (pos.column.saturating_sub(1) as usize).min(length);
        let to = (from + pos.width.max(1) as usize).min(length.max(from + 1));
        finding.excerpt(line, from, to)
    }

    /// The line and column of a byte of the text.
    pub(super) fn pos(&self, from: usize, to: usize) -> Pos {
        Places::of(self.text).pos(from, to)
    }
}

/// Finds lines and columns of a text, for many bytes that mostly come in order.
pub(super) struct Places<'a> {
    text: &'a str,
    /// First byte of each line.
    lines: Vec<usize>,
    /// A byte, and the characters before it on its line.
    last: Cell<(usize, u32)>,
}

impl<'a> Places<'a> {
    /// Of a text.
    pub(super) fn of(text: &'a str) -> Self {
        let below = text.match_indices('\n').map(|(at, _)| at + 1);
        Self { text, lines: std::iter::once(0).chain(below).collect(), last: Cell::default() }
    }

    /// The line and column of a byte, and how wide what stands there is.
    pub(super) fn pos(&self, from: usize, to: usize) -> Pos {
        let from = floor(self.text, from);
        let to = floor(self.text, to.max(from));
        let line = self.lines.partition_point(|start| *start <= from);
        let start = self.lines[line - 1];
        let (known, before) = self.last.get();
        let (known, before) =
            if (start..=from).contains(&known) { (known, before) } else { (start, 0) };
        let before = before + self.text[known..from].chars().count() as u32;
        self.last.set((from, before));
        let first = self.text[from..to].lines().next().unwrap_or_default();
        Pos { line: line as u32, column: before + 1, width: first.chars().count() as u32 }
    }
}

const LONGEST_EXCERPT: usize = 240;

fn shortened(line: &str) -> (String, usize) {
    let text: String = line.chars().take(LONGEST_EXCERPT).collect();
    let length = text.chars().count();
    (text, length)
}

fn floor(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
