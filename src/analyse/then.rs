//! What was known when a month was over (`domain.md` §3.0, §4): the models that stood
//! out, and whether failures came faster or slower, from everything up to that instant.
//! A report that was signed says the same in every later build.
//!
//! One walk over the devices serves all months: what a device adds to each follows from
//! running sums. How fixes held is worked out for each month anew.

use super::fix::{CodeFixes, FixFacts, codes_at, most_telling};
use super::history::{Histories, History};
use super::hotspot::{Family, Group, HotSpot, Part, family};
use super::month_grid::MonthGrid;
use super::observation::YEAR_MS;
use super::trend::{Trend, TrendSums, TrendVerdict};
use crate::catalog::{Catalog, CodeIx, ModelIx};
use crate::model::time::{HOUR_MS, Instant, Month};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// What was known when a month was over, or is known of one that is not.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Then {
    /// Models that failed more often than the others, by p.
    pub hotspots: Vec<HotSpot>,
    /// All devices together.
    pub trend: Trend,
    /// Models whose failures came faster or slower.
    pub trends: BTreeMap<ModelIx, Trend>,
    /// The codes whose fixes could be told apart most clearly, that one first, and then
    /// others on which several fixes had been used; a few.
    pub fixes: Vec<(CodeIx, CodeFixes)>,
}

/// Codes of which a month keeps how their fixes held.
const CODES_KEPT: usize = 3;

/// Sums of a group of devices up to the end of a month.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    failures: u64,
    observed_ms: i64,
    trend: TrendSums,
}

/// What was known at the end of every month.
pub fn then(histories: &Histories<'_>, fixes: &FixFacts) -> BTreeMap<Month, Then> {
    let catalog = histories.catalog;
    let (Some(grid), Some(as_of)) = (MonthGrid::of(catalog), catalog.settings.as_of) else {
        return BTreeMap::new();
    };
    let ends: Vec<Instant> = (0..grid.len()).map(|at| grid.closing(at, as_of).plus(1)).collect();
    let mut fleet = vec![TrendSums::default(); ends.len()];
    let mut models: BTreeMap<ModelIx, Vec<Sums>> = BTreeMap::new();
    for history in histories.iter() {
        let mut of_model = history
            .model
            .map(|model| models.entry(model).or_insert_with(|| vec![Sums::default(); ends.len()]));
        each_end(&history, &ends, |at, own| {
            fleet[at].join(&own.trend);
            if let Some(sums) = of_model.as_mut().map(|all| &mut all[at]) {
                sums.failures += own.failures;
                sums.observed_ms += own.observed_ms;
                sums.trend.join(&own.trend);
            }
        });
    }
    let of = |(at, fleet): (usize, TrendSums)| {
        let moving =
            |trend: &Trend| matches!(trend.verdict, TrendVerdict::Rising | TrendVerdict::Falling);
        let trends = models.iter().map(|(model, sums)| (*model, sums[at].trend.finish()));
        let known = Then {
            hotspots: hotspots(models.iter().map(|(model, sums)| (*model, sums[at]))),
            trend: fleet.finish(),
            trends: trends.filter(|(_, trend)| moving(trend)).collect(),
            fixes: fixes_at(catalog, fixes, ends[at].plus(-1)),
        };
        (grid.month(at), known)
    };
    fleet.into_par_iter().enumerate().map(of).collect()
}

/// What a device adds up to at each end of a month from its first one on.
fn each_end(history: &History<'_>, ends: &[Instant], mut each: impl FnMut(usize, &Sums)) {
    let ages = history.system().events;
    let (mut seen, mut age_sum, mut ln_sum, mut dropped) = (0, 0.0, 0.0, 0);
    for (at, &end) in ends.iter().enumerate() {
        let observed_ms = end.min(history.window.end).since(history.window.start);
        if observed_ms <= 0 {
            continue;
        }
        let length = observed_ms as f64 / HOUR_MS as f64;
        while seen < ages.len() && history.failures[seen].at < end {
            let age: f64 = ages[seen];
            age_sum += age;
            if age > 0.0 {
                ln_sum += age.ln();
            } else {
                dropped += 1;
            }
            seen += 1;
        }
        let failures = seen as u64;
        let trend = TrendSums::gathered(failures, dropped, length, (age_sum, ln_sum));
        each(at, &Sums { failures, observed_ms, trend });
    }
}

