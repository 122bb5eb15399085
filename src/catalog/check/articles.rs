//! Articles and pages for customers or the public that name a customer or a device:
//! whoever may read them all reads the name. Each is told with line and column.

use super::super::findings::Findings;
use super::Checks;
use crate::diag::{Code, Diagnostic, Place};
use crate::model::Article;
use crate::model::bilingual;
use crate::model::ids::match_key;
use crate::model::words::Readers;
use aho_corasick::{AhoCorasick, MatchKind};
use hashbrown::{HashMap, HashSet};
use std::ops::Range;

/// A name may be found in words when it has so many characters; Chinese needs three, or two
/// that stand alone.
const SHORTEST: usize = 4;

/// Names that should stand in no article for others.
struct Named<'a> {
    /// Customers by the names that are searched for, in the searcher's order.
    customers: Vec<&'a str>,
    searcher: Option<AhoCorasick>,
    /// Devices by id, alias and serial number; customers by id.
    ids: HashMap<String, String>,
}

impl Checks<'_> {
    /// Articles that leave the house and say whose device they are about.
    pub(super) fn articles_for_others(&self, found: &mut Findings) {
        let records = &self.catalog.records;
        let outside = |readers: Readers| matches!(readers, Readers::Customer | Readers::Public);
        let articles = records.solutions.iter().filter(|s| outside(s.audience)).map(|s| &s.article);
        let pages = records.pages.iter().filter(|p| outside(p.audience)).map(|p| &p.article);
        let all: Vec<&Article> = articles.chain(pages).collect();
        if all.is_empty() {
            return;
        }
        let named = self.named();
        for article in all {
            for (range, what) in named.find(&article.title) {
                found.add(Code::ArticleNames, || {
                    let place = Place::file(article.path.clone());
                    told(&what, &article.title[range]).at(place)
                });
            }
            for (range, what) in named.find(&article.body) {
                found.add(Code::ArticleNames, || finding(article, range, &what));
            }
        }
    }

    fn named(&self) -> Named<'_> {
        let catalog = self.catalog;
        let shared = self.shared_ids();
        let mut ids = HashMap::new();
        for device in catalog.records.devices.iter().filter(|device| !device.unregistered) {
            let serials = device.serials.iter().map(|span| span.serial.as_str());
            let names = device.aliases.iter().map(String::as_str).chain(serials);
            for name in std::iter::once(device.id.as_str()).chain(names) {
                let key = match_key(name);
                if says_which(&key) && !shared.contains(&key) {
                    ids.insert(key, format!("device `{}`", device.id));
                }
            }
        }
        let (mut words, mut customers) = (Vec::new(), Vec::new());
        for customer in &catalog.records.customers {
            let key = customer.id.key();
            if says_which(&key) && !shared.contains(&key) {
                ids.insert(key, format!("customer `{}`", customer.id));
            }
            let names = std::iter::once(&customer.name).chain(&customer.aliases);
            for name in names.flat_map(|name| spellings(name)) {
                if long_enough(name) && !shared.contains(&match_key(name)) {
                    words.push(name);
                    customers.push(customer.id.as_str());
                }
            }
        }
        let searcher = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::LeftmostLongest)
            .build(&words);
        Named { customers, searcher: searcher.ok(), ids }
    }

    /// Ids of shared tables, which an article may name: a device `E-104` beside a code
    /// `E-104` is not meant.
    fn shared_ids(&self) -> HashSet<String> {
        let records = &self.catalog.records;
        let models = records.models.iter().flat_map(|m| [m.id.key(), match_key(&m.name)]);
        let codes = records.codes.iter().map(|code| code.id.key());
        let parts = records.parts.iter().flat_map(|p| [p.id.key(), match_key(&p.name)]);
        let solutions = records.solutions.iter().map(|solution| solution.id.key());
        let own = self.catalog.settings.organisation.name.iter().map(|name| match_key(name));
        models.chain(codes).chain(parts).chain(solutions).chain(own).collect()
    }
}

