//! Service events in compact columns: a row of a log, or a device named by a
//! Markdown fault report. Ten million of them have to fit into memory, so texts
//! are interned and a column that no row fills costs nothing.

use super::text::{Sym, TextPool};
use super::time::{Clock, Instant, Stamp};
use super::words::{
    CauseCategory, Channel, ChargeType, ComplaintKind, OldPartStatus, Priority, ResponsibleParty,
    ServiceType, Status,
};
use rayon::prelude::*;

macro_rules! fields {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum $name { $($(#[$vdoc])* #[doc = concat!("`", $text, "`")] $variant,)* }

        impl $name {
            /// Every field, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];
            /// Number of fields.
            pub const COUNT: usize = Self::ALL.len();

            /// The canonical column name.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }
        }
    };
}

fields! {
    /// The text columns of an event.
    TextField {
        Ticket = "ticket_id", Report = "fault_report", Device = "device_id",
        DeviceName = "device_name", Model = "model", Customer = "customer", Site = "site",
        Code = "fault_code", Component = "component", Symptom = "symptom", Cause = "cause",
        Action = "action_taken", Solution = "solution", Engineers = "engineer",
        Dealer = "dealer", Contact = "contact", Phone = "phone", Notes = "notes",
        Reporter = "reporter", Severity = "severity", Exemption = "exemption",
        Contract = "contract",
    }
}

fields! {
    /// The number columns of an event. Hours, kilometres, money in the site's
    /// currency, satisfaction on 1 to 5.
    NumField {
        TravelH = "travel_h", LabourH = "labour_h", DistanceKm = "distance_km",
        Amount = "amount", CostLabour = "cost_labour", CostParts = "cost_parts",
        CostTravel = "cost_travel", Satisfaction = "satisfaction", Visits = "visits",
        DowntimeH = "downtime_h", Tier = "tier",
    }
}

fields! {
    /// The yes/no columns of an event; unknown is neither.
    FlagField {
        Complaint = "complaint", CallbackOk = "callback_ok",
        FollowupRequired = "followup_required", FaultConfirmed = "fault_confirmed",
        MajorQuality = "major_quality", Tampered = "tampered",
        SerialVerified = "serial_verified", Workshop = "workshop", Down = "down",
        ComplaintAttributable = "attributable_to_service", FreeReplacement = "free_replacement",
        TariffTold = "tariff_told", WarningSignSet = "warning_sign_set",
    }
}

fields! {
    /// Instants of an event beside the eleven clocks.
    SideStamp {
        AgreedArrivalAt = "agreed_arrival_at", DelayNotifiedAt = "delay_notified_at",
        EscalatedAt = "escalated_at", LoanerOutAt = "loaner_out_at",
        LoanerBackAt = "loaner_back_at",
    }
}

/// The closed words of an event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EventWords {
    /// What kind of service.
    pub service_type: Option<ServiceType>,
    /// Who pays.
    pub charge_type: Option<ChargeType>,
    /// Why it failed.
    pub cause_category: Option<CauseCategory>,
    /// Where the ticket stands, as written; see [`Event::status`].
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

/// One event on its way into [`Events`]. Texts are symbols of the pool it is
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
}

/// A column that stays empty until a row fills it.
#[derive(Clone, Debug)]
struct Column<T> {
    data: Vec<T>,
}

impl<T> Default for Column<T> {
    fn default() -> Self {
        Self { data: Vec::new() }
    }
}

impl<T: Copy> Column<T> {
    fn set(&mut self, row: usize, value: T, none: T) {
        if self.data.len() <= row {
            self.data.resize(row + 1, none);
        }
        self.data[row] = value;
    }

    fn get(&self, row: usize, none: T) -> T {
        self.data.get(row).copied().unwrap_or(none)
    }

    fn reorder(&mut self, order: &[u32], none: T) {
        if !self.data.is_empty() {
            self.data = order.iter().map(|&row| self.get(row as usize, none)).collect();
        }
    }
}

/// Lists of different lengths, one a row, end to end.
#[derive(Clone, Debug)]
struct Lists<T> {
    ends: Vec<u32>,
    items: Vec<T>,
}

impl<T> Default for Lists<T> {
    fn default() -> Self {
        Self { ends: Vec::new(), items: Vec::new() }
    }
}

impl<T: Copy> Lists<T> {
    fn push(&mut self, row: usize, items: &[T]) {
        if items.is_empty() {
            return;
        }
        let end = u32::try_from(self.items.len()).expect("list items fit into 32 bits");
        self.ends.resize(row, end);
        self.items.extend_from_slice(items);
        self.ends.push(u32::try_from(self.items.len()).expect("list items fit into 32 bits"));
    }

    fn get(&self, row: usize) -> &[T] {
        let Some(&end) = self.ends.get(row) else { return &[] };
        let start = if row == 0 { 0 } else { self.ends[row - 1] };
        &self.items[start as usize..end as usize]
    }

    fn reorder(&mut self, order: &[u32]) {
        if self.items.is_empty() {
            return;
        }
        let mut sorted = Self::default();
        for (row, &from) in order.iter().enumerate() {
            sorted.push(row, self.get(from as usize));
        }
        *self = sorted;
    }
}

const NO_STAMP: i64 = i64::MIN;

fn pack(stamp: Stamp) -> i64 {
    (stamp.at.0 << 1) | i64::from(stamp.date_only)
}

fn unpack(packed: i64) -> Option<Stamp> {
    (packed != NO_STAMP).then_some(Stamp { at: Instant(packed >> 1), date_only: packed & 1 == 1 })
}

/// Events in columns, with the texts they use.
#[derive(Clone, Debug, Default)]
pub struct Events {
    pool: TextPool,
    origins: Vec<Origin>,
    texts: [Column<Sym>; TextField::COUNT],
    nums: [Column<f64>; NumField::COUNT],
    flags: [Column<Option<bool>>; FlagField::COUNT],
    stamps: [Column<i64>; Clock::ALL.len()],
    side: [Column<i64>; SideStamp::COUNT],
    words: Column<EventWords>,
    parts: Lists<PartUse>,
    pauses: Lists<Pause>,
    cells: Lists<(Sym, Sym)>,
}

impl Events {
    /// Number of events.
    pub fn len(&self) -> usize {
        self.origins.len()
    }

    /// True where there are none.
    pub fn is_empty(&self) -> bool {
        self.origins.is_empty()
    }

    /// The texts of these events.
    pub fn pool(&self) -> &TextPool {
        &self.pool
    }

    /// The symbol of a text, new or known, for a draft that is pushed next.
    pub fn intern(&mut self, text: &str) -> Sym {
        self.pool.intern(text)
    }

    /// Appends an event.
    pub fn push(&mut self, draft: &EventDraft) {
        let row = self.len();
        self.origins.push(draft.origin);
        for (column, &text) in self.texts.iter_mut().zip(&draft.texts) {
            if text.is_some() {
                column.set(row, text, Sym::NONE);
            }
        }
        for (column, &num) in self.nums.iter_mut().zip(&draft.nums) {
            if let Some(num) = num {
                column.set(row, num, f64::NAN);
            }
        }
        for (column, &flag) in self.flags.iter_mut().zip(&draft.flags) {
            if flag.is_some() {
                column.set(row, flag, None);
            }
        }
        for (column, &stamp) in self.stamps.iter_mut().zip(&draft.stamps) {
            if let Some(stamp) = stamp {
                column.set(row, pack(stamp), NO_STAMP);
            }
        }
        for (column, &at) in self.side.iter_mut().zip(&draft.side) {
            if let Some(at) = at {
                column.set(row, at.0, NO_STAMP);
            }
        }
        if draft.words != EventWords::default() {
            self.words.set(row, draft.words, EventWords::default());
        }
        self.parts.push(row, &draft.extra.parts);
        self.pauses.push(row, &draft.extra.pauses);
        self.cells.push(row, &draft.extra.cells);
    }

    /// The event at a position.
    pub fn get(&self, row: usize) -> Event<'_> {
        debug_assert!(row < self.len());
        Event { events: self, row }
    }

    /// All events, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Event<'_>> {
        (0..self.len()).map(|row| Event { events: self, row })
    }

    /// A copy of one event as a draft whose symbols belong to `self`.
    pub fn draft(&self, row: usize) -> EventDraft {
        let mut draft = EventDraft::new(self.origins[row]);
        self.read_into(row, &mut draft);
        draft
    }

    /// Reads one event into a draft that is used again and again.
    pub fn read_into(&self, row: usize, draft: &mut EventDraft) {
        draft.reset(self.origins[row]);
        for (to, column) in draft.texts.iter_mut().zip(&self.texts) {
            *to = column.get(row, Sym::NONE);
        }
        for (to, column) in draft.nums.iter_mut().zip(&self.nums) {
            let num = column.get(row, f64::NAN);
            *to = (!num.is_nan()).then_some(num);
        }
        for (to, column) in draft.flags.iter_mut().zip(&self.flags) {
            *to = column.get(row, None);
        }
        for (to, column) in draft.stamps.iter_mut().zip(&self.stamps) {
            *to = unpack(column.get(row, NO_STAMP));
        }
        for (to, column) in draft.side.iter_mut().zip(&self.side) {
            let at = column.get(row, NO_STAMP);
            *to = (at != NO_STAMP).then_some(Instant(at));
        }
        draft.words = self.words.get(row, EventWords::default());
        draft.extra.parts.extend_from_slice(self.parts.get(row));
        draft.extra.pauses.extend_from_slice(self.pauses.get(row));
        draft.extra.cells.extend_from_slice(self.cells.get(row));
    }

    /// The events at the given positions, in that order, with only the texts they
    /// use: nothing of the others is left in the pool.
    #[must_use]
    pub fn select(&self, rows: impl IntoIterator<Item = usize>) -> Self {
        self.select_edited(rows, |_, _| {})
    }

    /// Like [`Events::select`]; `edit` gets each event's position and draft before
    /// its texts are taken over, so that a text it clears is left behind.
    #[must_use]
    pub fn select_edited(
        &self,
        rows: impl IntoIterator<Item = usize>,
        mut edit: impl FnMut(usize, &mut EventDraft),
    ) -> Self {
        let mut out = Self::default();
        let mut map = vec![Sym::NONE; self.pool.len()];
        let mut draft = EventDraft::new(Origin::Report(0));
        for row in rows {
            self.read_into(row, &mut draft);
            edit(row, &mut draft);
            draft.remap(|sym| {
                let Some(index) = sym.index() else { return Sym::NONE };
                if !map[index].is_some() {
                    map[index] = out.pool.intern(self.pool.get(sym));
                }
                map[index]
            });
            out.push(&draft);
        }
        out
    }

    /// Puts the events into another order: position `i` becomes what `order[i]` was.
    pub fn reorder(&mut self, order: &[u32]) {
        debug_assert_eq!(order.len(), self.len());
        self.origins = order.iter().map(|&row| self.origins[row as usize]).collect();
        self.texts.par_iter_mut().for_each(|c| c.reorder(order, Sym::NONE));
        self.nums.par_iter_mut().for_each(|c| c.reorder(order, f64::NAN));
        self.flags.par_iter_mut().for_each(|c| c.reorder(order, None));
        self.stamps.par_iter_mut().for_each(|c| c.reorder(order, NO_STAMP));
        self.side.par_iter_mut().for_each(|c| c.reorder(order, NO_STAMP));
        self.words.reorder(order, EventWords::default());
        self.parts.reorder(order);
        self.pauses.reorder(order);
        self.cells.reorder(order);
    }

    /// Replaces every event's origin, where reports have moved.
    pub fn map_origins(&mut self, mut to: impl FnMut(Origin) -> Origin) {
        for origin in &mut self.origins {
            *origin = to(*origin);
        }
    }

    /// Appends all events of `other`.
    pub fn append(&mut self, other: &Self) {
        let map = self.pool.absorb(&other.pool);
        let mut draft = EventDraft::new(Origin::Report(0));
        for row in 0..other.len() {
            other.read_into(row, &mut draft);
            draft.remap(|sym| sym.index().map_or(Sym::NONE, |i| map[i]));
            self.push(&draft);
        }
    }
}

