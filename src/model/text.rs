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

    /// True where it means the same text for as long as its pool: the symbol of a rare text
    /// of a pool in passing means another one once the texts were handed on.
    pub fn lasts(self) -> bool {
        self.index().is_some_and(|index| index < RARE)
    }

    /// The position in the pool, from 0; `None` where there is no text.
    pub fn index(self) -> Option<usize> {
        (self.0 as usize).checked_sub(1)
    }
}

/// All distinct texts of a set of events, in order of first use.
#[derive(Clone, Debug, Default)]
pub struct TextPool {
    texts: Texts,
    table: HashTable<u32>,
    /// Texts that were not looked for; only in a pool whose texts are on their way to
    /// another one.
    rare: Texts,
    passing: bool,
}

/// Texts end to end, in order.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    bytes: String,
    ends: Vec<u32>,
    /// The hash of each text, so that neither growing nor taking over another pool
    /// reads the texts once more.
    hashes: Vec<u32>,
}

/// What the symbols of one pool are in another one.
#[derive(Clone, Debug, Default)]
pub struct Moved {
    texts: Vec<Sym>,
    rare: Vec<Sym>,
}

/// Position from which on the symbols of rare texts are counted.
const RARE: usize = 1 << 31;

/// A hash as a table wants it: spread over all its bits.
fn spread(hash: u32) -> u64 {
    u64::from(hash).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// One for all pools, so that they agree on the hash of a text. Only looked up by it;
/// nothing is ever in its order.
static HASHER: LazyLock<DefaultHashBuilder> = LazyLock::new(DefaultHashBuilder::default);

fn hash_of(text: &str) -> u32 {
    (HASHER.hash_one(text) >> 32) as u32
}

impl Texts {
    fn get(&self, index: usize) -> &str {
        let start = if index == 0 { 0 } else { self.ends[index - 1] as usize };
        &self.bytes[start..self.ends[index] as usize]
    }

    fn push(&mut self, hash: u32, text: &str) -> u32 {
        let index = self.ends.len();
        assert!(index < RARE, "fewer than 2^31 distinct texts");
        self.bytes.push_str(text);
        self.ends.push(u32::try_from(self.bytes.len()).expect("distinct texts fit into 4 GiB"));
        self.hashes.push(hash);
        index as u32
    }

    fn since(&self, known: usize) -> Self {
        let start = known.checked_sub(1).map_or(0, |last| self.ends[last]);
        Self {
            bytes: self.bytes[start as usize..].to_owned(),
            ends: self.ends[known..].iter().map(|end| end - start).collect(),
            hashes: self.hashes[known..].to_vec(),
        }
    }

    fn shrink_to_fit(&mut self) {
        self.bytes.shrink_to_fit();
        self.ends.shrink_to_fit();
        self.hashes.shrink_to_fit();
    }

    fn memory(&self) -> usize {
        self.bytes.capacity() + (self.ends.capacity() + self.hashes.capacity()) * size_of::<u32>()
    }
}

impl Moved {
    /// The new symbol of an old one.
    pub fn to(&self, sym: Sym) -> Sym {
        match sym.index() {
            None => Sym::NONE,
            Some(index) if index >= RARE => self.rare[index - RARE],
            Some(index) => self.texts[index],
        }
    }

    /// The new position of each old one, rare texts apart.
    pub fn places(&self) -> impl Iterator<Item = u32> {
        self.texts.iter().map(|sym| sym.0 - 1)
    }

    /// Forgets all symbols.
    pub fn clear(&mut self) {
        self.texts.clear();
        self.rare.clear();
    }
}

impl TextPool {
    /// A pool whose texts are only on their way to another one.
    pub fn passing() -> Self {
        Self { passing: true, ..Self::default() }
    }

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

    /// The symbol of a text that is hardly ever said twice: a pool in passing does not
    /// look whether it is known, the pool that takes it over will.
    pub fn intern_rare(&mut self, text: &str) -> Sym {
        if !self.passing || text.is_empty() {
            return self.intern(text);
        }
        let index = self.rare.push(hash_of(text), text);
        Sym((RARE as u32 | index) + 1)
    }

    fn intern_hashed(&mut self, text: &str, hash: u32) -> Sym {
        let index = self.index_of(text, hash).unwrap_or_else(|| self.add(hash, text));
        Sym(index + 1)
    }

    fn index_of(&self, text: &str, hash: u32) -> Option<u32> {
        // The hash first: it lies beside others, and the text somewhere else in memory.
        let same = |&index: &u32| {
            self.texts.hashes[index as usize] == hash && self.texts.get(index as usize) == text
        };
        self.table.find(spread(hash), same).copied()
    }

    fn add(&mut self, hash: u32, text: &str) -> u32 {
        let index = self.texts.push(hash, text);
        let hashes = &self.texts.hashes;
        self.table.insert_unique(spread(hash), index, |&index| spread(hashes[index as usize]));
        index
    }

    /// Gives back the memory that was kept for further texts.
    pub fn shrink_to_fit(&mut self) {
        self.texts.shrink_to_fit();
        let hashes = &self.texts.hashes;
        self.table.shrink_to(0, |&index| spread(hashes[index as usize]));
    }

    /// Bytes of memory it holds.
    pub fn memory(&self) -> usize {
        self.texts.memory() + self.rare.memory() + self.table.allocation_size()
    }

    /// The text of a symbol; empty for [`Sym::NONE`].
    pub fn get(&self, sym: Sym) -> &str {
        match sym.index() {
            None => "",
            Some(index) if index >= RARE => self.rare.get(index - RARE),
            Some(index) => self.texts.get(index),
        }
    }

    /// The symbol of a text that is already known.
    pub fn find(&self, text: &str) -> Sym {
        self.index_of(text, hash_of(text)).map_or(Sym::NONE, |index| Sym(index + 1))
    }

    /// Number of distinct texts.
    pub fn len(&self) -> usize {
        self.texts.ends.len()
    }

    /// True where no text was interned.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Every text with its symbol, in order of first use.
    pub fn iter(&self) -> impl Iterator<Item = (Sym, &str)> {
        (0..self.len()).map(|i| (Sym(i as u32 + 1), self.texts.get(i)))
    }

    /// A copy of the texts that came after the first `known` ones, and the rare ones,
    /// which are gone then.
    pub fn hand_on(&mut self, known: usize) -> (Texts, Texts) {
        let rare =
            Texts { bytes: String::with_capacity(self.rare.bytes.len()), ..Texts::default() };
        (self.texts.since(known), std::mem::replace(&mut self.rare, rare))
    }

    /// Takes over texts that another pool handed on, and says what they became.
    pub fn take_over(&mut self, (texts, rare): &(Texts, Texts), moved: &mut Moved) {
        self.learn(texts, &mut moved.texts);
        moved.rare.clear();
        self.learn(rare, &mut moved.rare);
    }

    /// Takes over all texts of another pool.
    pub fn absorb(&mut self, other: &Self) -> Moved {
        let mut moved = Moved::default();
        self.learn(&other.texts, &mut moved.texts);
        self.learn(&other.rare, &mut moved.rare);
        moved
    }

    fn learn(&mut self, texts: &Texts, map: &mut Vec<Sym>) {
        map.reserve(texts.hashes.len());
        for (index, &hash) in texts.hashes.iter().enumerate() {
            map.push(self.intern_hashed(texts.get(index), hash));
        }
    }
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
        let moved = a.absorb(&b);
        assert_eq!(a.get(moved.to(y)), "y");
        assert_eq!(a.get(moved.to(x)), "x");
        assert_eq!(a.len(), 2);
    }

    #[test]
    fn rare_texts_of_a_pool_in_passing_become_one_where_they_are_the_same() {
        let (mut all, mut passing) = (TextPool::default(), TextPool::passing());
        let (a, common) = (passing.intern_rare("T1"), passing.intern("x"));
        let again = passing.intern_rare("T1");
        assert_eq!((passing.get(a), passing.get(again)), ("T1", "T1"));
        let mut moved = Moved::default();
        all.take_over(&passing.hand_on(0), &mut moved);
        assert_eq!(moved.to(a), moved.to(again));
        let known = passing.len();
        let (b, new) = (passing.intern_rare("T2"), passing.intern("y"));
        all.take_over(&passing.hand_on(known), &mut moved);
        let texts = [b, common, new].map(|sym| all.get(moved.to(sym)).to_owned());
        assert_eq!(texts, ["T2", "x", "y"]);
        assert_eq!(all.len(), 4);
    }
}
