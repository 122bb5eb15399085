//! Numbers and terms as text that stands in a script between quotes without a single
//! escape, and that a web host's compression makes small.
//!
//! A number is written in digits of 93 printable signs: the last one is one of 64, each
//! before it one of 29 (an (s,c)-dense code), so that most distances take one sign.

/// Values of the last digit.
const LAST: u32 = 64;
/// Values of each digit before it.
const BEFORE: u32 = 29;

/// The sign of a digit: printable ASCII without `"` and `\`.
fn sign(digit: u32) -> char {
    let code = 32 + digit as u8;
    let code = code + u8::from(code >= b'"');
    char::from(code + u8::from(code >= b'\\'))
}

/// Appends a number.
pub(super) fn number(out: &mut String, number: u32) {
    let mut digits = [0; 8];
    let mut at = digits.len() - 1;
    digits[at] = number % LAST;
    let mut rest = number / LAST;
    while rest > 0 {
        rest -= 1;
        at -= 1;
        digits[at] = LAST + rest % BEFORE;
        rest /= BEFORE;
    }
    out.extend(digits[at..].iter().map(|&digit| sign(digit)));
}

/// Appends ascending numbers as distances, the first from 0.
pub(super) fn ascending(out: &mut String, numbers: impl IntoIterator<Item = u32>) {
    let mut last = 0;
    for n in numbers {
        number(out, n - last);
        last = n;
    }
}

/// The length of a text as a browser counts it.
pub(super) fn units(text: &str) -> u32 {
    let units = if text.is_ascii() { text.len() } else { text.encode_utf16().count() };
    units as u32
}

/// Appends a term by what it has in common with the one before: characters kept,
/// characters added, and these. Counted in UTF-16 units, as a browser counts.
pub(super) fn term(out: &mut String, before: &str, term: &str) {
    let same: usize = before
        .chars()
        .zip(term.chars())
        .take_while(|(a, b)| a == b)
        .map(|(a, _)| a.len_utf8())
        .sum();
    let added = &term[same..];
    number(out, units(&term[..same]));
    number(out, units(added));
    out.push_str(added);
}

/// The first byte of characters that a browser puts behind all others, though they are
/// not the last ones: it takes a character beyond them for two surrogates.
const BEYOND_SURROGATES: u8 = 0xee;
/// The first byte of characters that a browser keeps as two surrogates.
const IN_SURROGATES: u8 = 0xf0;

/// Compares two terms as a browser does, by their UTF-16 units.
pub(super) fn browser_cmp(a: &str, b: &str) -> std::cmp::Ordering {
    let differ = a.bytes().zip(b.bytes()).find(|(x, y)| x != y);
    match differ {
        None => a.len().cmp(&b.len()),
        // Elsewhere the order of bytes is the browser's.
        Some((x, y)) if x.min(y) >= BEYOND_SURROGATES => {
            (x < IN_SURROGATES).cmp(&(y < IN_SURROGATES)).then(x.cmp(&y))
        }
        Some((x, y)) => x.cmp(&y),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<u32> {
        let (mut out, mut high) = (Vec::new(), 0);
        for byte in text.bytes() {
            let digit = u32::from(byte) - 32 - u32::from(byte > b'"') - u32::from(byte > b'\\');
            if digit >= LAST {
                high = high * BEFORE + digit - LAST + 1;
            } else {
                out.push(high * LAST + digit);
                high = 0;
            }
        }
        out
    }

    #[test]
    fn numbers_come_back_and_need_no_escape() {
        let numbers: Vec<u32> = (0..5000).chain([99_999, 1_000_000, u32::MAX]).collect();
        let mut out = String::new();
        for &n in &numbers {
            number(&mut out, n);
        }
        assert_eq!(read(&out), numbers);
        assert!(!out.contains(['"', '\\']) && out.bytes().all(|b| (32..127).contains(&b)));
    }

    #[test]
    fn terms_stand_in_the_order_of_a_browser() {
        let signs =
            ["", "a", "ab", "é", "液", "\u{d7ff}", "\u{e000}", "ﬀ", "\u{ffff}", "😀", "😁", "𠀀"];
        for (a, b) in signs.iter().flat_map(|a| signs.iter().map(move |b| (a, b))) {
            for (a, b) in [((*a).to_owned(), (*b).to_owned()), (format!("x{a}"), format!("x{b}y"))]
            {
                let want = a.encode_utf16().cmp(b.encode_utf16());
                assert_eq!(browser_cmp(&a, &b), want, "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn a_term_says_what_is_new() {
        let mut out = String::new();
        term(&mut out, "液压", "液面");
        assert_eq!(out, "!!面");
    }
}
