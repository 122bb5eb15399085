//! Markdown to safe HTML. The document's own text can never run script, load
//! from another host, leave its page's box or carry ids and classes of ours;
//! raw HTML is cleaned, and only raw HTML is given to the cleaner, which is slow.

use super::escape::push_text;
use crate::catalog::{DocumentLink, LinkTarget};
use crate::diag::{Code, Diagnostic};
use crate::model::Article;
use hashbrown::HashMap;
use pulldown_cmark::{Alignment, CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use std::ops::Range;
use std::sync::LazyLock;

/// Blocks inside each other that a document may have.
pub const MAX_DEPTH: usize = 64;

/// The Markdown dialect: CommonMark with tables, footnotes, strike-through and
/// task lists.
pub fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
}

/// Where a document's links lead, as addresses from the page that shows it.
pub trait Hrefs {
    /// The address of a link's target; `None` leaves the text without one.
    fn href(&self, target: &LinkTarget) -> Option<String>;
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
        let mut blocks = self.blocks.iter().filter(|b| range.contains(&b.0.start)).peekable();
        if blocks.peek().is_some_and(|(_, html)| html.starts_with("<h2")) {
            blocks.next();
        }
        blocks.map(|(_, html)| html.as_str()).collect()
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
/// `anchors` the ids of its headings.
pub fn render(
    article: &Article,
    links: &[DocumentLink],
    anchors: &[(Range<usize>, String)],
    hrefs: &dyn Hrefs,
) -> Result<Rendered, Diagnostic> {
    let mut writer = Writer::new(article, links, anchors, hrefs);
    for (event, range) in Parser::new_ext(&article.body, options()).into_offset_iter() {
        writer.event(event, range)?;
    }
    Ok(Rendered { blocks: writer.blocks })
}

/// An element in running text that is still open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Open {
    /// One that the Markdown made, with what closes it.
    Own(&'static str),
    /// One that stands in the text as a tag, with its name.
    Raw(&'static str),
}

struct Writer<'a> {
    article: &'a Article,
    links: &'a [DocumentLink],
    anchors: &'a [(Range<usize>, String)],
    hrefs: &'a dyn Hrefs,
    out: String,
    blocks: Vec<(Range<usize>, String)>,
    depth: usize,
    raw: String,
    in_raw: bool,
    image: Option<(String, String)>,
    open: Vec<Open>,
    alignments: Vec<Alignment>,
    cell: usize,
    in_head: bool,
    footnotes: HashMap<String, usize>,
}

impl<'a> Writer<'a> {
    fn new(
        article: &'a Article,
        links: &'a [DocumentLink],
        anchors: &'a [(Range<usize>, String)],
        hrefs: &'a dyn Hrefs,
    ) -> Self {
        Self {
            article,
            links,
            anchors,
            hrefs,
            out: String::new(),
            blocks: Vec::new(),
            depth: 0,
            raw: String::new(),
            in_raw: false,
            image: None,
            open: Vec::new(),
            alignments: Vec::new(),
            cell: 0,
            in_head: false,
            footnotes: HashMap::new(),
        }
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>) -> Result<(), Diagnostic> {
        match event {
            Event::Start(tag) => {
                self.depth += 1;
                if self.depth > MAX_DEPTH {
                    return Err(self.too_deep(range.start));
                }
                self.start(tag, &range);
            }
            Event::End(tag) => {
                if tag == TagEnd::HtmlBlock && raw_depth(&self.raw) > MAX_DEPTH {
                    return Err(self.too_deep(range.start));
                }
                self.end(tag);
                self.depth -= 1;
            }
            Event::Text(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.text(&text);
            }
            Event::Code(code) => {
                self.inline(|w| {
                    w.out.push_str("<code>");
                    push_text(&mut w.out, &code);
                    w.out.push_str("</code>");
                });
                self.alt(&code);
            }
            Event::Html(html) if self.in_raw => self.raw.push_str(&html),
            Event::Html(html) | Event::InlineHtml(html) => self.inline_html(&html),
            Event::SoftBreak => self.text("\n"),
            Event::HardBreak => self.inline(|w| w.out.push_str("<br>")),
            Event::Rule => self.close_block("<hr>"),
            Event::TaskListMarker(done) => {
                let checked = if done { " checked" } else { "" };
                self.out.push_str(&format!("<input type=\"checkbox\" disabled{checked}> "));
            }
            Event::FootnoteReference(name) => {
                let n = self.footnote(&name);
                self.out.push_str(&format!("<sup><a href=\"#fn-{n}\">{n}</a></sup>"));
            }
        }
        if self.depth == 0 && !self.out.is_empty() {
            let html = std::mem::take(&mut self.out);
            self.blocks.push((range, html));
        }
        Ok(())
    }

