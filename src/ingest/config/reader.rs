//! Asking a TOML tree for values: every wrong key and value becomes a finding with
//! its place, and reading goes on.

use crate::diag::{Code, Diagnostic};
use crate::ingest::node::{Key, Node, Pos, Quoted, Value};
use crate::ingest::record_values as values;
use crate::ingest::value::word::Word;
use std::collections::BTreeMap;

/// Further than this a key is not a misspelling of another.
const NEAR: f64 = 0.6;

/// The configuration's text and what was found in it.
pub(super) struct Reader<'a> {
    /// The file, for excerpts.
    pub(super) quoted: Quoted<'a>,
    /// What was found.
    pub(super) findings: Vec<Diagnostic>,
}

impl Reader<'_> {
    /// A finding at a place.
    pub(super) fn find(&mut self, finding: Diagnostic, pos: Pos) {
        self.findings.push(self.quoted.mark(finding, pos));
    }

    /// A value that is not allowed.
    pub(super) fn wrong(&mut self, node: &Node, key: &str, expected: &str) {
        let finding =
            Diagnostic::new(Code::ConfigValue, format!("`{key}` has a value that is not allowed"))
                .raw(node.flat())
                .expected(expected);
        self.find(finding, node.pos);
    }

    /// Reports every key of a table that is not one of the known ones.
    pub(super) fn check_keys(&mut self, table: &Node, name: &str, known: &[&str]) {
        if !matches!(table.value, Value::Map(_)) {
            self.wrong(table, name, "a table");
            return;
        }
        for (key, _) in table.entries() {
            if !known.contains(&key.name.as_str()) {
                self.unknown_key(key, name, known);
            }
        }
    }

    fn unknown_key(&mut self, key: &Key, table: &str, known: &[&str]) {
        let place = if table.is_empty() { String::new() } else { format!(" in {table}") };
        let finding = Diagnostic::new(
            Code::ConfigUnknownKey,
            format!("the key `{}` is not known{place}", key.name),
        )
        .expected(format!("one of {}", known.join(", ")));
        let finding = match nearest(&key.name, known) {
            Some(near) => finding.hint(format!("did you mean `{near}`?")),
            None => finding.hint("remove the key; docs/configuration.md lists every key"),
        };
        self.find(finding, key.pos);
    }

    /// A text.
    pub(super) fn text(&mut self, table: &Node, key: &str) -> Option<String> {
        let node = table.get(key)?;
        if let Value::Text(text) = &node.value {
            return Some(text.trim().to_owned()).filter(|t| !t.is_empty());
        }
        self.wrong(node, key, "a text");
        None
    }

    /// Yes or no.
    pub(super) fn flag(&mut self, table: &Node, key: &str) -> Option<bool> {
        let node = table.get(key)?;
        let parsed = match node.flat().as_str() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        };
        if parsed.is_none() {
            self.wrong(node, key, "true or false");
        }
        parsed
    }

    /// A number from 0.
    pub(super) fn number(&mut self, table: &Node, key: &str) -> Option<f64> {
        let node = table.get(key)?;
        let parsed = node.as_text().and_then(|t| t.parse::<f64>().ok());
        let parsed = parsed.filter(|n| n.is_finite() && *n >= 0.0);
        if parsed.is_none() {
            self.wrong(node, key, "a number from 0");
        }
        parsed
    }

    /// A whole number from 0 that fits.
    pub(super) fn count<N: TryFrom<u64>>(&mut self, table: &Node, key: &str) -> Option<N> {
        let node = table.get(key)?;
        let parsed = node.as_text().and_then(|t| t.parse::<u64>().ok());
        let parsed = parsed.and_then(|n| N::try_from(n).ok());
        if parsed.is_none() {
            self.wrong(node, key, "a whole number from 0");
        }
        parsed
    }

    /// A text or a list of texts, with the place of each.
    pub(super) fn list<'n>(&mut self, table: &'n Node, key: &str) -> Vec<&'n Node> {
        let Some(node) = table.get(key) else { return Vec::new() };
        let members = node.members();
        for member in members {
            if !matches!(member.value, Value::Text(_)) {
                self.wrong(member, key, "a text or a list of texts");
            }
        }
        members.iter().filter(|m| matches!(m.value, Value::Text(_))).collect()
    }

    /// A text or a list of texts.
    pub(super) fn texts(&mut self, table: &Node, key: &str) -> Vec<String> {
        self.list(table, key).into_iter().map(|node| node.flat().trim().to_owned()).collect()
    }

    /// A table of texts; a list in it is joined by `; `.
    pub(super) fn text_map(&mut self, table: &Node, key: &str) -> BTreeMap<String, String> {
        let entries = self.entries(table, key);
        entries.iter().map(|(key, node)| (key.name.clone(), node.flat())).collect()
    }

    /// A table of lists of texts; a single text is a list of one.
    pub(super) fn list_map(&mut self, table: &Node, key: &str) -> BTreeMap<String, Vec<String>> {
        let entries = self.entries(table, key);
        let lists = entries
            .iter()
            .map(|(key, node)| (key.name.clone(), node.members().iter().map(Node::flat).collect()));
        lists.collect()
    }

    /// The entries of a table under a key.
    pub(super) fn entries<'n>(&mut self, table: &'n Node, key: &str) -> &'n [(Key, Node)] {
        let Some(node) = table.get(key) else { return &[] };
        if !matches!(node.value, Value::Map(_)) {
            self.wrong(node, key, "a table");
        }
        node.entries()
    }

    /// The word a text stands for, through a parser.
    pub(super) fn parsed<T>(
        &mut self,
        table: &Node,
        key: &str,
        parse: impl Fn(&str) -> Option<T>,
        expected: &str,
    ) -> Option<T> {
        let node = table.get(key)?;
        let parsed = node.as_text().and_then(parse);
        if parsed.is_none() {
            self.wrong(node, key, expected);
        }
        parsed
    }

    /// The words a list stands for.
    pub(super) fn words<W: Word>(&mut self, table: &Node, key: &str) -> Vec<W> {
        let mut words = Vec::new();
        for node in self.list(table, key) {
            match values::word(&node.flat()) {
                Ok(word) => words.push(word),
                Err(_) => self.wrong(
                    node,
                    key,
                    &format!("one of {}", values::word_names::<W>().join(", ")),
                ),
            }
        }
        words
    }
}

/// The known key that a misspelt one most looks like.
pub(in crate::ingest) fn nearest<'k>(key: &str, known: &[&'k str]) -> Option<&'k str> {
    let score = |name: &&&str| strsim::jaro_winkler(&key.to_lowercase(), name);
    let best = known.iter().max_by(|a, b| score(a).total_cmp(&score(b)))?;
    (score(&best) >= NEAR).then_some(*best)
}
