//! How a text is taken apart for the index. The loader in the browser takes a query
//! apart by the same rules (`themes/default/static/search.js`); the vectors in
//! `tests/search/tokens.json` hold the two together.

use super::han;
use std::borrow::Cow;
use unicode_normalization::{UnicodeNormalization, is_nfkc_quick};

/// What stands between a unit and the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    /// Nothing.
    Adjacent,
    /// One sign that joins the parts of a code: `E-104`, `AL.10`.
    Joined,
    /// Blanks.
    Space,
    /// Other signs inside a sentence.
    Light,
    /// The end of a sentence, or the beginning of the text.
    Break,
}

/// A Chinese character or a word of any other script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unit<'t> {
    pub(super) text: &'t str,
    pub(super) han: bool,
    pub(super) gap: Gap,
}

/// The form in which texts are compared: NFKC, lower case, simplified characters.
pub(super) fn normalise(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        let lower = text.bytes().any(|b| b.is_ascii_uppercase());
        return if lower { Cow::Owned(text.to_ascii_lowercase()) } else { Cow::Borrowed(text) };
    }
    let fold = |c: char| han::simplified(c);
    // NFKC turns the wide forms of a Chinese keyboard into plain ones; most texts have
    // none, and looking is much cheaper than doing.
    if is_nfkc_quick(text.chars()) == unicode_normalization::IsNormalized::Yes {
        return Cow::Owned(text.to_lowercase().chars().map(fold).collect());
    }
    let plain: String = text.nfkc().collect();
    Cow::Owned(plain.to_lowercase().chars().map(fold).collect())
}

const JOINS: [char; 10] = ['-', '_', '.', '/', ':', '+', '·', '‐', '‑', '–'];
const ENDS: [char; 7] = ['。', '!', '?', ';', '\n', '｡', '…'];

/// The units of a normalised text, in order.
pub(super) fn units(text: &str) -> Vec<Unit<'_>> {
    let mut units: Vec<Unit<'_>> = Vec::with_capacity(text.len() / 3);
    let mut between: Option<usize> = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let han = han::is_han(c);
        if !han && !c.is_alphanumeric() {
            between.get_or_insert(at);
            continue;
        }
        let mut end = at + c.len_utf8();
        while !han && let Some(&(next, d)) = chars.peek() {
            if !d.is_alphanumeric() || han::is_han(d) {
                break;
            }
            end = next + d.len_utf8();
            chars.next();
        }
        let after_word = units.last().is_some_and(|unit| !unit.han);
        let gap = match between.take() {
            _ if units.is_empty() => Gap::Break,
            None => Gap::Adjacent,
            Some(from) => gap(&text[from..at], after_word && !han),
        };
        units.push(Unit { text: &text[at..end], han, gap });
    }
    units
}

fn gap(between: &str, words: bool) -> Gap {
    let mut signs = between.chars();
    if words && signs.next().is_some_and(|c| JOINS.contains(&c)) && signs.next().is_none() {
        return Gap::Joined;
    }
    if between.chars().all(|c| c.is_whitespace() && c != '\n') {
        return Gap::Space;
    }
    let ends = between.contains(ENDS) || between.contains(". ");
    if ends { Gap::Break } else { Gap::Light }
}

/// Longest form of a code that is joined, in bytes, and most parts of it.
const LONGEST_JOINED: usize = 48;
const MOST_PARTS: usize = 8;
/// Tails of a number that are found by themselves: of so many digits.
const TAILS: std::ops::RangeInclusive<usize> = 4..=12;

/// Gives every term under which units are found.
pub(super) fn terms(text: &str, units: &[Unit<'_>], give: &mut impl FnMut(&str)) {
    let mut at = 0;
    while at < units.len() {
        let joined = |next: &Unit<'_>| {
            let gap = if units[at].han { Gap::Adjacent } else { Gap::Joined };
            next.han == units[at].han && next.gap == gap
        };
        let run = 1 + units[at + 1..].iter().take_while(|next| joined(next)).count();
        let parts = &units[at..at + run];
        if units[at].han {
            han_terms(text, parts, give);
        } else {
            code_terms(parts, give);
        }
        at += run;
    }
    short_prefixes(units, give);
}

