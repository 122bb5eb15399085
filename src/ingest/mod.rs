//! The only room that reads the project: walk, text encodings, tables, header
//! aliases, front matter, configuration, theme files. It turns files into a
//! [`Project`](crate::model::Project) and accounts for every row and file.
#![allow(clippy::disallowed_methods, reason = "reading the project is what this room is for")]

pub mod event_fields;
pub mod header;
pub mod log;
pub mod mapping;
pub mod table;
pub mod tickets;
pub mod value;

use crate::diag::{Code, Diagnostic};
use crate::model::Project;
use std::path::{Path, PathBuf};

/// What the caller wants to be read otherwise than by default.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    /// The configuration file; `faultbook.toml` in the root where `None`.
    pub config: Option<PathBuf>,
}

/// Reads the project in `root`.
pub fn read(root: &Path, _options: &ReadOptions) -> Project {
    let mut project = Project::default();
    if root.read_dir().is_ok_and(|mut entries| entries.next().is_none()) {
        let message = format!("{} holds nothing to read", root.display());
        project.diagnostics.push(Diagnostic::new(Code::NoInput, message));
    }
    project
}
