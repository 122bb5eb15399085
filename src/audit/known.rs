//! Pieces of text and what was found in them, remembered by what they say: most of a
//! site stands on every other site, too, and is searched once. What was found does not
//! hang on whose site it is; whether it may stand there is asked each time. A piece is
//! cut where no identifier's words are joined, so nothing before it matters; what stands
//! behind it is part of what it is remembered by.

use super::letters::HARD_TAG;
use super::table::Ix;
use hashbrown::HashMap;
use memchr::memchr3;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::{Mutex, PoisonError};

/// Bytes of a piece: at least, and where the next cut is taken whatever follows.
const LEAST: usize = 256;
const MOST: usize = 2048;
/// Parts of the memory, each with a lock of its own.
const SHARDS: usize = 64;
/// Pieces that a part remembers; when it is full it begins afresh.
const REMEMBERED: usize = 1 << 15;

/// The identifiers of one place, by place.
pub(super) type Holds = Vec<Box<[Ix]>>;

type Shard = HashMap<u128, Holds, BuildHasherDefault<AsIs>>;

/// What was searched, and what it held.
#[derive(Debug)]
pub(super) struct Known {
    shards: Vec<Mutex<Shard>>,
}

impl Default for Known {
    fn default() -> Self {
        Self { shards: (0..SHARDS).map(|_| Mutex::default()).collect() }
    }
}

impl Known {
    /// True where a text is known to hold nothing, or only what `passes`.
    pub(super) fn passes(&self, key: u128, passes: &dyn Fn(&[Ix]) -> bool) -> bool {
        let shard = self.shard(key).lock().unwrap_or_else(PoisonError::into_inner);
        shard.get(&key).is_some_and(|holds| holds.iter().all(|all| passes(all)))
    }

    /// Remembers what a text holds.
    pub(super) fn learn(&self, key: u128, holds: Holds) {
        let mut shard = self.shard(key).lock().unwrap_or_else(PoisonError::into_inner);
        if shard.len() >= REMEMBERED {
            shard.clear();
        }
        shard.insert(key, holds);
    }

    /// How many are remembered.
    #[cfg(test)]
    pub(super) fn pieces(&self) -> usize {
        self.shards.iter().map(|shard| shard.lock().expect("no test panics in it").len()).sum()
    }

    fn shard(&self, key: u128) -> &Mutex<Shard> {
        &self.shards[key as usize % SHARDS]
    }
}

/// By what a text is remembered. Two texts with the same key do not occur: it is half of
/// a cryptographic hash.
pub(super) fn key(text: &str) -> u128 {
    let hash = blake3::hash(text.as_bytes());
    let half = hash.as_bytes().first_chunk().expect("a hash has 32 bytes");
    u128::from_le_bytes(*half)
}

/// A key is a hash already.
#[derive(Clone, Copy, Debug, Default)]
struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        let half = bytes.first_chunk().expect("a key has 16 bytes");
        self.0 = u64::from_le_bytes(*half);
    }
}

/// Where the piece that begins at `from` ends: before a mark across which no words are
/// joined, or with the text. The cut hangs on what follows it, so that texts that differ
/// in one place are cut alike again soon after.
pub(super) fn end_of_piece(text: &str, from: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = from + LEAST;
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr3(b'"', b'}', HARD_LEAD, rest)) {
        at += found;
        let parts =
            bytes[at] != HARD_LEAD || text.get(at..).is_some_and(|rest| rest.starts_with(HARD_TAG));
        if parts && (at - from >= MOST || ends_here(&bytes[at..])) {
            return at;
        }
        at += 1;
    }
    text.len()
}

/// Where a text ends of which so many letters stand behind a piece: as many as an
/// identifier that begins in the piece may need.
pub(super) fn end_of_context(text: &str, piece: usize, letters: usize) -> usize {
    let bytes = text.as_bytes();
    let (mut at, mut left) = (piece, letters + 1);
    while let Some(&byte) = bytes.get(at) {
        let (is_letter, length) = if byte.is_ascii() {
            (byte.is_ascii_alphanumeric(), 1)
        } else {
            let c = text[at..].chars().next().expect("it is no end of the text");
            (matches!(c, '\u{3400}'..='\u{9fff}') || c.is_alphanumeric(), c.len_utf8())
        };
        left -= usize::from(is_letter);
        if left == 0 {
            return at;
        }
        at += length;
    }
    text.len()
}

/// First byte of the sign for a tag that parts.
const HARD_LEAD: u8 = 0xee;

fn ends_here(bytes: &[u8]) -> bool {
    bytes.get(1..9).is_some_and(|next| {
        let next: [u8; 8] = next.try_into().expect("eight bytes");
        u64::from_le_bytes(next).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 62 == 0
    })
}
