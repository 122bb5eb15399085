//! What publishing asks of a place: put, get, stat, list, rename, delete, and what the place
//! can do beyond that. A place is a folder of this machine, or one behind a protocol; all
//! paths are relative to it, with `/`, and never leave it.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

/// A place that takes files. It is asked from several threads at once.
pub trait Remote: Sync {
    /// What it can do.
    fn abilities(&self) -> Abilities;

    /// Writes a file, with the folders it needs.
    fn put(&self, file: &Sent<'_>, over: Over) -> Result<(), Trouble>;

    /// The bytes of a file.
    fn get(&self, path: &str) -> Result<Vec<u8>, Trouble>;

    /// What lies at a path; `None` for nothing. A link is not followed.
    fn stat(&self, path: &str) -> Result<Option<Thing>, Trouble>;

    /// The names in a folder; none where it does not exist.
    fn list(&self, folder: &str) -> Result<Vec<Entry>, Trouble>;

    /// Puts a file in the place of another, with the folders it needs.
    fn rename(&self, from: &str, to: &str) -> Result<(), Trouble>;

    /// Removes a file; one that is gone already is no trouble.
    fn delete(&self, path: &str) -> Result<(), Trouble>;

    /// Removes a folder if nothing is in it; one that holds something stays.
    fn prune(&self, folder: &str) -> Result<(), Trouble>;

    /// A second name for a file, or a copy of it.
    fn copy(&self, from: &str, to: &str) -> Result<(), Trouble> {
        let bytes = self.get(from)?;
        self.put(&Sent::plain(to, &bytes), Over::Anything)
    }

    /// Where a link leads; `None` for what is no link.
    fn pointed(&self, link: &str) -> Result<Option<String>, Trouble> {
        let _ = link;
        Ok(None)
    }

    /// Makes a link lead elsewhere, in one step.
    fn point(&self, link: &str, target: &str) -> Result<(), Trouble> {
        Err(Trouble::new(Kind::Unsupported, format!("{link} -> {target}: this place has no links")))
    }
}

/// What a place can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Abilities {
    /// How a file takes the place of another.
    pub rename: Renaming,
    /// It keeps the content type and the cache rule that a file is sent with.
    pub content_types: bool,
    /// It has links that can be switched in one step.
    pub links: bool,
    /// How many files may be on their way at once.
    pub parallel: usize,
}

/// How a file takes the place of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renaming {
    /// In one step: a reader gets the former file or the new one.
    Atomic,
    /// The former one is removed first: for a moment there is none.
    Gap,
    /// There is no renaming; a file that is written is there as a whole or not at all.
    Whole,
}

/// Whether a file may take the place of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// It may.
    Anything,
    /// It may not: of two who try, one is told [`Kind::Exists`].
    Nothing,
}

/// A file on its way.
#[derive(Clone, Copy, Debug)]
pub struct Sent<'a> {
    /// Where it goes.
    pub path: &'a str,
    /// What is in it.
    pub bytes: &'a [u8],
    /// Its content type.
    pub content_type: &'a str,
    /// Its cache rule, as `Cache-Control` says it.
    pub cache: &'a str,
}

impl<'a> Sent<'a> {
    /// A file for which nobody needs to know more.
    pub fn plain(path: &'a str, bytes: &'a [u8]) -> Self {
        Self { path, bytes, content_type: "application/octet-stream", cache: "no-cache" }
    }
}

/// What lies at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thing {
    /// A file of so many bytes.
    File(u64),
    /// A folder.
    Folder,
    /// A link, a device, or something else that is neither.
    Other,
}

/// A name in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The name.
    pub name: String,
    /// What it is.
    pub thing: Thing,
}

/// Why a request was not answered as asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// What sort of trouble.
    pub kind: Kind,
    /// What the other side, or the system, said. Never a secret.
    pub said: String,
    /// How to mend it, where this is known.
    pub mend: Option<String>,
}

/// Sorts of trouble.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It may go better in a moment: a cut connection, a timeout, a busy server.
    Temporary,
    /// There is no such file.
    Missing,
    /// There is one already.
    Exists,
    /// The rights do not suffice.
    Denied,
    /// No room is left.
    Full,
    /// The place could not be entered: an unknown host, a wrong key or password.
    Unauthorised,
    /// The place cannot do this.
    Unsupported,
    /// Anything else that will not go better by itself.
    Permanent,
}

