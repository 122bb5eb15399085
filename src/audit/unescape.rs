//! Ways in which a text is written so that it does not look like itself: entities,
//! percent codes, escapes of JSON and scripts. All are undone at once; a text in
//! which one hides another is undone again.

use super::mapped::Made;
use memchr::memchr3_iter;

/// The text without its escapes; `None` where it has none.
pub(super) fn unescape(text: &str) -> Option<Made> {
    let mut made: Option<Made> = None;
    let mut done = 0;
    for at in memchr3_iter(b'&', b'%', b'\\', text.as_bytes()) {
        if at < done {
            continue;
        }
        let rest = &text[at..];
        let read = match rest.as_bytes()[0] {
            b'&' => entity(rest),
            b'%' => percent(rest),
            _ => backslash(rest),
        };
        let Some((meant, length)) = read else { continue };
        let made = made.get_or_insert_with(|| Made::like(text));
        made.copy(&text[done..at], done);
        meant.chars().for_each(|c| made.put(c, at));
        done = at + length;
    }
    if let Some(made) = &mut made {
        made.copy(&text[done..], done);
    }
    made
}

/// Letters of a name of an entity, and its `;`.
const LONGEST_NAME: usize = 10;

/// What an escape means, and how many bytes it has.
type Read = Option<(String, usize)>;

fn one(c: Option<char>, length: usize) -> Read {
    c.map(|c| (c.to_string(), length))
}

fn entity(rest: &str) -> Read {
    let body = &rest[1..];
    if let Some(number) = body.strip_prefix('#') {
        let (digits, radix) = match number.strip_prefix(['x', 'X']) {
            Some(hex) => (hex, 16),
            None => (number, 10),
        };
        let count = digits.chars().take(8).take_while(|c| c.is_digit(radix)).count();
        let code = u32::from_str_radix(&digits[..count], radix).ok()?;
        let length = rest.len() - digits.len() + count;
        let closed = usize::from(digits[count..].starts_with(';'));
        return one(char::from_u32(code), length + closed);
    }
    // No name has more letters: a text full of `&` is not read on from each of them.
    let length = body.bytes().take(LONGEST_NAME).position(|byte| byte == b';')?;
    one(named(body.get(..length)?), length + 2)
}

/// The few names that matter here: marks between letters, and letters with accents,
/// of which only the letter counts.
fn named(name: &str) -> Option<char> {
    let c = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" | "ensp" | "emsp" | "thinsp" | "numsp" => ' ',
        "shy" | "zwnj" | "zwj" => '\u{ad}',
        "middot" | "centerdot" => '·',
        "ndash" | "mdash" | "hyphen" | "dash" | "minus" => '-',
        "sol" => '/',
        "lowbar" => '_',
        "period" => '.',
        "commat" => '@',
        "num" => '#',
        "colon" => ':',
        "lpar" => '(',
        "rpar" => ')',
        "plus" => '+',
        "percnt" => '%',
        "bsol" => '\\',
        "szlig" => 'ß',
        "aelig" => 'æ',
        "AElig" => 'Æ',
        "oslash" => 'ø',
        "Oslash" => 'Ø',
        _ => return with_accent(name),
    };
    Some(c)
}

fn with_accent(name: &str) -> Option<char> {
    const ACCENTS: [&str; 8] = ["acute", "grave", "circ", "uml", "tilde", "cedil", "ring", "caron"];
    let letter = name.chars().next().filter(char::is_ascii_alphabetic)?;
    ACCENTS.contains(&&name[1..]).then_some(letter)
}

/// A run of percent codes: bytes of UTF-8, else of GB18030, as old links have them.
fn percent(rest: &str) -> Read {
    let bytes = rest.as_bytes();
    let code = |at: usize| {
        let hex = bytes.get(at + 1..at + 3).filter(|_| bytes[at] == b'%')?;
        u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok()
    };
    let mut found = Vec::new();
    while let Some(byte) = bytes.get(found.len() * 3).and_then(|_| code(found.len() * 3)) {
        found.push(byte);
    }
    if found.is_empty() {
        return None;
    }
    let length = found.len() * 3;
    let text = match String::from_utf8(found) {
        Ok(text) => text,
        Err(error) => encoding_rs::GB18030.decode(error.as_bytes()).0.into_owned(),
    };
    Some((text, length))
}

fn backslash(rest: &str) -> Read {
    let next = rest[1..].chars().next()?;
    match next {
        'n' | 'r' | 't' => one(Some(' '), 2),
        '/' | '"' | '\'' | '\\' => one(Some(next), 2),
        'x' => one(hex(rest.get(2..4)?).and_then(char::from_u32), 4),
        'U' => one(hex(rest.get(2..10)?).and_then(char::from_u32), 10),
        'u' => unicode(rest),
        _ => None,
    }
}

/// `\u4e91`, `\u{4e91}`, and two halves of a character beyond them.
fn unicode(rest: &str) -> Read {
    if let Some(braced) = rest[2..].strip_prefix('{') {
        let digits = braced.split('}').next().filter(|digits| digits.len() <= 6)?;
        return one(hex(digits).and_then(char::from_u32), digits.len() + 4);
    }
    let first = hex(rest.get(2..6)?)?;
    if !(0xd800..0xdc00).contains(&first) {
        return one(char::from_u32(first), 6);
    }
    let second =
        rest.get(6..8).filter(|lead| *lead == "\\u").and_then(|_| hex(rest.get(8..12)?))?;
    let low = second.checked_sub(0xdc00).filter(|low| *low < 0x400)?;
    one(char::from_u32(0x10000 + ((first - 0xd800) << 10) + low), 12)
}

fn hex(digits: &str) -> Option<u32> {
    let plain = digits.bytes().all(|b| b.is_ascii_hexdigit());
    u32::from_str_radix(digits, 16).ok().filter(|_| plain)
}

#[cfg(test)]
mod tests {
    use super::super::mapped::Mapped;
    use super::*;
    use std::borrow::Cow;

    fn plain(text: &str) -> String {
        Mapped::itself(Cow::Borrowed(text)).then(unescape).text.into_owned()
    }

    #[test]
    fn every_way_of_writing_a_name_is_undone() {
        for (written, meant) in [
            ("&#20113;&#x5cad;", "云岭"),
            ("&#20113&#x5CAD x", "云岭 x"),
            ("AT&amp;T &nbsp;&eacute;", "AT&T  e"),
            ("%E4%BA%91%e5%b2%ad/x", "云岭/x"),
            ("%D4%C6%C1%EB", "云岭"),
            ("\\u4e91\\u5CAD", "云岭"),
            ("\\u{4e91}\\x41\\ud842\\udfb7", "云A𠮷"),
            ("a\\nSIM-007", "a SIM-007"),
            ("a\\/b \\\"c\\\"", "a/b \"c\""),
        ] {
            assert_eq!(plain(written), meant, "{written}");
        }
    }

    #[test]
    fn what_is_no_escape_stays() {
        for text in ["100 % & more", "C:\\dir", "&unknown;", "%zz", "\\u12", "&#;", "\\ud800x", "&"]
        {
            assert_eq!(plain(text), text);
        }
    }
}
