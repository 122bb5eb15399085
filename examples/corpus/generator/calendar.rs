//! Days and minutes of the corpus. All stamps are local to Asia/Shanghai, which has
//! one offset all year, so that a stamp is plain arithmetic on minutes since 1970.

use jiff::civil::{Date, date};

/// Minutes since local 1970-01-01 00:00.
pub type Minute = i64;
/// Days since 1970-01-01.
pub type DayNumber = i64;

/// Minutes of a day.
pub const DAY: Minute = 24 * 60;
/// Days of a year, as failure rates count them.
pub const YEAR_DAYS: f64 = 365.25;

/// The days of the corpus with their texts ready.
pub struct Calendar {
    /// First day covered by the logs.
    pub start: DayNumber,
    /// First day after `as_of`.
    pub end: DayNumber,
    first: DayNumber,
    texts: Vec<String>,
}

/// So many days before the logs begin a device may already have been in service, and
/// so many after their end something may fall due.
const MARGIN: i64 = 1600;

fn number(day: Date) -> DayNumber {
    i64::from(date(1970, 1, 1).until(day).map_or(0, |span| span.get_days()))
}

impl Calendar {
    /// The `months` months that end with October 2026.
    pub fn new(months: u16) -> Self {
        let end = date(2026, 11, 1);
        let start = (0..months).fold(end, |day, _| previous_month(day));
        let (start, end) = (number(start), number(end));
        let first = start - MARGIN;
        let mut day =
            date(1970, 1, 1).checked_add(jiff::Span::new().days(first)).unwrap_or(Date::MIN);
        let mut texts = Vec::new();
        for _ in first..end + MARGIN {
            texts.push(day.to_string());
            day = day.tomorrow().unwrap_or(Date::MAX);
        }
        Self { start, end, first, texts }
    }

    /// `2026-10-31`
    pub fn day(&self, day: DayNumber) -> &str {
        let last = self.texts.len() as i64 - 1;
        &self.texts[(day - self.first).clamp(0, last) as usize]
    }

    /// `2026-10`
    pub fn month(&self, day: DayNumber) -> &str {
        &self.day(day)[..7]
    }

    /// Appends `2026-10-31 08:05`.
    pub fn push_stamp(&self, out: &mut String, at: Minute, between: char) {
        out.push_str(self.day(at.div_euclid(DAY)));
        out.push(between);
        let minute = at.rem_euclid(DAY);
        for n in [minute / 60, minute % 60] {
            out.push(char::from(b'0' + (n / 10) as u8));
            out.push(char::from(b'0' + (n % 10) as u8));
            out.push(':');
        }
        out.pop();
    }

    /// The first minute after `as_of`.
    pub fn end_minute(&self) -> Minute {
        self.end * DAY
    }
}

fn previous_month(day: Date) -> Date {
    day.yesterday().map_or(day, Date::first_of_month)
}