/// How the fixes of a few codes held by an instant.
fn fixes_at(catalog: &Catalog, facts: &FixFacts, at: Instant) -> Vec<(CodeIx, CodeFixes)> {
    let mut codes = codes_at(catalog, facts, at);
    let telling = most_telling(&codes).map(|(code, _)| code);
    let first = telling.and_then(|code| codes.remove_entry(&code));
    first.into_iter().chain(codes).take(CODES_KEPT).collect()
}

/// The models that stood out.
fn hotspots(models: impl Iterator<Item = (ModelIx, Sums)>) -> Vec<HotSpot> {
    let groups: Vec<(ModelIx, Sums)> = models.filter(|(_, sums)| sums.observed_ms > 0).collect();
    let years = |ms: i64| ms as f64 / YEAR_MS;
    let total_c = groups.iter().map(|(_, sums)| sums.failures).sum();
    let total_e = years(groups.iter().map(|(_, sums)| sums.observed_ms).sum());
    let part = |(model, sums): (ModelIx, Sums)| {
        let e = years(sums.observed_ms);
        (Group::Model(model), Part { c: sums.failures, e, total_c, total_e })
    };
    let table = family(Family::Model, groups.into_iter().map(part).collect(), true);
    table.rows.into_iter().filter(|row| row.contrast.flagged).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::analyse;
    use crate::analyse::fixture::Fleet;
    use crate::model::records::DeviceModel;

    /// The last month knows what everything up to now tells, and an earlier one what a
    /// build on its last day told.
    #[test]
    fn a_month_knows_what_a_build_at_its_end_knew() {
        let build = |as_of: Option<Instant>| {
            let mut fleet = Fleet::many(3_000);
            // A third of all failures befall the ten devices of one model.
            for job in fleet.jobs.iter_mut().step_by(3) {
                job.device = job.device.map(|device| device % 10);
            }
            analyse(&fleet.catalog_with(|catalog| {
                for name in ["M-hot", "M-1", "M-2", "M-3"] {
                    let model = DeviceModel::stub(name.into());
                    let at = ModelIx::new(catalog.records.models.len());
                    catalog.index.model.insert(model.id.key(), at);
                    catalog.records.models.push(model);
                }
                for (at, device) in catalog.records.devices.iter_mut().enumerate() {
                    let model = if at < 10 { 0 } else { at % 3 + 1 };
                    device.model = Some(catalog.records.models[model].id.clone());
                }
                let at = as_of.or(catalog.settings.as_of);
                catalog.settings.as_of = at;
                for dates in &mut catalog.dates {
                    dates.observed_to = at.map(|at| at.plus(1));
                }
            }))
        };
        let now = build(None);
        let last = now.months.last().expect("a month").month;
        let known = &now.then[&last];
        same(&known.trend, &now.trends.fleet);
        let flagged: Vec<&HotSpot> = now
            .hotspots
            .family(Family::Model)
            .map(|f| f.rows.iter().filter(|row| row.contrast.flagged).collect())
            .unwrap_or_default();
        assert_eq!(known.hotspots.len(), flagged.len());
        let earlier = &now.months[now.months.len() - 4];
        let then = build(Some(earlier.period.end.plus(-1)));
        let earlier_known = &now.then[&earlier.month];
        same(&earlier_known.trend, &then.trends.fleet);
        let spots = |spots: &[HotSpot]| -> Vec<(Group, u64)> {
            spots.iter().map(|spot| (spot.group.clone(), spot.part.c)).collect()
        };
        let flagged = then.hotspots.family(Family::Model).expect("models");
        let flagged: Vec<HotSpot> =
            flagged.rows.iter().filter(|row| row.contrast.flagged).cloned().collect();
        assert_eq!(spots(&earlier_known.hotspots), spots(&flagged));
        assert_eq!(spots(&flagged)[0].0, Group::Model(ModelIx::new(0)));
        let (n, all) = (then.trends.fleet.n, now.trends.fleet.n);
        assert!(n > 8 && n < all, "{n} of {all} failures until {}", earlier.month);
    }

    fn same(a: &Trend, b: &Trend) {
        assert_eq!((a.n, a.systems, a.dropped, a.verdict), (b.n, b.systems, b.dropped, b.verdict));
        for (a, b) in [(a.laplace_u, b.laplace_u), (a.mil_x, b.mil_x), (a.mil_p, b.mil_p)] {
            let (a, b) = (a.unwrap_or(0.0), b.unwrap_or(0.0));
            assert!((a - b).abs() <= 1e-9 * (1.0 + a.abs()), "{a} {b}");
        }
    }
}
