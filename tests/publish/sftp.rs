//! Against an OpenSSH server: the whole way, who is let in, which host is trusted, and lines
//! that are cut.
#![cfg(all(unix, feature = "sftp"))]

use crate::folders::{releases, strange};
use crate::memory::Files;
use crate::server::{Line, Server, free_port, key, user};
use crate::trees::{Machine, crawl, on_disk, seen, tree};
use faultbook::publish::{Host, Kind, Login, Remote, Renaming, Secret, Sftp, Thing, Trouble};
use std::fs;
use std::path::Path;

fn login(server: &Server, port: u16) -> Login {
    Login {
        host: "127.0.0.1".to_owned(),
        port,
        user: user(),
        expected: Host::Known(server.known("known", port, "host.pub")),
        key: Some((server.at("user"), None)),
        agent: false,
        password: None,
    }
}

fn www(server: &Server) -> String {
    server.at("www").to_str().unwrap().to_owned()
}

fn enter(server: &Server) -> Sftp {
    Sftp::connect(login(server, server.port), &www(server)).unwrap()
}

/// What readers see, without parts of former indexes.
fn live(folder: &Path, site: &Files) -> Files {
    let mut files = seen(&on_disk(folder));
    crawl(&files);
    files.retain(|path, _| site.contains_key(path) || !path.starts_with("search/t-"));
    files
}

#[test]
fn a_site_goes_there_changes_and_comes_back() {
    let Some(server) = Server::start() else { return };
    let (machine, sftp) = (Machine::new(), enter(&server));
    assert_eq!(sftp.abilities().rename, Renaming::Atomic);
    let (a, b) = (strange(), tree(2, 12));
    fs::write(server.at("www/favicon.ico"), "of IT").unwrap();
    let mut with_foreign = a.clone();
    with_foreign.insert("favicon.ico".to_owned(), b"of IT".to_vec());
    machine.publish(&a, &sftp).unwrap();
    assert_eq!(live(&server.at("www"), &a), with_foreign);
    assert_eq!(machine.publish(&a, &sftp).unwrap().uploaded, 0);
    machine.publish(&b, &sftp).unwrap();
    machine.roll_back(&sftp).unwrap();
    assert_eq!(live(&server.at("www"), &a), with_foreign);
}

#[test]
fn the_root_of_the_server_is_no_other_folder() {
    let Some(server) = Server::start() else { return };
    let sftp = Sftp::connect(login(&server, server.port), "/").unwrap();
    let below = www(&server);
    assert_eq!(sftp.stat(below.trim_start_matches('/')).unwrap(), Some(Thing::Folder));
}

