//! Which canonical field a header or front-matter key means (`domain.md` §2.3).
//! The words themselves are in [`aliases`].

pub mod aliases;

use aliases::{ALIASES, AMBIGUOUS, OTHER_FIELDS, TRADITIONAL};
use hashbrown::HashMap;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

/// A header after matching.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matched {
    /// Canonical field name (`device_id`, `reported_at`, `onsite_h`, …).
    pub field: &'static str,
    /// Unit in brackets, lower case.
    pub unit: Option<String>,
}

/// A header in the form in which headers are compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Normal {
    /// NFKC, simplified, lower case, without blanks, `_`, `-` and trailing `*` `:`.
    pub key: String,
    /// What stood in brackets: a unit or a note.
    pub unit: Option<String>,
}

/// Canonical field by normalised key. Only looked up, never iterated.
static FIELDS: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let mut fields = HashMap::new();
    for (field, words) in ALIASES {
        fields.insert(squeeze(field), *field);
        for word in *words {
            fields.entry(normal(word).key).or_insert(*field);
        }
    }
    for field in OTHER_FIELDS {
        fields.entry(squeeze(field)).or_insert(*field);
    }
    fields
});

/// Every canonical field with the other words for it, in the order of a log's clocks, places
/// and costs (`docs/headers.md`).
pub fn words() -> impl Iterator<Item = (&'static str, &'static [&'static str])> {
    ALIASES.iter().copied()
}

/// Headers that mean an instant or a duration: which, the values of the column say.
pub fn decided_by_values() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    AMBIGUOUS.iter().copied()
}

fn squeeze(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-' | '\u{feff}')).collect()
}

/// Puts a header into the form in which headers are compared.
pub fn normal(header: &str) -> Normal {
    let folded: String =
        header.nfkc().flat_map(char::to_lowercase).map(simplified).collect::<String>();
    let mut unit = None;
    let mut bare = String::with_capacity(folded.len());
    let mut rest = folded.trim().trim_end_matches(['*', ':', ' ']).trim_start_matches('*');
    while let Some((before, inner, after)) = bracket(rest) {
        bare.push_str(before);
        if unit.is_none() && !inner.trim().is_empty() {
            unit = Some(inner.trim().to_owned());
        }
        rest = after;
    }
    bare.push_str(rest);
    let key = squeeze(&bare);
    Normal { key: key.trim_end_matches(['*', ':', '.', '。']).to_owned(), unit }
}

fn bracket(text: &str) -> Option<(&str, &str, &str)> {
    let open = text.find(['(', '[', '【'])?;
    let inner = &text[open..];
    let width = inner.chars().next().map_or(1, char::len_utf8);
    let close = inner.find([')', ']', '】'])?;
    if close < width || open == 0 {
        return None;
    }
    let end = close + inner[close..].chars().next().map_or(1, char::len_utf8);
    Some((&text[..open], &inner[width..close], &inner[end..]))
}

fn simplified(c: char) -> char {
    if c.is_ascii() {
        return c;
    }
    TRADITIONAL.iter().find(|(t, _)| *t == c).map_or(c, |(_, s)| *s)
}

/// True where two foreign names are the same: any case, with blanks, `_` and `-`
/// left out, after normalisation.
pub fn same(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let (a, b) = (normal(a), normal(b));
    a.key == b.key && (a.unit == b.unit || a.unit.is_none() || b.unit.is_none())
}

/// Matches a header by the built-in aliases. `None` where it is not known.
pub fn canonical(header: &str) -> Option<Matched> {
    let Normal { key, unit } = normal(header);
    let field = field_of(&key)?;
    let timed = unit.as_deref().is_some_and(is_time_unit);
    let field = if timed { duration_of(field) } else { field };
    Some(Matched { field, unit })
}

fn field_of(key: &str) -> Option<&'static str> {
    let known = |key: &str| FIELDS.get(key).copied();
    known(key).or_else(|| key.split('/').filter(|part| !part.is_empty()).find_map(known))
}

fn is_time_unit(unit: &str) -> bool {
    super::value::duration::unit_hours(unit).is_some()
}

