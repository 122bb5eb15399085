//! Small projects at the edges of a definition, each figure worked out by hand: what counts
//! where days have 23 or 25 hours, where a pause outlasts the work, where a record was
//! entered twice, where nobody looked.
#![allow(clippy::disallowed_methods, reason = "these tests write projects and read sites")]

use crate::built;

use built::{page, project, run};
use serde_json::Value;
use std::path::Path;

/// What `explain` says of a figure.
fn explained(root: &Path, figure: &[&str]) -> Value {
    let answer = run(root, &[&["explain", "--json"], figure].concat());
    assert!(answer.status.success(), "{}", String::from_utf8_lossy(&answer.stderr));
    serde_json::from_slice(&answer.stdout).expect("JSON")
}

/// Numerator and denominator of a share.
fn share(root: &Path, figure: &[&str]) -> (u64, u64) {
    let value = &explained(root, figure)["value"];
    let value = value.get("compliance").unwrap_or(value);
    (value["n"].as_u64().expect("a count"), value["d"].as_u64().expect("a count"))
}

fn config(zone: &str, as_of: &str, more: &str) -> String {
    format!("[site]\nlanguage = \"en\"\ntimezone = \"{zone}\"\nas_of = \"{as_of}\"\n{more}")
}

#[test]
fn two_days_by_the_calendar_are_two_days_when_the_clocks_change() {
    let sla = "[sla]\ndefault = \"p\"\n[sla.profiles.p]\nclocks = [{ id = \"resolve\", limit = \"2 d\" }]\n";
    let log = "ticket_id,device_id,reported_at,resolved_at,fault_code\n\
        T1,D1,2025-03-29,2025-03-31,E1\nT2,D1,2025-10-25,2025-10-27,E1\nT3,D1,2025-10-18,2025-10-21,E1\n";
    for zone in ["UTC", "Europe/Berlin"] {
        let config = config(zone, "2025-12-31", sla);
        let folder = project(&[("faultbook.toml", &config), ("content/logs/l.csv", log)]);
        let of = |month| share(folder.path(), &["report", month, "sla.p.resolve"]);
        assert_eq!((of("2025-03"), of("2025-10")), ((1, 1), (1, 2)), "{zone}");
    }
}

#[test]
fn a_pause_that_nobody_ended_keeps_a_job_in_its_month() {
    let sla = "[sla]\ndefault = \"p\"\n[sla.profiles.p]\nclocks = [{ id = \"resolve\", limit = \"3 d\" }]\n";
    let log = "ticket_id,device_id,reported_at,resolved_at,fault_code,pause_from,pause_to,pause_reason\n\
        R1,D1,2025-07-20 08:00,2025-07-20 20:00,E5,2025-07-20 10:00,,waiting_customer\n\
        R2,D1,2025-07-21 08:00,2025-07-21 20:00,E5,2025-07-21 10:00,2025-09-21 10:00,waiting_customer\n\
        R3,D1,2025-07-22 08:00,2025-07-22 20:00,E5,,,\n";
    for as_of in ["2025-08-31", "2025-12-31"] {
        let config = config("UTC", as_of, sla);
        let folder = project(&[("faultbook.toml", &config), ("content/logs/l.csv", log)]);
        let met = share(folder.path(), &["report", "2025-07", "sla.p.resolve"]);
        assert_eq!(met, (3, 3), "{as_of}");
    }
}

#[test]
fn a_record_entered_twice_counts_its_parts_and_its_complaint_once() {
    let log = "ticket_id,device_id,reported_at,resolved_at,status,fault_code,parts,old_part_status,complaint,attributable_to_service\n\
        R1,D1,2025-07-20 08:00,2025-07-20 20:00,closed,E5,P1*1,returned_to_vendor,yes,yes\n\
        R2,D1,2025-07-20 08:05,2025-07-20 20:00,duplicate,E5,P1*1,pending,yes,yes\n\
        R3,D1,2025-07-25 08:00,2025-07-25 20:00,closed,E5,,,,\n\
        R4,D1,2025-07-26 08:00,2025-07-26 20:00,cancelled,E5,,,,\n";
    let config = config("UTC", "2025-09-30", "");
    let folder = project(&[
        ("faultbook.toml", &config),
        ("content/parts.csv", "id,name,unit_cost,old_part_required\nP1,Board,100,yes\n"),
        ("content/logs/l.csv", log),
    ]);
    let of = |figure| share(folder.path(), &["report", "2025-07", figure]);
    assert_eq!((of("parts.old_parts"), of("complaints.rate")), ((1, 1), (1, 2)));
    let value = explained(folder.path(), &["report", "2025-07", "parts.value"]);
    assert_eq!(value["value"].as_f64(), Some(100.0));
}

#[test]
fn a_visit_made_long_before_its_window_or_not_needed_any_more_is_no_visit_in_time() {
    let visits = "id,device,kind,due_from,due_to,done_on\n\
        W1,A1,quarterly,2025-06-10,2025-06-20,2025-05-27\n\
        W2,A1,quarterly,2025-06-10,2025-06-20,2025-05-26\n\
        W3,A2,quarterly,2025-06-15,2025-06-30,\n\
        W4,A2,quarterly,2025-07-01,2025-07-31,\n\
        W5,A2,quarterly,2025-05-01,2025-05-31,\n";
    let config = config("UTC", "2025-08-15", "");
    let folder = project(&[
        ("faultbook.toml", &config),
        (
            "content/devices.csv",
            "id,model,commissioned_on,retired_on\nA1,M,2025-01-01,\nA2,M,2025-01-01,2025-06-20\n",
        ),
        ("content/visits.csv", visits),
        (
            "content/logs/l.csv",
            "ticket_id,device_id,reported_at,resolved_at\nT1,A1,2025-01-05 08:00,2025-01-05 09:00\n",
        ),
    ]);
    let of = |month| share(folder.path(), &["report", month, "visits.compliance"]);
    assert_eq!((of("2025-05"), of("2025-06"), of("2025-07")), ((0, 1), (1, 2), (0, 0)));
    let early = explained(folder.path(), &["report", "2025-06", "visits.done_early"]);
    assert_eq!(early["value"].as_u64(), Some(1));
}

