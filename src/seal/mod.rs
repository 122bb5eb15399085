//! A whole site behind a passphrase, for hosts that cannot ask for one: artifacts in,
//! artifacts out. Every file becomes a ciphertext under a name that says nothing, and a
//! small page that asks for the passphrase and opens it; only the theme's own files and
//! what a host or a browser's copy must read stay as they are. The other half is
//! `themes/default/static/lock.js`.
//!
//! ```text
//! passphrase, salt ──PBKDF2──▶ master key ──HKDF──▶ page key, nonce key
//! path ──HMAC, key of names──▶ name        (that key stays when the passphrase is renewed)
//! path, bytes ──frame──▶ packed, padded ──AES-256-GCM, bound to the name──▶ <name>/sealed.js
//! ```
//!
//! Equal paths, bytes and secrets give equal bytes: a nonce is a keyed hash of what it
//! is used for. No disk and no randomness here; secrets are made and kept by `access`.

mod frame;
mod key;
mod sink;

pub use key::{Master, NAMES_BYTES, ROUNDS, SALT_BYTES, SiteKey, derive, hex};
pub use sink::{Gate, HASH_GAP, Sealing};

use crate::model::settings::HostFile;

/// The name of the first page, which readers ask for by the folder of the site.
const FIRST: &str = "index";
/// The file of a name's ciphertext. It is a script, because a browser that opens a
/// folder lets a page load nothing else.
const CIPHERTEXT: &str = "sealed.js";

/// True for files that stay readable: looks and scripts of the theme, the worker and the
/// lists by which browsers keep a copy, and rules for the host.
pub fn stays(path: &str) -> bool {
    path.starts_with("assets/")
        || path == "sw.js"
        || path == "offline.json"
        || is_list(path)
        || HostFile::ALL.iter().any(|file| file.name() == path)
}

/// A part of the list of files, which is named by its hash; the page beside it is not.
fn is_list(path: &str) -> bool {
    let hash = path.strip_prefix("offline/").and_then(|name| name.strip_suffix(".json"));
    hash.is_some_and(|hash| hash.len() == 16 && hash.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// The name in the path of a ciphertext; `None` for any other file of a sealed site.
pub fn name_of(path: &str) -> Option<&str> {
    match path.strip_suffix(CIPHERTEXT)? {
        "" => Some(FIRST),
        folder => folder.strip_suffix('/'),
    }
}

/// The path of a name's ciphertext.
fn ciphertext_path(name: &str) -> String {
    if name == FIRST { CIPHERTEXT.to_owned() } else { format!("{name}/{CIPHERTEXT}") }
}

/// The path of the page that opens a name.
fn gate_path(name: &str) -> String {
    if name == FIRST { "index.html".to_owned() } else { format!("{name}/index.html") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_holds_nothing_of_the_site_stays_readable() {
        let list = "offline/0123456789abcdef.json";
        for path in ["assets/site.js", "sw.js", "offline.json", list, "_headers", ".htaccess"] {
            assert!(stays(path), "{path}");
        }
        for path in [
            "index.html",
            "404.html",
            "offline/index.html",
            "offline/E-104.json",
            "data/devices.json",
            "search/manifest.js",
            "files/assets/photo.png",
            "en/index.html",
            "sitemap.xml",
        ] {
            assert!(!stays(path), "{path}");
        }
    }

    #[test]
    fn a_name_leads_to_its_files_and_back() {
        for name in [FIRST, "0123456789abcdef0123456789abcdef"] {
            assert_eq!(name_of(&ciphertext_path(name)), Some(name));
            assert_eq!(name_of(&gate_path(name)), None);
        }
        assert_eq!(name_of("assets/unsealed.js"), None);
    }
}
