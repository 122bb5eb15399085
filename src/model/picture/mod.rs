//! What a file is by its content, whatever it is called, and pictures without what
//! cameras and programs write beside the picture: place, owner, serial number, preview,
//! comments. For that nothing is decoded; parts of a file are kept or left out as they are,
//! so that no picture loses anything that is seen. Large ones are given in fewer pixels,
//! too.

mod gif;
mod jpeg;
mod measure;
mod narrow;
#[cfg(test)]
mod narrow_tests;
mod orientation;
mod png;
#[cfg(test)]
mod tests;
mod webp;

pub use measure::{BEGINNING, Measures, measure};
pub use narrow::{EDITION, Narrower, WIDTHS, narrower, widths};

/// Bytes of a file's beginning by which its kind is told.
pub const HEAD: usize = 1024;
/// The largest picture file.
pub const MAX_BYTES: u64 = 64 << 20;
/// The most pixels of a picture: a telephone takes half a gigabyte to show so many.
pub const MAX_PIXELS: u64 = 128_000_000;

/// What a file is by its content.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FileKind {
    /// A JPEG, PNG, WebP or GIF.
    Picture,
    /// HTML, SVG or other XML: a browser may run what is in it.
    Active,
    /// A picture whose notes of place and owner cannot be taken out: HEIC, AVIF, TIFF.
    Noted,
    /// A PDF: it is published without what stands beside its pages.
    Pdf,
    /// An Office document or a film, which may name its author or place.
    Authored,
    /// Something else.
    #[default]
    Other,
}

/// Why a picture cannot be published.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PictureFault {
    /// It is none of the kinds that are known.
    #[error("it is no JPEG, PNG, WebP or GIF, whatever its name says")]
    Unknown,
    /// It ends before its end, or contradicts itself.
    #[error("the picture is damaged or cut off")]
    CutOff,
    /// It unpacks to more than a reader's device can hold.
    #[error("the picture has {0} × {1} pixels; at most {most} million are shown", most = MAX_PIXELS / 1_000_000)]
    TooManyPixels(u64, u64),
    /// The file is too large.
    #[error("the picture file is larger than {} MB", MAX_BYTES >> 20)]
    TooLarge,
}

/// What a file is that begins like this.
pub fn kind(head: &[u8]) -> FileKind {
    if clean_by(head).is_some() {
        FileKind::Picture
    } else if is_markup(head) {
        FileKind::Active
    } else if memchr::memmem::find(head, b"%PDF-").is_some() {
        // Readers take it for one wherever in the first kilobyte that stands.
        FileKind::Pdf
    } else if is_noted(head) {
        FileKind::Noted
    } else if is_office(head) || head.get(4..8) == Some(b"ftyp") {
        FileKind::Authored
    } else {
        FileKind::Other
    }
}

/// A picture without anything but the picture.
pub fn cleaned(bytes: &[u8]) -> Result<Vec<u8>, PictureFault> {
    if bytes.len() as u64 > MAX_BYTES {
        return Err(PictureFault::TooLarge);
    }
    let clean = clean_by(bytes).ok_or(PictureFault::Unknown)?;
    clean(bytes)
}

type Clean = fn(&[u8]) -> Result<Vec<u8>, PictureFault>;

fn clean_by(head: &[u8]) -> Option<Clean> {
    match head {
        [0xFF, 0xD8, 0xFF, ..] => Some(jpeg::clean),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => Some(png::clean),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(gif::clean),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(webp::clean),
        _ => None,
    }
}

/// Beginnings by which browsers take a file for HTML or XML, after the MIME Sniffing
/// Standard, and the plain comment and declaration.
const MARKUP: [&str; 20] = [
    "<!doctype",
    "<html",
    "<head",
    "<script",
    "<iframe",
    "<h1",
    "<div",
    "<font",
    "<table",
    "<a",
    "<style",
    "<title",
    "<body",
    "<br",
    "<p",
    "<b",
    "<!--",
    "<?xml",
    "<svg",
    "<math",
];

fn is_markup(head: &[u8]) -> bool {
    let text: String = match head {
        [0xFF, 0xFE, rest @ ..] => rest.iter().step_by(2).map(|&b| char::from(b)).collect(),
        [0xFE, 0xFF, rest @ ..] => rest.iter().skip(1).step_by(2).map(|&b| char::from(b)).collect(),
        _ => head.iter().map(|&byte| char::from(byte)).collect(),
    };
    let text = text.trim_start_matches("\u{EF}\u{BB}\u{BF}");
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\0');
    let text = text.to_ascii_lowercase();
    MARKUP.iter().any(|tag| {
        let rest = text.strip_prefix(tag);
        rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
    })
}

/// HEIC, AVIF and TIFF, of which many raw formats of cameras are made.
fn is_noted(head: &[u8]) -> bool {
    let brand = head.get(8..12).filter(|_| head.get(4..8) == Some(b"ftyp"));
    let known = |brand: &[u8]| {
        [b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"]
            .iter()
            .any(|known| *known == brand)
    };
    brand.is_some_and(known) || head.starts_with(b"II*\0") || head.starts_with(b"MM\0*")
}

/// A zip archive that begins with a part of Office Open XML or OpenDocument, or an OLE file.
fn is_office(head: &[u8]) -> bool {
    let part = |name: &str| memchr::memmem::find(head, name.as_bytes()).is_some();
    head.starts_with(&[0xD0, 0xCF, 0x11, 0xE0])
        || (head.starts_with(b"PK\x03\x04")
            && ["[Content_Types].xml", "_rels/", "docProps/", "mimetypeapplication/vnd.oasis"]
                .iter()
                .any(|name| part(name)))
}

/// Refuses what is empty or unpacks to too much.
fn fits(width: u64, height: u64) -> Result<(), PictureFault> {
    if width == 0 || height == 0 {
        return Err(PictureFault::CutOff);
    }
    let fits = width.checked_mul(height).is_some_and(|pixels| pixels <= MAX_PIXELS);
    if fits { Ok(()) } else { Err(PictureFault::TooManyPixels(width, height)) }
}

/// Reads a file from its beginning; past its end is a fault.
struct Bytes<'b> {
    rest: &'b [u8],
}

impl<'b> Bytes<'b> {
    fn take(&mut self, n: usize) -> Result<&'b [u8], PictureFault> {
        let (taken, rest) = self.rest.split_at_checked(n).ok_or(PictureFault::CutOff)?;
        self.rest = rest;
        Ok(taken)
    }

    fn byte(&mut self) -> Result<u8, PictureFault> {
        Ok(self.take(1)?[0])
    }
}

fn be16(bytes: &[u8], at: usize) -> Result<u64, PictureFault> {
    let pair = bytes.get(at..at + 2).ok_or(PictureFault::CutOff)?;
    Ok(u64::from(pair[0]) << 8 | u64::from(pair[1]))
}

fn be32(bytes: &[u8], at: usize) -> Result<u64, PictureFault> {
    Ok(be16(bytes, at)? << 16 | be16(bytes, at + 2)?)
}

fn le24(bytes: &[u8], at: usize) -> Result<u64, PictureFault> {
    let three = bytes.get(at..at + 3).ok_or(PictureFault::CutOff)?;
    Ok(u64::from(three[0]) | u64::from(three[1]) << 8 | u64::from(three[2]) << 16)
}
