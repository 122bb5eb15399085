//! What holds of any HTML that is made of a text that nobody trusts.

/// Elements without content, which are never closed.
const VOID: [&str; 4] = ["br", "hr", "img", "input"];
/// Attributes that our own writer gives.
const ATTRIBUTES: [&str; 16] = [
    "alt",
    "aria-label",
    "checked",
    "class",
    "colspan",
    "disabled",
    "href",
    "id",
    "loading",
    "rel",
    "role",
    "rowspan",
    "src",
    "start",
    "tabindex",
    "type",
];
/// The one drawing of ours: the sign before a warning.
const SIGN: &str = "<svg aria-hidden=\"true\"><use href=\"#i-warn\"/></svg>";
/// Elements that never appear.
const NEVER: [&str; 13] = [
    "script", "style", "svg", "math", "iframe", "object", "embed", "form", "base", "meta", "link",
    "template", "button",
];

/// No script, no foreign attribute, no address that runs anything; every tag closed in
/// its turn.
pub fn is_safe(html: &str) {
    let html = &html.replace(SIGN, "");
    let mut open: Vec<String> = Vec::new();
    let mut rest = html.as_str();
    while let Some(at) = rest.find('<') {
        let after = &rest[at + 1..];
        let end = tag_end(after).unwrap_or_else(|| panic!("a tag without end: {}", near(after)));
        let tag = &after[..end];
        rest = &after[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            let last = open.pop();
            assert_eq!(last.as_deref(), Some(name), "closed out of turn in {}", near(html));
            continue;
        }
        let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
        assert!(name.bytes().all(|b| b.is_ascii_alphanumeric()), "the tag <{tag}>");
        assert!(!NEVER.contains(&name), "the tag <{tag}>");
        check_attributes(attributes);
        if !VOID.contains(&name) {
            open.push(name.to_owned());
        }
    }
    assert!(open.is_empty(), "never closed: {open:?} in {}", near(html));
}

fn near(text: &str) -> String {
    text.chars().take(300).collect()
}

/// Where a tag ends: the first `>` outside quotation marks.
fn tag_end(tag: &str) -> Option<usize> {
    let mut quoted = false;
    tag.bytes().position(|b| {
        quoted ^= b == b'"';
        b == b'>' && !quoted
    })
}

fn check_attributes(mut rest: &str) {
    while !rest.trim().is_empty() {
        rest = rest.trim_start();
        let end = rest.find(['=', ' ']).unwrap_or(rest.len());
        let name = &rest[..end];
        assert!(ATTRIBUTES.contains(&name), "the attribute {name:?}");
        let Some(value) = rest[end..].strip_prefix("=\"") else {
            rest = &rest[end..];
            continue;
        };
        let close = value.find('"').expect("a value ends with a quotation mark");
        if matches!(name, "href" | "src") {
            leads_nowhere_bad(&value[..close]);
        }
        if name == "id" {
            assert!(value.starts_with("h-") || value.starts_with("fn-"), "the id {value}");
        }
        rest = &value[close + 1..];
    }
}

/// A link leads to a place of this site, or to another host over an allowed scheme.
fn leads_nowhere_bad(address: &str) {
    let bare: String = address.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    let lower = bare.to_ascii_lowercase().replace("&amp;", "&");
    let allowed =
        ["http://", "https://", "http:", "https:", "mailto:", "tel:", "#", "page:", "file-of/"];
    assert!(allowed.iter().any(|start| lower.starts_with(start)), "the address {address:?}");
    assert!(!lower.starts_with("//"), "the address {address:?}");
}
