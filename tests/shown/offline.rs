//! The list by which a browser keeps a site: it names every file that was written, with
//! the hash and size that it really has, and its version changes with the bytes alone.
#![allow(clippy::disallowed_methods, reason = "these tests write projects and read sites")]

use crate::built;

use built::{list, number, project, run, text};
use faultbook::model::ContentHash;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

const CONFIG: &str = "[site]\nlanguage = [\"zh-CN\", \"en\"]\n";
const ARTICLE: &str =
    "---\nid: SOL-1\ntitle: 换板\n---\n![board](board.gif)\n\n## 处理步骤\n1. 换板。\n";
/// The smallest picture that is also a text.
const PICTURE: &str = "GIF89a\u{1}\0\u{1}\0\0\0\0,\0\0\0\0\u{1}\0\u{1}\0\0\u{2}\u{2}L\u{1}\0;";
const LOG: &str = "ticket_id,device_id,reported_at,symptom\nT1,SIM-7,2026-03-01 08:00,black\n";

fn files() -> Vec<(&'static str, &'static str)> {
    vec![
        ("faultbook.toml", CONFIG),
        ("content/solutions/SOL-1.md", ARTICLE),
        ("content/solutions/board.gif", PICTURE),
        ("content/logs/log.csv", LOG),
    ]
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).expect("a file")).expect("JSON")
}

/// Path to hash and size, as all parts of the list have it.
fn listed(site: &Path) -> BTreeMap<String, (String, u64)> {
    let edition = json(&site.join("offline.json"));
    let mut out = BTreeMap::new();
    for part in list(&edition["parts"]) {
        let path = site.join(format!("offline/{}.json", text(&part[1])));
        let bytes = std::fs::read(&path).expect("a part");
        assert_eq!(ContentHash::of(&bytes), text(&part[1]), "a part is named by its hash");
        for row in list(&json(&path)) {
            out.insert(text(&row[0]).to_owned(), (text(&row[1]).to_owned(), number(&row[2])));
        }
    }
    assert_eq!(number(&edition["files"]), out.len() as u64);
    assert_eq!(number(&edition["bytes"]), out.values().map(|(_, bytes)| bytes).sum::<u64>());
    for row in list(&edition["shell"]) {
        assert_eq!(out.get(text(&row[0])).expect("a listed file").0, text(&row[1]));
    }
    out
}

/// Path to hash and size, as they lie on the disk.
fn written(site: &Path) -> BTreeMap<String, (String, u64)> {
    let entries = walkdir::WalkDir::new(site).into_iter().map(|e| e.expect("a readable site"));
    entries
        .filter(|e| e.file_type().is_file())
        .map(|e| {
            let bytes = std::fs::read(e.path()).expect("a file");
            let path = e.path().strip_prefix(site).expect("below the site");
            let path = path.to_string_lossy().replace('\\', "/");
            (path, (ContentHash::of(&bytes), bytes.len() as u64))
        })
        .filter(|(path, _)| {
            let own = path.starts_with("offline/") && path != "offline/index.html";
            !own && !["offline.json", "sw.js", ".faultbook-site"].contains(&path.as_str())
        })
        .collect()
}

#[test]
fn the_list_names_every_file_with_its_hash_and_size() {
    let folder = project(&files());
    let site = folder.path().join("output/internal");
    let listed = listed(&site);
    assert_eq!(listed, written(&site));
    for path in ["index.html", "en/search/index.html", "data/site.json", "assets/site.js"] {
        assert!(listed.contains_key(path), "{path}");
    }
    assert!(listed.keys().any(|path| path.ends_with("board.gif")), "copied files, too");
    let shell = json(&site.join("offline.json"));
    let shell: Vec<&str> = list(&shell["shell"]).iter().map(|row| text(&row[0])).collect();
    for path in ["en/offline/index.html", "offline/index.html", "search/index.html"] {
        assert!(shell.contains(&path), "{shell:?}");
    }
}

#[test]
fn the_version_follows_the_bytes_of_the_site_alone() {
    let version = |folder: &Path| {
        let edition = json(&folder.join("output/internal/offline.json"));
        text(&edition["version"]).to_owned()
    };
    let folder = project(&files());
    let first = version(folder.path());
    let again = run(folder.path(), &["build", "-q", "-j", "1"]);
    assert_eq!(again.status.code(), Some(0));
    assert_eq!(version(folder.path()), first, "other threads, other time");
    assert_eq!(version(project(&files()).path()), first, "another folder");
    let mut changed = files();
    changed[1].1 = "---\nid: SOL-1\ntitle: 换线\n---\n![board](board.gif)\n";
    assert_ne!(version(project(&changed).path()), first);
}

#[test]
fn a_build_writes_one_zip_a_site_where_it_is_asked_to() {
    let folder = project(&files());
    let bundle = folder.path().join("output/bundles/internal.zip");
    assert!(!bundle.exists());
    let mut bytes = Vec::new();
    for jobs in ["1", "4"] {
        let done = run(folder.path(), &["build", "--bundle", "-j", jobs]);
        let said = String::from_utf8_lossy(&done.stdout).into_owned();
        assert!(said.contains("bundle:    bundles/internal.zip: "), "{said}");
        bytes.push(std::fs::read(&bundle).expect("the bundle"));
    }
    assert_eq!(bytes[0], bytes[1], "the same bytes on any number of threads");
    let zip = zip::ZipArchive::new(std::io::Cursor::new(&bytes[0])).expect("a zip");
    assert!(zip.file_names().flatten().any(|name| name == "internal/en/search/index.html"));
    let done = run(folder.path(), &["build", "--bundle", "--json"]);
    let told: Value = serde_json::from_slice(&done.stdout).expect("JSON");
    assert_eq!(told["bundles"][0]["bytes"], bytes[0].len());
}
