//! Words beside each other, with the records in which they stand so. There are far more
//! pairs than words, so a pair is two numbers here and becomes a text only in its file.

use super::postings::{PAIR, lists};
use rayon::prelude::*;

/// A pair in a record; the words are numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Paired {
    pub(super) left: u32,
    pub(super) right: u32,
    /// `number << 3 | tier`.
    pub(super) record: u32,
}

/// Every pair with its records, in the order of the words: by the left one, then by the
/// right one. That is the order of their terms, since the blank between the words comes
/// before every letter.
#[derive(Clone, Debug, Default)]
pub(super) struct Pairs {
    /// By left word: where its items end.
    ends: Vec<u32>,
    /// `right << 32 | record`, ascending for each left word.
    items: Vec<u64>,
}

impl Pairs {
    /// Puts pairs together. With each part stands what its numbers of words are among
    /// all words in their order; records ascend from part to part.
    pub(super) fn of(words: usize, parts: &[(&[Paired], &Vec<u32>)]) -> Self {
        let (ends, mut items) = lists(words, || {
            parts.iter().flat_map(|(pairs, ranks)| {
                pairs.iter().map(|pair| {
                    let right = u64::from(ranks[pair.right as usize]);
                    (ranks[pair.left as usize], right << 32 | u64::from(pair.record))
                })
            })
        });
        let mut of_left: Vec<&mut [u64]> = Vec::with_capacity(words);
        let (mut rest, mut start) = (items.as_mut_slice(), 0);
        for &end in &ends {
            let (own, others) = rest.split_at_mut((end - start) as usize);
            of_left.push(own);
            (rest, start) = (others, end);
        }
        of_left.into_par_iter().for_each(<[u64]>::sort_unstable);
        Self { ends, items }
    }

    /// Gives the pairs of one left word: their terms, made of all words, and records.
    pub(super) fn of_left(
        &self,
        left: usize,
        words: &[String],
        give: &mut impl FnMut(&str, &[u32]),
    ) {
        let start = if left == 0 { 0 } else { self.ends[left - 1] };
        let items = &self.items[start as usize..self.ends[left] as usize];
        let (mut term, mut records) = (String::new(), Vec::new());
        for same in items.chunk_by(|a, b| a >> 32 == b >> 32) {
            term.clear();
            term.push(PAIR);
            term.extend([words[left].as_str(), " ", words[(same[0] >> 32) as usize].as_str()]);
            records.clear();
            records.extend(same.iter().map(|&item| item as u32));
            give(&term, &records);
        }
    }
}
