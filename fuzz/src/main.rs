//! The fuzzer's way in: one program for every target, chosen by the environment
//! variable `FAULTBOOK_FUZZ_TARGET`. What is asked of an input lives in
//! `tests/targets/`, which the ordinary tests share.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::sync::OnceLock;

#[path = "../../tests/targets/mod.rs"]
mod targets;

static CHECK: OnceLock<fn(&[u8])> = OnceLock::new();

fuzz_target!(
    init: begin(),
    |data: &[u8]| {
        CHECK.get().expect("the target is chosen before the first input")(data);
    }
);

/// Chooses the target. A panic that the program itself catches is none, so the hook
/// that ends the process at any panic is put aside; libFuzzer still ends at one that
/// nobody catches.
fn begin() {
    let name = std::env::var("FAULTBOOK_FUZZ_TARGET").unwrap_or_default();
    let found = targets::TARGETS.iter().find(|(target, _)| *target == name);
    let names: Vec<&str> = targets::TARGETS.iter().map(|(name, _)| *name).collect();
    let (_, check) = found.unwrap_or_else(|| panic!("FAULTBOOK_FUZZ_TARGET is one of {names:?}"));
    let _ = CHECK.set(*check);
    let _ = std::panic::take_hook();
}
