//! Frozen reports, as a person meets them: what is written when a report is signed, and
//! what is told when its figures differ later. Each test builds a small project of two
//! customers, freezes, changes one thing and asks page, data file and findings.
#![allow(clippy::disallowed_methods, reason = "these tests write projects and read sites")]

use crate::program;

use program::{Answer, Place};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const CONFIG: &str = "[site]\ntitle = \"T\"\nlanguage = \"en\"\nas_of = \"2026-10-31\"\n\n\
                      [sla]\ndefault = \"own\"\n\n[sla.profiles.own]\nclocks = [{ id = \"onsite\", limit = \"10h\" }]\n\n\
                      [audiences]\ncustomers = true\n";
const HEADER: &str =
    "ticket_id,device_id,reported_at,arrived_at,resolved_at,service_type,fault_code,symptom";

/// A row of C-1 for each even day of October, of C-2 for each odd one; some before.
fn rows() -> Vec<String> {
    let row = |month: &str, day: u32| {
        let (device, code) = if day.is_multiple_of(2) { ("A-1", "E-1") } else { ("B-1", "E-2") };
        format!(
            "T-{month}{day:02},{device},2026-{month}-{day:02} 08:00,2026-{month}-{day:02} 10:00,\
             2026-{month}-{day:02} 1{}:00,repair,{code},stops",
            day % 5 + 2
        )
    };
    let september = (1..=20).map(|day| row("09", day));
    september.chain((1..=20).map(|day| row("10", day))).collect()
}

/// A project of which the log is given.
fn project(rows: &[String]) -> Place {
    let place = Place::new();
    place.write("faultbook.toml", CONFIG);
    place.write("content/customers.csv", "id,name\nC-1,First Works\nC-2,Second Mill\n");
    place.write(
        "content/devices.csv",
        "id,model,customer,accepted_on\nA-1,M,C-1,2026-01-01\nB-1,M,C-2,2026-01-01\n",
    );
    log(&place, rows);
    place
}

fn log(place: &Place, rows: &[String]) {
    place.write("content/logs/log.csv", format!("{HEADER}\n{}\n", rows.join("\n")));
}

/// A project whose October is frozen for every site.
fn frozen() -> Place {
    let place = project(&rows());
    let answer = place.run(&["report", "2026-10", "--freeze"]);
    assert_eq!(answer.exit, 0, "{}", answer.err);
    place
}

/// Every file of a site, or of all, by path.
fn files(place: &Place, site: &str) -> BTreeMap<String, Vec<u8>> {
    let root = place.at("output").join(site);
    let walk = walkdir::WalkDir::new(&root).into_iter().map(|e| e.expect("a readable site"));
    walk.filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path = entry.path().strip_prefix(&root).expect("below the site");
            (path.to_string_lossy().replace('\\', "/"), fs::read(entry.path()).expect("a file"))
        })
        .collect()
}

fn build(place: &Place) -> Answer {
    let answer = place.run(&["build"]);
    assert!(answer.exit < 2, "{}", answer.err);
    answer
}

fn json(place: &Place, site: &str, period: &str) -> Value {
    let text = place.read(&format!("output/{site}/data/reports/{period}.json"));
    serde_json::from_str(&text).expect("JSON")
}

/// The note of a report's page, as text; empty where there is none.
fn note(place: &Place, site: &str, period: &str) -> String {
    let html = place.read(&format!("output/{site}/reports/{period}/index.html"));
    let Some((_, note)) = html.split_once("id=\"restated\">") else { return String::new() };
    note.split("</div>")
        .next()
        .expect("its end")
        .replace("<span class=\"nb\">", "")
        .replace("</span>", "")
}

/// A figure of `restated`: what it was and is.
fn changed(restated: &Value, path: &str) -> (Value, Value) {
    let figures = restated["figures"].as_array().expect("figures");
    let found = figures.iter().find(|figure| figure["figure"] == path);
    let figure = found.unwrap_or_else(|| panic!("{path} is not among {figures:?}"));
    (figure["was"].clone(), figure["now"].clone())
}

fn ids(rows: &Value) -> Vec<&str> {
    rows.as_array().expect("rows").iter().filter_map(|row| row["id"].as_str()).collect()
}

const LATE: &str = "T-LATE,A-1,2026-10-30 08:00,2026-10-30 20:00,2026-10-31 09:00,repair,E-9,late";

