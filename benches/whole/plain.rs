//! The floor: how fast the same bytes can be written to the same file system by a
//! program that does nothing else.

use std::fs;
use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

/// A written tree.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tree {
    pub(crate) files: u64,
    pub(crate) bytes: u64,
}

/// Bytes held at a time: small, because a process inherits the peak of the one that
/// started it.
const BATCH: usize = 4 << 20;

/// Counts the files of a folder and their bytes.
pub(crate) fn size(folder: &Path) -> io::Result<Tree> {
    let mut tree = Tree::default();
    for entry in walkdir::WalkDir::new(folder) {
        let entry = entry?;
        if entry.file_type().is_file() {
            tree.files += 1;
            tree.bytes += entry.metadata()?.len();
        }
    }
    Ok(tree)
}

/// Writes every folder and file of `from` again below `to`, in path order, and has the
/// file system flushed once, as a build does. Only folders, writing and flushing are
/// timed, not reading.
pub(crate) fn write_again(from: &Path, to: &Path) -> io::Result<Duration> {
    let mut spent = Duration::ZERO;
    let mut batch = Batch::default();
    for entry in walkdir::WalkDir::new(from).sort_by_file_name() {
        let entry = entry?;
        let target = to.join(entry.path().strip_prefix(from).map_err(io::Error::other)?);
        if entry.file_type().is_dir() {
            batch.folders.push(target);
        } else {
            let bytes = fs::read(entry.path())?;
            batch.held += bytes.len();
            batch.files.push((target, bytes));
        }
        if batch.held > BATCH {
            spent += batch.write()?;
        }
    }
    spent += batch.write()?;
    let started = Instant::now();
    flush(to)?;
    Ok(spent + started.elapsed())
}

#[derive(Default)]
struct Batch {
    folders: Vec<std::path::PathBuf>,
    files: Vec<(std::path::PathBuf, Vec<u8>)>,
    held: usize,
}

impl Batch {
    fn write(&mut self) -> io::Result<Duration> {
        let started = Instant::now();
        for folder in &self.folders {
            fs::create_dir(folder)?;
        }
        for (path, bytes) in &self.files {
            fs::write(path, bytes)?;
        }
        let spent = started.elapsed();
        *self = Self::default();
        Ok(spent)
    }
}

/// Removes a folder and waits until the file system has digested it, because writing
/// is slower just after many files were deleted.
pub(crate) fn remove(folder: &Path) -> io::Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
        flush(folder.parent().unwrap_or(folder))?;
    }
    Ok(())
}

#[cfg(unix)]
fn flush(folder: &Path) -> io::Result<()> {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    rustix::fs::syncfs(fs::File::open(folder)?)?;
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    let _ = folder;
    Ok(())
}

#[cfg(not(unix))]
fn flush(_folder: &Path) -> io::Result<()> {
    Ok(())
}
