//! How large a picture is shown, told by the beginning of its file, so that a page keeps
//! its place free; and whether it can be given in fewer pixels.

use super::{be16, be32, jpeg, le24, orientation, webp};

/// Bytes of a file's beginning in which its measures stand: notes of a camera with a
/// preview, a colour profile and a list of further pictures come before them.
pub const BEGINNING: usize = 256 << 10;

/// The most pixels that are taken apart for narrower pictures: 150 MB of memory.
const MOST_DECODED: u64 = 50_000_000;

/// How a picture is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measures {
    /// Pixels from side to side, as it is seen.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
    /// Whether it can be made narrower: a photograph or a drawing that does not move.
    pub narrows: bool,
}

/// The measures of a picture that begins like this; `None` where they stand further behind.
pub fn measure(beginning: &[u8]) -> Option<Measures> {
    let mut measures = match beginning {
        [0xFF, 0xD8, 0xFF, ..] => of_jpeg(beginning),
        [0x89, b'P', b'N', b'G', ..] => of_png(beginning),
        [b'G', b'I', b'F', ..] => of_gif(beginning),
        [b'R', b'I', b'F', b'F', ..] => of_webp(beginning),
        _ => None,
    }?;
    let pixels = u64::from(measures.width) * u64::from(measures.height);
    measures.narrows &= pixels <= MOST_DECODED;
    (pixels > 0).then_some(measures)
}

fn of_jpeg(bytes: &[u8]) -> Option<Measures> {
    let (mut at, mut turned) = (2, None);
    loop {
        let marker = *bytes.get(at + 1).filter(|_| bytes.get(at) == Some(&0xFF))?;
        if marker == 0xFF {
            at += 1;
            continue;
        }
        let size = usize::try_from(be16(bytes, at + 2).ok()?).ok()?;
        let body = bytes.get(at + 4..at + 2 + size.max(2))?;
        if jpeg::is_frame(marker) {
            let (height, width) = (be16(body, 1).ok()?, be16(body, 3).ok()?);
            let on_its_side = turned.is_some_and(|turned| turned >= 5);
            let (width, height) = if on_its_side { (height, width) } else { (width, height) };
            // Grey or three colours; four are those of a printing press. Coded by steps of
            // eight bits without arithmetic.
            let common = matches!(marker, 0xC0..=0xC2) && body[0] == 8;
            let narrows = common && matches!(body.get(5), Some(1 | 3));
            return Some(Measures { width: width as u32, height: height as u32, narrows });
        }
        if marker == 0xE1 && turned.is_none() {
            turned = body.strip_prefix(b"Exif\0\0").and_then(orientation::of);
        }
        at += 2 + size;
    }
}

fn of_png(bytes: &[u8]) -> Option<Measures> {
    let side = |at| be32(bytes, at).ok().and_then(|side| u32::try_from(side).ok());
    let (width, height) = (side(16)?, side(20)?);
    // One that moves, or is turned by a note that not every reader follows, stays as it is.
    let (mut at, mut narrows) = (8, true);
    loop {
        let name = bytes.get(at + 4..at + 8)?;
        if name == b"IDAT" {
            return Some(Measures { width, height, narrows });
        }
        narrows &= name != b"acTL" && name != b"eXIf";
        at += 12 + usize::try_from(be32(bytes, at).ok()?).ok()?;
    }
}

fn of_gif(bytes: &[u8]) -> Option<Measures> {
    let side = |at| webp::le16(bytes, at).ok().map(u32::from);
    Some(Measures { width: side(6)?, height: side(8)?, narrows: false })
}

fn of_webp(bytes: &[u8]) -> Option<Measures> {
    let of = |width: u64, height: u64| Measures {
        width: width as u32,
        height: height as u32,
        narrows: false,
    };
    let side = |at| webp::le16(bytes, at).ok().map(u64::from);
    match bytes.get(12..16)? {
        b"VP8X" => Some(of(le24(bytes, 24).ok()? + 1, le24(bytes, 27).ok()? + 1)),
        b"VP8L" => {
            let bits = le24(bytes, 21).ok()? | u64::from(*bytes.get(24)?) << 24;
            Some(of((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1))
        }
        b"VP8 " => Some(of(side(26)? & 0x3FFF, side(28)? & 0x3FFF)),
        _ => None,
    }
}
