//! Clusters of more texts than can be compared with each other (`domain.md` §4.7), in time
//! that grows with their number. The texts come in portions. Each text of a portion joins
//! the cluster of former portions to whose texts its mean cosine is greatest, if that is
//! enough; the others are put together among themselves, exactly, and become new clusters.
//! No two clusters could still be joined by that mean: it is the mean of what each text of
//! the later one has to the earlier one, and none of them had enough when its portion came.
//!
//! An inverted index from tokens to clusters names the few clusters a text may join; it is
//! asked for the text's rarest tokens first, and for a bounded number of clusters (where
//! only frequent words are shared, a further cluster may be missed). What is decided depends
//! on the order of the texts alone, never on threads.

use super::similarity::{Corpus, Weighted};
use hashbrown::HashMap;
use rayon::prelude::*;

/// The most clusters that a text is held against.
const CANDIDATES: usize = 64;

/// The clusters of a corpus; each ascending, in order of their first text.
pub(super) fn clusters(corpus: &Corpus, portion: usize, join_at: f64) -> Vec<Vec<usize>> {
    let mut made = Made::default();
    let all: Vec<usize> = (0..corpus.len()).collect();
    for portion in all.chunks(portion.max(1)) {
        let closest: Vec<Option<u32>> = portion
            .par_iter()
            .map_init(
                || vec![0; made.clusters.len()],
                |seen, &text| made.closest(corpus, text, join_at, seen),
            )
            .collect();
        let mut alone = Vec::new();
        for (&text, cluster) in portion.iter().zip(closest) {
            match cluster {
                Some(cluster) => made.join(corpus, cluster, text),
                None => alone.push(text),
            }
        }
        for texts in corpus.clusters_at_once(&alone, join_at) {
            made.found(corpus, &texts);
        }
    }
    let mut out: Vec<Vec<usize>> = made.clusters.into_iter().map(|of| of.texts).collect();
    for texts in &mut out {
        texts.sort_unstable();
    }
    out.sort_unstable();
    out
}

/// The clusters of the portions so far.
#[derive(Default)]
struct Made {
    clusters: Vec<Cluster>,
    /// By token, the clusters with a text that has it, ascending.
    holders: HashMap<u32, Vec<u32>>,
}

/// Texts on their way, and the sum of their vectors.
#[derive(Default)]
struct Cluster {
    texts: Vec<usize>,
    sum: HashMap<u32, f64>,
}

impl Made {
    /// A new cluster of some texts.
    fn found(&mut self, corpus: &Corpus, texts: &[usize]) {
        let cluster = self.clusters.len() as u32;
        self.clusters.push(Cluster::default());
        for &text in texts {
            self.join(corpus, cluster, text);
        }
    }

    fn join(&mut self, corpus: &Corpus, cluster: u32, text: usize) {
        let of = &mut self.clusters[cluster as usize];
        of.texts.push(text);
        for &(token, weight) in corpus.text(text) {
            if let Some(sum) = of.sum.get_mut(&token) {
                *sum += weight;
            } else {
                of.sum.insert(token, weight);
                self.holders.entry(token).or_default().push(cluster);
            }
        }
    }

    /// The cluster that a text is most like, if it is enough; the earlier one among
    /// equals. `seen` has a mark a cluster: the last text held against it.
    ///
    /// Tokens are followed from the one that fewest clusters hold. A cluster that holds
    /// none of those followed can be no more alike than the length of the others, which
    /// ends the search.
    fn closest(
        &self,
        corpus: &Corpus,
        text: usize,
        join_at: f64,
        seen: &mut [usize],
    ) -> Option<u32> {
        let mut tokens: Vec<(&[u32], f64)> = corpus
            .text(text)
            .iter()
            .map(|(token, weight)| {
                (self.holders.get(token).map_or(&[][..], Vec::as_slice), *weight)
            })
            .collect();
        tokens.sort_by_key(|(clusters, _)| clusters.len());
        let (mut rest, mut left) = (1.0_f64, CANDIDATES);
        let mut best: (f64, Option<u32>) = (join_at - 1e-12, None);
        for (clusters, weight) in tokens {
            if rest.max(0.0).sqrt() + 1e-9 < best.0 || left == 0 {
                break;
            }
            rest -= weight * weight;
            for &cluster in clusters {
                if left == 0 {
                    break;
                }
                if std::mem::replace(&mut seen[cluster as usize], text + 1) == text + 1 {
                    continue;
                }
                left -= 1;
                let alike = self.clusters[cluster as usize].likeness(corpus.text(text));
                let earlier = best.1.is_some_and(|of| cluster < of);
                if alike > best.0 || (alike >= best.0 && (best.1.is_none() || earlier)) {
                    best = (alike, Some(cluster));
                }
            }
        }
        best.1
    }
}

impl Cluster {
    /// The mean cosine of a text to those of the cluster.
    fn likeness(&self, text: &Weighted) -> f64 {
        let shared = text.iter().filter_map(|(token, weight)| Some(weight * self.sum.get(token)?));
        shared.sum::<f64>() / self.texts.len() as f64
    }
}
