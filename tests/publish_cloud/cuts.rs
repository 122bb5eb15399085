//! A line that is cut while a reader looks: every page finds what it shows, at any moment, and
//! the next run sends only what is missing.

use crate::memory::Files;
use crate::places::live;
use crate::proxy::{Cut, Line};
use crate::servers::{Make, Server, speak};
use crate::trees::{Machine, tree};
use faultbook::publish::Cloud;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// What a reader gets; none for what is not there.
fn read(server: &Server, path: &str) -> Option<String> {
    let mut address = String::new();
    for byte in path.bytes() {
        match byte {
            b'/' | b'.' | b'-' => address.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => address.push(char::from(byte)),
            byte => address.push_str(&format!("%{byte:02X}")),
        }
    }
    let site = server.site();
    let base = site.splitn(4, '/').nth(3).unwrap();
    let answer = speak(
        server.port,
        &format!("GET /{base}{address} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", server.port),
    );
    if answer.starts_with("HTTP/1.1 404") {
        return None;
    }
    assert!(answer.starts_with("HTTP/1.1 200"), "{path}: {answer}");
    Some(answer.split_once("\r\n\r\n").unwrap().1.to_owned())
}

fn named<'t>(text: &'t str, word: &'t str) -> impl Iterator<Item = &'t str> {
    text.lines().filter_map(move |line| line.strip_prefix(word))
}

/// Looks at the site once: what a page shows is there, unless the page itself has changed
/// meanwhile.
fn look(server: &Server) {
    let Some(front) = read(server, "index.html") else { return };
    let pages = named(&front, "leads ").map(str::to_owned);
    for page in std::iter::once("index.html".to_owned()).chain(pages) {
        let Some(text) = read(server, &page) else {
            let now = read(server, "index.html").unwrap();
            assert!(now != front, "the front page leads to {page}, which is not there");
            return;
        };
        for shown in named(&text, "shows ") {
            if read(server, shown).is_none() {
                let now = read(server, &page);
                assert!(now.as_ref() != Some(&text), "{page} shows {shown}, which is not there");
            }
        }
    }
}

/// Does something while a reader looks, again and again.
fn watched<T>(server: &Server, work: impl FnOnce() -> T) -> T {
    let (over, looks) = (AtomicBool::new(false), AtomicU64::new(0));
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            while !over.load(Ordering::SeqCst) {
                look(server);
                looks.fetch_add(1, Ordering::SeqCst);
            }
        });
        let done = work();
        over.store(true, Ordering::SeqCst);
        reader.join().unwrap();
        assert!(looks.load(Ordering::SeqCst) > 0);
        done
    })
}

fn through(server: &Server, line: &Line) -> Cloud {
    line.cut(Cut::Never);
    Cloud::connect(&server.account(line.port)).unwrap()
}

#[test]
fn case_110_a_line_that_is_cut_at_every_nth_request_delays_and_harms_nothing() {
    for make in Make::ALL {
        let Some(server) = Server::start(make) else { continue };
        let line = Line::to(server.port);
        let (machine, cloud) = (Machine::new(), through(&server, &line));
        for (round, each) in [(1, 3), (2, 4), (3, 5), (4, 7), (5, 11)] {
            let site = tree(round, 12);
            line.cut(Cut::Each(each));
            let done = watched(&server, || machine.publish(&site, &cloud));
            line.cut(Cut::Never);
            let done = done.unwrap_or_else(|why| panic!("{make:?}, each {each}: {why:?}"));
            assert!(done.findings.is_empty(), "{make:?}, each {each}: {:?}", done.findings);
            assert_eq!(live(&server, &site), site, "{make:?}, each {each}");
        }
    }
}

#[test]
fn case_110_a_line_that_dies_at_any_request_leaves_what_fits_together() {
    for make in Make::ALL {
        let Some(server) = Server::start(make) else { continue };
        let line = Line::to(server.port);
        let machine = Machine::new();
        let sites: [Files; 2] = [tree(1, 8), tree(2, 8)];
        machine.publish(&sites[0], &server.enter()).unwrap();
        let (mut cuts, mut n) = (0, 1);
        loop {
            let (now, next) = (&sites[cuts % 2], &sites[(cuts + 1) % 2]);
            let cloud = through(&server, &line);
            line.cut(Cut::From(n));
            let ended = watched(&server, || machine.publish(next, &cloud));
            if line.requests() < n {
                ended.unwrap();
                break;
            }
            cuts += 1;
            for (path, bytes) in live(&server, next) {
                let known = [now, next].iter().any(|site| site.get(&path) == Some(&bytes));
                assert!(known, "{make:?}, cut at {n}: {path} is neither file");
            }
            let done = machine.publish(next, &server.enter()).unwrap();
            assert!(done.uploaded <= next.len() as u64);
            assert_eq!(live(&server, next), *next, "{make:?}, cut at {n}");
            n += 7;
        }
        assert!(cuts > 8, "{make:?}: {cuts}");
    }
}
