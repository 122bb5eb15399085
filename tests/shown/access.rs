//! Who may read a site on somebody else's host: secrets that are shown to whom they are made
//! for and to nobody else, folders that nobody can guess, sites that say nothing without
//! their passphrase. What a browser and a web server make of them is shown by
//! `tests/browser/lock.mjs` and `tests/hosts`.
#![allow(clippy::disallowed_methods, reason = "these tests prepare and inspect folders")]

use crate::program;

use faultbook::access::{self, Secret};
use faultbook::seal::name_of;
use program::{Answer, Place};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

fn place(audiences: &str) -> Place {
    Place::with_two_customers(&format!(
        "[site]\ntitle = \"Pumps\"\nlanguage = [\"en\", \"zh-CN\"]\nas_of = \"2026-04-01\"\n\n\
         [audit]\ncanaries = [\"HERON\"]\n\n[audiences]\ncustomers = true\n{audiences}"
    ))
}

fn done(answer: &Answer) {
    assert_eq!(answer.exit, 0, "{}{}", answer.out, answer.err);
}

fn run(place: &Place, args: &[&str]) -> Answer {
    place.run(&[args, &["--root", "p"]].concat())
}

fn secret(place: &Place, site: &str) -> Secret {
    access::read(&place.at("p")).expect("secrets").site.remove(site).expect("made")
}

/// Files of a folder by their paths in it.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let walk = walkdir::WalkDir::new(folder).into_iter().map(|entry| entry.expect("an entry"));
    let plain = walk.filter(|entry| entry.file_type().is_file());
    plain
        .map(|entry| {
            let path = entry.path().strip_prefix(folder).expect("below it");
            (path.to_string_lossy().into_owned(), fs::read(entry.path()).expect("a file"))
        })
        .collect()
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

/// The files of an encrypted site as its reader sees them.
fn opened(place: &Place, folder: &str) -> BTreeMap<String, Vec<u8>> {
    let key = secret(place, "customers/C-01").site_key();
    let sealed = files(&place.at(folder));
    sealed.iter().filter_map(|(path, bytes)| key.open(name_of(path)?, bytes)).collect()
}

const CLOSED: &str = "public = true\nencrypt = [\"C-01\"]\nsecret_folders = true\n\
                      customer_base_url = \"https://s.example/{customer}/\"\n";

#[test]
fn secrets_are_told_by_the_commands_that_make_them_and_by_nothing_else() {
    let place = place(CLOSED);
    let made = run(&place, &["access", "add", "C-01", "C-02", "internal"]);
    done(&made);
    let sites = ["customers/C-01", "customers/C-02", "internal"];
    let secrets: Vec<Secret> = sites.iter().map(|site| secret(&place, site)).collect();
    for secret in &secrets {
        assert!(made.out.contains(&secret.password), "{}", made.out);
    }
    assert!(made.out.contains(&secrets[0].passphrase), "{}", made.out);
    let shown = run(&place, &["access", "show", "c-01", "--json"]);
    assert!(shown.out.contains(&secrets[0].passphrase), "{}", shown.out);
    let told: Vec<String> = [
        &["access", "list"][..],
        &["access", "list", "--json"],
        &["check", "--json"],
        &["build", "--verbose", "--bundle"],
        &["build", "--json"],
        &["audit", "--json"],
        &["inspect", "C-01"],
        &["access", "files", "--out", "server"],
        &["clean"],
        &["access", "remove", "C-01"],
    ]
    .iter()
    .map(|args| {
        let answer = run(&place, args);
        done(&answer);
        format!("{args:?}: {}{}", answer.out, answer.err)
    })
    .collect();
    for secret in &secrets {
        for hidden in [&secret.password, &secret.passphrase, &secret.folder] {
            for text in &told {
                assert!(!text.contains(hidden.as_str()), "{hidden} in {text}");
            }
        }
    }
}

#[test]
fn no_file_of_a_site_or_a_server_holds_a_secret_but_a_sites_own_address() {
    let place = place(CLOSED);
    done(&run(&place, &["access", "add", "--all"]));
    done(&run(&place, &["build", "--bundle"]));
    done(&run(&place, &["access", "files", "--out", "server"]));
    let (one, two) = (secret(&place, "customers/C-01"), secret(&place, "customers/C-02"));
    let folder =
        |customer: &str, secret: &Secret| format!("customers/{customer}-{}", secret.folder);
    let (first, second) = (folder("C-01", &one), folder("C-02", &two));
    let output = files(&place.at("p/output"));
    assert!(output.keys().any(|path| path.starts_with(&first)), "{:?}", output.keys());
    assert!(output.contains_key("bundles/customers/C-01.zip"), "a bundle has no key in its name");
    let sitemap = String::from_utf8_lossy(&output[&format!("{second}/sitemap.xml")]);
    assert!(sitemap.contains(&format!("https://s.example/C-02-{}/", two.folder)), "{sitemap}");
    for (path, bytes) in output.iter().chain(&files(&place.at("server"))) {
        for hidden in [&one.password, &one.passphrase, &two.password, &two.passphrase] {
            assert!(!holds(bytes, hidden), "{path} holds a secret");
        }
        // The configuration of a server has to name the folders.
        let server = path.starts_with("faultbook-sites-");
        let own = path.starts_with(&second) || server;
        assert!(own || !holds(bytes, &two.folder), "{path} tells the folder of another");
        assert!(server || !holds(bytes, &one.folder), "{path} tells its own folder");
    }
}

