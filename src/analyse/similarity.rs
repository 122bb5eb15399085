//! How alike two short texts are (`domain.md` §4.7): tokens of CJK and Latin script,
//! TF-IDF weights, cosines, and average-linkage clusters. Plain texts in, positions
//! out; which texts are asked about is `cluster`'s business.

use super::many_texts;
use hashbrown::HashMap;
use rayon::prelude::*;
use unicode_normalization::UnicodeNormalization;

/// The tokens of a text: NFKC, lower case; runs of letters and digits whole; runs of
/// Han, kana or hangul as single characters, then as adjacent pairs.
pub fn tokens(text: &str) -> Vec<String> {
    let folded: String = text.nfkc().flat_map(char::to_lowercase).collect();
    let mut out = Vec::new();
    let mut run: Vec<char> = Vec::new();
    let mut kind = Kind::Separator;
    for c in folded.chars().chain(std::iter::once(' ')) {
        let next = Kind::of(c);
        if next != kind {
            flush(kind, &run, &mut out);
            run.clear();
            kind = next;
        }
        run.push(c);
    }
    out
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Word,
    Cjk,
    Separator,
}

impl Kind {
    fn of(c: char) -> Self {
        let cjk = matches!(c,
            '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}'
            | '\u{3040}'..='\u{30ff}' | '\u{ac00}'..='\u{d7af}');
        match c {
            _ if cjk => Self::Cjk,
            c if c.is_alphanumeric() => Self::Word,
            _ => Self::Separator,
        }
    }
}

fn flush(kind: Kind, run: &[char], out: &mut Vec<String>) {
    match kind {
        Kind::Separator => {}
        Kind::Word => out.push(run.iter().collect()),
        Kind::Cjk => {
            out.extend(run.iter().map(char::to_string));
            out.extend(run.windows(2).map(|pair| pair.iter().collect::<String>()));
        }
    }
}

/// A weighted text: token numbers ascending, weights of length 1 in all.
pub type Weighted = Vec<(u32, f64)>;

/// Weighted texts that can be compared.
#[derive(Clone, Debug, Default)]
pub struct Corpus {
    vocabulary: HashMap<String, u32>,
    /// Documents by token; 0 for tokens met only in texts weighed later.
    frequency: Vec<u32>,
    texts: Vec<Weighted>,
}

impl Corpus {
    /// The corpus of texts, by their tokens.
    pub fn new(texts: &[Vec<String>]) -> Self {
        let mut out = Self::default();
        let counted: Vec<Vec<(u32, f64)>> = texts.iter().map(|t| out.count(t)).collect();
        for text in &counted {
            for &(token, _) in text {
                out.frequency[token as usize] += 1;
            }
        }
        let total = texts.len();
        out.texts = counted.into_iter().map(|text| out.weighted(text, total)).collect();
        out
    }

    /// Texts in it.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// True where there are none.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// A text of the corpus.
    pub fn text(&self, position: usize) -> &Weighted {
        &self.texts[position]
    }

    /// Weighs a further text by the corpus' own frequencies.
    pub fn weigh(&mut self, tokens: &[String]) -> Weighted {
        let counted = self.count(tokens);
        self.weighted(counted, self.texts.len())
    }

    fn count(&mut self, tokens: &[String]) -> Vec<(u32, f64)> {
        let mut numbers: Vec<u32> = tokens.iter().map(|t| self.number(t)).collect();
        numbers.sort_unstable();
        let groups = numbers.chunk_by(|a, b| a == b);
        groups.map(|group| (group[0], group.len() as f64)).collect()
    }

    fn number(&mut self, token: &str) -> u32 {
        if let Some(&number) = self.vocabulary.get(token) {
            return number;
        }
        let number = self.frequency.len() as u32;
        self.vocabulary.insert(token.to_owned(), number);
        self.frequency.push(0);
        number
    }

    /// tf × (ln((1 + N)/(1 + df)) + 1), scaled to length 1.
    fn weighted(&self, mut text: Vec<(u32, f64)>, total: usize) -> Weighted {
        for (token, weight) in &mut text {
            let df = f64::from(self.frequency[*token as usize]);
            *weight *= ((1.0 + total as f64) / (1.0 + df)).ln() + 1.0;
        }
        let length = text.iter().map(|t| t.1 * t.1).sum::<f64>().sqrt();
        if length > 0.0 {
            for (_, weight) in &mut text {
                *weight /= length;
            }
        }
        text
    }

