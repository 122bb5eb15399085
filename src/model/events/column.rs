//! How events lie in memory: a column of equal values, a column of lists, and a
//! stamp packed into one number.

use super::EventWords;
use crate::model::time::{Instant, Stamp};
use crate::model::words::{
    CauseCategory, Channel, ChargeType, ComplaintKind, Priority, ResponsibleParty, ServiceType,
    Status,
};

/// A column that stays empty until a row fills it.
#[derive(Clone, Debug)]
pub(super) struct Column<T> {
    data: Vec<T>,
}

impl<T> Default for Column<T> {
    fn default() -> Self {
        Self { data: Vec::new() }
    }
}

impl<T: Copy> Column<T> {
    pub(super) fn set(&mut self, row: usize, value: T, none: T) {
        if self.data.len() <= row {
            self.data.resize(row + 1, none);
        }
        self.data[row] = value;
    }

    pub(super) fn get(&self, row: usize, none: T) -> T {
        self.data.get(row).copied().unwrap_or(none)
    }

    /// Appends another column from row `base` on; an empty one costs nothing.
    pub(super) fn extend(&mut self, base: usize, other: &Self, none: T, to: impl Fn(T) -> T) {
        if other.data.is_empty() {
            return;
        }
        self.data.resize(base, none);
        self.data.extend(other.data.iter().map(|&value| to(value)));
    }

    pub(super) fn shrink_to_fit(&mut self) {
        self.data.shrink_to_fit();
    }

    /// Bytes of memory it holds.
    pub(super) fn memory(&self) -> usize {
        self.data.capacity() * size_of::<T>()
    }

    pub(super) fn reorder(&mut self, order: &[u32], none: T) {
        if !self.data.is_empty() {
            self.data = order.iter().map(|&row| self.get(row as usize, none)).collect();
        }
    }
}

macro_rules! word_columns {
    ($($word:ident: $kind:ident,)*) => {
        /// A column for each closed word.
        #[derive(Clone, Debug, Default)]
        pub(super) struct WordColumns { $($word: Column<Option<$kind>>,)* }

        impl WordColumns {
            pub(super) fn set(&mut self, row: usize, words: EventWords) {
                $(if words.$word.is_some() { self.$word.set(row, words.$word, None); })*
            }

            pub(super) fn get(&self, row: usize) -> EventWords {
                EventWords { $($word: self.$word.get(row, None),)* }
            }

            pub(super) fn extend(&mut self, base: usize, other: &Self) {
                $(self.$word.extend(base, &other.$word, None, |word| word);)*
            }

            pub(super) fn reorder(&mut self, order: &[u32]) {
                $(self.$word.reorder(order, None);)*
            }

            pub(super) fn shrink_to_fit(&mut self) {
                $(self.$word.shrink_to_fit();)*
            }

            /// Bytes of memory they hold.
            pub(super) fn memory(&self) -> usize {
                [$(self.$word.memory()),*].iter().sum()
            }
        }
    };
}

word_columns! {
    service_type: ServiceType,
    charge_type: ChargeType,
    cause_category: CauseCategory,
    status: Status,
    priority: Priority,
    channel: Channel,
    responsible_party: ResponsibleParty,
    complaint_kind: ComplaintKind,
}

/// Lists of different lengths, one a row, end to end.
#[derive(Clone, Debug)]
pub(super) struct Lists<T> {
    ends: Vec<u32>,
    items: Vec<T>,
}

impl<T> Default for Lists<T> {
    fn default() -> Self {
        Self { ends: Vec::new(), items: Vec::new() }
    }
}

impl<T: Copy> Lists<T> {
    pub(super) fn push(&mut self, row: usize, items: &[T]) {
        if items.is_empty() {
            return;
        }
        let end = u32::try_from(self.items.len()).expect("list items fit into 32 bits");
        self.ends.resize(row, end);
        self.items.extend_from_slice(items);
        self.ends.push(u32::try_from(self.items.len()).expect("list items fit into 32 bits"));
    }

    /// Appends other lists from row `base` on.
    pub(super) fn extend(&mut self, base: usize, other: &Self, to: impl Fn(T) -> T) {
        if other.items.is_empty() {
            return;
        }
        let from = u32::try_from(self.items.len()).expect("list items fit into 32 bits");
        self.ends.resize(base, from);
        let end = |&end: &u32| from.checked_add(end).expect("list items fit into 32 bits");
        self.ends.extend(other.ends.iter().map(end));
        self.items.extend(other.items.iter().map(|&item| to(item)));
    }

    pub(super) fn get(&self, row: usize) -> &[T] {
        let Some(&end) = self.ends.get(row) else { return &[] };
        let start = if row == 0 { 0 } else { self.ends[row - 1] };
        &self.items[start as usize..end as usize]
    }

    pub(super) fn shrink_to_fit(&mut self) {
        self.ends.shrink_to_fit();
        self.items.shrink_to_fit();
    }

    /// Bytes of memory they hold.
    pub(super) fn memory(&self) -> usize {
        self.ends.capacity() * size_of::<u32>() + self.items.capacity() * size_of::<T>()
    }

    pub(super) fn reorder(&mut self, order: &[u32]) {
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

/// An instant that is not known.
pub(super) const NO_STAMP: i64 = i64::MIN;

/// An instant and its precision in one number.
pub(super) fn pack(stamp: Stamp) -> i64 {
    (stamp.at.0 << 1) | i64::from(stamp.date_only)
}

/// The reverse of [`pack`].
pub(super) fn unpack(packed: i64) -> Option<Stamp> {
    (packed != NO_STAMP).then_some(Stamp { at: Instant(packed >> 1), date_only: packed & 1 == 1 })
}
