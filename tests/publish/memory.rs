//! A place in memory. It fails where it is told to, before or after it did what it was asked,
//! and shows itself to a reader after each request.

use faultbook::publish::{Abilities, Entry, Kind, Over, Remote, Renaming, Sent, Thing, Trouble};
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

pub(crate) type Files = BTreeMap<String, Vec<u8>>;
type Spoiling = fn(&str, &[u8]) -> Vec<u8>;
type Reader = Box<dyn Fn(&Files) + Send + Sync>;

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failing {
    Never,
    /// From this request on nothing is done any more.
    From(u64),
    /// This request is done, and its answer and all later requests are lost.
    LostFrom(u64),
    /// Each n-th request fails once; the next try is another request.
    Each(u64),
}

pub(crate) struct Memory {
    state: Mutex<State>,
    reader: Reader,
    pub(crate) abilities: Abilities,
    /// What the server makes of bytes that end with this.
    pub(crate) spoils: Option<Spoiling>,
    /// Capitals and small letters are the same to it.
    pub(crate) folds: bool,
    /// How long it takes over a request, so that others can come meanwhile.
    pub(crate) takes: Duration,
    /// Requests that wait for their answer now, and the most there ever were.
    waiting: AtomicUsize,
    most: AtomicUsize,
}

#[derive(Default)]
struct State {
    files: Files,
    requests: u64,
    failing: Option<Failing>,
    log: Vec<String>,
}

impl Memory {
    pub(crate) fn new(reader: impl Fn(&Files) + Send + Sync + 'static) -> Self {
        let abilities =
            Abilities { rename: Renaming::Atomic, content_types: false, links: false, parallel: 4 };
        Self {
            state: Mutex::default(),
            reader: Box::new(reader),
            abilities,
            spoils: None,
            folds: false,
            takes: Duration::ZERO,
            waiting: AtomicUsize::new(0),
            most: AtomicUsize::new(0),
        }
    }

    pub(crate) fn files(&self) -> Files {
        self.state.lock().unwrap().files.clone()
    }

    pub(crate) fn lay(&self, path: &str, bytes: &[u8]) {
        self.state.lock().unwrap().files.insert(path.to_owned(), bytes.to_vec());
    }

    pub(crate) fn requests(&self) -> u64 {
        self.state.lock().unwrap().requests
    }

    /// How many requests there were at once.
    pub(crate) fn most_at_once(&self) -> usize {
        self.most.load(Ordering::SeqCst)
    }

    /// What was done since the last call: a word and a path each.
    pub(crate) fn log(&self) -> Vec<String> {
        std::mem::take(&mut self.state.lock().unwrap().log)
    }

    pub(crate) fn fail(&self, failing: Failing) {
        let mut state = self.state.lock().unwrap();
        state.requests = 0;
        state.failing = Some(failing);
    }

    /// The name under which a file lies there, if one does; it keeps the letters of the first.
    fn name(&self, files: &Files, path: &str) -> String {
        let same = |there: &&String| self.folds && there.to_lowercase() == path.to_lowercase();
        files.keys().find(same).map_or_else(|| path.to_owned(), Clone::clone)
    }

    fn answer<T>(
        &self,
        what: &str,
        path: &str,
        work: impl FnOnce(&mut Files) -> Result<T, Trouble>,
    ) -> Result<T, Trouble> {
        let _waiting = Waiting::of(self);
        if !self.takes.is_zero() {
            std::thread::sleep(self.takes);
        }
        let mut state = self.state.lock().unwrap();
        state.requests += 1;
        let (n, failing) = (state.requests, state.failing.unwrap_or(Failing::Never));
        let cut = || Err(Trouble::new(Kind::Temporary, "the line was cut"));
        match failing {
            Failing::From(from) if n >= from => return cut(),
            Failing::LostFrom(from) if n > from => return cut(),
            Failing::Each(each) if n.is_multiple_of(each) => return cut(),
            _ => {}
        }
        state.log.push(format!("{what} {path}"));
        let done = work(&mut state.files);
        (self.reader)(&state.files);
        if matches!(failing, Failing::LostFrom(from) if n == from) { cut() } else { done }
    }
}

/// A request that waits.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn of(memory: &'a Memory) -> Self {
        let now = memory.waiting.fetch_add(1, Ordering::SeqCst) + 1;
        memory.most.fetch_max(now, Ordering::SeqCst);
        Self(&memory.waiting)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

fn missing(path: &str) -> Trouble {
    Trouble::new(Kind::Missing, format!("{path} is not there"))
}

impl Remote for Memory {
    fn abilities(&self) -> Abilities {
        self.abilities
    }

    fn put(&self, file: &Sent<'_>, over: Over) -> Result<(), Trouble> {
        self.answer("put", file.path, |files| {
            let name = self.name(files, file.path);
            if over == Over::Nothing && files.contains_key(&name) {
                return Err(Trouble::new(Kind::Exists, "there is one"));
            }
            let bytes = match self.spoils {
                Some(spoils) => spoils(file.path, file.bytes),
                None => file.bytes.to_vec(),
            };
            files.insert(name, bytes);
            Ok(())
        })
    }

    fn get(&self, path: &str) -> Result<Vec<u8>, Trouble> {
        self.answer("get", path, |files| {
            files.get(&self.name(files, path)).cloned().ok_or_else(|| missing(path))
        })
    }

    fn stat(&self, path: &str) -> Result<Option<Thing>, Trouble> {
        self.answer("stat", path, |files| {
            let name = self.name(files, path);
            Ok(files.get(&name).map(|bytes| Thing::File(bytes.len() as u64)))
        })
    }

    fn list(&self, folder: &str) -> Result<Vec<Entry>, Trouble> {
        self.answer("list", folder, |files| {
            let within = if folder.is_empty() { String::new() } else { format!("{folder}/") };
            let mut entries: Vec<Entry> = Vec::new();
            for (path, bytes) in files.iter() {
                let Some(rest) = path.strip_prefix(&within) else { continue };
                let (name, thing) = match rest.split_once('/') {
                    Some((name, _)) => (name, Thing::Folder),
                    None => (rest, Thing::File(bytes.len() as u64)),
                };
                let entry = Entry { name: name.to_owned(), thing };
                if entries.last() != Some(&entry) {
                    entries.push(entry);
                }
            }
            Ok(entries)
        })
    }

    fn rename(&self, from: &str, to: &str) -> Result<(), Trouble> {
        self.answer("rename", to, |files| {
            let bytes = files.remove(from).ok_or_else(|| missing(from))?;
            files.insert(self.name(files, to), bytes);
            Ok(())
        })
    }

    fn delete(&self, path: &str) -> Result<(), Trouble> {
        self.answer("delete", path, |files| {
            files.remove(&self.name(files, path));
            Ok(())
        })
    }

    fn prune(&self, folder: &str) -> Result<(), Trouble> {
        self.answer("prune", folder, |_| Ok(()))
    }
}
