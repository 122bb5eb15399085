//! Wall-clock times to instants. The zone's rules are asked once a day, not once a
//! cell: a log of a million rows names a few thousand days.

use super::date::Written;
use crate::model::time::{DAY_MS, Day, Instant, Stamp, Zone};
use jiff::tz::Offset;

const SLOTS: usize = 4096;

/// Turns written times into stamps of one zone.
pub struct StampReader<'z> {
    zone: &'z Zone,
    /// Midnight of days on which the clocks are not changed.
    days: Vec<Option<(Day, i64)>>,
}

impl<'z> StampReader<'z> {
    /// A reader for naive stamps of a zone.
    pub fn new(zone: &'z Zone) -> Self {
        Self { zone, days: Vec::new() }
    }

    /// The zone of naive stamps.
    pub fn zone(&self) -> &'z Zone {
        self.zone
    }

    /// The stamp of a written time.
    pub fn stamp(&mut self, written: Written) -> Stamp {
        let at = match written.offset_s {
            Some(seconds) => with_offset(written, seconds),
            None => self.naive(written),
        };
        Stamp { at, date_only: written.date_only }
    }

    fn naive(&mut self, written: Written) -> Instant {
        let day = written.local.date();
        let Some(midnight) = self.midnight(day) else { return self.zone.instant(written.local) };
        let time = written.local.time();
        let seconds = i64::from(time.hour()) * 3600
            + i64::from(time.minute()) * 60
            + i64::from(time.second());
        Instant(midnight + seconds * 1000 + i64::from(time.millisecond()))
    }

    fn midnight(&mut self, day: Day) -> Option<i64> {
        let months = i32::from(day.year()) * 12 + i32::from(day.month());
        let slot = (months * 32 + i32::from(day.day())) as usize % SLOTS;
        if self.days.is_empty() {
            self.days = vec![None; SLOTS];
        }
        match self.days[slot] {
            Some((known, midnight)) if known == day => Some(midnight),
            _ => {
                let midnight = plain_day(self.zone, day)?;
                self.days[slot] = Some((day, midnight));
                Some(midnight)
            }
        }
    }
}

fn with_offset(written: Written, seconds: i32) -> Instant {
    let offset = Offset::from_seconds(seconds).unwrap_or(Offset::UTC);
    let stamp = offset.to_timestamp(written.local).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    Instant(stamp.as_millisecond())
}

/// Midnight of a day that has 24 hours and no change of clocks inside.
fn plain_day(zone: &Zone, day: Day) -> Option<i64> {
    let midnight = zone.start_of(day);
    let next = zone.start_of(day.tomorrow().ok()?);
    let noon = zone.instant(day.at(12, 0, 0, 0));
    let plain = next.since(midnight) == DAY_MS && noon.since(midnight) == DAY_MS / 2;
    (plain && zone.local(midnight).date() == day).then_some(midnight.0)
}

#[cfg(test)]
mod tests {
    use super::super::date::{DateRules, parse};
    use super::*;

    #[test]
    fn the_cache_agrees_with_the_zone_on_days_of_clock_changes() {
        let zone = Zone::named("America/New_York").expect("a known zone");
        let mut reader = StampReader::new(&zone);
        for text in [
            "2024-03-10 01:30",
            "2024-03-10 02:30",
            "2024-03-10 12:00",
            "2024-11-03 01:30",
            "2024-07-01 08:00",
        ] {
            let written = parse(text, DateRules::default()).expect(text);
            assert_eq!(reader.stamp(written).at, zone.instant(written.local), "{text}");
        }
    }

    #[test]
    fn a_written_offset_wins_over_the_zone() {
        let zone = Zone::named("Asia/Shanghai").expect("a known zone");
        let mut reader = StampReader::new(&zone);
        let mut at = |text| reader.stamp(parse(text, DateRules::default()).expect(text)).at;
        assert_eq!(at("2024-03-05T14:05:00+08:00"), at("2024-03-05T14:05:00"));
        assert_eq!(at("2024-03-05T06:05:00Z"), at("2024-03-05T14:05:00"));
    }
}