    /// Pairs (later, earlier) of some ascending texts that are at least so alike, in order.
    /// Candidates share one of the rarer tokens of both; nothing is missed by that
    /// (`telling`).
    pub fn pairs(&self, texts: &[usize], at_least: f64) -> Vec<(u32, u32)> {
        let telling: Vec<Vec<u32>> =
            texts.par_iter().map(|&text| self.telling(text, at_least)).collect();
        // Few texts of a large corpus have few of its tokens.
        let mut holders: HashMap<u32, Vec<u32>> = HashMap::new();
        for (position, tokens) in telling.iter().enumerate() {
            for &token in tokens {
                holders.entry(token).or_default().push(position as u32);
            }
        }
        let of_text = |seen: &mut Vec<u32>, later: usize| {
            let mut found = Vec::new();
            for &token in &telling[later] {
                let earlier = holders[&token].iter();
                for &earlier in earlier.take_while(|&&e| (e as usize) < later) {
                    let mark = std::mem::replace(&mut seen[earlier as usize], later as u32 + 1);
                    let (a, b) = (texts[later], texts[earlier as usize]);
                    let alike = || cosine(&self.texts[a], &self.texts[b]);
                    if mark != later as u32 + 1 && alike() >= at_least {
                        found.push((a as u32, b as u32));
                    }
                }
            }
            found.sort_unstable();
            found
        };
        let positions = (0..texts.len()).into_par_iter();
        positions.map_init(|| vec![0_u32; texts.len()], of_text).collect::<Vec<_>>().concat()
    }

    /// A text's tokens but for its most frequent ones, which together weigh less than
    /// the likeness asked for: two texts so alike have their rarest common token among
    /// these, for what lies behind it cannot make up the cosine.
    fn telling(&self, text: usize, at_least: f64) -> Vec<u32> {
        let mut tokens = self.texts[text].clone();
        tokens.sort_unstable_by_key(|t| (self.frequency[t.0 as usize], t.0));
        let mut left_out = 0.0;
        while let Some(&(_, weight)) = tokens.last() {
            left_out += weight * weight;
            if left_out >= at_least * at_least - 1e-9 {
                break;
            }
            tokens.pop();
        }
        tokens.into_iter().map(|t| t.0).collect()
    }

    /// Clusters by average linkage: joined while the mean cosine between two is at
    /// least `join_at`. Each ascending, in order of their first text. More than
    /// [`AT_ONCE`] texts are put together portion by portion (`many_texts`).
    pub fn clusters(&self, join_at: f64) -> Vec<Vec<usize>> {
        if self.len() <= AT_ONCE {
            return self.clusters_at_once(&(0..self.len()).collect::<Vec<_>>(), join_at);
        }
        self.clusters_in_portions(AT_ONCE, join_at)
    }

    /// The clusters of texts that are put together so many at a time.
    pub fn clusters_in_portions(&self, portion: usize, join_at: f64) -> Vec<Vec<usize>> {
        many_texts::clusters(self, portion, join_at)
    }

    /// The clusters of some ascending texts, each compared with each that it may be like.
    pub fn clusters_at_once(&self, whole: &[usize], join_at: f64) -> Vec<Vec<usize>> {
        // Two clusters with a mean of `join_at` hold a pair of at least that, so no
        // cluster reaches beyond texts connected by such pairs.
        let pairs = self.pairs(whole, join_at);
        let mut out: Vec<Vec<usize>> = Vec::new();
        let mut open =
            connected(whole, &pairs).into_iter().map(|c| (c, join_at)).collect::<Vec<_>>();
        while let Some((texts, at_least)) = open.pop() {
            if texts.len() <= MAX_DENSE {
                out.extend(self.average_linkage(&texts, join_at));
            } else if at_least > 0.9 {
                out.push(texts);
            } else {
                let closer = self.closer(&pairs, &texts, at_least + 0.1);
                open.extend(connected(&texts, &closer).into_iter().map(|c| (c, at_least + 0.1)));
            }
        }
        out.sort_unstable();
        out
    }

