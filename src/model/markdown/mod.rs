//! The Markdown that people write in fault reports, articles and pages: CommonMark with
//! tables, footnotes, strike-through, task lists, references (`[[D-1]]`) and
//! admonitions (`> [!警告]`), read so that Chinese texts come out as they are meant.
//! Whoever reads Markdown asks here, so that no two rooms see different texts.
//!
//! Not here: what a link leads to (`catalog`), HTML (`render`).

mod admonition;
mod breaks;
mod cjk;
mod marks;
mod outline;
mod weight;

pub use admonition::{Admonition, Head, head};
pub use outline::{Form, Heading, MAX_NESTING, Outline, WrittenLink, wanted_anchor};
pub use weight::MAX_WEIGHT;

use breaks::Breaks;
use marks::Swaps;
use pulldown_cmark::{CowStr, Event, OffsetIter, Options, Parser, Tag, TagEnd};
use std::borrow::Cow;
use std::collections::VecDeque;
use std::ops::Range;

/// Attributes on headings are off: ids are made by us alone.
fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_WIKILINKS
}

/// A text ready to be read.
pub struct Markdown<'a> {
    text: Cow<'a, str>,
    swaps: Swaps,
}

impl<'a> Markdown<'a> {
    /// Of a text.
    pub fn of(text: &'a str) -> Self {
        let (text, swaps) = marks::prepared(text);
        Self { text, swaps }
    }

    /// What it consists of, each with the bytes of the text that it takes. The line of an
    /// admonition that says which it is ([`head`]) is left out, and so is a line break
    /// between two characters that are written without a space.
    ///
    /// The parser underneath can panic where a text has stray form feeds.
    pub fn events(&self) -> Events<'_> {
        let inner = Parser::new_ext(&self.text, options()).into_offset_iter();
        Events { markdown: self, inner, waiting: VecDeque::new(), breaks: Breaks::default() }
    }
}

/// The events of a text; see [`Markdown::events`].
pub struct Events<'a> {
    markdown: &'a Markdown<'a>,
    inner: OffsetIter<'a>,
    waiting: VecDeque<Placed<'a>>,
    breaks: Breaks,
}

type Placed<'a> = (Event<'a>, Range<usize>);

impl<'a> Iterator for Events<'a> {
    type Item = Placed<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        let (event, range) = match self.waiting.pop_front() {
            Some(placed) => placed,
            None => self.read()?,
        };
        if event == Event::SoftBreak && self.joins() {
            return self.next();
        }
        if matches!(event, Event::Start(Tag::BlockQuote(_))) {
            self.leave_out_head(&range);
        }
        self.breaks.see(&event);
        Some((event, range))
    }
}

impl<'a> Events<'a> {
    fn read(&mut self) -> Option<Placed<'a>> {
        let (event, range) = self.inner.next()?;
        Some((self.markdown.swaps.restored(event), range))
    }

    /// True where what is written before and after a line break touches. The events up
    /// to the next characters wait.
    fn joins(&mut self) -> bool {
        let waiting = self.waiting.iter().find_map(|(event, _)| breaks::first(event));
        let next = waiting.or_else(|| {
            loop {
                let placed = self.read()?;
                let first = breaks::first(&placed.0);
                self.waiting.push_back(placed);
                if first.is_some() {
                    return first;
                }
            }
        });
        next.is_some_and(|next| self.breaks.touches(next))
    }

    /// Leaves out what says which admonition a quotation is, and a paragraph of which
    /// nothing else is left.
    fn leave_out_head(&mut self, quotation: &Range<usize>) {
        let head = head(&self.markdown.text, quotation.start);
        let Some(head) = head.filter(|head| head.known.is_some()) else { return };
        let Some(paragraph) = self.read() else { return };
        if !matches!(paragraph.0, Event::Start(Tag::Paragraph)) {
            self.waiting.push_back(paragraph);
            return;
        }
        while let Some((event, range)) = self.read() {
            if range.end <= head.end && !matches!(event, Event::End(_)) {
                continue;
            }
            if matches!(event, Event::End(_)) {
                return;
            }
            self.waiting.push_back(paragraph);
            self.waiting.push_back((after(event, &range, head.end), range));
            return;
        }
    }
}

/// True for what stands in running text and does not end it.
pub fn is_inline(tag: &TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image
    )
}

/// A text without what lies before `byte`.
fn after<'a>(event: Event<'a>, range: &Range<usize>, byte: usize) -> Event<'a> {
    match event {
        Event::Text(text) if range.start < byte && text.len() == range.len() => {
            let rest = text.get(byte - range.start..).unwrap_or_default().to_owned();
            Event::Text(CowStr::from(rest))
        }
        event => event,
    }
}

#[cfg(test)]
mod tests;
