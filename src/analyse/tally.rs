//! Weights by category, added up in one table for one scope after another.

use super::pareto::{Pareto, Paretos};
use crate::model::time::HOUR_MS;

/// What one category weighs.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Weight {
    pub(crate) n: u64,
    pub(crate) down_ms: i64,
    pub(crate) cost: f64,
}

impl Weight {
    fn add(&mut self, other: Self) {
        self.n += other.n;
        self.down_ms += other.down_ms;
        self.cost += other.cost;
    }
}

/// Weights by category, the uncoded last; used for one scope after another, each of
/// which costs no more than the categories it has.
pub(crate) struct Tally {
    table: Vec<Weight>,
    touched: Vec<usize>,
}

impl Tally {
    pub(crate) fn new(categories: usize) -> Self {
        Self { table: vec![Weight::default(); categories + 1], touched: Vec::new() }
    }

    pub(crate) fn add(&mut self, category: Option<usize>, weight: Weight) {
        let category = category.unwrap_or(self.table.len() - 1);
        let sum = &mut self.table[category];
        if sum.n == 0 {
            self.touched.push(category);
        }
        sum.add(weight);
    }

    /// What was added, and an empty table for the next scope.
    fn take(&mut self) -> Vec<(Option<usize>, Weight)> {
        let uncoded = self.table.len() - 1;
        self.touched.sort_unstable();
        let table = &mut self.table;
        let take = |n: usize| ((n != uncoded).then_some(n), std::mem::take(&mut table[n]));
        self.touched.drain(..).map(take).collect()
    }

    /// The three tables.
    pub(crate) fn paretos<T: Ord>(&mut self, item: impl Fn(usize) -> T) -> Paretos<T> {
        let rows = self.take();
        let by = |value: fn(&Weight) -> f64| {
            Pareto::of(rows.iter().map(|(n, weight)| (n.map(&item), value(weight))))
        };
        Paretos {
            by_count: by(|w| w.n as f64),
            by_downtime: by(|w| w.down_ms as f64 / HOUR_MS as f64),
            by_cost: by(|w| w.cost),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_table_serves_one_scope_after_another() {
        let weights = [(Some(3), 2), (None, 1), (Some(3), 1), (Some(0), 5)];
        let mut tally = Tally::new(4);
        let mut scope = |weights: &[(Option<usize>, u64)]| {
            for &(category, n) in weights {
                tally.add(category, Weight { n, down_ms: HOUR_MS * n as i64, cost: 0.5 });
            }
            tally.paretos(|n| n)
        };
        let first = scope(&weights);
        assert_eq!(first.by_count.rows.len(), 3);
        assert_eq!(first.by_cost.rows[0].item, Some(3));
        assert_eq!(scope(&[(Some(1), 1)]).by_count.rows.len(), 1);
        assert_eq!(scope(&weights), first);
        assert!(scope(&[]).by_count.rows.is_empty());
    }
}
