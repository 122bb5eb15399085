//! `hosting`: what a web server must be told about the sites. What it says is made in
//! `render::hosting`; here it is printed or written.

use super::args::{Global, Hosting, Server};
use super::console::{self, Stream};
use super::{Exit, draw};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::render::hosting::{self, ConfigFile};
use std::io;
use std::path::Path;

/// Runs `hosting`.
pub(super) fn run(asked: &Hosting, global: &Global) -> Exit {
    let files = match asked.server {
        Server::Nginx => hosting::nginx(),
        Server::Apache => hosting::apache(),
    };
    match hand_over(&files, asked.dir.as_deref()) {
        Ok(()) => Exit::Done,
        Err(finding) => draw::refusal("hosting", &Diagnostics::from_iter([finding]), global),
    }
}

/// Writes files of configuration into a folder, or prints them where none is named.
pub(super) fn hand_over(files: &[ConfigFile], dir: Option<&Path>) -> Result<(), Diagnostic> {
    let Some(dir) = dir else {
        print(files);
        return Ok(());
    };
    write(files, dir).map_err(|error| {
        let message = format!("cannot write into {}: {error}", dir.display());
        Diagnostic::new(Code::OutputWrite, message).hint(
            "name a folder that you may write to, or print and copy: leave out --dir or --out",
        )
    })
}

fn print(files: &[ConfigFile]) {
    for (name, text) in files {
        console::line(Stream::Out, &format!("# ---- {name}\n{text}"));
    }
}

fn write(files: &[ConfigFile], dir: &Path) -> io::Result<()> {
    std::fs::create_dir_all(dir)?;
    for (name, text) in files {
        let path = dir.join(name);
        std::fs::write(&path, text)?;
        console::line(Stream::Out, &path.display().to_string());
    }
    Ok(())
}
