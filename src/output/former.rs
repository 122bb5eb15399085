//! The site that a new one will replace. A file that stays as it is is not written once
//! more: the new site gets another name of the same file, so that its time stays, too, and
//! nothing has to reach the disk. A file of a site in place is never opened for writing.

use super::marker::{self, Mark};
use crate::model::ContentHash;
use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};

/// A site of ours in its place.
#[derive(Debug)]
pub(super) struct Former {
    folder: PathBuf,
}

impl Former {
    /// The site in a folder, where it is one of ours.
    pub(super) fn of(folder: PathBuf) -> Option<Self> {
        matches!(marker::read(&folder), Ok(Mark::Ours(_))).then_some(Self { folder })
    }

    /// Gives the former file of these bytes a second name. False where there is none, or
    /// where the file system will not: then the file is written.
    pub(super) fn keep(&self, path: &str, bytes: &[u8], target: &Path) -> bool {
        let file = self.folder.join(path);
        // The bytes themselves are compared: what people did to a site in place is undone.
        let same = has_size(&file, bytes.len() as u64) && equals(&file, bytes);
        same && std::fs::hard_link(&file, target).is_ok()
    }

    /// The same for the bytes of a file of the project, which are not held as a whole;
    /// gives their hash. The file is at its beginning again where `None` comes back.
    pub(super) fn keep_copy(
        &self,
        path: &str,
        from: &mut File,
        target: &Path,
    ) -> io::Result<Option<ContentHash>> {
        let file = self.folder.join(path);
        if !has_size(&file, from.metadata()?.len()) {
            return Ok(None);
        }
        let Ok(mut former) = File::open(&file) else { return Ok(None) };
        let mut hash = ContentHash::default();
        let (mut own, mut theirs) = (vec![0; 64 * 1024], vec![0; 64 * 1024]);
        loop {
            let n = from.read(&mut own)?;
            let same = former.read_exact(&mut theirs[..n]).is_ok() && own[..n] == theirs[..n];
            if !same || n == 0 {
                let kept = same && std::fs::hard_link(&file, target).is_ok();
                from.rewind()?;
                return Ok(kept.then_some(hash));
            }
            hash.add(&own[..n]);
        }
    }
}

fn has_size(file: &Path, size: u64) -> bool {
    file.symlink_metadata().is_ok_and(|meta| meta.is_file() && meta.len() == size)
}

fn equals(file: &Path, bytes: &[u8]) -> bool {
    let Ok(mut file) = File::open(file) else { return false };
    let mut rest = bytes;
    let mut buffer = [0; 8 * 1024];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return rest.is_empty(),
            Ok(n) => match rest.strip_prefix(&buffer[..n]) {
                Some(further) => rest = further,
                None => return false,
            },
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(_) => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn site(folder: &Path) -> Former {
        let place = folder.join("internal");
        fs::create_dir(&place).unwrap();
        fs::write(place.join("a.html"), "same").unwrap();
        marker::write(&place, "internal").unwrap();
        Former::of(place).unwrap()
    }

    #[test]
    fn what_stays_the_same_stays_the_same_file() {
        let folder = tempfile::tempdir().unwrap();
        let former = site(folder.path());
        let target = folder.path().join("new.html");
        let before = fs::metadata(folder.path().join("internal/a.html")).unwrap();
        assert!(former.keep("a.html", b"same", &target));
        let now = fs::metadata(&target).unwrap();
        assert_eq!(now.modified().unwrap(), before.modified().unwrap());
        assert_eq!(fs::read(&target).unwrap(), b"same");
    }

    #[test]
    fn what_differs_in_a_byte_is_written_anew() {
        let folder = tempfile::tempdir().unwrap();
        let former = site(folder.path());
        let target = folder.path().join("new.html");
        for other in [&b"samE"[..], b"sam", b"same.", b""] {
            assert!(!former.keep("a.html", other, &target));
        }
        assert!(!former.keep("b.html", b"same", &target));
        assert!(!target.exists());
    }

    #[test]
    fn a_large_file_is_compared_to_its_end() {
        let folder = tempfile::tempdir().unwrap();
        let former = site(folder.path());
        let mut bytes = vec![7; 100_000];
        fs::write(folder.path().join("internal/large"), &bytes).unwrap();
        assert!(former.keep("large", &bytes, &folder.path().join("one")));
        bytes[99_999] = 8;
        assert!(!former.keep("large", &bytes, &folder.path().join("two")));
    }

    #[test]
    fn a_copied_file_is_kept_where_it_is_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let former = site(folder.path());
        let source = folder.path().join("source");
        let keep = |text: &str, target: &str| {
            fs::write(&source, text).unwrap();
            let mut from = File::open(&source).unwrap();
            let kept = former.keep_copy("a.html", &mut from, &folder.path().join(target)).unwrap();
            let mut rest = String::new();
            from.read_to_string(&mut rest).unwrap();
            assert_eq!(rest, text, "at its beginning");
            kept.map(|hash| hash.finish().0)
        };
        let hash = ContentHash::of(b"same");
        assert_eq!(keep("same", "one"), Some(hash));
        assert_eq!(keep("samE", "two"), None);
        assert_eq!(keep("longer", "three"), None);
        assert!(folder.path().join("one").exists() && !folder.path().join("two").exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_in_the_former_site_is_not_kept() {
        let folder = tempfile::tempdir().unwrap();
        let former = site(folder.path());
        fs::write(folder.path().join("elsewhere"), "same").unwrap();
        let link = folder.path().join("internal/b.html");
        std::os::unix::fs::symlink("../elsewhere", link).unwrap();
        assert!(!former.keep("b.html", b"same", &folder.path().join("new.html")));
    }

    #[test]
    fn a_folder_without_our_marker_is_nobodys_site() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Former::of(folder.path().to_owned()).is_none());
    }
}
