//! Markup as a reader sees it: tags go, so that a name parted by `<wbr>` or `<b>` is
//! whole again, and cells stay apart. What stood inside the tags (attributes,
//! comments) is kept behind the text: nothing of a file goes unread.

use super::letters::{HARD_TAG, SOFT_TAG};
use super::mapped::Made;
use memchr::{memchr, memchr3, memmem};

/// Bytes in which the quotes of a tag must close.
const LONGEST_TAG: usize = 1 << 16;

/// Tags that stand inside a line of text.
const INLINE: [&[u8]; 33] = [
    b"a", b"abbr", b"b", b"bdi", b"bdo", b"cite", b"code", b"data", b"del", b"dfn", b"em", b"font",
    b"i", b"ins", b"kbd", b"mark", b"q", b"r", b"rph", b"ruby", b"s", b"samp", b"small", b"span",
    b"strong", b"sub", b"sup", b"t", b"time", b"tspan", b"u", b"var", b"rpr",
];
/// Letters of the longest of their names.
const LONGEST_INLINE: usize = 6;

/// What a tag does to what is beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Parts {
    /// It parts nothing at all.
    Joins,
    /// It stands inside a line of text.
    Inline,
    /// Every other one.
    Values,
}

impl Parts {
    fn of(name: &str) -> Self {
        let mut small = [0; LONGEST_INLINE];
        let Some(small) = small.get_mut(..name.len()) else {
            let joins = name.eq_ignore_ascii_case("soft-hyphen");
            return if joins { Self::Joins } else { Self::Values };
        };
        small.copy_from_slice(name.as_bytes());
        small.make_ascii_lowercase();
        match &*small {
            b"wbr" => Self::Joins,
            small if INLINE.contains(&small) => Self::Inline,
            _ => Self::Values,
        }
    }
}

/// The text of markup, with what stood in its tags behind it; `None` where it has no
/// tag.
pub(super) fn flatten(text: &str) -> Option<Made> {
    let mut from = next_tag(text, 0)?;
    let mut made = Made::like(text);
    let mut insides = Vec::new();
    let mut done = 0;
    loop {
        made.copy(&text[done..from], done);
        let end = end_of_tag(text, from);
        put_gap(&mut made, name(&text[from..end]), from);
        insides.push((from + 1, end));
        done = end;
        match next_tag(text, done) {
            Some(next) => from = next,
            None => break,
        }
    }
    made.copy(&text[done..], done);
    for (from, to) in insides {
        // A name alone says nothing.
        if text[from..to].contains([' ', '\n', '\t', '"', '!', '?']) {
            made.put(HARD_TAG, from);
            made.copy(&text[from..to], from);
        }
    }
    Some(made)
}

/// The next `<` that begins a tag, a comment or an instruction.
fn next_tag(text: &str, mut at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    loop {
        at += memchr(b'<', &bytes[at..])?;
        let next = bytes.get(at + 1)?;
        if next.is_ascii_alphabetic() || matches!(next, b'/' | b'!' | b'?') {
            return Some(at);
        }
        at += 1;
    }
}

/// Where a tag ends: behind its `>`, or at the end of a text that never closes it.
fn end_of_tag(text: &str, from: usize) -> usize {
    let rest = &text.as_bytes()[from..];
    let length = if rest.get(1) != Some(&b'!') {
        closing(rest)
    } else if rest.starts_with(b"<!--") {
        memmem::find(rest, b"-->").map(|n| n + 3)
    } else if rest.starts_with(b"<![CDATA[") {
        // What is inside is text: only the opening is a tag.
        Some(9)
    } else {
        closing(rest)
    };
    length.map_or(text.len(), |n| from + n)
}

/// Behind the first `>` outside quotes; where the quotes do not close, the first one.
fn closing(rest: &[u8]) -> Option<usize> {
    let tag = &rest[..rest.len().min(LONGEST_TAG)];
    let mut at = 0;
    while let Some(found) = memchr3(b'>', b'"', b'\'', &tag[at..]) {
        at += found;
        if tag[at] == b'>' {
            return Some(at + 1);
        }
        let Some(closed) = memchr(tag[at], &tag[at + 1..]) else { break };
        at += closed + 2;
    }
    memchr(b'>', rest).map(|at| at + 1)
}

/// The name of a tag without the space it belongs to: `w:t` is `t`.
fn name(tag: &str) -> &str {
    let bytes = tag.as_bytes();
    let from = bytes.iter().take_while(|&&byte| byte == b'<' || byte == b'/').count();
    let mut own = from;
    let mut end = from;
    while let Some(&byte) = bytes.get(end) {
        match byte {
            b':' => own = end + 1,
            b'-' => {}
            byte if byte.is_ascii_alphanumeric() => {}
            _ => break,
        }
        end += 1;
    }
    &tag[own..end]
}

fn put_gap(made: &mut Made, name: &str, at: usize) {
    let gap = match Parts::of(name) {
        Parts::Joins => return,
        Parts::Inline => SOFT_TAG,
        Parts::Values => HARD_TAG,
    };
    if made.ends_without(gap) {
        made.put(gap, at);
    }
}

#[cfg(test)]
mod tests {
    use super::super::mapped::Mapped;
    use super::*;
    use std::borrow::Cow;

    fn flat(text: &str) -> String {
        let made = Mapped::itself(Cow::Borrowed(text)).then(flatten);
        made.text.replace(SOFT_TAG, "~").replace(HARD_TAG, "|")
    }

    #[test]
    fn tags_inside_a_word_join_and_cells_part() {
        for (markup, text) in [
            ("云岭<wbr>地铁", "云岭地铁"),
            ("<b>云岭</b>地铁", "~云岭~地铁"),
            ("<td>SIM</td><td>007</td>", "|SIM|007|"),
            ("<w:r><w:t>云</w:t></w:r><w:r><w:t>岭</w:t></w:r>", "~云~岭~"),
            ("a < b > c", "a < b > c"),
            ("<![CDATA[云岭]]>x", "|云岭]]>x"),
        ] {
            assert_eq!(flat(markup).split("|![").next().unwrap(), text, "{markup}");
        }
    }

    #[test]
    fn what_stands_in_a_tag_is_read_behind_the_text() {
        assert_eq!(
            flat("<p title=\"a>b\">x</p><!-- note -->"),
            "|x||p title=\"a>b\">|!-- note -->"
        );
        assert!(flat("x <a href=\"open").contains("href=\"open"), "also where it is never closed");
    }
}
