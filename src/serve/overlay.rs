//! What a person should mend, as the page in the browser shows it: findings with the lines
//! around their place. The lines come from the file only where it still reads as the
//! finding says; else the finding's own line is shown.

use crate::diag::{Diagnostic, Diagnostics, Severity};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Findings that are shown at once.
const MOST: usize = 30;
/// Lines before and after the one in question.
const AROUND: usize = 2;
/// Characters of a line, on either side of the part in question.
const REACH: usize = 120;
/// A larger file is not opened to show a line of it.
const MAX_BYTES: u64 = 8 << 20;

/// A finding as the browser gets it.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Finding {
    code: String,
    title: &'static str,
    severity: Severity,
    place: Option<String>,
    message: String,
    expected: Option<String>,
    hint: Option<String>,
    lines: Vec<Line>,
}

/// A line of a file; the part in question stands between `from` and `to`, in characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Line {
    number: Option<u32>,
    text: String,
    from: Option<usize>,
    to: Option<usize>,
}

/// What is told of these findings, and how many are not: what stops the build, or without
/// that what is left out of it.
pub(super) fn told(all: &Diagnostics, failed: bool, root: &Path) -> (Vec<Finding>, usize) {
    let stops = all.iter().any(|finding| finding.severity == Severity::Stop);
    let least = match (failed, stops) {
        (true, false) => Severity::Note, // --strict
        (_, true) => Severity::Stop,
        (false, false) => Severity::Error,
    };
    let chosen: Vec<&Diagnostic> = all.iter().filter(|d| d.severity <= least).collect();
    let mut files = Files { root: root.to_owned(), read: BTreeMap::new() };
    let told = chosen.iter().take(MOST).map(|finding| files.finding(finding)).collect();
    (told, chosen.len().saturating_sub(MOST))
}

/// Files that were opened to show lines of them.
struct Files {
    root: PathBuf,
    read: BTreeMap<String, Option<Vec<String>>>,
}

impl Files {
    fn finding(&mut self, finding: &Diagnostic) -> Finding {
        let place = finding.place.as_ref();
        Finding {
            code: finding.code.to_string(),
            title: finding.code.title(),
            severity: finding.severity,
            place: place.map(ToString::to_string),
            message: finding.message.clone(),
            expected: finding.expected.clone(),
            hint: finding.hint.clone(),
            lines: self.lines(finding),
        }
    }

    fn lines(&mut self, finding: &Diagnostic) -> Vec<Line> {
        let own = finding.excerpt.as_ref().map(|excerpt| Line {
            number: finding.place.as_ref().and_then(|place| place.line),
            text: excerpt.text.clone(),
            from: Some(excerpt.from),
            to: Some(excerpt.to.max(excerpt.from + 1)),
        });
        let around = finding.place.as_ref().filter(|place| place.sheet.is_none());
        let around = around.and_then(|place| Some((place, place.line? as usize)));
        let Some((place, number)) = around else { return own.iter().map(cut).collect() };
        let Some(lines) = self.file(&place.file) else {
            return own.iter().map(cut).collect();
        };
        let marked = lines.get(number.wrapping_sub(1));
        if marked.is_none() || own.as_ref().is_some_and(|own| marked != Some(&own.text)) {
            return own.iter().map(cut).collect();
        }
        let mark = own.map(|own| (own.from, own.to));
        let column = place.column.map(|column| column as usize - 1);
        let mark = mark.or(column.map(|from| (Some(from), Some(from + 1))));
        let first = number.saturating_sub(1 + AROUND);
        let shown = lines.iter().enumerate().take(number + AROUND).skip(first);
        let line = |(at, text): (usize, &String)| {
            let (from, to) = mark.filter(|_| at + 1 == number).unwrap_or((None, None));
            cut(&Line { number: Some(at as u32 + 1), text: text.clone(), from, to })
        };
        shown.map(line).collect()
    }

