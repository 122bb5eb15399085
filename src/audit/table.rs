//! All identifiers of a project in one table, and finding them in a text in one
//! pass: a million of them cost a text no more than ten. A hit is an identifier,
//! not yet a finding; whose it is stands beside it.

use super::kind::Kind;
use super::letters::{Letter, Letters, letters, unspaced};
use super::pattern::{self, LONGEST, Spelling};
use hashbrown::{HashMap, HashSet};
use std::collections::BTreeMap;

/// A customer by position in the records; the public; or nobody at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Reader(u32);

impl Reader {
    /// Nobody outside the house.
    pub(super) const NOBODY: Self = Self(u32::MAX);
    /// Readers of the public site.
    pub(super) const PUBLIC: Self = Self(u32::MAX - 1);

    /// A customer.
    pub(super) fn customer(at: usize) -> Self {
        Self(u32::try_from(at).expect("fewer customers than 32 bits count"))
    }

    /// The customer's position in the records.
    pub(super) fn index(self) -> Option<usize> {
        (self < Self::PUBLIC).then_some(self.0 as usize)
    }
}

/// Position of an identifier in the table.
pub(super) type Ix = u32;
const NONE: Ix = Ix::MAX;

/// An identifier.
#[derive(Clone, Copy, Debug)]
pub(super) struct Identifier {
    /// What it is.
    pub(super) kind: Kind,
    /// How it is recognised.
    pub(super) spelling: Spelling,
    /// The first reader it belongs to; further ones stand in `Table::others`.
    pub(super) owner: Reader,
    /// True where it may stand anywhere, by a rule.
    pub(super) free: bool,
    letters: u8,
    text: (u32, u32),
    next: Ix,
}

/// Beginnings of two letters, and the lengths of what begins so.
const BEGINNINGS: usize = 1 << 16;

/// Letters of a beginning that says whether more need be read.
pub(super) const HEAD: usize = 4;

/// Which sums there are, as bits: most words of a text are no identifier, and this is
/// known without a look into the large table. A bit may stand for several sums.
#[derive(Clone, Debug)]
struct Bits {
    words: Vec<u64>,
    shift: u32,
}

impl Bits {
    fn of(log: u32) -> Self {
        Self { words: vec![0; 1 << (log - 6)], shift: 64 - log }
    }

    fn place(&self, sum: u64) -> (usize, u64) {
        let at = sum.wrapping_mul(0xff51_afd7_ed55_8ccd) >> self.shift;
        ((at >> 6) as usize, 1 << (at & 63))
    }

    fn set(&mut self, sum: u64) {
        let (word, bit) = self.place(sum);
        self.words[word] |= bit;
    }

    fn has(&self, sum: u64) -> bool {
        let (word, bit) = self.place(sum);
        self.words[word] & bit != 0
    }
}

/// All identifiers.
#[derive(Clone, Debug)]
pub(super) struct Table {
    texts: String,
    list: Vec<Identifier>,
    others: HashSet<(Ix, Reader)>,
    /// The same in the order in which they came.
    given: Vec<(Ix, Reader)>,
    by_letters: HashMap<u64, Ix>,
    lengths: Vec<u64>,
    /// Sums of the first letters of those that have as many, of the first two of those that
    /// have less, and of all letters.
    heads: Bits,
    shorts: Bits,
    wholes: Bits,
}

impl Default for Table {
    fn default() -> Self {
        Self {
            texts: String::new(),
            list: Vec::new(),
            others: HashSet::new(),
            given: Vec::new(),
            by_letters: HashMap::new(),
            lengths: vec![0; BEGINNINGS],
            heads: Bits::of(20),
            shorts: Bits::of(16),
            wholes: Bits::of(23),
        }
    }
}

/// A letter mixed into the sum of those before it.
fn mix(sum: u64, c: char) -> u64 {
    (sum ^ u64::from(u32::from(c))).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29)
}

fn beginning(first: char, second: char) -> usize {
    let sum = mix(mix(0, first), second);
    (sum.wrapping_mul(0xff51_afd7_ed55_8ccd) >> 48) as usize
}

fn sum_of_chars(list: &[char]) -> u64 {
    list.iter().fold(0, |sum, &c| mix(sum, c))
}

