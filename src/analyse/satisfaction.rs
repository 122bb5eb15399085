//! Customer satisfaction (`domain.md` §3.9): answers on 1 to 5, how many of the
//! closed jobs answered, and the call-backs that R2 asks for.

use super::figure::Rate;
use super::month_grid::{ByReport, Grids};
use crate::catalog::{Catalog, Restricted};
use crate::model::events::{Event, FlagField, NumField};
use crate::model::time::{Clock, Instant, ReportPeriod};

/// Answers of some closed jobs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Satisfaction {
    /// Closed jobs.
    pub jobs: u64,
    /// Answers among them, and the share that answered.
    pub response: Rate,
    /// Mean score, 1 to 5.
    pub mean: Option<f64>,
    /// Best score (5).
    pub top_box: Rate,
    /// At least 4 of 5, 8 of 10 or 80 of 100, by the scale the answer was given on; the
    /// seeds' "100 %".
    pub satisfied: Rate,
    /// Answers by score 1 to 5, rounded down.
    pub scores: [u64; 5],
    /// Fewer than 30 % answered: a caution is due.
    pub low_response: bool,
    /// Jobs whose call-back was due (2 days after they were resolved) and made.
    pub called_back: Rate,
    /// Call-backs that found the fault not gone.
    pub callback_not_ok: u64,
}

/// Satisfaction over everything and by month of resolution.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SatisfactionFacts {
    /// Over everything.
    pub total: Satisfaction,
    /// By the month, quarter or year in which the job was resolved.
    pub reports: ByReport<Satisfaction>,
    /// False where no job has an answer: there is no share of answers then.
    pub answers_recorded: bool,
    /// False where no row tells when it was called back: there is no share of them then.
    pub callbacks_recorded: bool,
}

impl SatisfactionFacts {
    /// Of a month, quarter or year.
    pub fn of(&self, report: ReportPeriod) -> Option<&Satisfaction> {
        self.reports.of(report)
    }
}

/// Share of answers below which a caution is due, in per cent.
const LOW_RESPONSE_PERCENT: u64 = 30;
/// Days within which a call-back is due.
const CALLBACK_DAYS: i64 = 2;

/// The satisfaction of jobs by their answers, blank answers being `None`.
pub fn satisfaction_of(answers: &[Option<f64>]) -> Satisfaction {
    let mut sums = Sums::default();
    for &answer in answers {
        sums.answer(answer, None);
    }
    sums.finish()
}

/// Sums of some closed jobs.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    jobs: u64,
    scores: [u64; 5],
    satisfied: u64,
    total: f64,
    callbacks_due: u64,
    called_back: u64,
    callback_not_ok: u64,
}

impl Sums {
    /// `satisfied` is what the scale of the form says; without it 4 of 5 is the border.
    fn answer(&mut self, answer: Option<f64>, satisfied: Option<bool>) {
        self.jobs += 1;
        let Some(score) = score(answer) else { return };
        self.scores[usize::from(full(score)) - 1] += 1;
        self.satisfied += u64::from(is_satisfied(score, satisfied));
        self.total += score;
    }

    /// A job with its answer.
    fn job(&mut self, event: Event<'_>) {
        self.answer(event.num(NumField::Satisfaction), event.flag(FlagField::Satisfied));
    }

    /// A call-back that was due.
    fn callback(&mut self, made: bool) {
        self.callbacks_due += 1;
        self.called_back += u64::from(made);
    }

    fn finish(self) -> Satisfaction {
        let n: u64 = self.scores.iter().sum();
        Satisfaction {
            jobs: self.jobs,
            response: Rate::wilson(n, self.jobs),
            mean: (n > 0).then(|| self.total / n as f64),
            top_box: Rate::wilson(self.scores[4], n),
            satisfied: Rate::wilson(self.satisfied, n),
            scores: self.scores,
            low_response: n > 0 && n * 100 < self.jobs * LOW_RESPONSE_PERCENT,
            called_back: Rate::wilson(self.called_back, self.callbacks_due),
            callback_not_ok: self.callback_not_ok,
        }
    }
}

/// An answer that counts, 1 to 5.
pub(crate) fn score(answer: Option<f64>) -> Option<f64> {
    answer.filter(|s| (1.0..=5.0).contains(s))
}

/// The box of a score: a 4.5 of a ten-point scale is no full 5.
pub(crate) fn full(score: f64) -> u8 {
    (score.floor() as u8).clamp(1, 5)
}

/// Whether a score is a satisfied one: what the scale of the form says, else 4 of 5.
pub(crate) fn is_satisfied(score: f64, told: Option<bool>) -> bool {
    told.unwrap_or(score >= 4.0)
}

/// Until when a job was to be called back, and whether it was by then. The days begin where
/// that of a resolution without a time of day ends.
pub(crate) fn called_back(event: Event<'_>, resolved: Instant) -> (Instant, bool) {
    let stamp = event.stamp(Clock::ResolvedAt).or_else(|| event.stamp(Clock::ClosedAt));
    let whole_day = i64::from(stamp.is_some_and(|stamp| stamp.date_only));
    let due = resolved.plus_days(CALLBACK_DAYS + whole_day);
    (due, event.at(Clock::CallbackAt).is_some_and(|at| at <= due))
}

/// When a call-back found the fault of a job not gone: the instant of the call, else that of
/// the job's end.
pub(crate) fn found_not_ok(event: Event<'_>, resolved: Instant, as_of: Instant) -> Option<Instant> {
    let at = event.at(Clock::CallbackAt).unwrap_or(resolved);
    (at <= as_of && event.flag(FlagField::CallbackOk) == Some(false)).then_some(at)
}