#[test]
fn a_site_that_is_to_be_closed_is_not_built_open() {
    let place = place(CLOSED);
    let answer = run(&place, &["build"]);
    assert_eq!(answer.exit, 2);
    assert!(
        answer.err.contains("FB0116") && answer.err.contains("access add --all"),
        "{}",
        answer.err
    );
    assert!(!place.at("p/output/internal").exists());
    assert_eq!(run(&place, &["check"]).exit, 2, "a check exits as the build would");
    done(&run(&place, &["access", "add", "C-01"]));
    let answer = run(&place, &["build"]);
    assert!(answer.exit == 2 && answer.err.contains("access add C-02"), "{}", answer.err);
    done(&run(&place, &["build", "--audience", "C-01"]));
    assert!(!place.at("p/output/customers/C-01").exists(), "without its key");
}

#[test]
fn an_encrypted_site_is_the_plain_one_and_says_nothing_of_it() {
    let plain = place("");
    done(&run(&plain, &["build", "--audience", "C-01"]));
    let place = place("encrypt = true\n");
    done(&run(&place, &["access", "add", "--all"]));
    done(&run(&place, &["build"]));
    let site = files(&place.at("p/output/customers/C-01"));
    let mut want = files(&plain.at("p/output/customers/C-01"));
    want.retain(|path, _| !faultbook::seal::stays(path) && path != ".faultbook-site");
    let have = opened(&place, "p/output/customers/C-01");
    assert_eq!(have.keys().collect::<Vec<_>>(), want.keys().collect::<Vec<_>>());
    for (path, bytes) in &have {
        assert!(*bytes == want[path], "{path} is not what the plain site has");
    }
    let words = ["C-01", "Harbour", "P-17", "T-100", "gasket", "SOL-1", "Pumps", "devices", "MX"];
    for (path, bytes) in site.iter().filter(|(path, _)| !path.starts_with("assets/")) {
        // Two letters are met by chance in a ciphertext, and the worker is the theme's.
        let words = words.iter().filter(|word| word.len() > 3 && path.as_str() != "sw.js");
        for word in words {
            assert!(!holds(bytes, word) && !path.contains(word), "{path} tells {word}");
        }
    }
    let gate = String::from_utf8_lossy(&site["index.html"]);
    assert!(gate.contains("lang=\"zh-Hans\"") && gate.contains("lang=\"en\""), "{gate}");
}

#[test]
fn equal_secrets_give_equal_bytes_and_a_renewed_passphrase_changes_all_of_them() {
    let place = place("encrypt = [\"C-01\"]\n");
    done(&run(&place, &["access", "add", "C-01"]));
    let build = |output: &str| {
        done(&run(&place, &["build", "--audience", "C-01", "-o", output]));
        files(&place.at(output).join("customers/C-01"))
    };
    let first = build("a");
    assert!(first == build("b"), "two builds differ");
    let former = secret(&place, "customers/C-01").site_key();
    done(&run(&place, &["access", "renew", "C-01"]));
    let renewed = build("c");
    let paths = |site: &BTreeMap<String, Vec<u8>>| {
        let content = site.keys().filter(|path| !path.starts_with("offline/"));
        content.cloned().collect::<BTreeSet<_>>()
    };
    assert_eq!(paths(&first), paths(&renewed), "printed addresses stay");
    for (path, bytes) in renewed.iter().filter_map(|(path, b)| Some((name_of(path)?, b))) {
        let script = if path == "index" { "sealed.js".into() } else { format!("{path}/sealed.js") };
        assert!(first[&script] != *bytes && former.open(path, bytes).is_none(), "{script}");
    }
    done(&run(&place, &["access", "renew", "C-01", "--folder"]));
    assert_ne!(paths(&renewed), paths(&build("d")), "asked for, addresses change");
}

