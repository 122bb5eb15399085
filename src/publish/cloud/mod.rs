//! Object stores and WebDAV folders, through `opendal`. What a service cannot do is asked,
//! not tried: `opendal` accepts options that a service lacks without a word.
//!
//! An object store has no renaming; an object that is written is there as a whole or not at
//! all, so it is written in its place. WebDAV has `MOVE`. Neither has links.

mod account;
mod trouble;
mod wire;

pub use account::{Account, Service};
pub(super) use wire::client;

use super::engine::Engine;
use super::manifest::MANIFEST;
use super::phase::disposition;
use super::remote::{Abilities, Entry, Kind, Over, Remote, Renaming, Sent, Thing, Trouble};
use super::run::TEMPORARY;
use opendal::options::WriteOptions;
use opendal::{Capability, HttpTransporter, Metadata, Operator};
use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use trouble::trouble;
use wire::Wire;

/// An object store or a WebDAV folder.
pub struct Cloud {
    plain: Operator,
    /// By which nothing is moved over anything; WebDAV alone has it.
    keeping: Option<Operator>,
    can: Capability,
    put_in_place: bool,
    /// Folders of WebDAV that are known to be there.
    folders: Mutex<BTreeSet<String>>,
    // The last to go: connections end on it.
    engine: Engine,
}

/// More at once make servers fail.
const PARALLEL: usize = 4;
/// How often a part of a longer deed is tried.
const TRIES: u32 = 3;
/// How long two who write the same lock at a place that does not keep them apart for sure
/// wait before they look whose it is.
const SETTLED: Duration = Duration::from_secs(1);

impl Cloud {
    /// Connects and asks for the list; what is refused here is refused for good and not tried
    /// again.
    pub fn connect(account: &Account) -> Result<Self, Trouble> {
        let engine = Engine::start("cloud")?;
        let client = client().redirect(reqwest::redirect::Policy::none()).build();
        let client = client.map_err(|error| Trouble::new(Kind::Permanent, error.to_string()))?;
        let dav = account.service == Service::Webdav;
        let wire = Wire::new(client, &host(&account.endpoint), dav);
        let keeping = dav.then(|| HttpTransporter::new(wire.that_keeps()));
        let plain = account::operator(account, HttpTransporter::new(wire))?;
        let keeping = keeping.map(|line| account::operator(account, line)).transpose()?;
        let can = plain.info().capability();
        let put_in_place = account.put_in_place || !can.rename;
        let folders = Mutex::default();
        let cloud = Self { plain, keeping, can, put_in_place, folders, engine };
        cloud.stat(MANIFEST).map_err(for_good)?;
        Ok(cloud)
    }

    fn write(&self, file: &Sent<'_>, over: Over) -> Result<(), Trouble> {
        let text = |can: bool, text: &str| can.then(|| text.to_owned());
        let options = WriteOptions {
            content_type: text(self.can.write_with_content_type, file.content_type),
            cache_control: text(self.can.write_with_cache_control, file.cache),
            content_disposition: disposition(file.path)
                .and_then(|word| text(self.can.write_with_content_disposition, word)),
            if_not_exists: over == Over::Nothing && self.can.write_with_if_not_exists,
            ..WriteOptions::default()
        };
        let bytes = file.bytes.to_vec();
        let written = self.engine.wait(self.plain.write_options(fit(file.path)?, bytes, options));
        written.map(|_| ()).map_err(|error| trouble(file.path, &error))
    }

    fn folders(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.folders.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes the folder of a file where there are folders. One at a time: of two who make the
    /// same one, some servers refuse the second.
    fn make_folder(&self, path: &str) -> Result<(), Trouble> {
        let mut known = self.folders();
        if self.keeping.is_none() {
            return Ok(());
        }
        // Each by itself, so that on a bad line what is done is done.
        let ends = std::iter::once(0).chain(path.match_indices('/').map(|(at, _)| at));
        for folder in ends.map(|end| &path[..end]) {
            if !known.contains(folder) {
                again(|| {
                    let made = self.engine.wait(self.plain.create_dir(&format!("{folder}/")));
                    made.map_err(|error| trouble(folder, &error))
                })?;
                known.insert(folder.to_owned());
            }
        }
        Ok(())
    }

    /// Writes a file, with the folder that it needs: servers say in their own ways, and some
    /// not at all, that one is missing.
    fn send(&self, file: &Sent<'_>, over: Over) -> Result<(), Trouble> {
        self.make_folder(file.path)?;
        match self.write(file, over) {
            Err(missing) if missing.kind == Kind::Missing && self.keeping.is_some() => {
                // What was thought to be there was removed meanwhile.
                self.folders().clear();
                self.make_folder(file.path)?;
                self.write(file, over)
            }
            done => done,
        }
    }

    /// Writes a file that nobody else has written: of two who try, one is told.
    fn send_first(&self, file: &Sent<'_>) -> Result<(), Trouble> {
        let taken = || Trouble::new(Kind::Exists, format!("{} is there already", file.path));
        if again(|| self.stat(file.path))?.is_some() {
            return Err(taken());
        }
        if let Some(keeping) = &self.keeping {
            return self.move_first(keeping, file);
        }
        again(|| self.send(file, Over::Nothing))?;
        // Does the store keep to the condition? Some accept it and write all the same.
        let kept = self.can.write_with_if_not_exists
            && match again(|| self.send(file, Over::Nothing)) {
                Err(trouble) if trouble.kind == Kind::Exists => true,
                Err(trouble) => return Err(trouble),
                Ok(()) => false,
            };
        if kept { Ok(()) } else { self.settle(file) }
    }

    /// The last of several who wrote stays; each looks after a while. Whoever comes later
    /// still is found out by its lock, which is read again before each phase.
    fn settle(&self, file: &Sent<'_>) -> Result<(), Trouble> {
        std::thread::sleep(SETTLED);
        if again(|| self.get(file.path))? == file.bytes {
            return Ok(());
        }
        Err(Trouble::new(Kind::Exists, format!("{} is somebody else's", file.path)))
    }

    /// The same by moving a file of another name, which every WebDAV server has to refuse
    /// where something lies; Apache does not look and move in one step, so both look again.
    fn move_first(&self, keeping: &Operator, file: &Sent<'_>) -> Result<(), Trouble> {
        let beside = format!("{TEMPORARY}/{}", &blake3::hash(file.bytes).to_hex()[..24]);
        again(|| self.send(&Sent { path: &beside, ..*file }, Over::Anything))?;
        let moved = again(|| {
            let moved = self.engine.wait(keeping.rename(&beside, file.path));
            moved.map_err(|error| trouble(file.path, &error))
        });
        match moved {
            // Whoever holds the lock has swept it away.
            Err(gone) if gone.kind == Kind::Missing => Err(Trouble { kind: Kind::Exists, ..gone }),
            Err(trouble) if trouble.kind == Kind::Exists => {
                self.delete(&beside)?;
                Err(trouble)
            }
            Err(trouble) => Err(trouble),
            Ok(()) => self.settle(file),
        }
    }
}

impl Remote for Cloud {
    fn abilities(&self) -> Abilities {
        Abilities {
            // Nothing forbids a server to remove the former file before it moves the new one.
            rename: if self.put_in_place { Renaming::Whole } else { Renaming::Gap },
            content_types: self.can.write_with_content_type,
            links: false,
            parallel: PARALLEL,
        }
    }

