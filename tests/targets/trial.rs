//! Giving a target an input: with its name, its outcome and the time it took.

use super::{TARGETS, Target};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{LazyLock, Mutex, PoisonError, mpsc};
use std::time::{Duration, Instant};

/// What an input of a megabyte may take. A build for tests is some twenty times slower;
/// it is given an eighth of each large input and more time, in which what takes the
/// square of its size still does not end.
const LIMIT: Duration = Duration::from_secs(if cfg!(debug_assertions) { 10 } else { 2 });
/// Size of a large input, in bytes.
pub const LARGE: usize = if cfg!(debug_assertions) { 1 << 17 } else { 1 << 20 };
/// An input that takes this long is given up.
const HUNG: Duration = Duration::from_mins(2);
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

/// Gives a target one input and says what went wrong with it, if anything did.
pub fn run(check: fn(&[u8]), input: &[u8]) -> Option<String> {
    let panic = catch_unwind(AssertUnwindSafe(|| check(input))).err()?;
    let text = panic.downcast_ref::<String>().cloned();
    Some(text.or_else(|| panic.downcast_ref::<&str>().map(|&s| s.to_owned())).unwrap_or_default())
}

/// What the processor did for this process so far, so that a busy machine is no
/// finding; where the system does not say, the time that passed.
fn worked() -> Duration {
    static BEGAN: LazyLock<Instant> = LazyLock::new(Instant::now);
    let ticks = std::fs::read_to_string("/proc/self/stat").ok().and_then(|stat| {
        let after_name = stat.rsplit_once(')')?.1;
        let mut fields = after_name.split_whitespace().skip(11);
        let (user, system): (u64, u64) =
            (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
        Some(user + system)
    });
    // a tick is a hundredth of a second wherever this file exists
    ticks.map_or_else(|| BEGAN.elapsed(), |ticks| Duration::from_millis(ticks * 10))
}

/// Gives a target one input, alone in this process, and says what went wrong; taking
/// too long and not ending is wrong, too. What took too long is tried once more: on a
/// machine shared with others, processor time, too, is longer now and then.
pub fn in_time(name: &str, check: fn(&[u8]), input: Vec<u8>) -> Option<String> {
    static ALONE: Mutex<()> = Mutex::new(());
    let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let what = match once(name, check, input.clone()) {
        Some(Wrong::Slow(_)) => once(name, check, input),
        other => other,
    };
    drop(alone);
    what.map(|what| match what {
        Wrong::Broken(broken) => format!("{name}: {broken}"),
        Wrong::Slow(took) => format!("{name}: takes {:.1} s", took.as_secs_f64()),
        Wrong::Hung => format!("{name}: does not end"),
    })
}

/// What is wrong with one input.
enum Wrong {
    Broken(String),
    Slow(Duration),
    Hung,
}

#[allow(clippy::print_stderr, reason = "a test that fails tells how long the others took")]
fn once(name: &str, check: fn(&[u8]), input: Vec<u8>) -> Option<Wrong> {
    let (done, outcome) = mpsc::channel();
    std::thread::spawn(move || {
        let before = worked();
        let broken = run(check, &input);
        done.send((worked().saturating_sub(before), broken))
    });
    match outcome.recv_timeout(HUNG) {
        Ok((_, Some(broken))) => Some(Wrong::Broken(broken)),
        Ok((took, None)) => {
            eprintln!("{:.2} s for {name}", took.as_secs_f64());
            (took > LIMIT).then_some(Wrong::Slow(took))
        }
        Err(_) => Some(Wrong::Hung),
    }
}

/// Fails where anything is broken, and says what.
pub fn none_of(broken: &[String]) {
    assert!(broken.is_empty(), "{} broken:\n{}", broken.len(), broken.join("\n"));
}
