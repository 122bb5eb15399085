//! What is encrypted for a file: the key of names, by which the reader's browser finds
//! every other file; the path; and the bytes, packed (a ciphertext cannot be packed by
//! the host any more) and filled up, so that their length says little.
//!
//! ```text
//! names[32] | length of path, u32 | path | length of packed, u32 | packed | zeros
//! ```
//!
//! Numbers are big-endian; packed is DEFLATE without a header.

use super::NAMES_BYTES;
use flate2::Compression;
use flate2::read::{DeflateDecoder, DeflateEncoder};
use std::io::Read;

/// A frame is as long as a multiple of this.
const STEP: usize = 1024;

/// Frames a file.
pub(super) fn pack(names: &[u8; NAMES_BYTES], path: &str, bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::with_capacity(bytes.len() / 3 + 64);
    DeflateEncoder::new(bytes, Compression::best())
        .read_to_end(&mut packed)
        .expect("bytes in memory can be read to their end");
    let mut frame = Vec::with_capacity(packed.len() + path.len() + NAMES_BYTES + 8 + STEP);
    frame.extend_from_slice(names);
    for part in [path.as_bytes(), &packed] {
        let length = u32::try_from(part.len()).expect("files above a bound are not sealed");
        frame.extend_from_slice(&length.to_be_bytes());
        frame.extend_from_slice(part);
    }
    frame.resize(frame.len().next_multiple_of(STEP), 0);
    frame
}

/// Path and bytes of a frame; `None` where it is none.
pub(super) fn unpack(frame: &[u8]) -> Option<(String, Vec<u8>)> {
    let (path, rest) = part(frame.get(NAMES_BYTES..)?)?;
    let (packed, _) = part(rest)?;
    let mut bytes = Vec::new();
    DeflateDecoder::new(packed).read_to_end(&mut bytes).ok()?;
    Some((String::from_utf8(path.to_vec()).ok()?, bytes))
}

fn part(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    rest.split_at_checked(u32::from_be_bytes(*length) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_gives_back_path_and_bytes_and_tells_little_by_its_length() {
        for (path, bytes) in [("index.html", b"".to_vec()), ("故障/a.csv", vec![b'x'; 100_000])] {
            let frame = pack(&[7; NAMES_BYTES], path, &bytes);
            assert_eq!(frame.len() % STEP, 0);
            assert_eq!(unpack(&frame), Some((path.to_owned(), bytes)));
        }
        assert_eq!(pack(&[7; 32], "a", b"short").len(), pack(&[7; 32], "a", b"some more").len());
    }

    #[test]
    fn what_is_no_frame_is_none() {
        assert_eq!(unpack(&[]), None);
        assert_eq!(unpack(&[255; 64]), None);
        let frame = pack(&[7; 32], "index.html", &vec![1; 5000]);
        assert_eq!(unpack(&frame[..60]), None);
    }
}
