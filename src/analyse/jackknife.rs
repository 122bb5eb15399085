//! The jack-knife view (`domain.md` §4.8): how often a fault code comes, and how
//! long each takes, in four quadrants.

use super::stats::sum;
use crate::catalog::{Catalog, CodeIx, Restricted};
use crate::model::time::{DAY_MS, HOUR_MS, Instant};
use std::ops::Range;

/// Where a code lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quadrant {
    /// Often.
    Chronic,
    /// Long.
    Acute,
    /// Often and long.
    Both,
    /// Neither.
    Minor,
}

impl Quadrant {
    /// The word used in data files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Chronic => "chronic",
            Self::Acute => "acute",
            Self::Both => "both",
            Self::Minor => "minor",
        }
    }
}

/// One code's point.
#[derive(Clone, Debug, PartialEq)]
pub struct JackKnifePoint<T> {
    /// The code.
    pub item: T,
    /// Failures whose time to restore is known.
    pub n: u64,
    /// Mean hours to restore.
    pub mean_h: f64,
    /// Hours in all.
    pub downtime_h: f64,
    /// Where it lies.
    pub quadrant: Quadrant,
}

/// The view.
#[derive(Clone, Debug, PartialEq)]
pub struct JackKnife<T> {
    /// In the given order.
    pub points: Vec<JackKnifePoint<T>>,
    /// Failures from which a code is chronic.
    pub limit_n: Option<f64>,
    /// Mean hours from which a code is acute.
    pub limit_h: Option<f64>,
}

/// Codes the view needs: fewer cannot be told from their own mean.
pub const VIEW_NEEDS: usize = 3;

impl<T> JackKnife<T> {
    /// Enough codes to set against each other.
    pub fn enough(&self) -> bool {
        self.points.len() >= VIEW_NEEDS
    }
}

impl<T> Default for JackKnife<T> {
    fn default() -> Self {
        Self { points: Vec::new(), limit_n: None, limit_h: None }
    }
}

/// The view of items with their failures and total hours; items without failure
/// are left out.
pub fn jackknife<T>(items: Vec<(T, u64, f64)>) -> JackKnife<T> {
    let items: Vec<_> = items.into_iter().filter(|(_, n, _)| *n > 0).collect();
    if items.is_empty() {
        return JackKnife::default();
    }
    let failures: u64 = items.iter().map(|i| i.1).sum();
    let downtime = sum(items.iter().map(|i| i.2));
    let limit_n = failures as f64 / items.len() as f64;
    let limit_h = downtime / failures as f64;
    let point = |(item, n, downtime_h): (T, u64, f64)| {
        let mean_h = downtime_h / n as f64;
        let quadrant = match (n as f64 >= limit_n, mean_h >= limit_h) {
            (true, false) => Quadrant::Chronic,
            (false, true) => Quadrant::Acute,
            (true, true) => Quadrant::Both,
            (false, false) => Quadrant::Minor,
        };
        JackKnifePoint { item, n, mean_h, downtime_h, quadrant }
    };
    let points = items.into_iter().map(point).collect();
    JackKnife { points, limit_n: Some(limit_n), limit_h: Some(limit_h) }
}

/// The view of a catalog's codes over some events, by what was resolved by an instant.
pub fn jackknife_of(
    catalog: &Restricted<Catalog>,
    rows: Range<usize>,
    by: Option<Instant>,
) -> JackKnife<CodeIx> {
    let mut codes = vec![(0_u64, 0_i64); catalog.records.codes.len()];
    for row in rows {
        let (event, links) = (catalog.records.events.get(row), catalog.links[row]);
        let Some(code) = links.code.filter(|_| links.is_failure) else { continue };
        let resolved = event.resolved().filter(|at| by.is_none_or(|by| *at <= by));
        let (Some(from), Some(to)) = (event.reported(), resolved) else { continue };
        let ms = to.since(from);
        if (0..=YEAR_MS).contains(&ms) {
            codes[code.index()].0 += 1;
            codes[code.index()].1 += ms;
        }
    }
    let items = codes.into_iter().enumerate();
    let items = items.map(|(i, (n, ms))| (CodeIx::new(i), n, ms as f64 / HOUR_MS as f64));
    jackknife(items.collect())
}

/// A restoration longer than a year is an error of the record.
const YEAR_MS: i64 = 365 * DAY_MS;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::vectors::vectors;

    #[test]
    fn quadrants() {
        for v in vectors("jackknife") {
            let codes = v.input("codes").0.as_object().unwrap().iter();
            let item = |(code, x): (&String, &serde_json::Value)| {
                let n = x["n"].as_u64().unwrap();
                (code.clone(), n, n as f64 * x["mttr_h"].as_f64().unwrap())
            };
            let got = jackknife(codes.map(item).collect());
            v.same("limit_n", got.limit_n);
            v.same("limit_mttr", got.limit_h);
            for point in &got.points {
                let want = &v.want("quadrant").0[&point.item];
                assert_eq!(want, point.quadrant.as_str(), "{}", point.item);
                v.same_at(&v.want("downtime").0[&point.item], "downtime", Some(point.downtime_h));
            }
        }
    }

    #[test]
    fn nothing_has_no_limits() {
        assert_eq!(jackknife(vec![("A", 0, 0.0)]), JackKnife::default());
    }
}
