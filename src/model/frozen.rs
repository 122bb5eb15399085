//! A frozen report as a file: what the report of a month or year said when it was
//! signed, one figure a line, and a hash of every row behind it. The form is written and
//! read here alone, so that both sides agree on it.
//!
//! Not here: which figures a report has and what differs (`render::frozen`), the disk
//! (`ingest` reads these files, `cli` writes them).

use super::time::{Instant, ReportPeriod};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;
use std::sync::Arc;

/// The folder of a project that holds its frozen reports; nothing in it is content.
pub const FOLDER: &str = "frozen-reports";
/// The form that is written, and the newest that is understood.
const FORMAT: u32 = 1;
const HEAD: &str = "faultbook frozen report, format ";
const ADVICE: &str = "# What the report said when it was frozen. Keep this file in version control; \
                      do not edit it (docs/reports.md).";

/// Figures by their path in the report's data file, each as JSON writes it.
pub type Figures = BTreeMap<String, String>;

/// A row by what stays with it wherever it is exported: its ticket and its device.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowKey {
    /// The ticket id.
    pub ticket: String,
    /// The device; empty where the row names none.
    pub device: String,
}

/// What is to be written into a file.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The site whose report it is, by its folder: `internal`, `customers/C-01`.
    pub site: String,
    /// The month or year.
    pub period: ReportPeriod,
    /// The instant that the figures are for, ISO 8601 with offset.
    pub as_of: String,
    /// The figures.
    pub figures: Figures,
    /// The rows behind them, each with its hash.
    pub rows: BTreeMap<RowKey, String>,
}

impl Draft {
    /// Where the file lies, below the project's folder.
    pub fn file(&self) -> String {
        file(&self.site, self.period)
    }

    /// The text of the file: the same for the same report, whoever writes it.
    pub fn text(&self) -> String {
        let mut out = format!("{HEAD}{FORMAT}\n{ADVICE}\n");
        let heads = [
            ("program", env!("CARGO_PKG_VERSION").to_owned()),
            ("site", self.site.clone()),
            ("period", self.period.to_string()),
            ("as_of", self.as_of.clone()),
            ("figures", self.figures.len().to_string()),
        ];
        for (name, value) in heads {
            let _ = writeln!(out, "{name}\t{value}");
        }
        for (path, value) in &self.figures {
            let _ = writeln!(out, "{path}\t{value}");
        }
        let _ = writeln!(out, "rows\t{}", self.rows.len());
        for (key, hash) in &self.rows {
            let _ = writeln!(out, "{}\t{}\t{hash}", escaped(&key.ticket), escaped(&key.device));
        }
        let seal = seal(&out);
        let _ = writeln!(out, "seal\t{seal}");
        out
    }
}

/// Where the frozen report of a site lies, below the project's folder.
pub fn file(site: &str, period: ReportPeriod) -> String {
    format!("{FOLDER}/{site}/{period}.txt")
}

/// A frozen report that was read and is whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frozen {
    /// Its path below the project's folder.
    pub file: Arc<str>,
    /// The site whose report it is, by its folder.
    pub site: String,
    /// The month or year.
    pub period: ReportPeriod,
    /// The version of the program that wrote it.
    pub program: String,
    /// The instant that its figures are for, as written.
    pub as_of: String,
    /// The same as an instant.
    pub at: Instant,
    /// The whole text; figures and rows are looked up in it when they are asked for.
    text: String,
    figures: Range<usize>,
    rows: Range<usize>,
}

/// Why a file is no frozen report that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unusable {
    /// The line that shows it, from 1.
    pub line: u32,
    /// What is wrong.
    pub why: String,
    /// How to mend it.
    pub mend: &'static str,
}

const FROM_HISTORY: &str = "take the file back from version control, or freeze the report anew \
                            with: faultbook report PERIOD --freeze --restate";
const NO_PLACE: &str = "move it out of this folder, which is for frozen reports alone";
const NEWER: &str = "use that version of faultbook, or a newer one";
const JOINED: &str = "choose one of the two versions of the whole file in version control (git \
                      checkout --ours or --theirs); lines of both cannot be joined";

