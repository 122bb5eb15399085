//! Pareto tables (`domain.md` §3.14): categories by weight, the vital few, and
//! the uncoded as a category of its own.

use super::stats::sum;

/// Share of uncoded from which a table carries a warning.
pub const UNCODED_WARNING: f64 = 0.2;
const VITAL: f64 = 0.8;

/// One category; `None` is what nothing says the category of.
#[derive(Clone, Debug, PartialEq)]
pub struct ParetoRow<T> {
    /// The category.
    pub item: Option<T>,
    /// Its weight: a count, hours or money.
    pub value: f64,
    /// Its share of the total.
    pub share: f64,
    /// The share of it and all before it.
    pub cumulative: f64,
}

/// Categories by weight, heaviest first.
#[derive(Clone, Debug, PartialEq)]
pub struct Pareto<T> {
    /// The categories; those without weight are left out.
    pub rows: Vec<ParetoRow<T>>,
    /// How many rows reach 80 % together.
    pub vital_few: usize,
    /// The total.
    pub total: f64,
}

impl<T> Default for Pareto<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), vital_few: 0, total: 0.0 }
    }
}

impl<T: Ord> Pareto<T> {
    /// The table of weights; ties by category, the uncoded last among equals.
    pub fn of(weights: impl IntoIterator<Item = (Option<T>, f64)>) -> Self {
        let mut weights: Vec<_> = weights.into_iter().filter(|(_, value)| *value > 0.0).collect();
        weights.sort_by(|(a, x), (b, y)| {
            y.total_cmp(x).then_with(|| a.is_none().cmp(&b.is_none())).then_with(|| a.cmp(b))
        });
        let total = sum(weights.iter().map(|(_, value)| *value));
        let (mut before, mut rows) = (0.0, Vec::with_capacity(weights.len()));
        let mut vital_few = 0;
        for (item, value) in weights {
            if before < (VITAL - 1e-12) * total {
                vital_few += 1;
            }
            before += value;
            rows.push(ParetoRow {
                item,
                value,
                share: value / total,
                cumulative: (before / total).min(1.0),
            });
        }
        Self { rows, vital_few, total }
    }

    /// The share of what has no category.
    pub fn uncoded_share(&self) -> f64 {
        self.rows.iter().find(|row| row.item.is_none()).map_or(0.0, |row| row.share)
    }

    /// True where so much is uncoded that the table says little.
    pub fn warns(&self) -> bool {
        self.uncoded_share() >= UNCODED_WARNING
    }
}

/// The same categories by count, by downtime in hours, and by cost.
#[derive(Clone, Debug, PartialEq)]
pub struct Paretos<T> {
    /// By number of failures.
    pub by_count: Pareto<T>,
    /// By hours of downtime, each failure's own.
    pub by_downtime: Pareto<T>,
    /// By cost.
    pub by_cost: Pareto<T>,
}

impl<T> Default for Paretos<T> {
    fn default() -> Self {
        Self {
            by_count: Pareto::default(),
            by_downtime: Pareto::default(),
            by_cost: Pareto::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::vectors::vectors;

    #[test]
    fn the_vital_few_reach_eighty_percent() {
        for v in vectors("pareto") {
            let counts = v.input("counts").0.as_object().unwrap().clone();
            let table =
                Pareto::of(counts.into_iter().map(|(name, n)| (Some(name), n.as_f64().unwrap())));
            let rows = v.want("rows").0.as_array().unwrap();
            assert_eq!(table.rows.len(), rows.len());
            for (got, want) in table.rows.iter().zip(rows) {
                assert_eq!(got.item.as_deref(), want["item"].as_str());
                v.same_at(&want["n"], "n", Some(got.value));
                v.same_at(&want["share"], "share", Some(got.share));
                v.same_at(&want["cum"], "cum", Some(got.cumulative));
            }
            assert_eq!(table.vital_few as u64, v.want("vital_few").as_u64());
            v.same("total", Some(table.total));
        }
    }

    #[test]
    fn the_uncoded_are_a_category_and_warn() {
        let table = Pareto::of([(Some(2), 3.0), (None, 3.0), (Some(1), 3.0), (Some(9), 0.0)]);
        let items: Vec<_> = table.rows.iter().map(|row| row.item).collect();
        assert_eq!(items, [Some(1), Some(2), None]);
        assert!(table.warns());
        assert_eq!(Pareto::<u8>::of([]).vital_few, 0);
    }
}
