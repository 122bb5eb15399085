//! Instants, stamps, days, months and the one zone of a site (`domain.md` §2.2, §3.0).
//!
//! Stamps and durations are integers in milliseconds until a figure is finished.

use jiff::civil;
use jiff::tz::TimeZone;
use serde::{Serialize, Serializer};

/// Milliseconds of a minute.
pub const MINUTE_MS: i64 = 60_000;
/// Milliseconds of an hour.
pub const HOUR_MS: i64 = 3_600_000;
/// Milliseconds in a day of 24 h.
pub const DAY_MS: i64 = 24 * HOUR_MS;
/// Hours in a device-year: 365.25 d.
pub const YEAR_H: f64 = 8766.0;
/// Hours in a device-month: a twelfth of a device-year.
pub const MONTH_H: f64 = 730.5;

/// A calendar day without a zone.
pub type Day = civil::Date;

/// Milliseconds since 1970-01-01T00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(pub i64);

impl Instant {
    /// This instant moved by a number of milliseconds.
    #[must_use]
    pub fn plus(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// This instant moved by a number of 24-hour days.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        self.plus(days.saturating_mul(DAY_MS))
    }

    /// Milliseconds from `earlier` to this instant; negative if it lies after.
    pub fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// An instant and whether only its day was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stamp {
    /// The instant; local midnight of the day for a date alone.
    pub at: Instant,
    /// True where the input named a day and no time of day.
    pub date_only: bool,
}

impl Stamp {
    /// A stamp with a time of day.
    pub fn exact(at: Instant) -> Self {
        Self { at, date_only: false }
    }

    /// A stamp of which only the day is known.
    pub fn day(at: Instant) -> Self {
        Self { at, date_only: true }
    }
}

/// The clocks of a ticket, in the order in which they should run (`domain.md` §2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Clock {
    /// The fault happened.
    OccurredAt,
    /// The customer reported it.
    ReportedAt,
    /// First contact with the customer.
    RespondedAt,
    /// The solution plan was given to the customer.
    PlanRepliedAt,
    /// An engineer was sent.
    DispatchedAt,
    /// The engineer arrived.
    ArrivedAt,
    /// Work began.
    RepairStartedAt,
    /// The device was restored.
    ResolvedAt,
    /// The customer signed.
    SignedOffAt,
    /// The ticket was closed.
    ClosedAt,
    /// The customer was called back.
    CallbackAt,
}

impl Clock {
    /// Every clock, in order.
    pub const ALL: [Self; 11] = [
        Self::OccurredAt,
        Self::ReportedAt,
        Self::RespondedAt,
        Self::PlanRepliedAt,
        Self::DispatchedAt,
        Self::ArrivedAt,
        Self::RepairStartedAt,
        Self::ResolvedAt,
        Self::SignedOffAt,
        Self::ClosedAt,
        Self::CallbackAt,
    ];

    /// The canonical column name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OccurredAt => "occurred_at",
            Self::ReportedAt => "reported_at",
            Self::RespondedAt => "responded_at",
            Self::PlanRepliedAt => "plan_replied_at",
            Self::DispatchedAt => "dispatched_at",
            Self::ArrivedAt => "arrived_at",
            Self::RepairStartedAt => "repair_started_at",
            Self::ResolvedAt => "resolved_at",
            Self::SignedOffAt => "signed_off_at",
            Self::ClosedAt => "closed_at",
            Self::CallbackAt => "callback_at",
        }
    }
}

/// A calendar month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    /// The year.
    pub year: i16,
    /// The month, 1 to 12.
    pub month: i8,
}

impl Month {
    /// The month a day lies in.
    pub fn of(day: Day) -> Self {
        Self { year: day.year(), month: day.month() }
    }

