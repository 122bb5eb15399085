//! The lists of records as texts. A long list is cut: its beginning, the records of
//! most weight, stands with its term; the rest stands under keys of its own and is
//! fetched only when it can still matter.

use super::encode::{ascending, browser_cmp, number};
use super::postings::{List, OWN, Postings};
use super::shards::Entry;
use rayon::prelude::*;

/// Records that stand with their term.
const HEAD: usize = 2500;
/// Records of each further part.
const PART: usize = 12_000;

/// Every list under its term, in the order of a browser.
pub(super) fn entries(postings: &Postings) -> Vec<Entry> {
    let mut entries: Vec<Entry> = (0..postings.len())
        .into_par_iter()
        .flat_map_iter(|at| {
            let (term, list) = postings.get(at);
            of_term(term, list)
        })
        .collect();
    entries.par_sort_unstable_by(|a, b| browser_cmp(&a.key, &b.key));
    entries
}

fn of_term(term: &str, list: List<'_>) -> Vec<Entry> {
    let mut by_weight: Vec<u32> = list.to_vec();
    if list.len() > HEAD {
        by_weight.sort_by_key(|record| std::cmp::Reverse(record & 7));
    }
    let (head, rest) = by_weight.split_at(list.len().min(HEAD));
    let parts: Vec<&[u32]> = rest.chunks(PART).collect();
    let mut value = String::new();
    number(&mut value, parts.len() as u32);
    if let Some(first) = rest.first() {
        number(&mut value, rest.len() as u32);
        number(&mut value, first & 7);
    }
    tiers(&mut value, head);
    let mut entries = vec![Entry { key: term.to_owned(), value }];
    for (at, part) in parts.into_iter().enumerate() {
        let mut value = String::new();
        tiers(&mut value, part);
        entries.push(Entry { key: format!("+{term} {at}"), value });
    }
    entries
}

/// For each tier from the highest: how many, and which.
fn tiers(out: &mut String, records: &[u32]) {
    for tier in (1..=u32::from(OWN)).rev() {
        let mut of_tier: Vec<u32> =
            records.iter().filter(|r| *r & 7 == tier).map(|r| r >> 3).collect();
        of_tier.sort_unstable();
        number(out, of_tier.len() as u32);
        ascending(out, of_tier);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_keeps_the_weightiest_with_its_term() {
        let list: Vec<u32> = (0..3000).map(|n| n << 3 | if n >= 2990 { 4 } else { 1 }).collect();
        let entries = of_term("a", &list);
        assert_eq!(entries.len(), 2);
        assert_eq!(entries[1].key, "+a 0");
        let mut rest = String::new();
        tiers(&mut rest, &(2490..2990).map(|n| n << 3 | 1).collect::<Vec<_>>());
        assert_eq!(entries[1].value, rest);
        // One part, of five hundred records of the first tier; nobody's own id; ten of the
        // fourth tier.
        assert!(entries[0].value.starts_with("!hU! +"), "{}", &entries[0].value[..12]);
    }
}
