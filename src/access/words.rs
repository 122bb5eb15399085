//! Secrets that people type on a telephone: lower-case letters alone, so that no other
//! keyboard has to be opened, without those that look like another or like a digit, in
//! groups of four.

use super::random;
use crate::diag::Diagnostic;

/// No `i`, `l` and `o`, which a reader takes for one another, for 1 or for 0.
const LETTERS: &[u8; 23] = b"abcdefghjkmnpqrstuvwxyz";
/// Letters of a secret: 20 times log2(23) are 90 bits.
const LENGTH: usize = 20;
const GROUP: usize = 4;

/// A new secret without groups, such as a folder's.
pub(super) fn letters() -> Result<String, Diagnostic> {
    // A byte above the last whole multiple is thrown away: every letter is as likely.
    let bound = u8::MAX - u8::MAX % LETTERS.len() as u8;
    let mut out = String::with_capacity(LENGTH);
    while out.len() < LENGTH {
        let bytes: [u8; 32] = random()?;
        let fair = bytes.iter().filter(|&&byte| byte < bound);
        let drawn = fair.map(|byte| char::from(LETTERS[*byte as usize % LETTERS.len()]));
        out.extend(drawn.take(LENGTH - out.len()));
    }
    Ok(out)
}

/// A new secret in groups, as it is written down.
pub(super) fn grouped() -> Result<String, Diagnostic> {
    let letters = letters()?;
    let groups = letters.as_bytes().chunks(GROUP);
    Ok(groups.map(String::from_utf8_lossy).collect::<Vec<_>>().join("-"))
}

/// What counts of a passphrase, however it was typed: `lock.js` does the same.
pub(super) fn plain(typed: &str) -> String {
    typed.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_has_ninety_bits_of_letters_that_are_told_apart() {
        let bits = LENGTH as f64 * (LETTERS.len() as f64).log2();
        assert!(bits >= 80.0, "{bits}");
        let (a, b) = (grouped().unwrap(), grouped().unwrap());
        assert_ne!(a, b);
        assert_eq!(a.split('-').map(str::len).collect::<Vec<_>>(), [4; 5]);
        assert!(plain(&a).bytes().all(|letter| LETTERS.contains(&letter)), "{a}");
        assert!(!a.contains(['i', 'l', 'o', '0', '1']), "{a}");
    }

    #[test]
    fn every_letter_is_drawn_as_often_as_any_other() {
        let mut counts = std::collections::BTreeMap::new();
        for _ in 0..2000 {
            for letter in letters().unwrap().chars() {
                *counts.entry(letter).or_insert(0) += 1;
            }
        }
        assert_eq!(counts.len(), LETTERS.len());
        // 40,000 letters, 1,739 of each; six standard deviations are 245.
        assert!(counts.values().all(|n| (1490..1990).contains(n)), "{counts:?}");
    }

    #[test]
    fn spaces_marks_and_capitals_do_not_count() {
        assert_eq!(plain(" Kqmf-xtpa  RSTU\n"), "kqmfxtparstu");
    }
}
