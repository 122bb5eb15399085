//! Findings for people: the place, the line with the part in question underlined,
//! what was expected and how to mend it. The worst come last, next to the summary;
//! of a kind that is frequent only the first few are shown.

use super::{View, plain, word};
use crate::cli::voice::Voice;
use crate::diag::{Code, Diagnostic, Diagnostics, Excerpt, Place, Severity};
use annotate_snippets::renderer::Renderer;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Snippet};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// How many of one code are shown of one file.
const OF_A_FILE: usize = 3;
/// How many files are shown of one code.
const FILES: usize = 5;
/// Characters of a line shown at most, on either side of the part in question.
const REACH: usize = 160;

type Kinds<'a> = BTreeMap<(Reverse<Severity>, Code), BTreeMap<&'a str, Vec<&'a Diagnostic>>>;

/// Writes the findings, grouped by severity, code and file.
pub(in crate::cli) fn human(
    out: &mut dyn Write,
    diagnostics: &Diagnostics,
    view: View,
) -> io::Result<()> {
    let mut kinds: Kinds<'_> = BTreeMap::new();
    for diagnostic in diagnostics.iter().filter(|d| view.shows(d)) {
        let file = diagnostic.place.as_ref().map_or("", |place| &place.file);
        let kind = kinds.entry((Reverse(diagnostic.severity), diagnostic.code)).or_default();
        kind.entry(file).or_default().push(diagnostic);
    }
    for ((_, code), files) in &kinds {
        kind(out, *code, files, view)?;
    }
    Ok(())
}

fn kind(
    out: &mut dyn Write,
    code: Code,
    files: &BTreeMap<&str, Vec<&Diagnostic>>,
    view: View,
) -> io::Result<()> {
    let voice = view.voice;
    let (shown_files, shown) =
        if view.all { (files.len(), usize::MAX) } else { (FILES, OF_A_FILE) };
    for (file, list) in files.iter().take(shown_files) {
        for diagnostic in list.iter().take(shown) {
            writeln!(out, "{}\n", draw(diagnostic, voice))?;
        }
        let more = list.len().saturating_sub(shown);
        if more > 0 {
            let whence =
                if file.is_empty() { String::new() } else { format!(" in {}", plain(file)) };
            let like = format!("… and {more} more {code} like this{whence}");
            writeln!(out, "{}\n", voice.say(&like))?;
        }
    }
    let rest: Vec<usize> = files.values().skip(shown_files).map(Vec::len).collect();
    if !rest.is_empty() {
        let count: usize = rest.iter().sum();
        let noun = if rest.len() == 1 { "file" } else { "files" };
        let others = format!("… and {count} more {code} in {} other {noun}", rest.len());
        writeln!(out, "{}\n", voice.say(&others))?;
    }
    if rest.len() + files.values().filter(|list| list.len() > shown).count() > 0 {
        let all = "  (all with --verbose or on the data-quality page)";
        writeln!(out, "{}\n", voice.say(all))?;
    }
    Ok(())
}

