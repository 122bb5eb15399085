//! What the text of an article gives to an index is the same on every site that has the
//! article, and is worked out once. It is the terms of one text and nothing else: what
//! else a site holds changes nothing in it.

use super::postings::{PAIR, Take, body_terms};
use super::synonyms::Synonyms;
use crate::catalog::Catalog;
use hashbrown::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Bytes of terms that are kept; further texts are read on each site.
const KEPT: usize = 64 << 20;
/// Parts of the memory, each with a lock of its own.
const SHARDS: usize = 64;
/// Parts two terms; no term holds it.
const BETWEEN: char = '\0';

/// Terms of texts that sites have in common.
#[derive(Debug)]
pub struct Shared {
    /// Those by which the terms were found; a site with others reads for itself.
    synonyms: Vec<Vec<String>>,
    texts: Vec<Mutex<HashMap<blake3::Hash, Arc<str>>>>,
    kept: AtomicUsize,
}

impl Shared {
    /// Nothing yet, for the sites of a project.
    pub fn of(catalog: &Catalog) -> Self {
        Self {
            synonyms: catalog.records.synonyms.clone(),
            texts: (0..SHARDS).map(|_| Mutex::default()).collect(),
            kept: AtomicUsize::new(0),
        }
    }

    /// True for a site that has the same words that mean the same.
    pub(super) fn serves(&self, catalog: &Catalog) -> bool {
        self.synonyms == catalog.records.synonyms
    }

    /// Gives the terms of a text, in their order.
    pub(super) fn terms(&self, synonyms: &Synonyms, text: &str, to: &mut dyn Take) {
        let key = blake3::hash(text.as_bytes());
        let shard = &self.texts[usize::from(key.as_bytes()[0]) % SHARDS];
        let known = shard.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if let Some(known) = known {
            return known.split_terminator(BETWEEN).for_each(|term| again(term, to));
        }
        let mut noted = Noted { to, all: String::new() };
        body_terms(synonyms, text, &mut noted);
        let all = noted.all;
        if self.kept.fetch_add(all.len(), Ordering::Relaxed) < KEPT {
            shard.lock().unwrap_or_else(PoisonError::into_inner).insert(key, all.into());
        }
    }
}

/// Passes terms on and notes them.
struct Noted<'a> {
    to: &'a mut dyn Take,
    all: String,
}

impl Take for Noted<'_> {
    fn term(&mut self, term: &str) {
        self.to.term(term);
        self.all.push_str(term);
        self.all.push(BETWEEN);
    }

    fn pair(&mut self, left: &str, right: &str) {
        self.to.pair(left, right);
        self.all.push(PAIR);
        self.all.extend([left, " ", right]);
        self.all.push(BETWEEN);
    }
}

/// Gives a noted term.
fn again(term: &str, to: &mut dyn Take) {
    match term.strip_prefix(PAIR).and_then(|pair| pair.split_once(' ')) {
        Some((left, right)) => to.pair(left, right),
        None => to.term(term),
    }
}
