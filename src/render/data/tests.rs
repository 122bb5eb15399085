//! The contract, key by key, over a small project written by hand.

use crate::analyse::analyse;
use crate::catalog::{Catalog, Restricted, link, restrict};
use crate::diag::{Code, Diagnostic, Place};
use crate::model::article::{Article, Half};
use crate::model::events::{EventDraft, NumField, Origin, PartUse, TextField};
use crate::model::records::{
    Action, Customer, Device, FaultCode, FaultReport, Meta, Ownership, Solution, Visit,
};
use crate::model::time::{Clock, Day, Stamp};
use crate::model::words::{ActionKind, Confidence, Readers, VisitKind};
use crate::model::{Content, CustomerId, DeviceId, Lang, Project, RejectedRow, SourceReport, Sym};
use crate::render::Renderer;
use crate::render::theme::Theme;
use crate::site::{DataFile, plan};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn article(path: &str, title: &str) -> Article {
    Article {
        path: Arc::from(path),
        title: title.to_owned(),
        body: crate::model::Body::default(),
        cut: false,
        body_line: 1,
        halves: vec![Half { lang: None, title: String::new(), range: 0..0, sections: Vec::new() }],
        unknown: Vec::new(),
        tags: Vec::new(),
        readers: crate::model::words::Readers::Internal,
    }
}

fn customer(id: &str) -> Customer {
    Customer {
        name: format!("{id} & Co"),
        contact: Some("secret contact".to_owned()),
        derived: false,
        ..Customer::stub(CustomerId::from(id))
    }
}

fn device(id: &str, customer: &str) -> Device {
    let mut device = Device::stub(DeviceId::from(id));
    device.unregistered = false;
    device.model = Some("M-A".into());
    device.commissioned_on = Some(day("2026-01-01"));
    device.warranty_end = Some(day("2027-01-31"));
    device.owners =
        vec![Ownership { customer: Some(CustomerId::from(customer)), ..Ownership::default() }];
    device
}

fn solution() -> Solution {
    Solution {
        id: "SOL-1".into(),
        article: article("content/solutions/SOL-1.md", "黑屏 </script> ]]> & co"),
        confidence: Confidence::Validated,
        audience: Readers::Customer,
        governance: None,
        codes: vec!["E-104".into()],
        components: Vec::new(),
        models: Vec::new(),
        symptoms: vec!["<b>no display</b>".to_owned()],
        cause_category: None,
        parts: Vec::new(),
        tools: Vec::new(),
        duration_min: None,
        skill_level: None,
        remote_possible: None,
        risk: Vec::new(),
        author: None,
        created: Some(day("2026-02-01")),
        verified: None,
        supersedes: None,
        tickets: Vec::new(),
        place: Place::file("content/solutions/SOL-1.md"),
    }
}

fn add_event(project: &mut Project, line: u32, ticket: &str, device: &str, at: [&str; 2]) {
    let zone = project.settings.zone.clone();
    let origin = if line == 0 { Origin::Report(0) } else { Origin::Row { source: 0, line } };
    let mut draft = EventDraft::new(origin);
    let events = &mut project.records.events;
    for (field, text) in [
        (TextField::Ticket, ticket),
        (TextField::Device, device),
        (TextField::Code, "E-104"),
        (TextField::Symptom, "=HYPERLINK(\"x\")"),
        (TextField::Solution, "SOL-1"),
        (TextField::Engineers, "李工、张工"),
        (TextField::Notes, "inner remark"),
    ] {
        draft.texts[field as usize] = events.intern(text);
    }
    for (clock, text) in [Clock::ReportedAt, Clock::ResolvedAt].into_iter().zip(at) {
        let stamp = Stamp::exact(zone.instant(text.parse().unwrap()));
        draft.stamps[clock as usize] = Some(stamp);
    }
    draft.nums[NumField::Amount as usize] = Some(-12.5);
    draft.nums[NumField::CostLabour as usize] = Some(77.0);
    draft.extra.cells.push((events.intern("odd column"), events.intern("odd value")));
    draft.extra.parts.push(PartUse {
        part: events.intern("PSU"),
        qty: 2.0,
        reason: Sym::NONE,
        old_part_required: Some(true),
        old_part_status: None,
        issued_on: None,
        cleared_on: None,
        warranty_covered: None,
    });
    events.push(&draft);
}

