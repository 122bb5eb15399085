//! The documentation says what the program does: every finding code has its row,
//! every link inside the pages leads somewhere. What a figure means is tested
//! beside its formula.
#![allow(clippy::disallowed_methods, reason = "these tests read the project's own pages")]

use faultbook::diag::Code;
use std::path::{Path, PathBuf};

#[test]
fn every_finding_code_is_explained() {
    let page = read("docs/diagnostics.md");
    let missing: Vec<String> = Code::ALL
        .iter()
        .filter(|code| !page.contains(&format!("| {code} |")))
        .map(|code| format!("{code} ({})", code.title()))
        .collect();
    assert!(missing.is_empty(), "docs/diagnostics.md has no row for:\n{}", missing.join("\n"));
}

#[test]
fn no_explained_code_is_unknown() {
    let page = read("docs/diagnostics.md");
    let known: Vec<String> = Code::ALL.iter().map(ToString::to_string).collect();
    for row in page.lines().filter(|line| line.starts_with("| FB")) {
        let code = row.trim_start_matches("| ").split(' ').next().unwrap_or_default();
        assert!(
            known.iter().any(|k| k == code),
            "docs/diagnostics.md explains {code}, which is no code"
        );
    }
}

#[test]
fn every_row_says_what_it_means_and_how_to_mend_it() {
    for row in read("docs/diagnostics.md").lines().filter(|line| line.starts_with("| FB")) {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        assert_eq!(cells.len(), 4, "{row}");
        assert!(cells.iter().all(|cell| !cell.is_empty()), "{row}");
    }
}

#[test]
fn links_between_the_pages_lead_somewhere() {
    let pages =
        ["README.md", "README.zh-CN.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"];
    let mut paths: Vec<PathBuf> = pages.iter().map(|p| root().join(p)).collect();
    for entry in std::fs::read_dir(root().join("docs")).expect("the docs folder") {
        paths.push(entry.expect("a readable folder").path());
    }
    for page in paths.iter().filter(|p| p.extension().is_some_and(|e| e == "md")) {
        let text = std::fs::read_to_string(page).expect("a readable page");
        for target in relative_links(&text) {
            let file = page.parent().unwrap_or(Path::new("")).join(&target);
            assert!(file.exists(), "{}: the link to {target} leads to nothing", page.display());
        }
    }
}

/// Targets of Markdown links that stay in the project, without their anchors.
fn relative_links(text: &str) -> Vec<String> {
    let starts = text.match_indices("](").map(|(at, _)| at + 2);
    let targets = starts.filter_map(|at| text[at..].split(')').next());
    targets
        .map(|target| target.split('#').next().unwrap_or_default().to_owned())
        .filter(|target| {
            !target.is_empty() && !target.contains("://") && !target.starts_with("mailto:")
        })
        .collect()
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// What stands above the lists of `docs/headers.md`.
const HEADERS: &str = "\
# Headers that are understood

What the columns of a log or table may be called. The first word of a row is the field's own name; the others mean the same.
Capitals, spaces, `_` and `-`, a unit in brackets (`到场时间(h)`), a star or colon at the end, wide letters and traditional
characters make no difference. A column under another name is kept as a note and told (FB0303); name it under `columns` in the
file's block of `faultbook.toml`, or let [`faultbook import`](import.md) propose how. This page is written by the program's own
list (`FAULTBOOK_WRITE_DOCS=1 cargo test --test docs`).

";

fn headers() -> String {
    use std::fmt::Write as _;
    let mut out = format!("{HEADERS}| field | other words |\n| --- | --- |\n");
    let quoted = |word: &str| format!("`{}`", word.replace('|', "\\|"));
    for (field, words) in faultbook::ingest::header::words() {
        let words: Vec<String> = words.iter().map(|word| quoted(word)).collect();
        writeln!(out, "| `{field}` | {} |", words.join(", ")).expect("into a text");
    }
    out.push_str(
        "\n## A time or how long\n\nThese may hold either; the values of the column say which, and FB0305 tells what was \
         decided.\n\n| header | with instants | with durations |\n| --- | --- | --- |\n",
    );
    for (header, instant, duration) in faultbook::ingest::header::decided_by_values() {
        writeln!(out, "| `{header}` | `{instant}` | `{duration}` |").expect("into a text");
    }
    out
}

#[test]
fn every_header_that_is_understood_is_listed() {
    let path = root().join("docs/headers.md");
    let made = headers();
    if std::env::var_os("FAULTBOOK_WRITE_DOCS").is_some() {
        std::fs::write(&path, made).expect("docs/headers.md is written");
        return;
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    let differs = made.lines().zip(written.lines()).find(|(now, then)| now != then);
    assert!(
        made == written,
        "docs/headers.md is not what the program knows, first at {differs:?}; \
         write it anew with FAULTBOOK_WRITE_DOCS=1 cargo test --test docs"
    );
}
