//! A line that is cut: at every n-th request, or from the n-th on for good; before the server
//! hears of it, or after, so that only the answer is lost.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Where it is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    Never,
    /// Each n-th request, in turn before and after the server has heard of it.
    Each(u64),
    /// This one, of which the server hears, and all later ones.
    From(u64),
}

#[derive(Default)]
struct State {
    requests: AtomicU64,
    each: AtomicU64,
    from: AtomicU64,
    overwrites: AtomicBool,
}

pub(crate) struct Line {
    pub(crate) port: u16,
    state: Arc<State>,
}

impl Line {
    pub(crate) fn to(port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let own = listener.local_addr().unwrap().port();
        let state = Arc::new(State::default());
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let Ok(server) = TcpStream::connect(("127.0.0.1", port)) else { continue };
                let (from, to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
                let state = Arc::clone(&shared);
                std::thread::spawn(move || ask(from, to, &state));
                std::thread::spawn(move || pour(server, client));
            }
        });
        Self { port: own, state }
    }

    /// From now on it is cut so; requests are counted anew.
    pub(crate) fn cut(&self, cut: Cut) {
        let (each, from) = match cut {
            Cut::Never => (0, 0),
            Cut::Each(n) => (n, 0),
            Cut::From(n) => (0, n),
        };
        self.state.each.store(each, Ordering::SeqCst);
        self.state.from.store(from, Ordering::SeqCst);
        self.state.requests.store(0, Ordering::SeqCst);
    }

    /// From now on what is asked not to take another's place takes it, as at a server that
    /// looks first and moves a moment later.
    pub(crate) fn overwrite(&self) {
        self.state.overwrites.store(true, Ordering::SeqCst);
    }

    /// Requests since then.
    pub(crate) fn requests(&self) -> u64 {
        self.state.requests.load(Ordering::SeqCst)
    }
}

/// Whether the server still hears of a request, and whether its answer comes through.
fn judged(state: &State) -> (bool, bool) {
    let n = state.requests.fetch_add(1, Ordering::SeqCst) + 1;
    let (each, from) = (state.each.load(Ordering::SeqCst), state.from.load(Ordering::SeqCst));
    if from > 0 && n >= from {
        return (n == from, false);
    }
    if each > 0 && n.is_multiple_of(each) {
        return ((n / each).is_multiple_of(2), false);
    }
    (true, true)
}

const METHODS: [&str; 8] =
    ["GET ", "PUT ", "POST ", "HEAD ", "DELETE ", "MOVE ", "MKCOL ", "PROPFIND "];

fn ask(mut from: TcpStream, mut to: TcpStream, state: &State) {
    let mut buffer = vec![0; 65536];
    while let Ok(n) = from.read(&mut buffer) {
        if n == 0 {
            break;
        }
        // A request begins a piece of its own: the client waits for each answer.
        let begins = METHODS.iter().any(|method| buffer[..n].starts_with(method.as_bytes()));
        if begins && state.overwrites.load(Ordering::SeqCst) {
            overwrite(&mut buffer[..n]);
        }
        let (heard, answered) = if begins { judged(state) } else { (true, true) };
        if !answered {
            // Nothing comes back any more.
            let _ = from.shutdown(Shutdown::Both);
        }
        if !heard || to.write_all(&buffer[..n]).is_err() {
            break;
        }
        if !answered {
            // The rest of it has not arrived; the server gets what there is.
            let _ = to.shutdown(Shutdown::Write);
            std::thread::sleep(std::time::Duration::from_millis(20));
            break;
        }
    }
    let _ = from.shutdown(Shutdown::Both);
    let _ = to.shutdown(Shutdown::Both);
}

fn overwrite(request: &mut [u8]) {
    const HEADER: &[u8] = b"overwrite: F\r\n";
    let found = request.windows(HEADER.len()).position(|text| text.eq_ignore_ascii_case(HEADER));
    if let Some(at) = found {
        request[at + HEADER.len() - 3] = b'T';
    }
}

fn pour(mut from: TcpStream, mut to: TcpStream) {
    let mut buffer = vec![0; 65536];
    while let Ok(n) = from.read(&mut buffer) {
        if n == 0 || to.write_all(&buffer[..n]).is_err() {
            break;
        }
    }
    let _ = from.shutdown(Shutdown::Both);
    let _ = to.shutdown(Shutdown::Both);
}
