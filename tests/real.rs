//! Real logs, and one of a shape nobody foresaw, built by the program as a person
//! would and asked through the data files of the finished site. The expected
//! numbers were counted by `tests/real/count.py`, which shares nothing with the
//! program. Configuration of each project: `tests/real/<name>/faultbook.toml`.
//!
//! The real data is read from the folder that `FAULTBOOK_SHARED` names (default
//! `../shared`); where it is absent, these tests say so and return.
#![allow(clippy::disallowed_methods, reason = "these tests write projects and read sites")]
#![allow(clippy::print_stdout, reason = "a test that cannot run says so")]

mod built;

use built::{Site, copy_tree, kept, list, number, run, text};
use serde_json::Value;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

// ---------------------------------------------------------------- the worklog

/// Rows of the maintenance table, in each of its five forms.
const WORKLOG_ROWS: u64 = 80;
/// Months from the first row of both logs (a purchase, 2016-05) to `as_of` (2021-03).
const WORKLOG_MONTHS: usize = 59;
/// Articles below `northbright_notes`, its README included.
const WORKLOG_ARTICLES: usize = 613;
/// Different pictures that the articles show and that exist.
const WORKLOG_PICTURES: usize = 105;
/// The range that ends ten months before it starts, on line 20 of `maintain.md`.
const IMPOSSIBLE_RANGE: &str = "2018/12/08 - 2018/02/12";

#[test]
fn a_chinese_log_reads_the_same_in_every_encoding() {
    let Some(shared) = shared_data() else { return };
    let mut reports = Vec::new();
    for (file, encoding) in [
        ("derived_maintain_utf8.csv", "UTF-8"),
        ("derived_maintain_utf8bom.csv", "UTF-8"),
        ("derived_maintain_gb18030.csv", "GB18030"),
        ("derived_maintain_utf16.csv", "UTF-16"),
    ] {
        let site = worklog(&shared, &format!("derived/{file}"), file);
        let source = site.source(file);
        assert!(text(&source["encoding"]).starts_with(encoding), "{file}: {}", source["encoding"]);
        assert_eq!(source["rows_read"], WORKLOG_ROWS, "{file}");
        assert_eq!(source["rows_rejected"], 0, "{file}");
        assert_eq!(kept(&source), WORKLOG_ROWS, "{file}");
        reports.push((file, site.faults_by_month()));
    }
    let (first, expected) = &reports[0];
    for (file, months) in &reports[1..] {
        assert_eq!(months, expected, "{file} gives other months than {first}");
    }
}

#[test]
fn every_month_of_the_worklog_has_its_report() {
    let Some(shared) = shared_data() else { return };
    let site = worklog(&shared, "months", "derived_maintain_utf8.csv");
    let months = site.faults_by_month();
    assert_eq!(months.len(), WORKLOG_MONTHS);
    assert_eq!(months.values().sum::<u64>(), WORKLOG_ROWS);
    for (month, n) in [
        ("2016-05", 0),
        ("2016-10", 1),
        ("2016-11", 0),
        ("2018-02", 6),
        ("2018-12", 2),
        ("2020-05", 8),
        ("2021-03", 7),
    ] {
        assert_eq!(months[month], n, "{month}");
    }
}

#[test]
fn a_range_that_ends_before_it_starts_is_kept_and_told() {
    let Some(shared) = shared_data() else { return };
    let site = worklog(&shared, "range", "derived_maintain_utf8.csv");
    assert!(site.told(IMPOSSIBLE_RANGE), "no finding quotes {IMPOSSIBLE_RANGE}");
    assert_eq!(site.faults_by_month()["2018-12"], 2, "the row with the range counts in its month");
}

#[test]
fn a_markdown_table_is_a_log_and_its_short_row_is_filled_up() {
    let Some(shared) = shared_data() else { return };
    let site = worklog(&shared, "markdown", "hardware-and-network/log/maintain.md");
    let source = site.source("maintain.md");
    assert_eq!(source["rows_read"], WORKLOG_ROWS);
    assert_eq!(kept(&source), WORKLOG_ROWS);
    // Line 18 has four cells of five.
    assert!(site.told_at("maintain.md", 18), "line 18 of maintain.md is not mentioned");
    assert_eq!(site.faults_by_month().values().sum::<u64>(), WORKLOG_ROWS);
}

#[test]
fn two_rows_glued_into_one_line_are_rejected_with_their_line() {
    let Some(shared) = shared_data() else { return };
    let site = worklog(&shared, "glued", "derived_maintain_utf8.csv");
    let source = site.source("purchase.md");
    // 125 table lines; line 10 has eleven cells of five.
    assert_eq!(source["rows_read"], 125);
    assert_eq!(source["rows_rejected"], 1);
    assert!(site.told_at("purchase.md", 10), "line 10 of purchase.md is not mentioned");
}

