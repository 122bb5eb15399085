//! What nobody is given: other names, other origins, other methods, and no byte of a file
//! that is not a file of a site.

use crate::program::Place;
use crate::server::{Answer, Server, raw};

/// Stands in files that no request may reach.
const CANARY: &str = "canary-7f3a91";

/// A project with a canary in every file that is not shown, and beside it.
fn guarded() -> Place {
    let place = Place::with_project("en");
    for path in ["outside.txt", "p/.git/config", "p/.faultbook/notes", "p/content/.hidden/x.md"] {
        place.write(path, CANARY);
    }
    let config = place.read("p/faultbook.toml");
    place.write("p/faultbook.toml", format!("# {CANARY}\n{config}"));
    #[cfg(unix)]
    std::os::unix::fs::symlink(place.at("outside.txt"), place.at("p/content/link.txt")).unwrap();
    place
}

fn harmless(answer: &Answer, what: &str) {
    assert!(!answer.text().contains(CANARY), "{what} shows a file that is none of the site");
    assert!(!answer.text().contains("root:"), "{what} shows a file of the system");
    let cors = answer.headers.iter().find(|(name, _)| name.starts_with("access-control"));
    assert_eq!(cors, None, "{what}");
}

#[test]
fn other_names_and_other_origins_are_refused() {
    let place = guarded();
    let server = Server::of(&place, &[]);
    let port = server.at[0].port();
    let own = format!("localhost:{port}");
    for host in ["evil.com", &format!("evil.com:{port}"), "localhost", "127.0.0.1", "", "\u{e9}"] {
        for path in ["/", "/internal/", "/-/state", "/-/live.js"] {
            let answer = server.ask("GET", path, &[("Host", host)]);
            assert_eq!(answer.status, 403, "{host} {path}");
            assert!(answer.text().contains("--host"), "it says how to mend it");
            harmless(&answer, host);
        }
    }
    for origin in ["https://evil.com", "null", "http://localhost:1"] {
        let answer = server.ask("GET", "/internal/", &[("Origin", origin)]);
        assert_eq!(answer.status, 403, "{origin}");
        harmless(&answer, origin);
    }
    let script = [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "no-cors")];
    assert_eq!(server.ask("GET", "/internal/search/manifest.js", &script).status, 403);
    assert_eq!(server.ask("GET", "/internal/", &[("Host", &own)]).status, 200);
    let same = format!("http://{own}");
    let asked = [("Host", own.as_str()), ("Origin", same.as_str())];
    let answer = server.ask("GET", "/internal/", &asked);
    assert_eq!(answer.status, 200);
    harmless(&answer, "our own origin");
    // A name in the address instead of the header, and one of each.
    for request in [
        format!(
            "GET http://evil.com/internal/ HTTP/1.1\r\nHost: {own}\r\nConnection: close\r\n\r\n"
        ),
        format!(
            "GET /internal/ HTTP/1.1\r\nHost: {own}\r\nHost: evil.com\r\nConnection: close\r\n\r\n"
        ),
        "GET /internal/ HTTP/1.0\r\n\r\n".to_owned(),
    ] {
        let status = raw(server.at[0], request.as_bytes()).map(|answer| answer.status);
        assert!(matches!(status, Some(400 | 403)), "{request}: {status:?}");
    }
}

#[test]
fn a_name_that_was_allowed_is_answered() {
    let place = Place::with_project("en");
    let server = Server::of(&place, &["--host", "desk.example"]);
    for host in ["desk.example", "DESK.example", &format!("desk.example:{}", server.at[0].port())] {
        assert_eq!(server.ask("GET", "/internal/", &[("Host", host)]).status, 200, "{host}");
    }
    assert_eq!(server.ask("GET", "/internal/", &[("Host", "www.desk.example")]).status, 403);
}

