//! Sentences: text in which an identifier, a date or an interval never breaks over two
//! lines. A browser breaks behind every hyphen, so that `E-104` would become `E-` and
//! `104`, and `0.39–0.87` two numbers.

use super::Html;
use crate::render::escape;

/// Longer runs are allowed to break: they would leave a phone.
const LONGEST: usize = 24;

impl Html {
    /// A sentence with its identifiers, dates and intervals kept whole.
    pub fn sentence(text: &str) -> Self {
        let mut out = String::with_capacity(text.len() + 64);
        let mut rest = text;
        while let Some(start) = rest.find(is_inner) {
            let length = rest[start..].find(|c| !is_part(c)).unwrap_or(rest.len() - start);
            let run = &rest[start..start + length];
            let word = run.trim_end_matches(|c| !is_inner(c) && c != '%');
            escape::push_text(&mut out, &rest[..start]);
            push_word(&mut out, word);
            rest = &rest[start + word.len()..];
        }
        escape::push_text(&mut out, rest);
        Self(out)
    }
}

fn push_word(out: &mut String, word: &str) {
    let joined = word.contains(['-', '–']) && word.contains(|c: char| c.is_ascii_digit());
    if joined && word.chars().count() <= LONGEST {
        out.push_str("<span class=\"nb\">");
        escape::push_text(out, word);
        out.push_str("</span>");
    } else {
        escape::push_text(out, word);
    }
}

/// What a kept word begins and ends with.
fn is_inner(c: char) -> bool {
    c.is_ascii_alphanumeric()
}

/// What may stand inside a kept word.
fn is_part(c: char) -> bool {
    is_inner(c) || matches!(c, '-' | '–' | '.' | ',' | '%' | '/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_dates_and_intervals_never_break() {
        let said = |text: &str| Html::sentence(text).0;
        assert_eq!(said("L-031、E-104。"), said("L-031") + "、" + &said("E-104") + "。");
        for word in
            ["E-104", "586–1,107", "FU-T6.3", "2026-10-31", "0.390–0.874", "12–52%", "MIL-HDBK-189"]
        {
            let text = format!("to {word}, or {word}.");
            let kept = format!("<span class=\"nb\">{word}</span>");
            assert_eq!(said(&text), format!("to {kept}, or {kept}."));
        }
    }

    #[test]
    fn other_words_stay_as_they_are_and_are_made_inert() {
        let long = "a-name-of-more-than-twenty-4-letters";
        for text in ["first-time fix", "29 of 54 (53.7%).", "p = 0.012", long, "—", ""] {
            assert_eq!(Html::sentence(text), Html::text(text), "{text}");
        }
        assert_eq!(
            Html::sentence("<b> A-1 & '").0,
            "&lt;b&gt; <span class=\"nb\">A-1</span> &amp; &#39;"
        );
    }
}
