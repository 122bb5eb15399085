//! Interned text. A log of a million rows says the same few words again and
//! again; each distinct text is kept once and named by a four-byte [`Sym`].

use hashbrown::DefaultHashBuilder;
use hashbrown::HashTable;
use std::hash::BuildHasher;

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
    table: HashTable<u32>,
    hasher: DefaultHashBuilder,
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
        let hash = self.hasher.hash_one(text);
        let found = self.table.find(hash, |&i| get(&self.bytes, &self.ends, i) == text).copied();
        let index = found.unwrap_or_else(|| self.add(hash, text));
        Sym(index + 1)
    }

    fn add(&mut self, hash: u64, text: &str) -> u32 {
        let index = u32::try_from(self.ends.len()).expect("fewer than 2^32 distinct texts");
        self.bytes.push_str(text);
        self.ends.push(u32::try_from(self.bytes.len()).expect("distinct texts fit into 4 GiB"));
        let Self { bytes, ends, table, hasher } = self;
        table.insert_unique(hash, index, |&i| hasher.hash_one(get(bytes, ends, i)));
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
        let hash = self.hasher.hash_one(text);
        let found = self.table.find(hash, |&i| get(&self.bytes, &self.ends, i) == text);
        found.map_or(Sym::NONE, |&index| Sym(index + 1))
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
        other.iter().map(|(_, text)| self.intern(text)).collect()
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