#[test]
fn a_large_file_goes_in_pieces_and_comes_back_whole() {
    let Some(server) = Server::start() else { return };
    let mut a = tree(1, 2);
    let large: Vec<u8> =
        (0..3_000_001_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    a.insert("files/manual.pdf".to_owned(), large);
    let mut machine = Machine::new();
    machine.ways.verify = faultbook::publish::Verify::All;
    machine.publish(&a, &enter(&server)).unwrap();
    assert_eq!(live(&server.at("www"), &a), a);
}

#[test]
fn a_link_is_switched_over_sftp() {
    let Some(server) = Server::start() else { return };
    let machine = Machine::new();
    let look = || seen(&on_disk(&server.at("www/www").canonicalize().unwrap()));
    releases(&machine, &enter(&server), look);
}

#[test]
fn a_line_that_is_cut_at_any_place_leaves_what_fits_together() {
    let Some(server) = Server::start() else { return };
    let line = Line::to(server.port);
    let (machine, a, b) = (Machine::new(), tree(1, 10), tree(2, 10));
    machine.publish(&a, &enter(&server)).unwrap();
    let mut cuts = 0;
    for after in [4_000, 6_000, 8_000, 11_000, 15_000, 20_000] {
        line.cut_after(i64::MAX);
        let sftp = Sftp::connect(login(&server, line.port), &www(&server)).unwrap();
        line.cut_after(after);
        if machine.publish(&b, &sftp).is_err() {
            cuts += 1;
        }
        let now = live(&server.at("www"), &b);
        for (path, bytes) in now {
            let known = [&a, &b].iter().any(|site| site.get(&path) == Some(&bytes));
            assert!(known, "{path} is neither file after {after} bytes");
        }
    }
    assert!(cuts >= 3, "{cuts}");
    machine.publish(&b, &enter(&server)).unwrap();
    assert_eq!(live(&server.at("www"), &b), b);
}

#[test]
fn a_connection_that_dies_is_made_again_and_the_run_goes_on() {
    let Some(server) = Server::start() else { return };
    let line = Line::to(server.port);
    let sftp = Sftp::connect(login(&server, line.port), &www(&server)).unwrap();
    line.cut_after(0);
    assert_eq!(sftp.stat("x").unwrap_err().kind, Kind::Temporary);
    line.cut_after(i64::MAX);
    let machine = Machine::new();
    let a = tree(1, 6);
    machine.publish(&a, &sftp).unwrap();
    assert_eq!(live(&server.at("www"), &a), a);
}

/// Tries to enter and is refused: once, for good, without the secret.
fn refused(login: Login, because: &str, mend: &str) {
    let trouble: Trouble = match Sftp::connect(login, "www") {
        Ok(_) => panic!("entered, though {because}"),
        Err(trouble) => trouble,
    };
    assert_eq!(trouble.kind, Kind::Unauthorised, "{trouble}");
    let told = format!("{trouble:?}");
    assert!(told.contains(because), "{told}");
    assert!(trouble.mend.as_deref().unwrap_or_default().contains(mend), "{told}");
    assert!(!told.contains("hunter2"), "{told}");
}

#[test]
fn case_109_unknown_and_changed_hosts_are_refused_before_anything_is_said() {
    let Some(server) = Server::start() else { return };
    let good = login(&server, server.port);
    let print = server.fingerprint("host.pub");
    fs::write(server.at("nobody"), "").unwrap();
    let known = |name: &str| Host::Known(server.at(name));
    refused(Login { expected: known("nobody"), ..good.clone() }, "is not known", &print);
    refused(Login { expected: known("absent"), ..good.clone() }, "is not known", "fingerprint");
    key(&server.at("other"), "ed25519", "");
    let changed = Host::Known(server.known("changed", server.port, "other.pub"));
    refused(
        Login { expected: changed, ..good.clone() },
        "has changed",
        "somebody may stand between",
    );
    let wrong = Host::Fingerprint(server.fingerprint("other.pub"));
    refused(Login { expected: wrong, ..good.clone() }, "the target expects", "somebody may stand");
    let revoked = fs::read_to_string(server.known("revoked", server.port, "host.pub")).unwrap();
    fs::write(server.at("revoked"), format!("{revoked}@revoked {revoked}")).unwrap();
    refused(Login { expected: known("revoked"), ..good.clone() }, "was revoked", "ask whoever");
    let log = fs::read_to_string(server.at("log")).unwrap();
    assert!(!log.contains("Accepted"), "{log}");
    let right = Host::Fingerprint(print);
    Sftp::connect(Login { expected: right, ..good.clone() }, "www").unwrap();
    // A key of another kind in the list makes the host show that kind, or nothing.
    key(&server.at("rsa"), "rsa", "");
    let rsa = Host::Known(server.known("rsa-known", server.port, "rsa.pub"));
    refused(Login { expected: rsa, ..good }, "has changed", "somebody may stand");
}

#[test]
fn case_109_wrong_keys_and_passwords_are_told_once_and_never_shown() {
    let Some(server) = Server::start() else { return };
    let good = login(&server, server.port);
    key(&server.at("stranger"), "ed25519", "");
    let keyed = |name: &str, secret: Option<&str>| {
        let key = Some((server.at(name), secret.map(Secret::new)));
        Login { key, ..good.clone() }
    };
    refused(keyed("stranger", None), "did not let", "the host accepts: ");
    refused(keyed("absent", None), "cannot be read", "key_file");
    key(&server.at("closed"), "ed25519", "open sesame");
    refused(keyed("closed", None), "without its passphrase", "passphrase_env");
    refused(keyed("closed", Some("hunter2")), "cannot be opened", "passphrase_env");
    let public = fs::read_to_string(server.at("closed.pub")).unwrap();
    let authorized = fs::read_to_string(server.at("authorized")).unwrap();
    key(&server.at("old"), "rsa", "");
    let old = fs::read_to_string(server.at("old.pub")).unwrap();
    fs::write(server.at("authorized"), format!("{authorized}{public}{old}")).unwrap();
    Sftp::connect(keyed("closed", Some("open sesame")), "www").unwrap();
    Sftp::connect(keyed("old", None), "www").unwrap();
    let password = Some((Secret::new("hunter2"), "the variable PASSWORD".to_owned()));
    let with_password = Login { key: None, password, ..good.clone() };
    refused(with_password, "the password from the variable PASSWORD", "the host accepts: ");
    let stranger = Login { user: "nobody-of-that-name".to_owned(), ..good.clone() };
    refused(stranger, "did not let nobody-of-that-name in", "user");
    refused(Login { port: free_port(), ..good }, "cannot be reached", "is the host up");
}
