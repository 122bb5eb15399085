//! The whole program where the machine fails it: a full disk, a broken one, no file handles
//! left, killed. Whatever call on files fails, each site is wholly the former or wholly the
//! new one, the program says so by its exit code, and the next build needs no help.
//!
//! A fixed sample; `FAULTBOOK_FAULTS=all` takes every call and 500 moments.
#![cfg(target_os = "linux")]
#![allow(clippy::disallowed_methods, reason = "the tests prepare and inspect folders")]
#![allow(clippy::print_stderr, reason = "what was tried is the evidence")]

#[path = "../program/mod.rs"]
mod program;
mod rig;
mod shim;

use program::edits::Chance;
use rig::{Rig, Seen};
use shim::{Fault, Shim};
use std::os::unix::process::ExitStatusExt;
use std::process::Command;
use std::time::{Duration, Instant};

/// Error numbers of Linux.
const EIO: i32 = 5;
const EMFILE: i32 = 24;
const ENOSPC: i32 = 28;

/// How many of `n` cases are tried: a sample, or all.
fn sample(n: usize, usual: usize) -> Vec<usize> {
    match std::env::var("FAULTBOOK_FAULTS") {
        Ok(all) if all == "all" => (1..=n).collect(),
        Ok(count) => spread(n, count.parse().expect("`all` or a number")),
        Err(_) => spread(n, usual),
    }
}

