//! The steps of the switch that change folders. They stand in one place so that a
//! test can let the program die before any one of them.

use std::io;
use std::path::Path;

/// Renames a folder.
pub(super) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    alive()?;
    std::fs::rename(from, to)
}

/// Makes the folders above `path`.
pub(super) fn make_room(path: &Path) -> io::Result<()> {
    alive()?;
    path.parent().map_or(Ok(()), std::fs::create_dir_all)
}

/// Removes a folder and all in it.
pub(super) fn remove(folder: &Path) -> io::Result<()> {
    alive()?;
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// Exchanges two folders in one step. `Ok(false)` where that cannot be done here.
#[cfg(target_os = "linux")]
pub(super) fn exchange(one: &Path, other: &Path) -> io::Result<bool> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    alive()?;
    match renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(true),
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Exchanges two folders in one step. `Ok(false)` where that cannot be done here.
#[cfg(not(target_os = "linux"))]
pub(super) fn exchange(_one: &Path, _other: &Path) -> io::Result<bool> {
    Ok(false)
}

/// Asks the file system to write everything down.
#[cfg(target_os = "linux")]
pub(super) fn sync(folder: &Path) -> io::Result<()> {
    Ok(rustix::fs::syncfs(std::fs::File::open(folder)?)?)
}

/// Asks the file system to write everything down.
#[cfg(not(target_os = "linux"))]
pub(super) fn sync(_folder: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(not(test))]
#[expect(clippy::unnecessary_wraps, reason = "only in a test does a program die here")]
fn alive() -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
thread_local! {
    static TAKEN: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
    static FAILING: std::cell::RefCell<std::ops::Range<usize>> =
        const { std::cell::RefCell::new(0..0) };
}

/// Lets the steps of this thread fail that fall into a range, counted from now. A
/// range without an end is a program that was killed: nothing happens any more.
#[cfg(test)]
pub(super) fn fail(steps: std::ops::Range<usize>) {
    TAKEN.set(0);
    FAILING.replace(steps);
}

#[cfg(test)]
fn alive() -> io::Result<()> {
    let step = TAKEN.replace(TAKEN.get() + 1);
    let failing = FAILING.with_borrow(|steps| steps.contains(&step));
    if failing { Err(io::Error::other("injected")) } else { Ok(()) }
}
