//! Availability (`domain.md` §3.4): one less downtime over observed time, with the
//! outages of a device merged before they are summed.

use super::figure::Excluded;
use crate::model::time::{HOUR_MS, Instant, Period};
use serde::Serialize;

/// Measured availability.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Availability {
    /// `1 − downtime / observed`.
    pub value: Option<f64>,
    /// Observed hours.
    pub observed_h: f64,
    /// Hours of merged outages inside them.
    pub downtime_h: f64,
    /// Number of merged outages inside them.
    pub merged: u64,
    /// Failures that stop a device but of which nothing tells for how long.
    pub excluded: Vec<Excluded>,
}

impl Availability {
    /// From observed and down milliseconds. `stops` failures stopped a device;
    /// of the `untold` among them nobody knows how long, and where that is all of them
    /// nothing is known.
    pub fn of(observed_ms: i64, down: Downtime, stops: u64, untold: Vec<Excluded>) -> Self {
        let unknown: usize = untold.iter().map(|e| e.events.len()).sum();
        let known = stops == 0 || (unknown as u64) < stops;
        let hours = |ms: i64| ms as f64 / HOUR_MS as f64;
        Self {
            value: (observed_ms > 0 && known).then(|| 1.0 - down.ms as f64 / observed_ms as f64),
            observed_h: hours(observed_ms),
            downtime_h: hours(down.ms),
            merged: down.outages,
            excluded: untold,
        }
    }
}

/// Merged downtime inside a period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Downtime {
    /// Milliseconds.
    pub ms: i64,
    /// Merged outages.
    pub outages: u64,
}

/// Outages that overlap or touch become one; in order of time.
pub fn merge(mut outages: Vec<Period>) -> Vec<Period> {
    outages.sort_unstable_by_key(|o| (o.start, o.end));
    let mut merged: Vec<Period> = Vec::new();
    for outage in outages {
        match merged.last_mut() {
            Some(last) if outage.start <= last.end => last.end = last.end.max(outage.end),
            _ => merged.push(outage),
        }
    }
    merged
}

/// How much of merged outages lies inside a period.
pub fn downtime_within(merged: &[Period], period: Period) -> Downtime {
    let first = merged.partition_point(|o| o.end <= period.start);
    let inside = merged[first..].iter().map_while(|o| o.overlap(period));
    inside.fold(Downtime::default(), |sum, part| Downtime {
        ms: sum.ms + part.ms(),
        outages: sum.outages + 1,
    })
}

/// The observed part of a period for a device in service from `start` to `end`.
pub fn observed_within(
    start: Option<Instant>,
    end: Option<Instant>,
    period: Period,
) -> Option<Period> {
    let service = Period { start: start?, end: end.unwrap_or(Instant(i64::MAX)) };
    service.overlap(period)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::figure::Reason;
    use crate::analyse::vectors::{local, period, vectors};

    #[test]
    fn availability_merge() {
        for v in vectors("availability_merge") {
            let as_of = local(v.input("as_of").0.as_str().unwrap());
            let outage = |pair: &serde_json::Value| Period {
                start: local(pair[0].as_str().unwrap()),
                end: pair[1].as_str().map_or(as_of, local),
            };
            let outages = v.input("outages").0.as_array().unwrap().iter().map(outage).collect();
            let start = local(v.input("commissioned").0.as_str().unwrap());
            let observed =
                observed_within(Some(start), Some(as_of), period(v.input("period").0)).unwrap();
            let down = downtime_within(&merge(outages), observed);
            let got = Availability::of(observed.ms(), down, 4, Vec::new());
            v.same("observed_h", Some(got.observed_h));
            v.same("downtime_h", Some(got.downtime_h));
            v.same("availability", got.value);
            v.same("merged", Some(got.merged as f64));
        }
    }

    #[test]
    fn nothing_observed_or_nothing_known_is_no_figure() {
        assert_eq!(Availability::of(0, Downtime::default(), 0, Vec::new()).value, None);
        let untold = Excluded::list([(Reason::Missing, vec![4, 5])]);
        let unknown = Availability::of(1000, Downtime::default(), 2, untold);
        assert_eq!(unknown.value, None);
        assert_eq!(unknown.excluded[0].events, [4, 5]);
    }
}
