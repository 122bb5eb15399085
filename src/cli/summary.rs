//! The last lines: what was built, whether every row is accounted for, what was
//! found, and where the time went.

use super::audit;
use super::build::{Mode, Outcome};
use super::console::Console;
use super::draw::word;
use super::voice::Voice;
use crate::diag::Severity;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

/// How many left-out files are listed by name without `--verbose`.
const LEFT_OUT: usize = 20;

/// Writes the summary in the language of the system.
pub(super) fn write(
    out: &mut dyn Write,
    outcome: &Outcome,
    place: &Path,
    console: Console,
) -> io::Result<()> {
    let voice = Voice::of_the_system();
    let mut english = Vec::new();
    lines(&mut english, voice, (outcome, place), console)?;
    voice.say_lines(out, &english)
}

/// The lines, each in English; what stands within one in the language that is spoken.
fn lines(
    out: &mut dyn Write,
    voice: Voice,
    (outcome, place): (&Outcome, &Path),
    console: Console,
) -> io::Result<()> {
    for name in &outcome.healed {
        writeln!(out, "put back:  {name}, which an interrupted build had displaced")?;
    }
    for site in &outcome.sites {
        let (pages, files) = (grouped(site.pages), grouped(site.files));
        writeln!(out, "site:      {}: {pages} pages, {files} files", site.audience)?;
    }
    if let Some(certificate) = &outcome.certificate {
        audit::summary(out, certificate)?;
    }
    for bundle in outcome.bundles.iter().filter(|_| outcome.replaced) {
        writeln!(out, "bundle:    {}: {} bytes", bundle.path, grouped(bundle.bytes))?;
    }
    for name in &outcome.pruned {
        writeln!(out, "removed:   {name}, which is no longer built")?;
    }
    // Where no stage began, nothing was read, and there is nothing to account for.
    let begun = !outcome.stages.is_empty();
    if begun {
        rows(out, outcome)?;
    }
    left_out(out, outcome, console.verbose)?;
    findings(out, voice, outcome)?;
    if begun {
        times(out, voice, outcome)?;
    }
    if console.verbose
        && let Some(peak) = peak_memory()
    {
        writeln!(out, "memory:    {peak} at most")?;
    }
    writeln!(out, "{}", verdict(outcome, place))
}

fn rows(out: &mut dyn Write, outcome: &Outcome) -> io::Result<()> {
    let rows = outcome.rows;
    let [read, accepted, repaired, skipped, rejected] =
        [rows.read, rows.accepted, rows.repaired, rows.skipped, rows.rejected].map(grouped);
    writeln!(
        out,
        "rows:      {read} read: {accepted} accepted, {repaired} repaired, {skipped} skipped, \
         {rejected} rejected"
    )?;
    if rows.reconcile() {
        writeln!(out, "           every row is accounted for")
    } else {
        writeln!(out, "           THESE DO NOT ADD UP. Please report it; see FB0801 above")
    }
}

fn left_out(out: &mut dyn Write, outcome: &Outcome, all: bool) -> io::Result<()> {
    let list = &outcome.left_out;
    let shown = if all { list.len() } else { LEFT_OUT };
    for path in list.iter().take(shown) {
        writeln!(out, "left out:  {}", path.escape_debug())?;
    }
    let more = list.len().saturating_sub(shown);
    if more > 0 {
        writeln!(out, "left out:  and {more} more (all with --verbose)")?;
    }
    Ok(())
}

fn findings(out: &mut dyn Write, voice: Voice, outcome: &Outcome) -> io::Result<()> {
    let mut severities: BTreeMap<Severity, usize> = BTreeMap::new();
    for diagnostic in &outcome.diagnostics {
        *severities.entry(diagnostic.severity).or_default() += 1;
    }
    if severities.is_empty() {
        return writeln!(out, "findings:  none");
    }
    let counts = severities.iter().map(|(severity, n)| {
        let plural = if *n == 1 { "" } else { "s" };
        voice.say(&format!("{} {}{plural}", grouped(*n as u64), word(*severity))).into_owned()
    });
    writeln!(out, "findings:  {}", counts.collect::<Vec<_>>().join(", "))?;
    for (code, count) in outcome.diagnostics.by_code() {
        writeln!(
            out,
            "           {code} {:>7}  {}",
            grouped(count as u64),
            voice.say(code.title())
        )?;
    }
    Ok(())
}

fn times(out: &mut dyn Write, voice: Voice, outcome: &Outcome) -> io::Result<()> {
    let total: Duration = outcome.stages.iter().map(|(_, time)| *time).sum();
    let stages = outcome
        .stages
        .iter()
        .map(|(name, t)| format!("{} {:.2} s", voice.say(name), t.as_secs_f64()));
    let list = stages.collect::<Vec<_>>().join(", ");
    writeln!(out, "time:      {:.2} s: {list}", total.as_secs_f64())
}

fn verdict(outcome: &Outcome, place: &Path) -> String {
    let stopped = outcome.blocked(false);
    match (outcome.mode, outcome.replaced, stopped) {
        (Mode::Write { .. }, true, _) if outcome.unchanged => {
            format!("nothing has changed: {} is as this build would make it", place.display())
        }
        (Mode::Write { .. }, true, _) => format!("built into {}", place.display()),
        (Mode::Write { .. }, false, true) => "stopped: no site was replaced".to_owned(),
        (Mode::Write { .. }, false, false) => {
            "stopped by --strict because of the findings: no site was replaced".to_owned()
        }
        (Mode::Rehearse, _, true) => "checked: a build would stop here".to_owned(),
        (Mode::Rehearse, _, false) => "checked: nothing was written".to_owned(),
    }
}

/// A number with its thousands set apart.
fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() * 4 / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// The most memory this process has held, where the system says so.
#[cfg(target_os = "linux")]
fn peak_memory() -> Option<String> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kib: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(format!("{} MiB", grouped(kib.div_ceil(1024))))
}

#[cfg(not(target_os = "linux"))]
fn peak_memory() -> Option<String> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        let all = [0, 12, 999, 1000, 12_345, 1_234_567].map(grouped);
        assert_eq!(all, ["0", "12", "999", "1,000", "12,345", "1,234,567"]);
    }
}
