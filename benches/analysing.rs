//! Everything that is computed from records, and nothing else: `cargo bench --bench
//! analysing -- PROJECT` reads and links a project once and prints, with one thread, so
//! that it is processor time, what each stage takes, the median for the analysis.
#![allow(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "the figures are its result")]

use clap::Parser;
use faultbook::{analyse, catalog, ingest};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

/// Measures the analysis of a project.
#[derive(Parser)]
#[command(name = "analysing")]
struct Arguments {
    /// Folder of the project
    project: Option<PathBuf>,
    /// Runs of the analysis; the median is shown
    #[arg(long, default_value_t = 5)]
    runs: usize,
    /// Added by `cargo bench`
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let Some(project) = arguments.project.filter(|_| arguments.bench) else {
        println!("usage: cargo bench --bench analysing -- PROJECT");
        return ExitCode::SUCCESS;
    };
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build();
    match one {
        Ok(pool) => pool.install(|| measure(&project, arguments.runs.max(1))),
        Err(error) => {
            eprintln!("no thread can be started: {error}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

fn measure(project: &Path, runs: usize) {
    let started = Instant::now();
    let project = ingest::read(project, &ingest::ReadOptions::default());
    let read = started.elapsed();
    let started = Instant::now();
    let catalog = catalog::restrict::internal(catalog::link(project));
    let link = started.elapsed();
    let mut took: Vec<f64> = (0..runs)
        .map(|_| {
            let started = Instant::now();
            let facts = analyse::analyse(&catalog);
            let took = started.elapsed().as_secs_f64();
            drop(facts);
            took
        })
        .collect();
    took.sort_by(f64::total_cmp);
    println!(
        "{} events on {} devices: read {:.2} s, link {:.2} s, analyse {:.2} s",
        catalog.events().len(),
        catalog.records.devices.len(),
        read.as_secs_f64(),
        link.as_secs_f64(),
        took[took.len() / 2]
    );
}