    fn closer(&self, pairs: &[(u32, u32)], texts: &[usize], at_least: f64) -> Vec<(u32, u32)> {
        let inside = |t: u32| texts.binary_search(&(t as usize)).is_ok();
        let alike = |&&(a, b): &&(u32, u32)| {
            inside(a) && cosine(&self.texts[a as usize], &self.texts[b as usize]) >= at_least
        };
        pairs.iter().filter(alike).copied().collect()
    }

    /// Average linkage of a few texts, ties to the lower positions.
    fn average_linkage(&self, texts: &[usize], join_at: f64) -> Vec<Vec<usize>> {
        let mut linkage = Linkage::new(self, texts);
        while linkage.join_closest(join_at) {}
        let members = linkage.members.into_iter().filter(|m| !m.is_empty());
        members
            .map(|mut m| {
                m.sort_unstable();
                m
            })
            .collect()
    }

    /// The text of a cluster that is most like all others of it.
    pub fn medoid(&self, texts: &[usize]) -> Option<usize> {
        // A very large cluster is told by its first texts: all of them say the same.
        let sample = &texts[..texts.len().min(MAX_DENSE)];
        let likeness = |&t: &usize| -> f64 {
            sample.iter().map(|&other| cosine(&self.texts[t], &self.texts[other])).sum()
        };
        let scored = sample.iter().map(|t| (likeness(t), *t));
        scored.reduce(|best, next| if next.0 > best.0 + 1e-12 { next } else { best }).map(|s| s.1)
    }
}

/// The cosine of two weighted texts.
pub fn cosine(a: &Weighted, b: &Weighted) -> f64 {
    let (mut i, mut j, mut total) = (0, 0, 0.0);
    while i < a.len() && j < b.len() {
        match a[i].0.cmp(&b[j].0) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                total += a[i].1 * b[j].1;
                (i, j) = (i + 1, j + 1);
            }
        }
    }
    total
}

/// The most texts that are compared at once.
pub const AT_ONCE: usize = 5000;

/// The most texts compared each with each; a larger set of connected texts is first
/// taken apart at closer likeness.
const MAX_DENSE: usize = 400;

/// Groups of positions connected by pairs, each ascending.
fn connected(texts: &[usize], pairs: &[(u32, u32)]) -> Vec<Vec<usize>> {
    let mut parent: Vec<usize> = (0..texts.len()).collect();
    let place = |t: u32| texts.binary_search(&(t as usize));
    for &(a, b) in pairs {
        if let (Ok(a), Ok(b)) = (place(a), place(b)) {
            let (a, b) = (root(&mut parent, a), root(&mut parent, b));
            parent[a.max(b)] = a.min(b);
        }
    }
    let mut groups: Vec<Vec<usize>> = vec![Vec::new(); texts.len()];
    for (at, &text) in texts.iter().enumerate() {
        groups[root(&mut parent, at)].push(text);
    }
    groups.into_iter().filter(|g| !g.is_empty()).collect()
}

fn root(parent: &mut [usize], mut at: usize) -> usize {
    while parent[at] != at {
        parent[at] = parent[parent[at]];
        at = parent[at];
    }
    at
}

/// Clusters on their way; the sums of cosines between them.
struct Linkage {
    members: Vec<Vec<usize>>,
    sums: Vec<f64>,
    /// By cluster, the later one it is closest to.
    best: Vec<Option<(f64, usize)>>,
}

impl Linkage {
    fn new(corpus: &Corpus, texts: &[usize]) -> Self {
        let n = texts.len();
        let mut sums = vec![0.0; n * n];
        for a in 0..n {
            for b in a + 1..n {
                let alike = cosine(&corpus.texts[texts[a]], &corpus.texts[texts[b]]);
                sums[a * n + b] = alike;
                sums[b * n + a] = alike;
            }
        }
        let members = texts.iter().map(|&t| vec![t]).collect();
        let mut out = Self { members, sums, best: vec![None; n] };
        for a in 0..n {
            out.best[a] = out.closest(a);
        }
        out
    }

    fn mean(&self, a: usize, b: usize) -> f64 {
        let pairs = self.members[a].len() * self.members[b].len();
        self.sums[a * self.members.len() + b] / pairs as f64
    }

    fn closest(&self, a: usize) -> Option<(f64, usize)> {
        let later = (a + 1..self.members.len()).filter(|&b| !self.members[b].is_empty());
        let scored = later.map(|b| (self.mean(a, b), b));
        scored.reduce(|best, next| if next.0 > best.0 { next } else { best })
    }

