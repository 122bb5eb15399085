//! Words of one meaning. A text that holds any of a group's words carries the group's
//! own term, so that a query in one language finds pages in the other. The groups are
//! those of the program, for faults in general, and the project's own.
//!
//! A group is never joined with another one because they share a word: what is shared
//! belongs to both, and what is not stays apart.

use super::encode::browser_cmp;
use super::tokens::{self, Gap, Unit, stem};
use hashbrown::HashMap;

/// The groups every project starts with, one a line.
const SHIPPED: &str = include_str!("tables/synonyms.csv");

/// One group: its words as written, the first of which names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Group {
    /// The first word, normalised; terms are made of it.
    pub(super) name: String,
    /// Every word as written.
    pub(super) words: Vec<String>,
}

/// A word of a group, found in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) group: u32,
    pub(super) word: u32,
    /// The units it takes.
    pub(super) from: usize,
    pub(super) to: usize,
}

/// All groups, ready to be found.
#[derive(Clone, Debug, Default)]
pub(super) struct Synonyms {
    pub(super) groups: Vec<Group>,
    letters: HashMap<String, u32>,
    steps: HashMap<(u32, u32), u32>,
    /// By node: the words that end there.
    ends: Vec<Vec<(u32, u32)>>,
}

/// The name of a word's term: that of its units, words apart.
fn name(units: &[Unit<'_>]) -> String {
    let mut name = String::new();
    for (at, unit) in units.iter().enumerate() {
        if at > 0 && (!unit.han || !units[at - 1].han) {
            name.push(' ');
        }
        name.push_str(unit.text);
    }
    name
}

impl Synonyms {
    /// The program's groups and a project's.
    pub(super) fn new(own: &[Vec<String>]) -> Self {
        let shipped = SHIPPED.lines().map(|line| line.split(',').map(str::to_owned).collect());
        Self::of(own.iter().cloned().chain(shipped))
    }

    fn of(groups: impl Iterator<Item = Vec<String>>) -> Self {
        let mut out = Self { ends: vec![Vec::new()], ..Self::default() };
        let mut by_name: HashMap<String, u32> = HashMap::new();
        for words in groups {
            let Some(first) = words.iter().map(|w| tokens::normalise(w)).find(|w| !w.is_empty())
            else {
                continue;
            };
            let name = name(&tokens::units(&first));
            if name.is_empty() {
                continue;
            }
            let group = *by_name.entry(name.clone()).or_insert_with(|| {
                out.groups.push(Group { name, words: Vec::new() });
                out.groups.len() as u32 - 1
            });
            for word in words {
                out.add(group, &word);
            }
        }
        out
    }

    fn add(&mut self, group: u32, word: &str) {
        let text = tokens::normalise(word);
        let units = tokens::units(&text);
        if units.is_empty() {
            return;
        }
        let mut node = 0;
        for unit in &units {
            let next_letter = self.letters.len() as u32;
            let letter = *self.letters.entry_ref(stem(unit.text)).or_insert(next_letter);
            let new = self.ends.len() as u32;
            node = *self.steps.entry((node, letter)).or_insert(new);
            if node == new {
                self.ends.push(Vec::new());
            }
        }
        let end = &mut self.ends[node as usize];
        if end.iter().any(|(known, _)| *known == group) {
            return;
        }
        let words = &mut self.groups[group as usize].words;
        end.push((group, words.len() as u32));
        // `|` and line ends part the words in the manifest.
        words.push(word.trim().replace(['|', '\n', '\r'], " "));
    }

    /// Every word of any group in a text, also those inside longer ones.
    pub(super) fn find(&self, units: &[Unit<'_>]) -> Vec<Found> {
        let letter = |unit: &Unit<'_>| self.letters.get(stem(unit.text)).copied();
        let letters: Vec<Option<u32>> = units.iter().map(letter).collect();
        let mut found = Vec::new();
        for from in 0..units.len() {
            let mut node = 0;
            for at in from..units.len() {
                let parted = at > from && units[at].gap > max_gap(&units[at - 1], &units[at]);
                let Some(letter) = letters[at].filter(|_| !parted) else { break };
                let Some(&next) = self.steps.get(&(node, letter)) else { break };
                node = next;
                let ends = self.ends[node as usize].iter();
                found.extend(ends.map(|&(group, word)| Found { group, word, from, to: at + 1 }));
            }
        }
        found
    }

    /// The groups of which a word occurs among sorted terms. No other one is told to a
    /// site's readers.
    pub(super) fn occurring(&self, terms: &[String]) -> Vec<&Group> {
        let occurs = |group: &&Group| {
            let key = format!("!{}.", group.name);
            let at = terms.partition_point(|term| browser_cmp(term, &key).is_lt());
            terms.get(at).is_some_and(|term| term.starts_with(&key))
        };
        self.groups.iter().filter(occurs).collect()
    }

    /// The words that take a text from left to right, the longest first: what is beside
    /// what.
    pub(super) fn cover(found: &[Found]) -> Vec<Found> {
        let mut cover = Vec::new();
        let mut free = 0;
        let mut at = 0;
        while at < found.len() {
            let from = found[at].from;
            let starts: &[Found] = &found[at..];
            let starts = &starts[..starts.iter().take_while(|f| f.from == from).count()];
            at += starts.len();
            if from < free {
                continue;
            }
            let Some(end) = starts.iter().map(|f| f.to).max() else { continue };
            cover.extend(starts.iter().filter(|f| f.to == end).copied());
            free = end;
        }
        cover
    }

    /// Gives the terms of the words in a text, and of meanings beside each other.
    pub(super) fn terms(&self, units: &[Unit<'_>], give: &mut impl FnMut(&str)) {
        let found = self.find(units);
        let name = |f: &Found| self.groups[f.group as usize].name.as_str();
        let mut key = String::new();
        for f in &found {
            key.clear();
            key.extend(["!", name(f), "."]);
            key.push_str(&f.word.to_string());
            give(&key);
        }
        let cover = Self::cover(&found);
        for (at, left) in cover.iter().enumerate() {
            let beside = cover[at..].iter().filter(|right| right.from == left.to);
            for right in beside.take(4) {
                if units[right.from].gap < Gap::Break {
                    key.clear();
                    key.extend(["!", name(left), ">", name(right)]);
                    give(&key);
                }
            }
        }
    }
}

/// Chinese words are not broken by blanks; others may be.
fn max_gap(left: &Unit<'_>, right: &Unit<'_>) -> Gap {
    if left.han && right.han { Gap::Adjacent } else { Gap::Space }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(groups: &[&[&str]]) -> Synonyms {
        Synonyms::of(groups.iter().map(|g| g.iter().map(|&w| w.to_owned()).collect()))
    }

    fn terms(synonyms: &Synonyms, text: &str) -> Vec<String> {
        let text = tokens::normalise(text);
        let mut out = Vec::new();
        synonyms.terms(&tokens::units(&text), &mut |term| out.push(term.to_owned()));
        out
    }

    #[test]
    fn a_word_of_either_language_gives_one_term() {
        let synonyms = of(&[&["黑屏", "无显示", "no display", "trip"]]);
        assert_eq!(terms(&synonyms, "设备無顯示。"), ["!黑屏.1"]);
        assert_eq!(
            terms(&synonyms, "No  display, TRIPPED; strip"),
            ["!黑屏.2", "!黑屏.3", "!黑屏>黑屏"]
        );
        assert_eq!(terms(&synonyms, "no. display"), [] as [&str; 0]);
    }

    #[test]
    fn a_word_inside_a_longer_one_counts_and_what_is_beside_it_is_kept() {
        let synonyms = of(&[&["通讯故障"], &["通讯", "通信"], &["泵", "pump"]]);
        let want = ["!泵.0", "!通讯.0", "!通讯故障.0", "!泵>通讯故障"];
        assert_eq!(terms(&synonyms, "泵通讯故障"), want);
    }

    #[test]
    fn only_groups_that_occur_are_told() {
        let synonyms = of(&[&["黑屏", "no display"], &["漏油", "leak"]]);
        let terms = ["!黑屏.1".to_owned(), "display".to_owned()];
        assert_eq!(synonyms.occurring(&terms), [&synonyms.groups[0]]);
    }

    #[test]
    fn two_groups_that_share_a_word_stay_two() {
        let synonyms = of(&[&["断电", "跳闸"], &["跳闸", "trip"]]);
        assert_eq!(terms(&synonyms, "跳闸").len(), 2);
        assert_eq!(terms(&synonyms, "断电"), ["!断电.0"]);
    }
}
