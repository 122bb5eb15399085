//! HTML that stands in a document: which of it stays.

use std::sync::LazyLock;

/// Tags in running text that stay.
pub(super) const INLINE: [&str; 14] =
    ["b", "strong", "i", "em", "u", "s", "del", "ins", "sub", "sup", "kbd", "mark", "small", "br"];

/// How deep the elements of raw HTML lie inside each other, at most. The cleaner takes
/// the square of that.
pub(super) fn depth(html: &str) -> usize {
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

/// Raw HTML keeps text and plain structure: no attribute but a table cell's span,
/// no link, no image, no svg, math or style ever.
pub(super) static CLEANER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
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
