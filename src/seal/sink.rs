//! A sink that seals what passes on its way into another one.

use super::{SiteKey, ciphertext_path, gate_path, stays};
use crate::model::{Artifact, Content, ContentHash, FileEntry, Sink, SinkError};

/// Stands in the pages of a gate where the hash of a ciphertext comes.
pub const HASH_GAP: &str = "0000000000000000";

/// The page that asks for the passphrase, for the first page and for one in a folder.
#[derive(Clone, Debug)]
pub struct Gate {
    /// At the root of the site.
    pub first: Vec<u8>,
    /// One folder below it.
    pub inner: Vec<u8>,
}

/// Seals the files of one site.
pub struct Sealing<'a> {
    sink: &'a dyn Sink,
    key: &'a SiteKey,
    gate: Gate,
}

impl<'a> Sealing<'a> {
    /// Seals with this key, behind this gate, into that sink.
    pub fn new(sink: &'a dyn Sink, key: &'a SiteKey, gate: Gate) -> Self {
        Self { sink, key, gate }
    }

    /// The page that opens a ciphertext. It asks for it by its hash, so that no cache on
    /// the way gives a reader one of before.
    fn gate(&self, path: &str, script: &[u8]) -> Vec<u8> {
        let page = if path == "index.html" { &self.gate.first } else { &self.gate.inner };
        let page = String::from_utf8_lossy(page);
        page.replace(HASH_GAP, &ContentHash::of(script)).into_bytes()
    }
}

impl Sink for Sealing<'_> {
    fn put(&self, artifact: Artifact) -> Result<(), SinkError> {
        if stays(&artifact.path) {
            return self.sink.put(artifact);
        }
        let Artifact { path, content } = artifact;
        let bytes = self.sink.bytes(&path, content)?;
        let script = self.key.seal(&path, &bytes);
        let name = self.key.name(&path);
        // The index is asked for by its loader alone; whatever else is linked to opens by
        // itself, too.
        if !path.starts_with("search/") || path == "search/index.html" {
            let gate = Content::Bytes(self.gate(&path, &script));
            self.sink.put(Artifact { path: gate_path(&name), content: gate })?;
        }
        self.sink.put(Artifact { path: ciphertext_path(&name), content: Content::Bytes(script) })
    }

    fn files(&self) -> Vec<FileEntry> {
        self.sink.files()
    }

    fn bytes(&self, path: &str, content: Content) -> Result<Vec<u8>, SinkError> {
        self.sink.bytes(path, content)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seal::{NAMES_BYTES, SALT_BYTES, name_of};
    use std::collections::BTreeMap;
    use std::sync::Mutex;

    #[derive(Default)]
    struct Kept(Mutex<BTreeMap<String, Vec<u8>>>);

    impl Sink for Kept {
        fn put(&self, artifact: Artifact) -> Result<(), SinkError> {
            let bytes = self.bytes(&artifact.path, artifact.content)?;
            self.0.lock().unwrap().insert(artifact.path, bytes);
            Ok(())
        }
    }

    #[test]
    fn a_sealed_site_holds_each_file_once_and_nothing_readable_of_it() {
        let key = SiteKey::new(&[3; 32], [1; SALT_BYTES], [2; NAMES_BYTES]);
        let kept = Kept::default();
        let gate = Gate { first: format!("first {HASH_GAP}").into(), inner: b"inner".to_vec() };
        let sealing = Sealing::new(&kept, &key, gate);
        let site = [
            ("index.html", "pumps of Blue Harbour"),
            ("devices/P-17/index.html", "P-17 leaks"),
            ("search/t-0123456789/0.js", "faultbook.shard(\"t/0\",\"leaks\")"),
            ("assets/site.js", "script"),
        ];
        for (path, text) in site {
            let content = Content::Bytes(text.as_bytes().to_vec());
            sealing.put(Artifact { path: path.to_owned(), content }).unwrap();
        }
        let files = kept.0.into_inner().unwrap();
        assert_eq!(files.len(), 2 + 2 + 1 + 1, "{:?}", files.keys());
        assert_eq!(files["assets/site.js"], b"script");
        let first = format!("first {}", ContentHash::of(&files["sealed.js"]));
        assert_eq!(files["index.html"], first.as_bytes());
        let opened: BTreeMap<String, Vec<u8>> =
            files.iter().filter_map(|(path, bytes)| key.open(name_of(path)?, bytes)).collect();
        for (path, text) in &site[..3] {
            assert_eq!(opened[*path], text.as_bytes());
        }
        for (path, bytes) in files.iter().filter(|(path, _)| *path != "assets/site.js") {
            let shown = format!("{path} {}", String::from_utf8_lossy(bytes));
            for plain in ["Harbour", "P-17", "leaks", "devices", "shard", "t-0123456789"] {
                assert!(!shown.contains(plain), "{plain} stands in {shown}");
            }
        }
    }
}