    /// Joins the closest two if they are close enough.
    fn join_closest(&mut self, join_at: f64) -> bool {
        let live = (0..self.members.len()).filter(|&a| !self.members[a].is_empty());
        let pairs = live.filter_map(|a| self.best[a].map(|(mean, b)| (mean, a, b)));
        let closest = pairs.reduce(|best, next| if next.0 > best.0 { next } else { best });
        let Some((_, a, b)) = closest.filter(|c| c.0 >= join_at - 1e-12) else { return false };
        let n = self.members.len();
        for c in 0..n {
            let sum = self.sums[a * n + c] + self.sums[b * n + c];
            self.sums[a * n + c] = sum;
            self.sums[c * n + a] = sum;
        }
        let joining = std::mem::take(&mut self.members[b]);
        self.members[a].extend(joining);
        self.best[b] = None;
        for c in 0..n {
            if self.members[c].is_empty() {
                continue;
            }
            let stale = c == a || self.best[c].is_some_and(|(_, to)| to == a || to == b);
            if stale {
                self.best[c] = self.closest(c);
            } else if c < a {
                let mean = self.mean(c, a);
                // A tie goes to the lower position.
                if self.best[c].is_none_or(|(m, to)| mean > m || (mean >= m && a < to)) {
                    self.best[c] = Some((mean, a));
                }
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyse::vectors::vectors;

    #[test]
    fn tokens_cosines_and_clusters() {
        for v in vectors("tfidf") {
            let docs = v.input("docs").0.as_array().unwrap();
            let texts: Vec<Vec<String>> =
                docs.iter().map(|d| tokens(d.as_str().unwrap())).collect();
            for (got, want) in texts.iter().zip(v.want("tokens").0.as_array().unwrap()) {
                let mut want: Vec<&str> =
                    want.as_array().unwrap().iter().map(|t| t.as_str().unwrap()).collect();
                let mut got: Vec<&str> = got.iter().map(String::as_str).collect();
                want.sort_unstable();
                got.sort_unstable();
                assert_eq!(got, want);
            }
            let corpus = Corpus::new(&texts);
            for (a, row) in v.want("cosine").0.as_array().unwrap().iter().enumerate() {
                for (b, want) in row.as_array().unwrap().iter().enumerate() {
                    let got = cosine(corpus.text(a), corpus.text(b));
                    // The file gives six decimals.
                    assert!((got - want.as_f64().unwrap()).abs() < 1e-6, "{a} {b} {got}");
                }
            }
            let clusters = corpus.clusters(v.input("threshold").as_f64());
            assert_eq!(v.want("clusters").0, &serde_json::json!(clusters));
        }
    }

    #[test]
    fn a_chain_of_likenesses_is_cut_by_the_average() {
        let text = |words: &str| words.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let texts = [text("a b c d"), text("c d e f"), text("e f g h"), text("g h i j")];
        let clusters = Corpus::new(&texts).clusters(0.45);
        assert!(clusters.iter().all(|c| c.len() <= 2), "{clusters:?}");
    }

    #[test]
    fn no_pair_is_missed_by_looking_only_at_telling_tokens() {
        let text = |n: u64| {
            let token = |k: u64| format!("t{}", (n * 7 + k * k * 31 + n * k) % (6 + k * 3));
            (0..6).map(token).collect::<Vec<_>>()
        };
        let texts: Vec<Vec<String>> = (0..120).map(text).collect();
        let corpus = Corpus::new(&texts);
        let mut want = Vec::new();
        for later in 0..texts.len() {
            for earlier in 0..later {
                if cosine(corpus.text(later), corpus.text(earlier)) >= 0.45 {
                    want.push((later as u32, earlier as u32));
                }
            }
        }
        assert!(want.len() > 100);
        let all: Vec<usize> = (0..texts.len()).collect();
        assert_eq!(corpus.pairs(&all, 0.45), want);
    }

    #[test]
    fn texts_without_a_token_stand_alone() {
        let corpus = Corpus::new(&[Vec::new(), Vec::new(), vec!["a".to_owned()]]);
        assert_eq!(corpus.clusters(0.45), [[0], [1], [2]]);
    }
}