    /// The lines of a text file of the project.
    fn file(&mut self, path: &str) -> Option<&Vec<String>> {
        let root = &self.root;
        let read = self.read.entry(path.to_owned()).or_insert_with(|| {
            let disk = root.join(path);
            let small = std::fs::symlink_metadata(&disk)
                .is_ok_and(|meta| meta.is_file() && meta.len() <= MAX_BYTES);
            let bytes = small.then(|| std::fs::read(&disk).ok()).flatten()?;
            let text = String::from_utf8(bytes).ok()?;
            let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
            Some(text.lines().map(str::to_owned).collect())
        });
        read.as_ref()
    }
}

/// A line without what lies far from the part in question.
fn cut(line: &Line) -> Line {
    let start = line.from.unwrap_or(0).saturating_sub(REACH);
    let mut characters = line.text.chars().skip(start);
    let mut text: String = if start > 0 { "…".to_owned() } else { String::new() };
    text.extend(characters.by_ref().take(2 * REACH).map(|c| if c == '\t' { ' ' } else { c }));
    if characters.next().is_some() {
        text.push('…');
    }
    let end = text.chars().count();
    let moved = |at: usize| (at - start.min(at) + usize::from(start > 0)).min(end);
    Line { number: line.number, from: line.from.map(moved), to: line.to.map(moved), text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Code, Place};

    fn lines(finding: Diagnostic, text: &str) -> Vec<Line> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("faultbook.toml"), text).unwrap();
        let findings = Diagnostics::from_iter([finding]);
        told(&findings, true, folder.path()).0.remove(0).lines
    }

    fn key() -> Diagnostic {
        Diagnostic::new(Code::ConfigUnknownKey, "`titel` is no known key")
            .at(Place::at("faultbook.toml", 3, 1))
            .excerpt("titel = 1", 0, 5)
    }

    #[test]
    fn a_finding_shows_two_lines_on_either_side_with_the_place_marked() {
        let shown = lines(key(), "# a\n[site]\ntitel = 1\nb = 2\nc = 3\nd = 4\n");
        let numbers: Vec<_> = shown.iter().map(|line| line.number.unwrap()).collect();
        assert_eq!(numbers, [1, 2, 3, 4, 5]);
        assert_eq!((shown[2].from, shown[2].to), (Some(0), Some(5)));
        assert!(shown.iter().all(|line| line.number == Some(3) || line.from.is_none()));
    }

    #[test]
    fn a_file_that_reads_otherwise_by_now_is_not_quoted() {
        let shown = lines(key(), "# a\n[site]\ntitle = 1\n");
        assert_eq!(shown.len(), 1);
        assert_eq!(shown[0].text, "titel = 1");
    }

    #[test]
    fn a_long_line_is_cut_around_its_mark() {
        let text = format!("{}X{}", "a".repeat(900), "b".repeat(900));
        let finding = Diagnostic::new(Code::ConfigValue, "x")
            .at(Place::at("faultbook.toml", 1, 901))
            .excerpt(text.clone(), 900, 901);
        let shown = lines(finding, &text).remove(0);
        assert!(shown.text.chars().count() < 300);
        let marked: String = shown.text.chars().skip(shown.from.unwrap()).take(1).collect();
        assert_eq!(marked, "X");
        assert!(shown.text.starts_with('…') && shown.text.ends_with('…'));
    }

    #[test]
    fn what_stops_comes_alone_and_without_it_what_is_left_out() {
        let all = Diagnostics::from_iter([
            Diagnostic::new(Code::ValueDate, "warning"),
            Diagnostic::new(Code::FrontMatterSyntax, "error"),
            Diagnostic::new(Code::ConfigValue, "stop"),
        ]);
        let messages = |all: &Diagnostics, failed| {
            let told = told(all, failed, Path::new("")).0;
            told.into_iter().map(|finding| finding.message).collect::<Vec<_>>()
        };
        assert_eq!(messages(&all, true), ["stop"]);
        let good = all.iter().filter(|d| d.severity != Severity::Stop).cloned().collect();
        assert_eq!(messages(&good, false), ["error"]);
        assert_eq!(messages(&good, true).len(), 2, "--strict");
    }
}
