//! Gathers changes until a rebuild is worth its while.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// So long nothing may have come: an editor writes, renames and sets times in less.
const QUIET: Duration = Duration::from_millis(15);
/// So long is waited at most while changes go on.
const MOST: Duration = Duration::from_millis(250);
/// Paths that are kept to be told.
const NAMED: usize = 8;

/// Why the system may have told only part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Doubt {
    /// It told everything.
    #[default]
    None,
    /// Files may have come into a folder before it was watched.
    Folder,
    /// A folder of the root was exchanged, or the system lost count.
    Root,
}

/// Changes that lead to one rebuild.
#[derive(Clone, Debug, Default)]
pub(in crate::serve) struct Batch {
    /// A few of the files.
    pub(in crate::serve) paths: Vec<PathBuf>,
    /// How many changes there were.
    pub(in crate::serve) count: usize,
    /// There may be more than were told.
    pub(super) doubt: Doubt,
    /// The system tells nothing any more, for this reason.
    pub(super) limited: Option<String>,
}

#[derive(Default)]
struct Pending {
    batch: Batch,
    named: BTreeSet<PathBuf>,
    /// The first and the last change.
    since: Option<(Instant, Instant)>,
}

/// Where changes come in, from any thread.
#[derive(Default)]
pub(super) struct Gather {
    pending: Mutex<Pending>,
    came: Condvar,
}

impl Gather {
    fn pending(&self) -> MutexGuard<'_, Pending> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, change: impl FnOnce(&mut Pending)) {
        let now = Instant::now();
        let mut pending = self.pending();
        change(&mut pending);
        let first = pending.since.map_or(now, |(first, _)| first);
        pending.since = Some((first, now));
        self.came.notify_all();
    }

    /// These files changed.
    pub(super) fn changed<'p>(&self, paths: impl IntoIterator<Item = &'p Path>, doubt: Doubt) {
        self.note(|pending| {
            for path in paths {
                pending.batch.count += 1;
                if pending.named.len() < NAMED {
                    pending.named.insert(path.to_owned());
                }
            }
            pending.batch.doubt = pending.batch.doubt.max(doubt);
        });
    }

    /// Something may have changed.
    pub(super) fn doubt(&self, doubt: Doubt) {
        self.note(|pending| pending.batch.doubt = pending.batch.doubt.max(doubt));
    }

    /// The system tells nothing any more.
    pub(super) fn limit(&self, reason: &str) {
        self.note(|pending| {
            pending.batch.doubt = Doubt::Root;
            pending.batch.limited = Some(reason.to_owned());
        });
    }

    /// Waits for changes and for their end.
    pub(super) fn next(&self) -> Batch {
        let mut pending = self.pending();
        loop {
            let wait = match pending.since {
                None => None,
                Some((first, last)) => {
                    let due = (last + QUIET).min(first + MOST);
                    let rest = due.saturating_duration_since(Instant::now());
                    if rest.is_zero() {
                        let Pending { batch, named, .. } = std::mem::take(&mut *pending);
                        return Batch { paths: named.into_iter().collect(), ..batch };
                    }
                    Some(rest)
                }
            };
            pending = match wait {
                None => self.came.wait(pending).unwrap_or_else(PoisonError::into_inner),
                Some(rest) => {
                    let waited = self.came.wait_timeout(pending, rest);
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn what_comes_together_is_one_batch_and_what_goes_on_is_not_waited_for() {
        let gather = Arc::new(Gather::default());
        gather.changed([Path::new("a"), Path::new("b")], Doubt::None);
        gather.changed([Path::new("a")], Doubt::Folder);
        let batch = gather.next();
        assert_eq!((batch.count, batch.paths.len(), batch.doubt), (3, 2, Doubt::Folder));
        let busy = gather.clone();
        let writer = std::thread::spawn(move || {
            let end = Instant::now() + 4 * MOST;
            while Instant::now() < end {
                busy.changed([Path::new("c")], Doubt::None);
                std::thread::sleep(Duration::from_millis(2));
            }
        });
        gather.next();
        assert!(!writer.is_finished(), "a batch ends although changes go on");
        writer.join().unwrap();
        gather.next();
    }
}
