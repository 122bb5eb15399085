//! `faultbook inspect` as a person meets it: fields, origin, references in and out,
//! findings, of a record or of a file.
#![allow(clippy::disallowed_methods, reason = "the test prepares and inspects folders")]

use crate::program;

use encoding_rs::GB18030;
use program::Place;
use serde_json::{Value, json};
use std::fs;

const DEVICES: &str = "\
id,model,customer,customer_from,customer_to,site,aliases,accepted_on
SIM-007,FS-700,C-01,2024-01-01,2025-06-30,Hall 1,七号机,2024-01-15
SIM-007,FS-700,C-02,2025-07-01,,Hall 2,,
SIM-009,FS-700,C-02,,,Hall 2,,2024-05-01
";
const LOG: &str = "\
工单号,设备编号,报修时间,完成时间,故障代码,方案编号,故障现象,更换配件,心情
T-1,SIM-007,2026-03-01 08:00,2026-03-02 09:00,E-104,SOL-1,黑屏,PSU*1,平静
T-2,SIM-008,2026-03-03 08:00,,X-9,,异响,,
T-3,SIM-009,三月五日,,E-104,,黑屏,,
";
const SOLUTION: &str = "\
---
id: SOL-1
title: Fit the board
fault_codes: [E-104]
parts: [PSU]
tickets: [T-1]
---
## Resolution
1. Fit it.
";

fn project() -> Place {
    let place = Place::new();
    place.write("content/devices.csv", DEVICES);
    place.write("content/customers.csv", "id,name\nC-01,Alpha\nC-02,Beta\n");
    place.write("content/fault-codes.csv", "code,title,solutions\nE-104,Channel black,SOL-1\n");
    place.write("content/contracts.csv", "id,customer,start\nCT-1,C-02,2025-07-01\n");
    place.write(
        "content/visits.csv",
        "id,device,kind,due_from,due_to\nV-1,SIM-007,mid,2026-05-01,2026-05-31\n",
    );
    place.write(
        "content/actions.csv",
        "id,kind,title,code,due\nAC-1,corrective,Mend,E-104,2026-06-01\n",
    );
    place.write("content/logs/a.csv", GB18030.encode(LOG).0);
    place.write("content/solutions/SOL-1.md", SOLUTION);
    place
}

fn document(place: &Place, subject: &str) -> Value {
    let answer = place.run(&["inspect", subject, "--json"]);
    let value: Value = serde_json::from_str(&answer.out).expect("JSON");
    assert_eq!(value["exit"], answer.exit);
    assert_eq!(answer.err, "");
    value
}

/// The only record of a subject.
fn record(place: &Place, subject: &str) -> Value {
    let mut value = document(place, subject);
    let records = value["records"].as_array_mut().expect("records");
    assert_eq!(records.len(), 1, "{subject}: {records:?}");
    records.remove(0)
}

fn named_by(record: &Value, kind: &str) -> Value {
    let groups = record["referred_by"].as_array().expect("groups").iter();
    groups.filter(|g| g["kind"] == kind).map(|g| g["ids"].clone()).next().unwrap_or(Value::Null)
}

fn refers_to(record: &Value, kind: &str) -> Vec<String> {
    let all = record["refers_to"].as_array().expect("references").iter();
    let ids = all.filter(|r| r["kind"] == kind);
    ids.map(|r| {
        format!("{}{}", r["id"].as_str().expect("an id"), if r["known"] == true { "" } else { "?" })
    })
    .collect()
}

#[test]
fn a_device_shows_owners_dates_and_everything_that_names_it() {
    let place = project();
    // full-width letters and an alias lead to it, too
    for subject in ["SIM-007", "ｓｉｍ－００７", "七号机"] {
        let device = record(&place, subject);
        assert_eq!((&device["kind"], &device["id"]), (&json!("device"), &json!("SIM-007")));
        assert_eq!(device["origin"], json!([{"file": "content/devices.csv", "line": 2}]));
        let owners = &device["fields"]["owners"];
        assert_eq!(owners[0]["to"], "2025-06-30");
        assert_eq!(
            owners[1],
            json!({"customer": "C-02", "site": "Hall 2", "from": "2025-07-01", "to": null})
        );
        assert_eq!(device["fields"]["warranty_start"], "2024-01-16");
        assert_eq!(refers_to(&device, "customer"), ["C-01", "C-02"]);
        assert_eq!(refers_to(&device, "model"), ["FS-700?"], "there is no model table");
        assert_eq!(named_by(&device, "ticket"), json!(["T-1"]));
        assert_eq!(named_by(&device, "visit"), json!(["V-1"]));
    }
}

