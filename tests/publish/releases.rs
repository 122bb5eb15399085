//! A release behind a link, cut at every request: readers get the former site as a whole or
//! the new one as a whole, and the next run ends it.
#![cfg(unix)]

use crate::memory::Files;
use crate::trees::{Machine, on_disk, seen, tree};
use faultbook::publish::{
    Abilities, Entry, Folder, Kind, Over, Remote, Sent, Thing, Trouble, publish_release,
};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

/// A folder that does nothing any more after so many requests.
struct Cut {
    inner: Folder,
    left: AtomicU64,
}

impl Cut {
    fn after(folder: &Path, requests: u64) -> Self {
        Self { inner: Folder::new(folder), left: AtomicU64::new(requests) }
    }

    fn one(&self) -> Result<&Folder, Trouble> {
        let less = self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1));
        less.map(|_| &self.inner).map_err(|_| Trouble::new(Kind::Temporary, "the line was cut"))
    }
}

impl Remote for Cut {
    fn abilities(&self) -> Abilities {
        self.inner.abilities()
    }

    fn put(&self, file: &Sent<'_>, over: Over) -> Result<(), Trouble> {
        self.one()?.put(file, over)
    }

    fn get(&self, path: &str) -> Result<Vec<u8>, Trouble> {
        self.one()?.get(path)
    }

    fn stat(&self, path: &str) -> Result<Option<Thing>, Trouble> {
        self.one()?.stat(path)
    }

    fn list(&self, folder: &str) -> Result<Vec<Entry>, Trouble> {
        self.one()?.list(folder)
    }

    fn rename(&self, from: &str, to: &str) -> Result<(), Trouble> {
        self.one()?.rename(from, to)
    }

    fn delete(&self, path: &str) -> Result<(), Trouble> {
        self.one()?.delete(path)
    }

    fn prune(&self, folder: &str) -> Result<(), Trouble> {
        self.one()?.prune(folder)
    }

    fn copy(&self, from: &str, to: &str) -> Result<(), Trouble> {
        self.one()?.copy(from, to)
    }

    fn pointed(&self, link: &str) -> Result<Option<String>, Trouble> {
        self.one()?.pointed(link)
    }

    fn point(&self, link: &str, target: &str) -> Result<(), Trouble> {
        self.one()?.point(link, target)
    }
}

/// What readers get, without parts of an index of the release before.
fn through(place: &Path, site: &Files) -> Files {
    let mut files = seen(&on_disk(&place.join("www").canonicalize().unwrap()));
    files.retain(|path, _| site.contains_key(path) || !path.starts_with("search/t-"));
    files
}

#[test]
fn a_release_that_is_cut_at_any_request_is_not_seen_and_is_ended_by_the_next_run() {
    let (a, b) = (tree(1, 4), tree(2, 4));
    let mut cuts = 0;
    for n in 0.. {
        let (place, machine) = (tempfile::tempdir().unwrap(), Machine::new());
        let publish = |files: &Files, remote: &dyn Remote| {
            machine.with(files, remote, |job| publish_release(job, "www"))
        };
        publish(&a, &Folder::new(place.path())).unwrap();
        let cut = Cut::after(place.path(), n);
        let ended = publish(&b, &cut);
        if cut.left.load(Ordering::SeqCst) > 0 {
            break;
        }
        cuts += 1;
        let whole = through(place.path(), &a) == a || through(place.path(), &b) == b;
        assert!(whole, "cut after {n}: neither the former site nor the new one");
        assert!(ended.is_err() || through(place.path(), &b) == b);
        publish(&b, &Folder::new(place.path())).unwrap();
        assert_eq!(through(place.path(), &b), b, "cut after {n}");
    }
    assert!(cuts > 40, "{cuts}");
}
