//! Cells that hold several things: engineers, parts, maps.

use super::number;
use crate::diag::{Code, Diagnostic};
use std::borrow::Cow;

const PART_MARKS: [char; 6] = [';', '；', '、', ',', '，', '\n'];
const NAME_MARKS: [char; 9] = ['、', '/', ',', ';', '+', '，', '；', '／', '\n'];

/// One entry of a parts cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PartEntry<'a> {
    /// Name or id as written.
    pub name: &'a str,
    /// How many; `None` where the cell does not say.
    pub qty: Option<f64>,
}

/// The finding of a part that was used no times, or less: it counts for nothing.
pub fn no_count(qty: f64) -> Diagnostic {
    Diagnostic::new(Code::ValueNumber, format!("{qty} parts are none; the part was left out"))
        .raw(qty.to_string())
        .expected("how many were used, above 0")
        .hint("delete the part if it was not used; a part that came back belongs to its old part")
}

/// The parts of `电源板*2;风扇×1`. Separators `;` `；` `、` `,` `，`.
pub fn parts(text: &str) -> impl Iterator<Item = PartEntry<'_>> {
    text.split(PART_MARKS).map(str::trim).filter(|p| !p.is_empty()).map(part)
}

fn part(entry: &str) -> PartEntry<'_> {
    const TIMES: [char; 6] = ['*', '×', '＊', 'x', 'X', '✕'];
    let counted = |at: usize, mark: char| {
        let qty = entry[at + mark.len_utf8()..].trim();
        let qty = qty.trim_end_matches(['个', '件', '块', '只', '套', '台', '根', '条', '片']);
        let name = entry[..at].trim();
        number::parse(qty)
            .filter(|q| *q > 0.0 && !name.is_empty())
            .map(|qty| PartEntry { name, qty: Some(qty) })
    };
    // A letter x counts only after a blank or a Chinese name: MAX232 is a part.
    let times = |at: usize, c: char| {
        let before = entry[..at].chars().next_back();
        TIMES.contains(&c)
            && (!c.is_ascii_alphabetic() || before.is_some_and(|b| b == ' ' || !b.is_ascii()))
    };
    let found = entry.char_indices().rev().find(|&(at, c)| times(at, c));
    found.and_then(|(at, mark)| counted(at, mark)).unwrap_or(PartEntry { name: entry, qty: None })
}

/// The plain entries of a list cell (part ids, quantities).
pub fn entries(text: &str) -> impl Iterator<Item = &str> {
    text.split(PART_MARKS).map(str::trim).filter(|p| !p.is_empty())
}

/// Engineers joined by `、`, the lead first; several are written with 、 / , ; or +.
pub fn engineers(text: &str) -> Cow<'_, str> {
    if !text.contains(NAME_MARKS) {
        return Cow::Borrowed(text);
    }
    let mut names: Vec<&str> = Vec::new();
    for name in text.split(NAME_MARKS).map(str::trim) {
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    Cow::Owned(names.join("、"))
}

/// The entries of a cell such as `LCD:12;PSU:24`.
pub fn map(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split([';', '；']).filter_map(|entry| {
        let (key, value) = entry.split_once([':', '：'])?;
        Some((key.trim(), value.trim()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_have_a_name_and_a_count() {
        let found: Vec<_> = parts("电源板*2;风扇×1、保险丝，PSU-12V x3；MAX232").collect();
        let want = [
            ("电源板", Some(2.0)),
            ("风扇", Some(1.0)),
            ("保险丝", None),
            ("PSU-12V", Some(3.0)),
            ("MAX232", None),
        ];
        assert_eq!(found.len(), want.len());
        for (entry, (name, qty)) in found.iter().zip(want) {
            assert_eq!((entry.name, entry.qty), (name, qty));
        }
    }

    #[test]
    fn engineers_keep_their_order() {
        assert_eq!(engineers("李工/张工, 李工"), "李工、张工");
        assert_eq!(engineers("tech07"), "tech07");
    }

    #[test]
    fn a_map_cell() {
        assert_eq!(map("LCD:12;PSU：24").collect::<Vec<_>>(), [("LCD", "12"), ("PSU", "24")]);
    }
}