    fn put(&self, file: &Sent<'_>, over: Over) -> Result<(), Trouble> {
        match over {
            Over::Anything => self.send(file, over),
            Over::Nothing => self.send_first(file),
        }
    }

    fn get(&self, path: &str) -> Result<Vec<u8>, Trouble> {
        let read = self.engine.wait(self.plain.read(fit(path)?));
        read.map(|bytes| bytes.to_vec()).map_err(|error| trouble(path, &error))
    }

    fn stat(&self, path: &str) -> Result<Option<Thing>, Trouble> {
        let found = self.engine.wait(self.plain.stat(fit(path)?));
        match found.map_err(|error| trouble(path, &error)) {
            Ok(found) => Ok(Some(thing(&found))),
            Err(missing) if missing.kind == Kind::Missing => Ok(None),
            Err(trouble) => Err(trouble),
        }
    }

    fn list(&self, folder: &str) -> Result<Vec<Entry>, Trouble> {
        let within = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let asked = if folder.is_empty() { "/" } else { within.as_str() };
        let listed = self.engine.wait(self.plain.list(asked));
        let listed = match listed.map_err(|error| trouble(folder, &error)) {
            Err(missing) if missing.kind == Kind::Missing => return Ok(Vec::new()),
            listed => listed?,
        };
        let entries = listed.iter().filter_map(|entry| {
            let name = entry.path().strip_prefix(&within)?.trim_matches('/');
            let thing = thing(entry.metadata());
            // The folder itself is among what is in it.
            (!name.is_empty()).then(|| Entry { name: name.to_owned(), thing })
        });
        Ok(entries.collect())
    }

    fn rename(&self, from: &str, to: &str) -> Result<(), Trouble> {
        self.make_folder(to)?;
        again(|| {
            let renamed = self.engine.wait(self.plain.rename(fit(from)?, fit(to)?));
            renamed.map_err(|error| trouble(to, &error))
        })
    }

    fn delete(&self, path: &str) -> Result<(), Trouble> {
        let deleted = self.engine.wait(self.plain.delete(fit(path)?));
        match deleted.map_err(|error| trouble(path, &error)) {
            Err(trouble) if trouble.kind != Kind::Missing => Err(trouble),
            _ => Ok(()),
        }
    }

    fn prune(&self, _: &str) -> Result<(), Trouble> {
        // Object stores have no folders, and WebDAV removes one with all that is in it: what
        // somebody puts there meanwhile would go, too. An empty folder harms nobody.
        Ok(())
    }
}

/// A part of a longer deed, which on a bad line would else never come to its end.
fn again<T>(part: impl Fn() -> Result<T, Trouble>) -> Result<T, Trouble> {
    for _ in 1..TRIES {
        match part() {
            Err(trouble) if trouble.is_temporary() => {}
            done => return done,
        }
    }
    part()
}

fn thing(found: &Metadata) -> Thing {
    if found.is_dir() { Thing::Folder } else { Thing::File(found.content_length()) }
}

/// A path that `opendal` leaves as it is: it takes spaces from both ends.
fn fit(path: &str) -> Result<&str, Trouble> {
    if path.trim() == path {
        return Ok(path);
    }
    let said = format!("{path:?} begins or ends with a space, which cannot be stored there");
    Err(Trouble::new(Kind::Unsupported, said).mend("rename the file, build and publish again"))
}

/// The host of an address, for messages.
fn host(endpoint: &str) -> String {
    let rest = endpoint.split_once("://").map_or(endpoint, |(_, rest)| rest);
    rest.split('/').next().unwrap_or_default().to_owned()
}

/// The first connection is not tried again: most often a name or a port is wrong.
fn for_good(trouble: Trouble) -> Trouble {
    if trouble.is_temporary() {
        let mend = "is the service up, and is `endpoint` of the target right?";
        return Trouble { kind: Kind::Unauthorised, ..trouble }.mend(mend);
    }
    trouble
}
