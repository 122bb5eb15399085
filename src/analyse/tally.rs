//! Weights by category: a table where there are few categories, a map where there
//! are more than events, so that many small scopes cost no more than their events.

use super::pareto::{Pareto, Paretos};
use crate::model::time::HOUR_MS;
use std::collections::BTreeMap;

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

/// Weights by category; the uncoded have none.
pub(crate) enum Tally {
    /// By number; the last is the uncoded.
    Table(Vec<Weight>),
    /// By number; `usize::MAX` is the uncoded.
    Map(BTreeMap<usize, Weight>),
}

impl Tally {
    pub(crate) fn new(categories: usize, events: usize) -> Self {
        if categories <= 2 * events {
            Self::Table(vec![Weight::default(); categories + 1])
        } else {
            Self::Map(BTreeMap::new())
        }
    }

    pub(crate) fn add(&mut self, category: Option<usize>, weight: Weight) {
        match self {
            Self::Table(table) => {
                let uncoded = table.len() - 1;
                table[category.unwrap_or(uncoded)].add(weight);
            }
            Self::Map(map) => map.entry(category.unwrap_or(usize::MAX)).or_default().add(weight),
        }
    }

    fn into_rows(self) -> Vec<(Option<usize>, Weight)> {
        match self {
            Self::Table(table) => {
                let uncoded = table.len() - 1;
                let named = |(n, weight)| ((n != uncoded).then_some(n), weight);
                table.into_iter().enumerate().map(named).filter(|(_, w)| w.n > 0).collect()
            }
            Self::Map(map) => map
                .into_iter()
                .map(|(n, weight)| ((n != usize::MAX).then_some(n), weight))
                .collect(),
        }
    }

    /// The three tables.
    pub(crate) fn paretos<T: Ord>(self, item: impl Fn(usize) -> T) -> Paretos<T> {
        let rows = self.into_rows();
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
    fn table_and_map_say_the_same() {
        let weights = [(Some(3), 2), (None, 1), (Some(3), 1), (Some(0), 5)];
        let tables = [Tally::new(4, 4), Tally::new(4, 0)].map(|mut tally| {
            for (category, n) in weights {
                tally.add(category, Weight { n, down_ms: HOUR_MS * n as i64, cost: 0.5 });
            }
            tally.paretos(|n| n)
        });
        assert_eq!(tables[0], tables[1]);
        assert_eq!(tables[0].by_count.rows.len(), 3);
        assert_eq!(tables[0].by_cost.rows[0].item, Some(3));
    }
}
