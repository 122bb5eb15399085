//! One event, read from its columns.

use super::column::{NO_STAMP, unpack};
use super::{
    EventWords, Events, FlagField, NumField, Origin, PartUse, Pause, SideStamp, TextField,
};
use crate::model::text::Sym;
use crate::model::time::{Clock, Instant, Stamp};
use crate::model::words::{CauseCategory, ServiceType, Status};

/// One event, read from its columns.
#[derive(Clone, Copy)]
pub struct Event<'a> {
    pub(super) events: &'a Events,
    pub(super) row: usize,
}

impl<'a> Event<'a> {
    /// Position among all events of its set.
    pub fn row(self) -> usize {
        self.row
    }

    /// Where it comes from.
    pub fn origin(self) -> Origin {
        self.events.origins[self.row]
    }

    /// The position of the Markdown report it comes from.
    pub fn report(self) -> Option<usize> {
        match self.origin() {
            Origin::Report(index) => Some(index as usize),
            Origin::Row { .. } => None,
        }
    }

    /// A text's symbol.
    pub fn sym(self, field: TextField) -> Sym {
        self.events.texts[field as usize].get(self.row, Sym::NONE)
    }

    /// A text; empty where there is none.
    pub fn text(self, field: TextField) -> &'a str {
        self.events.pool.get(self.sym(field))
    }

    /// A text, if there is one.
    pub fn some_text(self, field: TextField) -> Option<&'a str> {
        let sym = self.sym(field);
        sym.is_some().then(|| self.events.pool.get(sym))
    }

    /// The text of any symbol of this event's set.
    pub fn resolve(self, sym: Sym) -> &'a str {
        self.events.pool.get(sym)
    }

    /// The ticket's id; every event has one after ingest.
    pub fn ticket(self) -> &'a str {
        self.text(TextField::Ticket)
    }

    /// A number.
    pub fn num(self, field: NumField) -> Option<f64> {
        let num = self.events.nums[field as usize].get(self.row, f64::NAN);
        (!num.is_nan()).then_some(num)
    }

    /// Yes, no, or unknown.
    pub fn flag(self, field: FlagField) -> Option<bool> {
        self.events.flags[field as usize].get(self.row, None)
    }

    /// A clock's stamp with its precision.
    pub fn stamp(self, clock: Clock) -> Option<Stamp> {
        unpack(self.events.stamps[clock as usize].get(self.row, NO_STAMP))
    }

    /// A clock's instant.
    pub fn at(self, clock: Clock) -> Option<Instant> {
        self.stamp(clock).map(|s| s.at)
    }

    /// When it was reported. Every event that may enter a figure by time has it.
    pub fn reported(self) -> Option<Instant> {
        self.at(Clock::ReportedAt)
    }

    /// When it was resolved.
    pub fn resolved(self) -> Option<Instant> {
        self.at(Clock::ResolvedAt)
    }

    /// Another instant.
    pub fn side(self, field: SideStamp) -> Option<Instant> {
        let at = self.events.side[field as usize].get(self.row, NO_STAMP);
        (at != NO_STAMP).then_some(Instant(at))
    }

    /// The closed words as written.
    pub fn words(self) -> EventWords {
        self.events.words.get(self.row)
    }

    /// What kind of service; a repair where nothing is said.
    pub fn service_type(self) -> ServiceType {
        self.words().service_type.unwrap_or(ServiceType::Repair)
    }

    /// Where it stands: as written, else resolved or open by its stamps.
    pub fn status(self) -> Status {
        self.words().status.unwrap_or_else(|| {
            if self.at(Clock::ClosedAt).is_some() {
                Status::Closed
            } else if self.resolved().is_some() {
                Status::Resolved
            } else {
                Status::Open
            }
        })
    }

    /// True for what is no job: cancelled, or a duplicate.
    pub fn is_void(self) -> bool {
        matches!(self.words().status, Some(Status::Cancelled | Status::Duplicate))
    }

    /// True for a failure (`domain.md` §2.1): repair, remote or rescue; not
    /// cancelled or duplicate; a fault was found. Causes excluded by
    /// configuration are the catalog's business.
    pub fn is_failure(self) -> bool {
        let words = self.words();
        matches!(
            self.service_type(),
            ServiceType::Repair | ServiceType::Remote | ServiceType::Rescue
        ) && !self.is_void()
            && words.cause_category != Some(CauseCategory::Nff)
    }

    /// Parts used.
    pub fn parts(self) -> &'a [PartUse] {
        self.events.parts.get(self.row)
    }

    /// Pauses.
    pub fn pauses(self) -> &'a [Pause] {
        self.events.pauses.get(self.row)
    }

    /// Cells of unknown columns: header and value.
    pub fn cells(self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let pool = &self.events.pool;
        self.events.cells.get(self.row).iter().map(|&(h, v)| (pool.get(h), pool.get(v)))
    }

    /// The engineers, the lead first.
    pub fn engineers(self) -> impl Iterator<Item = &'a str> {
        self.text(TextField::Engineers).split('、').map(str::trim).filter(|e| !e.is_empty())
    }
}
