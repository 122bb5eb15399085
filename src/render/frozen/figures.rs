//! The figures of a report's data file, flat: each by its path. A list's entry is named
//! by what it is about (`pareto[E-104].n`), not by its place, and each list has a line
//! for its length (`pareto[]`). Words are no figures: sentences and names are left out.

use crate::model::frozen::{Figures, escaped};
use serde_json::{Map, Value};

/// Fields of an entry that say what it is about, in the order in which they are joined.
const IDENTITY: [&str; 18] = [
    "channel",
    "cause",
    "responsible",
    "model",
    "profile",
    "clock",
    "key",
    "id",
    "part",
    "charge",
    "kind",
    "device",
    "site",
    "code",
    "component",
    "ticket",
    "due_to",
    "expected",
];
/// Tables of the data file whose keys are data, not names of fields.
const KEYED: [&str; 2] = ["jobs", "complaints.kinds"];
/// What the page makes of the figures, and the comparison itself.
const NO_FIGURES: [&str; 2] = ["sentences", "restated"];

/// Every number, every yes and no, and every unknown of a report.
pub(super) fn of(report: &Value) -> Figures {
    let mut figures = Figures::new();
    if let Value::Object(fields) = report {
        for (name, value) in fields.iter().filter(|(name, _)| !NO_FIGURES.contains(&name.as_str()))
        {
            add(&mut figures, name, value);
        }
    }
    figures
}

fn add(figures: &mut Figures, path: &str, value: &Value) {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => {
            figures.insert(path.to_owned(), value.to_string());
        }
        Value::String(_) => {}
        Value::Array(entries) => list(figures, path, entries),
        Value::Object(fields) if KEYED.contains(&path) => {
            figures.insert(format!("{path}[]"), fields.len().to_string());
            for (key, value) in fields {
                add(figures, &format!("{path}[{}]", escaped(key)), value);
            }
        }
        Value::Object(fields) => {
            for (name, value) in fields {
                add(figures, &format!("{path}.{name}"), value);
            }
        }
    }
}

fn list(figures: &mut Figures, path: &str, entries: &[Value]) {
    figures.insert(format!("{path}[]"), entries.len().to_string());
    let mut named = std::collections::BTreeMap::<String, u32>::new();
    for (at, entry) in entries.iter().enumerate() {
        let mut name = name(entry).unwrap_or_else(|| at.to_string());
        let times = named.entry(name.clone()).or_default();
        *times += 1;
        if *times > 1 {
            name.push_str(&format!(" #{times}"));
        }
        let path = format!("{path}[{name}]");
        match entry {
            // That it stands there is what is known of it.
            Value::String(_) => {
                figures.insert(path, Value::Bool(true).to_string());
            }
            Value::Object(fields) => entry_of(figures, &path, fields),
            other => add(figures, &path, other),
        }
    }
}

/// The figures of an entry; of one that is all words, that it stands there.
fn entry_of(figures: &mut Figures, path: &str, fields: &Map<String, Value>) {
    if fields.values().all(Value::is_string) {
        figures.insert(path.to_owned(), Value::Bool(true).to_string());
    }
    let about = |name: &String| IDENTITY.contains(&name.as_str());
    for (name, value) in fields.iter().filter(|(name, value)| !(value.is_null() && about(name))) {
        add(figures, &format!("{path}.{name}"), value);
    }
}

/// What an entry of a list is about.
fn name(entry: &Value) -> Option<String> {
    match entry {
        Value::String(text) => Some(escaped(text)),
        Value::Object(fields) => {
            let known: Vec<String> =
                IDENTITY.iter().filter_map(|field| part(fields, field)).collect();
            (!known.is_empty()).then(|| known.join("/"))
        }
        _ => None,
    }
}

/// `-` where the entry is about what is unknown: faults without a code.
fn part(fields: &Map<String, Value>, field: &str) -> Option<String> {
    match fields.get(field)? {
        Value::String(text) => Some(escaped(text)),
        Value::Null if fields.len() > 1 => Some("-".to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_entry_is_named_by_what_it_is_about() {
        let report = json!({
            "month": "2026-10", "partial": false, "mean": 5.25, "none": null,
            "pareto": [{"key": "E-1", "n": 3}, {"key": null, "n": 1}],
            "sla": [{"profile": "p", "clock": "onsite", "met": 2}],
            "jobs": {"repair": 4},
            "scores": [0, 2],
            "actions": {"overdue": ["A-1", "A]2"]},
            "sentences": [{"key": "x", "text": "3 faults"}],
            "restated": {"n": 1},
        });
        let lines: Vec<String> = of(&report).iter().map(|(p, v)| format!("{p} {v}")).collect();
        let want = [
            "actions.overdue[A-1] true",
            "actions.overdue[A\\u{5d}2] true",
            "actions.overdue[] 2",
            "jobs[] 1",
            "jobs[repair] 4",
            "mean 5.25",
            "none null",
            "pareto[-].n 1",
            "pareto[E-1].n 3",
            "pareto[] 2",
            "partial false",
            "scores[0] 0",
            "scores[1] 2",
            "scores[] 2",
            "sla[] 1",
            "sla[p/onsite].met 2",
        ];
        assert_eq!(lines, want);
    }
}
