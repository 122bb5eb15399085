//! How far along its limit a judged clock was (`domain.md` §3.8): the elapsed time of
//! `sla` as a share of what was allowed, counted in steps, so that a month of any
//! length stays small. States and times are `sla`'s; nothing is measured again here.

use super::sla::{SlaState, TicketClock};

/// Steps from the start to the limit, and again as many behind it.
pub const STEPS: usize = 20;

/// Clocks in one step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StepCount {
    /// Stopped.
    pub stopped: u32,
    /// Still running; only late ones are.
    pub open: u32,
}

impl StepCount {
    /// All clocks of the step.
    pub fn all(self) -> u32 {
        self.stopped + self.open
    }

    fn join(&mut self, other: Self) {
        self.stopped += other.stopped;
        self.open += other.open;
    }
}

/// The judged clocks of one kind by the share of the limit they had used.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClockSpread {
    /// [`STEPS`] steps up to the limit, [`STEPS`] more up to twice the limit; the end of
    /// a step belongs to it behind the limit, and to the next one before. Empty without
    /// a clock.
    steps: Vec<StepCount>,
    /// Beyond twice the limit.
    beyond: StepCount,
    /// The largest elapsed time in limits.
    furthest: Option<f64>,
}

impl ClockSpread {
    /// Counts a judged clock; others are left out.
    pub fn add(&mut self, clock: &TicketClock) {
        let (Some(elapsed), Some(limit)) = (clock.elapsed_ms, clock.limit_ms) else { return };
        if !clock.state.is_due() {
            return;
        }
        if self.steps.is_empty() {
            self.steps = vec![StepCount::default(); 2 * STEPS];
        }
        let open = u32::from(clock.state == SlaState::BreachedOpen);
        let place = step(clock.state == SlaState::Met, elapsed, limit);
        let count = self.steps.get_mut(place).unwrap_or(&mut self.beyond);
        count.join(StepCount { stopped: 1 - open, open });
        if limit > 0 {
            let share = elapsed as f64 / limit as f64;
            self.furthest = Some(self.furthest.map_or(share, |most| most.max(share)));
        }
    }

    fn join(&mut self, other: &Self) {
        if self.steps.is_empty() {
            self.steps.clone_from(&other.steps);
        } else {
            for (mine, theirs) in self.steps.iter_mut().zip(&other.steps) {
                mine.join(*theirs);
            }
        }
        self.beyond.join(other.beyond);
        let further = |most: f64| other.furthest.map_or(most, |theirs| theirs.max(most));
        self.furthest = self.furthest.map(further).or(other.furthest);
    }

    /// Adds the clocks of others, position by position.
    pub(crate) fn join_all(mine: &mut [Self], theirs: &[Self]) {
        for (mine, theirs) in mine.iter_mut().zip(theirs) {
            mine.join(theirs);
        }
    }

    /// The steps from the start to twice the limit; none without a clock.
    pub fn steps(&self) -> &[StepCount] {
        &self.steps
    }

    /// Clocks beyond twice the limit.
    pub fn beyond(&self) -> StepCount {
        self.beyond
    }

    /// The largest elapsed time in limits.
    pub fn furthest(&self) -> Option<f64> {
        self.furthest
    }

    /// Clocks from a step up to, without, another one.
    pub fn between(&self, from: usize, to: usize) -> u64 {
        self.steps.iter().take(to).skip(from).map(|step| u64::from(step.all())).sum()
    }

    /// Clocks that kept their limit.
    pub fn met(&self) -> u64 {
        self.between(0, STEPS)
    }

    /// Clocks that passed it.
    pub fn late(&self) -> u64 {
        self.between(STEPS, 2 * STEPS) + u64::from(self.beyond.all())
    }

    /// Of these, those still running.
    pub fn open(&self) -> u64 {
        let steps = self.steps.iter().chain([&self.beyond]);
        steps.map(|step| u64::from(step.open)).sum()
    }
}

/// The step of a clock; at or above `2 * STEPS` it lies beyond. The state decides the
/// side of the limit: in business hours a late clock may have used exactly its limit.
fn step(met: bool, elapsed: i64, limit: i64) -> usize {
    let (steps, limit) = (STEPS as i128, i128::from(limit.max(1)));
    let elapsed = i128::from(elapsed.max(0));
    let at = if met {
        (elapsed * steps / limit).min(steps - 1)
    } else {
        let over = (elapsed - limit).max(1);
        steps + (over * steps - 1) / limit
    };
    usize::try_from(at).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock(state: SlaState, elapsed: i64, limit: i64) -> TicketClock {
        TicketClock {
            clock: 0,
            state,
            started: None,
            stopped: None,
            due: None,
            risk_from: None,
            elapsed_ms: Some(elapsed),
            limit_ms: Some(limit),
            coarse: false,
        }
    }

    #[test]
    fn a_clock_lies_on_the_side_of_the_limit_that_its_state_says() {
        let at = |met, elapsed| step(met, elapsed, 100);
        assert_eq!(
            [at(true, 0), at(true, 4), at(true, 5), at(true, 99), at(true, 100)],
            [0, 0, 1, 19, 19]
        );
        assert_eq!(
            [at(false, 101), at(false, 105), at(false, 106), at(false, 200)],
            [20, 20, 21, 39]
        );
        assert_eq!(at(false, 201), 40);
        assert_eq!(at(false, 100), 20, "late by the calendar, not by business hours");
        assert_eq!((step(true, 0, 0), step(false, 3, 0) >= 40), (0, true));
    }

    #[test]
    fn parts_add_up_to_the_whole() {
        let all = [
            clock(SlaState::Met, 40, 100),
            clock(SlaState::BreachedClosed, 130, 100),
            clock(SlaState::BreachedOpen, 940, 100),
            clock(SlaState::Pending, 10, 100),
        ];
        let of = |clocks: &[TicketClock]| {
            let mut spread = ClockSpread::default();
            for clock in clocks {
                spread.add(clock);
            }
            spread
        };
        let whole = of(&all);
        for cut in 0..=all.len() {
            let mut joined = of(&all[..cut]);
            joined.join(&of(&all[cut..]));
            assert_eq!(joined, whole);
        }
        assert_eq!((whole.met(), whole.late(), whole.open()), (1, 2, 1));
        assert_eq!((whole.beyond().open, whole.furthest()), (1, Some(9.4)));
    }
}
