//! A short proof that files are the ones that were there before: their paths, sizes and
//! times, without reading one of them.
//!
//! A file that is written without changing its size within the same tick of the clock as
//! the last look would be missed. So a look is only worth remembering once the newest
//! change lies further back than a tick ([`Footprint::settle`]).

use std::fs::Metadata;
use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime};
use walkdir::WalkDir;

/// Ticks of file systems that tell parts of a second.
const TICK: Duration = Duration::from_millis(50);
/// Ticks of file systems that do not.
const COARSE_TICK: Duration = Duration::from_secs(3);

/// What was seen of files.
#[derive(Clone, Debug, Default)]
pub struct Footprint {
    hash: blake3::Hasher,
    newest: Option<SystemTime>,
    /// When a file was written counts, not when anything else of it was changed.
    written: bool,
}

impl Footprint {
    /// A footprint in which a file may be given a second name, as publishing does.
    pub fn of_what_was_written() -> Self {
        Self { written: true, ..Self::default() }
    }

    /// Adds words that matter as files do, such as options.
    pub fn add_words(&mut self, words: &str) {
        self.hash.update(&(words.len() as u64).to_le_bytes());
        self.hash.update(words.as_bytes());
    }

    /// Adds a file; one that is not there is a state, too.
    pub fn add_file(&mut self, path: &Path) {
        self.add_words(&path.to_string_lossy());
        match path.symlink_metadata() {
            Ok(meta) => self.add(&meta),
            Err(error) => self.add_words(&error.kind().to_string()),
        }
    }

    /// Adds all below a folder but what is not `wanted`, told by its path in the folder.
    pub fn add_folder(
        &mut self,
        folder: &Path,
        wanted: &dyn Fn(&Path, bool) -> bool,
    ) -> io::Result<()> {
        let inside = |path: &Path| path.strip_prefix(folder).unwrap_or(path).to_owned();
        let walk = WalkDir::new(folder).min_depth(1).sort_by_file_name().into_iter();
        let walk =
            walk.filter_entry(|entry| wanted(&inside(entry.path()), entry.file_type().is_dir()));
        for entry in walk {
            let entry = entry?;
            self.add_words(&inside(entry.path()).to_string_lossy());
            // A folder's own times change with whatever lies in it, wanted or not.
            if entry.file_type().is_dir() {
                self.add_words("/");
            } else {
                self.add(&entry.metadata()?);
            }
        }
        Ok(())
    }

    fn add(&mut self, meta: &Metadata) {
        let mut number = |n: u128| {
            self.hash.update(&n.to_le_bytes());
        };
        number(u128::from(meta.len()));
        let since = |time: SystemTime| {
            time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_nanos()
        };
        number(meta.modified().map_or(0, since));
        if !self.written {
            self.newest = self.newest.max(Some(changed(meta, &mut number)));
        }
    }

    /// Waits until the newest change is a tick old. False where that takes too long, as
    /// with times of the future: then nothing can be told by times.
    pub fn settle(&self) -> bool {
        let Some(newest) = self.newest else { return true };
        let whole = newest
            .duration_since(SystemTime::UNIX_EPOCH)
            .is_ok_and(|since| since.subsec_nanos() == 0);
        match SystemTime::now().duration_since(newest) {
            Ok(age) if age > COARSE_TICK || (!whole && age > TICK) => true,
            Ok(age) if !whole => {
                std::thread::sleep(TICK.saturating_sub(age));
                true
            }
            _ => false,
        }
    }

    /// The footprint in letters.
    pub fn text(&self) -> String {
        self.hash.finalize().to_hex().to_string()
    }
}

/// When a file was last changed in any way. That also moves where a file is given an older
/// time; and another file in its place has another number.
#[cfg(unix)]
fn changed(meta: &Metadata, number: &mut impl FnMut(u128)) -> SystemTime {
    use std::os::unix::fs::MetadataExt;
    number(meta.ino().into());
    let seconds = u64::try_from(meta.ctime()).unwrap_or_default();
    let since = Duration::new(seconds, u32::try_from(meta.ctime_nsec()).unwrap_or_default());
    number(since.as_nanos());
    SystemTime::UNIX_EPOCH + since
}

/// When a file was last written.
#[cfg(not(unix))]
fn changed(meta: &Metadata, _number: &mut impl FnMut(u128)) -> SystemTime {
    meta.modified().unwrap_or(SystemTime::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn of(folder: &Path) -> String {
        let mut print = Footprint::default();
        print.add_folder(folder, &|path, _| !path.starts_with("left")).unwrap();
        print.text()
    }

    #[test]
    fn every_change_of_a_file_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let (a, b) = (folder.path().join("a.md"), folder.path().join("b.md"));
        fs::write(&a, "one").unwrap();
        let first = of(folder.path());
        assert_eq!(of(folder.path()), first);
        let mut seen = vec![first];
        let mut changed = |what: &str| {
            let now = of(folder.path());
            assert!(!seen.contains(&now), "{what}");
            seen.push(now);
        };
        std::thread::sleep(TICK);
        fs::write(&a, "two").unwrap();
        changed("as long as before");
        fs::write(&b, "").unwrap();
        changed("a new file");
        fs::rename(&b, folder.path().join("c.md")).unwrap();
        changed("another name");
        fs::create_dir(folder.path().join("d")).unwrap();
        changed("an empty folder");
        let old = fs::File::options().write(true).open(&a).unwrap();
        std::thread::sleep(TICK);
        old.set_modified(SystemTime::UNIX_EPOCH).unwrap();
        changed("an older time");
        fs::remove_file(&a).unwrap();
        changed("a file less");
    }

    #[test]
    fn a_second_name_is_a_change_only_where_more_than_writing_counts() {
        let folder = tempfile::tempdir().unwrap();
        let (a, b) = (folder.path().join("a"), folder.path().join("b"));
        fs::write(&a, "one").unwrap();
        let prints = || {
            [Footprint::default(), Footprint::of_what_was_written()].map(|mut print| {
                print.add_file(&a);
                print.text()
            })
        };
        let before = prints();
        std::thread::sleep(TICK);
        fs::hard_link(&a, &b).unwrap();
        let after = prints();
        assert_eq!(before[1], after[1]);
        assert!(before[0] != after[0] || !cfg!(unix));
    }

    #[test]
    fn what_is_left_aside_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("left")).unwrap();
        let first = of(folder.path());
        fs::write(folder.path().join("left/a"), "one").unwrap();
        assert_eq!(of(folder.path()), first);
    }

    #[test]
    fn a_change_of_this_moment_is_waited_for_and_one_of_the_future_is_not_trusted() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a"), "one").unwrap();
        let mut print = Footprint::default();
        print.add_file(&folder.path().join("a"));
        assert!(print.settle());
        print.newest = Some(SystemTime::now() + Duration::from_mins(1));
        assert!(!print.settle());
    }
}
