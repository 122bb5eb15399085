//! `import`: a table from elsewhere, what each of its columns may mean, and on request
//! the block of `faultbook.toml` that says so, or the log in its canonical form.

mod append;
mod proposal;
mod terminal;

use super::Exit;
use super::args::{Global, Import, ImportFormat};
use super::console::{self, Console, Stream};
use super::draw;
use super::project;
use crate::diag::{Code, Diagnostic, Diagnostics, Severity};
use crate::ingest::propose::{self, Proposal, Proposed, Request};
use crate::render::canonical_log;
use serde::Serialize;
use std::fs::File;
use std::io::Write;
use std::path::Path;

/// The result as one JSON document (`docs/json.md`).
#[derive(Serialize)]
struct Document<'a> {
    faultbook: &'static str,
    command: &'static str,
    exit: u8,
    /// Where the block was written, if it was.
    written: Option<String>,
    proposal: Option<&'a Proposal>,
    diagnostics: Vec<draw::Finding<'a>>,
}

/// Runs `import`.
pub(super) fn run(import: &Import, global: &Global, console: Console) -> Exit {
    let request = Request {
        file: import.file.clone(),
        root: project::root(global),
        config: global.config.clone(),
        sheet: import.sheet.clone(),
        preset: import.preset.clone(),
    };
    let proposed = match propose::propose(&request) {
        Ok(proposed) => proposed,
        Err(findings) => return refuse(&findings, None, console),
    };
    if import.to == Some(ImportFormat::Csv) {
        return convert(&proposed, import.out.as_deref(), console);
    }
    let mut written = None;
    if import.write {
        match append::block(&request, &proposed) {
            Ok(path) => written = Some(path),
            Err(finding) => {
                let findings = Diagnostics::from_iter([finding]);
                return refuse(&findings, Some(&proposed.proposal), console);
            }
        }
    }
    show(&proposed, written, console)
}

fn show(proposed: &Proposed, written: Option<String>, console: Console) -> Exit {
    let proposal = &proposed.proposal;
    let rehearsal = &proposal.rehearsal;
    let exit = if rehearsal.accepted + rehearsal.repaired > 0 { Exit::Done } else { Exit::LeftOut };
    if console.json {
        document(exit, written, Some(proposal), &Diagnostics::new());
        return exit;
    }
    let width = terminal::width();
    console::write(Stream::Out, |out| {
        proposal::write(out, proposal, width)?;
        match (&written, &proposed.obstacle) {
            (Some(path), _) => writeln!(out, "\nappended to {}", draw::plain(path)),
            (None, Some(obstacle)) => {
                writeln!(out, "\n--write would refuse: {}", draw::plain(&obstacle.message))?;
                let hint = obstacle.hint.as_deref().unwrap_or_default();
                writeln!(out, "  {}", draw::plain(hint))
            }
            (None, None) => writeln!(out, "\n--write appends this block to the configuration"),
        }
    });
    exit
}

fn document(exit: Exit, written: Option<String>, proposal: Option<&Proposal>, found: &Diagnostics) {
    let document = Document {
        faultbook: env!("CARGO_PKG_VERSION"),
        command: "import",
        exit: exit as u8,
        written,
        proposal,
        diagnostics: found.iter().map(draw::Finding::of).collect(),
    };
    console::write(Stream::Out, |out| {
        serde_json::to_writer_pretty(&mut *out, &document)?;
        writeln!(out)
    });
}

fn refuse(findings: &Diagnostics, proposal: Option<&Proposal>, console: Console) -> Exit {
    if console.json {
        document(Exit::Stopped, None, proposal, findings);
    } else {
        let view = draw::View::new(Severity::Note, true);
        console::write(Stream::Err, |out| draw::human(out, findings, view));
    }
    Exit::Stopped
}

/// Writes the canonical log to a new file or to stdout.
fn convert(proposed: &Proposed, to: Option<&Path>, console: Console) -> Exit {
    let proposal = &proposed.proposal;
    if proposal.holds != "log" {
        let message = format!(
            "only a service log has a canonical form; this is a table of {}",
            proposal.holds
        );
        let finding = Diagnostic::new(Code::ConfigValue, message)
            .hint("copy it to content/ under that name, or import it with --write");
        return refuse(&Diagnostics::from_iter([finding]), None, console);
    }
    let events: Vec<_> = proposed.logs.iter().map(|log| &log.events).collect();
    let bytes = canonical_log(&events, &proposed.zone);
    let rehearsal = &proposal.rehearsal;
    let rows = rehearsal.accepted + rehearsal.repaired;
    let account = format!(
        "{rows} of {} rows ({} skipped, {} rejected)",
        rehearsal.read, rehearsal.skipped, rehearsal.rejected
    );
    let Some(path) = to else {
        console::write(Stream::Out, |out| out.write_all(&bytes));
        if !console.quiet {
            console::line(Stream::Err, &format!("wrote {account}"));
        }
        return exit_of(rows);
    };
    // Never over a file that is there, least of all the one that was read.
    let made = File::create_new(path).and_then(|mut file| file.write_all(&bytes));
    if let Err(error) = made {
        let message = format!("cannot write {}: {error}", path.display());
        let finding = Diagnostic::new(Code::OutputWrite, message)
            .hint("name a file that does not exist yet, in a folder that you may write to");
        return refuse(&Diagnostics::from_iter([finding]), None, console);
    }
    if !console.quiet {
        console::line(Stream::Out, &format!("wrote {}: {account}", path.display()));
    }
    exit_of(rows)
}

fn exit_of(rows: u64) -> Exit {
    if rows > 0 { Exit::Done } else { Exit::LeftOut }
}
