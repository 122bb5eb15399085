//! The body of a Markdown file: its title, the language halves, the sections that
//! headings open. Nothing is rendered; parts are byte ranges of the body.

use super::headings;
use crate::diag::{Code, Diagnostic};
use crate::model::Body;
use crate::model::article::{Half, Lang, Section, SectionKind};
use crate::model::markdown::{self, MAX_NESTING, MAX_WEIGHT};
use std::ops::Range;

/// A body after reading.
#[derive(Debug)]
pub(super) struct Document {
    /// The first heading, where it is no section's heading.
    pub(super) title: Option<String>,
    /// One half, or one a language.
    pub(super) halves: Vec<Half>,
}

/// A heading that stands in no list and no quotation.
#[derive(Debug)]
struct Heading<'a> {
    level: u8,
    text: &'a str,
    range: Range<usize>,
    kind: SectionKind,
}

/// Reads a body. The finding has no place yet, but for the byte of the body it is about.
pub(super) fn parse(body: &Body) -> Result<Document, (Diagnostic, usize)> {
    let Some(outline) = body.outline() else {
        let finding = Diagnostic::new(Code::MarkdownUnreadable, "this Markdown cannot be read");
        let hint = "look for a stray form feed or control character and remove it";
        return Err((finding.hint(hint), 0));
    };
    if let Some(byte) = outline.too_deep {
        return Err((too_deep(), byte));
    }
    let headings: Vec<Heading<'_>> =
        outline.headings.iter().filter(|h| h.top).map(heading).collect();
    let title = headings.first().filter(|h| h.kind == SectionKind::Other);
    let title = title.map(|h| h.text.to_owned()).filter(|t| !t.is_empty());
    let halves = match two_halves(body, &headings, &outline.rules) {
        Some(halves) => halves.to_vec(),
        None => vec![half(body, &headings, 0..body.len())],
    };
    Ok(Document { title, halves })
}

fn heading(heading: &markdown::Heading) -> Heading<'_> {
    let text = heading.text.trim();
    Heading { level: heading.level, text, range: heading.range.clone(), kind: headings::kind(text) }
}

fn too_deep() -> Diagnostic {
    Diagnostic::new(
        Code::NestingTooDeep,
        format!("quotations or lists are nested deeper than {MAX_NESTING} levels"),
    )
    .hint("flatten the document; it is left out until then")
}

/// A text up to the block with which its page grows too large. Nothing of what follows is
/// read, so that nothing of it is listed, searched or counted either.
pub(super) fn shortened(text: &str, byte: usize) -> Body {
    // Where nothing is left a place remains for the page to say so.
    if byte == 0 { "\n".into() } else { text[..byte].into() }
}

/// What is said of such a text.
pub(super) fn too_large() -> Diagnostic {
    let most = MAX_WEIGHT >> 20;
    let message = format!(
        "from here on the text would make more than {most} MB of its page; the page ends here \
         and says so"
    );
    Diagnostic::new(Code::TextTooLarge, message)
        .hint("part the document, or attach long tables as a file")
}

