//! `faultbook new` as a person meets it: each record lands where the project keeps its
//! like, under the next id, and is accepted by `check`; nothing that exists changes.
#![allow(clippy::disallowed_methods, reason = "the test prepares and inspects folders")]

use crate::program;

use encoding_rs::GB18030;
use program::{Answer, Place};
use std::fs;

/// One command a kind, with a name that both example projects know.
const KINDS: [&[&str]; 5] = [
    &[
        "fault",
        "Nothing moves: \"E12\" # again",
        "--device",
        "DEVICE",
        "--date",
        "2026-03-20T08:15",
    ],
    &["solution", "泵不动：更换密封 / Nothing moves", "--code", "CODE", "--date", "2026-03-20"],
    &["device", "X-9", "--model", "MODEL", "--accepted-on", "2026-03-20"],
    &["action", "Look at it", "--kind", "preventive", "--code", "CODE", "--due", "2026-04-01"],
    &["visit", "--device", "DEVICE", "--date", "2026-03-25", "--engineer", "R. Hale"],
];

/// An example project whose site speaks these languages.
fn project(lang: &str) -> Place {
    let place = Place::with_project(if lang == "both" { "zh" } else { lang });
    if lang == "both" {
        let config = place.read("p/faultbook.toml");
        let both = config.replacen("language = \"zh-CN\"", "language = [\"zh-CN\", \"en\"]", 1);
        assert_ne!(config, both);
        place.write("p/faultbook.toml", both);
    }
    place
}

fn names(lang: &str) -> [(&'static str, &'static str); 3] {
    match lang {
        "en" => [("DEVICE", "L-301"), ("CODE", "D12"), ("MODEL", "HL-630")],
        _ => [("DEVICE", "P-301"), ("CODE", "E12"), ("MODEL", "QH-80")],
    }
}

fn new(place: &Place, lang: &str, kind: &[&str]) -> Answer {
    let names = names(lang);
    let mut args = vec!["new", "-r", "p"];
    for &arg in kind {
        let known = names.iter().find(|(name, _)| *name == arg);
        args.push(known.map_or(arg, |(_, id)| *id));
    }
    place.run(&args)
}

#[test]
fn every_kind_is_accepted_by_check_in_every_language() {
    for lang in ["en", "zh", "both"] {
        let place = project(lang);
        for kind in KINDS {
            let answer = new(&place, lang, kind);
            assert_eq!(answer.exit, 0, "{lang} {kind:?}: {}", answer.err);
            assert!(place.at(answer.out.trim_end()).is_file(), "{lang}: {}", answer.out);
            assert!(answer.err.contains("next: "), "{lang}: {}", answer.err);
            assert!(!answer.err.contains("FB0"), "{lang}: {}", answer.err);
        }
        let check = place.run(&["check", "--strict", "-v", "-r", "p"]);
        assert_eq!(check.exit, 0, "{lang}: {}", check.out);
        let devices = place.run(&["inspect", "X-9", "-r", "p"]);
        assert!(devices.out.contains("2026-03-20"), "{}", devices.out);
    }
}

#[test]
fn headings_speak_the_languages_of_the_project() {
    for (lang, heading) in
        [("en", "\n## Symptom\n"), ("zh", "\n## 故障现象\n"), ("both", "\n## 故障现象 / Symptom\n")]
    {
        let place = project(lang);
        let path = new(&place, lang, KINDS[0]).out;
        let text = place.read(path.trim_end());
        assert!(text.contains(heading), "{lang}: {text}");
        assert!(text.contains("title: \"Nothing moves: \\\"E12\\\" # again\""), "{text}");
        assert!(text.contains("reported_at: 2026-03-20T08:15\n"), "{text}");
        let seen = place.run(&["inspect", "FR-2026-002", "-r", "p"]);
        assert!(seen.out.contains("Nothing moves: \"E12\" # again"), "{}", seen.out);
    }
}

