//! Whether a record without an end is still going on, or its end was never written down: by
//! its own words, and by how the log it stands in tells of ends.

use crate::model::Status;
use crate::model::events::{Event, Events, FlagField, Origin};
use crate::model::time::{Clock, Instant};

/// Days before the instant of the figures in which a record without an end is open even
/// where most ends are left out.
const FRESH_DAYS: i64 = 30;

/// How each log tells of ends.
#[derive(Clone, Debug, Default)]
pub struct Ends(Vec<Source>);

/// How one log tells of ends.
#[derive(Clone, Copy, Debug, Default)]
struct Source {
    status: bool,
    rows: u64,
    ended: u64,
}

impl Source {
    /// Whether a row without an end is open. A log in which no row has an end or a
    /// status leaves it unsaid: its tickets are neither backlog nor endless outages.
    /// So does one that leaves out most ends, of all but fresh tickets.
    fn tells(self, fresh: bool) -> bool {
        self.status || (self.ended > 0 && (self.ended * 2 >= self.rows || fresh))
    }
}

impl Ends {
    /// How the logs of some events do.
    pub fn of(events: &Events) -> Self {
        let mut all: Vec<Source> = Vec::new();
        for event in events.iter() {
            let Origin::Row { source, .. } = event.origin() else { continue };
            let source = source as usize;
            if all.len() <= source {
                all.resize(source + 1, Source::default());
            }
            let ends = &mut all[source];
            ends.status |= event.words().status.is_some();
            ends.rows += 1;
            let ended = event.resolved().is_some() || event.at(Clock::ClosedAt).is_some();
            ends.ended += u64::from(ended);
        }
        Self(all)
    }

    /// Whether an event that has not ended before `end` goes on; false where its end was
    /// not written down.
    pub fn goes_on(&self, event: Event<'_>, end: Instant) -> bool {
        // It ends after the instant the figures are for: by then it is open.
        let later = |clock| event.at(clock).is_some_and(|at| at >= end);
        if event.flag(FlagField::EndAfterAsOf) == Some(true)
            || later(Clock::ResolvedAt)
            || later(Clock::ClosedAt)
        {
            return true;
        }
        let status = event.words().status;
        let over = matches!(status, Some(Status::Resolved | Status::Closed));
        let lost = event.flag(FlagField::EndUnknown) == Some(true) && status.is_none();
        !over && !lost && self.would_tell(event, end)
    }

    /// When a planned job was done, if it was before `end`: by its end, or where that was
    /// not written down by its arrival or report. Nothing while it goes on, or where it was
    /// called off.
    pub fn done_at(&self, event: Event<'_>, end: Instant) -> Option<Instant> {
        let ended = event.resolved().or(event.at(Clock::ClosedAt)).filter(|&at| at < end);
        let untold = || event.at(Clock::ArrivedAt).or(event.reported());
        let done = match ended {
            Some(at) => Some(at),
            None if self.goes_on(event, end) => None,
            None => untold(),
        };
        done.filter(|&at| at < end && !event.is_void())
    }

    /// True where an end that is not written down has not come yet.
    fn would_tell(&self, event: Event<'_>, end: Instant) -> bool {
        let Origin::Row { source, .. } = event.origin() else { return true };
        let fresh = end.plus_days(-FRESH_DAYS);
        let ends = self.0.get(source as usize).copied().unwrap_or_default();
        ends.tells(event.reported().is_some_and(|at| at >= fresh))
    }
}