#[test]
fn it_only_shows() {
    let place = guarded();
    let before = place.tree();
    let server = Server::of(&place, &[]);
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND"] {
        let path = if method == "CONNECT" { "evil.com:443" } else { "/internal/" };
        let answer = server.ask(method, path, &[("X-Note", "told back by TRACE alone")]);
        let refused = if method == "CONNECT" { 403 } else { 405 };
        assert_eq!(answer.status, refused, "{method}");
        assert!(!answer.text().contains("told back"), "{method}");
        assert!(refused == 403 || answer.header("allow") == Some("GET, HEAD"), "{method}");
        harmless(&answer, method);
    }
    let whole = server.get("/internal/");
    let head = server.ask("HEAD", "/internal/", &[]);
    assert_eq!((head.status, head.body.len()), (200, 0));
    assert_eq!(head.header("content-length"), whole.header("content-length"));
    drop(server);
    assert_eq!(place.tree(), before, "serving writes nothing");
}

#[test]
fn every_answer_carries_the_headers_of_a_private_site() {
    let place = guarded();
    let server = Server::of(&place, &[]);
    let host: &[(&str, &str)] = &[("Host", "evil.com")];
    for (method, path, headers) in [
        ("GET", "/", &[][..]),
        ("GET", "/internal/", &[]),
        ("GET", "/internal/data/site.json", &[]),
        ("GET", "/nothing", &[]),
        ("GET", "/-/", &[]),
        ("GET", "/-/state", &[]),
        ("GET", "/-/live.js", &[]),
        ("POST", "/", &[]),
        ("GET", "/", host),
    ] {
        let answer = server.ask(method, path, headers);
        let policy = answer.header("content-security-policy").unwrap_or_default();
        for rule in ["default-src 'none'", "frame-ancestors 'none'", "require-trusted-types-for"] {
            assert!(policy.contains(rule), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("cache-control", "no-store"),
            ("cross-origin-resource-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("referrer-policy", "same-origin"),
            ("x-robots-tag", "noindex, nofollow"),
        ] {
            assert_eq!(answer.header(name), Some(value), "{method} {path}");
        }
        harmless(&answer, path);
    }
}

#[test]
fn ways_out_of_the_site_lead_nowhere() {
    let place = guarded();
    let server = Server::of(&place, &[]);
    for path in [
        "/..%2f..%2fetc/passwd",
        "/../../../../../../etc/passwd",
        "/internal/../../../../../etc/passwd",
        "/internal/..%2f..%2f..%2foutside.txt",
        "/internal/%2e%2e/faultbook.toml",
        "/internal/%252e%252e/faultbook.toml",
        "/%5c..%5c..%5coutside.txt",
        "/internal/%5c..%5c",
        "//etc/passwd",
        "///etc/passwd",
        "/internal//etc/passwd",
        "/%2fetc/passwd",
        "/C:/x",
        "/C:%5cWindows%5cwin.ini",
        "/internal/c%3a/x",
        "/internal/%00",
        "/internal/index.html%00.png",
        "/internal/index.html%0d%0aX-Own:%20yes",
        "/faultbook.toml",
        "/content/faults/FR-2026-001.md",
        "/.git/config",
        "/.faultbook/notes",
        "/internal/.faultbook-site",
        "/internal/link.txt",
        "/internal/content/link.txt",
        "/internal/index.html/..",
        "/internal/index.html/",
        "/-/../internal/",
        "/-/live.js/",
        "/-/secret",
        "/internalx/",
        "/INTERNAL/",
        "/%",
        "/%c0%ae%c0%ae/%c0%ae%c0%ae/etc/passwd",
        "/%ff",
    ] {
        let answer = server.get(path);
        assert_eq!(answer.status, 404, "{path}: {}", answer.text());
        assert_eq!(answer.header("x-own"), None);
        harmless(&answer, path);
    }
    // What is no request at all.
    for bytes in [
        &b"GET /\0 HTTP/1.1\r\nHost: localhost\r\n\r\n"[..],
        b"GET /internal/\\..\\x HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /\xff\xfe HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"\0\0\0\0\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ] {
        if let Some(answer) = raw(server.at[0], bytes) {
            assert!((400..500).contains(&answer.status), "{bytes:?}: {answer:?}");
            harmless(&answer, "no request");
        }
    }
    assert_eq!(server.get("/internal/").status, 200);
}

/// Numbers that follow from a seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % most as u64) as usize
    }
}

