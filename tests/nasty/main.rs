//! Bad input, case by case: what each numbered line of the list of nasty inputs must
//! get (`encodings` 1–29, `structure` 30–50, `values` 51–65). Every case writes the
//! real bytes of a log into a project, reads it, and asserts outcome, code, line and
//! column; what only the linked catalog or the program can tell is asked there.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test")]

#[path = "../support/mod.rs"]
mod support;

mod case;
mod encodings;
mod ledger;
mod structure;
mod values;