impl Frozen {
    /// Reads a file's text.
    pub fn parse(file: &str, text: &str) -> Result<Self, Unusable> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n");
        check_form(&text)?;
        let end = sealed(&text)?;
        let mut reader = Reader { text: &text[..end], at: 0, line: 1 };
        reader.skip_notes();
        let program = reader.head("program")?.to_owned();
        let site = reader.head("site")?.to_owned();
        let period = reader.head("period")?;
        let Some(period) = ReportPeriod::parse(period) else {
            return Err(reader.wrong(format!("`{period}` is no month and no year")));
        };
        let as_of = reader.head("as_of")?.to_owned();
        let Ok(stamp) = as_of.parse::<jiff::Timestamp>() else {
            return Err(reader.wrong(format!("`{as_of}` is no instant")));
        };
        let figures = reader.block("figures", 2)?;
        let rows = reader.block("rows", 3)?;
        Ok(Self {
            file: file.into(),
            site,
            period,
            program,
            as_of,
            at: Instant(stamp.as_millisecond()),
            figures,
            rows,
            text,
        })
    }

    /// The figures, in order of path.
    pub fn figures(&self) -> impl Iterator<Item = (&str, &str)> {
        self.text[self.figures.clone()].lines().filter_map(|line| line.split_once('\t'))
    }

    /// The rows behind them, each with its hash.
    pub fn rows(&self) -> BTreeMap<RowKey, &str> {
        let row = |line: &'_ str| -> Option<(RowKey, Range<usize>)> {
            let mut cells = line.split('\t');
            let key = RowKey { ticket: plain(cells.next()?), device: plain(cells.next()?) };
            let hash = cells.next()?;
            Some((key, line.len() - hash.len()..line.len()))
        };
        let lines = self.text[self.rows.clone()].lines();
        lines.filter_map(|line| row(line).map(|(key, hash)| (key, &line[hash]))).collect()
    }
}

/// The marks that version control leaves, the first line, the form.
fn check_form(text: &str) -> Result<(), Unusable> {
    let marks = ["<<<<<<< ", "=======", ">>>>>>> ", "||||||| "];
    for (at, line) in text.lines().enumerate() {
        if marks.iter().any(|mark| line.starts_with(mark)) {
            let why = "two versions of this file met in version control and were not decided on";
            return Err(unusable(at, why.to_owned(), JOINED));
        }
    }
    let first = text.lines().next().unwrap_or_default();
    let Some(format) = first.strip_prefix(HEAD) else {
        let (why, mend) = if text.trim().is_empty() {
            ("this file is empty", FROM_HISTORY)
        } else {
            ("this is no frozen report: its first line is another one", NO_PLACE)
        };
        return Err(unusable(0, why.to_owned(), mend));
    };
    match format.trim().parse::<u32>() {
        Ok(format) if (1..=FORMAT).contains(&format) => Ok(()),
        Ok(format) if format > FORMAT => {
            let why = format!(
                "a newer version of faultbook wrote this file (form {format}; this version reads \
                 up to form {FORMAT})"
            );
            Err(unusable(0, why, NEWER))
        }
        _ => Err(unusable(0, format!("`{format}` is no form of this file"), FROM_HISTORY)),
    }
}

/// Where the sealed text ends, if it is what was written.
fn sealed(text: &str) -> Result<usize, Unusable> {
    let start = text.trim_end_matches('\n').rfind('\n').map_or(0, |at| at + 1);
    let line = text[..start].matches('\n').count();
    let last = text[start..].trim_end_matches('\n');
    let Some(written) = last.strip_prefix("seal\t") else {
        let why = "this file is cut off: the seal is missing, which is its last line".to_owned();
        return Err(unusable(line, why, FROM_HISTORY));
    };
    if written == seal(&text[..start]) {
        return Ok(start);
    }
    let why = "this file was changed after it was written: the seal does not fit what stands above \
               it";
    Err(unusable(line, why.to_owned(), FROM_HISTORY))
}

fn unusable(line: usize, why: String, mend: &'static str) -> Unusable {
    Unusable { line: line as u32 + 1, why, mend }
}

fn seal(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex()[..32].to_owned()
}

/// Text in a line of cells: what would end a cell or a path step is written as its number.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() || matches!(c, '\\' | '[' | ']' | '\u{2028}' | '\u{2029}') {
            let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

/// The text that [`escaped`] was given.
fn plain(text: &str) -> String {
    let mut parts = text.split("\\u{");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (number, rest) = part.split_once('}').unwrap_or(("", part));
        out.extend(u32::from_str_radix(number, 16).ok().and_then(char::from_u32));
        out.push_str(rest);
    }
    out
}

/// Reads lines of a sealed text; a line that is not as expected is told by number.
struct Reader<'t> {
    text: &'t str,
    at: usize,
    line: usize,
}

