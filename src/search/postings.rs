//! Which records hold which term, and how much it says about them: BM25 over fields,
//! quantised to a few tiers, so that a list needs no number for each record.
//!
//! The length to which a field is compared is fixed and not the site's average: what is
//! said about one record depends on no other.

use super::documents::{Document, Field, Source};
use super::encode::browser_cmp;
use super::pairs::{Paired, Pairs};
use super::place::Place;
use super::prose;
use super::shared::Shared;
use super::synonyms::Synonyms;
use super::tokens;
use crate::model::TextPool;
use crate::model::text::Sym;
use rayon::prelude::*;

/// The tier of a record's own id or serial number.
pub(super) const OWN: u8 = 5;
/// What a match in each tier counts, from 1.
pub(super) const TIERS: [f64; 5] = [0.2, 0.4, 0.7, 1.0, 3.0];
/// From which saturation on a match is of the second, third and fourth tier.
const FROM: [f64; 3] = [0.34, 0.52, 0.66];

/// How one field counts: weight, number of terms that is usual, how much length matters,
/// and the most that saying it again and again can add. What stands in a text only is
/// never worth as much as what stands in the title.
const FIELDS: [(f64, f64, f64, f64); Field::COUNT] = [
    (3.0, 16.0, 0.3, 9.0),
    (4.0, 30.0, 0.0, 9.0),
    (2.0, 40.0, 0.4, 2.5),
    (1.0, 200.0, 0.5, 1.25),
    (0.7, 20.0, 0.0, 0.7),
    (0.7, 20.0, 0.0, 0.7),
];
const K1: f64 = 1.2;

/// Records of one term: `number << 3 | tier`, ascending.
pub(super) type List<'p> = &'p [u32];

/// The first sign of the term of two words; no other term begins with it.
pub(super) const PAIR: char = '&';

/// Takes the terms of a text as they come.
pub(super) trait Take {
    /// A term.
    fn term(&mut self, term: &str);
    /// Two words beside each other.
    fn pair(&mut self, left: &str, right: &str);
}

/// Every term with its records.
pub(super) struct Postings {
    terms: Vec<String>,
    ends: Vec<u32>,
    records: Vec<u32>,
    /// Words beside each other.
    pub(super) pairs: Pairs,
}

impl Postings {
    /// Number of terms, pairs apart.
    pub(super) fn len(&self) -> usize {
        self.terms.len()
    }

    /// A term and its records.
    pub(super) fn get(&self, at: usize) -> (&str, List<'_>) {
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        (&self.terms[at], &self.records[start as usize..self.ends[at] as usize])
    }

    /// The terms without the pairs, in the order of a browser.
    pub(super) fn terms(&self) -> &[String] {
        &self.terms
    }
}

/// Records that are read together.
const CHUNK: usize = 512;

/// What was read of some records; terms are places in the pool.
struct Chunk {
    pool: TextPool,
    /// Term and record, by record.
    terms: Vec<(u32, u32)>,
    /// Left word, right word and record, by record.
    pairs: Vec<Paired>,
}

/// Reads every record in the given order.
pub(super) fn postings(source: &Source<'_>, synonyms: &Synonyms, places: &[Place]) -> Postings {
    let shared = source.shared.filter(|shared| shared.serves(source.catalog));
    let chunks: Vec<Chunk> = places
        .par_chunks(CHUNK)
        .enumerate()
        .map(|(at, places)| chunk(source, (synonyms, shared), places, (at * CHUNK) as u32))
        .collect();
    merge(&chunks)
}

fn chunk(
    source: &Source<'_>,
    (synonyms, shared): (&Synonyms, Option<&Shared>),
    places: &[Place],
    first: u32,
) -> Chunk {
    let mut reader = Reader {
        synonyms,
        shared,
        pool: TextPool::default(),
        read: Vec::new(),
        field: 0,
        last: Sym::NONE,
    };
    let (mut terms, mut pairs) = (Vec::new(), Vec::new());
    for (at, &place) in places.iter().enumerate() {
        reader.document(&source.document(place));
        let number = first + at as u32;
        reader.weigh(&mut |key, tier| {
            let record = number << 3 | u32::from(tier);
            let (left, right) = ((key >> 32) as u32, key as u32);
            match left.checked_sub(1) {
                None => terms.push((right, record)),
                Some(left) => pairs.push(Paired { left, right, record }),
            }
        });
    }
    Chunk { pool: reader.pool, terms, pairs }
}