pub(in crate::render) fn project() -> Project {
    let mut project = Project::default();
    project.settings.languages = vec![Lang::En, Lang::Zh];
    project.settings.base_url = Some("https://service.example/".to_owned());
    project.settings.audiences.customers = true;
    let as_of = project.settings.zone.instant("2026-10-31T23:59:59".parse().unwrap());
    project.settings.as_of = Some(as_of);
    project.records.customers = vec![customer("C-01"), customer("C-02")];
    project.records.devices = vec![device("D-1", "C-01"), device("D-2", "C-02")];
    project.records.codes.push(FaultCode {
        id: "E-104".into(),
        title: "Black screen".to_owned(),
        component: None,
        severity: None,
        aliases: Vec::new(),
        symptoms: Vec::new(),
        models: Vec::new(),
        solutions: Vec::new(),
        derived: false,
        meta: Meta::default(),
    });
    project.records.solutions.push(solution());
    project.records.reports.push(FaultReport {
        id: "FR-1".into(),
        article: article("content/faults/FR-1.md", "Report"),
        devices: vec![DeviceId::from("D-1")],
        keys: Vec::new(),
        place: Place::file("content/faults/FR-1.md"),
    });
    project.records.visits.push(Visit {
        id: "V-1".into(),
        device: Some(DeviceId::from("D-1")),
        site: None,
        kind: VisitKind::Quarterly,
        due_from: Some(day("2026-11-01")),
        due_to: Some(day("2026-11-15")),
        done_on: None,
        on_site: None,
        findings: None,
        engineer: None,
        meta: Meta::default(),
    });
    project.records.actions.push(Action {
        id: "A-1".into(),
        kind: ActionKind::Corrective,
        title: "Check screens".to_owned(),
        source: None,
        code: Some("E-104".into()),
        model: None,
        device: None,
        owner: None,
        due: Some(day("2026-09-01")),
        done_on: None,
        effect_metric: None,
        meta: Meta::default(),
    });
    project.sources.push(SourceReport {
        path: Arc::from("content/logs/a.csv"),
        encoding: "GB18030".to_owned(),
        is_log: true,
        rows_read: 9,
        rows_skipped: 1,
        rows_accepted: 5,
        rows_repaired: 1,
        rows_rejected: 2,
        ..SourceReport::default()
    });
    project.rejected.push(RejectedRow {
        place: Place::line("content/logs/a.csv", 8),
        code: Code::RowTotal,
        reason: "looks like a total".to_owned(),
        raw: "=1+1,,".to_owned(),
    });
    let finding =
        Diagnostic::new(Code::ValueDate, "not a date").at(Place::line("content/logs/a.csv", 3));
    project.diagnostics.push(finding.raw("2026-02-30"));
    for (line, ticket, device, reported, resolved) in [
        (2, "T-1", "D-1", "2026-07-01T08:00:00", "2026-07-01T12:00:00"),
        (3, "T-2", "D-1", "2026-07-11T08:00:00", "2026-07-11T10:00:00"),
        (4, "T-3", "D-1", "2026-09-01T08:00:00", "2026-09-01T09:30:00"),
        (5, "T-4", "D-2", "2026-09-05T08:00:00", "2026-09-06T08:00:00"),
        (0, "FR-1", "D-1", "2026-10-02T08:00:00", "2026-10-02T20:00:00"),
    ] {
        add_event(&mut project, line, ticket, device, [reported, resolved]);
    }
    project
}

pub(in crate::render) fn all_files(catalog: &Restricted<Catalog>) -> BTreeMap<String, String> {
    let facts = analyse(catalog);
    let plan = plan(catalog);
    let theme = Theme::over_builtin(&crate::model::ThemeFiles::default());
    let renderer = Renderer::new(catalog, &facts, &plan, &theme).unwrap();
    let mut files = BTreeMap::new();
    for &file in &plan.data {
        let artifact = renderer.data(file).unwrap();
        let Content::Bytes(bytes) = artifact.content else {
            panic!("data files are made, not copied")
        };
        // A workbook is an archive; tests/shown/report_forms.rs looks into it.
        if let DataFile::ReportWorkbook(..) = file {
            assert!(bytes.starts_with(b"PK"), "{}", artifact.path);
            continue;
        }
        files.insert(artifact.path, String::from_utf8(bytes).unwrap());
    }
    assert!(files.contains_key(&plan.addresses.data(DataFile::Feed)));
    files
}

fn internal() -> BTreeMap<String, String> {
    all_files(&restrict::internal(link(project())))
}

pub(in crate::render) fn json(files: &BTreeMap<String, String>, path: &str) -> Value {
    let text =
        files.get(path).unwrap_or_else(|| panic!("{path} is not written: {:?}", files.keys()));
    assert!(text.ends_with('\n') && !text.contains('<'), "{path}");
    serde_json::from_str(text).unwrap_or_else(|e| panic!("{path}: {e}"))
}