/// When an event became a closed job, if it did by `as_of`.
pub(crate) fn job(catalog: &Catalog, event: Event<'_>, as_of: Instant) -> Option<Instant> {
    let counts = !event.is_void() && catalog.counts_for_ticket(event.row());
    let resolved = event.resolved().or(event.at(Clock::ClosedAt));
    resolved.filter(|&at| counts && at <= as_of)
}

/// The satisfaction facts of a catalog. A job is an event that was resolved; its
/// answers count in the month in which that happened, what a call-back found in that of
/// the call.
pub fn satisfaction(catalog: &Restricted<Catalog>) -> SatisfactionFacts {
    let (Some(grids), Some(as_of)) = (Grids::of(catalog), catalog.settings.as_of) else {
        return SatisfactionFacts::default();
    };
    let mut total = Sums::default();
    let mut by = grids.each().map(|grid| (grid, vec![Sums::default(); grid.len()]));
    let mut callbacks_recorded = false;
    let tickets = catalog.records.events.iter().filter(|e| catalog.counts_for_ticket(e.row()));
    for event in tickets {
        callbacks_recorded |= event.at(Clock::CallbackAt).is_some();
        let Some(resolved) = job(catalog, event, as_of) else { continue };
        total.job(event);
        let not_ok = found_not_ok(event, resolved, as_of);
        total.callback_not_ok += u64::from(not_ok.is_some());
        let (due, made) = called_back(event, resolved);
        let is_due = due <= as_of;
        if is_due {
            total.callback(made);
        }
        for (grid, sums) in &mut by {
            if let Some(at) = grid.position(resolved) {
                sums[at].job(event);
            }
            if let Some(at) = not_ok.and_then(|at| grid.position(at)) {
                sums[at].callback_not_ok += 1;
            }
            if let Some(at) = grid.position(due).filter(|_| is_due) {
                sums[at].callback(made);
            }
        }
    }
    let total = total.finish();
    let answers_recorded = total.response.n > 0;
    // What nobody writes down is unknown, not none.
    let known = |mut said: Satisfaction| {
        if !answers_recorded {
            said.response = Rate::default();
        }
        if !callbacks_recorded {
            said.called_back = Rate::default();
        }
        said
    };
    let finish = |sums: Sums| known(sums.finish());
    let by = by.map(|(_, sums)| sums.into_iter().map(finish).collect());
    SatisfactionFacts {
        total: known(total),
        reports: grids.reports_of(by),
        answers_recorded,
        callbacks_recorded,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::fixture::Fleet;
    use crate::analyse::vectors::{local, vectors};
    use crate::model::time::Stamp;

    #[test]
    fn answers_and_boxes() {
        for v in vectors("satisfaction") {
            let scores = v.input("scores").0.as_array().unwrap();
            let answers: Vec<Option<f64>> = scores.iter().map(serde_json::Value::as_f64).collect();
            let got = satisfaction_of(&answers);
            assert_eq!(got.response.n, v.want("n").as_u64());
            v.same("response_rate", got.response.value);
            v.same("mean", got.mean);
            v.same("top_box", got.top_box.value);
            v.same("satisfied_4_5", got.satisfied.value);
            for (name, rate) in [("top_box_ci", got.top_box), ("satisfied_ci", got.satisfied)] {
                let ci = v.want(name).as_numbers();
                v.near(name, rate.lower.unwrap(), ci[0]);
                v.near(name, rate.upper.unwrap(), ci[1]);
            }
        }
    }

    #[test]
    fn a_call_back_made_after_the_month_is_not_yet_made_in_it() {
        let fleet = Fleet::sample();
        let called = local("2024-02-20T00:00");
        let catalog = fleet.catalog_with(|c| {
            let events = std::mem::take(&mut c.records.events);
            c.records.events = events.rebuild(|row, draft| {
                if row == 0 {
                    draft.stamps[Clock::CallbackAt as usize] = Some(Stamp::exact(called));
                    draft.flags[FlagField::CallbackOk as usize] = Some(false);
                    draft.nums[NumField::Satisfaction as usize] = Some(4.0);
                    draft.flags[FlagField::Satisfied as usize] = Some(false);
                }
                true
            });
        });
        let facts = satisfaction(&catalog);
        let january = &facts.reports.months[&crate::model::time::Month::parse("2024-01").unwrap()];
        assert_eq!((january.called_back.n, january.called_back.d), (0, 2));
        assert_eq!((january.callback_not_ok, facts.total.callback_not_ok), (0, 1));
        let by_month = facts.reports.months.values().map(|month| month.callback_not_ok);
        assert_eq!(by_month.sum::<u64>(), 1, "it counts in the month of the call");
        assert_eq!(facts.total.called_back.n, 0, "weeks later is not within two days");
        // 75 of 100 is a 4 on 1 to 5 and not satisfied.
        assert_eq!((facts.total.satisfied.n, facts.total.satisfied.d), (0, 1));
    }

    #[test]
    fn nobody_answering_is_no_zero() {
        let none = satisfaction_of(&[None, None]);
        assert_eq!((none.mean, none.satisfied.value), (None, None));
        assert_eq!(none.response.value, Some(0.0));
        assert!(!none.low_response);
        assert!(satisfaction_of(&[Some(5.0), None, None, None]).low_response);
    }
}