impl Named<'_> {
    /// What a text names, in order.
    fn find(&self, text: &str) -> Vec<(Range<usize>, String)> {
        let mut all = Vec::new();
        if let Some(searcher) = &self.searcher {
            for hit in searcher.find_iter(text).filter(|hit| is_word(text, hit.range())) {
                let id = self.customers[hit.pattern().as_usize()];
                all.push((hit.range(), format!("customer `{id}`")));
            }
        }
        for range in words(text) {
            if let Some(what) = self.ids.get(&match_key(&text[range.clone()])) {
                all.push((range, what.clone()));
            }
        }
        all.sort_by_key(|(range, _)| range.start);
        all
    }
}

/// A name, and its halves in two languages.
fn spellings(name: &str) -> impl Iterator<Item = &str> {
    std::iter::once(name.trim()).chain(bilingual::halves(name).into_iter().flatten())
}

/// True for an id that is no plain word and no short number.
fn says_which(key: &str) -> bool {
    let digits = key.chars().filter(char::is_ascii_digit).count();
    let count = key.chars().count();
    count >= SHORTEST && digits > 0 && (digits < count || digits >= 8)
}

fn long_enough(name: &str) -> bool {
    let name = name.trim();
    let least = if name.is_ascii() { SHORTEST } else { SHORTEST - 1 };
    is_pair(name) || name.chars().count() >= least
}

/// Two Chinese characters: they name somebody where they stand alone.
fn is_pair(name: &str) -> bool {
    name.chars().count() == 2 && name.chars().all(is_han)
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3134f}')
}

/// True where no letter or digit of the same word stands beside a name.
fn is_word(text: &str, range: Range<usize>) -> bool {
    let joins = |a: Option<char>, b: Option<char>| {
        a.zip(b).is_some_and(|(a, b)| a.is_ascii_alphanumeric() && b.is_ascii_alphanumeric())
    };
    let inside = &text[range.clone()];
    let before = joins(text[..range.start].chars().next_back(), inside.chars().next());
    let after = joins(inside.chars().next_back(), text[range.end..].chars().next());
    let touches = |c: Option<char>| c.is_some_and(is_han);
    let beside = [text[..range.start].chars().next_back(), text[range.end..].chars().next()];
    !(before || after || is_pair(inside) && beside.into_iter().any(touches))
}

/// Runs of what ids are written in.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '·' | '/' | '.');
    let plate = |c: char| matches!(c, '\u{4e00}'..='\u{9fff}');
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + text[from..].find(part)?;
        let end = text[start..].find(|c| !part(c)).map_or(text.len(), |n| start + n);
        from = end;
        let trimmed = text[start..end].trim_end_matches(['.', '/', '-', '·']);
        // A plate begins with the character of a province.
        let province = text[..start].chars().next_back().filter(|c| plate(*c));
        let begin = province.map_or(start, |c| start - c.len_utf8());
        Some([start..start + trimmed.len(), begin..start + trimmed.len()])
    })
    .flat_map(|[word, plate]| std::iter::once(word.clone()).chain((plate != word).then_some(plate)))
}

fn finding(article: &Article, range: Range<usize>, what: &str) -> Diagnostic {
    let line = article.line_of(range.start);
    let begin = article.body[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let end = article.body[begin..].find('\n').map_or(article.body.len(), |at| begin + at);
    let from = article.body[begin..range.start].chars().count();
    let count = article.body[range.clone()].chars().count();
    told(what, &article.body[range])
        .at(Place::at(article.path.clone(), line, from as u32 + 1))
        .excerpt(&article.body[begin..end], from, from + count)
}

fn told(what: &str, written: &str) -> Diagnostic {
    let message = format!("an article for customers or the public names {what}");
    Diagnostic::new(Code::ArticleNames, message)
        .raw(written)
        .hint("say it without the name, or make the article internal (`audience: internal`)")
}
