//! Pages that the server makes itself: the list of sites, what stands where nothing is,
//! and the tag by which every page learns of changes.

use super::address::encoded;
use super::shown::Shown;
use super::words::{Words, words};

/// The script of every page; the number tells it which state the page is of.
pub(super) fn script(site: u64) -> String {
    format!("<script src=\"/-/live.js?site={site}\" defer></script>")
}

/// A page of a site with the script that tells it of changes. It goes out by this server
/// alone, so that no built page holds it.
pub(super) fn with_script(mut page: Vec<u8>, site: u64) -> Vec<u8> {
    let end = b"</body>";
    let at = page.windows(end.len()).rposition(|part| part.eq_ignore_ascii_case(end));
    let at = at.unwrap_or(page.len());
    page.splice(at..at, script(site).into_bytes());
    page
}

/// The list of all sites.
pub(super) fn sites(shown: &Shown, lan: bool) -> String {
    let words = words(shown.language);
    let Some(live) = &shown.live else { return waiting(shown) };
    let mut list = String::from("<ul>");
    for site in live.sites() {
        let encrypted = shown.encrypted.contains(&site);
        let note = match site.split('/').next() {
            Some("internal") => words.internal,
            Some("public") => words.public,
            _ => words.customer,
        };
        let name = escaped(&site);
        let state = match (encrypted, lan) {
            (true, true) => format!("; {}", words.withheld),
            (true, false) => format!("; {}", words.encrypted),
            (false, _) => String::new(),
        };
        let link = if encrypted && lan {
            name
        } else {
            format!("<a href=\"/{}/\">{name}</a>", encoded(&site))
        };
        list.push_str(&format!("<li>{link} <span>{note}{state}</span></li>"));
    }
    list.push_str(&format!("</ul><p>{}</p>", words.sites_note));
    page(shown, words.sites, &list)
}

/// What stands where no site is yet.
pub(super) fn waiting(shown: &Shown) -> String {
    let words = words(shown.language);
    page(shown, words.waiting, &format!("<p>{}</p>", words.waiting_note))
}

/// What stands where nothing is.
pub(super) fn missing(shown: &Shown) -> String {
    let words = words(shown.language);
    page(shown, words.missing, &format!("<p>{}</p>{}", words.missing_note, to_sites(words)))
}

/// What stands where a page could not be made, and why.
pub(super) fn unmade(shown: &Shown, why: &str) -> String {
    let words = words(shown.language);
    page(shown, words.unmade, &format!("<p>{}</p>{}", escaped(why), to_sites(words)))
}

fn to_sites(words: &Words) -> String {
    format!("<p><a href=\"/-/\">{}</a></p>", words.to_sites)
}

fn page(shown: &Shown, title: &str, body: &str) -> String {
    let lang = shown.language.as_str();
    format!(
        "<!doctype html>\n<html lang=\"{lang}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title>\
         <link rel=\"stylesheet\" href=\"/-/pages.css\"></head>\
         <body><main><h1>{title}</h1>{body}</main>{}</body></html>\n",
        script(shown.site)
    )
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_stands_at_the_end_of_the_body_once() {
        let page = with_script(b"<html><body>x</BODY></html>".to_vec(), 7);
        let want = format!("<html><body>x{}</BODY></html>", script(7));
        assert_eq!(String::from_utf8(page).unwrap(), want);
        let bare = with_script(b"x".to_vec(), 7);
        assert!(bare.ends_with(script(7).as_bytes()));
    }

    #[test]
    fn what_is_no_markup_of_ours_is_written_out() {
        assert_eq!(escaped("<a href=\"x\">&</a>"), "&lt;a href=&quot;x&quot;&gt;&amp;&lt;/a&gt;");
    }
}
