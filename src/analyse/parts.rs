//! Spare parts (`domain.md` §3.13): consumption and value, ABC classes, what old
//! parts came back, and issues not yet cleared (R10).

use super::figure::Rate;
use super::month_grid::{ByReport, Grids};
use super::observation::ExposureCurve;
use super::part_names::PartNames;
use super::stats::sum;
use crate::catalog::{Catalog, DeviceIx, PartIx, Restricted};
use crate::model::events::{Event, PartUse};
use crate::model::time::{Day, Instant, ReportPeriod, Zone};
use crate::model::{OldPartStatus, Status};
use std::collections::{BTreeMap, BTreeSet};

/// Spare class by value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AbcClass {
    /// Up to 80 % of the value before the item.
    A,
    /// Up to 95 %.
    B,
    /// The rest.
    C,
}

impl AbcClass {
    /// The letter.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
        }
    }
}

/// One row of an ABC table.
#[derive(Clone, Debug, PartialEq)]
pub struct AbcRow<T> {
    /// The item.
    pub item: T,
    /// Its value.
    pub value: f64,
    /// Its share of the total.
    pub share: f64,
    /// The share of it and all before it.
    pub cumulative: f64,
    /// Its class, decided by the cumulative share before it.
    pub class: AbcClass,
}

/// How much of what was used.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Consumption {
    /// Pieces.
    pub qty: f64,
    /// Value of the pieces whose cost is known; `None` where none is.
    pub value: Option<f64>,
    /// Pieces without cost, left out of the value.
    pub qty_without_cost: f64,
    /// Events that used it.
    pub events: u64,
    /// Old parts back / required, in pieces rounded to whole ones.
    pub recovery: Rate,
}

/// What is known of one part's use.
#[derive(Clone, Debug, PartialEq)]
pub struct PartFacts {
    /// The part.
    pub part: PartIx,
    /// Over everything.
    pub total: Consumption,
    /// In the 12 months before `as_of`.
    pub last_12_months: Consumption,
    /// Class by the value of the last 12 months; `None` without value.
    pub class: Option<AbcClass>,
    /// Share of the value of the last 12 months.
    pub share: Option<f64>,
    /// Cumulative share of the value of the last 12 months.
    pub cumulative: Option<f64>,
    /// Pieces per 100 device-months, over everything observed.
    pub per_100_device_months: Option<f64>,
    /// Devices it was used on.
    pub devices: u64,
    /// When it was last used.
    pub last_used: Option<Instant>,
}

/// An issued spare that no sheet has cleared (R10).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenSpare {
    /// The event it was issued for.
    pub event: u32,
    /// Position of the line among the event's parts.
    pub line: usize,
    /// The part.
    pub part: Option<PartIx>,
    /// When it was issued.
    pub issued_on: Day,
    /// Days from issue to `as_of`.
    pub age_days: i64,
}

/// One month or year of parts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PartMonth {
    /// All parts together.
    pub total: Consumption,
    /// By part, by value then pieces descending, then position.
    pub parts: Vec<(PartIx, Consumption)>,
    /// Classes by the value of the 12 months before its end or `as_of`; parts without
    /// value have none.
    pub classes: BTreeMap<PartIx, AbcClass>,
}

/// Everything about spare parts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PartsFacts {
    /// Parts used at least once: by value of the last 12 months descending, then by
    /// pieces descending, then by id.
    pub parts: Vec<PartFacts>,
    /// All parts together.
    pub total: Consumption,
    /// By the month, quarter or year of report.
    pub reports: ByReport<PartMonth>,
    /// Oldest first.
    pub open_spares: Vec<OpenSpare>,
    /// Every issue of a spare, cleared or not, oldest first.
    issued: Vec<OpenSpare>,
    /// Lines that name no known part.
    pub unknown_lines: u64,
}

/// Cumulative shares at which classes A and B end.
pub const ABC_LIMITS: (f64, f64) = (0.8, 0.95);

/// The ABC table of values: by value descending, ties by item; classes end at the
/// given cumulative shares. Items without value are left out.
pub fn abc<T: Ord>(mut values: Vec<(T, f64)>, limits: (f64, f64)) -> Vec<AbcRow<T>> {
    values.retain(|(_, value)| *value > 0.0);
    values.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let total = sum(values.iter().map(|v| v.1));
    let mut before = 0.0;
    let row = |(item, value): (T, f64)| {
        let reached = before / total;
        before += value;
        // The slack keeps a share of exactly 80 % out of class A.
        let class = match reached {
            share if share < limits.0 - 1e-12 => AbcClass::A,
            share if share < limits.1 - 1e-12 => AbcClass::B,
            _ => AbcClass::C,
        };
        AbcRow { item, value, share: value / total, cumulative: before / total, class }
    };
    values.into_iter().map(row).collect()
}

