//! One service-level clock on plain instants (`domain.md` §3.8): elapsed time, due
//! instant and state. Which clock runs for which ticket is `sla_plan`'s business.

use super::business_time::BusinessTime;
use super::sla::{SlaState, TicketClock};
use crate::model::settings::SlaLimit;
use crate::model::time::{Instant, Period};

/// The share of the limit from which a running clock is at risk, in per cent.
const AT_RISK_PERCENT: i64 = 80;

/// How time passes for a clock.
#[derive(Clone, Copy, Debug)]
pub enum Passing<'a> {
    /// Around the clock.
    Wall,
    /// In business hours.
    Business(&'a BusinessTime),
}

impl Passing<'_> {
    fn elapsed(self, from: Instant, to: Instant) -> i64 {
        match self {
            Self::Wall => to.since(from),
            Self::Business(time) => time.elapsed(from, to),
        }
    }

    fn after(self, start: Instant, ms: i64) -> Option<Instant> {
        match self {
            Self::Wall => Some(start.plus(ms)),
            Self::Business(time) => time.after(start, ms),
        }
    }
}

/// What a clock is measured against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// So many milliseconds of passing time.
    Within(i64),
    /// A fixed instant.
    Until(Instant),
}

/// A clock of a ticket before it is judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// When it started.
    pub start: Instant,
    /// When it stopped, if ever.
    pub stop: Option<Instant>,
    /// Accepted pauses: in order, apart from each other.
    pub pauses: Vec<Period>,
}

/// Brings pauses into order and joins those that touch.
#[must_use]
pub fn joined(mut pauses: Vec<Period>) -> Vec<Period> {
    pauses.retain(|p| p.start < p.end);
    pauses.sort_unstable_by_key(|p| (p.start, p.end));
    let mut out: Vec<Period> = Vec::with_capacity(pauses.len());
    for pause in pauses {
        match out.last_mut() {
            Some(last) if pause.start <= last.end => last.end = last.end.max(pause.end),
            _ => out.push(pause),
        }
    }
    out
}

impl Run {
    /// Where the clock stands at an instant not before its start.
    pub fn state(&self, measure: Measure, passing: Passing<'_>, at: Instant) -> TicketClock {
        let stopped = self.stop.filter(|&stop| stop <= at);
        let end = stopped.unwrap_or(at);
        let elapsed = self.elapsed(passing, end);
        let due = self.due(measure, passing);
        let late = match (measure, stopped) {
            (Measure::Within(limit), Some(_)) => elapsed > limit,
            // A limit that ends when the office shuts is over in the evening, too.
            (Measure::Within(limit), None) => elapsed > limit || due.is_some_and(|due| at > due),
            (Measure::Until(_), Some(stop)) => due.is_some_and(|due| stop > due),
            // At its last instant a fixed limit is over for whoever has not stopped: a day
            // ends with it, and so may a month.
            (Measure::Until(_), None) => due.is_some_and(|due| at >= due),
        };
        let risk_from = self.risk_from(measure, passing);
        let state = match (stopped.is_some(), late) {
            (true, false) => SlaState::Met,
            (true, true) => SlaState::BreachedClosed,
            (false, true) => SlaState::BreachedOpen,
            (false, false) if risk_from.is_some_and(|risk| at >= risk) => SlaState::PendingAtRisk,
            (false, false) => SlaState::Pending,
        };
        TicketClock {
            clock: 0,
            state,
            started: Some(self.start),
            stopped,
            due,
            risk_from,
            elapsed_ms: Some(elapsed),
            limit_ms: match measure {
                Measure::Within(limit) => Some(limit),
                Measure::Until(_) => due.map(|due| self.elapsed(passing, due)),
            },
            coarse: false,
        }
    }

    fn elapsed(&self, passing: Passing<'_>, end: Instant) -> i64 {
        let whole = Period { start: self.start, end };
        let paused = self.pauses.iter().filter_map(|p| p.overlap(whole));
        let paused: i64 = paused.map(|p| passing.elapsed(p.start, p.end)).sum();
        passing.elapsed(self.start, end) - paused
    }

    fn due(&self, measure: Measure, passing: Passing<'_>) -> Option<Instant> {
        match measure {
            Measure::Within(limit) => self.reached(limit, passing),
            Measure::Until(due) => Some(self.moved(due, passing)),
        }
    }

