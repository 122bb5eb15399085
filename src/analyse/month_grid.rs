//! The months of a site laid out once, so that the month of an instant is a search
//! among a few numbers and not a calendar calculation; and its calendar quarters and
//! years, of which there are reports as well.

use crate::catalog::Catalog;
use crate::model::events::Event;
use crate::model::time::{Instant, Month, Period, ReportPeriod, Zone};
use std::collections::BTreeMap;

/// Months in a row, or calendar quarters or years in a row.
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

    /// The calendar quarters or years in which these months lie, as `like` is one, each
    /// as far as the months reach.
    #[must_use]
    fn longer(&self, zone: &Zone, like: ReportPeriod) -> Self {
        let first = like.with(self.month(0));
        let last = like.with(self.month(self.len().saturating_sub(1)));
        let months = last.first_month().since(first.first_month());
        let mut longer = Self::between(zone, first, months / like.month_count() + 1);
        longer.starts[0] = self.starts[0];
        let end = longer.starts.len() - 1;
        longer.starts[end] = self.starts[self.len()];
        longer
    }

    /// How many months.
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// True where there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The month at a position; of a quarter or year its first.
    pub fn month(&self, position: usize) -> Month {
        self.report_period(position).first_month()
    }

    /// The month, quarter or year at a position.
    pub fn report_period(&self, position: usize) -> ReportPeriod {
        self.first.plus(position as i32)
    }

    /// Values by position under the month of each.
    pub(crate) fn months_of<T>(&self, values: impl IntoIterator<Item = T>) -> BTreeMap<Month, T> {
        values.into_iter().enumerate().map(|(at, value)| (self.month(at), value)).collect()
    }

    /// Values by position under the month, quarter or year of each.
    fn reports_of<T>(
        &self,
        values: impl IntoIterator<Item = T>,
    ) -> impl Iterator<Item = (ReportPeriod, T)> {
        values.into_iter().enumerate().map(|(at, value)| (self.report_period(at), value))
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

/// Whether a stretch counts as over at an instant: who writes its last day with a time
/// writes 23:59.
pub(crate) fn is_over(end: Instant, at: Instant) -> bool {
    end.since(at) <= LAST_MINUTE_MS
}

const LAST_MINUTE_MS: i64 = 60_000;

/// The months of a site, its quarters and its years: everything of which there is a
/// report, laid out once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grids([MonthGrid; 3]);

impl Grids {
    /// Of a catalog.
    pub fn of(catalog: &Catalog) -> Option<Self> {
        MonthGrid::of(catalog).map(|months| Self::from_months(months, &catalog.settings.zone))
    }

    fn from_months(months: MonthGrid, zone: &Zone) -> Self {
        let first = months.month(0);
        let [quarters, years] = [ReportPeriod::quarter_of(first), ReportPeriod::Year(first.year)]
            .map(|like| months.longer(zone, like));
        Self([months, quarters, years])
    }

    /// The months.
    pub fn months(&self) -> &MonthGrid {
        &self.0[0]
    }

    /// Months, quarters, years.
    pub fn each(&self) -> [&MonthGrid; 3] {
        self.0.each_ref()
    }

    /// The months, quarters or years, as a report is about one.
    pub fn like(&self, report: ReportPeriod) -> &MonthGrid {
        &self.0[match report {
            ReportPeriod::Month(_) => 0,
            ReportPeriod::Quarter(..) => 1,
            ReportPeriod::Year(_) => 2,
        }]
    }

    /// Something of each of them: by month, and by quarter and year.
    pub(crate) fn reports_of<T>(&self, values: [Vec<T>; 3]) -> ByReport<T> {
        let [months, quarters, years] = values;
        let longer = self.0[1].reports_of(quarters).chain(self.0[2].reports_of(years));
        ByReport { months: self.0[0].months_of(months), longer: longer.collect() }
    }
}

/// Something of every month, quarter and year.
#[derive(Clone, Debug, PartialEq)]
pub struct ByReport<T> {
    /// By month.
    pub months: BTreeMap<Month, T>,
    /// By quarter, and by year.
    pub longer: BTreeMap<ReportPeriod, T>,
}

impl<T> Default for ByReport<T> {
    fn default() -> Self {
        Self { months: BTreeMap::new(), longer: BTreeMap::new() }
    }
}

impl<T> ByReport<T> {
    /// Of a month, quarter or year.
    pub fn of(&self, report: ReportPeriod) -> Option<&T> {
        match report {
            ReportPeriod::Month(month) => self.months.get(&month),
            longer => self.longer.get(&longer),
        }
    }

    /// Sets what is known of one.
    pub(crate) fn insert(&mut self, report: ReportPeriod, value: T) {
        match report {
            ReportPeriod::Month(month) => self.months.insert(month, value),
            longer => self.longer.insert(longer, value),
        };
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
        let end = grid.period(2).end;
        assert!(is_over(end, end.plus(-60_000)) && !is_over(end, end.plus(-60_001)));
        let grids = Grids::from_months(MonthGrid::new(&zone, first, last.plus(12)), &zone);
        let [_, quarters, years] = grids.each();
        assert_eq!(
            (quarters.len(), quarters.report_period(5)),
            (6, ReportPeriod::Quarter(2025, 2))
        );
        assert_eq!((years.len(), years.report_period(1)), (2, ReportPeriod::Year(2025)));
        assert_eq!(years.position(grid.period(0).start), Some(0));
        // The first begins with the first month, in February.
        assert_eq!(years.period(0).start, grid.period(0).start);
        assert_eq!(years.position(zone.start_of(first.plus(-1).first_day())), None);
    }
}