#[track_caller]
fn has(value: &Value, keys: &str) {
    let object = value.as_object().unwrap_or_else(|| panic!("no object: {value}"));
    for key in keys.split_whitespace() {
        assert!(object.contains_key(key), "`{key}` is missing in {value}");
    }
}

const RATE: &str = "n d value lower upper";

#[test]
fn site_and_devices_keep_the_contract() {
    let files = internal();
    let site = json(&files, "data/site.json");
    has(&site, "as_of counts sources");
    assert_eq!(site["as_of"], "2026-10-31T23:59:59+08:00");
    has(&site["counts"], "devices faults solutions events customers");
    assert_eq!((&site["counts"]["events"], &site["counts"]["faults"]), (&6.into(), &1.into()));
    has(
        &site["sources"][0],
        "path encoding rows_read rows_skipped rows_accepted rows_repaired rows_rejected",
    );
    let keys = "id model customer site failures open exposure_h downtime_h availability mtbf_h \
                restore_h repeat_30d";
    let devices = json(&files, "data/devices.json");
    has(&devices[0], keys);
    has(&devices[0]["mtbf_h"], "value lower upper");
    has(&devices[0]["restore_h"], "n mean median p90");
    has(&devices[0]["repeat_30d"], RATE);
    assert_eq!(devices[0]["failures"], 4);
    let file = json(&files, "data/devices/D-1.json");
    has(&file, keys);
    has(&file, "events parts chains warranty visits");
    assert_eq!(file["events"].as_array().unwrap().len(), 4);
    assert_eq!(file["parts"][0]["qty"], 8);
    assert_eq!(file["chains"][0]["key"], "E-104");
    assert!(file["visits"].as_array().unwrap().iter().any(|visit| visit["id"] == "V-1"));
    assert_eq!(file["warranty"]["end"], "2027-01-31");
}

#[test]
fn an_event_says_everything_and_where_it_comes_from() {
    let files = internal();
    let rows = json(&files, "data/faults/2026-09.json");
    let row = &rows[0];
    has(
        row,
        "id fault_report device customer site model reported_at resolved_at service_type \
         charge_type status priority fault_code component symptom cause cause_category \
         action_taken solution engineers parts amount satisfaction is_failure source",
    );
    // The rarer fields stand where something is known, and only there.
    let stands = |key: &str| row.get(key).is_some();
    assert!(stands("notes") && stands("cost_labour"));
    for unknown in ["arrived_at", "escalated_at", "date_only", "severity", "pauses", "tampered"] {
        assert!(!stands(unknown), "{unknown}: {row}");
    }
    assert_eq!((&row["id"], &row["amount"]), (&"T-3".into(), &serde_json::json!(-12.5)));
    assert_eq!(
        row["source"],
        serde_json::json!({"path": "content/logs/a.csv", "sheet": null, "line": 4})
    );
    assert_eq!(row["reported_at"], "2026-09-01T08:00:00+08:00");
    assert_eq!(row["engineers"], serde_json::json!(["李工", "张工"]));
    assert_eq!(row["notes"][1]["header"], "odd column");
    let faults = json(&files, "data/faults.json");
    assert_eq!(faults["reports"][0]["events"][0]["id"], "FR-1");
    assert_eq!(faults["months"].as_array().unwrap().len(), 4);
    let csv = &files["data/faults/2026-09.csv"];
    assert!(csv.starts_with("\u{FEFF}\"ticket_id\","));
    assert!(csv.contains("\"'=HYPERLINK(\"\"x\"\")\"") && csv.contains(",-12.5,"));
}

#[test]
fn measures_keep_the_contract() {
    let measures = json(&internal(), "data/actions.json");
    let first = &measures[0];
    has(first, "id kind title source code model device owner due done_on state days_over effect");
    assert_eq!((&first["id"], &first["state"]), (&"A-1".into(), &"overdue".into()));
    assert_eq!(first["effect"], Value::Null, "not done, so without effect");
}

