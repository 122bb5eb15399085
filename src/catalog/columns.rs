//! Text columns resolved once a distinct text, not once a row: a million rows name
//! a few thousand devices.

use crate::model::events::{Events, TextField};
use crate::model::text::Sym;

const UNSEEN: u32 = u32::MAX;
const NOTHING: u32 = u32::MAX - 1;

/// A distinct text of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    /// The text.
    pub sym: Sym,
    /// First event that names it.
    pub first: usize,
    /// How many events name it.
    pub count: usize,
}

/// The distinct texts of a column over the rows that `used` accepts, in order of
/// first use.
pub(super) fn distinct(
    events: &Events,
    field: TextField,
    used: impl Fn(usize) -> bool,
) -> Vec<Seen> {
    let mut slots = vec![UNSEEN; events.pool().len()];
    let mut seen: Vec<Seen> = Vec::new();
    for event in events.iter() {
        let sym = event.sym(field);
        let Some(index) = sym.index() else { continue };
        if !used(event.row()) {
            continue;
        }
        if slots[index] == UNSEEN {
            slots[index] = seen.len() as u32;
            seen.push(Seen { sym, first: event.row(), count: 0 });
        }
        seen[slots[index] as usize].count += 1;
    }
    seen
}

/// What each text of a column stands for.
pub(super) struct SymTable(Vec<u32>);

impl SymTable {
    /// Resolves every distinct text of a column by `find`.
    pub(super) fn new(
        events: &Events,
        field: TextField,
        mut find: impl FnMut(&str) -> Option<usize>,
    ) -> Self {
        let mut table = Self(vec![UNSEEN; events.pool().len()]);
        for event in events.iter() {
            let sym = event.sym(field);
            table.get_or(sym, || find(events.pool().get(sym)));
        }
        table
    }

    /// A table that is filled by [`SymTable::get_or`].
    pub(super) fn empty(events: &Events) -> Self {
        Self(vec![UNSEEN; events.pool().len()])
    }

    /// What a text stands for, found now if it was not yet asked for.
    pub(super) fn get_or(
        &mut self,
        sym: Sym,
        find: impl FnOnce() -> Option<usize>,
    ) -> Option<usize> {
        let index = sym.index()?;
        if self.0[index] == UNSEEN {
            self.0[index] = find().map_or(NOTHING, |at| at as u32);
        }
        self.get(sym)
    }

    /// What a text stands for.
    pub(super) fn get(&self, sym: Sym) -> Option<usize> {
        let at = self.0[sym.index()?];
        (at < NOTHING).then_some(at as usize)
    }
}