#[test]
fn a_folder_whose_key_was_renewed_is_removed_also_by_a_build_of_that_site_alone() {
    let place = place("secret_folders = [\"C-01\"]\nencrypt = [\"C-01\"]\n");
    done(&run(&place, &["access", "add", "C-01"]));
    done(&run(&place, &["build"]));
    let folders = || {
        let entries = fs::read_dir(place.at("p/output/customers")).expect("sites");
        let names =
            entries.map(|entry| entry.expect("a site").file_name().into_string().expect("a name"));
        names.collect::<BTreeSet<_>>()
    };
    let named = || format!("C-01-{}", secret(&place, "customers/C-01").folder);
    let former = named();
    assert_eq!(folders(), BTreeSet::from([former.clone(), "C-02".to_owned()]));
    done(&run(&place, &["access", "renew", "C-01", "--folder"]));
    let built = run(&place, &["build", "--audience", "C-01"]);
    done(&built);
    assert!(built.out.contains("removed:   customers/C-01,"), "{}", built.out);
    assert_ne!(named(), former);
    assert_eq!(folders(), BTreeSet::from([named(), "C-02".to_owned()]));
}

#[test]
fn the_search_for_leaks_reads_encrypted_sites_as_their_readers_do() {
    let place = place("encrypt = true\nsecret_folders = true\n");
    done(&run(&place, &["access", "add", "--all"]));
    done(&run(&place, &["build"]));
    done(&run(&place, &["audit"]));
    done(&run(&place, &["access", "renew", "C-02"]));
    let audit = run(&place, &["audit"]);
    assert!(audit.exit == 2 && audit.err.contains("FB0902"), "{}", audit.err);
    assert!(audit.err.contains("customers/C-02"), "{}", audit.err);
    let article = "---\nid: SOL-2\ntitle: Ask\naudience: customer\n---\n\nAsk the HERON.\n";
    place.write("p/content/solutions/SOL-2.md", article);
    for command in ["build", "check"] {
        let answer = run(&place, &[command]);
        let said = format!("{}{}", answer.out, answer.err);
        assert!(answer.exit == 2 && said.contains("FB0901"), "{command}: {said}");
        assert!(said.contains("solutions/SOL-2/index.html"), "{command}: {said}");
    }
}

#[test]
fn secrets_are_kept_from_others_and_from_tidying_up() {
    let place = place(CLOSED);
    done(&run(&place, &["access", "add", "--all"]));
    let before = place.read("p/.faultbook/access.toml");
    assert_eq!(place.read("p/.faultbook/.gitignore"), "*\n");
    place.write("p/.faultbook/cache/x", "x");
    let cleaned = run(&place, &["clean"]);
    done(&cleaned);
    assert!(cleaned.err.contains("left in place"), "{}", cleaned.err);
    assert!(!place.at("p/.faultbook/cache").exists());
    assert_eq!(place.read("p/.faultbook/access.toml"), before);
    let inside = run(&place, &["build", "-o", "p/.faultbook/out"]);
    assert!(inside.exit == 2 && inside.err.contains("FB0110"), "{}", inside.err);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let path = place.at("p/.faultbook/access.toml");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).expect("changed");
        for args in [&["build"][..], &["check"], &["audit"], &["access", "list"]] {
            let refused = run(&place, args);
            let said = format!("{}{}", refused.out, refused.err);
            assert!(refused.exit == 2 && said.contains("chmod 600"), "{args:?}: {said}");
        }
    }
}

#[test]
fn what_cannot_be_done_is_said_with_what_to_do_instead() {
    let place = place("");
    done(&run(&place, &["access", "add", "C-01"]));
    for (args, code, hint) in [
        (&["add", "C-01"][..], "FB0118", "access renew"),
        (&["add", "C-09"], "FB0114", "access list"),
        (&["add", "public"], "FB0114", "internal"),
        (&["show", "C-02"], "FB0118", "access add C-02"),
        (&["renew", "internal"], "FB0118", "access add internal"),
        (&["files", "--out", "a$b"], "FB0118", "--at"),
    ] {
        let refused = run(&place, &[&["access"], args].concat());
        assert_eq!(refused.exit, 2, "{args:?}: {}", refused.out);
        assert!(
            refused.err.contains(code) && refused.err.contains(hint),
            "{args:?}: {}",
            refused.err
        );
    }
    place.write("p/content/customers.csv", "id,name\nC-02,Northgate\n");
    done(&run(&place, &["access", "remove", "C-01"]));
    let toml = place.read("p/faultbook.toml");
    place.write("p/faultbook.toml", format!("{toml}encrypt = [\"C-10\"]\n"));
    let slip = run(&place, &["build"]);
    assert!(slip.exit == 2 && slip.err.contains("C-10"), "{}", slip.err);
}
