//! The worked numbers of the domain reference, for tests.

use serde_json::Value;
use std::path::PathBuf;

/// The shared folder, where it is present.
pub(crate) fn shared() -> Option<PathBuf> {
    #[allow(clippy::disallowed_methods, reason = "tests find the shared folder by its variable")]
    let folder = std::env::var_os("FAULTBOOK_SHARED").map(PathBuf::from);
    let folder =
        folder.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"));
    if folder.join("vectors.json").is_file() {
        return Some(folder);
    }
    eprintln!("SKIPPED: {} holds no vectors.json (set FAULTBOOK_SHARED)", folder.display());
    None
}

/// One vector by its id.
pub(crate) fn by_id(id: &str) -> Option<Value> {
    let bytes = std::fs::read(shared()?.join("vectors.json")).expect("vectors can be read");
    let all: Value = serde_json::from_slice(&bytes).expect("vectors are JSON");
    let list = all["vectors"].as_array().expect("a list of vectors");
    Some(list.iter().find(|v| v["id"] == id).unwrap_or_else(|| panic!("no vector {id}")).clone())
}