impl Trouble {
    /// Some trouble.
    pub fn new(kind: Kind, said: impl Into<String>) -> Self {
        Self { kind, said: said.into(), mend: None }
    }

    /// The same with the way to mend it.
    #[must_use]
    pub fn mend(mut self, mend: impl Into<String>) -> Self {
        self.mend = Some(mend.into());
        self
    }

    /// True where the same may go well in a moment.
    pub fn is_temporary(&self) -> bool {
        self.kind == Kind::Temporary
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.said)
    }
}

/// A place that counts what it is asked.
pub(super) struct Counted<'r> {
    pub(super) inner: &'r dyn Remote,
    pub(super) requests: AtomicU64,
}

impl Counted<'_> {
    fn one(&self) -> &dyn Remote {
        self.requests.fetch_add(1, Ordering::Relaxed);
        self.inner
    }
}

impl Remote for Counted<'_> {
    fn abilities(&self) -> Abilities {
        self.inner.abilities()
    }

    fn put(&self, file: &Sent<'_>, over: Over) -> Result<(), Trouble> {
        self.one().put(file, over)
    }

    fn get(&self, path: &str) -> Result<Vec<u8>, Trouble> {
        self.one().get(path)
    }

    fn stat(&self, path: &str) -> Result<Option<Thing>, Trouble> {
        self.one().stat(path)
    }

    fn list(&self, folder: &str) -> Result<Vec<Entry>, Trouble> {
        self.one().list(folder)
    }

    fn rename(&self, from: &str, to: &str) -> Result<(), Trouble> {
        self.one().rename(from, to)
    }

    fn delete(&self, path: &str) -> Result<(), Trouble> {
        self.one().delete(path)
    }

    fn prune(&self, folder: &str) -> Result<(), Trouble> {
        self.one().prune(folder)
    }

    fn copy(&self, from: &str, to: &str) -> Result<(), Trouble> {
        self.one().copy(from, to)
    }

    fn pointed(&self, link: &str) -> Result<Option<String>, Trouble> {
        self.one().pointed(link)
    }

    fn point(&self, link: &str, target: &str) -> Result<(), Trouble> {
        self.one().point(link, target)
    }
}

/// The part of a place below a folder.
pub struct Below<'r> {
    /// The whole place.
    whole: &'r dyn Remote,
    folder: String,
}

impl<'r> Below<'r> {
    /// The part below a folder; the whole for an empty one.
    pub fn new(whole: &'r dyn Remote, folder: &str) -> Self {
        Self { whole, folder: folder.trim_matches('/').to_owned() }
    }

    fn at(&self, path: &str) -> String {
        match (self.folder.as_str(), path) {
            ("", path) => path.to_owned(),
            (folder, "") => folder.to_owned(),
            (folder, path) => format!("{folder}/{path}"),
        }
    }
}

impl Remote for Below<'_> {
    fn abilities(&self) -> Abilities {
        self.whole.abilities()
    }

    fn put(&self, file: &Sent<'_>, over: Over) -> Result<(), Trouble> {
        self.whole.put(&Sent { path: &self.at(file.path), ..*file }, over)
    }

    fn get(&self, path: &str) -> Result<Vec<u8>, Trouble> {
        self.whole.get(&self.at(path))
    }

    fn stat(&self, path: &str) -> Result<Option<Thing>, Trouble> {
        self.whole.stat(&self.at(path))
    }

    fn list(&self, folder: &str) -> Result<Vec<Entry>, Trouble> {
        self.whole.list(&self.at(folder))
    }

    fn rename(&self, from: &str, to: &str) -> Result<(), Trouble> {
        self.whole.rename(&self.at(from), &self.at(to))
    }

    fn delete(&self, path: &str) -> Result<(), Trouble> {
        self.whole.delete(&self.at(path))
    }

    fn prune(&self, folder: &str) -> Result<(), Trouble> {
        self.whole.prune(&self.at(folder))
    }

    fn copy(&self, from: &str, to: &str) -> Result<(), Trouble> {
        self.whole.copy(&self.at(from), &self.at(to))
    }

    fn pointed(&self, link: &str) -> Result<Option<String>, Trouble> {
        self.whole.pointed(&self.at(link))
    }

    fn point(&self, link: &str, target: &str) -> Result<(), Trouble> {
        self.whole.point(&self.at(link), target)
    }
}
