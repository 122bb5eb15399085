//! JPEG (ITU-T T.81): segments in front of each scan. Kept are those that a decoder needs
//! and the colour profile; what follows the end of the picture is left out, too.

use super::{Bytes, PictureFault, be16, fits, orientation};

pub(super) fn clean(bytes: &[u8]) -> Result<Vec<u8>, PictureFault> {
    let mut from = Bytes { rest: bytes };
    let mut out = from.take(2)?.to_vec();
    let (mut framed, mut turned) = (false, false);
    loop {
        let marker = marker(&mut from)?;
        match marker {
            0xD9 => {
                out.extend([0xFF, 0xD9]);
                return if framed { Ok(out) } else { Err(PictureFault::CutOff) };
            }
            0x01 | 0xD0..=0xD7 => out.extend([0xFF, marker]),
            _ => {
                let size =
                    usize::try_from(be16(from.rest, 0)?).map_err(|_| PictureFault::CutOff)?;
                let segment = from.take(size)?;
                let body = segment.get(2..).ok_or(PictureFault::CutOff)?;
                if is_frame(marker) {
                    fits(be16(body, 3)?, be16(body, 1)?)?;
                    framed = true;
                }
                let orientation = (marker == 0xE1)
                    .then(|| body.strip_prefix(b"Exif\0\0").and_then(orientation::of))
                    .flatten()
                    .filter(|_| !turned);
                if let Some(orientation) = orientation {
                    turned = true;
                    segment_of(
                        &mut out,
                        0xE1,
                        &[b"Exif\0\0", &orientation::tiff(orientation)[..]].concat(),
                    );
                } else if marker == 0xE0 && body.starts_with(b"JFIF\0") {
                    // Density and version stay, a preview inside does not.
                    let density = body.get(..12).ok_or(PictureFault::CutOff)?;
                    segment_of(&mut out, marker, &[density, &[0, 0]].concat());
                } else if is_kept(marker, body) {
                    segment_of(&mut out, marker, body);
                }
                if marker == 0xDA {
                    scan(&mut from, &mut out)?;
                }
            }
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

fn is_frame(marker: u8) -> bool {
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

fn segment_of(out: &mut Vec<u8>, marker: u8, body: &[u8]) {
    let size = u16::try_from(body.len() + 2).expect("a kept segment was measured by 16 bits");
    out.extend([0xFF, marker]);
    out.extend(size.to_be_bytes());
    out.extend(body);
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
