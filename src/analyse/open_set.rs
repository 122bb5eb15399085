//! The tickets open at each of several instants, in one sweep: how many, how old,
//! the median. A tree of partial sums over the order of report answers each
//! question in a few steps, so that years of open tickets cost no more than days.

use crate::model::time::Instant;

/// A ticket with its beginning and end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// The event.
    pub event: u32,
    /// When it was reported.
    pub reported: Instant,
    /// When it was closed, if it was; not before it was reported.
    pub closed: Option<Instant>,
}

/// The tickets open at the sweep's present instant.
pub(crate) struct OpenSet {
    /// Those open at one of the instants or more, in order of report.
    tickets: Vec<Ticket>,
    /// Positions in `tickets` in order of closing.
    closing: Vec<u32>,
    reported: usize,
    closed: usize,
    tree: Vec<u32>,
    open: u64,
    at: Instant,
}

impl OpenSet {
    /// A sweep over ascending instants. A ticket open at none of them is left out.
    pub(crate) fn new(all: &[Ticket], instants: &[Instant]) -> Self {
        let stands = |t: &&Ticket| {
            let next = instants.partition_point(|at| *at <= t.reported);
            instants.get(next).is_some_and(|at| t.closed.is_none_or(|closed| closed >= *at))
        };
        let mut tickets: Vec<Ticket> = all.iter().filter(stands).copied().collect();
        tickets.sort_by_key(|t| (t.reported, t.event));
        let mut closing: Vec<u32> =
            (0..tickets.len() as u32).filter(|i| tickets[*i as usize].closed.is_some()).collect();
        closing.sort_by_key(|i| tickets[*i as usize].closed);
        let tree = vec![0; tickets.len() + 1];
        let at = Instant(i64::MIN);
        Self { tickets, closing, reported: 0, closed: 0, tree, open: 0, at }
    }

    /// Moves on to an instant: reported before it, not closed before it.
    pub(crate) fn advance(&mut self, at: Instant) {
        self.at = at;
        while self.tickets.get(self.reported).is_some_and(|t| t.reported < at) {
            self.add(self.reported, true);
            self.reported += 1;
        }
        while let Some(&next) = self.closing.get(self.closed) {
            if self.tickets[next as usize].closed >= Some(at) {
                break;
            }
            self.add(next as usize, false);
            self.closed += 1;
        }
    }

    fn add(&mut self, ticket: usize, open: bool) {
        let mut node = ticket + 1;
        while node < self.tree.len() {
            self.tree[node] =
                if open { self.tree[node] + 1 } else { self.tree[node].wrapping_sub(1) };
            node += node & node.wrapping_neg();
        }
        self.open = if open { self.open + 1 } else { self.open - 1 };
    }

    /// How many are open.
    pub(crate) fn len(&self) -> u64 {
        self.open
    }

    /// How many of the open are at least so old.
    pub(crate) fn at_least(&self, age_ms: i64) -> u64 {
        let limit = self.at.plus(-age_ms);
        let mut node = self.tickets.partition_point(|t| t.reported <= limit);
        let mut sum = 0;
        while node > 0 {
            sum += u64::from(self.tree[node]);
            node &= node - 1;
        }
        sum
    }

    /// The age of the open ticket of rank `rank`, the oldest being 0.
    pub(crate) fn age_of(&self, rank: u64) -> Option<i64> {
        if rank >= self.open {
            return None;
        }
        let (mut node, mut left) = (0, rank);
        let mut step = self.tree.len().next_power_of_two();
        while step > 0 {
            let next = node + step;
            if next < self.tree.len() && u64::from(self.tree[next]) <= left {
                left -= u64::from(self.tree[next]);
                node = next;
            }
            step /= 2;
        }
        self.tickets.get(node).map(|t| self.at.since(t.reported))
    }

    /// The tickets that were open at one of the instants or more.
    pub(crate) fn into_tickets(self) -> Vec<Ticket> {
        self.tickets
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A small generator, so that the case is the same in every run.
    fn numbers(mut seed: u64) -> impl FnMut(i64) -> i64 {
        move |below| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
            ((seed >> 33) as i64) % below
        }
    }

    #[test]
    fn the_sweep_agrees_with_counting_each_instant_anew() {
        let mut next = numbers(3);
        let tickets: Vec<Ticket> = (0..400)
            .map(|event| {
                let reported = next(1000);
                let closed = (next(4) > 0).then(|| Instant(reported + next(300)));
                Ticket { event, reported: Instant(reported), closed }
            })
            .collect();
        let instants: Vec<Instant> = (0..=10).map(|n| Instant(n * 100)).collect();
        let mut set = OpenSet::new(&tickets, &instants);
        for &at in &instants {
            set.advance(at);
            let open = |t: &&Ticket| t.reported < at && t.closed.is_none_or(|c| c >= at);
            let mut ages: Vec<i64> =
                tickets.iter().filter(open).map(|t| at.since(t.reported)).collect();
            ages.sort_unstable_by(|a, b| b.cmp(a));
            assert_eq!(set.len(), ages.len() as u64);
            for (rank, age) in ages.iter().enumerate() {
                assert_eq!(set.age_of(rank as u64), Some(*age));
            }
            assert_eq!(set.age_of(ages.len() as u64), None);
            for age in [0, 1, 50, 333] {
                let want = ages.iter().filter(|a| **a >= age).count() as u64;
                assert_eq!(set.at_least(age), want, "{age} at {at:?}");
            }
        }
    }
}
