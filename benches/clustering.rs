//! Similar symptoms, and nothing else: `cargo bench --bench clustering` prints, with one
//! thread, how long distinct texts without a fault code take to be put together, and how
//! many clusters that makes.
#![allow(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "the figures are its result")]

#[path = "../tests/symptoms/mod.rs"]
mod symptoms;

use clap::Parser;
use faultbook::analyse::cluster::JOIN_AT;
use faultbook::analyse::similarity::{Corpus, tokens};
use std::process::ExitCode;
use std::time::Instant;

/// Measures the clusters of texts.
#[derive(Parser)]
#[command(name = "clustering")]
struct Arguments {
    /// How many texts, several with commas
    #[arg(long, value_delimiter = ',', default_values_t = [1_000, 5_000, 20_000, 100_000])]
    texts: Vec<usize>,
    /// Texts of a kind; without it the kinds are few and grow slowly
    #[arg(long)]
    of_a_kind: Option<usize>,
    /// Compare all of them at once, however many
    #[arg(long)]
    at_once: bool,
    /// Added by `cargo bench`
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if !arguments.bench {
        println!("usage: cargo bench --bench clustering");
        return ExitCode::SUCCESS;
    }
    match rayon::ThreadPoolBuilder::new().num_threads(1).build() {
        Ok(one) => one.install(|| {
            arguments.texts.iter().for_each(|&count| measure(count, &arguments));
        }),
        Err(error) => {
            eprintln!("no thread can be started: {error}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

fn measure(count: usize, asked: &Arguments) {
    let slow = (count as f64).sqrt().sqrt() * 30.0;
    let kinds = asked.of_a_kind.map_or(slow as usize, |texts| count / texts.max(1)).max(1);
    let made = symptoms::symptoms(count, kinds, 7);
    let texts: Vec<Vec<String>> = made.texts.iter().map(|text| tokens(text)).collect();
    let started = Instant::now();
    let corpus = Corpus::new(&texts);
    let clusters = if asked.at_once {
        corpus.clusters_at_once(&(0..count).collect::<Vec<_>>(), JOIN_AT)
    } else {
        corpus.clusters(JOIN_AT)
    };
    let seconds = started.elapsed().as_secs_f64();
    println!(
        "{count:>8} texts of {kinds:>4} kinds  {seconds:>8.2} s  {:>7} clusters",
        clusters.len()
    );
}
