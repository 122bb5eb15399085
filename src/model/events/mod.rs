//! Service events in compact columns: a row of a log, or a device named by a
//! Markdown fault report. Ten million of them have to fit into memory, so texts
//! are interned and a column that no row fills costs nothing.

mod column;
mod draft;
mod fields;
mod view;

pub use draft::{EventDraft, EventExtra, EventWords, Origin, PartUse, Pause};
pub use fields::{FlagField, NumField, SideStamp, TextField};
pub use view::Event;

use super::text::{Moved, Sym, TextPool, Texts};
use super::time::{Clock, Instant};
use column::{Column, Lists, NO_STAMP, WordColumns, pack, unpack};
use rayon::prelude::*;

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
    words: WordColumns,
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

    /// No events, whose texts are only on their way to others.
    pub fn passing() -> Self {
        Self { pool: TextPool::passing(), ..Self::default() }
    }

    /// The symbol of a text that is hardly ever said twice.
    pub fn intern_rare(&mut self, text: &str) -> Sym {
        self.pool.intern_rare(text)
    }

    /// Says which source all rows of logs among these events come from.
    pub fn set_source(&mut self, position: u16) {
        for origin in &mut self.origins {
            if let Origin::Row { source, .. } = origin {
                *source = position;
            }
        }
    }

    /// Gives back the memory that was kept for further events.
    pub fn shrink_to_fit(&mut self) {
        self.pool.shrink_to_fit();
        self.origins.shrink_to_fit();
        self.texts.iter_mut().for_each(Column::shrink_to_fit);
        self.nums.iter_mut().for_each(Column::shrink_to_fit);
        self.flags.iter_mut().for_each(Column::shrink_to_fit);
        self.stamps.iter_mut().for_each(Column::shrink_to_fit);
        self.side.iter_mut().for_each(Column::shrink_to_fit);
        self.words.shrink_to_fit();
        self.parts.shrink_to_fit();
        self.pauses.shrink_to_fit();
        self.cells.shrink_to_fit();
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
            self.words.set(row, draft.words);
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
        draft.words = self.words.get(row);
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

    /// Appends a draft whose texts are symbols of `other`; they become symbols of
    /// `self`.
    pub fn append_draft(&mut self, other: &Self, draft: &mut EventDraft) {
        draft.remap(|sym| self.pool.intern(other.pool.get(sym)));
        self.push(draft);
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
        self.words.reorder(order);
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

    /// Bytes of memory they hold.
    pub fn memory(&self) -> usize {
        let origins = self.origins.capacity() * size_of::<Origin>();
        let columns = [
            self.texts.iter().map(Column::memory).sum::<usize>(),
            self.nums.iter().map(Column::memory).sum(),
            self.flags.iter().map(Column::memory).sum(),
            self.stamps.iter().map(Column::memory).sum(),
            self.side.iter().map(Column::memory).sum(),
            self.words.memory(),
        ];
        let lists = self.parts.memory() + self.pauses.memory() + self.cells.memory();
        self.pool.memory() + origins + columns.iter().sum::<usize>() + lists
    }

    /// Takes the events out and keeps their texts, of which events to come may use the
    /// symbols.
    #[must_use]
    pub fn take_rows(&mut self) -> Self {
        let pool = std::mem::take(&mut self.pool);
        let rows = std::mem::take(self);
        self.pool = pool;
        rows
    }

    /// A copy of the texts that came after the first `known` ones, and the rare ones,
    /// which are gone then.
    pub fn hand_on_texts(&mut self, known: usize) -> (Texts, Texts) {
        self.pool.hand_on(known)
    }

    /// Takes over texts that other events handed on, and says what they became.
    pub fn take_over(&mut self, texts: &(Texts, Texts), moved: &mut Moved) {
        self.pool.take_over(texts, moved);
    }

    /// Appends all events of `other`, column by column.
    pub fn append(&mut self, other: &Self) {
        let moved = self.pool.absorb(&other.pool);
        self.append_moved(other, &moved);
    }

    /// Appends all events of `other`, whose texts were taken over.
    pub fn append_moved(&mut self, other: &Self, moved: &Moved) {
        let to = |sym: Sym| moved.to(sym);
        let base = self.len();
        self.origins.extend_from_slice(&other.origins);
        for (mine, theirs) in self.texts.iter_mut().zip(&other.texts) {
            mine.extend(base, theirs, Sym::NONE, to);
        }
        for (mine, theirs) in self.nums.iter_mut().zip(&other.nums) {
            mine.extend(base, theirs, f64::NAN, |num| num);
        }
        for (mine, theirs) in self.flags.iter_mut().zip(&other.flags) {
            mine.extend(base, theirs, None, |flag| flag);
        }
        for (mine, theirs) in self.stamps.iter_mut().zip(&other.stamps) {
            mine.extend(base, theirs, NO_STAMP, |stamp| stamp);
        }
        for (mine, theirs) in self.side.iter_mut().zip(&other.side) {
            mine.extend(base, theirs, NO_STAMP, |at| at);
        }
        self.words.extend(base, &other.words);
        self.parts.extend(base, &other.parts, |part| PartUse {
            part: to(part.part),
            reason: to(part.reason),
            ..part
        });
        self.pauses.extend(base, &other.pauses, |p| Pause { reason: to(p.reason), ..p });
        self.cells.extend(base, &other.cells, |(header, value)| (to(header), to(value)));
    }

    /// Sets one text of an event that is already there.
    pub fn set_text(&mut self, row: usize, field: TextField, text: &str) {
        let sym = self.pool.intern(text);
        self.texts[field as usize].set(row, sym, Sym::NONE);
    }

    /// The same events with some changed and some left out: `change` is given each
    /// position and its draft, whose symbols stay valid, and says whether to keep it.
    #[must_use]
    pub fn rebuild(self, mut change: impl FnMut(usize, &mut EventDraft) -> bool) -> Self {
        let mut old = self;
        let mut out = Self { pool: std::mem::take(&mut old.pool), ..Self::default() };
        let mut draft = EventDraft::new(Origin::Report(0));
        for row in 0..old.len() {
            old.read_into(row, &mut draft);
            if change(row, &mut draft) {
                out.push(&draft);
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::time::Stamp;

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
                    warranty_covered: None,
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
