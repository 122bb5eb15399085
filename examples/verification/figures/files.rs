//! The data files of a site, flattened: an entry of a list is named by what it is
//! about, never by its position.

use super::Figures;
use serde_json::Value;
use std::fs;
use std::path::Path;

const FILES: [&str; 6] = [
    "actions.json",
    "codes.json",
    "customers.json",
    "devices.json",
    "recurring.json",
    "solutions.json",
];

/// Verdicts, the only words that are figures.
const WORDS: [&str; 4] = ["class", "signal", "state", "verdict"];

pub(super) fn add(folder: &Path, figures: &mut Figures) -> Result<(), String> {
    for name in FILES {
        add_file(&folder.join(name), name.trim_end_matches(".json"), figures)?;
    }
    let reports = folder.join("reports");
    let told = |error: std::io::Error| format!("{}: {error}", reports.display());
    for entry in fs::read_dir(&reports).map_err(told)? {
        let path = entry.map_err(told)?.path();
        let month = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        add_file(&path, &format!("reports/{month}"), figures)?;
    }
    Ok(())
}

fn add_file(path: &Path, name: &str, figures: &mut Figures) -> Result<(), String> {
    let bytes = fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let value =
        serde_json::from_slice(&bytes).map_err(|error| format!("{}: {error}", path.display()))?;
    flatten(name, &value, figures);
    Ok(())
}

fn flatten(path: &str, value: &Value, figures: &mut Figures) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                let is_word = WORDS.contains(&name.as_str());
                if !field.is_string() || is_word {
                    flatten(&format!("{path}/{name}"), field, figures);
                }
            }
        }
        Value::Array(entries) => {
            put(figures, &format!("{path}/count"), &entries.len().to_string());
            for (at, entry) in entries.iter().enumerate().filter(|(_, entry)| !entry.is_string()) {
                let name = name_of(entry).unwrap_or_else(|| at.to_string());
                flatten(&format!("{path}/{name}"), entry, figures);
            }
        }
        Value::String(word) => put(figures, path, word),
        other => put(figures, path, &other.to_string()),
    }
}

fn put(figures: &mut Figures, path: &str, value: &str) {
    figures.insert(path.to_owned(), value.to_owned());
}

/// What an entry is about.
fn name_of(entry: &Value) -> Option<String> {
    const NAMES: [&[&str]; 13] = [
        &["first", "again"],
        &["family", "group"],
        &["profile", "clock"],
        &["id"],
        &["month"],
        &["part"],
        &["charge"],
        &["key"],
        &["file"],
        &["device"],
        &["channel"],
        &["cause", "responsible"],
        &["model"],
    ];
    let names = NAMES.iter().find(|names| names.iter().all(|name| entry.get(name).is_some()))?;
    let word = |name: &&str| entry[*name].as_str().unwrap_or("-").to_owned();
    Some(names.iter().map(word).collect::<Vec<_>>().join(" "))
}