/// Old parts returned / required over lines of (pieces required, pieces back).
pub fn recovery(lines: impl IntoIterator<Item = (f64, f64)>) -> Rate {
    let (mut required, mut back) = (0.0, 0.0);
    for (line_required, line_back) in lines {
        required += line_required;
        back += line_back.min(line_required);
    }
    Rate::wilson(back.round() as u64, required.round() as u64)
}

/// Running sums of [`Consumption`].
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    qty: f64,
    value: f64,
    valued: bool,
    without_cost: f64,
    events: u64,
    last_event: Option<u32>,
    required: f64,
    back: f64,
}

impl Sums {
    fn add(&mut self, line: &Line) {
        self.qty += line.qty;
        match line.cost {
            Some(cost) => {
                self.value += line.qty * cost;
                self.valued = true;
            }
            None => self.without_cost += line.qty,
        }
        if self.last_event != Some(line.event) {
            self.events += 1;
            self.last_event = Some(line.event);
        }
        if line.required {
            self.required += line.qty;
            self.back += if line.back { line.qty } else { 0.0 };
        }
    }

    fn finish(&self) -> Consumption {
        Consumption {
            qty: self.qty,
            value: self.valued.then_some(self.value),
            qty_without_cost: self.without_cost,
            events: self.events,
            recovery: recovery([(self.required, self.back)]),
        }
    }
}

impl Gathered {
    fn add(&mut self, catalog: &Catalog, event: Event<'_>, line: &Line, recent_from: Instant) {
        self.total.add(line);
        self.last_used = self.last_used.max(event.reported());
        self.devices.extend(catalog.links[event.row()].device);
        if event.reported().is_some_and(|at| at >= recent_from) {
            self.recent.add(line);
        }
    }
}

/// What is gathered for a month or year.
#[derive(Clone, Debug, Default)]
struct PeriodSums {
    all: Sums,
    parts: BTreeMap<PartIx, Sums>,
}

impl PeriodSums {
    fn add(&mut self, line: &Line) {
        self.all.add(line);
        self.parts.entry(line.part).or_default().add(line);
    }
}

/// One part line of one event.
pub(crate) struct Line {
    pub(crate) part: PartIx,
    event: u32,
    pub(crate) qty: f64,
    pub(crate) cost: Option<f64>,
    pub(crate) required: bool,
    pub(crate) back: bool,
}

/// Every part line of a catalog with its place among the event's; `None` where it names
/// no known part.
pub(crate) fn each_line(catalog: &Catalog, each: impl FnMut(Event<'_>, usize, Option<Line>)) {
    each_line_of(catalog, 0..catalog.records.events.len(), each);
}

/// The same of some events.
pub(crate) fn each_line_of(
    catalog: &Catalog,
    rows: std::ops::Range<usize>,
    mut each: impl FnMut(Event<'_>, usize, Option<Line>),
) {
    let names = PartNames::new(catalog);
    // A record entered twice used its parts once.
    let used = |e: &Event<'_>| {
        !e.parts().is_empty()
            && e.status() != Status::Duplicate
            && catalog.counts_for_ticket(e.row())
    };
    for event in rows.map(|row| catalog.records.events.get(row)).filter(used) {
        for (position, used) in event.parts().iter().enumerate() {
            let part = names.of(used.part).and_then(|(part, _)| part);
            each(event, position, part.map(|part| line(catalog, event, used, part)));
        }
    }
}

/// What is gathered for one part.
#[derive(Clone, Debug, Default)]
struct Gathered {
    total: Sums,
    recent: Sums,
    devices: BTreeSet<DeviceIx>,
    last_used: Option<Instant>,
}

/// An old part that had to come back (R9).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OldPart {
    /// The event it was replaced in.
    pub event: u32,
    /// The part.
    pub part: PartIx,
    /// Pieces.
    pub qty: f64,
    /// What became of it.
    pub status: Option<OldPartStatus>,
    /// True where it is back.
    pub back: bool,
}

/// The old parts that had to come back from some events.
pub fn old_parts(catalog: &Catalog, rows: std::ops::Range<usize>) -> Vec<OldPart> {
    let mut out = Vec::new();
    each_line_of(catalog, rows, |event, position, line| {
        if let Some(line) = line.filter(|line| line.required) {
            let status = event.parts()[position].old_part_status;
            let Line { event, part, qty, back, .. } = line;
            out.push(OldPart { event, part, qty, status, back });
        }
    });
    out
}

