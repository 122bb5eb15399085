//! The arrows between the rooms of `src/`, as `ARCHITECTURE.md` draws them, and a
//! few habits that a reader can rely on in every file. What the code does is
//! tested elsewhere.
#![allow(clippy::disallowed_methods, reason = "these tests read the project's own files")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Which rooms a room may name. `model::artifact` stands for that file of the
/// room and what `model` re-exports of it.
const ARROWS: &[(&str, &[&str])] = &[
    ("diag", &[]),
    ("model", &["diag"]),
    ("ingest", &["model", "diag"]),
    ("catalog", &["model", "diag"]),
    ("analyse", &["model", "catalog", "diag"]),
    ("search", &["model", "catalog", "analyse"]),
    ("chart", &[]),
    ("site", &["model", "catalog", "analyse"]),
    ("render", &["site", "chart", "search", "seal", "model", "catalog", "analyse", "diag"]),
    ("seal", &["model"]),
    ("access", &["seal", "diag"]),
    ("audit", &["model", "diag"]),
    ("output", &["model::artifact", "diag"]),
    ("publish", &["model::artifact", "diag"]),
    (
        "pipeline",
        &[
            "diag", "model", "ingest", "catalog", "analyse", "search", "chart", "site", "render",
            "seal",
        ],
    ),
    ("serve", &["pipeline", "output", "model", "diag"]),
    (
        "cli",
        &[
            "diag", "model", "ingest", "catalog", "analyse", "search", "chart", "site", "render",
            "seal", "access", "audit", "output", "publish", "pipeline", "serve",
        ],
    ),
];

/// What `model` re-exports of `model::artifact`.
const ARTIFACT_NAMES: &[&str] =
    &["artifact", "Artifact", "Content", "ContentHash", "FileEntry", "Sink", "SinkError"];

/// Above this many lines of code a file is named in the test's output.
const LONG_FILE: usize = 500;
/// Above this many it fails.
const TOO_LONG_FILE: usize = 600;

// ---------------------------------------------------------------- the checks

#[test]
fn every_arrow_is_one_that_the_architecture_allows() {
    let mut forbidden = Vec::new();
    for (path, text) in rust_files("src") {
        forbidden.extend(forbidden_arrows(&path, &text));
    }
    assert!(
        forbidden.is_empty(),
        "arrows that ARCHITECTURE.md does not have:\n{}",
        forbidden.join("\n")
    );
}

#[test]
fn every_room_is_in_the_table() {
    let known: Vec<&str> = ARROWS.iter().map(|(room, _)| *room).collect();
    for (path, _) in rust_files("src") {
        if let Some(room) = room_of(&path) {
            assert!(
                known.contains(&room.as_str()),
                "{path}: the room `{room}` is not in the table of arrows"
            );
        }
    }
}

#[test]
fn the_table_in_the_architecture_page_is_the_one_tested() {
    let page = read("ARCHITECTURE.md");
    for (room, _) in ARROWS {
        assert!(page.contains(&format!("| `{room}` |")), "ARCHITECTURE.md has no row for `{room}`");
    }
}

#[test]
fn no_file_is_too_long_to_read() {
    let mut too_long = Vec::new();
    for (path, text) in rust_files("src") {
        let lines = lines_of_code(&text);
        if lines > TOO_LONG_FILE {
            too_long.push(format!("{path}: {lines} lines"));
        } else if lines > LONG_FILE {
            eprintln!("note: {path} has {lines} lines; consider parting it");
        }
    }
    assert!(too_long.is_empty(), "over {TOO_LONG_FILE} lines:\n{}", too_long.join("\n"));
}

#[test]
fn every_file_opens_by_saying_what_lives_in_it() {
    for (path, text) in rust_files("src").into_iter().chain(rust_files("tests")) {
        assert!(text.starts_with("//!"), "{path} does not open with a `//!` paragraph");
    }
}

#[test]
fn no_file_names_a_folder_of_one_machine() {
    let homes = ["work", "home", "root", "Users"];
    for (path, text) in rust_files("src").into_iter().chain(rust_files("tests")) {
        for home in homes {
            let needle = format!("/{home}/");
            let hit = text.match_indices(&needle).find(|(at, _)| starts_a_path(&text, *at));
            assert!(hit.is_none(), "{path} names a folder below /{home}");
        }
    }
}

