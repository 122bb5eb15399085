//! A proposal for people: what the table is, its columns as an aligned table in the
//! terminal's width, what a dry run gives, and the block.

use super::super::draw::plain;
use super::terminal::{columns, fitted, padded, wrapped};
use crate::ingest::propose::{ColumnProposal, Proposal};
use std::io::{self, Write};

/// Columns of a line that the samples get at least.
const SAMPLES: usize = 18;
/// Columns that a header and a field get at most.
const NAMES: usize = 26;
/// Below this many columns a table does not fit, and each column gets lines of its own.
const NARROW: usize = 84;

/// Writes the proposal.
pub(super) fn write(out: &mut dyn Write, proposal: &Proposal, width: usize) -> io::Result<()> {
    head(out, proposal, width)?;
    writeln!(out)?;
    let all: Vec<Row> = proposal.columns.iter().map(Row::of).collect();
    let (mapped, left): (Vec<&Row>, Vec<&Row>) = all.iter().partition(|row| !row.field.is_empty());
    table(out, &mapped, width)?;
    if !left.is_empty() {
        writeln!(out, "\nstays a note:")?;
        table(out, &left, width)?;
    }
    for note in &proposal.notes {
        entry(out, "note", &plain(note), width)?;
    }
    writeln!(out)?;
    rehearsal(out, proposal, width)?;
    writeln!(out, "\nproposed for faultbook.toml:\n")?;
    for line in proposal.block.lines() {
        writeln!(out, "  {}", plain(line))?;
    }
    Ok(())
}

fn head(out: &mut dyn Write, proposal: &Proposal, width: usize) -> io::Result<()> {
    let sheet =
        proposal.sheet.as_ref().map(|sheet| format!(", sheet \"{sheet}\"")).unwrap_or_default();
    entry(out, "table", &plain(&format!("{}{sheet}", proposal.file)), width)?;
    let holds = if proposal.holds == "log" { "a service log" } else { proposal.holds };
    entry(out, "holds", &plain(&format!("{holds}: {}", proposal.holds_because)), width)?;
    let guessed =
        if proposal.encoding_guessed { " (guessed; check the samples below)" } else { "" };
    let separator = match proposal.delimiter.as_deref() {
        Some(sign) => format!(", separator {sign}"),
        None => String::new(),
    };
    let read = format!(
        "{}{guessed}{separator}, header in row {}",
        proposal.encoding, proposal.header_line
    );
    entry(out, "read as", &plain(&read), width)?;
    if let Some(order) = &proposal.date_order {
        let said = match order.order {
            Some("day_first") => "day before month",
            Some(_) => "month before day",
            None => "undecided",
        };
        entry(out, "dates", &plain(&format!("{said}: {}", order.because)), width)?;
    }
    entry(out, "looked at", &format!("{} rows", proposal.rows_looked_at), width)
}

/// A line with a name in front, wrapped behind it.
fn entry(out: &mut dyn Write, name: &str, text: &str, width: usize) -> io::Result<()> {
    const LEFT: usize = 11;
    for (at, line) in wrapped(text, width.saturating_sub(LEFT)).iter().enumerate() {
        let name = if at == 0 { name } else { "" };
        writeln!(out, "{}{line}", padded(name, LEFT))?;
    }
    Ok(())
}

struct Row {
    number: String,
    header: String,
    field: String,
    because: String,
    samples: String,
}

impl Row {
    fn of(column: &ColumnProposal) -> Self {
        let unit = column.unit.as_ref().map(|unit| format!(" [{unit}]")).unwrap_or_default();
        let field = column.field.as_ref().map(|field| format!("{field}{unit}"));
        let samples: Vec<String> =
            column.samples.iter().map(|text| fitted(&plain(text), 32)).collect();
        Self {
            number: column.number.to_string(),
            header: plain(&column.header),
            field: field.unwrap_or_default(),
            because: plain(&column.because),
            samples: samples.join(" | "),
        }
    }
}

