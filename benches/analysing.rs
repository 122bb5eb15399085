//! Everything that is computed from records, and nothing else: `cargo bench --bench
//! analysing -- PROJECT` reads and links a project once, analyses it with one thread, and
//! prints what the analysis takes at best and what memory it needs beyond the records.
//! On Linux it is processor time, which another program on the machine does not lengthen.
#![allow(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "the figures are its result")]

use clap::Parser;
use faultbook::{analyse, catalog, ingest};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::OnceLock;
use std::time::Instant;

/// Measures the analysis of a project.
#[derive(Parser)]
#[command(name = "analysing")]
struct Arguments {
    /// Folder of the project
    project: Option<PathBuf>,
    /// Runs of the analysis; the best is shown
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
    let started = processor_s();
    let project = ingest::read(project, &ingest::ReadOptions::default());
    let read = processor_s() - started;
    let started = processor_s();
    let catalog = catalog::restrict::internal(catalog::link(project));
    let link = processor_s() - started;
    forget_peak();
    let before = status_mib("VmRSS");
    let mut best = f64::INFINITY;
    let mut needed = 0;
    for run in 0..runs {
        let started = processor_s();
        let facts = analyse::analyse(&catalog);
        best = best.min(processor_s() - started);
        if run == 0 {
            needed = status_mib("VmHWM").saturating_sub(before);
        }
        drop(facts);
    }
    println!(
        "{} events on {} devices: read {read:.2} s, link {link:.2} s, analyse {best:.2} s, {needed} MiB beyond the records",
        catalog.events().len(),
        catalog.records.devices.len(),
    );
}

/// Seconds that this thread has worked; elsewhere than on Linux seconds on the clock.
fn processor_s() -> f64 {
    static START: OnceLock<Instant> = OnceLock::new();
    let worked = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = worked.and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    let clock = || START.get_or_init(Instant::now).elapsed().as_secs_f64();
    nanoseconds.map_or_else(clock, |ns| ns / 1e9)
}

/// A size that Linux tells of this process; 0 elsewhere.
fn status_mib(field: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(field));
    let kib = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    kib.unwrap_or_default() / 1024
}

/// Lets the peak begin anew; where that cannot be done the peak of reading stands.
fn forget_peak() {
    if let Err(error) = std::fs::write("/proc/self/clear_refs", "5") {
        eprintln!("the peak of memory includes that of reading: {error}");
    }
}
