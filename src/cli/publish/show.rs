//! What a publication did, or would do: for people and for programs (`docs/json.md`).

use super::super::args::{Global, MessageFormat, Publish};
use super::super::console::{self, Console, Stream};
use super::super::draw::{self, plain};
use super::Exit;
use crate::diag::{Diagnostic, Diagnostics, Severity};
use crate::publish::{Done, Plan, Step};
use serde::Serialize;
use std::io::{self, Write};
use std::time::Duration;

/// What a publication came to.
pub(super) struct Account {
    target: String,
    dry_run: bool,
    pub(super) url: Option<String>,
    pub(super) parts: Vec<Part>,
    pub(super) findings: Diagnostics,
    pub(super) duration: Duration,
    pub(super) exit: Exit,
}

/// One site of it.
pub(super) struct Part {
    pub(super) site: String,
    pub(super) place: String,
    pub(super) plan: Plan,
    /// Nothing was done where it was only planned.
    pub(super) done: Option<Done>,
}

impl Account {
    pub(super) fn new(asked: &Publish) -> Self {
        Self {
            target: asked.target.clone(),
            dry_run: asked.dry_run,
            url: None,
            parts: Vec::new(),
            findings: Diagnostics::new(),
            duration: Duration::ZERO,
            exit: Exit::Stopped,
        }
    }

    fn sum(&self, of: impl Fn(&Part) -> u64) -> u64 {
        self.parts.iter().map(of).sum()
    }
}

impl Part {
    fn uploaded(&self) -> u64 {
        self.done.as_ref().map_or_else(|| self.plan.uploads(), |done| done.uploaded)
    }

    fn unchanged(&self) -> u64 {
        self.done.as_ref().map_or(self.plan.unchanged, |done| done.unchanged)
    }

    fn deleted(&self) -> u64 {
        let planned = || (self.plan.removed.len() + self.plan.expired.len()) as u64;
        self.done.as_ref().map_or_else(planned, |done| done.deleted)
    }

    fn bytes(&self) -> u64 {
        self.done.as_ref().map_or_else(|| self.plan.bytes(), |done| done.bytes)
    }

    fn requests(&self) -> u64 {
        self.done.as_ref().map_or(0, |done| done.requests)
    }
}

/// Shows it.
pub(super) fn show(account: &Account, global: &Global, console: Console) {
    if console.json {
        return console::write(Stream::Out, |out| {
            serde_json::to_writer_pretty(&mut *out, &document(account))?;
            writeln!(out)
        });
    }
    if !console.quiet {
        console::write(Stream::Out, |out| human(out, account, console.verbose));
    }
    let view = draw::View::new(Severity::Note, true);
    console::write(Stream::Err, |out| match global.message_format {
        MessageFormat::Human => draw::human(out, &account.findings, view),
        MessageFormat::Short => draw::short(out, &account.findings, view),
        MessageFormat::Json => draw::json_lines(out, &account.findings, view),
    });
}

fn human(out: &mut dyn Write, account: &Account, all: bool) -> io::Result<()> {
    for part in &account.parts {
        if part.done.is_none() {
            planned(out, part, all)?;
            continue;
        }
        writeln!(
            out,
            "{}: {} uploaded ({}), {} unchanged, {} removed, at {}",
            plain(&part.site),
            part.uploaded(),
            size(part.bytes()),
            part.unchanged(),
            part.deleted(),
            plain(&part.place)
        )?;
    }
    let done = !account.dry_run && account.exit == Exit::Done && !account.parts.is_empty();
    if let (true, Some(url)) = (done, &account.url) {
        writeln!(out, "see it at {}", plain(url))?;
    }
    Ok(())
}

/// So many files of a phase are named unless all are asked for.
const NAMED: usize = 20;

fn planned(out: &mut dyn Write, part: &Part, all: bool) -> io::Result<()> {
    writeln!(out, "{} to {}: nothing was changed", plain(&part.site), plain(&part.place))?;
    let plan = &part.plan;
    for (phase, steps) in &plan.phases {
        let added = steps.iter().filter(|step| step.added).count();
        let bytes = steps.iter().map(|step| step.file.size).sum();
        let changed = steps.len() - added;
        let word = phase.word();
        writeln!(out, "  {word}: {added} added, {changed} changed, {}", size(bytes))?;
        let named = if all { steps.len() } else { NAMED };
        for step in steps.iter().take(named) {
            let mark = if step.added { '+' } else { '~' };
            writeln!(out, "    {mark} {}", plain(&step.path))?;
        }
        if steps.len() > named {
            writeln!(out, "    and {} more (--verbose names all)", steps.len() - named)?;
        }
    }
    writeln!(out, "  unchanged: {}", plan.unchanged)?;
    writeln!(out, "  removed: {}", plan.removed.len())?;
    for path in &plan.removed {
        writeln!(out, "    - {}", plain(path))?;
    }
    writeln!(
        out,
        "  parts of former search indexes: {} kept for a while, {} removed",
        plan.former.len(),
        plan.expired.len()
    )
}

/// A number of bytes for people.
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

#[derive(Serialize)]
struct Document<'a> {
    faultbook: &'static str,
    command: &'static str,
    exit: u8,
    target: &'a str,
    dry_run: bool,
    uploaded: u64,
    unchanged: u64,
    deleted: u64,
    bytes: u64,
    requests: u64,
    duration_s: f64,
    sites: Vec<SiteDocument<'a>>,
    diagnostics: Vec<&'a Diagnostic>,
}

#[derive(Serialize)]
struct SiteDocument<'a> {
    site: &'a str,
    place: &'a str,
    uploaded: u64,
    unchanged: u64,
    deleted: u64,
    bytes: u64,
    requests: u64,
    phases: Vec<PhaseDocument<'a>>,
    removed: &'a [String],
    expired: &'a [String],
    kept: Vec<&'a String>,
}

#[derive(Serialize)]
struct PhaseDocument<'a> {
    phase: &'static str,
    bytes: u64,
    added: Vec<&'a str>,
    changed: Vec<&'a str>,
}

fn document(account: &Account) -> Document<'_> {
    Document {
        faultbook: env!("CARGO_PKG_VERSION"),
        command: "publish",
        exit: account.exit as u8,
        target: &account.target,
        dry_run: account.dry_run,
        uploaded: account.sum(Part::uploaded),
        unchanged: account.sum(Part::unchanged),
        deleted: account.sum(Part::deleted),
        bytes: account.sum(Part::bytes),
        requests: account.sum(Part::requests),
        duration_s: account.duration.as_secs_f64(),
        sites: account.parts.iter().map(site).collect(),
        diagnostics: account.findings.iter().collect(),
    }
}

fn paths(steps: &[Step], added: bool) -> Vec<&str> {
    steps.iter().filter(|step| step.added == added).map(|step| step.path.as_str()).collect()
}

fn site(part: &Part) -> SiteDocument<'_> {
    let phases = part.plan.phases.iter().map(|(phase, steps)| PhaseDocument {
        phase: phase.word(),
        bytes: steps.iter().map(|step| step.file.size).sum(),
        added: paths(steps, true),
        changed: paths(steps, false),
    });
    SiteDocument {
        site: &part.site,
        place: &part.place,
        uploaded: part.uploaded(),
        unchanged: part.unchanged(),
        deleted: part.deleted(),
        bytes: part.bytes(),
        requests: part.requests(),
        phases: phases.collect(),
        removed: &part.plan.removed,
        expired: &part.plan.expired,
        kept: part.plan.former.keys().collect(),
    }
}
