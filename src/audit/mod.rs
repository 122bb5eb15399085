//! The search for leaks: every file of every site but the internal one is opened as
//! deep as it goes and searched for what belongs to somebody else, for the words of
//! the house, and for canaries. It takes the plain records as they were read and finds
//! out for itself whose they are; with the restriction of the catalog, which it
//! checks, it shares no code.
//!
//! ```text
//! records ──collect──▶ identifiers, each with its readers ──excuse──▶ table
//! bytes ──unpack──▶ texts ──unescape, markup──▶ text as read ──letters──▶ search in the table
//! ```
//!
//! Pure over bytes: `cli` reads the files. A hit counts where the site's reader is
//! none of the identifier's. What is not searched for is counted under its rule, what
//! could not be opened is listed ([`Certificate`]). Not here: masking of personal
//! data, which is no question of whose they are.

mod certificate;
mod collect;
mod excuse;
mod finding;
mod kind;
mod known;
mod letters;
mod mapped;
mod markup;
mod names;
mod pattern;
mod search;
mod table;
mod unescape;
mod unpack;
mod who;

#[cfg(test)]
mod tests;

pub use certificate::{Certificate, SearchedSite, Verdict, hash_of};
pub use kind::{Kind, LeftOut};

use crate::model::Project;
use crate::model::slug::slug;
use known::Known;
use mapped::Mapped;
use search::Search;
use std::borrow::Cow;
use std::collections::BTreeMap;
use table::{Ix, Reader, Table};
use unpack::Trust;

/// Everything that is searched for.
#[derive(Debug)]
pub struct Scanner {
    table: Table,
    known: Known,
    customers: Vec<String>,
    left_out: BTreeMap<LeftOut, u64>,
    excused: BTreeMap<Reader, u64>,
    seen: BTreeMap<Reader, u64>,
    allowed: Vec<String>,
}

/// A site that can be searched: a customer's, or the public one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Audited(Reader);

/// An identifier of somebody else in a file, where it stands first.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Hit {
    identifier: Ix,
    /// How often it stands in the file.
    count: u64,
    /// The path inside a packed file; empty for the file itself.
    inside: Vec<String>,
    /// Byte of the file, or of the unpacked text; `None` where it is the name of the
    /// file.
    at: Option<usize>,
    /// The text around it.
    excerpt: String,
}

/// A searched file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchedFile {
    path: String,
    bytes: u64,
    hash: blake3::Hash,
    formats: BTreeMap<&'static str, u64>,
    unopened: Vec<(String, &'static str)>,
    hits: Vec<Hit>,
}

impl SearchedFile {
    /// True where nothing of anybody else was found.
    pub fn is_clean(&self) -> bool {
        self.hits.is_empty()
    }
}

impl Scanner {
    /// Collects what belongs to whom. `house` are texts that every site shows: those
    /// of the built-in theme.
    pub fn new(project: &Project, house: &[&str]) -> Self {
        let who = who::Who::of(project);
        let mut collector = collect::Collector::new(project, &who);
        collector.collect();
        let (table, left_out, excused) = excuse::excuse(collector, house);
        let customers = who.customers.iter().map(|id| id.as_str().to_owned()).collect();
        let allowed = project.settings.audit.allow.clone();
        let seen = table.seen_by_reader();
        Self { table, known: Known::default(), customers, left_out, excused, seen, allowed }
    }

    /// The site of a folder below the output folder (`customers/C-01`, `public`);
    /// `None` for the internal one and for a customer that the records do not know.
    pub fn site(&self, folder: &str) -> Option<Audited> {
        if folder == "public" {
            return Some(Audited(Reader::PUBLIC));
        }
        let name = folder.strip_prefix("customers/")?;
        let is = |id: &String| slug(id).as_str() == name || id == name;
        self.customers.iter().position(is).map(|at| Audited(Reader::customer(at)))
    }

