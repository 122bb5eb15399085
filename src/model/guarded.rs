//! Work that a parser of others does on files of others: what is damaged may make it
//! panic, and becomes a fault like any other, because a file must never stop a build of
//! the good ones.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// True while a parser that may panic is at work on this thread: what it says then is
/// no mistake of faultbook and becomes a finding.
pub(crate) fn is_guarded() -> bool {
    GUARDED.get()
}

/// What the work gives; `None` where it panicked. Nothing that it changes may be looked at
/// after that.
pub(crate) fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    let before = GUARDED.replace(true);
    let done = catch_unwind(AssertUnwindSafe(work));
    GUARDED.set(before);
    done.ok()
}
