//! A proposal as the block of `faultbook.toml` that says the same, with its reasons as
//! comments.

use super::Evidence;
use super::fields::{Column, Mapping};
use crate::ingest::config::Reads;
use crate::ingest::header::same;
use crate::ingest::preset::Export;
use std::fmt::Write as _;

/// What the block says.
pub(super) struct Written<'a> {
    /// Path in the project.
    pub(super) path: String,
    pub(super) reads: Reads,
    pub(super) preset: Option<&'static str>,
    pub(super) sheet: Option<String>,
    pub(super) encoding: Option<String>,
    pub(super) delimiter: Option<u8>,
    pub(super) date_order: Option<&'static str>,
    pub(super) mapping: &'a Mapping,
    pub(super) headers: &'a [String],
    pub(super) export: Option<&'static Export>,
}

/// The block as text that ends with a line break.
pub(super) fn text(written: &Written<'_>) -> String {
    let (header, table) = match written.reads {
        Reads::Table(kind) => {
            let name = kind.name();
            (format!("[tables.{name}]"), format!("tables.{name}"))
        }
        _ => ("[[logs]]".to_owned(), "logs".to_owned()),
    };
    let mut out = format!("{header}\n");
    line(&mut out, "path", &quoted(&globset::escape(&written.path)));
    if let Some(preset) = written.preset {
        line(&mut out, "preset", &quoted(preset));
    }
    if let Some(sheet) = &written.sheet {
        line(&mut out, "sheet", &quoted(sheet));
    }
    if let Some(encoding) = &written.encoding {
        line(&mut out, "encoding", &format!("{}  # guessed; check the samples", quoted(encoding)));
    }
    if let Some(delimiter) = written.delimiter {
        let sign =
            if delimiter == b'\t' { "tab".to_owned() } else { char::from(delimiter).to_string() };
        line(&mut out, "delimiter", &quoted(&sign));
    }
    if let Some(order) = written.date_order {
        line(&mut out, "date_order", &quoted(order));
    }
    if let Some((field, columns)) = &written.mapping.combine {
        let names: Vec<String> = columns.iter().map(|at| quoted(&written.headers[*at])).collect();
        line(&mut out, "combine", &format!("{{ {field} = [{}] }}", names.join(", ")));
    }
    list(&mut out, "aside", &aside(written));
    list(&mut out, "repeats", &repeats(written));
    columns(&mut out, &table, written);
    units(&mut out, &table, written);
    for (field, words) in &written.mapping.values {
        let _ = writeln!(out, "\n[{table}.values.{field}]");
        for (foreign, word) in words {
            let _ = writeln!(out, "{} = {}", quoted(foreign), quoted(word));
        }
    }
    out
}

fn line(out: &mut String, key: &str, value: &str) {
    let _ = writeln!(out, "{key} = {value}");
}

fn list(out: &mut String, key: &str, names: &[&str]) {
    if !names.is_empty() {
        let names: Vec<String> = names.iter().map(|name| quoted(name)).collect();
        line(out, key, &format!("[{}]", names.join(", ")));
    }
}

fn pairs<'w>(written: &'w Written<'_>) -> impl Iterator<Item = (&'w str, &'w Column)> {
    written.headers.iter().map(String::as_str).zip(&written.mapping.columns)
}

/// Columns that stay notes and that the preset does not name.
fn aside<'w>(written: &'w Written<'_>) -> Vec<&'w str> {
    let by_preset = |header: &str| written.export.is_some_and(|export| export.knows(header));
    let mut names: Vec<&str> = Vec::new();
    for (header, column) in pairs(written) {
        let stays =
            column.field.is_none() && (!header.is_empty() || column.aside) && !by_preset(header);
        if stays && !names.iter().any(|name| same(name, header)) {
            names.push(header);
        }
    }
    names
}

/// Headers that stand several times and that the preset does not allow.
fn repeats<'w>(written: &'w Written<'_>) -> Vec<&'w str> {
    let mut preset = crate::ingest::mapping::SourceBlock::default();
    if let Some(export) = written.export {
        export.fill(&mut preset);
    }
    let mut names: Vec<&str> = Vec::new();
    for (at, header) in written.headers.iter().enumerate().filter(|(_, h)| !h.is_empty()) {
        let again = written.headers[..at].contains(header) && !preset.may_repeat(header);
        if again && !names.contains(&header.as_str()) {
            names.push(header);
        }
    }
    names
}

/// What the reader would not know by itself; the rest as comments.
fn columns(out: &mut String, table: &str, written: &Written<'_>) {
    let combined = written.mapping.combine.as_ref().map(|(_, columns)| *columns);
    let mut own = String::new();
    let mut lines: Vec<&str> = Vec::new();
    for (at, (header, column)) in pairs(written).enumerate() {
        let Some(field) = column.field.filter(|_| combined.is_none_or(|c| !c.contains(&at))) else {
            continue;
        };
        if matches!(column.evidence, Evidence::Preset)
            || lines.iter().any(|name| same(name, header))
        {
            continue;
        }
        if column.evidence == Evidence::Header {
            let _ = writeln!(own, "# {} = {}", quoted(header), quoted(field));
            continue;
        }
        lines.push(header);
        let because = column.because.replace(['\n', '\r', '\t'], " ");
        let because: String = because.chars().filter(|c| !c.is_control()).collect();
        let _ = writeln!(own, "{} = {}  # {because}", quoted(header), quoted(field));
    }
    if own.is_empty() {
        return;
    }
    if lines.is_empty() {
        let _ = write!(out, "# read by their own names:\n{own}");
    } else {
        let _ =
            write!(out, "\n[{table}.columns]  # lines with # are read by their own names\n{own}");
    }
}

fn units(out: &mut String, table: &str, written: &Written<'_>) {
    let mut any = false;
    for (header, column) in pairs(written) {
        let Some(unit) = column.unit.filter(|_| column.field.is_some()) else { continue };
        if !any {
            let _ = writeln!(out, "\n[{table}.units]");
            any = true;
        }
        let _ = writeln!(out, "{} = {}", quoted(header), quoted(unit));
    }
}

/// A text as TOML writes it on one line.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_header_can_be_written() {
        for text in ["a\"b", "a\\b", "设备\n编号", "\u{1}\t", "", "plain"] {
            let table: toml::Table = format!("{} = 1", quoted(text)).parse().expect("TOML");
            assert_eq!(table.keys().next().map(String::as_str), Some(text));
        }
    }
}
