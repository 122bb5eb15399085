//! A folder behind SFTP: requests in the order of the protocol, on a connection that is
//! made again when it was cut.

mod hosts;
mod link;
mod login;

pub use login::{Host, Login};

use super::engine::Engine;
use super::remote::{Abilities, Entry, Kind, Over, Remote, Renaming, Sent, Thing, Trouble};
use link::Link;
use russh_sftp::client::error::Error;
use russh_sftp::protocol::{FileAttributes, OpenFlags, StatusCode};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A folder behind SFTP.
pub struct Sftp {
    login: Login,
    /// The folder: from the root of the server, or from the account's own folder.
    root: String,
    link: Mutex<Option<Arc<Link>>>,
    abilities: Abilities,
    /// Folders that are known to be there.
    folders: Mutex<BTreeSet<String>>,
    // The last to go: a connection that ends needs it.
    engine: Engine,
}

/// More at once make servers fail.
const PARALLEL: usize = 4;

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Sftp {
    /// Connects; what is refused here is refused for good and not tried again.
    pub fn connect(login: Login, root: &str) -> Result<Self, Trouble> {
        let mut sftp = Self {
            login,
            root: folder(root).to_owned(),
            link: Mutex::default(),
            abilities: Abilities {
                rename: Renaming::Gap,
                content_types: false,
                links: false,
                parallel: PARALLEL,
            },
            folders: Mutex::default(),
            engine: Engine::start("sftp")?,
        };
        let link = sftp.engine.wait(Link::make(&sftp.login)).map_err(for_good)?;
        if link.posix_rename {
            sftp.abilities.rename = Renaming::Atomic;
            sftp.abilities.links = true;
        }
        *locked(&sftp.link) = Some(Arc::new(link));
        Ok(sftp)
    }

    /// The connection; a new one where the last was cut.
    fn link(&self) -> Result<Arc<Link>, Trouble> {
        let mut link = locked(&self.link);
        if let Some(link) = link.as_ref() {
            return Ok(Arc::clone(link));
        }
        let made = Arc::new(self.engine.wait(Link::make(&self.login))?);
        *link = Some(Arc::clone(&made));
        Ok(made)
    }

    /// Makes requests on the connection, and gives it up where it was cut.
    fn ask<T, F>(&self, path: &str, request: impl FnOnce(Arc<Link>) -> F) -> Result<T, Trouble>
    where
        F: Future<Output = Result<T, Error>>,
    {
        let link = self.link()?;
        let answer = self.engine.wait(request(Arc::clone(&link)));
        answer.map_err(|error| {
            let trouble = trouble(path, &error);
            if trouble.is_temporary() {
                let mut current = locked(&self.link);
                // Another thread may have made a new one already.
                if current.as_ref().is_some_and(|now| Arc::ptr_eq(now, &link)) {
                    *current = None;
                }
            }
            trouble
        })
    }

    fn at(&self, path: &str) -> String {
        at(&self.root, path)
    }

    /// Makes the folders that a file needs. A link among those below our own is not followed.
    fn make_folders(&self, path: &str) -> Result<(), Trouble> {
        let full = self.at(path);
        let ends = full.match_indices('/').map(|(at, _)| at).filter(|at| *at > 0);
        for end in ends {
            let folder = &full[..end];
            if locked(&self.folders).contains(folder) {
                continue;
            }
            self.make_folder(folder, end <= self.root.len())?;
            locked(&self.folders).insert(folder.to_owned());
        }
        Ok(())
    }

    fn make_folder(&self, folder: &str, may_link: bool) -> Result<(), Trouble> {
        match self.look(folder, may_link)? {
            Some(Thing::Folder) => return Ok(()),
            Some(_) => {
                let said = format!("{folder} is there and is no plain folder");
                return Err(Trouble::new(Kind::Permanent, said));
            }
            None => {}
        }
        let made = self.ask(folder, |link| async move {
            link.raw.mkdir(folder, FileAttributes::empty()).await
        });
        match made {
            Ok(_) => Ok(()),
            // Another thread may have been faster.
            Err(_) if self.look(folder, may_link)? == Some(Thing::Folder) => Ok(()),
            Err(trouble) => Err(trouble),
        }
    }

    fn look(&self, full: &str, follow: bool) -> Result<Option<Thing>, Trouble> {
        let found = self.ask(full, |link| async move {
            if follow { link.raw.stat(full).await } else { link.raw.lstat(full).await }
        });
        match found {
            Ok(found) => Ok(Some(thing(&found.attrs))),
            Err(Trouble { kind: Kind::Missing, .. }) => Ok(None),
            Err(trouble) => Err(trouble),
        }
    }

    fn write(&self, file: &Sent<'_>, over: Over) -> Result<(), Trouble> {
        let full = self.at(file.path);
        let flags = OpenFlags::WRITE | OpenFlags::CREATE;
        let flags = match over {
            Over::Anything => flags | OpenFlags::TRUNCATE,
            Over::Nothing => flags | OpenFlags::EXCLUDE,
        };
        self.ask(file.path, |link| async move { link.write(&full, flags, file.bytes).await })
    }

    /// Does something that needs the folders of a path; they are made where it fails.
    fn with_folders(
        &self,
        path: &str,
        work: impl Fn() -> Result<(), Trouble>,
    ) -> Result<(), Trouble> {
        match work() {
            Err(Trouble { kind: Kind::Missing, .. }) => {
                // What was thought to be there may have been removed meanwhile.
                locked(&self.folders).clear();
                self.make_folders(path)?;
                work()
            }
            done => done,
        }
    }
}

