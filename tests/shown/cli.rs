//! The program as a person meets it: what it answers, how it exits, and what it
//! leaves alone.
#![allow(clippy::disallowed_methods, reason = "the test prepares and inspects folders")]

use crate::program;

use program::{Answer, Place};
use std::fs;
use std::path::Path;
use std::process::Stdio;

fn marker(audience: &str) -> String {
    format!(
        "{{\n  \"tool\": \"faultbook\",\n  \"format\": 1,\n  \"audience\": \"{audience}\"\n}}\n"
    )
}

#[test]
fn help_names_every_command_and_exit_code() {
    let place = Place::new();
    let answer = place.run(&["--help"]);
    assert_eq!(answer.exit, 0);
    for word in [
        "init",
        "build",
        "check",
        "clean",
        "new",
        "inspect",
        "explain",
        "report",
        "completions",
        "--root",
        "--strict",
        "--as-of",
        "Exit codes",
    ] {
        assert!(answer.out.contains(word), "{word} is missing from:\n{}", answer.out);
    }
    for command in
        ["init", "build", "check", "clean", "new", "inspect", "explain", "report", "completions"]
    {
        assert_eq!(place.run(&[command, "--help"]).exit, 0, "{command}");
    }
    assert!(place.run(&["--version"]).out.starts_with("faultbook "));
}

#[test]
fn wrong_usage_exits_with_2_and_says_what_was_expected() {
    let place = Place::new();
    for (args, word) in [
        (&["frobnicate"][..], "frobnicate"),
        (&[], "Usage"),
        (&["build", "--as-of", "yesterday"], "2026-10-31"),
        (&["build", "--base-url", "a.example"], "https://"),
        (&["build", "--jobs", "0"], "0"),
        (&["build", "-q", "-v"], "cannot be used with"),
        (&["build", "--json", "--message-format", "short"], "cannot be used with"),
        (&["init", "--lang", "fr"], "en"),
    ] {
        let answer = place.run(args);
        assert_eq!(answer.exit, 2, "{args:?}");
        assert!(answer.err.contains(word), "{args:?}: {}", answer.err);
        assert_eq!(answer.out, "", "{args:?}");
    }
    assert_eq!(fs::read_dir(place.at(".")).expect("a folder").count(), 0);
}

#[test]
fn init_makes_a_project_and_says_what_to_do_next() {
    for (lang, word) in [("en", "Harbour Lift Service"), ("zh", "清河泵业服务站")] {
        let place = Place::new();
        let answer = place.run(&["init", "p", "--lang", lang]);
        assert_eq!(answer.exit, 0, "{}", answer.err);
        assert!(answer.out.contains("faultbook build -r p"), "{}", answer.out);
        let config = fs::read_to_string(place.at("p/faultbook.toml")).expect("a configuration");
        assert!(config.contains(word));
        for path in [".gitignore", "content/devices.csv", "content/logs/2026-q1.csv"] {
            assert!(place.at("p").join(path).is_file(), "{path}");
        }
    }
}

#[test]
fn a_new_project_builds_and_has_no_findings() {
    for lang in ["en", "zh"] {
        let place = Place::with_project(lang);
        let answer = place.run(&["check", "--strict", "-r", "p"]);
        assert_eq!(answer.exit, 0, "{lang}: {}{}", answer.out, answer.err);
        assert!(!place.at("p/output").exists(), "a check writes nothing");
        let answer = place.run(&["build", "-r", "p"]);
        assert_eq!(answer.exit, 0, "{lang}: {}{}", answer.out, answer.err);
        assert!(answer.out.contains("every row is accounted for"), "{}", answer.out);
    }
}

#[test]
fn init_never_overwrites() {
    let place = Place::new();
    place.write("p/content/devices.csv", "mine");
    place.write("p/notes.txt", "mine");
    let before = place.tree();
    let answer = place.run(&["init", "p"]);
    assert_eq!(answer.exit, 2);
    assert!(answer.err.contains("already holds content/devices.csv"), "{}", answer.err);
    assert_eq!(place.tree(), before);
}

#[test]
fn init_works_beside_a_persons_other_files() {
    let place = Place::new();
    place.write("p/notes.txt", "mine");
    assert_eq!(place.run(&["init", "p"]).exit, 0);
    assert_eq!(fs::read_to_string(place.at("p/notes.txt")).expect("a file"), "mine");
}

