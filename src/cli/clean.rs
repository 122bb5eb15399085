//! `clean`: removes the cache and the sites that carry our marker, nothing else.

use super::Exit;
use super::args::Global;
use super::console::{self, Console, Stream};
use super::draw;
use super::project::Places;
use crate::access;
use crate::diag::{Code, Diagnostic, Diagnostics, Severity};
use crate::output::Output;
use std::io;
use std::path::Path;

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
    let view = draw::View::new(Severity::Note, true);
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
    let cache = root.join(access::FOLDER);
    match std::fs::symlink_metadata(&cache) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return,
        Ok(meta) if meta.is_dir() => {}
        _ => {
            let message = format!("{} is not a folder and was left alone", cache.display());
            return findings
                .push(Diagnostic::new(Code::OutputRefused, message).hint("remove it yourself"));
        }
    }
    // Secrets cannot be made again: where there are some, only what lies beside them goes.
    if cache.join(access::FILE).symlink_metadata().is_ok() {
        return beside_secrets(&cache, removed, findings);
    }
    match std::fs::remove_dir_all(&cache) {
        Ok(()) => removed.push(format!("removed {}", cache.display())),
        Err(error) => {
            let message = format!("{} could not be removed: {error}", cache.display());
            findings.push(Diagnostic::new(Code::OutputWrite, message).hint("remove it yourself"));
        }
    }
}

fn beside_secrets(cache: &Path, removed: &mut Vec<String>, findings: &mut Diagnostics) {
    let entries = std::fs::read_dir(cache).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let gone = entries.and_then(|mut entries| {
        entries.sort_by_key(std::fs::DirEntry::file_name);
        let kept = [access::FILE, access::IGNORE];
        for entry in entries.iter().filter(|e| !kept.iter().any(|name| e.file_name() == *name)) {
            let path = entry.path();
            if entry.file_type()?.is_dir() {
                std::fs::remove_dir_all(&path)?;
            } else {
                std::fs::remove_file(&path)?;
            }
            removed.push(format!("removed {}", path.display()));
        }
        Ok(())
    });
    if let Err(error) = gone {
        let message = format!("{} could not be emptied: {error}", cache.display());
        findings.push(Diagnostic::new(Code::OutputWrite, message).hint("remove it yourself"));
    }
    let message = "the secrets of readers were left in place; they cannot be made again";
    findings.push(Diagnostic::new(Code::SecretsKept, message).hint(format!(
        "remove {} yourself if nobody needs it any more",
        cache.join(access::FILE).display()
    )));
}