    fn risk_from(&self, measure: Measure, passing: Passing<'_>) -> Option<Instant> {
        match measure {
            // Rounded up, so that the clock is never called at risk too early.
            Measure::Within(limit) => self.reached((limit * AT_RISK_PERCENT + 99) / 100, passing),
            Measure::Until(due) => {
                let part = due.since(self.start) * AT_RISK_PERCENT / 100;
                Some(self.moved(self.start.plus(part), passing))
            }
        }
    }

    /// The instant at which so much unpaused time has passed.
    fn reached(&self, limit: i64, passing: Passing<'_>) -> Option<Instant> {
        let mut total = limit;
        let mut due = passing.after(self.start, total)?;
        for pause in self.pauses.iter().filter(|p| p.end > self.start) {
            if pause.start >= due {
                break;
            }
            total += passing.elapsed(pause.start.max(self.start), pause.end);
            due = passing.after(self.start, total)?;
        }
        Some(due)
    }

    /// A fixed instant moved by the pauses before it: by the time that passed in them, so
    /// that a weekend of waiting takes no office hours and gives none.
    fn moved(&self, mut due: Instant, passing: Passing<'_>) -> Instant {
        for pause in self.pauses.iter().filter(|p| p.end > self.start) {
            if pause.start >= due {
                break;
            }
            let paused = passing.elapsed(pause.start.max(self.start), pause.end);
            due = passing.after(due, paused).unwrap_or_else(|| due.plus(paused));
        }
        due
    }
}

/// What a distance says about the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DistanceLimit {
    /// So many milliseconds.
    Within(i64),
    /// Beyond the last ring: the agreed time.
    Agreed,
    /// No distance is known.
    NoDistance,
}

/// The limit at a distance, of rings (kilometres up to, milliseconds).
pub fn distance_limit(rings: &[(f64, i64)], km: Option<f64>) -> DistanceLimit {
    let Some(km) = km.filter(|km| *km >= 0.0) else { return DistanceLimit::NoDistance };
    let ring = rings.iter().find(|(up_to, _)| km <= *up_to);
    ring.map_or(DistanceLimit::Agreed, |&(_, ms)| DistanceLimit::Within(ms))
}

