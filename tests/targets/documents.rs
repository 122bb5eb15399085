//! Any bytes as a file of a project: a report, an article, a page, a record, the
//! configuration. The first byte chooses which; the project is read whole, linked, and
//! its articles rendered.

use super::{account, html, tables};
use faultbook::catalog;
use faultbook::ingest::{self, ReadOptions};
use faultbook::model::Project;
use std::cell::RefCell;
use std::path::Path;
use tempfile::TempDir;

const FILES: [&str; 6] = [
    "content/faults/a.md",
    "content/solutions/a.md",
    "content/pages/a.md",
    "content/devices/a.md",
    "content/logs/a.csv",
    "faultbook.toml",
];

/// Reads a project that has this file.
pub fn check(bytes: &[u8]) {
    let Some((&choice, bytes)) = bytes.split_first() else { return };
    let path = FILES[usize::from(choice) % FILES.len()];
    let project = read(path, bytes);
    let lines = account::lines_of(bytes);
    let files = [path, "", "content/logs/a.csv", "content/faults/b.md", "faultbook.toml"];
    for finding in &project.diagnostics {
        let own = finding.place.as_ref().is_some_and(|place| &*place.file == path);
        let lines = if own { lines } else { u32::MAX };
        if finding.place.is_some() {
            account::are_placed(&[finding.clone()].into_iter().collect(), &files, lines);
        }
    }
    tables::events(&project.records.events);
    ranges_lie_within(&project);
    let catalog = catalog::link(project);
    let records = &catalog.records;
    let articles = records.solutions.iter().map(|s| &s.article);
    let articles = articles.chain(records.pages.iter().map(|p| &p.article));
    for article in articles.chain(records.reports.iter().map(|r| &r.article)) {
        if let Some(all) = super::markdown::rendered(&article.body) {
            html::is_safe(&all);
        }
    }
}

thread_local! {
    /// One folder for all inputs of a thread; making one takes longer than reading it.
    static FOLDER: RefCell<Option<TempDir>> = const { RefCell::new(None) };
}

fn read(path: &str, bytes: &[u8]) -> Project {
    FOLDER.with_borrow_mut(|folder| {
        let folder = folder.get_or_insert_with(new_folder);
        let root = folder.path();
        let disk = root.join(path);
        let before = std::fs::read(&disk).ok();
        std::fs::write(&disk, bytes).unwrap();
        let options = ReadOptions { drafts: true, ..ReadOptions::default() };
        let project = ingest::read(root, &options);
        match before {
            Some(before) => std::fs::write(&disk, before).unwrap(),
            None => std::fs::remove_file(&disk).unwrap(),
        }
        project
    })
}

fn new_folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    let folder = folder.unwrap();
    for path in FILES {
        std::fs::create_dir_all(folder.path().join(path).parent().unwrap()).unwrap();
    }
    let write = |path: &str, text: &str| std::fs::write(folder.path().join(path), text).unwrap();
    write("content/logs/a.csv", "ticket_id,device_id,reported_at,symptom\nT1,D1,2024-03-05,x\n");
    write("content/faults/b.md", "---\nid: FR-1\ndevice: D1\nreported_at: 2024-03-05\n---\n# B\n");
    write("faultbook.toml", "[site]\ntitle = \"T\"\n");
    folder
}

fn ranges_lie_within(project: &Project) {
    let records = &project.records;
    let articles = records.solutions.iter().map(|s| &s.article);
    let articles = articles.chain(records.reports.iter().map(|r| &r.article));
    for article in articles.chain(records.pages.iter().map(|p| &p.article)) {
        for half in &article.halves {
            assert!(article.body.get(half.range.clone()).is_some(), "{half:?}");
            for section in &half.sections {
                assert!(article.body.get(section.range.clone()).is_some(), "{section:?}");
                assert!(article.body.get(section.content.clone()).is_some(), "{section:?}");
            }
        }
    }
}
