//! Bytes written as letters (Base64): pictures in a style sheet, a file in a data
//! address. Only what decodes to text or to a known format is taken for it.

use super::{Format, Opener, encoding};
use std::ops::Range;

/// A shorter run is a word.
const SHORTEST: usize = 24;

impl Opener<'_, '_> {
    /// Opens what is written as Base64 in a text.
    pub(super) fn base64(&mut self, text: &str) {
        let mut from = 0;
        while let Some(run) = run(text.as_bytes(), from) {
            from = run.end;
            let Some(bytes) = decode(&text.as_bytes()[run]) else { continue };
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

/// The next run of letters that is long enough. A byte that is none, found from behind in the
/// room of the shortest run, spares a look at those before it.
fn run(bytes: &[u8], mut from: usize) -> Option<Range<usize>> {
    loop {
        let room = bytes.get(from..from + SHORTEST)?;
        let Some(other) = room.iter().rposition(|&byte| value(byte).is_none()) else { break };
        from += other + 1;
    }
    let more = bytes[from + SHORTEST..].iter().take_while(|&&byte| value(byte).is_some());
    Some(from..from + SHORTEST + more.count())
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
    fn a_run_is_found_wherever_it_stands() {
        let all = |text: &str| -> Vec<Range<usize>> {
            std::iter::successors(run(text.as_bytes(), 0), |before| {
                run(text.as_bytes(), before.end)
            })
            .collect()
        };
        for (before, length, behind) in [
            (0, 24, 0),
            (0, 23, 9),
            (1, 24, 1),
            (23, 30, 0),
            (24, 24, 24),
            (47, 1000, 3),
            (5, 23, 5),
        ] {
            let text = format!(
                "{}{}{}",
                ".a".repeat(before),
                ".".to_owned() + &"x".repeat(length),
                "=b".repeat(behind)
            );
            let from = before * 2 + 1;
            let want: Vec<_> =
                (length >= SHORTEST).then_some(from..from + length).into_iter().collect();
            assert_eq!(all(&text), want, "{text}");
        }
        let two = format!("{}.{}", "x".repeat(40), "y".repeat(24));
        assert_eq!(all(&two), [0..40, 41..65]);
    }

    #[test]
    fn both_alphabets_are_read() {
        assert_eq!(decode(b"5LqR5bKt5Zyw6ZOB"), Some("云岭地铁".as_bytes().to_vec()));
        assert_eq!(decode(b"_-8"), decode(b"/+8"));
        assert_eq!(decode(b"abcde"), None);
    }
}
