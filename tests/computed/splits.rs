//! Facts depend on what the rows say, not on how they come: one log or many, in any
//! order, with rows of all months in each file.
#![allow(clippy::disallowed_methods, reason = "these tests write projects")]
#![allow(dead_code, reason = "the generator has more than is used here")]

use crate::generator;

use faultbook::{analyse, catalog, ingest};
use generator::Recipe;
use std::collections::BTreeMap;
use std::path::Path;

fn facts(root: &Path) -> String {
    let project = ingest::read(root, &ingest::ReadOptions::default());
    let catalog = catalog::restrict::internal(catalog::link(project));
    assert!(catalog.events().len() > 1000);
    comparable(&format!("{:#?}", analyse::analyse(&catalog)))
}

/// Without what belongs to the files: texts are numbered as they come, and for each
/// source it is noted which clocks it tells.
fn comparable(facts: &str) -> String {
    let mut lines = facts.lines();
    let mut out = String::new();
    while let Some(line) = lines.next() {
        out.push_str(line);
        out.push('\n');
        if line.ends_with("Sym(") {
            lines.next();
        }
        if line.trim() == "told: [" {
            lines.by_ref().find(|line| line.trim() == "],");
        }
    }
    out
}

/// Rows of all logs that have the same header.
fn rows(root: &Path) -> BTreeMap<String, Vec<String>> {
    let mut rows: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for entry in std::fs::read_dir(root.join("content/logs")).expect("logs") {
        let path = entry.expect("a log").path();
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let (header, body) = text.split_once('\n').expect("a header");
        assert!(!body.contains("\n\""), "a row a line");
        rows.entry(header.to_owned()).or_default().extend(body.lines().map(str::to_owned));
        std::fs::remove_file(path).expect("the log goes");
    }
    rows
}

/// Numbers that look like chance, the same in every run.
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *state >> 33
}

#[test]
fn any_split_of_the_rows_gives_the_same_facts() {
    let place = tempfile::tempdir().expect("a folder");
    let root = place.path();
    let recipe =
        Recipe { pages: 30, devices: 30, events: 2000, months: 12, seed: 5, ..Recipe::default() };
    generator::write(&recipe, root).expect("a corpus");
    let whole = facts(root);
    let rows = rows(root);
    assert!(rows.values().map(Vec::len).sum::<usize>() > 1000, "most logs are dealt anew");
    for (files, seed) in [(1, 1), (2, 2), (7, 3), (40, 4)] {
        let mut state = seed;
        let mut texts: BTreeMap<String, String> = BTreeMap::new();
        for (at, (header, rows)) in rows.iter().enumerate() {
            let mut rows = rows.clone();
            for last in (1..rows.len()).rev() {
                rows.swap(last, (next(&mut state) % (last as u64 + 1)) as usize);
            }
            for row in rows {
                let name = format!("dealt-{at}-{}.csv", next(&mut state) % files);
                let text = texts.entry(name).or_insert_with(|| format!("{header}\n"));
                text.push_str(&row);
                text.push('\n');
            }
        }
        for (name, text) in &texts {
            std::fs::write(root.join("content/logs").join(name), text).expect("a log");
        }
        let dealt = facts(root);
        let differs = whole.lines().zip(dealt.lines()).enumerate().find(|(_, (a, b))| a != b);
        assert_eq!(differs, None, "{files} files");
        assert_eq!(whole.len(), dealt.len());
        for name in texts.keys() {
            std::fs::remove_file(root.join("content/logs").join(name)).expect("the log goes");
        }
    }
}
