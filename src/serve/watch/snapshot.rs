//! Which files a project may be read from, and what can be seen of them without opening
//! them.

use std::collections::BTreeMap;
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use walkdir::WalkDir;

/// Says of a path that no build reads it.
pub type Aside = Box<dyn Fn(&Path) -> bool + Send + Sync>;

/// Where a project is read from.
pub struct Inputs {
    /// The project's folder.
    pub root: PathBuf,
    /// Files and folders elsewhere: a configuration, fonts.
    pub outside: Vec<PathBuf>,
    /// What no build reads: the output, what hidden folders hold, what editors leave behind.
    pub aside: Aside,
}

impl Inputs {
    /// Folders of the root that a build may read.
    pub(super) fn folders(&self) -> Vec<PathBuf> {
        let entries = WalkDir::new(&self.root).min_depth(1).max_depth(1).sort_by_file_name();
        let entries = entries.into_iter().filter_map(Result::ok);
        let folders = entries.filter(|entry| entry.file_type().is_dir());
        folders.map(walkdir::DirEntry::into_path).filter(|path| !(self.aside)(path)).collect()
    }

    /// True where a change of this path can matter.
    pub(super) fn has(&self, path: &Path) -> bool {
        if self.outside.iter().any(|own| path.starts_with(own)) {
            return true;
        }
        path.starts_with(&self.root) && !(self.aside)(path)
    }
}

/// What can be seen of a file from outside. The time of its last change of any kind is
/// among it where the system tells it: that cannot be set back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    bytes: u64,
    written: Option<SystemTime>,
    changed: (i64, i64),
    number: u64,
}

impl Stamp {
    fn of(meta: &Metadata) -> Self {
        #[cfg(unix)]
        let (changed, number) = {
            use std::os::unix::fs::MetadataExt;
            ((meta.ctime(), meta.ctime_nsec()), meta.ino())
        };
        #[cfg(not(unix))]
        let (changed, number) = ((0, 0), 0);
        Self { bytes: meta.len(), written: meta.modified().ok(), changed, number }
    }
}

/// All files at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Snapshot(BTreeMap<PathBuf, Stamp>);

impl Snapshot {
    /// The files as they are now.
    pub(super) fn of(inputs: &Inputs) -> Self {
        let mut files = BTreeMap::new();
        for start in std::iter::once(&inputs.root).chain(&inputs.outside) {
            let own = |path: &Path| start != &inputs.root || !(inputs.aside)(path);
            let entries = WalkDir::new(start).into_iter();
            let entries = entries.filter_entry(|entry| entry.depth() == 0 || own(entry.path()));
            for entry in entries.filter_map(Result::ok) {
                // A folder's own times change with every file that an editor puts beside its own.
                if !entry.file_type().is_dir()
                    && let Ok(meta) = entry.metadata()
                {
                    files.insert(entry.into_path(), Stamp::of(&meta));
                }
            }
        }
        Self(files)
    }

    /// Files that are not as they were then: new, gone or written.
    pub(super) fn since<'s>(&'s self, then: &'s Self) -> Vec<&'s Path> {
        let gone = then.0.keys().filter(|path| !self.0.contains_key(*path));
        let written = self.0.iter().filter(|(path, stamp)| then.0.get(*path) != Some(stamp));
        written.map(|(path, _)| path).chain(gone).map(PathBuf::as_path).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_written_and_gone_files_are_seen_and_what_is_aside_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for name in ["a", "b", "output/x"] {
            std::fs::create_dir_all(root.join(name).parent().unwrap()).unwrap();
            std::fs::write(root.join(name), "1").unwrap();
        }
        let output = root.join("output");
        let aside: Aside = Box::new(move |path| path.starts_with(&output));
        let inputs = Inputs { root: root.to_owned(), outside: Vec::new(), aside };
        let then = Snapshot::of(&inputs);
        assert!(Snapshot::of(&inputs).since(&then).is_empty());
        std::fs::write(root.join("a"), "2").unwrap();
        std::fs::remove_file(root.join("b")).unwrap();
        std::fs::write(root.join("c"), "1").unwrap();
        std::fs::write(root.join("output/x"), "2").unwrap();
        let now = Snapshot::of(&inputs);
        let mut changed = now.since(&then);
        changed.sort();
        assert_eq!(changed, [root.join("a"), root.join("b"), root.join("c")]);
    }

    #[test]
    fn two_saves_of_equal_length_within_a_second_are_two() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().to_owned();
        let inputs = Inputs { root: root.clone(), outside: Vec::new(), aside: Box::new(|_| false) };
        std::fs::write(root.join("a"), "1").unwrap();
        let first = Snapshot::of(&inputs);
        // The clock of a file system may have steps of some milliseconds.
        std::thread::sleep(std::time::Duration::from_millis(20));
        std::fs::write(root.join("a"), "2").unwrap();
        assert_eq!(Snapshot::of(&inputs).since(&first).len(), 1);
    }
}