#[test]
fn freezing_writes_one_file_a_site_and_changes_no_byte_of_any_site() {
    let place = project(&rows());
    build(&place);
    let before = files(&place, "");
    let answer = place.run(&["report", "2026-10", "--freeze"]);
    assert_eq!(answer.exit, 0, "{}", answer.err);
    let mut written: Vec<&str> =
        answer.out.lines().map(|l| l.split("  ").next().unwrap()).collect();
    written.sort_unstable();
    let want = ["customers/C-1", "customers/C-2", "internal"];
    assert_eq!(written, want.map(|site| format!("frozen-reports/{site}/2026-10.txt")));
    let told = build(&place);
    assert!(!told.err.contains("FB08") && !told.out.contains("FB08"), "{}", told.err);
    assert!(before == files(&place, ""), "freezing changed a site");
    assert_eq!(json(&place, "internal", "2026-10")["restated"], Value::Null);
    let check = place.run(&["report", "--check-frozen"]);
    assert_eq!(check.exit, 0, "{}", check.err);
    assert!(check.out.contains("3 frozen reports compared, nothing differs"), "{}", check.out);
}

#[test]
fn the_file_of_a_customer_holds_nothing_of_another() {
    let place = frozen();
    let text = place.read("frozen-reports/customers/C-1/2026-10.txt");
    assert!(text.contains("T-1002\tA-1\t") && text.contains("pareto[E-1].n\t10"), "{text}");
    for others in ["B-1", "C-2", "E-2", "T-1001", "Second"] {
        assert!(!text.contains(others), "{others} stands in:\n{text}");
    }
    assert!(text.contains("restore_h.median\t6.0\n"), "full precision, a figure a line: {text}");
    // Whatever the other has, it is the same, byte for byte.
    let of_second = |row: &String| row.contains("B-1");
    log(&place, &rows().into_iter().filter(|row| !of_second(row)).collect::<Vec<_>>());
    fs::remove_dir_all(place.at("frozen-reports")).expect("removed");
    assert_eq!(place.run(&["report", "2026-10", "--freeze"]).exit, 0);
    assert_eq!(place.read("frozen-reports/customers/C-1/2026-10.txt"), text);
}

#[test]
fn a_late_row_is_told_on_the_page_in_the_data_file_and_as_a_finding() {
    let place = frozen();
    build(&place);
    let other = files(&place, "customers/C-2");
    log(&place, &[rows(), vec![LATE.to_owned()]].concat());
    let told = build(&place);
    assert_eq!(told.exit, 0, "{}", told.err);
    let warning = "the report of 2026-10 for customers/C-1 differs";
    assert!(told.err.contains("FB0802") && told.err.contains(warning), "{}", told.err);
    assert!(told.err.contains("faults_reported 10 → 11"), "{}", told.err);
    for site in ["internal", "customers/C-1"] {
        let restated = &json(&place, site, "2026-10")["restated"];
        let n = if site == "internal" { 20 } else { 10 };
        assert_eq!(changed(restated, "faults_reported"), (n.into(), (n + 1).into()));
        assert_eq!(changed(restated, "pareto[E-9].n"), (Value::Null, 1.into()));
        assert_eq!(ids(&restated["added"]), ["T-LATE"]);
        assert_eq!(restated["added"][0]["device"], "A-1");
        assert!(ids(&restated["changed"]).is_empty(), "{}", restated["changed"]);
        let note = note(&place, site, "2026-10");
        assert!(note.contains("frozen with figures as of 2026-10-31 23:59"), "{note}");
        assert!(note.contains(&format!("<li>Faults: {n} → {}</li>", n + 1)), "{note}");
        assert!(note.contains("1 late row that did not count then: <a"), "{note}");
        assert!(note.contains("devices/A-1/index.html#e-T-LATE\">T-LATE</a>"), "{note}");
    }
    assert!(other == files(&place, "customers/C-2"), "C-2 sees a row of C-1");
    assert_eq!(json(&place, "internal", "2026-09")["restated"], Value::Null);
}

