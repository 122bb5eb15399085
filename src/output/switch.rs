//! Putting a finished site in the place of the former one, and healing what a
//! killed build left between two renames.

use super::marker::{self, Mark};
use super::steps;
use super::target::entries;
use std::io;
use std::path::{Path, PathBuf};

/// How a former and a new site change places.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Switch {
    /// In one step where the system and the file system can, else by two renames.
    #[default]
    Best,
    /// Always by two renames, as on systems that cannot exchange two folders.
    TwoRenames,
}

/// The folders of one build's work, inside the output folder.
#[derive(Clone, Debug)]
pub(super) struct Work {
    /// The whole.
    pub(super) root: PathBuf,
    /// Sites being written; after an exchange, former ones.
    pub(super) new: PathBuf,
    /// Former sites whose place is empty for a moment.
    pub(super) old: PathBuf,
    /// What is about to be removed.
    pub(super) trash: PathBuf,
}

/// Name of the work folder.
pub(super) const WORK: &str = ".faultbook-work";

impl Work {
    pub(super) fn of(output: &Path) -> Self {
        let root = output.join(WORK);
        let (new, old, trash) = (root.join("new"), root.join("old"), root.join("trash"));
        Self { root, new, old, trash }
    }

    /// Removes everything. What lies in `old` is renamed first: a removal that is
    /// killed half-way must not look like a former site to be put back.
    pub(super) fn remove(&self) -> io::Result<()> {
        if self.old.symlink_metadata().is_ok() {
            self.bin(&self.old, "old")?;
        }
        steps::remove(&self.root)
    }

    /// Moves a folder into the trash under a free name.
    pub(super) fn bin(&self, folder: &Path, name: &str) -> io::Result<()> {
        let mut place = self.trash.join(name);
        let mut n = 1;
        while place.symlink_metadata().is_ok() {
            n += 1;
            place = self.trash.join(format!("{name}-{n}"));
        }
        steps::make_room(&place)?;
        steps::rename(folder, &place)
    }
}

/// Puts `new` in the place of `target`, which is absent, empty or ours.
pub(super) fn replace(target: &Path, new: &Path, old: &Path, how: Switch) -> io::Result<()> {
    if target.symlink_metadata().is_err() {
        steps::make_room(target)?;
        return steps::rename(new, target);
    }
    if how == Switch::Best && steps::exchange(new, target)? {
        return Ok(());
    }
    steps::make_room(old)?;
    steps::rename(target, old)?;
    steps::rename(new, target).inspect_err(|_| {
        // The former site goes back at once; if even that fails, the next run does it.
        let _ = steps::rename(old, target);
    })
}

/// Puts back former sites whose place a killed build left empty. Returns their names.
pub(super) fn heal(output: &Path, work: &Work) -> io::Result<Vec<String>> {
    let mut healed = Vec::new();
    for name in sites(&work.old, &work.old)? {
        let target = output.join(&name);
        if target.symlink_metadata().is_err() {
            steps::make_room(&target)?;
            steps::rename(&work.old.join(&name), &target)?;
            healed.push(name);
        }
    }
    Ok(healed)
}

/// The sites of ours below a folder, by name; a copy under another name is not one.
pub(super) fn sites(folder: &Path, root: &Path) -> io::Result<Vec<String>> {
    let mut found = Vec::new();
    if root.symlink_metadata().is_err() {
        return Ok(found);
    }
    for name in entries(folder)? {
        let path = folder.join(&name);
        if name.starts_with('.') || !path.symlink_metadata()?.is_dir() {
            continue;
        }
        let Ok(relative) = path.strip_prefix(root) else { continue };
        let site = relative.to_string_lossy().replace('\\', "/");
        let ours = matches!(marker::read(&path)?, Mark::Ours(of) if marker::names(&of, &site));
        if ours {
            found.push(site);
        } else if site == "customers" {
            found.extend(sites(&path, root)?);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn put_site(folder: &Path, name: &str, text: &str) {
        fs::create_dir_all(folder.join(name)).unwrap();
        fs::write(folder.join(name).join("index.html"), text).unwrap();
        marker::write(&folder.join(name), name).unwrap();
    }

    fn text(folder: &Path, name: &str) -> String {
        fs::read_to_string(folder.join(name).join("index.html")).unwrap()
    }

    #[test]
    fn both_ways_of_switching_end_alike() {
        for how in [Switch::Best, Switch::TwoRenames] {
            let folder = tempfile::tempdir().unwrap();
            let (out, work) = (folder.path(), Work::of(folder.path()));
            put_site(out, "internal", "old");
            put_site(&work.new, "internal", "new");
            let (new, old) = (work.new.join("internal"), work.old.join("internal"));
            replace(&out.join("internal"), &new, &old, how).unwrap();
            assert_eq!(text(out, "internal"), "new");
            work.remove().unwrap();
            assert_eq!(sites(out, out).unwrap(), ["internal"]);
            assert!(!work.root.exists());
        }
    }

    #[test]
    fn a_build_killed_between_two_renames_is_healed() {
        let folder = tempfile::tempdir().unwrap();
        let (out, work) = (folder.path(), Work::of(folder.path()));
        put_site(&work.old, "customers/C-01", "old");
        put_site(&work.old, "internal", "old");
        put_site(&work.new, "customers/C-01", "new");
        put_site(out, "internal", "new");
        assert_eq!(heal(out, &work).unwrap(), ["customers/C-01"]);
        assert_eq!(text(out, "customers/C-01"), "old");
        assert_eq!(text(out, "internal"), "new", "a site in place stays");
    }

    #[test]
    fn a_half_removed_site_is_never_put_back() {
        let folder = tempfile::tempdir().unwrap();
        let (out, work) = (folder.path(), Work::of(folder.path()));
        put_site(&work.trash.join("old"), "internal", "half");
        assert!(heal(out, &work).unwrap().is_empty());
        assert!(!out.join("internal").exists());
    }

    #[test]
    fn a_copy_of_a_site_under_another_name_is_a_persons() {
        let folder = tempfile::tempdir().unwrap();
        put_site(folder.path(), "internal", "ours");
        put_site(folder.path(), "customers/C-01", "ours");
        put_site(&folder.path().join("backup"), "internal", "theirs");
        fs::rename(folder.path().join("customers"), folder.path().join("x")).unwrap();
        put_site(folder.path(), "customers/C-02", "ours");
        fs::rename(folder.path().join("x/C-01"), folder.path().join("internal-2025")).unwrap();
        assert_eq!(sites(folder.path(), folder.path()).unwrap(), ["customers/C-02", "internal"]);
    }
}
