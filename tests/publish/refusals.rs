//! What is refused, with nothing changed (`nasty.md` group G).

use crate::memory::{Files, Memory};
use crate::trees::{Machine, crawl, seen, tree};
use faultbook::diag::{Code, Diagnostics};
use faultbook::publish::{Allowed, MANIFEST, Verify};

fn told(refused: &Diagnostics) -> String {
    let said = refused.iter().map(|f| [f.message.as_str(), f.hint.as_deref().unwrap()].join(" "));
    said.collect()
}

/// Publishes and expects a refusal that changes nothing but the lock, which comes and goes.
fn refused(machine: &Machine, files: &Files, memory: &Memory, because: &str) {
    let before = memory.files();
    let findings = machine.publish(files, memory).unwrap_err();
    assert!(findings.iter().all(|f| f.code == Code::PublishRefused), "{findings:?}");
    assert!(told(&findings).contains(because), "{}", told(&findings));
    assert_eq!(memory.files(), before, "{because}");
}

#[test]
fn case_112_a_list_that_is_broken_newer_or_of_another_site_stops() {
    let a = tree(1, 8);
    let (memory, mut machine) = (Memory::new(crawl), Machine::new());
    machine.publish(&a, &memory).unwrap();
    let list = String::from_utf8(memory.files()[MANIFEST].clone()).unwrap();
    for (text, because) in [
        (list[..list.len() / 2].to_owned(), "is damaged"),
        (list.replace("\"format\": 1", "\"format\": 7"), "a later version of faultbook"),
        (list.replace("\"site\": \"ours\"", "\"site\": \"theirs\""), "site_id = \"theirs\""),
        (list.replace("\"index.html\"", "\"../index.html\""), "is damaged"),
    ] {
        memory.lay(MANIFEST, text.as_bytes());
        refused(&machine, &a, &memory, because);
    }
    // Taking over forgets what was ours: nothing is removed.
    memory.lay(MANIFEST, b"broken");
    machine.allowed.adopt = true;
    let b = tree(2, 8);
    machine.publish(&b, &memory).unwrap();
    let seen = seen(&memory.files());
    assert!(b.iter().all(|(path, bytes)| seen.get(path) == Some(bytes)));
    assert!(a.keys().all(|path| seen.contains_key(path)));
}

#[test]
fn case_112_without_a_list_files_in_our_way_stop_and_others_do_not() {
    let a = tree(1, 8);
    let (memory, mut machine) = (Memory::new(crawl), Machine::new());
    memory.lay("favicon.ico", b"of IT");
    let page = a.keys().find(|path| path.starts_with("devices/")).unwrap();
    memory.lay(&format!("{page}/strange"), b"a folder where a file goes");
    refused(&machine, &a, &memory, page);
    let memory = Memory::new(crawl);
    memory.lay("favicon.ico", b"of IT");
    memory.lay("index.html", b"somebody's");
    refused(&machine, &a, &memory, "--adopt");
    machine.allowed.adopt = true;
    machine.publish(&a, &memory).unwrap();
    assert_eq!(memory.files()["favicon.ico"], b"of IT");
    // Later, too, a file that somebody has put there is not replaced in silence.
    machine.allowed.adopt = false;
    let mut b = a.clone();
    b.insert("robots.txt".to_owned(), b"ours".to_vec());
    memory.lay("robots.txt", b"somebody's");
    refused(&machine, &b, &memory, "robots.txt");
}

#[test]
fn case_113_a_shrinking_site_stops() {
    let (memory, mut machine) = (Memory::new(crawl), Machine::new());
    let a = tree(1, 20);
    machine.publish(&a, &memory).unwrap();
    machine.allowed = Allowed::default();
    let front = ("index.html".to_owned(), b"nothing left".to_vec());
    let b = Files::from([front, ("assets/site.css".to_owned(), a["assets/site.css"].clone())]);
    refused(&machine, &b, &memory, "--allow-delete");
    refused(&machine, &Files::new(), &memory, "no index.html");
    machine.allowed.delete = Some(1000);
    refused(&machine, &Files::new(), &memory, "no index.html");
    machine.publish(&b, &memory).unwrap();
}

#[test]
fn case_122_drafts_and_sites_that_were_not_searched_stop() {
    let a = tree(1, 4);
    let (memory, machine) = (Memory::new(crawl), Machine::new());
    let drafts = machine.publish_site(&a, |site| site.drafts = true, &memory).unwrap_err();
    assert!(told(&drafts).contains("--allow-drafts"));
    let leak = |site: &mut faultbook::publish::Site| site.audited = Err("a leak".to_owned());
    assert!(told(&machine.publish_site(&a, leak, &memory).unwrap_err()).contains("--unaudited"));
    assert!(memory.files().is_empty());
    machine.publish(&a, &memory).unwrap();
    let public = |site: &mut faultbook::publish::Site| site.audience = "public".to_owned();
    let wider = machine.publish_site(&a, public, &memory).unwrap_err();
    assert!(told(&wider).contains("--change-audience"));
}

