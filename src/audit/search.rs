//! Searching texts for the identifiers of a table, piece by piece, so that a large file
//! needs no more memory than a small one.

use super::known::{self, Holds, Known};
use super::letters::Letters;
use super::pattern::LONGEST;
use super::table::{Found, Ix, Spelt, Table};

/// Letters that are held before they are searched.
const HELD: usize = 1 << 14;

/// Searches texts piece by piece, one after the other in the same memory.
#[derive(Clone, Debug, Default)]
pub(super) struct Search {
    letters: Letters,
    spelt: Spelt,
}

impl Search {
    /// Reads a text to its end.
    pub(super) fn text(&mut self, table: &Table, text: &str, hit: &mut dyn FnMut(&Found<'_>)) {
        self.between(table, text, (0, text.len()), hit);
    }

    /// Reads a text to its end for what does not pass. Pieces of which it is known that
    /// all they hold passes are not read again; further ones are remembered.
    pub(super) fn new_of(
        &mut self,
        (table, known): (&Table, &Known),
        text: &str,
        passes: &dyn Fn(&[Ix]) -> bool,
        hit: &mut dyn FnMut(&Found<'_>),
    ) {
        let mut from = 0;
        while from < text.len() {
            let end = known::end_of_piece(text, from);
            let context = known::end_of_context(text, end, LONGEST + 2);
            let key = known::key(&text[from..context]);
            if !known.passes(key, passes) {
                let mut holds = Holds::new();
                self.between(table, text, (from, context), &mut |found| {
                    if found.bytes().0 < end {
                        if !holds.iter().any(|all| **all == *found.all) {
                            holds.push(found.all.into());
                        }
                        if !passes(found.all) {
                            hit(found);
                        }
                    }
                });
                known.learn(key, holds);
            }
            from = end;
        }
    }

    fn between(
        &mut self,
        table: &Table,
        text: &str,
        (mut from, end): (usize, usize),
        hit: &mut dyn FnMut(&Found<'_>),
    ) {
        self.letters.clear();
        while from < end {
            let mut to = (from + HELD).min(end);
            while !text.is_char_boundary(to) {
                to += 1;
            }
            self.letters.read(&text[from..to], from);
            let keep = if to == end { 0 } else { LONGEST + 2 };
            self.drain(table, keep, hit);
            from = to;
        }
    }

    fn drain(&mut self, table: &Table, keep: usize, hit: &mut dyn FnMut(&Found<'_>)) {
        let Letters { list, starts, .. } = &mut self.letters;
        let Some(end) = list.len().checked_sub(keep).filter(|&end| end > 0) else { return };
        let ready = starts.partition_point(|&at| (at as usize) < end);
        table.find(list, &starts[..ready], &mut self.spelt, hit);
        starts.drain(..ready);
        // The letter before the next start says whether a word may begin there.
        let done = end - 1;
        list.drain(..done);
        for at in starts.iter_mut() {
            *at -= done as u32;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::kind::Kind;
    use super::super::pattern::{self, Spelling};
    use super::super::table::Reader;
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
        Search::default().text(table, text, &mut |found| {
            all.extend(found.all.iter().map(|&ix| (table.text(ix).to_owned(), found.bytes().0)));
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

    type Hits = Vec<(Vec<Ix>, usize)>;

    /// What does not pass, where pieces may be remembered, and by reading all of it.
    fn both(table: &Table, known: &Known, text: &str, reader: Reader) -> (Hits, Hits) {
        let passes = |all: &[Ix]| all.iter().any(|&ix| table.may_see(ix, reader));
        let (mut new, mut all) = (Hits::new(), Hits::new());
        let keep = |hits: &mut Hits, found: &Found<'_>| {
            hits.push((found.all.to_vec(), found.bytes().0));
        };
        let mut search = Search::default();
        search.new_of((table, known), text, &passes, &mut |found| keep(&mut new, found));
        search.text(table, text, &mut |found| {
            if !passes(found.all) {
                keep(&mut all, found);
            }
        });
        (new, all)
    }

    #[test]
    fn what_is_remembered_hides_nothing() {
        let mut table = table(&[
            (Kind::Device, "SIM-007"),
            (Kind::Name, "Alpha, Beta Works"),
            (Kind::Name, "云岭地铁"),
            (Kind::Device, "E-1044"),
        ]);
        table.set_free(3);
        let known = Known::default();
        let filler = "{\"row\":\"one of the same E-1044\"}\u{e001}cell ".repeat(7);
        let words = ["SIM-007", "由云岭地铁", "x", "Beta Works"];
        let marks = ["\"", "}", "\u{e001}", "\",\"", "}\u{e001}", "\u{e001}\"", "\"}", "}\"{\""];
        let mut next = 1_u64;
        let mut random = |below: usize| {
            next = next.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (next >> 33) as usize % below
        };
        let mut remembered = 0;
        for _ in 0..400 {
            let mut text = String::new();
            for _ in 0..random(12) {
                text.push_str(&filler);
                match random(6) {
                    0 => text.push_str(words[random(words.len())]),
                    // A name parted by what may end a piece, or the beginning of one.
                    1..5 => {
                        let end = ["Beta Works", "gamma"][random(2)];
                        text.extend(["Alpha", marks[random(marks.len())], end]);
                    }
                    _ => {}
                }
            }
            let pieces = known.pieces();
            let (new, all) = both(&table, &known, &text, Reader::customer(random(4)));
            assert_eq!(new, all, "{text}");
            remembered += usize::from(known.pieces() == pieces && !text.is_empty());
        }
        assert!(remembered > 20, "texts of known pieces alone: {remembered}");
    }
}
