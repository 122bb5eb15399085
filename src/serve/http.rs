//! The line to browsers: listening, and how much of the machine anybody may take. So many
//! connections are open at once and further ones are closed; who sends no request, or only
//! half of one, is cut off; a request has so much room and no more.

use super::answer::Desk;
use crate::diag::{Code, Diagnostic};
use hyper::server::conn::http1::Builder;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Builder as Runtime;
use tokio::sync::Semaphore;

/// Connections that are open at once.
const CONNECTIONS: usize = 256;
/// How long a connection may be silent, or take to send the head of a request.
const HEAD: Duration = Duration::from_secs(8);
/// How long a connection lives: also one that never takes what it is sent.
const LIFE: Duration = Duration::from_mins(10);
/// Bytes of a request's head.
const HEAD_BYTES: usize = 16 << 10;
/// Header fields of a request.
const FIELDS: usize = 64;
/// Pages that are made at once.
const MAKERS: usize = 4;
/// How long no connection is taken after the system refused one.
const REST: Duration = Duration::from_millis(50);

/// Listens on this machine and, where it is wanted, at an address that others reach.
pub(super) fn listen(port: u16, lan: Option<IpAddr>) -> Result<Vec<TcpListener>, Diagnostic> {
    let first = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let first = TcpListener::bind(first).map_err(|error| refused(&first, &error))?;
    let port = first.local_addr().map_or(port, |address| address.port());
    let mut listeners = vec![first];
    // `localhost` may mean either; a machine may be without the second.
    listeners.extend(TcpListener::bind((Ipv6Addr::LOCALHOST, port)).ok());
    if let Some(lan) = lan {
        let address = SocketAddr::from((lan, port));
        listeners.push(TcpListener::bind(address).map_err(|error| refused(&address, &error))?);
    }
    Ok(listeners)
}

/// Where these listen.
pub(super) fn addresses(listeners: &[TcpListener]) -> Vec<SocketAddr> {
    listeners.iter().filter_map(|listener| listener.local_addr().ok()).collect()
}

fn refused(address: &SocketAddr, error: &io::Error) -> Diagnostic {
    let message = format!("cannot listen at {address}: {error}");
    let hint = match error.kind() {
        io::ErrorKind::AddrInUse => {
            "another program listens there, perhaps another faultbook serve: end it, or choose \
             another port with --port (0 takes any that is free)"
        }
        io::ErrorKind::PermissionDenied => {
            "ports below 1024 are not for everybody: choose --port 8585"
        }
        io::ErrorKind::AddrNotAvailable => {
            "this machine has no such address: leave it out behind --lan, or name one that it has"
        }
        _ => "choose another port with --port",
    };
    Diagnostic::new(Code::ServeListen, message).hint(hint)
}

/// Answers from now on, on threads of its own.
pub(super) fn start(listeners: Vec<TcpListener>, desk: Desk) -> Result<(), Diagnostic> {
    let failed = |error: io::Error| {
        Diagnostic::new(Code::ServeListen, format!("the server cannot be started: {error}"))
            .hint("close other programs and try again")
    };
    let runtime = Runtime::new_current_thread()
        .enable_all()
        .max_blocking_threads(MAKERS)
        .build()
        .map_err(failed)?;
    make_room();
    for listener in &listeners {
        listener.set_nonblocking(true).map_err(failed)?;
    }
    let serve = move || runtime.block_on(answer_all(listeners, Arc::new(desk)));
    std::thread::Builder::new().name("serve".to_owned()).spawn(serve).map_err(failed)?;
    Ok(())
}

/// Some systems let a program have fewer files open than there are connections here.
#[cfg(unix)]
fn make_room() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    const FILES: u64 = 4 * CONNECTIONS as u64;
    let limits = getrlimit(Resource::Nofile);
    if limits.current.is_some_and(|now| now < FILES) {
        let current = Some(limits.maximum.unwrap_or(FILES).min(FILES));
        // Where it is refused, fewer connections are taken at a time.
        let _ = setrlimit(Resource::Nofile, Rlimit { current, ..limits });
    }
}

#[cfg(not(unix))]
fn make_room() {}

async fn answer_all(listeners: Vec<TcpListener>, desk: Arc<Desk>) {
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    let mut doors = Vec::new();
    for listener in listeners {
        let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { continue };
        doors.push(tokio::spawn(door(listener, desk.clone(), room.clone())));
    }
    for door in doors {
        // A door never closes; a mistake at one leaves the others open.
        let _ = door.await;
    }
}

async fn door(listener: tokio::net::TcpListener, desk: Arc<Desk>, room: Arc<Semaphore>) {
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // The system has no room for another one: those that are there end in time.
            tokio::time::sleep(REST).await;
            continue;
        };
        // Above the limit a connection is closed at once, so that none waits for nothing.
        let Ok(place) = room.clone().try_acquire_owned() else { continue };
        let desk = desk.clone();
        tokio::spawn(async move {
            let _place = place;
            let answer = service_fn(|request| {
                let desk = desk.clone();
                async move { Ok::<_, Infallible>(desk.answer(request).await) }
            });
            let line = Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(HEAD)
                .max_buf_size(HEAD_BYTES)
                .max_headers(FIELDS)
                .serve_connection(TokioIo::new(stream), answer);
            // Who is cut off or hangs up has had what there was.
            let _ = tokio::time::timeout(LIFE, line).await;
        });
    }
}
