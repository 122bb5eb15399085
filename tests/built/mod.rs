//! A built site, asked through its data files as the data contract describes them.
//! Shared by the tests that run the program; what they expect stands in each.
#![allow(dead_code, reason = "each test binary uses a part of it")]
#![allow(unreachable_pub, reason = "a module of several test binaries")]
#![allow(clippy::disallowed_methods, reason = "these tests write projects and read sites")]

use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// Runs the program in a folder.
pub fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_faultbook"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the program starts")
}

/// A project of so many files, built.
pub fn project(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (path, text) in files {
        let file = folder.path().join(path);
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("a folder made");
        std::fs::write(file, text).expect("a file written");
    }
    let output = run(folder.path(), &["build", "-q"]);
    let words = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{words}");
    folder
}

/// A page of the internal site of such a project; without the spans that only keep a
/// word on one line, so that a test asks for sentences as they are read.
pub fn page(folder: &Path, path: &str) -> String {
    let html = std::fs::read_to_string(folder.join("output/internal").join(path)).expect("a page");
    let mut kept = html.split("<span class=\"nb\">");
    let first = kept.next().unwrap_or_default().to_owned();
    kept.fold(first, |read, rest| read + &rest.replacen("</span>", "", 1))
}

/// A promise of ten hours to be on site, for everybody.
pub const CONFIG: &str = "[site]\nlanguage = \"en\"\nas_of = \"2025-12-31\"\n\n[sla]\ndefault = \"own\"\n\n\
[sla.profiles.own]\nclocks = [{ id = \"onsite\", limit = \"10h\" }]\n";

/// Six devices of one customer, of one model, in service since New Year 2025.
pub fn six_devices(config: &str, log: &str) -> TempDir {
    let mut devices = "id,model,customer,accepted_on\n".to_owned();
    for n in 1..=6 {
        let _ = writeln!(devices, "D-{n:02},M-1,C-1,2025-01-01");
    }
    let files = [
        ("faultbook.toml", config),
        ("content/devices.csv", devices.as_str()),
        ("content/customers.csv", "id,name\nC-1,First\n"),
        ("content/logs/log.csv", log),
    ];
    project(&files)
}

/// The figure whose question is asked so.
pub fn figure<'a>(html: &'a str, question: &str) -> &'a str {
    let mut figures = html.split("<figure").skip(1);
    let found = figures.find(|figure| figure.contains(&format!("fig__q\">{question}")));
    found.and_then(|figure| figure.split("</figure>").next()).unwrap_or_else(|| {
        panic!("nothing asks {question:?} in {html}");
    })
}

/// The texts of a table's cells, row by row.
pub fn rows(figure: &str) -> Vec<Vec<String>> {
    let body = figure.split("<tbody>").nth(1).expect("a table");
    let body = body.split("</tbody>").next().expect("its end");
    let text = |cell: &str| {
        let inside = cell.split_once('>').map_or("", |(_, inside)| inside);
        let mut out = String::new();
        let mut tag = false;
        for letter in inside.chars() {
            match letter {
                '<' => tag = true,
                '>' => tag = false,
                _ if !tag => out.push(letter),
                _ => {}
            }
        }
        out.trim().to_owned()
    };
    let cells =
        |row: &str| row.replace("<th scope", "<td scope").split("<td").skip(1).map(text).collect();
    body.split("<tr").skip(1).map(cells).collect()
}

/// A data file of the internal site of such a project.
pub fn data(folder: &Path, name: &str) -> Value {
    serde_json::from_str(&page(folder, &format!("data/{name}"))).expect("JSON")
}

/// A built site.
pub struct Site {
    /// Its folder.
    pub root: PathBuf,
    /// The project's folder, removed with the site.
    pub folder: TempDir,
}

impl Site {
    /// A file below `data/`.
    pub fn data(&self, name: &str) -> Value {
        let path = self.root.join("data").join(name);
        let bytes = std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        serde_json::from_slice(&bytes).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
    }

