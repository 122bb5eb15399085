//! The value of a workbook's cell as the text that a person would have typed: exact
//! dates, whole numbers without a decimal point, the leading zeros that a number
//! format shows (`domain.md` §2.4).

use crate::ingest::value::excel;
use calamine::{DataType, ExcelDateTime};
use jiff::SignedDuration;
use jiff::civil::{Date, DateTime};
use std::fmt::Write as _;

const DAY_S: i64 = 86_400;
/// Days between the counts of the two systems of dates.
const DAYS_1904: i64 = 1462;
/// Excel keeps fifteen digits; of a longer number the rest is lost.
const DIGITS: f64 = 1e15;

/// What the format of a number says about its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// Nothing.
    Plain,
    /// A date with a time of day; midnight is then a time, too.
    Timed,
    /// A date without a time of day.
    Dated,
    /// So many digits at least, between two texts: `"SN"0000`.
    Digits(String, usize, String),
}

impl Format {
    /// Reads a format code such as `yyyy-mm-dd hh:mm` or `00000`.
    pub(super) fn of(code: &str) -> Self {
        let code = code.split(';').next().unwrap_or(code);
        let bare = unquoted(code);
        if bare.contains(['y', 'Y', 'd', 'D', 'h', 'H']) && !bare.contains(['0', '#']) {
            return if bare.contains(['h', 'H', 's', 'S']) { Self::Timed } else { Self::Dated };
        }
        padded(code).unwrap_or(Self::Plain)
    }
}

/// A format code without its quoted and bracketed parts.
fn unquoted(code: &str) -> String {
    let (mut bare, mut until) = (String::new(), None);
    for c in code.chars() {
        match (until, c) {
            (Some(end), c) if c == end => until = None,
            (Some(_), _) => {}
            (None, '"') => until = Some('"'),
            (None, '[') => until = Some(']'),
            (None, c) => bare.push(c),
        }
    }
    bare
}

fn padded(code: &str) -> Option<Format> {
    let (mut before, mut digits, mut after) = (String::new(), 0, String::new());
    let mut chars = code.chars();
    let mut quoted = false;
    while let Some(c) = chars.next() {
        let literal = match c {
            '"' => {
                quoted = !quoted;
                continue;
            }
            c if quoted => c,
            '\\' => chars.next()?,
            '-' => '-',
            '0' if after.is_empty() => {
                digits += 1;
                continue;
            }
            _ => return None,
        };
        if digits == 0 { before.push(literal) } else { after.push(literal) }
    }
    (digits > 1).then_some(Format::Digits(before, digits, after))
}

/// Writes the text of a cell; true where the cell is a number or a length of time,
/// which must not be counted twice.
pub(super) fn write(
    out: &mut String,
    cell: &impl DataType,
    (format, date1904): (&Format, bool),
) -> bool {
    if let Some(text) = cell.get_string() {
        out.push_str(text);
    } else if let Some(stamp) = cell.get_datetime() {
        return stamped(out, stamp, (format, date1904));
    } else if let Some(number) = cell.get_float() {
        numbered(out, number, format);
        return true;
    } else if let Some(number) = cell.get_int() {
        numbered(out, number as f64, format);
        return true;
    } else if let Some(yes) = cell.get_bool() {
        out.push_str(if yes { "TRUE" } else { "FALSE" });
    } else if let Some(text) = cell.get_datetime_iso() {
        iso_date(out, text);
    } else if let Some(text) = cell.get_duration_iso() {
        iso_duration(out, text);
    } else if let Some(error) = cell.get_error() {
        put(out, format_args!("{error}"));
    }
    false
}

/// The text of a formula whose result is not stored.
pub(super) fn no_result(out: &mut String) {
    out.push_str(excel::NO_RESULT);
}

fn put(out: &mut String, text: std::fmt::Arguments<'_>) {
    out.write_fmt(text).expect("writing to a string succeeds");
}

/// A number as Excel shows it at its full fifteen digits.
fn numbered(out: &mut String, number: f64, format: &Format) {
    let whole = number.fract() == 0.0 && number.abs() < DIGITS;
    if let (true, Format::Digits(before, digits, after)) = (whole && number >= 0.0, format) {
        return put(out, format_args!("{before}{:0digits$}{after}", number as i64));
    }
    if whole {
        return put(out, format_args!("{}", number as i64));
    }
    let shortest = format!("{number:.14e}");
    let rounded: f64 = shortest.parse().unwrap_or(number);
    if rounded.abs() < DIGITS {
        return put(out, format_args!("{rounded}"));
    }
    let (digits, exponent) = shortest.split_once('e').unwrap_or((&shortest, "0"));
    put(out, format_args!("{digits}E+{exponent}"));
}

fn stamped(out: &mut String, stamp: ExcelDateTime, (format, date1904): (&Format, bool)) -> bool {
    let serial = stamp.as_f64();
    let seconds = (serial * DAY_S as f64).round();
    if !(0.0..1e12).contains(&seconds) {
        numbered(out, serial, &Format::Plain);
        return true;
    }
    let seconds = seconds as i64;
    if stamp.is_duration() {
        clock(out, seconds);
        return true;
    }
    if seconds < DAY_S {
        clock(out, seconds);
        return false;
    }
    let days = seconds / DAY_S + if date1904 { DAYS_1904 } else { 0 };
    match days {
        60 => out.push_str("1900-02-29"),
        _ => put(out, format_args!("{}", day(days + i64::from(days < 60)))),
    }
    if seconds % DAY_S != 0 || *format == Format::Timed {
        out.push(' ');
        whole_clock(out, seconds % DAY_S);
    }
    false
}

