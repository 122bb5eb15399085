//! Text made inert for HTML, and nothing else: every text that did not come out
//! of `markdown` passes through here or through the template engine's escaping.

use std::fmt::Write as _;

/// Appends text with `<`, `>`, `&`, quotes escaped; direction overrides and other
/// invisible controls become visible.
pub fn push_text(out: &mut String, text: &str) {
    if !text.bytes().any(|byte| SPECIAL[byte as usize]) {
        out.push_str(text);
        return;
    }
    let mut plain = 0;
    for (at, c) in text.char_indices() {
        let replacement = match c {
            '<' => "&lt;",
            '>' => "&gt;",
            '&' => "&amp;",
            '"' => "&quot;",
            '\'' => "&#39;",
            c if is_hidden(c) => {
                out.push_str(&text[plain..at]);
                let _ = write!(out, "[U+{:04X}]", u32::from(c));
                plain = at + c.len_utf8();
                continue;
            }
            _ => continue,
        };
        out.push_str(&text[plain..at]);
        out.push_str(replacement);
        plain = at + c.len_utf8();
    }
    out.push_str(&text[plain..]);
}

/// Bytes that begin a character which may need a replacement.
const SPECIAL: [bool; 256] = {
    let mut special = [false; 256];
    let mut byte = 0;
    while byte < 0x20 {
        special[byte] = !matches!(byte as u8, b'\n' | b'\r' | b'\t');
        byte += 1;
    }
    // DEL, and the lead bytes of U+0080–U+00BF, U+2000–U+2FFF and U+F000–U+FFFF.
    let others = [b'<', b'>', b'&', b'"', b'\'', 0x7F, 0xC2, 0xE2, 0xEF];
    let mut at = 0;
    while at < others.len() {
        special[others[at] as usize] = true;
        at += 1;
    }
    special
};

/// Text escaped for HTML.
pub fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    push_text(&mut out, text);
    out
}

/// The text behind HTML that came from here.
pub fn plain(html: &str) -> String {
    if !html.contains('&') {
        return html.to_owned();
    }
    // The ampersand last: what it stood before was text.
    let mut text = html.to_owned();
    for (entity, c) in
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
    {
        text = text.replace(entity, c);
    }
    text
}

fn is_hidden(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200B}' | '\u{FEFF}')
        || (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
}

#[cfg(test)]
mod tests {
    use super::{plain, text};

    #[test]
    fn escaped_text_reads_back() {
        for said in ["<b> & \"c\" 'd'", "&lt;", "&amp;lt;", "a&b;c", "黑屏"] {
            assert_eq!(plain(&text(said)), said);
        }
    }

    #[test]
    fn markup_and_hidden_direction_become_visible_text() {
        assert_eq!(text("<script>\"'&"), "&lt;script&gt;&quot;&#39;&amp;");
        assert_eq!(text("a\u{202E}b"), "a[U+202E]b");
        assert_eq!(text("黑屏 ok"), "黑屏 ok");
    }
}
