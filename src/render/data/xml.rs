//! The feed and the map of the site: XML that stays well-formed whatever an
//! article is called (`nasty.md` 67, 72).

use crate::analyse::Reported;
use crate::catalog::SolutionIx;
use crate::model::records::Solution;
use crate::model::time::{Day, Instant};
use crate::render::engine::Cx;
use crate::render::sentences::sentences;
use crate::site::{DataFile, Page};
use std::cmp::Reverse;
use std::fmt::Write as _;

/// Entries of the feed.
const FEED_ENTRIES: usize = 50;
/// Addresses that the protocol of site maps allows in one file.
const SITEMAP_URLS: usize = 50_000;

/// The Atom feed: articles, the last checked or written first.
pub(super) fn feed(cx: &Cx<'_>) -> Vec<u8> {
    let catalog = cx.catalog();
    let settings = &catalog.settings;
    let mut newest: Vec<(usize, &Solution)> =
        catalog.records.solutions.iter().enumerate().collect();
    newest.sort_by_key(|&(at, solution)| (Reverse(changed(solution)), at));
    newest.truncate(FEED_ENTRIES);
    let latest = newest.iter().filter_map(|(_, s)| changed(s)).max();
    let updated = settings.as_of.or_else(|| latest.map(|day| settings.zone.start_of(day)));
    let updated = settings.zone.iso(updated.unwrap_or(Instant(0)));
    let id = settings.base_url.clone().unwrap_or_else(|| urn("site", &settings.title));
    let mut out = head(cx, (&settings.title, &id), &updated, ["feed.xml", "index.html"]);
    for (at, solution) in newest {
        entry(cx, &mut out, SolutionIx::new(at), solution, &updated);
    }
    out.push_str("</feed>\n");
    out.into_bytes()
}

/// The Atom feed of the reports: one entry for each month, quarter and year that is
/// over, the newest first.
pub(super) fn reports(cx: &Cx<'_>) -> Vec<u8> {
    let settings = &cx.catalog().settings;
    let base = settings.base_url.as_deref();
    let mut over: Vec<Reported<'_>> = cx.facts().reports().filter(|of| !of.partial).collect();
    over.sort_by_key(|of| (Reverse(of.period.end), of.report));
    over.truncate(FEED_ENTRIES);
    let updated = over.first().map(|of| of.period.end).or(settings.as_of);
    let updated = settings.zone.iso(updated.unwrap_or(Instant(0)));
    let index = cx.plan().addresses.page(Page::ReportIndex);
    let feed = cx.plan().addresses.data(DataFile::ReportFeed);
    let title = format!("{} · {}", cx.name(&settings.title), cx.t("nav.reports"));
    let id = base.map_or_else(|| urn("reports", &settings.title), |_| address(base, &feed));
    let mut out = head(cx, (&title, &id), &updated, [&feed, &index]);
    for of in over {
        let page = address(base, &cx.plan().addresses.page(Page::Report(of.report)));
        out.push_str("<entry>\n");
        element(&mut out, "title", &cx.report_title(of.report));
        let report = of.report.to_string();
        let id = if base.is_some() { page.clone() } else { urn("report", &report) };
        element(&mut out, "id", &id);
        element(&mut out, "updated", &settings.zone.iso(of.period.end));
        link(&mut out, "alternate", &page);
        let said = sentences(cx, of.report);
        let first: Vec<String> = said.into_iter().take(FEED_SENTENCES).map(|s| s.text).collect();
        element(&mut out, "summary", &first.join(cx.sentence_gap()));
        out.push_str("</entry>\n");
    }
    out.push_str("</feed>\n");
    out.into_bytes()
}

/// Sentences of a report that its entry tells.
const FEED_SENTENCES: usize = 4;

/// The head of a feed: its title and id, when it changed, its own address and that of
/// its page.
fn head(cx: &Cx<'_>, (title, id): (&str, &str), updated: &str, [own, page]: [&str; 2]) -> String {
    let settings = &cx.catalog().settings;
    let base = settings.base_url.as_deref();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let lang = cx.lang().html();
    let _ = writeln!(out, "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{lang}\">");
    element(&mut out, "title", title);
    element(&mut out, "id", id);
    element(&mut out, "updated", updated);
    let author = settings.organisation.name.as_deref().unwrap_or(&settings.title);
    let _ = writeln!(out, "<author><name>{}</name></author>", escaped(author));
    link(&mut out, "self", &address(base, own));
    link(&mut out, "alternate", &address(base, page));
    out
}

