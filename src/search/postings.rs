//! Which records hold which term, and how much it says about them: BM25 over fields,
//! quantised to a few tiers, so that a list needs no number for each record.
//!
//! The length to which a field is compared is fixed and not the site's average: what is
//! said about one record depends on no other.

use super::documents::{Document, Field, Source};
use super::encode::browser_cmp;
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

/// Every term with its records.
pub(super) struct Postings {
    terms: Vec<String>,
    ends: Vec<u32>,
    records: Vec<u32>,
}

impl Postings {
    /// Number of terms.
    pub(super) fn len(&self) -> usize {
        self.terms.len()
    }

    /// A term and its records.
    pub(super) fn get(&self, at: usize) -> (&str, List<'_>) {
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        (&self.terms[at], &self.records[start as usize..self.ends[at] as usize])
    }

    /// The terms, in the order of a browser.
    pub(super) fn terms(&self) -> &[String] {
        &self.terms
    }
}

/// Records that are read together.
const CHUNK: usize = 512;

struct Chunk {
    pool: TextPool,
    /// Symbol of the chunk and record, by record.
    postings: Vec<(Sym, u32)>,
}

/// Reads every record in the given order.
pub(super) fn postings(source: &Source<'_>, synonyms: &Synonyms, places: &[Place]) -> Postings {
    let shared = source.shared.filter(|shared| shared.serves(source.catalog));
    let chunks: Vec<Chunk> = places
        .par_chunks(CHUNK)
        .enumerate()
        .map(|(at, places)| chunk(source, (synonyms, shared), places, (at * CHUNK) as u32))
        .collect();
    merge(chunks)
}

fn chunk(
    source: &Source<'_>,
    (synonyms, shared): (&Synonyms, Option<&Shared>),
    places: &[Place],
    first: u32,
) -> Chunk {
    let mut reader = Reader { synonyms, shared, pool: TextPool::default(), read: Vec::new() };
    let mut postings = Vec::new();
    for (at, &place) in places.iter().enumerate() {
        reader.document(&source.document(place));
        let number = first + at as u32;
        reader.weigh(&mut |sym, tier| postings.push((sym, number << 3 | u32::from(tier))));
    }
    Chunk { pool: reader.pool, postings }
}

/// One record being read: its terms with their fields, one by one.
struct Reader<'a> {
    synonyms: &'a Synonyms,
    shared: Option<&'a Shared>,
    pool: TextPool,
    read: Vec<(u32, Sym, u8)>,
}

/// Digits at the end of a device's number by which it is known.
const PLATE: usize = 4;
/// Digits from which on a bare number can name a record.
const NUMBER: usize = 3;
/// The field that marks a record's own id among the read ones.
const OWN_FIELD: u8 = Field::COUNT as u8;

impl Reader<'_> {
    fn document(&mut self, document: &Document<'_>) {
        self.read.clear();
        document.each_text(&mut |field, text| self.text(field as u8, text));
        if let Some(article) = document.article {
            self.body(&article.body);
        }
        for id in &document.own_ids {
            let text = tokens::normalise(id);
            let joined: String =
                tokens::units(&text).iter().filter(|u| !u.han).map(|u| u.text).collect();
            let whole = if joined.is_empty() { text.as_ref() } else { &joined };
            let sym = self.pool.intern(whole);
            self.push(OWN_FIELD, sym);
            self.own_digits(document.place, &text, whole);
        }
    }

    /// A device is asked for by the last digits of its plate: they are its own. The bare
    /// number of a solution or a report gets a term that only tells whose it is.
    fn own_digits(&mut self, place: Place, text: &str, whole: &str) {
        match place {
            Place::Device(_) => {
                let (pool, read) = (&mut self.pool, &mut self.read);
                tokens::terms(text, &tokens::units(text), &mut |term| {
                    if term.len() >= PLATE && term.bytes().all(|b| b.is_ascii_digit()) {
                        let sym = pool.intern(term);
                        read.push((sym.index().unwrap_or_default() as u32, sym, OWN_FIELD));
                    }
                });
            }
            Place::Solution(_) | Place::Fault(_) => {
                let number = whole.trim_start_matches(|c: char| c.is_ascii_lowercase());
                let bare = number.len() >= NUMBER && number.bytes().all(|b| b.is_ascii_digit());
                if bare && number.len() < whole.len() {
                    let sym = self.pool.intern(&[number, "#"].concat());
                    self.push(OWN_FIELD, sym);
                }
            }
            _ => {}
        }
    }

    fn push(&mut self, field: u8, sym: Sym) {
        let at = sym.index().unwrap_or_default() as u32;
        self.read.push((at, sym, field));
    }

    fn text(&mut self, field: u8, text: &str) {
        let (pool, read) = (&mut self.pool, &mut self.read);
        terms(self.synonyms, text, &mut |term| {
            let sym = pool.intern(term);
            read.push((sym.index().unwrap_or_default() as u32, sym, field));
        });
    }

    fn body(&mut self, text: &str) {
        let (pool, read) = (&mut self.pool, &mut self.read);
        let mut give = |term: &str| {
            let sym = pool.intern(term);
            read.push((sym.index().unwrap_or_default() as u32, sym, Field::Body as u8));
        };
        match self.shared {
            Some(shared) => shared.terms(self.synonyms, text, &mut give),
            None => body_terms(self.synonyms, text, &mut give),
        }
    }

    /// Gives each term once with its tier.
    fn weigh(&mut self, give: &mut impl FnMut(Sym, u8)) {
        let mut lengths = [0.0; Field::COUNT];
        for (_, _, field) in self.read.iter().filter(|read| read.2 != OWN_FIELD) {
            lengths[usize::from(*field)] += 1.0;
        }
        self.read.sort_unstable_by_key(|&(at, _, field)| (at, field));
        for same in self.read.chunk_by(|a, b| a.0 == b.0) {
            let own = same.iter().any(|read| read.2 == OWN_FIELD);
            give(same[0].1, if own { OWN } else { tier(same, &lengths) });
        }
    }
}

