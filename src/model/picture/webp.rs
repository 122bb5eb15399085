//! WebP: chunks in a RIFF file. Kept are picture, transparency, animation and colour
//! profile.

use super::{Bytes, PictureFault, fits, le24, orientation};

/// In the flags of an extended file: that a camera's notes follow, that XMP does.
const NOTES: u8 = 0x08;
const XMP: u8 = 0x04;

pub(super) fn clean(bytes: &[u8]) -> Result<Vec<u8>, PictureFault> {
    let mut from = Bytes { rest: bytes };
    let head = from.take(12)?;
    let size = u32::from_le_bytes(head[4..8].try_into().expect("four bytes")) as usize;
    let inside = size.checked_sub(4).ok_or(PictureFault::CutOff)?;
    let mut from = Bytes { rest: from.take(inside)? };
    let mut out = head.to_vec();
    let (mut drawn, mut turned, mut flags) = (false, false, None);
    while !from.rest.is_empty() {
        let head = from.take(8)?;
        let (name, size) = (&head[..4], u32::from_le_bytes(head[4..].try_into().expect("four")));
        let data = from.take(size as usize)?;
        if size % 2 == 1 {
            // The last one of some programs lacks its filling byte.
            let _ = from.take(1);
        }
        match name {
            b"VP8X" => {
                fits(le24(data, 4)? + 1, le24(data, 7)? + 1)?;
                flags = Some(out.len() + 8);
            }
            b"VP8 " => {
                fits(u64::from(le16(data, 6)? & 0x3FFF), u64::from(le16(data, 8)? & 0x3FFF))?;
            }
            b"VP8L" => {
                let bits = u64::from(le16(data, 1)?) | u64::from(le16(data, 3)?) << 16;
                fits((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)?;
            }
            _ => {}
        }
        drawn |= matches!(name, b"VP8 " | b"VP8L" | b"ANMF");
        if name == b"EXIF" {
            let tiff = data.strip_prefix(b"Exif\0\0").unwrap_or(data);
            if let Some(orientation) = orientation::of(tiff) {
                turned = true;
                push(&mut out, name, &orientation::tiff(orientation));
            }
        } else if matches!(
            name,
            b"VP8X" | b"VP8 " | b"VP8L" | b"ALPH" | b"ANIM" | b"ANMF" | b"ICCP"
        ) {
            push(&mut out, name, data);
        }
    }
    if !drawn {
        return Err(PictureFault::CutOff);
    }
    if let Some(flags) = flags.and_then(|at| out.get_mut(at)) {
        *flags &= if turned { !XMP } else { !(XMP | NOTES) };
    }
    let size = u32::try_from(out.len() - 8).map_err(|_| PictureFault::TooLarge)?;
    out[4..8].copy_from_slice(&size.to_le_bytes());
    Ok(out)
}

pub(super) fn le16(bytes: &[u8], at: usize) -> Result<u16, PictureFault> {
    let pair = bytes.get(at..at + 2).ok_or(PictureFault::CutOff)?;
    Ok(u16::from_le_bytes([pair[0], pair[1]]))
}

fn push(out: &mut Vec<u8>, name: &[u8], data: &[u8]) {
    let size = u32::try_from(data.len()).expect("a kept chunk was measured by 32 bits");
    out.extend(name);
    out.extend(size.to_le_bytes());
    out.extend(data);
    if size % 2 == 1 {
        out.push(0);
    }
}
