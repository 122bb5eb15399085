//! Times of a ticket (`domain.md` §3.1, §3.2): response, plan, on site, restore and
//! repair. Restoration counts from the report, repair from the arrival; the two
//! are never mixed. Stamps of which only the day is known say nothing about hours.

use super::figure::{Distribution, Excluded, Reason};
use super::ground::Ground;
use super::job::{Flags, Job, Stand};
use crate::model::time::{Clock, DAY_MS, HOUR_MS, Instant, Stamp};
use serde::Serialize;

/// A difference longer than this is taken for an error.
pub(crate) const LONGEST_MS: i64 = 365 * DAY_MS;

/// The five distributions, in hours.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Times {
    /// Report to first contact.
    pub response: Distribution,
    /// Report to solution plan.
    pub reply_plan: Distribution,
    /// Report to arrival.
    pub onsite: Distribution,
    /// Report to restoration, of failures.
    pub restore: Distribution,
    /// Arrival, or beginning of work, to restoration, of failures.
    pub repair: Distribution,
    /// Kaplan–Meier median of the time to restore, with open tickets censored.
    pub restore_km_median_h: Option<f64>,
    /// Open tickets that entered it.
    pub restore_open: u64,
}

/// What the times of one ticket are made of.
#[derive(Clone, Copy, Debug, Default)]
pub struct TicketStamps {
    /// Reported.
    pub reported: Option<Stamp>,
    /// First contact.
    pub responded: Option<Stamp>,
    /// Solution plan.
    pub planned: Option<Stamp>,
    /// Arrival.
    pub arrived: Option<Stamp>,
    /// Arrival, else beginning of work.
    pub begun: Option<Stamp>,
    /// Restoration.
    pub resolved: Option<Stamp>,
    /// Still open: a stamp that is missing may come yet and is no exclusion.
    pub open: bool,
    /// A failure, whose time to restore and repair counts.
    pub failure: bool,
}

/// One difference of two stamps: milliseconds, or why there are none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Difference(i64);

impl Difference {
    const MISSING: Self = Self(-1);
    const NEGATIVE: Self = Self(-2);
    const DATE_ONLY: Self = Self(-3);
    const TOO_LONG: Self = Self(-4);
    /// Not asked of this ticket, or not yet known.
    pub(super) const NONE: Self = Self(-5);

    fn between(from: Option<Stamp>, to: Option<Stamp>, open: bool) -> Self {
        let (Some(from), Some(to)) = (from, to) else {
            return if open { Self::NONE } else { Self::MISSING };
        };
        let ms = to.at.since(from.at);
        if from.date_only || to.date_only {
            Self::DATE_ONLY
        } else if ms < 0 {
            Self::NEGATIVE
        } else if ms > LONGEST_MS {
            Self::TOO_LONG
        } else {
            Self(ms)
        }
    }
}

impl Difference {
    /// Milliseconds, or why there are none; `Err(None)` where it was not asked, or may
    /// come yet.
    pub fn told(self) -> Result<i64, Option<Reason>> {
        match self {
            Self::MISSING => Err(Some(Reason::Missing)),
            Self::NEGATIVE => Err(Some(Reason::Negative)),
            Self::DATE_ONLY => Err(Some(Reason::DateOnly)),
            Self::TOO_LONG => Err(Some(Reason::TooLong)),
            Self(ms) if ms >= 0 => Ok(ms),
            Self(_) => Err(None),
        }
    }
}

/// Response, plan, on-site, restore and repair of one ticket.
pub type Differences = [Difference; 5];

impl TicketStamps {
    /// The five differences.
    pub fn differences(&self) -> Differences {
        let between = |from, to| Difference::between(from, to, self.open);
        let of_failure = |from, to| if self.failure { between(from, to) } else { Difference::NONE };
        [
            between(self.reported, self.responded),
            between(self.reported, self.planned),
            between(self.reported, self.arrived),
            of_failure(self.reported, self.resolved),
            of_failure(self.begun, self.resolved),
        ]
    }
}

/// Which of the [`Differences`] is the time to restore.
pub(super) const RESTORE: usize = 3;

/// Why a difference may be left out.
const LEFT_OUT: [Reason; 4] =
    [Reason::Missing, Reason::Negative, Reason::DateOnly, Reason::TooLong];

/// One distribution while it is gathered.
#[derive(Default)]
pub(super) struct Differing {
    values: Vec<i64>,
    left_out: [Vec<u32>; 4],
}

impl Differing {
    pub(super) fn add(&mut self, event: u32, difference: Difference) {
        match difference.told() {
            Ok(ms) => self.values.push(ms),
            Err(Some(why)) => {
                let at = LEFT_OUT.iter().position(|reason| *reason == why);
                self.left_out[at.expect("a difference is left out for one of four reasons")]
                    .push(event);
            }
            Err(None) => {}
        }
    }

