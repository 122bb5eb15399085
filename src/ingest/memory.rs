//! What was read before, so that a project that is read again and again reads only what
//! has changed. A file is taken for the one that was read where its path, size, number and
//! times are the same and it is read in the same way; one that was written within a tick
//! of the clock before it was read is never kept, because the next change might not show.

use super::markdown::{self, Markdown};
use super::roles::Input;
use crate::diag::Diagnostics;
use hashbrown::{HashMap, HashSet};
use rayon::prelude::*;
use std::sync::Arc;
use std::time::SystemTime;

/// What was read before.
#[derive(Default)]
pub struct Memory {
    documents: HashMap<Arc<str>, Document>,
}

struct Document {
    input: Input,
    read: Result<Markdown, Diagnostics>,
}

impl Memory {
    /// Reads Markdown files, or takes them as they were read before.
    pub(super) fn documents(&mut self, inputs: &[Input]) -> Vec<Result<Markdown, Diagnostics>> {
        let now = SystemTime::now();
        let known = &self.documents;
        let read = inputs.par_iter().map(|input| match known.get(&input.file.path) {
            Some(document) if document.input == *input => (document.read.clone(), false),
            _ => (markdown::read(input), true),
        });
        let (read, new): (Vec<_>, Vec<_>) = read.unzip();
        for ((input, read), _) in inputs.iter().zip(&read).zip(new).filter(|(_, new)| *new) {
            if input.file.is_settled(now) {
                let document = Document { input: input.clone(), read: read.clone() };
                self.documents.insert(input.file.path.clone(), document);
            } else {
                self.documents.remove(&input.file.path);
            }
        }
        if self.documents.len() > inputs.len() {
            let inputs: HashSet<_> = inputs.iter().map(|input| &input.file.path).collect();
            self.documents.retain(|path, _| inputs.contains(path));
        }
        read
    }
}
