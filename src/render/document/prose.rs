//! What people wrote, as the page shows it, without markup: so no format can show more
//! than the page does.

use crate::render::escape;
use crate::render::view::Html;
use serde::Serialize;

/// A paragraph, heading, item or line of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Prose {
    /// What it is.
    pub kind: ProseKind,
    /// Its words.
    pub text: String,
}

/// What a piece of prose is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProseKind {
    /// A heading.
    Heading,
    /// A paragraph.
    Paragraph,
    /// An item of a list.
    Item,
    /// A row of a table, its cells apart by ` · `.
    Row,
}

impl Prose {
    /// The pieces of HTML that the Markdown writer made.
    pub fn of(html: &Html) -> Vec<Self> {
        let mut reader = Reader::default();
        let mut rest = html.0.as_str();
        while let Some(start) = rest.find('<') {
            reader.text.push_str(&escape::plain(&rest[..start]));
            let end = rest[start..].find('>').map_or(rest.len(), |at| start + at + 1);
            reader.tag(&rest[start..end]);
            rest = &rest[end..];
        }
        reader.text.push_str(&escape::plain(rest));
        reader.end(ProseKind::Paragraph);
        reader.out
    }
}

#[derive(Default)]
struct Reader {
    out: Vec<Prose>,
    text: String,
    /// Lists that are open.
    depth: usize,
}

impl Reader {
    fn tag(&mut self, tag: &str) {
        let name = tag.trim_start_matches(['<', '/']);
        let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        let closes = tag.starts_with("</");
        match name {
            "ul" | "ol" => {
                self.end(self.within());
                self.depth = if closes { self.depth.saturating_sub(1) } else { self.depth + 1 };
            }
            "li" => self.end(ProseKind::Item),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.end(if closes { ProseKind::Heading } else { self.within() });
            }
            "p" | "blockquote" | "pre" | "div" | "table" | "figure" | "aside" | "hr" => {
                self.end(self.within());
            }
            "tr" => self.end(ProseKind::Row),
            "td" | "th" if closes => self.text.push_str(" · "),
            "br" => self.text.push(' '),
            _ => {}
        }
    }

    fn within(&self) -> ProseKind {
        if self.depth > 0 { ProseKind::Item } else { ProseKind::Paragraph }
    }

    fn end(&mut self, kind: ProseKind) {
        let words = std::mem::take(&mut self.text);
        let words = words.trim_end_matches(" · ");
        let text = words.split_whitespace().collect::<Vec<_>>().join(" ");
        if !text.is_empty() {
            self.out.push(Prose { kind, text });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_is_what_the_page_says_piece_by_piece() {
        let html = "<h3 id=\"a\">Why</h3>\n<p>Two <strong>fans</strong> &lt;loud&gt;.<br>Next.</p>\n\
                    <ul>\n<li>one <a href=\"x\">D-1</a></li>\n<li><p>two</p></li>\n</ul>\n\
                    <table><thead><tr><th>a</th><th>b</th></tr></thead>\
                    <tbody><tr><td>1</td><td>2</td></tr></tbody></table>";
        let prose = Prose::of(&Html(html.to_owned()));
        let said: Vec<_> = prose.iter().map(|piece| (piece.kind, piece.text.as_str())).collect();
        let (heading, item, row) = (ProseKind::Heading, ProseKind::Item, ProseKind::Row);
        assert_eq!(
            said,
            [
                (heading, "Why"),
                (ProseKind::Paragraph, "Two fans <loud>. Next."),
                (item, "one D-1"),
                (item, "two"),
                (row, "a · b"),
                (row, "1 · 2"),
            ]
        );
    }
}