    /// The distribution; empties it, so that the next scope finds room.
    pub(super) fn finish(&mut self) -> Distribution {
        let left_out = std::mem::take(&mut self.left_out);
        let excluded = Excluded::list(LEFT_OUT.into_iter().zip(left_out));
        let distribution = Distribution::of_ms(&mut self.values, excluded);
        self.values.clear();
        distribution
    }
}

/// The five distributions while they are gathered; used for one scope after another.
#[derive(Default)]
pub(crate) struct Gathering([Differing; 5]);

impl Gathering {
    pub(crate) fn add(&mut self, event: u32, differences: &Differences) {
        for (gathered, difference) in self.0.iter_mut().zip(differences) {
            gathered.add(event, *difference);
        }
    }

    /// The times, with the median of the time to restore of closed and open tickets
    /// as `median` tells it from the closed ones.
    pub(crate) fn finish(&mut self, median: impl FnOnce(&mut [i64]) -> Option<f64>) -> Times {
        let restore_km_median_h = median(&mut self.0[RESTORE].values);
        let [response, reply_plan, onsite, restore, repair] =
            self.0.each_mut().map(Differing::finish);
        Times {
            response,
            reply_plan,
            onsite,
            restore,
            repair,
            restore_km_median_h,
            restore_open: 0,
        }
    }
}

/// The times of tickets, and the times to restore in ascending milliseconds.
pub fn times(tickets: impl IntoIterator<Item = (u32, Differences)>) -> (Times, Vec<i64>) {
    let mut all = Gathering::default();
    for (event, differences) in tickets {
        all.add(event, &differences);
    }
    let mut closed = Vec::new();
    let times = all.finish(|restored| {
        restored.sort_unstable();
        closed = restored.to_vec();
        None
    });
    (times, closed)
}

/// A step of a Kaplan–Meier curve of the time to restore.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct RestoreStep {
    /// Milliseconds after the report.
    pub after_ms: i64,
    /// Tickets not restored before.
    pub at_risk: u64,
    /// Tickets restored then.
    pub restored: u64,
    /// Share not yet restored after it.
    pub open_share: f64,
}

/// The Kaplan–Meier curve of ascending times to restore; `open_at_least` tells how
/// many open tickets are at least so old.
pub fn restore_curve(
    closed: &[i64],
    open_at_least: impl Fn(i64) -> u64,
) -> impl Iterator<Item = RestoreStep> {
    let (mut from, mut share) = (0, 1.0);
    std::iter::from_fn(move || {
        let &after_ms = closed.get(from)?;
        let restored = closed[from..].iter().take_while(|t| **t == after_ms).count();
        let at_risk = (closed.len() - from) as u64 + open_at_least(after_ms);
        share *= 1.0 - restored as f64 / at_risk as f64;
        from += restored;
        Some(RestoreStep { after_ms, at_risk, restored: restored as u64, open_share: share })
    })
}

/// The first time in hours by which half are restored; `None` if never. Puts the times
/// into another order.
pub fn km_median_h(closed: &mut [i64], open_at_least: impl Fn(i64) -> u64) -> Option<f64> {
    // Few open tickets move the median little beyond the middle of the closed ones, so
    // that the longest times mostly need no order.
    let ordered = closed.len() * 5 / 8;
    if ordered > 0 {
        let (_, &mut longest, _) = closed.select_nth_unstable(ordered);
        closed[..ordered].sort_unstable();
        let found = half_restored(closed, longest, &open_at_least);
        if found.is_some() {
            return found;
        }
    }
    closed.sort_unstable();
    half_restored(closed, i64::MAX, &open_at_least)
}

/// The median among times that are in order up to `longest`. Of several equal to it the
/// first ones may stand for all: when they bring the share down to half, all do.
fn half_restored(closed: &[i64], longest: i64, open_at_least: impl Fn(i64) -> u64) -> Option<f64> {
    restore_curve(closed, open_at_least)
        .take_while(|step| step.after_ms <= longest)
        .find(|step| step.open_share <= 0.5 + 1e-12)
        .map(|step| step.after_ms as f64 / HOUR_MS as f64)
}

/// How many of ascending ages are at least `age`.
pub fn at_least(ages: &[i64], age: i64) -> u64 {
    (ages.len() - ages.partition_point(|a| *a < age)) as u64
}

/// The differences of a fault ticket.
pub(super) fn differences(ground: &Ground, row: usize, job: &Job) -> Differences {
    let counts = job.is(Flags::TICKET) && job.reported().is_some();
    if counts { stamps(ground, row, job).differences() } else { [Difference::NONE; 5] }
}