    /// `2026-10`, if it is one.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        if year.len() != 4 || month.len() != 2 {
            return None;
        }
        let (year, month) = (year.parse().ok()?, month.parse().ok()?);
        civil::Date::new(year, month, 1).ok().map(Self::of)
    }

    /// The first day.
    pub fn first_day(self) -> Day {
        civil::date(self.year, self.month, 1)
    }

    /// The month `n` months later (earlier, if negative).
    #[must_use]
    pub fn plus(self, n: i32) -> Self {
        let total = i32::from(self.year) * 12 + i32::from(self.month) - 1 + n;
        let (year, month) = (total.div_euclid(12), total.rem_euclid(12) + 1);
        Self {
            year: i16::try_from(year).expect("calendar years fit into 16 bits"),
            month: i8::try_from(month).expect("a month is 1 to 12"),
        }
    }

    /// The following month.
    #[must_use]
    pub fn next(self) -> Self {
        self.plus(1)
    }

    /// Number of months from `earlier` to this one.
    pub fn since(self, earlier: Self) -> i32 {
        (i32::from(self.year) - i32::from(earlier.year)) * 12 + i32::from(self.month)
            - i32::from(earlier.month)
    }

    /// The months from this one to `last`, both included.
    pub fn to(self, last: Self) -> impl Iterator<Item = Self> {
        let count = (last.since(self) + 1).max(0);
        (0..count).map(move |n| self.plus(n))
    }
}

impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// What a service report is about: a month, a calendar quarter or a calendar year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReportPeriod {
    /// A month.
    Month(Month),
    /// A quarter of a calendar year, from 1.
    Quarter(i16, i8),
    /// A calendar year.
    Year(i16),
}

impl ReportPeriod {
    /// `2026-10`, `2026-Q4` or `2026`, if it is one.
    pub fn parse(text: &str) -> Option<Self> {
        let year = |text: &str| {
            let digits = text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
            digits.then(|| text.parse::<i16>().ok()).flatten()
        };
        if let Some((of, quarter)) = text.split_once("-Q").or_else(|| text.split_once("-q")) {
            let quarter = ["1", "2", "3", "4"].iter().position(|n| *n == quarter)?;
            return Some(Self::Quarter(year(of)?, quarter as i8 + 1));
        }
        year(text).map(Self::Year).or_else(|| Month::parse(text).map(Self::Month))
    }

    /// The months, quarters and years with a month from `first` to `last`.
    pub fn between(first: Month, last: Month) -> Vec<Self> {
        let mut all: Vec<Self> = first.to(last).map(Self::Month).collect();
        all.extend(first.to(last).map(Self::quarter_of));
        all.extend((first.year..=last.year).map(Self::Year));
        all.dedup();
        all
    }

    /// The quarter of a month.
    pub fn quarter_of(month: Month) -> Self {
        Self::Quarter(month.year, (month.month - 1) / 3 + 1)
    }

    /// How many months it has.
    pub fn month_count(self) -> i32 {
        match self {
            Self::Month(_) => 1,
            Self::Quarter(..) => 3,
            Self::Year(_) => 12,
        }
    }

    /// The month, if it is one.
    pub fn month(self) -> Option<Month> {
        match self {
            Self::Month(month) => Some(month),
            Self::Quarter(..) | Self::Year(_) => None,
        }
    }

    /// The same stretch a year earlier.
    #[must_use]
    pub fn year_before(self) -> Self {
        self.plus(-12 / self.month_count())
    }

    /// Its first month.
    pub fn first_month(self) -> Month {
        match self {
            Self::Month(month) => month,
            Self::Quarter(year, quarter) => Month { year, month: quarter * 3 - 2 },
            Self::Year(year) => Month { year, month: 1 },
        }
    }

    /// Its last month.
    pub fn last_month(self) -> Month {
        self.plus(1).first_month().plus(-1)
    }

    /// True where a month lies in it.
    pub fn holds(self, month: Month) -> bool {
        (self.first_month()..=self.last_month()).contains(&month)
    }

    /// The month, quarter or year, as this one is, that a day lies in.
    #[must_use]
    pub fn like(self, day: Day) -> Self {
        self.with(Month::of(day))
    }

