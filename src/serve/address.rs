//! What a request asks for. A path is decoded once and is then an address of a site or
//! nothing: it is compared with the addresses that a site has and never joined to a path
//! of the disk, so that there is nothing to escape from. What could be read as more than
//! an address anywhere is refused before.

/// The path of a request without the leading `/`, decoded; `None` where it is no address.
/// It is empty or ends with `/` where a folder is meant.
pub(super) fn decoded(path: &str) -> Option<String> {
    let bytes = percent_decoded(path.strip_prefix('/')?)?;
    let text = String::from_utf8(bytes).ok()?;
    if text.contains('\\') || text.chars().any(char::is_control) {
        return None;
    }
    let folder = text.strip_suffix('/').unwrap_or(&text);
    let fits = text.is_empty() || folder.split('/').all(is_name);
    fits.then_some(text)
}

/// A name that no system reads as a way elsewhere: neither empty, nor hidden or a step
/// upwards, nor the letter of a drive.
fn is_name(segment: &str) -> bool {
    let bytes = segment.as_bytes();
    let drive = bytes.len() >= 2 && bytes[1] == b':' && bytes[0].is_ascii_alphabetic();
    !segment.is_empty() && !segment.starts_with('.') && !drive
}

fn percent_decoded(path: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(path.len());
    let mut bytes = path.bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let digits = [bytes.next()?, bytes.next()?];
            let digit = |d: u8| char::from(d).to_digit(16);
            out.push((digit(digits[0])? * 16 + digit(digits[1])?) as u8);
        } else {
            out.push(byte);
        }
    }
    Some(out)
}

/// The path as it may stand in a header or a link.
pub(super) fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// The value of a key in the part behind `?`: digits and letters, which need no decoding.
pub(super) fn asked<'q>(query: Option<&'q str>, key: &str) -> Option<&'q str> {
    let pairs = query?.split('&').filter_map(|pair| pair.split_once('='));
    pairs.into_iter().find(|(name, _)| *name == key).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_decoded_once() {
        for (path, address) in [
            ("/", ""),
            ("/internal/", "internal/"),
            ("/internal/en/faults/index.html", "internal/en/faults/index.html"),
            ("/internal/%E6%95%85%E9%9A%9C/x.json", "internal/故障/x.json"),
            ("/a%2520b", "a%20b"),
            ("/a%2fb", "a/b"),
            ("/a..b/c", "a..b/c"),
            ("/ab:c", "ab:c"),
        ] {
            assert_eq!(decoded(path).as_deref(), Some(address), "{path}");
            assert_eq!(decoded(&format!("/{}", encoded(address))).as_deref(), Some(address));
        }
    }

    #[test]
    fn what_leads_elsewhere_is_no_address() {
        for path in [
            "",
            "x",
            "/..%2f..%2fetc/passwd",
            "/../x",
            "/a/../b",
            "/a/./b",
            "/%2e%2e/x",
            "/.%2e/x",
            "/%5c..%5c",
            "/a\\b",
            "//etc/passwd",
            "/a//b",
            "/a%2f%2fb",
            "/C:/x",
            "/a/c%3a/x",
            "/a%00b",
            "/a%0d%0ab",
            "/%",
            "/%2",
            "/%zz",
            "/%ff%fe",
            "/.git/config",
            "/internal/.htaccess",
        ] {
            assert_eq!(decoded(path), None, "{path}");
        }
    }

    #[test]
    fn keys_behind_the_question_mark_are_found() {
        assert_eq!(asked(Some("since=12&lang=en"), "since"), Some("12"));
        assert_eq!(asked(Some("since=12&lang=en"), "lang"), Some("en"));
        assert_eq!(asked(Some("since"), "since"), None);
        assert_eq!(asked(None, "since"), None);
    }
}
