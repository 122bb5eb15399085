//! Who may ask. A browser sends the name under which it was led here; a name that is not
//! ours was made to point here by somebody else, whose page would then read our answers.
//! What a page of another origin asks for is refused, too.

use hyper::HeaderMap;
use hyper::Uri;
use hyper::header::{HOST, HeaderName, ORIGIN};
use std::collections::BTreeSet;
use std::net::SocketAddr;

/// The names under which the server is asked.
pub(super) struct Guard {
    names: BTreeSet<String>,
}

impl Guard {
    /// Those of the addresses at which it listens, `localhost`, and what the caller adds.
    pub(super) fn new(at: &[SocketAddr], hosts: &[String]) -> Self {
        let mut names = BTreeSet::new();
        for address in at {
            let port = address.port();
            let mut own = vec![address.to_string()];
            if address.ip().is_loopback() {
                own.push(format!("localhost:{port}"));
            }
            own.extend(hosts.iter().map(|host| format!("{}:{port}", host.to_lowercase())));
            if port == 80 {
                let bare: Vec<String> =
                    own.iter().map(|name| name.trim_end_matches(":80").to_owned()).collect();
                own.extend(bare);
            }
            names.extend(own);
        }
        // Before such a name another server may stand, at a port of its own.
        names.extend(hosts.iter().map(|host| host.to_lowercase()));
        Self { names }
    }

    /// Why a request is not answered; `None` where it is.
    pub(super) fn refusal(&self, uri: &Uri, headers: &HeaderMap) -> Option<&'static str> {
        let mut hosts = headers.get_all(HOST).iter();
        let (host, more) = (hosts.next(), hosts.next());
        let named = host.and_then(|host| host.to_str().ok()).is_some_and(|host| self.has(host));
        if !named || more.is_some() {
            return Some(STRANGE_NAME);
        }
        if uri.authority().is_some_and(|authority| !self.has(authority.as_str())) {
            return Some(STRANGE_NAME);
        }
        let ours = |origin: &str| {
            let host = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
            host.is_some_and(|host| self.has(host))
        };
        let mut origins = headers.get_all(ORIGIN).iter();
        if !origins.all(|origin| origin.to_str().is_ok_and(ours)) {
            return Some(STRANGE_PAGE);
        }
        // A link that somebody follows leads here from anywhere; a script or picture that a
        // page of another site would load does not.
        let is = |name: &HeaderName, value: &str| headers.get(name).is_some_and(|v| v == value);
        let foreign = is(&FETCH_SITE, "cross-site") || is(&FETCH_SITE, "same-site");
        (foreign && !is(&FETCH_MODE, "navigate")).then_some(STRANGE_PAGE)
    }

    fn has(&self, name: &str) -> bool {
        self.names.contains(&name.to_lowercase())
    }
}

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");

const STRANGE_NAME: &str = "This server does not answer to the name by which it was asked. Open the address \
     that faultbook serve printed, or allow another name with --host.";
const STRANGE_PAGE: &str = "This server answers its own pages, and no page of another site.";

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(headers: &[(&'static str, &str)]) -> bool {
        let at = ["127.0.0.1:8585".parse().unwrap(), "[::1]:8585".parse().unwrap()];
        let guard = Guard::new(&at, &["Desk.example".to_owned()]);
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, value.parse().unwrap());
        }
        guard.refusal(&Uri::from_static("/"), &map).is_none()
    }

    #[test]
    fn only_its_own_names_are_answered() {
        for host in [
            "127.0.0.1:8585",
            "localhost:8585",
            "LOCALHOST:8585",
            "[::1]:8585",
            "desk.example",
            "desk.example:8585",
        ] {
            assert!(answers(&[("host", host)]), "{host}");
        }
        for host in [
            "evil.com",
            "evil.com:8585",
            "localhost",
            "127.0.0.1:80",
            "localhost.evil.com:8585",
            "127.0.0.1:8585@evil.com",
            "192.168.1.4:8585",
            "",
        ] {
            assert!(!answers(&[("host", host)]), "{host}");
        }
        assert!(!answers(&[]), "a request without a name");
        assert!(!answers(&[("host", "localhost:8585"), ("host", "evil.com")]));
    }

    #[test]
    fn pages_of_other_sites_are_not_answered() {
        let from = |origin| answers(&[("host", "localhost:8585"), ("origin", origin)]);
        assert!(from("http://localhost:8585"));
        for origin in ["https://evil.com", "null", "http://localhost:3000", "file://"] {
            assert!(!from(origin), "{origin}");
        }
        let fetched = |site, mode| {
            let fetch = [("sec-fetch-site", site), ("sec-fetch-mode", mode)];
            answers(&[&[("host", "localhost:8585")][..], &fetch].concat())
        };
        assert!(fetched("same-origin", "no-cors") && fetched("none", "navigate"));
        assert!(fetched("cross-site", "navigate"), "a link in a mail");
        assert!(!fetched("cross-site", "no-cors") && !fetched("same-site", "no-cors"));
    }

    #[test]
    fn an_absolute_address_must_be_ours_too() {
        let guard = Guard::new(&["127.0.0.1:8585".parse().unwrap()], &[]);
        let mut headers = HeaderMap::new();
        headers.append(HOST, "localhost:8585".parse().unwrap());
        assert!(guard.refusal(&Uri::from_static("http://evil.com/"), &headers).is_some());
        assert!(guard.refusal(&Uri::from_static("http://localhost:8585/"), &headers).is_none());
    }
}
