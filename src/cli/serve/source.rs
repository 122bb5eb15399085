//! The project, read again and again with the flags applied, and which files it is read
//! from.

use crate::access::{FILE, FOLDER};
use crate::cli::access::Doors;
use crate::cli::args::Global;
use crate::cli::console::Console;
use crate::cli::progress::Stages;
use crate::cli::project::Places;
use crate::cli::{build, project};
use crate::ingest::{self, Memory};
use crate::model::{Lang, Project as Read};
use crate::pipeline::{BuildOptions, Live, Progress};
use crate::serve::{Inputs, Rebuilt, Source};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf, absolute};
use std::sync::Arc;

/// The project of the flags.
pub(super) struct Project<'a> {
    places: &'a Places,
    global: &'a Global,
    memory: Memory,
}

impl<'a> Project<'a> {
    /// Nothing was read yet.
    pub(super) fn new(places: &'a Places, global: &'a Global) -> Self {
        Self { places, global, memory: Memory::default() }
    }
}

impl Source for Project<'_> {
    fn rebuild(&mut self) -> Rebuilt {
        let global = self.global;
        // A line is told when all is done; nothing moves meanwhile.
        let stages = Stages::new(Console { quiet: true, verbose: false, json: false });
        stages.stage("read", None);
        let mut read = project::read_again(&self.places.root, global, &mut self.memory);
        let language = read.settings.languages.first().copied().unwrap_or(Lang::En);
        let (options, encrypted) = self.options(&mut read);
        let live = Arc::new(Live::of(read, &options, &stages));
        let findings = live.diagnostics();
        let stopped = findings.stops() || global.strict && !findings.is_empty();
        Rebuilt { live, stopped, stages: stages.finish(), language, encrypted }
    }

    fn forget(&mut self) {
        self.memory = Memory::default();
    }
}

impl Project<'_> {
    /// What the sites are built with, and which of them are encrypted when they are
    /// published. Secrets that are missing or cannot be used stop a build, and so this.
    fn options(&self, read: &mut Read) -> (BuildOptions, BTreeSet<String>) {
        let doors = match Doors::of(&self.places.root, read) {
            Ok(doors) => doors,
            Err(finding) => {
                read.diagnostics.push(finding);
                Doors::default()
            }
        };
        let encrypted = doors.keys.keys().cloned().collect();
        (BuildOptions { keys: doors.keys, ..build::options(self.global) }, encrypted)
    }
}

/// Where a project is read from: its folder but for what no build reads there, and what the
/// flags name elsewhere.
pub(super) fn inputs(places: &Places, global: &Global) -> Inputs {
    let full = |path: &Path| absolute(path).unwrap_or_else(|_| path.to_owned());
    let (root, output) = (full(&places.root), full(&places.output));
    let outside = global.config.iter().map(|config| full(config));
    let outside: Vec<PathBuf> = outside.filter(|path| !path.starts_with(&root)).collect();
    let own = root.clone();
    let aside = move |path: &Path| path.starts_with(&output) || is_aside(&own, path);
    Inputs { root, outside, aside: Box::new(aside) }
}

/// True for what no build reads below the root.
fn is_aside(root: &Path, path: &Path) -> bool {
    let Ok(inside) = path.strip_prefix(root) else { return true };
    // The one hidden file that a build reads.
    let hidden = Path::new(FOLDER);
    if inside == hidden || inside == hidden.join(FILE) {
        return false;
    }
    let mut names = inside.iter().map(std::ffi::OsStr::to_string_lossy);
    let first = names.next().unwrap_or_default();
    let unread = ingest::NOT_INPUT.contains(&&*first) && !READ_ELSEWHERE.contains(&&*first);
    unread || ingest::is_litter(&first) || names.any(|name| ingest::is_litter(&name))
}

/// Folders of the root that are no records and are read all the same.
const READ_ELSEWHERE: [&str; 2] = ["themes", crate::model::frozen::FOLDER];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_build_reads_is_aside() {
        let aside = |path: &str| is_aside(Path::new("/p"), Path::new(path));
        for path in [
            "/p/faultbook.toml",
            "/p/content/logs/a.csv",
            "/p/themes/own/templates/home.html",
            "/p/frozen-reports/internal/2026-10.json",
            "/p/export.csv",
            "/p/.faultbook/access.toml",
        ] {
            assert!(!aside(path), "{path}");
        }
        for path in [
            "/p/output/internal/index.html",
            "/p/.git/index.lock",
            "/p/.faultbook/standing",
            "/p/target/debug/x",
            "/p/content/.a.md.swp",
            "/p/content/a.md~",
            "/p/content/~$a.xlsx",
            "/p/content/.hidden/a.md",
            "/elsewhere/a",
        ] {
            assert!(aside(path), "{path}");
        }
    }
}
