//! What is held in memory gives the files of a build: from the start, and after any edits
//! that were taken up by reading only what had changed.
#![allow(clippy::disallowed_methods, reason = "the tests prepare and inspect folders")]

use crate::program;

use faultbook::ingest::{self, Memory, ReadOptions};
use faultbook::model::{Artifact, Content, artifact};
use faultbook::pipeline::live::Live;
use faultbook::pipeline::{BuildOptions, Quiet};
use program::Place;
use program::edits::{Chance, edit, project};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

fn bytes(artifact: Artifact) -> Vec<u8> {
    match artifact.content {
        Content::Bytes(bytes) => bytes,
        Content::CopyOf(from) => fs::read(from).expect("a file"),
        Content::PictureOf(from) => {
            artifact::cleaned_picture(&fs::read(from).expect("a picture")).expect("cleaned")
        }
        Content::NarrowerOf(from, width) => {
            let whole = fs::read(from).expect("a picture");
            let cleaned = artifact::cleaned_picture(&whole).expect("cleaned");
            faultbook::output::narrower_picture(cleaned, width).to_vec()
        }
        Content::PdfOf(from, readers) => {
            artifact::published_pdf(fs::read(from).expect("a PDF"), readers).expect("published").0
        }
    }
}

/// What a preview has none of: the lists for use without signal, and the marker of a site.
fn is_for_keeping(path: &str) -> bool {
    let list = path == "offline.json" || path.starts_with("offline/") && !path.contains("index");
    path == "sw.js" || list || path.starts_with('.')
}

fn live(place: &Place, memory: &mut Memory) -> Live {
    let root = place.at("p");
    let project = ingest::read_again(&root, &ReadOptions::default(), memory);
    Live::of(project, &BuildOptions::default(), &Quiet)
}

/// Every file of a build on disk is there with its bytes, and no other page.
fn same(place: &Place, live: &Live, what: &str) {
    let answer = place.run(&["build", "-r", "p", "-o", "built", "--json"]);
    assert!(answer.exit <= 1, "{}{}", answer.out, answer.err);
    let built = place.at("built");
    let mut sites = BTreeSet::new();
    let mut files = 0;
    let walk = walkdir::WalkDir::new(&built).sort_by_file_name().into_iter();
    for entry in walk.map(|entry| entry.expect("an entry")) {
        let path = below(entry.path(), &built);
        if !entry.file_type().is_file() || path.starts_with('.') {
            continue;
        }
        let site = live.sites().into_iter().find(|site| path.starts_with(&format!("{site}/")));
        let site = site.unwrap_or_else(|| panic!("{what}: no site has {path}"));
        let inside = &path[site.len() + 1..];
        let held = live.file(&site, inside);
        if is_for_keeping(inside) {
            assert!(held.is_none(), "{path}");
            continue;
        }
        let held = held.unwrap_or_else(|| panic!("{what}: {path} is missing"));
        let held = bytes(held.expect("it is made"));
        assert!(held == fs::read(entry.path()).expect("a file"), "{what}: {path} differs");
        sites.insert(site);
        files += 1;
    }
    assert_eq!(sites, live.sites().into_iter().collect(), "{what}");
    assert!(files > 100, "{files}");
}

fn below(path: &Path, folder: &Path) -> String {
    path.strip_prefix(folder).expect("below").to_string_lossy().replace('\\', "/")
}

#[test]
fn what_is_held_has_the_files_of_a_build() {
    let place = project();
    let live = live(&place, &mut Memory::default());
    assert!(!live.diagnostics().stops());
    same(&place, &live, "at first");
    for absent in ["", "x.html", "../internal/index.html", "search/x.js", "/index.html"] {
        assert!(live.file("internal", absent).is_none(), "{absent}");
    }
    assert!(live.file("customers/nobody", "index.html").is_none());
}

/// `FAULTBOOK_EDITS=200` for a thorough run.
#[test]
fn after_any_edits_it_still_has() {
    let steps = std::env::var("FAULTBOOK_EDITS").map_or(12, |n| n.parse().expect("a number"));
    let place = project();
    let (mut memory, mut chance) = (Memory::default(), Chance(0x9e37_79b9_7f4a_7c15));
    live(&place, &mut memory);
    for step in 0..steps {
        let what = edit(&place, &mut chance, step);
        same(&place, &live(&place, &mut memory), &what);
    }
}

/// A change that leaves a file's size and comes within a tick of the clock is seen.
#[test]
fn quick_changes_of_equal_size_are_seen() {
    let place = project();
    let mut memory = Memory::default();
    for step in 100..120 {
        place.write("p/content/pages/about.md", format!("# About {step}\n"));
        let live = live(&place, &mut memory);
        let page = live.file("internal", "pages/about/index.html").expect("a page");
        let page = String::from_utf8(bytes(page.expect("it is made"))).expect("text");
        assert!(page.contains(&format!("About {step}")), "{step}");
    }
}

/// A project that stops a build is held with what stops it, and without a site.
#[test]
fn what_stops_a_build_is_told() {
    let place = project();
    place.write("p/faultbook.toml", "[site\n");
    let live = live(&place, &mut Memory::default());
    assert!(live.diagnostics().stops());
    assert!(live.sites().is_empty() && live.file("internal", "index.html").is_none());
}

/// A log that is long enough to be remembered, of devices with long numbers.
fn long_log() -> String {
    let rows = (0..30_000).map(|row| {
        let (device, day, hour) = (row % 7, 1 + row % 28, row % 24);
        format!("T-{row:05},{device},2026-03-{day:02} {hour:02}:00,it hums at step {row}\n")
    });
    let head = "ticket_id,device_id,reported_at,symptom\n".to_owned();
    rows.fold(head, |all, row| all + &row)
}

/// What a project says, in words.
fn words(project: &faultbook::model::Project) -> String {
    format!("{project:?}")
}

/// A long log is not read again, but where something has changed that its rows depend on.
#[test]
fn a_log_that_is_remembered_says_what_it_would_say_if_it_were_read() {
    let place = project();
    let log = long_log();
    assert!(log.len() > 1 << 20, "shorter ones are never remembered");
    place.write("p/content/logs/long.csv", &log);
    let mut memory = Memory::default();
    let options = ReadOptions::default();
    let mut check = |what: &str, change: &dyn Fn()| {
        change();
        for _ in 0..2 {
            let again = ingest::read_again(&place.at("p"), &options, &mut memory);
            let anew = ingest::read(&place.at("p"), &options);
            assert!(words(&again) == words(&anew), "{what}");
        }
    };
    check("at first", &|| {});
    let article = || place.write("p/content/pages/about.md", "# Another\n");
    check("an article", &article);
    let short = || place.write("p/content/logs/short.csv", &log[..2_000]);
    check("another log", &short);
    // `3` is a device that lost its leading zeros as soon as there is a device `0003`.
    let devices = || {
        let known = place.read("p/content/devices.csv");
        let columns = known.lines().next().expect("a header").split(',').count();
        place.write("p/content/devices.csv", known + "0003" + &",".repeat(columns - 1) + "\n");
    };
    check("a device", &devices);
    let word = || place.write("p/content/logs/long.csv", log.replace("step 77\n", "step 78\n"));
    check("a word of the log", &word);
    let zone = || {
        let config = place.read("p/faultbook.toml");
        place.write(
            "p/faultbook.toml",
            config + "\n[[logs]]\npath = \"logs/*.csv\"\ntimezone = \"Asia/Tokyo\"\n",
        );
    };
    check("another zone", &zone);
    std::fs::remove_file(place.at("p/content/logs/long.csv")).expect("a log");
    check("the log gone", &|| {});
}
