//! The four stories of the demonstration: a model that fails far more than the others,
//! a fix that does not hold beside one that does, a measure that worked, a customer
//! whose deadlines are missed. The site tells them, and it tells them because of the
//! rows: shuffled among models and solutions, the same rows tell none of them.
#![allow(clippy::disallowed_methods, reason = "these tests write projects and read sites")]

use crate::built;

use built::{Site, copy_tree, list, run, text};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

const HOT_MODEL: &str = "LW-25";
const WEAK_FIX: &str = "SOL-0017";
const GOOD_FIX: &str = "SOL-0042";
const MEASURE: &str = "AC-019";
const LATE_CUSTOMER: &str = "C-02";

/// The demonstration as it is.
static DEMO: LazyLock<Site> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a temporary folder");
    copy_project(folder.path());
    build(folder)
});

/// The demonstration's rows as the site gives them out, read in again unchanged: what
/// the shuffled ones are compared with.
static AGAIN: LazyLock<Site> = LazyLock::new(|| rewritten(|_| {}));

/// The same rows, each given to a device drawn from all of the table, and solutions
/// dealt anew among the rows of their code.
static SHUFFLED: LazyLock<Site> = LazyLock::new(|| {
    rewritten(|log| {
        let all: Vec<usize> = (0..log.rows.len()).collect();
        log.draw_devices(&registered());
        let code = log.column("fault_code");
        let mut codes: Vec<String> = log.rows.iter().map(|row| row[code].clone()).collect();
        codes.sort();
        codes.dedup();
        for name in codes {
            let of_code: Vec<usize> =
                all.iter().copied().filter(|&r| log.rows[r][code] == name).collect();
            log.deal("solution", &of_code);
        }
    })
});

#[test]
fn one_model_fails_far_more_than_the_others() {
    for site in [&*DEMO, &*AGAIN] {
        assert_eq!(flagged_models(site), [HOT_MODEL]);
    }
    assert!(flagged_models(&SHUFFLED).is_empty(), "{:?}", flagged_models(&SHUFFLED));
}

#[test]
fn one_fix_does_not_hold_and_its_rival_does() {
    for site in [&*DEMO, &*AGAIN] {
        assert!(holds_better(site), "{:?}", [WEAK_FIX, GOOD_FIX].map(|fix| held_30d(site, fix)));
    }
    assert!(!holds_better(&SHUFFLED));
}

#[test]
fn one_measure_worked_and_the_others_are_not_said_to() {
    for site in [&*DEMO, &*AGAIN] {
        assert_eq!(measures_that_worked(site), [MEASURE]);
    }
    assert!(measures_that_worked(&SHUFFLED).is_empty());
}

#[test]
fn one_customers_deadlines_are_missed() {
    for site in [&*DEMO, &*AGAIN] {
        assert_eq!(late_customers(site), [LATE_CUSTOMER]);
    }
    assert!(!late_customers(&SHUFFLED).contains(&LATE_CUSTOMER.to_owned()));
}

#[test]
fn the_stories_stand_on_the_pages_in_both_languages() {
    for language in ["", "en/"] {
        let page = |path: &str| {
            std::fs::read_to_string(DEMO.root.join(language).join(path)).expect("a page")
        };
        let report = page("reports/2026-10/index.html");
        for name in [HOT_MODEL, WEAK_FIX, GOOD_FIX, MEASURE] {
            assert!(report.contains(name), "{language}reports/2026-10 does not name {name}");
        }
        assert!(page("recurring/index.html").contains(HOT_MODEL));
        assert!(page("index.html").contains("customers/C-02/index.html"), "{language} home");
    }
}

#[test]
fn nothing_of_the_program_knows_a_name_of_the_demonstration() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["src", "themes"] {
        collect(&root.join(folder), &mut files);
    }
    assert!(files.len() > 300, "{} files", files.len());
    // The examples of the help are meant to be typed in the demonstration.
    files.retain(|file| !file.ends_with("src/cli/help.rs"));
    for file in files {
        let words = std::fs::read_to_string(&file).unwrap_or_default();
        // What stands in tests beside the code are examples.
        let code = words.split("#[cfg(test)]").next().unwrap_or_default();
        let code = code.lines().filter(|line| !line.trim_start().starts_with("//"));
        let code = code.collect::<Vec<_>>().join("\n");
        let tests = file.components().any(|c| c.as_os_str().to_string_lossy().starts_with("tests"));
        for name in [HOT_MODEL, WEAK_FIX, GOOD_FIX, MEASURE, "FS-700", "HD-310", "云岭", "拓澜"]
        {
            assert!(tests || !code.contains(name), "{} names {name}", file.display());
        }
    }
}

/// Models flagged as hot spots.
fn flagged_models(site: &Site) -> Vec<String> {
    let recurring = site.data("recurring.json");
    let hot = list(&recurring["hotspots"]).iter().filter(|h| h["family"] == "model");
    let hot = hot.filter(|h| h["flagged"] == true);
    hot.map(|h| text(&h["group"]).to_owned()).collect()
}

/// True where the interval of the good fix lies above that of the weak one.
fn holds_better(site: &Site) -> bool {
    match (held_30d(site, WEAK_FIX), held_30d(site, GOOD_FIX)) {
        (Some(weak), Some(good)) => good.0 > weak.1,
        _ => false,
    }
}

/// The interval of the share that held 30 days; none where all or no uses held.
fn held_30d(site: &Site, solution: &str) -> Option<(f64, f64)> {
    let solutions = site.data("solutions.json");
    let found = list(&solutions).iter().find(|s| s["id"] == solution).expect("the solution");
    let held = &found["held_30d"];
    assert!(held["uses"].as_u64() > Some(10), "{solution} is used: {held}");
    Some((held["lower"].as_f64()?, held["upper"].as_f64()?))
}

