//! Business time (`domain.md` §3.8): weekly windows, holidays and make-up working
//! days laid out once over the span of the data, so that elapsed time and due
//! instants are look-ups.

use crate::model::settings::Calendar;
use crate::model::time::{Day, Instant, Period, Zone};
use std::collections::BTreeSet;

/// A calendar laid out over a span.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BusinessTime {
    windows: Vec<Window>,
    days: Vec<WorkingDay>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Window {
    open: Instant,
    close: Instant,
    /// Milliseconds of business before it.
    before: i64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct WorkingDay {
    start: Instant,
    close: Instant,
}

/// Days laid out at most: two centuries.
const MAX_DAYS: usize = 73_000;
/// Days laid out after the last stamp, for due instants beyond it.
const DAYS_AFTER: i64 = 800;

impl BusinessTime {
    /// Lays a calendar out over a span and some time around it.
    pub fn lay_out(calendar: &Calendar, zone: &Zone, span: Period) -> Self {
        let week = jiff::Span::new().days(8);
        let mut day = zone.day(span.start).saturating_sub(week);
        let last = zone.day(span.end.plus_days(DAYS_AFTER));
        let holidays: BTreeSet<Day> = calendar.holidays.iter().copied().collect();
        let workdays: BTreeSet<Day> = calendar.workdays.iter().copied().collect();
        let mut out = Self::default();
        for _ in 0..MAX_DAYS {
            let windows = if workdays.contains(&day) {
                calendar.week[0].as_slice()
            } else if holidays.contains(&day) {
                &[][..]
            } else {
                calendar.week[day.weekday().to_monday_zero_offset() as usize].as_slice()
            };
            out.add_day(zone, day, windows);
            match day.tomorrow() {
                Ok(next) if next <= last => day = next,
                _ => break,
            }
        }
        out
    }

    fn add_day(&mut self, zone: &Zone, day: Day, windows: &[(u16, u16)]) {
        let mut windows = windows.to_vec();
        windows.sort_unstable();
        let mut close_of_day = None;
        for (from, to) in windows {
            let (mut open, close) = (minute(zone, day, from), minute(zone, day, to));
            let last = self.windows.last().copied();
            open = last.map_or(open, |w| w.close.max(open));
            if close <= open {
                continue;
            }
            let before = last.map_or(0, |w| w.before + w.close.since(w.open));
            self.windows.push(Window { open, close, before });
            close_of_day = Some(close);
        }
        if let Some(close) = close_of_day {
            self.days.push(WorkingDay { start: zone.start_of(day), close });
        }
    }

    /// True where the calendar is never open.
    pub fn is_empty(&self) -> bool {
        self.windows.is_empty()
    }

    /// Milliseconds of business up to an instant, from the beginning of the layout.
    fn before(&self, at: Instant) -> i64 {
        let next = self.windows.partition_point(|w| w.open <= at);
        let Some(window) = next.checked_sub(1).map(|i| self.windows[i]) else { return 0 };
        window.before + at.min(window.close).since(window.open)
    }

    /// Milliseconds of business between two instants; negative if they are inverted.
    pub fn elapsed(&self, from: Instant, to: Instant) -> i64 {
        self.before(to) - self.before(from)
    }

    /// The instant at which so much business has passed since `start`. Outside hours
    /// the clock starts at the next opening. `None` beyond the layout.
    pub fn after(&self, start: Instant, ms: i64) -> Option<Instant> {
        let target = self.before(start) + ms;
        let at = self.windows.partition_point(|w| w.before + w.close.since(w.open) < target);
        self.windows.get(at).map(|w| w.open.plus(target - w.before).max(start))
    }

    /// The close of business on the n-th working day after the day of `start`.
    pub fn working_day(&self, start: Instant, n: u32) -> Option<Instant> {
        let next = self.days.partition_point(|d| d.start <= start);
        let at = (next + n as usize).checked_sub(1)?;
        self.days.get(at).map(|d| d.close)
    }
}

/// A minute of a day; the 1440th is the next midnight.
fn minute(zone: &Zone, day: Day, minute: u16) -> Instant {
    if minute >= 1440 {
        return zone.start_of(day.tomorrow().unwrap_or(Day::MAX));
    }
    let hour = i8::try_from(minute / 60).expect("an hour of a day is below 24");
    let rest = i8::try_from(minute % 60).expect("a minute of an hour is below 60");
    zone.instant(day.at(hour, rest, 0, 0))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::analyse::vectors::{Vector, vectors};
    use crate::model::time::HOUR_MS;

    pub(crate) fn zone() -> Zone {
        Zone::named("Asia/Shanghai").expect("a known zone")
    }

    /// `2024-03-01T16:30` or a day alone, in the site's zone.
    pub(crate) fn instant(text: &str) -> Instant {
        if let Ok(local) = text.parse::<jiff::civil::DateTime>() {
            return zone().instant(local);
        }
        zone().start_of(day(text))
    }

    pub(crate) fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    /// The vectors' own words: `09:00-18:00 Mon-Fri; holidays 2024-04-04..06; make-up
    /// working day Sun 2024-04-07`.
    fn calendar(text: &str) -> Calendar {
        let mut calendar = Calendar::default();
        let minutes = |t: &str| {
            let (h, m) = t.split_once(':')?;
            Some(h.parse::<u16>().ok()? * 60 + m.parse::<u16>().ok()?)
        };
        let pair = |w: &str| {
            let (from, to) = w.split_once('-')?;
            Some((minutes(from)?, minutes(to)?))
        };
        let windows: Vec<(u16, u16)> = text.split_whitespace().filter_map(pair).collect();
        for day in &mut calendar.week[..5] {
            day.clone_from(&windows);
        }
        if let Some((_, rest)) = text.split_once("holidays ") {
            let first: Day = rest[..10].parse().unwrap();
            let last: i8 = rest[12..14].parse().unwrap();
            let days = first.day()..=last;
            calendar.holidays = days.map(|d| first.with().day(d).build().unwrap()).collect();
        }
        if let Some((_, rest)) = text.split_once("make-up working day Sun ") {
            calendar.workdays.push(day(&rest[..10]));
        }
        calendar
    }

    fn laid_out(v: &Vector) -> BusinessTime {
        let start = instant(v.input("start").0.as_str().unwrap());
        let span = Period { start, end: start.plus_days(30) };
        BusinessTime::lay_out(&calendar(v.input("calendar").0.as_str().unwrap()), &zone(), span)
    }

    #[test]
    fn due_in_business_hours() {
        for v in vectors("sla_biz_") {
            let start = instant(v.input("start").0.as_str().unwrap());
            let limit = v.input("limit_business_h").as_u64() as i64 * HOUR_MS;
            let due = laid_out(&v).after(start, limit);
            assert_eq!(due, Some(instant(v.want("due").0.as_str().unwrap())), "{}", v.id());
        }
    }

    #[test]
    fn due_in_working_days() {
        for v in vectors("sla_working_days") {
            let start = instant(v.input("start").0.as_str().unwrap());
            let days = v.input("limit_working_days").as_u64() as u32;
            let due = laid_out(&v).working_day(start, days);
            assert_eq!(due, Some(instant(v.want("due").0.as_str().unwrap())));
        }
    }

    #[test]
    fn business_hours_elapsed() {
        for v in vectors("biz_elapsed") {
            let at = |name| instant(v.input(name).0.as_str().unwrap());
            let ms = laid_out(&v).elapsed(at("start"), at("end"));
            v.near("hours", ms as f64 / HOUR_MS as f64, v.want("hours").as_f64());
        }
    }

    #[test]
    fn a_calendar_that_never_opens_has_no_due_instant() {
        let span = Period { start: Instant(0), end: Instant(0) };
        let never = BusinessTime::lay_out(&Calendar::default(), &zone(), span);
        assert!(never.is_empty());
        assert_eq!(never.after(Instant(0), 5), None);
        assert_eq!(never.working_day(Instant(0), 2), None);
    }
}
