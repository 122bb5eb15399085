//! One event on its way into the columns, and the values it is made of.

use super::{FlagField, NumField, SideStamp, TextField};
use crate::model::text::Sym;
use crate::model::time::{Clock, Instant, Stamp};
use crate::model::words::{
    CauseCategory, Channel, ChargeType, ComplaintKind, OldPartStatus, Priority, ResponsibleParty,
    ServiceType, Status,
};

/// The closed words of an event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EventWords {
    /// What kind of service.
    pub service_type: Option<ServiceType>,
    /// Who pays.
    pub charge_type: Option<ChargeType>,
    /// Why it failed.
    pub cause_category: Option<CauseCategory>,
    /// Where the ticket stands, as written; see [`super::Event::status`].
    pub status: Option<Status>,
    /// How urgent.
    pub priority: Option<Priority>,
    /// How it was reported.
    pub channel: Option<Channel>,
    /// Who is responsible.
    pub responsible_party: Option<ResponsibleParty>,
    /// What a complaint was about.
    pub complaint_kind: Option<ComplaintKind>,
}

/// A part used by an event.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PartUse {
    /// The part as written: an id or a name.
    pub part: Sym,
    /// How many.
    pub qty: f64,
    /// Why it was replaced.
    pub reason: Sym,
    /// Whether the old part must come back, if the line says so.
    pub old_part_required: Option<bool>,
    /// What became of the old part.
    pub old_part_status: Option<OldPartStatus>,
    /// When it was issued.
    pub issued_on: Option<Instant>,
    /// When the issue was cleared by sheet and old part (R10).
    pub cleared_on: Option<Instant>,
    /// Whether the line was free under warranty (R6), if it says so.
    pub warranty_covered: Option<bool>,
}

impl PartUse {
    /// One piece of a part, of which nothing else is known.
    pub fn of(part: Sym) -> Self {
        Self {
            part,
            qty: 1.0,
            reason: Sym::NONE,
            old_part_required: None,
            old_part_status: None,
            issued_on: None,
            cleared_on: None,
            warranty_covered: None,
        }
    }
}

/// A stretch in which a clock does not run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pause {
    /// First instant.
    pub from: Instant,
    /// First instant after; `None` while it lasts.
    pub to: Option<Instant>,
    /// Why, as written (`waiting_customer`, `waiting_parts`, …).
    pub reason: Sym,
}

/// The parts of an event that are lists.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EventExtra {
    /// Parts used.
    pub parts: Vec<PartUse>,
    /// Pauses.
    pub pauses: Vec<Pause>,
    /// Cells of columns that are not known: header and value.
    pub cells: Vec<(Sym, Sym)>,
}

/// Where an event comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// A row of a log: position in `Project::sources` and physical line.
    Row {
        /// Position of the source.
        source: u16,
        /// Physical line, from 1.
        line: u32,
    },
    /// A Markdown fault report: position in `Records::reports`.
    Report(u32),
}

/// One event on its way into [`super::Events`]. Texts are symbols of the pool it is
/// pushed into.
#[derive(Clone, Debug)]
pub struct EventDraft {
    /// Where it comes from.
    pub origin: Origin,
    /// Texts by [`TextField`].
    pub texts: [Sym; TextField::COUNT],
    /// Numbers by [`NumField`].
    pub nums: [Option<f64>; NumField::COUNT],
    /// Yes or no by [`FlagField`].
    pub flags: [Option<bool>; FlagField::COUNT],
    /// Clocks by [`Clock`].
    pub stamps: [Option<Stamp>; Clock::ALL.len()],
    /// Other instants by [`SideStamp`].
    pub side: [Option<Instant>; SideStamp::COUNT],
    /// Closed words.
    pub words: EventWords,
    /// Lists.
    pub extra: EventExtra,
}

impl EventDraft {
    /// An event of which only the origin is known.
    pub fn new(origin: Origin) -> Self {
        Self {
            origin,
            texts: [Sym::NONE; TextField::COUNT],
            nums: [None; NumField::COUNT],
            flags: [None; FlagField::COUNT],
            stamps: [None; Clock::ALL.len()],
            side: [None; SideStamp::COUNT],
            words: EventWords::default(),
            extra: EventExtra::default(),
        }
    }

    /// Back to an empty event, keeping the allocations of its lists.
    pub fn reset(&mut self, origin: Origin) {
        let mut extra = std::mem::take(&mut self.extra);
        extra.parts.clear();
        extra.pauses.clear();
        extra.cells.clear();
        *self = Self { extra, ..Self::new(origin) };
    }

    /// A text.
    pub fn text(&self, field: TextField) -> Sym {
        self.texts[field as usize]
    }

    /// A clock.
    pub fn stamp(&self, clock: Clock) -> Option<Stamp> {
        self.stamps[clock as usize]
    }

    /// Replaces every symbol.
    pub(super) fn remap(&mut self, mut to: impl FnMut(Sym) -> Sym) {
        for sym in &mut self.texts {
            *sym = to(*sym);
        }
        for part in &mut self.extra.parts {
            part.part = to(part.part);
            part.reason = to(part.reason);
        }
        for pause in &mut self.extra.pauses {
            pause.reason = to(pause.reason);
        }
        for (header, value) in &mut self.extra.cells {
            *header = to(*header);
            *value = to(*value);
        }
    }
}
