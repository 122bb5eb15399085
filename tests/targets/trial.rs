//! Giving a target an input: with its name, its outcome and the time it took.

use super::{TARGETS, Target};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// What an input of a megabyte may take. A build for tests is some twenty times slower;
/// it is given an eighth of each large input and more time, in which what takes the
/// square of its size still does not end.
const LIMIT: Duration = Duration::from_secs(if cfg!(debug_assertions) { 10 } else { 2 });
/// Size of a large input, in bytes.
pub const LARGE: usize = if cfg!(debug_assertions) { 1 << 17 } else { 1 << 20 };
/// An input that takes this long is given up.
const HUNG: Duration = Duration::from_mins(1);
/// A target by its name.
pub fn target(name: &str) -> Target {
    *TARGETS.iter().find(|(target, _)| *target == name).unwrap()
}

/// The stored inputs of a target with their names, in order of name.
pub fn corpus(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/targets/corpus").join(target);
    let entries = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
    let mut inputs: Vec<_> = entries
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (format!("{target}/{name}"), std::fs::read(&path).unwrap())
        })
        .collect();
    inputs.sort();
    assert!(inputs.len() >= 5, "{} holds the seeds", folder.display());
    inputs
}

/// Gives a target one input and says what went wrong with it, if anything did, and
/// how long it took.
pub fn run(check: fn(&[u8]), input: &[u8]) -> (Duration, Option<String>) {
    let began = Instant::now();
    let outcome = catch_unwind(AssertUnwindSafe(|| check(input)));
    let took = began.elapsed();
    let broken = outcome.err().map(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        text.or_else(|| panic.downcast_ref::<&str>().map(|&s| s.to_owned())).unwrap_or_default()
    });
    (took, broken)
}

/// The quickest of three runs, so that a busy machine is no finding; a run that does
/// not end is one.
pub fn in_time(name: &str, check: fn(&[u8]), input: Vec<u8>) -> Option<String> {
    let (done, outcome) = mpsc::channel();
    std::thread::spawn(move || {
        for _ in 0..3 {
            let (took, broken) = run(check, &input);
            if took <= LIMIT || broken.is_some() {
                return done.send(broken);
            }
        }
        done.send(Some(format!("takes longer than {} s", LIMIT.as_secs())))
    });
    let outcome = outcome.recv_timeout(HUNG).unwrap_or_else(|_| Some("does not end".to_owned()));
    outcome.map(|what| format!("{name}: {what}"))
}

/// Fails where anything is broken, and says what.
pub fn none_of(broken: &[String]) {
    assert!(broken.is_empty(), "{} broken:\n{}", broken.len(), broken.join("\n"));
}