#[test]
fn ids_and_folders_go_on_as_the_project_began_them() {
    let place = project("en");
    for (args, path) in [
        (&["solution", "a"][..], "p/content/solutions/SOL-002.md"),
        (&["solution", "b"], "p/content/solutions/SOL-003.md"),
        (&["fault", "c", "--date", "2026-03-05"], "p/content/faults/FR-2026-002.md"),
        (&["fault", "d", "--date", "2027-01-05"], "p/content/faults/FR-2027-001.md"),
        (&["action", "e"], "p/content/actions/AC-001.md"),
        (&["visit", "--device", "l-301"], "p/content/visits/VIS-001.md"),
        (&["solution", "f", "--id", "Own/7"], "p/content/solutions/Own-7.md"),
    ] {
        assert_eq!(new(&place, "en", args).out, format!("{path}\n"), "{args:?}");
    }
}

#[test]
fn an_id_that_a_log_names_is_left_to_what_the_log_means() {
    let place = Place::new();
    place.write(
        "content/logs/a.csv",
        "ticket,device,reported_at,solution\nT1,A,2026-03-01,SOL-0002\n",
    );
    place.write("content/solutions/SOL-0001.md", "---\nid: SOL-0001\n---\n## Resolution\nx\n");
    assert_eq!(place.run(&["new", "solution", "x"]).out, "content/solutions/SOL-0003.md\n");
    let meant = place.run(&["new", "solution", "x", "--id", "SOL-0002"]);
    assert_eq!(meant.out, "content/solutions/SOL-0002.md\n");
}

#[test]
fn a_folder_with_one_log_stays_a_flat_project() {
    let place = Place::new();
    place.write("log.csv", "工单号,设备编号,报修时间,故障现象\nT1,A-1,2026-03-01,黑屏\n");
    for (args, path) in [
        (&["new", "solution", "黑屏：换电源板"][..], "solutions/SOL-0001.md"),
        (
            &["new", "fault", "-d", "a-1", "--date", "2026-03-02", "黑屏"],
            "faults/2026/FR-20260302-01.md",
        ),
        (&["new", "device", "A-1", "--model", "M1"], "devices.csv"),
    ] {
        let answer = place.run(args);
        assert_eq!((answer.exit, answer.out), (0, format!("{path}\n")), "{args:?}: {}", answer.err);
    }
    let table = place.read("devices.csv");
    assert!(table.starts_with("\u{feff}设备编号,设备名称,型号,"), "{table}");
    assert!(table.ends_with("\r\nA-1,,M1,,,,,,,,,\r\n"), "{table}");
    let check = place.run(&["check", "--json"]);
    assert_eq!(check.exit, 0, "{}", check.out);
    let seen = place.run(&["inspect", "A-1"]).out;
    for word in ["devices.csv:2", "FR-20260302-01", "T1", "M1"] {
        assert!(seen.contains(word), "{word}: {seen}");
    }
}

#[test]
fn a_device_is_added_to_a_table_as_excel_keeps_it() {
    let place = Place::new();
    let before =
        "出厂说明;设备编号;客户名称;型号\r\n好;甲-01;清河水务;QH-80\r\n好;甲-02;清河水务;QH-80";
    let (bytes, _, _) = GB18030.encode(before);
    place.write("content/devices.csv", &bytes);
    let answer =
        place.run(&["new", "device", "甲-03", "--customer", "清河水务", "--model", "qh-80"]);
    assert_eq!(answer.exit, 0, "{}", answer.err);
    let after = fs::read(place.at("content/devices.csv")).expect("the table");
    assert_eq!(after[..bytes.len()], *bytes, "no byte that stood there has changed");
    let (added, _, _) = GB18030.decode(&after[bytes.len()..]);
    assert_eq!(added, "\r\n;甲-03;清河水务;QH-80\r\n");
    let inspected = place.run(&["inspect", "甲-03", "--json"]);
    let value: serde_json::Value = serde_json::from_str(&inspected.out).expect("JSON");
    assert_eq!(value["records"][0]["fields"]["customer"], "清河水务");
}

