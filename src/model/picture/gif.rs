//! GIF (87a, 89a): blocks. Comments, texts and what programs add are left out, but how
//! often an animation is repeated.

use super::{Bytes, PictureFault, fits};

pub(super) fn clean(bytes: &[u8]) -> Result<Vec<u8>, PictureFault> {
    let mut from = Bytes { rest: bytes };
    let head = from.take(13)?;
    let side = |at: usize| u64::from(u16::from_le_bytes([head[at], head[at + 1]]));
    fits(side(6), side(8))?;
    let mut out = head.to_vec();
    out.extend(from.take(table(head[10]))?);
    let mut drawn = false;
    loop {
        match from.byte()? {
            0x3B => {
                out.push(0x3B);
                return if drawn { Ok(out) } else { Err(PictureFault::CutOff) };
            }
            0x2C => {
                let place = from.take(9)?;
                out.push(0x2C);
                out.extend(place);
                out.extend(from.take(table(place[8]))?);
                out.push(from.byte()?);
                out.extend(blocks(&mut from)?);
                drawn = true;
            }
            0x21 => {
                let label = from.byte()?;
                let inside = blocks(&mut from)?;
                let repeats = [&b"\x0BNETSCAPE2.0"[..], b"\x0BANIMEXTS1.0"];
                let repeats = repeats.iter().any(|name| inside.starts_with(name));
                if label == 0xF9 || (label == 0xFF && repeats) {
                    out.extend([0x21, label]);
                    out.extend(inside);
                }
            }
            _ => return Err(PictureFault::CutOff),
        }
    }
}

/// Bytes of the colour table that a field of flags announces.
fn table(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}

/// Blocks up to the empty one, with their lengths.
fn blocks<'b>(from: &mut Bytes<'b>) -> Result<&'b [u8], PictureFault> {
    let all = from.rest;
    loop {
        let size = from.byte()?;
        from.take(usize::from(size))?;
        if size == 0 {
            return Ok(&all[..all.len() - from.rest.len()]);
        }
    }
}
