//! JPEG (ITU-T T.81): segments in front of each scan. Kept are those that a decoder needs
//! and the colour profile; what follows the end of the picture is left out, too.

use super::{Bytes, PictureFault, be16, fits, orientation};

/// What is left of a picture, and what has been met of it.
#[derive(Default)]
struct Cleaned {
    out: Vec<u8>,
    /// A frame has said how large it is.
    framed: bool,
    /// Which way is up has been said.
    turned: bool,
}

pub(super) fn clean(bytes: &[u8]) -> Result<Vec<u8>, PictureFault> {
    let mut from = Bytes { rest: bytes };
    let mut cleaned = Cleaned { out: from.take(2)?.to_vec(), ..Cleaned::default() };
    loop {
        let marker = marker(&mut from)?;
        match marker {
            0xD9 => {
                cleaned.out.extend([0xFF, 0xD9]);
                return if cleaned.framed { Ok(cleaned.out) } else { Err(PictureFault::CutOff) };
            }
            0x01 | 0xD0..=0xD7 => cleaned.out.extend([0xFF, marker]),
            _ => {
                let size =
                    usize::try_from(be16(from.rest, 0)?).map_err(|_| PictureFault::CutOff)?;
                let body = from.take(size)?.get(2..).ok_or(PictureFault::CutOff)?;
                cleaned.segment(marker, body)?;
                if marker == 0xDA {
                    scan(&mut from, &mut cleaned.out)?;
                }
            }
        }
    }
}

impl Cleaned {
    /// Takes a segment, or what of it says how the picture looks.
    fn segment(&mut self, marker: u8, body: &[u8]) -> Result<(), PictureFault> {
        if is_frame(marker) {
            fits(be16(body, 3)?, be16(body, 1)?)?;
            self.framed = true;
        }
        match marker {
            0xE1 => {
                let turned = body.strip_prefix(b"Exif\0\0").and_then(orientation::of);
                if let Some(turned) = turned.filter(|_| !self.turned) {
                    self.turned = true;
                    self.push(marker, &[b"Exif\0\0", &orientation::tiff(turned)[..]].concat());
                }
            }
            0xE0 if body.starts_with(b"JFIF\0") => {
                // Density and version stay, a preview inside does not.
                let density = body.get(..12).ok_or(PictureFault::CutOff)?;
                self.push(marker, &[density, &[0, 0]].concat());
            }
            _ if is_kept(marker, body) => self.push(marker, body),
            _ => {}
        }
        Ok(())
    }

    fn push(&mut self, marker: u8, body: &[u8]) {
        let size = u16::try_from(body.len() + 2).expect("a kept segment was measured by 16 bits");
        self.out.extend([0xFF, marker]);
        self.out.extend(size.to_be_bytes());
        self.out.extend(body);
    }
}

/// How a picture without notes is turned before it is seen.
pub(super) fn turned(cleaned: &[u8]) -> Option<u8> {
    let mut at = 2;
    loop {
        let head = cleaned.get(at..at + 4)?;
        let size = usize::from(u16::from_be_bytes([head[2], head[3]]));
        let body = cleaned.get(at + 4..at + 2 + size)?;
        match head[1] {
            0xE1 => return body.strip_prefix(b"Exif\0\0").and_then(orientation::of),
            0xDA => return None,
            _ => at += 2 + size,
        }
    }
}

/// The next marker; any number of filling bytes may stand before it.
fn marker(from: &mut Bytes<'_>) -> Result<u8, PictureFault> {
    if from.byte()? != 0xFF {
        return Err(PictureFault::CutOff);
    }
    loop {
        match from.byte()? {
            0xFF => {}
            0 => return Err(PictureFault::CutOff),
            marker => return Ok(marker),
        }
    }
}

pub(super) fn is_frame(marker: u8) -> bool {
    matches!(marker, 0xC0..=0xCF) && !matches!(marker, 0xC4 | 0xC8 | 0xCC)
}

/// Tables, frames and scans; of the applications' own segments the colour profile and what
/// says how the colours are coded.
fn is_kept(marker: u8, body: &[u8]) -> bool {
    match marker {
        0xC0..=0xDF => true,
        0xE2 => body.starts_with(b"ICC_PROFILE\0"),
        0xEE => body.starts_with(b"Adobe"),
        _ => false,
    }
}

/// The coded picture up to the next marker that is none of its own.
fn scan(from: &mut Bytes<'_>, out: &mut Vec<u8>) -> Result<(), PictureFault> {
    let mut end = 0;
    loop {
        end += memchr::memchr(0xFF, &from.rest[end..]).ok_or(PictureFault::CutOff)?;
        match from.rest.get(end + 1).ok_or(PictureFault::CutOff)? {
            0 | 0xD0..=0xD7 => end += 2,
            0xFF => end += 1,
            _ => break,
        }
    }
    out.extend(from.take(end)?);
    Ok(())
}
