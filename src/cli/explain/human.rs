//! An opened figure for people: value, definition, formula, rows.

use super::numbers::{self, amount};
use super::rows::RowLine;
use super::{Answer, Asked, formula, words};
use crate::analyse::explain::{Figure, Note, Record, Row};
use crate::analyse::sla::SlaState;
use crate::cli::draw::plain;
use crate::render::format::grouped;
use std::io::{self, Write};
use unicode_width::UnicodeWidthStr;

/// Rows shown of each list without `--all`.
const ROWS: usize = 20;
/// Columns a paragraph may take.
const WIDTH: usize = 96;

/// Writes the figure.
pub(super) fn figure(
    out: &mut dyn Write,
    asked: &Asked<'_>,
    answer: &Answer,
    all: bool,
) -> io::Result<()> {
    let (opened, figure) = (&answer.opened, answer.figure());
    let settings = &asked.catalog.settings;
    let value = numbers::value(&opened.value, Some(figure), settings.min_n);
    writeln!(out, "{}  {}", plain(&asked.subject.words), answer.entry.name)?;
    writeln!(out, "  value       {value}")?;
    if let Some(at) = asked.facts.as_of {
        writeln!(out, "  as of       {} ({})", settings.zone.minute(at), settings.zone.name())?;
    }
    paragraph(out, "definition", &words::definition(asked, figure))?;
    for (at, line) in formula::lines(opened, figure, answer.focus).iter().enumerate() {
        paragraph(out, if at == 0 { "formula" } else { "" }, line)?;
    }
    let most = if all { usize::MAX } else { ROWS };
    stretches(out, asked, answer, most)?;
    entering(out, asked, answer, most)?;
    left_out(out, asked, answer, most)
}

fn paragraph(out: &mut dyn Write, name: &str, text: &str) -> io::Result<()> {
    let mut name = name;
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() && line.width() + 1 + word.width() > WIDTH - 14 {
            writeln!(out, "  {name:<12}{line}")?;
            name = "";
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    writeln!(out, "  {name:<12}{line}")
}

fn stretches(
    out: &mut dyn Write,
    asked: &Asked<'_>,
    answer: &Answer,
    most: usize,
) -> io::Result<()> {
    let terms = &answer.opened.terms;
    if terms.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "\n  observed: {}",
        counted(terms.len(), "stretch of a device", "stretches of devices")
    )?;
    let zone = &asked.catalog.settings.zone;
    let head = ["device", "from", "to", "hours", "hours down"].map(str::to_owned).to_vec();
    let lines = terms.iter().take(most).map(|term| {
        vec![
            asked.catalog.device(term.device).id.to_string(),
            zone.minute(term.period.start),
            zone.minute(term.period.end),
            amount(term.observed_h),
            amount(term.downtime_h),
        ]
    });
    table(out, head, lines.collect())?;
    more(out, terms.len(), most)
}

fn entering(
    out: &mut dyn Write,
    asked: &Asked<'_>,
    answer: &Answer,
    most: usize,
) -> io::Result<()> {
    let (rows, figure) = (&answer.opened.rows, answer.figure());
    if figure_without_rows(figure) {
        return Ok(());
    }
    writeln!(out, "\n  included: {}", counted(rows.len(), "row", "rows"))?;
    let value = words::value_header(figure);
    let mut head = vec![called(rows.first().map(|row| row.record)), "device".to_owned()];
    head.extend(value.map(str::to_owned));
    head.extend(["read from".to_owned(), String::new()]);
    let line = |row: &Row| {
        let line = asked.entering(row);
        let shown = value.map(|_| shown(row, figure));
        cells(line, shown)
    };
    table(out, head, rows.iter().take(most).map(line).collect())?;
    more(out, rows.len(), most)
}

/// What the records of a list are.
fn called(first: Option<Record>) -> String {
    match first {
        Some(Record::Complaint(_)) => "complaint",
        Some(Record::Visit(_)) => "visit",
        Some(Record::Action(_)) => "measure",
        Some(Record::Event(_)) | None => "ticket",
    }
    .to_owned()
}

fn figure_without_rows(figure: Figure) -> bool {
    matches!(figure, Figure::Exposure(_))
}

fn shown(row: &Row, figure: Figure) -> String {
    let pending = Note::State(SlaState::Pending) == row.note
        || Note::State(SlaState::PendingAtRisk) == row.note
        || Note::ClosedJob == row.note;
    match words::is_yes_or_no(figure) {
        true if pending => "-".to_owned(),
        true => if row.value > 0.0 { "yes" } else { "no" }.to_owned(),
        false => amount(row.value),
    }
}

fn cells(line: RowLine, value: Option<String>) -> Vec<String> {
    let mut cells = vec![line.id, line.device.unwrap_or_else(|| "-".to_owned())];
    cells.extend(value);
    cells.push(line.place);
    let told = [line.why.map(str::to_owned), line.note];
    cells.push(told.into_iter().flatten().collect::<Vec<_>>().join("; "));
    cells
}

fn left_out(
    out: &mut dyn Write,
    asked: &Asked<'_>,
    answer: &Answer,
    most: usize,
) -> io::Result<()> {
    let (list, figure) = (&answer.opened.left_out, answer.figure());
    if list.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n  left out: {}", counted(list.len(), "row", "rows"))?;
    let lines: Vec<RowLine> = list.iter().map(|left| asked.left_out(left, figure)).collect();
    let mut reasons: Vec<(&str, usize)> = Vec::new();
    for line in &lines {
        let why = line.why.unwrap_or_default();
        match reasons.iter_mut().find(|(known, _)| *known == why) {
            Some((_, count)) => *count += 1,
            None => reasons.push((why, 1)),
        }
    }
    reasons.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    for (why, count) in reasons {
        writeln!(out, "    {:>7}  {}", grouped(count as u64), plain(why))?;
    }
    let total = lines.len();
    let first = called(list.first().map(|left| left.record));
    let head = vec![first, "device".to_owned(), "read from".to_owned(), String::new()];
    table(out, head, lines.into_iter().take(most).map(|line| cells(line, None)).collect())?;
    more(out, total, most)
}

fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", grouped(n as u64), if n == 1 { one } else { many })
}

fn more(out: &mut dyn Write, total: usize, most: usize) -> io::Result<()> {
    if total <= most {
        return Ok(());
    }
    writeln!(out, "    ... and {} more; --all shows them", grouped((total - most) as u64))
}

/// Columns as wide as their widest cell; the last is not filled up.
fn table(out: &mut dyn Write, head: Vec<String>, rows: Vec<Vec<String>>) -> io::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let rows: Vec<Vec<String>> = std::iter::once(head).chain(rows).collect();
    let columns = rows[0].len();
    let cell = |row: &Vec<String>, at: usize| plain(&row[at]);
    let widths: Vec<usize> = (0..columns)
        .map(|at| rows.iter().map(|row| cell(row, at).width()).max().unwrap_or(0))
        .collect();
    for row in &rows {
        let mut line = String::new();
        for (at, width) in widths.iter().enumerate() {
            let text = cell(row, at);
            let fill = width - text.width();
            line.push_str(&text);
            line.push_str(&" ".repeat(fill + 2));
        }
        writeln!(out, "    {}", line.trim_end())?;
    }
    Ok(())
}
