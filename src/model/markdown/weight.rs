//! What a text costs as a page, counted before it is one: about the bytes of HTML that its
//! parts become, after what the theme writes for each. A text of two letters can become a
//! row of a table or a link of two hundred bytes, so that the size of a file says little.

use pulldown_cmark::{Event, Tag};

/// The bytes of a page that one text may take. A book of 600 pages has 2 MB; a telephone
/// takes seconds to lay out more than this.
pub const MAX_WEIGHT: usize = 4 << 20;

/// About the bytes of HTML that an event becomes.
pub(super) fn of(event: &Event<'_>) -> usize {
    match event {
        Event::Start(tag) => of_tag(tag),
        Event::Text(text) | Event::Code(text) | Event::InlineMath(text) => 16 + written(text),
        Event::DisplayMath(text) | Event::Html(text) | Event::InlineHtml(text) => written(text),
        Event::FootnoteReference(_) => 48,
        Event::TaskListMarker(_) => 112,
        Event::SoftBreak | Event::HardBreak | Event::Rule => 8,
        Event::End(_) => 0,
    }
}

fn of_tag(tag: &Tag<'_>) -> usize {
    match tag {
        Tag::Heading { .. } => 96,
        Tag::BlockQuote(_) => 160,
        // the address of a page, and of what is referred to by its id alone, its name
        Tag::Link { dest_url, .. } => 192 + dest_url.len(),
        Tag::Image { dest_url, title, .. } => 128 + dest_url.len() + written(title),
        Tag::FootnoteDefinition(_) | Tag::CodeBlock(_) | Tag::Table(_) => 64,
        _ => 24,
    }
}

/// The bytes of a text once `<`, `&` and what is hidden are written out.
fn written(text: &str) -> usize {
    let is_long = |b: &u8| matches!(b, b'<' | b'>' | b'&' | b'"' | b'\'' | 0..0x09 | 0x0E..0x20);
    text.len() + 7 * text.as_bytes().iter().filter(|byte| is_long(byte)).count()
}
