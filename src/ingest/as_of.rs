//! The instant of a build (`domain.md` §2.2): given, or the end of the last day that
//! the events tell of. Stamps after it are told and not used.

use crate::diag::{Code, Diagnostic, Diagnostics, Place};
use crate::model::events::{Events, FlagField, Origin};
use crate::model::ledger::RowChange;
use crate::model::project::SourceReport;
use crate::model::records::FaultReport;
use crate::model::time::{Clock, DAY_MS, Instant, Zone};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

/// The clocks that tell how far the data goes.
const TELLING: [Clock; 5] =
    [Clock::ReportedAt, Clock::ArrivedAt, Clock::ResolvedAt, Clock::ClosedAt, Clock::CallbackAt];
const OUTLIER_MS: i64 = 31 * DAY_MS;
/// Stamps of other rows that say how far apart stamps usually lie.
const ENOUGH_ROWS: usize = 2;
/// A week between faults is nothing unusual in any log.
const USUAL_MS: i64 = 7 * DAY_MS;
/// So many times the longest other gap is no quiet stretch any more.
const FARTHER: i64 = 10;
/// The latest stamps that are looked at for outliers.
const LATEST: usize = 512;
/// Findings of one source and clock that are told one by one.
const TOLD: u64 = 100;

/// Where events come from, for messages and for the row accounts.
pub(super) struct Origins<'a> {
    /// All sources.
    pub(super) sources: &'a mut [SourceReport],
    /// All reports.
    pub(super) reports: &'a [FaultReport],
}

type Mark = (i64, usize, Clock);

/// Fixes the instant and takes every later stamp out of the events.
pub(super) fn settle(
    events: &mut Events,
    given: Option<Instant>,
    zone: &Zone,
    origins: &mut Origins<'_>,
    findings: &mut Diagnostics,
) -> Option<Instant> {
    let (last, outliers) = match given {
        // What is a slip of the pen without a fixed instant is one with it, too.
        Some(given) => (Some(given), latest(events, zone).1),
        None => latest(events, zone),
    };
    if let Some(last) = last {
        drop_later(events, last, &outliers, (zone, origins, findings));
    }
    last
}

/// The end of the last day, and the stamps of the one row that stands alone after
/// all others (`domain.md` §2.2).
fn latest(events: &Events, zone: &Zone) -> (Option<Instant>, BTreeSet<(usize, Clock)>) {
    let mut heap: BinaryHeap<Reverse<Mark>> = BinaryHeap::with_capacity(LATEST + 1);
    for event in events.iter() {
        for clock in TELLING {
            let Some(at) = event.at(clock) else { continue };
            if heap.len() < LATEST || heap.peek().is_some_and(|least| least.0.0 < at.0) {
                heap.push(Reverse((at.0, event.row(), clock)));
            }
            if heap.len() > LATEST {
                heap.pop();
            }
        }
    }
    let mut marks: Vec<Mark> = heap.into_iter().map(|mark| mark.0).collect();
    marks.sort_unstable_by(|a, b| b.cmp(a));
    let Some(&(newest, row, _)) = marks.first() else { return (None, BTreeSet::new()) };
    let others: Vec<i64> = marks.iter().filter(|mark| mark.1 != row).map(|mark| mark.0).collect();
    let outliers: BTreeSet<(usize, Clock)> = match others.first() {
        Some(&before) if stands_alone(newest, &others) => marks
            .iter()
            .filter(|mark| mark.1 == row && mark.0 - before > OUTLIER_MS)
            .map(|mark| (mark.1, mark.2))
            .collect(),
        _ => BTreeSet::new(),
    };
    let used = marks.iter().find(|mark| !outliers.contains(&(mark.1, mark.2)));
    (used.map(|mark| zone.end_of_day(Instant(mark.0))), outliers)
}

/// True where one row's newest stamp lies more than 31 days after every other
/// row's, and so much farther than these lie apart that a slip of the pen is
/// likelier than a quiet stretch: a workshop with a fault every two months keeps
/// all of them.
fn stands_alone(newest: i64, others: &[i64]) -> bool {
    let Some(&before) = others.first() else { return false };
    let usual = others.windows(2).map(|pair| pair[0] - pair[1]).max().unwrap_or(0).max(USUAL_MS);
    let gap = newest - before;
    others.len() >= ENOUGH_ROWS && gap > OUTLIER_MS && gap > usual.saturating_mul(FARTHER)
}