impl EventDraft {
    fn remap(&mut self, mut to: impl FnMut(Sym) -> Sym) {
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

/// One event, read from its columns.
#[derive(Clone, Copy)]
pub struct Event<'a> {
    events: &'a Events,
    row: usize,
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
        self.events.words.get(self.row, EventWords::default())
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

    /// True for a failure (`domain.md` §2.1): repair, remote or rescue; not
    /// cancelled or duplicate; a fault was found. Causes excluded by
    /// configuration are the catalog's business.
    pub fn is_failure(self) -> bool {
        let words = self.words();
        matches!(
            self.service_type(),
            ServiceType::Repair | ServiceType::Remote | ServiceType::Rescue
        ) && !matches!(words.status, Some(Status::Cancelled | Status::Duplicate))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Events {
        let mut events = Events::default();
        for n in 0..3_u32 {
            let mut draft = EventDraft::new(Origin::Row { source: 0, line: n + 2 });
            draft.texts[TextField::Ticket as usize] = events.intern(&format!("T{n}"));
            if n == 1 {
                draft.nums[NumField::Amount as usize] = Some(12.5);
                draft.flags[FlagField::Complaint as usize] = Some(false);
                draft.stamps[Clock::ReportedAt as usize] = Some(Stamp::day(Instant(-5)));
                let part = events.intern("PSU");
                draft.extra.parts.push(PartUse {
                    part,
                    qty: 2.0,
                    reason: Sym::NONE,
                    old_part_required: None,
                    old_part_status: None,
                    issued_on: None,
                    cleared_on: None,
                });
            }
            events.push(&draft);
        }
        events
    }

    #[test]
    fn an_event_comes_back_as_it_went_in() {
        let events = sample();
        let event = events.get(1);
        assert_eq!(event.ticket(), "T1");
        assert_eq!(event.num(NumField::Amount), Some(12.5));
        assert_eq!(event.flag(FlagField::Complaint), Some(false));
        assert_eq!(event.stamp(Clock::ReportedAt), Some(Stamp::day(Instant(-5))));
        assert_eq!(event.resolve(event.parts()[0].part), "PSU");
        assert_eq!(events.get(0).parts(), &[]);
        assert_eq!(events.get(2).num(NumField::Amount), None);
    }

    #[test]
    fn a_selection_keeps_no_text_of_the_others() {
        let chosen = sample().select([2]);
        assert_eq!(chosen.get(0).ticket(), "T2");
        assert_eq!(chosen.pool().len(), 1);
    }

    #[test]
    fn reordering_moves_every_column() {
        let mut events = sample();
        events.reorder(&[2, 1, 0]);
        assert_eq!(events.iter().map(Event::ticket).collect::<Vec<_>>(), ["T2", "T1", "T0"]);
        assert_eq!(events.get(1).parts().len(), 1);
        assert_eq!(events.get(0).origin(), Origin::Row { source: 0, line: 4 });
    }

    #[test]
    fn a_text_that_is_cleared_on_selection_is_left_behind() {
        let chosen = sample().select_edited([1], |_, draft| draft.extra.parts.clear());
        assert_eq!(chosen.pool().len(), 1);
    }

    #[test]
    fn appending_maps_texts() {
        let mut all = sample();
        all.append(&sample());
        assert_eq!(all.len(), 6);
        assert_eq!(all.get(4).resolve(all.get(4).parts()[0].part), "PSU");
        assert_eq!(all.pool().len(), sample().pool().len());
    }
}