#[test]
fn a_ticket_shows_clocks_references_and_its_row() {
    let ticket = record(&project(), "t-1");
    assert_eq!((&ticket["kind"], &ticket["origin"][0]["line"]), (&json!("ticket"), &json!(2)));
    assert_eq!(ticket["fields"]["reported_at"], "2026-03-01T08:00:00+08:00");
    assert_eq!(ticket["fields"]["resolved_at"], "2026-03-02T09:00:00+08:00");
    assert_eq!(ticket["fields"]["notes"], json!([{"header": "心情", "value": "平静"}]));
    for (kind, id) in [
        ("device", "SIM-007"),
        ("customer", "C-02"),
        ("fault_code", "E-104"),
        ("solution", "SOL-1"),
        ("part", "PSU?"),
    ] {
        assert_eq!(refers_to(&ticket, kind), [id], "{kind}");
    }
    assert_eq!(named_by(&ticket, "solution"), json!(["SOL-1"]));
    let fields = ticket["fields"].as_object().expect("fields");
    assert_eq!(fields.get("cause"), Some(&Value::Null), "the stable fields are always there");
    assert!(!fields.contains_key("callback_at"), "the rarer ones where something is known");
}

#[test]
fn knowledge_shows_its_uses() {
    let place = project();
    let code = record(&place, "e-104");
    assert_eq!(code["title"], "Channel black");
    assert_eq!(named_by(&code, "solution"), json!(["SOL-1"]));
    assert_eq!(named_by(&code, "ticket"), json!(["T-1"]));
    assert_eq!(named_by(&code, "action"), json!(["AC-1"]));
    let solution = record(&place, "SOL-1");
    assert_eq!(solution["origin"][0]["file"], "content/solutions/SOL-1.md");
    assert_eq!(refers_to(&solution, "ticket"), ["T-1"]);
    assert_eq!(named_by(&solution, "ticket"), json!(["T-1"]));
    let part = record(&place, "psu");
    assert_eq!((&part["origin"], named_by(&part, "ticket")), (&json!([]), json!(["T-1"])));
    let customer = record(&place, "Beta");
    assert_eq!(named_by(&customer, "device"), json!(["SIM-007", "SIM-009"]));
    assert_eq!(named_by(&customer, "contract"), json!(["CT-1"]));
    assert_eq!(named_by(&record(&place, "Alpha"), "former_device"), json!(["SIM-007"]));
    for (subject, kind) in [
        ("CT-1", "contract"),
        ("V-1", "visit"),
        ("AC-1", "action"),
        ("FS-700", "model"),
        ("Hall 1", "site"),
    ] {
        assert_eq!(record(&place, subject)["kind"], kind);
    }
}

#[test]
fn what_was_found_about_a_record_stands_with_it() {
    let place = project();
    let stray = record(&place, "SIM-008");
    assert_eq!(stray["fields"]["unregistered"], true);
    assert_eq!(stray["findings"][0]["code"], "FB0510");
    // on the row of the ticket, though they name another record
    let ticket = record(&place, "T-2");
    let found = ticket["findings"].as_array().expect("findings").iter();
    let codes: Vec<&str> = found.filter_map(|finding| finding["code"].as_str()).collect();
    assert!(codes.contains(&"FB0512") && codes.contains(&"FB0510"), "{codes:?}");
    let answer = place.run(&["inspect", "SIM-008"]);
    assert!(
        answer.out.contains("only named by others") && answer.out.contains("FB0510"),
        "{}",
        answer.out
    );
}

#[test]
fn a_name_of_several_kinds_shows_all() {
    let place = project();
    place.write("content/parts.csv", "id,name\nSIM-007,Key of the machine\n");
    let value = document(&place, "SIM-007");
    let kinds: Vec<&Value> =
        value["records"].as_array().expect("records").iter().map(|r| &r["kind"]).collect();
    assert_eq!(kinds, ["device", "part"]);
}

