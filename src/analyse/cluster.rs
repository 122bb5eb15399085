//! Near-duplicate symptoms without fault code (`domain.md` §4.7): TF-IDF over CJK
//! characters and bigrams and Latin runs, average-linkage clusters. Suggestions
//! only: nothing is ever coded silently. Only distinct texts are clustered.

use super::similarity::{Corpus, Weighted, tokens};
use crate::catalog::{Catalog, CodeIx, Restricted};
use crate::model::Sym;
use crate::model::events::{Event, TextField};
use hashbrown::{HashMap, HashSet};
use std::collections::{BTreeMap, BTreeSet};
use unicode_normalization::UnicodeNormalization;

/// Similarity from which clusters are joined.
pub const JOIN_AT: f64 = 0.45;
/// Uncoded failures with a text below which there is no cluster at all; distinct
/// texts below which they are not compared, so that only equal ones meet.
pub const TEXTS_NEEDED: usize = 5;

/// Texts that say the same, or nearly.
#[derive(Clone, Debug, PartialEq)]
pub struct Cluster {
    /// The text most like all others, as the first of its events has it.
    pub title: String,
    /// Its uncoded failures, in order.
    pub events: Vec<u32>,
    /// Devices they befell.
    pub devices: u64,
    /// Distinct texts in it.
    pub texts: u32,
    /// A known code it resembles, with the cosine; a suggestion.
    pub suggestion: Option<(CodeIx, f64)>,
}

/// Clusters of uncoded failures.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClusterFacts {
    /// In order of their first event; single failures are clusters of one.
    pub clusters: Vec<Cluster>,
    /// By event position: its cluster; `None` for coded or textless ones.
    pub of_event: Vec<Option<u32>>,
    /// Distinct texts found.
    pub distinct_texts: usize,
    /// At least [`TEXTS_NEEDED`] distinct texts.
    pub enough: bool,
}

/// Phrases that say nothing about the fault.
const FIXED_PHRASES: [&str; 5] = ["客户反映", "设备", "出现", "现象", "报修"];
/// Cosine from which a known code is suggested.
const SUGGEST_AT: f64 = 0.5;
/// And by which it must lead the next.
const SUGGEST_LEAD: f64 = 0.1;
/// Coded texts that tell what codes look like.
const MAX_CODED_TEXTS: usize = 5000;

/// Failures that say the same in the same words.
struct SameText {
    tokens: Vec<String>,
    events: Vec<u32>,
}

/// The clusters of a catalog's failures without fault code.
pub fn clusters(catalog: &Restricted<Catalog>) -> ClusterFacts {
    let words = Words::new(catalog);
    let mut texts = same_texts(catalog, &words);
    let distinct_texts = texts.len();
    if texts.iter().map(|text| text.events.len()).sum::<usize>() < TEXTS_NEEDED {
        let of_event = vec![None; catalog.records.events.len()];
        return ClusterFacts { of_event, distinct_texts, ..ClusterFacts::default() };
    }
    texts.sort_by_key(|t| t.events[0]);
    let enough = distinct_texts >= TEXTS_NEEDED;
    let tokens: Vec<Vec<String>> = texts.iter().map(|t| t.tokens.clone()).collect();
    let mut corpus = Corpus::new(&tokens);
    let groups =
        if enough { corpus.clusters(JOIN_AT) } else { (0..texts.len()).map(|t| vec![t]).collect() };
    let codes =
        if enough { Centroids::new(catalog, &words, &mut corpus) } else { Centroids::default() };
    let mut out: Vec<Cluster> =
        groups.iter().map(|group| cluster(catalog, &texts, group, &corpus, &codes)).collect();
    out.sort_by_key(|c| c.events[0]);
    let mut of_event = vec![None; catalog.records.events.len()];
    for (position, cluster) in out.iter().enumerate() {
        for &event in &cluster.events {
            of_event[event as usize] = Some(position as u32);
        }
    }
    ClusterFacts { clusters: out, of_event, distinct_texts, enough }
}

fn cluster(
    catalog: &Catalog,
    texts: &[SameText],
    group: &[usize],
    corpus: &Corpus,
    codes: &Centroids,
) -> Cluster {
    let medoid = corpus.medoid(group).unwrap_or(group[0]);
    let mut events: Vec<u32> =
        group.iter().flat_map(|&t| texts[t].events.iter().copied()).collect();
    events.sort_unstable();
    Cluster {
        title: raw_text(catalog, texts[medoid].events[0]),
        devices: devices(catalog, &events),
        texts: group.len() as u32,
        suggestion: codes.suggest(corpus.text(medoid)),
        events,
    }
}

fn devices(catalog: &Catalog, events: &[u32]) -> u64 {
    let devices = events.iter().filter_map(|&row| catalog.links[row as usize].device);
    devices.collect::<BTreeSet<_>>().len() as u64
}