fn entry(cx: &Cx<'_>, out: &mut String, ix: SolutionIx, solution: &Solution, updated: &str) {
    let settings = &cx.catalog().settings;
    let base = settings.base_url.as_deref();
    let page = address(base, &cx.plan().addresses.page(Page::Solution(ix)));
    let day = changed(solution);
    let at =
        day.map_or_else(|| updated.to_owned(), |d| settings.zone.iso(settings.zone.start_of(d)));
    out.push_str("<entry>\n");
    element(out, "title", solution.article.title_in(cx.lang()));
    let id = if base.is_some() { page.clone() } else { urn("solution", solution.id.as_str()) };
    element(out, "id", &id);
    element(out, "updated", &at);
    if let Some(created) = solution.created {
        element(out, "published", &settings.zone.iso(settings.zone.start_of(created)));
    }
    link(out, "alternate", &page);
    for code in &solution.codes {
        let _ = writeln!(out, "<category term=\"{}\"/>", escaped(code.as_str()));
    }
    if !solution.symptoms.is_empty() {
        element(out, "summary", &solution.symptoms.join("; "));
    }
    out.push_str("</entry>\n");
}

/// The day an article was last checked, else written.
fn changed(solution: &Solution) -> Option<Day> {
    solution.verified.max(solution.created)
}

/// Every page of the site in every language, for search engines. Only where the
/// site's address is known; the plan asks for it only then.
pub(super) fn sitemap(cx: &Cx<'_>) -> Vec<u8> {
    let settings = &cx.catalog().settings;
    let base = settings.base_url.as_deref().unwrap_or_default();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.push_str("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    let pages =
        cx.plan().pages.iter().filter(|&&page| !matches!(page, Page::NotFound | Page::Style));
    let urls = pages.flat_map(|&page| {
        settings.languages.iter().enumerate().map(move |(at, lang)| {
            let folder = if at == 0 { String::new() } else { format!("{}/", lang.as_str()) };
            format!("{folder}{}", cx.plan().addresses.page(page))
        })
    });
    for path in urls.take(SITEMAP_URLS) {
        let _ = writeln!(out, "<url><loc>{}</loc></url>", escaped(&address(Some(base), &path)));
    }
    out.push_str("</urlset>\n");
    out.into_bytes()
}

/// An address that is a plain one in every reader: relative without base.
fn address(base: Option<&str>, path: &str) -> String {
    format!("{}{}", base.unwrap_or_default(), percent(path, true))
}

/// A name for something without address; a function of the thing's own id.
fn urn(kind: &str, id: &str) -> String {
    format!("urn:x-faultbook:{kind}:{}", percent(id, false))
}

fn percent(text: &str, path: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        let plain = byte.is_ascii_alphanumeric()
            || matches!(byte, b'-' | b'.' | b'_' | b'~')
            || (path && byte == b'/');
        if plain {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

fn element(out: &mut String, name: &str, text: &str) {
    let _ = writeln!(out, "<{name}>{}</{name}>", escaped(text));
}

fn link(out: &mut String, rel: &str, href: &str) {
    let _ = writeln!(out, "<link rel=\"{rel}\" href=\"{}\"/>", escaped(href));
}

/// Text escaped for XML; characters that XML cannot hold become U+FFFD.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' | '\r' => out.push(' '),
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_and_controls_stay_text() {
        assert_eq!(escaped("a ]]> & <b>\u{1}"), "a ]]&gt; &amp; &lt;b&gt;\u{FFFD}");
    }

    #[test]
    fn names_and_addresses_are_plain() {
        assert_eq!(urn("solution", "SOL 黑"), "urn:x-faultbook:solution:SOL%20%E9%BB%91");
        assert_eq!(address(None, "a b/index.html"), "a%20b/index.html");
        assert_eq!(address(Some("https://x/"), "黑/"), "https://x/%E9%BB%91/");
    }
}
