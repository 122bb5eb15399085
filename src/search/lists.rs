//! The lists of records as texts. A long list is cut: its beginning, the records of
//! most weight, stands with its term; the rest stands under keys of its own and is
//! fetched only when it can still matter.

use super::encode::{ascending, browser_cmp, number};
use super::postings::{List, OWN, PAIR, Postings};
use super::shards::{Entry, Packed};
use rayon::prelude::*;
use std::ops::Range;

/// Records that stand with their term.
const HEAD: usize = 2500;
/// Records of each further part.
const PART: usize = 12_000;

/// Terms whose lists are written together.
const TOGETHER: usize = 1024;

/// Every list under its term, in the order of a browser.
pub(super) fn entries(postings: &Postings) -> Packed {
    let terms = postings.terms();
    let before = terms.partition_point(|term| term.as_str() < PAIRS);
    let mut parts = Vec::new();
    let mut all = Packed::default();
    for part in written(0..before, &|at, out| write(postings.get(at), out)) {
        all.append(&part.entries);
        parts.extend(part.parts);
    }
    let pairs = |left, out: &mut Written| {
        postings.pairs.of_left(left, terms, &mut |term, list| write((term, list), out));
    };
    for part in written(0..terms.len(), &pairs) {
        all.append(&part.entries);
        parts.extend(part.parts);
    }
    let after = written(before..terms.len(), &|at, out| write(postings.get(at), out));
    parts.extend(after.iter().flat_map(|part| part.parts.iter().cloned()));
    parts.sort_unstable_by(|a, b| browser_cmp(&a.key, &b.key));
    for part in &parts {
        all.push(&part.key, &part.value);
    }
    for part in &after {
        all.append(&part.entries);
    }
    all
}

/// Where the pairs stand in the order of terms: behind the words of one meaning (`!`),
/// before the parts of long lists (`+`), which are before words and characters.
const PAIRS: &str = match PAIR {
    '&' => "&",
    _ => panic!("the order of terms is that of their first signs"),
};

/// Lists as written, and the further parts of long ones.
#[derive(Default)]
struct Written {
    entries: Packed,
    parts: Vec<Entry>,
}

fn written(range: Range<usize>, one: &(dyn Fn(usize, &mut Written) + Sync)) -> Vec<Written> {
    let (start, end) = (range.start, range.end);
    let pieces = (end - start).div_ceil(TOGETHER);
    let piece = |piece: usize| {
        let mut out = Written::default();
        let from = start + piece * TOGETHER;
        (from..end.min(from + TOGETHER)).for_each(|at| one(at, &mut out));
        out
    };
    (0..pieces).into_par_iter().map(piece).collect()
}

fn write((term, list): (&str, List<'_>), out: &mut Written) {
    if list.len() <= HEAD {
        return out.entries.add(term, |value| {
            number(value, 0);
            tiers(value, list);
        });
    }
    let mut by_weight: Vec<u32> = list.to_vec();
    by_weight.sort_by_key(|record| std::cmp::Reverse(record & 7));
    let (head, rest) = by_weight.split_at(HEAD);
    let parts: Vec<&[u32]> = rest.chunks(PART).collect();
    out.entries.add(term, |value| {
        number(value, parts.len() as u32);
        number(value, rest.len() as u32);
        number(value, rest[0] & 7);
        tiers(value, head);
    });
    for (at, part) in parts.into_iter().enumerate() {
        let mut value = String::new();
        tiers(&mut value, part);
        out.parts.push(Entry { key: format!("+{term} {at}"), value });
    }
}

/// For each tier from the highest: how many, and which. Records of one tier ascend.
fn tiers(out: &mut String, records: &[u32]) {
    for tier in (1..=u32::from(OWN)).rev() {
        let of_tier = records.iter().filter(|record| *record & 7 == tier);
        number(out, of_tier.clone().count() as u32);
        ascending(out, of_tier.map(|record| record >> 3));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::shards::Dictionary;

    #[test]
    fn a_long_list_keeps_the_weightiest_with_its_term() {
        let list: Vec<u32> = (0..3000).map(|n| n << 3 | if n >= 2990 { 4 } else { 1 }).collect();
        let mut out = Written::default();
        write(("a", &list), &mut out);
        assert_eq!((out.entries.len(), out.parts.len()), (1, 1));
        assert_eq!(out.parts[0].key, "+a 0");
        let mut rest = String::new();
        tiers(&mut rest, &(2490..2990).map(|n| n << 3 | 1).collect::<Vec<_>>());
        assert_eq!(out.parts[0].value, rest);
        // One part, of five hundred records of the first tier; nobody's own id; ten of the
        // fourth tier.
        let value = out.entries.get(0).1;
        assert!(value.starts_with("!hU! +"), "{}", &value[..12]);
    }
}