/// Numbers of 1 to `n`: the first `2 * count`, where the project is read, and `count` over
/// all, the last among them.
fn spread(n: usize, count: usize) -> Vec<usize> {
    let count = count.clamp(1, n);
    let spread = (1..=count).map(|k| (n * k * k / count / count).max(1));
    let mut numbers: Vec<usize> = (1..=n.min(2 * count)).chain(spread).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// Lets calls of some kinds fail at each place in turn; from there on, or one alone.
fn whatever_fails(calls: &'static str, errno: i32, for_good: bool, usual: usize) {
    let Some(shim) = Shim::make() else { return };
    let rig = Rig::new();
    rig.put_back();
    let all = shim.count(calls, |command| rig.edited_build(command));
    assert!(all > 50, "only {all} calls are seen: the program is not watched");
    let (mut stopped, mut went_on) = (0, 0);
    for from in sample(all, usual) {
        rig.put_back();
        let until = if for_good { usize::MAX >> 1 } else { from };
        let fault = Fault { calls, from, until, errno };
        let what =
            format!("call {from} of {all} ({calls}) fails with {errno}, for good: {for_good}");
        let answer =
            rig.edited_build(|command| shim.arm(command, fault)).output().expect("it runs");
        let said = String::from_utf8_lossy(&answer.stderr).into_owned();
        match (answer.status.code(), rig.seen(&what)) {
            (Some(0 | 1), Seen::AllNew) => went_on += 1,
            (Some(2), Seen::AllFormer | Seen::Both | Seen::AllNew) => {
                assert!(said.contains("FB"), "{what}: nothing says why:\n{said}");
                stopped += 1;
            }
            (exit, seen) => panic!("{what}: exit {exit:?}, {seen:?}\n{said}"),
        }
        rig.heals(&what);
    }
    eprintln!("{calls} failing with {errno}: {all} calls, {stopped} stopped, {went_on} done");
    assert!(stopped > 0, "no failure was noticed");
}

#[test]
fn a_disk_that_is_full_from_any_call_on_costs_no_site() {
    whatever_fails("w", ENOSPC, true, 20);
}

#[test]
fn a_change_of_the_disk_that_fails_once_costs_no_site() {
    whatever_fails("w", EIO, false, 20);
}

#[test]
fn a_file_that_cannot_be_opened_for_want_of_handles_costs_no_site() {
    whatever_fails("o", EMFILE, false, 20);
}

#[test]
fn a_file_or_folder_that_cannot_be_read_costs_no_site() {
    whatever_fails("r", EIO, false, 20);
}

#[test]
fn a_build_killed_before_any_call_leaves_old_or_new() {
    let Some(shim) = Shim::make() else { return };
    let rig = Rig::new();
    rig.put_back();
    let all = shim.count("w", |command| rig.edited_build(command));
    for from in sample(all, 20) {
        rig.put_back();
        let fault = Fault { calls: "w", from, until: from, errno: 0 };
        let what = format!("killed before call {from} of {all}");
        let answer =
            rig.edited_build(|command| shim.arm(command, fault)).output().expect("it runs");
        assert_eq!(answer.status.signal(), Some(9), "{what}: {answer:?}");
        rig.seen(&what);
        rig.heals(&what);
    }
}

/// 500 moments in all; a sample of them otherwise.
#[test]
fn a_build_killed_at_any_moment_leaves_old_or_new() {
    let rig = Rig::new();
    rig.put_back();
    let started = Instant::now();
    assert!(rig.edited_build(|_| ()).status().expect("it runs").success());
    let usual = started.elapsed();
    let mut chance = Chance(0x2545_f491_4f6c_dd1d);
    let (mut former, mut both, mut new) = (0, 0, 0);
    let moments = sample(500, 20);
    for n in &moments {
        rig.put_back();
        let moment = usual.mul_f64(chance.below(1_200) as f64 / 1_000.0);
        let mut child = rig.edited_build(|_| ()).spawn().expect("it starts");
        std::thread::sleep(moment);
        child.kill().expect("it can be killed");
        child.wait().expect("it ends");
        let what = format!("kill {n} after {moment:?}");
        match rig.seen(&what) {
            Seen::AllFormer => former += 1,
            Seen::Both => both += 1,
            Seen::AllNew => new += 1,
        }
        rig.heals(&what);
    }
    eprintln!(
        "{} kills: {former} all former, {both} some new, {new} all new, 0 mixed",
        moments.len()
    );
}

#[test]
fn few_file_handles_are_enough_or_cost_no_site() {
    let rig = Rig::new();
    let (mut stopped, mut done) = (0, 0);
    for handles in (4..=16).chain([24, 32]) {
        rig.put_back();
        let mut command = Command::new("sh");
        let line = format!("ulimit -n {handles} && exec \"$0\" \"$@\"");
        command.args(["-c", &line]).arg(env!("CARGO_BIN_EXE_faultbook"));
        rig.edit();
        let answer = command.args(rig.arguments(2)).output().expect("a shell");
        let what = format!("{handles} file handles");
        let said = String::from_utf8_lossy(&answer.stderr).into_owned();
        match (answer.status.code(), rig.seen(&what)) {
            (Some(0), Seen::AllNew) => done += 1,
            (Some(2), Seen::AllFormer) if handles < 32 => {
                assert!(said.contains("FB"), "{what}: nothing says why:\n{said}");
                stopped += 1;
            }
            // Not even its own libraries can be opened.
            (Some(127), Seen::AllFormer) => {}
            (exit, seen) => panic!("{what}: exit {exit:?}, {seen:?}\n{said}"),
        }
        rig.heals(&what);
    }
    assert!(stopped > 0 && done > 0, "{stopped} stopped, {done} done");
}

#[test]
fn a_build_that_is_asked_to_end_ends_at_once() {
    let rig = Rig::new();
    for (name, number) in [("INT", 2), ("TERM", 15)] {
        for moment in [5, 20, 40] {
            rig.put_back();
            let mut child = rig.edited_build(|_| ()).spawn().expect("it starts");
            std::thread::sleep(Duration::from_millis(moment));
            let asked = Instant::now();
            let kill =
                Command::new("kill").args([&format!("-{name}"), &child.id().to_string()]).status();
            assert!(kill.expect("kill").success());
            let status = child.wait().expect("it ends");
            assert!(asked.elapsed() < Duration::from_secs(1), "{name}: {:?}", asked.elapsed());
            // A shell shows this as 130 or 143.
            assert!(status.signal() == Some(number) || status.code().is_some(), "{name}: {status}");
            let what = format!("{name} after {moment} ms");
            rig.seen(&what);
            rig.heals(&what);
        }
    }
}