#[test]
fn a_missing_project_is_said_plainly() {
    let place = Place::new();
    for command in ["build", "check", "clean"] {
        let answer = place.run(&[command, "-r", "nowhere"]);
        assert_eq!(answer.exit, 2, "{command}");
        let said = answer.out + &answer.err;
        assert!(said.contains("there is no project folder nowhere"), "{command}: {said}");
    }
    for args in [
        &["new", "solution", "x", "-r", "nowhere"][..],
        &["inspect", "x", "-r", "nowhere"],
        &["explain", "site", "-r", "nowhere"],
    ] {
        let answer = place.run(args);
        assert_eq!((answer.exit, answer.out.as_str()), (2, ""), "{args:?}");
        assert!(answer.err.contains("there is no project folder nowhere"), "{}", answer.err);
    }
    assert_eq!(fs::read_dir(place.at(".")).expect("a folder").count(), 0);
}

#[test]
fn folders_that_hold_something_dear_stay_byte_for_byte() {
    let place = Place::with_project("en");
    place.write("photos/a.jpg", "dear");
    place.write("repo/.git/HEAD", "ref: refs/heads/main");
    place.write("home/letter.txt", "dear");
    place.write("p/output/internal/index.html", "a person's own page");
    fs::create_dir(place.at("taken")).expect("a folder");
    place.write("taken/internal", "a file where the site would be");
    let before = place.tree();
    for output in ["p", ".", "p/content", "p/content/x", "photos", "repo", "home", "/", "taken"] {
        for command in ["build", "check"] {
            let answer = place.run(&[command, "-r", "p", "-o", output]);
            assert_eq!(answer.exit, 2, "{command} -o {output}: {}{}", answer.out, answer.err);
            let said = answer.out + &answer.err;
            assert!(said.contains("FB0110"), "{command} -o {output}: {said}");
            assert_eq!(place.tree(), before, "{command} -o {output}");
        }
    }
}

#[test]
fn a_second_build_is_told_who_builds() {
    let place = Place::with_project("en");
    place.write("p/output/.faultbook-lock", "process 4711 since 2026-03-31T12:00:00Z\n");
    let lock = fs::File::open(place.at("p/output/.faultbook-lock")).expect("a file");
    lock.lock().expect("the lock");
    let answer = place.run(&["build", "-r", "p"]);
    assert_eq!(answer.exit, 3);
    assert!(answer.err.contains("FB0112"), "{}", answer.err);
    if cfg!(unix) {
        assert!(answer.err.contains("process 4711 since 2026-03-31"), "{}", answer.err);
    }
    assert_eq!(place.run(&["clean", "-r", "p"]).exit, 3);
    drop(lock);
    assert_eq!(place.run(&["build", "-r", "p"]).exit, 0, "a dead holder holds nobody up");
}

#[test]
fn clean_removes_the_cache_and_marked_sites_only() {
    let place = Place::with_project("en");
    place.write("p/.faultbook/cache", "x");
    place.write("p/output/README.md", "a person's");
    place.write("p/output/internal/.faultbook-site", marker("internal"));
    place.write("p/output/internal/index.html", "a site");
    place.write("p/output/customers/C-01/.faultbook-site", marker("customers/C-01"));
    place.write("p/output/backup/.faultbook-site", marker("internal"));
    let answer = place.run(&["clean", "-r", "p"]);
    assert_eq!(answer.exit, 0, "{}", answer.err);
    for gone in ["p/.faultbook", "p/output/internal", "p/output/customers"] {
        assert!(!place.at(gone).exists(), "{gone}");
    }
    for kept in ["p/output/README.md", "p/output/backup", "p/faultbook.toml", "p/content"] {
        assert!(place.at(kept).exists(), "{kept}");
    }
}

#[test]
fn the_json_result_is_one_document_on_stdout() {
    let place = Place::with_project("en");
    for args in [&["build", "-r", "p", "--json"][..], &["check", "-r", "nowhere", "--json"]] {
        let answer = place.run(args);
        let value: serde_json::Value = serde_json::from_str(&answer.out).expect("JSON");
        assert_eq!(value["exit"], answer.exit, "{args:?}");
        assert_eq!(value["rows_reconcile"], true, "{args:?}");
        assert_eq!(answer.err, "", "{args:?}");
    }
}

