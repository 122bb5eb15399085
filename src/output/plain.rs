//! Reading a file of the project that a site shows: plain files alone, so that nothing
//! behind a link is ever published or shown.

use super::pictures::narrower_picture;
use crate::model::artifact::{MAX_PICTURE_BYTES, cleaned_picture, published_pdf};
use crate::model::{Artifact, Content};
use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

/// The largest file that is held as a whole to be shown.
const MAX_SHOWN: u64 = 512 << 20;

/// The bytes of a file of a site, for those who show it without writing it. Files of the
/// project are opened here, and only plain ones.
pub fn contents(artifact: Artifact) -> io::Result<Vec<u8>> {
    match artifact.content {
        Content::Bytes(bytes) => Ok(bytes),
        Content::CopyOf(source) => held(&source, MAX_SHOWN),
        Content::PictureOf(source) => {
            let bytes = held(&source, MAX_PICTURE_BYTES)?;
            cleaned_picture(&bytes).map_err(invalid)
        }
        Content::NarrowerOf(source, width) => {
            let cleaned = cleaned_picture(&held(&source, MAX_PICTURE_BYTES)?).map_err(invalid)?;
            Ok(narrower_picture(cleaned, width).to_vec())
        }
        Content::PdfOf(source, readers) => {
            let published = published_pdf(held(&source, MAX_SHOWN)?, readers);
            published.map(|(bytes, _)| bytes).map_err(invalid)
        }
    }
}

fn invalid(fault: impl std::fmt::Display) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, fault.to_string())
}

fn held(source: &Path, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open_plain(source)?.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        let message = format!("it has more than {} MiB", most >> 20);
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
    }
    Ok(bytes)
}

/// Opens a plain file; refuses links and everything that is no file, without
/// waiting for a pipe's other end.
pub(super) fn open_plain(source: &Path) -> io::Result<File> {
    if !std::fs::symlink_metadata(source)?.is_file() {
        return Err(not_plain());
    }
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
        options.custom_flags(flags.bits().cast_signed());
    }
    let file = options.open(source)?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(not_plain()) }
}

fn not_plain() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, "it is a link or no plain file")
}
