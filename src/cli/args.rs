//! What can be written on the command line.

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use jiff::{Timestamp, civil};
use std::path::PathBuf;

/// Turns Markdown fault reports, solution articles and CSV service logs into a
/// searchable static site.
#[derive(Debug, Parser)]
#[command(name = "faultbook", version, about, propagate_version = true)]
#[command(after_help = "Exit codes of build and check: 0 done; 1 done, but a file or page was \
    left out; 2 stopped, nothing was replaced; 3 another build is running.")]
pub(super) struct Args {
    /// What to do.
    #[command(subcommand)]
    pub(super) command: Command,
    /// What every command understands.
    #[command(flatten)]
    pub(super) global: Global,
}

/// A command.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Write a small example project that builds
    Init(Init),
    /// Build every site of the project
    Build,
    /// Read and check everything, write nothing; exits as the build would
    Check,
    /// Look at a table from elsewhere and propose how to read it
    Import(Import),
    /// Remove the cache and the sites that faultbook has built
    Clean,
}

/// Arguments of `init`.
#[derive(Debug, ClapArgs)]
pub(super) struct Init {
    /// Folder of the new project
    #[arg(default_value = ".")]
    pub(super) dir: PathBuf,
    /// Language of the example
    #[arg(long, value_enum, default_value_t = Language::En)]
    pub(super) lang: Language,
}

/// Arguments of `import`.
#[derive(Debug, ClapArgs)]
#[command(after_long_help = "Examples:
  faultbook import export.csv
      shows what the table holds, what each column means and why, and how many rows
      would be read; needs no project and writes nothing
  faultbook import content/logs/export.csv --write
      appends the proposed block to faultbook.toml
  faultbook import tickets.xlsx --sheet 2026 --preset zammad --json
      a sheet of a workbook, by a preset, for an editor
  faultbook import export.csv --to csv --out content/logs/2026.csv
      writes the log with the headers, times and words that faultbook knows by itself")]
pub(super) struct Import {
    /// The table: CSV or other separated text in any accepted encoding, or a workbook
    pub(super) file: PathBuf,
    /// Sheet of a workbook, by name or by number from 1
    #[arg(long)]
    pub(super) sheet: Option<String>,
    /// Read it by a preset instead of recognising one (docs/presets.md)
    #[arg(long, value_name = "NAME")]
    pub(super) preset: Option<String>,
    /// Append the proposed block to faultbook.toml, or make that file
    #[arg(long)]
    pub(super) write: bool,
    /// Write the log in its canonical form instead of the proposal
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(super) to: Option<ImportFormat>,
    /// File for --to [default: standard output]
    #[arg(long, value_name = "FILE", requires = "to")]
    pub(super) out: Option<PathBuf>,
}

/// A form in which a foreign log can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ImportFormat {
    /// Comma-separated, UTF-8 with a byte order mark, times in ISO form with offset
    Csv,
}

/// A language of the example project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Language {
    /// English.
    En,
    /// Chinese.
    Zh,
}

/// How findings are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum MessageFormat {
    /// With the line they are about, frequent ones grouped
    Human,
    /// One line each, for editors and scripts
    Short,
    /// One JSON object a line
    Json,
}

/// Flags that every command understands.
#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "Options of every command")]
pub(super) struct Global {
    /// Folder of the project [default: the folder of --config, else the working directory]
    #[arg(short, long, global = true, value_name = "DIR")]
    pub(super) root: Option<PathBuf>,
    /// Configuration file [default: faultbook.toml in the project's folder]
    #[arg(short, long, global = true, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    /// Folder that holds the sites [default: output in the project's folder]
    #[arg(short, long, global = true, value_name = "DIR")]
    pub(super) output_dir: Option<PathBuf>,
    /// Address of the site on the web, instead of the configured one
    #[arg(short = 'u', long, global = true, value_name = "URL", value_parser = base_url)]
    pub(super) base_url: Option<String>,
    /// Date or time the figures are for: 2026-10-31, 2026-10-31T18:00, with or without offset
    #[arg(long, global = true, value_name = "TIME", value_parser = as_of)]
    pub(super) as_of: Option<String>,
    /// Build articles marked as drafts, too
    #[arg(long, global = true)]
    pub(super) drafts: bool,
    /// Replace nothing if there is any finding
    #[arg(short, long, global = true)]
    pub(super) strict: bool,
    /// Threads to use [default: one a core]
    #[arg(short, long, global = true, value_name = "N",
        value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(super) jobs: Option<u16>,
    /// Write the whole result as one JSON document
    #[arg(long, global = true)]
    pub(super) json: bool,
    /// How findings are written
    #[arg(long, global = true, value_name = "FORMAT", value_enum,
        default_value_t = MessageFormat::Human, conflicts_with = "json")]
    pub(super) message_format: MessageFormat,
    /// Show only what leaves something out or stops the build
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(super) quiet: bool,
    /// Show every finding, notes included, and the memory used
    #[arg(short, long, global = true)]
    pub(super) verbose: bool,
}

/// Checks the form of `--as-of`; its zone is the site's, which is not known yet.
fn as_of(text: &str) -> Result<String, String> {
    let text = text.trim();
    let instant = || text.parse::<Timestamp>().is_ok();
    let local = || text.parse::<civil::DateTime>().is_ok();
    let day = || text.parse::<civil::Date>().is_ok();
    // A date alone would also parse as a time at midnight, and a time with an
    // offset as a date.
    if if text.contains(':') { instant() || local() } else { day() } {
        return Ok(text.to_owned());
    }
    Err("expected a date such as 2026-10-31, a time such as 2026-10-31T18:00:00 or one with \
         offset such as 2026-10-31T18:00:00+08:00"
        .to_owned())
}

fn base_url(text: &str) -> Result<String, String> {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    if host.is_none_or(|host| host.is_empty() || host.starts_with('/')) {
        return Err("expected an address that begins with https:// or http://".to_owned());
    }
    Ok(format!("{}/", text.trim_end_matches('/')))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_arguments_fit_together() {
        Args::command().debug_assert();
    }

    #[test]
    fn a_date_a_time_and_a_time_with_offset_are_taken() {
        for right in
            ["2026-10-31", "2026-10-31T18:00", "2026-10-31 18:00:00", "2026-10-31T18:00:00+08:00"]
        {
            assert_eq!(as_of(right), Ok(right.to_owned()));
        }
        for wrong in ["", "yesterday", "31.10.2026", "2026-13-01"] {
            assert!(as_of(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_address_ends_with_one_slash() {
        assert_eq!(base_url("https://a.example/x"), Ok("https://a.example/x/".to_owned()));
        assert_eq!(base_url("https://a.example//"), Ok("https://a.example/".to_owned()));
        for wrong in ["", "a.example", "https://", "ftp://a.example", "https:///x"] {
            assert!(base_url(wrong).is_err(), "{wrong}");
        }
    }
}
