//! Drawing findings: for people, one line each, and for programs. A file, a cell
//! or a name may hold anything, so what comes from outside is made harmless for
//! the terminal before it is written.

mod human;
mod json;
mod short;

pub(super) use human::human;
pub(super) use json::{Finding, document, json_lines};
pub(super) use short::short;

use super::Exit;
use super::args::{Global, MessageFormat};
use super::console::{self, Stream};
use super::voice::Voice;
use crate::diag::{Diagnostic, Diagnostics, Severity};

/// Which findings are shown.
#[derive(Clone, Copy, Debug)]
pub(super) struct View {
    /// The least severe to show.
    pub(super) least: Severity,
    /// All of a kind, instead of the first few.
    pub(super) all: bool,
    /// The language they are told in to people.
    pub(super) voice: Voice,
}

impl View {
    /// In the language of the system.
    pub(super) fn new(least: Severity, all: bool) -> Self {
        Self { least, all, voice: Voice::of_the_system() }
    }

    fn shows(self, diagnostic: &Diagnostic) -> bool {
        // The worst severity is the smallest.
        diagnostic.severity <= self.least
    }
}

/// Says why a command did nothing.
pub(super) fn refusal(command: &'static str, findings: &Diagnostics, global: &Global) -> Exit {
    let view = View::new(Severity::Note, true);
    if global.json {
        console::write(Stream::Out, |out| json::refused(out, command, findings));
    } else {
        console::write(Stream::Err, |out| match global.message_format {
            MessageFormat::Human => human(out, findings, view),
            MessageFormat::Short => short(out, findings, view),
            MessageFormat::Json => json_lines(out, findings, view),
        });
    }
    Exit::Stopped
}

/// The word for a severity.
pub(super) fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Stop => "stop",
        Severity::Error => "error",
        Severity::Row => "rejected row",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

/// The text on one line, without anything that steers a terminal: control
/// characters and marks that turn the direction of reading are written out.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\t' | '\n' => out.push(' '),
            '\r' => {}
            c if c.is_control() || steers_reading(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out
}

fn steers_reading(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
