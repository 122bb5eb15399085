//! What has been drawn so far, and how it is written as SVG: paths that gather
//! the shapes of one ink, texts, links. Knows neither plotters nor figures.

use super::ink::Ink;
use super::path::{PathData, Tenths, push_tenths};

/// How a text hangs on its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    /// The text begins at the point.
    Start,
    /// The text is centred on the point.
    Middle,
    /// The text ends at the point.
    End,
}

enum Item {
    Path { ink: Ink, data: PathData },
    Text { ink: Ink, anchor: Anchor, at: Tenths, text: String },
    LinkOpen(String),
    LinkClose,
}

/// The marks of one figure in drawing order.
#[derive(Default)]
pub(super) struct Sheet {
    items: Vec<Item>,
    linked: bool,
}

impl Sheet {
    /// The path that shapes of `ink` go to: the last one if its ink agrees.
    pub(super) fn path(&mut self, ink: Ink) -> &mut PathData {
        let joins = matches!(self.items.last(), Some(Item::Path { ink: last, .. }) if *last == ink);
        if !joins {
            self.items.push(Item::Path { ink, data: PathData::default() });
        }
        match self.items.last_mut() {
            Some(Item::Path { data, .. }) => data,
            _ => unreachable!("the last item was just made a path"),
        }
    }

    /// A text whose baseline starts, centres or ends at `at`.
    pub(super) fn text(&mut self, ink: Ink, anchor: Anchor, at: Tenths, text: &str) {
        self.items.push(Item::Text { ink, anchor, at, text: text.to_owned() });
    }

    /// What is drawn from here on opens `href`.
    pub(super) fn open_link(&mut self, href: &str) {
        self.linked = true;
        self.items.push(Item::LinkOpen(href.to_owned()));
    }

    /// Ends the link.
    pub(super) fn close_link(&mut self) {
        self.items.push(Item::LinkClose);
    }

    /// Whether anything on the sheet opens something.
    pub(super) fn is_linked(&self) -> bool {
        self.linked
    }

    /// The marks as SVG elements, without the `svg` element around them.
    pub(super) fn write(&self, out: &mut String) {
        for item in &self.items {
            match item {
                Item::Path { data, .. } if data.as_str().is_empty() => {}
                Item::Path { ink, data } => write_path(out, *ink, data),
                Item::Text { ink, anchor, at, text } => write_text(out, *ink, *anchor, *at, text),
                Item::LinkOpen(href) => write_link(out, href),
                Item::LinkClose => out.push_str("</a>"),
            }
        }
    }
}

fn write_path(out: &mut String, ink: Ink, data: &PathData) {
    out.push_str("<path class=\"");
    out.push_str(ink.class());
    out.push_str("\" d=\"");
    out.push_str(data.as_str());
    out.push_str("\"/>");
}

fn write_text(out: &mut String, ink: Ink, anchor: Anchor, at: Tenths, text: &str) {
    out.push_str("<text x=\"");
    push_tenths(out, at.0);
    out.push_str("\" y=\"");
    push_tenths(out, at.1);
    let side = match anchor {
        Anchor::Start => "",
        Anchor::Middle => "m",
        Anchor::End => "e",
    };
    let class = [side, ink.class()].join(" ");
    if !class.trim().is_empty() {
        out.push_str("\" class=\"");
        out.push_str(class.trim());
    }
    out.push_str("\">");
    escape(out, text);
    out.push_str("</text>");
}

fn write_link(out: &mut String, href: &str) {
    out.push_str("<a href=\"");
    escape(out, href);
    out.push_str("\">");
}

/// Appends untrusted text so that it is text in SVG and in attributes; signs
/// that XML forbids are left out.
pub(super) fn escape(out: &mut String, text: &str) {
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\r' | '\t' => out.push(' '),
            '\u{fffe}' | '\u{ffff}' => {}
            other if other.is_control() => {}
            other => out.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_of_one_ink_share_a_path_until_another_comes() {
        let mut sheet = Sheet::default();
        for (ink, x) in [(Ink::Bar, 0), (Ink::Bar, 100), (Ink::Hot, 200), (Ink::Bar, 300)] {
            sheet.path(ink).rect((x, 0), (x + 50, 50));
        }
        let mut out = String::new();
        sheet.write(&mut out);
        assert_eq!(out.matches("<path").count(), 3);
        assert_eq!(out.matches('z').count(), 4);
    }

    #[test]
    fn text_never_becomes_markup() {
        let mut sheet = Sheet::default();
        sheet.text(Ink::Strong, Anchor::End, (105, 20), "<script>\"a\"&'b'\u{7}");
        let mut out = String::new();
        sheet.write(&mut out);
        assert_eq!(
            out,
            "<text x=\"10.5\" y=\"2\" class=\"e b\">&lt;script&gt;&quot;a&quot;&amp;&#39;b&#39;</text>"
        );
    }
}
