//! Bytes written as letters (Base64): pictures in a style sheet, a file in a data
//! address. Only what decodes to text or to a known format is taken for it.

use super::{Format, Opener, encoding};

/// A shorter run is a word.
const SHORTEST: usize = 24;

impl Opener<'_, '_> {
    /// Opens what is written as Base64 in a text.
    pub(super) fn base64(&mut self, text: &str) {
        for run in text.as_bytes().split(|byte| value(*byte).is_none()) {
            if run.len() < SHORTEST {
                continue;
            }
            let Some(bytes) = decode(run) else { continue };
            let known = !matches!(Format::of(&bytes), Format::Other | Format::Zlib);
            let is_text = || {
                let control = bytes.iter().any(|b| *b < 0x20 && !b"\t\n\r".contains(b));
                !control && std::str::from_utf8(&bytes).is_ok()
                    || matches!(encoding::text(&bytes), Some(("text in UTF-16", _)))
            };
            if known || is_text() {
                self.count("base64");
                self.inner("base64", &bytes);
            }
        }
    }
}

/// The bytes of a run without its `=`; both alphabets.
fn decode(run: &[u8]) -> Option<Vec<u8>> {
    if run.len() % 4 == 1 {
        return None;
    }
    let mut out = Vec::with_capacity(run.len() * 3 / 4);
    let (mut bits, mut count) = (0_u32, 0);
    for &byte in run {
        bits = bits << 6 | u32::from(value(byte)?);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
        }
    }
    Some(out)
}

fn value(byte: u8) -> Option<u8> {
    let value = VALUES[usize::from(byte)];
    (value != NONE).then_some(value)
}

const NONE: u8 = u8::MAX;
/// What each byte stands for, in a table: every byte of every text is looked up.
static VALUES: [u8; 256] = {
    let mut values = [NONE; 256];
    let mut n = 0;
    while n < 26 {
        values[b'A' as usize + n] = n as u8;
        values[b'a' as usize + n] = n as u8 + 26;
        n += 1;
    }
    let mut n = 0;
    while n < 10 {
        values[b'0' as usize + n] = n as u8 + 52;
        n += 1;
    }
    (values[b'+' as usize], values[b'-' as usize]) = (62, 62);
    (values[b'/' as usize], values[b'_' as usize]) = (63, 63);
    values
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_alphabets_are_read() {
        assert_eq!(decode(b"5LqR5bKt5Zyw6ZOB"), Some("云岭地铁".as_bytes().to_vec()));
        assert_eq!(decode(b"_-8"), decode(b"/+8"));
        assert_eq!(decode(b"abcde"), None);
    }
}
