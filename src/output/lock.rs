//! One build at a time in one output folder. The lock is the operating system's
//! own, so it ends with the process that held it, however that ended; the text
//! in the file only tells a person who holds it.

use super::write_failed;
use crate::diag::{Code, Diagnostic};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;

/// Name of the lock file in the output folder; its presence also says that the
/// folder has been an output folder before.
pub(super) const LOCK: &str = ".faultbook-lock";

/// The lock of an output folder, held until dropped.
#[derive(Debug)]
pub(super) struct Lock {
    file: File,
}

impl Lock {
    /// Takes the lock, or says who holds it.
    pub(super) fn take(output: &Path) -> Result<Self, Diagnostic> {
        let path = output.join(LOCK);
        if std::fs::symlink_metadata(&path).is_ok_and(|meta| !meta.is_file()) {
            return Err(Diagnostic::new(
                Code::OutputRefused,
                format!("{} is not a plain file", path.display()),
            )
            .hint("remove it, or name another folder with --output-dir"));
        }
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let mut file = options.open(&path).map_err(|e| write_failed(&path, &e))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(held(&mut file, output)),
            Err(TryLockError::Error(error)) => return Err(write_failed(&path, &error)),
        }
        let mut lock = Self { file };
        lock.sign().map_err(|e| write_failed(&path, &e))?;
        Ok(lock)
    }

    #[allow(
        clippy::disallowed_methods,
        reason = "tells a waiting person since when; never part of a site"
    )]
    fn sign(&mut self) -> std::io::Result<()> {
        let since = jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ");
        self.file.set_len(0)?;
        self.file.rewind()?;
        writeln!(self.file, "process {} since {since}", std::process::id())
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // An old name left behind would mislead nobody: the lock itself is gone.
        let _ = self.file.set_len(0);
        // Closing is not enough: a program started meanwhile holds the file, and with it
        // the lock, until it has replaced itself. A failure here leaves it to closing.
        let _ = self.file.unlock();
    }
}

fn held(file: &mut File, output: &Path) -> Diagnostic {
    let mut text = String::new();
    // Some systems let nobody read a locked file; then the holder stays unnamed.
    let named = file.read_to_string(&mut text).is_ok() && !text.trim().is_empty();
    let holder = if named { format!("by {}", text.trim()) } else { "by another process".into() };
    Diagnostic::new(
        Code::BuildLocked,
        format!("the output folder {} is locked {holder}", output.display()),
    )
    .hint("wait until the other build has ended, or name another folder with --output-dir")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_build_is_told_who_holds_the_lock() {
        let folder = tempfile::tempdir().unwrap();
        let first = Lock::take(folder.path()).unwrap();
        let second = Lock::take(folder.path()).unwrap_err();
        assert_eq!(second.code, Code::BuildLocked);
        let me = format!("process {} since ", std::process::id());
        assert!(second.message.contains(&me), "{}", second.message);
        drop(first);
        Lock::take(folder.path()).unwrap();
    }

    #[test]
    fn the_text_of_a_dead_process_holds_nobody_up() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(LOCK), "process 1 since 2020-01-01T00:00:00Z\n").unwrap();
        Lock::take(folder.path()).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn a_link_in_place_of_the_lock_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let precious = folder.path().join("precious");
        std::fs::write(&precious, "kept").unwrap();
        std::os::unix::fs::symlink(&precious, folder.path().join(LOCK)).unwrap();
        assert_eq!(Lock::take(folder.path()).unwrap_err().code, Code::OutputRefused);
        assert_eq!(std::fs::read_to_string(precious).unwrap(), "kept");
    }
}