/// True where a limit counts whole days, so that dates without time of day do.
pub fn counts_days(limit: &SlaLimit) -> bool {
    use crate::model::time::DAY_MS;
    match limit {
        SlaLimit::Elapsed(ms) => *ms >= 2 * DAY_MS && ms % DAY_MS == 0,
        SlaLimit::WorkingDays(_) | SlaLimit::DayEnd(_) => true,
        SlaLimit::Distance(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::business_time::tests::{instant, zone};
    use crate::analyse::sla::ClockTally;
    use crate::analyse::sla_plan::day_end;
    use crate::analyse::vectors::vectors;
    use crate::model::settings::Calendar;
    use crate::model::time::HOUR_MS;
    use serde_json::Value;

    fn at(value: &Value) -> Option<Instant> {
        value.as_str().map(instant)
    }

    #[test]
    fn states_and_compliance() {
        for v in vectors("sla_compliance") {
            let limit = Measure::Within(v.input("limit_h").as_u64() as i64 * HOUR_MS);
            let as_of = at(v.input("as_of").0).unwrap();
            let mut tally = ClockTally::default();
            for ticket in v.input("tickets").0.as_array().unwrap() {
                let pauses = ticket["paused"].as_array().unwrap().iter();
                let pause =
                    |p: &Value| Period { start: at(&p[0]).unwrap(), end: at(&p[1]).unwrap() };
                let run = Run {
                    start: at(&ticket["reported"]).unwrap(),
                    stop: at(&ticket["stopped"]),
                    pauses: joined(pauses.map(pause).collect()),
                };
                let got = run.state(limit, Passing::Wall, as_of);
                let want = &v.want("states").0[ticket["id"].as_str().unwrap()];
                assert_eq!(got.state.as_str(), want["state"].as_str().unwrap());
                let hours = got.elapsed_ms.map(|ms| ms as f64 / HOUR_MS as f64);
                v.same_at(&want["elapsed_h"], "elapsed_h", hours);
                tally.add(&got);
            }
            let counts = v.want("counts").0;
            for (name, got) in [
                ("met", tally.met),
                ("breached_closed", tally.breached_closed),
                ("breached_open", tally.breached_open),
                ("pending", tally.pending),
                ("pending_at_risk", tally.pending_at_risk),
            ] {
                assert_eq!(Some(got), counts[name].as_u64(), "{name}");
            }
            let rate = tally.compliance();
            assert_eq!(rate.d, v.want("denominator").as_u64());
            v.same("compliance", rate.value);
            let ci = v.want("ci").as_numbers();
            v.near("lower", rate.lower.unwrap(), ci[0]);
            v.near("upper", rate.upper.unwrap(), ci[1]);
        }
    }

    #[test]
    fn limits_by_distance() {
        for v in vectors("sla_distance") {
            let rings = [(10.0, 40 * 60_000), (20.0, 60 * 60_000)];
            let cases = v.input("distance_km").0.as_array().unwrap();
            for (i, km) in cases.iter().enumerate() {
                let (word, minutes) = match distance_limit(&rings, km.as_f64()) {
                    DistanceLimit::Within(ms) => ("clock", Some((ms / 60_000) as f64)),
                    DistanceLimit::Agreed => ("agreed", None),
                    DistanceLimit::NoDistance => ("no_distance", None),
                };
                assert_eq!(v.want("state").0[i], word);
                v.same_at(&v.want("limit_min").0[i], "limit_min", minutes);
            }
        }
    }

    #[test]
    fn due_by_calendar_units() {
        for v in vectors("sla_cal_unit") {
            let start = at(v.input("start").0).unwrap();
            let run = Run { start, stop: None, pauses: Vec::new() };
            let wants = v.want("due").0.as_array().unwrap();
            let limits = v.input("limits").0.as_array().unwrap();
            for (limit, want) in limits.iter().zip(wants) {
                let (measure, whole_seconds) = match limit.as_str().unwrap() {
                    "24h" => (Measure::Within(24 * HOUR_MS), false),
                    "3d" => (Measure::Within(72 * HOUR_MS), false),
                    "1w" => (Measure::Within(168 * HOUR_MS), false),
                    "3d:day_end" => (Measure::Until(day_end(&zone(), start, 3)), true),
                    other => panic!("an unknown limit {other}"),
                };
                let due = run.state(measure, Passing::Wall, start).due.unwrap();
                let due = if whole_seconds { Instant(due.0.div_euclid(1000) * 1000) } else { due };
                assert_eq!(Some(due), at(want), "{limit}");
            }
        }
    }

    #[test]
    fn a_pause_moves_the_due_instant_and_overlapping_ones_count_once() {
        let p = |a, b| Period { start: Instant(a), end: Instant(b) };
        let pauses = joined(vec![p(20, 30), p(25, 40), p(500, 600), p(7, 7)]);
        assert_eq!(pauses, [p(20, 40), p(500, 600)]);
        let run = Run { start: Instant(0), stop: Some(Instant(100)), pauses };
        let clock = run.state(Measure::Within(80), Passing::Wall, Instant(1000));
        assert_eq!((clock.due, clock.elapsed_ms), (Some(Instant(100)), Some(80)));
        assert_eq!(clock.state, SlaState::Met);
        let fixed = run.state(Measure::Until(Instant(79)), Passing::Wall, Instant(1000));
        assert_eq!((fixed.due, fixed.state), (Some(Instant(99)), SlaState::BreachedClosed));
    }

    #[test]
    fn a_pause_moves_the_close_of_a_working_day_by_office_hours() {
        let week = [vec![(9 * 60, 18 * 60)], vec![]];
        let mut calendar = Calendar::default();
        (0..7).for_each(|day| calendar.week[day].clone_from(&week[usize::from(day > 4)]));
        let span = Period { start: instant("2024-03-01"), end: instant("2024-03-15") };
        let office = BusinessTime::lay_out(&calendar, &zone(), span);
        // A Friday; the second working day after it is Tuesday.
        let start = instant("2024-03-01T16:30");
        let tuesday = office.working_day(start, 2).unwrap();
        assert_eq!(tuesday, instant("2024-03-05T18:00"));
        for (from, to, due) in [
            ("2024-03-01T18:00", "2024-03-04T09:00", "2024-03-05T18:00"),
            ("2024-03-01T17:00", "2024-03-04T10:00", "2024-03-06T11:00"),
            ("2024-03-05T09:00", "2024-03-05T18:00", "2024-03-06T18:00"),
        ] {
            let pauses = vec![Period { start: instant(from), end: instant(to) }];
            let run = Run { start, stop: None, pauses };
            let clock = run.state(Measure::Until(tuesday), Passing::Business(&office), start);
            assert_eq!(clock.due, Some(instant(due)), "{from} to {to}");
            assert_eq!(clock.limit_ms, Some(office.elapsed(start, tuesday)), "{from} to {to}");
        }
    }
}
