//! What to keep in stock (`domain.md` §1.1, the spare stocking proposal): for each part
//! that was used again and again in the last twelve months, as many pieces as suffice
//! for a quarter in nine cases of ten, if use goes on as it did.

use super::parts::each_line_of;
use super::stats::poisson_quantile;
use crate::catalog::{Catalog, CustomerIx, PartIx, Restricted};
use crate::model::time::{Day, Instant};
use std::collections::BTreeMap;

/// Months of use that a proposal looks back on.
pub const MONTHS: i32 = 12;
/// Quarters of these months.
const QUARTERS: f64 = 4.0;
/// Pieces that were used at least before one is proposed: a single use is no habit.
const USED_FROM: f64 = 2.0;
/// The share of quarters for which the stock suffices.
pub const SUFFICES: f64 = 0.9;

/// What is proposed of one part.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Proposal {
    /// The part.
    pub part: PartIx,
    /// Pieces used in the last twelve months.
    pub used: f64,
    /// Pieces to keep for a quarter.
    pub keep: u32,
    /// What they are worth, where the price is known.
    pub value: Option<f64>,
}

/// How many pieces suffice for a quarter in nine cases of ten, where `used` were used in
/// a year: the smallest number that a Poisson count of the same mean does not exceed.
pub fn pieces_to_keep(used: f64) -> u32 {
    u32::try_from(poisson_quantile(SUFFICES, used / QUARTERS)).unwrap_or(u32::MAX)
}

/// The proposals for each customer with such parts, as of a day; the most valuable first.
pub fn proposals(
    catalog: &Restricted<Catalog>,
    until: Instant,
) -> BTreeMap<CustomerIx, Vec<Proposal>> {
    let zone = &catalog.settings.zone;
    let from = zone.start_of(year_until(zone.day(until)));
    let mut used: BTreeMap<CustomerIx, BTreeMap<PartIx, (f64, Option<f64>)>> = BTreeMap::new();
    let first = rows_before(catalog, from);
    let last = rows_before(catalog, zone.start_of(zone.month(until).next().first_day()));
    each_line_of(catalog, first..last, |event, _, line| {
        let at = event.reported().filter(|at| *at >= from && *at <= until);
        let customer = at.and(catalog.links[event.row()].customer);
        if let Some((customer, line)) = customer.zip(line) {
            let of_part = used.entry(customer).or_default().entry(line.part).or_default();
            of_part.0 += line.qty;
            of_part.1 = line.cost;
        }
    });
    let of_customer = |parts: BTreeMap<PartIx, (f64, Option<f64>)>| {
        let again = parts.into_iter().filter(|(_, (qty, _))| *qty >= USED_FROM);
        let mut all: Vec<Proposal> = again
            .map(|(part, (used, cost))| {
                let keep = pieces_to_keep(used);
                let value = cost.map(|cost| cost * f64::from(keep));
                Proposal { part, used, keep, value }
            })
            .collect();
        all.sort_by(|a, b| {
            let value = |p: &Proposal| p.value.unwrap_or(0.0);
            value(b).total_cmp(&value(a)).then(b.used.total_cmp(&a.used)).then(a.part.cmp(&b.part))
        });
        all
    };
    let all = used.into_iter().map(|(customer, parts)| (customer, of_customer(parts)));
    all.filter(|(_, proposals)| !proposals.is_empty()).collect()
}

/// How many events were reported before an instant; they are in order of report.
fn rows_before(catalog: &Catalog, at: Instant) -> usize {
    let month = catalog.settings.zone.month(at);
    let from = catalog.index.events_of_month.range(month..).next();
    from.map_or(catalog.records.events.len(), |(_, rows)| rows.start)
}

/// The first day of the twelve months that end with a day.
fn year_until(day: Day) -> Day {
    let next = day.saturating_add(jiff::Span::new().days(1));
    next.saturating_sub(jiff::Span::new().months(MONTHS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stock_suffices_for_nine_quarters_of_ten() {
        // Poisson of mean 1: P(N ≤ 2) = 0.9197, P(N ≤ 1) = 0.7358.
        assert_eq!(pieces_to_keep(4.0), 2);
        // Of mean 0.5: P(N ≤ 1) = 0.9098.
        assert_eq!(pieces_to_keep(2.0), 1);
        // Of mean 10: P(N ≤ 14) = 0.9165, P(N ≤ 13) = 0.8645.
        assert_eq!(pieces_to_keep(40.0), 14);
        assert_eq!(pieces_to_keep(0.0), 0);
    }

    #[test]
    fn twelve_months_are_no_day_longer() {
        let day = |text: &str| text.parse::<Day>().expect("a day");
        assert_eq!(year_until(day("2026-10-31")), day("2025-11-01"));
        assert_eq!(year_until(day("2024-02-29")), day("2023-03-01"));
    }
}
