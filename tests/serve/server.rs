//! The program as a server: started at a free port, asked, ended with the test.

use crate::program::Place;
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// What has not come by then does not come; a program without optimisation takes its time.
pub(crate) const LONG: Duration = Duration::from_mins(10);

/// A running server.
pub(crate) struct Server {
    child: Child,
    events: Receiver<String>,
    /// Where it listens: this machine first.
    pub(crate) at: Vec<SocketAddr>,
}

/// An answer, taken apart.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Names in small letters.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let end = bytes.windows(4).position(|part| part == b"\r\n\r\n")?;
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let mut lines = head.lines();
        let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
        let fields = lines.filter_map(|line| line.split_once(": "));
        let headers = fields.map(|(name, value)| (name.to_lowercase(), value.to_owned()));
        Some(Self { status, headers: headers.collect(), body: bytes[end + 4..].to_vec() })
    }
}

impl Server {
    /// Serves the project in `p`; it is there once its first rebuild is.
    pub(crate) fn of(place: &Place, args: &[&str]) -> Self {
        let server = Self::beginning(place, args);
        server.first_rebuild()
    }

    /// The same before its first rebuild.
    pub(crate) fn beginning(place: &Place, args: &[&str]) -> Self {
        let all = [&["serve", "-r", "p", "--port", "0", "--json"], args].concat();
        Self::started(place.command(&all))
    }

    /// Serves the project in `p` with so many files that may be open at once.
    #[cfg(unix)]
    pub(crate) fn with_files(place: &Place, most: usize) -> Self {
        let program = env!("CARGO_BIN_EXE_faultbook");
        let line = format!("ulimit -n {most}; exec \"$0\" serve -r p --port 0 --json");
        let mut shell = Command::new("sh");
        shell.args(["-c", &line, program]).current_dir(place.at("")).stdin(Stdio::null());
        Self::started(shell).first_rebuild()
    }

    fn started(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().expect("the program runs");
        let lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        // Read at once, so that the program never waits for a test that listens late.
        let (heard, events) = channel();
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                // A test that has ended listens no more.
                let _ = heard.send(line);
            }
        });
        let mut server = Self { child, events, at: Vec::new() };
        let listens = server.event();
        assert_eq!(listens["event"], "listens", "{listens}");
        let addresses = listens["addresses"].as_array().expect("addresses");
        let addresses = addresses.iter().map(|address| address.as_str().expect("an address"));
        let address = |url: &str| url["http://".len()..url.len() - 1].parse().expect("an address");
        server.at = addresses.map(address).collect();
        server
    }

    fn first_rebuild(self) -> Self {
        while self.event()["event"] != "rebuilt" {}
        self
    }

    /// The next event that the program tells.
    pub(crate) fn event(&self) -> Value {
        let line = self.events.recv_timeout(LONG).expect("a line");
        serde_json::from_str(&line).unwrap_or_else(|e| panic!("{e}: {line}"))
    }

    /// What a browser would be answered.
    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[])
    }

    /// The same with a method and further headers.
    pub(crate) fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        if !headers.iter().any(|(name, _)| *name == "Host") {
            request.push_str(&format!("Host: {}\r\n", self.at[0]));
        }
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        request.push_str("\r\n");
        let raw = raw(self.at[0], request.as_bytes());
        raw.unwrap_or_else(|| panic!("no answer to {method} {path}"))
    }

    /// What is shown now; with a number, what is shown after it.
    pub(crate) fn state(&self, since: Option<u64>) -> Value {
        let path = match since {
            Some(since) => format!("/-/state?since={since}"),
            None => "/-/state".to_owned(),
        };
        serde_json::from_slice(&self.get(&path).body).expect("JSON")
    }

    /// Waits until what is shown is as it should be.
    pub(crate) fn until(&self, words: &str, right: impl Fn(&Value) -> bool) -> Value {
        let end = Instant::now() + LONG;
        let mut state = self.state(None);
        while !right(&state) {
            assert!(Instant::now() < end, "it never comes that {words}: {state}");
            state = self.state(state["number"].as_u64());
        }
        state
    }

    /// Waits until a page holds some words.
    pub(crate) fn until_page(&self, path: &str, needle: &str) {
        self.until(&format!("{path} says {needle}"), |_| self.get(path).text().contains(needle));
    }

    /// True while the program runs.
    pub(crate) fn runs(&mut self) -> bool {
        self.child.try_wait().expect("a child").is_none()
    }
}

/// Sends bytes and reads to the end; `None` where no answer came.
pub(crate) fn raw(at: SocketAddr, request: &[u8]) -> Option<Answer> {
    let mut stream = TcpStream::connect(at).ok()?;
    stream.set_read_timeout(Some(LONG)).ok()?;
    stream.write_all(request).ok()?;
    let mut bytes = Vec::new();
    // A server that hangs up before it has read everything may reset the line.
    let _ = stream.read_to_end(&mut bytes);
    Answer::read(&bytes)
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself, which its test has noticed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