impl Remote for Sftp {
    fn abilities(&self) -> Abilities {
        self.abilities
    }

    fn put(&self, file: &Sent<'_>, over: Over) -> Result<(), Trouble> {
        match self.with_folders(file.path, || self.write(file, over)) {
            // Many servers say no more than that it has failed.
            Err(trouble) if over == Over::Nothing && trouble.kind == Kind::Full => {
                match self.stat(file.path)? {
                    Some(_) => Err(Trouble { kind: Kind::Exists, ..trouble }),
                    None => Err(trouble),
                }
            }
            done => done,
        }
    }

    fn get(&self, path: &str) -> Result<Vec<u8>, Trouble> {
        let full = self.at(path);
        self.ask(path, |link| async move { link.read(&full).await })
    }

    fn stat(&self, path: &str) -> Result<Option<Thing>, Trouble> {
        self.look(&self.at(path), false)
    }

    fn list(&self, folder: &str) -> Result<Vec<Entry>, Trouble> {
        let full = self.at(folder);
        match self.ask(folder, |link| async move { link.list(&full).await }) {
            Err(Trouble { kind: Kind::Missing, .. }) => Ok(Vec::new()),
            Err(trouble) => Err(trouble),
            Ok(files) => {
                let named = files.into_iter().filter(|file| !matches!(&*file.filename, "." | ".."));
                let entry =
                    named.map(|file| Entry { thing: thing(&file.attrs), name: file.filename });
                Ok(entry.collect())
            }
        }
    }

    fn rename(&self, from: &str, to: &str) -> Result<(), Trouble> {
        let (source, target) = (&self.at(from), &self.at(to));
        self.with_folders(to, || {
            self.ask(to, |link| async move { link.rename(source, target).await })
        })
    }

    fn delete(&self, path: &str) -> Result<(), Trouble> {
        let full = &self.at(path);
        match self.ask(path, |link| async move { link.raw.remove(full).await }) {
            Ok(_) | Err(Trouble { kind: Kind::Missing, .. }) => Ok(()),
            Err(trouble) => Err(trouble),
        }
    }

    fn prune(&self, folder: &str) -> Result<(), Trouble> {
        let full = &self.at(folder);
        locked(&self.folders).clear();
        match self.ask(folder, |link| async move { link.raw.rmdir(full).await }) {
            Err(trouble) if trouble.is_temporary() => Err(trouble),
            // What still holds something stays.
            _ => Ok(()),
        }
    }

    fn copy(&self, from: &str, to: &str) -> Result<(), Trouble> {
        let (source, target) = (&self.at(from), &self.at(to));
        if !self.link()?.hard_links {
            let bytes = self.get(from)?;
            return self.put(&Sent::plain(to, &bytes), Over::Anything);
        }
        self.delete(to)?;
        self.with_folders(to, || {
            self.ask(to, |link| async move { link.raw.hardlink(source, target).await }).map(|_| ())
        })
    }

