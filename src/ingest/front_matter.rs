//! A Markdown file's text to its front matter and its body. YAML stands between
//! `---`, TOML between `+++`; a file without either is all body.

use super::node::{Node, Pos, Quoted, Value};
use super::{toml_tree, yaml_tree};
use crate::diag::{Code, Diagnostic};

/// Front matter above this is no front matter.
const MAX_BYTES: usize = 1 << 20;

/// A file taken apart.
#[derive(Debug)]
pub(super) struct Parts<'a> {
    /// The front matter; an empty map where there is none.
    pub(super) head: Node,
    /// Everything below it.
    pub(super) body: &'a str,
    /// Physical line of the body's first line, from 1.
    pub(super) body_line: u32,
}

/// Takes a file apart. On an error the file is left out.
pub(super) fn split(quoted: Quoted<'_>) -> Result<Parts<'_>, Vec<Diagnostic>> {
    let text = quoted.text.strip_prefix('\u{feff}').unwrap_or(quoted.text);
    let first = text.lines().next().unwrap_or_default().trim_end();
    let fence = match first {
        "---" => "---",
        "+++" => "+++",
        _ => return Ok(Parts { head: empty(), body: text, body_line: 1 }),
    };
    let inside = &text[text.find('\n').map_or(text.len(), |at| at + 1)..];
    let Some((end, body)) = closing(inside, fence) else {
        if fence == "---" && !looks_like_keys(inside) {
            return Ok(Parts { head: empty(), body: text, body_line: 1 });
        }
        return Err(vec![unclosed(quoted, fence)]);
    };
    let head = &inside[..end];
    if head.len() > MAX_BYTES {
        return Err(vec![too_large(quoted)]);
    }
    let body_line = 2 + inside[..inside.len() - body.len()].matches('\n').count() as u32;
    let head = read(head, quoted, fence)?;
    Ok(Parts { head, body, body_line })
}

fn empty() -> Node {
    Node { value: Value::Map(Vec::new()), pos: Pos::default() }
}

fn read(head: &str, quoted: Quoted<'_>, fence: &str) -> Result<Node, Vec<Diagnostic>> {
    let node = if fence == "+++" {
        let offset = head.as_ptr() as usize - quoted.text.as_ptr() as usize;
        let (node, findings) = toml_tree::read(head, offset, quoted, Code::FrontMatterSyntax);
        if !findings.is_empty() {
            return Err(findings);
        }
        node
    } else {
        yaml_tree::read(head, 2, quoted).map_err(|finding| vec![finding])?
    };
    match node.value {
        Value::Map(_) => Ok(node),
        Value::Null => Ok(empty()),
        _ => Err(vec![
            quoted.mark(
                Diagnostic::new(
                    Code::FrontMatterSyntax,
                    "the front matter holds no `key: value` lines",
                )
                .hint("write one `key: value` a line, or remove the two `---` lines"),
                Pos { line: 2, column: 1, width: 1 },
            ),
        ]),
    }
}

/// Where the closing fence begins, and what follows it.
fn closing<'a>(inside: &'a str, fence: &str) -> Option<(usize, &'a str)> {
    let mut at = 0;
    for line in inside.split_inclusive('\n') {
        let bare = line.trim_end();
        if bare == fence || (fence == "---" && bare == "...") {
            return Some((at, &inside[at + line.len()..]));
        }
        at += line.len();
    }
    None
}

fn looks_like_keys(inside: &str) -> bool {
    let mut lines = inside.lines().filter(|line| !line.trim().is_empty()).take(3);
    lines.any(|line| {
        let key = line.split(':').next().unwrap_or_default();
        line.contains(':') && !key.is_empty() && !key.contains(char::is_whitespace)
    })
}

fn unclosed(quoted: Quoted<'_>, fence: &str) -> Diagnostic {
    let finding = Diagnostic::new(
        Code::FrontMatterUnclosed,
        format!("the front matter begins here but no line `{fence}` ends it"),
    )
    .hint(format!("put a line `{fence}` below the last key"));
    quoted.mark(finding, Pos { line: 1, column: 1, width: 3 })
}

fn too_large(quoted: Quoted<'_>) -> Diagnostic {
    let finding = Diagnostic::new(Code::FileTooLarge, "the front matter is larger than 1 MB")
        .hint("move long texts below the closing line");
    quoted.mark(finding, Pos { line: 1, column: 1, width: 3 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    fn with<T>(text: &str, check: impl FnOnce(Result<Parts<'_>, Vec<Diagnostic>>) -> T) -> T {
        let path: Arc<str> = "faults/a.md".into();
        check(split(Quoted { path: &path, text }))
    }

    #[test]
    fn yaml_toml_and_no_front_matter() {
        with("\u{feff}---\r\nid: A\r\n---\r\nbody\r\n", |parts| {
            let parts = parts.expect("readable");
            assert_eq!(parts.head.get("id").and_then(Node::as_text), Some("A"));
            assert_eq!((parts.body, parts.body_line), ("body\r\n", 4));
        });
        with("+++\nid = \"A\"\ndue = 2024-04-15\n+++\nx", |parts| {
            let parts = parts.expect("readable");
            let due = parts.head.get("due").expect("due");
            assert_eq!((due.as_text(), due.pos.line, due.pos.column), (Some("2024-04-15"), 3, 7));
        });
        with("---\n\nA rule above.\n", |parts| {
            assert_eq!(parts.expect("readable").body_line, 1);
        });
    }

    #[test]
    fn an_error_names_its_line() {
        for (text, code, line) in [
            ("---\nid: A\n", Code::FrontMatterUnclosed, 1),
            ("---\n- a\n- b\n---\n", Code::FrontMatterSyntax, 2),
            ("+++\na = 1\na = 2\n+++\n", Code::FrontMatterDuplicate, 3),
            ("+++\na = \n+++\n", Code::FrontMatterSyntax, 2),
        ] {
            with(text, |parts| {
                let findings = parts.expect_err("refused");
                assert_eq!(findings[0].code, code, "{text}");
                assert_eq!(findings[0].place.as_ref().and_then(|p| p.line), Some(line), "{text}");
            });
        }
        let huge = format!("---\na: {}\n---\n", "x".repeat(MAX_BYTES));
        with(&huge, |parts| assert_eq!(parts.expect_err("refused")[0].code, Code::FileTooLarge));
    }
}