#[test]
fn no_path_at_all_shows_a_file_that_is_none_of_a_site() {
    const PARTS: &[&str] = &[
        "/",
        "//",
        "..",
        ".",
        "%2e",
        "%2E%2e",
        "%2f",
        "%5c",
        "\\",
        "%00",
        "%252f",
        "%c0%af",
        "%ef%bc%8f",
        "internal",
        "content",
        "p",
        "outside.txt",
        "link.txt",
        "faultbook.toml",
        ".git",
        "config",
        ".faultbook",
        "notes",
        "etc",
        "passwd",
        "C:",
        "c%3a",
        "proc",
        "self",
        "environ",
        "~",
        "%7e",
        "index.html",
        "files",
        "-",
        "live.js",
        "?",
        "#",
        ";",
        "&",
        "%20",
        "+",
        "*",
        "|",
        "a",
        "é",
    ];
    let place = guarded();
    let server = Server::of(&place, &[]);
    let full = place.at("outside.txt").display().to_string();
    let mut dice = Dice(0x5eed_1234_5678_9abc);
    let mut statuses = std::collections::BTreeMap::new();
    for round in 0..2_000 {
        let mut path = if dice.below(3) == 0 { "/internal/" } else { "/" }.to_owned();
        for _ in 0..=dice.below(9) {
            path.push_str(PARTS[dice.below(PARTS.len())]);
        }
        if dice.below(10) == 0 {
            path.push_str(&full);
        }
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", server.at[0]);
        let Some(answer) = raw(server.at[0], request.as_bytes()) else { continue };
        harmless(&answer, &path);
        assert!(
            matches!(answer.status, 200 | 302 | 400 | 404),
            "{round} {path}: {}",
            answer.status
        );
        *statuses.entry(answer.status).or_insert(0_u32) += 1;
    }
    assert!(statuses.get(&404).is_some_and(|n| *n > 1_000), "{statuses:?}");
    assert!(statuses.get(&200).is_some_and(|n| *n > 3), "some are addresses: {statuses:?}");
}

#[cfg(unix)]
#[test]
fn a_file_that_becomes_a_link_is_not_shown() {
    let place = guarded();
    let report = place.read("p/content/faults/FR-2026-001.md");
    let (head, body) = report.split_once("## Symptom").expect("a heading");
    place.write("p/content/faults/note.txt", "an attached note");
    let linked = format!("{head}## Symptom\n\nSee [the note](note.txt).\n{body}");
    place.write("p/content/faults/FR-2026-001.md", linked);
    let server = Server::of(&place, &[]);
    let page = server.get("/internal/faults/FR-2026-001/").text();
    let at = page.find("note.txt").expect("the page leads to the note");
    let start = page[..at].rfind('"').expect("a link") + 1;
    let href = page[start..].split(['"', '?']).next().expect("a link");
    let parts = href.split('/').filter(|part| *part != "..").collect::<Vec<_>>().join("/");
    let steps = href.matches("../").count();
    let base = ["internal", "faults", "FR-2026-001"];
    let path = format!("/{}/{parts}", base[..base.len() - steps].join("/"));
    let answer = server.get(&path);
    assert_eq!(answer.text(), "an attached note", "{path}");
    assert_eq!(answer.header("content-disposition"), Some("attachment"));
    let note = place.at("p/content/faults/note.txt");
    std::fs::remove_file(&note).unwrap();
    std::os::unix::fs::symlink(place.at("outside.txt"), &note).unwrap();
    // At once, when it is still thought to be the file, and after the rebuild.
    harmless(&server.get(&path), &path);
    server.until("the link is noticed", |_| server.get(&path).status == 404);
    harmless(&server.get(&path), &path);
}

#[test]
fn a_port_that_is_taken_is_told_with_a_way_out() {
    let place = Place::with_project("en");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let answer = place.run(&["serve", "-r", "p", "--port", &port]);
    assert_eq!(answer.exit, 2, "{}", answer.err);
    assert!(answer.err.contains("FB1201") && answer.err.contains("--port"), "{}", answer.err);
    let answer = place.run(&["serve", "-r", "nowhere"]);
    assert_eq!(answer.exit, 2);
    assert!(answer.err.contains("FB0106"), "{}", answer.err);
}
