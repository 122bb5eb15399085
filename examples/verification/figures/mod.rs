//! Every figure of a built project under a path that says whose it is and which:
//! `reports/2026-10/restore_h/median`, `fleet/mtbf/lower`. The figures of the data files
//! are read from the built site; those that only pages show are computed by the same
//! functions as the pages'.
#![allow(unreachable_pub, reason = "a module of an example and of a test")]
#![allow(clippy::disallowed_methods, reason = "reads a built site")]

mod files;
mod hidden;

use std::collections::BTreeMap;
use std::path::Path;

/// Path and value; `null` is a figure that is not known.
pub type Figures = BTreeMap<String, String>;

/// The figures of a project whose site is built.
///
/// # Errors
/// If there is no built site, or a data file cannot be read.
pub fn figures(project: &Path) -> Result<Figures, String> {
    let mut figures = Figures::new();
    files::add(&project.join("output/internal/data"), &mut figures)?;
    hidden::add(project, &mut figures);
    Ok(figures)
}
