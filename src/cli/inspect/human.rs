//! What `inspect` found, for people: a heading, a line a field, references, findings.

use super::file;
use super::sheet::{Group, Reference, Sheet};
use crate::cli::draw::{self, plain};
use crate::diag::{Diagnostic, Diagnostics, Severity};
use serde_json::Value;
use std::io::{self, Write};

/// Ids listed of one kind without `--verbose`.
const IDS: usize = 12;
/// Column in which values begin.
const VALUES: usize = 24;

/// How much is shown.
#[derive(Clone, Copy, Debug)]
pub(super) struct Much {
    /// Every id and finding, and fields that have no value.
    pub(super) all: bool,
}

/// Writes a record.
pub(super) fn record(out: &mut dyn Write, sheet: &Sheet, much: Much) -> io::Result<()> {
    let title = sheet.title.as_deref().map(|title| format!("  {}", plain(title)));
    let kind = sheet.kind.replace('_', " ");
    writeln!(out, "{kind} {}{}", plain(&sheet.id), title.unwrap_or_default())?;
    for origin in &sheet.origin {
        let line = origin.line.map(|line| format!(":{line}")).unwrap_or_default();
        pair(out, "read from", &format!("{}{line}", origin.file))?;
    }
    if sheet.origin.is_empty() {
        pair(out, "read from", "(no record of its own: only named by others)")?;
    }
    for (name, value) in &sheet.fields.0 {
        // where it was read stands above, under its own name
        if name != "source" && (much.all || !is_blank(value)) {
            pair(out, name, &text(value))?;
        }
    }
    references(out, &sheet.refers_to)?;
    groups(out, &sheet.referred_by, much)?;
    findings(out, &sheet.findings, much)
}

fn references(out: &mut dyn Write, list: &[Reference]) -> io::Result<()> {
    if !list.is_empty() {
        writeln!(out, "  refers to")?;
    }
    for reference in list {
        let title = reference.title.as_deref().map(|t| format!("  {t}")).unwrap_or_default();
        let known = if reference.known { "" } else { "  (has no record of its own)" };
        inner(out, reference.kind, &format!("{}{title}{known}", reference.id))?;
    }
    Ok(())
}

fn groups(out: &mut dyn Write, list: &[Group], much: Much) -> io::Result<()> {
    if !list.is_empty() {
        writeln!(out, "  named by")?;
    }
    for group in list {
        let shown = if much.all { group.count } else { IDS };
        let ids: Vec<&str> = group.ids.iter().take(shown).map(String::as_str).collect();
        let more = if group.count > shown { ", … (all with --verbose)" } else { "" };
        inner(out, group.kind, &format!("{}: {}{more}", group.count, ids.join(", ")))?;
    }
    Ok(())
}

/// Writes the tables of a file, or the file, and what was found in it.
pub(super) fn files(out: &mut dyn Write, sheets: &[file::Sheet], much: Much) -> io::Result<()> {
    for sheet in sheets {
        file(out, sheet)?;
    }
    sheets.first().map_or(Ok(()), |first| findings(out, &first.findings, much))
}

fn file(out: &mut dyn Write, sheet: &file::Sheet) -> io::Result<()> {
    writeln!(out, "file {}", plain(&sheet.path))?;
    let unread = if sheet.findings.is_empty() {
        "(not read: it lies in no folder of records, and no block of faultbook.toml names it)"
    } else {
        "(not read, see below)"
    };
    pair(out, "read as", sheet.read_as.as_deref().unwrap_or(unread))?;
    if let Some(encoding) = &sheet.encoding {
        pair(out, "encoding", encoding)?;
    }
    if let Some(delimiter) = sheet.delimiter {
        pair(out, "separator", separator(delimiter))?;
    }
    if let Some(rows) = sheet.rows {
        let account = format!(
            "{} read: {} accepted, {} repaired, {} skipped, {} rejected",
            rows.read, rows.accepted, rows.repaired, rows.skipped, rows.rejected
        );
        pair(out, "rows", &account)?;
    }
    if !sheet.columns.is_empty() {
        writeln!(out, "  columns")?;
    }
    for column in &sheet.columns {
        let field = match &column.field {
            Some(field) => field.clone(),
            None if column.examples.is_empty() => {
                "(no field of its own: empty, or part of `combine` or `keep`)".to_owned()
            }
            None => format!("(not known, kept as a note) {}", column.examples.join(" | ")),
        };
        writeln!(out, "    {} → {}", plain(&column.header), plain(&field))?;
    }
    for record in &sheet.records {
        pair(out, &record.kind.replace('_', " "), &record.id)?;
    }
    Ok(())
}

fn separator(delimiter: char) -> &'static str {
    match delimiter {
        ',' => "comma",
        ';' => "semicolon",
        '\t' => "tab",
        '|' => "| (a Markdown table)",
        _ => "another sign",
    }
}

fn findings(out: &mut dyn Write, list: &[Diagnostic], much: Much) -> io::Result<()> {
    if list.is_empty() {
        return writeln!(out, "  nothing was found about it\n");
    }
    writeln!(out, "  found about it\n")?;
    let list: Diagnostics = list.iter().cloned().collect();
    draw::human(out, &list, draw::View::new(Severity::Note, much.all))
}

fn pair(out: &mut dyn Write, name: &str, value: &str) -> io::Result<()> {
    writeln!(out, "  {:<width$}{}", plain(name), plain(value), width = VALUES - 2)
}

fn inner(out: &mut dyn Write, kind: &str, value: &str) -> io::Result<()> {
    writeln!(out, "    {:<width$}{}", kind.replace('_', " "), plain(value), width = VALUES - 4)
}

fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(map) => map.is_empty(),
        _ => false,
    }
}

/// A value on one line.
fn text(value: &Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Number(number) => number.as_f64().map_or_else(String::new, |n| n.to_string()),
        Value::String(text) => text.clone(),
        Value::Array(list) => list.iter().map(text).collect::<Vec<_>>().join("; "),
        Value::Object(map) => {
            let filled = map.iter().filter(|(_, value)| !is_blank(value));
            filled
                .map(|(name, value)| format!("{name} {}", text(value)))
                .collect::<Vec<_>>()
                .join(", ")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_value_is_one_line() {
        for (value, want) in [
            (json!(null), "-"),
            (json!(true), "yes"),
            (json!(12.0), "12"),
            (json!(0.5), "0.5"),
            (json!(["a", "b"]), "a; b"),
            (json!([{"customer": "C-01", "from": null}]), "customer C-01"),
        ] {
            assert_eq!(text(&value), want);
        }
    }
}
