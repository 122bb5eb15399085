//! Complaints and the verdict of any rate against its target (`domain.md` §3.10).

use super::figure::Rate;
use super::month_grid::{ByReport, Grids, MonthGrid};
use crate::catalog::{Catalog, Restricted};
use crate::model::events::{Event, FlagField};
use crate::model::ids::match_key;
use crate::model::settings::{Target, TargetSense};
use crate::model::time::{Clock, Instant, Month, ReportPeriod};
use crate::model::{ComplaintKind, Status};
use std::collections::{BTreeMap, BTreeSet};

/// A rate held against a target.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Verdict {
    /// The target.
    pub target: Target,
    /// Whether the point value satisfies it.
    pub met: bool,
    /// False where the Wilson interval contains the target (`inconclusive`).
    pub clear: bool,
}

/// The verdict; `None` where there is no rate.
pub fn verdict(rate: Rate, target: Target) -> Option<Verdict> {
    let (value, lower, upper) = (rate.value?, rate.lower?, rate.upper?);
    let met = match target.sense {
        TargetSense::AtLeast => value >= target.value,
        TargetSense::AtMost => value <= target.value,
        TargetSense::Below => value < target.value,
    };
    let clear = !(lower..=upper).contains(&target.value);
    Some(Verdict { target, met, clear })
}

/// Where a complaint was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ComplaintSource {
    /// A record: position in `Records::complaints`.
    Record(usize),
    /// A ticket flagged as complained about: position of the event.
    Event(u32),
}

/// One complaint; a record and the flag of its ticket are one.
#[derive(Clone, Debug, PartialEq)]
pub struct ComplaintRow {
    /// Where it was found.
    pub source: ComplaintSource,
    /// The event it is about, if it names a known ticket.
    pub event: Option<u32>,
    /// The month it was raised in.
    pub month: Option<Month>,
    /// About what.
    pub kind: Option<ComplaintKind>,
    /// Whether service is to blame; unknown is neither.
    pub attributable: Option<bool>,
    /// Answered, closed or neither.
    pub closed: bool,
    /// Compensation paid (R31).
    pub compensation: Option<f64>,
}

/// Complaints of one stretch.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ComplaintTally {
    /// All complaints.
    pub all: u64,
    /// Those that service is to blame for.
    pub attributable: u64,
    /// Of unknown responsibility; not in the rate.
    pub unknown: u64,
    /// Attributable to service / service events closed.
    pub rate: Rate,
    /// By kind; without those of no kind.
    pub kinds: BTreeMap<ComplaintKind, u64>,
}

/// Complaints over everything and by month.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ComplaintFacts {
    /// By (month, source).
    pub rows: Vec<ComplaintRow>,
    /// Over everything.
    pub total: ComplaintTally,
    /// By when they were raised; events closed in that month, quarter or year are the
    /// denominator.
    pub reports: ByReport<ComplaintTally>,
    /// False where no record and no row says anything about complaints: there is no
    /// rate then, for a complaint that nobody writes down is not none.
    pub recorded: bool,
}

/// The complaint facts of a catalog.
pub fn complaints(catalog: &Restricted<Catalog>) -> ComplaintFacts {
    let (Some(grids), Some(as_of)) = (Grids::of(catalog), catalog.settings.as_of) else {
        return ComplaintFacts::default();
    };
    let rows = rows(catalog, grids.months());
    let mut closed = grids.each().map(|grid| vec![0_u64; grid.len()]);
    let mut all_closed = 0;
    let tickets = catalog.records.events.iter().filter(|e| catalog.counts_for_ticket(e.row()));
    for event in tickets {
        if let Some(end) = closed_at(event, as_of) {
            all_closed += 1;
            for (grid, closed) in grids.each().into_iter().zip(&mut closed) {
                if let Some(at) = grid.position(end) {
                    closed[at] += 1;
                }
            }
        }
    }
    let told = |event: Event<'_>| event.flag(FlagField::Complaint).is_some();
    let recorded = !rows.is_empty() || catalog.records.events.iter().any(told);
    if !recorded {
        return ComplaintFacts::default();
    }
    let total = tally(rows.iter(), all_closed);
    let mut out = ComplaintFacts { rows, total, recorded, ..ComplaintFacts::default() };
    let mut grid = grids.each().into_iter();
    let tallies = closed.map(|closed| {
        let grid = grid.next().unwrap_or(grids.months());
        let one = |(at, n)| tally(out.raised_in(grid.report_period(at)).iter(), n);
        closed.into_iter().enumerate().map(one).collect::<Vec<_>>()
    });
    out.reports = grids.reports_of(tallies);
    out
}

impl ComplaintFacts {
    /// Of a month, quarter or year.
    pub fn of(&self, report: ReportPeriod) -> Option<&ComplaintTally> {
        self.reports.of(report)
    }