fn sum_of(list: &[Letter]) -> u64 {
    list.iter().fold(0, |sum, letter| mix(sum, letter.c))
}

impl Table {
    /// Adds an identifier of a reader, or a reader to a known one.
    pub(super) fn add(&mut self, kind: Kind, text: &str, spelling: Spelling, owner: Reader) {
        let mut list = letters(text);
        list.truncate(LONGEST);
        let sum = sum_of(&list);
        let head = self.by_letters.get(&sum).copied().unwrap_or(NONE);
        let known = self.chain(head).find(|&ix| self.text(ix) == text);
        if let Some(known) = known {
            self.give(known, owner);
            let strong = kind.is_strong() && !self.list[known as usize].kind.is_strong();
            if strong || kind == Kind::Canary {
                (self.list[known as usize].kind, self.list[known as usize].spelling) =
                    (kind, spelling);
            }
            return;
        }
        let ix = Ix::try_from(self.list.len()).expect("fewer identifiers than 32 bits count");
        let from = u32::try_from(self.texts.len()).expect("identifiers of less than 4 GiB");
        self.texts.push_str(text);
        let text = (from, u32::try_from(self.texts.len()).expect("less than 4 GiB of identifiers"));
        let count = list.len() as u8;
        let identifier =
            Identifier { kind, spelling, owner, free: false, letters: count, text, next: head };
        self.list.push(identifier);
        self.by_letters.insert(sum, ix);
        self.lengths[beginning(list[0].c, list[1].c)] |= 1 << count;
        self.wholes.set(sum);
        if list.len() >= HEAD {
            self.heads.set(sum_of(&list[..HEAD]));
        } else {
            self.shorts.set(sum_of(&list[..2]));
        }
    }

    /// The first reader of an identifier that is written so.
    pub(super) fn owner(&self, text: &str) -> Option<Reader> {
        let ix = self.named(text).find(|&ix| self.text(ix) == text)?;
        Some(self.get(ix).owner)
    }

    /// Every identifier with the letters of a text.
    pub(super) fn named(&self, text: &str) -> impl Iterator<Item = Ix> {
        let mut list = letters(text);
        list.truncate(LONGEST);
        self.chain(self.by_letters.get(&sum_of(&list)).copied().unwrap_or(NONE))
    }

    /// All of them.
    pub(super) fn iter(&self) -> impl Iterator<Item = (Ix, &Identifier)> {
        self.list.iter().enumerate().map(|(at, one)| (at as Ix, one))
    }

    pub(super) fn get(&self, ix: Ix) -> &Identifier {
        &self.list[ix as usize]
    }

    /// As it is written.
    pub(super) fn text(&self, ix: Ix) -> &str {
        let (from, to) = self.list[ix as usize].text;
        &self.texts[from as usize..to as usize]
    }

    /// Lets a reader see an identifier.
    pub(super) fn give(&mut self, ix: Ix, reader: Reader) {
        let owner = &mut self.list[ix as usize].owner;
        if *owner == Reader::NOBODY {
            *owner = reader;
        } else if *owner != reader && reader != Reader::NOBODY && self.others.insert((ix, reader)) {
            self.given.push((ix, reader));
        }
    }

    /// How many identifiers that are not free each reader may see.
    pub(super) fn seen_by_reader(&self) -> BTreeMap<Reader, u64> {
        let mut seen: BTreeMap<Reader, u64> = BTreeMap::new();
        let first = self.iter().map(|(ix, one)| (ix, one.owner));
        for (_, reader) in first
            .chain(self.given.iter().copied())
            .filter(|(ix, _)| !self.get(*ix).free && self.get(*ix).kind != Kind::Canary)
        {
            *seen.entry(reader).or_default() += 1;
        }
        seen
    }

    /// Lets everybody see an identifier.
    pub(super) fn set_free(&mut self, ix: Ix) {
        self.list[ix as usize].free = true;
    }

    /// True where a reader may see an identifier.
    pub(super) fn may_see(&self, ix: Ix, reader: Reader) -> bool {
        let one = self.get(ix);
        if one.kind == Kind::Canary {
            return false;
        }
        one.free || one.owner == reader || self.others.contains(&(ix, reader))
    }

