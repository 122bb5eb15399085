//! Reading one log, and nothing else: `cargo bench --bench reading -- LOG.csv` prints
//! what reading costs in processor time, and what a row that was read keeps in memory,
//! beside the floor: the same file taken apart into fields by the `csv` crate, one thread,
//! no value looked at. Seconds differ from machine to machine, the ratio hardly does.
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
    /// Take the file apart into fields once in this process
    #[arg(long, hide = true)]
    floor: bool,
    /// Added by `cargo bench`
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let alone = arguments.bench || arguments.once || arguments.floor;
    let Some(file) = arguments.file.as_ref().filter(|_| alone) else {
        println!("usage: cargo bench --bench reading -- LOG.csv");
        return ExitCode::SUCCESS;
    };
    let done = if arguments.floor {
        floor(file)
    } else if arguments.once {
        once(file)
    } else {
        many(file, arguments.runs)
    };
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

fn floor(file: &Path) -> io::Result<()> {
    let mut reader = csv::Reader::from_path(file)?;
    let mut record = csv::ByteRecord::new();
    let (mut rows, mut fields) = (0_u64, 0);
    while reader.read_byte_record(&mut record)? {
        rows += 1;
        fields += record.len();
    }
    println!("{rows} {fields} 0");
    Ok(())
}

/// What the runs of one kind took.
#[derive(Default)]
struct Taken {
    cpu: Vec<f64>,
    wall: Vec<f64>,
    peak: Vec<f64>,
    said: String,
}

impl Taken {
    fn run(&mut self, how: &str, file: &Path) -> io::Result<()> {
        let mut command = Command::new(std::env::current_exe()?);
        let started = std::time::Instant::now();
        let mut child = command.arg(how).arg(file).stdout(Stdio::piped()).spawn()?;
        let out = child.stdout.take().map(io::read_to_string).transpose()?;
        let usage = child.wait4()?.rusage;
        self.wall.push(started.elapsed().as_secs_f64());
        self.cpu.push((usage.utime + usage.stime).as_secs_f64());
        self.peak.push(usage.maxrss as f64 / f64::from(1 << 20));
        self.said = out.unwrap_or_default();
        Ok(())
    }
}

/// Both in turn, so that both of a pair meet the same machine.
fn many(file: &Path, runs: usize) -> io::Result<()> {
    let (mut reading, mut floor) = (Taken::default(), Taken::default());
    for _ in 0..runs {
        reading.run("--once", file)?;
        floor.run("--floor", file)?;
    }
    let said = reading.said.split_whitespace();
    let numbers: Vec<f64> = said.filter_map(|word| word.parse().ok()).collect();
    let [rows, accepted, kept] = numbers[..] else { return Err(io::Error::other(reading.said)) };
    let pairs = reading.cpu.iter().zip(&floor.cpu);
    let mut ratios: Vec<f64> = pairs.map(|(ours, floor)| ours / floor.max(1e-9)).collect();
    println!(
        "{rows} rows, {accepted} accepted: {:.2} CPU s, {:.2} s wall, {:.0} bytes a row kept, {:.0} MiB at most",
        median(&mut reading.cpu),
        median(&mut reading.wall),
        kept / accepted.max(1.0),
        median(&mut reading.peak)
    );
    println!(
        "fields alone, one thread: {:.2} CPU s; reading is {:.1} times that",
        median(&mut floor.cpu),
        median(&mut ratios)
    );
    Ok(())
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}
