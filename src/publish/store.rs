//! What this machine keeps of a place: the files of the present publication and the one
//! before it, by their hash, so that what was there can be put back; their lists; the
//! journal; and the lock by which two publishers here keep apart. It lies in the project's
//! folder for what is no content, and a site's files are in it as second names, which cost
//! no room, where the file system has them.

use super::journal::{Journal, unwritten};
use super::manifest::{Listed, Manifest};
use crate::diag::{Code, Diagnostic};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// What this machine keeps of a place; held by one publisher at a time.
#[derive(Debug)]
pub struct Store {
    folder: PathBuf,
    /// The journal of an unfinished publication.
    pub(super) journal: Journal,
    /// Held until dropped.
    lock: File,
}

/// Which list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    /// What was published last.
    Present,
    /// What was published before that.
    Former,
}

impl Which {
    fn name(self) -> &'static str {
        match self {
            Self::Present => "present.json",
            Self::Former => "former.json",
        }
    }
}

const FILES: &str = "files";
const MINE: &str = "lock";
const MARKS: &str = "marks";

impl Store {
    /// Opens the store in a folder of its own.
    pub fn open(folder: &Path) -> Result<Self, Diagnostic> {
        let failed = |error: io::Error| unwritten(folder, &error);
        fs::create_dir_all(folder.join(FILES)).map_err(failed)?;
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let lock = options.open(folder.join(MINE)).map_err(failed)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(busy()),
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        let journal = Journal::at(folder.join("journal"));
        Ok(Self { folder: folder.to_owned(), journal, lock })
    }

    fn place(&self, hash: &str) -> PathBuf {
        self.folder.join(FILES).join(hash)
    }

    /// Takes a file under its hash.
    pub fn take(&self, hash: &str, file: &Path) -> Result<(), Diagnostic> {
        let place = self.place(hash);
        if place.is_file() {
            return Ok(());
        }
        let taken = fs::hard_link(file, &place).or_else(|_| {
            // Written beside it first: half a file must not have its name.
            let mut half = tempfile::NamedTempFile::new_in(&self.folder)?;
            io::copy(&mut File::open(file)?, &mut half)?;
            half.persist(&place).map(|_| ()).map_err(|error| error.error)
        });
        taken.map_err(|error| unwritten(&place, &error))
    }

    /// Takes bytes that are no file of the output folder under their hash.
    pub fn take_bytes(&self, hash: &str, bytes: &[u8]) -> Result<(), Diagnostic> {
        let place = self.place(hash);
        if place.is_file() {
            return Ok(());
        }
        let taken = tempfile::NamedTempFile::new_in(&self.folder).and_then(|mut half| {
            half.write_all(bytes)?;
            half.persist(&place).map(|_| ()).map_err(|error| error.error)
        });
        taken.map_err(|error| unwritten(&place, &error))
    }

    /// The bytes of a file; a changed one is not handed out.
    pub(super) fn bytes(&self, hash: &str) -> Result<Vec<u8>, Diagnostic> {
        let place = self.place(hash);
        let bytes = fs::read(&place).map_err(|error| {
            let message = format!("{} cannot be read: {error}", place.display());
            Diagnostic::new(Code::PublishFailed, message).hint("build and publish again")
        })?;
        if blake3::hash(&bytes).to_hex().as_str() == hash {
            return Ok(bytes);
        }
        // It shares its bytes with a file of the output folder that somebody has edited.
        let _ = fs::remove_file(&place);
        let message = "a file of the built site was changed after the build, on its way up";
        Err(Diagnostic::new(Code::PublishFailed, message)
            .hint("never edit the output folder; build and publish again"))
    }

    /// True where every file of a list is here.
    pub(super) fn has(&self, files: &BTreeMap<String, Listed>) -> bool {
        files.values().all(|file| self.place(&file.hash).is_file())
    }

    /// A list that was kept; none where there is none that can be read.
    pub(super) fn list(&self, which: Which) -> Option<Manifest> {
        let bytes = fs::read(self.folder.join(which.name())).ok()?;
        Manifest::read(&bytes).ok()
    }

    /// Keeps the list of what has just been published; the one that it replaces becomes the
    /// former one, unless nothing has changed.
    pub(super) fn published(&self, list: &Manifest) -> Result<(), Diagnostic> {
        let present = self.list(Which::Present);
        if let Some(present) = present.filter(|present| present.files != list.files) {
            self.write(Which::Former, &present)?;
        }
        self.write(Which::Present, list)
    }

    fn write(&self, which: Which, list: &Manifest) -> Result<(), Diagnostic> {
        let place = self.folder.join(which.name());
        let written = tempfile::NamedTempFile::new_in(&self.folder).and_then(|mut file| {
            file.write_all(&list.text())?;
            file.persist(&place).map(|_| ()).map_err(|error| error.error)
        });
        written.map_err(|error| unwritten(&place, &error))
    }

    /// Lets go of files that no list names, and of none of `also`.
    pub(super) fn tidy(&self, also: &BTreeMap<String, Listed>) {
        let lists = [self.list(Which::Present), self.list(Which::Former)];
        let listed = lists.iter().flatten().flat_map(|list| list.files.values());
        let wanted: BTreeSet<&str> =
            listed.chain(also.values()).map(|file| file.hash.as_str()).collect();
        // What cannot be removed costs room and nothing else; the next run tries again.
        let Ok(entries) = fs::read_dir(self.folder.join(FILES)) else { return };
        for entry in entries.flatten() {
            if entry.file_name().to_str().is_none_or(|name| !wanted.contains(name)) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    /// True for the mark of a remote lock that a publisher on this machine has taken, or was
    /// about to take, and not given back.
    pub(super) fn has_mark(&self, mark: &str) -> bool {
        let marks = fs::read_to_string(self.folder.join(MARKS)).unwrap_or_default();
        !mark.is_empty() && marks.lines().any(|own| own == mark)
    }

    /// Keeps the mark of a remote lock that is about to be taken.
    pub(super) fn add_mark(&self, mark: &str) -> Result<(), Diagnostic> {
        let place = self.folder.join(MARKS);
        let opened = OpenOptions::new().append(true).create(true).open(&place);
        let written = opened.and_then(|mut file| file.write_all(format!("{mark}\n").as_bytes()));
        written.map_err(|error| unwritten(&place, &error))
    }

    /// Forgets the marks: nothing is held any more.
    pub(super) fn forget_marks(&self) {
        // One that is left behind names a lock that no longer exists.
        let _ = fs::remove_file(self.folder.join(MARKS));
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        // Closing is not enough: a program started meanwhile holds the file, and with it
        // the lock, until it has replaced itself. A failure here leaves it to closing.
        let _ = self.lock.unlock();
    }
}

fn busy() -> Diagnostic {
    let message = "another faultbook on this machine is publishing to this place";
    Diagnostic::new(Code::PublishLocked, message).hint("wait until it has ended")
}
