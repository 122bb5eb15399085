//! What holds for any input at all, one function a kind of input: it reads the bytes
//! through the program's own doors and panics where a promise is broken. The test
//! `fuzzing` gives each what is stored in `corpus/`; `tests/fuzz` looks for more.
#![allow(
    dead_code,
    unreachable_pub,
    missing_docs,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "tests and the fuzzer each use their part of this"
)]

pub mod account;
pub mod documents;
pub mod html;
pub mod markdown;
pub mod tables;
pub mod trial;
pub mod values;
pub mod workbooks;

/// A kind of input: its name and what is asked of it.
pub type Target = (&'static str, fn(&[u8]));

/// Every target, by the name of its folder in `corpus/`.
pub const TARGETS: [Target; 5] = [
    ("documents", documents::check),
    ("markdown", markdown::check),
    ("tables", tables::check),
    ("values", values::check),
    ("workbooks", workbooks::check),
];