impl PartsFacts {
    /// Spares issued by a day and not cleared by then, oldest first.
    pub fn open_on(&self, catalog: &Catalog, day: Day) -> Vec<OpenSpare> {
        let zone = &catalog.settings.zone;
        let open = |spare: &&OpenSpare| {
            let line = &catalog.records.events.get(spare.event as usize).parts()[spare.line];
            let cleared = line.cleared_on.map(|at| zone.day(at));
            spare.issued_on <= day && cleared.is_none_or(|cleared| cleared > day)
        };
        let aged = |spare: &OpenSpare| {
            let age_days = spare.issued_on.duration_until(day).as_hours() / 24;
            OpenSpare { age_days, ..*spare }
        };
        self.issued.iter().filter(open).map(aged).collect()
    }

    /// Of a month, quarter or year.
    pub fn of(&self, report: ReportPeriod) -> Option<&PartMonth> {
        self.reports.of(report)
    }
}

/// The spare-part facts of a catalog. A line belongs to the month in which its
/// event was reported.
pub fn parts(catalog: &Restricted<Catalog>) -> PartsFacts {
    let (Some(grids), Some(as_of)) = (Grids::of(catalog), catalog.settings.as_of) else {
        return PartsFacts::default();
    };
    let zone = &catalog.settings.zone;
    let recent_from = zone.start_of(year_before(zone.day(as_of)));
    let mut out = PartsFacts::default();
    let mut all = Sums::default();
    let mut by_part: BTreeMap<PartIx, Gathered> = BTreeMap::new();
    let mut by = grids.each().map(|grid| (grid, vec![PeriodSums::default(); grid.len()]));
    let mut dated: Vec<(Instant, PartIx, f64)> = Vec::new();
    each_line(catalog, |event, position, line| {
        let part = line.as_ref().map(|line| line.part);
        out.issued.extend(issue(event, position, part, as_of, zone));
        let Some(line) = line else {
            out.unknown_lines += 1;
            return;
        };
        all.add(&line);
        by_part.entry(line.part).or_default().add(catalog, event, &line, recent_from);
        let value = line.cost.map(|cost| line.qty * cost);
        dated.extend(event.reported().zip(value).map(|(at, value)| (at, line.part, value)));
        for (grid, sums) in &mut by {
            if let Some(at) = event.reported().and_then(|at| grid.position(at)) {
                sums[at].add(&line);
            }
        }
    });
    out.total = all.finish();
    dated.sort_by_key(|(at, part, _)| (*at, *part));
    out.issued.sort_by_key(|s| (s.issued_on, s.event, s.line));
    let open = |spare: &&OpenSpare| {
        let line = &catalog.records.events.get(spare.event as usize).parts()[spare.line];
        line.cleared_on.is_none_or(|at| at > as_of)
    };
    out.open_spares = out.issued.iter().filter(open).copied().collect();
    let by = by.map(|(grid, sums)| {
        let finish = |(at, sums): (usize, PeriodSums)| PartMonth {
            total: sums.all.finish(),
            parts: by_value(sums.parts),
            classes: classes_until(&dated, grid.closing(at, as_of), zone),
        };
        sums.into_iter().enumerate().map(finish).collect::<Vec<_>>()
    });
    out.reports = grids.reports_of(by);
    out.parts = classify(by_part, ExposureCurve::fleet(catalog).all_months());
    out
}

/// The classes of the 12 months that end with an instant, from values in order of time.
fn classes_until(
    dated: &[(Instant, PartIx, f64)],
    end: Instant,
    zone: &Zone,
) -> BTreeMap<PartIx, AbcClass> {
    let from = zone.start_of(year_before(zone.day(end)));
    let first = dated.partition_point(|d| d.0 < from);
    let last = dated.partition_point(|d| d.0 <= end);
    let mut values: BTreeMap<PartIx, Vec<f64>> = BTreeMap::new();
    for (_, part, value) in &dated[first..last.max(first)] {
        values.entry(*part).or_default().push(*value);
    }
    let values = values.into_iter().map(|(part, values)| (part, sum(values))).collect();
    abc(values, ABC_LIMITS).into_iter().map(|row| (row.item, row.class)).collect()
}

/// The first day of the 12 months that end with a day.
fn year_before(day: Day) -> Day {
    day.saturating_sub(jiff::Span::new().months(12))
}

fn by_value(parts: BTreeMap<PartIx, Sums>) -> Vec<(PartIx, Consumption)> {
    let mut rows: Vec<_> = parts.into_iter().map(|(part, sums)| (part, sums.finish())).collect();
    rows.sort_by(|a, b| {
        let value = |c: &Consumption| c.value.unwrap_or(0.0);
        value(&b.1).total_cmp(&value(&a.1)).then(b.1.qty.total_cmp(&a.1.qty)).then(a.0.cmp(&b.0))
    });
    rows
}

