//! The certificate: what was searched for, what was not and by which rule, which files
//! of which sites were searched, and what came of it. The same sites give the same
//! bytes; no clock, no machine.

use super::kind::{Kind, LeftOut};
use super::{Audited, Scanner, SearchedFile};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What a search came to (`docs/audit.md`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    tool: Cow<'static, str>,
    format: u32,
    version: Cow<'static, str>,
    /// `clean`, or `leak`.
    result: Cow<'static, str>,
    searched_for: Vec<Counted>,
    left_out: Vec<Counted>,
    allowed: Vec<String>,
    sites: Vec<SearchedSite>,
}

/// So many identifiers of a kind, or left out under a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Counted {
    name: Cow<'static, str>,
    meaning: Cow<'static, str>,
    identifiers: u64,
}

/// A site that was searched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchedSite {
    site: String,
    result: Cow<'static, str>,
    files: u64,
    bytes: u64,
    hash: String,
    foreign: u64,
    own: u64,
    also_own: u64,
    formats: BTreeMap<Cow<'static, str>, u64>,
    unopened: Vec<Unopened>,
    leaks: Vec<LeakPlace>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Unopened {
    file: String,
    inside: String,
    why: Cow<'static, str>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct LeakPlace {
    file: String,
    inside: String,
    byte: Option<usize>,
    kind: Kind,
    text: String,
    owner: Option<String>,
    times: u64,
}

impl SearchedSite {
    /// Its folder below the output folder.
    pub fn folder(&self) -> &str {
        &self.site
    }

    /// How many files were searched.
    pub fn files(&self) -> u64 {
        self.files
    }

    /// How many bytes they have.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// True where nothing of anybody else was found.
    pub fn is_clean(&self) -> bool {
        self.leaks.is_empty()
    }
}

impl Certificate {
    /// The sites that were searched.
    pub fn sites(&self) -> &[SearchedSite] {
        &self.sites
    }

    /// How many identifiers were searched for.
    pub fn identifiers(&self) -> u64 {
        self.searched_for.iter().map(|kind| kind.identifiers).sum()
    }

    /// How many identifiers were left out, by any rule.
    pub fn left_out(&self) -> u64 {
        self.left_out.iter().map(|rule| rule.identifiers).sum()
    }

    /// True where nothing was found on any site.
    pub fn is_clean(&self) -> bool {
        self.sites.iter().all(SearchedSite::is_clean)
    }
}

/// The hash of a site: of its files' paths and hashes, in the order of the paths.
pub fn hash_of<'f>(files: impl Iterator<Item = (&'f str, &'f blake3::Hash)>) -> String {
    let mut hash = blake3::Hasher::new();
    for (path, of_file) in files {
        hash.update(path.as_bytes());
        hash.update(&[0]);
        hash.update(of_file.as_bytes());
    }
    hash.finalize().to_hex().to_string()
}

/// What a certificate on disk says of one site.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Verdict {
    site: String,
    result: String,
    /// The [`hash_of`] the files that were searched.
    pub hash: String,
}

impl Verdict {
    /// What the bytes of a certificate say of a site; nothing where they cannot be read, or
    /// do not speak of it.
    pub fn of(certificate: &[u8], site: &str) -> Option<Self> {
        #[derive(Deserialize)]
        struct Sites {
            sites: Vec<Verdict>,
        }
        let read: Sites = serde_json::from_slice(certificate).ok()?;
        read.sites.into_iter().find(|verdict| verdict.site == site)
    }

    /// True where nothing of anybody else was found.
    pub fn is_clean(&self) -> bool {
        self.result == verdict(true)
    }
}

impl Scanner {
    /// The account of one site; the order of its files does not matter.
    pub fn searched(
        &self,
        folder: &str,
        site: Audited,
        files: &mut [SearchedFile],
    ) -> SearchedSite {
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let mut formats: BTreeMap<Cow<'static, str>, u64> = BTreeMap::new();
        for file in files.iter() {
            for (name, n) in &file.formats {
                *formats.entry(Cow::Borrowed(*name)).or_default() += n;
            }
        }
        let leaks: Vec<LeakPlace> = files.iter().flat_map(|file| self.leaks(file)).collect();
        let own = self.seen.get(&site.0).copied().unwrap_or_default();
        let also_own = self.excused.get(&site.0).copied().unwrap_or_default();
        SearchedSite {
            site: folder.to_owned(),
            result: verdict(leaks.is_empty()).into(),
            files: files.len() as u64,
            bytes: files.iter().map(|file| file.bytes).sum(),
            hash: hash_of(files.iter().map(|file| (file.path.as_str(), &file.hash))),
            foreign: self.searched_for() - own,
            own: own.saturating_sub(also_own),
            also_own,
            formats,
            unopened: files.iter().flat_map(unopened).collect(),
            leaks,
        }
    }

    /// The certificate over some sites.
    pub fn certificate(&self, sites: Vec<SearchedSite>) -> Certificate {
        let mut kinds: BTreeMap<Kind, u64> = BTreeMap::new();
        for (_, one) in self.table.iter().filter(|(_, one)| !one.free) {
            *kinds.entry(one.kind).or_default() += 1;
        }
        let count = |n: Option<&u64>| n.copied().unwrap_or_default();
        let kinds = Kind::ALL.iter().map(|kind| Counted {
            name: kind.as_str().into(),
            meaning: kind.title().into(),
            identifiers: count(kinds.get(kind)),
        });
        let rules = LeftOut::ALL.iter().map(|rule| Counted {
            name: rule.as_str().into(),
            meaning: rule.title().into(),
            identifiers: count(self.left_out.get(rule)),
        });
        Certificate {
            tool: "faultbook".into(),
            format: 1,
            version: env!("CARGO_PKG_VERSION").into(),
            result: verdict(sites.iter().all(SearchedSite::is_clean)).into(),
            searched_for: kinds.collect(),
            left_out: rules.collect(),
            allowed: self.allowed.clone(),
            sites,
        }
    }

    fn searched_for(&self) -> u64 {
        self.table.iter().filter(|(_, one)| !one.free).count() as u64
    }

    fn leaks<'f>(&'f self, file: &'f SearchedFile) -> impl Iterator<Item = LeakPlace> + 'f {
        file.hits.iter().map(|hit| {
            let one = self.table.get(hit.identifier);
            let owner = one.owner.index().and_then(|at| self.customers.get(at)).cloned();
            LeakPlace {
                file: file.path.clone(),
                inside: hit.inside.join(" » "),
                byte: hit.at,
                kind: one.kind,
                text: self.table.text(hit.identifier).to_owned(),
                owner,
                times: hit.count,
            }
        })
    }
}

fn verdict(clean: bool) -> &'static str {
    if clean { "clean" } else { "leak" }
}

fn unopened(file: &SearchedFile) -> impl Iterator<Item = Unopened> + '_ {
    file.unopened.iter().map(|(inside, why)| Unopened {
        file: file.path.clone(),
        inside: inside.clone(),
        why: Cow::Borrowed(*why),
    })
}
