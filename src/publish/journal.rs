//! What is known of a publication that is not finished, on this machine: which files were
//! about to be put in place, and which are. Each line is written before the deed or after
//! it, so that a cut leaves no file of which more is believed than is known.

use crate::diag::{Code, Diagnostic};
use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// The journal of one place.
#[derive(Debug)]
pub(super) struct Journal {
    path: PathBuf,
    file: Mutex<Option<File>>,
}

impl Journal {
    /// The journal in this file; nothing is read or written yet.
    pub(super) fn at(path: PathBuf) -> Self {
        Self { path, file: Mutex::new(None) }
    }

    /// The run that it tells of and what is known of each path; `None` where there is none,
    /// or nothing that can be understood.
    pub(super) fn read(&self) -> Option<(String, BTreeMap<String, Option<String>>)> {
        let text = std::fs::read_to_string(&self.path).ok()?;
        let mut lines = text.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n'));
        let run = lines.next()?.strip_prefix("run ")?.to_owned();
        let mut known = BTreeMap::new();
        for line in lines {
            let mut words = line.splitn(3, ' ');
            match (words.next(), words.next(), words.next()) {
                (Some("begun"), Some(_), Some(path)) => {
                    known.insert(serde_json::from_str(path).ok()?, None)
                }
                (Some("done"), Some(hash), Some(path)) => {
                    known.insert(serde_json::from_str(path).ok()?, Some(hash.to_owned()))
                }
                _ => return None,
            };
        }
        Some((run, known))
    }

    /// Begins a journal, or goes on with that of the same run.
    pub(super) fn open(&self, run: &str) -> Result<(), Diagnostic> {
        let goes_on = self.read().is_some_and(|(known, _)| known == run);
        let opened = if goes_on {
            whole_lines(&self.path)
        } else {
            File::create(&self.path).and_then(|mut file| {
                writeln!(file, "run {run}")?;
                Ok(file)
            })
        };
        *self.file.lock().unwrap_or_else(PoisonError::into_inner) =
            Some(opened.map_err(|e| unwritten(&self.path, &e))?);
        Ok(())
    }

    /// A file is about to be put in place.
    pub(super) fn begun(&self, path: &str, hash: &str) -> Result<(), Diagnostic> {
        self.line("begun", hash, path)
    }

    /// A file is in place.
    pub(super) fn done(&self, path: &str, hash: &str) -> Result<(), Diagnostic> {
        self.line("done", hash, path)
    }

    fn line(&self, word: &str, hash: &str, path: &str) -> Result<(), Diagnostic> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(file) = file.as_mut() else { return Ok(()) };
        // One write, so that lines of two threads never mix.
        let line = format!("{word} {hash} {}\n", serde_json::Value::from(path));
        file.write_all(line.as_bytes()).map_err(|e| unwritten(&self.path, &e))
    }

    /// The publication is finished: nothing remains to be known.
    pub(super) fn close(&self) -> Result<(), Diagnostic> {
        *self.file.lock().unwrap_or_else(PoisonError::into_inner) = None;
        match std::fs::remove_file(&self.path) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => Err(unwritten(&self.path, &e)),
            _ => Ok(()),
        }
    }
}

/// Opens a journal to go on with it; a line that was cut is dropped.
fn whole_lines(path: &Path) -> io::Result<File> {
    let text = std::fs::read(path)?;
    let end = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let file = OpenOptions::new().append(true).open(path)?;
    file.set_len(end as u64)?;
    Ok(file)
}

pub(super) fn unwritten(path: &Path, error: &io::Error) -> Diagnostic {
    let message = format!("cannot write {}: {error}", path.display());
    Diagnostic::new(Code::PublishFailed, message)
        .hint("make the project's folder writable and leave it some room, then publish again")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_was_cut_is_not_believed_and_a_deed_begun_is_uncertain() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal::at(folder.path().join("journal"));
        assert_eq!(journal.read(), None);
        journal.open("r1").unwrap();
        journal.begun("a b/故障 #.html", "h1").unwrap();
        journal.done("a b/故障 #.html", "h1").unwrap();
        journal.begun("c", "h2").unwrap();
        let known = |pairs: &[(&str, Option<&str>)]| {
            let own = pairs.iter().map(|(p, h)| ((*p).to_owned(), h.map(str::to_owned)));
            Some(("r1".to_owned(), own.collect()))
        };
        let both = known(&[("a b/故障 #.html", Some("h1")), ("c", None)]);
        assert_eq!(journal.read(), both);
        let text = std::fs::read_to_string(folder.path().join("journal")).unwrap();
        std::fs::write(folder.path().join("journal"), format!("{text}done h2 c")).unwrap();
        assert_eq!(journal.read(), both);
        journal.open("r1").unwrap();
        journal.done("c", "h2").unwrap();
        let all = known(&[("a b/故障 #.html", Some("h1")), ("c", Some("h2"))]);
        assert_eq!(journal.read(), all);
        journal.open("r2").unwrap();
        assert_eq!(journal.read().unwrap().0, "r2");
        journal.close().unwrap();
        assert_eq!(journal.read(), None);
    }
}
