//! The order in which a site goes up, and what a host is told of each file. Whatever a file
//! needs lies there before it: what a page shows before the page, what the front page leads
//! to before the front page.

use super::compress::VARIANT;
use crate::model::artifact;

/// A part of a publication. Each begins when the one before is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// What pages show: style, scripts, pictures, attachments, files named by their hash.
    Assets,
    /// The parts of the search index, named by their hash.
    Shards,
    /// Data files, tables, calendars, workbooks.
    Data,
    /// Pages.
    Pages,
    /// What leads in: the front pages, feeds, the map of the site, the list for use without
    /// signal, rules for the host.
    Front,
}

const FRONT: [&str; 9] = [
    "404.html",
    "feed.xml",
    "sitemap.xml",
    "robots.txt",
    "offline.json",
    "sw.js",
    "_headers",
    ".htaccess",
    "index.html",
];
const SHOWN: [&str; 9] = ["css", "gif", "ico", "jpeg", "jpg", "png", "svg", "webp", "woff2"];

impl Phase {
    /// All of them, in order.
    pub const ALL: [Self; 5] = [Self::Assets, Self::Shards, Self::Data, Self::Pages, Self::Front];

    /// Its name, for people and for programs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Assets => "assets",
            Self::Shards => "search",
            Self::Data => "data",
            Self::Pages => "pages",
            Self::Front => "front",
        }
    }

    /// The phase of a file; `for_ever` where its name holds a hash of its bytes.
    pub fn of(path: &str, for_ever: bool) -> Self {
        // A compressed variant is handed out in place of its text.
        let path = path.strip_suffix(VARIANT).unwrap_or(path);
        let within = path.split_once('/').filter(|(top, _)| LANGUAGES.contains(top));
        let name = within.map_or(path, |(_, rest)| rest);
        if FRONT.contains(&name) {
            Self::Front
        } else if for_ever && name.starts_with("search/") {
            Self::Shards
        } else if extension(name) == "html" {
            Self::Pages
        } else if for_ever || is_shown(name) {
            Self::Assets
        } else {
            Self::Data
        }
    }
}

/// True for what stands on a page, or is attached to one.
fn is_shown(name: &str) -> bool {
    let attached = name.starts_with("files/") || name.contains("/files/");
    attached || name.starts_with("assets/") || SHOWN.contains(&extension(name))
}

/// Folders of further languages.
const LANGUAGES: [&str; 2] = ["en", "zh-CN"];

/// How long a file may be kept by whoever has it.
pub fn cache_rule(for_ever: bool, public: bool) -> String {
    let keeper = if public { "public" } else { "private" };
    let rule = if for_ever { "max-age=31536000, immutable" } else { "no-cache" };
    format!("{keeper}, {rule}")
}

/// What an attachment is sent as that a browser does not show by itself: something to save.
/// The rules that `faultbook hosting` writes say the same.
pub fn disposition(path: &str) -> Option<&'static str> {
    (!artifact::is_shown(path)).then_some("attachment")
}

pub(super) fn extension(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_file_needs_goes_up_before_it() {
        for (path, for_ever, phase) in [
            ("assets/faultbook.css", false, Phase::Assets),
            ("solutions/S-01/files/manual.pdf", false, Phase::Assets),
            ("devices/x/photo.jpg", false, Phase::Assets),
            ("offline/0123456789abcdef.json", true, Phase::Assets),
            ("search/t-0123456789/4.js", true, Phase::Shards),
            ("en/search/t-0123456789/4.js", true, Phase::Shards),
            ("search/manifest.js", false, Phase::Data),
            ("data/faults/2026-10.csv", false, Phase::Data),
            ("faults/index.html", false, Phase::Pages),
            ("en/faults/index.html", false, Phase::Pages),
            ("index.html", false, Phase::Front),
            ("en/index.html", false, Phase::Front),
            ("zh-CN/index.html", false, Phase::Front),
            ("offline.json", false, Phase::Front),
            ("sitemap.xml", false, Phase::Front),
            ("index.html.gz", false, Phase::Front),
            ("en/faults/index.html.gz", false, Phase::Pages),
            ("assets/faultbook.css.gz", false, Phase::Assets),
            ("search/t-0123456789/4.js.gz", true, Phase::Shards),
            ("data/faults/2026-10.csv.gz", false, Phase::Data),
        ] {
            assert_eq!(Phase::of(path, for_ever), phase, "{path}");
        }
        assert!(Phase::ALL.is_sorted());
    }

    #[test]
    fn attachments_that_a_browser_does_not_show_are_saved() {
        for (path, saved) in [
            ("solutions/S-01/files/macro.xlsm", true),
            ("files/notes.html", true),
            ("solutions/S-01/files/photo.JPG", false),
            ("solutions/S-01/files/manual.pdf", false),
            ("solutions/S-01/files/index.html", false),
            ("data/faults.csv", false),
            ("index.html", false),
        ] {
            assert_eq!(disposition(path).is_some(), saved, "{path}");
        }
    }
}
