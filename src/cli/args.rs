//! What can be written on the command line.

mod access;
mod new;
mod publish;
mod serve;

pub(super) use access::{Access, AccessFiles, Task};
pub(super) use new::{
    Moment, New, NewAction, NewDevice, NewFault, NewKind, NewSolution, NewVisit, Writing,
};

pub(super) use publish::Publish;
pub(super) use serve::{Lan, Serve};

use super::help;
use crate::model::time::ReportPeriod;
use clap::{ArgGroup, Args as ClapArgs, Parser, Subcommand, ValueEnum};
use jiff::{Timestamp, civil};
use std::path::PathBuf;

/// Turns service logs, fault reports and solution articles into a static site
#[derive(Debug, Parser)]
#[command(name = "faultbook", version, propagate_version = true)]
#[command(long_about = help::ABOUT, after_help = help::SHORT, after_long_help = help::EXAMPLES)]
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
    #[command(long_about = help::INIT.when, after_long_help = help::INIT.examples)]
    Init(Init),
    /// Read and check everything, write nothing; exits as the build would
    #[command(long_about = help::CHECK.when, after_long_help = help::CHECK.examples)]
    Check,
    /// Build every site of the project
    #[command(long_about = help::BUILD.when, after_long_help = help::BUILD.examples)]
    Build(Build),
    /// Show the sites in a browser while you write; nothing is written
    #[command(long_about = help::SERVE.when, after_long_help = help::SERVE.examples)]
    Serve(Serve),
    /// Print a service report, freeze it, or check what was frozen
    #[command(long_about = help::REPORT.when, after_long_help = help::REPORT.examples)]
    Report(Report),
    /// Search the built sites for what belongs to somebody else
    #[command(long_about = help::AUDIT.when, after_long_help = help::AUDIT.examples)]
    Audit,
    /// Start a fault report, solution, device, action or visit
    #[command(long_about = help::NEW.when, after_long_help = help::NEW.examples)]
    New(Box<New>),
    /// Show what is known of an id or a file, and from where
    #[command(long_about = help::INSPECT.when, after_long_help = help::INSPECT.examples)]
    Inspect(Inspect),
    /// Show where a figure comes from: formula, rows, file and line
    #[command(long_about = help::EXPLAIN.when, after_long_help = help::EXPLAIN.examples)]
    Explain(Explain),
    /// Look at a table from elsewhere and propose how to read it
    #[command(long_about = help::IMPORT.when, after_long_help = help::IMPORT.examples)]
    Import(Import),
    /// Print what a web server must be told about the sites
    #[command(long_about = help::HOSTING.when, after_long_help = help::HOSTING.examples)]
    Hosting(Hosting),
    /// Make, show and renew what opens private sites
    #[command(long_about = help::ACCESS.when, after_long_help = help::ACCESS.examples)]
    Access(Access),
    /// Bring a built site to a web host
    #[command(long_about = help::PUBLISH.when, after_long_help = help::PUBLISH.examples)]
    Publish(Publish),
    /// Remove the cache and the sites that faultbook has built
    #[command(long_about = help::CLEAN.when, after_long_help = help::CLEAN.examples)]
    Clean,
    /// Print a shell's completion script, or the manual pages
    #[command(long_about = help::COMPLETIONS.when, after_long_help = help::COMPLETIONS.examples)]
    Completions(Completions),
}

