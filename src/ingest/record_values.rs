//! Values of master data, front matter and configuration: days, stamps, numbers,
//! yes/no, durations, words, lists, as they stand in one text (`domain.md` §2.4).
//! What a piece of text says, `value` decides; here it becomes the finding of a
//! record. Nothing here looks at a whole column; that is the logs' business.

use super::mapping::DateOrder;
use super::value::date::{self, DateFault, DateRules};
use super::value::stamp::StampReader;
use super::value::word::Word;
use super::value::{self, duration as durations, number as numbers};
use crate::diag::{Code, Diagnostic};
use crate::model::time::{Day, HOUR_MS, Stamp, Zone};
use unicode_normalization::UnicodeNormalization;

/// NFKC and trimmed.
pub(super) fn folded(text: &str) -> String {
    text.nfkc().collect::<String>().trim().to_owned()
}

/// True for the ways to write "no value".
pub(super) fn is_blank(text: &str) -> bool {
    value::is_empty_word(text) || matches!(text.trim(), "null" | "NULL" | "~")
}

fn written(text: &str, order: Option<DateOrder>) -> Result<date::Written, Diagnostic> {
    let rules = DateRules { order, date1904: false };
    date::parse(text, rules).map_err(|fault| {
        let message = match fault {
            DateFault::Unreadable => "this is no date that can be read",
            DateFault::Ambiguous => "day and month of this date cannot be told apart",
            DateFault::NoSuchDay => "the calendar has no such day or time",
        };
        Diagnostic::new(Code::ValueDate, message)
            .raw(text)
            .expected("a date such as 2026-10-31, 2026/10/31 14:05 or 2026年10月31日")
    })
}

/// A day; a time of day behind it is dropped.
pub(super) fn day(text: &str, order: Option<DateOrder>) -> Result<Day, Diagnostic> {
    written(text, order).map(|written| written.local.date())
}

/// A stamp in a zone; an offset in the text wins.
pub(super) fn stamp(
    text: &str,
    zone: &Zone,
    order: Option<DateOrder>,
) -> Result<Stamp, Diagnostic> {
    written(text, order).map(|written| StampReader::new(zone).stamp(written))
}

/// A number; a currency sign and thousands marks are dropped.
pub(super) fn number(text: &str) -> Result<f64, Diagnostic> {
    numbers::parse(text).ok_or_else(|| {
        Diagnostic::new(Code::ValueNumber, "this is no number that can be read")
            .raw(text)
            .expected("a number such as 12 or 1,234.50")
    })
}

/// Yes or no.
pub(super) fn flag(text: &str) -> Result<bool, Diagnostic> {
    numbers::yes_no(text).ok_or_else(|| {
        Diagnostic::new(Code::ValueWord, "this is neither yes nor no")
            .raw(text)
            .expected("yes or no (是 or 否)")
    })
}

/// A duration with its unit, such as `40 min`, `24h`, `3 d`, `2小时30分`, in
/// milliseconds.
pub(super) fn duration(text: &str) -> Result<i64, Diagnostic> {
    let hours = durations::parse(text, 1.0).filter(|_| durations::names_unit(text));
    hours.map(|hours| (hours * HOUR_MS as f64).round() as i64).ok_or_else(|| {
        Diagnostic::new(Code::ValueDuration, "this is no duration that can be read")
            .raw(text)
            .expected("a duration such as 40 min, 24 h or 3 d")
    })
}

/// The word a text stands for.
pub(super) fn word<W: Word>(text: &str) -> Result<W, Diagnostic> {
    W::read(text).ok_or_else(|| {
        Diagnostic::new(Code::ValueWord, "this word is not one of the known ones")
            .raw(text)
            .expected(format!("one of {}", word_names::<W>().join(", ")))
    })
}

/// The canonical names of a closed list.
pub(super) fn word_names<W: Word>() -> Vec<&'static str> {
    W::ALL.iter().map(|word| word.name()).collect()
}

/// The members of a list in one text: at `;`, else at `、` or a comma.
pub(super) fn list(text: &str) -> Vec<String> {
    let separators: &[char] =
        if text.contains([';', '；']) { &[';', '；'] } else { &['、', ',', '，'] };
    split(text, separators)
}

