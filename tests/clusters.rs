//! Similar symptoms without a fault code, in numbers that nobody can compare with each
//! other: kinds stay together across portions, any number takes time in proportion, and up
//! to a portion the clusters are those of the exact comparison.
#![allow(clippy::disallowed_methods, reason = "a test of speed reads the clock")]

mod symptoms;

use faultbook::analyse::cluster::JOIN_AT;
use faultbook::analyse::similarity::{Corpus, tokens};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};
use symptoms::{Symptoms, symptoms};

fn corpus(made: &Symptoms) -> Corpus {
    Corpus::new(&made.texts.iter().map(|text| tokens(text)).collect::<Vec<_>>())
}

#[test]
fn up_to_a_portion_every_text_is_compared_at_once() {
    let made = symptoms(900, 200, 3);
    let corpus = corpus(&made);
    let all: Vec<usize> = (0..900).collect();
    let at_once = corpus.clusters_at_once(&all, JOIN_AT);
    assert_eq!(corpus.clusters(JOIN_AT), at_once);
    assert_eq!(corpus.clusters_in_portions(900, JOIN_AT), at_once);
}

#[test]
fn kinds_stay_together_across_portions_on_any_number_of_threads() {
    let made = symptoms(4000, 300, 3);
    let corpus = corpus(&made);
    let clusters = corpus.clusters_in_portions(500, JOIN_AT);
    let mut texts: Vec<usize> = clusters.iter().flatten().copied().collect();
    texts.sort_unstable();
    assert!(texts.into_iter().eq(0..made.texts.len()), "each text is in one cluster");
    let kinds_of = |cluster: &Vec<usize>| -> BTreeSet<usize> {
        cluster.iter().map(|&text| made.kinds[text]).collect()
    };
    let found: Vec<BTreeSet<usize>> = clusters.iter().map(kinds_of).collect();
    let kinds: BTreeSet<usize> = made.kinds.iter().copied().collect();
    assert!(found.iter().all(|kinds| kinds.len() == 1), "no cluster mixes kinds");
    assert_eq!(found.len(), kinds.len(), "no kind is taken apart");
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
    assert_eq!(one.install(|| corpus.clusters_in_portions(500, JOIN_AT)), clusters);
}

#[test]
fn ten_times_the_texts_take_about_ten_times_as_long() {
    let time = |count: usize| {
        // The more texts, the more kinds: what is compared with every cluster shows.
        let made = symptoms(count, count / 2, 11);
        let corpus = corpus(&made);
        let once = |_| {
            let started = Instant::now();
            let clusters = corpus.clusters_in_portions(150, JOIN_AT);
            assert!(!clusters.is_empty());
            started.elapsed()
        };
        (0..3).map(once).min().unwrap_or(Duration::ZERO)
    };
    let (few, many) = (time(800), time(8000));
    println!("800 texts: {few:?}, 8,000 texts: {many:?}");
    assert!(many < few * 40, "800 texts took {few:?}, 8,000 texts {many:?}");
}
