//! YAML text to a [`Node`] tree. Scalars keep the letters of the file, so that an
//! id `00123` or `1E3` stays one; aliases, depth and size are limited; a key that
//! is named twice is an error.

use super::node::{Key, Node, Pos, Quoted, Value};
use crate::diag::{Code, Diagnostic};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{Spanned, budget::BudgetBreach};

/// Aliases are for a word said twice, not for a document in a hundred bytes.
const MAX_ALIAS_EVENTS: usize = 10_000;
const MAX_DEPTH: usize = 32;
/// Keys and values of one file.
const MAX_NODES: usize = 250_000;
/// Text of one file once its aliases are unrolled, in bytes.
const MAX_TEXT: usize = 4 << 20;

/// Reads YAML that begins on physical line `first_line` of the quoted file.
pub(super) fn read(text: &str, first_line: u32, quoted: Quoted<'_>) -> Result<Node, Diagnostic> {
    if text.trim().is_empty() {
        return Ok(Node { value: Value::Map(Vec::new()), pos: Pos::default() });
    }
    let parsed = serde_saphyr::from_str_with_options::<Spanned<Raw>>(text, options());
    let raw = parsed.map_err(|error| finding(&error, first_line, quoted))?;
    Ok(Reader { text, first_line }.node(raw))
}

fn options() -> serde_saphyr::Options {
    let mut options = serde_saphyr::Options::default();
    options.alias_limits.max_total_replayed_events = MAX_ALIAS_EVENTS;
    if let Some(budget) = &mut options.budget {
        budget.max_depth = MAX_DEPTH;
        budget.max_nodes = MAX_NODES;
        budget.max_total_scalar_bytes = MAX_TEXT;
    }
    options.with_snippet = false;
    options
}

/// A tab is told at the line it stands in, not at the value that it seems to go on.
fn tab_from(pos: Pos, error: &serde_saphyr::Error, quoted: Quoted<'_>) -> Option<Pos> {
    let said = first_line_of(&innermost(error).to_string()).contains("found a tab");
    let lines = quoted.text.lines().enumerate().skip(pos.line.saturating_sub(1) as usize);
    let indented = |line: &str| line[..line.len() - line.trim_start().len()].contains('\t');
    let at = lines.take_while(|_| said).find(|(_, line)| indented(line))?.0;
    Some(Pos { line: u32::try_from(at + 1).ok()?, column: 1, width: 1 })
}

fn finding(error: &serde_saphyr::Error, first_line: u32, quoted: Quoted<'_>) -> Diagnostic {
    use serde_saphyr::Error;
    let pos = error.location().map_or(Pos::default(), |at| place(&at, first_line));
    let pos = tab_from(pos, error, quoted).unwrap_or(pos);
    let line = quoted.text.lines().nth(pos.line.saturating_sub(1) as usize).unwrap_or_default();
    let indent = line.len() - line.trim_start().len();
    let diagnostic = match innermost(error) {
        Error::DuplicateMappingKey { key, .. } => {
            let name = key.as_deref().unwrap_or("?");
            Diagnostic::new(
                Code::FrontMatterDuplicate,
                format!("the key `{name}` stands twice in the front matter"),
            )
            .hint("keep one of the two lines")
        }
        Error::Budget { breach, .. } => too_much(breach),
        Error::AliasReplayLimitExceeded { .. } | Error::AliasReplayStackDepthExceeded { .. } => {
            repeated()
        }
        _ if line[..indent].contains('\t') => Diagnostic::new(
            Code::FrontMatterSyntax,
            "the front matter is indented with a tab, which YAML does not allow",
        )
        .hint("use spaces for indentation"),
        other => Diagnostic::new(
            Code::FrontMatterSyntax,
            format!("the front matter is not valid YAML: {}", first_line_of(&other.to_string())),
        )
        .hint("put a text that holds `:`, `#` or quotes into quotation marks"),
    };
    quoted.mark(diagnostic, pos)
}

/// The error itself, without what the parser says about the way to it.
fn innermost(error: &serde_saphyr::Error) -> &serde_saphyr::Error {
    match error.without_snippet() {
        serde_saphyr::Error::AliasError { error, .. } => innermost(error),
        error => error,
    }
}