/// Neighbours in pairs, and the last one alone, so that each is the beginning of a term.
fn han_terms(text: &str, run: &[Unit<'_>], give: &mut impl FnMut(&str)) {
    let start = |unit: &Unit<'_>| unit.text.as_ptr() as usize - text.as_ptr() as usize;
    for pair in run.windows(2) {
        give(&text[start(&pair[0])..start(&pair[1]) + pair[1].text.len()]);
    }
    run.iter().rev().take(1).for_each(|last| give(last.text));
}

fn code_terms(parts: &[Unit<'_>], give: &mut impl FnMut(&str)) {
    for part in parts {
        word_terms(part.text, give);
    }
    if parts.len() < 2 || parts.len() > MOST_PARTS {
        return;
    }
    for from in 0..parts.len() - 1 {
        let joined: String = parts[from..].iter().map(|part| part.text).collect();
        if joined.len() <= LONGEST_JOINED {
            give(&joined);
        }
    }
}

/// A word, and where it holds digits what people say of it: without `0x`, its number,
/// the number's tails.
fn word_terms(word: &str, give: &mut impl FnMut(&str)) {
    give(word);
    if !word.bytes().any(|b| b.is_ascii_digit()) {
        return;
    }
    if let Some(rest) = word.strip_prefix("0x").filter(|rest| rest.len() > 1) {
        give(rest);
    }
    let digits = word.bytes().rev().take_while(u8::is_ascii_digit).count();
    let number = &word[word.len() - digits..];
    if digits >= 2 && digits < word.len() {
        give(number);
    }
    for tail in TAILS.filter(|&tail| tail < digits) {
        give(&number[digits - tail..]);
    }
}

/// `E 104` is found as `E104` as well.
fn short_prefixes(units: &[Unit<'_>], give: &mut impl FnMut(&str)) {
    for pair in units.windows(2) {
        let [letters, number] = [pair[0].text, pair[1].text];
        let short = letters.len() <= 3 && letters.bytes().all(|b| b.is_ascii_lowercase());
        if short && pair[1].gap == Gap::Space && number.as_bytes()[0].is_ascii_digit() {
            give(&[letters, number].concat());
        }
    }
}

/// Words beside each other inside a sentence, by which pages that hold them so come
/// first.
pub(super) fn pairs(units: &[Unit<'_>], give: &mut impl FnMut(&str, &str)) {
    for pair in units.windows(2) {
        if !pair[0].han && !pair[1].han && pair[1].gap != Gap::Break {
            give(pair[0].text, pair[1].text);
        }
    }
}

/// An English word without its ending, so that `trips`, `tripped` and `trip` meet
/// where meanings are compared. Other words stay.
pub(super) fn stem(word: &str) -> &str {
    if word.len() < 4 || !word.bytes().all(|b| b.is_ascii_lowercase()) {
        return word;
    }
    let plural = word.ends_with('s') && !["ss", "us", "is"].iter().any(|e| word.ends_with(e));
    let mut stem = if plural { &word[..word.len() - 1] } else { word };
    for ending in ["ing", "ed"] {
        let Some(rest) = stem.strip_suffix(ending).filter(|rest| rest.len() >= 3) else { continue };
        if rest.ends_with('e') || !rest.contains(['a', 'e', 'i', 'o', 'u']) {
            continue;
        }
        let doubled = rest.as_bytes()[rest.len() - 1] == rest.as_bytes()[rest.len() - 2];
        stem = if doubled && rest.len() > 3 { &rest[..rest.len() - 1] } else { rest };
        break;
    }
    if stem.len() > 3 { stem.strip_suffix('e').unwrap_or(stem) } else { stem }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Deserialize)]
    struct Vector {
        text: String,
        /// Unit, what stands before it, and its stem.
        units: Vec<(String, u8, String)>,
        terms: Vec<String>,
    }

    fn vectors() -> Vec<Vector> {
        serde_json::from_str(include_str!("../../tests/search/tokens.json")).unwrap()
    }

    #[test]
    fn a_text_is_taken_apart_as_the_browser_does() {
        for vector in vectors() {
            let text = normalise(&vector.text);
            let units: Vec<_> = units(&text)
                .iter()
                .map(|u| (u.text.to_owned(), u.gap as u8, stem(u.text).to_owned()))
                .collect();
            assert_eq!(units, vector.units, "{}", vector.text);
        }
    }

    #[test]
    fn a_code_is_found_in_every_spelling_and_by_its_parts() {
        let mut wrong = Vec::new();
        for vector in vectors() {
            let text = normalise(&vector.text);
            let mut found = Vec::new();
            terms(&text, &units(&text), &mut |term| found.push(term.to_owned()));
            if found != vector.terms {
                wrong.push(format!("{}: {}", vector.text, serde_json::to_string(&found).unwrap()));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn traditional_characters_and_wide_letters_are_folded() {
        assert_eq!(normalise("電源ＰＳＵ過熱"), "电源psu过热");
        assert_eq!(normalise("plain ascii"), "plain ascii");
    }
}
