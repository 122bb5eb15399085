//! Marks of emphasis beside Chinese. CommonMark tells from the characters around `**`
//! whether it begins or ends something, and takes it that words are parted by spaces:
//! in `**真。**她` the second mark then ends nothing. Such a character is exchanged, for
//! the parser alone, for one of as many bytes of the other sort, and put back in all that
//! the parser gives; places stay what they were.
//!
//! In the same way `[[1]](address)` stays the link that CommonMark makes of it, and
//! brackets around what is no id stay text.

use super::cjk;
use pulldown_cmark::{CodeBlockKind, CowStr, Event, Tag};
use std::borrow::Cow;
use std::ops::RangeInclusive;

/// Characters that the parser takes for letters: private ones, of three bytes.
const LETTERS: RangeInclusive<char> = '\u{e000}'..='\u{e0ff}';
/// Characters that the parser takes for punctuation, of three bytes, hardly ever used.
const POINTS: RangeInclusive<char> = '\u{2e00}'..='\u{2e2e}';
/// Brackets that the parser takes for text.
const BRACKETS: [(char, char); 2] = [('[', '\u{1}'), (']', '\u{2}')];

/// What was exchanged: the character, and what stands in its place.
#[derive(Default)]
pub(super) struct Swaps(Vec<(char, char)>);

/// A text for the parser.
pub(super) fn prepared(text: &str) -> (Cow<'_, str>, Swaps) {
    let mut changes = emphasis(text);
    changes.extend(bracketed(text));
    if changes.is_empty() || text.chars().any(is_stand_in) {
        return (Cow::Borrowed(text), Swaps::default());
    }
    changes.sort_unstable_by_key(|change| change.0);
    changes.dedup_by_key(|change| change.0);
    let mut swaps = Swaps::default();
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for (at, c, as_what) in changes {
        let Some(other) = swaps.stand_in(c, as_what) else { continue };
        out.push_str(&text[done..at]);
        out.push(other);
        done = at + c.len_utf8();
    }
    out.push_str(&text[done..]);
    (Cow::Owned(out), swaps)
}

/// What a character is to be taken for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum As {
    Letter,
    Point,
    Text,
}

type Change = (usize, char, As);

fn is_stand_in(c: char) -> bool {
    LETTERS.contains(&c) || POINTS.contains(&c) || BRACKETS.iter().any(|(_, other)| *other == c)
}

/// The exchanges that let each run of `*` or `~` begin or end something beside Chinese.
/// Which of both it is to do follows from whether its like is open.
fn emphasis(text: &str) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut open: Vec<(u8, usize)> = Vec::new();
    let mut from = 0;
    while let Some(found) = memchr::memchr2(b'*', b'~', &text.as_bytes()[from..]) {
        let start = from + found;
        if memchr::memmem::find(&text.as_bytes()[from..start], b"\n\n").is_some() {
            open.clear();
        }
        let mark = text.as_bytes()[start];
        let length = text.as_bytes()[start..].iter().take_while(|b| **b == mark).count();
        from = start + length;
        let before = text[..start].chars().next_back().unwrap_or(' ');
        let after = text[from..].chars().next().unwrap_or(' ');
        let (before, after) = ((start - before.len_utf8().min(start), before), (from, after));
        if open.last() == Some(&(mark, length)) {
            open.pop();
            changes.extend(ending(before, after));
        } else if !after.1.is_whitespace() && before.1 != '\\' {
            open.push((mark, length));
            changes.extend(beginning(before, after));
        }
    }
    changes
}

fn is_point(c: char) -> bool {
    c.is_ascii_punctuation() || cjk::is_wide_mark(c) || cjk::is_shared_mark(c) || cjk::is_sign(c)
}

/// Punctuation of as many bytes as what can stand in for it.
fn is_wide(c: char) -> bool {
    cjk::is_wide_mark(c) || cjk::is_shared_mark(c)
}

/// For a mark that ends something: `**真。**她`, `**12%**的`.
fn ending((at_before, before): (usize, char), (at_after, after): (usize, char)) -> Option<Change> {
    if !is_point(before) || !is_word(after) {
        return None;
    }
    match (is_wide(before), cjk::is_letter(after)) {
        (true, _) => Some((at_before, before, As::Letter)),
        (false, true) => Some((at_after, after, As::Point)),
        (false, false) => None,
    }
}