/// One finding as a drawing.
fn draw(diagnostic: &Diagnostic, voice: Voice) -> String {
    let said = |text: &str| plain(&voice.say(text));
    let code = diagnostic.code.to_string();
    let level = match diagnostic.severity {
        Severity::Stop | Severity::Error => Level::ERROR,
        Severity::Row | Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let name = voice.say(word(diagnostic.severity));
    let title = level.with_name(name).primary_title(said(&diagnostic.message));
    let mut group = Group::with_title(title.id(code));
    if let Some(place) = &diagnostic.place {
        group = at(group, place, diagnostic.excerpt.as_ref());
    }
    if let (Some(raw), None) = (&diagnostic.raw, &diagnostic.excerpt) {
        group =
            group.element(Level::NOTE.with_name(voice.say("found")).message(shorten(&plain(raw))));
    }
    if let Some(expected) = &diagnostic.expected {
        group = group.element(Level::NOTE.with_name(voice.say("expected")).message(said(expected)));
    }
    if let Some(hint) = &diagnostic.hint {
        group = group.element(Level::HELP.with_name(voice.say("help")).message(said(hint)));
    }
    without_second_origin(&Renderer::styled().term_width(120).render(&[group]))
}

/// Where the place stands in a line of its own the drawing adds an empty one for the
/// excerpt's, which says nothing.
fn without_second_origin(drawn: &str) -> String {
    let empty = |line: &&str| anstream::adapter::strip_str(line).to_string().trim() == ":::";
    drawn.lines().filter(|line| !empty(line)).collect::<Vec<_>>().join("\n")
}

fn at<'a>(group: Group<'a>, place: &Place, excerpt: Option<&Excerpt>) -> Group<'a> {
    let line = place.line.unwrap_or(1) as usize;
    let Some(excerpt) = excerpt else { return group.element(origin(place)) };
    let (text, span, cut) = window(excerpt);
    let mut mark = AnnotationKind::Primary.span(span);
    if let Some(header) = &place.header {
        mark = mark.label(plain(header));
    }
    let snippet = Snippet::source(text).line_start(line).annotation(mark);
    if cut || place.sheet.is_some() {
        // The drawing would count columns from the cut, or characters in place of
        // cells; the place knows the true one.
        return group.element(origin(place)).element(snippet);
    }
    group.element(snippet.path(plain(&place.file)))
}

/// File, line and column, or workbook, sheet and cell, as one line.
fn origin<'a>(place: &Place) -> Origin<'a> {
    if place.sheet.is_some() {
        return Origin::path(plain(&place.to_string()));
    }
    let origin = Origin::path(plain(&place.file));
    match (place.line, place.column) {
        (Some(line), Some(column)) => origin.line(line as usize).char_column(column as usize),
        (Some(line), None) => origin.line(line as usize),
        (None, _) => origin,
    }
}

/// The excerpt's text, cut around the part in question where it is very long; the
/// part in bytes; and whether the beginning was cut.
fn window(excerpt: &Excerpt) -> (String, std::ops::Range<usize>, bool) {
    let start = excerpt.from.saturating_sub(REACH);
    let mut text = String::new();
    let (mut from, mut to) = (None, None);
    if start > 0 {
        text.push('…');
    }
    let mut characters = excerpt.text.chars().enumerate().skip(start);
    for (n, c) in characters.by_ref().take(REACH * 3) {
        if n == excerpt.from {
            from = Some(text.len());
        }
        if n == excerpt.to {
            to = Some(text.len());
        }
        match c {
            '\t' => text.push(' '),
            '\n' | '\r' => text.push('␤'),
            c if c.is_control() || super::steers_reading(c) => text.push('\u{fffd}'),
            c => text.push(c),
        }
    }
    let end = text.len();
    if characters.next().is_some() {
        text.push('…');
    }
    let from = from.unwrap_or(end);
    let to = to.unwrap_or(end).max(from);
    (text, from..to, start > 0)
}

