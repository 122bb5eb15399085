//! Writes a faultbook project of any size with known truths in it:
//! `cargo run --release --example corpus -- --pages 1000 --devices 300 --events 100000 --seed 1 DIR`.
//! The same arguments give the same bytes on every machine. What was planted stands
//! in `DIR/truth.json`, which faultbook never reads.

#![allow(clippy::print_stderr, reason = "a command says what it did")]

mod generator;

use clap::Parser;
use generator::{Recipe, write};
use std::path::PathBuf;
use std::process::ExitCode;

/// Writes a faultbook project of any size with planted truths.
#[derive(Parser)]
#[command(name = "corpus")]
struct Arguments {
    /// Folder to write the project into; it must be empty or not exist.
    dir: PathBuf,
    #[command(flatten)]
    recipe: Recipe,
}

fn main() -> ExitCode {
    let Arguments { dir, recipe } = Arguments::parse();
    match write(&recipe, &dir) {
        Ok(written) => {
            eprintln!("{}: {written}", dir.display());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("corpus: {error}");
            ExitCode::from(2)
        }
    }
}
