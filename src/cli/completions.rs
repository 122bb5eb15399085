//! `completions`: scripts that complete commands in a shell, and the manual pages.
//! Both come from the same description as the parser, so they cannot differ from it.

use super::Exit;
use super::args::{Completions, Global, Target};
use super::console::{self, Stream};
use super::{draw, help};
use crate::diag::{Code, Diagnostic, Diagnostics};
use clap::Command;
use clap::builder::Resettable;
use clap_complete::Shell;
use std::io;
use std::path::{Path, PathBuf};

/// Runs `completions`.
pub(super) fn run(asked: &Completions, global: &Global) -> Exit {
    let written = match &asked.dir {
        None => print(asked.target).map(|()| Vec::new()),
        Some(dir) => files(asked.target, dir),
    };
    match written {
        Ok(paths) => {
            for path in paths {
                console::line(Stream::Out, &path.display().to_string());
            }
            Exit::Done
        }
        Err(error) => {
            let place = asked.dir.as_deref().map_or_else(String::new, |d| d.display().to_string());
            let message = format!("cannot write into {place}: {error}");
            let finding = Diagnostic::new(Code::OutputWrite, message)
                .hint("name a folder that you may write to");
            draw::refusal("completions", &Diagnostics::from_iter([finding]), global)
        }
    }
}

fn shell(target: Target) -> Option<Shell> {
    match target {
        Target::Bash => Some(Shell::Bash),
        Target::Zsh => Some(Shell::Zsh),
        Target::Fish => Some(Shell::Fish),
        Target::PowerShell => Some(Shell::PowerShell),
        Target::Elvish => Some(Shell::Elvish),
        Target::Man => None,
    }
}

/// To standard output; of the manual the page of the program itself.
fn print(target: Target) -> io::Result<()> {
    let mut text = Vec::new();
    match shell(target) {
        Some(shell) => {
            clap_complete::generate(shell, &mut help::command(), "faultbook", &mut text);
        }
        None => text = page(&manual())?,
    }
    console::write(Stream::Out, |out| out.write_all(&text));
    Ok(())
}

fn files(target: Target, dir: &Path) -> io::Result<Vec<PathBuf>> {
    std::fs::create_dir_all(dir)?;
    if let Some(shell) = shell(target) {
        let path = clap_complete::generate_to(shell, &mut help::command(), "faultbook", dir)?;
        return Ok(vec![path]);
    }
    let mut paths = Vec::new();
    pages(&manual(), dir, &mut paths)?;
    Ok(paths)
}

/// The description with the names of the pages: `faultbook-new-fault`.
fn manual() -> Command {
    let mut command = help::command().disable_help_subcommand(true);
    command.build();
    command
}

fn pages(command: &Command, dir: &Path, paths: &mut Vec<PathBuf>) -> io::Result<()> {
    let path = dir.join(clap_mangen::Man::new(command.clone()).get_filename());
    std::fs::write(&path, page(command)?)?;
    paths.push(path);
    for inner in command.get_subcommands().filter(|inner| !inner.is_hide_set()) {
        pages(inner, dir, paths)?;
    }
    Ok(())
}

/// One page. The examples are set line by line, so that a command can be copied; as
/// running text they would be broken and spaced out.
fn page(command: &Command) -> io::Result<Vec<u8>> {
    let examples = command.get_after_long_help().map(ToString::to_string);
    let bare = command.clone().after_help(Resettable::Reset).after_long_help(Resettable::Reset);
    let mut text = Vec::new();
    clap_mangen::Man::new(bare)
        .source(concat!("faultbook ", env!("CARGO_PKG_VERSION")))
        .render(&mut text)?;
    if let Some(examples) = examples {
        let examples = examples.strip_prefix("Examples:\n").unwrap_or(&examples);
        text.extend(format!(".SH EXAMPLES\n.nf\n{}.fi\n", verbatim(examples)).bytes());
    }
    Ok(text)
}

/// Lines that troff leaves as they are.
fn verbatim(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let line = line.replace('\\', "\\e").replace('-', "\\-").replace('\'', "\\(aq");
        let line = line.replace('`', "\\(ga").replace('~', "\\(ti").replace('^', "\\(ha");
        let guard = if line.starts_with('.') { "\\&" } else { "" };
        out.push_str(&format!("{guard}{line}\n"));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_in_the_manual_can_be_copied() {
        assert_eq!(verbatim("  a --b ~/x 'y'\n.z\n"), "  a \\-\\-b \\(ti/x \\(aqy\\(aq\n\\&.z\n");
    }
}