#[test]
fn foreign_articles_become_solutions_with_their_pictures() {
    let Some(shared) = shared_data() else { return };
    let site = worklog(&shared, "articles", "derived_maintain_utf8.csv");
    let solutions = site.data("solutions.json");
    let ids: Vec<&str> = list(&solutions).iter().map(|s| text(&s["id"])).collect();
    assert_eq!(ids.len(), WORKLOG_ARTICLES);
    for id in ["README", "hp-z238-failed-to-power-on", "电信分账序号办理过户"] {
        assert!(ids.contains(&id), "no solution {id}");
    }
    let pictures = site.files().iter().filter(|p| is_picture(p)).count();
    assert!(pictures >= WORKLOG_PICTURES, "{pictures} pictures of {WORKLOG_PICTURES}");
}

fn worklog(shared: &Path, name: &str, log: &str) -> Site {
    let project = Project::of("worklog", name);
    project.copy(shared, "shchnmz_worklog");
    project.copy(shared, "northbright_notes");
    project.configure(|text| text.replacen("derived_maintain_utf8.csv", log, 1));
    project.build()
}

// ------------------------------------------------------------- the excavators

/// Rows of the excavator log.
const ORDERS: u64 = 5485;
/// Rows equal to an earlier row of the file.
const EQUAL_ORDERS: u64 = 358;
/// Months from 2001-07 to `as_of` (2012-12), empty ones included.
const ORDER_MONTHS: usize = 138;
/// Rows with `PMType` PM01, by excavator. One more, of B, is torn apart by an
/// apostrophe: its `PMType` is `t swing` and its `Cost` is `PM01`.
const NIST_REPAIRS: [(&str, u64); 5] =
    [("A", 149), ("B", 975), ("C", 896), ("D", 2304), ("E", 892)];

#[test]
fn every_work_order_is_kept_and_equal_ones_are_listed() {
    let Some(shared) = shared_data() else { return };
    let site = excavators(&shared, "excavators_nist");
    let source = site.source("excavators.csv");
    assert_eq!(source["rows_read"], ORDERS);
    assert_eq!(source["rows_rejected"], 0);
    assert_eq!(source["rows_skipped"], 0);
    assert_eq!(kept(&source), ORDERS);
    assert_eq!(site.data("site.json")["counts"]["events"], ORDERS);
    assert_eq!(site.findings("FB0501"), EQUAL_ORDERS);
    assert!(site.told("t swing"), "the row torn by an apostrophe is not mentioned");
}

#[test]
fn work_orders_count_by_excavator_and_month() {
    let Some(shared) = shared_data() else { return };
    let site = excavators(&shared, "excavators_nist");
    let devices = site.devices();
    assert_eq!(devices.len(), 5);
    for (id, repairs) in NIST_REPAIRS {
        assert_eq!(devices[id]["failures"], repairs, "{id}");
        assert_eq!(devices[id]["model"], Value::Null, "{id}");
    }
    let months = site.faults_by_month();
    assert_eq!(months.len(), ORDER_MONTHS);
    assert_eq!(months["2008-05"], 43);
    assert_eq!(months.values().sum::<u64>(), NIST_REPAIRS.iter().map(|(_, n)| n).sum::<u64>());
}

#[test]
fn repeats_of_one_system_within_thirty_days() {
    let Some(shared) = shared_data() else { return };
    let site = excavators(&shared, "excavators_mwo");
    assert_eq!(kept(&site.source("case_study_pdl.csv")), ORDERS);
    let devices = site.devices();
    // Excavator, PM01 rows, mature ones followed by the same system, mature ones.
    for (id, repairs, n, d) in [
        ("A", 149, 77, 149),
        ("B", 976, 837, 976),
        ("C", 896, 671, 895),
        // One order follows another by thirty days and the hour that Perth's clocks were
        // put back by: a window is 30 times 24 hours.
        ("D", 2304, 1977, 2304),
        ("E", 892, 710, 892),
    ] {
        let device = &devices[id];
        assert_eq!(device["failures"], repairs, "{id}");
        assert_eq!(
            (&device["repeat_30d"]["n"], &device["repeat_30d"]["d"]),
            (&n.into(), &d.into()),
            "{id}"
        );
    }
}

fn excavators(shared: &Path, name: &str) -> Site {
    let project = Project::of(name, name);
    project.copy(shared, name);
    project.build()
}

// ------------------------------------------------------------ an invented one