#[test]
fn a_changed_row_is_named_and_one_that_changes_no_figure_is_not() {
    let place = frozen();
    let mut rows = rows();
    let at = rows.iter().position(|row| row.starts_with("T-1004,")).expect("a row");
    rows[at] = rows[at].replace("2026-10-04 16:00", "2026-10-04 21:00");
    let words = rows.iter().position(|row| row.starts_with("T-1006,")).expect("a row");
    rows[words] = rows[words].replace("stops", "stops at once");
    log(&place, &rows);
    build(&place);
    let restated = &json(&place, "customers/C-1", "2026-10")["restated"];
    assert_eq!(changed(restated, "restore_h.mean"), (6.0.into(), 6.5.into()));
    assert_eq!(ids(&restated["changed"]), ["T-1004"]);
    assert!(ids(&restated["added"]).is_empty());
    let note = note(&place, "customers/C-1", "2026-10");
    assert!(note.contains("1 row counts otherwise than then: <a"), "{note}");
}

#[test]
fn a_removed_row_is_named_to_the_department_and_counted_to_the_customer() {
    let place = frozen();
    let rows: Vec<String> = rows().into_iter().filter(|row| !row.starts_with("T-1002,")).collect();
    log(&place, &rows);
    let told = build(&place);
    assert!(told.err.contains("removed: T-1002 (A-1)"), "{}", told.err);
    let inside = &json(&place, "internal", "2026-10")["restated"];
    assert_eq!(ids(&inside["removed"]), ["T-1002"]);
    assert!(note(&place, "internal", "2026-10").contains("1 row not there any more: "));
    let outside = &json(&place, "customers/C-1", "2026-10")["restated"];
    assert_eq!((&outside["removed"], &outside["removed_n"]), (&Value::Null, &1.into()));
    for bytes in files(&place, "customers/C-1").values() {
        assert!(!String::from_utf8_lossy(bytes).contains("T-1002"), "a removed row is named");
    }
}

#[test]
fn a_line_of_a_list_that_vanished_with_its_row_changes_no_other_row() {
    let charged = |row: String| {
        let charge = if row.starts_with("T-1002,") { "paid" } else { "free_warranty" };
        format!("{row},{charge}")
    };
    let rows: Vec<String> = rows().into_iter().map(charged).collect();
    let place = project(&[]);
    let write = |rows: &[String]| {
        place.write("content/logs/log.csv", format!("{HEADER},charge_type\n{}\n", rows.join("\n")));
    };
    write(&rows);
    assert_eq!(place.run(&["report", "2026-10", "--freeze"]).exit, 0);
    write(&rows.into_iter().filter(|row| !row.starts_with("T-1002,")).collect::<Vec<_>>());
    let check = place.run(&["report", "--check-frozen"]);
    assert!(check.out.contains("removed: T-1002 (A-1)"), "{}", check.out);
    assert!(!check.out.contains("changed: "), "{}", check.out);
}

#[test]
fn a_row_that_became_somebody_elses_is_not_named_to_its_former_reader() {
    let place = frozen();
    let mut rows = rows();
    let at = rows.iter().position(|row| row.starts_with("T-1002,A-1")).expect("a row");
    rows[at] = rows[at].replace("T-1002,A-1", "T-1002,B-1").replace("E-1", "E-7");
    log(&place, &rows);
    // The search for leaks would stop the build.
    build(&place);
    assert_eq!(json(&place, "customers/C-1", "2026-10")["restated"]["removed_n"], 1);
    assert_eq!(ids(&json(&place, "customers/C-2", "2026-10")["restated"]["added"]), ["T-1002"]);
}

#[test]
fn another_place_in_another_file_a_later_date_and_a_closing_since_are_no_difference() {
    let place = project(
        &[rows(), vec!["T-OPEN,B-1,2026-10-29 08:00,,,repair,E-2,open".to_owned()]].concat(),
    );
    assert_eq!(place.run(&["report", "2026-10", "--freeze"]).exit, 0);
    let mut rows = rows();
    rows.reverse();
    rows.push(
        "T-OPEN,B-1,2026-10-29 08:00,2026-11-03 08:00,2026-11-03 12:00,repair,E-2,open".to_owned(),
    );
    rows.push(
        "T-1101,A-1,2026-11-02 08:00,2026-11-02 09:00,2026-11-02 12:00,repair,E-1,stops".to_owned(),
    );
    let (first, second) = rows.split_at(17);
    log(&place, first);
    place.write("content/logs/a.csv", format!("{HEADER}\n{}\n", second.join("\n")));
    place.write("faultbook.toml", CONFIG.replace("2026-10-31", "2026-11-30"));
    let check = place.run(&["report", "--check-frozen"]);
    assert_eq!(check.exit, 0, "{}", check.out);
    // With a difference, only the row that made it is named.
    place.write("content/logs/b.csv", format!("{HEADER}\n{LATE}\n"));
    build(&place);
    let restated = &json(&place, "internal", "2026-10")["restated"];
    assert_eq!(ids(&restated["added"]), ["T-LATE"]);
    assert!(ids(&restated["changed"]).is_empty(), "{}", restated["changed"]);
}

