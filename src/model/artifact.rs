//! A finished file on its way out, and the place it is handed to. Pages stream:
//! nothing keeps all of them.

use std::path::PathBuf;

/// One file of a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artifact {
    /// Path relative to the site's folder, with `/`, without `..`.
    pub path: String,
    /// What is in it.
    pub content: Content,
}

/// What a file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// These bytes.
    Bytes(Vec<u8>),
    /// The bytes of a file of the project.
    CopyOf(PathBuf),
}

/// Why a file could not be taken.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {reason}")]
pub struct SinkError {
    /// The artifact's path.
    pub path: String,
    /// What the system said.
    pub reason: String,
}

/// Takes the files of one site, from any thread, in any order.
pub trait Sink: Sync {
    /// Takes one file. Two artifacts of one path are an error of the caller.
    fn put(&self, artifact: Artifact) -> Result<(), SinkError>;
}