    /// The account of the source whose path ends with `name`.
    pub fn source(&self, name: &str) -> Value {
        let site = self.data("site.json");
        let sources = list(&site["sources"]);
        let found = sources.iter().find(|s| text(&s["path"]).ends_with(name));
        found.unwrap_or_else(|| panic!("{name} is not among {sources:?}")).clone()
    }

    /// The devices by id.
    pub fn devices(&self) -> BTreeMap<String, Value> {
        let devices = self.data("devices.json");
        list(&devices).iter().map(|d| (text(&d["id"]).to_owned(), d.clone())).collect()
    }

    /// Month → faults reported in it, of every month that has a report.
    pub fn faults_by_month(&self) -> BTreeMap<String, u64> {
        let folder = self.root.join("data/reports");
        let mut months = BTreeMap::new();
        for entry in std::fs::read_dir(&folder).expect("reports") {
            let name = entry.expect("an entry").file_name().to_string_lossy().into_owned();
            let month = name.trim_end_matches(".json").to_owned();
            if month.len() == "2026-10".len() && !month.contains('Q') {
                let report = self.data(&format!("reports/{name}"));
                months.insert(month, number(&report["faults_reported"]));
            }
        }
        months
    }

    /// How often the row ledger counts a finding code.
    pub fn findings(&self, code: &str) -> u64 {
        let quality = self.data("quality.json");
        let counted = list(&quality["diagnostics"]).iter().find(|entry| entry["code"] == code);
        counted.map_or(0, |entry| number(&entry["count"]))
    }

    /// True where the row ledger quotes a text.
    pub fn told(&self, words: &str) -> bool {
        let mut found = false;
        visit(&self.data("quality.json"), &mut |value| {
            found |= value.as_str().is_some_and(|s| s.contains(words));
        });
        found
    }

    /// True where the row ledger names a line of a file.
    pub fn told_at(&self, file: &str, line: u64) -> bool {
        let mut found = false;
        let joined = format!("{file}:{line}");
        visit(&self.data("quality.json"), &mut |value| {
            let place = value.get("place").unwrap_or(value);
            let named = ["file", "path"].iter().any(|key| {
                place.get(*key).and_then(Value::as_str).is_some_and(|f| f.ends_with(file))
            });
            let at = place.get("line").and_then(Value::as_u64) == Some(line);
            found |= named && at || value.as_str().is_some_and(|s| names_place(s, &joined));
        });
        found
    }

    /// Every file of the site, in path order.
    pub fn files(&self) -> Vec<PathBuf> {
        let walk = walkdir::WalkDir::new(&self.root).sort_by_file_name();
        let entries = walk.into_iter().map(|e| e.expect("a readable site"));
        entries.filter(|e| e.file_type().is_file()).map(walkdir::DirEntry::into_path).collect()
    }
}

/// `file:18` stands in the text, and not `file:180`.
fn names_place(words: &str, place: &str) -> bool {
    words
        .match_indices(place)
        .any(|(at, _)| !words[at + place.len()..].starts_with(|c: char| c.is_ascii_digit()))
}

/// Accepted and repaired rows of a source.
pub fn kept(source: &Value) -> u64 {
    number(&source["rows_accepted"]) + number(&source["rows_repaired"])
}

/// Calls `look` with every value inside a value, itself included.
pub fn visit(value: &Value, look: &mut dyn FnMut(&Value)) {
    look(value);
    match value {
        Value::Array(items) => items.iter().for_each(|item| visit(item, look)),
        Value::Object(fields) => fields.values().for_each(|field| visit(field, look)),
        _ => {}
    }
}

/// A list.
pub fn list(value: &Value) -> &Vec<Value> {
    value.as_array().unwrap_or_else(|| panic!("a list was expected: {value}"))
}

/// A text.
pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("a text was expected: {value}"))
}

/// A count.
pub fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("a count was expected: {value}"))
}

/// Copies a folder with everything in it.
pub fn copy_tree(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry.expect("a readable folder");
        let target = to.join(entry.path().strip_prefix(from).expect("walked from there"));
        if entry.file_type().is_dir() {
            std::fs::create_dir_all(&target).expect("a folder");
        } else {
            std::fs::write(&target, std::fs::read(entry.path()).expect("a file")).expect("a copy");
        }
    }
}