/// The halves of a document that says everything twice: under two level-1 headings,
/// one in each language.
fn two_halves(body: &str, headings: &[Heading<'_>], rules: &[Range<usize>]) -> Option<[Half; 2]> {
    let mut tops = headings.iter().filter(|h| h.level == 1);
    let (Some(a), Some(b), None) = (tops.next(), tops.next(), tops.next()) else { return None };
    if a.kind != SectionKind::Other || b.kind != SectionKind::Other {
        return None;
    }
    let langs = title_langs(a.text, b.text)?;
    let start = b.range.start;
    let rule = rules.iter().rfind(|rule| {
        rule.end <= start && rule.start > a.range.start && body[rule.end..start].trim().is_empty()
    });
    let end = rule.map_or(start, |rule| rule.start);
    let of = |range, lang| Half { lang: Some(lang), ..half(body, headings, range) };
    Some([of(0..end, langs.0), of(start..body.len(), langs.1)])
}

/// The languages of two titles, if they are in one each. Of two titles that are
/// mostly product names the one with Chinese words is the Chinese one.
fn title_langs(a: &str, b: &str) -> Option<(Lang, Lang)> {
    match (title_lang(a)?, title_lang(b)?) {
        (Lang::En, Lang::Zh) => Some((Lang::En, Lang::Zh)),
        (Lang::Zh, Lang::En) => Some((Lang::Zh, Lang::En)),
        _ => match (letters(a).0, letters(b).0) {
            (0, 2..) => Some((Lang::En, Lang::Zh)),
            (2.., 0) => Some((Lang::Zh, Lang::En)),
            _ => None,
        },
    }
}

fn half(body: &str, headings: &[Heading<'_>], range: Range<usize>) -> Half {
    let inside: Vec<&Heading<'_>> =
        headings.iter().filter(|h| range.contains(&h.range.start)).collect();
    let titled = inside.first().is_some_and(|h| h.kind == SectionKind::Other && h.level == 1);
    let title = if titled { inside[0].text.to_owned() } else { String::new() };
    let mut sections = Vec::new();
    collect(&inside[usize::from(titled)..], range.end, &mut sections);
    let lang = lang_of(&title, &body[range.clone()]);
    Half { lang, title, range, sections }
}

/// Lists a heading's section, or the known ones inside an unknown one.
fn collect(headings: &[&Heading<'_>], end: usize, out: &mut Vec<Section>) {
    let mut at = 0;
    while let Some(heading) = headings.get(at) {
        let rest = &headings[at + 1..];
        let inside = rest.iter().take_while(|h| h.level > heading.level).count();
        let until = rest.get(inside).map_or(end, |next| next.range.start);
        let inner = &rest[..inside];
        let known_inside = inner.iter().any(|h| h.kind != SectionKind::Other);
        if heading.kind == SectionKind::Other && known_inside {
            collect(inner, until, out);
        } else {
            out.push(Section {
                kind: heading.kind,
                heading: heading.text.to_owned(),
                level: heading.level,
                range: heading.range.start..until,
                content: heading.range.end..until,
            });
        }
        at += 1 + inside;
    }
}

fn letters(text: &str) -> (usize, usize) {
    let han = text.chars().filter(|c| is_han(*c)).count();
    (han, text.chars().filter(char::is_ascii_alphabetic).count())
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{20000}'..='\u{2fa1f}')
}

/// A Han character says about as much as three Latin letters.
fn title_lang(text: &str) -> Option<Lang> {
    match letters(text) {
        (0, 0) => None,
        (han, latin) if han > 0 && han * 3 >= latin => Some(Lang::Zh),
        _ => Some(Lang::En),
    }
}

const SAMPLE: usize = 4000;

fn lang_of(title: &str, text: &str) -> Option<Lang> {
    let (han, latin) = letters(title);
    if han + latin >= 4 {
        return title_lang(title);
    }
    let end = text.char_indices().nth(SAMPLE).map_or(text.len(), |(at, _)| at);
    title_lang(&text[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Document, (Diagnostic, usize)> {
        super::parse(&text.into())
    }

    fn kinds(half: &Half) -> Vec<SectionKind> {
        half.sections.iter().map(|s| s.kind).collect()
    }

    #[test]
    fn sections_are_found_at_any_level_and_not_inside_each_other() {
        let body = "# E-104\n\n#### Problem\nno picture\n\n#### Solution\n##### Steps\n1. a\n\n## Notes\nx\n";
        let document = parse(body).expect("readable");
        assert_eq!(document.title.as_deref(), Some("E-104"));
        let half = &document.halves[0];
        assert_eq!(kinds(half), [SectionKind::Issue, SectionKind::Resolution, SectionKind::Other]);
        let solution = &half.sections[1];
        assert_eq!(&body[solution.content.clone()], "##### Steps\n1. a\n\n");
    }

    #[test]
    fn known_sections_inside_an_unknown_one_are_listed() {
        let document = parse("## Details\n### Cause\nx\n### Fix\ny\n").expect("readable");
        assert_eq!(kinds(&document.halves[0]), [SectionKind::Cause, SectionKind::Resolution]);
    }

    #[test]
    fn a_document_that_says_everything_twice_has_two_halves() {
        let body = "# Black screen\n## Problem\na\n\n---\n\n# 开机黑屏\n## 问题\nb\n";
        let document = parse(body).expect("readable");
        let halves: Vec<_> = document.halves.iter().map(|h| (h.lang, h.title.as_str())).collect();
        assert_eq!(halves, [(Some(Lang::En), "Black screen"), (Some(Lang::Zh), "开机黑屏")]);
        assert!(!body[document.halves[0].range.clone()].contains("---"));
        assert_eq!(document.halves[1].sections.len(), 1);
    }

    #[test]
    fn two_english_titles_are_one_half() {
        assert_eq!(parse("# One\n# Two\n").expect("readable").halves.len(), 1);
    }

    #[test]
    fn headings_in_code_and_quotations_do_not_count() {
        let document = parse("# T\n```\n# Problem\n```\n> # Cause\n").expect("readable");
        assert!(document.halves[0].sections.is_empty());
    }

    #[test]
    fn titles_of_product_names_are_told_apart_by_their_chinese_words() {
        let body = "# Install .NET Framework 2.0 on Windows 11\n# 在 Windows 11 上安装 .NET Framework 2.0\n";
        assert_eq!(parse(body).expect("readable").halves.len(), 2);
    }

    #[test]
    fn what_trips_the_markdown_reader_is_an_error_and_no_panic() {
        let _ = parse("\u{c}\n:<\n{}\n -\n")
            .map_err(|(f, _)| assert_eq!(f.code, Code::MarkdownUnreadable));
        assert!(parse(&"[".repeat(50_000)).is_ok());
        assert!(parse(&"*_a[".repeat(20_000)).is_ok());
    }

    #[test]
    fn deep_nesting_is_refused() {
        let body = format!("{}x", "> ".repeat(500));
        let (finding, byte) = parse(&body).expect_err("refused");
        assert_eq!(finding.code, Code::NestingTooDeep);
        assert!(body[byte..].starts_with('>'), "{byte}");
    }
}