    /// The month, quarter or year, as this one is, that a month lies in.
    #[must_use]
    pub fn with(self, month: Month) -> Self {
        match self {
            Self::Month(_) => Self::Month(month),
            Self::Quarter(..) => Self::quarter_of(month),
            Self::Year(_) => Self::Year(month.year),
        }
    }

    /// The one `n` months, quarters or years later (earlier, if negative).
    #[must_use]
    pub fn plus(self, n: i32) -> Self {
        self.with(self.first_month().plus(n * self.month_count()))
    }

    /// The last day of it, or a day that lies before that.
    pub fn last_day(self, today: Day) -> Day {
        self.plus(1).first_month().first_day().yesterday().unwrap_or(Day::MIN).min(today)
    }
}

impl From<Month> for ReportPeriod {
    fn from(month: Month) -> Self {
        Self::Month(month)
    }
}

impl std::fmt::Display for ReportPeriod {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Month(month) => month.fmt(f),
            Self::Quarter(year, quarter) => write!(f, "{year:04}-Q{quarter}"),
            Self::Year(year) => write!(f, "{year:04}"),
        }
    }
}

/// `[start, end)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// First instant inside.
    pub start: Instant,
    /// First instant after.
    pub end: Instant,
}

impl Period {
    /// True where the instant lies inside.
    pub fn contains(self, at: Instant) -> bool {
        self.start <= at && at < self.end
    }

    /// What two periods share; `None` if nothing.
    pub fn overlap(self, other: Self) -> Option<Self> {
        let (start, end) = (self.start.max(other.start), self.end.min(other.end));
        (start < end).then_some(Self { start, end })
    }

    /// Length in milliseconds.
    pub fn ms(self) -> i64 {
        self.end.since(self.start).max(0)
    }
}

/// The zone in which a site's months, days and due dates are counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone(TimeZone);

impl Zone {
    /// A zone by its IANA name, from the database inside the program.
    pub fn named(name: &str) -> Option<Self> {
        jiff::tz::TimeZoneDatabase::bundled().get(name).ok().map(Self)
    }

    /// UTC.
    pub fn utc() -> Self {
        Self(TimeZone::UTC)
    }

    /// The zone's name.
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// A local wall-clock time as an instant. In a gap the later offset is taken,
    /// in a fold the earlier one.
    pub fn instant(&self, local: civil::DateTime) -> Instant {
        let ambiguous = self.0.to_ambiguous_timestamp(local);
        let stamp = ambiguous.compatible().map_or(0, jiff::Timestamp::as_millisecond);
        Instant(stamp)
    }

    /// The first instant of a day.
    pub fn start_of(&self, day: Day) -> Instant {
        self.instant(day.to_datetime(civil::Time::midnight()))
    }

