//! The months of a site laid out once, so that the month of an instant is a search
//! among a few numbers and not a calendar calculation; and its calendar years.

use crate::catalog::Catalog;
use crate::model::events::Event;
use crate::model::time::{Instant, Month, Period, ReportPeriod, Zone};
use std::collections::BTreeMap;

/// Months in a row, or calendar years in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthGrid {
    first: ReportPeriod,
    /// First instants, and the first one after the last month.
    starts: Vec<Instant>,
}

impl MonthGrid {
    /// The months of a catalog, from that of its first report to that of `as_of`.
    pub fn of(catalog: &Catalog) -> Option<Self> {
        let zone = &catalog.settings.zone;
        let counted = || {
            let as_of = catalog.settings.as_of?;
            let reported = catalog.records.events.iter().filter_map(Event::reported);
            let first = reported.min().unwrap_or(as_of).min(as_of);
            Some((zone.month(first), zone.month(as_of)))
        };
        let (first, last) = catalog.index.months.or_else(counted)?;
        Some(Self::new(zone, first, last))
    }

    /// The months from `first` to `last`, both included.
    pub fn new(zone: &Zone, first: Month, last: Month) -> Self {
        Self::between(zone, ReportPeriod::Month(first), last.since(first) + 1)
    }

    fn between(zone: &Zone, first: ReportPeriod, count: i32) -> Self {
        let start = |n: i32| zone.start_of(first.plus(n).first_month().first_day());
        Self { first, starts: (0..=count.max(0)).map(start).collect() }
    }

    /// The calendar years in which these months lie, each as far as the months reach.
    #[must_use]
    pub fn years(&self, zone: &Zone) -> Self {
        let (first, last) = (self.month(0).year, self.month(self.len().saturating_sub(1)).year);
        let mut years = Self::between(zone, ReportPeriod::Year(first), i32::from(last - first) + 1);
        years.starts[0] = self.starts[0];
        let end = years.starts.len() - 1;
        years.starts[end] = self.starts[self.len()];
        years
    }

    /// The months of a catalog, or its years, as a report is about the one or the other.
    pub fn like(catalog: &Catalog, report: ReportPeriod) -> Option<Self> {
        let months = Self::of(catalog)?;
        Some(match report {
            ReportPeriod::Month(_) => months,
            ReportPeriod::Year(_) => months.years(&catalog.settings.zone),
        })
    }

    /// How many months.
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// True where there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The month at a position; of a year its first.
    pub fn month(&self, position: usize) -> Month {
        self.report_period(position).first_month()
    }

    /// The month or year at a position.
    pub fn report_period(&self, position: usize) -> ReportPeriod {
        self.first.plus(position as i32)
    }

    /// Values by position under the month of each.
    pub(crate) fn months_of<T>(&self, values: impl IntoIterator<Item = T>) -> BTreeMap<Month, T> {
        values.into_iter().enumerate().map(|(at, value)| (self.month(at), value)).collect()
    }

    /// Values by position under the year of each.
    pub(crate) fn years_of<T>(&self, values: impl IntoIterator<Item = T>) -> BTreeMap<i16, T> {
        values.into_iter().enumerate().map(|(at, value)| (self.month(at).year, value)).collect()
    }

    /// Every month with its period, in order.
    pub fn iter(&self) -> impl Iterator<Item = (Month, Period)> {
        (0..self.len()).map(|i| (self.month(i), self.period(i)))
    }

    /// The period of the month at a position.
    pub fn period(&self, position: usize) -> Period {
        Period { start: self.starts[position], end: self.starts[position + 1] }
    }

    /// The position of the month an instant lies in.
    pub fn position(&self, at: Instant) -> Option<usize> {
        let after = self.starts.partition_point(|&start| start <= at);
        (after > 0 && after < self.starts.len()).then(|| after - 1)
    }

    /// The position of the first month judged at or after an instant; the number of
    /// months where none is.
    pub fn first_closing(&self, at: Instant, as_of: Instant) -> usize {
        if at > as_of {
            return self.len();
        }
        self.starts[1..].partition_point(|&end| end.plus(-1).min(as_of) < at)
    }

    /// The instant at which the month at a position is judged: its last, or `as_of`
    /// where that is earlier.
    pub fn closing(&self, position: usize, as_of: Instant) -> Instant {
        self.starts[position + 1].plus(-1).min(as_of)
    }
}

/// What is known of a month, or of a year.
pub(crate) fn of_report<'a, T>(
    months: &'a BTreeMap<Month, T>,
    years: &'a BTreeMap<i16, T>,
    report: ReportPeriod,
) -> Option<&'a T> {
    match report {
        ReportPeriod::Month(month) => months.get(&month),
        ReportPeriod::Year(year) => years.get(&year),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_finds_its_month() {
        let zone = Zone::named("Asia/Shanghai").expect("a known zone");
        let months = |a, b| (Month::parse(a).unwrap(), Month::parse(b).unwrap());
        let (first, last) = months("2024-02", "2024-04");
        let grid = MonthGrid::new(&zone, first, last);
        assert_eq!(grid.len(), 3);
        let end = grid.period(2).end;
        assert_eq!(grid.position(end), None);
        assert_eq!(grid.position(end.plus(-1)), Some(2));
        assert_eq!(grid.position(grid.period(0).start.plus(-1)), None);
        assert_eq!(grid.closing(2, end.plus(-5)), end.plus(-5));
        assert_eq!(grid.closing(1, end), grid.period(1).end.plus(-1));
        let years = MonthGrid::new(&zone, first, last.plus(12)).years(&zone);
        assert_eq!((years.len(), years.report_period(1)), (2, ReportPeriod::Year(2025)));
        assert_eq!(years.position(grid.period(0).start), Some(0));
        // The first begins with the first month, in February.
        assert_eq!(years.period(0).start, grid.period(0).start);
        assert_eq!(years.position(zone.start_of(first.plus(-1).first_day())), None);
    }
}
