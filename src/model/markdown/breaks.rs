//! Where a line break of the source is no space: between two characters of a script
//! that writes none.

use super::cjk;
use pulldown_cmark::Event;

/// The last character that was written.
#[derive(Default)]
pub(super) struct Breaks {
    last: Option<char>,
}

impl Breaks {
    pub(super) fn see(&mut self, event: &Event<'_>) {
        match event {
            Event::Text(text) | Event::Code(text) => {
                self.last = text.chars().next_back().or(self.last);
            }
            Event::SoftBreak | Event::HardBreak | Event::Rule => self.last = None,
            _ => {}
        }
    }

    /// True where nothing stands between the last character and `next`: two of Chinese, or
    /// anything beside punctuation of full width, which has its space within itself.
    pub(super) fn touches(&self, next: char) -> bool {
        let Some(last) = self.last else { return false };
        let fits = |c| cjk::is_letter(c) || cjk::is_shared_mark(c);
        let letter = cjk::is_letter(last) || cjk::is_letter(next);
        cjk::is_wide_mark(last) || cjk::is_wide_mark(next) || (letter && fits(last) && fits(next))
    }
}

/// The first character that an event shows; a space where it ends the run of text.
pub(super) fn first(event: &Event<'_>) -> Option<char> {
    match event {
        Event::Text(text) | Event::Code(text) => text.chars().next(),
        Event::Start(tag) if super::is_inline(&tag.to_end()) => None,
        Event::End(tag) if super::is_inline(tag) => None,
        _ => Some(' '),
    }
}
