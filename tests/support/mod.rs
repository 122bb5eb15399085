//! A small project written into a folder of its own, read, and asked questions.
#![allow(dead_code, unreachable_pub, reason = "each test file uses its own part of this")]
#![allow(
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "tests write their input"
)]

use faultbook::diag::{Code, Diagnostic, in_chinese};
use faultbook::ingest::{self, ReadOptions};
use faultbook::model::Project;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A project that is being written.
pub struct ProjectBuilder {
    dir: TempDir,
    options: ReadOptions,
}

impl ProjectBuilder {
    /// An empty folder.
    pub fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        Self { dir, options: ReadOptions::default() }
    }

    /// A text file.
    #[must_use]
    pub fn file(self, path: &str, text: &str) -> Self {
        self.bytes(path, text.as_bytes())
    }

    /// A file of any bytes.
    #[must_use]
    pub fn bytes(self, path: &str, bytes: &[u8]) -> Self {
        let disk = self.dir.path().join(path);
        std::fs::create_dir_all(disk.parent().unwrap()).unwrap();
        std::fs::write(disk, bytes).unwrap();
        self
    }

    /// The configuration.
    #[must_use]
    pub fn config(self, text: &str) -> Self {
        self.file("faultbook.toml", text)
    }

    /// `--as-of`.
    #[must_use]
    pub fn built_for(mut self, text: &str) -> Self {
        self.options.as_of = Some(text.to_owned());
        self
    }

    /// `--drafts`.
    #[must_use]
    pub fn drafts(mut self) -> Self {
        self.options.drafts = true;
        self
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        self.dir.path()
    }

    /// Reads it; whatever is found must have Chinese words.
    pub fn read(&self) -> Project {
        let project = ingest::read(self.root(), &self.options);
        assert_in_chinese(&project);
        project
    }
}

/// Fails where a finding has no words but English ones.
pub fn assert_in_chinese(project: &Project) {
    let texts = project.diagnostics.iter().flat_map(|found| {
        [Some(&found.message), found.expected.as_ref(), found.hint.as_ref()].into_iter().flatten()
    });
    let rejected = project.rejected.iter().map(|row| &row.reason);
    let lacking: Vec<&String> =
        texts.chain(rejected).filter(|text| in_chinese(text).is_none()).collect();
    assert!(lacking.is_empty(), "no line in src/diag/words for {lacking:#?}");
}

/// The findings of a code.
pub fn findings(project: &Project, code: Code) -> Vec<&Diagnostic> {
    project.diagnostics.iter().filter(|d| d.code == code).collect()
}

/// The places of the findings of a code, as `file:line:column`.
pub fn places(project: &Project, code: Code) -> Vec<String> {
    let places = findings(project, code).into_iter().filter_map(|d| d.place.as_ref());
    places.map(ToString::to_string).collect()
}

/// Every code that was found, once; that there is no configuration is no finding
/// of these small projects.
pub fn codes(project: &Project) -> Vec<Code> {
    let codes = project.diagnostics.by_code().into_keys();
    codes.filter(|&code| code != Code::ConfigAbsent).collect()
}

/// A folder of the shared data, if it is there.
pub fn shared(folder: &str) -> Option<PathBuf> {
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let root = std::env::var_os("FAULTBOOK_SHARED").map_or(default, PathBuf::from);
    let path = root.join(folder);
    if path.exists() {
        return Some(path);
    }
    eprintln!("SKIPPED: {} is not here; set FAULTBOOK_SHARED", path.display());
    None
}