/// The duration column that belongs to a time column; other fields stay.
pub fn duration_of(field: &'static str) -> &'static str {
    match field {
        "responded_at" => "response_h",
        "plan_replied_at" => "plan_h",
        "dispatched_at" => "dispatch_h",
        "arrived_at" => "onsite_h",
        "repair_started_at" | "resolved_at" => "repair_h",
        "closed_at" => "close_h",
        "occurred_at" => "downtime_h",
        other => other,
    }
}

/// The instant and the duration that an ambiguous header (`响应时间`, `维修时间`,
/// `处理时间`, `停机时间`) may mean; the column's values decide.
pub fn ambiguous(header: &str) -> Option<(&'static str, &'static str)> {
    let Normal { key, unit } = normal(header);
    if unit.as_deref().is_some_and(is_time_unit) {
        return None;
    }
    AMBIGUOUS.iter().find(|(name, _, _)| *name == key).map(|(_, at, h)| (*at, *h))
}

/// Less alike than this a header is not a misspelling of another.
const NEAR: f64 = 0.88;

/// A text longer than this, in bytes, is no header with a slip in it; comparing it with
/// every header there is would take for ever.
const LONGEST_SLIP: usize = 200;

/// The known header that looks most like one that is not known.
pub fn nearest(header: &str) -> Option<&'static str> {
    if header.len() > LONGEST_SLIP {
        return None;
    }
    let key = normal(header).key;
    let names =
        ALIASES.iter().flat_map(|(field, words)| std::iter::once(field).chain(words.iter()));
    let mut best: Option<(f64, &'static str)> = None;
    for name in names {
        let score = strsim::jaro_winkler(&key, &squeeze(name));
        if score > best.map_or(NEAR, |b| b.0) {
            best = Some((score, name));
        }
    }
    best.map(|b| b.1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::vectors;

    #[test]
    fn vector_header_alias() {
        let Some(vector) = vectors::by_id("header_alias") else { return };
        let headers = vector["inputs"]["headers"].as_array().expect("headers");
        for (i, header) in headers.iter().enumerate() {
            let header = header.as_str().expect("a text");
            let got = canonical(header).unwrap_or_else(|| panic!("{header} is not known"));
            assert_eq!(Some(got.field), vector["expected"]["canonical"][i].as_str(), "{header}");
            assert_eq!(got.unit.as_deref(), vector["expected"]["units"][i].as_str(), "{header}");
        }
    }

    fn field(header: &str) -> Option<&'static str> {
        canonical(header).map(|m| m.field)
    }

    #[test]
    fn headers_match_through_case_blanks_and_width() {
        for header in
            ["设备编号：", "設備編號", " 设备编号\n", "DEVICE-ID", "Device Id", "SN", "Ｓ/Ｎ"]
        {
            assert_eq!(field(header), Some("device_id"), "{header}");
        }
        assert_eq!(field("日期"), Some("reported_at"));
        assert_eq!(field("hours_to_resolve"), Some("repair_h"));
        assert_eq!(field("维修时长（分钟）"), Some("repair_h"));
        assert_eq!(field("费用(元)"), Some("amount"));
        assert_eq!(field("Min Delay"), None);
        assert_eq!(nearest("devcie_id"), Some("device_id"));
        assert_eq!((nearest("序号"), nearest("Fitting")), (None, None));
        for (header, want) in [
            ("WO Number", "ticket_id"),
            ("Problem Description", "symptom"),
            ("Raised On", "reported_at"),
            ("Completed On", "resolved_at"),
            ("Closed Date", "closed_at"),
            ("Craft", "engineer"),
            ("Failure Code", "fault_code"),
            ("Downtime (hrs)", "downtime_h"),
            ("Asset Tag", "device_id"),
        ] {
            assert_eq!(field(header), Some(want), "{header}");
        }
    }

    #[test]
    fn every_alias_means_one_field() {
        let mut seen = std::collections::BTreeMap::new();
        for (field, words) in ALIASES {
            for word in *words {
                let before = seen.insert(normal(word).key, *field);
                assert!(before.is_none_or(|b| b == *field), "{word}: {before:?} and {field}");
            }
        }
    }

    #[test]
    fn ambiguous_headers_offer_both_meanings() {
        assert_eq!(ambiguous("響應時間"), Some(("responded_at", "response_h")));
        assert_eq!(ambiguous("响应时间(h)"), None);
        assert_eq!(ambiguous("完成时间"), None);
    }
}
