//! A finished file on its way out, and the place it is handed to. Pages stream:
//! nothing keeps all of them.

use sha2::{Digest, Sha256};
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
    /// A picture of the project, as [`cleaned_picture`] leaves it.
    PictureOf(PathBuf),
    /// The same in fewer pixels: in this one of [`PICTURE_WIDTHS`].
    NarrowerOf(PathBuf, u32),
    /// A PDF of the project, as [`published_pdf`] leaves it for these readers.
    PdfOf(PathBuf, PdfReaders),
}

/// Who is to read a PDF.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PdfReaders {
    /// The department alone.
    Own,
    /// Customers or everybody.
    Others,
}

/// A picture without what stands beside it in its file, the largest such file, and the same
/// in fewer pixels.
pub use super::picture::{
    EDITION as PICTURE_EDITION, MAX_BYTES as MAX_PICTURE_BYTES, Narrower as NarrowerPicture,
    WIDTHS as PICTURE_WIDTHS, cleaned as cleaned_picture, narrower as narrower_pictures,
};

pub use super::pdf::{MAX_BYTES as MAX_PDF_BYTES, PdfFault};

/// What of a PDF is published: the file written anew, without what stands beside its pages.
/// One that cannot be is given to the department as it is, with the reason; to others only
/// where it can do nothing.
///
/// # Errors
/// Where these readers get none.
pub fn published_pdf(
    bytes: Vec<u8>,
    readers: PdfReaders,
) -> Result<(Vec<u8>, Option<PdfFault>), PdfFault> {
    match super::pdf::cleaned(&bytes) {
        Ok(cleaned) => Ok((cleaned, None)),
        Err(fault) if readers == PdfReaders::Own || fault.is_harmless() => Ok((bytes, Some(fault))),
        Err(fault) => Err(fault),
    }
}

/// The content type of a file, by its name; bytes that nobody opens where it is not known.
pub fn content_type(path: &str) -> &'static str {
    match path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map_or("", |(_, end)| end)
    {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "csv" => "text/csv; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "xml" => "application/xml",
        "ics" => "text/calendar; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "pdf" => "application/pdf",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "webmanifest" => "application/manifest+json",
        "zip" => "application/zip",
        "gz" => "application/gzip",
        _ => "application/octet-stream",
    }
}

/// Attachments that a browser may open by itself.
const SHOWN: [&str; 6] = ["png", "jpg", "jpeg", "webp", "gif", "pdf"];

/// True for a file that a browser may open by itself: all but attachments of other kinds,
/// which it saves. The rules for nginx and Apache say the same of paths.
pub fn is_shown(path: &str) -> bool {
    let Some((folders, name)) = path.rsplit_once('/') else { return true };
    let attached = folders.split('/').any(|folder| folder == "files");
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    !attached || SHOWN.contains(&&*ending) || name == "index.html"
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

/// A file that a sink has taken: what a list of the site says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileEntry {
    /// The artifact's path.
    pub path: String,
    /// The [`ContentHash`] of its bytes.
    pub hash: String,
    /// How many bytes it has.
    pub bytes: u64,
}

/// Names a file's bytes: the first 16 hexadecimal digits of their SHA-256, which every
/// browser can compute, so that a copy of the site can be checked against its list.
#[derive(Clone, Debug, Default)]
pub struct ContentHash {
    digest: Sha256,
    bytes: u64,
}

impl ContentHash {
    /// The hash of bytes that are there as a whole.
    pub fn of(bytes: &[u8]) -> String {
        let mut hash = Self::default();
        hash.add(bytes);
        hash.finish().0
    }

    /// Takes the next bytes.
    pub fn add(&mut self, bytes: &[u8]) {
        self.digest.update(bytes);
        self.bytes += bytes.len() as u64;
    }

    /// The hash and the number of bytes.
    pub fn finish(self) -> (String, u64) {
        let digest = self.digest.finalize();
        let nibbles = digest.iter().take(8).flat_map(|byte| [byte >> 4, byte & 15]);
        let digit = |n| char::from_digit(u32::from(n), 16).expect("four bits are below 16");
        (nibbles.map(digit).collect(), self.bytes)
    }
}

/// Takes the files of one site, from any thread, in any order.
pub trait Sink: Sync {
    /// Takes one file. Two artifacts of one path are an error of the caller.
    fn put(&self, artifact: Artifact) -> Result<(), SinkError>;

    /// The files taken so far, in any order. A sink that keeps no account has none; its
    /// site then has no list for use without signal.
    fn files(&self) -> Vec<FileEntry> {
        Vec::new()
    }

    /// The bytes that a file will have, for those who change them before they are put. A
    /// sink without a disk knows those alone that are there already.
    fn bytes(&self, path: &str, content: Content) -> Result<Vec<u8>, SinkError> {
        match content {
            Content::Bytes(bytes) => Ok(bytes),
            Content::CopyOf(_)
            | Content::PictureOf(_)
            | Content::NarrowerOf(..)
            | Content::PdfOf(..) => Err(SinkError {
                path: path.to_owned(),
                reason: "it cannot be read here".to_owned(),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attachments_that_no_browser_opens_safely_are_saved() {
        for path in ["index.html", "en/files/a.PNG", "data/site.json", "x/files/index.html"] {
            assert!(is_shown(path), "{path}");
        }
        for path in ["x/files/a.svg", "x/files/a.html", "x/files/a", "files/a.docx"] {
            assert!(!is_shown(path), "{path}");
        }
    }
}
