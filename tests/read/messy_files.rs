//! `docs/messy-files.md` kept true: the files are what it shows, and reading them gives
//! the records and findings that it lists.
#![allow(clippy::disallowed_methods, reason = "the test reads the page and copies its files")]

use faultbook::catalog;
use faultbook::diag::Diagnostic;
use faultbook::ingest;
use faultbook::model::Project;
use faultbook::model::events::{Event, NumField, Origin, TextField};
use faultbook::model::time::Instant;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// The blocks of the page of one kind: name of the file and text.
fn blocks(kind: &str) -> Vec<(String, String)> {
    let page = std::fs::read_to_string(root().join("docs/messy-files.md")).expect("the page");
    let fenced = page.split("```").skip(1).step_by(2);
    let blocks = fenced.filter_map(|block| {
        let (head, text) = block.split_once('\n')?;
        let name = head.strip_prefix("text ")?.strip_prefix(kind)?.trim();
        Some((name.to_owned(), text.to_owned()))
    });
    blocks.collect()
}

#[test]
fn the_files_are_as_shown() {
    let shown = blocks("before");
    assert_eq!(shown.len(), 5);
    for (name, text) in shown {
        let bytes = std::fs::read(root().join("examples/messy/content/logs").join(&name));
        let bytes = bytes.expect(&name);
        let decoded = match name.as_bytes()[0] {
            b'1' => encoding_rs::GB18030.decode(&bytes).0,
            b'3' => encoding_rs::WINDOWS_1252.decode(&bytes).0,
            _ => encoding_rs::UTF_8.decode(&bytes).0,
        };
        assert_eq!(decoded, text, "{name}");
    }
}

/// The project of the page with the blocks it ends with.
fn mended() -> Project {
    let from = root().join("examples/messy");
    let place = tempfile::tempdir().expect("a folder");
    let to = place.path();
    std::fs::create_dir_all(to.join("content/logs")).expect("a folder");
    std::fs::copy(from.join("mended.toml"), to.join("faultbook.toml")).expect("a copy");
    std::fs::copy(from.join("content/devices.csv"), to.join("content/devices.csv")).expect("one");
    for entry in std::fs::read_dir(from.join("content/logs")).expect("the logs") {
        let path = entry.expect("a log").path();
        let name = path.file_name().expect("a name");
        std::fs::copy(&path, to.join("content/logs").join(name)).expect("a copy");
    }
    ingest::read(to, &ingest::ReadOptions::default())
}

fn record(project: &Project, event: Event<'_>) -> String {
    let zone = &project.settings.zone;
    let time = |at: Option<Instant>| at.map_or(String::new(), |at| zone.iso(at)[..16].to_owned());
    let amount = event.num(NumField::Amount).map_or(String::new(), |amount| amount.to_string());
    format!(
        "{} | {} | {} | {} | {amount} | {}\n",
        event.ticket(),
        event.text(TextField::Device),
        time(event.reported()),
        time(event.resolved()),
        event.text(TextField::Symptom).replace('\n', " / ")
    )
}

/// A finding as the page writes it.
fn told(finding: &Diagnostic) -> Option<(String, String)> {
    let place = finding.place.as_ref()?;
    let line = place.line.map_or(String::new(), |line| format!("{line} "));
    let said = format!("{line}{}: {}", finding.code, finding.message);
    Some((place.file.to_string(), said))
}

#[test]
fn reading_them_gives_what_the_page_says() {
    let project = mended();
    let mut read = Vec::new();
    for (name, text) in blocks("after") {
        let path = format!("content/logs/{name}");
        let source = project.sources.iter().position(|source| *source.path == *path).expect(&name);
        let is_of = |event: &Event<'_>| matches!(event.origin(), Origin::Row { source: at, .. } if usize::from(at) == source);
        let events = project.records.events.iter().filter(is_of);
        let rows: String = events.map(|event| record(&project, event)).collect();
        let lines = text.lines();
        let (records, findings): (Vec<&str>, Vec<&str>) = lines.partition(|l| l.contains(" | "));
        assert_eq!(rows.lines().collect::<Vec<_>>(), records, "{name}");
        read.extend(findings.into_iter().map(|line| (path.clone(), line.to_owned())));
    }
    let mut found: Vec<_> = project.diagnostics.iter().filter_map(told).collect();
    found.extend(catalog::link(project).diagnostics.iter().filter_map(told));
    for (path, line) in read {
        let is_told = found.iter().any(|(file, said)| *file == path && said.starts_with(&line));
        assert!(is_told, "{path}: {line}\n{found:#?}");
    }
}
