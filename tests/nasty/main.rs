//! Bad input, case by case: what each numbered line of the list of nasty inputs must
//! get (`encodings` 1–29, `structure` 30–50, `values` 51–65, `texts` 66–83, `files` 84–99).
//! Every case writes the real bytes into a project, reads or builds it, and asserts
//! outcome, code, line and column; what only the linked catalog or the program can tell
//! is asked there.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test")]

#[path = "../support/mod.rs"]
mod support;

mod case;
mod encodings;
mod files;
mod ledger;
mod site;
mod structure;
mod texts;
mod values;
