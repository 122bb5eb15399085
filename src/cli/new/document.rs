//! A draft as a Markdown file: YAML front matter, then the headings.

use super::draft::{Content, Draft, Field};
use crate::model::Lang;

/// The text of the file.
pub(super) fn text(draft: &Draft, langs: &[Lang]) -> String {
    let mut out = format!("---\nid: {}\n", scalar(&draft.id));
    for field in &draft.fields {
        out.push_str(&line(field));
        out.push('\n');
    }
    out.push_str("---\n");
    let mut opening = draft.opening.as_deref();
    for heading in draft.kind.headings_in(langs) {
        out.push_str(&format!("\n## {heading}\n"));
        if let Some(text) = opening.take() {
            out.push_str(&format!("\n{}\n", escaped(text)));
        }
    }
    out
}

fn line(field: &Field) -> String {
    let text = match &field.content {
        Content::Open => format!("{}:", field.name),
        Content::Text(text) => format!("{}: {}", field.name, scalar(text)),
        Content::List(list) => {
            let members: Vec<String> = list.iter().map(|member| scalar(member)).collect();
            format!("{}: [{}]", field.name, members.join(", "))
        }
    };
    if field.words.is_empty() { text } else { format!("{text}  # {}", field.words) }
}

/// A text as YAML: bare where no reader could take it for anything else.
fn scalar(text: &str) -> String {
    let letters = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
    let dated = text.len() >= 10 && text.as_bytes()[4] == b'-' && text.as_bytes()[7] == b'-';
    let bare = text.starts_with(char::is_alphabetic)
        && text.chars().all(letters)
        && !is_word_of_yaml(text);
    let stamp = dated && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | ':' | 'T'));
    if bare || stamp {
        return text.to_owned();
    }
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn is_word_of_yaml(text: &str) -> bool {
    const WORDS: [&str; 10] = ["true", "false", "yes", "no", "on", "off", "null", "y", "n", "nan"];
    WORDS.contains(&text.to_ascii_lowercase().as_str())
}

/// A person's words as a paragraph: what Markdown would read as a heading, a list or
/// HTML stays text.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 4);
    for (at, c) in text.char_indices() {
        let marks_anywhere =
            matches!(c, '\\' | '`' | '*' | '_' | '<' | '[' | ']' | '|' | '&' | '~');
        let marks_a_line = at == 0 && matches!(c, '#' | '>' | '-' | '+' | '=');
        if marks_anywhere || marks_a_line {
            out.push('\\');
        }
        out.push(c);
    }
    let digits = out.find(|c: char| !c.is_ascii_digit()).unwrap_or(0);
    if digits > 0 && out[digits..].starts_with(['.', ')']) {
        out.insert(digits, '\\');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_quoted_where_yaml_could_mistake_it() {
        for (text, want) in [
            ("SIM-007", "SIM-007"),
            ("视景通道", "视景通道"),
            ("2026-03-05T14:05", "2026-03-05T14:05"),
            ("2026-03-05", "2026-03-05"),
            ("0123", "\"0123\""),
            ("1e5", "\"1e5\""),
            ("No", "\"No\""),
            ("a: b # c", "\"a: b # c\""),
            ("say \"hi\" \\ there", "\"say \\\"hi\\\" \\\\ there\""),
            ("", "\"\""),
        ] {
            assert_eq!(scalar(text), want);
        }
    }

    #[test]
    fn words_stay_words_in_markdown() {
        assert_eq!(escaped("# not a heading"), "\\# not a heading");
        assert_eq!(escaped("1. black"), "1\\. black");
        assert_eq!(escaped("E-104 <b> a_b"), "E-104 \\<b> a\\_b");
        assert_eq!(escaped("2 通道黑屏"), "2 通道黑屏");
    }
}
