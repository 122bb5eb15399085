//! Many at once, and those who never come to the point.

use crate::program::Place;
use crate::server::{LONG, Server, raw};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// Sockets that are open at once.
const CROWD: usize = 8_000;

/// Lets this process have as many files open as its system allows.
#[cfg(unix)]
fn make_room() -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limits = getrlimit(Resource::Nofile);
    let wanted = limits.maximum.unwrap_or(20_000).min(20_000);
    let raised = Rlimit { current: Some(wanted), maximum: limits.maximum };
    setrlimit(Resource::Nofile, raised).expect("more open files");
    usize::try_from(wanted).expect("a number of files")
}

#[cfg(unix)]
#[test]
fn eight_thousand_open_sockets_do_not_end_it() {
    let place = Place::with_project("en");
    // Few files may be open at once, as on many systems: sockets must leave room for those
    // of the project.
    let mut server = Server::with_files(&place, 600);
    let room = make_room();
    assert!(room > CROWD + 200, "this machine allows {room} open files; raise its hard limit");
    let mut crowd = Vec::with_capacity(CROWD);
    while crowd.len() < CROWD {
        crowd.push(TcpStream::connect(server.at[0]).expect("a connection"));
    }
    // Half of them begin a request and leave it at that.
    for stream in crowd.iter_mut().step_by(2) {
        // Above its limit the server has hung up already.
        let _ = stream.write_all(b"GET / HTTP/1.1\r\nHost: ");
    }
    assert!(server.runs());
    let report = place.read("p/content/faults/FR-2026-001.md");
    let edited = report.replacen("## Symptom", "Seen in a crowd.\n\n## Symptom", 1);
    place.write("p/content/faults/FR-2026-001.md", edited);
    while server.event()["changed"].as_u64().is_none_or(|files| files == 0) {}
    // Who says nothing is cut off, and then others have room again, while all of them are
    // still open on this side.
    let begun = Instant::now();
    let request =
        format!("GET /internal/ HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", server.at[0]);
    let answered = loop {
        assert!(begun.elapsed() < LONG, "nobody is answered any more");
        if let Some(answer) = raw(server.at[0], request.as_bytes()) {
            break answer;
        }
    };
    assert_eq!(answered.status, 200);
    let page = server.get("/internal/faults/FR-2026-001/").text();
    assert!(page.contains("Seen in a crowd."), "the change was read meanwhile");
    assert_eq!(crowd.len(), CROWD);
    drop(crowd);
    assert_eq!(server.get("/internal/").status, 200);
    assert!(server.runs());
}

#[test]
fn half_a_request_and_a_line_that_says_nothing_are_cut_off() {
    let place = Place::with_project("en");
    let server = Server::of(&place, &[]);
    let whole = format!("GET /internal/ HTTP/1.1\r\nHost: {}\r\n\r\n", server.at[0]);
    // Nothing, half a request, and a whole one with nothing after it.
    for (beginning, answered) in [("", false), ("GET / HTT", false), (whole.as_str(), true)] {
        let mut stream = TcpStream::connect(server.at[0]).unwrap();
        stream.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
        stream.write_all(beginning.as_bytes()).unwrap();
        let mut rest = Vec::new();
        let ended = stream.read_to_end(&mut rest);
        assert!(ended.is_ok(), "{beginning:?} is waited for: {ended:?}");
        assert_eq!(rest.starts_with(b"HTTP/1.1 200"), answered, "{beginning:?}");
    }
}

#[test]
fn a_head_without_end_is_refused() {
    let place = Place::with_project("en");
    let server = Server::of(&place, &[]);
    let host = format!("GET /internal/ HTTP/1.1\r\nHost: {}\r\n", server.at[0]);
    let long = format!("{host}X-Long: {}\r\n\r\n", "x".repeat(1 << 20));
    let many = format!("{host}{}\r\n", "X-Many: x\r\n".repeat(5_000));
    for request in [long, many] {
        let answer = raw(server.at[0], request.as_bytes());
        assert!(answer.is_none_or(|answer| answer.status == 431));
    }
    assert_eq!(server.get("/internal/").status, 200);
}
