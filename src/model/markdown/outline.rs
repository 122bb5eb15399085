//! What reader, linker and renderer must see alike in a Markdown text: where its headings
//! and links are, and which anchor a heading has. A text is parsed for it once.

use super::weight::{self, MAX_WEIGHT};
use super::{Markdown, head};
use crate::model::bilingual;
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
    /// Its id: `h-` and the words as an address. Lower case, blanks to `-`, letters of any
    /// script kept, repeated ones numbered.
    pub anchor: String,
    /// It stands in no list and no quotation.
    pub top: bool,
}

/// In which way something is linked to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// `[words](address)`
    Link,
    /// `![words](address)`
    Image,
    /// `[[id]]`
    Reference,
}

/// A link, image or reference as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenLink {
    /// Bytes of the text that the whole link takes.
    pub range: Range<usize>,
    /// The address as written.
    pub dest: String,
    /// What it is.
    pub form: Form,
}

/// Quotes and lists nested deeper than this are not written by people.
pub const MAX_NESTING: usize = 64;

/// The headings, rules and links of one text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// Links, images and references, in order.
    pub links: Vec<WrittenLink>,
    /// Every heading.
    pub headings: Vec<Heading>,
    /// Positions of headings in the order of their anchors.
    by_anchor: Vec<u32>,
    /// Rules that stand in no list and no quotation.
    pub rules: Vec<Range<usize>>,
    /// Quotations that begin like an admonition of an unknown word, with the word.
    pub unknown: Vec<(Range<usize>, String)>,
    /// Where the text is nested deeper than [`MAX_NESTING`]; what comes after is not looked
    /// at.
    pub too_deep: Option<usize>,
    /// Where the block begins with which the text weighs more than [`MAX_WEIGHT`]; what comes
    /// after is not looked at.
    pub too_large: Option<usize>,
}

impl Outline {
    /// `None` where the parser gives up on a text.
    pub fn of(text: &str) -> Option<Self> {
        let mut outline = catch_unwind(AssertUnwindSafe(|| outline(text))).ok()?;
        let headings = &outline.headings;
        let mut by_anchor: Vec<u32> = (0..headings.len() as u32).collect();
        by_anchor.sort_unstable_by_key(|&at| &headings[at as usize].anchor);
        outline.by_anchor = by_anchor;
        Some(outline)
    }

    /// True where a heading has this anchor.
    pub fn has_anchor(&self, anchor: &str) -> bool {
        let at = |&at: &u32| self.headings[at as usize].anchor.as_str().cmp(anchor);
        self.by_anchor.binary_search_by(at).is_ok()
    }

    /// The anchor of the first heading in two languages of which one is named.
    pub fn anchor_of_half(&self, wanted: &str) -> Option<&str> {
        let wanted = wanted.strip_prefix(PREFIX).filter(|wanted| !wanted.is_empty())?;
        let mut headings = self.headings.iter();
        let found = headings.find(|heading| {
            let anchor = heading.anchor.strip_prefix(PREFIX).unwrap_or_default();
            bilingual::halves(&heading.text).is_some()
                && anchor.split(BETWEEN_HALVES).any(|half| half == wanted)
        });
        found.map(|heading| heading.anchor.as_str())
    }
}

/// With what every anchor begins.
const PREFIX: &str = "h-";
/// What an anchor has for ` / `.
const BETWEEN_HALVES: &str = "--";

fn outline(markdown: &str) -> Outline {
    let mut scan = Outline::default();
    let mut anchors = Anchors::default();
    let mut open: Option<Heading> = None;
    let mut depth = 0_usize;
    let (mut weight, mut block) = (0_usize, 0_usize);
    for (event, range) in Markdown::of(markdown).events() {
        block = if depth == 0 { range.start } else { block };
        weight += weight::of(&event);
        if weight > MAX_WEIGHT {
            scan.too_large = Some(block);
            return scan;
        }
        match &event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_NESTING {
            scan.too_deep = Some(range.start);
            return scan;
        }
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                let (text, anchor, top) = (String::new(), String::new(), depth == 1);
                open = Some(Heading { range, level: level as u8, text, anchor, top });
            }
            Event::End(TagEnd::Heading(_)) => {
                let Some(mut heading) = open.take() else { continue };
                heading.anchor = anchors.next(&heading.text);
                scan.headings.push(heading);
            }
            Event::Rule if depth == 0 => scan.rules.push(range),
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

/// The anchor that `#fragment` in a link means.
pub fn wanted_anchor(fragment: &str) -> String {
    let plain = fragment.strip_prefix(PREFIX).unwrap_or(fragment);
    format!("{PREFIX}{}", plain.to_lowercase())
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
    if address.is_empty() { "h-section".to_owned() } else { format!("{PREFIX}{address}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headings(markdown: &str) -> Vec<Heading> {
        Outline::of(markdown).expect("it parses").headings
    }

    fn anchors(markdown: &str) -> Vec<String> {
        headings(markdown).into_iter().map(|h| h.anchor).collect()
    }

    #[test]
    fn headings_get_anchors_like_githubs_in_any_script() {
        let text = "# Cause / 故障原因\n\n## `E-104`: what *next*?\n\nBlack screen\n---\n";
        assert_eq!(anchors(text), ["h-cause--故障原因", "h-e-104-what-next", "h-black-screen"]);
        let headings = headings(text);
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
        let links = Outline::of(text).expect("it parses").links;
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
        let links = Outline::of(text).expect("it parses").links;
        let written: Vec<_> = links.iter().map(|l| (l.form, l.dest.as_str())).collect();
        assert_eq!(written, [(Form::Reference, "E101"), (Form::Reference, "E102")]);
    }
}
