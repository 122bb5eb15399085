//! `faultbook publish` as a person meets it: what it says, what it leaves alone, how it ends,
//! and that no secret is ever in what it prints.

use crate::program::{Answer, Place};
use crate::trees::on_disk;
use faultbook::publish::VARIANT;
use serde_json::Value;
use std::fs;

fn project(config: &str) -> Place {
    Place::with_two_customers(&format!(
        "[site]\ntitle = \"Pumps\"\nlanguage = \"en\"\nas_of = \"2026-04-01\"\n\n\
         [audiences]\ncustomers = true\npublic = true\n{config}"
    ))
}

fn folder_target(place: &Place, name: &str, audience: &str, more: &str) -> String {
    let path = place.at("www").join(name);
    format!(
        "\n[publish.{name}]\nkind = \"fs\"\npath = {:?}\naudience = {audience:?}\n{more}\n",
        path.to_str().unwrap()
    )
}

fn with_targets(targets: &[(&str, &str, &str)]) -> Place {
    let place = project("");
    let config = place.read("p/faultbook.toml");
    let targets = targets.iter().map(|(name, who, more)| folder_target(&place, name, who, more));
    place.write("p/faultbook.toml", format!("{config}{}", targets.collect::<String>()));
    place
}

fn run(place: &Place, args: &[&str]) -> Answer {
    place.run(&[args, &["--root", "p"]].concat())
}

fn build(place: &Place) {
    let built = run(place, &["build", "-q"]);
    assert_eq!(built.exit, 0, "{}", built.err);
}

fn json(place: &Place, args: &[&str], exit: i32) -> Value {
    let answer = run(place, &[&["publish"], args, &["--json"]].concat());
    assert_eq!(answer.exit, exit, "{}{}", answer.out, answer.err);
    let value: Value = serde_json::from_str(&answer.out).unwrap();
    assert_eq!(value["exit"], exit);
    value
}

#[test]
fn what_a_rehearsal_says_is_what_is_done() {
    let place = with_targets(&[("www", "internal", "url = \"https://service.example\"")]);
    build(&place);
    let planned = json(&place, &["www", "--dry-run"], 0);
    assert!(!place.at("www").exists());
    let done = json(&place, &["www"], 0);
    for key in ["uploaded", "unchanged", "deleted", "bytes"] {
        assert_eq!(planned[key], done[key], "{key}");
    }
    let mut site = on_disk(&place.at("p/output/internal"));
    site.remove(".faultbook-site");
    let mut there = on_disk(&place.at("www/www"));
    there.retain(|path, _| !path.starts_with(".faultbook-publish"));
    assert_eq!(there, site);
    let phases: Vec<&str> = planned["sites"][0]["phases"]
        .as_array()
        .unwrap()
        .iter()
        .map(|phase| phase["phase"].as_str().unwrap())
        .collect();
    assert_eq!(phases, ["assets", "search", "data", "pages", "front"]);
    let again = run(&place, &["publish", "www"]);
    assert_eq!((again.exit, again.err.as_str()), (0, ""));
    assert!(again.out.contains(" 0 uploaded"), "{}", again.out);
    assert!(again.out.ends_with("see it at https://service.example\n"), "{}", again.out);
}

#[test]
fn a_changed_page_goes_alone_and_comes_back() {
    let place = with_targets(&[("www", "internal", "")]);
    build(&place);
    json(&place, &["www"], 0);
    let page = "www/www/solutions/SOL-1/index.html";
    let former = place.read(page);
    place.write(
        "p/content/solutions/SOL-1.md",
        "---\nid: SOL-1\ntitle: Fit a new gasket\naudience: customer\n---\n\nFit two.\n",
    );
    build(&place);
    let said = run(&place, &["publish", "www", "--dry-run"]);
    assert!(said.out.contains("    ~ solutions/SOL-1/index.html"), "{}", said.out);
    let done = json(&place, &["www"], 0);
    assert!(done["unchanged"].as_u64() > done["uploaded"].as_u64(), "{done}");
    assert!(place.read(page).contains("Fit two"));
    json(&place, &["www", "--rollback"], 0);
    assert_eq!(place.read(page), former);
    // What is kept for a way back goes with `clean`, and is said to be gone.
    assert_eq!(run(&place, &["clean"]).exit, 0);
    assert!(!place.at("p/.faultbook").exists());
    build(&place);
    let none = json(&place, &["www", "--rollback"], 4);
    assert_eq!(none["diagnostics"][0]["code"], "FB1103");
}

