//! What is known of a file: how it was read, what its columns were taken for, the
//! account of its rows, the records it holds, what was found in it.

use super::book::Book;
use super::find::Near;
use crate::diag::Diagnostic;
use crate::model::SourceReport;
use crate::model::project::ColumnReport;
use serde::Serialize;
use std::borrow::Cow;
use std::path::{Path, PathBuf};

/// A file of the project.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Sheet {
    /// Path below the project's folder.
    pub(super) path: String,
    /// What it was read as: `log`, the name of a table, `document`, `attachment`,
    /// `configuration`; `null` where it was not read.
    pub(super) read_as: Option<Cow<'static, str>>,
    /// The encoding of a table.
    pub(super) encoding: Option<String>,
    /// What separates a table's cells.
    pub(super) delimiter: Option<char>,
    /// The account of a table's rows.
    pub(super) rows: Option<Rows>,
    /// A table's columns.
    pub(super) columns: Vec<ColumnReport>,
    /// Records that a document holds.
    pub(super) records: Vec<Near>,
    /// What was found in it.
    pub(super) findings: Vec<Diagnostic>,
}

/// The account of a table's rows.
#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct Rows {
    pub(super) read: u64,
    pub(super) skipped: u64,
    pub(super) accepted: u64,
    pub(super) repaired: u64,
    pub(super) rejected: u64,
}

impl From<&SourceReport> for Rows {
    fn from(source: &SourceReport) -> Self {
        Self {
            read: source.rows_read,
            skipped: source.rows_skipped,
            accepted: source.rows_accepted,
            repaired: source.rows_repaired,
            rejected: source.rows_rejected,
        }
    }
}

/// What a text on the command line names on disk.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// A file below the root, as a project path.
    Inside(String),
    /// A file elsewhere.
    Outside,
    /// Nothing.
    Nothing,
}

/// The file of a text: from the working directory, else from the project's folder.
pub(super) fn named(root: &Path, text: &str) -> Named {
    let candidates: [PathBuf; 2] = [PathBuf::from(text), root.join(text)];
    let whole_root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    let mut outside = false;
    for path in candidates.iter().filter(|path| path.is_file()) {
        let whole = path.canonicalize().unwrap_or_else(|_| path.clone());
        match whole.strip_prefix(&whole_root) {
            Ok(inside) => {
                let parts: Vec<_> = inside.iter().map(|part| part.to_string_lossy()).collect();
                return Named::Inside(parts.join("/"));
            }
            Err(_) => outside = true,
        }
    }
    if outside { Named::Outside } else { Named::Nothing }
}

/// All that is known of a project path: one sheet a table in it, or one.
pub(super) fn sheets(book: Book<'_>, path: &str) -> Vec<Sheet> {
    let catalog = book.catalog;
    let in_it = |finding: &&Diagnostic| finding.place.as_ref().is_some_and(|p| *p.file == *path);
    let findings = catalog.diagnostics.iter().filter(in_it).cloned().collect();
    let sources = catalog.sources.iter().filter(|source| *source.path == *path);
    let mut sheets: Vec<Sheet> = sources.map(table).collect();
    if sheets.is_empty() {
        sheets.push(document(book, path));
    }
    // Findings name the file, so they are told once.
    sheets[0].findings = findings;
    sheets
}

fn table(source: &SourceReport) -> Sheet {
    let read_as = match &source.table {
        _ if source.is_log => "log".into(),
        Some(table) => table.clone(),
        None => "synonyms".into(),
    };
    Sheet {
        path: source.path.to_string(),
        read_as: Some(read_as),
        encoding: Some(source.encoding.clone()).filter(|name| !name.is_empty()),
        delimiter: source.delimiter.filter(|_| is_text(&source.path)),
        rows: Some(Rows::from(source)),
        columns: source.columns.clone(),
        records: Vec::new(),
        findings: Vec::new(),
    }
}

/// True for a table whose cells are parted by a sign; a workbook's are not.
fn is_text(path: &str) -> bool {
    let end = path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    matches!(&*end, "csv" | "tsv" | "txt" | "md")
}

fn document(book: Book<'_>, path: &str) -> Sheet {
    let catalog = book.catalog;
    let records = records(book, path);
    let read_as = if !records.is_empty() || catalog.documents.by_path.contains_key(path) {
        Some("document".into())
    } else if path == "faultbook.toml" {
        Some("configuration".into())
    } else {
        catalog.attachments.contains_key(path).then_some("attachment".into())
    };
    Sheet {
        path: path.to_owned(),
        read_as,
        encoding: None,
        delimiter: None,
        rows: None,
        columns: Vec::new(),
        records,
        findings: Vec::new(),
    }
}

/// Records that stand in a Markdown file, or whose prose does.
fn records(book: Book<'_>, path: &str) -> Vec<Near> {
    let records = &book.catalog.records;
    let mut found = Vec::new();
    let mut add = |kind, id: &str| found.push(Near { kind, id: id.to_owned() });
    for report in records.reports.iter().filter(|r| *r.article.path == *path) {
        add("fault_report", report.id.as_str());
    }
    for solution in records.solutions.iter().filter(|s| *s.article.path == *path) {
        add("solution", solution.id.as_str());
    }
    macro_rules! listed {
        ($($kind:literal in $list:ident;)*) => {$(
            for record in &records.$list {
                let prose = record.meta.article.as_ref().is_some_and(|a| *a.path == *path);
                if *record.meta.place.file == *path || prose {
                    add($kind, record.id.as_str());
                }
            }
        )*};
    }
    listed! {
        "device" in devices; "fault_code" in codes; "model" in models;
        "customer" in customers; "site" in sites; "component" in components;
        "part" in parts; "contract" in contracts; "visit" in visits; "action" in actions;
        "complaint" in complaints; "training" in trainings; "loaner" in loaners;
        "part_order" in part_orders;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_found_from_the_projects_folder_and_told_when_elsewhere() {
        let place = tempfile::tempdir().unwrap();
        let root = place.path().join("p");
        std::fs::create_dir_all(root.join("content")).unwrap();
        std::fs::write(root.join("content/a.csv"), "x").unwrap();
        std::fs::write(place.path().join("b.csv"), "x").unwrap();
        let inside = Named::Inside("content/a.csv".to_owned());
        assert_eq!(named(&root, "content/a.csv"), inside);
        assert_eq!(named(&root, &root.join("content/a.csv").to_string_lossy()), inside);
        assert_eq!(named(&root, "../b.csv"), Named::Outside);
        assert_eq!(named(&root, "content"), Named::Nothing);
        assert_eq!(named(&root, "SIM-007"), Named::Nothing);
    }
}