/// For a mark that begins something: `按**“启动”**`, `见**(A)**`.
fn beginning(
    (at_before, before): (usize, char),
    (at_after, after): (usize, char),
) -> Option<Change> {
    if !is_point(after) || !is_word(before) {
        return None;
    }
    match (is_wide(after), cjk::is_letter(before)) {
        (true, _) => Some((at_after, after, As::Letter)),
        (false, true) => Some((at_before, before, As::Point)),
        (false, false) => None,
    }
}

fn is_word(c: char) -> bool {
    !c.is_whitespace() && !is_point(c)
}

/// How far the end of a reference is looked for.
const LONGEST: usize = 300;

/// Brackets of `[[…]]` that are no reference: the inner ones of `[[…]](`, and the first
/// where nothing that could be an id follows.
fn bracketed(text: &str) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut from = 0;
    while let Some(found) = memchr::memmem::find(&text.as_bytes()[from..], b"[[") {
        let start = from + found;
        let Some(inside) = inside(&text[start + 2..]) else {
            changes.push((start, '[', As::Text));
            from = start + 1;
            continue;
        };
        let end = start + 2 + inside.len();
        if text[end + 2..].starts_with('(') {
            changes.extend([(start + 1, '[', As::Text), (end, ']', As::Text)]);
        }
        from = end + 2;
    }
    changes
}

/// What stands between `[[` and `]]`, where that can name a record.
fn inside(after: &str) -> Option<&str> {
    let near = &after.as_bytes()[..after.len().min(LONGEST)];
    let end = memchr::memchr3(b'[', b']', b'\n', near)?;
    let inside = after.get(..end).filter(|_| after[end..].starts_with("]]"))?;
    let name = inside.split('|').next().unwrap_or_default();
    (!name.trim().is_empty()).then_some(inside)
}

impl Swaps {
    /// What stands in for a character; `None` where all are taken or its length differs.
    fn stand_in(&mut self, c: char, as_what: As) -> Option<char> {
        let known = self.0.iter().find(|(from, to)| *from == c && sort(*to) == as_what);
        if let Some((_, to)) = known {
            return Some(*to);
        }
        let taken = |to: &char| self.0.iter().any(|(_, other)| other == to);
        let to = match as_what {
            As::Text => BRACKETS.iter().find(|(from, _)| *from == c).map(|(_, to)| *to),
            _ if c.len_utf8() != 3 => None,
            As::Letter => LETTERS.into_iter().find(|to| !taken(to)),
            As::Point => POINTS.into_iter().find(|to| !taken(to)),
        }?;
        self.0.push((c, to));
        Some(to)
    }

    fn text<'a>(&self, text: CowStr<'a>) -> CowStr<'a> {
        if !text.chars().any(is_stand_in) {
            return text;
        }
        let back = |c| self.0.iter().find(|(_, to)| *to == c).map_or(c, |(from, _)| *from);
        CowStr::from(text.chars().map(back).collect::<String>())
    }

    /// An event as the writer meant it.
    pub(super) fn restored<'a>(&self, event: Event<'a>) -> Event<'a> {
        if self.0.is_empty() {
            return event;
        }
        match event {
            Event::Text(text) => Event::Text(self.text(text)),
            Event::Code(text) => Event::Code(self.text(text)),
            Event::Html(text) => Event::Html(self.text(text)),
            Event::InlineHtml(text) => Event::InlineHtml(self.text(text)),
            Event::FootnoteReference(name) => Event::FootnoteReference(self.text(name)),
            Event::Start(tag) => Event::Start(self.tag(tag)),
            event => event,
        }
    }

    fn tag<'a>(&self, tag: Tag<'a>) -> Tag<'a> {
        match tag {
            Tag::Link { link_type, dest_url, title, id } => {
                let (dest_url, title) = (self.text(dest_url), self.text(title));
                Tag::Link { link_type, dest_url, title, id: self.text(id) }
            }
            Tag::Image { link_type, dest_url, title, id } => {
                let (dest_url, title) = (self.text(dest_url), self.text(title));
                Tag::Image { link_type, dest_url, title, id: self.text(id) }
            }
            Tag::FootnoteDefinition(name) => Tag::FootnoteDefinition(self.text(name)),
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) => {
                Tag::CodeBlock(CodeBlockKind::Fenced(self.text(info)))
            }
            tag => tag,
        }
    }
}

fn sort(stand_in: char) -> As {
    match stand_in {
        c if LETTERS.contains(&c) => As::Letter,
        c if POINTS.contains(&c) => As::Point,
        _ => As::Text,
    }
}