fn shorten(text: &str) -> String {
    if text.chars().count() <= REACH {
        return text.to_owned();
    }
    text.chars().take(REACH).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(diagnostics: &Diagnostics, view: View) -> String {
        let mut bytes = Vec::new();
        human(&mut anstream::StripStream::new(&mut bytes), diagnostics, view).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    const MOST: View = View { least: Severity::Warning, all: false, voice: Voice::English };

    fn bad_date(file: &str, line: u32) -> Diagnostic {
        Diagnostic::new(Code::ValueDate, "“三月五日” is no date")
            .at(Place::at(file, line, 8).with_header("报修时间"))
            .expected("a date such as 2024-03-05")
            .hint("write the year, too")
            .excerpt("设备七号,E1,三月五日,坏了", 8, 12)
    }

    #[test]
    fn a_finding_shows_place_line_expectation_and_remedy() {
        let list = Diagnostics::from_iter([bad_date("content/logs/a.csv", 12)]);
        let want = "\
warning[FB0401]: “三月五日” is no date
  --> content/logs/a.csv:12:9
   |
12 | 设备七号,E1,三月五日,坏了
   |             ^^^^^^^^ 报修时间
   |
   = expected: a date such as 2024-03-05
   = help: write the year, too

";
        assert_eq!(drawn(&list, MOST), want);
    }

    #[test]
    fn a_finding_in_a_workbook_shows_sheet_and_cell() {
        let sheet = Place::sheet("维修.xlsx", "2026");
        let finding = Diagnostic::new(Code::ValueDate, "“三月五日” is no date")
            .at(sheet.on_cell(17, 3).with_header("报修时间"))
            .excerpt("A-7,E1,,三月五日", 8, 12);
        let want = "\
warning[FB0401]: “三月五日” is no date
  --> 维修.xlsx [2026!D17]
   |
17 | A-7,E1,,三月五日
   |         ^^^^^^^^ 报修时间

";
        assert_eq!(drawn(&Diagnostics::from_iter([finding]), MOST), want);
    }

    #[test]
    fn frequent_findings_are_grouped() {
        let list: Diagnostics = (1..=358).map(|n| bad_date("content/logs/a.csv", n)).collect();
        let text = drawn(&list, MOST);
        assert_eq!(text.matches("is no date").count(), 3);
        assert!(text.contains("… and 355 more FB0401 like this in content/logs/a.csv"));
        assert_eq!(drawn(&list, View { all: true, ..MOST }).matches("is no date").count(), 358);
    }

    #[test]
    fn findings_of_many_files_are_counted() {
        let list: Diagnostics = (1..=9).map(|n| bad_date(&format!("{n}.csv"), 1)).collect();
        assert!(drawn(&list, MOST).contains("… and 4 more FB0401 in 4 other files"));
    }

    #[test]
    fn the_worst_comes_last_and_notes_are_kept_back() {
        let list = Diagnostics::from_iter([
            Diagnostic::new(Code::IdCollision, "two records are called E-1"),
            Diagnostic::new(Code::FileIgnored, "left aside"),
            Diagnostic::new(Code::ModelUnknown, "a note"),
            bad_date("a.csv", 1),
        ]);
        let text = drawn(&list, MOST);
        assert!(!text.contains("left aside"));
        assert!(text.find("is no date").unwrap() < text.find("two records").unwrap());
        assert!(drawn(&list, View { least: Severity::Note, ..MOST }).contains("left aside"));
    }

    #[test]
    fn a_very_long_line_is_cut_around_the_cell() {
        let text = format!("{},x,{}", "a".repeat(5000), "b".repeat(5000));
        let finding = Diagnostic::new(Code::ValueNumber, "“x” is no number")
            .at(Place::at("a.csv", 2, 5002))
            .excerpt(text, 5001, 5002);
        let drawn = drawn(&Diagnostics::from_iter([finding]), MOST);
        assert!(drawn.lines().all(|l| l.chars().count() < 500), "{drawn}");
        assert!(drawn.contains("a.csv:2:5002"), "{drawn}");
        assert!(drawn.contains('^'), "{drawn}");
    }

    #[test]
    fn nothing_from_a_file_steers_the_terminal() {
        let finding = Diagnostic::new(Code::ValueWord, "“\u{1b}[31mred” is no word")
            .at(Place::at("a\u{1b}]0;x\u{7}.csv", 1, 1))
            .raw("\u{1b}[2J\u{202e}x")
            .excerpt("\u{1b}[2Jx\u{0}", 0, 99);
        let mut bytes = Vec::new();
        human(&mut bytes, &Diagnostics::from_iter([finding]), MOST).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert!(!text.contains("\u{1b}[2J") && !text.contains("\u{1b}]0"), "{text:?}");
        assert!(!text.contains("\u{1b}[31mred") && !text.contains('\0'), "{text:?}");
    }
}
