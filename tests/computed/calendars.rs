//! Calendars that are taken again: an entry keeps its name when its date moves, so that a
//! calendar moves it instead of having it twice; and each customer and place has its own.
#![allow(clippy::disallowed_methods, reason = "these tests write projects and read sites")]

use crate::built;

use built::project;
use std::collections::BTreeMap;
use std::path::Path;

const DEVICES: &str = "\
id,model,customer,site,accepted_on,support_until\n\
D-1,M-1,C-1,S-1,2026-01-10,2028-01-10\n\
D-2,M-1,C-2,S-2,2026-02-01,\n";
const TABLES: [(&str, &str); 3] = [
    ("content/models.csv", "id,name,warranty_months\nM-1,Pump,12\n"),
    ("content/customers.csv", "id,name\nC-1,First\nC-2,\"Second; Ltd, Co\"\n"),
    ("content/sites.csv", "id,name,customer,address\nS-1,Hall 1,C-1,\nS-2,Hall 2,C-2,Road 2\n"),
];
const LOG: (&str, &str) = (
    "content/logs/log.csv",
    "ticket_id,device_id,reported_at,resolved_at\nT-1,D-1,2026-01-20 09:00,2026-01-20 11:00\n",
);

fn site(as_of: &str, devices: &str) -> tempfile::TempDir {
    let config = format!("[site]\nlanguage = \"en\"\nas_of = \"{as_of}\"\n");
    let mut files =
        vec![("faultbook.toml", config.as_str()), ("content/devices.csv", devices), LOG];
    files.extend(TABLES);
    project(&files)
}

/// The entries of a calendar by name: number, first day, summary.
fn entries(root: &Path, path: &str) -> BTreeMap<String, (u64, String, String)> {
    let text = std::fs::read_to_string(root.join("output/internal").join(path)).expect("a file");
    let text = text.replace("\r\n ", "");
    let mut all = BTreeMap::new();
    for entry in text.split("BEGIN:VEVENT").skip(1) {
        let value = |name: &str| {
            let line = entry.split("\r\n").find(|line| line.starts_with(name));
            let line = line.unwrap_or_else(|| panic!("no {name} in {entry}"));
            line.split_once(':').expect("a value").1.to_owned()
        };
        let number = value("SEQUENCE").parse().expect("a number");
        let told = (number, value("DTSTART"), value("SUMMARY"));
        let twice = all.insert(value("UID"), told);
        assert!(twice.is_none(), "{path} names {} twice", value("UID"));
    }
    all
}

#[test]
fn an_entry_that_moves_keeps_its_name_and_grows_its_number() {
    let before = site("2026-02-10", DEVICES);
    let moved = DEVICES.replace("2026-01-10,", "2026-01-17,");
    let after = site("2026-02-11", &moved);
    for (path, least) in [("visits/visits.ics", 6), ("warranty/expiries.ics", 3)] {
        let (old, new) = (entries(before.path(), path), entries(after.path(), path));
        assert!(old.len() >= least, "{path}: {old:?}");
        let names = |of: &BTreeMap<String, _>| of.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&old), names(&new), "{path}");
        for (name, (number, day, _)) in &old {
            let (later, other, _) = &new[name];
            assert!(later > number, "{name} would be taken for older");
            let own = name.contains("D-1") && !name.starts_with("support");
            assert_eq!(day != other, own, "{name}: {day} {other}");
        }
    }
    // Two visits in the middle of a warranty are two entries.
    let visits = entries(before.path(), "visits/visits.ics");
    for nth in 1..=2 {
        assert!(visits.contains_key(&format!("plan-D-1-mid-{nth}@faultbook")), "{visits:?}");
    }
}

#[test]
fn a_customer_and_a_place_have_their_own() {
    let folder = site("2026-02-10", DEVICES);
    let all: Vec<String> = ["visits/visits.ics", "warranty/expiries.ics"]
        .into_iter()
        .flat_map(|path| entries(folder.path(), path).into_keys())
        .collect();
    for (path, device, other) in [
        ("customers/C-1/service.ics", "D-1", "D-2"),
        ("sites/S-1/service.ics", "D-1", "D-2"),
        ("customers/C-2/service.ics", "D-2", "D-1"),
        ("sites/S-2/service.ics", "D-2", "D-1"),
    ] {
        let own: Vec<String> = entries(folder.path(), path).into_keys().collect();
        let mut wanted: Vec<String> =
            all.iter().filter(|name| name.contains(device)).cloned().collect();
        wanted.sort();
        assert_eq!(own, wanted, "{path}");
        assert!(!own.iter().any(|name| name.contains(other)), "{path}");
    }
    let ends = entries(folder.path(), "customers/C-2/service.ics");
    let (_, day, summary) = &ends["warranty-D-2@faultbook"];
    assert_eq!(
        (day.as_str(), summary.as_str()),
        ("20270201", "Warranty ends · D-2 · Second\\; Ltd\\, Co")
    );
}