fn stamps(ground: &Ground, row: usize, job: &Job) -> TicketStamps {
    let stamp = |clock| ground.stamp(row, clock);
    let arrived = stamp(Clock::ArrivedAt);
    TicketStamps {
        reported: stamp(Clock::ReportedAt),
        responded: stamp(Clock::RespondedAt),
        planned: stamp(Clock::PlanRepliedAt),
        arrived,
        begun: arrived.or_else(|| stamp(Clock::RepairStartedAt)),
        resolved: stamp(Clock::ResolvedAt),
        open: job.restoration == Stand::Open,
        failure: job.is(Flags::FAILURE),
    }
}

/// The age in milliseconds, at `at`, of a failure that is not restored.
pub(super) fn open_age(job: &Job, at: Instant) -> Option<i64> {
    let open = job.is(Flags::FAILURE) && job.restoration == Stand::Open;
    let reported = job.reported().filter(|_| open && !job.is(Flags::DAY_ONLY))?;
    Some(at.since(reported))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::vectors::{local, vectors};

    fn ticket(value: &serde_json::Value) -> TicketStamps {
        let stamp = |name: &str| value[name].as_str().map(|text| Stamp::exact(local(text)));
        TicketStamps {
            reported: stamp("reported"),
            responded: stamp("responded"),
            planned: None,
            arrived: stamp("arrived"),
            begun: stamp("arrived"),
            resolved: stamp("resolved"),
            open: false,
            failure: true,
        }
    }

    #[test]
    fn times_basic() {
        for v in vectors("times_basic") {
            let tickets = v.input("tickets").0.as_array().unwrap();
            let (times, _) =
                times(tickets.iter().enumerate().map(|(i, t)| (i as u32, ticket(t).differences())));
            let families = [
                ("response", &times.response),
                ("onsite", &times.onsite),
                ("restore", &times.restore),
                ("repair", &times.repair),
            ];
            for (name, got) in families {
                let want = v.want(name).0;
                v.same_at(&want["n"], name, Some(got.n as f64));
                v.same_at(&want["mean_h"], name, got.mean);
                v.same_at(&want["median_h"], name, got.median);
                if want["p90_h"].is_number() {
                    v.same_at(&want["p90_h"], name, got.p90);
                }
            }
            for (name, reason) in
                [("excluded_missing", Reason::Missing), ("excluded_negative", Reason::Negative)]
            {
                let got = times.response.excluded_for(reason) as f64;
                v.same_at(&v.want("response").0[name], name, Some(got));
            }
            assert_eq!(times.response.excluded[1].events, [4], "T5 is named");
            assert_eq!(times.onsite.excluded_for(Reason::Missing), 1);
        }
    }

    #[test]
    fn mttr_open() {
        for v in vectors("mttr_open") {
            let ms = |name: &str| -> Vec<i64> {
                let hours = v.input(name).as_numbers();
                let mut ms: Vec<i64> = hours.iter().map(|h| (h * 3.6e6) as i64).collect();
                ms.sort_unstable();
                ms
            };
            let (closed, open) = (ms("closed_h"), ms("open_elapsed_h"));
            let basic = Distribution::of_ms(&mut closed.clone(), Vec::new());
            v.same("mean_closed_h", basic.mean);
            v.same("median_closed_h", basic.median);
            v.same("km_median_h", km_median_h(&mut closed.clone(), |age| at_least(&open, age)));
            let want = v.want("km").0.as_array().unwrap();
            let curve: Vec<_> = restore_curve(&closed, |age| at_least(&open, age)).collect();
            assert_eq!(curve.len(), want.len());
            for (got, want) in curve.iter().zip(want) {
                v.same_at(&want["t"], "t", Some(got.after_ms as f64 / 3.6e6));
                v.same_at(&want["at_risk"], "at_risk", Some(got.at_risk as f64));
                v.same_at(&want["events"], "events", Some(got.restored as f64));
                v.same_at(&want["S"], "S", Some(got.open_share));
            }
        }
    }

    #[test]
    fn a_day_says_nothing_about_hours() {
        let day = |text| Some(Stamp::day(local(text)));
        let ticket = TicketStamps {
            reported: day("2024-03-01T00:00"),
            resolved: day("2024-03-01T00:00"),
            failure: true,
            ..TicketStamps::default()
        };
        let (times, _) = times([(7, ticket.differences())]);
        assert_eq!(times.restore.median, None);
        assert_eq!(times.restore.excluded_for(Reason::DateOnly), 1);
    }

    #[test]
    fn an_open_ticket_is_waited_for() {
        let ticket = TicketStamps { open: true, failure: true, ..TicketStamps::default() };
        assert_eq!(times([(0, ticket.differences())]).0, Times::default());
    }
}