/// One record being read: its terms with their fields, one by one.
struct Reader<'a> {
    synonyms: &'a Synonyms,
    shared: Option<&'a Shared>,
    pool: TextPool,
    /// What was read: the left word of a pair from 1, the term or right word, the field.
    read: Vec<u64>,
    field: u8,
    /// The right word of the last pair, which mostly is the left one of the next.
    last: Sym,
}

/// Bits of the field in what was read, and of a term.
const FIELD_BITS: u32 = 3;
const TERM_BITS: u32 = 29;

/// Digits at the end of a device's number by which it is known.
const PLATE: usize = 4;
/// Digits from which on a bare number can name a record.
const NUMBER: usize = 3;
/// The field that marks a record's own id among the read ones.
const OWN_FIELD: u8 = Field::COUNT as u8;

impl Take for Reader<'_> {
    fn term(&mut self, term: &str) {
        let at = self.word(term);
        self.push(self.field, 0, at);
    }

    fn pair(&mut self, left: &str, right: &str) {
        if self.pool.get(self.last) != left {
            self.last = self.pool.intern(left);
        }
        let left = place(self.last);
        self.last = self.pool.intern(right);
        self.push(self.field, left + 1, place(self.last));
    }
}

/// Where in the pool a term is.
fn place(sym: Sym) -> u64 {
    let at = sym.index().unwrap_or_default() as u64;
    assert!(at < (1 << TERM_BITS) - 1, "{CHUNK} records hold fewer than 2^{TERM_BITS} terms");
    at
}

impl Reader<'_> {
    fn document(&mut self, document: &Document<'_>) {
        self.read.clear();
        document.each_text(&mut |field, text| {
            self.field = field as u8;
            terms(self.synonyms, text, self);
        });
        if let Some(article) = document.article {
            self.field = Field::Body as u8;
            match self.shared {
                Some(shared) => shared.terms(self.synonyms, &article.body, self),
                None => body_terms(self.synonyms, &article.body, self),
            }
        }
        self.field = OWN_FIELD;
        for id in &document.own_ids {
            let text = tokens::normalise(id);
            let joined: String =
                tokens::units(&text).iter().filter(|u| !u.han).map(|u| u.text).collect();
            let whole = if joined.is_empty() { text.as_ref() } else { &joined };
            self.term(whole);
            self.own_digits(document.place, &text, whole);
        }
    }

    /// A device is asked for by the last digits of its plate: they are its own. The bare
    /// number of a solution or a report gets a term that only tells whose it is.
    fn own_digits(&mut self, place: Place, text: &str, whole: &str) {
        match place {
            Place::Device(_) => {
                tokens::terms(text, &tokens::units(text), &mut |term| {
                    if term.len() >= PLATE && term.bytes().all(|b| b.is_ascii_digit()) {
                        self.term(term);
                    }
                });
            }
            Place::Solution(_) | Place::Fault(_) => {
                let number = whole.trim_start_matches(|c: char| c.is_ascii_lowercase());
                let bare = number.len() >= NUMBER && number.bytes().all(|b| b.is_ascii_digit());
                if bare && number.len() < whole.len() {
                    self.term(&[number, "#"].concat());
                }
            }
            _ => {}
        }
    }

    fn word(&mut self, term: &str) -> u64 {
        place(self.pool.intern(term))
    }

    fn push(&mut self, field: u8, left: u64, term: u64) {
        self.read.push((left << TERM_BITS | term) << FIELD_BITS | u64::from(field));
    }

    /// Gives each term once with its tier: the left word of a pair from 1, else 0, above
    /// the term or right word.
    fn weigh(&mut self, give: &mut impl FnMut(u64, u8)) {
        let mut lengths = [0.0; Field::COUNT];
        for field in self.read.iter().map(|&read| field(read)).filter(|f| *f != OWN_FIELD) {
            lengths[usize::from(field)] += 1.0;
        }
        self.read.sort_unstable();
        for same in self.read.chunk_by(|a, b| a >> FIELD_BITS == b >> FIELD_BITS) {
            let key = same[0] >> FIELD_BITS;
            let (left, right) = (key >> TERM_BITS, key & ((1 << TERM_BITS) - 1));
            let own = same.iter().any(|&read| field(read) == OWN_FIELD);
            give(left << 32 | right, if own { OWN } else { tier(same, &lengths) });
        }
    }
}