#[test]
fn all_customers_have_a_folder_each_and_a_link_has_releases() {
    let link = "switch = \"link\"";
    let place = with_targets(&[("all", "customers", ""), ("linked", "public", link)]);
    build(&place);
    json(&place, &["all"], 0);
    for customer in ["C-01", "C-02"] {
        assert!(place.at("www/all").join(customer).join("index.html").is_file());
    }
    let text = fs::read_to_string(place.at("www/all/C-01/devices/P-17/index.html")).unwrap();
    assert!(text.contains("P-17") && !text.contains("Q-29"));
    let planned = json(&place, &["linked", "--dry-run"], 0);
    let done = json(&place, &["linked"], 0);
    assert_eq!(planned["uploaded"], done["uploaded"]);
    assert!(place.at("www/linked").is_symlink() && place.at("www/linked/index.html").is_file());
    assert_eq!(json(&place, &["linked"], 0)["uploaded"], 0);
}

#[test]
fn a_site_that_was_touched_after_the_search_or_holds_drafts_is_refused() {
    let place = with_targets(&[("one", "customers/C-01", ""), ("www", "internal", "")]);
    build(&place);
    json(&place, &["one", "--dry-run"], 0);
    let page = "p/output/customers/C-01/index.html";
    let text = place.read(page);
    fs::remove_file(place.at(page)).unwrap();
    place.write(page, format!("{text}<!-- touched -->"));
    let said = json(&place, &["one"], 4);
    assert!(said["diagnostics"][0]["message"].as_str().unwrap().contains("not the one that was"));
    json(&place, &["one", "--dry-run", "--unaudited"], 0);
    // A leak that the search finds is not published either.
    place.write(page, format!("{text}Northgate, Q-29"));
    assert_eq!(run(&place, &["audit", "-q"]).exit, 2);
    let said = json(&place, &["one"], 4);
    assert!(said["diagnostics"][0]["message"].as_str().unwrap().contains("found something"));
    fs::remove_file(place.at("p/output/.faultbook-audit.json")).unwrap();
    let said = json(&place, &["one"], 4);
    assert!(said["diagnostics"][0]["message"].as_str().unwrap().contains("never searched"));
    assert!(!place.at("www").exists());
    assert_eq!(run(&place, &["build", "-q", "--drafts"]).exit, 0);
    let said = json(&place, &["www"], 4);
    assert!(said["diagnostics"][0]["hint"].as_str().unwrap().contains("--allow-drafts"));
    json(&place, &["www", "--allow-drafts"], 0);
}

