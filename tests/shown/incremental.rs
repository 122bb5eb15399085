//! A build on top of a former one: with nothing changed it does nothing and says what it
//! said before; with anything changed its bytes are those of a clean build, and what stays
//! the same stays the same file.
#![allow(clippy::disallowed_methods, reason = "the tests prepare and inspect folders")]

use crate::program;

use program::edits::{Chance, edit, project, sources};
use program::{Answer, Place};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::SystemTime;

/// Each file below a folder with its bytes, its time and, where there is one, its number.
fn files(folder: &Path) -> BTreeMap<String, (Vec<u8>, SystemTime, u64)> {
    let walk = walkdir::WalkDir::new(folder).into_iter().map(|entry| entry.expect("an entry"));
    walk.filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path = entry.path().strip_prefix(folder).expect("below the folder");
            let meta = entry.metadata().expect("its metadata");
            #[cfg(unix)]
            let number = std::os::unix::fs::MetadataExt::ino(&meta);
            #[cfg(not(unix))]
            let number = 0;
            let bytes = fs::read(entry.path()).expect("its bytes");
            let time = meta.modified().expect("its time");
            (path.to_string_lossy().replace('\\', "/"), (bytes, time, number))
        })
        .collect()
}

/// The sites below an output folder: what is hidden beside them, such as the lock, is not
/// theirs.
fn sites(folder: &Path) -> BTreeMap<String, (Vec<u8>, SystemTime, u64)> {
    files(folder).into_iter().filter(|(path, _)| !path.starts_with('.')).collect()
}

fn bytes(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    sites(folder).into_iter().map(|(path, (bytes, ..))| (path, bytes)).collect()
}

/// The paths at which two trees differ.
fn differing<T: PartialEq>(a: &BTreeMap<String, T>, b: &BTreeMap<String, T>) -> Vec<String> {
    let paths = a.keys().chain(b.keys().filter(|path| !a.contains_key(*path)));
    paths.filter(|path| a.get(*path) != b.get(*path)).cloned().collect()
}

fn build(place: &Place, further: &[&str]) -> Value {
    let answer: Answer = place.run(&[&["build", "-r", "p", "--json"], further].concat());
    assert!(answer.exit <= 1, "{}{}", answer.out, answer.err);
    serde_json::from_str(&answer.out).expect("JSON")
}

/// What two builds must say alike: everything but how long it took.
fn said(mut answer: Value) -> Value {
    let fields = answer.as_object_mut().expect("an object");
    fields.remove("stages");
    fields.remove("unchanged");
    answer
}

fn unchanged(answer: &Value) -> bool {
    answer["unchanged"].as_bool().expect("told")
}

#[test]
fn a_second_build_does_nothing_and_says_the_same() {
    let place = project();
    place.write("p/content/logs/late.csv", "device_id,reported_at\nX-1,2026-13-45\n");
    let first = build(&place, &[]);
    assert!(!unchanged(&first));
    assert!(first["diagnostics"].as_array().expect("a list").len() > 1, "something is said");
    let before = sites(&place.at("p/output"));
    let second = build(&place, &[]);
    assert!(unchanged(&second));
    assert_eq!(said(first), said(second));
    let touched = differing(&before, &sites(&place.at("p/output")));
    assert!(touched.is_empty(), "written anew: {touched:?}");
    let third = place.run(&["build", "-r", "p"]);
    assert_eq!(third.exit, 0);
    assert!(third.out.contains("nothing has changed: "), "{}", third.out);
    assert!(third.out.contains("rows:") && !third.out.contains("render"), "{}", third.out);
}

/// A site that a killed build had displaced is put back, and that is said, though the rest
/// is as it was.
#[test]
fn what_a_killed_build_displaced_is_put_back_and_told() {
    let place = project();
    build(&place, &[]);
    let old = place.at("p/output/.faultbook-work/old");
    fs::create_dir_all(&old).expect("a folder");
    fs::rename(place.at("p/output/internal"), old.join("internal")).expect("displaced");
    let told = build(&place, &[]);
    assert_eq!(told["healed"], serde_json::json!(["internal"]));
    assert!(unchanged(&build(&place, &[])));
}

