//! The demonstration project: every kind of record, the marks of a real export,
//! and a site for each customer in which nothing of another one is found.
#![allow(clippy::disallowed_methods, reason = "these tests write projects and read sites")]

mod built;

use built::{Site, copy_tree, kept, list, number, run, text};
use serde_json::Value;
use std::path::PathBuf;
use std::sync::LazyLock;

/// The demonstration, built once for all tests.
static DEMO: LazyLock<Site> = LazyLock::new(build);

/// A customer, and words that stand in nobody else's records: names, aliases, and
/// the devices that were theirs alone.
const CUSTOMERS: [(&str, &[&str]); 6] = [
    ("C-01", &["子午飞行学院", "Meridian Flight", "SIM-002", "SIM-003", "SIM-007", "SIM-011"]),
    ("C-02", &["云岭地铁", "Yunling Metro", "LW-114", "LW-208", "LW-233", "TX-0131"]),
    ("C-03", &["柏杉供电", "Baishan Power", "TX-0087", "TX-0092", "TX-0114", "TX-0120"]),
    ("C-04", &["清禾有线", "Qinghe Cable", "HD-0190", "HD-0210", "HD-0412", "HD-0877"]),
    ("C-05", &["鹿鸣会展", "Luming Exhibition", "LW-301", "LW-302", "HD-0905"]),
    ("C-06", &["海登技术学院", "Halden Technical", "SIM-009"]),
];

#[test]
fn each_audience_has_a_site() {
    let output = output();
    assert!(output.join("internal/index.html").exists());
    assert!(output.join("public/index.html").exists());
    for (id, _) in CUSTOMERS {
        assert!(output.join("customers").join(id).join("index.html").exists(), "no site for {id}");
    }
}

#[test]
fn the_second_language_has_its_own_folder() {
    let internal = output().join("internal");
    for page in
        ["index.html", "solutions/index.html", "devices/index.html", "reports/2026-10/index.html"]
    {
        assert!(internal.join(page).exists(), "no {page}");
        assert!(internal.join("en").join(page).exists(), "no en/{page}");
    }
}

#[test]
fn every_row_is_accounted_for() {
    let site = DEMO.data("site.json");
    for source in list(&site["sources"]) {
        let sum = kept(source) + number(&source["rows_skipped"]) + number(&source["rows_rejected"]);
        assert_eq!(number(&source["rows_read"]), sum, "{source}");
    }
    let log = DEMO.source("维修记录.csv");
    assert!(text(&log["encoding"]).starts_with("GB"), "{log}");
    assert_eq!(log["rows_read"], 136);
    assert_eq!(log["rows_rejected"], 3, "no readable time, too few cells, a total");
    let desk = DEMO.source("gateway-desk.csv");
    assert_eq!(desk["rows_read"], 47);
    assert_eq!(desk["rows_skipped"], 8, "the nightly self tests");
    assert_eq!(desk["rows_rejected"], 0);
}

#[test]
fn the_marks_of_a_real_export_are_told() {
    for (code, words) in [
        ("FB0401", "2026-13-02"),
        ("FB0405", "#REF!"),
        ("FB0303", "外协单位"),
        ("FB0510", "SIM-077"),
        ("FB0512", "E-140"),
        ("FB0513", "SOL-0420"),
        ("FB0313", "三月底"),
        ("FB0315", "合计"),
    ] {
        assert!(DEMO.findings(code) > 0, "{code} is not listed");
        assert!(DEMO.told(words), "{words} is not quoted");
    }
    for code in ["FB0310", "FB0410"] {
        assert!(DEMO.findings(code) > 0, "{code} is not listed");
    }
}

#[test]
fn a_customer_finds_nothing_of_another_one() {
    for (id, _) in CUSTOMERS {
        let folder = output().join("customers").join(id);
        let others = CUSTOMERS.iter().filter(|(other, _)| *other != id);
        let words: Vec<&str> = others.flat_map(|(_, words)| words.iter().copied()).collect();
        for file in walkdir::WalkDir::new(&folder).sort_by_file_name() {
            let file = file.expect("a readable site");
            if !file.file_type().is_file() {
                continue;
            }
            let bytes = std::fs::read(file.path()).expect("a file of the site");
            let content = String::from_utf8_lossy(&bytes);
            let name = file.path().strip_prefix(&folder).expect("below the site").to_string_lossy();
            let leak = words.iter().find(|word| content.contains(**word) || name.contains(**word));
            assert_eq!(leak, None, "{id}: {name}");
        }
    }
}

#[test]
fn a_device_that_changed_hands_is_split_between_its_owners() {
    let reported = |customer: &str| -> Vec<String> {
        let path = output().join("customers").join(customer).join("data/devices/LW-305.json");
        let bytes = std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let device: Value = serde_json::from_slice(&bytes).expect("a data file");
        let events = list(&device["events"]);
        events.iter().map(|e| text(&e["reported_at"]).to_owned()).collect()
    };
    let (before, after) = (reported("C-05"), reported("C-02"));
    assert!(!before.is_empty() && before.iter().all(|at| at.as_str() < "2026-04-01"), "{before:?}");
    assert!(!after.is_empty() && after.iter().all(|at| at.as_str() >= "2026-04-01"), "{after:?}");
}

#[test]
fn the_fix_that_holds_stands_out_from_the_one_that_does_not() {
    let solutions = DEMO.data("solutions.json");
    let held = |id: &str| {
        let solution = list(&solutions).iter().find(|s| s["id"] == id).expect("a solution");
        (solution["held_30d"]["value"].as_f64(), number(&solution["uses"]))
    };
    let (board, restart) = (held("SOL-0042"), held("SOL-0017"));
    assert!(board.1 >= 10 && restart.1 >= 10, "{board:?} {restart:?}");
    assert!(board.0.expect("enough uses") > restart.0.unwrap_or(0.0) + 0.2);
}

#[test]
fn the_month_under_report_knows_its_open_work() {
    let report = DEMO.data("reports/2026-10.json");
    assert_eq!(report["month"], "2026-10");
    assert!(number(&report["faults_reported"]) > 0);
    let backlog = &report["backlog"];
    let n = |key: &str| number(&backlog[key]);
    assert_eq!(n("open_start") + n("new") - n("closed"), n("open_end"));
    assert!(n("open_end") >= 3, "SIM-007, LW-208 and TX-0114 are open");
}

fn output() -> PathBuf {
    DEMO.folder.path().join("output")
}

fn build() -> Site {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    copy_tree(&root.join("content"), &folder.path().join("content"));
    let configuration = std::fs::read(root.join("faultbook.toml")).expect("the configuration");
    std::fs::write(folder.path().join("faultbook.toml"), configuration).expect("a copy");
    let output = run(folder.path(), &["build", "-q"]);
    let words = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "the demonstration builds cleanly\n{words}");
    Site { root: folder.path().join("output/internal"), folder }
}