#[test]
fn a_build_for_a_day_before_its_end_is_not_held_against_it() {
    let place = frozen();
    for day in ["2026-10-20", "2026-09-10", "2026-10-31T12:00"] {
        let told = place.run(&["check", "--as-of", day]);
        assert!(told.exit == 0 && !told.out.contains("FB0802"), "{day}: {}", told.out);
    }
    // Without a date of its own the newest row decides, and rows that are gone are told.
    place.write("faultbook.toml", CONFIG.replace("as_of = \"2026-10-31\"\n", ""));
    log(&place, &rows()[..30]);
    let told = place.run(&["check"]);
    assert!(told.out.contains("FB0802"), "{}", told.out);
}

#[test]
fn a_change_below_the_rounding_is_in_the_data_file_and_not_in_words() {
    let place = frozen();
    let mut rows = rows();
    let at = rows.iter().position(|row| row.starts_with("T-1004,")).expect("a row");
    rows[at] = rows[at].replace("2026-10-04 16:00", "2026-10-04 16:01");
    log(&place, &rows);
    build(&place);
    let restated = &json(&place, "internal", "2026-10")["restated"];
    assert_ne!(changed(restated, "restore_h.mean").0, changed(restated, "restore_h.mean").1);
    let note = note(&place, "internal", "2026-10");
    assert!(note.contains("The headlines read as before"), "{note}");
    assert!(!note.contains("<li>") && note.contains("T-1004"), "{note}");
}

#[test]
fn a_month_that_is_not_over_and_one_without_a_report_are_refused() {
    let place = project(&rows());
    for (args, words) in [
        (&["report", "2026-10", "--freeze", "--as-of", "2026-10-20"][..], "2026-10 is not over"),
        (&["report", "2026", "--freeze"], "2026 is not over"),
        (&["report", "2031-01", "--freeze"], "internal has no report of 2031-01"),
        (&["report", "2031-01"], "has no report of 2031-01"),
        (&["report", "October"], "a month such as 2026-10"),
        (&["report"], "PERIOD"),
        (&["report", "2026-10", "--restate"], "--freeze"),
        (&["report", "2026-10", "--check-frozen"], "no report of 2026-10 is frozen"),
        (&["report", "2026-10", "--json", "--audience", "customers"], "2 sites"),
    ] {
        let answer = place.run(args);
        assert_eq!(answer.exit, 2, "{args:?}");
        let all = format!("{}{}", answer.out, answer.err);
        assert!(all.contains(words), "{args:?}: {all}");
    }
    assert!(!place.at("frozen-reports").exists());
}

#[test]
fn what_is_frozen_stays_until_the_command_says_otherwise() {
    let place = frozen();
    let frozen = |site: &str| place.read(&format!("frozen-reports/{site}/2026-10.txt"));
    let (internal, first, second) =
        (frozen("internal"), frozen("customers/C-1"), frozen("customers/C-2"));
    log(&place, &[rows(), vec![LATE.to_owned()]].concat());
    let refused = place.run(&["report", "2026-10", "--freeze"]);
    assert_eq!(refused.exit, 2);
    for words in ["FB0805", "faults_reported 10 → 11", "added: T-LATE (A-1)", "--restate"] {
        assert!(refused.err.contains(words), "{words}: {}", refused.err);
    }
    assert_eq!((frozen("internal"), frozen("customers/C-1")), (internal, first));
    let only = place.run(&["report", "2026-10", "--freeze", "--restate", "--audience", "C-1"]);
    assert_eq!(only.exit, 0, "{}", only.err);
    assert!(frozen("customers/C-1").contains("faults_reported\t11"));
    let rest = place.run(&["report", "2026-10", "--freeze", "--restate"]);
    assert!(rest.out.contains("customers/C-1/2026-10.txt  unchanged"), "{}", rest.out);
    assert!(rest.out.contains("internal/2026-10.txt  restated"), "{}", rest.out);
    assert_eq!(frozen("customers/C-2"), second, "an equal report is not written again");
    assert_eq!(place.run(&["report", "--check-frozen"]).exit, 0);
}

