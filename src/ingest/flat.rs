//! Files whose folder does not say what they are: a folder with a CSV and nothing
//! else, loose Markdown files. Names, headers and the `kind` key decide.

use super::columns::Kind;
use super::disk;
use super::mapping::SourceBlock;
use super::node::{Node, Quoted};
use super::roles::{Input, Role, is_table};
use super::table::format::is_workbook;
use super::walk::{Found, natural};
use super::{front_matter, header, table};
use crate::diag::{Code, Diagnostic, Diagnostics, Place, Severity};
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
        } else if input.file.extension() == "txt" {
            if is_text_table(input, &mut findings) { Role::Log } else { Role::Attachment }
        } else {
            markdown_role(input, &mut findings)
        };
    }
    findings
}

/// Tables that lie beside `content/` and that no block names. Where nothing else is a
/// log, one with a column of times is read; of any other the person is told.
pub(super) fn beside_content(
    at_root: Vec<Found>,
    inputs: &mut Vec<Input>,
    base: &SourceBlock,
) -> Diagnostics {
    let mut findings = Diagnostics::new();
    let no_log = !inputs.iter().any(|input| input.role == Role::Log);
    for file in at_root.into_iter().filter(|file| is_table(&file.extension())) {
        let walked = inputs.iter().position(|input| input.file.path == file.path);
        if walked.is_some_and(|at| inputs[at].role != Role::Attachment) {
            continue;
        }
        let table = Kind::table(file.stem());
        let input = Input { file, role: Role::Log, block: base.clone() };
        if no_log && table.is_none() && has_time_column(&input, &mut findings) {
            match walked {
                Some(at) => inputs[at] = input,
                None => inputs.push(input),
            }
        } else {
            findings.push(left_beside(&input.file, table));
        }
    }
    inputs.sort_by(|a, b| natural(&a.file.path, &b.file.path));
    findings
}

fn left_beside(file: &Found, table: Option<Kind>) -> Diagnostic {
    let hint = match table {
        Some(_) => "move it to content/",
        None => "move it to content/logs/, or name it in faultbook.toml as [[logs]]",
    };
    let message = "this table was not read: it lies beside the folder content/, not in it";
    Diagnostic::new(Code::FileIgnored, message)
        .severity(Severity::Warning)
        .at(Place::file(file.path.clone()))
        .hint(hint)
}

fn table_role(input: &Input, alone: bool, findings: &mut Diagnostics) -> Role {
    if let Some(kind) = Kind::table(input.file.stem()) {
        return Role::Table(kind);
    }
    if alone || has_time_column(input, findings) {
        return Role::Log;
    }
    let finding = Diagnostic::new(Code::FileIgnored, "this table was not read: it has no column of times")
        .at(Place::file(input.file.path.clone()))
        .hint("name it in faultbook.toml as [[logs]] or [tables.<name>], or give it the name of a table such as devices.csv");
    findings.push(finding);
    Role::Attachment
}

fn has_time_column(input: &Input, findings: &mut Diagnostics) -> bool {
    let Some(bytes) = head(input, findings) else {
        return true; // reading it as a log says why it cannot be read
    };
    headers(input, bytes).iter().any(|header| is_time(header))
}

/// A "Unicode Text" of Excel: cells between tabs under headers, one of them a time.
fn is_text_table(input: &Input, findings: &mut Diagnostics) -> bool {
    let bytes = head(input, findings).filter(|bytes| bytes.contains(&b'\t'));
    let Some(bytes) = bytes else { return false };
    let headers = headers(input, bytes);
    let known = headers.iter().any(|header| header::canonical(header).is_some());
    headers.len() >= 3 && known && headers.iter().any(|header| is_time(header))
}