#[test]
fn reports_keep_the_contract_in_every_month() {
    let files = internal();
    for month in ["2026-07", "2026-08", "2026-09", "2026-10"] {
        let report = json(&files, &format!("data/reports/{month}.json"));
        has(
            &report,
            "month partial faults_reported resolved restore_h sla repeat_30d first_time_fix \
             satisfaction complaints backlog pareto parts charges visits actions sentences",
        );
        has(&report["restore_h"], "n mean median p90");
        has(&report["repeat_30d"], RATE);
        has(&report["backlog"], "open_start new closed open_end");
        for clock in report["sla"].as_array().unwrap() {
            has(clock, "profile clock met breached_closed breached_open pending compliance");
        }
        let pareto = report["pareto"].as_array().unwrap();
        let shares: f64 = pareto.iter().map(|row| row["share"].as_f64().unwrap()).sum();
        assert!(pareto.is_empty() || (shares - 1.0).abs() < 1e-12);
        assert_eq!(pareto.is_empty(), month == "2026-08", "{month}");
        for sentence in report["sentences"].as_array().unwrap() {
            has(sentence, "key text");
            assert!(!sentence["text"].as_str().unwrap().contains('{'), "{sentence}");
        }
    }
    let august = json(&files, "data/reports/2026-08.json");
    assert_eq!(august["faults_reported"], 0);
    assert!(august["sentences"].as_array().unwrap().iter().any(|s| s["key"] == "none"));
    assert_eq!(json(&files, "data/reports/2026-09.json")["resolved"], 2);
}

#[test]
fn codes_solutions_and_recurring_keep_the_contract() {
    let files = internal();
    has(&json(&files, "data/codes.json")[0], "id title failures devices");
    let solution = &json(&files, "data/solutions.json")[0];
    has(solution, "id title confidence uses devices held_30d held_90d held_180d last_used");
    has(&solution["held_30d"], "value lower upper at_risk uses events");
    assert_eq!(solution["uses"], 5);
    let recurring = json(&files, "data/recurring.json");
    has(&recurring, "pareto hotspots repeats control_chart trends");
    assert_eq!(recurring["repeats"][0]["again"], "T-2");
    for spot in recurring["hotspots"].as_array().unwrap() {
        has(spot, "family group failures exposure_device_years rate_ratio lower upper p q flagged");
    }
}

#[test]
fn every_row_and_finding_is_accounted_for() {
    let files = internal();
    let quality = json(&files, "data/quality.json");
    assert_eq!(quality["totals"]["reconciles"], true);
    assert_eq!(quality["totals"]["rows_read"], 9);
    let found = quality["findings"].as_array().unwrap();
    let bad = found.iter().find(|f| f["code"] == "FB0401").unwrap();
    has(bad, "code severity file sheet line column header cell message raw expected hint");
    assert_eq!((&bad["line"], &bad["raw"]), (&3.into(), &"2026-02-30".into()));
    assert_eq!(quality["rejected"][0]["line"], 8);
    let counted = quality["diagnostics"].as_array().unwrap().iter();
    assert_eq!(counted.map(|c| c["count"].as_u64().unwrap()).sum::<u64>(), found.len() as u64);
    let csv = &files["data/rejected-rows.csv"];
    assert!(csv.ends_with(
        "\"content/logs/a.csv\",8,\"FB0315\",\"looks like a total\",\"'=1+1,,\",\"\"\r\n"
    ));
}

#[test]
fn feeds_are_well_formed_and_calendars_are_due() {
    let files = internal();
    let feed = &files["feed.xml"];
    assert!(feed.contains("<title>黑屏 &lt;/script&gt; ]]&gt; &amp; co</title>"), "{feed}");
    assert!(feed.contains("<updated>2026-10-31T23:59:59+08:00</updated>"));
    assert_eq!(feed.matches('<').count(), feed.matches('>').count());
    let sitemap = &files["sitemap.xml"];
    assert!(sitemap.contains("<loc>https://service.example/zh-CN/devices/D-1/index.html</loc>"));
    assert!(!sitemap.contains("404"));
    let calendar = &files["visits/visits.ics"];
    assert!(calendar.contains("UID:visit-V-1@faultbook\r\nDTSTAMP:20261031T155959Z\r\n"));
    assert!(calendar.contains("DTSTART;VALUE=DATE:20261101\r\nDTEND;VALUE=DATE:20261116\r\n"));
    assert!(calendar.split("\r\n").all(|line| line.len() <= 75 && !line.contains('\n')));
}

#[test]
fn a_customer_sees_no_files_people_or_others() {
    let catalog = link(project());
    let theirs = restrict::customer(&catalog, &CustomerId::from("C-01")).unwrap();
    let files = all_files(&theirs);
    let all: String = files.values().map(String::as_str).collect();
    for secret in [
        "a.csv",
        "content/",
        "GB18030",
        "李工",
        "odd value",
        "inner remark",
        "D-2",
        "C-02",
        "secret",
        ":77",
    ] {
        assert!(!all.contains(secret), "{secret} leaks");
    }
    assert!(!files.contains_key("data/quality.json"));
    assert_eq!(json(&files, "data/site.json")["sources"], Value::Null);
    assert_eq!(json(&files, "data/site.json")["counts"]["events"], 3);
    assert_eq!(json(&files, "data/devices/D-1.json")["events"][0]["source"], Value::Null);
}