#[test]
fn continuous_integration_is_told_each_report_that_differs() {
    let place = frozen();
    log(&place, &[rows(), vec![LATE.to_owned()]].concat());
    let check = place.run(&["report", "--check-frozen"]);
    assert_eq!(check.exit, 1);
    for file in ["internal/2026-10.txt", "customers/C-1/2026-10.txt"] {
        assert!(check.out.contains(&format!("frozen-reports/{file}")), "{}", check.out);
    }
    assert!(check.out.contains("3 frozen reports compared, 2 differ"), "{}", check.out);
    let only = place.run(&["report", "2026-10", "--check-frozen", "--audience", "C-2"]);
    assert_eq!(only.exit, 0, "{}", only.out);
    let document = place.run(&["report", "--check-frozen", "--json"]);
    let document: Value = serde_json::from_str(&document.out).expect("JSON");
    assert_eq!((&document["compared"], &document["differ"]), (&3.into(), &2.into()));
    assert_eq!(document["diagnostics"][0]["code"], "FB0802");
    assert_eq!(place.run(&["check"]).exit, 0, "a difference is a warning");
    assert_eq!(place.run(&["check", "--strict"]).exit, 2);
}

/// Damages the frozen report of C-1 and says what `check` answers.
fn damaged(damage: &dyn Fn(&str) -> String) -> (Answer, Place) {
    let place = frozen();
    let path = "frozen-reports/customers/C-1/2026-10.txt";
    place.write(path, damage(&place.read(path)));
    (place.run(&["check", "--message-format", "short"]), place)
}

