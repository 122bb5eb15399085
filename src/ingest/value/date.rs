//! Dates and times as people and Excel write them, to a local wall-clock time.
//! Which instant that is, [`stamp`](super::stamp) decides.

mod written_out;

use crate::ingest::mapping::DateOrder;
use jiff::civil::{self, DateTime};
use written_out::written_out;

/// How doubtful dates are to be read.
#[derive(Clone, Copy, Debug, Default)]
pub struct DateRules {
    /// The order of day and month in `5/3/2024`, if it is known.
    pub order: Option<DateOrder>,
    /// Excel serials count from 1904.
    pub date1904: bool,
}

/// A date or time as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    /// The wall-clock time; midnight for a date alone.
    pub local: DateTime,
    /// True where no time of day was written.
    pub date_only: bool,
    /// Seconds east of UTC, where an offset was written.
    pub offset_s: Option<i32>,
}

/// Why a text is no date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateFault {
    /// It does not look like one.
    Unreadable,
    /// Day and month cannot be told apart.
    Ambiguous,
    /// The calendar has no such day, or the day no such time.
    NoSuchDay,
}

/// First and last year believed; anything else is a slip of the pen.
const YEARS: std::ops::RangeInclusive<u32> = 1900..=2199;

/// Reads a date or time.
///
/// # Errors
/// Where the text is none, or says it in more than one way.
pub fn parse(text: &str, rules: DateRules) -> Result<Written, DateFault> {
    let text = text.trim();
    if let Some(plain) = plain(text.as_bytes()) {
        return plain;
    }
    if text.len() > 80 || !text.bytes().any(|b| b.is_ascii_digit() || b >= 0x80) {
        return Err(DateFault::Unreadable);
    }
    if let Some(number) = digits_only(text, rules) {
        return number;
    }
    written_out(text, rules)
}

/// `2024-03-05`, `2024/03/05 14:05`, `2024-03-05T14:05:30`: most cells of most logs.
fn plain(b: &[u8]) -> Option<Result<Written, DateFault>> {
    if !matches!(b.len(), 10 | 16 | 19) || b[4] != b[7] || !matches!(b[4], b'-' | b'/' | b'.') {
        return None;
    }
    let date = (pair(b, 0)? * 100 + pair(b, 2)?, pair(b, 5)?, pair(b, 8)?);
    if b.len() == 10 {
        return Some(day(date.0, date.1, date.2));
    }
    if !matches!(b[10], b'T' | b' ') || b[13] != b':' {
        return None;
    }
    let second = match b.get(16) {
        None => 0,
        Some(b':') => pair(b, 17)?,
        Some(_) => return None,
    };
    let time = (pair(b, 11)?, pair(b, 14)?, second);
    Some(day(date.0, date.1, date.2).and_then(|day| at_time(day, time, 0)))
}

fn pair(b: &[u8], at: usize) -> Option<u32> {
    let (tens, ones) = (b[at].wrapping_sub(b'0'), b[at + 1].wrapping_sub(b'0'));
    (tens < 10 && ones < 10).then(|| u32::from(tens) * 10 + u32::from(ones))
}

fn day(year: u32, month: u32, day: u32) -> Result<Written, DateFault> {
    if !YEARS.contains(&year) || month > 12 || day > 31 {
        return Err(DateFault::NoSuchDay);
    }
    let date = civil::Date::new(year as i16, month as i8, day as i8);
    let date = date.map_err(|_| DateFault::NoSuchDay)?;
    Ok(Written {
        local: date.to_datetime(civil::Time::midnight()),
        date_only: true,
        offset_s: None,
    })
}

fn at_time(day: Written, (h, m, s): (u32, u32, u32), ns: u32) -> Result<Written, DateFault> {
    if (h, m, s) == (24, 0, 0) {
        let next = day.local.date().tomorrow().map_err(|_| DateFault::NoSuchDay)?;
        let local = next.to_datetime(civil::Time::midnight());
        return Ok(Written { local, date_only: false, ..day });
    }
    if h > 23 || m > 59 || s > 60 {
        return Err(DateFault::NoSuchDay);
    }
    let time = civil::Time::new(h as i8, m as i8, s.min(59) as i8, ns as i32);
    let time = time.map_err(|_| DateFault::NoSuchDay)?;
    Ok(Written { local: day.local.date().to_datetime(time), date_only: false, ..day })
}

/// `20240305`, `20240305140500`, or an Excel serial.
fn digits_only(text: &str, rules: DateRules) -> Option<Result<Written, DateFault>> {
    if !text.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return None;
    }
    let b = text.as_bytes();
    if matches!(b.len(), 8 | 12 | 14) && !text.contains('.') {
        let date = (pair(b, 0)? * 100 + pair(b, 2)?, pair(b, 4)?, pair(b, 6)?);
        let found = day(date.0, date.1, date.2);
        if b.len() == 8 {
            return Some(found);
        }
        let second = if b.len() == 14 { pair(b, 12)? } else { 0 };
        let time = (pair(b, 8)?, pair(b, 10)?, second);
        return Some(found.and_then(|day| at_time(day, time, 0)));
    }
    if text.bytes().filter(|&b| b == b'.').count() > 1 {
        return None;
    }
    let serial: f64 = text.parse().map_or(f64::NAN, |s| s);
    Some(excel_serial(serial, rules.date1904).ok_or(DateFault::Unreadable))
}

/// An Excel day count as a wall-clock time, rounded to the second. Only serials of
/// 1954 to 2119 are believed, so that an ordinary number is not taken for a date.
pub fn excel_serial(serial: f64, date1904: bool) -> Option<Written> {
    if !(20_000.0..80_000.0).contains(&serial) {
        return None;
    }
    let seconds = (serial * 86_400.0).round() as i64 + if date1904 { 1462 * 86_400 } else { 0 };
    let span = jiff::SignedDuration::from_secs(seconds);
    let local = civil::datetime(1899, 12, 30, 0, 0, 0, 0).checked_add(span).ok()?;
    Some(Written { local, date_only: seconds % 86_400 == 0, offset_s: None })
}