#[test]
fn a_device_is_a_document_where_devices_are_documents() {
    let place = Place::new();
    place.write("content/devices/A-1.md", "---\nid: A-1\nmodel: M1\n---\nThe first.\n");
    let answer =
        place.run(&["new", "device", "A-2", "--model", "m1", "--accepted-on", "2026-03-05"]);
    assert_eq!((answer.exit, &*answer.out), (0, "content/devices/A-2.md\n"), "{}", answer.err);
    let seen = place.run(&["inspect", "a-2"]).out;
    assert!(seen.contains("M1") && seen.contains("2026-03-05"), "{seen}");
    assert_eq!(place.run(&["check", "-q"]).exit, 0);
}

#[test]
fn no_second_table_is_begun_beside_one_that_takes_no_row() {
    for (name, bytes) in [
        ("devices.xlsx", &b"PK\x03\x04"[..]),
        ("devices.csv", b"\xFF\xFE\x00\x00i\x00\x00\x00d\x00\x00\x00"),
    ] {
        let place = Place::new();
        place.write(&format!("content/{name}"), bytes);
        place.write("content/solutions/a.md", "x\n");
        let before = place.tree();
        let answer = place.run(&["new", "device", "B", "--model", "M1"]);
        assert_eq!(answer.exit, 2, "{name}: {}", answer.out);
        assert!(answer.err.contains("FB0115"), "{name}: {}", answer.err);
        assert!(answer.err.contains("id = B, model = M1"), "{name}: {}", answer.err);
        assert_eq!(place.tree(), before, "{name}");
    }
}

#[test]
fn a_value_without_a_column_is_not_dropped() {
    let place = Place::new();
    place.write("content/devices.csv", "id,model\nA,M1\n");
    let before = place.tree();
    let answer = place.run(&["new", "device", "B", "--serial", "S-1"]);
    assert_eq!(answer.exit, 2);
    assert!(answer.err.contains("FB0115") && answer.err.contains("`serial`"), "{}", answer.err);
    assert_eq!(place.tree(), before);
}

#[test]
fn an_unknown_name_is_refused_with_the_nearest_and_allowed_when_asked() {
    let place = project("en");
    let before = place.tree();
    let args = ["fault", "x", "--device", "L301", "--code", "D21", "--date", "2026-03-05"];
    let answer = new(&place, "en", &args);
    assert_eq!(answer.exit, 2);
    for word in ["FB0114", "device `L301`", "did you mean `L-301`", "fault code `D21`"] {
        assert!(answer.err.contains(word), "{word}: {}", answer.err);
    }
    assert_eq!(place.tree(), before, "nothing was written");
    let allowed = new(&place, "en", &[&args[..], &["--allow-unknown"]].concat());
    assert_eq!(allowed.exit, 0, "{}", allowed.err);
    assert!(allowed.err.contains("note: device `L301` is not known"), "{}", allowed.err);
    assert_eq!(place.run(&["check", "-q", "-r", "p"]).exit, 0);
}

#[test]
fn a_new_name_is_only_noted_where_the_project_keeps_no_list_of_them() {
    let place = Place::new();
    place.write("content/devices.csv", "id,customer\nA,North Clinic\n");
    let answer = place.run(&["new", "device", "B", "--customer", "North Clinik"]);
    assert_eq!(answer.exit, 0, "{}", answer.err);
    let note = "note: customer `North Clinik` is not known to the project; the nearest known one is `North Clinic`";
    assert!(answer.err.contains(note), "{}", answer.err);
}

