//! What the last different texts of a column became: a log of a million rows names a
//! few hundred devices, places and people, and each is looked at once.

use crate::model::text::Sym;

/// Texts remembered of a column.
const SLOTS: usize = 512;
/// Bytes of the longest text that is remembered; longer ones are hardly ever said twice.
const LONGEST: usize = 27;
/// After so many look-ups a column that says ever new things is no longer remembered.
const TRIAL: u32 = 1024;

/// The memory of one column.
#[derive(Debug, Default)]
pub(super) struct Memo {
    slots: Vec<Slot>,
    asked: u32,
    known: u32,
    /// Texts that were interned for want of a memory, and how many of them were new.
    made: u32,
    new: u32,
}

/// A short text and what it became; none where its symbol is.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    text: [u8; LONGEST],
    len: u8,
    sym: Sym,
}

impl Memo {
    /// What a text became, if that is remembered.
    pub(super) fn get(&mut self, text: &str) -> Option<Sym> {
        if !self.is_worth_it(text) {
            return None;
        }
        self.asked += 1;
        let slot = self.slots.get(place(text))?;
        let found = slot.sym.is_some() && slot.text[..slot.len.into()] == *text.as_bytes();
        self.known += u32::from(found);
        found.then_some(slot.sym)
    }

    /// Remembers what a text became, unless that ends with the piece that is read.
    pub(super) fn put(&mut self, text: &str, sym: Sym) {
        if !sym.lasts() || !self.is_worth_it(text) {
            return;
        }
        if self.slots.is_empty() {
            self.slots = vec![Slot::default(); SLOTS];
        }
        let mut slot = Slot { len: text.len() as u8, sym, ..Slot::default() };
        slot.text[..text.len()].copy_from_slice(text.as_bytes());
        self.slots[place(text)] = slot;
    }

    /// Counts a text that was interned: was it new?
    pub(super) fn made(&mut self, new: bool) {
        self.made += 1;
        self.new += u32::from(new);
    }

    /// True for a column whose texts are hardly ever said twice.
    pub(super) fn is_rare(&self) -> bool {
        self.made >= TRIAL && self.new >= self.made / 8 * 7
    }

    fn is_worth_it(&self, text: &str) -> bool {
        text.len() <= LONGEST && (self.asked < TRIAL || self.known * 2 > self.asked)
    }
}

/// Where a text is remembered: by its first and last bytes, in which ids differ.
fn place(text: &str) -> usize {
    let bytes = text.as_bytes();
    let (first, last) = match (bytes.first_chunk(), bytes.last_chunk()) {
        (Some(first), Some(last)) => (u64::from_le_bytes(*first), u64::from_le_bytes(*last)),
        _ => (bytes.iter().fold(0, |all, &b| all << 8 | u64::from(b)), 0),
    };
    let mixed =
        (first ^ last.rotate_left(29) ^ bytes.len() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> 55) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::text::TextPool;

    #[test]
    fn a_text_is_remembered_until_another_takes_its_place() {
        let mut pool = TextPool::default();
        let mut memo = Memo::default();
        assert_eq!(memo.get("A-1"), None);
        memo.put("A-1", pool.intern("A-1"));
        assert_eq!(memo.get("A-1"), Some(pool.find("A-1")));
        assert_eq!(memo.get("A-2"), None);
    }

    #[test]
    fn what_a_rare_text_became_is_not_remembered() {
        let (mut pool, mut memo) = (TextPool::passing(), Memo::default());
        memo.put("T1", pool.intern_rare("T1"));
        assert_eq!(memo.get("T1"), None);
        memo.put("T1", pool.intern("T1"));
        assert_eq!(memo.get("T1"), Some(pool.find("T1")));
    }

    #[test]
    fn a_column_that_never_repeats_itself_is_given_up() {
        let mut pool = TextPool::default();
        let mut memo = Memo::default();
        for n in 0..=TRIAL {
            let text = format!("T{n}");
            assert_eq!(memo.get(&text), None);
            memo.put(&text, pool.intern(&text));
        }
        assert_eq!(memo.get(&format!("T{TRIAL}")), None);
    }
}
