//! Publishing to object stores and WebDAV folders, against real servers that the test starts
//! and stops: Apache with `mod_dav`, nginx with `dav-ext`, and moto, which speaks as S3 does.
//! Only with the feature `publish-cloud`; `tests/long` runs it and brings moto. Where a
//! server is missing, that is said loudly.
#![cfg(all(unix, feature = "publish-cloud"))]
#![allow(clippy::disallowed_methods, reason = "tests prepare and inspect folders")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::print_stderr, reason = "what was skipped is said loudly")]

mod command;
mod cuts;
mod live;
mod measured;
#[allow(dead_code, reason = "publishing to folders and SFTP uses the rest")]
#[path = "../publish/memory.rs"]
mod memory;
mod places;
#[path = "../program/mod.rs"]
mod program;
mod proxy;
mod refusals;
mod servers;
#[allow(dead_code, reason = "publishing to folders and SFTP uses the rest")]
#[path = "../publish/trees.rs"]
mod trees;
