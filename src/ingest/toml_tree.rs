//! TOML text to a [`Node`] tree, with every syntax error and its place.

use super::node::{Key, Node, Places, Pos, Quoted, Value};
use crate::diag::{Code, Diagnostic};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Findings told of one file; one missing bracket may break every line below it.
const MOST_FINDINGS: usize = 100;

/// Reads TOML. `offset` is the byte of `quoted.text` at which `text` begins. The
/// tree holds what could be read; `code` is that of the findings.
pub(super) fn read(
    text: &str,
    offset: usize,
    quoted: Quoted<'_>,
    code: Code,
) -> (Node, Vec<Diagnostic>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let findings = errors.iter().take(MOST_FINDINGS).map(|error| {
        let span = error.span().unwrap_or(0..0);
        let pos = quoted.pos(span.start + offset, span.end + offset);
        let code = if error.message().contains("duplicate key") { duplicate(code) } else { code };
        let message = format!("this is not valid TOML: {}", error.message());
        let finding = quoted.mark(Diagnostic::new(code, message), pos);
        match bare_key(quoted.text, pos.line) {
            Some(key) => finding.hint(format!("put the key in quotes: \"{key}\" = …")),
            None => finding,
        }
    });
    let findings = findings.collect();
    let reader = Reader { offset, places: Places::of(quoted.text) };
    let node = Node { value: reader.map(table.get_ref()), pos: Pos::default() };
    (node, findings)
}

/// The key of a line, where it has letters that a key without quotes may not have.
fn bare_key(text: &str, line: u32) -> Option<&str> {
    let line = text.lines().nth((line as usize).checked_sub(1)?)?;
    let key = line.split_once('=')?.0.trim();
    let quoted = key.starts_with(['"', '\'']);
    (!quoted && !key.is_empty() && !key.is_ascii()).then_some(key)
}

fn duplicate(code: Code) -> Code {
    if code == Code::FrontMatterSyntax { Code::FrontMatterDuplicate } else { code }
}

struct Reader<'a> {
    offset: usize,
    places: Places<'a>,
}

impl Reader<'_> {
    fn pos<T>(&self, spanned: &Spanned<T>) -> Pos {
        let span = spanned.span();
        self.places.pos(span.start + self.offset, span.end + self.offset)
    }

    fn map(&self, table: &DeTable<'_>) -> Value {
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        let entries = entries.into_iter().map(|(key, value)| {
            (Key { name: key.get_ref().to_string(), pos: self.pos(key) }, self.node(value))
        });
        Value::Map(entries.collect())
    }

    fn node(&self, spanned: &Spanned<DeValue<'_>>) -> Node {
        let value = match spanned.get_ref() {
            DeValue::String(text) => Value::Text(text.to_string()),
            DeValue::Integer(number) => Value::Text(number.to_string()),
            DeValue::Float(number) => Value::Text(number.to_string()),
            DeValue::Boolean(yes) => Value::Text(yes.to_string()),
            DeValue::Datetime(when) => Value::Text(when.to_string()),
            DeValue::Array(members) => {
                Value::List(members.iter().map(|member| self.node(member)).collect())
            }
            DeValue::Table(table) => self.map(table),
        };
        Node { value, pos: self.pos(spanned) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chinese_key_without_quotes_is_told_to_be_quoted() {
        let path = "a.md".into();
        let text = "id = \"A\"\n设备编号 = \"B\"\n";
        let quoted = Quoted { path: &path, text };
        let (_, findings) = read(text, 0, quoted, Code::FrontMatterSyntax);
        let hint = findings.first().and_then(|finding| finding.hint.as_deref());
        assert_eq!(hint, Some("put the key in quotes: \"设备编号\" = …"));
    }
}
