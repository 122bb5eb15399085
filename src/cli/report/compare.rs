//! Frozen reports against the figures of today, for continuous integration: no page is
//! made, nothing is written.

use super::{Asked, document, one};
use crate::cli::Exit;
use crate::cli::args::MessageFormat;
use crate::cli::console::{self, Stream};
use crate::cli::draw::{self, Finding, View};
use crate::diag::{Code, Diagnostic, Diagnostics, Severity};
use crate::model::time::ReportPeriod;
use crate::pipeline::Edition;
use serde::Serialize;

#[derive(Serialize)]
struct Document<'a> {
    faultbook: &'static str,
    command: &'static str,
    exit: u8,
    compared: usize,
    differ: usize,
    unusable: usize,
    diagnostics: Vec<Finding<'a>>,
}

pub(super) fn run(asked: Asked<'_>, period: Option<ReportPeriod>) -> Result<Exit, Diagnostics> {
    let (console, format) = (asked.console, asked.global.message_format);
    let unusable = asked.unusable();
    let options = asked.options();
    let ask = |mut edition: Edition<'_>| {
        let wanted = edition.frozen.iter().filter(|f| period.is_none_or(|p| f.period == p));
        let wanted: Vec<_> = wanted.cloned().collect();
        (wanted.len(), edition.renderer.compare(&wanted))
    };
    // Without anything frozen there is nothing to compute.
    let none = asked.project.frozen.is_empty();
    let answers = if none { Vec::new() } else { asked.editions(&options, &ask)? };
    let compared: usize = answers.iter().map(|(n, _)| n).sum();
    if let Some(period) = period.filter(|_| compared == 0 && unusable.is_empty()) {
        let message = format!("no report of {period} is frozen");
        let hint = format!("freeze it with: faultbook report {period} --freeze");
        return Err(one(Diagnostic::new(Code::NameUnknown, message).hint(hint)));
    }
    let unusable_n = unusable.len();
    let mut findings: Diagnostics = unusable.into_iter().collect();
    findings.extend(answers.into_iter().flat_map(|(_, differ)| differ));
    findings.sort();
    let differ = findings.iter().filter(|f| f.code == Code::ReportRestated).count();
    let exit = if findings.is_empty() { Exit::Done } else { Exit::LeftOut };
    if console.json {
        document(&Document {
            faultbook: env!("CARGO_PKG_VERSION"),
            command: "report",
            exit: exit as u8,
            compared,
            differ,
            unusable: unusable_n,
            diagnostics: findings.iter().map(Finding::of).collect(),
        });
        return Ok(exit);
    }
    // What differs is the result; each is shown, whatever the flags say of findings.
    let view = View::new(Severity::Note, true);
    console::write(Stream::Out, |out| match format {
        MessageFormat::Human => draw::human(out, &findings, view),
        MessageFormat::Short => draw::short(out, &findings, view),
        MessageFormat::Json => draw::json_lines(out, &findings, view),
    });
    if !console.quiet && format != MessageFormat::Json {
        console::line(Stream::Out, &summary(compared, differ, unusable_n));
    }
    Ok(exit)
}

fn summary(compared: usize, differ: usize, unusable: usize) -> String {
    if compared + unusable == 0 {
        return "no report is frozen; nothing was compared".to_owned();
    }
    let reports = if compared == 1 { "report" } else { "reports" };
    let differ = match differ {
        0 => "nothing differs".to_owned(),
        1 => "1 differs".to_owned(),
        n => format!("{n} differ"),
    };
    let broken = match unusable {
        0 => String::new(),
        1 => "; 1 file cannot be used".to_owned(),
        n => format!("; {n} files cannot be used"),
    };
    format!("{compared} frozen {reports} compared, {differ}{broken}")
}
