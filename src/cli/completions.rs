//! `completions`: scripts that complete commands in a shell, and the manual pages.
//! Both come from the same description as the parser, so they cannot differ from it.

use super::Exit;
use super::args::{Completions, Global, Target};
use super::console::{self, Stream};
use super::{draw, help};
use crate::diag::{Code, Diagnostic, Diagnostics};
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
        None => clap_mangen::Man::new(manual()).render(&mut text)?,
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
fn manual() -> clap::Command {
    let mut command = help::command().disable_help_subcommand(true);
    command.build();
    command
}

fn pages(command: &clap::Command, dir: &Path, paths: &mut Vec<PathBuf>) -> io::Result<()> {
    let page = clap_mangen::Man::new(command.clone());
    paths.push(page.generate_to(dir)?);
    for inner in command.get_subcommands().filter(|inner| !inner.is_hide_set()) {
        pages(inner, dir, paths)?;
    }
    Ok(())
}
