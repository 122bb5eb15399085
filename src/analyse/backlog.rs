//! Backlog and ageing (`domain.md` §3.11): what was open, came, went and is open,
//! for one period or for every month in one sweep.

use super::figure::{Excluded, Reason};
use super::ground::{Ground, Standing, month_in};
use super::job::{Job, Stand};
use super::open_set::{OpenSet, Ticket};
use crate::model::time::{DAY_MS, Instant, Period};
use serde::Serialize;

/// Upper limits of the age buckets in days; the last bucket has none.
pub const AGE_LIMITS_D: [i64; 4] = [1, 3, 7, 30];

/// Open tickets from which their ages are drawn: a few are better read one by one.
pub const AGES_NEED: u64 = 5;

/// The backlog over a period.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Backlog {
    /// Open at the start.
    pub open_start: u64,
    /// Reported inside.
    pub new: u64,
    /// Closed inside.
    pub closed: u64,
    /// Open at the end.
    pub open_end: u64,
    /// Open at the end by age: ≤ 1, ≤ 3, ≤ 7, ≤ 30, > 30 days.
    pub buckets: [u64; 5],
    /// Median age of those open at the end, in days.
    pub median_age_d: Option<f64>,
    /// Age of the oldest, in days.
    pub oldest_d: Option<f64>,
    /// What was left out: closed before it was reported, or closed without a stamp.
    pub excluded: Vec<Excluded>,
}

impl Backlog {
    /// True where `open_start + new − closed = open_end` and the buckets add up.
    pub fn adds_up(&self) -> bool {
        self.open_start + self.new == self.closed + self.open_end
            && self.buckets.iter().sum::<u64>() == self.open_end
    }
}

/// The backlog of each period between neighbouring bounds, and the tickets that
/// stood open at one of the bounds.
pub fn backlog(tickets: &[Ticket], bounds: &[Instant]) -> (Vec<Backlog>, Vec<Ticket>) {
    let mut periods = vec![Backlog::default(); bounds.len().saturating_sub(1)];
    let mut reversed = vec![Vec::new(); periods.len()];
    let mut sound = Vec::with_capacity(tickets.len());
    for ticket in tickets {
        let month = month_in(bounds, ticket.reported);
        if ticket.is_reversed() {
            if let Some(month) = month {
                reversed[month].push(ticket.event);
            }
            continue;
        }
        if let Some(month) = month {
            periods[month].new += 1;
        }
        if let Some(month) = ticket.closed.and_then(|at| month_in(bounds, at)) {
            periods[month].closed += 1;
        }
        sound.push(*ticket);
    }
    for (period, events) in periods.iter_mut().zip(reversed) {
        period.excluded = Excluded::list([(Reason::ClosedBeforeReported, events)]);
    }
    let mut open = OpenSet::new(&sound, bounds);
    for (n, at) in bounds.iter().enumerate() {
        open.advance(*at);
        if let Some(period) = periods.get_mut(n) {
            period.open_start = open.len();
        }
        if let Some(period) = n.checked_sub(1).map(|n| &mut periods[n]) {
            describe_open(period, &open);
        }
    }
    (periods, open.into_tickets())
}

fn describe_open(period: &mut Backlog, open: &OpenSet) {
    let days = |ms: f64| ms / DAY_MS as f64;
    period.open_end = open.len();
    let mut before = open.len();
    for (bucket, limit) in period.buckets.iter_mut().zip(AGE_LIMITS_D) {
        let older = open.at_least(limit * DAY_MS + 1);
        *bucket = before - older;
        before = older;
    }
    period.buckets[AGE_LIMITS_D.len()] = before;
    let age = |rank: u64| open.age_of(rank).map(|ms| ms as f64);
    period.oldest_d = age(0).map(days);
    let middle = open.len().checked_sub(1).map(|last| (age(last / 2), age(last.div_ceil(2))));
    period.median_age_d = middle.and_then(|(a, b)| Some(days(f64::midpoint(a?, b?))));
}

/// The position in [`Backlog::buckets`] of an age in milliseconds.
pub(crate) fn bucket(age_ms: i64) -> usize {
    AGE_LIMITS_D.iter().take_while(|limit| age_ms > **limit * DAY_MS).count()
}

/// The tickets of a scope, and those whose end nothing tells.
pub(crate) fn tickets_of(ground: &Ground, rows: &[u32]) -> (Vec<Ticket>, Vec<u32>) {
    let (mut tickets, mut untold) = (Vec::new(), Vec::new());
    for &event in rows {
        let row = event as usize;
        let Some(reported) = ground.reported(row) else { continue };
        match ground.standing(row) {
            Standing::Ended(at) => {
                tickets.push(Ticket { event, reported, closed: Some(at) });
            }
            Standing::Open => tickets.push(Ticket { event, reported, closed: None }),
            Standing::Untold => untold.push(event),
            Standing::Void => {}
        }
    }
    (tickets, untold)
}

