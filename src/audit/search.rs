//! Searching texts for the identifiers of a table, piece by piece, so that a large file
//! needs no more memory than a small one.

use super::known::{self, Holds, Known};
use super::letters::{self, HARD_TAG, Letters, Sort};
use super::pattern::LONGEST;
use super::table::{Found, HEAD, Ix, Spelt, Table};

/// Bytes that are read at once where an identifier may begin.
const STEP: usize = 24;

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

    /// Looks at each place of a stretch of text where a word may begin.
    fn between(
        &mut self,
        table: &Table,
        text: &str,
        (from, end): (usize, usize),
        hit: &mut dyn FnMut(&Found<'_>),
    ) {
        let (text, mut at) = (&text[..end], from);
        let bytes = text.as_bytes();
        // A letter that does not part words stands directly before.
        let mut joined = false;
        while at < end {
            let length = word(&bytes[at..]);
            if length > 0 {
                let passed = joined || length >= HEAD && no_word_begins(table, &bytes[at..]);
                if !passed && !none_begins(table, text, at) {
                    self.at(table, text, (from, at), hit);
                }
                (joined, at) = (true, at + length);
                continue;
            }
            if bytes[at].is_ascii() {
                (joined, at) = (false, at + 1);
                continue;
            }
            let Some(c) = text[at..].chars().next() else { return };
            match letters::sort(c) {
                Sort::Gap => joined = false,
                Sort::Unseen => {}
                Sort::Letter(_) | Sort::Other => {
                    if !none_begins(table, text, at) {
                        self.at(table, text, (from, at), hit);
                    }
                    // Where it is no letter, what follows is looked at closely for nothing.
                    joined = false;
                }
            }
            at += c.len_utf8();
        }
    }

    /// Every identifier that begins with the character at a byte.
    fn at(
        &mut self,
        table: &Table,
        text: &str,
        (from, at): (usize, usize),
        hit: &mut dyn FnMut(&Found<'_>),
    ) {
        let before = text[from..at].char_indices().rev().find(|(_, c)| letters::has_letter(*c));
        let before = before.map_or(from, |(offset, _)| from + offset);
        self.letters.clear();
        self.letters.read(&text[before..at], before);
        let first = self.letters.list.len();
        let mut read = at;
        while read < text.len() {
            let mut to = (read + STEP).min(text.len());
            while !text.is_char_boundary(to) {
                to += 1;
            }
            self.letters.read(&text[read..to], read);
            read = to;
            if let [one, two, more @ ..] = &self.letters.list[first..] {
                // The letter behind the longest says whether it ends there.
                let longest = table.longest_from(one.c, two.c);
                if longest == 0 || more.len() + 2 > longest {
                    break;
                }
            }
        }
        let Letters { list, starts, .. } = &self.letters;
        let begins = |start: &&u32| list[**start as usize].at as usize == at;
        let known = starts.partition_point(|&start| (start as usize) < first);
        let count = starts[known..].iter().take_while(begins).count();
        table.find(list, &starts[known..known + count], &mut self.spelt, hit);
    }
}

/// Letters and digits of ASCII with which a text begins.
fn word(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count()
}

/// True where nothing begins with the word with which a text begins, of four letters at
/// least. What is shorter than the word does not end inside it.
fn no_word_begins(table: &Table, bytes: &[u8]) -> bool {
    let [a, b, c, d, ..] = bytes else { return false };
    table.no_word_begins([a, b, c, d].map(|byte| char::from(byte.to_ascii_lowercase())))
}

/// True where no identifier begins at a byte, as far as the next four letters tell; not
/// known where there is something between them that has to be looked at closely.
fn none_begins(table: &Table, text: &str, mut at: usize) -> bool {
    let bytes = text.as_bytes();
    let mut first = ['\0'; HEAD];
    let mut count = 0;
    while count < HEAD && at < bytes.len() {
        let c = char::from(bytes[at]);
        if c.is_ascii_alphanumeric() {
            first[count] = c.to_ascii_lowercase();
            count += 1;
        } else if !c.is_ascii() && !is_tag(&bytes[at..]) {
            let Some(c) = text[at..].chars().next() else { break };
            match letters::sort(c) {
                Sort::Letter(c) => {
                    first[count] = c;
                    count += 1;
                }
                Sort::Gap => {}
                Sort::Unseen | Sort::Other => break,
            }
            at += c.len_utf8();
            continue;
        }
        at += if c.is_ascii() { 1 } else { HARD_TAG.len_utf8() };
    }
    table.none_begins(&first[..count])
}

/// True where a text begins with what stands for a tag.
fn is_tag(bytes: &[u8]) -> bool {
    matches!(bytes, [0xee, 0x80, 0x80 | 0x81, ..])
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

    /// Numbers below what is asked for, the same ones from the same beginning.
    fn numbers(mut next: u64) -> impl FnMut(usize) -> usize {
        move |below| {
            next = next.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (next >> 33) as usize % below
        }
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
        for lead in [0, 1, 7, STEP - 9, STEP - 4, STEP - 1, STEP, 3 * STEP - 5] {
            let text = format!("{} SIM-007、云岭地铁 {}", "x".repeat(lead), "y ".repeat(200));
            let hits = found(&table, &text);
            let want = [("SIM-007".to_owned(), lead + 1), ("云岭地铁".to_owned(), lead + 11)];
            assert_eq!(hits, want, "{lead}");
        }
    }

    /// All that some texts hold, found by looking at every letter.
    fn found_everywhere(table: &Table, text: &str) -> Vec<(String, usize)> {
        let mut letters = Letters::default();
        letters.read(text, 0);
        let mut all = Vec::new();
        table.find(&letters.list, &letters.starts, &mut Spelt::default(), &mut |found| {
            all.extend(found.all.iter().map(|&ix| (table.text(ix).to_owned(), found.bytes().0)));
        });
        all
    }

    #[test]
    fn what_is_passed_over_holds_nothing() {
        let table = table(&[
            (Kind::Device, "SIM-007"),
            (Kind::Device, "E-1044"),
            (Kind::Device, "A-12"),
            (Kind::Ticket, "2026-1031-7"),
            (Kind::Name, "云岭地铁"),
            (Kind::Name, "平成电机"),
            (Kind::Name, "Élan & Co"),
            (Kind::Name, "Alpha, Beta Works of the Northern Harbours, Islands and Peninsulas Ltd"),
            (Kind::Contact, "高远"),
            (Kind::Phone, "0571-5550-2101"),
            (Kind::Phone, "13912345678"),
        ]);
        let words = [
            "SIM-007",
            "sim007",
            "S\u{ad}IM-007",
            "ＳＩＭ－００７",
            "E1044",
            "E\u{2011}1044",
            "A-12",
            "2026-1031-7",
            "云岭地铁",
            "云岭\u{e000}地铁",
            "㍻电机",
            "平成电机",
            "elan&co",
            "E\u{301}lan & Co",
            "ÉLAN",
            "Alpha, Beta Works of the Northern Harbours, Islands and Peninsulas Ltd",
            "Alpha",
            "高远",
            "0571 5550 2101",
            "139 1234 5678",
            "1３９12345678",
            "1",
            "12",
            "105",
            "word",
            "字",
            "①",
            "ﬁ",
            "½",
            "ا",
            "한",
        ];
        let gaps = [
            "", "", "", " ", ".", "．", ",", "，", "-", "—", "…", "\u{e000}", "\u{e001}", "\u{ad}",
            "\u{301}", "\u{3000}", "\n", "&", "/", "· ", "%", "\u{200b}", "_", "〇", "\u{feff}",
        ];
        let mut random = numbers(7);
        let mut hits = 0;
        for _ in 0..20_000 {
            let mut text = String::new();
            for _ in 0..=random(9) {
                text.push_str(words[random(words.len())]);
                for _ in 0..=random(2) {
                    text.push_str(gaps[random(gaps.len())]);
                }
            }
            let all = found_everywhere(&table, &text);
            assert_eq!(found(&table, &text), all, "{text:?}");
            hits += all.len();
        }
        assert!(hits > 10_000, "{hits}");
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
        let mut random = numbers(1);
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