fn classify(parts: BTreeMap<PartIx, Gathered>, device_months: f64) -> Vec<PartFacts> {
    let values = parts.iter().map(|(&part, sums)| (part, sums.recent.value)).collect();
    let table: BTreeMap<PartIx, AbcRow<PartIx>> =
        abc(values, ABC_LIMITS).into_iter().map(|row| (row.item, row)).collect();
    let fact = |(part, sums): (PartIx, Gathered)| {
        let row = table.get(&part);
        let total = sums.total.finish();
        PartFacts {
            part,
            total,
            last_12_months: sums.recent.finish(),
            class: row.map(|r| r.class),
            share: row.map(|r| r.share),
            cumulative: row.map(|r| r.cumulative),
            per_100_device_months: (device_months > 0.0).then(|| total.qty / device_months * 100.0),
            devices: sums.devices.len() as u64,
            last_used: sums.last_used,
        }
    };
    let mut out: Vec<PartFacts> = parts.into_iter().map(fact).collect();
    out.sort_by(|a, b| {
        let value = |p: &PartFacts| p.last_12_months.value.unwrap_or(0.0);
        value(b)
            .total_cmp(&value(a))
            .then(b.total.qty.total_cmp(&a.total.qty))
            .then(a.part.cmp(&b.part))
    });
    out
}

fn line(catalog: &Catalog, event: Event<'_>, used: &PartUse, part: PartIx) -> Line {
    use OldPartStatus::{Refurbished, ReturnedToVendor, Scrapped};
    let record = &catalog.records.parts[part.index()];
    let worth = record.unit_cost.zip(catalog.settings.old_part_value);
    let by_value = worth.is_some_and(|(cost, from)| cost >= from);
    Line {
        part,
        event: event.row() as u32,
        qty: used.qty.max(0.0),
        cost: record.unit_cost,
        required: used.old_part_required.or(record.old_part_required).unwrap_or(by_value),
        back: matches!(used.old_part_status, Some(Refurbished | ReturnedToVendor | Scrapped)),
    }
}

/// The issue of a spare for a line of an event.
fn issue(
    event: Event<'_>,
    line: usize,
    part: Option<PartIx>,
    as_of: Instant,
    zone: &Zone,
) -> Option<OpenSpare> {
    let used = event.parts().get(line)?;
    let issued = used.issued_on.filter(|&at| at <= as_of)?;
    let issued_on = zone.day(issued);
    let age_days = issued_on.duration_until(zone.day(as_of)).as_hours() / 24;
    Some(OpenSpare { event: event.row() as u32, line, part, issued_on, age_days })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::vectors::vectors;

    #[test]
    fn abc_classes() {
        for v in vectors("abc") {
            let values = v.input("annual_value").0.as_object().unwrap();
            let values = values.iter().map(|(k, x)| (k.clone(), x.as_f64().unwrap())).collect();
            let limits = v.input("thresholds").as_numbers();
            let rows = abc(values, (limits[0], limits[1]));
            let wants = v.want("rows").0.as_array().unwrap();
            assert_eq!(rows.len(), wants.len());
            for (row, want) in rows.iter().zip(wants) {
                assert_eq!(want["item"], row.item.as_str());
                assert_eq!(want["cls"], row.class.as_str(), "{}", row.item);
                v.same_at(&want["value"], "value", Some(row.value));
                v.same_at(&want["share"], "share", Some(row.share));
                v.same_at(&want["cum"], "cum", Some(row.cumulative));
            }
        }
    }

    #[test]
    fn old_parts_back() {
        for v in vectors("old_part_recovery") {
            let lines = v.input("lines").0.as_array().unwrap().iter();
            let pieces = |line: &serde_json::Value| {
                let required = line["old_required"].as_bool().unwrap();
                let qty = if required { line["qty"].as_f64().unwrap() } else { 0.0 };
                (qty, line["returned"].as_f64().unwrap())
            };
            let got = recovery(lines.map(pieces));
            assert_eq!((got.d, got.n), (v.want("required").as_u64(), v.want("returned").as_u64()));
            v.same("rate", got.value);
        }
    }

    #[test]
    fn a_class_looks_back_twelve_months_from_its_own_month() {
        let zone = Zone::utc();
        let at = |text: &str| crate::analyse::vectors::local(text);
        let (old, new) = (PartIx::new(0), PartIx::new(1));
        let dated = [(at("2023-02-01"), old, 900.0), (at("2024-03-01"), new, 100.0)];
        let classes = |end| classes_until(&dated, at(end), &zone);
        assert_eq!(classes("2023-02-28"), BTreeMap::from([(old, AbcClass::A)]));
        assert_eq!(classes("2024-03-31"), BTreeMap::from([(new, AbcClass::A)]));
        assert!(classes("2023-01-31").is_empty());
    }

    #[test]
    fn parts_without_value_have_no_class() {
        assert!(abc(vec![("A", 0.0)], ABC_LIMITS).is_empty());
        let one = abc(vec![("A", 3.0)], ABC_LIMITS);
        assert_eq!(one[0].class, AbcClass::A);
    }
}
