//! Foreign columns that a block names and none of its files has: told once a block,
//! when the headers of all its files are known.

use super::header::same;
use super::log::LogRead;
use super::mapping::SourceBlock;
use super::roles::Input;
use crate::diag::{Code, Diagnostic, Diagnostics, Place};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The findings for all logs and the blocks they were read by.
pub(super) fn unmatched<'a>(
    config: &Arc<str>,
    logs: impl Iterator<Item = (&'a Input, &'a Vec<LogRead>)>,
) -> Diagnostics {
    let mut blocks: BTreeMap<u32, (&SourceBlock, Vec<&str>)> = BTreeMap::new();
    for (input, read) in logs.filter(|(input, _)| input.block.line > 0) {
        let (_, headers) = blocks.entry(input.block.line).or_insert((&input.block, Vec::new()));
        let columns = read.iter().flat_map(|log| &log.report.columns);
        headers.extend(columns.map(|column| &*column.header));
    }
    let mut findings = Diagnostics::new();
    for (line, (block, headers)) in blocks.into_iter().filter(|(_, (_, h))| !h.is_empty()) {
        for (map, name) in named(block) {
            if name != "*" && !headers.iter().any(|header| same(header, name)) {
                findings.push(nowhere(map, name, &headers).at(Place::line(config.clone(), line)));
            }
        }
    }
    findings
}

/// Every foreign column a block names, with the map that names it.
fn named(block: &SourceBlock) -> Vec<(&'static str, &str)> {
    let mut all = Vec::new();
    all.extend(block.keep.keys().map(|name| ("keep", &**name)));
    all.extend(block.columns.keys().map(|name| ("columns", &**name)));
    all.extend(block.combine.values().flatten().map(|name| ("combine", &**name)));
    all.extend(block.units.keys().map(|name| ("units", &**name)));
    all.extend(block.missing.keys().map(|name| ("missing", &**name)));
    let aside = block.aside.iter().filter(|name| !name.is_empty());
    all.extend(aside.map(|name| ("aside", &**name)));
    all.extend(block.repeats.iter().map(|name| ("repeats", &**name)));
    // What a preset names stands in some versions of the product and not in others.
    all.retain(|(_, name)| !block.assumed.contains(*name));
    all
}

fn nowhere(map: &str, name: &str, headers: &[&str]) -> Diagnostic {
    let message = format!("`{map}` names the column \"{name}\", which no file of this block has");
    let mut shown: Vec<&str> = Vec::new();
    for header in headers {
        if !shown.contains(header) {
            shown.push(header);
        }
    }
    Diagnostic::new(Code::ConfigNoMatch, message)
        .raw(name)
        .expected(format!("one of {}", shown.join(", ")))
        .hint("write the column as the file's header has it, or remove it from the block")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{ReadOptions, read};

    #[test]
    fn a_column_that_no_file_has_is_told_at_its_block() {
        let root = std::env::temp_dir().join(format!("faultbook-foreign-{}", std::process::id()));
        std::fs::create_dir_all(&root).expect("a folder");
        let config = "[site]\ntitle = \"x\"\n\n[[logs]]\npath = \"log.csv\"\n\
                      columns = { Machin = \"device_id\", When = \"reported_at\" }\n";
        std::fs::write(root.join("faultbook.toml"), config).expect("a file");
        std::fs::write(root.join("log.csv"), "ticket,Machine,When\nT1,A,2024-03-05\n")
            .expect("a file");
        let project = read(&root, &ReadOptions::default());
        std::fs::remove_dir_all(&root).expect("removed");
        let told: Vec<_> =
            project.diagnostics.iter().filter(|d| d.code == Code::ConfigNoMatch).collect();
        assert_eq!(told.len(), 1);
        assert!(told[0].message.contains("\"Machin\""));
        let place = told[0].place.as_ref().expect("a place");
        assert!(&*place.file == "faultbook.toml" && place.line.is_some_and(|line| line >= 4));
    }
}
