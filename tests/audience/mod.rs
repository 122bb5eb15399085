//! Random projects of several customers who share models, sites, codes, parts and
//! even a device, and changes to what is not the first customer's.
//!
//! Every line of a table says whose it is. What is not `Ours` may be changed, taken
//! out, added and moved, and the first customer's site may not change by a byte.
#![allow(dead_code, unreachable_pub, reason = "a module of several test binaries")]
#![allow(clippy::disallowed_methods, reason = "these tests write projects and read files")]

pub mod changes;
pub mod world;

use faultbook::diag::{Diagnostic, Severity};
use faultbook::ingest::{self, ReadOptions};
use faultbook::model::artifact::ContentHash;
use faultbook::model::{Artifact, Content, FileEntry, Sink, SinkError};
use faultbook::pipeline::{self, BuildOptions, Progress};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

/// Numbers that look random and are the same on every machine.
pub struct Dice(u64);

impl Dice {
    /// Dice of a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x5EED)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    /// True in `percent` of a hundred throws.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of several.
    pub fn of<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }
}

/// The files of a site in memory, by path.
pub type Files = BTreeMap<String, Vec<u8>>;

#[derive(Clone, Default)]
struct Memory(Arc<Mutex<Files>>);

impl Sink for Memory {
    fn put(&self, artifact: Artifact) -> Result<(), SinkError> {
        let bytes = match artifact.content {
            Content::Bytes(bytes) => bytes,
            Content::CopyOf(from)
            | Content::PictureOf(from)
            | Content::NarrowerOf(from, _)
            | Content::PdfOf(from, _) => std::fs::read(from).expect("a file of the project"),
        };
        let former = self.0.lock().expect("no panic").insert(artifact.path.clone(), bytes);
        assert!(former.is_none(), "{} twice", artifact.path);
        Ok(())
    }

    fn files(&self) -> Vec<FileEntry> {
        let files = self.0.lock().expect("no panic");
        let entry = |(path, bytes): (&String, &Vec<u8>)| FileEntry {
            path: path.clone(),
            hash: ContentHash::of(bytes),
            bytes: bytes.len() as u64,
        };
        files.iter().map(entry).collect()
    }
}

struct Quiet;

impl Progress for Quiet {
    fn stage(&self, _: &'static str, _: Option<u64>) {}
    fn tick(&self, _: u64) {}
}

/// Reads a project and builds the sites that are named (all where none is).
pub fn build(root: &Path, audiences: &[&str]) -> BTreeMap<String, Files> {
    let project = ingest::read(root, &ReadOptions::default());
    let options = BuildOptions {
        audiences: audiences.iter().map(|&name| name.to_owned()).collect(),
        ..BuildOptions::default()
    };
    let mut sites: BTreeMap<String, Memory> = BTreeMap::new();
    let mut open = |name: &str| {
        let sink = Memory::default();
        sites.insert(name.to_owned(), sink.clone());
        Ok(Box::new(sink) as Box<dyn Sink>)
    };
    let built = pipeline::build(project, &options, &mut open, &Quiet);
    let bad: Vec<&Diagnostic> =
        built.diagnostics.iter().filter(|d| d.severity <= Severity::Error).collect();
    assert!(bad.is_empty(), "{bad:#?}");
    let taken = |sink: Memory| std::mem::take(&mut *sink.0.lock().expect("no panic"));
    sites.into_iter().map(|(name, sink)| (name, taken(sink))).collect()
}

/// What differs between two sites: the path, and where in the file. `None` where
/// nothing does.
pub fn difference(left: &Files, right: &Files) -> Option<String> {
    for path in left.keys().chain(right.keys()) {
        let (Some(a), Some(b)) = (left.get(path), right.get(path)) else {
            return Some(format!("only one of the sites has {path}"));
        };
        if a == b {
            continue;
        }
        let at = a.iter().zip(b).position(|(a, b)| a != b).unwrap_or(a.len().min(b.len()));
        let around = |bytes: &[u8]| {
            let bytes = &bytes[at.saturating_sub(60)..bytes.len().min(at + 60)];
            String::from_utf8_lossy(bytes).into_owned()
        };
        return Some(format!("{path} at byte {at}:\n  {:?}\n  {:?}", around(a), around(b)));
    }
    None
}
