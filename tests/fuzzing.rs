//! Any input at all: what is stored in `tests/targets/corpus/`, and what a small mutator
//! makes of it from fixed seeds. Nothing may panic, lose a row, point beside a file or
//! let script through. `tests/fuzz` looks for more such inputs, by hand and for hours.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test")]

mod targets;

use targets::trial::{corpus, in_time, none_of, run, target};

/// Inputs that the mutator makes for each target.
const MUTANTS: u64 = if cfg!(debug_assertions) { 400 } else { 4000 };

fn replay(name: &str) {
    let (name, check) = target(name);
    let inputs = corpus(name).into_iter();
    let broken: Vec<_> = inputs.filter_map(|(name, input)| in_time(&name, check, input)).collect();
    none_of(&broken);
}

#[test]
fn stored_documents_keep_every_promise() {
    replay("documents");
}

#[test]
fn stored_markdown_keeps_every_promise() {
    replay("markdown");
}

#[test]
fn stored_tables_keep_every_promise() {
    replay("tables");
}

#[test]
fn stored_values_keep_every_promise() {
    replay("values");
}

#[test]
fn stored_workbooks_keep_every_promise() {
    replay("workbooks");
}

/// Numbers that look random and are the same in every run (SplitMix64).
struct Dice(u64);

impl Dice {
    fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.throw() % n.max(1) as u64) as usize
    }
}

/// Pieces that mean something to one reader or another.
const PIECES: [&str; 32] = [
    "\n",
    "\r\n",
    ",",
    ";",
    "\t",
    "\"",
    "\"\"",
    "|",
    "---\n",
    "+++\n",
    "> ",
    "[",
    "](",
    "*",
    "_",
    "`",
    "<b>",
    "</b>",
    "<!--",
    "[^1]",
    "\u{feff}",
    "\0",
    "9999999999",
    "-1",
    "1e309",
    "年",
    ": ",
    "&a ",
    "*a ",
    "<",
    "/>",
    "\u{202e}",
];

/// A stored input, changed in one to four places.
fn mutant(dice: &mut Dice, inputs: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = inputs[dice.below(inputs.len())].1.clone();
    for _ in 0..=dice.below(4) {
        let at = dice.below(bytes.len() + 1);
        let end = (at + 1 + dice.below(12)).min(bytes.len());
        match dice.below(6) {
            0 if at < bytes.len() => bytes[at] ^= 1 << dice.below(8),
            1 => drop(bytes.drain(at..end)),
            2 => {
                let piece = PIECES[dice.below(PIECES.len())].bytes();
                drop(bytes.splice(at..at, piece));
            }
            3 => {
                let again = bytes[at..end].repeat(1 + dice.below(40));
                drop(bytes.splice(at..at, again));
            }
            4 => {
                let other = &inputs[dice.below(inputs.len())].1;
                let from = dice.below(other.len() + 1);
                let to = (from + 1 + dice.below(60)).min(other.len());
                drop(bytes.splice(at..end, other[from..to].iter().copied()));
            }
            _ => bytes.truncate(at),
        }
    }
    bytes
}

fn mutate(name: &str) {
    let (name, check) = target(name);
    let inputs = corpus(name);
    let mut dice = Dice(0xfb);
    let broken = (0..MUTANTS).filter_map(|at| {
        let input = mutant(&mut dice, &inputs);
        let broken = run(check, &input);
        broken.map(|what| format!("mutant {at} of {name}: {what}\n  input {}", shown(&input)))
    });
    none_of(&broken.collect::<Vec<_>>());
}

/// The bytes as they can be copied into a test.
fn shown(input: &[u8]) -> String {
    format!("b\"{}\"", input.escape_ascii())
}

#[test]
fn changed_documents_keep_every_promise() {
    mutate("documents");
}

#[test]
fn changed_markdown_keeps_every_promise() {
    mutate("markdown");
}

#[test]
fn changed_tables_keep_every_promise() {
    mutate("tables");
}

#[test]
fn changed_values_keep_every_promise() {
    mutate("values");
}

#[test]
fn changed_workbooks_keep_every_promise() {
    mutate("workbooks");
}
