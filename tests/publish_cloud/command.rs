//! `faultbook publish` to these places as a person meets it: keys of a target, lines that are
//! refused, secrets that are never shown, and the look at what readers get.

use crate::program::{Answer, Place};
use crate::servers::{Make, PASSWORD, Server, USER};
use std::fs;
use std::net::ToSocketAddrs;

fn target(server: &Server, more: &str) -> String {
    let dav = server.make.is_dav();
    let part = if dav { "/dav" } else { "" };
    let (kind, account) = if dav {
        ("webdav", format!("user = {USER:?}\npassword_env = \"SITE_SECRET\"\nreplace = \"put\""))
    } else {
        let keys = "access_key_env = \"SITE_KEY\"\nsecret_key_env = \"SITE_SECRET\"";
        ("s3", format!("bucket = \"site\"\n{keys}"))
    };
    format!(
        "\n[publish.www]\nkind = {kind:?}\nendpoint = \"http://127.0.0.1:{}{part}\"\n\
         path = \"/pumps 泵\"\naudience = \"internal\"\n{account}\n{more}\n",
        server.port
    )
}

pub(crate) fn project(config: &str) -> Place {
    Place::with_two_customers(&format!(
        "[site]\ntitle = \"Pumps\"\nlanguage = \"en\"\nas_of = \"2026-04-01\"\n\n\
         [audiences]\ncustomers = true\npublic = true\n{config}"
    ))
}

pub(crate) fn built(server: &Server, more: &str) -> Place {
    let place = project(&target(server, more));
    let built = run(&place, &["build", "-q"]);
    assert_eq!(built.exit, 0, "{}", built.err);
    place
}

pub(crate) fn run(place: &Place, args: &[&str]) -> Answer {
    let mut command = place.command(&[args, &["--root", "p"]].concat());
    command.env("SITE_KEY", "AKIDEXAMPLE").env("SITE_SECRET", PASSWORD);
    command.output().unwrap().into()
}

#[test]
fn a_built_site_goes_to_each_and_comes_back() {
    for make in Make::ALL {
        let Some(server) = Server::start(make) else { continue };
        // A bucket alone finds no front page by itself.
        let front = if make == Make::Moto { "index.html" } else { "" };
        let place = built(&server, &format!("live = \"{}{front}\"", server.site()));
        let done = run(&place, &["publish", "www"]);
        assert_eq!(done.exit, 0, "{make:?}: {}{}", done.out, done.err);
        let again = run(&place, &["publish", "www"]);
        assert!(again.out.contains(" 0 uploaded"), "{make:?}: {}", again.out);
        place.write(
            "p/content/solutions/SOL-1.md",
            "---\nid: SOL-1\ntitle: Fit a new gasket\naudience: customer\n---\n\nFit two.\n",
        );
        assert_eq!(run(&place, &["build", "-q"]).exit, 0);
        let planned = run(&place, &["publish", "www", "--dry-run"]);
        assert!(planned.out.contains("    ~ solutions/SOL-1/index.html"), "{}", planned.out);
        let page = |server: &Server| {
            let files = server.files();
            String::from_utf8(files["solutions/SOL-1/index.html"].clone()).unwrap()
        };
        assert!(!page(&server).contains("Fit two"));
        let done = run(&place, &["publish", "www"]);
        assert_eq!(done.exit, 0, "{make:?}: {}{}", done.out, done.err);
        assert!(page(&server).contains("Fit two"));
        let back = run(&place, &["publish", "www", "--rollback"]);
        assert_eq!(back.exit, 0, "{make:?}: {}{}", back.out, back.err);
        assert!(!page(&server).contains("Fit two"));
    }
}

