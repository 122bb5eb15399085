//! The components pages are made of (`visual.md` §5–§7): tables, cells, states,
//! figures, work lists. Each is built from plain values and becomes HTML here;
//! where it stands on the page is the template's business.

mod block;
mod cells;
mod drawing;
mod figure;
mod list;
mod sentence;
mod state;
mod table;

pub use block::{Block, Blocks};
pub use cells::Cells;
pub use drawing::Drawing;
pub use figure::{FigureView, Native};
pub use list::WorkList;
pub use state::{Mark, state};
pub use table::{Cell, Table};

use super::escape;
use serde::Serialize;

/// A piece of finished, safe HTML.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Html(pub String);

impl Html {
    /// Escaped text.
    pub fn text(text: &str) -> Self {
        Self(escape::text(text))
    }

    /// A link.
    pub fn link(href: &str, text: &str) -> Self {
        anchor("<a href=\"", href, text)
    }

    /// A link to a record, in plate type, never broken over lines.
    pub fn id(href: &str, id: &str) -> Self {
        anchor("<a class=\"id\" href=\"", href, id)
    }

    /// A boxed fault code, linked.
    pub fn code(href: &str, code: &str) -> Self {
        anchor("<a class=\"code\" href=\"", href, code)
    }

    /// A note in the muted colour.
    pub fn mute(text: &str) -> Self {
        Self(format!("<span class=\"mute\">{}</span>", escape::text(text)))
    }

    /// A remark in small type.
    pub fn small(text: &str) -> Self {
        Self(format!("<small class=\"mute\">{}</small>", escape::text(text)))
    }

    /// A value in bold and what stands behind it, small.
    pub fn value(value: &str, detail: &str) -> Self {
        if detail.is_empty() {
            return Self(format!("<b>{}</b>", escape::text(value)));
        }
        Self(format!("<b>{}</b> <small>{}</small>", escape::text(value), Self::sentence(detail).0))
    }

    /// Several pieces, separated.
    pub fn join(pieces: impl IntoIterator<Item = Self>, separator: &str) -> Self {
        let pieces: Vec<String> = pieces.into_iter().map(|p| p.0).collect();
        Self(pieces.join(&escape::text(separator)))
    }

    /// Two pieces side by side where there is room; one alone takes it all.
    pub fn beside(left: &Self, right: &Self) -> Self {
        if left.is_empty() || right.is_empty() {
            return Self([left.0.as_str(), right.0.as_str()].concat());
        }
        Self(format!("<div class=\"cols c2\"><div>{}</div><div>{}</div></div>", left.0, right.0))
    }

    /// What it says, without markup: a line break becomes a space.
    pub fn plain(&self) -> String {
        Self::plain_of(&self.0)
    }

    /// The same of HTML that components made.
    fn plain_of(html: &str) -> String {
        let mut out = String::with_capacity(html.len());
        let mut rest = html;
        while let Some(start) = rest.find('<') {
            out.push_str(&escape::plain(&rest[..start]));
            let tag = &rest[start..];
            let end = tag.find('>').map_or(tag.len(), |at| at + 1);
            if tag.starts_with("<br") && !out.ends_with(' ') {
                out.push(' ');
            }
            rest = &tag[end..];
        }
        out.push_str(&escape::plain(rest));
        out
    }

    /// True where there is nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Links are the bulk of long tables, so they are written in one piece.
fn anchor(open: &str, href: &str, text: &str) -> Html {
    let mut out = String::with_capacity(open.len() + href.len() + text.len() + 8);
    out.push_str(open);
    escape::push_text(&mut out, href);
    out.push_str("\">");
    escape::push_text(&mut out, text);
    out.push_str("</a>");
    Html(out)
}