/// The backlog of a scope over all time while it is gathered. What was closed in it
/// is only counted; those that stand open at its end are kept.
pub(super) struct Gathering {
    whole: Period,
    all: Backlog,
    open: Vec<Ticket>,
    reversed: Vec<u32>,
    untold: Vec<u32>,
}

impl Gathering {
    pub(super) fn new(whole: Period) -> Self {
        let (open, reversed, untold) = (Vec::new(), Vec::new(), Vec::new());
        Self { whole, all: Backlog::default(), open, reversed, untold }
    }

    /// Adds a job with a report.
    pub(super) fn add(&mut self, event: u32, job: &Job) {
        let reported = Instant(job.reported);
        let closed = match job.standing {
            Stand::Ended => Some(Instant(job.ended)),
            Stand::Open => None,
            Stand::Untold => return self.untold.push(event),
            Stand::Void => return,
        };
        let ticket = Ticket { event, reported, closed };
        if ticket.is_reversed() {
            return self.reversed.push(event);
        }
        self.all.new += u64::from(self.whole.contains(reported));
        let ended = closed.is_some_and(|at| self.whole.contains(at));
        self.all.closed += u64::from(ended);
        if !ended {
            self.open.push(ticket);
        }
    }

    pub(super) fn finish(self) -> Backlog {
        let mut all = self.all;
        let bounds = [self.whole.start, self.whole.end];
        let mut open = OpenSet::new(&self.open, &bounds);
        open.advance(self.whole.start);
        all.open_start = open.len();
        open.advance(self.whole.end);
        describe_open(&mut all, &open);
        all.excluded = Excluded::list([
            (Reason::ClosedBeforeReported, self.reversed),
            (Reason::Missing, self.untold),
        ]);
        all
    }
}

impl Ticket {
    /// Closed before it was reported.
    pub fn is_reversed(&self) -> bool {
        self.closed.is_some_and(|closed| closed < self.reported)
    }

    /// Reported before `at` and not closed before it.
    pub fn is_open_at(&self, at: Instant) -> bool {
        self.reported < at && self.closed.is_none_or(|closed| closed >= at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::vectors::{local, period, vectors};

    #[test]
    fn backlog_and_its_ages() {
        for v in vectors("backlog") {
            let month = period(v.input("period").0);
            let rows = v.input("tickets").0.as_array().unwrap();
            let tickets: Vec<Ticket> = rows
                .iter()
                .enumerate()
                .map(|(i, t)| Ticket {
                    event: i as u32,
                    reported: local(t["reported"].as_str().unwrap()),
                    closed: t["closed"].as_str().map(local),
                })
                .collect();
            let (periods, stood) = backlog(&tickets, &[month.start, month.end]);
            let got = &periods[0];
            v.same("open_start", Some(got.open_start as f64));
            v.same("new", Some(got.new as f64));
            v.same("closed", Some(got.closed as f64));
            v.same("open_end", Some(got.open_end as f64));
            v.same("median_age_d", got.median_age_d);
            assert!(got.adds_up());
            let names = ["<=1d", "1-3d", "3-7d", "7-30d", ">30d"];
            for (name, bucket) in names.iter().zip(got.buckets) {
                v.same_at(&v.want("buckets").0[name], name, Some(bucket as f64));
            }
            let open: Vec<_> = stood.iter().filter(|t| t.is_open_at(month.end)).collect();
            let ages = v.want("ages_d").0.as_object().unwrap();
            assert_eq!(open.len(), ages.len());
            for ticket in open {
                let id = rows[ticket.event as usize]["id"].as_str().unwrap();
                let age = month.end.since(ticket.reported) as f64 / DAY_MS as f64;
                // The file gives ages to six decimals.
                assert!((age - ages[id].as_f64().unwrap()).abs() < 5e-7, "{id}");
            }
        }
    }

    #[test]
    fn closed_before_reported_is_left_out_and_named() {
        let ticket = Ticket { event: 3, reported: Instant(50), closed: Some(Instant(40)) };
        let (periods, _) = backlog(&[ticket], &[Instant(0), Instant(100), Instant(200)]);
        assert_eq!(periods[0].new, 0);
        assert_eq!(periods[0].excluded[0].events, [3]);
        assert!(periods.iter().all(Backlog::adds_up));
    }
}