    /// The complaints raised in a month or year.
    pub fn raised_in(&self, report: ReportPeriod) -> &[ComplaintRow] {
        let from = self.rows.partition_point(|r| r.month < Some(report.first_month()));
        let to = self.rows.partition_point(|r| r.month <= Some(report.last_month()));
        &self.rows[from..to]
    }
}

/// When a ticket was closed for the share of complaints, if it was by `as_of`; what was
/// cancelled or entered twice is no closed job.
pub(crate) fn closed_at(event: Event<'_>, as_of: Instant) -> Option<Instant> {
    let end = event.resolved().or(event.at(Clock::ClosedAt));
    end.filter(|&end| end <= as_of && !event.is_void())
}

impl ComplaintTally {
    /// False where nobody said of any of them whose fault it is: the share is unknown then.
    pub fn is_judged(&self) -> bool {
        self.all == 0 || self.unknown < self.all
    }
}

fn tally<'a>(rows: impl Iterator<Item = &'a ComplaintRow>, closed: u64) -> ComplaintTally {
    let mut out = ComplaintTally::default();
    for row in rows {
        out.all += 1;
        out.unknown += u64::from(row.attributable.is_none());
        out.attributable += u64::from(row.attributable == Some(true));
        if let Some(kind) = row.kind {
            *out.kinds.entry(kind).or_default() += 1;
        }
    }
    // More complaints than closed jobs can be raised about a month's few jobs; the
    // share then stays a share.
    if out.is_judged() {
        out.rate = Rate::wilson(out.attributable.min(closed), closed);
    }
    out
}

fn rows(catalog: &Catalog, grid: &MonthGrid) -> Vec<ComplaintRow> {
    let events = &catalog.records.events;
    let month = |at: Option<Instant>| at.and_then(|at| grid.position(at)).map(|m| grid.month(m));
    let named: BTreeSet<String> = catalog
        .records
        .complaints
        .iter()
        .filter_map(|c| c.ticket.as_deref().map(match_key))
        .collect();
    let mut by_ticket: BTreeMap<String, u32> = BTreeMap::new();
    let mut out = Vec::new();
    for event in events.iter().filter(|e| catalog.counts_for_ticket(e.row())) {
        // A record entered twice tells of one complaint.
        let flagged =
            event.flag(FlagField::Complaint) == Some(true) && event.status() != Status::Duplicate;
        if !flagged && named.is_empty() {
            continue;
        }
        let ticket = match_key(event.ticket());
        if named.contains(&ticket) {
            by_ticket.entry(ticket).or_insert(event.row() as u32);
        } else if flagged {
            out.push(ComplaintRow {
                source: ComplaintSource::Event(event.row() as u32),
                event: Some(event.row() as u32),
                month: month(event.reported()),
                kind: event.words().complaint_kind,
                attributable: event.flag(FlagField::ComplaintAttributable),
                closed: event.at(Clock::ClosedAt).is_some(),
                compensation: None,
            });
        }
    }
    for (position, record) in catalog.records.complaints.iter().enumerate() {
        let ticket = record.ticket.as_deref().map(match_key);
        let event = ticket.and_then(|t| by_ticket.get(&t).copied());
        let of_event = event.map(|row| events.get(row as usize));
        let raised = record.raised_at.or(of_event.and_then(Event::reported));
        let attributable = record.attributable_to_service;
        out.push(ComplaintRow {
            source: ComplaintSource::Record(position),
            event,
            month: month(raised),
            kind: Some(record.kind),
            attributable: attributable
                .or(of_event.and_then(|e| e.flag(FlagField::ComplaintAttributable))),
            closed: record.closed_at.is_some(),
            compensation: record.compensation,
        });
    }
    out.sort_by_key(|row| (row.month, row.source));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::vectors::vectors;

    #[test]
    fn targets_are_met_or_not_and_clear_or_not() {
        for v in vectors("target_") {
            let sense = match v.input("direction").0.as_str().unwrap() {
                "lt" => TargetSense::Below,
                "ge" => TargetSense::AtLeast,
                other => panic!("an unknown direction {other}"),
            };
            let rate = Rate::wilson(v.input("k").as_u64(), v.input("n").as_u64());
            let target = Target { sense, value: v.input("target").as_f64() };
            let got = verdict(rate, target).unwrap();
            v.same("p", rate.value);
            v.same("lower", rate.lower);
            v.same("upper", rate.upper);
            assert_eq!(v.want("met").0.as_bool(), Some(got.met), "{}", v.id());
            let word = if got.clear { "clear" } else { "inconclusive" };
            assert_eq!(v.want("confidence").0, word, "{}", v.id());
        }
    }

    #[test]
    fn no_rate_no_verdict() {
        let target = Target { sense: TargetSense::Below, value: 0.03 };
        assert_eq!(verdict(Rate::wilson(0, 0), target), None);
    }
}