    /// Searches a file of a site: its path below the site's folder, and its bytes.
    pub fn file(&self, site: Audited, path: &str, bytes: &[u8]) -> SearchedFile {
        let mut hits =
            Hits { scanner: self, site, search: Search::default(), first: BTreeMap::new() };
        let pairs = path.starts_with(INDEX);
        let name = Piece { trust: Trust::Text, inside: &[], is_name: true, pairs };
        hits.text(path, name);
        let account = unpack::open(bytes, &mut |text, trust, inside| {
            hits.text(text, Piece { trust, inside, is_name: false, pairs });
        });
        SearchedFile {
            path: path.to_owned(),
            bytes: bytes.len() as u64,
            hash: blake3::hash(bytes),
            formats: account.formats,
            unopened: account.unopened,
            hits: hits.first.into_values().collect(),
        }
    }
}

impl Scanner {
    /// The identifier, where none of those spelt alike is the reader's.
    fn foreign(&self, site: Audited, alike: &[Ix]) -> Option<Ix> {
        let table = &self.table;
        let canary = alike.iter().find(|&&ix| table.get(ix).kind == Kind::Canary);
        let theirs = || alike.iter().any(|&ix| table.may_see(ix, site.0));
        canary.or_else(|| alike.first().filter(|_| !theirs())).copied()
    }
}

/// Where the search index of a site lies. It takes Chinese texts apart into every two
/// letters that stand together, so that two letters by themselves name nobody there.
const INDEX: &str = "search/";
/// The weight of two letters of an unspaced script.
const PAIR: usize = 6;

/// A text of a file.
#[derive(Clone, Copy)]
struct Piece<'p> {
    trust: Trust,
    inside: &'p [String],
    is_name: bool,
    pairs: bool,
}

impl Piece<'_> {
    /// How much must be found to be no chance.
    fn least_weight(self) -> usize {
        match self.trust {
            Trust::Text if self.pairs => PAIR + 1,
            Trust::Text => 0,
            Trust::Remarks => 6,
            Trust::Noise => 8,
        }
    }
}

/// What was found in a file so far.
struct Hits<'s> {
    scanner: &'s Scanner,
    site: Audited,
    search: Search,
    first: BTreeMap<Ix, Hit>,
}

impl Hits<'_> {
    /// Searches a text as a reader sees it.
    fn text(&mut self, text: &str, piece: Piece<'_>) {
        let unfolded = text.starts_with("BEGIN:V").then(|| text.replace("\r\n ", ""));
        let text = unfolded.as_deref().unwrap_or(text);
        let read = Mapped::itself(Cow::Borrowed(text))
            .then(unescape::unescape)
            .then(unescape::unescape)
            .then(unescape::unescape)
            .then(markup::flatten);
        let (scanner, site) = (self.scanner, self.site);
        let mut found = Vec::new();
        let passes = |all: &[Ix]| scanner.foreign(site, all).is_none();
        let memory = (&scanner.table, &scanner.known);
        self.search.new_of(memory, &read.text, &passes, &mut |hit| {
            if hit.weight() >= piece.least_weight()
                && let Some(foreign) = scanner.foreign(site, hit.all)
            {
                found.push((foreign, hit.bytes()));
            }
        });
        for (identifier, (from, to)) in found {
            self.keep(identifier, &read, (from, to), piece);
        }
    }

    fn keep(&mut self, identifier: Ix, read: &Mapped<'_>, span: (usize, usize), piece: Piece<'_>) {
        let hit = self.first.entry(identifier).or_insert_with(|| Hit {
            identifier,
            count: 0,
            inside: piece.inside.to_vec(),
            at: (!piece.is_name).then(|| read.source(span.0)),
            excerpt: excerpt(&read.text, span),
        });
        hit.count += 1;
    }
}

/// Characters shown on either side of what was found.
const AROUND: usize = 30;

/// The text around a hit on one line, without what stands for tags.
fn excerpt(text: &str, (from, to): (usize, usize)) -> String {
    let before = text[..from].char_indices().rev().take(AROUND).last().map_or(from, |(at, _)| at);
    let mut after = text[to..].char_indices().skip(AROUND);
    let end = after.next().map_or(text.len(), |(at, _)| to + at);
    let shown = text[before..end].chars().map(|c| match c {
        letters::SOFT_TAG | letters::HARD_TAG => ' ',
        c if c.is_control() => ' ',
        c => c,
    });
    shown.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}
