//! Says that something changed. What changed is only told to people: a rebuild finds out by
//! itself, so that it does not matter in which way an editor, a copy or a check-out writes
//! files, or whether the system tells all of it.
//!
//! Changes are gathered until nothing has come for a moment, and no longer than a quarter
//! of a second. Those that come during a rebuild lead to the next one, so that the last
//! rebuild always begins after the last change.
//!
//! Where the system may have told only part (new folders, too many changes at once), the
//! files are compared with those of before the rebuild a little later (`snapshot`). Where it
//! tells nothing at all, they are compared again and again (`poll`); `notify` has a watcher
//! of that kind, which knows times by the second and would miss the second of two saves.

mod gather;
mod poll;
mod snapshot;
mod system;

pub(super) use gather::Batch;
pub use snapshot::{Aside, Inputs};

use crate::diag::{Code, Diagnostic};
use gather::{Doubt, Gather};
use notify::RecommendedWatcher;
use snapshot::Snapshot;
use std::sync::Arc;
use std::time::Duration;
use system::System;

/// How long after a rebuild that may have been told only part the files are compared.
const SECOND_LOOK: Duration = Duration::from_millis(600);

/// Where a warning goes.
pub(super) type Warn<'a> = &'a dyn Fn(&Diagnostic);

/// Watches the files that a project is read from.
pub(super) struct Watch {
    inputs: Arc<Inputs>,
    gather: Arc<Gather>,
    /// None where changes are looked for.
    system: Option<System<RecommendedWatcher>>,
    /// The files before the last rebuild, where there was a reason to look.
    before: Option<Snapshot>,
}

impl Watch {
    /// Watches from now on; where the system cannot tell of changes, looks for them.
    pub(super) fn begin(inputs: Inputs, poll: bool, warn: Warn<'_>) -> Self {
        let (inputs, gather) = (Arc::new(inputs), Arc::new(Gather::default()));
        let before = Some(Snapshot::of(&inputs));
        let mut watch = Self { inputs, gather, system: None, before };
        if poll {
            watch.look();
            return watch;
        }
        match System::begin(&watch.inputs, &watch.gather) {
            Ok(system) => watch.system = Some(system),
            Err(reason) => watch.fall_back(&reason, warn),
        }
        watch
    }

    /// The next changes.
    pub(super) fn next(&mut self, warn: Warn<'_>) -> Batch {
        loop {
            let batch = self.gather.next();
            if let Some(reason) = &batch.limited
                && self.system.take().is_some()
            {
                self.fall_back(reason, warn);
            }
            if let Some(system) = &mut self.system
                && batch.doubt == Doubt::Root
            {
                system.renew(&self.inputs, &self.gather);
            }
            let now = (batch.doubt != Doubt::None).then(|| Snapshot::of(&self.inputs));
            // What is only a doubt is none where nothing differs.
            if batch.count == 0 && now.is_some() && now == self.before {
                continue;
            }
            self.before = now;
            return batch;
        }
    }

    /// A rebuild has taken these changes in: where there is doubt whether they were all, it
    /// is looked again.
    pub(super) fn rebuilt(&self, batch: &Batch) {
        if batch.count > 0 && batch.doubt != Doubt::None && self.system.is_some() {
            let gather = self.gather.clone();
            // Nobody waits for it, and it ends with the process.
            std::thread::spawn(move || {
                std::thread::sleep(SECOND_LOOK);
                gather.doubt(Doubt::Folder);
            });
        }
    }

    fn fall_back(&mut self, reason: &str, warn: Warn<'_>) {
        self.look();
        warn(&limited(reason));
    }

    fn look(&self) {
        poll::begin(self.inputs.clone(), self.gather.clone());
    }
}

fn limited(reason: &str) -> Diagnostic {
    let message = format!(
        "the system does not tell of changes ({reason}); files are compared a few times a second instead"
    );
    Diagnostic::new(Code::ServeWatch, message).hint(
        "it works, only slower. On Linux raise the limit: sysctl fs.inotify.max_user_watches=524288 \
         fs.inotify.max_user_instances=512; on shared and network folders use --poll, which says the same",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;
    use std::path::Path;

    fn inputs(root: &Path) -> Inputs {
        Inputs { root: root.to_owned(), outside: Vec::new(), aside: Box::new(|_| false) }
    }

    fn silent(_: &Diagnostic) {}

    #[test]
    fn a_change_is_told_by_the_system_and_by_looking() {
        for poll in [false, true] {
            let folder = tempfile::tempdir().unwrap();
            std::fs::create_dir(folder.path().join("content")).unwrap();
            let mut watch = Watch::begin(inputs(folder.path()), poll, &silent);
            let file = folder.path().join("content/a.md");
            std::fs::write(&file, "a").unwrap();
            let batch = watch.next(&silent);
            assert!(batch.paths.contains(&file), "poll {poll}: {batch:?}");
        }
    }

    #[test]
    fn folders_that_come_later_are_watched_too() {
        let folder = tempfile::tempdir().unwrap();
        let mut watch = Watch::begin(inputs(folder.path()), false, &silent);
        for name in ["content", "content/faults", "themes"] {
            std::fs::create_dir(folder.path().join(name)).unwrap();
            watch.next(&silent);
        }
        // And one that was taken away and came again under its name.
        std::fs::remove_dir(folder.path().join("themes")).unwrap();
        watch.next(&silent);
        std::fs::create_dir(folder.path().join("themes")).unwrap();
        watch.next(&silent);
        for name in ["content/faults/a.md", "themes/b.html"] {
            let file = folder.path().join(name);
            std::fs::write(&file, "a").unwrap();
            while !watch.next(&silent).paths.contains(&file) {}
        }
    }

    #[test]
    fn where_the_system_has_no_room_it_is_looked_for_and_said_how_to_mend_it() {
        let folder = tempfile::tempdir().unwrap();
        let mut watch = Watch::begin(inputs(folder.path()), false, &silent);
        let told = RefCell::new(Vec::new());
        let warn = |finding: &Diagnostic| told.borrow_mut().push(finding.clone());
        watch.gather.limit("no room for further watches");
        watch.gather.changed([folder.path()], Doubt::None);
        watch.next(&warn);
        assert!(watch.system.is_none());
        let file = folder.path().join("a.csv");
        std::fs::write(&file, "a").unwrap();
        while !watch.next(&warn).paths.contains(&file) {}
        let told = told.into_inner();
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].code, Code::ServeWatch);
        assert!(told[0].hint.as_ref().unwrap().contains("fs.inotify.max_user_watches"));
    }

    #[test]
    fn a_change_that_the_system_did_not_tell_is_found_after_a_doubt() {
        let folder = tempfile::tempdir().unwrap();
        let mut watch = Watch::begin(inputs(folder.path()), false, &silent);
        watch.system = None;
        watch.gather.doubt(Doubt::Folder);
        std::fs::write(folder.path().join("a.csv"), "a").unwrap();
        assert_eq!(watch.next(&silent).doubt, Doubt::Folder);
        // Nothing differs now: a doubt alone leads to no rebuild, a change does.
        watch.gather.doubt(Doubt::Folder);
        let gather = watch.gather.clone();
        std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(300));
            gather.changed([Path::new("b")], Doubt::None);
        });
        assert_eq!(watch.next(&silent).count, 1);
    }
}
