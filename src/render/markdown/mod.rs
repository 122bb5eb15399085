//! Markdown to safe HTML. The document's own text can never run script, load
//! from another host, leave its page's box or carry ids and classes of ours;
//! raw HTML is cleaned, and only raw HTML is given to the cleaner, which is slow.

mod picture;
mod raw;
#[cfg(test)]
mod tests;
mod writer;

use crate::catalog::{DocumentLink, LinkTarget};
use crate::diag::Diagnostic;
use crate::model::Article;
use crate::model::markdown::{Heading, Markdown};
use crate::model::picture::Measures;
use std::ops::Range;
use writer::Writer;

/// Blocks inside each other that a document may have.
pub const MAX_DEPTH: usize = 64;

/// What a record is called where it is referred to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordName {
    /// Its id; empty where people know it by name alone.
    pub id: String,
    /// Its name or title; empty where it has none but the id.
    pub title: String,
}

/// What a document asks of the page that shows it.
pub trait Host {
    /// The address of a link's target from there; `None` leaves the text without one.
    fn href(&self, target: &LinkTarget) -> Option<String>;
    /// How a picture of the project is shown, where that is known.
    fn picture(&self, _target: &LinkTarget) -> Option<Picture> {
        None
    }
    /// What the record is called that a reference leads to.
    fn name(&self, target: &LinkTarget) -> Option<RecordName>;
    /// A word of the page's language, by its key.
    fn word(&self, key: &'static str) -> &str;
}

/// How a picture is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// How large it is.
    pub measures: Measures,
    /// Addresses of the same in fewer pixels, with their widths, the narrowest first.
    pub narrower: Vec<(String, u32)>,
}

/// A document as HTML, by top-level block.
#[derive(Clone, Debug, Default)]
pub struct Rendered {
    blocks: Vec<(Range<usize>, String)>,
}

impl Rendered {
    /// The HTML of the blocks that begin in a range of the body.
    pub fn html(&self, range: &Range<usize>) -> String {
        let inside = |b: &&(Range<usize>, String)| range.contains(&b.0.start);
        self.blocks.iter().filter(inside).map(|(_, html)| html.as_str()).collect()
    }

    /// The HTML of a half without its first heading, which the page itself shows.
    pub fn html_without_title(&self, range: &Range<usize>) -> String {
        self.blocks_without_title(range).collect()
    }

    /// The HTML of its blocks, one by one.
    pub fn blocks_without_title(&self, range: &Range<usize>) -> impl Iterator<Item = &str> {
        let mut blocks = self.blocks.iter().filter(|b| range.contains(&b.0.start)).peekable();
        if blocks.peek().is_some_and(|(_, html)| html.starts_with("<h2")) {
            blocks.next();
        }
        blocks.map(|(_, html)| html.as_str())
    }

    /// The HTML of the whole document.
    pub fn all(&self) -> String {
        self.blocks.iter().map(|(_, html)| html.as_str()).collect()
    }

    /// The HTML of everything in `outer` that lies in none of `inner`.
    pub fn html_without(&self, outer: &Range<usize>, inner: &[Range<usize>]) -> String {
        let wanted = |b: &&(Range<usize>, String)| {
            outer.contains(&b.0.start) && !inner.iter().any(|r| r.contains(&b.0.start))
        };
        self.blocks.iter().filter(wanted).map(|(_, html)| html.as_str()).collect()
    }
}

/// Renders a document. `links` are those the catalog resolved, in order of place;
/// `headings` its headings.
pub fn render(
    article: &Article,
    links: &[DocumentLink],
    headings: &[Heading],
    host: &dyn Host,
) -> Result<Rendered, Diagnostic> {
    let mut writer = Writer::new(article, links, headings, host);
    for (event, range) in Markdown::of(&article.body).events() {
        writer.event(event, range)?;
    }
    Ok(Rendered { blocks: writer.finish() })
}
