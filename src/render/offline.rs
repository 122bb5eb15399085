//! The list of a site's files that a browser keeps a copy by: `offline.json` and its
//! parts `offline/<hash>.json`, made from what was really written. Its reader, and why
//! versions cannot mix, is in `themes/default/static/offline.js`.
//!
//! A part lists files that stand side by side, so that a reader of a few pages needs few
//! parts and a change touches one. Parts are named by their hash: one that is unchanged is
//! not loaded again. The version is the hash of all parts, so it is a function of the
//! site's bytes and of nothing else.

use crate::model::settings::HostFile;
use crate::model::{Artifact, Content, ContentHash, FileEntry};
use serde::Serialize;

/// Files in one part.
const PART: usize = 256;
/// The service worker: a browser keeps and renews it by its own rules.
const WORKER: &str = "sw.js";

/// `offline.json`.
#[derive(Serialize)]
struct Edition<'a> {
    version: String,
    files: usize,
    bytes: u64,
    /// What is kept in any case: path, hash.
    shell: Vec<(&'a str, &'a str)>,
    /// First path, hash.
    parts: Vec<(&'a str, String)>,
}

/// The list of these files; none where nothing was counted.
pub fn lists(mut files: Vec<FileEntry>, shell: &[String]) -> Vec<Artifact> {
    let host = |path: &str| HostFile::ALL.iter().any(|file| file.name() == path);
    files.retain(|file| file.path != WORKER && !host(&file.path));
    // The order in which a browser compares texts, by which it finds a path's part.
    files.sort_by(|a, b| a.path.encode_utf16().cmp(b.path.encode_utf16()));
    if files.is_empty() {
        return Vec::new();
    }
    let mut artifacts = Vec::new();
    let mut parts = Vec::new();
    for part in files.chunks(PART) {
        let rows: Vec<_> = part.iter().map(|f| (&f.path, &f.hash, f.bytes)).collect();
        let bytes = json(&rows);
        let hash = ContentHash::of(&bytes);
        let path = format!("offline/{hash}.json");
        artifacts.push(Artifact { path, content: Content::Bytes(bytes) });
        parts.push((part[0].path.as_str(), hash));
    }
    let edition = Edition {
        version: ContentHash::of(&json(&parts)),
        files: files.len(),
        bytes: files.iter().map(|file| file.bytes).sum(),
        shell: files
            .iter()
            .filter(|file| shell.contains(&file.path))
            .map(|file| (file.path.as_str(), file.hash.as_str()))
            .collect(),
        parts,
    };
    let content = Content::Bytes(json(&edition));
    artifacts.push(Artifact { path: "offline.json".to_owned(), content });
    artifacts
}

fn json<T: Serialize>(value: &T) -> Vec<u8> {
    serde_json::to_vec(value).expect("texts and numbers can be written as JSON")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> FileEntry {
        let hash = ContentHash::of(text.as_bytes());
        FileEntry { path: path.to_owned(), hash, bytes: text.len() as u64 }
    }

    fn edition(files: Vec<FileEntry>) -> serde_json::Value {
        let made = lists(files, &["index.html".to_owned()]);
        let last = made.last().unwrap();
        assert_eq!(last.path, "offline.json");
        let Content::Bytes(bytes) = &last.content else { panic!("bytes") };
        serde_json::from_slice(bytes).unwrap()
    }

    #[test]
    fn the_version_follows_the_bytes_and_not_the_order_of_writing() {
        let (a, b) = (|| file("a.html", "a"), || file("index.html", "home"));
        let one = edition(vec![a(), b()]);
        assert_eq!(one, edition(vec![b(), a()]));
        assert_eq!(one["bytes"], 5);
        assert_eq!(one["shell"][0][0], "index.html");
        let other = edition(vec![file("a.html", "A"), b()]);
        assert_ne!(one["version"], other["version"]);
        let moved = edition(vec![file("b.html", "a"), b()]);
        assert_ne!(one["version"], moved["version"]);
    }

    #[test]
    fn every_file_that_a_browser_gets_but_the_worker_is_in_one_part_and_a_change_touches_one() {
        let mut files: Vec<_> = (0..600).map(|n| file(&format!("p/{n:03}.html"), "x")).collect();
        files.push(file("sw.js", "worker"));
        files.push(file("_headers", "for the host"));
        files.push(file(".htaccess", "for the host"));
        let before = lists(files.clone(), &[]);
        assert_eq!(before.len(), 4, "three parts and the list");
        files[300] = file("p/300.html", "changed");
        let after = lists(files, &[]);
        let same = before.iter().filter(|part| after.contains(part)).count();
        assert_eq!(same, 2);
        let listed: usize = before[..3]
            .iter()
            .map(|part| {
                let Content::Bytes(bytes) = &part.content else { panic!("bytes") };
                assert_eq!(part.path, format!("offline/{}.json", ContentHash::of(bytes)));
                serde_json::from_slice::<Vec<(String, String, u64)>>(bytes).unwrap().len()
            })
            .sum();
        assert_eq!(listed, 600);
    }

    #[test]
    fn a_hash_is_the_beginning_of_sha_256() {
        assert_eq!(ContentHash::of(b"abc"), "ba7816bf8f01cfea");
    }

    #[test]
    fn paths_stand_in_the_order_in_which_a_browser_compares_them() {
        // U+1F527 is written with two surrogates, which compare below U+FF11.
        let made = lists(vec![file("\u{ff11}", "a"), file("\u{1f527}", "b")], &[]);
        let Content::Bytes(bytes) = &made[0].content else { panic!("bytes") };
        let rows: Vec<(String, String, u64)> = serde_json::from_slice(bytes).unwrap();
        assert_eq!(rows[0].0, "\u{1f527}");
    }
}