#[test]
fn closed_sites_go_as_they_are_and_their_keys_are_not_said() {
    let place = with_targets(&[("all", "customers", "")]);
    let config = place.read("p/faultbook.toml");
    let closed = "[audiences]\nsecret_folders = true\nencrypt = [\"C-01\"]\n";
    place.write("p/faultbook.toml", config.replace("[audiences]\n", closed));
    assert_eq!(run(&place, &["access", "add", "--all"]).exit, 0);
    build(&place);
    let done = run(&place, &["publish", "all", "-v"]);
    assert_eq!(done.exit, 0, "{}", done.err);
    let names: Vec<String> = fs::read_dir(place.at("www/all"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(names.len(), 2);
    for name in names {
        assert!(name.len() > 20 && !done.out.contains(&name) && !done.err.contains(&name));
        assert!(place.at("www/all").join(name).join("index.html").is_file());
    }
}

#[test]
fn other_readers_and_dear_folders_are_refused() {
    let place = with_targets(&[("www", "internal", "")]);
    build(&place);
    json(&place, &["www"], 0);
    let config = place.read("p/faultbook.toml");
    place.write(
        "p/faultbook.toml",
        config.replace("audience = \"internal\"", "audience = \"public\""),
    );
    let said = json(&place, &["www"], 4);
    assert!(said["diagnostics"].to_string().contains("--change-audience"), "{said}");
    for path in ["output/x", ".", "..", "content/www", "output/internal"] {
        let inside = config.replace(place.at("www/www").to_str().unwrap(), path);
        place.write("p/faultbook.toml", inside);
        let said = json(&place, &["www"], 2);
        assert!(said["diagnostics"].to_string().contains("holds or lies in"), "{path}: {said}");
    }
}

#[test]
fn a_secret_in_the_configuration_is_refused_and_not_shown() {
    for (line, code) in [
        ("password = \"hunter2\"", "FB1102"),
        ("Passphrase = \"hunter2\"", "FB1102"),
        ("secret_access_key = \"hunter2\"", "FB1102"),
        ("passwrd = \"hunter2\"", "FB1102"),
        ("api_token = \"hunter2\"", "FB1102"),
        ("pw = \"hunter2\"", "FB0103"),
    ] {
        let place = with_targets(&[("www", "internal", line)]);
        for command in [&["check"][..], &["publish", "www"], &["publish", "www", "--json"]] {
            let answer = run(&place, command);
            assert_eq!(answer.exit, 2, "{line}: {}{}", answer.out, answer.err);
            let said = format!("{}{}", answer.out, answer.err);
            assert!(said.contains(code) && !said.contains("hunter2"), "{line}: {said}");
        }
    }
}

#[test]
fn targets_that_cannot_be_used_are_told_with_what_they_need() {
    let place = project(
        "\n[publish.a]\nkind = \"s3\"\nbucket = \"b\"\naudience = \"internal\"\npath = \"/\"\n\
         endpoint = \"https://s3.example\"\nswitch = \"link\"\n\
         [publish.d]\nkind = \"fs\"\npath = \"/nowhere\"\naudience = \"internal\"\n\
         live = \"https://live.example/\"\n\
         [publish.b]\nkind = \"sftp\"\nhost = \"h.example\"\nuser = \"u\"\npath = \"www\"\n\
         audience = \"internal\"\npassword_env = \"NOT_SET_ANYWHERE\"\n",
    );
    build(&place);
    let said = |args: &[&str]| json(&place, args, 2)["diagnostics"].to_string();
    if cfg!(feature = "publish-cloud") {
        assert!(said(&["a"]).contains("of kind s3 has no links"));
    } else {
        assert!(said(&["a"]).contains("of kind s3, which this program lacks"));
        assert!(said(&["a"]).contains("--features publish-cloud"));
        assert!(said(&["d"]).contains("this program cannot ask a web server"));
    }
    assert!(said(&["c"]).contains("faultbook.toml names a, b, d"));
    if cfg!(feature = "sftp") {
        assert!(said(&["b"]).contains("the variable NOT_SET_ANYWHERE"));
    }
    for (config, wanted) in [
        ("kind = \"sftp\"\npath = \"x\"\naudience = \"internal\"", "has no `host`"),
        (
            "kind = \"fs\"\npth = \"x\"\npath = \"x\"\naudience = \"internal\"",
            "did you mean `path`",
        ),
        ("kind = \"ftp\"\npath = \"x\"\naudience = \"internal\"", "fs, sftp, s3"),
        ("kind = \"fs\"\npath = \"x\"\naudience = \"everyone\"", "internal, public, customers"),
        ("kind = \"fs\"\npath = \"x\"\naudience = \"public\"\nverify = \"some\"", "all, sample"),
    ] {
        let place = project(&format!("\n[publish.x]\n{config}\n"));
        let answer = run(&place, &["check"]);
        assert_eq!(answer.exit, 2, "{config}");
        let said = format!("{}{}", answer.out, answer.err);
        assert!(said.contains(wanted), "{config}: {said}");
    }
}

#[test]
fn compressed_variants_lie_beside_their_texts_and_come_and_go_with_them() {
    let place = with_targets(&[("www", "internal", "precompress = [\"gzip\"]")]);
    build(&place);
    json(&place, &["www"], 0);
    let there = || on_disk(&place.at("www/www"));
    let files = there();
    let variants: Vec<&String> = files.keys().filter(|path| path.ends_with(VARIANT)).collect();
    assert!(variants.len() > 10 && files.contains_key("index.html.gz"), "{variants:?}");
    for variant in &variants {
        use std::io::Read;
        let mut text = Vec::new();
        flate2::read::GzDecoder::new(&files[*variant][..]).read_to_end(&mut text).unwrap();
        assert_eq!(Some(&text), files.get(variant.strip_suffix(VARIANT).unwrap()), "{variant}");
    }
    assert_eq!(json(&place, &["www"], 0)["uploaded"], 0);
    // A page that goes takes its variant with it, and the way back brings both again.
    fs::remove_file(place.at("p/content/solutions/SOL-1.md")).unwrap();
    build(&place);
    json(&place, &["www", "--allow-delete", "100"], 0);
    let gone = ["solutions/SOL-1/index.html", "solutions/SOL-1/index.html.gz"];
    assert!(gone.iter().all(|path| !there().contains_key(*path)));
    json(&place, &["www", "--rollback"], 0);
    let own = |files: crate::memory::Files| -> Vec<(String, Vec<u8>)> {
        let kept = |path: &String| {
            !path.starts_with(".faultbook-publish")
                && !path.contains("search/")
                && !path.starts_with("offline/")
        };
        files.into_iter().filter(|(path, _)| kept(path)).collect()
    };
    assert_eq!(own(there()), own(files.clone()));
    let config = place.read("p/faultbook.toml");
    place.write("p/faultbook.toml", config.replace("precompress = [\"gzip\"]", ""));
    json(&place, &["www", "--allow-delete", "1000", "--unaudited"], 0);
    assert!(!there().keys().any(|path| path.ends_with(VARIANT)
        && !path.contains("search/")
        && !path.starts_with("offline/")));
}

#[cfg(all(unix, feature = "sftp"))]
mod sftp {
    use super::*;
    use crate::server::{Server, key, user};
    use std::os::unix::fs::PermissionsExt;

    fn target(server: &Server, more: &str) -> Place {
        let known = server.known("known", server.port, "host.pub");
        let config = format!(
            "\n[publish.www]\nkind = \"sftp\"\nhost = \"127.0.0.1\"\nport = {}\nuser = {:?}\n\
             path = \"{}\"\naudience = \"internal\"\nknown_hosts = \"{}\"\n{more}\n",
            server.port,
            user(),
            server.at("www").display(),
            known.display(),
        );
        let place = project(&config);
        build(&place);
        place
    }

    #[test]
    fn a_site_goes_up_by_a_key_file_and_by_the_agent() {
        let Some(server) = Server::start() else { return };
        let by_file = target(&server, &format!("key_file = \"{}\"", server.at("user").display()));
        let done = run(&by_file, &["publish", "www"]);
        assert_eq!(done.exit, 0, "{}", done.err);
        assert!(server.at("www/index.html").is_file());
        let by_agent = target(&server, "");
        let script = "eval \"$(ssh-agent -s)\" >/dev/null; ssh-add -q \"$KEY\"; \
                      \"$PROGRAM\" publish www --root p --adopt; code=$?; ssh-agent -k >/dev/null; \
                      exit $code";
        let answer: Answer = std::process::Command::new("sh")
            .args(["-c", script])
            .current_dir(by_agent.at("."))
            .env("KEY", server.at("user"))
            .env("PROGRAM", env!("CARGO_BIN_EXE_faultbook"))
            .output()
            .unwrap()
            .into();
        assert_eq!(answer.exit, 0, "{}{}", answer.out, answer.err);
        assert!(answer.out.contains(" 0 uploaded"), "{}", answer.out);
    }

    #[test]
    fn case_109_no_secret_is_in_anything_that_is_printed() {
        let Some(server) = Server::start() else { return };
        let place = target(&server, "password_env = \"WWW_PASSWORD\"");
        key(&server.at("closed"), "ed25519", "sesame-sesame");
        let closed = format!(
            "key_file = \"{}\"\npassphrase_env = \"WWW_PASSWORD\"",
            server.at("closed").display()
        );
        let with_key = target(&server, &closed);
        for place in [&place, &with_key] {
            for more in
                [&["-v"][..], &["--json"], &["--dry-run", "-v"], &["--message-format", "short"]]
            {
                let mut command =
                    place.command(&[&["publish", "www", "--root", "p"], more].concat());
                command.env("WWW_PASSWORD", "hunter2-hunter2").env("RUST_LOG", "trace");
                let answer: Answer = command.output().unwrap().into();
                assert_eq!(answer.exit, 4, "{}{}", answer.out, answer.err);
                let said = format!("{}{}", answer.out, answer.err);
                assert!(said.contains("FB1104") && !said.contains("hunter2"), "{said}");
            }
            let kept = on_disk(&place.at("p"));
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains("hunter2");
            assert!(!kept.values().any(|bytes| text(bytes)));
        }
    }

    #[test]
    fn files_with_secrets_that_others_can_read_are_not_used() {
        let Some(server) = Server::start() else { return };
        let secret = server.at("password");
        fs::write(&secret, "hunter2\n").unwrap();
        let open = |path: &std::path::Path, mode: u32| {
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        };
        open(&secret, 0o640);
        open(&server.at("user"), 0o604);
        for more in [
            format!("password_file = \"{}\"", secret.display()),
            format!("key_file = \"{}\"", server.at("user").display()),
        ] {
            let said = run(&target(&server, &more), &["publish", "www"]);
            assert_eq!(said.exit, 2, "{}", said.err);
            assert!(
                said.err.contains("chmod 600") && !said.err.contains("hunter2"),
                "{}",
                said.err
            );
        }
        open(&secret, 0o600);
        let said = run(
            &target(&server, &format!("password_file = \"{}\"", secret.display())),
            &["publish", "www"],
        );
        assert_eq!(said.exit, 4, "{}", said.err);
    }
}
