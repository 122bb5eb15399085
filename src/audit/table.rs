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

    /// Every identifier that begins at one of some letters.
    fn find(&self, list: &[Letter], starts: &[u32], hit: &mut dyn FnMut(Found<'_>)) {
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
                if lengths & (1 << count) != 0 {
                    lengths &= !(1 << count);
                    let end = at + count;
                    if count == LONGEST || pattern::may_end(list, end) {
                        self.at(list, (at, end), sum, hit);
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
        (at, end): (usize, usize),
        sum: u64,
        hit: &mut dyn FnMut(Found<'_>),
    ) {
        let Some(&head) = self.by_letters.get(&sum) else { return };
        let found = Found { table: self, head, list, at, end };
        if found.all().next().is_some() {
            hit(found);
        }
    }
}

/// Letters of a text that spell at least one identifier.
pub(super) struct Found<'t> {
    table: &'t Table,
    head: Ix,
    list: &'t [Letter],
    at: usize,
    end: usize,
}

impl Found<'_> {
    /// The identifiers that they spell.
    pub(super) fn all(&self) -> impl Iterator<Item = Ix> {
        self.table.chain(self.head).filter(|&ix| self.is(ix))
    }

    /// Byte of the text where they begin, and of their last letter.
    pub(super) fn bytes(&self) -> (usize, usize) {
        (self.list[self.at].at as usize, self.list[self.end - 1].at as usize)
    }

    fn is(&self, ix: Ix) -> bool {
        let (table, list) = (self.table, self.list);
        let one = table.get(ix);
        if usize::from(one.letters) != self.end - self.at {
            return false;
        }
        let mut written = letters(table.text(ix));
        written.truncate(LONGEST);
        pattern::spells(one.spelling, &written, &list[self.at..self.end])
            && (one.spelling != Spelling::Alone || pattern::stands_alone(list, self.at, self.end))
    }

    /// The weight of what was found: how unlikely it is to stand in noise.
    pub(super) fn weight(&self) -> usize {
        let letters = self.list[self.at..self.end].iter();
        letters.map(|letter| if unspaced(letter.c) { 3 } else { 1 }).sum()
    }
}

/// Letters that are held before they are searched.
const HELD: usize = 1 << 14;

/// Searches a text piece by piece.
pub(super) struct Search<'t> {
    table: &'t Table,
    letters: Letters,
}

impl<'t> Search<'t> {
    pub(super) fn new(table: &'t Table) -> Self {
        Self { table, letters: Letters::default() }
    }

    /// Reads a text to its end.
    pub(super) fn text(&mut self, text: &str, hit: &mut dyn FnMut(Found<'_>)) {
        let mut from = 0;
        while from < text.len() {
            let mut to = (from + HELD).min(text.len());
            while !text.is_char_boundary(to) {
                to += 1;
            }
            self.letters.read(&text[from..to], from);
            let keep = if to == text.len() { 0 } else { LONGEST + 2 };
            self.drain(keep, hit);
            from = to;
        }
        self.letters = Letters::default();
    }

    fn drain(&mut self, keep: usize, hit: &mut dyn FnMut(Found<'_>)) {
        let Letters { list, starts, .. } = &mut self.letters;
        let Some(end) = list.len().checked_sub(keep).filter(|&end| end > 0) else { return };
        let ready = starts.partition_point(|&at| (at as usize) < end);
        self.table.find(list, &starts[..ready], hit);
        starts.drain(..ready);
        // The letter before the next start says whether a word may begin there.
        let done = end - 1;
        list.drain(..done);
        for at in starts {
            *at -= done as u32;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(entries: &[(Kind, &str)]) -> Table {
        let mut table = Table::default();
        for (n, (kind, text)) in entries.iter().enumerate() {
            let spelling = pattern::spelling(*kind, text).unwrap();
            table.add(*kind, text, spelling, Reader::customer(n));
        }
        table
    }

    fn found(table: &Table, text: &str) -> Vec<(String, usize)> {
        let mut all = Vec::new();
        Search::new(table).text(text, &mut |found| {
            all.extend(found.all().map(|ix| (table.text(ix).to_owned(), found.bytes().0)));
        });
        all
    }

    #[test]
    fn each_identifier_is_found_once_wherever_it_stands() {
        let table = table(&[(Kind::Device, "SIM-007"), (Kind::Name, "云岭地铁")]);
        for lead in [0, 1, 7, HELD - 9, HELD - 4, HELD - 1, HELD, 3 * HELD - 5] {
            let text = format!("{} SIM-007、云岭地铁 {}", "x".repeat(lead), "y ".repeat(200));
            let hits = found(&table, &text);
            let want = [("SIM-007".to_owned(), lead + 1), ("云岭地铁".to_owned(), lead + 11)];
            assert_eq!(hits, want, "{lead}");
        }
    }

    #[test]
    fn two_spellings_with_the_same_letters_are_two_identifiers() {
        let table = table(&[(Kind::Device, "E-1044"), (Kind::Ticket, "E1044")]);
        let names: Vec<String> = found(&table, "E-1044").into_iter().map(|(t, _)| t).collect();
        assert_eq!(names, ["E-1044"], "the ticket has no mark between letter and digits");
    }

    #[test]
    fn a_long_identifier_is_known_by_its_beginning() {
        let long =
            "Harbour Lift and Crane Service Company of the Northern Harbours and Islands Ltd";
        let table = table(&[(Kind::Name, long)]);
        assert_eq!(found(&table, &format!("by {long}.")).len(), 1);
        assert_eq!(found(&table, &long[..40]).len(), 0);
    }

    #[test]
    fn an_identifier_may_have_several_readers() {
        let mut table = table(&[(Kind::Device, "LW-305")]);
        table.add(Kind::Device, "LW-305", Spelling::Id, Reader::customer(4));
        assert_eq!(table.iter().count(), 1);
        let sees = |n| table.may_see(0, Reader::customer(n));
        assert!(sees(0) && sees(4) && !sees(1));
        assert!(!table.may_see(0, Reader::PUBLIC));
    }
}
