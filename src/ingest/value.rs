//! Cell values: dates, durations, numbers, words, lists (`domain.md` §2.4). What a
//! piece of text says; which column it stands in is the business of
//! [`event_fields`](super::event_fields).

pub mod date;
pub mod duration;
pub mod excel;
pub mod list;
pub mod number;
pub mod stamp;
pub mod text;
pub mod word;

use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// True for the words that people write into a cell that has no value.
pub fn is_empty_word(text: &str) -> bool {
    let may_be = |b: &u8| matches!(b, b'-' | b'/' | b'N' | b'n' | b' ') || *b >= 0x80;
    if text.len() > 9 || !text.as_bytes().first().is_none_or(may_be) {
        return false;
    }
    let text = text.trim();
    matches!(
        text,
        "" | "-" | "--" | "—" | "——" | "－" | "/" | "／" | "无" | "無" | "N/A" | "n/a" | "NA"
    )
}

/// The form in which words are compared: NFKC, trimmed, lower case.
pub fn fold(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if !text.is_ascii() {
        let folded: String = text.nfkc().flat_map(char::to_lowercase).collect();
        return Cow::Owned(folded.trim().to_owned());
    }
    if text.bytes().any(|b| b.is_ascii_uppercase()) {
        Cow::Owned(text.to_ascii_lowercase())
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dash_or_none_is_no_value() {
        for text in ["-", "无", "N/A", "/", "", " - "] {
            assert!(is_empty_word(text), "{text:?}");
        }
        for text in ["0", "否", "none of these", "无显示"] {
            assert!(!is_empty_word(text), "{text:?}");
        }
    }
}