    fn too_deep(&self, byte: usize) -> Diagnostic {
        let place = crate::diag::Place::line(self.article.path.clone(), self.article.line_of(byte));
        Diagnostic::new(
            Code::NestingTooDeep,
            format!("the text is nested more than {MAX_DEPTH} blocks deep"),
        )
        .at(place)
        .hint("remove quote marks or list levels that have no meaning")
    }

    fn start(&mut self, tag: Tag<'_>, range: &Range<usize>) {
        if is_block(&tag) {
            self.close_inline();
        }
        match tag {
            Tag::Paragraph => self.out.push_str("<p>"),
            Tag::Heading { level, .. } => {
                let id = self.anchor_at(range.start);
                let id = id.map(|id| format!(" id=\"{}\"", super::escape::text(id)));
                let level = (level as u8 + 1).min(6);
                self.out.push_str(&format!("<h{level}{}>", id.unwrap_or_default()));
            }
            Tag::BlockQuote(_) => self.out.push_str("<blockquote>"),
            Tag::CodeBlock(CodeBlockKind::Indented | CodeBlockKind::Fenced(_)) => {
                self.out.push_str("<pre tabindex=\"0\"><code>");
            }
            Tag::HtmlBlock => self.in_raw = true,
            Tag::List(None) => self.out.push_str("<ul>"),
            Tag::List(Some(1)) => self.out.push_str("<ol>"),
            Tag::List(Some(n)) => self.out.push_str(&format!("<ol start=\"{n}\">")),
            Tag::Item => self.out.push_str("<li>"),
            Tag::FootnoteDefinition(name) => {
                let n = self.footnote(&name);
                self.out.push_str(&format!("<div class=\"fnote\" id=\"fn-{n}\"><sup>{n}</sup> "));
            }
            Tag::Table(alignments) => {
                self.alignments = alignments;
                self.out.push_str("<div class=\"scroll\" tabindex=\"0\"><table>");
            }
            Tag::TableHead => {
                self.in_head = true;
                self.cell = 0;
                self.out.push_str("<thead><tr>");
            }
            Tag::TableRow => {
                self.cell = 0;
                self.out.push_str("<tr>");
            }
            Tag::TableCell => {
                let right = self.alignments.get(self.cell) == Some(&Alignment::Right);
                let name = if self.in_head { "th" } else { "td" };
                let class = if right { " class=\"num\"" } else { "" };
                self.out.push_str(&format!("<{name}{class}>"));
            }
            Tag::Emphasis => self.open("<em>", "</em>"),
            Tag::Strong => self.open("<strong>", "</strong>"),
            Tag::Strikethrough => self.open("<del>", "</del>"),
            Tag::Link { .. } => self.open_link(range),
            Tag::Image { .. } => self.open_image(range),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.close_block("</p>\n"),
            TagEnd::Heading(level) => {
                let level = (level as u8 + 1).min(6);
                self.close_block(&format!("</h{level}>\n"));
            }
            TagEnd::BlockQuote(_) => self.out.push_str("</blockquote>\n"),
            TagEnd::CodeBlock => self.out.push_str("</code></pre>\n"),
            TagEnd::HtmlBlock => self.close_raw(),
            TagEnd::List(ordered) => self.out.push_str(if ordered { "</ol>\n" } else { "</ul>\n" }),
            TagEnd::Item => self.close_block("</li>\n"),
            TagEnd::FootnoteDefinition => self.out.push_str("</div>\n"),
            TagEnd::Table => self.out.push_str("</tbody></table></div>\n"),
            TagEnd::TableHead => {
                self.in_head = false;
                self.out.push_str("</tr></thead><tbody>");
            }
            TagEnd::TableRow => self.out.push_str("</tr>\n"),
            TagEnd::TableCell => {
                self.cell += 1;
                self.close_block(if self.in_head { "</th>" } else { "</td>" });
            }
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link => {
                self.close_own();
            }
            TagEnd::Image => self.close_image(),
            _ => {}
        }
    }

