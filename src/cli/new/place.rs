//! Where a project keeps the records of a kind: beside the ones it has, in the folder
//! of the year where it has one, else in the usual place below `content/`.

use super::draft::{Draft, Kind};
use crate::catalog::Catalog;
use crate::diag::Place;
use crate::model::SourceReport;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::path::Path;

/// In which form a record is written.
#[derive(Debug)]
pub(super) enum Form<'a> {
    /// A row of this table.
    Row(&'a SourceReport),
    /// The first row of a table that does not exist yet, by project path.
    NewTable(String),
    /// A Markdown file in this folder, by project path.
    Document(String),
}

/// The form in which the project keeps the records of a kind.
pub(super) fn form<'a>(root: &Path, catalog: &'a Catalog, kind: Kind, day: Date) -> Form<'a> {
    let paths = documents(catalog, kind);
    let tables =
        || catalog.sources.iter().filter(|source| source.table.as_deref() == Some(kind.home()));
    // of several the one to which a row can be added
    let table = tables().find(|table| table.delimiter.is_some()).or_else(|| tables().next());
    // A device's own Markdown file is most often prose beside its row in the table.
    if let Some(table) = table.filter(|_| kind == Kind::Device || paths.is_empty()) {
        return Form::Row(table);
    }
    if let Some(folder) = common_folder(&paths, day) {
        return Form::Document(folder);
    }
    let base = base(root, catalog);
    match kind {
        Kind::Device => Form::NewTable(format!("{base}devices.csv")),
        Kind::Fault => Form::Document(format!("{base}faults/{}", day.year())),
        _ => Form::Document(format!("{base}{}", kind.home())),
    }
}

/// `content/`, or the folder itself where a project has no `content/`.
fn base(root: &Path, catalog: &Catalog) -> &'static str {
    let records = &catalog.records;
    let documents = !records.solutions.is_empty() || !records.reports.is_empty();
    let flat = !root.join("content").is_dir() && (documents || !catalog.sources.is_empty());
    if flat { "" } else { "content/" }
}

/// Paths of the Markdown files that are records of a kind.
fn documents(catalog: &Catalog, kind: Kind) -> Vec<&str> {
    let records = &catalog.records;
    let reports = || records.reports.iter().map(|r| &*r.article.path);
    let own = |place: &Place| !reports().any(|path| *path == *place.file);
    let places: Vec<&Place> = match kind {
        Kind::Fault => return reports().collect(),
        Kind::Solution => return records.solutions.iter().map(|s| &*s.article.path).collect(),
        Kind::Device => records.devices.iter().map(|r| &r.meta.place).collect(),
        // measures of a report stand in the report
        Kind::Action => records.actions.iter().map(|r| &r.meta.place).filter(|p| own(p)).collect(),
        Kind::Visit => records.visits.iter().map(|r| &r.meta.place).collect(),
    };
    let tabled = |path: &str| catalog.sources.iter().any(|source| *source.path == *path);
    let paths = places.into_iter().map(|place| &*place.file);
    paths.filter(|path| is_markdown(path) && !tabled(path)).collect()
}

fn is_markdown(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, end)| end.eq_ignore_ascii_case("md"))
}

/// The folder in which most of the files lie, years and months aside; where they are
/// spread by topic, the one above them all, if there is one.
fn common_folder(paths: &[&str], day: Date) -> Option<String> {
    let folder = |path: &&str| on(path.rsplit_once('/').map_or("", |(folder, _)| folder), day);
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for folder in paths.iter().map(folder) {
        *counts.entry(folder).or_default() += 1;
    }
    let (most, count) = counts.iter().max_by_key(|(_, count)| **count)?;
    if count * 2 > paths.len() {
        return Some(most.clone());
    }
    let mut above: Vec<&str> = most.split('/').collect();
    for folder in counts.keys() {
        let same = folder.split('/').zip(&above).take_while(|(a, b)| a == *b).count();
        above.truncate(same);
    }
    (!above.is_empty() && !above[0].is_empty()).then(|| above.join("/"))
}

/// A folder with its year and month exchanged for those of a day: `faults/2025` is
/// `faults/2026` in the next year.
fn on(folder: &str, day: Date) -> String {
    let mut after_year = false;
    let parts = folder.split('/').map(|part| {
        let digits = part.bytes().all(|b| b.is_ascii_digit());
        let year = digits && part.len() == 4 && matches!(&part[..2], "19" | "20");
        let month = digits && part.len() == 2 && after_year;
        let both = part.len() == 7 && format!("{part}-01").parse::<Date>().is_ok();
        after_year = year;
        match (year, month, both) {
            (true, ..) => format!("{:04}", day.year()),
            (_, true, _) => format!("{:02}", day.month()),
            (_, _, true) => day.strftime("%Y-%m").to_string(),
            _ => part.to_owned(),
        }
    });
    parts.collect::<Vec<_>>().join("/")
}

/// The path of a draft's file in a folder.
pub(super) fn file(folder: &str, draft: &Draft) -> String {
    let name: String = draft
        .id
        .chars()
        .map(|c| if "/\\:*?\"<>|".contains(c) || c.is_whitespace() { '-' } else { c })
        .collect();
    if folder.is_empty() { format!("{name}.md") } else { format!("{folder}/{name}.md") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_of_a_year_follows_the_day() {
        let day = "2026-03-05".parse().unwrap();
        for (folder, want) in [
            ("content/faults/2025", "content/faults/2026"),
            ("content/faults/2025/11", "content/faults/2026/03"),
            ("content/faults/2025-11", "content/faults/2026-03"),
            ("content/faults", "content/faults"),
            ("incidents/12", "incidents/12"),
            ("", ""),
        ] {
            assert_eq!(on(folder, day), want);
        }
    }

    #[test]
    fn the_folder_is_that_of_most_or_the_one_above_all() {
        let day = "2026-03-05".parse().unwrap();
        for (paths, want) in [
            (&["c/faults/2024/a.md", "c/faults/2025/b.md"][..], Some("c/faults/2026")),
            (&["kb/net/a.md", "kb/net/b.md", "kb/pc/c.md"], Some("kb/net")),
            (&["kb/net/a.md", "kb/pc/b.md", "kb/c.md"], Some("kb")),
            (&["net/a.md", "pc/b.md"], None),
            (&[], None),
        ] {
            assert_eq!(common_folder(paths, day).as_deref(), want, "{paths:?}");
        }
    }

    #[test]
    fn an_id_makes_one_file_name() {
        let draft = Draft::new(Kind::Fault, "2026/03 7".to_owned(), "");
        assert_eq!(file("content/faults", &draft), "content/faults/2026-03-7.md");
        assert_eq!(file("", &draft), "2026-03-7.md");
    }
}