    /// The local wall-clock time of an instant.
    pub fn local(&self, at: Instant) -> civil::DateTime {
        let stamp = jiff::Timestamp::from_millisecond(at.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        self.0.to_datetime(stamp)
    }

    /// The local day of an instant.
    pub fn day(&self, at: Instant) -> Day {
        self.local(at).date()
    }

    /// The local month of an instant.
    pub fn month(&self, at: Instant) -> Month {
        Month::of(self.day(at))
    }

    /// The period of a month: first instant of M to first of M+1.
    pub fn month_period(&self, month: Month) -> Period {
        Period {
            start: self.start_of(month.first_day()),
            end: self.start_of(month.next().first_day()),
        }
    }

    /// The last millisecond of the local day of an instant.
    pub fn end_of_day(&self, at: Instant) -> Instant {
        let next = self.day(at).tomorrow().unwrap_or(Day::MAX);
        self.start_of(next).plus(-1)
    }

    /// The local date and time to the minute, as in tables: `2026-10-31 18:05`.
    pub fn minute(&self, at: Instant) -> String {
        let local = self.local(at);
        let mut out = String::with_capacity(16);
        for (value, digits, end) in [
            (i64::from(local.year()), 4, '-'),
            (i64::from(local.month()), 2, '-'),
            (i64::from(local.day()), 2, ' '),
            (i64::from(local.hour()), 2, ':'),
        ] {
            push_digits(&mut out, value, digits);
            out.push(end);
        }
        push_digits(&mut out, i64::from(local.minute()), 2);
        out
    }

    /// ISO 8601 with offset and seconds, as in the data files.
    pub fn iso(&self, at: Instant) -> String {
        let stamp = jiff::Timestamp::from_millisecond(at.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        let offset = self.0.to_offset(stamp);
        let local = offset.to_datetime(stamp);
        let minutes = offset.seconds() / 60;
        let sign = if minutes < 0 { '-' } else { '+' };
        let (h, m) = (minutes.abs() / 60, minutes.abs() % 60);
        // Digits by hand: data files write millions of stamps.
        let mut out = String::with_capacity(25);
        for (value, digits, end) in [
            (i64::from(local.year()), 4, '-'),
            (i64::from(local.month()), 2, '-'),
            (i64::from(local.day()), 2, 'T'),
            (i64::from(local.hour()), 2, ':'),
            (i64::from(local.minute()), 2, ':'),
            (i64::from(local.second()), 2, sign),
            (i64::from(h), 2, ':'),
        ] {
            push_digits(&mut out, value, digits);
            out.push(end);
        }
        push_digits(&mut out, i64::from(m), 2);
        out
    }
}

/// Appends the last so many decimal digits of a number.
fn push_digits(out: &mut String, value: i64, digits: u32) {
    for place in (0..digits).rev() {
        let digit = value.unsigned_abs() / 10_u64.pow(place) % 10;
        out.push(char::from(b'0' + digit as u8));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_count_across_years() {
        let m = Month::parse("2026-11").expect("a month");
        assert_eq!(m.plus(2).to_string(), "2027-01");
        assert_eq!(m.plus(-11).to_string(), "2025-12");
        assert_eq!(m.plus(2).since(m), 2);
        assert_eq!(m.to(m.plus(2)).count(), 3);
        assert_eq!(m.to(m.plus(-1)).count(), 0);
        assert_eq!(Month::parse("2026-13"), None);
    }

    #[test]
    fn a_report_is_about_a_month_or_a_year() {
        let year = ReportPeriod::parse("2026").expect("a year");
        let month = ReportPeriod::parse("2026-12").expect("a month");
        assert_eq!((year.to_string(), month.to_string()), ("2026".into(), "2026-12".into()));
        assert_eq!((ReportPeriod::parse("26"), ReportPeriod::parse("2026-13")), (None, None));
        let quarter = ReportPeriod::parse("2026-Q4").expect("a quarter");
        assert_eq!(quarter, ReportPeriod::quarter_of(Month { year: 2026, month: 10 }));
        assert_eq!(quarter.to_string(), "2026-Q4");
        assert_eq!(quarter.plus(1).to_string(), "2027-Q1");
        assert_eq!(quarter.year_before().to_string(), "2025-Q4");
        assert_eq!(quarter.last_month().to_string(), "2026-12");
        assert_eq!(ReportPeriod::parse("2026-Q5"), None);
        assert_eq!(year.year_before(), ReportPeriod::Year(2025));
        assert_eq!(month.year_before().to_string(), "2025-12");
        assert_eq!(year.last_month(), month.first_month());
        assert!(year.holds(month.last_month()) && !month.holds(year.first_month()));
        let day = civil::date(2027, 1, 9);
        assert_eq!((year.like(day), month.like(day)), (year.plus(1), month.plus(1)));
        assert_eq!(year.last_day(day), civil::date(2026, 12, 31));
        assert_eq!(month.plus(1).last_day(day), day);
    }

    #[test]
    fn a_zone_names_its_offset() {
        let zone = Zone::named("Asia/Shanghai").expect("a known zone");
        let at = zone.start_of(civil::date(2026, 10, 31));
        assert_eq!(zone.iso(at), "2026-10-31T00:00:00+08:00");
        assert_eq!(zone.iso(zone.end_of_day(at)), "2026-10-31T23:59:59+08:00");
        assert_eq!(zone.month(at).to_string(), "2026-10");
    }
}
