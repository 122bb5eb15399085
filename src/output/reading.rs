//! Reading back what was written: the files of sites that are staged or in place, for
//! the search for leaks, and the certificate of that search beside the sites.

use super::bundle::BUNDLES;
use super::switch;
use super::write_failed;
use crate::diag::{Code, Diagnostic};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Name of the certificate in the output folder. It names customers, so it lies
/// outside every site, and hidden, so that no web server lists it.
pub const CERTIFICATE: &str = ".faultbook-audit.json";

/// The files of a site on disk.
#[derive(Clone, Debug)]
pub struct SiteFiles {
    /// The site's folder name, such as `customers/C-01`.
    pub name: String,
    /// Paths below the site's folder, in order, without the marker.
    pub paths: Vec<String>,
    /// Whose site it is, as its marker says it; empty before it is in place.
    pub audience: String,
    /// It was built with drafts.
    pub drafts: bool,
    folder: PathBuf,
}

impl SiteFiles {
    /// Lists the files of a site.
    pub(super) fn of(name: &str, folder: PathBuf) -> Result<Self, Diagnostic> {
        let mut paths = Vec::new();
        for entry in walkdir::WalkDir::new(&folder).sort_by_file_name() {
            let entry = entry.map_err(|e| unreadable(&folder, &e.into()))?;
            let relative = entry.path().strip_prefix(&folder).unwrap_or(entry.path());
            let path = relative.to_string_lossy().replace('\\', "/");
            if !entry.file_type().is_dir() && path != super::MARKER {
                paths.push(path);
            }
        }
        let details = super::marker::details(&folder).map_err(|e| unreadable(&folder, &e))?;
        let (audience, drafts) = details.unwrap_or_default();
        Ok(Self { name: name.to_owned(), paths, audience, drafts, folder })
    }

    /// Where a file lies on disk.
    pub fn place(&self, path: &str) -> PathBuf {
        self.folder.join(path)
    }

    /// The bytes of a file; a link is not followed.
    pub fn read(&self, path: &str) -> Result<Vec<u8>, Diagnostic> {
        let file = self.folder.join(path);
        let plain = std::fs::symlink_metadata(&file).is_ok_and(|meta| meta.is_file());
        let bytes =
            if plain { std::fs::read(&file) } else { Err(io::ErrorKind::Unsupported.into()) };
        bytes.map_err(|error| unreadable(&file, &error))
    }
}

/// The sites in place below an output folder.
pub(super) fn in_place(dir: &Path) -> Result<Vec<SiteFiles>, Diagnostic> {
    let names = switch::sites(dir, dir).map_err(|e| unreadable(dir, &e))?;
    // A bundle holds the files of its site, which are read there.
    let sites = names.iter().filter(|name| *name != BUNDLES);
    sites.map(|name| SiteFiles::of(name, dir.join(name))).collect()
}

/// Puts a certificate in the place of the former one, wholly or not at all.
pub(super) fn certify(dir: &Path, text: &[u8]) -> Result<(), Diagnostic> {
    let place = dir.join(CERTIFICATE);
    let written = tempfile::NamedTempFile::new_in(dir).and_then(|mut file| {
        file.write_all(text)?;
        file.persist(&place).map_err(|e| e.error)?;
        Ok(())
    });
    written.map_err(|e| write_failed(&place, &e))
}

/// Removes the certificate: what it says is no longer so.
pub(super) fn forget(dir: &Path) -> Result<(), Diagnostic> {
    let place = dir.join(CERTIFICATE);
    match std::fs::remove_file(&place) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(write_failed(&place, &error)),
        _ => Ok(()),
    }
}

/// What cannot be read cannot be searched, and is not published.
fn unreadable(path: &Path, error: &io::Error) -> Diagnostic {
    let message = format!("{} cannot be read and was not searched: {error}", path.display());
    Diagnostic::new(Code::OutputWrite, message)
        .hint("remove it, or make it a plain file that can be read, and build again")
}
