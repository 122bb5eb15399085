//! Which project a command is about: its folder, its output folder, what must
//! never be written to, and reading it with the flags applied.

use super::args::Global;
use crate::access;
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::ingest::{self, Memory, ReadOptions};
use crate::model::frozen::FOLDER;
use crate::model::{Project, SourceReport};
use crate::output::Guard;
use std::path::{Path, PathBuf};

/// The places of a project.
#[derive(Debug)]
pub(super) struct Places {
    /// The project's folder.
    pub(super) root: PathBuf,
    /// The folder that holds the sites.
    pub(super) output: PathBuf,
    /// What the output must keep away from.
    pub(super) guard: Guard,
}

impl Places {
    /// Finds the places that the flags name.
    pub(super) fn of(global: &Global) -> Result<Self, Diagnostic> {
        let root = root(global);
        if !root.is_dir() {
            let message = format!("there is no project folder {}", root.display());
            return Err(Diagnostic::new(Code::NoInput, message)
                .hint("name the folder with --root, or make one with: faultbook init DIR"));
        }
        let output = global.output_dir.clone().unwrap_or_else(|| root.join("output"));
        let mut inputs =
            ["content", "themes", FOLDER, access::FOLDER].map(|folder| root.join(folder)).to_vec();
        inputs.extend(global.config.clone());
        let guard = Guard { root: root.clone(), inputs, home: std::env::home_dir() };
        Ok(Self { root, output, guard })
    }
}

impl Places {
    /// What the output must keep away from once the project is read: also the
    /// files that the configuration named elsewhere.
    pub(super) fn guard_with(&self, sources: &[SourceReport]) -> Guard {
        let mut guard = self.guard.clone();
        guard.inputs.extend(sources.iter().map(|source| self.root.join(&*source.path)));
        guard
    }
}

/// The project's folder.
pub(super) fn root(global: &Global) -> PathBuf {
    let beside = || global.config.as_deref().and_then(Path::parent);
    let named = global.root.as_deref().or_else(beside).unwrap_or(Path::new("."));
    if named.as_os_str().is_empty() { PathBuf::from(".") } else { named.to_owned() }
}

/// Reads the project; the flags win over the configuration.
pub(super) fn read(root: &Path, global: &Global) -> Project {
    ingest::read(root, &options(global))
}

/// Reads what changed in a project since it was read with this memory.
pub(super) fn read_again(root: &Path, global: &Global, memory: &mut Memory) -> Project {
    ingest::read_again(root, &options(global), memory)
}

/// Reads the project with its drafts, whatever the flags say.
pub(super) fn read_with_drafts(root: &Path, global: &Global) -> Project {
    ingest::read(root, &ReadOptions { drafts: true, ..options(global) })
}

/// What forbids to speak of a project: without its configuration nobody knows what
/// its files mean.
pub(super) fn unclear(project: &Project) -> Diagnostics {
    let unclear = |finding: &&Diagnostic| {
        let code = finding.code;
        (Code::ConfigUnreadable..=Code::ConfigValue).contains(&code) || code == Code::PathEscape
    };
    project.diagnostics.iter().filter(unclear).cloned().collect()
}

fn options(global: &Global) -> ReadOptions {
    ReadOptions {
        config: global.config.clone(),
        as_of: global.as_of.clone(),
        base_url: global.base_url.clone(),
        title: None,
        drafts: global.drafts,
    }
}