/// Every term of a text.
fn terms(synonyms: &Synonyms, text: &str, give: &mut impl FnMut(&str)) {
    let text = tokens::normalise(text);
    let units = tokens::units(&text);
    tokens::terms(&text, &units, give);
    tokens::pairs(&units, give);
    synonyms.terms(&units, give);
}

/// Every term of an article, block by block.
pub(super) fn body_terms(synonyms: &Synonyms, markdown: &str, mut give: &mut dyn FnMut(&str)) {
    prose::blocks(markdown, &mut |block| terms(synonyms, block, &mut give));
}

fn tier(same: &[(u32, Sym, u8)], lengths: &[f64; Field::COUNT]) -> u8 {
    let mut weight = 0.0;
    for (field, (factor, usual, b, most)) in FIELDS.iter().enumerate() {
        let times = same.iter().filter(|read| usize::from(read.2) == field).count();
        if times > 0 {
            let own = factor * times as f64 / (1.0 - b + b * lengths[field] / usual);
            weight += own.min(*most);
        }
    }
    let saturation = weight / (weight + K1);
    1 + FROM.iter().filter(|&&from| saturation >= from).count() as u8
}

/// One list a term, in the order of terms.
fn merge(chunks: Vec<Chunk>) -> Postings {
    let mut pool = TextPool::default();
    let moved: Vec<_> = chunks.iter().map(|chunk| pool.absorb(&chunk.pool)).collect();
    let mut order: Vec<(&str, u32)> =
        pool.iter().map(|(sym, text)| (text, sym.index().unwrap_or_default() as u32)).collect();
    order.par_sort_unstable_by(|a, b| browser_cmp(a.0, b.0));
    let mut place = vec![0_u32; order.len()];
    for (at, &(_, index)) in order.iter().enumerate() {
        place[index as usize] = at as u32;
    }
    let of = |moved: &crate::model::text::Moved, sym: Sym| {
        place[moved.to(sym).index().unwrap_or_default()] as usize
    };
    let mut ends = vec![0_u32; order.len()];
    for (chunk, moved) in chunks.iter().zip(&moved) {
        chunk.postings.iter().for_each(|&(sym, _)| ends[of(moved, sym)] += 1);
    }
    let mut total = 0;
    let mut next: Vec<u32> = Vec::with_capacity(ends.len());
    for end in &mut ends {
        next.push(total);
        total += *end;
        *end = total;
    }
    let mut records = vec![0_u32; total as usize];
    for (chunk, moved) in chunks.into_iter().zip(&moved) {
        for (sym, record) in chunk.postings {
            let next = &mut next[of(moved, sym)];
            records[*next as usize] = record;
            *next += 1;
        }
    }
    Postings { terms: order.iter().map(|&(text, _)| text.to_owned()).collect(), ends, records }
}
