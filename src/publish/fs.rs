//! A folder of this machine, such as one that a web server reads or a mounted drive.

use super::remote::{Abilities, Entry, Kind, Over, Remote, Renaming, Sent, Thing, Trouble};
use std::fs::{self, File, Metadata};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// More than one writer at a time makes a disk slower.
const PARALLEL: usize = 2;

/// A folder of this machine.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
}

impl Folder {
    /// The folder; it is made with the first file.
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    /// The place of a file, unless a link on the way leads somewhere else.
    fn place(&self, path: &str) -> Result<PathBuf, Trouble> {
        let mut place = self.root.clone();
        let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
        for folder in folders.split('/').filter(|part| !part.is_empty()) {
            place.push(folder);
            if place.symlink_metadata().is_ok_and(|meta| meta.is_symlink()) {
                let said = format!("{} is a link, which is not followed", place.display());
                return Err(Trouble::new(Kind::Permanent, said));
            }
        }
        if !name.is_empty() {
            place.push(name);
        }
        Ok(place)
    }

    fn with_folders(&self, path: &str) -> Result<PathBuf, Trouble> {
        let place = self.place(path)?;
        let folder = place.parent().unwrap_or(&self.root);
        fs::create_dir_all(folder).map_err(|error| trouble(folder, &error))?;
        Ok(place)
    }
}

impl Remote for Folder {
    fn abilities(&self) -> Abilities {
        // Other systems have links, too, but not for everybody and not in one step.
        Abilities {
            rename: Renaming::Atomic,
            content_types: false,
            links: cfg!(unix),
            parallel: PARALLEL,
        }
    }

    fn put(&self, file: &Sent<'_>, over: Over) -> Result<(), Trouble> {
        let place = self.with_folders(file.path)?;
        let opened = match over {
            Over::Anything => File::create(&place),
            Over::Nothing => File::create_new(&place),
        };
        let written = opened.and_then(|mut to| to.write_all(file.bytes));
        written.map_err(|error| trouble(&place, &error))
    }

    fn get(&self, path: &str) -> Result<Vec<u8>, Trouble> {
        let place = self.place(path)?;
        fs::read(&place).map_err(|error| trouble(&place, &error))
    }

    fn stat(&self, path: &str) -> Result<Option<Thing>, Trouble> {
        let place = self.place(path)?;
        match place.symlink_metadata() {
            Ok(meta) => Ok(Some(thing(&meta))),
            Err(error) => match trouble(&place, &error) {
                Trouble { kind: Kind::Missing, .. } => Ok(None),
                trouble => Err(trouble),
            },
        }
    }

    fn list(&self, folder: &str) -> Result<Vec<Entry>, Trouble> {
        let place = self.place(folder)?;
        let read = fs::read_dir(&place).and_then(Iterator::collect::<io::Result<Vec<_>>>);
        let entries = match read {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(trouble(&place, &error)),
            Ok(entries) => entries,
        };
        let mut list = Vec::new();
        for entry in entries {
            let meta = entry.metadata().map_err(|error| trouble(&entry.path(), &error))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            list.push(Entry { name, thing: thing(&meta) });
        }
        Ok(list)
    }

    fn rename(&self, from: &str, to: &str) -> Result<(), Trouble> {
        let (from, to) = (self.place(from)?, self.with_folders(to)?);
        fs::rename(&from, &to).map_err(|error| trouble(&to, &error))
    }

    fn delete(&self, path: &str) -> Result<(), Trouble> {
        let place = self.place(path)?;
        match fs::remove_file(&place) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(trouble(&place, &error)),
            _ => Ok(()),
        }
    }

    fn prune(&self, folder: &str) -> Result<(), Trouble> {
        // What is in use, or not ours, stays; that is no trouble.
        let _ = fs::remove_dir(self.place(folder)?);
        Ok(())
    }

    fn copy(&self, from: &str, to: &str) -> Result<(), Trouble> {
        let (from, to) = (self.place(from)?, self.with_folders(to)?);
        let _ = fs::remove_file(&to);
        let copied = fs::hard_link(&from, &to).or_else(|_| fs::copy(&from, &to).map(|_| ()));
        copied.map_err(|error| trouble(&to, &error))
    }

    fn pointed(&self, link: &str) -> Result<Option<String>, Trouble> {
        let place = self.place(link)?;
        match fs::read_link(&place) {
            Ok(target) => Ok(Some(target.to_string_lossy().replace('\\', "/"))),
            // Neither what is no link nor what is not there is one.
            Err(_) => Ok(None),
        }
    }

    #[cfg(unix)]
    fn point(&self, link: &str, target: &str) -> Result<(), Trouble> {
        let place = self.with_folders(link)?;
        let beside = self.place(&format!("{link}.faultbook-next"))?;
        let _ = fs::remove_file(&beside);
        let made = std::os::unix::fs::symlink(target, &beside);
        made.and_then(|()| fs::rename(&beside, &place)).map_err(|error| trouble(&place, &error))
    }
}

fn thing(meta: &Metadata) -> Thing {
    if meta.is_file() {
        Thing::File(meta.len())
    } else if meta.is_dir() {
        Thing::Folder
    } else {
        Thing::Other
    }
}

fn trouble(place: &Path, error: &io::Error) -> Trouble {
    use io::ErrorKind as E;
    let kind = match error.kind() {
        E::NotFound => Kind::Missing,
        E::AlreadyExists => Kind::Exists,
        E::PermissionDenied | E::ReadOnlyFilesystem => Kind::Denied,
        E::StorageFull | E::QuotaExceeded => Kind::Full,
        // A drive of the network may come back.
        E::Interrupted | E::TimedOut | E::StaleNetworkFileHandle | E::ConnectionReset => {
            Kind::Temporary
        }
        _ => Kind::Permanent,
    };
    Trouble::new(kind, format!("{}: {error}", place.display()))
}
