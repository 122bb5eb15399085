//! Interned text. A log of a million rows says the same few words again and
//! again; each distinct text is kept once and named by a four-byte [`Sym`].

use hashbrown::DefaultHashBuilder;
use hashbrown::HashTable;
use std::hash::BuildHasher;
use std::sync::LazyLock;

/// A text in a [`TextPool`]; 0 is "no text".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Sym(u32);

impl Sym {
    /// No text.
    pub const NONE: Self = Self(0);

    /// True where there is a text.
    pub fn is_some(self) -> bool {
        self.0 != 0
    }

    /// The position in the pool, from 0; `None` where there is no text.
    pub fn index(self) -> Option<usize> {
        (self.0 as usize).checked_sub(1)
    }
}

/// All distinct texts of a set of events, in order of first use.
#[derive(Clone, Debug, Default)]
pub struct TextPool {
    bytes: String,
    ends: Vec<u32>,
    table: HashTable<Slot>,
}

/// Where a text is found again. Its hash is kept, so that neither growing nor taking
/// over another pool reads the texts once more.
#[derive(Clone, Copy, Debug)]
struct Slot {
    hash: u32,
    index: u32,
}

impl Slot {
    /// The hash as the table wants it: spread over all its bits.
    fn spread(hash: u32) -> u64 {
        u64::from(hash).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }
}

/// One for all pools, so that they agree on the hash of a text. Only looked up by it;
/// nothing is ever in its order.
static HASHER: LazyLock<DefaultHashBuilder> = LazyLock::new(DefaultHashBuilder::default);

fn hash_of(text: &str) -> u32 {
    (HASHER.hash_one(text) >> 32) as u32
}

impl TextPool {
    /// The symbol of a text, new or known. Blank text has none.
    ///
    /// # Panics
    /// If the distinct texts together pass 4 GiB.
    pub fn intern(&mut self, text: &str) -> Sym {
        if text.is_empty() {
            return Sym::NONE;
        }
        self.intern_hashed(text, hash_of(text))
    }

    fn intern_hashed(&mut self, text: &str, hash: u32) -> Sym {
        let index = self.index_of(text, hash).unwrap_or_else(|| self.add(hash, text));
        Sym(index + 1)
    }

    fn index_of(&self, text: &str, hash: u32) -> Option<u32> {
        let same =
            |slot: &Slot| slot.hash == hash && get(&self.bytes, &self.ends, slot.index) == text;
        self.table.find(Slot::spread(hash), same).map(|slot| slot.index)
    }

    fn add(&mut self, hash: u32, text: &str) -> u32 {
        let index = u32::try_from(self.ends.len()).expect("fewer than 2^32 distinct texts");
        self.bytes.push_str(text);
        self.ends.push(u32::try_from(self.bytes.len()).expect("distinct texts fit into 4 GiB"));
        let slot = Slot { hash, index };
        self.table.insert_unique(Slot::spread(hash), slot, |slot| Slot::spread(slot.hash));
        index
    }

    /// The text of a symbol; empty for [`Sym::NONE`].
    pub fn get(&self, sym: Sym) -> &str {
        match sym.index() {
            Some(index) => get(&self.bytes, &self.ends, index as u32),
            None => "",
        }
    }

    /// The symbol of a text that is already known.
    pub fn find(&self, text: &str) -> Sym {
        self.index_of(text, hash_of(text)).map_or(Sym::NONE, |index| Sym(index + 1))
    }

    /// Number of distinct texts.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// True where no text was interned.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Every text with its symbol, in order of first use.
    pub fn iter(&self) -> impl Iterator<Item = (Sym, &str)> {
        (0..self.ends.len() as u32).map(|i| (Sym(i + 1), get(&self.bytes, &self.ends, i)))
    }

    /// Takes over all texts of another pool; entry `i` of the result is the new
    /// symbol of the other pool's text `i`.
    pub fn absorb(&mut self, other: &Self) -> Vec<Sym> {
        let mut hashes = vec![0; other.len()];
        #[allow(clippy::iter_over_hash_type, reason = "each goes to a place of its own")]
        for slot in &other.table {
            hashes[slot.index as usize] = slot.hash;
        }
        let texts = other.iter().zip(hashes);
        texts.map(|((_, text), hash)| self.intern_hashed(text, hash)).collect()
    }
}

fn get<'a>(bytes: &'a str, ends: &[u32], index: u32) -> &'a str {
    let index = index as usize;
    let start = if index == 0 { 0 } else { ends[index - 1] as usize };
    &bytes[start..ends[index] as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_kept_once_and_found_again() {
        let mut pool = TextPool::default();
        let (a, b) = (pool.intern("黑屏"), pool.intern("E-104"));
        assert_eq!(pool.intern("黑屏"), a);
        assert_ne!(a, b);
        assert_eq!((pool.get(a), pool.get(b), pool.get(Sym::NONE)), ("黑屏", "E-104", ""));
        assert_eq!(pool.intern(""), Sym::NONE);
        assert_eq!(pool.find("E-104"), b);
    }

    #[test]
    fn absorbing_maps_the_other_pools_symbols() {
        let (mut a, mut b) = (TextPool::default(), TextPool::default());
        a.intern("x");
        let y = b.intern("y");
        let x = b.intern("x");
        let map = a.absorb(&b);
        assert_eq!(a.get(map[y.index().unwrap_or_default()]), "y");
        assert_eq!(a.get(map[x.index().unwrap_or_default()]), "x");
        assert_eq!(a.len(), 2);
    }
}
