//! Any text as a cell: what a reader of values gives back is a value, and reads the
//! same when it is written in its canonical form.

use faultbook::ingest::header;
use faultbook::ingest::mapping::DateOrder;
use faultbook::ingest::value::date::{self, DateRules, Written};
use faultbook::ingest::value::stamp::StampReader;
use faultbook::ingest::value::word::{self, Word};
use faultbook::ingest::value::{duration, excel, fold, is_empty_word, list, number, text};
use faultbook::model::slug::{slug, steers_path};
use faultbook::model::words;
use faultbook::model::{Month, Zone};
use std::sync::LazyLock;

/// Reads the text as every kind of value.
pub fn check(bytes: &[u8]) {
    let input = String::from_utf8_lossy(bytes);
    dates(&input);
    numbers(&input);
    lists(&input);
    texts(&input);
    names(&input);
    known_words(&input);
}

fn dates(input: &str) {
    static ZONE: LazyLock<Zone> = LazyLock::new(|| Zone::named("America/New_York").unwrap());
    let mut stamps = StampReader::new(&ZONE);
    for order in [None, Some(DateOrder::DayFirst), Some(DateOrder::MonthFirst)] {
        for date1904 in [false, true] {
            let rules = DateRules { order, date1904 };
            if let Ok(written) = date::parse(input, rules) {
                is_believable(input, written);
                is_read_back(input, written, rules);
                let at = stamps.stamp(written).at;
                if written.offset_s.is_none() {
                    let want = ZONE.instant(written.local).0.div_euclid(1000);
                    assert_eq!(at.0.div_euclid(1000), want, "{input:?} in its zone");
                }
            }
            if let Some((from, to)) = date::range(input, rules) {
                is_believable(input, from);
                is_believable(input, to);
            }
        }
    }
    let _ = date::slash_parts(input);
    if let Some(month) = Month::parse(input.trim()) {
        assert_eq!(Month::parse(&month.to_string()), Some(month), "{input:?} as a month");
    }
}

fn is_believable(input: &str, written: Written) {
    let year = written.local.year();
    // 24:00 on the last day of 2199 is the first instant of 2200
    assert!((1900..=2200).contains(&year), "{input:?} was read as the year {year}");
    let offset = written.offset_s.unwrap_or(0);
    assert!(offset.abs() < 16 * 3600, "{input:?} lies {offset} s from UTC");
    if written.date_only {
        assert_eq!((written.local.hour(), written.local.minute()), (0, 0), "{input:?} is a day");
    }
}

fn is_read_back(input: &str, written: Written, rules: DateRules) {
    let form = if written.date_only { "%Y-%m-%d" } else { "%Y-%m-%dT%H:%M:%S" };
    let canonical = written.local.strftime(form).to_string();
    if written.local.year() == 2200 {
        return;
    }
    let again = date::parse(&canonical, rules).expect("a canonical date is one");
    assert_eq!(again.date_only, written.date_only, "{input:?} as {canonical}");
    let second = |w: Written| (w.local.date(), w.local.time().with().subsec_nanosecond(0).build());
    let (again, written) = (second(again), second(written));
    assert_eq!(again.0, written.0, "{input:?} as {canonical}");
    assert_eq!(again.1.unwrap(), written.1.unwrap(), "{input:?} as {canonical}");
}

fn numbers(input: &str) {
    if let Some(n) = number::parse(input) {
        assert!(n.is_finite(), "{input:?} was read as {n}");
        assert_eq!(number::parse(&n.to_string()), Some(n), "{input:?} as {n}");
        for date1904 in [false, true] {
            if let Some(written) = date::excel_serial(n, date1904) {
                is_believable(input, written);
            }
        }
    }
    for unit_h in [1.0, 1.0 / 60.0, 24.0] {
        if let Some(h) = duration::parse(input, unit_h) {
            assert!(h.is_finite() && h >= 0.0, "{input:?} was read as {h} h");
        }
    }
    let _ = (duration::unit_hours(input), duration::names_unit(input), number::yes_no(input));
    let _ = (excel::is_error(input), excel::lost_digits(input), is_empty_word(input));
    let _ = excel::looks_like_auto_date(input);
}

fn lists(input: &str) {
    for part in list::parts(input) {
        assert!(!part.name.is_empty() && input.contains(part.name), "{input:?} as parts");
        let qty = part.qty.unwrap_or(1.0);
        assert!(qty.is_finite() && qty > 0.0, "{input:?} counts {qty} of {}", part.name);
    }
    let engineers = list::engineers(input);
    assert_eq!(list::engineers(&engineers), engineers, "{input:?} as engineers");
    assert!(list::entries(input).all(|entry| !entry.is_empty()), "{input:?} as a list");
    let _ = list::map(input).count();
}

fn texts(input: &str) {
    let trimmed = text::trim(input);
    assert!(input.contains(trimmed));
    assert_eq!(text::trim(trimmed), trimmed, "{input:?} trimmed");
    let visible = text::visible(input);
    assert_eq!(text::visible(&visible), visible, "{input:?} made visible");
    assert!(!visible.contains(['\0', '\u{202e}', '\u{200b}', '\u{feff}']), "{input:?} is hidden");
    if text::forbidden_in_id(input).is_none() {
        assert_eq!(visible, input, "{input:?} may be an id");
    }
    let folded = fold(input);
    assert_eq!(folded.trim(), folded, "{input:?} folded");
}

fn names(input: &str) {
    let address = slug(input);
    let address = address.as_str();
    assert!(!address.is_empty() && address.len() <= 120, "{input:?} has the address {address:?}");
    let steers = |c: char| c.is_control() || "/\\:*?\"<>|%#".contains(c);
    assert!(!address.contains(steers), "{input:?} has the address {address:?}");
    assert!(!address.starts_with('.') && !address.ends_with('.'), "{input:?}: {address:?}");
    assert!(!steers_path(address), "{input:?} has the address {address:?}");
    if let Some(matched) = header::canonical(input) {
        let again = header::canonical(matched.field).map(|m| m.field);
        assert_eq!(again, Some(matched.field), "the header {input:?}");
    }
    assert!(header::same(input, input) || header::normal(input).key.is_empty(), "{input:?}");
    let _ = (input.len() <= 24).then(|| header::nearest(input));
    let _ = header::ambiguous(input);
}

fn known_words(input: &str) {
    word_of::<words::ServiceType>(input);
    word_of::<words::ChargeType>(input);
    word_of::<words::CauseCategory>(input);
    word_of::<words::Status>(input);
    word_of::<words::Priority>(input);
    word_of::<words::Channel>(input);
    if let Some(score) = word::satisfaction(input) {
        assert!((1.0..=5.0).contains(&score), "{input:?} scores {score}");
    }
}

fn word_of<W: Word>(input: &str) {
    if let Some(found) = W::read(input) {
        let name = found.name();
        assert_eq!(W::read(name).map(Word::name), Some(name), "{input:?} as {name}");
    } else {
        // comparing with every known word is slow, and the same for any long text
        let _ = (input.len() <= 24).then(|| W::nearest(input));
    }
}
