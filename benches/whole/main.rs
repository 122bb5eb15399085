//! The whole program from outside, as a person runs it: `cargo bench --bench whole --
//! --pages 1000,10000 --rows 10000,100000 --runs 5` prints Markdown tables of time by
//! stage, wall and CPU time, memory, files a second against a plain write of the same
//! bytes, and ratios to the peers that are found on the machine. It judges nothing.
//! Without `--bench`, which `cargo bench` adds, it returns at once.
#![allow(
    clippy::disallowed_methods,
    reason = "a benchmark runs programs, writes their projects and reads the clock"
)]
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "the tables are its result, progress goes to stderr"
)]

mod cases;
#[path = "../../examples/corpus/generator/mod.rs"]
mod generator;
mod measure;
mod peers;
mod plain;
mod report;

use cases::Bench;
use clap::Parser;
use std::path::PathBuf;
use std::process::ExitCode;

/// Measures faultbook, and its peers where they are found.
#[derive(Parser)]
#[command(name = "whole")]
struct Arguments {
    /// Numbers of pages, separated by commas
    #[arg(long, value_delimiter = ',', default_value = "1000")]
    pages: Vec<u64>,
    /// Numbers of log rows, separated by commas
    #[arg(long, value_delimiter = ',', default_value = "10000")]
    rows: Vec<u64>,
    /// Runs of each; medians are shown
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
    /// Folder to work in; it is the file system that is measured. Default: the system's temporary folder
    #[arg(long)]
    work: Option<PathBuf>,
    /// The shared test data. Default: FAULTBOOK_SHARED, else ../shared
    #[arg(long)]
    shared: Option<PathBuf>,
    /// Leave out the corpora of the own generator
    #[arg(long)]
    no_corpora: bool,
    /// Leave out the peers and what is written for them
    #[arg(long)]
    no_peers: bool,
    /// Do not write what was built again, where the disk has no room for two of it
    #[arg(long)]
    no_plain: bool,
    /// Also the demonstration and the real logs of the tests
    #[arg(long)]
    projects: bool,
    /// The faultbook to measure. Default: the one just built
    #[arg(long)]
    faultbook: Option<PathBuf>,
    /// Hugo, where the one on PATH is a wrapper
    #[arg(long)]
    hugo: Option<PathBuf>,
    /// Zola, likewise
    #[arg(long)]
    zola: Option<PathBuf>,
    /// Pagefind, likewise
    #[arg(long)]
    pagefind: Option<PathBuf>,
    /// Write the tables into this file too
    #[arg(long)]
    out: Option<PathBuf>,
    /// Added by `cargo bench`
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> ExitCode {
    if !std::env::args().any(|argument| argument == "--bench") {
        println!("the benchmark runs under `cargo bench --bench whole`");
        return ExitCode::SUCCESS;
    }
    let arguments = Arguments::parse();
    let tables = match Bench::new(&arguments).and_then(|bench| bench.run(&arguments)) {
        Ok(tables) => tables,
        Err(error) => {
            eprintln!("bench: {error}");
            return ExitCode::FAILURE;
        }
    };
    println!("{tables}");
    match arguments.out.map(|path| std::fs::write(path, tables)) {
        Some(Err(error)) => {
            eprintln!("bench: --out: {error}");
            ExitCode::FAILURE
        }
        _ => ExitCode::SUCCESS,
    }
}
