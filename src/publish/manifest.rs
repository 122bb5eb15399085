//! The list of what was published, kept beside it: whose site it is, and each file with its
//! hash. Only what stands in it is ever removed. It has a format of its own, which has
//! nothing to do with that of the site.

use crate::diag::{Code, Diagnostic};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The folder, beside the site's own files, that holds what publishing needs.
pub const FOLDER: &str = ".faultbook-publish";
/// The list in it.
pub const MANIFEST: &str = ".faultbook-publish/manifest.json";
const TOOL: &str = "faultbook";
const FORMAT: u32 = 1;

/// A file of a published site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// BLAKE3 of its bytes, in hexadecimal digits.
    pub hash: String,
    /// How many bytes it has.
    pub size: u64,
    /// Its content type.
    #[serde(rename = "type")]
    pub content_type: String,
    /// Its cache rule, as `Cache-Control` says it.
    pub cache: String,
}

/// A file that no longer belongs to the site and still lies there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gone {
    /// The hash it had.
    pub hash: String,
    /// Since when, in seconds since 1970: it stays for a while, for pages that are open.
    pub since: i64,
}

/// What was published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    tool: String,
    format: u32,
    /// Which project's site.
    pub site: String,
    /// Whose, as the marker of the site says it.
    pub audience: String,
    /// How often this place was published to.
    pub publication: u64,
    /// When, in seconds since 1970.
    pub at: i64,
    /// The release before this one, where a link is switched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// The files, by path.
    pub files: BTreeMap<String, Listed>,
    /// Files of former publications that still lie there.
    pub former: BTreeMap<String, Gone>,
}

/// Only enough of a list to tell whether the rest can be understood.
#[derive(Deserialize)]
struct Head {
    tool: String,
    format: u32,
}

/// Why a list cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unusable {
    /// It is broken, or nothing of ours.
    Broken(String),
    /// A later version of the program wrote it.
    Newer(u32),
}

impl Manifest {
    /// The list of a first publication, still empty.
    pub fn new(site: &str, audience: &str) -> Self {
        Self {
            tool: TOOL.to_owned(),
            format: FORMAT,
            site: site.to_owned(),
            audience: audience.to_owned(),
            publication: 0,
            at: 0,
            before: None,
            files: BTreeMap::new(),
            former: BTreeMap::new(),
        }
    }

    /// The bytes of its file.
    pub fn text(&self) -> Vec<u8> {
        let mut text = serde_json::to_vec_pretty(self)
            .expect("a list of texts and numbers can be written as JSON");
        text.push(b'\n');
        text
    }

    /// The list in these bytes.
    pub fn read(bytes: &[u8]) -> Result<Self, Unusable> {
        let broken = |error: serde_json::Error| Unusable::Broken(error.to_string());
        let head: Head = serde_json::from_slice(bytes).map_err(broken)?;
        if head.tool != TOOL {
            return Err(Unusable::Broken("another program wrote it".to_owned()));
        }
        if head.format > FORMAT {
            return Err(Unusable::Newer(head.format));
        }
        let list: Self = serde_json::from_slice(bytes).map_err(broken)?;
        // What is removed is read from here: nothing outside the site may stand in it.
        match list.files.keys().chain(list.former.keys()).find(|path| !is_inside(path)) {
            Some(path) => Err(Unusable::Broken(format!("it names {path:?}"))),
            None => Ok(list),
        }
    }
}

/// True for a path that stays inside its folder and outside ours.
pub(super) fn is_inside(path: &str) -> bool {
    let plain = |part: &str| !matches!(part, "" | "." | "..") && !part.contains(['\\', '\0']);
    path.split('/').all(plain) && path.split('/').next() != Some(FOLDER)
}

impl Unusable {
    /// The finding.
    pub(super) fn finding(&self, place: &str) -> Diagnostic {
        match self {
            Self::Newer(format) => Diagnostic::new(
                Code::PublishRefused,
                format!(
                    "what lies at {place} was published by a later version of faultbook (its list \
                     has format {format}); nothing was changed"
                ),
            )
            .hint("publish with that version, or install it here"),
            Self::Broken(why) => Diagnostic::new(
                Code::PublishRefused,
                format!("the list {MANIFEST} at {place} is damaged: {why}; nothing was changed"),
            )
            .hint(
                "without it nobody knows which files are ours. Put it back from a copy; or publish \
                 with --adopt, which takes over the files at our paths and removes none",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_as_it_was_written_and_others_are_told_apart() {
        let mut list = Manifest::new("x", "internal");
        let file = |hash: &str| Listed {
            hash: hash.to_owned(),
            size: 0,
            content_type: "text/html".to_owned(),
            cache: "no-cache".to_owned(),
        };
        list.files.insert("a b/故障#%+.html".to_owned(), file("h"));
        assert_eq!(Manifest::read(&list.text()), Ok(list.clone()));
        let newer =
            String::from_utf8(list.text()).unwrap().replace("\"format\": 1", "\"format\": 2");
        assert_eq!(Manifest::read(newer.as_bytes()), Err(Unusable::Newer(2)));
        let half = list.text();
        assert!(matches!(Manifest::read(&half[..half.len() / 2]), Err(Unusable::Broken(_))));
        for outside in ["../x", "/etc/passwd", "a/../../x", "a//b", ".faultbook-publish/lock.json"]
        {
            let mut list = list.clone();
            list.former.insert(outside.to_owned(), Gone { hash: String::new(), since: 0 });
            assert!(matches!(Manifest::read(&list.text()), Err(Unusable::Broken(_))), "{outside}");
        }
    }
}
