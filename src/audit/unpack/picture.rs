//! What pictures carry beside their points: remarks, EXIF, XMP, and whatever was
//! hung behind the end. The points themselves are not read: a name that is painted
//! is beyond this search.

use super::{Opener, Trust, inflates};

const PNG_HEAD: usize = 8;

impl Opener<'_, '_> {
    /// The chunks of a PNG but those of the picture.
    pub(super) fn png(&mut self, bytes: &[u8]) {
        self.count("png");
        let mut at = PNG_HEAD;
        while let Some((kind, body)) = png_chunk(bytes, at) {
            at += body.len() + 12;
            match kind {
                b"IDAT" | b"fdAT" | b"PLTE" => {}
                b"zTXt" | b"iTXt" | b"iCCP" => self.png_text(body),
                b"IEND" => break,
                _ => self.strings(body, Trust::Remarks),
            }
        }
        self.behind(bytes.get(at..).unwrap_or_default());
    }

    /// A text that may be packed: its keyword, then somewhere the packed part.
    fn png_text(&mut self, body: &[u8]) {
        self.strings(body, Trust::Remarks);
        let packed =
            body.windows(2).position(|pair| matches!(pair, [0x78, 0x01 | 0x5e | 0x9c | 0xda]));
        let Some(at) = packed else { return };
        if inflates(&body[at..]) {
            self.inflated("zlib", flate2::read::ZlibDecoder::new(&body[at..]));
        }
    }

    /// The segments of a JPEG but its points, and what comes behind its end.
    pub(super) fn jpeg(&mut self, bytes: &[u8]) {
        self.count("jpeg");
        let mut at = 2;
        while let Some(found) = memchr::memchr(0xff, bytes.get(at..).unwrap_or_default()) {
            at += found;
            match bytes.get(at + 1) {
                // Among the points: a byte that looks like a marker, or a restart.
                Some(0x00 | 0x01 | 0xd0..=0xd7) => at += 2,
                Some(0xff) => at += 1,
                Some(0xd9) => return self.behind(&bytes[at + 2..]),
                Some(&marker) => {
                    let Some(body) = jpeg_segment(bytes, at) else { break };
                    if matches!(marker, 0xe0..=0xef | 0xfe) {
                        self.strings(body, Trust::Remarks);
                    }
                    at += body.len() + 4;
                }
                None => break,
            }
        }
        self.refuse("a damaged JPEG; searched as far as it could be read");
    }

    fn behind(&mut self, rest: &[u8]) {
        if rest.iter().any(|byte| *byte != 0) {
            self.inner("behind the picture", rest);
        }
    }
}

fn png_chunk(bytes: &[u8], at: usize) -> Option<(&[u8], &[u8])> {
    let size = bytes.get(at..at + 4)?;
    let size = u32::from_be_bytes([size[0], size[1], size[2], size[3]]) as usize;
    Some((bytes.get(at + 4..at + 8)?, bytes.get(at + 8..(at + 8).checked_add(size)?)?))
}

/// The body of the segment whose marker stands at `at`.
fn jpeg_segment(bytes: &[u8], at: usize) -> Option<&[u8]> {
    let size = bytes.get(at + 2..at + 4)?;
    let size = usize::from(u16::from_be_bytes([size[0], size[1]]));
    bytes.get(at + 4..at + 2 + size.max(2))
}
