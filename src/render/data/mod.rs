//! The data contract: the figures of the pages for machines, and the feeds
//! (`docs/data.md`).

use super::engine::Cx;
use crate::diag::Diagnostic;
use crate::site::DataFile;

/// The bytes of a data file.
pub fn render(_cx: &Cx<'_>, _file: DataFile) -> Result<Vec<u8>, Diagnostic> {
    Ok(Vec::new())
}