fn drop_later(
    events: &mut Events,
    last: Instant,
    outliers: &BTreeSet<(usize, Clock)>,
    (zone, origins, findings): (&Zone, &mut Origins<'_>, &mut Diagnostics),
) {
    let late = |at: Option<Instant>| at.is_some_and(|at| at > last);
    if !events.iter().any(|event| Clock::ALL.iter().any(|&clock| late(event.at(clock)))) {
        return;
    }
    let mut told: BTreeMap<(Origin, Clock), u64> = BTreeMap::new();
    let mended = mended(origins.sources);
    *events = std::mem::take(events).rebuild(|row, draft| {
        let mut changed = false;
        for clock in Clock::ALL {
            let Some(stamp) = draft.stamps[clock as usize].filter(|stamp| stamp.at > last) else {
                continue;
            };
            draft.stamps[clock as usize] = None;
            let first = !std::mem::replace(&mut changed, true);
            let outlier = outliers.contains(&(row, clock));
            if matches!(clock, Clock::ResolvedAt | Clock::ClosedAt) {
                // A typing error says nothing; an end in the future says "still open".
                let flag = if outlier { FlagField::EndUnknown } else { FlagField::EndAfterAsOf };
                draft.flags[flag as usize] = Some(true);
            }
            let code = if outlier { Code::StampOutlier } else { Code::StampFuture };
            let first = first && !mended.contains(&draft.origin);
            repaired(draft.origin, (clock, zone.iso(stamp.at), code), first, origins);
            let count = told.entry((source_of(draft.origin), clock)).or_insert(0);
            *count += 1;
            if *count <= TOLD {
                let finding = finding(clock, &zone.iso(stamp.at), &zone.iso(last), outlier);
                findings.push(finding.at(place(draft.origin, clock, origins)));
            }
        }
        true
    });
    for ((origin, clock), count) in told.into_iter().filter(|(_, count)| *count > TOLD) {
        let more = count - TOLD;
        let mut place = place(origin, clock, origins);
        (place.line, place.column, place.cell) = (None, None, None);
        findings.push(
            Diagnostic::new(
                Code::StampFuture,
                format!("{more} more rows have a time after the build's date"),
            )
            .at(place),
        );
    }
}

/// All rows of a log together; reports together.
fn source_of(origin: Origin) -> Origin {
    match origin {
        Origin::Row { source, .. } => Origin::Row { source, line: 0 },
        Origin::Report(_) => Origin::Report(0),
    }
}

fn place(origin: Origin, clock: Clock, origins: &Origins<'_>) -> Place {
    let place = match origin {
        Origin::Row { source, line } => {
            let source = origins.sources.get(source as usize);
            source.map(SourceReport::place).unwrap_or_default().on_line(line)
        }
        Origin::Report(at) => {
            origins.reports.get(at as usize).map(|r| r.place.clone()).unwrap_or_default()
        }
    };
    place.with_header(clock.as_str())
}

fn finding(clock: Clock, at: &str, last: &str, outlier: bool) -> Diagnostic {
    let name = clock.as_str();
    let finding = if outlier {
        Diagnostic::new(
            Code::StampOutlier,
            format!("`{name}` lies more than 31 days after every other row's and was not used"),
        )
        .hint("correct the date, or write a later `as_of` into [site] if it is right")
    } else {
        Diagnostic::new(
            Code::StampFuture,
            format!("`{name}` lies after the build's date and was not used"),
        )
        .hint("correct the date, or build with a later --as-of")
    };
    finding.raw(at).expected(format!("a time up to {last}"))
}

/// Rows that count as repaired already.
fn mended(sources: &[SourceReport]) -> BTreeSet<Origin> {
    let of = |(at, report): (usize, &SourceReport)| {
        let lines: Vec<u32> = report.ledger.changes.iter().map(|change| change.line).collect();
        lines.into_iter().map(move |line| Origin::Row { source: at as u16, line })
    };
    sources.iter().enumerate().flat_map(of).collect()
}

/// A row that was accepted as it was is now one from which a time was left out.
fn repaired(
    origin: Origin,
    (clock, at, code): (Clock, String, Code),
    first: bool,
    origins: &mut Origins<'_>,
) {
    let Origin::Row { source, line } = origin else { return };
    let Some(report) = origins.sources.get_mut(source as usize) else { return };
    if first && report.rows_accepted > 0 {
        report.rows_accepted -= 1;
        report.rows_repaired += 1;
    }
    let field = clock.as_str().into();
    report.ledger.change(|| RowChange { line, field, from: at, to: String::new(), code });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::events::EventDraft;
    use crate::model::time::Stamp;

    const DAY: Instant = Instant(20_000 * DAY_MS);

    /// Whether the end of a ticket lies after the instant, or is not known.
    fn flags(resolved: Instant, given: Option<Instant>) -> (Option<bool>, Option<bool>) {
        let mut events = Events::default();
        let others = (4..9).map(|line| (line, DAY.plus_days(-i64::from(line))));
        for (line, ended) in [(2, DAY), (3, resolved)].into_iter().chain(others) {
            let mut draft = EventDraft::new(Origin::Row { source: 0, line });
            draft.stamps[Clock::ReportedAt as usize] = Some(Stamp::exact(DAY));
            draft.stamps[Clock::ResolvedAt as usize] = Some(Stamp::exact(ended));
            events.push(&draft);
        }
        let mut findings = Diagnostics::default();
        let mut origins = Origins { sources: &mut [], reports: &[] };
        settle(&mut events, given, &Zone::utc(), &mut origins, &mut findings);
        let event = events.get(1);
        assert_eq!(event.resolved(), None);
        (event.flag(FlagField::EndAfterAsOf), event.flag(FlagField::EndUnknown))
    }

    #[test]
    fn an_end_after_the_instant_is_open_and_a_typing_error_is_unknown() {
        assert_eq!(flags(DAY.plus_days(3), Some(DAY.plus_days(1))), (Some(true), None));
        assert_eq!(flags(DAY.plus_days(36_500), None), (None, Some(true)));
    }

    #[test]
    fn one_stamp_far_after_a_busy_log_stands_alone() {
        let busy: Vec<i64> = (0..20).map(|n| -n * DAY_MS).collect();
        assert!(stands_alone(80 * DAY_MS, &busy));
        assert!(!stands_alone(60 * DAY_MS, &busy), "a quiet stretch");
        assert!(!stands_alone(80 * DAY_MS, &busy[..1]), "one row tells too little");
    }

    #[test]
    fn a_fault_every_forty_days_is_a_quiet_workshop() {
        let quiet: Vec<i64> = (0..12).map(|n| -40 * n * DAY_MS).collect();
        assert!(!stands_alone(40 * DAY_MS, &quiet));
    }
}
