//! Publishing: what lies at a place fits together at any moment, whatever is cut; what is
//! not ours stays; what was there can be put back. Against a place in memory that fails
//! at every single request, against folders, and against an OpenSSH server that the test
//! starts and stops.
#![allow(clippy::disallowed_methods, reason = "tests prepare and inspect folders")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::print_stderr, reason = "what was skipped is said loudly")]

mod command;
mod cuts;
mod folders;
mod memory;
mod passwords;
#[path = "../program/mod.rs"]
mod program;
mod refusals;
mod releases;
mod server;
mod sftp;
mod trees;
