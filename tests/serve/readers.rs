//! Several sites, and others in the network.

use crate::program::Place;
use crate::server::{Answer, Server, raw};
use std::net::SocketAddr;

/// Two customers with sites of their own, the first one's encrypted.
fn two_customers() -> Place {
    let place = Place::with_two_customers(
        "[site]\ntitle = \"Pumps\"\nlanguage = \"zh-CN\"\nas_of = \"2026-03-31\"\n\n\
         [audiences]\ncustomers = true\npublic = true\nencrypt = [\"C-01\"]\n",
    );
    let made = place.run(&["access", "add", "C-01", "-r", "p"]);
    assert_eq!(made.exit, 0, "{}", made.err);
    place
}

fn at(address: SocketAddr, path: &str) -> Option<Answer> {
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    raw(address, request.as_bytes())
}

#[test]
fn several_sites_are_listed_and_each_is_the_one_of_its_reader() {
    let place = two_customers();
    let server = Server::of(&place, &[]);
    assert_eq!(server.get("/").header("location"), Some("/-/"));
    let list = server.get("/-/").text();
    assert!(list.contains("<html lang=\"zh-CN\">") && list.contains("本项目的网站"), "{list}");
    for site in ["internal", "customers/C-01", "customers/C-02", "public"] {
        assert!(list.contains(&format!("<a href=\"/{site}/\">{site}</a>")), "{list}");
        assert_eq!(server.get(&format!("/{site}/")).status, 200, "{site}");
        let bare = server.get(&format!("/{site}"));
        assert_eq!(
            (bare.status, bare.header("location")),
            (302, Some(format!("/{site}/").as_str()))
        );
    }
    assert!(list.contains("发布时加密"), "an encrypted site says so: {list}");
    // Plain for the maintainer's own eyes, and nobody else's records in it.
    assert_eq!(server.get("/customers/C-01/devices/P-17/").status, 200);
    assert_eq!(server.get("/customers/C-01/devices/Q-29/").status, 404);
    assert_eq!(server.get("/customers/C-02/devices/Q-29/").status, 200);
    assert_eq!(server.get("/customers/").status, 404);
}

#[test]
fn one_site_alone_is_the_front_page() {
    let place = two_customers();
    let server = Server::of(&place, &["--audience", "C-02"]);
    assert_eq!(server.get("/").header("location"), Some("/customers/C-02/"));
    assert_eq!(server.get("/internal/").status, 404);
}

#[test]
fn without_secrets_a_closed_site_is_no_more_shown_than_built() {
    let place = two_customers();
    std::fs::remove_file(place.at("p/.faultbook/access.toml")).unwrap();
    let server = Server::of(&place, &[]);
    assert_eq!(server.state(None)["findings"][0]["code"], "FB0116");
    assert_eq!(server.get("/customers/C-01/").status, 503);
    // Made, they are noticed like any other file.
    assert_eq!(place.run(&["access", "add", "C-01", "-r", "p"]).exit, 0);
    server.until("the sites are there", |_| server.get("/customers/C-01/").status == 200);
}

/// Other addresses of this machine itself are there on Linux alone.
#[cfg(target_os = "linux")]
#[test]
fn others_in_the_network_reach_it_only_where_they_may_and_never_an_encrypted_site() {
    let place = two_customers();
    let alone = Server::of(&place, &[]);
    let elsewhere = SocketAddr::from(([127, 0, 0, 2], alone.at[0].port()));
    assert!(at(elsewhere, "/internal/").is_none(), "nobody listens there");
    drop(alone);
    let server = Server::of(&place, &["--lan=127.0.0.2"]);
    let elsewhere = *server.at.last().expect("an address");
    assert_eq!(elsewhere.ip().to_string(), "127.0.0.2");
    let status = |path| at(elsewhere, path).expect("an answer").status;
    assert_eq!(status("/internal/"), 200);
    assert_eq!(status("/customers/C-02/"), 200);
    for path in [
        "/customers/C-01/",
        "/customers/C-01",
        "/customers/C-01/devices/P-17/",
        "/customers/C-01/data/site.json",
    ] {
        let answer = at(elsewhere, path).expect("an answer");
        assert_eq!(answer.status, 403, "{path}");
        assert!(!answer.text().contains("P-17"), "{path}");
        assert_eq!(server.get(path).status, 403, "{path} on this machine");
    }
    let list = at(elsewhere, "/-/").expect("an answer").text();
    assert!(
        !list.contains("href=\"/customers/C-01/\"") && list.contains("customers/C-01"),
        "{list}"
    );
    let foreign = format!(
        "GET / HTTP/1.1\r\nHost: evil.com:{}\r\nConnection: close\r\n\r\n",
        elsewhere.port()
    );
    assert_eq!(raw(elsewhere, foreign.as_bytes()).expect("an answer").status, 403);
}

#[test]
fn every_address_of_the_machine_at_once_is_refused() {
    let place = Place::with_project("en");
    let answer = place.run(&["serve", "-r", "p", "--port", "0", "--lan=0.0.0.0"]);
    assert_eq!(answer.exit, 2, "{}", answer.err);
    assert!(answer.err.contains("FB1201"), "{}", answer.err);
}

#[test]
fn a_person_is_told_where_it_listens_and_gets_a_code_for_a_phone() {
    use std::io::{BufRead, BufReader, Read};
    use std::process::Stdio;
    let place = Place::with_project("en");
    let mut command = place.command(&["serve", "-r", "p", "--port", "0", "--lan=127.0.0.1"]);
    // The same address twice: it cannot begin, and says why.
    let answer: crate::program::Answer = command.output().expect("the program runs").into();
    assert_eq!(answer.exit, 2, "{}", answer.err);
    if cfg!(target_os = "linux") {
        let mut command = place.command(&["serve", "-r", "p", "--port", "0", "--lan=127.0.0.2"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut said = String::new();
        let mut out = child.stdout.take().unwrap();
        let mut buffer = [0; 4096];
        while !said.contains("▀▀") || !said.contains("127.0.0.2:") {
            let n = out.read(&mut buffer).unwrap();
            assert!(n > 0, "{said}");
            said.push_str(&String::from_utf8_lossy(&buffer[..n]));
        }
        assert!(said.contains("http://127.0.0.1:"), "{said}");
        let warned = BufReader::new(child.stderr.take().unwrap()).lines().next();
        let warned = warned.expect("a line").unwrap();
        assert!(warned.contains("Everybody in this network"), "{warned}");
        child.kill().unwrap();
        child.wait().unwrap();
    }
}
