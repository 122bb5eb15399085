//! Times of a ticket (`domain.md` §3.1, §3.2): response, plan, on site, restore and
//! repair. Restoration counts from the report, repair from the arrival; the two
//! are never mixed. Stamps of which only the day is known say nothing about hours.

use super::figure::{Distribution, Excluded, Reason};
use super::ground::{Ground, Standing};
use crate::model::time::{Clock, DAY_MS, HOUR_MS, Instant, Stamp};
use serde::Serialize;

/// A difference longer than this is taken for an error.
const LONGEST_MS: i64 = 365 * DAY_MS;

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
    /// The event.
    pub event: u32,
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

/// One distribution while it is gathered.
#[derive(Default)]
struct Gathered {
    values: Vec<i64>,
    missing: Vec<u32>,
    negative: Vec<u32>,
    date_only: Vec<u32>,
    too_long: Vec<u32>,
}

impl Gathered {
    fn add(&mut self, ticket: &TicketStamps, from: Option<Stamp>, to: Option<Stamp>) {
        let (Some(from), Some(to)) = (from, to) else {
            if !ticket.open {
                self.missing.push(ticket.event);
            }
            return;
        };
        let ms = to.at.since(from.at);
        let left_out = if from.date_only || to.date_only {
            &mut self.date_only
        } else if ms < 0 {
            &mut self.negative
        } else if ms > LONGEST_MS {
            &mut self.too_long
        } else {
            self.values.push(ms);
            return;
        };
        left_out.push(ticket.event);
    }

    fn finish(self) -> Distribution {
        let excluded = Excluded::list([
            (Reason::Missing, self.missing),
            (Reason::Negative, self.negative),
            (Reason::DateOnly, self.date_only),
            (Reason::TooLong, self.too_long),
        ]);
        Distribution::of_ms(self.values, excluded)
    }
}

/// The times of tickets, and the times to restore in ascending milliseconds.
pub fn times(tickets: impl IntoIterator<Item = TicketStamps>) -> (Times, Vec<i64>) {
    let [mut response, mut plan, mut onsite, mut restore, mut repair]: [Gathered; 5] =
        std::array::from_fn(|_| Gathered::default());
    for ticket in tickets {
        response.add(&ticket, ticket.reported, ticket.responded);
        plan.add(&ticket, ticket.reported, ticket.planned);
        onsite.add(&ticket, ticket.reported, ticket.arrived);
        if ticket.failure {
            restore.add(&ticket, ticket.reported, ticket.resolved);
            repair.add(&ticket, ticket.begun, ticket.resolved);
        }
    }
    restore.values.sort_unstable();
    let closed = restore.values.clone();
    let times = Times {
        response: response.finish(),
        reply_plan: plan.finish(),
        onsite: onsite.finish(),
        restore: restore.finish(),
        repair: repair.finish(),
        ..Times::default()
    };
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

/// The first time in hours by which half are restored; `None` if never.
pub fn km_median_h(closed: &[i64], open_at_least: impl Fn(i64) -> u64) -> Option<f64> {
    restore_curve(closed, open_at_least)
        .find(|step| step.open_share <= 0.5 + 1e-12)
        .map(|step| step.after_ms as f64 / HOUR_MS as f64)
}

/// How many of ascending ages are at least `age`.
pub fn at_least(ages: &[i64], age: i64) -> u64 {
    (ages.len() - ages.partition_point(|a| *a < age)) as u64
}

/// The times of the fault tickets among `rows`, as they stand at `at`.
pub(crate) fn of_rows(ground: &Ground, rows: &[u32], at: Instant) -> (Times, Vec<i64>) {
    let counts = |row: &usize| ground.is_fault_ticket(*row) && ground.reported(*row).is_some();
    let tickets = rows.iter().map(|row| *row as usize).filter(counts);
    times(tickets.map(|row| stamps(ground, row, at)))
}

/// The time to restore alone, of failures, as it stands at `at`.
pub(crate) fn restore_of_rows(ground: &Ground, rows: &[u32], at: Instant) -> Distribution {
    let mut restore = Gathered::default();
    for &event in rows {
        let row = event as usize;
        let stamp = |clock| ground.stamp(row, clock).filter(|s| s.at < at);
        let resolved = stamp(Clock::ResolvedAt);
        let open = resolved.is_none() && ground.restoration(row) == Standing::Open;
        let ticket = TicketStamps { event, open, ..TicketStamps::default() };
        restore.add(&ticket, stamp(Clock::ReportedAt), resolved);
    }
    restore.finish()
}

fn stamps(ground: &Ground, row: usize, at: Instant) -> TicketStamps {
    let stamp = |clock| ground.stamp(row, clock).filter(|s| s.at < at);
    let arrived = stamp(Clock::ArrivedAt);
    let resolved = stamp(Clock::ResolvedAt);
    TicketStamps {
        event: row as u32,
        reported: stamp(Clock::ReportedAt),
        responded: stamp(Clock::RespondedAt),
        planned: stamp(Clock::PlanRepliedAt),
        arrived,
        begun: arrived.or_else(|| stamp(Clock::RepairStartedAt)),
        resolved,
        open: resolved.is_none() && ground.restoration(row) == Standing::Open,
        failure: ground.is_failure(row),
    }
}

/// The ages in ascending milliseconds of the failures among `rows` not restored at
/// `at`.
pub(crate) fn open_ages(ground: &Ground, rows: &[u32], at: Instant) -> Vec<i64> {
    let age = |row: usize| {
        let reported = ground.stamp(row, Clock::ReportedAt).filter(|s| !s.date_only)?;
        let open = ground.is_failure(row) && ground.restoration(row) == Standing::Open;
        open.then(|| at.since(reported.at))
    };
    let mut ages: Vec<i64> = rows.iter().filter_map(|row| age(*row as usize)).collect();
    ages.sort_unstable();
    ages
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::vectors::{local, vectors};

    fn ticket(event: usize, value: &serde_json::Value) -> TicketStamps {
        let stamp = |name: &str| value[name].as_str().map(|text| Stamp::exact(local(text)));
        TicketStamps {
            event: event as u32,
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
            let (times, _) = times(tickets.iter().enumerate().map(|(i, t)| ticket(i, t)));
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
            assert_eq!(times.response.excluded_for(Reason::Missing), 1);
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
            let basic = Distribution::of_ms(closed.clone(), Vec::new());
            v.same("mean_closed_h", basic.mean);
            v.same("median_closed_h", basic.median);
            v.same("km_median_h", km_median_h(&closed, |age| at_least(&open, age)));
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
            event: 7,
            reported: day("2024-03-01T00:00"),
            resolved: day("2024-03-01T00:00"),
            failure: true,
            ..TicketStamps::default()
        };
        let (times, _) = times([ticket]);
        assert_eq!(times.restore.median, None);
        assert_eq!(times.restore.excluded_for(Reason::DateOnly), 1);
    }

    #[test]
    fn an_open_ticket_is_waited_for() {
        let ticket = TicketStamps { open: true, failure: true, ..TicketStamps::default() };
        assert_eq!(times([ticket]).0, Times::default());
    }
}