#[test]
fn case_120_a_server_that_stores_something_else_is_found_out_before_the_front_is_switched() {
    let (a, b) = (tree(1, 8), tree(2, 8));
    for verify in [Verify::All, Verify::Sample] {
        let (mut memory, mut machine) = (Memory::new(crawl), Machine::new());
        machine.ways.verify = verify;
        machine.publish(&a, &memory).unwrap();
        memory.spoils = Some(|path, bytes| {
            let half = path.contains("/tmp/") && bytes.starts_with(b"page");
            if half { bytes[..bytes.len() / 2].to_vec() } else { bytes.to_vec() }
        });
        let findings = machine.publish(&b, &memory).unwrap_err();
        assert!(findings.iter().all(|f| f.code == Code::PublishVerify), "{findings:?}");
        let now = memory.files();
        assert_eq!(now["index.html"], a["index.html"]);
        assert!(now.iter().all(|(path, bytes)| {
            !path.ends_with("index.html")
                || a.get(path) == Some(bytes)
                || b.get(path) == Some(bytes)
        }));
    }
    // Only everything finds what keeps its size.
    let (mut memory, mut machine) = (Memory::new(crawl), Machine::new());
    machine.ways.verify = Verify::All;
    memory.spoils = Some(|_, bytes| bytes.iter().map(u8::to_ascii_uppercase).collect());
    assert!(machine.publish(&a, &memory).is_err());
    assert!(!memory.files().contains_key("index.html"));
}

#[test]
fn case_115_equal_in_size_is_not_equal() {
    let mut a = tree(1, 4);
    a.insert("same.html".to_owned(), b"abc".to_vec());
    let (memory, machine) = (Memory::new(crawl), Machine::new());
    machine.publish(&a, &memory).unwrap();
    a.insert("same.html".to_owned(), b"abd".to_vec());
    assert_eq!(machine.publish(&a, &memory).unwrap().uploaded, 1);
    assert_eq!(memory.files()["same.html"], b"abd");
}

#[test]
fn two_publishers_on_one_machine_keep_apart_and_a_changed_file_of_the_output_is_not_sent() {
    let machine = Machine::new();
    let memory = Memory::new(crawl);
    let a = tree(1, 4);
    machine.publish(&a, &memory).unwrap();
    let store = faultbook::publish::Store::open(&machine.store()).unwrap();
    let busy = faultbook::publish::Store::open(&machine.store()).unwrap_err();
    assert_eq!(busy.code, Code::PublishLocked);
    drop(store);
    let no_going_back = machine.roll_back(&memory).unwrap_err();
    assert!(told(&no_going_back).contains("does not have what was published"));
}

#[test]
fn case_118_a_place_that_folds_letters_is_told_and_a_file_of_other_letters_is_not_replaced() {
    let (mut memory, mut machine) = (Memory::new(crawl), Machine::new());
    memory.folds = true;
    let a = tree(1, 8);
    memory.lay("INDEX.html", b"somebody's");
    refused(&machine, &a, &memory, "INDEX.html");
    machine.allowed.adopt = true;
    let done = machine.publish(&a, &memory).unwrap();
    let names: Vec<&str> = done.findings.iter().map(|f| f.message.as_str()).collect();
    assert!(names.len() == 1 && names[0].contains("capitals and small letters"), "{names:?}");
    assert_eq!(done.findings.iter().next().unwrap().code, Code::PublishNames);
    // Where letters count, nothing is said.
    let memory = Memory::new(crawl);
    memory.lay("INDEX.html", b"somebody's");
    let done = Machine::new().publish(&a, &memory).unwrap();
    assert!(done.findings.is_empty());
    assert_eq!(memory.files()["INDEX.html"], b"somebody's");
}

#[test]
fn a_changed_type_or_cache_rule_is_a_change_only_where_the_place_keeps_it() {
    for keeps in [false, true] {
        let (mut memory, machine) = (Memory::new(crawl), Machine::new());
        memory.abilities.content_types = keeps;
        let a = tree(1, 8);
        machine.publish(&a, &memory).unwrap();
        let shorter = |site: &mut faultbook::publish::Site| {
            let page = site.files.get_mut("index.html").unwrap();
            page.cache = "private, max-age=60".to_owned();
        };
        let done = machine.publish_site(&a, shorter, &memory).unwrap();
        assert_eq!(done.uploaded, u64::from(keeps));
        assert_eq!(machine.publish_site(&a, shorter, &memory).unwrap().uploaded, 0);
    }
}
