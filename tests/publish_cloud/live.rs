//! The look at what readers get: nothing to say where it is as published; told with exit 5
//! where it is not; and compressed variants that a real web server hands out.

use crate::command::{built, run};
use crate::memory::Files;
use crate::servers::{Make, Server, speak};
use faultbook::publish::VARIANT;
use std::fs;

#[test]
fn what_the_web_server_does_to_files_is_found_out() {
    let Some(server) = Server::start(Make::Apache) else { return };
    let place = built(&server, &format!("live = {:?}", server.site()));
    let done = run(&place, &["publish", "www"]);
    assert_eq!((done.exit, done.err.as_str()), (0, ""), "{}", done.out);
    let root = server.at("www/dav/pumps 泵");
    let spoiled = [
        // Other bytes, a type that is none, and a file that is gone.
        ("index.html", "hands out other bytes"),
        ("search/manifest.js", "answers with status 404"),
    ];
    for (path, wanted) in spoiled {
        let file = root.join(path);
        let bytes = fs::read(&file).unwrap();
        if path == "index.html" {
            fs::write(&file, "an old page").unwrap();
        } else {
            fs::remove_file(&file).unwrap();
        }
        let said = run(&place, &["publish", "www"]);
        assert_eq!(said.exit, 5, "{}{}", said.out, said.err);
        assert!(said.err.contains("FB1110") && said.err.contains(wanted), "{}", said.err);
        assert!(said.err.contains("faultbook publish www --rollback"), "{}", said.err);
        fs::write(&file, bytes).unwrap();
    }
    assert_eq!(run(&place, &["publish", "www"]).exit, 0);
}

#[test]
fn headers_that_belong_to_every_answer_are_looked_for_where_they_are_expected() {
    let Some(server) = Server::start(Make::Apache) else { return };
    let more = format!("live = {:?}\nlive_headers = true", server.site());
    let place = built(&server, &more);
    let said = run(&place, &["publish", "www"]);
    assert_eq!(said.exit, 5, "{}{}", said.out, said.err);
    assert!(said.err.contains("sends nothing as Content-Security-Policy"), "{}", said.err);
    // With the rules that the program writes for Apache nothing is missed.
    let written = run(&place, &["hosting", "apache", "--dir", "rules"]);
    assert_eq!(written.exit, 0, "{}", written.err);
    let rules = fs::read_to_string(place.at("rules/faultbook-private.conf")).unwrap();
    let Some(server) = Server::start_with(Make::Apache, &rules) else { return };
    let more = format!("live = {:?}\nlive_headers = true", server.site());
    let said = run(&built(&server, &more), &["publish", "www"]);
    assert_eq!((said.exit, said.err.as_str()), (0, ""), "{}", said.out);
}

fn packed(server: &Server, path: &str) -> (String, String) {
    let site = server.site();
    let base = site.splitn(4, '/').nth(3).unwrap();
    let asked = format!("GET /{base}{path} HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n");
    let answer = speak(server.port, &asked);
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.to_lowercase(), body.to_owned())
}

#[test]
fn compressed_variants_lie_beside_their_texts_are_handed_out_and_go_with_them() {
    let Some(server) = Server::start(Make::Nginx) else { return };
    let more = format!("live = {:?}\nprecompress = [\"gzip\"]", server.site());
    let place = built(&server, &more);
    let done = run(&place, &["publish", "www"]);
    assert_eq!((done.exit, done.err.as_str()), (0, ""), "{}", done.out);
    let (head, _) = packed(&server, "index.html");
    assert!(head.contains("content-encoding: gzip") && head.contains("text/html"), "{head}");
    let variants = |files: &Files| files.keys().filter(|path| path.ends_with(VARIANT)).count();
    let files = server.files();
    assert!(variants(&files) > 10 && files.contains_key("assets/faultbook.css.gz"));
    for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with(VARIANT)) {
        use std::io::Read;
        let mut text = Vec::new();
        flate2::read::GzDecoder::new(&bytes[..]).read_to_end(&mut text).unwrap();
        assert_eq!(Some(&text), files.get(path.strip_suffix(VARIANT).unwrap()), "{path}");
        assert!(bytes.len() < text.len());
    }
    // The same site gives the same variants.
    assert!(run(&place, &["publish", "www"]).out.contains(" 0 uploaded"));
    // Without the word they go, and a server that does not hand them out is told of.
    let config = place.read("p/faultbook.toml");
    place.write("p/faultbook.toml", config.replace("precompress = [\"gzip\"]", ""));
    let many = variants(&files).to_string();
    let done = run(&place, &["publish", "www", "--allow-delete", &many]);
    assert_eq!((done.exit, done.err.as_str()), (0, ""), "{}", done.out);
    let mut left = server.files();
    // Parts of a former index stay for a while, with theirs.
    left.retain(|path, _| !path.contains("search/") && !path.starts_with("offline/"));
    assert_eq!(variants(&left), 0);
    let Some(apache) = Server::start(Make::Apache) else { return };
    let more = format!("live = {:?}\nprecompress = [\"gzip\"]", apache.site());
    let said = run(&built(&apache, &more), &["publish", "www"]);
    assert_eq!(said.exit, 0, "{}", said.err);
    assert!(said.err.contains("FB1111"), "{}", said.err);
    // The rules that the documentation has for it are right.
    let docs = include_str!("../../docs/publishing.md");
    let rules = docs.split("```apache\n").nth(1).unwrap().split("```").next().unwrap();
    let apache = Server::start_with(Make::Apache, rules).unwrap();
    let more = format!("live = {:?}\nprecompress = [\"gzip\"]", apache.site());
    let said = run(&built(&apache, &more), &["publish", "www"]);
    assert_eq!((said.exit, said.err.as_str()), (0, ""));
}
