//! PNG: chunks. Kept are those that a decoder needs, colours, size on paper and
//! animation; texts, times and a camera's notes are not, nor what follows the end.

use super::{Bytes, PictureFault, be32, fits, orientation};

/// Beside what every decoder must know (its first letter is a capital).
const KEPT: [&[u8]; 13] = [
    b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"sBIT", b"bKGD", b"hIST", b"pHYs",
    b"acTL", b"fcTL", b"fdAT",
];

pub(super) fn clean(bytes: &[u8]) -> Result<Vec<u8>, PictureFault> {
    let mut from = Bytes { rest: bytes };
    let mut out = from.take(8)?.to_vec();
    let (mut first, mut drawn) = (true, false);
    loop {
        let size = usize::try_from(be32(from.rest, 0)?).map_err(|_| PictureFault::CutOff)?;
        let whole = size.checked_add(12).ok_or(PictureFault::CutOff)?;
        let chunk = from.take(whole)?;
        let (name, data) = (&chunk[4..8], &chunk[8..8 + size]);
        if first != (name == b"IHDR") {
            return Err(PictureFault::CutOff);
        }
        if first {
            fits(be32(data, 0)?, be32(data, 4)?)?;
            first = false;
        }
        drawn |= name == b"IDAT";
        if name == b"eXIf" {
            if let Some(orientation) = orientation::of(data) {
                push(&mut out, b"eXIf", &orientation::tiff(orientation));
            }
        } else if name[0].is_ascii_uppercase() || KEPT.contains(&name) {
            out.extend(chunk);
        }
        if name == b"IEND" {
            return if drawn { Ok(out) } else { Err(PictureFault::CutOff) };
        }
    }
}

fn push(out: &mut Vec<u8>, name: &[u8], data: &[u8]) {
    let size = u32::try_from(data.len()).expect("what is written here is short");
    let mut sum = flate2::Crc::new();
    sum.update(name);
    sum.update(data);
    out.extend(size.to_be_bytes());
    out.extend(name);
    out.extend(data);
    out.extend(sum.sum().to_be_bytes());
}