/// The customer's words, else the cause.
fn raw_text(catalog: &Catalog, row: u32) -> String {
    let event = catalog.records.events.get(row as usize);
    let symptom = event.text(TextField::Symptom).trim();
    let text = if symptom.is_empty() { event.text(TextField::Cause).trim() } else { symptom };
    text.to_owned()
}

/// Uncoded failures by what they say, in order of their first event. Rows with the
/// same two cells are looked at once.
fn same_texts(catalog: &Catalog, words: &Words) -> Vec<SameText> {
    let mut of_cells: HashMap<(Sym, Sym), Option<usize>> = HashMap::new();
    let mut of_tokens: HashMap<Vec<String>, usize> = HashMap::new();
    let mut out: Vec<SameText> = Vec::new();
    for (event, links) in catalog.records.events.iter().zip(&catalog.links) {
        if !links.is_failure || links.code.is_some() {
            continue;
        }
        let cells = (event.sym(TextField::Symptom), event.sym(TextField::Cause));
        let text = *of_cells.entry(cells).or_insert_with(|| {
            let tokens = words.tokens(event);
            if tokens.is_empty() {
                return None;
            }
            Some(*of_tokens.entry(tokens).or_insert_with_key(|tokens| {
                out.push(SameText { tokens: tokens.clone(), events: Vec::new() });
                out.len() - 1
            }))
        });
        if let Some(text) = text {
            out[text].events.push(event.row() as u32);
        }
    }
    out
}

/// What is done to a text before it is taken apart.
struct Words {
    /// A word and the one that stands for its group, longest first.
    synonyms: Vec<(String, String)>,
}

impl Words {
    fn new(catalog: &Catalog) -> Self {
        let fold = |text: &str| text.nfkc().flat_map(char::to_lowercase).collect::<String>();
        let mut synonyms = Vec::new();
        for group in &catalog.records.synonyms {
            let Some((first, others)) = group.split_first() else { continue };
            synonyms.extend(others.iter().map(|other| (fold(other), fold(first))));
        }
        synonyms.retain(|(from, to)| !from.trim().is_empty() && from != to);
        synonyms.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b)));
        Self { synonyms }
    }

    fn tokens(&self, event: Event<'_>) -> Vec<String> {
        let cells = [event.text(TextField::Symptom), event.text(TextField::Cause)];
        self.of_text(&cells.join("\n"))
    }

    fn of_text(&self, text: &str) -> Vec<String> {
        let mut text: String = text.nfkc().flat_map(char::to_lowercase).collect();
        for phrase in FIXED_PHRASES {
            if text.contains(phrase) {
                text = text.replace(phrase, " ");
            }
        }
        for (from, to) in &self.synonyms {
            if text.contains(from.as_str()) {
                text = text.replace(from.as_str(), to);
            }
        }
        tokens(&text)
    }
}

/// What each code's own texts look like.
#[derive(Default)]
struct Centroids {
    /// By token: codes and weights.
    holders: BTreeMap<u32, Vec<(CodeIx, f64)>>,
}

impl Centroids {
    fn new(catalog: &Catalog, words: &Words, corpus: &mut Corpus) -> Self {
        let mut seen: HashSet<(CodeIx, Sym)> = HashSet::new();
        let mut sums: BTreeMap<CodeIx, BTreeMap<u32, f64>> = BTreeMap::new();
        let coded = catalog.records.events.iter().zip(&catalog.links);
        for (event, links) in coded.filter(|(_, links)| links.is_failure) {
            let Some(code) = links.code else { continue };
            let symptom = event.sym(TextField::Symptom);
            if seen.len() >= MAX_CODED_TEXTS || !symptom.is_some() || !seen.insert((code, symptom))
            {
                continue;
            }
            let sum = sums.entry(code).or_default();
            for (token, weight) in corpus.weigh(&words.tokens(event)) {
                *sum.entry(token).or_insert(0.0) += weight;
            }
        }
        let mut out = Self::default();
        for (code, sum) in sums {
            let length = sum.values().map(|w| w * w).sum::<f64>().sqrt();
            for (token, weight) in sum {
                out.holders.entry(token).or_default().push((code, weight / length));
            }
        }
        out
    }

    /// The code a text resembles, if one clearly does.
    fn suggest(&self, text: &Weighted) -> Option<(CodeIx, f64)> {
        let mut alike: BTreeMap<CodeIx, f64> = BTreeMap::new();
        for (token, weight) in text {
            for (code, other) in self.holders.get(token).into_iter().flatten() {
                *alike.entry(*code).or_insert(0.0) += weight * other;
            }
        }
        let mut best: Vec<(CodeIx, f64)> = alike.into_iter().collect();
        best.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let first = *best.first()?;
        let next = best.get(1).map_or(0.0, |b| b.1);
        (first.1 >= SUGGEST_AT && first.1 - next >= SUGGEST_LEAD).then_some(first)
    }
}
