//! What was read before, so that a project that is read again and again reads only what
//! has changed. A file is taken for the one that was read where its path, size, number and
//! times are the same and it is read in the same way; one that was written within a tick
//! of the clock before it was read is never kept, because the next change might not show.

use super::form::Reading;
use super::log::LogRead;
use super::markdown::{self, Markdown};
use super::registry::Registry;
use super::roles::{Input, Role};
use super::{reports, solutions};
use crate::diag::{Code, Diagnostic, Diagnostics};
use hashbrown::{HashMap, HashSet};
use rayon::prelude::*;
use std::sync::Arc;
use std::time::SystemTime;

/// What was read before.
#[derive(Default)]
pub struct Memory {
    /// It keeps nothing: the project is read once.
    once: bool,
    reading: Option<Reading>,
    documents: HashMap<Arc<str>, (Input, Document)>,
    /// Tells what is written in logs apart.
    registry: Registry,
    logs: HashMap<Arc<str>, (Input, Log)>,
}

/// Below this a log is read as fast as it would be remembered.
const LARGE: u64 = 1 << 20;

/// What one log says.
#[derive(Clone)]
pub(super) struct Log {
    /// Its tables or sheets.
    pub(super) read: Vec<LogRead>,
    /// A hash of its bytes, where it can be read.
    pub(super) hash: Option<String>,
}

/// What one Markdown file says.
#[derive(Clone)]
pub(super) enum Document {
    /// A fault report.
    Report(reports::Draft),
    /// A solution article.
    Solution(solutions::Draft),
    /// Anything else.
    Other(Markdown),
    /// It is left out.
    Unread(Diagnostics),
}

impl Log {
    fn could_be_read(&self) -> bool {
        let unread = |finding: &Diagnostic| finding.code == Code::FileUnreadable;
        !self.read.iter().any(|log| log.diagnostics.iter().any(unread))
    }
}

impl Document {
    fn read(input: &Input, reading: &Reading) -> Self {
        match markdown::read(input) {
            Ok(file) => match file.role {
                Role::Report => Self::Report(reports::draft(file, reading)),
                Role::Solution => Self::Solution(solutions::draft(file, reading)),
                _ => Self::Other(file),
            },
            Err(findings) => Self::Unread(findings),
        }
    }
}

impl Memory {
    /// For a project that is read once.
    pub(super) fn of_nothing() -> Self {
        Self { once: true, ..Self::default() }
    }

    /// Reads Markdown files, or takes them as they were read before.
    pub(super) fn documents(&mut self, inputs: &[Input], reading: &Reading) -> Vec<Document> {
        if self.once {
            return inputs.par_iter().map(|input| Document::read(input, reading)).collect();
        }
        if self.reading.as_ref() != Some(reading) {
            *self = Self { reading: Some(reading.clone()), ..Self::default() };
        }
        let now = SystemTime::now();
        let known = &self.documents;
        let read = inputs.par_iter().map(|input| match known.get(&input.file.path) {
            Some((same, document)) if same == input => (document.clone(), false),
            _ => (Document::read(input, reading), true),
        });
        let read: Vec<(Document, bool)> = read.collect();
        if self.documents.len() > inputs.len() {
            let inputs: HashSet<_> = inputs.iter().map(|input| &input.file.path).collect();
            self.documents.retain(|path, _| inputs.contains(path));
        }
        for (input, (document, new)) in inputs.iter().zip(&read) {
            // What could not be read, perhaps for want of file handles, may be read next time.
            let read = !matches!(document, Document::Unread(_));
            if *new && read && input.file.is_settled(now) {
                let kept = (input.clone(), document.clone());
                self.documents.insert(input.file.path.clone(), kept);
            } else if *new {
                self.documents.remove(&input.file.path);
            }
        }
        read.into_iter().map(|(document, _)| document).collect()
    }

    /// Reads logs, or takes large ones as they were read before. Rows of a log are read
    /// with an eye on the devices that there are, so that with others all are read again.
    pub(super) fn logs(
        &mut self,
        inputs: &[&Input],
        read: &(dyn Fn(&Input) -> Log + Sync),
        registry: &Registry,
    ) -> Vec<Log> {
        if self.once {
            return inputs.par_iter().map(|input| read(input)).collect();
        }
        if self.registry != *registry {
            self.registry = registry.clone();
            self.logs.clear();
        }
        let paths: HashSet<_> = inputs.iter().map(|input| &input.file.path).collect();
        self.logs.retain(|path, _| paths.contains(path));
        let known = &self.logs;
        let logs = inputs.par_iter().map(|input| match known.get(&input.file.path) {
            Some((same, log)) if same == *input => (log.clone(), false),
            _ if input.file.size < LARGE => (read(input), false),
            _ => {
                let settled = input.file.settle();
                let log = read(input);
                let keep = settled && log.could_be_read();
                (log, keep)
            }
        });
        let logs: Vec<(Log, bool)> = logs.collect();
        for (input, (log, _)) in inputs.iter().zip(&logs).filter(|(_, (_, new))| *new) {
            let kept = ((*input).clone(), log.clone());
            self.logs.insert(input.file.path.clone(), kept);
        }
        logs.into_iter().map(|(log, _)| log).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::mapping::SourceBlock;
    use crate::ingest::walk::walk;
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// A large log in a folder, as it is found there.
    fn input(folder: &std::path::Path) -> Input {
        std::fs::write(folder.join("log.csv"), "x".repeat(LARGE as usize)).unwrap();
        let file = walk(folder, &[String::new()]).files.remove(0);
        Input { file, role: Role::Log, block: SourceBlock::default() }
    }

    #[test]
    fn a_log_that_could_not_be_read_is_read_next_time_and_then_remembered() {
        let folder = tempfile::tempdir().unwrap();
        let input = input(folder.path());
        let times = AtomicUsize::new(0);
        let read = |_: &Input| {
            let first = times.fetch_add(1, Ordering::Relaxed) == 0;
            let failed = Diagnostic::new(Code::FileUnreadable, "too many open files");
            let read = if first { LogRead::failed(failed) } else { LogRead::default() };
            Log { read: vec![read], hash: None }
        };
        let (mut memory, registry) = (Memory::default(), Registry::default());
        for (asked, good) in [(1, false), (2, true), (2, true)] {
            let logs = memory.logs(&[&input], &read, &registry);
            assert_eq!((times.load(Ordering::Relaxed), logs[0].could_be_read()), (asked, good));
        }
    }
}