/// Something that may happen between two builds.
type Change = (&'static str, fn(&Place));

fn first_log(place: &Place) -> String {
    let logs = sources(place, ".csv").into_iter().find(|path| path.contains("logs/"));
    logs.expect("the example has a log")
}

/// What a build reads.
const READ: [Change; 8] = [
    ("a row less in a log", |place| {
        let log = first_log(place);
        let text = place.read(&log);
        let end = text.trim_end().rfind('\n').expect("rows") + 1;
        place.write(&log, &text[..end]);
    }),
    ("a word of an article", |place| {
        let text = place.read("p/content/pages/about.md");
        place.write("p/content/pages/about.md", text.replace("See", "Saw"));
    }),
    ("a copied file", |place| place.write("p/content/pages/list.txt", "one\ntwO\n")),
    ("a new article", |place| place.write("p/content/pages/new.md", "# New\n\nText.\n")),
    ("an article less", |place| {
        fs::remove_file(place.at("p/content/pages/new.md")).expect("a file");
    }),
    ("the configuration", |place| {
        let config = place.read("p/faultbook.toml").replace("[site]", "[site]\n# x");
        place.write("p/faultbook.toml", config);
    }),
    ("a file of the theme", |place| {
        place.write("p/themes/own/static/faultbook.css", "body { color: red }\n");
    }),
    ("the secrets of readers", |place| place.write("p/.faultbook/access.toml", "")),
];

/// What lies in the output folder.
const IN_PLACE: [Change; 5] = [
    ("a page in place", |place| place.write("p/output/internal/index.html", "by hand")),
    ("a page gone", |place| {
        fs::remove_file(place.at("p/output/internal/404.html")).expect("a page");
    }),
    ("a page too many", |place| place.write("p/output/internal/more.html", "not ours")),
    ("a site gone", |place| {
        fs::remove_dir_all(place.at("p/output/customers")).expect("sites");
    }),
    ("the certificate gone", |place| {
        fs::remove_file(place.at("p/output/.faultbook-audit.json")).expect("a certificate");
    }),
];

/// Whatever a build reads or is asked, and whatever becomes of its output, is noticed.
#[test]
fn every_change_is_noticed() {
    let place = project();
    build(&place, &[]);
    for (what, change) in READ.iter().chain(&IN_PLACE) {
        assert!(unchanged(&build(&place, &[])), "before: {what}");
        change(&place);
        // Read by hand: a broken file of secrets may stop the build.
        let answer = place.run(&["build", "-r", "p", "--json"]);
        let told: Value = serde_json::from_str(&answer.out).expect("JSON");
        assert!(!unchanged(&told), "{what}");
        if what.contains("secrets") {
            fs::remove_file(place.at("p/.faultbook/access.toml")).expect("removed");
            build(&place, &[]);
        }
    }
    for asked in [
        &["--as-of", "2030-01-01"][..],
        &["--base-url", "https://service.example/"],
        &["--drafts"],
        &["--audience", "internal"],
        &["--bundle"],
    ] {
        build(&place, &[]);
        assert!(unchanged(&build(&place, &[])));
        assert!(!unchanged(&build(&place, asked)), "{asked:?}");
        assert!(unchanged(&build(&place, asked)), "the same again: {asked:?}");
    }
}

/// `FAULTBOOK_EDITS=200` for a thorough run.
#[test]
fn after_any_edits_the_bytes_are_those_of_a_clean_build() {
    let steps = std::env::var("FAULTBOOK_EDITS").map_or(12, |n| n.parse().expect("a number"));
    let place = project();
    let mut chance = Chance(0x2545_f491_4f6c_dd1d);
    build(&place, &[]);
    for step in 0..steps {
        let what = edit(&place, &mut chance, step);
        let before = sites(&place.at("p/output"));
        let told = build(&place, &[]);
        let clean_place = format!("clean-{step}");
        let clean = build(&place, &["-o", &clean_place]);
        assert_eq!(said(told)["diagnostics"], said(clean)["diagnostics"], "{what}");
        let now = sites(&place.at("p/output"));
        let wrong = differing(&bytes(&place.at("p/output")), &bytes(&place.at(&clean_place)));
        assert!(wrong.is_empty(), "{what}: {wrong:?}");
        for (path, (bytes, time, number)) in &now {
            let same = before.get(path).filter(|former| former.0 == *bytes);
            // The marker is written each time.
            if let Some((_, then, file)) = same.filter(|_| !path.ends_with(".faultbook-site")) {
                assert_eq!((time, number), (then, file), "{path} after: {what}");
            }
        }
        fs::remove_dir_all(place.at(&clean_place)).expect("a clean build");
    }
}
