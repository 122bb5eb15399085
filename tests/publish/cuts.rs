//! Cut anywhere: what lies there fits together, the next run finishes it, and only what is
//! missing goes up.

use crate::memory::{Failing, Files, Memory};
use crate::trees::{Machine, crawl, seen, tree};
use faultbook::diag::Code;
use faultbook::publish::{Abilities, FOLDER, GRACE, Renaming};
use std::time::Duration;

const FOREIGN: [(&str, &str); 3] =
    [("favicon.ico", "of IT"), (".htaccess", "rules"), ("devices/7/notes.txt", "a person's")];

fn with_foreign() -> Memory {
    let memory = Memory::new(crawl);
    for (path, text) in FOREIGN {
        memory.lay(path, text.as_bytes());
    }
    memory
}

fn foreign_stays(files: &Files) {
    for (path, text) in FOREIGN {
        assert_eq!(files.get(path).map(Vec::as_slice), Some(text.as_bytes()), "{path}");
    }
}

/// What a reader gets of the site, without other people's files and parts of former indexes.
fn own(files: &Files) -> Files {
    let foreign = |path: &str| FOREIGN.iter().any(|(other, _)| *other == path);
    let mut own = seen(files);
    own.retain(|path, _| !foreign(path));
    own
}

fn without_former(files: &Files, site: &Files) -> Files {
    let mut own = own(files);
    own.retain(|path, _| site.contains_key(path) || !path.starts_with("search/t-"));
    own
}

#[test]
fn a_run_that_is_cut_at_any_request_leaves_what_fits_together_and_the_next_one_ends_it() {
    let (a, b) = (tree(1, 8), tree(2, 8));
    let mut cuts = 0;
    for lost in [false, true] {
        for n in 1.. {
            let (memory, machine) = (with_foreign(), Machine::new());
            machine.publish(&a, &memory).unwrap();
            memory.log();
            memory.fail(if lost { Failing::LostFrom(n) } else { Failing::From(n) });
            let ended = machine.publish(&b, &memory);
            if memory.requests() < n {
                break;
            }
            cuts += 1;
            // Once the list stands, a cut costs no more than the tidying up.
            let (findings, code) = match ended {
                Ok(done) => (done.findings, Code::PublishLeftover),
                Err(findings) => (findings, Code::PublishFailed),
            };
            assert!(findings.iter().all(|f| f.code == code && f.hint.is_some()), "{findings:?}");
            crawl(&memory.files());
            foreign_stays(&memory.files());
            for (path, bytes) in own(&memory.files()) {
                let known = [&a, &b].iter().any(|site| site.get(&path) == Some(&bytes));
                assert!(known, "{path} is neither the former file nor the new one");
            }
            let first: Vec<String> = memory.log();
            memory.fail(Failing::Never);
            machine.publish(&b, &memory).unwrap();
            assert_eq!(without_former(&memory.files(), &b), b, "cut at {n}, lost: {lost}");
            foreign_stays(&memory.files());
            // What was put in place is not sent again, but for what was under way.
            let placed = |log: &[String]| -> Vec<String> {
                let own = log.iter().filter(|l| l.starts_with("rename ") && !l.contains(FOLDER));
                own.cloned().collect()
            };
            let (first, second) = (placed(&first), placed(&memory.log()));
            let twice = second.iter().filter(|path| first.contains(path)).count();
            assert!(twice <= 4, "{twice} files went up twice after a cut at {n}");
            assert_eq!(machine.publish(&b, &memory).unwrap().uploaded, 0);
        }
    }
    assert!(cuts > 100, "{cuts}");
}

#[test]
fn case_114_where_a_file_does_not_go_up_nothing_goes() {
    let (a, b) = (tree(1, 8), tree(2, 8));
    let going: Vec<&String> = a.keys().filter(|path| !b.contains_key(*path)).collect();
    assert!(going.len() > 5);
    let mut cuts = 0;
    for n in (1..).step_by(5) {
        let (memory, machine) = (with_foreign(), Machine::new());
        machine.publish(&a, &memory).unwrap();
        memory.fail(Failing::From(n));
        if machine.publish(&b, &memory).is_ok() {
            break;
        }
        cuts += 1;
        let there = memory.files();
        assert!(going.iter().all(|path| there.contains_key(*path)), "cut at {n}");
    }
    assert!(cuts > 15, "{cuts}");
}

#[test]
fn case_119_a_place_that_would_take_five_hundred_at_once_is_asked_four_things() {
    let (mut memory, machine) = (Memory::new(crawl), Machine::new());
    memory.abilities = Abilities { parallel: 500, ..memory.abilities };
    memory.takes = Duration::from_millis(10);
    machine.publish(&tree(1, 40), &memory).unwrap();
    assert_eq!(memory.most_at_once(), 4);
    let mut one = Memory::new(crawl);
    one.abilities = Abilities { parallel: 1, ..one.abilities };
    one.takes = memory.takes;
    Machine::new().publish(&tree(1, 20), &one).unwrap();
    assert_eq!(one.most_at_once(), 1);
}

#[test]
fn a_first_publication_that_was_cut_is_finished_without_a_word() {
    let a = tree(3, 6);
    for n in 1.. {
        let (memory, machine) = (with_foreign(), Machine::new());
        memory.fail(Failing::LostFrom(n));
        if machine.publish(&a, &memory).is_ok() {
            break;
        }
        memory.fail(Failing::Never);
        machine.publish(&a, &memory).unwrap();
        assert_eq!(own(&memory.files()), a, "cut at {n}");
    }
}

