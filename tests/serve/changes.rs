//! A file changes, and browsers are shown the change; something stands in the way, and they
//! are told what, with the last good state beneath.

use crate::program::Place;
use crate::server::Server;
use std::fs;

const REPORT: &str = "p/content/faults/FR-2026-001.md";
const PAGE: &str = "/internal/faults/FR-2026-001/";

/// The report with another sentence in it.
fn with(place: &Place, words: &str) -> String {
    let text = place.read(REPORT);
    let end = text.find("\"The doors close").expect("a sentence of the example");
    let rest = text[end..].split_once('\n').expect("a line").1;
    format!("{}\"The doors close {words}\n{rest}", &text[..end])
}

#[test]
fn an_edited_page_is_shown_and_open_pages_are_told() {
    for args in [&[][..], &["--poll"]] {
        let place = Place::with_project("en");
        let server = Server::of(&place, args);
        let page = server.get(PAGE);
        let before = server.state(None);
        let script =
            format!("<script src=\"/-/live.js?site={}\" defer></script></body>", before["site"]);
        assert!(page.text().contains(&script), "{}", page.text());
        assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
        place.write(REPORT, with(&place, "with a bang"));
        // Whoever waits for news gets them.
        let after = server.state(before["number"].as_u64());
        assert!(after["site"].as_u64() > before["site"].as_u64(), "{after}");
        assert!(server.get(PAGE).text().contains("with a bang"));
    }
}

#[test]
fn however_an_editor_saves_the_page_is_shown() {
    let place = Place::with_project("en");
    let server = Server::of(&place, &[]);
    let file = place.at(REPORT);
    let beside = |name: &str| file.with_file_name(name);
    // Written beside and renamed over it.
    fs::write(beside("FR-2026-001.md.tmp1234"), with(&place, "renamed over")).unwrap();
    fs::rename(beside("FR-2026-001.md.tmp1234"), &file).unwrap();
    server.until_page(PAGE, "renamed over");
    // The old one moved aside, a new one made in its place, the old one removed.
    let text = with(&place, "moved aside");
    fs::rename(&file, beside("FR-2026-001.md~")).unwrap();
    fs::write(&file, text).unwrap();
    fs::remove_file(beside("FR-2026-001.md~")).unwrap();
    server.until_page(PAGE, "moved aside");
    // With a file of its own that stays, in two goes.
    fs::write(beside(".FR-2026-001.md.swp"), [0, 1, 2]).unwrap();
    let text = with(&place, "in two goes");
    fs::write(&file, &text[..text.len() / 2]).unwrap();
    fs::write(&file, &text).unwrap();
    server.until_page(PAGE, "in two goes");
    // Removed, and back again.
    fs::remove_file(&file).unwrap();
    server.until("the page is gone", |_| server.get(PAGE).status == 404);
    fs::write(&file, text).unwrap();
    server.until_page(PAGE, "in two goes");
    // With the times of another file, as a restored copy has them.
    let old = fs::metadata(place.at("p/faultbook.toml")).unwrap().modified().unwrap();
    fs::write(&file, with(&place, "from a copy")).unwrap();
    fs::File::options().append(true).open(&file).unwrap().set_modified(old).unwrap();
    server.until_page(PAGE, "from a copy");
}

#[test]
fn a_broken_configuration_is_told_with_its_lines_and_the_last_good_state_stays() {
    let place = Place::with_project("en");
    let server = Server::of(&place, &[]);
    let good = server.get(PAGE);
    let config = place.read("p/faultbook.toml");
    let line = config.lines().position(|line| line.starts_with("title")).expect("a title") + 1;
    place.write("p/faultbook.toml", config.replace("title ", "titel "));
    let state = server.until("it fails", |state| state["failed"] == true);
    let finding = &state["findings"][0];
    assert_eq!(finding["code"], "FB0103", "{state}");
    assert_eq!(finding["place"], format!("faultbook.toml:{line}:1"));
    assert!(finding["hint"].as_str().is_some_and(|hint| hint.contains("title")), "{finding}");
    let lines = finding["lines"].as_array().expect("lines");
    assert_eq!(lines.len(), 5, "two lines on either side: {finding}");
    assert_eq!(lines[2]["number"], line);
    assert_eq!((&lines[2]["from"], &lines[2]["to"]), (&0.into(), &5.into()));
    assert_eq!(server.get(PAGE).body, good.body, "the last good state");
    assert_eq!(server.event()["failed"], true);
    place.write("p/faultbook.toml", &config);
    let state = server.until("it is mended", |state| state["failed"] == false);
    assert_eq!(state["findings"], serde_json::json!([]));
    assert_eq!(server.get(PAGE).status, 200);
}

#[test]
fn what_is_left_out_is_told_while_everything_else_is_shown() {
    let place = Place::with_project("en");
    let server = Server::of(&place, &[]);
    let report = place.read(REPORT);
    place.write(REPORT, report.replacen("kind:", "kind: [", 1));
    let state = server.until("it is told", |state| state["findings"][0].is_object());
    assert_eq!(state["failed"], false, "{state}");
    assert_eq!(state["findings"][0]["code"], "FB0601", "{state}");
    let page = server.get(PAGE);
    assert_eq!(page.status, 404);
    assert!(page.text().contains("/-/live.js"), "the page comes back by itself");
    assert_eq!(server.get("/internal/").status, 200);
    place.write(REPORT, report);
    server.until("it is mended", |state| state["findings"] == serde_json::json!([]));
    assert_eq!(server.get(PAGE).status, 200);
}

#[test]
fn a_project_that_cannot_be_built_at_first_is_waited_for() {
    let place = Place::with_project("en");
    let config = place.read("p/faultbook.toml");
    place.write("p/faultbook.toml", "[site\n");
    let server = Server::of(&place, &[]);
    let page = server.get("/internal/");
    assert_eq!(page.status, 503);
    assert!(page.text().contains("There is no site yet") && page.text().contains("/-/live.js"));
    assert_eq!(server.state(None)["findings"][0]["code"], "FB0102");
    place.write("p/faultbook.toml", config);
    server.until("there is a site", |_| server.get("/internal/").status == 200);
}

#[test]
fn under_strict_any_finding_keeps_the_last_good_state() {
    let place = Place::with_project("en");
    let server = Server::of(&place, &["--strict"]);
    let first = server.state(None);
    let report = place.read(REPORT);
    place.write(REPORT, report.replacen("2026-03-16T16:20", "yesterday", 1));
    let state = server.until("it is told", |state| state["number"] != first["number"]);
    assert_eq!(state["failed"], true, "{state}");
    assert!(!state["findings"].as_array().expect("findings").is_empty());
}

#[test]
fn a_theme_and_a_configuration_elsewhere_are_watched_too() {
    let place = Place::with_project("en");
    let config = place.read("p/faultbook.toml").replace("[site]\n", "[site]\ntheme = \"own\"\n");
    place.write("elsewhere/site.toml", &config);
    place.write("p/themes/own/i18n/en.toml", "[home]\nopen = \"Waiting for us\"\n");
    let server = Server::of(&place, &["--config", "elsewhere/site.toml"]);
    let state = server.state(None);
    assert_eq!(state["failed"], false, "{state}");
    place.write("elsewhere/site.toml", config.replace("Harbour Lift Service", "Quay Lifts"));
    server.until_page("/internal/", "Quay Lifts");
    place.write("p/themes/own/static/own.css", "main { color: red }");
    server.until("the theme's file is there", |_| {
        server.get("/internal/assets/own.css").status == 200
    });
}