    fn chain(&self, head: Ix) -> impl Iterator<Item = Ix> {
        let known = |ix: Ix| (ix != NONE).then_some(ix);
        std::iter::successors(known(head), move |&ix| known(self.list[ix as usize].next))
    }

    /// True where no identifier begins with some letters, as far as the first four tell.
    pub(super) fn none_begins(&self, first: &[char]) -> bool {
        match *first {
            [one, two, ..] if first.len() < HEAD => self.lengths[beginning(one, two)] == 0,
            [one, two, ..] => {
                !self.heads.has(sum_of_chars(first)) && !self.shorts.has(sum_of_chars(&[one, two]))
            }
            _ => false,
        }
    }

    /// True where no identifier begins with a word that begins with four letters: a shorter
    /// one does not end inside it.
    pub(super) fn no_word_begins(&self, first: [char; HEAD]) -> bool {
        !self.heads.has(sum_of_chars(&first))
    }

    /// Letters of the longest identifier that begins with two.
    pub(super) fn longest_from(&self, first: char, second: char) -> usize {
        (u64::BITS - self.lengths[beginning(first, second)].leading_zeros()).saturating_sub(1)
            as usize
    }

    /// Every identifier that begins at one of some letters.
    pub(super) fn find(
        &self,
        list: &[Letter],
        starts: &[u32],
        spelling: &mut Spelt,
        hit: &mut dyn FnMut(&Found<'_>),
    ) {
        for at in starts.iter().map(|&at| at as usize) {
            if at + 1 >= list.len() || !pattern::may_begin(list, at) {
                continue;
            }
            let mut lengths = self.lengths[beginning(list[at].c, list[at + 1].c)];
            if lengths == 0 {
                continue;
            }
            let mut sum = 0;
            for (n, letter) in list[at..].iter().enumerate() {
                sum = mix(sum, letter.c);
                let count = n + 1;
                if count == HEAD && !self.heads.has(sum) {
                    break;
                }
                if lengths & (1 << count) != 0 {
                    lengths &= !(1 << count);
                    let end = at + count;
                    if self.wholes.has(sum) && (count == LONGEST || pattern::may_end(list, end)) {
                        self.at(list, (at, end, sum), spelling, hit);
                    }
                }
                if lengths == 0 {
                    break;
                }
            }
        }
    }

    fn at(
        &self,
        list: &[Letter],
        (at, end, sum): (usize, usize, u64),
        spelling: &mut Spelt,
        hit: &mut dyn FnMut(&Found<'_>),
    ) {
        let Some(&head) = self.by_letters.get(&sum) else { return };
        let Spelt { written, all } = spelling;
        all.clear();
        all.extend(self.chain(head).filter(|&ix| self.is_spelt(ix, list, (at, end), written)));
        if !all.is_empty() {
            hit(&Found { all, letters: &list[at..end] });
        }
    }

    /// True where an identifier is what some letters spell. `written` is room for its own.
    fn is_spelt(
        &self,
        ix: Ix,
        list: &[Letter],
        (at, end): (usize, usize),
        written: &mut Letters,
    ) -> bool {
        let one = self.get(ix);
        if usize::from(one.letters) != end - at {
            return false;
        }
        written.clear();
        written.read(self.text(ix), 0);
        let written = &written.list[..written.list.len().min(LONGEST)];
        pattern::spells(one.spelling, written, &list[at..end])
            && (one.spelling != Spelling::Alone || pattern::stands_alone(list, at, end))
    }
}

/// Letters of a text that spell at least one identifier.
pub(super) struct Found<'t> {
    /// The identifiers that they spell.
    pub(super) all: &'t [Ix],
    letters: &'t [Letter],
}

impl Found<'_> {
    /// Byte of the text where they begin, and of their last letter.
    pub(super) fn bytes(&self) -> (usize, usize) {
        let [first, .., last] = self.letters else { return (0, 0) };
        (first.at as usize, last.at as usize)
    }

    /// The weight of what was found: how unlikely it is to stand in noise.
    pub(super) fn weight(&self) -> usize {
        self.letters.iter().map(|letter| if unspaced(letter.c) { 3 } else { 1 }).sum()
    }
}

/// Room for the letters of an identifier, and for those that were found at one place.
#[derive(Clone, Debug, Default)]
pub(super) struct Spelt {
    written: Letters,
    all: Vec<Ix>,
}
