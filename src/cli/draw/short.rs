//! One line a finding, as editors and scripts read it:
//! `file:line:column: FB0123 severity: message (hint)`.

use super::{View, plain, word};
use crate::diag::{Diagnostic, Diagnostics};
use std::io::{self, Write};

/// Writes the findings, each on a line.
pub(in crate::cli) fn short(
    out: &mut dyn Write,
    diagnostics: &Diagnostics,
    view: View,
) -> io::Result<()> {
    for diagnostic in diagnostics.iter().filter(|d| view.shows(d)) {
        writeln!(out, "{}", line(diagnostic))?;
    }
    Ok(())
}

fn line(diagnostic: &Diagnostic) -> String {
    let place = diagnostic.place.as_ref();
    let place = place.map(|p| format!("{}: ", plain(&p.to_string()))).unwrap_or_default();
    let hint = diagnostic.hint.as_ref().map(|h| format!(" ({})", plain(h))).unwrap_or_default();
    let (code, severity) = (diagnostic.code, word(diagnostic.severity));
    format!("{place}{code} {severity}: {}{hint}", plain(&diagnostic.message))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Code, Place};

    #[test]
    fn a_finding_is_one_harmless_line() {
        let finding = Diagnostic::new(Code::ValueDate, "“\u{1b}[2J3/4\n2024” is no date")
            .at(Place::at("content/logs/a.csv", 12, 3))
            .hint("write 2024-04-03");
        assert_eq!(
            line(&finding),
            "content/logs/a.csv:12:3: FB0401 warning: “\\u{1b}[2J3/4 2024” is no date (write 2024-04-03)"
        );
        let cell = Place::sheet("a.xlsx", "2026").on_cell(17, 27);
        let finding = Diagnostic::new(Code::ValueDate, "no date").at(cell);
        assert_eq!(line(&finding), "a.xlsx [2026!AB17]: FB0401 warning: no date");
        let finding = Diagnostic::new(Code::NoInput, "nothing to read");
        assert_eq!(line(&finding), "FB0106 stop: nothing to read");
    }
}