#[test]
fn no_test_is_switched_off() {
    let switch = concat!("#[", "ignore");
    for (path, text) in rust_files("src").into_iter().chain(rust_files("tests")) {
        assert!(!text.contains(switch), "{path} switches a test off");
    }
}

// ------------------------------------------------- the checks find what they seek

#[test]
fn a_planted_forbidden_arrow_is_found() {
    let planted = [
        ("src/chart/bars.rs", "use crate::analyse::Facts;", "chart → analyse"),
        ("src/analyse/mod.rs", "use crate::{model::Month, render::Page};", "analyse → render"),
        ("src/model/ids.rs", "fn f() { let x = crate::ingest::value::read(); }", "model → ingest"),
        ("src/site/mod.rs", "use super::output::Writer;", "site → output"),
        ("src/site/routes.rs", "use super::super::output::Writer;", "site → output"),
        ("src/site/routes.rs", "mod tests { use super::super::super::cli::run; }", "site → cli"),
        (
            "src/output/disk.rs",
            "use crate::model::{artifact::Sink, Device};",
            "output → model::Device",
        ),
        ("src/catalog/links.rs", "type T = Vec<crate::search::Token>;", "catalog → search"),
    ];
    for (path, text, arrow) in planted {
        let found = forbidden_arrows(path, text);
        assert_eq!(found.len(), 1, "{path}: {text}");
        assert!(found[0].contains(arrow), "{path}: {found:?} should name {arrow}");
    }
}

#[test]
fn an_allowed_or_merely_mentioned_room_is_not_an_arrow() {
    let innocent = [
        ("src/chart/bars.rs", "//! See [`crate::analyse`].\n/* crate::site */ fn f() {}"),
        ("src/chart/bars.rs", "const HINT: &str = \"crate::render\"; const C: char = '\"';"),
        (
            "src/output/disk.rs",
            "use crate::model::artifact::Sink; use crate::model::{Artifact, Content};",
        ),
        ("src/catalog/links.rs", "use super::index::Index; use crate::catalog::Index;"),
        ("src/analyse/repeat.rs", "mod tests { use super::super::clock::Clock; use super::*; }"),
        ("src/lib.rs", "pub mod cli; use crate::cli::run;"),
        ("src/main.rs", "use faultbook::cli;"),
    ];
    for (path, text) in innocent {
        assert_eq!(forbidden_arrows(path, text), Vec::<String>::new(), "{path}: {text}");
    }
}

// ------------------------------------------------------------------ the reading

/// Forbidden arrows of one file, as readable lines.
fn forbidden_arrows(path: &str, text: &str) -> Vec<String> {
    let Some(room) = room_of(path) else { return Vec::new() };
    let table: BTreeMap<&str, &[&str]> = ARROWS.iter().copied().collect();
    let allowed = table.get(room.as_str()).copied().unwrap_or(&[]);
    let mut found = Vec::new();
    for reference in references(path, text) {
        let Some(target) = reference.first() else { continue };
        if *target == room || !table.contains_key(target.as_str()) {
            continue;
        }
        if !is_allowed(allowed, &reference) {
            found.push(format!("{path}: {room} → {}", reference.join("::")));
        }
    }
    found.sort();
    found.dedup();
    found
}

fn is_allowed(allowed: &[&str], reference: &[String]) -> bool {
    allowed.iter().any(|entry| match entry.split_once("::") {
        None => reference[0] == *entry,
        Some((room, _)) => {
            reference[0] == room
                && reference.get(1).is_some_and(|name| ARTIFACT_NAMES.contains(&name.as_str()))
        }
    })
}

/// The room of a file; none for `lib.rs` and `main.rs`.
fn room_of(path: &str) -> Option<String> {
    let inside = path.strip_prefix("src/")?;
    if let Some((room, _)) = inside.split_once('/') {
        return Some(room.to_owned());
    }
    let name = inside.strip_suffix(".rs")?;
    (!["lib", "main"].contains(&name)).then(|| name.to_owned())
}