#[test]
fn a_file_shows_how_it_was_read() {
    let place = project();
    let value = document(&place, "content/logs/a.csv");
    let file = &value["files"][0];
    assert_eq!(
        (&file["read_as"], &file["encoding"], &file["delimiter"]),
        (&json!("log"), &json!("GB18030"), &json!(","))
    );
    assert_eq!(
        file["rows"],
        json!({"read": 3, "skipped": 0, "accepted": 2, "repaired": 0, "rejected": 1})
    );
    assert_eq!(
        file["columns"][2],
        json!({"header": "报修时间", "field": "reported_at", "examples": []})
    );
    assert_eq!(file["columns"][8], json!({"header": "心情", "field": null, "examples": ["平静"]}));
    let codes: Vec<&Value> =
        file["findings"].as_array().expect("findings").iter().map(|f| &f["code"]).collect();
    assert!(codes.contains(&&json!("FB0303")) && codes.contains(&&json!("FB0205")), "{codes:?}");
    let devices = document(&place, &place.at("content/devices.csv").to_string_lossy());
    assert_eq!(devices["files"][0]["read_as"], "devices");
    let article = document(&place, "content/solutions/SOL-1.md");
    assert_eq!(article["files"][0]["records"], json!([{"kind": "solution", "id": "SOL-1"}]));
    let text = place.run(&["inspect", "content/logs/a.csv"]).out;
    for line in [
        "  encoding              GB18030\n",
        "    报修时间 → reported_at\n",
        "(not known, kept as a note) 平静",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
}

#[test]
fn every_field_of_the_json_is_documented() {
    let place = project();
    let page = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/commands.md");
    let page = fs::read_to_string(page).expect("the page");
    let documented = |value: &Value| {
        for name in value.as_object().expect("a map").keys() {
            assert!(
                page.contains(&format!("`{name}`")),
                "docs/commands.md says nothing of `{name}`"
            );
        }
    };
    let found = document(&place, "SIM-007");
    let record = &found["records"][0];
    let file = &document(&place, "content/logs/a.csv")["files"][0];
    let maps =
        [&found, record, &record["origin"][0], &record["refers_to"][0], &record["referred_by"][0]];
    let more = [file, &file["rows"], &file["columns"][0], &file["findings"][0]];
    let owners = &record["fields"]["owners"][0];
    for value in
        maps.into_iter().chain(more).chain([owners, &document(&place, "SIM-07")["nearest"][0]])
    {
        documented(value);
    }
    let started = place.run(&["new", "solution", "x", "--json"]).out;
    documented(&serde_json::from_str(&started).expect("JSON"));
    for kind in [
        "SIM-007", "T-1", "E-104", "SOL-1", "FS-700", "Beta", "Hall 1", "PSU", "CT-1", "V-1",
        "AC-1",
    ] {
        let kind = document(&place, kind)["records"][0]["kind"].clone();
        assert!(page.contains(&format!("`{}`", kind.as_str().expect("a word"))), "{kind}");
    }
}

#[test]
fn frequent_findings_are_grouped_and_shown_when_asked() {
    let place = Place::new();
    let row = |n: u32| format!("T{n},A,2026-03-01,dark,no day\n");
    let rows: String = (1..=9).map(row).collect();
    place.write(
        "content/logs/a.csv",
        format!("ticket,device,reported_at,symptom,resolved_at\n{rows}"),
    );
    let brief = place.run(&["inspect", "content/logs/a.csv"]).out;
    assert_eq!(brief.matches("warning[FB0401]").count(), 3, "{brief}");
    assert!(brief.contains("and 6 more FB0401"), "{brief}");
    let all = place.run(&["inspect", "content/logs/a.csv", "--verbose"]).out;
    assert_eq!(all.matches("warning[FB0401]").count(), 9, "{all}");
}

#[test]
fn an_unknown_name_is_told_with_the_nearest() {
    let place = project();
    for (subject, near) in
        [("SIM-07", "SIM-007 (device)"), ("E104", "E-104 (fault code)"), ("T-11", "T-1 (ticket)")]
    {
        let answer = place.run(&["inspect", subject]);
        assert_eq!((answer.exit, &*answer.out), (2, ""));
        assert!(
            answer.err.contains("FB0114") && answer.err.contains(near),
            "{subject}: {}",
            answer.err
        );
    }
    let value = document(&place, "SIM-07");
    assert_eq!(value["nearest"][0], json!({"kind": "device", "id": "SIM-007"}));
    let answer = place.run(&["inspect", "quite another thing"]);
    assert!(answer.err.contains("faultbook check"), "{}", answer.err);
    place.write("elsewhere.csv", "x");
    let outside = place.run(&["inspect", "elsewhere.csv", "-r", "content"]);
    assert!(outside.err.contains("outside the project"), "{}", outside.err);
}

#[test]
fn nothing_from_a_file_steers_the_terminal() {
    let place = Place::new();
    place.write(
        "content/logs/a.csv",
        "ticket,device,reported_at,symptom\nT1,A,2026-03-01,\u{1b}[2Jdark\n",
    );
    let answer = place.run(&["inspect", "T1"]);
    assert!(answer.out.contains("dark") && !answer.out.contains('\u{1b}'), "{:?}", answer.out);
}