    /// Opens an element that the Markdown itself closes.
    fn open(&mut self, start: &str, end: &'static str) {
        if self.image.is_none() {
            self.out.push_str(start);
            self.open.push(Open::Own(end));
        }
    }

    /// Closes the innermost element of that kind, and the tags of the text inside it.
    fn close_own(&mut self) {
        if self.image.is_some() {
            return;
        }
        while let Some(open) = self.open.pop() {
            self.close(open);
            if matches!(open, Open::Own(_)) {
                return;
            }
        }
    }

    fn close(&mut self, open: Open) {
        match open {
            Open::Own(end) => self.out.push_str(end),
            Open::Raw(tag) => self.out.push_str(&format!("</{tag}>")),
        }
    }

    /// Closes whatever running text has left open: no block lies inside it.
    fn close_inline(&mut self) {
        while let Some(open) = self.open.pop() {
            self.close(open);
        }
    }

    /// Inside an image only its alternative text is wanted.
    fn inline(&mut self, write: impl FnOnce(&mut Self)) {
        if self.image.is_none() {
            write(self);
        }
    }

    fn alt(&mut self, text: &str) {
        if let Some((_, alt)) = &mut self.image {
            alt.push_str(text);
        }
    }

    fn text(&mut self, text: &str) {
        if self.in_raw {
            self.raw.push_str(text);
        } else if self.image.is_some() {
            self.alt(text);
        } else {
            push_text(&mut self.out, text);
        }
    }

    fn anchor_at(&self, start: usize) -> Option<&'a str> {
        let at = self.anchors.binary_search_by_key(&start, |(range, _)| range.start).ok()?;
        self.anchors.get(at).map(|(_, id)| id.as_str())
    }