fn table(out: &mut dyn Write, rows: &[&Row], width: usize) -> io::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    if width < NARROW {
        return rows.iter().try_for_each(|row| stacked(out, row, width));
    }
    let widest = |of: fn(&Row) -> &str, title: &str| {
        let most = rows.iter().map(|row| columns(of(row))).max().unwrap_or(0);
        most.max(columns(title)).min(NAMES)
    };
    let number = rows.iter().map(|row| row.number.len()).max().unwrap_or(1).max(1);
    let header = widest(|row| &row.header, "column");
    let field = if rows.iter().all(|row| row.field.is_empty()) {
        0
    } else {
        widest(|row| &row.field, "means")
    };
    let gaps = 2 * if field > 0 { 4 } else { 3 };
    let room = width.saturating_sub(number + header + field + gaps);
    let most = rows.iter().map(|row| columns(&row.because)).max().unwrap_or(0);
    let because = most.min(room.saturating_sub(SAMPLES)).max(12);
    let samples = room.saturating_sub(because);
    let line = |out: &mut dyn Write, cells: [&str; 5]| {
        let [number_cell, header_cell, field_cell, reason, sample] = cells;
        let mut text = format!("{number_cell:>number$}  {}  ", padded(header_cell, header));
        if field > 0 {
            text.push_str(&padded(field_cell, field));
            text.push_str("  ");
        }
        text.push_str(&format!("{}  {}", padded(reason, because), fitted(sample, samples)));
        writeln!(out, "{}", text.trim_end())
    };
    line(out, ["#", "column", "means", "because", "samples"])?;
    for row in rows {
        let reasons = wrapped(&row.because, because);
        for (at, reason) in reasons.iter().enumerate() {
            let first = at == 0;
            let or = |text: &'_ str| if first { text.to_owned() } else { String::new() };
            let (head, name) = (or(&row.number), or(&row.header));
            let (means, shown) = (or(&row.field), or(&row.samples));
            line(out, [&head, &name, &means, reason, &shown])?;
        }
    }
    Ok(())
}

fn stacked(out: &mut dyn Write, row: &Row, width: usize) -> io::Result<()> {
    let arrow = if row.field.is_empty() { String::new() } else { format!(" = {}", row.field) };
    writeln!(out, "{}", fitted(&format!("{} {}{arrow}", row.number, row.header), width))?;
    for line in wrapped(&row.because, width.saturating_sub(4)) {
        writeln!(out, "    {line}")?;
    }
    writeln!(out, "    {}", fitted(&row.samples, width.saturating_sub(4)))
}

fn rehearsal(out: &mut dyn Write, proposal: &Proposal, width: usize) -> io::Result<()> {
    let account = &proposal.rehearsal;
    let text = format!(
        "{} rows: {} accepted, {} repaired, {} skipped, {} rejected",
        account.read, account.accepted, account.repaired, account.skipped, account.rejected
    );
    entry(out, "dry run", &text, width)?;
    for found in &account.findings {
        let text =
            format!("{} {}: {}; first: {}", found.code, found.count, found.title, found.example);
        entry(out, "", &plain(&text), width)?;
    }
    for row in &account.rejected_rows {
        let line = row.line.map(|line| format!("line {line}: ")).unwrap_or_default();
        entry(out, "rejected", &plain(&format!("{line}{}", row.reason)), width)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::propose::Evidence;

    fn column(header: &str, because: &str, sample: &str) -> ColumnProposal {
        ColumnProposal {
            number: 1,
            header: header.to_owned(),
            field: Some("symptom".to_owned()),
            evidence: Evidence::Values,
            because: because.to_owned(),
            unit: None,
            filled: 1,
            samples: vec![sample.to_owned()],
        }
    }

    fn drawn(width: usize) -> String {
        let long =
            "it is the first column of prose and there is much more to say about it than fits";
        let all = [
            column("故障现象描述", long, "屏幕闪烁，重启后恢复"),
            column("x", "y", "\u{1b}[31mred"),
        ];
        let rows: Vec<Row> = all.iter().map(Row::of).collect();
        let mut bytes = Vec::new();
        table(&mut bytes, &rows.iter().collect::<Vec<_>>(), width).expect("written");
        String::from_utf8(bytes).expect("text")
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        for width in [40, 60, 84, 100, 160] {
            let text = drawn(width);
            for line in text.lines() {
                assert!(columns(line) <= width, "{width}: {} {line}", columns(line));
            }
            assert!(!text.contains('\u{1b}'), "a cell steers the terminal");
        }
    }

    #[test]
    fn cells_stand_below_their_titles_in_chinese_too() {
        let text = drawn(120);
        let at = |line: &str, part: &str| columns(&line[..line.find(part).expect("there")]);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(at(lines[0], "means"), at(lines[1], "symptom"));
        assert_eq!(at(lines[0], "samples"), at(lines[1], "屏幕"));
    }
}