impl<'t> Reader<'t> {
    fn next(&mut self) -> Option<&'t str> {
        self.line += 1;
        let line = self.text[self.at..].lines().next()?;
        self.at += line.len() + 1;
        Some(line)
    }

    /// The first line, and remarks behind it.
    fn skip_notes(&mut self) {
        self.next();
        while self.text[self.at..].starts_with('#') {
            self.next();
        }
    }

    fn head(&mut self, name: &str) -> Result<&'t str, Unusable> {
        let line = self.next().unwrap_or_default();
        let value = line.strip_prefix(name).and_then(|rest| rest.strip_prefix('\t'));
        value.ok_or_else(|| self.wrong(format!("`{name}` was expected here")))
    }

    /// So many lines as its head says, each of so many cells.
    fn block(&mut self, name: &str, cells: usize) -> Result<Range<usize>, Unusable> {
        let count = self.head(name)?;
        let Ok(count) = count.parse::<usize>() else {
            return Err(self.wrong(format!("`{count}` is no number of lines")));
        };
        let start = self.at;
        for _ in 0..count {
            let line = self.next().unwrap_or_default();
            if line.split('\t').count() != cells {
                return Err(self.wrong(format!("a line of {name} has {cells} cells")));
            }
        }
        Ok(start..self.at)
    }

    /// What is wrong with the line that was read last.
    fn wrong(&self, why: String) -> Unusable {
        unusable(self.line.saturating_sub(2), why, FROM_HISTORY)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> Draft {
        let key = |ticket: &str| RowKey { ticket: ticket.to_owned(), device: "D-1".to_owned() };
        Draft {
            site: "customers/C-01".to_owned(),
            period: ReportPeriod::parse("2026-10").unwrap(),
            as_of: "2026-10-31T23:59:59+08:00".to_owned(),
            figures: [("a.b", "1"), ("restore_h.median", "5.1"), ("x", "null")]
                .map(|(path, value)| (path.to_owned(), value.to_owned()))
                .into(),
            rows: [(key("FR-1"), "00ff".to_owned()), (key("a\tb[\\]"), "11".to_owned())].into(),
        }
    }

    fn wrong(text: &str) -> (u32, String) {
        let unusable = Frozen::parse("f.txt", text).expect_err("it cannot be used");
        (unusable.line, unusable.why)
    }

    #[test]
    fn what_was_written_is_read_again() {
        let draft = draft();
        for text in
            [draft.text(), draft.text().replace('\n', "\r\n"), format!("\u{feff}{}", draft.text())]
        {
            let read = Frozen::parse("f.txt", &text).expect("a frozen report");
            let figures: Vec<(&str, &str)> = read.figures().collect();
            assert_eq!(figures, [("a.b", "1"), ("restore_h.median", "5.1"), ("x", "null")]);
            let rows: BTreeMap<RowKey, String> =
                read.rows().into_iter().map(|(key, hash)| (key, hash.to_owned())).collect();
            assert_eq!(rows, draft.rows);
            assert_eq!((read.site, read.period), (draft.site.clone(), draft.period));
            assert_eq!(read.as_of, draft.as_of);
        }
    }

    #[test]
    fn a_broken_file_is_told_with_its_line() {
        let text = draft().text();
        let lines = text.lines().count() as u32;
        let (line, why) = wrong(&text.replace("5.1", "5.3"));
        assert!(line == lines && why.contains("changed after"), "{line}: {why}");
        for cut in 1..text.len() - 1 {
            let (_, why) = wrong(&text[..cut]);
            assert!(!why.is_empty());
        }
        let half = &text[..text.find("rows\t").unwrap()];
        assert!(wrong(half).1.contains("cut off"));
        let merged = text.replace("x\tnull\n", "<<<<<<< HEAD\nx\t1\n=======\nx\t2\n>>>>>>> b\n");
        let (line, why) = wrong(&merged);
        assert!(line == 10 && why.contains("version control"), "{line}: {why}");
        assert!(wrong(&text.replace("format 1", "format 2")).1.contains("newer version"));
        assert!(wrong("id,device\n1,2\n").1.contains("no frozen report"));
        assert!(wrong("").1.contains("empty"));
    }

    #[test]
    fn a_sealed_file_of_another_shape_is_told_with_its_line() {
        let resealed = |from: &str, to: &str| {
            let text = draft().text().replace(from, to);
            let body = &text[..text.find("seal\t").unwrap()];
            wrong(&format!("{body}seal\t{}\n", seal(body)))
        };
        assert_eq!(resealed("period\t2026-10", "period\tOctober").0, 5);
        assert_eq!(resealed("site\t", "place\t").0, 4);
        assert_eq!(resealed("figures\t3", "figures\tthree").0, 7);
        assert_eq!(resealed("a.b\t1", "a.b 1").0, 8);
        assert_eq!(resealed("rows\t2", "rows\t3").0, 14);
    }
}
