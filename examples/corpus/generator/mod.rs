//! A faultbook project of any size, and what is true in it.
//!
//! A recipe decides everything. From it follow the fleet with what was planted
//! (`fleet`), the instants of its failures (`process`), and the files: logs (`logs`,
//! a row each in `row`), pages (`pages`), tables (`tables`) and the truths (`truth`).
//! Used by the example, by the tests that judge the program's verdicts, and by the
//! benchmark.
#![allow(
    dead_code,
    unreachable_pub,
    reason = "each program that includes the generator uses a part of it"
)]
#![allow(
    missing_docs,
    reason = "private to the programs that include it; names say what they hold"
)]
#![allow(clippy::disallowed_methods, reason = "the generator writes a project to disk")]

mod calendar;
mod canary;
mod fleet;
mod logs;
mod pages;
mod process;
mod random;
mod row;
mod tables;
mod truth;
mod unrest;
mod words;

use fleet::Fleet;
use random::Random;
use row::Solutions;
use serde::Serialize;
use std::fmt;
use std::fs;
use std::io;
use std::path::Path;

/// What to write.
#[derive(Clone, Debug, clap::Args, Serialize)]
pub struct Recipe {
    /// Markdown pages: two fifths solution articles, the rest fault reports
    #[arg(long, default_value_t = 100)]
    pub pages: u64,
    /// Devices
    #[arg(long, default_value_t = 60)]
    pub devices: usize,
    /// Customers [default: one for eight devices, 4 to 500]
    #[arg(long)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customers: Option<usize>,
    /// Rows of the service logs
    #[arg(long, default_value_t = 3000)]
    pub events: u64,
    /// Another seed, another corpus
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Months that the logs cover, up to October 2026
    #[arg(long, default_value_t = 36, value_parser = clap::value_parser!(u16).range(18..=120))]
    pub months: u16,
    /// How often devices of the bad batch fail for each time an ordinary one does
    #[arg(long, default_value_t = 3.0)]
    pub batch_ratio: f64,
    /// Probability that the bad fix holds 90 days
    #[arg(long, default_value_t = 0.35)]
    pub fix_bad: f64,
    /// Probability that the good fix holds 90 days
    #[arg(long, default_value_t = 0.9)]
    pub fix_good: f64,
    /// Rate after the measure that works for each failure before it
    #[arg(long, default_value_t = 0.3)]
    pub measure_ratio: f64,
    /// Rate of one model's devices at the end of observation for each failure at its start
    #[arg(long, default_value_t = 1.0)]
    #[serde(skip_serializing_if = "unrest::is_one")]
    pub wear_ratio: f64,
    /// How often devices fail in their first 90 days for each time they do later
    #[arg(long, default_value_t = 1.0)]
    #[serde(skip_serializing_if = "unrest::is_one")]
    pub early_ratio: f64,
    /// How often the fleet fails in one bad month for each time it does in others
    #[arg(long, default_value_t = 1.0)]
    #[serde(skip_serializing_if = "unrest::is_one")]
    pub shift_ratio: f64,
    /// How often one chronic device fails for each time an ordinary one does
    #[arg(long, default_value_t = 1.0)]
    #[serde(skip_serializing_if = "unrest::is_one")]
    pub chronic_ratio: f64,
}

impl Default for Recipe {
    fn default() -> Self {
        Self {
            pages: 100,
            devices: 60,
            customers: None,
            events: 3000,
            seed: 1,
            months: 36,
            batch_ratio: 3.0,
            fix_bad: 0.35,
            fix_good: 0.9,
            measure_ratio: 0.3,
            wear_ratio: 1.0,
            early_ratio: 1.0,
            shift_ratio: 1.0,
            chronic_ratio: 1.0,
        }
    }
}

/// What was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written {
    pub customers: usize,
    pub devices: usize,
    pub solutions: usize,
    pub reports: u64,
    pub rows: u64,
    pub logs: usize,
}

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { customers, devices, solutions, reports, rows, logs } = self;
        write!(
            f,
            "{solutions} articles, {reports} fault reports, {rows} rows in {logs} logs, {devices} devices of \
             {customers} customers"
        )
    }
}

/// Writes the project of a recipe into a folder that is empty or does not exist.
pub fn write(recipe: &Recipe, dir: &Path) -> io::Result<Written> {
    check(recipe)?;
    if fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some()) {
        return refuse(format!("{} is not empty; name a folder that is", dir.display()));
    }
    let fleet = Fleet::new(recipe);
    let fixed = process::fixed(&fleet, recipe);
    let needed = fixed.len() as u64 * 2;
    if recipe.events < needed {
        return refuse(format!(
            "{} rows are too few for {} devices over {} months: the planted fixes alone take {}. Ask for at least \
             {needed} with --events, or for fewer devices or months",
            recipe.events,
            recipe.devices,
            recipe.months,
            fixed.len(),
        ));
    }
    for folder in ["content/logs", "content/devices"] {
        fs::create_dir_all(dir.join(folder))?;
    }
    let solutions = Solutions {
        count: (recipe.pages * 2 / 5) as usize,
        common_codes: fleet.codes.len() - 1,
        good_first: Random::new(recipe.seed, "fixes", 0).chance(0.5),
    };
    let reports = recipe.pages - solutions.count as u64;
    pages::write_solutions(&fleet, recipe, &solutions, dir)?;
    let first = pages::write_reports(&fleet, recipe, reports, &solutions, dir)?;
    tables::write(&fleet, recipe, &solutions, &first, dir)?;
    let logs = logs::write(&fleet, recipe, &fixed, &solutions, dir)?;
    truth::write(&fleet, recipe, &solutions, dir)?;
    Ok(Written {
        customers: fleet.customers.len(),
        devices: fleet.devices.len(),
        solutions: solutions.count,
        reports,
        rows: recipe.events,
        logs: logs.len(),
    })
}

fn check(recipe: &Recipe) -> io::Result<()> {
    let share = |p: f64| p > 0.0 && p < 1.0;
    if !share(recipe.fix_bad) || !share(recipe.fix_good) {
        return refuse("--fix-bad and --fix-good are probabilities between 0 and 1".to_owned());
    }
    if recipe.measure_ratio < 0.0 || recipe.measure_ratio > 1.0 {
        return refuse("--measure-ratio lies between 0 and 1".to_owned());
    }
    if recipe.batch_ratio.is_nan() || recipe.batch_ratio <= 0.0 {
        return refuse("--batch-ratio is above 0".to_owned());
    }
    let Recipe { wear_ratio, early_ratio, shift_ratio, chronic_ratio, .. } = *recipe;
    if ![wear_ratio, early_ratio, shift_ratio, chronic_ratio].iter().all(|ratio| *ratio > 0.0) {
        let names = "--wear-ratio, --early-ratio, --shift-ratio and --chronic-ratio";
        return refuse(format!("{names} are above 0"));
    }
    if recipe.devices < 24 || recipe.pages < 10 {
        return refuse("at least 24 devices and 10 pages are needed to plant anything".to_owned());
    }
    Ok(())
}

fn refuse<T>(message: String) -> io::Result<T> {
    Err(io::Error::new(io::ErrorKind::InvalidInput, message))
}