/// How many `super` lead from a file's top level to the crate.
fn depth_of(path: &str) -> usize {
    let inside = path.strip_prefix("src/").unwrap_or(path);
    let folders = inside.matches('/').count();
    if inside.ends_with("/mod.rs") { folders } else { folders + 1 }
}

/// Every path that starts at the crate, as its first two names.
fn references(path: &str, text: &str) -> Vec<Vec<String>> {
    let tokens = tokens(text);
    let depth = depth_of(path);
    let mut found = Vec::new();
    let mut braces: Vec<bool> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        match tokens[at].as_str() {
            "{" => braces.push(opens_module(&tokens, at)),
            "}" => {
                braces.pop();
            }
            "crate" if follows(&tokens, at) => at = collect_paths(&tokens, at + 2, &mut found) - 1,
            "super" if follows(&tokens, at) => {
                let nested = braces.iter().filter(|module| **module).count();
                let (supers, next) = count_supers(&tokens, at);
                at = if supers == depth + nested {
                    collect_paths(&tokens, next, &mut found) - 1
                } else {
                    next - 1
                };
            }
            _ => {}
        }
        at += 1;
    }
    found
}

fn follows(tokens: &[String], at: usize) -> bool {
    tokens.get(at + 1).is_some_and(|t| t == "::")
}

fn opens_module(tokens: &[String], brace: usize) -> bool {
    brace >= 2 && tokens[brace - 2] == "mod"
}

fn count_supers(tokens: &[String], mut at: usize) -> (usize, usize) {
    let mut supers = 0;
    while tokens.get(at).is_some_and(|t| t == "super") && follows(tokens, at) {
        supers += 1;
        at += 2;
    }
    (supers, at)
}

/// Collects the paths that start at `at` (a name, or a group of paths) and
/// returns the position behind them.
fn collect_paths(tokens: &[String], at: usize, found: &mut Vec<Vec<String>>) -> usize {
    let mut paths = Vec::new();
    let end = path_tree(tokens, at, &mut paths);
    found.extend(paths.into_iter().map(|mut path| {
        path.truncate(2);
        path
    }));
    end.max(at)
}

/// Reads `a::b::{c, d::e}` from `at`; gives every leaf as a list of names.
fn path_tree(tokens: &[String], mut at: usize, leaves: &mut Vec<Vec<String>>) -> usize {
    let mut prefix = Vec::new();
    loop {
        match tokens.get(at).map(String::as_str) {
            Some("{") => return group(tokens, at + 1, &prefix, leaves),
            Some(name) if is_name(name) => {
                prefix.push(name.to_owned());
                at += 1;
            }
            _ => break,
        }
        if tokens.get(at).is_some_and(|t| t == "::") {
            at += 1;
        } else {
            break;
        }
    }
    leaves.push(prefix);
    at
}

fn group(
    tokens: &[String],
    mut at: usize,
    prefix: &[String],
    leaves: &mut Vec<Vec<String>>,
) -> usize {
    while let Some(token) = tokens.get(at) {
        match token.as_str() {
            "}" => return at + 1,
            "," => at += 1,
            _ => {
                let mut inner = Vec::new();
                let next = path_tree(tokens, at, &mut inner).max(at + 1);
                leaves.extend(inner.into_iter().map(|tail| [prefix, &tail].concat()));
                at = skip_rename(tokens, next);
            }
        }
    }
    at
}

fn skip_rename(tokens: &[String], at: usize) -> usize {
    if tokens.get(at).is_some_and(|t| t == "as") { at + 2 } else { at }
}

fn is_name(token: &str) -> bool {
    token.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_')
}

/// Names and marks of a Rust file, without comments, strings and characters.
fn tokens(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let c = chars[at];
        let next = chars.get(at + 1).copied().unwrap_or(' ');
        if c == '/' && next == '/' {
            at = until(&chars, at, |c| c == '\n');
        } else if c == '/' && next == '*' {
            at = skip_block_comment(&chars, at);
        } else if c == '"' {
            at = skip_string(&chars, at);
        } else if c == 'r' && raw_hashes(&chars, at).is_some() && !ends_a_name(&chars, at) {
            at = skip_raw_string(&chars, at);
        } else if c == '\'' {
            at = skip_character(&chars, at);
        } else if c.is_alphabetic() || c == '_' {
            let end = until(&chars, at, |c| !(c.is_alphanumeric() || c == '_'));
            tokens.push(chars[at..end].iter().collect());
            at = end;
        } else if c == ':' && next == ':' {
            tokens.push("::".to_owned());
            at += 2;
        } else {
            if !c.is_whitespace() {
                tokens.push(c.to_string());
            }
            at += 1;
        }
    }
    tokens
}