#[test]
fn what_a_call_back_found_counts_in_the_month_of_the_call() {
    let log = "ticket_id,device_id,reported_at,resolved_at,callback_at,callback_ok\n\
        T1,D1,2025-01-30 10:00,2025-01-31 10:00,2025-02-01 10:00,no\n";
    let config = config("UTC", "2025-04-30", "");
    let folder = project(&[("faultbook.toml", &config), ("content/logs/l.csv", log)]);
    let of = |period| {
        let figure = ["report", period, "satisfaction.callback_not_ok"];
        explained(folder.path(), &figure)["value"].as_u64()
    };
    let found = ["2025-01", "2025-02", "2025-03", "2025-Q1", "2025"].map(of);
    assert_eq!(found, [0, 1, 0, 1, 1].map(Some));
}

#[test]
fn faults_that_nobody_observed_stand_beside_a_time_without_failure() {
    let config = config("UTC", "2025-12-31", "");
    let folder = project(&[
        ("faultbook.toml", &config),
        ("content/customers.csv", "id,name\nC1,Alpha\nC2,Beta\n"),
        ("content/sites.csv", "id,customer,name\nS1,C1,One\nS2,C2,Two\n"),
        (
            "content/devices.csv",
            "id,model,customer,site,commissioned_on\nA1,M1,C1,S1,2025-01-01\nA2,M1,C2,S2,2025-01-01\n",
        ),
        (
            "content/logs/l.csv",
            "ticket_id,device_id,site,customer,reported_at,resolved_at\n\
            T1,A1,S1,C1,2025-01-05 08:00,2025-01-05 09:00\n\
            T4,,S2,C2,2025-04-10 10:00,2025-04-11 10:00\n",
        ),
    ]);
    let html = page(folder.path(), "sites/S2/index.html");
    assert!(html.contains("no failure while observed"), "{html}");
    assert!(html.contains("Faults outside observation"), "{html}");
    let html = page(folder.path(), "sites/S1/index.html");
    assert!(!html.contains("Faults outside observation"), "{html}");
}

#[test]
fn the_chart_says_by_what_it_judges_and_that_a_level_has_shifted() {
    let log = |months: &[u32]| {
        let mut log = "ticket_id,device_id,reported_at,resolved_at\n".to_owned();
        for (at, &n) in months.iter().enumerate() {
            let (year, month) = (2024 + at / 12, at % 12 + 1);
            for n in 1..=n {
                let day = format!("{year}-{month:02}-{:02}", n + 1);
                log.push_str(&format!("T{at}-{n},D{},{day} 08:00,{day} 09:00\n", n % 10));
            }
        }
        log
    };
    let rows: Vec<String> = (0..10).map(|n| format!("D{n},M,2024-01-01")).collect();
    let devices = format!("id,model,commissioned_on\n{}\n", rows.join("\n"));
    let report = |as_of: &str, months: &[u32]| {
        let config = config("UTC", as_of, "");
        let folder = project(&[
            ("faultbook.toml", &config),
            ("content/devices.csv", &devices),
            ("content/logs/l.csv", &log(months)),
        ]);
        page(folder.path(), &format!("reports/{}/index.html", &as_of[..7]))
    };
    let wide = report("2025-01-31", &[2, 9, 1, 10, 2, 9, 1, 8, 2, 9, 1, 10, 16]);
    assert!(wide.contains("vary more than chance explains"), "{wide}");
    assert!(!wide.contains("an exact Poisson test") && !wide.contains("months or more in a row"));
    let steady = [[4; 12], [5; 12]].concat();
    let shifted = report("2025-08-31", &steady[..20]);
    assert!(shifted.contains("an exact Poisson test"), "{shifted}");
    assert!(shifted.contains("Eight months or more in a row lie above"), "{shifted}");
    let not_yet = report("2025-07-31", &steady[..19]);
    assert!(!not_yet.contains("months or more in a row"), "{not_yet}");
}

#[test]
fn the_first_days_of_service_are_judged_by_all_faults() {
    let mut log = "ticket_id,device_id,reported_at,resolved_at,service_type\n".to_owned();
    for n in 0..9 {
        log.push_str(&format!("A{n},D{n},2024-02-0{} 08:00,2024-02-0{0} 09:00,repair\n", n + 1));
    }
    for n in 0..5 {
        log.push_str(&format!("B{n},D{n},2025-06-0{} 08:00,2025-06-0{0} 09:00,repair\n", n + 1));
    }
    // Never finished: no days after it.
    log.push_str("M1,D1,2025-05-28 08:00,,maintenance\n");
    let rows: Vec<String> = (0..10).map(|n| format!("D{n},M,2024-01-01")).collect();
    let devices = format!("id,model,commissioned_on\n{}\n", rows.join("\n"));
    let config = config("UTC", "2025-12-31", "");
    let folder = project(&[
        ("faultbook.toml", &config),
        ("content/devices.csv", &devices),
        ("content/logs/l.csv", &log),
    ]);
    let html = page(folder.path(), "recurring/index.html");
    assert!(html.contains("Yes: 9 of 14 faults in 1.6 of 19.2 device-years."), "{html}");
    assert!(!html.contains("in the 7 days after maintenance?"), "{html}");
}
