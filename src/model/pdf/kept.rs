//! What was made of PDFs, kept for the other sites that show them: a manual that two hundred
//! customers may read is taken apart once. By the bytes of the file, so that nothing that
//! is kept can be out of date.

use super::PdfFault;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Bytes that are kept; when they are more, all are forgotten.
const MOST: usize = 64 << 20;

type Made = Result<Vec<u8>, PdfFault>;

/// What was made of some files.
#[derive(Debug)]
pub(super) struct Kept {
    of: Mutex<(BTreeMap<[u8; 32], Made>, usize)>,
}

impl Kept {
    pub(super) const fn new() -> Self {
        Self { of: Mutex::new((BTreeMap::new(), 0)) }
    }

    /// What is made of a file, now or before.
    pub(super) fn or(&self, bytes: &[u8], work: impl FnOnce(&[u8]) -> Made) -> Made {
        let key = *blake3::hash(bytes).as_bytes();
        let held = self.of.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(made) = held.0.get(&key) {
            return made.clone();
        }
        drop(held);
        let made = work(bytes);
        let size = made.as_ref().map_or(0, Vec::len);
        let mut held = self.of.lock().unwrap_or_else(PoisonError::into_inner);
        let (all, total) = &mut *held;
        if *total + size > MOST {
            all.clear();
            *total = 0;
        }
        if size <= MOST && all.insert(key, made.clone()).is_none() {
            *total += size;
        }
        made
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn a_file_is_made_once_and_another_one_is_another() {
        let (kept, count) = (Kept::new(), Cell::new(0));
        let make = |bytes: &[u8]| {
            count.set(count.get() + 1);
            if bytes.is_empty() { Err(PdfFault::Damaged) } else { Ok(vec![bytes[0]; 2]) }
        };
        for _ in 0..3 {
            assert_eq!(kept.or(b"a", make), Ok(b"aa".to_vec()));
            assert_eq!(kept.or(b"b", make), Ok(b"bb".to_vec()));
            assert_eq!(kept.or(b"", make), Err(PdfFault::Damaged));
        }
        assert_eq!(count.get(), 3);
    }

    #[test]
    fn no_more_is_kept_than_there_is_room_for() {
        let (kept, count) = (Kept::new(), Cell::new(0));
        let make = |bytes: &[u8]| {
            count.set(count.get() + 1);
            Ok(vec![bytes[0]; MOST / 2 + 1])
        };
        for name in [b"a", b"b", b"a", b"a"] {
            assert_eq!(kept.or(name, make).unwrap()[0], name[0]);
        }
        assert_eq!(count.get(), 3, "a goes for b, and b for a");
        let huge = |_: &[u8]| Ok(vec![0; MOST + 1]);
        assert_eq!(kept.or(b"c", huge).unwrap().len(), MOST + 1);
        assert!(kept.of.lock().unwrap().1 <= MOST);
    }
}