    fn link_at(&self, range: &Range<usize>) -> Option<&'a DocumentLink> {
        let at = self.links.binary_search_by_key(&range.start, |l| l.range.start).ok()?;
        self.links.get(at)
    }

    fn open_link(&mut self, range: &Range<usize>) {
        if self.image.is_some() {
            return;
        }
        let link = self.link_at(range);
        let href = link.and_then(|l| self.hrefs.href(&l.target));
        let Some(href) = href else {
            self.open("<span class=\"nolink\">", "</span>");
            return;
        };
        let outside = matches!(link.map(|l| &l.target), Some(LinkTarget::External(_)));
        let rel = if outside { " rel=\"noopener noreferrer nofollow\"" } else { "" };
        self.out.push_str("<a href=\"");
        push_text(&mut self.out, &href);
        self.open(&format!("\"{rel}>"), "</a>");
    }

    fn open_image(&mut self, range: &Range<usize>) {
        let target = self.link_at(range).map(|l| &l.target);
        let src = target.filter(|t| matches!(t, LinkTarget::Attachment(_)));
        let src = src.and_then(|t| self.hrefs.href(t)).unwrap_or_default();
        self.image = Some((src, String::new()));
    }

    fn close_image(&mut self) {
        let Some((src, alt)) = self.image.take() else { return };
        if src.is_empty() {
            self.out.push_str("<span class=\"noimg\">");
            push_text(&mut self.out, if alt.is_empty() { "—" } else { &alt });
            self.out.push_str("</span>");
            return;
        }
        self.out.push_str("<img loading=\"lazy\" src=\"");
        push_text(&mut self.out, &src);
        self.out.push_str("\" alt=\"");
        push_text(&mut self.out, &alt);
        self.out.push_str("\">");
    }

    fn close_raw(&mut self) {
        self.in_raw = false;
        let raw = std::mem::take(&mut self.raw);
        self.out.push_str(&CLEANER.clean(&raw).to_string());
    }

    /// A tag in running text comes alone, so it is matched with its partner here;
    /// anything but plain marks of emphasis is left out.
    fn inline_html(&mut self, html: &str) {
        if self.image.is_some() {
            return;
        }
        let name = html.trim_matches(['<', '>', '/', ' ']);
        let Some(&tag) = INLINE.iter().find(|t| t.eq_ignore_ascii_case(name)) else { return };
        if tag == "br" {
            self.out.push_str("<br>");
        } else if !html.starts_with("</") {
            self.out.push_str(&format!("<{tag}>"));
            self.open.push(Open::Raw(tag));
        } else if self.open.last() == Some(&Open::Raw(tag)) {
            self.open.pop();
            self.out.push_str(&format!("</{tag}>"));
        }
    }

    fn close_block(&mut self, end: &str) {
        self.close_inline();
        self.out.push_str(end);
    }

    fn footnote(&mut self, name: &str) -> usize {
        let next = self.footnotes.len() + 1;
        *self.footnotes.entry_ref(name).or_insert(next)
    }
}

/// How deep the elements of raw HTML lie inside each other, at most. The cleaner takes
/// the square of that.
fn raw_depth(html: &str) -> usize {
    /// Elements that are never closed, or whose end may be left out.
    const LEAVES: [&str; 16] = [
        "br", "hr", "img", "input", "col", "wbr", "p", "li", "dt", "dd", "tr", "td", "th", "thead",
        "tbody", "tfoot",
    ];
    let (mut depth, mut deepest) = (0_usize, 0);
    for tag in html.split('<').skip(1) {
        let (ends, name) = tag.strip_prefix('/').map_or((false, tag), |name| (true, name));
        let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
        let name = &name[..end];
        let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic());
        if !is_name || LEAVES.iter().any(|leaf| leaf.eq_ignore_ascii_case(name)) {
            continue;
        }
        depth = if ends { depth.saturating_sub(1) } else { depth + 1 };
        deepest = deepest.max(depth);
    }
    deepest
}

/// True for what is no part of running text.
fn is_block(tag: &Tag<'_>) -> bool {
    let inline = matches!(
        tag,
        Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. }
    );
    !inline
}

const INLINE: [&str; 14] =
    ["b", "strong", "i", "em", "u", "s", "del", "ins", "sub", "sup", "kbd", "mark", "small", "br"];

