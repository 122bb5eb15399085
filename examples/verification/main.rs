//! Prints every figure of a built project as `path,value`, for a second program to
//! compare with: `cargo run --example verification -- DIR > ours.csv`. With
//! `--write-corpus DIR` it first writes the generated project. See the README here.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command says what it found")]

mod figures;
#[path = "../corpus/generator/mod.rs"]
mod generator;
mod project;

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let done = match words[..] {
        ["--write-corpus", folder] => {
            project::write_corpus(Path::new(folder)).map_err(|error| error.to_string())
        }
        [folder] => print(Path::new(folder)),
        _ => Err("name a built project, or --write-corpus and an empty folder".to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("verification: {why}");
            ExitCode::from(2)
        }
    }
}

fn print(folder: &Path) -> Result<(), String> {
    let figures = figures::figures(folder)?;
    let mut out = csv::Writer::from_writer(std::io::stdout().lock());
    let told = |error: csv::Error| error.to_string();
    out.write_record(["path", "value"]).map_err(told)?;
    for (path, value) in figures {
        out.write_record([path, value]).map_err(told)?;
    }
    out.flush().map_err(|error| error.to_string())
}
