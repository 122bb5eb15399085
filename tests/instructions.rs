//! How many instructions three fixed builds take, against the numbers that stand in
//! `tests/instructions.txt`: unlike seconds they are the same on a busy machine, so that a
//! slow-down shows in the change that brought it. Counted by valgrind on one thread, in an
//! optimised program.
//!
//! `FAULTBOOK_WRITE_COUNTS=1 cargo test --release --test instructions` takes the numbers
//! anew, after a change that is worth its cost or has made a build cheaper.
#![allow(clippy::disallowed_methods, reason = "the tests write projects and run a program")]
#![allow(clippy::print_stderr, reason = "what is not checked is said loudly")]

#[path = "../examples/corpus/generator/mod.rs"]
mod generator;
mod program;

use generator::Recipe;
use program::Place;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// By how much a count may be off, as a share. What chance does to one (where in memory
/// things lie, in which order a table of hashes is asked) is below a hundredth of that.
const TOLERANCE: f64 = 0.03;

/// A build, and what it is there to watch.
struct Case {
    name: &'static str,
    recipe: fn() -> Recipe,
    config: &'static str,
}

const CASES: [Case; 3] = [
    // Markdown, pages, index.
    Case {
        name: "articles",
        recipe: || Recipe { pages: 240, devices: 24, events: 100, months: 18, ..Recipe::default() },
        config: "",
    },
    // Reading a log, figures, reports.
    Case {
        name: "log",
        recipe: || Recipe {
            pages: 10,
            devices: 60,
            events: 2_500,
            months: 18,
            ..Recipe::default()
        },
        config: "",
    },
    // Restricted sites and the search for leaks.
    Case {
        name: "customers",
        recipe: || Recipe {
            pages: 20,
            devices: 24,
            customers: Some(4),
            events: 150,
            months: 18,
            ..Recipe::default()
        },
        config: "\n[audiences]\ncustomers = true\n",
    },
];

fn numbers() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/instructions.txt")
}

/// The compiler by which the program was made: another one makes other instructions.
fn compiler() -> String {
    let version = Command::new("rustc").arg("--version").output().expect("rustc");
    String::from_utf8(version.stdout).expect("text").trim().to_owned()
}

/// Instructions of one build from nothing.
fn count(case: &Case) -> u64 {
    let place = Place::new();
    generator::write(&(case.recipe)(), &place.at("p")).expect("a corpus");
    let config = place.read("p/faultbook.toml");
    place.write("p/faultbook.toml", config + case.config);
    let args = ["build", "-r", "p", "-o", "out", "-q", "-j", "1", "--as-of", "2026-10-31"];
    let program = place.command(&args);
    let counted = Command::new("valgrind")
        .args(["--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"])
        .arg(program.get_program())
        .args(args)
        .current_dir(place.at(""))
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", place.at("home"))
        .output()
        .expect("valgrind runs");
    let told = String::from_utf8_lossy(&counted.stderr);
    assert!(counted.status.success(), "{}: {told}", case.name);
    let line = told.lines().find(|line| line.contains("I ") && line.contains("refs:"));
    let line = line.unwrap_or_else(|| panic!("{}: no count in {told}", case.name));
    let number: String = line.rsplit(':').next().into_iter().flat_map(str::chars).collect();
    number.replace(',', "").trim().parse().unwrap_or_else(|_| panic!("{}: {line}", case.name))
}

/// The instructions of every case; side by side, because counts do not disturb each other.
fn counts() -> Vec<u64> {
    std::thread::scope(|scope| {
        let counting: Vec<_> = CASES.iter().map(|case| scope.spawn(|| count(case))).collect();
        counting.into_iter().map(|case| case.join().expect("counted")).collect()
    })
}

/// What the counts are compared with: the compiler, and a number a case.
fn kept() -> (String, Vec<(String, u64)>) {
    let text = fs::read_to_string(numbers()).expect("tests/instructions.txt");
    let mut lines = text.lines().filter(|line| !line.starts_with('#'));
    let compiler = lines.next().expect("the compiler").to_owned();
    let counts = lines.map(|line| {
        let (name, count) = line.split_once(' ').expect("a name and a number");
        (name.to_owned(), count.trim().parse().expect("a number"))
    });
    (compiler, counts.collect())
}

/// Why counts cannot be compared here; on the machine that decides they must be.
fn not_comparable(kept: &str) -> Option<String> {
    if cfg!(debug_assertions) {
        return Some("the program is not optimised; use cargo test --release".to_owned());
    }
    if Command::new("valgrind").arg("--version").output().is_err() {
        return Some("valgrind is not here; install it, as tests/run does".to_owned());
    }
    let own = compiler();
    (own != kept).then(|| {
        format!(
            "the numbers were taken with {kept}, this is {own}; take them anew with \
             FAULTBOOK_WRITE_COUNTS=1"
        )
    })
}

#[test]
fn three_builds_take_as_many_instructions_as_before() {
    if std::env::var_os("FAULTBOOK_WRITE_COUNTS").is_some() {
        let counts = CASES.iter().zip(counts());
        let counts = counts.map(|(case, count)| format!("{} {count}\n", case.name));
        let head = "# Instructions of three builds; see tests/instructions.rs.\n";
        let text = format!("{head}{}\n{}", compiler(), counts.collect::<String>());
        return fs::write(numbers(), text).expect("tests/instructions.txt");
    }
    let (compiler, kept) = kept();
    assert_eq!(kept.len(), CASES.len(), "a number a case");
    if let Some(reason) = not_comparable(&compiler) {
        assert!(std::env::var_os("CI").is_none(), "{reason}");
        eprintln!("!! INSTRUCTIONS ARE NOT COUNTED: {reason}");
        return;
    }
    let mut off = Vec::new();
    for ((case, now), (name, before)) in CASES.iter().zip(counts()).zip(kept) {
        assert_eq!(case.name, name);
        let share = now as f64 / before as f64 - 1.0;
        eprintln!("{name}: {now} instructions, {:+.2} %", 100.0 * share);
        if share.abs() > TOLERANCE {
            let what = if share > 0.0 { "more" } else { "fewer" };
            off.push(format!(
                "{name}: {:.1} % {what} instructions than before ({now}, {before})",
                100.0 * share.abs()
            ));
        }
    }
    assert!(
        off.is_empty(),
        "{}; if that is meant, take the numbers anew with FAULTBOOK_WRITE_COUNTS=1",
        off.join("; ")
    );
}
