//! Which project a command is about: its folder, its output folder, what must
//! never be written to, and reading it with the flags applied.

use super::args::{AsOf, Global};
use crate::diag::{Code, Diagnostic};
use crate::ingest::{self, ReadOptions};
use crate::model::{Instant, Project, Settings, SourceReport};
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
        let mut inputs = vec![root.join("content"), root.join("themes")];
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

fn root(global: &Global) -> PathBuf {
    let beside = || global.config.as_deref().and_then(Path::parent);
    let named = global.root.as_deref().or_else(beside).unwrap_or(Path::new("."));
    if named.as_os_str().is_empty() { PathBuf::from(".") } else { named.to_owned() }
}

/// Reads the project; the flags win over the configuration.
pub(super) fn read(root: &Path, global: &Global) -> Project {
    let options = ReadOptions { config: global.config.clone() };
    let mut project = ingest::read(root, &options);
    apply(&mut project.settings, global);
    project
}

fn apply(settings: &mut Settings, global: &Global) {
    if let Some(url) = &global.base_url {
        settings.base_url = Some(url.clone());
    }
    if let Some(as_of) = global.as_of {
        settings.as_of = Some(instant(as_of, settings));
    }
}

fn instant(as_of: AsOf, settings: &Settings) -> Instant {
    match as_of {
        AsOf::Instant(stamp) => Instant(stamp.as_millisecond()),
        AsOf::Local(local) => settings.zone.instant(local),
        AsOf::Day(day) => settings.zone.end_of_day(settings.zone.start_of(day)),
    }
}