    fn pointed(&self, link: &str) -> Result<Option<String>, Trouble> {
        let full = &self.at(link);
        match self.ask(link, |link| async move { link.raw.readlink(full).await }) {
            Ok(name) => Ok(name.files.into_iter().next().map(|file| file.filename)),
            Err(trouble) if trouble.is_temporary() => Err(trouble),
            // Neither what is no link nor what is not there is one.
            Err(_) => Ok(None),
        }
    }

    fn point(&self, link: &str, target: &str) -> Result<(), Trouble> {
        let beside = format!("{link}.faultbook-next");
        self.delete(&beside)?;
        self.make_folders(link)?;
        let full = &self.at(&beside);
        // OpenSSH, and with it all that has its renaming, takes the two the other way round
        // than the protocol says.
        self.ask(link, |link| async move { link.raw.symlink(target, full).await })?;
        if self.pointed(&beside)?.as_deref() != Some(target) {
            let said = format!("{link}: the server makes other links than it is asked for");
            return Err(Trouble::new(Kind::Unsupported, said));
        }
        self.rename(&beside, link)
    }
}

/// A folder without the strokes at its end; the root of the server is one stroke, and the
/// account's own folder is none.
fn folder(path: &str) -> &str {
    match path.trim_end_matches('/') {
        "" if path.starts_with('/') => "/",
        folder => folder,
    }
}

/// Where a path of the site lies on the server.
fn at(root: &str, path: &str) -> String {
    match (root, path) {
        ("", "") => ".".to_owned(),
        ("", path) => path.to_owned(),
        (root, "") => root.to_owned(),
        ("/", path) => format!("/{path}"),
        (root, path) => format!("{root}/{path}"),
    }
}

/// The first connection is not tried again: most often a name or a port is wrong.
fn for_good(trouble: Trouble) -> Trouble {
    if trouble.is_temporary() {
        let mend = "is the host up, and are `host` and `port` of the target right?";
        return Trouble { kind: Kind::Unauthorised, ..trouble }.mend(mend);
    }
    trouble
}

fn thing(attributes: &FileAttributes) -> Thing {
    if attributes.is_dir() {
        Thing::Folder
    } else if attributes.is_regular() {
        Thing::File(attributes.size.unwrap_or_default())
    } else {
        Thing::Other
    }
}

fn trouble(path: &str, error: &Error) -> Trouble {
    let kind = match error {
        Error::Status(status) => match status.status_code {
            StatusCode::NoSuchFile => Kind::Missing,
            StatusCode::PermissionDenied => Kind::Denied,
            StatusCode::OpUnsupported => Kind::Unsupported,
            StatusCode::NoConnection | StatusCode::ConnectionLost => Kind::Temporary,
            // All that most servers say of a full disk.
            StatusCode::Failure => Kind::Full,
            StatusCode::Ok | StatusCode::Eof | StatusCode::BadMessage => Kind::Permanent,
        },
        Error::IO(_) | Error::Timeout | Error::UnexpectedBehavior(_) => Kind::Temporary,
        Error::Limited(_) | Error::UnexpectedPacket => Kind::Permanent,
    };
    let said = match error {
        Error::Status(status) if status.status_code == StatusCode::Failure => {
            format!("{path}: the server says no more than \"{}\"", status.error_message)
        }
        Error::Status(status) => format!("{path}: {}", status.status_code),
        Error::Timeout => format!("{path}: no answer in time"),
        _ => format!("{path}: the connection was cut ({error})"),
    };
    let trouble = Trouble::new(kind, said);
    match error {
        Error::Status(status) if status.status_code == StatusCode::Failure => trouble.mend(
            "servers say no more when a disk or a quota is full, and when something of another \
             kind lies in the way. What is published still fits together: look at the host, then \
             publish again",
        ),
        _ => trouble,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_of_a_server_is_not_the_accounts_own_folder() {
        for (root, path, want) in [
            ("", "", "."),
            ("", "a/b", "a/b"),
            ("/", "", "/"),
            ("/", "a/b", "/a/b"),
            ("//", "a", "/a"),
            ("www/", "a", "www/a"),
            ("/srv/www/", "", "/srv/www"),
            ("/srv/www", "a/b", "/srv/www/a/b"),
        ] {
            assert_eq!(at(folder(root), path), want, "{root:?} {path:?}");
        }
    }
}