#[test]
fn a_shift_book_of_a_shape_nobody_foresaw() {
    let site = Project::of("invented", "invented").build();
    let (first, second) = (site.source("book-2025.csv"), site.source("book-2026.csv"));
    let sum = |key: &str| number(&first[key]) + number(&second[key]);
    assert_eq!(sum("rows_read"), INVENTED.read);
    // Remarks are left aside by `keep`; what the first file had already is a re-export.
    assert_eq!(sum("rows_skipped"), INVENTED.remarks + INVENTED.again);
    assert_eq!(sum("rows_rejected"), 2);
    assert_eq!(kept(&first) + kept(&second), INVENTED.kept);
    assert_eq!(site.findings("FB0501"), 1, "one row was written down twice");
    let devices = site.devices();
    assert_eq!(devices.len(), INVENTED.lines.len());
    for (id, stops, n, d) in INVENTED.lines {
        let device = &devices[id];
        assert_eq!(device["failures"], stops, "{id}");
        assert_eq!(
            (&device["repeat_30d"]["n"], &device["repeat_30d"]["d"]),
            (&n.into(), &d.into()),
            "{id}"
        );
    }
    let months = site.faults_by_month();
    for (month, stops) in INVENTED.months {
        assert_eq!(months[month], stops, "{month}");
    }
    assert_eq!(months.values().sum::<u64>(), INVENTED.lines.iter().map(|line| line.1).sum::<u64>());
}

#[test]
fn a_shift_book_builds_to_the_same_bytes_twice() {
    let site = Project::of("invented", "first").build();
    let again = Project::of("invented", "second place").build();
    let relative = |s: &Site| -> Vec<PathBuf> {
        s.files()
            .iter()
            .map(|p| p.strip_prefix(&s.root).expect("below the site").to_owned())
            .collect()
    };
    assert_eq!(relative(&site), relative(&again));
    for path in relative(&site) {
        let bytes = |s: &Site| std::fs::read(s.root.join(&path)).expect("a file of the site");
        assert!(bytes(&site) == bytes(&again), "{} differs", path.display());
    }
}

/// What `tests/real/count.py` finds in the shift book.
struct Invented {
    read: u64,
    remarks: u64,
    again: u64,
    kept: u64,
    /// Line, stops, mature coded stops that came back within 30 days, mature ones.
    lines: [(&'static str, u64, u64, u64); 4],
    months: [(&'static str, u64); 4],
}

const INVENTED: Invented = Invented {
    read: 268,
    remarks: 33,
    again: 5,
    kept: 228,
    lines: [
        ("Divider", 40, 26, 39),
        ("Oven 1", 43, 26, 38),
        ("Oven 2", 32, 18, 29),
        ("Packer", 49, 32, 44),
    ],
    months: [("2025-02", 8), ("2025-10", 9), ("2026-03", 12), ("2026-06", 8)],
};

// ------------------------------------------------------------- project and site

/// A project in a folder of its own.
struct Project {
    folder: TempDir,
}

impl Project {
    /// A copy of `tests/real/<name>`, below a folder that has `place` in its name.
    fn of(name: &str, place: &str) -> Self {
        let place = place.replace('/', "-");
        let folder = tempfile::Builder::new()
            .prefix(&format!("faultbook {place} "))
            .tempdir()
            .expect("a temporary folder");
        let from = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/real").join(name);
        copy_tree(&from, folder.path());
        Self { folder }
    }

    /// Puts a folder of the shared data under the project's `data/`.
    fn copy(&self, shared: &Path, name: &str) {
        copy_tree(&shared.join("data").join(name), &self.folder.path().join("data").join(name));
    }

    /// Changes the configuration.
    fn configure(&self, change: impl Fn(String) -> String) {
        let path = self.folder.path().join("faultbook.toml");
        let text = std::fs::read_to_string(&path).expect("a configuration");
        std::fs::write(&path, change(text)).expect("a writable project");
    }

    /// Builds the internal site. A file that was left out (exit 1) is allowed, as
    /// these projects hold files nobody wrote for this program.
    fn build(self) -> Site {
        let output = run(self.folder.path(), &["build", "-q"]);
        let code = output.status.code();
        assert!(
            matches!(code, Some(0 | 1)),
            "exit {code:?}\n{}",
            String::from_utf8_lossy(&output.stderr)
        );
        Site { root: self.folder.path().join("output/internal"), folder: self.folder }
    }
}

fn is_picture(path: &Path) -> bool {
    path.extension().is_some_and(|e| e == "png" || e == "jpg")
}

/// The shared data, if it is there.
fn shared_data() -> Option<PathBuf> {
    let default = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let shared = std::env::var_os("FAULTBOOK_SHARED").map_or(default, PathBuf::from);
    if shared.join("data").is_dir() {
        return Some(shared);
    }
    println!("NOT TESTED: no shared test data at {}; set FAULTBOOK_SHARED", shared.display());
    None
}
