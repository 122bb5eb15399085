//! The projects of the verification that can be written anew: the generated corpus,
//! and the excavator log with its configuration.

#![allow(clippy::disallowed_methods, reason = "writes a project")]

use super::generator::{Recipe, write};
use std::fs;
use std::io;
use std::path::Path;

/// The corpus that is computed twice.
pub(crate) fn recipe() -> Recipe {
    Recipe { pages: 40, devices: 120, events: 6000, seed: 11, ..Recipe::default() }
}

/// Writes the corpus into an empty folder, with service levels in business time.
///
/// # Errors
/// If the folder cannot be written.
pub(crate) fn write_corpus(folder: &Path) -> io::Result<()> {
    write(&recipe(), folder).map_err(|error| io::Error::other(error.to_string()))?;
    let path = folder.join("faultbook.toml");
    let own = fs::read_to_string(&path)?;
    fs::write(path, own + include_str!("corpus.toml"))
}