#[test]
fn a_bad_line_delays_and_harms_nothing() {
    let (a, b) = (tree(4, 8), tree(5, 8));
    for each in [2, 3, 7] {
        let (memory, machine) = (with_foreign(), Machine::new());
        memory.fail(Failing::Each(each));
        machine.publish(&a, &memory).unwrap();
        let done = machine.publish(&b, &memory).unwrap();
        assert!(done.findings.is_empty());
        assert_eq!(without_former(&memory.files(), &b), b);
    }
}

#[test]
fn another_machine_that_takes_over_a_cut_run_trusts_no_file() {
    let (a, b) = (tree(1, 8), tree(2, 8));
    let (memory, cut, other) = (with_foreign(), Machine::new(), Machine::new());
    cut.publish(&a, &memory).unwrap();
    memory.fail(Failing::From(60));
    cut.publish(&b, &memory).unwrap_err();
    memory.fail(Failing::Never);
    let refused = other.publish(&a, &memory).unwrap_err();
    assert!(refused.iter().all(|f| f.code == Code::PublishLocked), "{refused:?}");
    let told = refused.iter().next().unwrap();
    assert!(told.message.contains("ann@workshop"), "{}", told.message);
    assert!(told.hint.as_deref().unwrap().contains("--break-lock"));
    let mut breaks = other;
    breaks.ways.break_lock = true;
    let done = breaks.publish(&a, &memory).unwrap();
    assert_eq!(done.uploaded, a.len() as u64);
    let mut left = without_former(&memory.files(), &a);
    // What the cut run brought and no list names is nobody's to remove.
    left.retain(|path, _| a.contains_key(path));
    assert_eq!(left, a);
    // The machine that was cut learns that somebody else has published since.
    assert_eq!(cut.publish(&a, &memory).unwrap().uploaded, 0);
}

#[test]
fn case_111_back_again_is_byte_for_byte_what_was_there_and_foreign_files_stay() {
    for seed in 0..60 {
        let (a, b) = (tree(seed, 12), tree(seed + 1000, 12));
        let (memory, machine) = (with_foreign(), Machine::new());
        machine.publish(&a, &memory).unwrap();
        machine.publish(&b, &memory).unwrap();
        assert_eq!(without_former(&memory.files(), &b), b);
        machine.roll_back(&memory).unwrap();
        assert_eq!(without_former(&memory.files(), &a), a, "seed {seed}");
        foreign_stays(&memory.files());
        machine.roll_back(&memory).unwrap();
        assert_eq!(without_former(&memory.files(), &b), b, "there again, seed {seed}");
    }
}

#[test]
fn a_cut_run_can_be_taken_back_in_place_of_being_finished() {
    let (a, b) = (tree(1, 8), tree(2, 8));
    for n in [20, 40, 60] {
        let (memory, machine) = (with_foreign(), Machine::new());
        machine.publish(&a, &memory).unwrap();
        memory.fail(Failing::LostFrom(n));
        machine.publish(&b, &memory).unwrap_err();
        memory.fail(Failing::Never);
        machine.roll_back(&memory).unwrap();
        assert_eq!(without_former(&memory.files(), &a), a, "cut at {n}");
    }
}

#[test]
fn parts_of_a_former_index_go_when_their_time_is_over() {
    let (a, b) = (tree(1, 8), tree(2, 8));
    let (memory, mut machine) = (with_foreign(), Machine::new());
    machine.publish(&a, &memory).unwrap();
    machine.publish(&b, &memory).unwrap();
    let former =
        |memory: &Memory| own(&memory.files()).keys().filter(|path| !b.contains_key(*path)).count();
    assert_eq!(former(&memory), 1);
    machine.now += GRACE - 1;
    machine.publish(&b, &memory).unwrap();
    assert_eq!(former(&memory), 1);
    machine.now += 1;
    assert_eq!(machine.publish(&b, &memory).unwrap().deleted, 1);
    assert_eq!(own(&memory.files()), b);
    assert_eq!(machine.publish(&b, &memory).unwrap().deleted, 0);
}

#[test]
fn a_place_that_cannot_rename_gets_its_files_whole_and_in_the_same_order() {
    let (a, b) = (tree(1, 8), tree(2, 8));
    let (mut memory, machine) = (with_foreign(), Machine::new());
    memory.abilities = Abilities { rename: Renaming::Whole, ..memory.abilities };
    machine.publish(&a, &memory).unwrap();
    machine.publish(&b, &memory).unwrap();
    assert_eq!(without_former(&memory.files(), &b), b);
    assert!(!memory.log().iter().any(|line| line.starts_with("rename")));
}

#[test]
fn nothing_to_do_asks_for_the_list_and_sends_nothing() {
    let a = tree(1, 8);
    let (memory, machine) = (with_foreign(), Machine::new());
    machine.publish(&a, &memory).unwrap();
    memory.log();
    let done = machine.publish(&a, &memory).unwrap();
    assert_eq!((done.uploaded, done.deleted, done.unchanged), (0, 0, a.len() as u64));
    let log = memory.log();
    let written = log.iter().filter(|l| !l.contains("lock.json") && !l.starts_with("get"));
    assert_eq!(written.count(), 0, "{log:?}");
    assert!(done.requests < 10, "{}", done.requests);
}
