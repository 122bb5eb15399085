//! Files whose folder does not say what they are: a folder with a CSV and nothing
//! else, loose Markdown files. Names, headers and the `kind` key decide.

use super::columns::Kind;
use super::node::{Node, Quoted};
use super::roles::{Input, Role, is_table};
use super::{front_matter, header, table};
use crate::diag::{Code, Diagnostic, Diagnostics, Place};
use crate::model::time::Clock;
use std::io::Read;
use std::sync::Arc;

/// Enough of a table to see its header.
const HEAD_BYTES: u64 = 64 * 1024;

/// Decides every unsorted file.
pub(super) fn sort_out(inputs: &mut [Input]) -> Diagnostics {
    let mut findings = Diagnostics::new();
    let logs = inputs.iter().filter(|i| i.role == Role::Log).count();
    let tables = |i: &&Input| i.role == Role::Unsorted && is_table(&i.file.extension());
    let alone = logs == 0 && inputs.iter().filter(tables).count() == 1;
    for input in inputs.iter_mut().filter(|input| input.role == Role::Unsorted) {
        input.role = if is_table(&input.file.extension()) {
            table_role(input, alone, &mut findings)
        } else {
            markdown_role(input)
        };
    }
    findings
}

fn table_role(input: &Input, alone: bool, findings: &mut Diagnostics) -> Role {
    if let Some(kind) = Kind::table(input.file.stem()) {
        return Role::Table(kind);
    }
    if alone || has_time_column(input) {
        return Role::Log;
    }
    let finding = Diagnostic::new(Code::FileIgnored, "this table was not read: it has no column of times")
        .at(Place::file(input.file.path.clone()))
        .hint("name it in faultbook.toml as [[logs]] or [tables.<name>], or give it the name of a table such as devices.csv");
    findings.push(finding);
    Role::Attachment
}

fn has_time_column(input: &Input) -> bool {
    let mut bytes = Vec::new();
    let opened = std::fs::File::open(&input.file.disk);
    if opened.and_then(|file| file.take(HEAD_BYTES).read_to_end(&mut bytes)).is_err() {
        return true; // reading it as a log says why it cannot be read
    }
    if bytes.len() as u64 == HEAD_BYTES {
        let end = bytes.iter().rposition(|&b| b == b'\n').unwrap_or(bytes.len());
        bytes.truncate(end);
    }
    let file = table::SourceFile { path: input.file.path.clone(), bytes };
    let (table, _) = table::read(&file, &input.block);
    table.is_some_and(|table| table.headers.iter().any(|header| is_time(header)))
}

fn is_time(text: &str) -> bool {
    if let Some(matched) = header::canonical(text) {
        return Clock::ALL.iter().any(|clock| clock.as_str() == matched.field);
    }
    let lower = text.to_lowercase();
    ["date", "time", "日期", "时间"].iter().any(|word| lower.contains(word))
}

fn markdown_role(input: &Input) -> Role {
    let Ok(text) = std::fs::read_to_string(&input.file.disk) else { return Role::Solution };
    let path: Arc<str> = input.file.path.clone();
    let Ok(parts) = front_matter::split(Quoted { path: &path, text: &text }) else {
        return Role::Solution;
    };
    let entries = parts.head.entries().iter();
    let mut named = entries.filter(|(key, _)| Kind::Solutions.canonical(&key.name) == Some("kind"));
    let kind = named.find_map(|(_, node)| Node::as_text(node).and_then(Kind::of_word));
    match kind {
        Some(Kind::Reports) => Role::Report,
        Some(Kind::Solutions) | None => Role::Solution,
        Some(other) => Role::Record(other),
    }
}