/// The two ends of `2018/02/06 - 2018/02/12`, `2020/05/27-2020/05/28`, `a~b`, `a至b`.
pub fn range(text: &str, rules: DateRules) -> Option<(Written, Written)> {
    const BETWEEN: [&str; 8] = [" - ", "~", "～", "至", "到", "–", "—", " to "];
    let ends = |from: &str, to: &str| Some((parse(from, rules).ok()?, parse(to, rules).ok()?));
    for mark in BETWEEN {
        if let Some((from, to)) = text.split_once(mark) {
            return ends(from, to);
        }
    }
    let mut marks = text.match_indices('-');
    marks.find_map(|(at, _)| ends(&text[..at], &text[at + 1..]).filter(|_| text.len() >= 16))
}

/// The parts over 12 in a date such as `25/04/2026`, for deciding a column's
/// order: `None` where the text is no such date, else (first, second).
pub fn slash_parts(text: &str) -> Option<(u32, u32)> {
    let date = text.trim().split([' ', 'T']).next()?;
    let mut parts = date.split(['/', '-']);
    let (first, second, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || !matches!(year.len(), 2 | 4) || first.len() > 2 {
        return None;
    }
    if year.len() == 2 && date.contains('-') {
        return None;
    }
    year.parse::<u32>().ok()?;
    Some((first.parse().ok()?, second.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<String, DateFault> {
        parse(text, DateRules::default()).map(|w| {
            let form = if w.date_only { "%Y-%m-%d" } else { "%Y-%m-%dT%H:%M:%S" };
            w.local.strftime(form).to_string()
        })
    }

    #[test]
    fn vector_excel_dates() {
        let Some(vector) = crate::ingest::vectors::by_id("excel_dates") else { return };
        let values = vector["inputs"]["values"].as_array().expect("values");
        for (i, value) in values.iter().enumerate() {
            let value = value.as_str().expect("a text");
            let want = vector["expected"]["values"][i].as_str();
            assert_eq!(read(value).ok().as_deref(), want, "{value}");
        }
    }

    #[test]
    fn dates_as_people_write_them() {
        for (text, want) in [
            ("2026年3月4日", "2026-03-04"),
            ("2026.3.4", "2026-03-04"),
            ("3-Mar-26", "2026-03-03"),
            ("March 3, 2026", "2026-03-03"),
            ("2024-3-5 14:05:09", "2024-03-05T14:05:09"),
            ("2024/03/05 9:05", "2024-03-05T09:05:00"),
            ("2024年3月5日 下午2:05", "2024-03-05T14:05:00"),
            ("2024年3月5日 星期二 14时", "2024-03-05T14:00:00"),
            ("２０２４-０３-０５", "2024-03-05"),
            ("2024-03-05T14:05:00.250Z", "2024-03-05T14:05:00"),
            ("25/04/2026", "2026-04-25"),
            ("5.3.2024", "2024-03-05"),
            ("20240305 1405", "2024-03-05T14:05:00"),
            ("5/19/2006 0:00:00", "2006-05-19T00:00:00"),
            ("2024-03-05 12:30 AM", "2024-03-05T00:30:00"),
            ("45992.75", "2025-12-01T18:00:00"),
            ("2024-03-05 24:00", "2024-03-06T00:00:00"),
            ("11/May/24 03:26 PM", "2024-05-11T15:26:00"),
            ("Mon Nov 04 09:15:00 UTC 2024", "2024-11-04T09:15:00"),
            ("Tue, 5 Mar 2024 14:05:00 +0100", "2024-03-05T14:05:00"),
            ("Mon Nov 04, 2024", "2024-11-04"),
        ] {
            assert_eq!(read(text).as_deref(), Ok(want), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_told_apart() {
        for text in ["60", "abc", "12", "E-104", "2024", "14:05", "1e5", "2024-03-05 xx"] {
            assert_eq!(read(text), Err(DateFault::Unreadable), "{text}");
        }
        for text in ["2026-02-30", "0000-00-00", "2026-13-01", "0026-01-02", "20266-01-02"] {
            assert_eq!(read(text), Err(DateFault::NoSuchDay), "{text}");
        }
        for text in ["3/4/2026", "03/04/2026 10:00", "5/3/24"] {
            assert_eq!(read(text), Err(DateFault::Ambiguous), "{text}");
        }
    }

    #[test]
    fn a_range_has_two_ends() {
        let rules = DateRules::default();
        for text in [
            "2018/02/06 - 2018/02/12",
            "2018/02/06-2018/02/12",
            "2018-02-06~2018-02-12",
            "2018-02-06-2018-02-12",
            "2018年2月6日至2018年2月12日",
            "2018.2.6到2018.2.12",
        ] {
            let (from, to) = range(text, rules).expect(text);
            assert_eq!(from.local.to_string(), "2018-02-06T00:00:00", "{text}");
            assert_eq!(to.local.to_string(), "2018-02-12T00:00:00", "{text}");
        }
        assert_eq!(range("2018-02-06", rules), None);
    }

    #[test]
    fn serials_of_the_1904_system_lie_1462_days_later() {
        let day = |s, base| excel_serial(s, base).map(|w| w.local.date().to_string());
        assert_eq!(day(45992.0, false).as_deref(), Some("2025-12-01"));
        assert_eq!(day(44530.0, true).as_deref(), Some("2025-12-01"));
        assert_eq!(day(60.0, false), None);
    }
}