/// Raw HTML keeps text and plain structure: no attribute but a table cell's span,
/// no link, no image, no svg, math or style ever.
static CLEANER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let mut cleaner = ammonia::Builder::empty();
    cleaner.tags(
        [
            "b",
            "strong",
            "i",
            "em",
            "u",
            "s",
            "del",
            "ins",
            "sub",
            "sup",
            "kbd",
            "mark",
            "small",
            "br",
            "p",
            "div",
            "span",
            "ul",
            "ol",
            "li",
            "dl",
            "dt",
            "dd",
            "table",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
            "caption",
            "blockquote",
            "pre",
            "code",
            "hr",
            "details",
            "summary",
        ]
        .into(),
    );
    cleaner.tag_attributes(
        [("td", ["colspan", "rowspan"].into()), ("th", ["colspan", "rowspan"].into())].into(),
    );
    cleaner.clean_content_tags(
        ["script", "style", "svg", "math", "iframe", "object", "template"].into(),
    );
    cleaner.strip_comments(true);
    cleaner
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Half;

    struct NoLinks;
    impl Hrefs for NoLinks {
        fn href(&self, target: &LinkTarget) -> Option<String> {
            match target {
                LinkTarget::External(url) => Some(url.clone()),
                _ => None,
            }
        }
    }

    fn article(body: &str) -> Article {
        let half =
            Half { lang: None, title: String::new(), range: 0..body.len(), sections: Vec::new() };
        Article {
            path: "a.md".into(),
            title: String::new(),
            body: body.to_owned(),
            body_line: 1,
            halves: vec![half],
            unknown: Vec::new(),
            tags: Vec::new(),
            readers: crate::model::words::Readers::Internal,
        }
    }

    fn html(body: &str) -> String {
        render(&article(body), &[], &[], &NoLinks).expect("renders").all()
    }

    #[test]
    fn script_in_any_form_becomes_text_or_nothing() {
        for body in [
            "<script>alert(1)</script>",
            "a <script>alert(1)</script> b",
            "<img src=x onerror=alert(1)>",
            "<svg><a><set attributeName=href to=javascript:alert(1)>",
            "<div style=\"position:fixed\" id=cookie onclick=x()>a</div>",
            "<iframe srcdoc=\"<script>\"></iframe>",
            "[x](javascript:alert(1))",
            "![](https://evil.example/p.png)",
            "<!-- 客户很难缠 -->",
        ] {
            let out = html(body);
            for bad in [
                "<script",
                "onerror=",
                "<svg",
                "style=",
                "onclick",
                "srcdoc",
                "javascript:",
                "evil",
                "难缠",
                "id=",
            ] {
                assert!(!out.contains(bad), "{body} gave {out}");
            }
        }
    }

    #[test]
    fn template_marks_stay_text() {
        assert!(html("{{ 7*7 }} {% include %}").contains("{{ 7*7 }} {% include %}"));
    }

    #[test]
    fn emphasis_tags_in_running_text_are_balanced() {
        assert_eq!(html("a <b>x</b> <i>y"), "<p>a <b>x</b> <i>y</i></p>\n");
    }

    #[test]
    fn a_tag_of_the_text_ends_with_what_surrounds_it() {
        for (body, want) in [
            ("*<b>x*</b> y", "<p><em><b>x</b></em> y</p>\n"),
            ("<b>*x</b>* y", "<p><b><em>x</em> y</b></p>\n"),
            ("[<u>l](#a)</u>", "<p><span class=\"nolink\"><u>l</u></span></p>\n"),
            ("- <b>x\n  - y</b>", "<ul><li><b>x</b><ul><li>y</li>\n</ul>\n</li>\n</ul>\n"),
        ] {
            assert_eq!(html(body), want, "{body}");
        }
    }

    #[test]
    fn raw_html_nested_without_end_is_refused() {
        for body in ["<ul><li>", "<font color=a>", "<Table><td>"] {
            let body = format!("x\n\n<div>{}", body.repeat(1000));
            let error = render(&article(&body), &[], &[], &NoLinks).expect_err("too deep");
            assert_eq!(
                (error.code, error.place.and_then(|p| p.line)),
                (Code::NestingTooDeep, Some(3))
            );
        }
        let flat = format!("<table>{}", "<tr><td>a<br><b>c</b>".repeat(1000));
        assert_eq!(html(&flat).matches("<b>c</b>").count(), 1000);
    }

    #[test]
    fn a_text_nested_without_end_is_refused_with_its_line() {
        let error = render(&article(&"> ".repeat(100)), &[], &[], &NoLinks).expect_err("too deep");
        assert_eq!(error.code, Code::NestingTooDeep);
        assert_eq!(error.place.and_then(|p| p.line), Some(1));
    }
}
