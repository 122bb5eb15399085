//! Backlog and ageing (`domain.md` §3.11): what was open, came, went and is open,
//! for one period or for every month in one sweep.

use super::figure::Excluded;
use serde::Serialize;

/// Upper limits of the age buckets in days; the last bucket has none.
pub const AGE_LIMITS_D: [i64; 4] = [1, 3, 7, 30];

/// The backlog over a period.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Backlog {
    /// Open at the start.
    pub open_start: u64,
    /// Reported inside.
    pub new: u64,
    /// Closed inside.
    pub closed: u64,
    /// Open at the end.
    pub open_end: u64,
    /// Open at the end by age: ≤ 1, ≤ 3, ≤ 7, ≤ 30, > 30 days.
    pub buckets: [u64; 5],
    /// Median age of those open at the end, in days.
    pub median_age_d: Option<f64>,
    /// Age of the oldest, in days.
    pub oldest_d: Option<f64>,
    /// What was left out: closed before it was reported, or closed without a stamp.
    pub excluded: Vec<Excluded>,
}

impl Backlog {
    /// True where `open_start + new − closed = open_end` and the buckets add up.
    pub fn adds_up(&self) -> bool {
        self.open_start + self.new == self.closed + self.open_end
            && self.buckets.iter().sum::<u64>() == self.open_end
    }
}

/// A ticket that stood open at the end of a month or stands open now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenTicket {
    /// The event.
    pub event: u32,
    /// When it was reported.
    pub reported: crate::model::Instant,
    /// When it was closed, if it was.
    pub closed: Option<crate::model::Instant>,
}

impl OpenTicket {
    /// Reported before `at` and not closed before it.
    pub fn is_open_at(&self, at: crate::model::Instant) -> bool {
        self.reported < at && self.closed.is_none_or(|closed| closed >= at)
    }
}
