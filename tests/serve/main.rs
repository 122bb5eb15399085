//! The server of `faultbook serve`: what a browser is given while somebody works on a
//! project, and what nobody is given. The real program is asked, over sockets, byte by byte
//! where that matters.
#![allow(clippy::disallowed_methods, reason = "tests prepare folders and look at the clock")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod changes;
mod crowd;
mod many;
#[path = "../program/mod.rs"]
mod program;
mod readers;
mod refusals;
mod server;
mod whole;
