//! `clean`: removes the cache and the sites that carry our marker, nothing else.

use super::Exit;
use super::args::Global;
use super::console::{self, Console, Stream};
use super::draw;
use super::project::Places;
use crate::diag::{Code, Diagnostic, Diagnostics, Severity};
use crate::output::Output;
use std::io;
use std::path::Path;

/// Name of the cache folder in the project.
const CACHE: &str = ".faultbook";

/// Runs `clean`.
pub(super) fn run(global: &Global, console: Console) -> Exit {
    let mut findings = Diagnostics::new();
    let mut removed = Vec::new();
    match Places::of(global) {
        Ok(places) => {
            sites(&places, &mut removed, &mut findings);
            cache(&places.root, &mut removed, &mut findings);
        }
        Err(finding) => findings.push(finding),
    }
    let view = draw::View { least: Severity::Note, all: true };
    console::write(Stream::Err, |out| draw::human(out, &findings, view));
    if !console.quiet {
        let text = if removed.is_empty() { "nothing to remove".into() } else { removed.join("\n") };
        console::line(Stream::Out, &text);
    }
    match findings.iter().find(|d| d.severity != Severity::Note) {
        None => Exit::Done,
        Some(finding) if finding.code == Code::BuildLocked => Exit::Locked,
        Some(_) => Exit::Stopped,
    }
}

fn sites(places: &Places, removed: &mut Vec<String>, findings: &mut Diagnostics) {
    if !places.output.is_dir() {
        return;
    }
    match Output::open(&places.output, &places.guard) {
        Ok(output) => {
            let done = output.clear();
            let shown = places.output.display();
            removed.extend(done.pruned.iter().map(|name| format!("removed {shown}/{name}")));
            findings.append(done.diagnostics);
        }
        Err(finding) => findings.push(finding),
    }
}

fn cache(root: &Path, removed: &mut Vec<String>, findings: &mut Diagnostics) {
    let cache = root.join(CACHE);
    match std::fs::symlink_metadata(&cache) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return,
        Ok(meta) if meta.is_dir() => {}
        _ => {
            let message = format!("{} is not a folder and was left alone", cache.display());
            return findings
                .push(Diagnostic::new(Code::OutputRefused, message).hint("remove it yourself"));
        }
    }
    match std::fs::remove_dir_all(&cache) {
        Ok(()) => removed.push(format!("removed {}", cache.display())),
        Err(error) => {
            let message = format!("{} could not be removed: {error}", cache.display());
            findings.push(Diagnostic::new(Code::OutputWrite, message).hint("remove it yourself"));
        }
    }
}
