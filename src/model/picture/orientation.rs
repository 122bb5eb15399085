//! The one thing of a camera's notes that changes what is seen: which way is up. It is
//! read, and written again alone.

/// How a picture is turned, from 2 to 8; `None` where it stands upright or nothing is said.
/// `tiff` is what follows `Exif\0\0`.
pub(super) fn of(tiff: &[u8]) -> Option<u8> {
    let little = match tiff.get(..4)? {
        [b'I', b'I', 42, 0] => true,
        [b'M', b'M', 0, 42] => false,
        _ => return None,
    };
    let short = |at: usize| -> Option<u16> {
        let pair: [u8; 2] = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) })
    };
    let long = |at: usize| -> Option<u32> {
        let four: [u8; 4] = tiff.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(if little { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) })
    };
    let list = long(4)? as usize;
    let entries = usize::from(short(list)?);
    let entry = (0..entries).map(|n| list + 2 + 12 * n).find(|&at| short(at) == Some(0x0112))?;
    let value = short(entry + 8)?;
    u8::try_from(value).ok().filter(|value| (2..=8).contains(value))
}

/// Notes that say nothing but that, beginning with the mark of the byte order.
pub(super) fn tiff(orientation: u8) -> Vec<u8> {
    let mut tiff = b"MM\0\x2A\0\0\0\x08\0\x01".to_vec();
    tiff.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
    tiff.extend([0; 4]);
    tiff
}
