//! The events of a document, written as HTML one after the other.

use super::picture::Image;
use super::raw;
use super::{Host, MAX_DEPTH};
use crate::catalog::{DocumentLink, LinkTarget};
use crate::diag::{Code, Diagnostic};
use crate::model::Article;
use crate::model::markdown::{Admonition, Heading, head, is_inline};
use crate::render::escape::push_text;
use hashbrown::HashMap;
use pulldown_cmark::{Alignment, CodeBlockKind, Event, LinkType, Tag, TagEnd};
use std::ops::Range;

/// An element in running text that is still open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Open {
    /// One that the Markdown made, with what closes it.
    Own(&'static str),
    /// One that stands in the text as a tag, with its name.
    Raw(&'static str),
}

/// The paragraph that is being written.
#[derive(Default)]
pub(super) struct Paragraph {
    /// Where it begins.
    pub(super) start: usize,
    /// Where its first picture ends, if nothing stands before it, with the title.
    pub(super) figure: Option<(usize, String)>,
}

/// The sign of what may hurt; the page has drawn it once.
const SIGN: &str = "<svg aria-hidden=\"true\"><use href=\"#i-warn\"/></svg>";

/// As much of a record's name as a reference to it shows; a text may have thousands.
fn shown(name: &str) -> &str {
    const LONGEST: usize = 120;
    name.char_indices().nth(LONGEST).map_or(name, |(at, _)| &name[..at])
}

pub(super) struct Writer<'a> {
    article: &'a Article,
    links: &'a [DocumentLink],
    headings: &'a [Heading],
    pub(super) host: &'a dyn Host,
    pub(super) out: String,
    blocks: Vec<(Range<usize>, String)>,
    depth: usize,
    raw: String,
    in_raw: bool,
    pub(super) image: Option<Image>,
    pub(super) paragraph: Paragraph,
    /// Where the innermost list item begins.
    item: usize,
    /// What closes each quotation that is open.
    quotations: Vec<&'static str>,
    /// The words of a reference are the record's own, not those of the text.
    named: bool,
    pub(super) open: Vec<Open>,
    alignments: Vec<Alignment>,
    cell: usize,
    in_head: bool,
    footnotes: HashMap<String, usize>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(
        article: &'a Article,
        links: &'a [DocumentLink],
        headings: &'a [Heading],
        host: &'a dyn Host,
    ) -> Self {
        Self {
            article,
            links,
            headings,
            host,
            out: String::new(),
            blocks: Vec::new(),
            depth: 0,
            raw: String::new(),
            in_raw: false,
            image: None,
            paragraph: Paragraph::default(),
            item: 0,
            quotations: Vec::new(),
            named: false,
            open: Vec::new(),
            alignments: Vec::new(),
            cell: 0,
            in_head: false,
            footnotes: HashMap::new(),
        }
    }

    pub(super) fn event(
        &mut self,
        event: Event<'_>,
        range: Range<usize>,
    ) -> Result<(), Diagnostic> {
        match event {
            Event::Start(tag) => {
                self.depth += 1;
                if self.depth > MAX_DEPTH {
                    return Err(self.too_deep(range.start));
                }
                self.start(tag, &range);
            }
            Event::End(tag) => {
                if tag == TagEnd::HtmlBlock && raw::depth(&self.raw) > MAX_DEPTH {
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
            Event::TaskListMarker(done) => self.task(done),
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

    pub(super) fn finish(mut self) -> Vec<(Range<usize>, String)> {
        if self.article.cut {
            let end = self.article.body.len();
            let word = crate::render::escape::text(self.host.word("doc.cut"));
            let html = format!("<div class=\"note doc\" role=\"note\"><p>{word}</p></div>\n");
            self.blocks.push((end.saturating_sub(1)..end, html));
        }
        self.blocks
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
        if !is_inline(&tag.to_end()) {
            self.close_inline();
        }
        match tag {
            Tag::Paragraph => {
                self.paragraph = Paragraph { start: self.out.len(), figure: None };
                self.out.push_str("<p>");
            }
            Tag::Heading { level, .. } => {
                let id = self.anchor_at(range.start);
                let id = id.map(|id| format!(" id=\"{}\"", crate::render::escape::text(id)));
                let level = (level as u8 + 1).min(6);
                self.out.push_str(&format!("<h{level}{}>", id.unwrap_or_default()));
            }
            Tag::BlockQuote(_) => self.open_quotation(range.start),
            Tag::CodeBlock(CodeBlockKind::Indented | CodeBlockKind::Fenced(_)) => {
                self.out.push_str("<pre tabindex=\"0\"><code>");
            }
            Tag::HtmlBlock => self.in_raw = true,
            Tag::List(None) => self.out.push_str("<ul>"),
            Tag::List(Some(1)) => self.out.push_str("<ol>"),
            Tag::List(Some(n)) => self.out.push_str(&format!("<ol start=\"{n}\">")),
            Tag::Item => {
                self.item = self.out.len();
                self.out.push_str("<li>");
            }
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
            Tag::Link { link_type: LinkType::WikiLink { has_pothole: false }, .. } => {
                self.open_reference(range);
            }
            Tag::Link { .. } => self.open_link(range),
            Tag::Image { title, .. } => self.open_image(range, &title),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.close_paragraph(),
            TagEnd::Heading(level) => {
                let level = (level as u8 + 1).min(6);
                self.close_block(&format!("</h{level}>\n"));
            }
            TagEnd::BlockQuote(_) => {
                let end = self.quotations.pop().unwrap_or_default();
                self.out.push_str(end);
            }
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
            TagEnd::Link if std::mem::take(&mut self.named) => {}
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
        if let Some(image) = &mut self.image {
            image.alt.push_str(text);
        }
    }

    fn text(&mut self, text: &str) {
        if self.in_raw {
            self.raw.push_str(text);
        } else if self.image.is_some() {
            self.alt(text);
        } else if !self.named {
            push_text(&mut self.out, text);
        }
    }

    fn anchor_at(&self, start: usize) -> Option<&'a str> {
        let at = self.headings.binary_search_by_key(&start, |heading| heading.range.start).ok()?;
        self.headings.get(at).map(|heading| heading.anchor.as_str())
    }

    pub(super) fn link_at(&self, range: &Range<usize>) -> Option<&'a DocumentLink> {
        let at = self.links.binary_search_by_key(&range.start, |l| l.range.start).ok()?;
        self.links.get(at)
    }

    fn open_link(&mut self, range: &Range<usize>) {
        if self.image.is_some() {
            return;
        }
        let link = self.link_at(range);
        let href = link.and_then(|l| self.host.href(&l.target));
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

    /// A reference without words of its own is called what its record is called.
    fn open_reference(&mut self, range: &Range<usize>) {
        let target = self.link_at(range).map(|link| &link.target);
        let name = target.and_then(|target| self.host.name(target));
        let Some(name) = name.filter(|_| self.image.is_none()) else {
            self.open_link(range);
            return;
        };
        self.named = true;
        let href = target.and_then(|target| self.host.href(target));
        if let Some(href) = &href {
            self.out.push_str("<a href=\"");
            push_text(&mut self.out, href);
            self.out.push_str("\">");
        }
        if !name.id.is_empty() {
            self.out.push_str("<span class=\"id\">");
            push_text(&mut self.out, shown(&name.id));
            self.out.push_str(if name.title.is_empty() { "</span>" } else { "</span> " });
        }
        push_text(&mut self.out, shown(&name.title));
        self.out.push_str(if href.is_some() { "</a>" } else { "" });
    }

    /// A paragraph of nothing but a picture with a title is a figure with its caption.
    fn close_paragraph(&mut self) {
        let Paragraph { start, figure } = std::mem::take(&mut self.paragraph);
        let alone = figure.filter(|(end, _)| *end == self.out.len() && self.open.is_empty());
        let Some((_, caption)) = alone else {
            self.close_block("</p>\n");
            return;
        };
        self.out.replace_range(start..start + "<p>".len(), "<figure>");
        self.out.push_str("<figcaption>");
        push_text(&mut self.out, caption.trim());
        self.out.push_str("</figcaption></figure>\n");
    }

    fn open_quotation(&mut self, start: usize) {
        let known = head(&self.article.body, start).and_then(|head| head.known);
        let Some(kind) = known else {
            self.out.push_str("<blockquote>");
            self.quotations.push("</blockquote>\n");
            return;
        };
        let key = match kind {
            Admonition::Note => "doc.note",
            Admonition::Tip => "doc.tip",
            Admonition::Important => "doc.important",
            Admonition::Caution => "doc.caution",
            Admonition::Warning => "doc.warning",
            Admonition::Danger => "doc.danger",
            Admonition::Safety => "solution.safety",
        };
        let label = crate::render::escape::text(self.host.word(key));
        if kind.is_safety() {
            self.out.push_str(&format!(
                "<div class=\"safety\" role=\"note\"><div>{SIGN}</div>\
                 <div class=\"doc\"><p><b>{label}</b></p>\n"
            ));
            self.quotations.push("</div></div>\n");
        } else {
            self.out.push_str(&format!(
                "<div class=\"note doc\" role=\"note\"><p><b>{label}</b></p>\n"
            ));
            self.quotations.push("</div>\n");
        }
    }

    /// The item of a list of tasks, with its state.
    fn task(&mut self, done: bool) {
        const ITEM: &str = "<li class=\"task\">";
        if self.out[self.item..].starts_with("<li>") {
            self.out.replace_range(self.item..self.item + "<li>".len(), ITEM);
            if self.paragraph.start > self.item {
                self.paragraph.start += ITEM.len() - "<li>".len();
            }
        }
        let checked = if done { " checked" } else { "" };
        let key = if done { "doc.done" } else { "doc.to_do" };
        let word = crate::render::escape::text(self.host.word(key));
        self.out.push_str(&format!(
            "<input type=\"checkbox\" disabled{checked} aria-label=\"{word}\"> "
        ));
    }

    fn close_raw(&mut self) {
        self.in_raw = false;
        let raw = std::mem::take(&mut self.raw);
        self.out.push_str(&raw::CLEANER.clean(&raw).to_string());
    }

    /// A tag in running text comes alone, so it is matched with its partner here;
    /// anything but plain marks of emphasis is left out.
    fn inline_html(&mut self, html: &str) {
        if self.image.is_some() {
            return;
        }
        let name = html.trim_matches(['<', '>', '/', ' ']);
        let Some(&tag) = raw::INLINE.iter().find(|t| t.eq_ignore_ascii_case(name)) else { return };
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