/// The finding of front matter beyond a limit of the parser.
fn too_much(breach: &BudgetBreach) -> Diagnostic {
    let what = match breach {
        BudgetBreach::Depth { .. } => {
            return Diagnostic::new(
                Code::NestingTooDeep,
                format!("the front matter is nested deeper than {MAX_DEPTH} levels"),
            )
            .hint("flatten it, or quote a text that begins with brackets or dashes");
        }
        BudgetBreach::Nodes { .. } | BudgetBreach::Events { .. } => {
            format!("has more than {MAX_NODES} keys and values")
        }
        BudgetBreach::MergeKeys { .. } => "merges maps (`<<`) more than 10,000 times".to_owned(),
        _ => return repeated(),
    };
    Diagnostic::new(Code::FileTooLarge, format!("the front matter {what}"))
        .hint("move long lists into a table or below the closing line")
}

/// The finding of front matter that unrolls to far more than is written.
fn repeated() -> Diagnostic {
    Diagnostic::new(
        Code::FrontMatterSyntax,
        format!(
            "the front matter repeats too much by aliases (`*name`): at most {MAX_ALIAS_EVENTS} values, or {} MB of text, may be repeated",
            MAX_TEXT >> 20
        ),
    )
    .hint("write the values out where they are needed")
}

fn first_line_of(message: &str) -> String {
    let line = message.lines().next().unwrap_or_default();
    line.split(" at line ").next().unwrap_or(line).to_owned()
}

fn place(at: &serde_saphyr::Location, first_line: u32) -> Pos {
    if at.line() == 0 {
        return Pos { line: first_line, column: 1, width: 1 };
    }
    Pos {
        line: at.line() as u32 + first_line - 1,
        column: (at.column() as u32).max(1),
        width: (at.span().len() as u32).max(1),
    }
}

struct Reader<'a> {
    text: &'a str,
    first_line: u32,
}

impl Reader<'_> {
    fn node(&self, spanned: Spanned<Raw>) -> Node {
        let pos = place(&spanned.referenced, self.first_line);
        let value = match spanned.value {
            Raw::Null => Value::Null,
            Raw::Text(text) => Value::Text(text),
            Raw::Typed(fallback) => Value::Text(self.source(&spanned.defined).unwrap_or(fallback)),
            Raw::List(members) => Value::List(members.into_iter().map(|m| self.node(m)).collect()),
            Raw::Map(entries) => Value::Map(
                entries
                    .into_iter()
                    .map(|(key, value)| {
                        let pos = place(&key.referenced, self.first_line);
                        (Key { name: self.key(key), pos }, self.node(value))
                    })
                    .collect(),
            ),
        };
        Node { value, pos }
    }

    fn key(&self, key: Spanned<Raw>) -> String {
        match key.value {
            Raw::Text(text) => text,
            Raw::Typed(fallback) => self.source(&key.defined).unwrap_or(fallback),
            _ => "?".to_owned(),
        }
    }

    /// The letters of a scalar that YAML takes for a number or a yes/no.
    fn source(&self, at: &serde_saphyr::Location) -> Option<String> {
        let from = usize::try_from(at.span().byte_offset()?).ok()?;
        let length = usize::try_from(at.span().byte_len()?).ok()?;
        let text = self.text.get(from..from.checked_add(length)?)?.trim();
        (!text.is_empty() && !text.contains('\n')).then(|| text.to_owned())
    }
}

enum Raw {
    Null,
    Text(String),
    Typed(String),
    List(Vec<Spanned<Raw>>),
    Map(Vec<(Spanned<Raw>, Spanned<Raw>)>),
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a text, a list or a map")
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Raw, D::Error> {
        Raw::deserialize(deserializer)
    }

