//! Business time (`domain.md` §3.8): weekly windows, holidays and make-up working
//! days laid out once over the span of the data, so that elapsed time and due
//! instants are look-ups.

use crate::model::time::Instant;

/// A calendar laid out over a span.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BusinessTime {
    /// Windows: open, close, milliseconds open before it.
    windows: Vec<(Instant, Instant, i64)>,
    /// Working days: first instant of the day, close of business.
    days: Vec<(Instant, Instant)>,
}

impl BusinessTime {
    /// True where the calendar is never open.
    pub fn is_empty(&self) -> bool {
        self.windows.is_empty() && self.days.is_empty()
    }
}
