//! Where a change becomes what is shown: the project is rebuilt, and its sites take the
//! place of the former ones where nothing stands in the way. A rebuild that fails, by the
//! project or by a mistake of the program, leaves them where they are.

use super::shown::Shared;
use super::watch::Batch;
use super::{News, Rebuilt, Source, Told, overlay};
use crate::diag::{Code, Diagnostic, Diagnostics};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

/// The desk at which the project is rebuilt.
pub(super) struct Desk<'a> {
    pub(super) source: &'a mut dyn Source,
    pub(super) told: &'a dyn Told,
    pub(super) shared: Arc<Shared>,
    /// The project's folder.
    pub(super) root: PathBuf,
}

impl Desk<'_> {
    /// Rebuilds the project after these changes.
    pub(super) fn rebuild(&mut self, batch: &Batch) {
        let begun = Instant::now();
        // A mistake of the program is no reason to take the sites away from their readers.
        // What it may have left half done is forgotten.
        let rebuilt = catch_unwind(AssertUnwindSafe(|| self.source.rebuild()));
        if rebuilt.is_err() {
            self.source.forget();
        }
        let (findings, stages) = match &rebuilt {
            Ok(rebuilt) => (rebuilt.live.diagnostics().clone(), rebuilt.stages.clone()),
            Err(_) => (Diagnostics::from_iter([mistake()]), Vec::new()),
        };
        let failed = rebuilt.as_ref().map_or(true, |rebuilt| rebuilt.stopped);
        let (told, more) = overlay::told(&findings, failed, &self.root);
        let former = self.shared.now();
        let shown = self.shared.show(|shown| {
            (shown.failed, shown.findings, shown.more) = (failed, told, more);
            let Ok(Rebuilt { live, language, encrypted, stopped, .. }) = rebuilt else { return };
            if !stopped || shown.live.is_none() {
                shown.language = language;
            }
            if !stopped {
                shown.site = shown.number;
                shown.encrypted = encrypted;
                shown.live = Some(live);
            }
        });
        self.told.rebuilt(&News {
            changed: &batch.paths,
            count: batch.count,
            took: begun.elapsed(),
            stages: &stages,
            findings: &findings,
            failed,
            sites: shown.live.as_ref().map_or(0, |live| live.sites().len()),
        });
        // Giving back the room of a large project takes long; nobody waits for it.
        std::thread::spawn(move || drop(former));
    }
}

fn mistake() -> Diagnostic {
    let message = "the project could not be rebuilt because of a mistake of the program; the terminal \
                   says where";
    Diagnostic::new(Code::ServeMistake, message).hint(
        "report it to the maintainers with what the terminal says; the next change is read from \
         the beginning",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Lang, Project};
    use crate::pipeline::{BuildOptions, Live, Quiet};
    use std::collections::BTreeSet;
    use std::net::SocketAddr;

    /// What each rebuild comes to.
    #[derive(Clone, Copy)]
    enum Act {
        Good,
        Stops,
        Panics,
    }

    struct Played {
        acts: Vec<Act>,
        forgotten: usize,
    }

    impl Source for Played {
        fn rebuild(&mut self) -> Rebuilt {
            let act = self.acts.remove(0);
            assert!(!matches!(act, Act::Panics), "a mistake of the program");
            let mut project = Project::default();
            if matches!(act, Act::Stops) {
                project.diagnostics.push(Diagnostic::new(Code::ConfigValue, "no such value"));
            }
            let live = Arc::new(Live::of(project, &BuildOptions::default(), &Quiet));
            let stopped = live.diagnostics().stops();
            let stages = Vec::new();
            Rebuilt { live, stopped, stages, language: Lang::En, encrypted: BTreeSet::new() }
        }

        fn forget(&mut self) {
            self.forgotten += 1;
        }
    }

    struct Silent;

    impl Told for Silent {
        fn listens(&self, _: &[SocketAddr]) {}
        fn rebuilt(&self, _: &News<'_>) {}
        fn hampered(&self, _: &Diagnostic) {}
    }

    #[test]
    fn a_rebuild_that_fails_leaves_the_last_good_sites_and_a_mistake_is_survived() {
        use Act::{Good, Panics, Stops};
        let mut source = Played { acts: vec![Stops, Good, Stops, Panics, Good], forgotten: 0 };
        let shared = Arc::new(Shared::new());
        let root = PathBuf::new();
        let mut desk = Desk { source: &mut source, told: &Silent, shared: shared.clone(), root };
        let mut seen = Vec::new();
        for _ in 0..5 {
            desk.rebuild(&Batch::default());
            let now = shared.now();
            seen.push((now.live.clone(), now.failed, now.site, now.number));
        }
        assert!(seen[0].0.is_none() && seen[0].1, "nothing was good yet");
        let good = seen[1].0.clone().expect("a good one");
        assert!(!seen[1].1 && seen[1].2 == seen[1].3);
        for (live, failed, site, number) in &seen[2..4] {
            assert!(Arc::ptr_eq(live.as_ref().expect("the last good one"), &good));
            assert!(*failed && *site == seen[1].2 && number > site);
        }
        assert!(!Arc::ptr_eq(seen[4].0.as_ref().expect("a newer one"), &good) && !seen[4].1);
        assert_eq!(source.forgotten, 1);
    }
}