/// The members of a list whose members may hold commas: at `;` alone.
pub(super) fn names(text: &str) -> Vec<String> {
    split(text, &[';', '；'])
}

fn split(text: &str, separators: &[char]) -> Vec<String> {
    let parts = text.split(separators).map(str::trim);
    parts.filter(|part| !is_blank(part)).map(str::to_owned).collect()
}

/// `LCD:12;PSU:24` as pairs; a member without `:` has an empty value.
pub(super) fn pairs(text: &str) -> Vec<(String, String)> {
    let parts = split(text, &[';', '；']);
    let pair = |part: String| match part.split_once([':', '：', '=']) {
        Some((key, value)) => (key.trim().to_owned(), value.trim().to_owned()),
        None => (part, String::new()),
    };
    parts.into_iter().map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::words::{ActionKind, DeviceStatus};
    use jiff::civil;

    #[test]
    fn days_are_read_as_people_write_them() {
        for text in [
            "2024-03-05",
            "2024/3/5",
            "2024.3.5",
            "20240305",
            "2024年3月5日",
            "24-3-5",
            "5-Mar-2024",
            "2024-03-05T14:05",
            "45356",
            "２０２４年３月５日",
        ] {
            assert_eq!(day(text, None).ok(), Some(civil::date(2024, 3, 5)), "{text}");
        }
        assert_eq!(day("5/3/2024", Some(DateOrder::DayFirst)).ok(), Some(civil::date(2024, 3, 5)));
        assert_eq!(day("25/4/2024", None).ok(), Some(civil::date(2024, 4, 25)));
        for text in ["5/3/2024", "2026-02-30", "0026-01-01", "soon", "60"] {
            assert!(day(text, None).is_err(), "{text}");
        }
    }

    #[test]
    fn stamps_know_their_zone_and_precision() {
        let zone = Zone::named("Asia/Shanghai").expect("a known zone");
        let iso = |text: &str| stamp(text, &zone, None).map(|s| (zone.iso(s.at), s.date_only)).ok();
        let want = Some(("2024-03-05T14:05:00+08:00".to_owned(), false));
        for text in [
            "2024-03-05T14:05",
            "2024/3/5 14:05",
            "2024年3月5日 14时05分",
            "2024年3月5日 下午2:05",
            "2024-03-05T06:05:00Z",
            "2024-03-05 14:05:00+08:00",
        ] {
            assert_eq!(iso(text), want, "{text}");
        }
        assert_eq!(iso("2024-03-05"), Some(("2024-03-05T00:00:00+08:00".to_owned(), true)));
        assert_eq!(iso("2024-03-05 25:00"), None);
    }

    #[test]
    fn numbers_words_and_durations() {
        assert_eq!(number("￥1,234.50").ok(), Some(1234.5));
        assert_eq!(number("−5").ok(), Some(-5.0));
        assert!(number("1e400").is_err() && number("NaN").is_err());
        assert_eq!(word::<DeviceStatus>("In Service").ok(), Some(DeviceStatus::InService));
        assert_eq!(word::<ActionKind>("预防").ok(), Some(ActionKind::Preventive));
        for (text, hours) in
            [("24h", 24.0), ("3 d", 72.0), ("2小时30分", 2.5), ("40 min", 2.0 / 3.0)]
        {
            let got = duration(text).map(|ms| ms as f64 / HOUR_MS as f64);
            assert!(got.is_ok_and(|h| (h - hours).abs() < 1e-9), "{text}");
        }
        assert!(duration("5").is_err());
    }

    #[test]
    fn cells_hold_lists_and_maps() {
        assert_eq!(list("黑屏、无显示"), ["黑屏", "无显示"]);
        assert_eq!(list("a, b; c"), ["a, b", "c"]);
        assert_eq!(names("Smith, John"), ["Smith, John"]);
        assert_eq!(pairs("LCD:12;PSU：24")[1], ("PSU".to_owned(), "24".to_owned()));
    }
}
