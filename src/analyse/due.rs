//! What is due at the instant of the figures: tickets to escalate (R3), customers to call
//! back (R2). Spares that are out (R10) are `parts`' matter, visits `visits`', measures
//! `actions`'.

use super::Facts;
use crate::catalog::{Catalog, Restricted};
use crate::model::Event;
use crate::model::events::{FlagField, SideStamp};
use crate::model::time::{Clock, DAY_MS, Instant};
use crate::model::words::Status;

/// A ticket open for longer is due to be escalated (R3: not solved in a week).
pub const ESCALATE_AFTER_DAYS: i64 = 7;
/// A call-back later than this after the repair is late (R2).
pub const CALL_BACK_WITHIN_DAYS: i64 = 2;
/// Repairs longer ago are not called back any more; they count in the figures.
pub const CALL_BACK_LOOKS_BACK_DAYS: i64 = 90;

/// A ticket that waits for somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waits {
    /// Its event.
    pub event: u32,
    /// How long it has waited, in milliseconds.
    pub ms: i64,
    /// It has waited for longer than the rule allows.
    pub late: bool,
}

/// Everything that is due.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Due {
    /// Open for more than a week and nobody told above, the oldest first.
    pub escalations: Vec<Waits>,
    /// Escalated and still open, the longest escalated first.
    pub escalated: Vec<Waits>,
    /// Repaired and not called back, the longest ago first; nothing where nobody writes
    /// call-backs down.
    pub call_backs: Vec<Waits>,
    /// Called back, and the customer said that it does not work, the newest first.
    pub not_working: Vec<Waits>,
}

impl Due {
    /// What is due at the instant of the figures.
    pub fn of(catalog: &Restricted<Catalog>, facts: &Facts) -> Self {
        let mut due = Self::default();
        let Some(as_of) = facts.as_of else { return due };
        for ticket in facts.open_at(as_of.plus(1)) {
            due.open(catalog.event(ticket.event as usize), ticket.reported, as_of);
        }
        due.escalations.sort_by_key(|waits| (std::cmp::Reverse(waits.ms), waits.event));
        due.escalated.sort_by_key(|waits| (std::cmp::Reverse(waits.ms), waits.event));
        if !facts.satisfaction.callbacks_recorded {
            return due;
        }
        for row in 0..catalog.events().len() {
            if catalog.links[row].is_failure && catalog.counts_for_ticket(row) {
                due.repaired(catalog.event(row), as_of);
            }
        }
        due.call_backs.sort_by_key(|waits| (std::cmp::Reverse(waits.ms), waits.event));
        due.not_working.sort_by_key(|waits| (waits.ms, waits.event));
        due
    }

    fn open(&mut self, event: Event<'_>, reported: Instant, as_of: Instant) {
        let known = event.side(SideStamp::EscalatedAt).filter(|at| *at <= as_of);
        let row = event.row() as u32;
        match known {
            Some(at) => {
                let ms = as_of.since(at);
                self.escalated.push(Waits { event: row, ms, late: ms > days(ESCALATE_AFTER_DAYS) });
            }
            None if as_of.since(reported) > days(ESCALATE_AFTER_DAYS) => {
                self.escalations.push(Waits { event: row, ms: as_of.since(reported), late: true });
            }
            None => {}
        }
    }

    fn repaired(&mut self, event: Event<'_>, as_of: Instant) {
        let Some(resolved) = event.resolved().filter(|at| *at <= as_of) else { return };
        let ms = as_of.since(resolved);
        if ms > days(CALL_BACK_LOOKS_BACK_DAYS) {
            return;
        }
        let event_row = event.row() as u32;
        let called = event.at(Clock::CallbackAt).filter(|at| *at <= as_of);
        match (called, event.flag(FlagField::CallbackOk)) {
            (Some(at), Some(false)) => {
                self.not_working.push(Waits { event: event_row, ms: as_of.since(at), late: true });
            }
            (None, _) if !matches!(event.status(), Status::Cancelled | Status::Duplicate) => {
                let late = ms > days(CALL_BACK_WITHIN_DAYS);
                self.call_backs.push(Waits { event: event_row, ms, late });
            }
            _ => {}
        }
    }
}

fn days(n: i64) -> i64 {
    n * DAY_MS
}
