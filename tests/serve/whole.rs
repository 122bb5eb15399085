//! What is served is what would be built, file by file.

use crate::program::Place;
use crate::server::Server;

/// The files that only a published site needs: a preview is never kept by a browser.
fn is_for_keeping(path: &str) -> bool {
    path == "sw.js"
        || path == "offline.json"
        || path.starts_with("offline/") && !path.contains("index")
}

/// Compares every file of a build with what the server answers, but for the one tag by which
/// open pages are told of changes.
pub(crate) fn equals_a_build(place: &Place, server: &Server) -> usize {
    let built = place.run(&["build", "-r", "p", "-o", "built"]);
    assert!(built.exit < 2, "{}", built.err);
    let mut compared = 0;
    let root = place.at("built");
    for (disk, bytes) in place.tree() {
        let (Ok(path), Some(bytes)) = (disk.strip_prefix(&root), bytes) else { continue };
        let path = path.to_str().expect("a readable name").replace('\\', "/");
        let inside = path.strip_prefix("internal/").unwrap_or(&path);
        let hidden = path.split('/').any(|name| name.starts_with('.'));
        if hidden || is_for_keeping(inside) {
            continue;
        }
        let answer = server.get(&format!("/{}", escaped(&path)));
        assert_eq!(answer.status, 200, "{path}");
        let shown = if answer.header("content-type") == Some("text/html; charset=utf-8") {
            without_tag(&answer.text()).into_bytes()
        } else {
            answer.body
        };
        assert!(shown == bytes, "{path} is served otherwise than it is built");
        compared += 1;
    }
    compared
}

/// A page without its only script of the server, whose number may grow meanwhile.
fn without_tag(page: &str) -> String {
    let (start, end) = ("<script src=\"/-/live.js?site=", "\" defer></script></body>");
    let (before, rest) = page.rsplit_once(start).expect("the script of the server");
    let (number, after) = rest.split_once(end).expect("the end of the page");
    assert!(number.bytes().all(|b| b.is_ascii_digit()), "{number}");
    format!("{before}</body>{after}")
}

fn escaped(path: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(byte);
    path.bytes()
        .map(|b| if plain(&b) { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

#[test]
fn every_file_of_a_build_is_served_as_it_is_built() {
    for lang in ["en", "zh"] {
        let place = Place::with_project(lang);
        let server = Server::of(&place, &[]);
        let compared = equals_a_build(&place, &server);
        assert!(compared > 100, "{compared} files");
    }
}

#[test]
fn a_preview_leaves_no_copy_in_the_browser() {
    let place = Place::with_project("en");
    let server = Server::of(&place, &[]);
    let worker = server.get("/internal/sw.js");
    assert_eq!(worker.header("content-type"), Some("text/javascript; charset=utf-8"));
    assert!(worker.text().contains("unregister"), "{}", worker.text());
    assert!(!worker.text().contains("fetch"), "it never answers in the server's place");
}
