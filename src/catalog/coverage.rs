//! Which stretch of time the logs cover (`domain.md` §2.5), and the instant that
//! figures are for (§2.2).

use crate::diag::{Code, Diagnostic};
use crate::model::events::{Event, Events, Origin};
use crate::model::project::SourceReport;
use crate::model::settings::Settings;
use crate::model::time::{Clock, DAY_MS, Instant, Period};
use rayon::prelude::*;

/// The stamps that move the build's date; never planned, due or warranty dates.
const DATING: [Clock; 5] =
    [Clock::ReportedAt, Clock::ArrivedAt, Clock::ResolvedAt, Clock::ClosedAt, Clock::CallbackAt];

/// The end of the local day of the latest stamp, if no date is fixed. A single row
/// that lies more than 31 days after all others does not count.
pub(super) fn settle_as_of(settings: &mut Settings, events: &Events) -> Option<(usize, Instant)> {
    if settings.as_of.is_some() {
        return None;
    }
    let latest = |row: usize| {
        let event = events.get(row);
        DATING.iter().filter_map(|&clock| event.at(clock)).max().map(|at| (at, row))
    };
    let stamps = (0..events.len()).into_par_iter().filter_map(latest);
    let (last, before) = stamps.fold(Top::default, Top::with).reduce(Top::default, Top::both).0;
    let (top, row) = last?;
    let outlier = before.filter(|&second| top.since(second) > 31 * DAY_MS);
    settings.as_of = Some(settings.zone.end_of_day(outlier.unwrap_or(top)));
    outlier.map(|_| (row, top))
}

/// The two latest of some stamps with their rows; of equal ones the first row.
#[derive(Clone, Copy, Default)]
struct Top((Option<(Instant, usize)>, Option<Instant>));

impl Top {
    fn with(self, (at, row): (Instant, usize)) -> Self {
        let Self((last, before)) = self;
        match last {
            Some((top, first)) if (at, first) <= (top, row) => Self((last, before.max(Some(at)))),
            _ => Self((Some((at, row)), before.max(last.map(|(top, _)| top)))),
        }
    }

    fn both(self, other: Self) -> Self {
        let Self((last, before)) = other;
        let joined = last.map_or(self, |stamp| self.with(stamp));
        Self((joined.0.0, joined.0.1.max(before)))
    }
}

/// The finding about a stamp that was not used for the build's date.
pub(super) fn outlier(at: Instant, settings: &Settings) -> Diagnostic {
    let shown = settings.zone.iso(at);
    Diagnostic::new(
        Code::StampOutlier,
        format!("the time {shown} lies more than 31 days after every other one"),
    )
    .raw(shown)
    .hint("correct the date, or fix the date of the build with `as_of` in `[site]`")
}

/// What the logs cover: from the earliest start of a log to the latest end. A log
/// without a configured start starts with the month of its first stamp; one
/// without a configured end reaches to the date of the build. Without any log the
/// reports take their place.
pub(super) fn coverage<'a>(
    settings: &Settings,
    sources: &[SourceReport],
    events: impl Iterator<Item = Event<'a>>,
) -> Option<Period> {
    let as_of = settings.as_of?;
    let firsts = Firsts::of(events, sources.len());
    let month = |at: Instant| settings.zone.month_period(settings.zone.month(at)).start;
    let logs = sources.iter().enumerate().filter(|(_, source)| source.is_log);
    let stretches = logs.filter_map(|(at, source)| {
        let start = source.covers.from.or_else(|| firsts.of_source[at].map(month))?;
        Some((start, source.covers.to.unwrap_or(as_of)))
    });
    let logs = stretches.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
    let reports = || firsts.of_reports.map(|at| (month(at), as_of));
    let (start, end) = logs.or_else(reports)?;
    Some(Period { start, end: end.min(as_of) })
}

/// The first stamp of each source and of the reports.
struct Firsts {
    of_source: Vec<Option<Instant>>,
    of_reports: Option<Instant>,
}

impl Firsts {
    fn of<'a>(events: impl Iterator<Item = Event<'a>>, sources: usize) -> Self {
        let mut firsts = Self { of_source: vec![None; sources], of_reports: None };
        for event in events {
            let Some(at) = event.reported() else { continue };
            let first = match event.origin() {
                Origin::Row { source, .. } => firsts.of_source.get_mut(usize::from(source)),
                Origin::Report(_) => Some(&mut firsts.of_reports),
            };
            if let Some(first) = first {
                *first = Some(first.map_or(at, |known: Instant| known.min(at)));
            }
        }
        firsts
    }
}
