//! What the linker and the renderer must see alike in a Markdown text: where links and
//! headings are, and which anchor a heading has. No HTML is made here.

use crate::model::markdown::{Markdown, head};
use pulldown_cmark::{Event, LinkType, Tag, TagEnd};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A heading and the id that it gets on its page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// Bytes of the text that the heading takes.
    pub range: Range<usize>,
    /// Level, 1 to 6.
    pub level: u8,
    /// Its words.
    pub text: String,
    /// Its id: `h-` and the words as an address.
    pub anchor: String,
}

/// In which way something is linked to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Form {
    /// `[words](address)`
    Link,
    /// `![words](address)`
    Image,
    /// `[[id]]`
    Reference,
}

/// A link, image or reference as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct WrittenLink {
    pub range: Range<usize>,
    pub dest: String,
    pub form: Form,
}

/// The links and headings of one text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Scan {
    pub links: Vec<WrittenLink>,
    pub headings: Vec<Heading>,
    /// Quotations that begin like an admonition of an unknown word, with the word.
    pub unknown: Vec<(Range<usize>, String)>,
}

/// Every heading of a text with the id it gets: lower case, blanks to `-`, letters
/// of any script kept, repeated ones numbered, all with the prefix `h-`.
pub fn heading_anchors(markdown: &str) -> Vec<Heading> {
    scan(markdown).unwrap_or_default().headings
}

/// The anchor that `#fragment` in a link means.
pub(super) fn wanted_anchor(fragment: &str) -> String {
    let plain = fragment.strip_prefix("h-").unwrap_or(fragment);
    format!("h-{}", plain.to_lowercase())
}

/// `None` where the parser gives up on a text.
pub(super) fn scan(markdown: &str) -> Option<Scan> {
    catch_unwind(AssertUnwindSafe(|| scan_unguarded(markdown))).ok()
}

fn scan_unguarded(markdown: &str) -> Scan {
    let mut scan = Scan::default();
    let mut anchors = Anchors::default();
    let mut open: Option<Heading> = None;
    for (event, range) in Markdown::of(markdown).events() {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                let (text, anchor) = (String::new(), String::new());
                open = Some(Heading { range, level: level as u8, text, anchor });
            }
            Event::End(TagEnd::Heading(_)) => {
                let Some(mut heading) = open.take() else { continue };
                heading.anchor = anchors.next(&heading.text);
                scan.headings.push(heading);
            }
            Event::Start(Tag::Link { link_type, dest_url, .. }) => {
                let (form, dest) = match link_type {
                    LinkType::WikiLink { .. } => (Form::Reference, reference(&dest_url)),
                    LinkType::Email => (Form::Link, format!("mailto:{dest_url}")),
                    _ => (Form::Link, dest_url.into_string()),
                };
                scan.links.push(WrittenLink { range, dest, form });
            }
            Event::Start(Tag::Image { dest_url, .. }) => {
                let dest = dest_url.into_string();
                scan.links.push(WrittenLink { range, dest, form: Form::Image });
            }
            Event::Start(Tag::BlockQuote(_)) => {
                let unknown = head(markdown, range.start).filter(|head| head.known.is_none());
                scan.unknown.extend(unknown.map(|head| (range, head.word.to_owned())));
            }
            Event::Text(text) | Event::Code(text) => {
                if let Some(heading) = &mut open {
                    heading.text.push_str(&text);
                }
            }
            Event::SoftBreak | Event::HardBreak => {
                if let Some(heading) = &mut open {
                    heading.text.push(' ');
                }
            }
            _ => {}
        }
    }
    scan
}

/// The id of a reference; in a table its `|` is written `\\|`.
fn reference(dest: &str) -> String {
    dest.trim().trim_end_matches('\\').trim_end().to_owned()
}

/// Anchors given so far in one text.
#[derive(Default)]
struct Anchors {
    given: BTreeSet<String>,
    repeats: BTreeMap<String, usize>,
}

impl Anchors {
    fn next(&mut self, heading: &str) -> String {
        let base = address(heading);
        if self.given.insert(base.clone()) {
            return base;
        }
        let repeat = self.repeats.entry(base.clone()).or_insert(0);
        loop {
            *repeat += 1;
            let anchor = format!("{base}-{repeat}");
            if self.given.insert(anchor.clone()) {
                return anchor;
            }
        }
    }
}

fn address(heading: &str) -> String {
    let kept = heading.trim().to_lowercase();
    let kept = kept.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
    let address: String = kept.map(|c| if c == ' ' { '-' } else { c }).collect();
    if address.is_empty() { "h-section".to_owned() } else { format!("h-{address}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn anchors(markdown: &str) -> Vec<String> {
        heading_anchors(markdown).into_iter().map(|h| h.anchor).collect()
    }

    #[test]
    fn headings_get_anchors_like_githubs_in_any_script() {
        let text = "# Cause / 故障原因\n\n## `E-104`: what *next*?\n\nBlack screen\n---\n";
        assert_eq!(anchors(text), ["h-cause--故障原因", "h-e-104-what-next", "h-black-screen"]);
        let headings = heading_anchors(text);
        assert_eq!(headings[0].level, 1);
        assert_eq!(&text[headings[0].range.clone()], "# Cause / 故障原因\n");
    }

    #[test]
    fn repeated_headings_are_numbered_and_never_clash() {
        assert_eq!(anchors("# a\n# a\n# a-1\n# a\n"), ["h-a", "h-a-1", "h-a-1-1", "h-a-2"]);
        assert_eq!(anchors("# ???\n# ！\n"), ["h-section", "h-section-1"]);
    }

    #[test]
    fn chinese_headings_get_readable_anchors_of_their_own() {
        let text = "# 处理步骤\n## **注意：**先断电\n## 处理步骤\n## 处理步骤 1\n## 处理步骤\n## 第一\n行\n";
        let want = [
            "h-处理步骤",
            "h-注意先断电",
            "h-处理步骤-1",
            "h-处理步骤-1-1",
            "h-处理步骤-2",
            "h-第一",
        ];
        assert_eq!(anchors(text), want);
    }

    #[test]
    fn no_id_comes_from_the_writer() {
        assert_eq!(anchors("# Cause {#location}\n"), ["h-cause-location"]);
    }

    #[test]
    fn a_link_knows_its_place() {
        let text = "See [that][r], ![p](a.png) and <a@b.example>.\n\n[r]: x.md\n";
        let links = scan(text).expect("it parses").links;
        let written: Vec<_> =
            links.iter().map(|l| (&text[l.range.clone()], l.dest.as_str())).collect();
        let want = [
            ("[that][r]", "x.md"),
            ("![p](a.png)", "a.png"),
            ("<a@b.example>", "mailto:a@b.example"),
        ];
        assert_eq!(written, want);
    }

    #[test]
    fn a_reference_in_a_table_keeps_its_words() {
        let text = "| 甲 | 乙 |\n|---|---|\n| [[E101\\|黑屏]] | [[ E102 ]] |\n";
        let links = scan(text).expect("it parses").links;
        let written: Vec<_> = links.iter().map(|l| (l.form, l.dest.as_str())).collect();
        assert_eq!(written, [(Form::Reference, "E101"), (Form::Reference, "E102")]);
    }
}