#[test]
fn nothing_is_overwritten() {
    let place = project("en");
    for args in [
        &["new", "-r", "p", "solution", "x", "--id", "sol-001"][..],
        &["new", "-r", "p", "device", "l-301"],
        &["new", "-r", "p", "fault", "x", "--id", "FR-2026-001"],
    ] {
        let before = place.tree();
        let answer = place.run(args);
        assert_eq!(answer.exit, 2, "{args:?}");
        assert!(answer.err.contains("FB0505"), "{args:?}: {}", answer.err);
        assert_eq!(place.tree(), before, "{args:?}");
    }
    // A file that is no record, because it cannot be read, is passed over.
    place.write("p/content/solutions/SOL-002.md", "---\nid: [\n---\n");
    assert_eq!(new(&place, "en", &["solution", "x"]).out, "p/content/solutions/SOL-003.md\n");
    let taken = new(&place, "en", &["solution", "x", "--id", "SOL-002"]);
    assert_eq!(taken.exit, 2);
    assert!(taken.err.contains("is never overwritten"), "{}", taken.err);
    assert_eq!(place.read("p/content/solutions/SOL-002.md"), "---\nid: [\n---\n");
}

#[test]
fn no_id_leads_out_of_its_folder() {
    let place = project("en");
    let before = place.tree();
    for id in ["../x", "/x", "C:\\x"] {
        let answer = new(&place, "en", &["solution", "x", "--id", id]);
        assert_eq!(answer.exit, 2, "{id}: {}", answer.out);
        assert_eq!(place.tree(), before, "{id}");
    }
}

#[test]
fn a_project_that_nobody_can_read_is_not_written_to() {
    let place = project("en");
    place.write("p/faultbook.toml", "[site\n");
    let before = place.tree();
    let answer = new(&place, "en", &["solution", "x"]);
    assert_eq!(answer.exit, 2);
    assert!(answer.err.contains("FB0102"), "{}", answer.err);
    assert_eq!(place.tree(), before);
}

#[test]
fn a_place_that_no_block_reads_is_told() {
    let place = Place::new();
    place.write("faultbook.toml", "[[faults]]\npath = \"incidents/2025/*.md\"\n");
    place.write(
        "incidents/2025/I-1.md",
        "---\nid: I-1\nreported_at: 2025-12-01\n---\n## Symptom\nx\n",
    );
    let answer = place.run(&["new", "fault", "y", "--date", "2026-01-02"]);
    assert_eq!((answer.exit, &*answer.out), (0, "incidents/2026/I-2.md\n"), "{}", answer.err);
    assert!(
        answer.err.contains("no block of faultbook.toml reads incidents/2026/I-2.md"),
        "{}",
        answer.err
    );
}

#[test]
fn a_visit_is_a_row_where_the_project_keeps_rows() {
    let place = project("zh");
    place.write("p/content/visits.csv", "编号,设备编号,类型,计划开始,计划截止,工程师\nV-07,P-301,first,2025-01-01,2025-02-01,李工\n");
    let answer =
        new(&place, "zh", &["visit", "-d", "P-301", "--date", "2026-03-25", "--due", "2026-03-28"]);
    assert_eq!(answer.out, "p/content/visits.csv\n", "{}", answer.err);
    let table = place.read("p/content/visits.csv");
    assert!(table.ends_with("\nV-08,P-301,maintenance,2026-03-25,2026-03-28,\n"), "{table}");
    assert_eq!(
        new(&place, "zh", &["visit", "-d", "P-301", "--date", "2026-03-25", "--due", "2026-03-01"])
            .exit,
        2
    );
}

#[test]
fn the_json_result_names_path_and_id() {
    let place = project("en");
    let answer = new(&place, "en", &["solution", "x", "--json"]);
    let value: serde_json::Value = serde_json::from_str(&answer.out).expect("JSON");
    assert_eq!(value["id"], "SOL-002");
    assert_eq!(value["path"], "p/content/solutions/SOL-002.md");
    assert_eq!((&value["exit"], answer.err.as_str()), (&0.into(), ""));
    let refused = new(&place, "en", &["solution", "x", "--id", "SOL-002", "--json"]);
    let value: serde_json::Value = serde_json::from_str(&refused.out).expect("JSON");
    assert_eq!((&value["exit"], &value["diagnostics"][0]["code"]), (&2.into(), &"FB0505".into()));
}