/// Arguments of `build`.
#[derive(Debug, ClapArgs)]
pub(super) struct Build {
    /// Make one zip file of each site, too: output/bundles/internal.zip
    #[arg(long)]
    pub(super) bundle: bool,
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

/// Arguments of `inspect`.
#[derive(Debug, ClapArgs)]
pub(super) struct Inspect {
    /// An id (device, ticket, code, solution, part …), a name, or a file of the project
    #[arg(value_name = "ID|FILE")]
    pub(super) subject: String,
}

/// Arguments of `explain`.
#[derive(Debug, ClapArgs)]
pub(super) struct Explain {
    /// Whose figure, then which: report 2026-10 restore_median; or the code of a finding
    #[arg(value_name = "SCOPE|FIGURE")]
    pub(super) subject: Vec<String>,
    /// Show every row, instead of the first 20 of each list
    #[arg(long)]
    pub(super) all: bool,
}

/// Arguments of `report`.
#[derive(Debug, ClapArgs)]
#[command(group = ArgGroup::new("form").args(["pdf", "xlsx"]).multiple(true))]
pub(super) struct Report {
    /// The month, quarter or year: 2026-10, 2026-Q4, 2026
    #[arg(value_name = "PERIOD", value_parser = period,
        required_unless_present_any = ["check_frozen", "device", "form"])]
    pub(super) period: Option<ReportPeriod>,
    /// Write down what the report says, so that later changes are told
    #[arg(long)]
    pub(super) freeze: bool,
    /// Freeze it anew although its figures differ from what was frozen
    #[arg(long, requires = "freeze")]
    pub(super) restate: bool,
    /// A device instead of a period: its file, to hand on as a PDF or a workbook
    #[arg(long, value_name = "ID", requires = "form", conflicts_with = "period")]
    pub(super) device: Option<String>,
    /// Write it as a PDF; without a name into the working directory, `-` for standard output
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = ".",
        conflicts_with_all = ["freeze", "check_frozen"])]
    pub(super) pdf: Option<PathBuf>,
    /// The PDF without tags, for mail: smaller, but no use to screen readers
    #[arg(long, requires = "pdf")]
    pub(super) light: bool,
    /// Write it as a workbook for spreadsheets; without a name into the working directory
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = ".",
        conflicts_with_all = ["freeze", "check_frozen"])]
    pub(super) xlsx: Option<PathBuf>,
    /// In which language of the site a file is written: zh-CN or en [default: its first]
    #[arg(long, value_name = "LANG", requires = "form")]
    pub(super) lang: Option<String>,
    /// Compare what was frozen with the figures of today; all periods, or the one named
    #[arg(long, conflicts_with = "freeze")]
    pub(super) check_frozen: bool,
}

/// Arguments of `hosting`.
#[derive(Debug, ClapArgs)]
pub(super) struct Hosting {
    /// The web server
    #[arg(value_enum)]
    pub(super) server: Server,
    /// Write into this folder under the names that the files speak of, instead of printing
    #[arg(long, value_name = "DIR")]
    pub(super) dir: Option<PathBuf>,
}

/// A web server whose language we write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Server {
    /// nginx
    Nginx,
    /// The Apache HTTP server
    Apache,
}

/// Arguments of `completions`.
#[derive(Debug, ClapArgs)]
pub(super) struct Completions {
    /// For which shell; `man` for the manual pages
    #[arg(value_enum)]
    pub(super) target: Target,
    /// Write into this folder under the usual names, instead of printing
    #[arg(long, value_name = "DIR")]
    pub(super) dir: Option<PathBuf>,
}

/// What completions are written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Target {
    /// The GNU shell
    Bash,
    /// The Z shell
    Zsh,
    /// The friendly shell
    Fish,
    /// PowerShell, on Windows and elsewhere
    #[value(name = "powershell")]
    PowerShell,
    /// Elvish
    Elvish,
    /// Manual pages in troff; one a command with --dir
    Man,
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
    /// Build these sites only: internal, customers, public, or a customer's id; may be repeated
    #[arg(long, global = true, value_name = "WHO")]
    pub(super) audience: Vec<String>,
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

fn period(text: &str) -> Result<ReportPeriod, String> {
    ReportPeriod::parse(text.trim()).ok_or_else(|| {
        "expected a month such as 2026-10, a quarter such as 2026-Q4 or a year such as 2026"
            .to_owned()
    })
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
