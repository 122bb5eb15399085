//! Reading one log, and nothing else: `cargo bench --bench reading -- LOG.csv` prints
//! what reading costs in processor time, and what a row that was read keeps in memory.
//! A file of ten columns or a hundred goes, as long as its headers are known; the log
//! of `bench/log.py` of the shared test data is mapped as its README says.
#![allow(
    clippy::disallowed_methods,
    reason = "a benchmark starts itself again and reads a file of its caller"
)]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "the figures are its result")]

use clap::Parser;
use faultbook::ingest::log;
use faultbook::ingest::mapping::SourceBlock;
use faultbook::ingest::registry::Registry;
use faultbook::ingest::table::SourceFile;
use faultbook::model::Zone;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use wait4::Wait4;

/// Columns of `bench/log.py` whose names are no aliases.
const COLUMNS: [(&str, &str); 11] = [
    ("log_id", "ticket_id"),
    ("opened_at", "reported_at"),
    ("closed_at", "resolved_at"),
    ("site", "site"),
    ("line", "component"),
    ("severity", "severity"),
    ("technician", "engineer"),
    ("hours_to_resolve", "labour_h"),
    ("parts_used", "parts_qty"),
    ("cost", "amount"),
    ("summary", "symptom"),
];

/// Measures the reading of a log.
#[derive(Parser)]
#[command(name = "reading")]
struct Arguments {
    /// The log
    file: Option<PathBuf>,
    /// Runs; the median is shown
    #[arg(long, default_value_t = 5)]
    runs: usize,
    /// Read once in this process and print what came of it
    #[arg(long, hide = true)]
    once: bool,
    /// Added by `cargo bench`
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let Some(file) = arguments.file.as_ref().filter(|_| arguments.bench || arguments.once) else {
        println!("usage: cargo bench --bench reading -- LOG.csv");
        return ExitCode::SUCCESS;
    };
    let done = if arguments.once { once(file) } else { many(file, arguments.runs) };
    done.map_or_else(
        |error| {
            eprintln!("{}: {error}", file.display());
            ExitCode::FAILURE
        },
        |()| ExitCode::SUCCESS,
    )
}

fn once(file: &Path) -> io::Result<()> {
    let mut block = SourceBlock::default();
    for (header, field) in COLUMNS {
        block.columns.insert(header.to_owned(), field.to_owned());
    }
    let zone = Zone::named("Asia/Shanghai").ok_or_else(|| io::Error::other("no such zone"))?;
    let source = SourceFile::open("log.csv".into(), file)?;
    let logs = log::read(&source, &block, &zone, &Registry::default());
    let rows: u64 = logs.iter().map(|log| log.report.rows_read).sum();
    let kept: usize = logs.iter().map(|log| log.events.memory()).sum();
    let accepted: usize = logs.iter().map(|log| log.events.len()).sum();
    println!("{rows} {accepted} {kept}");
    Ok(())
}

fn many(file: &Path, runs: usize) -> io::Result<()> {
    let (mut cpu, mut wall, mut peak, mut said) =
        (Vec::new(), Vec::new(), Vec::new(), String::new());
    for _ in 0..runs {
        let mut command = Command::new(std::env::current_exe()?);
        let started = std::time::Instant::now();
        let mut child = command.arg("--once").arg(file).stdout(Stdio::piped()).spawn()?;
        let out = child.stdout.take().map(io::read_to_string).transpose()?;
        let usage = child.wait4()?.rusage;
        wall.push(started.elapsed().as_secs_f64());
        cpu.push((usage.utime + usage.stime).as_secs_f64());
        peak.push(usage.maxrss as f64 / f64::from(1 << 20));
        said = out.unwrap_or_default();
    }
    let numbers: Vec<f64> = said.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    let [rows, accepted, kept] = numbers[..] else { return Err(io::Error::other(said)) };
    println!(
        "{rows} rows, {accepted} accepted: {:.2} CPU s, {:.2} s wall, {:.0} bytes a row kept, {:.0} MiB at most",
        median(&mut cpu),
        median(&mut wall),
        kept / accepted.max(1.0),
        median(&mut peak)
    );
    Ok(())
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}