/// The day that many days after 1899-12-30; a count that no calendar has gives the
/// last day of all, which no table believes.
fn day(days: i64) -> Date {
    let epoch = jiff::civil::date(1899, 12, 30);
    epoch.checked_add(SignedDuration::from_hours(days * 24)).unwrap_or(Date::MAX)
}

/// `14:05`, `36:00`, `1:02:03`.
fn clock(out: &mut String, seconds: i64) {
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    put(out, format_args!("{hours}:{minutes:02}"));
    if rest != 0 {
        put(out, format_args!(":{rest:02}"));
    }
}

fn whole_clock(out: &mut String, seconds: i64) {
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    put(out, format_args!("{hours:02}:{minutes:02}"));
    if rest != 0 {
        put(out, format_args!(":{rest:02}"));
    }
}

/// The day, or the day and time to the second, of an OpenDocument date.
fn iso_date(out: &mut String, text: &str) {
    if !text.contains('T') {
        return out.push_str(text);
    }
    let rounded = text.parse::<DateTime>().and_then(|at| at.round(jiff::Unit::Second));
    match rounded {
        Ok(at) => {
            let time = at.time();
            let (hour, minute) = (i64::from(time.hour()), i64::from(time.minute()));
            put(out, format_args!("{} ", at.date()));
            whole_clock(out, hour * 3600 + minute * 60 + i64::from(time.second()));
        }
        Err(_) => out.push_str(text),
    }
}

fn iso_duration(out: &mut String, text: &str) {
    let span = text.parse::<jiff::SignedDuration>();
    match span.map(|span| span.as_millis()) {
        Ok(ms) if (0..=1_000_000_000_000_000).contains(&ms) => {
            clock(out, ((ms + 500) / 1000) as i64);
        }
        _ => out.push_str(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{CellErrorType, Data, ExcelDateTimeType};

    fn text(cell: &Data, code: &str, date1904: bool) -> String {
        let mut out = String::new();
        write(&mut out, cell, (&Format::of(code), date1904));
        out
    }

    fn date(serial: f64) -> Data {
        Data::DateTime(ExcelDateTime::new(serial, ExcelDateTimeType::DateTime, false))
    }

    #[test]
    fn dates_are_exact_to_the_second_in_both_systems() {
        for (serial, code, date1904, want) in [
            (45_992.0, "yyyy-mm-dd", false, "2025-12-01"),
            (45_992.0, "yyyy-mm-dd hh:mm", false, "2025-12-01 00:00"),
            (45_992.75, "yyyy-mm-dd", false, "2025-12-01 18:00"),
            (45_992.586_805_555_55, "General", false, "2025-12-01 14:05"),
            (44_530.0, "yyyy-mm-dd", true, "2025-12-01"),
            (0.586_805_555_55, "hh:mm", false, "14:05"),
            (59.0, "yyyy-mm-dd", false, "1900-02-28"),
            (60.0, "yyyy-mm-dd", false, "1900-02-29"),
            (61.0, "yyyy-mm-dd", false, "1900-03-01"),
            (-1.0, "yyyy-mm-dd", false, "-1"),
        ] {
            assert_eq!(text(&date(serial), code, date1904), want, "{serial} {code}");
        }
        let long = Data::DateTime(ExcelDateTime::new(1.5, ExcelDateTimeType::TimeDelta, false));
        assert_eq!(text(&long, "[h]:mm", false), "36:00");
    }

    #[test]
    fn numbers_keep_the_digits_that_excel_kept() {
        for (number, code, want) in [
            (123.0, "General", "123"),
            (0.1 + 0.2, "General", "0.3"),
            (1234.5, "¥#,##0.00", "1234.5"),
            (0.85, "0%", "0.85"),
            (123.0, "00000", "00123"),
            (7.0, "\"SN-\"0000", "SN-0007"),
            (3.0, "0\"台\"", "3"),
            (-5.0, "00000", "-5"),
            (123_456_789_012_345.0, "0", "123456789012345"),
            (12_345_678_901_234_567.0, "0", "1.23456789012346E+16"),
        ] {
            assert_eq!(text(&Data::Float(number), code, false), want, "{number} {code}");
        }
        assert!(excel::lost_digits("1.23456789012346E+16"));
    }

    #[test]
    fn what_is_neither_text_nor_number_has_its_word() {
        assert_eq!(text(&Data::Bool(true), "General", false), "TRUE");
        assert_eq!(text(&Data::Error(CellErrorType::Ref), "General", false), "#REF!");
        let iso = |text: &str| Data::DateTimeIso(text.to_owned());
        assert_eq!(text(&iso("2025-12-01"), "", false), "2025-12-01");
        assert_eq!(text(&iso("2025-12-01T14:04:59.999999999"), "", false), "2025-12-01 14:05");
        assert_eq!(text(&Data::DurationIso("PT36H00M00S".to_owned()), "", false), "36:00");
    }
}