/// The field of something read.
fn field(read: u64) -> u8 {
    (read & ((1 << FIELD_BITS) - 1)) as u8
}

/// Every term of a text.
fn terms(synonyms: &Synonyms, text: &str, to: &mut dyn Take) {
    let text = tokens::normalise(text);
    let units = tokens::units(&text);
    tokens::terms(&text, &units, &mut |term| to.term(term));
    tokens::pairs(&units, &mut |left, right| to.pair(left, right));
    synonyms.terms(&units, &mut |term| to.term(term));
}

/// Every term of an article, block by block.
pub(super) fn body_terms(synonyms: &Synonyms, markdown: &str, to: &mut dyn Take) {
    prose::blocks(markdown, &mut |block| terms(synonyms, block, to));
}

/// How much a term says, by the fields in which it stands, once for each time.
fn tier(same: &[u64], lengths: &[f64; Field::COUNT]) -> u8 {
    let mut weight = 0.0;
    for times in same.chunk_by(|a, b| a == b) {
        let field = usize::from(field(times[0]));
        let (factor, usual, b, most) = FIELDS[field];
        let own = factor * times.len() as f64 / (1.0 - b + b * lengths[field] / usual);
        weight += own.min(most);
    }
    let saturation = weight / (weight + K1);
    1 + FROM.iter().filter(|&&from| saturation >= from).count() as u8
}

/// One list a term, in the order of terms.
fn merge(chunks: &[Chunk]) -> Postings {
    let mut pool = TextPool::default();
    let mut places: Vec<Vec<u32>> =
        chunks.iter().map(|chunk| pool.absorb(&chunk.pool).places().collect()).collect();
    let mut order: Vec<(&str, u32)> =
        pool.iter().map(|(sym, text)| (text, sym.index().unwrap_or_default() as u32)).collect();
    order.par_sort_unstable_by(|a, b| browser_cmp(a.0, b.0));
    let mut ranks = vec![0_u32; order.len()];
    for (at, &(_, index)) in order.iter().enumerate() {
        ranks[index as usize] = at as u32;
    }
    let to_rank = |place: &mut u32| *place = ranks[*place as usize];
    places.par_iter_mut().for_each(|places| places.iter_mut().for_each(to_rank));
    let (ends, records) = lists(order.len(), || {
        let all = chunks.iter().zip(&places);
        all.flat_map(|(chunk, ranks)| {
            chunk.terms.iter().map(|&(term, record)| (ranks[term as usize], record))
        })
    });
    let paired = chunks.iter().map(|chunk| chunk.pairs.as_slice()).zip(&places);
    let pairs = Pairs::of(order.len(), &paired.collect::<Vec<_>>());
    let terms = order.iter().map(|&(text, _)| text.to_owned()).collect();
    Postings { terms, ends, records, pairs }
}

/// Sorts what is given, twice the same, into the list of each key; gives where each list
/// ends, and the lists.
pub(super) fn lists<T: Copy + Default, I: Iterator<Item = (u32, T)>>(
    keys: usize,
    all: impl Fn() -> I,
) -> (Vec<u32>, Vec<T>) {
    let mut ends = vec![0_u32; keys];
    all().for_each(|(key, _)| ends[key as usize] += 1);
    let mut next = Vec::with_capacity(keys);
    let mut total = 0;
    for end in &mut ends {
        next.push(total);
        total += *end;
        *end = total;
    }
    let mut items = vec![T::default(); total as usize];
    for (key, item) in all() {
        let next = &mut next[key as usize];
        items[*next as usize] = item;
        *next += 1;
    }
    (ends, items)
}
