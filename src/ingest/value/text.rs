//! Free text and ids: which characters may stand, which are made visible, which
//! forbid an id.

use std::borrow::Cow;
use std::fmt::Write as _;

/// True for characters that steer a terminal, a reading direction or a comparison
/// without being seen. Line breaks and tabs belong to text and do not count.
fn is_hidden(c: char) -> bool {
    match c {
        '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' => false,
        '\u{200b}' | '\u{feff}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        _ => c.is_control(),
    }
}

/// True where a text holds bytes that may begin a hidden character; most have
/// none. Without early exit, so that many bytes are looked at in one step.
#[allow(clippy::needless_bitwise_bool, reason = "a branch a byte would undo the purpose")]
fn is_suspicious(text: &str) -> bool {
    text.bytes().fold(false, |any, b| {
        let control = (b < 0x20) & (b != b'\t') & (b != b'\n') & (b != b'\r');
        any | control | (b == 0x7f) | (b == 0xc2) | (b == 0xe2) | (b == 0xef)
    })
}

/// The text with hidden characters made visible: `[U+202E]`.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !is_suspicious(text) || !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_hidden(c) {
            write!(out, "[U+{:04X}]", c as u32).expect("writing to a string succeeds");
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// The first character that may not stand in an id: hidden ones, and line breaks
/// and tabs as well.
pub fn forbidden_in_id(text: &str) -> Option<char> {
    if !is_suspicious(text) && !text.contains(['\t', '\n', '\r']) {
        return None;
    }
    text.chars().find(|&c| is_hidden(c) || c.is_control() || c == '\u{2028}' || c == '\u{2029}')
}

/// A cell without the blanks and byte order marks around it, and without the `="…"` by
/// which exports keep Excel from turning an id into a number.
pub fn trim(text: &str) -> &str {
    let text = without_blanks(text);
    let quoted = text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    match quoted.filter(|inner| !inner.contains('"')) {
        Some(inner) => without_blanks(inner),
        None => text,
    }
}

fn without_blanks(text: &str) -> &str {
    let bytes = text.as_bytes();
    let plain = |b: Option<&u8>| b.is_none_or(|b| (0x21..0x7f).contains(b));
    if plain(bytes.first()) && plain(bytes.last()) {
        return text;
    }
    text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_are_shown_in_text_and_forbidden_in_ids() {
        assert_eq!(visible("ab\u{202e}cd"), "ab[U+202E]cd");
        assert_eq!(visible("多行\n文字，“引号”"), "多行\n文字，“引号”");
        assert_eq!(visible("👩\u{200d}🔧"), "👩\u{200d}🔧");
        assert_eq!(forbidden_in_id("A\u{200b}1"), Some('\u{200b}'));
        assert_eq!(forbidden_in_id("A\n1"), Some('\n'));
        assert_eq!(forbidden_in_id("设备-01"), None);
    }

    #[test]
    fn a_text_kept_from_excel_is_the_text() {
        for (cell, want) in [
            ("=\"0012\"", "0012"),
            (" =\" GD-0301 \" ", "GD-0301"),
            ("=\"\"", ""),
            ("=\"a\"&\"b\"", "=\"a\"&\"b\""),
            ("=A1", "=A1"),
            ("=\"", "=\""),
        ] {
            assert_eq!(trim(cell), want, "{cell}");
        }
    }

    #[test]
    fn blanks_and_byte_order_marks_around_a_cell_are_dropped() {
        assert_eq!(trim("\u{feff} a　"), "a");
        assert_eq!(trim("a b"), "a b");
    }
}
