//! Arguments, progress, drawing findings, exit codes. What a command does with a
//! project is the library's business; here it is asked for and shown.
//!
//! Results go to stdout, everything else to stderr, and a closed pipe is nobody's
//! fault.
#![allow(
    clippy::disallowed_methods,
    reason = "the command line meets the disk, the environment and the clock; no page does"
)]

mod access;
mod args;
mod audit;
mod build;
mod clean;
mod completions;
mod console;
mod crash;
mod draw;
mod explain;
mod help;
mod hosting;
mod import;
mod init;
mod inspect;
mod new;
mod progress;
mod project;
mod publish;
mod report;
mod rows;
mod serve;
mod standing;
mod summary;
mod voice;

use args::{Args, Command};
use clap::FromArgMatches;
use console::Console;
use std::process::ExitCode;

/// How a command ended, as the shell sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Exit {
    /// Everything was done.
    Done = 0,
    /// Done, but something was left out.
    LeftOut = 1,
    /// Nothing was replaced.
    Stopped = 2,
    /// Another build holds the lock.
    Locked = 3,
    /// A publication was refused, not authorised, or cut.
    Unpublished = 4,
    /// What was published is not what was sent.
    Unlike = 5,
}

/// The program's arguments as `clap` knows them: for tools that check commands
/// written in documents.
pub fn command() -> clap::Command {
    help::command()
}

/// Runs the program with the arguments of this process.
pub fn run() -> ExitCode {
    crash::install();
    let matches = command().get_matches();
    let args = Args::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    // The message was printed by the hook; a staged site is tidied up on the way here.
    let exit = std::panic::catch_unwind(|| dispatch(&args)).unwrap_or(Exit::Stopped);
    ExitCode::from(exit as u8)
}

fn dispatch(args: &Args) -> Exit {
    let console = Console::new(&args.global);
    match &args.command {
        Command::Init(init) => init::run(init, console),
        Command::Build(asked) => {
            let mode = build::Mode::Write { bundles: asked.bundle };
            build::run(&args.global, mode, console)
        }
        Command::Check => build::run(&args.global, build::Mode::Rehearse, console),
        Command::Serve(asked) => serve::run(asked, &args.global, console),
        Command::Report(asked) => report::run(asked, &args.global, console),
        Command::Audit => audit::run(&args.global, console),
        Command::New(new) => new::run(new, &args.global, console),
        Command::Inspect(subject) => inspect::run(&subject.subject, &args.global, console),
        Command::Explain(figure) => explain::run(figure, &args.global, console),
        Command::Import(import) => import::run(import, &args.global, console),
        Command::Hosting(asked) => hosting::run(asked, &args.global),
        Command::Access(asked) => access::run(&asked.what, &args.global),
        Command::Publish(asked) => publish::run(asked, &args.global, console),
        Command::Clean => clean::run(&args.global, console),
        Command::Completions(asked) => completions::run(asked, &args.global),
    }
}
