//! The one function that makes an address of an id or a title. A slug is a
//! function of the text alone, never of what else exists.

use unicode_normalization::UnicodeNormalization;

/// One segment of an address: letters and digits of any script, `-`, `_`, `.`,
/// `+`; never empty, never reserved, at most 120 bytes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slug(String);

impl Slug {
    /// The segment.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form in which two slugs collide on a case-folding file system.
    pub fn fold(&self) -> String {
        self.0.to_lowercase()
    }
}

impl std::fmt::Display for Slug {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

const MAX_BYTES: usize = 120;
/// Bytes that make a reserved name another one.
const RESERVED_TAIL: usize = 6;
const DEVICES: [&str; 7] = ["con", "prn", "aux", "nul", "conin$", "conout$", "clock$"];
const TAKEN: [&str; 6] = ["index", "404", "assets", "search-index", "data", "manifest"];

/// True where an id cannot be an address because it steers a path: it holds a
/// separator next to a dot segment, is absolute, or names a drive.
pub fn steers_path(id: &str) -> bool {
    if id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')) {
        return false;
    }
    let folded: String = id.nfkc().collect();
    let lower = folded.to_ascii_lowercase();
    let decoded = lower.replace("%2e", ".").replace("%2f", "/").replace("%5c", "\\");
    let drive = decoded.as_bytes().get(1) == Some(&b':')
        && decoded.as_bytes()[0].is_ascii_alphabetic()
        && decoded[2..].starts_with(['/', '\\']);
    drive
        || decoded.starts_with(['/', '\\'])
        || decoded.split(['/', '\\']).any(|s| s == ".." || s == ".")
}

/// True where an id written by hand is the name of a file or folder of the site
/// itself.
pub fn is_site_file(id: &str) -> bool {
    let lower = id.trim().to_lowercase();
    TAKEN.contains(&lower.as_str()) || lower == "manifest.json"
}

/// The slug of an id or a title. Letters keep their case; what is neither letter
/// nor digit becomes one `-`.
pub fn slug(text: &str) -> Slug {
    // Nearly every id is ASCII, which normalises to itself.
    let out = if text.is_ascii() { joined(text.chars()) } else { joined(text.nfkc()) };
    let trimmed = out.trim_matches(['-', '.']);
    let mut slug =
        if trimmed.is_empty() { format!("x-{}", digest(text)) } else { trimmed.to_owned() };
    let reserved = is_reserved(&slug);
    let most = if reserved { MAX_BYTES - RESERVED_TAIL } else { MAX_BYTES };
    if slug.len() > most {
        let tail = digest(text);
        let mut end = most - tail.len() - 1;
        while !slug.is_char_boundary(end) {
            end -= 1;
        }
        slug.truncate(end);
        slug = format!("{slug}-{tail}");
    }
    if reserved || is_reserved(&slug) {
        // Before the first dot: some systems know `aux` by what stands there, whatever follows.
        let at = slug.find('.').unwrap_or(slug.len());
        slug.insert_str(at, &format!("--{}", &digest(text)[..RESERVED_TAIL - 2]));
    }
    Slug(slug)
}

fn joined(letters: impl Iterator<Item = char>) -> String {
    let mut out = String::with_capacity(letters.size_hint().0);
    for c in letters {
        if c.is_alphanumeric() || matches!(c, '_' | '.' | '+') {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    out
}

fn is_reserved(slug: &str) -> bool {
    // No reserved word starts otherwise; most ids end here.
    if !slug.starts_with(|c: char| !c.is_ascii() || "cpanilsdm4CPANILSDM".contains(c)) {
        return false;
    }
    let lower = slug.to_lowercase();
    let stem = lower.split('.').next().unwrap_or(&lower);
    let port = |prefix: &str| {
        let rest = stem.strip_prefix(prefix);
        rest.is_some_and(|n| n.chars().count() == 1 && n.chars().all(char::is_numeric))
    };
    DEVICES.contains(&stem) || port("com") || port("lpt") || TAKEN.contains(&lower.as_str())
}

fn digest(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex()[..8].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_titles_become_readable_addresses() {
        for (text, want) in [
            ("E-104", "E-104"),
            ("Ｅ１０１", "E101"),
            ("开机黑屏但电源灯亮 / Black screen", "开机黑屏但电源灯亮-Black-screen"),
            ("  a  b ", "a-b"),
            ("fix_0x80070005.", "fix_0x80070005"),
        ] {
            assert_eq!(slug(text).as_str(), want);
        }
    }

    #[test]
    fn no_slug_is_empty_reserved_or_long() {
        assert!(slug("???").as_str().starts_with("x-"));
        assert_ne!(slug("index").as_str(), "index");
        assert_ne!(slug("CON").as_str(), "CON");
        for device in ["aux.html", "LPT9.md", "NUL.tar.gz", "com¹.txt"] {
            let slug = slug(device);
            assert!(slug.as_str().split('.').next().unwrap().contains("--"), "{slug}");
        }
        assert_ne!(slug("COM¹").as_str(), "COM1");
        assert!(slug(&"长".repeat(300)).as_str().len() <= MAX_BYTES);
        assert!(slug(&format!("CON.{}", "x".repeat(300))).as_str().len() <= MAX_BYTES);
        assert_ne!(slug(&"长".repeat(300)), slug(&"长".repeat(301)));
    }

    #[test]
    fn ids_that_steer_a_path_are_told() {
        for id in [
            "../../etc/cron.d/x",
            "..\\..\\x",
            "/abs",
            "C:\\x",
            "\\\\?\\C:\\x",
            "a/../b",
            "%2e%2e%2f",
        ] {
            assert!(steers_path(id), "{id}");
        }
        for id in ["A/B 3", "E-104", "1:2", "v1.2"] {
            assert!(!steers_path(id), "{id}");
        }
    }
}
