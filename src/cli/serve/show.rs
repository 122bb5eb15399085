//! What the terminal says while the server runs: where it listens, and a line a rebuild
//! with what stands in the way.

use crate::cli::args::{Global, MessageFormat};
use crate::cli::console::{self, Console, Stream};
use crate::cli::draw;
use crate::diag::{Diagnostic, Diagnostics, Severity};
use crate::serve::{News, Told};
use fast_qr::{ECL, QRBuilder, QRCode};
use serde::Serialize;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Tells the person at the terminal.
pub(super) struct Teller {
    console: Console,
    format: MessageFormat,
    root: PathBuf,
}

/// What programs are told, a line each.
#[derive(Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
enum Event<'a> {
    Listens {
        addresses: Vec<String>,
    },
    Rebuilt {
        changed: usize,
        ms: f64,
        failed: bool,
        sites: usize,
        diagnostics: Vec<draw::Finding<'a>>,
    },
    Hampered {
        diagnostics: Vec<draw::Finding<'a>>,
    },
}

impl Teller {
    /// Tells as the flags ask for it; paths are said from the root.
    pub(super) fn new(global: &Global, console: Console, root: &Path) -> Self {
        Self { console, format: global.message_format, root: root.to_owned() }
    }

    fn event(&self, event: &Event<'_>) {
        debug_assert!(self.console.json);
        console::write(Stream::Out, |out| {
            serde_json::to_writer(&mut *out, event)?;
            writeln!(out)
        });
    }

    fn draw(&self, findings: &Diagnostics, least: Severity) {
        let view = draw::View::new(least, self.console.verbose);
        console::write(Stream::Err, |out| match self.format {
            MessageFormat::Human => draw::human(out, findings, view),
            MessageFormat::Short => draw::short(out, findings, view),
            MessageFormat::Json => draw::json_lines(out, findings, view),
        });
    }
}

impl Told for Teller {
    fn listens(&self, at: &[SocketAddr]) {
        let addresses: Vec<String> = at.iter().map(|at| format!("http://{at}/")).collect();
        if self.console.json {
            return self.event(&Event::Listens { addresses });
        }
        console::line(Stream::Out, &format!("The sites of this project: {}", addresses[0]));
        if let Some(lan) = at.iter().zip(&addresses).skip(1).find(|(at, _)| **at != beside(at)) {
            console::line(Stream::Out, &format!("In your network: {}\n{}", lan.1, code(lan.1)));
            let warning =
                "Everybody in this network can read them now, the department's own site included.";
            console::line(Stream::Err, warning);
        }
        if !self.console.quiet {
            let note = "Nothing is written to the output folder; faultbook build does that. Ctrl-C ends this.";
            console::line(Stream::Err, note);
        }
    }

    fn rebuilt(&self, news: &News<'_>) {
        if self.console.json {
            let diagnostics = news.findings.iter().map(draw::Finding::of).collect();
            let ms = news.took.as_secs_f64() * 1000.0;
            let (changed, failed, sites) = (news.count, news.failed, news.sites);
            return self.event(&Event::Rebuilt { changed, ms, failed, sites, diagnostics });
        }
        // A failed rebuild says all that stops it; a good one only what it leaves out, as
        // warnings were told by the first.
        let first = news.changed.is_empty();
        let least = match (news.failed, first && !self.console.quiet) {
            (true, _) if news.findings.stops() => Severity::Stop,
            (true, _) => Severity::Note,
            (false, true) if self.console.verbose => Severity::Note,
            (false, _) => Severity::Error,
        };
        self.draw(news.findings, least);
        if !self.console.quiet || news.failed {
            console::line(Stream::Err, &line(news, &self.root));
        }
    }

    fn hampered(&self, finding: &Diagnostic) {
        if self.console.json {
            let diagnostics = vec![draw::Finding::of(finding)];
            return self.event(&Event::Hampered { diagnostics });
        }
        self.draw(&Diagnostics::from_iter([finding.clone()]), Severity::Note);
    }
}

/// The other way to say this machine itself.
fn beside(at: &SocketAddr) -> SocketAddr {
    SocketAddr::from((std::net::Ipv6Addr::LOCALHOST, at.port()))
}