#[test]
fn a_file_that_cannot_be_used_is_told_with_its_line_and_how_to_mend_it() {
    type Damage = (&'static str, fn(&str) -> String);
    let cases: [Damage; 6] = [
        ("this file is cut off", |text| text.split_inclusive('\n').take(39).collect()),
        ("was changed after it was written", |text| {
            text.replace("restore_h.median\t6.0", "restore_h.median\t5.0")
        }),
        ("version control", |text| text.replacen("availability", "<<<<<<< ours\navailability", 1)),
        ("newer version", |text| text.replace("format 1", "format 9")),
        ("no frozen report", |_| "id,name\n1,2\n".to_owned()),
        ("this file is empty", |_| String::new()),
    ];
    for (words, damage) in cases {
        let (answer, place) = damaged(&damage);
        assert_eq!(answer.exit, 1, "{words}: {}", answer.out);
        let told = answer.out.lines().find(|line| line.contains("FB0803")).unwrap_or_default();
        assert!(told.contains(words) && told.contains("C-1/2026-10.txt:"), "{words}: {told}");
        let check = place.run(&["report", "--check-frozen"]);
        let summary = "2 frozen reports compared, nothing differs; 1 file cannot be used";
        assert!(check.exit == 1 && check.out.contains(summary), "{}", check.out);
    }
}

#[test]
fn a_file_that_cannot_be_used_is_overwritten_only_where_the_command_says_so() {
    let (_, place) = damaged(&|text| text.replace("format 1", "format 9"));
    let refused = place.run(&["report", "2026-10", "--freeze"]);
    assert!(refused.exit == 2 && refused.err.contains("FB0805"), "{}", refused.err);
    assert!(refused.err.contains("newer version"), "{}", refused.err);
    assert_eq!(place.run(&["report", "2026-10", "--freeze", "--restate"]).exit, 0);
    assert_eq!(place.run(&["check"]).exit, 0);
}

#[test]
fn a_file_in_the_place_of_another_is_not_compared() {
    let place = frozen();
    let of_second = place.read("frozen-reports/customers/C-2/2026-10.txt");
    place.write("frozen-reports/customers/C-1/2026-10.txt", of_second);
    build(&place);
    let told = place.run(&["check"]);
    assert!(
        told.exit == 1 && told.out.contains("lies in the place of another one"),
        "{}",
        told.out
    );
    assert_eq!(json(&place, "customers/C-1", "2026-10")["restated"], Value::Null);
}

#[test]
fn the_site_of_one_customer_is_made_without_what_was_frozen_for_another() {
    let place = frozen();
    log(&place, &[rows(), vec![LATE.to_owned()]].concat());
    build(&place);
    let first = files(&place, "customers/C-1");
    for text in ["", "nothing of use\n"] {
        place.write("frozen-reports/customers/C-2/2026-10.txt", text);
        build(&place);
        assert!(first == files(&place, "customers/C-1"), "C-1 depends on the file of C-2");
    }
    fs::remove_dir_all(place.at("frozen-reports/customers/C-2")).expect("removed");
    fs::remove_dir_all(place.at("frozen-reports/internal")).expect("removed");
    build(&place);
    assert!(first == files(&place, "customers/C-1"), "C-1 depends on other sites' files");
}

#[test]
fn line_ends_of_another_system_are_no_damage() {
    let place = frozen();
    for site in ["internal", "customers/C-1", "customers/C-2"] {
        let path = format!("frozen-reports/{site}/2026-10.txt");
        place.write(&path, place.read(&path).replace('\n', "\r\n"));
    }
    let check = place.run(&["report", "--check-frozen"]);
    assert_eq!(check.exit, 0, "{}", check.out);
}

#[test]
fn frozen_reports_of_a_site_that_is_not_built_are_told_and_kept() {
    let place = frozen();
    place.write("faultbook.toml", CONFIG.replace("customers = true", "customers = false"));
    let told = place.run(&["check", "--verbose"]);
    assert_eq!(told.exit, 0, "{}", told.out);
    assert!(told.out.contains("FB0804") && told.out.contains("customers/C-1"), "{}", told.out);
    assert!(place.at("frozen-reports/customers/C-1/2026-10.txt").is_file());
}

#[test]
fn frozen_files_are_no_content_even_where_every_text_is() {
    let place = Place::new();
    place.write("faultbook.toml", "[site]\nlanguage = \"en\"\n\n[[logs]]\npath = \"**/*.txt\"\n");
    place.write("log.txt", format!("{HEADER}\n{}\n", rows().join("\n")));
    let freeze = place.run(&["report", "2026-09", "--freeze"]);
    assert_eq!(freeze.exit, 0, "{}", freeze.err);
    let sources = || {
        let document = place.run(&["check", "--json"]);
        let document: Value = serde_json::from_str(&document.out).expect("JSON");
        (document["sources"].clone(), document["by_code"].clone())
    };
    let before = sources();
    assert_eq!(before.0.as_array().map(Vec::len), Some(1));
    fs::remove_dir_all(place.at("frozen-reports")).expect("removed");
    assert_eq!(before, sources());
}

#[test]
fn a_quarter_and_a_year_are_frozen_and_compared_as_a_month_is() {
    let place = project(&rows());
    place.write("faultbook.toml", CONFIG.replace("2026-10-31", "2027-01-15"));
    for period in ["2026-Q4", "2026"] {
        let freeze = place.run(&["report", period, "--freeze"]);
        assert_eq!(freeze.exit, 0, "{}", freeze.err);
    }
    log(&place, &[rows(), vec![LATE.to_owned()]].concat());
    build(&place);
    for (period, was) in [("2026-Q4", 20), ("2026", 40)] {
        let restated = &json(&place, "internal", period)["restated"];
        assert_eq!(changed(restated, "faults_reported"), (was.into(), (was + 1).into()));
        assert_eq!(changed(restated, "models[M].failures"), (was.into(), (was + 1).into()));
        assert_eq!(ids(&restated["added"]), ["T-LATE"]);
        let note = note(&place, "internal", period);
        assert!(note.contains(&format!("<li>Faults: {was} → {}</li>", was + 1)), "{note}");
    }
}

#[test]
fn a_report_is_printed_as_the_site_has_it() {
    let place = project(&rows());
    build(&place);
    let data = place.run(&["report", "2026-10", "--json", "--audience", "C-1"]);
    assert_eq!(data.exit, 0, "{}", data.err);
    assert_eq!(data.out, place.read("output/customers/C-1/data/reports/2026-10.json"));
    let words = place.run(&["report", "2026-10"]);
    assert!(words.out.starts_with("Service report 2026-10 · internal\n"), "{}", words.out);
    let page = place.read("output/internal/reports/2026-10/index.html");
    for sentence in words.out.split("\n\n").nth(1).expect("sentences").lines() {
        let start: String =
            sentence.chars().take_while(|c| c.is_alphanumeric() || *c == ' ').collect();
        assert!(page.contains(start.trim_end()), "{sentence}");
    }
    assert!(Path::new(&place.at("output")).is_dir() && !place.at("frozen-reports").exists());
}
