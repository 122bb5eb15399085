//! The ledgers of the procedures: which tickets stand in which, that a ledger without rows
//! has no page, that what is due is due by the rule, and that page and file hold the same.
#![allow(clippy::disallowed_methods, reason = "these tests write projects and read sites")]

use crate::built;

use built::{page, project, rows};
use std::path::Path;

const CONFIG: &str = "[site]\nlanguage = \"en\"\nas_of = \"2026-03-31T18:00\"\n";
const DEVICES: &str = "id,model,customer,accepted_on\nD-1,M-1,C-1,2024-01-01\n";
const CUSTOMERS: &str = "id,name\nC-1,First\n";
/// Two tickets that are open too long (one of them escalated), one open for a week to the
/// minute, one repaired without a call-back, one three months ago, one called back in vain.
const LOG: &str = "\
ticket_id,device_id,reported_at,dispatched_at,arrived_at,resolved_at,callback_at,callback_ok,escalated_at,\
service_type,symptom,parts,amount,cost_labour,workshop,status,engineer\n\
T-1,D-1,2026-03-01 09:00,2026-03-01 10:00,,,,,,repair,noise,,,,,open,Li\n\
T-2,D-1,2026-03-02 09:00,,,,,,2026-03-10 09:00,repair,smell,,,,,open,Li\n\
T-3,D-1,2026-03-24 18:00,,,,,,,repair,week,,,,,open,Li\n\
T-4,D-1,2026-03-20 09:00,,2026-03-20 11:30,2026-03-21 09:00,,,,repair,dark,fan*2,120.5,30,,resolved,Li\n\
T-5,D-1,2025-12-20 09:00,,,2025-12-21 09:00,,,,repair,old,,,,,resolved,Li\n\
T-6,D-1,2026-03-25 09:00,,,2026-03-26 09:00,2026-03-27 09:00,no,,repair,again,,,,yes,resolved,Wu\n\
T-7,D-1,2026-03-30 09:00,,,2026-03-31 09:00,,,,rescue,tyre,,80,,,resolved,Wu\n";

fn site(log: &str) -> tempfile::TempDir {
    project(&[
        ("faultbook.toml", CONFIG),
        ("content/devices.csv", DEVICES),
        ("content/customers.csv", CUSTOMERS),
        ("content/logs/log.csv", log),
    ])
}

/// The first cells of a section's table.
fn tickets(html: &str, section: &str) -> Vec<String> {
    let (_, rest) = html.split_once(&format!("id=\"{section}\"")).expect("a section");
    let rest = rest.split("<section").next().unwrap_or(rest);
    if !rest.contains("<tbody>") {
        return Vec::new();
    }
    rows(rest).into_iter().map(|row| row[0].clone()).collect()
}

#[test]
fn what_is_due_is_due_by_the_rule() {
    let folder = site(LOG);
    let html = page(folder.path(), "due/index.html");
    assert_eq!(tickets(&html, "escalate"), ["T-1"], "a week to the minute is no week yet");
    assert_eq!(tickets(&html, "escalated"), ["T-2"]);
    assert_eq!(tickets(&html, "callback"), ["T-4", "T-7"], "the one of December is too long ago");
    assert_eq!(tickets(&html, "again"), ["T-6"]);
    assert!(html.contains("To escalate: 1 · call-backs late: 1 ·"), "T-7 is not late yet");
    let later = site(&LOG.replace("2026-03-24 18:00", "2026-03-24 17:59"));
    let html = page(later.path(), "due/index.html");
    assert_eq!(tickets(&html, "escalate"), ["T-1", "T-3"]);
}

#[test]
fn without_a_single_call_back_nobody_is_blamed_for_one() {
    let log = LOG.replace("2026-03-27 09:00,no", ",");
    let html = page(site(&log).path(), "due/index.html");
    assert_eq!(tickets(&html, "callback"), [] as [&str; 0]);
    assert!(html.contains("No call-back is recorded"));
}

#[test]
fn each_ledger_holds_its_tickets_and_one_without_rows_has_no_page() {
    let folder = site(LOG);
    let of = |ledger: &str, column: usize| -> Vec<String> {
        let html = page(folder.path(), &format!("ledgers/{ledger}/2026-03/index.html"));
        rows(&html).into_iter().map(|row| row[column].clone()).collect()
    };
    assert_eq!(of("register", 1).len(), 6);
    assert_eq!(of("dispatch", 1), ["T-1", "T-4"]);
    assert_eq!(of("costs", 1), ["T-4", "T-7"]);
    assert_eq!(of("rescue", 1), ["T-7"]);
    assert_eq!(of("workshop", 1), ["T-6"]);
    assert_eq!(of("parts-issued", 1), ["T-4"]);
    let html = page(folder.path(), "ledgers/register/2026-03/index.html");
    let stages: Vec<String> =
        rows(&html).into_iter().filter_map(|row| row.last().cloned()).collect();
    let wanted =
        ["dispatched", "reported · escalated", "resolved", "reported", "call-back · workshop"];
    for (at, told) in wanted.into_iter().enumerate() {
        assert!(stages[at].ends_with(told), "{stages:?}");
    }
    let root = folder.path().join("output/internal");
    for none in ["loaners", "complaints", "part-orders", "trainings"] {
        assert!(!root.join("ledgers").join(none).exists(), "{none} has no row");
    }
    let index = page(folder.path(), "ledgers/index.html");
    assert!(!index.contains("Loaner units"), "and nothing leads there");
}