/// What changed, how long it took, what was found.
fn line(news: &News<'_>, root: &Path) -> String {
    let mut line = if news.failed { "not rebuilt" } else { "rebuilt" }.to_owned();
    let _ = write!(line, " in {}", milliseconds(news.took));
    let stages = news.stages.iter().filter(|(_, took)| took.as_micros() >= 100);
    let stages: Vec<String> =
        stages.map(|(name, took)| format!("{name} {}", milliseconds(*took))).collect();
    if !stages.is_empty() {
        let _ = write!(line, " ({})", stages.join(", "));
    }
    if let Some(path) = news.changed.first() {
        let path = path.strip_prefix(root).unwrap_or(path).display().to_string();
        let _ = write!(line, ": {}", draw::plain(&path));
        match news.changed.len() {
            1 => {}
            n if n < 8 => line.push_str(&format!(" and {} more", n - 1)),
            _ => line.push_str(" and others"),
        }
    }
    let count = |severity| news.findings.iter().filter(|d| d.severity == severity).count();
    let counts: Vec<String> = [
        (Severity::Stop, "stop"),
        (Severity::Error, "error"),
        (Severity::Row, "rejected row"),
        (Severity::Warning, "warning"),
    ]
    .into_iter()
    .map(|(severity, word)| (count(severity), word))
    .filter(|(n, _)| *n > 0)
    .map(|(n, word)| format!("{n} {word}{}", if n == 1 { "" } else { "s" }))
    .collect();
    if !counts.is_empty() {
        let _ = write!(line, "; {}", counts.join(", "));
    }
    if news.failed && news.sites > 0 {
        line.push_str("; the last good state stays");
    }
    line
}

fn milliseconds(took: Duration) -> String {
    let ms = took.as_secs_f64() * 1000.0;
    if ms < 10.0 { format!("{ms:.1} ms") } else { format!("{ms:.0} ms") }
}

/// Modules that stay light on every side, without which no camera finds the code.
const QUIET: usize = 2;

/// An address as a code for a camera, two modules a letter, black on white whatever the
/// terminal's colours are. Nothing where it is longer than a code holds.
fn code(address: &str) -> String {
    let Ok(code) = QRBuilder::new(address).ecl(ECL::L).build() else { return String::new() };
    let side = code.size + 2 * QUIET;
    let mut drawn = String::new();
    for y in (0..side).step_by(2) {
        drawn.push_str("\u{1b}[97;40m");
        for x in 0..side {
            drawn.push(match (is_dark(&code, x, y), is_dark(&code, x, y + 1)) {
                (true, true) => ' ',
                (true, false) => '▄',
                (false, true) => '▀',
                (false, false) => '█',
            });
        }
        drawn.push_str("\u{1b}[0m\n");
    }
    drawn
}

fn is_dark(code: &QRCode, x: usize, y: usize) -> bool {
    let inside = |at: usize| (QUIET..code.size + QUIET).contains(&at);
    inside(x) && inside(y) && code[y - QUIET][x - QUIET].value()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Code;

    #[test]
    fn a_code_has_its_corners_inside_a_light_border() {
        let plain = anstream::adapter::strip_str(&code("http://192.168.1.20:8585/")).to_string();
        let rows: Vec<Vec<char>> = plain.lines().map(|row| row.chars().collect()).collect();
        assert_eq!(rows[0].len(), rows.len() * 2 - 1, "{plain}");
        assert!(rows[0].iter().all(|&c| c == '█'), "the border: {plain}");
        // The first two rows of two corners: a dark row of seven, then only its ends.
        let corner: String = rows[1][QUIET..QUIET + 7].iter().collect();
        assert_eq!(corner, " ▄▄▄▄▄ ");
        let far: String = rows[1][rows[1].len() - QUIET - 7..][..7].iter().collect();
        assert_eq!(far, corner);
    }

    #[test]
    fn a_line_says_what_changed_how_long_it_took_and_what_was_found() {
        let changed = [PathBuf::from("/p/content/faults/a.md"), PathBuf::from("/p/b.csv")];
        let findings = Diagnostics::from_iter([
            Diagnostic::new(Code::ConfigValue, "x"),
            Diagnostic::new(Code::ValueDate, "x"),
            Diagnostic::new(Code::ValueDate, "y"),
        ]);
        let news = News {
            changed: &changed,
            count: 2,
            took: Duration::from_millis(42),
            stages: &[("read", Duration::from_micros(8500)), ("link", Duration::ZERO)],
            findings: &findings,
            failed: true,
            sites: 1,
        };
        assert_eq!(
            line(&news, Path::new("/p")),
            "not rebuilt in 42 ms (read 8.5 ms): content/faults/a.md and 1 more; 1 stop, 2 warnings; \
             the last good state stays"
        );
    }
}