/// Measures after which the rate fell beyond chance.
fn measures_that_worked(site: &Site) -> Vec<String> {
    let actions = site.data("actions.json");
    let worked = |action: &&Value| {
        let effect = &action["effect"];
        let fell = effect["rate_ratio"]["value"].as_f64().is_some_and(|ratio| ratio < 1.0);
        fell && effect["enough"] == true && effect["p"].as_f64().is_some_and(|p| p < 0.05)
    };
    list(&actions).iter().filter(worked).map(|a| text(&a["id"]).to_owned()).collect()
}

/// Customers whose share of jobs on time lies below 95 % beyond chance, and below that
/// of every other customer's beyond chance as well.
fn late_customers(site: &Site) -> Vec<String> {
    let customers = site.data("customers.json");
    let limit = |c: &Value, name: &str| c["timeliness"][name].as_f64();
    let all = list(&customers);
    let late = all.iter().filter(|c| {
        let Some(upper) = limit(c, "upper") else { return false };
        let others = all.iter().filter(|o| o["id"] != c["id"]);
        upper < 0.95 && others.filter_map(|o| limit(o, "lower")).all(|lower| upper < lower)
    });
    late.map(|c| text(&c["id"]).to_owned()).collect()
}

/// The devices of the table, all but the loaner.
fn registered() -> Vec<String> {
    let devices = DEMO.data("devices.json");
    let known = |d: &&Value| d["unregistered"] == false && d["status"] != "loaner";
    list(&devices).iter().filter(known).map(|d| text(&d["id"]).to_owned()).collect()
}

/// A log in the canonical columns.
struct Log {
    header: Vec<String>,
    rows: Vec<Vec<String>>,
    state: u64,
}

impl Log {
    fn column(&self, name: &str) -> usize {
        self.header.iter().position(|h| h == name).unwrap_or_else(|| panic!("no column {name}"))
    }

    /// Gives every row to a device drawn from the list; the device says the model, the
    /// customer and the site.
    fn draw_devices(&mut self, devices: &[String]) {
        let device = self.column("device_id");
        let derived = ["model", "customer", "site"].map(|name| self.column(name));
        for row in 0..self.rows.len() {
            let drawn = self.below(devices.len() as u64) as usize;
            self.rows[row][device].clone_from(&devices[drawn]);
            for column in derived {
                self.rows[row][column].clear();
            }
        }
    }

    /// Deals the cells of a column anew among some rows.
    fn deal(&mut self, column: &str, rows: &[usize]) {
        let column = self.column(column);
        for last in (1..rows.len()).rev() {
            let (a, b) = (rows[last], rows[self.below(last as u64 + 1) as usize]);
            let cell = std::mem::take(&mut self.rows[a][column]);
            let dealt =
                if a == b { cell } else { std::mem::replace(&mut self.rows[b][column], cell) };
            self.rows[a][column] = dealt;
        }
    }

    /// The next number of a fixed sequence, below a bound (Knuth's MMIX generator).
    fn below(&mut self, bound: u64) -> u64 {
        self.state = self
            .state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.state >> 33) % bound
    }
}

/// The demonstration with its logs and reports replaced by one log of the same records.
fn rewritten(change: impl FnOnce(&mut Log)) -> Site {
    let mut log = records(&DEMO.root.join("data/faults"));
    change(&mut log);
    let folder = tempfile::tempdir().expect("a temporary folder");
    copy_project(folder.path());
    for part in ["content/logs", "content/faults"] {
        std::fs::remove_dir_all(folder.path().join(part)).expect("removed");
    }
    let path = folder.path().join("content/logs");
    std::fs::create_dir_all(&path).expect("a folder");
    let mut writer = csv::Writer::from_path(path.join("all.csv")).expect("a file");
    writer.write_record(&log.header).expect("a header");
    for row in &log.rows {
        writer.write_record(row).expect("a row");
    }
    writer.flush().expect("written");
    build(folder)
}

/// Every record that the site gives out, without the columns that tell of files.
fn records(folder: &Path) -> Log {
    let mut files: Vec<PathBuf> = Vec::new();
    collect(folder, &mut files);
    files.retain(|file| file.extension().is_some_and(|e| e == "csv"));
    files.sort();
    let mut log = Log { header: Vec::new(), rows: Vec::new(), state: 20_261_031 };
    for file in files {
        let mut reader = csv::Reader::from_path(&file).expect("a ledger");
        let header = reader.headers().expect("a header").clone();
        let keep: Vec<usize> = (0..header.len())
            .filter(|&at| !header[at].starts_with("source_") && &header[at] != "is_failure")
            .collect();
        log.header =
            keep.iter().map(|&at| header[at].trim_start_matches('\u{feff}').to_owned()).collect();
        for row in reader.records() {
            let row = row.expect("a row");
            log.rows.push(keep.iter().map(|&at| row[at].to_owned()).collect());
        }
    }
    assert!(log.rows.len() > 2_000, "{} records", log.rows.len());
    log
}

fn copy_project(to: &Path) {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    copy_tree(&root.join("content"), &to.join("content"));
    let configuration =
        std::fs::read_to_string(root.join("faultbook.toml")).expect("the configuration");
    std::fs::write(to.join("faultbook.toml"), configuration).expect("a copy");
}

fn build(folder: tempfile::TempDir) -> Site {
    let output = run(folder.path(), &["build", "-q", "--audience", "internal"]);
    let words = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{words}");
    Site { root: folder.path().join("output/internal"), folder }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { collect(&path, files) } else { files.push(path) }
    }
}
