//! Tickets that say too little or cannot be right: resolved without an explanation,
//! closed without a call-back, with times in the wrong order.

use super::super::findings::Findings;
use super::Checks;
use crate::diag::{Code, Diagnostic};
use crate::model::events::{Event, TextField};
use crate::model::time::{Clock, DAY_MS, Instant, Stamp, Zone};
use crate::model::words::Status;
use rayon::prelude::*;

impl<'a> Checks<'a> {
    fn rows(&self, wanted: impl Fn(Event<'a>) -> bool + Sync) -> Vec<usize> {
        let rows = 0..self.catalog.events().len();
        rows.into_par_iter().filter(|&row| wanted(self.event(row))).collect()
    }

    pub(super) fn unexplained(&self, found: &mut Findings) {
        let explained = |event: Event<'_>| {
            let texts = [TextField::Cause, TextField::Action, TextField::Solution];
            event.words().cause_category.is_some()
                || texts.iter().any(|&field| event.sym(field).is_some())
                || self.catalog.links[event.row()].solution.is_some()
        };
        let rows = self.rows(|event| {
            self.catalog.links[event.row()].is_failure
                && matches!(event.status(), Status::Resolved | Status::Closed)
                && event.report().is_none()
                && !explained(event)
        });
        found.add_all(Code::ResolvedUnexplained, rows, |row| {
            let ticket = self.event(row).ticket();
            let message =
                format!("ticket `{ticket}` is resolved but names neither cause nor solution");
            Diagnostic::new(Code::ResolvedUnexplained, message)
                .at(self.place(row, None))
                .hint("fill in the cause, what was done, or the solution's id")
        });
    }

    pub(super) fn call_backs(&self, found: &mut Findings) {
        let Some(as_of) = self.catalog.settings.as_of else { return };
        let rows = self.rows(|event| not_called_back(event, as_of));
        let kept = self.catalog.events().iter().any(|e| e.at(Clock::CallbackAt).is_some());
        if !kept {
            if !rows.is_empty() {
                let message =
                    format!("no call-back is recorded for any of {} closed tickets", rows.len());
                found.push(
                    Diagnostic::new(Code::NotCalledBack, message)
                        .hint("add a column with the time of the call-back, if they are made"),
                );
            }
            return;
        }
        found.add_all(Code::NotCalledBack, rows, |row| {
            let ticket = self.event(row).ticket();
            let message =
                format!("ticket `{ticket}` was closed and not called back within two days");
            Diagnostic::new(Code::NotCalledBack, message)
                .at(self.place(row, None))
                .hint("call the customer back and enter the time")
        });
    }
}

impl Checks<'_> {
    /// The clocks run in one order (`domain.md` §2.2).
    pub(super) fn stamp_order(&self, found: &mut Findings) {
        let zone = &self.catalog.settings.zone;
        let rows = (0..self.catalog.events().len()).into_par_iter();
        let wrong = rows.filter_map(|row| Some((row, inversion(self.event(row), zone)?)));
        let wrong: Vec<_> = wrong.collect();
        found.add_all(Code::StampOrder, wrong, |(row, [earlier, later])| {
            let (from, to) = (shown(earlier.1, zone), shown(later.1, zone));
            let (earlier, later) = (earlier.0.as_str(), later.0.as_str());
            let message = format!("`{later}` {to} lies before `{earlier}` {from}");
            Diagnostic::new(Code::StampOrder, message)
                .raw(to)
                .at(self.place(row, None))
                .hint("correct one of the two times; figures leave the time between them out")
        });
    }
}

/// The first two clocks of an event of which the later one shows an earlier time. A
/// call-back follows the end of the work; the other clocks follow each other. Where
/// only the day of one is known, days are compared.
fn inversion(event: Event<'_>, zone: &Zone) -> Option<[(Clock, Stamp); 2]> {
    let wrong = |earlier: Stamp, later: Stamp| {
        later.at < earlier.at
            && !((earlier.date_only || later.date_only)
                && zone.day(later.at) == zone.day(earlier.at))
    };
    let mut last: Option<(Clock, Stamp)> = None;
    for clock in Clock::ALL {
        let Some(stamp) = event.stamp(clock) else { continue };
        let before = match clock {
            Clock::CallbackAt => event.stamp(Clock::ResolvedAt).map(|s| (Clock::ResolvedAt, s)),
            _ => last.replace((clock, stamp)),
        };
        if let Some(before) = before.filter(|(_, before)| wrong(*before, stamp)) {
            return Some([before, (clock, stamp)]);
        }
    }
    None
}

/// A time as a person wrote it: its day, and the hour where one is known.
fn shown(stamp: Stamp, zone: &Zone) -> String {
    let local = zone.local(stamp.at);
    let form = if stamp.date_only { "%Y-%m-%d" } else { "%Y-%m-%d %H:%M" };
    local.strftime(form).to_string()
}

fn not_called_back(event: Event<'_>, as_of: Instant) -> bool {
    let closed = event.at(Clock::ClosedAt).or(event.resolved());
    let (Some(closed), Status::Closed) = (closed, event.status()) else { return false };
    let due = event.resolved().unwrap_or(closed).plus(2 * DAY_MS);
    event.at(Clock::CallbackAt).map_or(as_of > due, |called| called > due)
}