#[test]
fn a_customers_file_is_in_time_two_days_after_the_first_contact() {
    let folder = project(&[
        ("faultbook.toml", CONFIG),
        (
            "content/devices.csv",
            "id,model,customer,accepted_on,next_maintenance_on\nD-1,M-1,C-1,2024-01-01,2026-05-01\n\
             D-2,M-1,C-1,2024-01-01,2026-04-02\nD-3,M-2,C-2,2024-01-01,\n",
        ),
        (
            "content/customers.csv",
            "id,name,contact,phone,created_on\nC-1,First,Petra Kowalczyk,0571-5550-2101,2026-02-03\n\
             C-2,Second,,,2026-02-03\nC-3,Third,,,2026-02-04\nC-4,Fourth,,,\n",
        ),
        (
            "content/contracts.csv",
            "id,customer,start,end\nK-1,C-1,2026-01-01,2026-12-31\nK-2,C-1,2025-01-01,2025-12-31\n",
        ),
        (
            "content/logs/log.csv",
            "ticket_id,device_id,customer,reported_at,service_type\n\
             T-1,D-1,,2026-02-01 23:30,repair\nT-2,D-2,,2026-01-31 09:00,inspection\n\
             T-3,D-3,,2026-02-01 00:10,repair\nT-4,,C-4,2026-02-01 09:00,consultation\n",
        ),
    ]);
    let html = page(folder.path(), "ledgers/customer-files/index.html");
    let told = |name: &str| {
        let row = rows(&html).into_iter().find(|row| row[0] == name).expect(name);
        row.join(" | ")
    };
    // Three days after the inspection of the last of January.
    let first = told("First");
    assert!(first.contains("2026-01-31 | 2026-02-03 | no"), "{first}");
    assert!(first.contains("| M-1 × 2 | K-1 |"), "{first}");
    assert!(first.contains("| 2026-04-02 |"), "{first}");
    assert!(first.contains("P＊＊ | ****-****-2101"), "{first}");
    assert!(told("Second").contains("2026-02-01 | 2026-02-03 | yes"), "{}", told("Second"));
    assert!(!told("Third").contains("yes") && !told("Third").contains("no"), "{}", told("Third"));
    assert!(told("Fourth").contains("| 2026-02-01 |"), "{}", told("Fourth"));
    let file = folder.path().join("output/internal/data/ledgers/customer-files.csv");
    let file = std::fs::read_to_string(file).expect("a file");
    assert!(!file.contains("Kowalczyk") && !file.contains("5550"), "{file}");
}

#[test]
fn the_file_of_a_ledger_holds_its_rows_with_plain_numbers() {
    let folder = site(LOG);
    let file = folder.path().join("output/internal/data/ledgers/costs/2026-03.csv");
    let text = std::fs::read_to_string(file).expect("a file");
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{FEFF}').as_bytes());
    let heads = reader.headers().expect("heads").clone();
    let column = |name: &str| heads.iter().position(|head| head == name).expect(name);
    let (ticket, labour, charged) = (column("Ticket"), column("Labour cost"), column("Charged"));
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    let told: Vec<_> = rows.iter().map(|r| (&r[ticket], &r[labour], &r[charged])).collect();
    assert_eq!(told, [("T-4", "30", "120.5"), ("T-7", "", "80")]);
    let html = page(folder.path(), "ledgers/costs/2026-03/index.html");
    assert!(html.contains("<b>¥200.50</b> <small>of 2 jobs</small>"), "{html}");
}

#[test]
fn a_customer_has_no_ledgers() {
    let folder = site(LOG);
    let config = format!("{CONFIG}\n[audiences]\ncustomers = true\n");
    std::fs::write(folder.path().join("faultbook.toml"), config).expect("written");
    let output = built::run(folder.path(), &["build", "-q"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let root = folder.path().join("output/customers/C-1");
    assert!(root.join("index.html").exists());
    for gone in ["ledgers", "due", "data/ledgers"] {
        assert!(!Path::new(&root).join(gone).exists(), "{gone}");
    }
}
