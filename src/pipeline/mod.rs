//! The stages in order, as one call. Nothing here touches the disk: what is to be
//! written goes to the sinks that the caller opens.

use crate::diag::{Diagnostic, Diagnostics};
use crate::model::{Project, Sink};

/// What to build.
#[derive(Clone, Debug, Default)]
pub struct BuildOptions {
    /// Threads to use; all cores where `None`.
    pub jobs: Option<usize>,
    /// Articles marked as drafts are built as well.
    pub drafts: bool,
}

/// What a site consists of after building.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteSummary {
    /// The site's folder name, such as `internal`.
    pub audience: String,
    /// Pages written.
    pub pages: u64,
    /// Files written, pages included.
    pub files: u64,
}

/// Receives stage names as they begin, and progress.
pub trait Progress: Sync {
    /// A stage begins; `total` steps follow where their number is known.
    fn stage(&self, name: &'static str, total: Option<u64>);
    /// `n` more steps of the stage are done.
    fn tick(&self, n: u64);
}

/// What a build came to.
#[derive(Debug, Default)]
pub struct Built {
    /// The sites, in the order in which they were built.
    pub sites: Vec<SiteSummary>,
    /// Everything that was found, reading included, sorted.
    pub diagnostics: Diagnostics,
    /// Files, pages and attachments that were left out, by path.
    pub left_out: Vec<String>,
}

/// Opens the sink of one site by its folder name.
pub type OpenSink<'a> = dyn FnMut(&str) -> Result<Box<dyn Sink>, Diagnostic> + 'a;

/// Builds every site of a project. `open` opens the sink of one site by its folder
/// name (`internal`, `customers/C-01`).
pub fn build(
    project: Project,
    _options: &BuildOptions,
    _open: &mut OpenSink<'_>,
    _progress: &dyn Progress,
) -> Built {
    Built { diagnostics: project.diagnostics, ..Built::default() }
}

/// The same without writing.
pub fn check(project: Project, _progress: &dyn Progress) -> Built {
    Built { diagnostics: project.diagnostics, ..Built::default() }
}
