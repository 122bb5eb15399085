//! The demonstration project: every kind of record, and the marks of a real export.
#![allow(clippy::disallowed_methods, reason = "these tests write projects and read sites")]

use crate::built;

use built::{Site, copy_tree, kept, list, number, run, text};
use std::path::PathBuf;
use std::sync::LazyLock;

/// The demonstration, built once for all tests.
static DEMO: LazyLock<Site> = LazyLock::new(build);

#[test]
fn the_second_language_has_its_own_folder() {
    let internal = &DEMO.root;
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
    let logs: u64 = list(&site["sources"])
        .iter()
        .filter(|s| s["is_log"] == true)
        .map(|s| number(&s["rows_read"]))
        .sum();
    assert!((2_200..2_800).contains(&logs), "{logs} rows of logs");
    let first = DEMO.source("维修记录_2024-11至2025-10.csv");
    assert!(text(&first["encoding"]).starts_with("GB"), "{first}");
    assert_eq!(first["rows_rejected"], 1, "no readable time");
    let second = DEMO.source("维修记录_2025-11至2026-10.csv");
    assert_eq!(second["rows_rejected"], 2, "too few cells, a total");
    assert_eq!(DEMO.source("gateway-desk.csv")["rows_skipped"], 104, "the nightly self tests");
    assert!(text(&DEMO.source("变压器巡检.txt")["encoding"]).starts_with("UTF-16"));
    assert!(number(&DEMO.source("LED保养登记.xlsx")["rows_read"]) > 0, "a workbook is read");
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
fn the_month_under_report_knows_its_open_work() {
    let report = DEMO.data("reports/2026-10.json");
    assert_eq!(report["month"], "2026-10");
    assert!(number(&report["faults_reported"]) > 0);
    let backlog = &report["backlog"];
    let n = |key: &str| number(&backlog[key]);
    assert_eq!(n("open_start") + n("new") - n("closed"), n("open_end"));
    assert!(n("open_end") >= 3, "SIM-007, LW-208 and TX-0114 are open");
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