#[test]
fn case_109_no_secret_is_in_anything_that_is_printed_or_kept() {
    for make in Make::ALL {
        let Some(server) = Server::start(make) else { continue };
        let place = built(&server, "");
        for secret in [PASSWORD, "hunter2-wrong"] {
            for more in [&["-v"][..], &["--json"], &["--dry-run", "-v"]] {
                let mut command =
                    place.command(&[&["publish", "www", "--root", "p"], more].concat());
                command.env("SITE_KEY", "AKIDEXAMPLE").env("SITE_SECRET", secret);
                let answer: Answer = command.env("RUST_LOG", "trace").output().unwrap().into();
                let said = format!("{}{}", answer.out, answer.err);
                assert!(!said.contains("hunter2"), "{said}");
                if secret != PASSWORD && make.is_dav() {
                    assert_eq!(answer.exit, 4, "{said}");
                    assert!(said.contains("FB1104"), "{said}");
                }
            }
        }
        let kept = crate::trees::on_disk(&place.at("p"));
        assert!(!kept.values().any(|bytes| String::from_utf8_lossy(bytes).contains("hunter2")));
    }
}

#[test]
fn open_lines_links_and_secrets_in_addresses_are_refused_before_anything_is_sent() {
    let s3 = "kind = \"s3\"\nbucket = \"b\"\npath = \"/\"\naudience = \"internal\"\n\
              access_key_env = \"SITE_KEY\"\nsecret_key_env = \"SITE_SECRET\"";
    let dav = "kind = \"webdav\"\npath = \"/\"\naudience = \"internal\"\nuser = \"clerk\"\n\
               password_env = \"SITE_SECRET\"";
    let nowhere = "endpoint = \"https://127.0.0.1:9\"";
    for (config, code, wanted) in [
        (format!("{s3}\nendpoint = \"http://s3.example.com\""), "FB1101", "insecure = true"),
        (format!("{dav}\nendpoint = \"http://nas.example/dav\""), "FB1101", "insecure = true"),
        (format!("{dav}\nendpoint = \"https://a:hunter2@nas.example/\""), "FB1102", "secret"),
        (format!("{dav}\nendpoint = \"https://nas.example/?t=hunter2\""), "FB0104", "endpoint"),
        (format!("{s3}\n{nowhere}\nswitch = \"link\""), "FB1101", "has no links"),
        (format!("{dav}\n{nowhere}\nswitch = \"link\""), "FB1101", "has no links"),
        (format!("{s3}\n{nowhere}\nprecompress = [\"gzip\"]"), "FB1101", "under its own name"),
        (format!("{dav}\n{nowhere}\nprecompress = [\"zip\"]"), "FB0104", "gzip"),
        (
            s3.replace("secret_key_env", "secret_key") + "\nendpoint = \"https://x\"",
            "FB1102",
            "secret",
        ),
        (format!("{dav}\n{nowhere}"), "FB1104", "is the service up"),
        (
            format!("{dav}\n{nowhere}\nlive = \"http://x.example\"\nlive_user = \"u\""),
            "FB1104",
            "is the service up",
        ),
    ] {
        let place = project(&format!("\n[publish.www]\n{config}\n"));
        let built = run(&place, &["build", "-q"]);
        let said = if built.exit == 0 { run(&place, &["publish", "www"]) } else { built };
        let (exit, said) = (said.exit, format!("{}{}", said.out, said.err));
        assert!(said.contains(code) && said.contains(wanted), "{config}: {said}");
        assert!(!said.contains("hunter2"), "{said}");
        assert_eq!(exit, if code == "FB1104" { 4 } else { 2 }, "{said}");
    }
}

#[test]
fn a_line_that_others_can_read_is_used_only_where_it_is_allowed_and_told() {
    let Some(server) = Server::start(Make::Apache) else { return };
    let place = built(&server, "insecure = true");
    // Another name of this machine, which the program cannot know for one.
    let name = fs::read_to_string("/etc/hostname").unwrap_or_default().trim().to_owned();
    let local = (name.as_str(), server.port).to_socket_addrs();
    if !local.is_ok_and(|mut all| all.any(|one| one.ip().is_loopback())) {
        eprintln!("SKIPPED: {name} is no name of this machine for itself");
        return;
    }
    let config = place.read("p/faultbook.toml").replace("//127.0.0.1:", &format!("//{name}:"));
    place.write("p/faultbook.toml", config);
    let said = run(&place, &["publish", "www"]);
    assert_eq!(said.exit, 0, "{}", said.err);
    assert!(said.err.contains("FB1112"), "{}", said.err);
}
