//! The names inside a site: which paths an artifact may have, and which two paths
//! would be one on a file system that folds letters.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;
use std::path::Path;
use unicode_normalization::UnicodeNormalization;

/// Why a path is no address inside a site; `None` where it is one.
pub(super) fn objection(path: &str) -> Option<&'static str> {
    let drive = path.as_bytes().get(1) == Some(&b':') && path.as_bytes()[0].is_ascii_alphabetic();
    if path.is_empty() {
        Some("it is empty")
    } else if path.starts_with('/') {
        Some("it starts at the root of the file system")
    } else if drive {
        Some("it names a drive")
    } else if path.contains('\\') {
        Some("it holds a backslash")
    } else if path.chars().any(char::is_control) {
        Some("it holds a control character")
    } else if path.split('/').any(|segment| matches!(segment, "." | "..")) {
        Some("it steps out of its folder")
    } else if path.split('/').any(str::is_empty) {
        Some("it holds an empty folder name")
    } else {
        None
    }
}

/// The form in which two paths meet on a file system that folds case or composes
/// letters.
pub(super) fn fold(path: &str) -> Box<str> {
    if path.is_ascii() {
        path.to_ascii_lowercase().into()
    } else {
        path.nfc().flat_map(char::to_lowercase).nfc().collect::<String>().into()
    }
}

/// Every file and folder of a site so far.
#[derive(Debug, Default)]
pub(super) struct Names {
    files: HashMap<Box<str>, Box<str>>,
    folders: HashMap<Box<str>, Box<str>>,
    collisions: BTreeMap<Box<str>, BTreeSet<String>>,
}

/// What became of a name.
pub(super) enum Claim {
    /// It is free and now taken; its folder exists.
    Taken,
    /// It is the same as this one.
    Collides(String),
}

impl Names {
    /// Claims `path` for a file and makes its folders below `root`, where there is one.
    pub(super) fn claim(&mut self, root: Option<&Path>, path: &str) -> io::Result<Claim> {
        if let Some((folder, _)) = path.rsplit_once('/')
            && let Some(other) = self.enter(root, folder)?
        {
            return Ok(self.collide(path, other));
        }
        let key = fold(path);
        let taken = self.files.get(&key).or_else(|| self.folders.get(&key));
        if let Some(other) = taken.map(ToString::to_string) {
            return Ok(self.collide(path, other));
        }
        self.files.insert(key, path.into());
        Ok(Claim::Taken)
    }

    /// Takes a file's name without making its folder.
    pub(super) fn reserve(&mut self, path: &str) {
        self.files.insert(fold(path), path.into());
    }

    /// Makes a folder once. Returns the name it collides with, if any.
    fn enter(&mut self, root: Option<&Path>, folder: &str) -> io::Result<Option<String>> {
        let key = fold(folder);
        if let Some(known) = self.folders.get(&key) {
            return Ok((&**known != folder).then(|| known.to_string()));
        }
        if let Some(file) = self.files.get(&key) {
            return Ok(Some(file.to_string()));
        }
        if let Some((parent, _)) = folder.rsplit_once('/')
            && let Some(other) = self.enter(root, parent)?
        {
            return Ok(Some(other));
        }
        if let Some(root) = root {
            std::fs::create_dir(root.join(folder))?;
        }
        self.folders.insert(key, folder.into());
        Ok(None)
    }

    fn collide(&mut self, path: &str, other: String) -> Claim {
        let names = self.collisions.entry(fold(&other)).or_default();
        names.insert(path.to_owned());
        names.insert(other.clone());
        Claim::Collides(other)
    }

    /// The groups of names that meet, in an order that no thread decides.
    pub(super) fn collisions(&self) -> impl Iterator<Item = &BTreeSet<String>> {
        self.collisions.values()
    }

    /// How many files there are.
    pub(super) fn count(&self) -> u64 {
        self.files.len() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_inside_the_site_are_taken() {
        for path in ["index.html", "devices/E-104/index.html", "故障/2026-10.json", "a..b/c"] {
            assert_eq!(objection(path), None, "{path}");
        }
        for path in [
            "",
            "/etc/passwd",
            "../x",
            "a/../../b",
            "a/./b",
            "a\\b",
            "C:x",
            "a\0b",
            "a//b",
            "a/",
            "a\nb",
        ] {
            assert!(objection(path).is_some(), "{path:?}");
        }
    }

    #[test]
    fn names_that_differ_only_by_case_or_composition_meet() {
        let mut names = Names::default();
        let mut meets = |path| matches!(names.claim(None, path).unwrap(), Claim::Collides(_));
        assert!(!meets("devices/Pump/index.html"));
        assert!(meets("devices/Pump/index.html"), "the same path twice");
        assert!(meets("devices/pump/index.html"), "another case of a folder");
        assert!(meets("devices/pump/data.json"), "another file in another case of a folder");
        assert!(!meets("caf\u{e9}.html"));
        assert!(meets("cafe\u{301}.html"), "the same letters composed otherwise");
        assert!(meets("devices"), "a file where a folder is");
        assert!(meets("caf\u{e9}.html/x"), "a folder where a file is");
        assert_eq!(names.count(), 2);
    }
}
