//! What the last different texts of a column became: a log of a million rows names a
//! few hundred devices, places and people, and each is looked at once.

use crate::model::text::Sym;

/// Texts remembered of a column.
const SLOTS: usize = 512;
/// Longer texts are hardly ever said twice.
const LONGEST: usize = 64;
/// After so many look-ups a column that says ever new things is no longer remembered.
const TRIAL: u32 = 1024;

/// The memory of one column.
#[derive(Debug, Default)]
pub(super) struct Memo {
    slots: Vec<(Box<str>, Sym)>,
    asked: u32,
    known: u32,
}

impl Memo {
    /// What a text became, if that is remembered.
    pub(super) fn get(&mut self, text: &str) -> Option<Sym> {
        if !self.is_worth_it(text) {
            return None;
        }
        self.asked += 1;
        let (known, sym) = self.slots.get(slot(text))?;
        let found = **known == *text && sym.is_some();
        self.known += u32::from(found);
        found.then_some(*sym)
    }

    /// Remembers what a text became.
    pub(super) fn put(&mut self, text: &str, sym: Sym) {
        if !sym.is_some() || !self.is_worth_it(text) {
            return;
        }
        if self.slots.is_empty() {
            self.slots = vec![(Box::default(), Sym::NONE); SLOTS];
        }
        self.slots[slot(text)] = (text.into(), sym);
    }

    fn is_worth_it(&self, text: &str) -> bool {
        text.len() <= LONGEST && (self.asked < TRIAL || self.known * 2 > self.asked)
    }
}

/// Where a text is remembered: by its first and last bytes, in which ids differ.
fn slot(text: &str) -> usize {
    let bytes = text.as_bytes();
    let part = |bytes: &[u8]| {
        let mut eight = [0; 8];
        eight[..bytes.len()].copy_from_slice(bytes);
        u64::from_le_bytes(eight)
    };
    let first = part(&bytes[..bytes.len().min(8)]);
    let last = part(&bytes[bytes.len().saturating_sub(8)..]);
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
