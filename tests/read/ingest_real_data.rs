//! Reading input that nobody here invented: 613 notes of an IT department without
//! front matter, and logs as they were exported.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, clippy::print_stderr, reason = "a test")]

use crate::support;

use faultbook::ingest::{self, ReadOptions};
use faultbook::model::{Lang, Project, SectionKind};
use std::path::Path;
use support::shared;

/// Headings of level 2 and deeper outside code fences, by a plain scan.
fn headings(text: &str) -> Vec<String> {
    let mut fence: Option<&str> = None;
    let mut found = Vec::new();
    for line in text.lines() {
        let bare = line.trim_start();
        let mark = ["```", "~~~"].into_iter().find(|mark| bare.starts_with(mark));
        match (fence, mark) {
            (None, Some(mark)) => fence = Some(mark),
            (Some(open), Some(mark)) if open == mark => fence = None,
            (None, None) if line.starts_with("##") => {
                found.push(bare.trim_start_matches('#').trim().to_lowercase());
            }
            _ => {}
        }
    }
    found
}

fn read_notes(root: &Path) -> Project {
    let dir = tempfile::tempdir().unwrap();
    let config = dir.path().join("faultbook.toml");
    std::fs::write(&config, "[[solutions]]\npath = \"**/*.md\"\ndefault = { id = \"{stem}\" }\n")
        .unwrap();
    let options = ReadOptions { config: Some(config), ..ReadOptions::default() };
    ingest::read(root, &options)
}

#[test]
fn the_notes_of_an_it_department_are_read_whole() {
    let Some(root) = shared("data/northbright_notes") else { return };
    let project = read_notes(&root);
    assert!(!project.diagnostics.stops(), "{:?}", project.diagnostics.by_code());
    let solutions = &project.records.solutions;
    assert_eq!(solutions.len(), 613);
    assert!(solutions.iter().all(|s| !s.article.title.is_empty()));
    let mut ids: Vec<_> = solutions.iter().map(|s| s.id.key()).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 613);

    let bilingual = solutions.iter().filter(|s| s.article.halves.len() == 2);
    let bilingual: Vec<_> = bilingual.map(|s| &s.article).collect();
    for article in &bilingual {
        let langs: Vec<_> = article.halves.iter().map(|h| h.lang).collect();
        assert!(
            langs.contains(&Some(Lang::En)) && langs.contains(&Some(Lang::Zh)),
            "{}",
            article.path
        );
        assert!(article.halves.iter().all(|h| !h.title.is_empty()));
    }
    // 161 begin in English and one in Chinese
    assert_eq!(bilingual.len(), 162);

    let (mut scanned, mut found) = (0, 0);
    for solution in solutions {
        let article = &solution.article;
        let known = |heading: &String| {
            ["problem", "问题", "root cause", "原因", "solution", "解决方法"]
                .contains(&heading.as_str())
        };
        scanned += headings(&article.body).iter().filter(|h| known(h)).count();
        let sections = article.halves.iter().flat_map(|half| &half.sections);
        found += sections.filter(|s| known(&s.heading.to_lowercase())).count();
    }
    assert!(scanned > 1200 && found.abs_diff(scanned) * 100 <= scanned, "{found} of {scanned}");
    let resolved = solutions
        .iter()
        .filter(|s| s.article.halves.iter().any(|h| h.section(SectionKind::Resolution).is_some()));
    assert!(resolved.count() > 440);
}

#[test]
fn a_folder_with_one_exported_log_is_a_project() {
    let Some(folder) = shared("data/excavators_nist") else { return };
    let project = ingest::read(&folder, &ReadOptions::default());
    assert!(!project.diagnostics.stops());
    assert!(project.records.events.len() > 1000);
    assert!(project.settings.as_of.is_some());
    for source in &project.sources {
        let parts = source.rows_skipped
            + source.rows_accepted
            + source.rows_repaired
            + source.rows_rejected;
        assert_eq!(source.rows_read, parts, "{source:?}");
    }
}