fn until(chars: &[char], from: usize, stop: impl Fn(char) -> bool) -> usize {
    (from..chars.len()).find(|at| stop(chars[*at])).unwrap_or(chars.len())
}

fn skip_block_comment(chars: &[char], from: usize) -> usize {
    let mut depth = 0_usize;
    let mut at = from;
    while at + 1 < chars.len() {
        match (chars[at], chars[at + 1]) {
            ('/', '*') => (depth, at) = (depth + 1, at + 2),
            ('*', '/') if depth == 1 => return at + 2,
            ('*', '/') => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
    }
    chars.len()
}

fn skip_string(chars: &[char], from: usize) -> usize {
    let mut at = from + 1;
    while at < chars.len() {
        match chars[at] {
            '\\' => at += 2,
            '"' => return at + 1,
            _ => at += 1,
        }
    }
    at
}

fn ends_a_name(chars: &[char], at: usize) -> bool {
    at > 0 && (chars[at - 1].is_alphanumeric() && chars[at - 1] != 'b' || chars[at - 1] == '_')
}

/// How many `#` a raw string at `at` has; none where there is no raw string.
fn raw_hashes(chars: &[char], at: usize) -> Option<usize> {
    let quote = until(chars, at + 1, |c| c != '#');
    (chars.get(quote) == Some(&'"')).then(|| quote - at - 1)
}

fn skip_raw_string(chars: &[char], at: usize) -> usize {
    let hashes = raw_hashes(chars, at).unwrap_or(0);
    let mut end = at + hashes + 2;
    while end < chars.len() {
        let closed = chars[end] == '"'
            && chars[end + 1..].iter().take(hashes).filter(|c| **c == '#').count() == hashes;
        if closed {
            return end + 1 + hashes;
        }
        end += 1;
    }
    end
}

/// A character literal is skipped; the mark of a lifetime is one token.
fn skip_character(chars: &[char], from: usize) -> usize {
    if chars.get(from + 1) == Some(&'\\') {
        return until(chars, from + 3, |c| c == '\'') + 1;
    }
    if chars.get(from + 2) == Some(&'\'') { from + 3 } else { from + 1 }
}

/// Lines of code: without the unit tests at the end, and without the entries of
/// word lists, which are data that nobody reads from top to bottom.
fn lines_of_code(text: &str) -> usize {
    let lines: Vec<&str> = text.lines().collect();
    let tests =
        lines.windows(2).position(|pair| pair[0] == "#[cfg(test)]" && pair[1].starts_with("mod "));
    let code = &lines[..tests.unwrap_or(lines.len())];
    code.iter().filter(|line| !is_list_entry(line)).count()
}

fn is_list_entry(line: &str) -> bool {
    let line = line.trim();
    line.starts_with('"') && line.ends_with("\",")
}

fn starts_a_path(text: &str, at: usize) -> bool {
    let before = text[..at].chars().next_back().unwrap_or(' ');
    !(before.is_alphanumeric() || ['.', '_', '}', '*', '-', '/'].contains(&before))
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

/// Every Rust file below `folder`, as path from the root and text, in path order.
fn rust_files(folder: &str) -> Vec<(String, String)> {
    let mut paths = Vec::new();
    walk(&root().join(folder), &mut paths);
    paths.sort();
    let relative = |p: &PathBuf| {
        let below = p.strip_prefix(root()).expect("walked from the root");
        below.to_string_lossy().replace('\\', "/")
    };
    paths.iter().map(|p| (relative(p), read(&relative(p)))).collect()
}

fn walk(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder of the project") {
        let path = entry.expect("a readable folder").path();
        if path.is_dir() && path.file_name().is_some_and(|n| n != "node_modules") {
            walk(&path, into);
        } else if path.extension().is_some_and(|e| e == "rs") {
            into.push(path);
        }
    }
}
