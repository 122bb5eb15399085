//! The months of a site laid out once, so that the month of an instant is a search
//! among a few numbers and not a calendar calculation.

use crate::catalog::Catalog;
use crate::model::events::Event;
use crate::model::time::{Instant, Month, Period, Zone};

/// Months in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthGrid {
    first: Month,
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
        let mut starts: Vec<Instant> =
            first.to(last).map(|m| zone.start_of(m.first_day())).collect();
        starts.push(zone.start_of(last.next().first_day()));
        Self { first, starts }
    }

    /// How many months.
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// True where there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The month at a position.
    pub fn month(&self, position: usize) -> Month {
        self.first.plus(position as i32)
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
    }
}