#[test]
fn the_short_form_is_one_line_a_finding() {
    let place = Place::new();
    let answer = place.run(&["check", "-q", "-r", "nowhere", "--message-format", "short"]);
    assert_eq!(answer.exit, 2);
    let lines: Vec<&str> = answer.out.lines().collect();
    assert_eq!(lines.len(), 1, "{}", answer.out);
    assert!(lines[0].starts_with("FB0106 stop: there is no project folder nowhere ("));
}

#[test]
fn colours_are_for_terminals() {
    let place = Place::new();
    let answer = place.run(&["build", "-r", "nowhere"]);
    assert!(!answer.err.contains('\u{1b}') && !answer.out.contains('\u{1b}'));
    let mut forced = place.command(&["build", "-r", "nowhere"]);
    let answer: Answer = forced.env("CLICOLOR_FORCE", "1").output().expect("it runs").into();
    assert!(answer.err.contains('\u{1b}'), "colours can be asked for");
    let mut refused = place.command(&["build", "-r", "nowhere"]);
    let refused = refused.env("NO_COLOR", "1");
    let answer: Answer = refused.output().expect("it runs").into();
    assert!(!answer.err.contains('\u{1b}'));
}

#[test]
fn a_reader_who_closes_the_pipe_changes_nothing() {
    let place = Place::with_project("en");
    for args in [&["check", "-r", "p"][..], &["check", "-r", "p", "--json"], &["--help"]] {
        let mut child = place
            .command(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program runs");
        drop(child.stdout.take());
        let answer: Answer = child.wait_with_output().expect("it ends").into();
        assert_eq!(answer.exit, 0, "{args:?}: {}", answer.err);
        assert!(!answer.err.contains("panicked"), "{args:?}: {}", answer.err);
    }
}

#[test]
fn the_output_folder_is_relative_to_the_working_directory() {
    let place = Place::with_project("en");
    assert_eq!(place.run(&["build", "-r", "p", "-o", "sites"]).exit, 0);
    assert!(place.at("sites").is_dir());
    assert!(!Path::new(&place.at("p/output")).exists());
}

#[test]
fn the_configuration_of_a_web_server_is_printed_or_written_and_needs_no_project() {
    let place = Place::new();
    let printed = place.run(&["hosting", "nginx"]);
    assert_eq!(printed.exit, 0, "{}", printed.err);
    assert_eq!(place.run(&["hosting", "nginx", "--dir", "conf"]).exit, 0);
    for name in ["faultbook-http.conf", "faultbook-private.conf", "faultbook-public.conf"] {
        let text = fs::read_to_string(place.at(&format!("conf/{name}"))).expect("a file");
        assert!(printed.out.contains(&text), "{name} is not what is printed");
        assert_eq!(text.contains("noindex"), name == "faultbook-private.conf", "{name}");
    }
    fs::write(place.at("taken"), "").expect("a file");
    let refused = place.run(&["hosting", "apache", "--dir", "taken"]);
    assert_eq!(refused.exit, 2);
    assert!(refused.err.contains("taken") && refused.err.contains("--dir"), "{}", refused.err);
}

#[test]
#[cfg(not(feature = "pdf"))]
fn without_pdf_the_program_says_how_a_browser_prints_the_same() {
    let place = Place::with_project("en");
    let before = place.tree();
    for (asked, page) in [
        (&["report", "2026-10", "--pdf"][..], "output/internal/reports/2026-10/index.html"),
        (&["report", "2026-10", "--pdf", "--lang", "en"], "reports/2026-10/index.html"),
        (&["report", "--device", "P-01", "--pdf"], "P-01"),
        // Told before anything is read, so also where there is no project.
        (&["report", "2026-10", "--pdf", "--root", "nowhere"], "index.html"),
    ] {
        let refused = place.run(asked);
        assert_eq!(refused.exit, 2, "{}", refused.err);
        for words in ["FB1001", page, "faultbook build", "save as PDF", "--features pdf"] {
            assert!(refused.err.contains(words), "{words}: {}", refused.err);
        }
    }
    assert_eq!(place.tree(), before);
}