/// The beginning of a file, or the whole of a workbook; `None` where it cannot be read.
fn head(input: &Input, findings: &mut Diagnostics) -> Option<Vec<u8>> {
    let most = if is_workbook(&input.file.extension()) { u64::MAX } else { HEAD_BYTES };
    let mut bytes = Vec::new();
    let opened = std::fs::File::open(&input.file.disk);
    let read = opened.and_then(|file| file.take(most).read_to_end(&mut bytes));
    disk::or_told(read.map(|_| Some(bytes)), &input.file.path, findings, None)
}

fn headers(input: &Input, mut bytes: Vec<u8>) -> Vec<String> {
    if !is_workbook(&input.file.extension()) && bytes.len() as u64 == HEAD_BYTES {
        let end = bytes.iter().rposition(|&b| b == b'\n').unwrap_or(bytes.len());
        bytes.truncate(end);
    }
    let file = table::SourceFile::new(input.file.path.clone(), bytes);
    let (tables, _) = table::read(&file, &input.block);
    tables.into_iter().flat_map(|table| table.headers).collect()
}

fn is_time(text: &str) -> bool {
    if let Some(matched) = header::canonical(text) {
        return Clock::ALL.iter().any(|clock| clock.as_str() == matched.field);
    }
    let lower = text.to_lowercase();
    ["date", "time", "日期", "时间"].iter().any(|word| lower.contains(word))
}

fn markdown_role(input: &Input, findings: &mut Diagnostics) -> Role {
    let text = std::fs::read_to_string(&input.file.disk).map(Some);
    let text = disk::or_told(text, &input.file.path, findings, None);
    let Some(text) = text else { return Role::Solution };
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

#[cfg(test)]
mod tests {
    use crate::diag::Code;
    use crate::ingest::{ReadOptions, read};

    fn project(name: &str, files: &[(&str, &str)]) -> crate::model::project::Project {
        let root = std::env::temp_dir().join(format!("faultbook-{name}-{}", std::process::id()));
        for (path, text) in files {
            let path = root.join(path);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            std::fs::write(path, text).expect("a file");
        }
        let project = read(&root, &ReadOptions::default());
        std::fs::remove_dir_all(&root).expect("removed");
        project
    }

    const LOG: &str = "ticket,device_id,reported_at,symptom\nT1,A,2024-03-05,dark\n";

    #[test]
    fn a_log_beside_content_is_read_where_content_has_none() {
        let devices = ("content/devices.csv", "device_id,model\nA,M1\n");
        let project = project("beside", &[devices, ("log.csv", LOG)]);
        assert_eq!(project.records.events.len(), 1);
        assert!(!project.diagnostics.iter().any(|d| d.code == Code::FileIgnored));
    }

    #[test]
    fn a_unicode_text_of_excel_is_a_log_and_a_letter_is_none() {
        let root = std::env::temp_dir().join(format!("faultbook-u16-{}", std::process::id()));
        std::fs::create_dir_all(&root).expect("a folder");
        let mut bytes = vec![0xff, 0xfe];
        bytes.extend(LOG.replace(',', "\t").encode_utf16().flat_map(u16::to_le_bytes));
        std::fs::write(root.join("export.txt"), bytes).expect("a file");
        std::fs::write(root.join("README.txt"), "Date: today\nhow to export\n").expect("a file");
        let project = read(&root, &ReadOptions::default());
        std::fs::remove_dir_all(&root).expect("removed");
        assert_eq!(project.records.events.len(), 1);
        assert_eq!(project.sources.len(), 1);
    }

    #[test]
    fn a_log_beside_content_with_logs_is_told() {
        let project = project("beside2", &[("content/logs/a.csv", LOG), ("log.csv", LOG)]);
        assert_eq!(project.records.events.len(), 1);
        let told: Vec<_> =
            project.diagnostics.iter().filter(|d| d.code == Code::FileIgnored).collect();
        assert_eq!(told.len(), 1);
        assert!(told[0].hint.as_ref().is_some_and(|hint| hint.contains("content/logs/")));
    }
}
