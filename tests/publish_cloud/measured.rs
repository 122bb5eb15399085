//! How long it takes: a site of five thousand files to each server, again, changed, cut,
//! resumed and taken back, with the requests that went over the line. It measures where
//! `FAULTBOOK_MEASURE` asks for it (`tests/long`), and is a small site elsewhere; what is sent
//! is checked in both.

use crate::memory::Files;
use crate::places::live;
use crate::proxy::{Cut, Line};
use crate::servers::{Make, Server};
use crate::trees::{Machine, tree};
use faultbook::publish::Cloud;
use std::time::Instant;

/// Files of the usual size, whose text repeats and is still its own.
fn site(pages: u64) -> Files {
    let mut files = tree(1, pages);
    let filling = "a line of a page that is as long as most of them are\n".repeat(370);
    for (path, bytes) in &mut files {
        if path.starts_with("devices/") {
            bytes.extend(format!("\n{path}\n{filling}").into_bytes());
        }
    }
    files
}

#[test]
fn a_large_site_goes_there_again_changes_is_cut_and_comes_back() {
    let measured = std::env::var_os("FAULTBOOK_MEASURE").is_some();
    let a = site(if measured { 2080 } else { 40 });
    let mut b = a.clone();
    let page = b.keys().find(|path| path.ends_with("/index.html")).unwrap().clone();
    b.get_mut(&page).unwrap().extend(b"one line more\n");
    for make in Make::ALL {
        let Some(server) = Server::start(make) else { continue };
        let line = Line::to(server.port);
        let (machine, other) = (Machine::new(), Machine::new());
        let cloud = Cloud::connect(&server.account(line.port)).unwrap();
        let timed = |what: &str, machine: &Machine, site: &Files, cut: Cut| {
            line.cut(cut);
            let begun = Instant::now();
            let done = machine.publish(site, &cloud);
            let (seconds, requests) = (begun.elapsed().as_secs_f64(), line.requests());
            let sent = done.as_ref().map_or(0, |done| done.uploaded);
            eprintln!("{make:?}, {what}: {seconds:.1} s, {requests} requests, {sent} files");
            line.cut(Cut::Never);
            (done, requests)
        };
        let (first, requests) = timed("first", &machine, &a, Cut::Never);
        assert_eq!(first.unwrap().uploaded, a.len() as u64);
        let (again, _) = timed("again", &machine, &a, Cut::Never);
        assert_eq!(again.unwrap().uploaded, 0);
        let (changed, _) = timed("one page", &machine, &b, Cut::Never);
        assert_eq!(changed.unwrap().uploaded, 1);
        line.cut(Cut::Never);
        let begun = Instant::now();
        machine.roll_back(&cloud).unwrap();
        let (took, asked) = (begun.elapsed().as_secs_f64(), line.requests());
        eprintln!("{make:?}, back: {took:.1} s, {asked} requests");
        assert_eq!(live(&server, &a), a);
        // Another place, cut half-way, and the rest.
        let elsewhere = server.account(line.port);
        let elsewhere = faultbook::publish::Account { root: "/other".to_owned(), ..elsewhere };
        let cloud = Cloud::connect(&elsewhere).unwrap();
        line.cut(Cut::From(requests / 2));
        let begun = Instant::now();
        other.publish(&a, &cloud).unwrap_err();
        let cut = begun.elapsed().as_secs_f64();
        line.cut(Cut::Never);
        let begun = Instant::now();
        let rest = other.publish(&a, &cloud).unwrap();
        let (took, asked) = (begun.elapsed().as_secs_f64(), line.requests());
        eprintln!(
            "{make:?}, cut after {cut:.1} s and resumed: {took:.1} s, {asked} requests, {} files",
            rest.uploaded
        );
        assert!(rest.uploaded < a.len() as u64 && rest.uploaded > 0, "{make:?}");
        assert_eq!(other.publish(&a, &cloud).unwrap().uploaded, 0);
    }
}
