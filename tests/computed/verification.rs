//! The program held to figures that were computed without it: by
//! `examples/verification/verify.py`, from the same files, with lifelines, scipy,
//! statsmodels and scikit-learn. The stored numbers are never the program's own;
//! [docs/verification.md](../docs/verification.md) tells how they were made.
#![allow(clippy::disallowed_methods, reason = "these tests write projects and read sites")]
#![allow(clippy::print_stdout, reason = "a test that cannot run says so")]

use crate::built;
#[path = "../../examples/verification/figures/mod.rs"]
mod figures;
use crate::generator;
#[path = "../../examples/verification/project.rs"]
mod project;

use figures::Figures;
use std::path::{Path, PathBuf};

/// Two computations of one figure differ by rounding alone.
const TOLERANCE: f64 = 1e-9;
/// What rounding leaves of a nought.
const NOUGHT: f64 = 1e-15;

#[test]
fn a_generated_corpus_has_the_figures_of_the_second_computation() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    project::write_corpus(folder.path()).expect("a corpus");
    compare(folder.path(), "corpus");
}

#[test]
fn the_excavator_log_has_the_figures_of_the_second_computation() {
    let Some(shared) = shared_data() else { return };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let name = "excavators_nist";
    built::copy_tree(&here().join("tests/real").join(name), folder.path());
    let data = folder.path().join("data").join(name);
    std::fs::create_dir_all(&data).expect("a folder");
    built::copy_tree(&shared.join("data").join(name), &data);
    compare(folder.path(), "excavators");
}

/// No tolerance hides one part in a hundred: each stored number, altered by so much,
/// no longer agrees with itself.
#[test]
fn a_number_altered_by_one_per_cent_is_seen() {
    for name in ["corpus", "excavators"] {
        let stored = stored(name);
        let altered = |value: &str| value.parse::<f64>().map(|x| (x * 1.01).to_string());
        let is_nought = |value: &str| agree(value, "0");
        let numbers = stored.values().filter(|value| !is_nought(value));
        let numbers: Vec<_> = numbers.filter_map(|v| Some((v, altered(v).ok()?))).collect();
        assert!(numbers.len() > 2000, "{name}: only {} numbers", numbers.len());
        for (value, altered) in numbers {
            assert!(!agree(value, &altered), "{name}: {value} and {altered}");
        }
    }
}

/// Builds a project and holds its figures to the stored ones.
fn compare(folder: &Path, name: &str) {
    let output = built::run(folder, &["build", "-q"]);
    let words = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{words}");
    let ours = figures::figures(folder).expect("the figures of a built project");
    let stored = stored(name);
    assert!(stored.len() > 3000, "{name}: only {} figures are stored", stored.len());
    let wrong: Vec<String> =
        stored.iter().filter_map(|(p, value)| unlike(&ours, p, value)).collect();
    let (count, of) = (wrong.len(), stored.len());
    let first: Vec<&str> = wrong.iter().take(20).map(String::as_str).collect();
    assert!(wrong.is_empty(), "{name}: {count} of {of} figures differ\n  {}", first.join("\n  "));
}

fn unlike(ours: &Figures, path: &str, theirs: &str) -> Option<String> {
    let value = ours.get(path).map_or("absent", String::as_str);
    (!agree(value, theirs)).then(|| format!("{path}: {value}, the second computation has {theirs}"))
}

fn agree(a: &str, b: &str) -> bool {
    let (Ok(a), Ok(b)) = (a.parse::<f64>(), b.parse::<f64>()) else { return a == b };
    let larger = a.abs().max(b.abs());
    let beside_nought = (a == 0.0 || b == 0.0) && larger < NOUGHT;
    beside_nought || (a - b).abs() <= TOLERANCE * larger
}

/// The figures of the second computation.
fn stored(name: &str) -> Figures {
    let path = here().join("tests/verification").join(name).with_extension("csv");
    let mut table = csv::Reader::from_path(&path).expect("a table of figures");
    table.deserialize().map(|row| row.expect("path and value")).collect()
}

fn here() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The shared data, if it is there.
fn shared_data() -> Option<PathBuf> {
    let shared = std::env::var_os("FAULTBOOK_SHARED").map(PathBuf::from);
    let shared = shared.unwrap_or_else(|| here().join("../shared"));
    if shared.join("data").is_dir() {
        return Some(shared);
    }
    println!("NOT TESTED: no shared test data at {}; set FAULTBOOK_SHARED", shared.display());
    None
}