    fn visit_str<E>(self, text: &str) -> Result<Raw, E> {
        Ok(Raw::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Raw, E> {
        Ok(Raw::Text(text))
    }

    fn visit_bool<E>(self, yes: bool) -> Result<Raw, E> {
        Ok(Raw::Typed(yes.to_string()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Raw, E> {
        Ok(Raw::Typed(number.to_string()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Raw, E> {
        Ok(Raw::Typed(number.to_string()))
    }

    fn visit_i128<E>(self, number: i128) -> Result<Raw, E> {
        Ok(Raw::Typed(number.to_string()))
    }

    fn visit_u128<E>(self, number: u128) -> Result<Raw, E> {
        Ok(Raw::Typed(number.to_string()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Raw, E> {
        Ok(Raw::Typed(number.to_string()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Raw, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = list.next_element()? {
            members.push(member);
        }
        Ok(Raw::List(members))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Raw, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Raw::Map(entries))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    fn parse(text: &str) -> Result<Node, Diagnostic> {
        let path: Arc<str> = "a.md".into();
        read(text, 2, Quoted { path: &path, text: &format!("---\n{text}") })
    }

    #[test]
    fn scalars_keep_their_letters_and_places() {
        let node =
            parse("id: 00123\ncode: 1E3\nv: 1.10\nok: yes\nnone:\nlist: [a, 007]\nm: {A: 2}\n")
                .expect("valid");
        for (key, text) in [("id", "00123"), ("code", "1E3"), ("v", "1.10"), ("ok", "yes")] {
            assert_eq!(node.get(key).and_then(Node::as_text), Some(text), "{key}");
        }
        assert_eq!(node.get("none").map(|n| &n.value), Some(&Value::Null));
        assert_eq!(node.get("list").map(Node::flat).as_deref(), Some("a; 007"));
        assert_eq!(node.get("m").and_then(|m| m.get("A")).and_then(Node::as_text), Some("2"));
        let code = node.get("code").map(|n| (n.pos.line, n.pos.column));
        assert_eq!(code, Some((3, 7)));
    }

    #[test]
    fn bad_yaml_is_told_with_its_line() {
        for (text, code, line) in [
            ("a: 1\nb: 2\na: 3\n", Code::FrontMatterDuplicate, 4),
            ("a:\n\tb: 1\n", Code::FrontMatterSyntax, 3),
            ("a: [1, 2\nb: 3\n", Code::FrontMatterSyntax, 3),
        ] {
            let finding = parse(text).expect_err("refused");
            assert_eq!(finding.code, code, "{text}");
            assert_eq!(finding.place.and_then(|p| p.line), Some(line), "{text}");
        }
    }

    #[test]
    fn an_alias_bomb_is_refused_quickly() {
        let mut text = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n".to_owned();
        for n in 1..9 {
            let refs = vec![format!("*a{}", n - 1); 10].join(",");
            text = format!("{text}a{n}: &a{n} [{refs}]\n");
        }
        assert_eq!(parse(&text).expect_err("refused").code, Code::FrontMatterSyntax);
    }

    #[test]
    fn a_limit_is_told_in_words() {
        let twice = |n: usize| format!("a{n}: &a{n} [*a{0}, *a{0}, *a{0}]\n", n - 1);
        let bomb: String =
            std::iter::once("a0: &a0 [x, x]\n".to_owned()).chain((1..30).map(twice)).collect();
        let long = format!("a: &a {}\nb: [{}]\n", "x".repeat(1 << 17), "*a, ".repeat(99));
        for (text, code, words) in [
            (bomb, Code::FrontMatterSyntax, "repeats too much by aliases"),
            (long, Code::FrontMatterSyntax, "4 MB of text"),
            (
                format!("a: {}{}", "[".repeat(40), "]".repeat(40)),
                Code::NestingTooDeep,
                "deeper than 32 levels",
            ),
            (
                format!("a: [{}]", "1, ".repeat(MAX_NODES)),
                Code::FileTooLarge,
                "250000 keys and values",
            ),
        ] {
            let finding = parse(&text).expect_err("refused");
            assert_eq!(finding.code, code, "{}", finding.message);
            assert!(finding.message.contains(words), "{}", finding.message);
            assert!(finding.place.is_some_and(|place| place.line.is_some()), "{words}");
        }
    }
}
