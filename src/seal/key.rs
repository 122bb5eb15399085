//! The keys of one site, and what they do to a single file.
//!
//! PBKDF2 and HKDF as in RFC 8018 and RFC 5869 with SHA-256; AES-256-GCM as in NIST SP
//! 800-38D. Every browser has all of them. A nonce is the beginning of a keyed hash of
//! name and frame: it is used twice only where both are the same, and then for the same
//! ciphertext.

use super::{CIPHERTEXT, FIRST, ciphertext_path, frame, gate_path};
use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use hmac::{Hmac, Mac};
use sha2::Sha256;

/// Rounds of PBKDF2: what OWASP asked for in 2023 for HMAC-SHA-256.
pub const ROUNDS: u32 = 600_000;
/// Bytes of a salt.
pub const SALT_BYTES: usize = 16;
/// Bytes of the key of names.
pub const NAMES_BYTES: usize = 32;
/// The key that a passphrase and a salt lead to.
pub type Master = [u8; 32];

const NONCE_BYTES: usize = 12;
const NAME_BYTES: usize = 16;
/// Stands before every text that a key is applied to.
const CONTEXT: &str = "faultbook 1 ";

/// The key of a passphrase. Slow on purpose: a guess costs as much.
pub fn derive(passphrase: &str, salt: &[u8; SALT_BYTES]) -> Master {
    pbkdf2::pbkdf2_hmac_array::<Sha256, 32>(passphrase.as_bytes(), salt, ROUNDS)
}

/// Everything that seals and opens one site.
#[derive(Clone)]
pub struct SiteKey {
    salt: [u8; SALT_BYTES],
    names: [u8; NAMES_BYTES],
    nonces: [u8; 32],
    cipher: Aes256Gcm,
}

impl std::fmt::Debug for SiteKey {
    /// Keys are not shown, whatever is printed.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SiteKey")
    }
}

impl SiteKey {
    /// The keys that follow from a site's secrets.
    pub fn new(master: &Master, salt: [u8; SALT_BYTES], names: [u8; NAMES_BYTES]) -> Self {
        let expanded = |purpose: &str| {
            let mut key = [0; 32];
            let info = format!("{CONTEXT}{purpose}");
            hkdf::Hkdf::<Sha256>::new(Some(&salt), master)
                .expand(info.as_bytes(), &mut key)
                .expect("32 bytes are fewer than HKDF can give");
            key
        };
        let cipher = Aes256Gcm::new(&expanded("page").into());
        Self { salt, names, nonces: expanded("nonce"), cipher }
    }

    /// The salt, which readers' browsers are told.
    pub fn salt(&self) -> &[u8; SALT_BYTES] {
        &self.salt
    }

    /// The name of a path: the same for as long as the key of names is.
    pub fn name(&self, path: &str) -> String {
        if path == "index.html" {
            return FIRST.to_owned();
        }
        let mac = keyed(&self.names, &[CONTEXT.as_bytes(), b"name ", path.as_bytes()]);
        hex(&mac[..NAME_BYTES])
    }

    /// The address that readers open for a path.
    pub fn address(&self, path: &str) -> String {
        gate_path(&self.name(path))
    }

    /// Every file in which a path lies in the sealed site.
    pub fn files(&self, path: &str) -> Vec<String> {
        if super::stays(path) {
            return vec![path.to_owned()];
        }
        let name = self.name(path);
        vec![gate_path(&name), ciphertext_path(&name)]
    }

    /// The script that holds a file.
    pub(super) fn seal(&self, path: &str, bytes: &[u8]) -> Vec<u8> {
        let name = self.name(path);
        let frame = frame::pack(&self.names, path, bytes);
        let length = (name.len() as u64).to_be_bytes();
        let mac = keyed(&self.nonces, &[&length, name.as_bytes(), &frame]);
        let nonce = &mac[..NONCE_BYTES];
        let aad = bound_to(&name);
        let sealed = self
            .cipher
            .encrypt(&nonce_of(nonce), Payload { msg: &frame, aad: aad.as_bytes() })
            .expect("a frame is far below what one key and nonce may encrypt");
        let text = BASE64.encode([nonce, &sealed].concat());
        format!("{BEGIN}{name}{MIDDLE}{text}{END}").into_bytes()
    }

    /// Path and bytes of the file in a script; `None` where another key sealed it, it lies
    /// under another name than its own, or a byte of it was changed.
    pub fn open(&self, name: &str, script: &[u8]) -> Option<(String, Vec<u8>)> {
        let text = std::str::from_utf8(script).ok()?;
        let text = text.strip_prefix(BEGIN)?.strip_prefix(name)?.strip_prefix(MIDDLE)?;
        let sealed = BASE64.decode(text.strip_suffix(END)?).ok()?;
        let (nonce, sealed) = sealed.split_at_checked(NONCE_BYTES)?;
        let aad = bound_to(name);
        let payload = Payload { msg: sealed, aad: aad.as_bytes() };
        let frame = self.cipher.decrypt(&nonce_of(nonce), payload).ok()?;
        frame::unpack(&frame)
    }
}

// A script that lays the text down under its name, for `lock.js` to open.
const BEGIN: &str = "((self.faultbook??={}).sealed??={})[\"";
const MIDDLE: &str = "\"]=\"";
const END: &str = "\";\n";

/// What a ciphertext is bound to: moved to another name it does not open.
fn bound_to(name: &str) -> String {
    format!("{CONTEXT}{name}/{CIPHERTEXT}")
}

fn nonce_of(bytes: &[u8]) -> Nonce<aes_gcm::aead::consts::U12> {
    let bytes: [u8; NONCE_BYTES] = bytes.try_into().expect("a nonce is cut to twelve bytes");
    bytes.into()
}

fn keyed(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// Bytes in hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    let nibbles = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    let digit = |n| char::from_digit(u32::from(n), 16).expect("four bits are below 16");
    nibbles.map(digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(passphrase: &str) -> SiteKey {
        SiteKey::new(&derive(passphrase, &[1; SALT_BYTES]), [1; SALT_BYTES], [2; NAMES_BYTES])
    }

    #[test]
    fn what_was_sealed_opens_under_its_own_name_and_key_alone() {
        let own = key("kqmf");
        let script = own.seal("devices/SIM-007/index.html", b"<h1>SIM-007</h1>");
        let name = own.name("devices/SIM-007/index.html");
        let open = own.open(&name, &script).unwrap();
        assert_eq!(open, ("devices/SIM-007/index.html".to_owned(), b"<h1>SIM-007</h1>".to_vec()));
        assert_eq!(key("kqmg").open(&name, &script), None, "another passphrase");
        let other = own.name("devices/SIM-008/index.html");
        let moved = String::from_utf8(script.clone()).unwrap().replace(&name, &other);
        assert_eq!(own.open(&other, moved.as_bytes()), None, "another name");
        let mut changed = script.clone();
        let at = changed.len() - 30;
        changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
        assert_eq!(own.open(&name, &changed), None, "another byte");
    }

    #[test]
    fn equal_secrets_give_equal_bytes_and_a_renewed_passphrase_other_ones_at_the_same_address() {
        let (a, again, renewed) = (key("one"), key("one"), key("two"));
        let sealed = |key: &SiteKey| key.seal("en/index.html", b"page");
        assert_eq!(sealed(&a), sealed(&again));
        assert_ne!(sealed(&a), sealed(&renewed));
        assert_eq!(a.address("en/index.html"), renewed.address("en/index.html"));
        assert_eq!(a.address("index.html"), "index.html");
        let nonce = |key: &SiteKey, path: &str, text: &[u8]| key.seal(path, text)[60..76].to_vec();
        assert_ne!(nonce(&a, "index.html", b"a"), nonce(&a, "index.html", b"b"));
    }

    #[test]
    fn a_name_says_nothing_of_its_path() {
        let name = key("one").name("devices/SIM-007/index.html");
        assert_eq!(name.len(), 32);
        assert!(name.bytes().all(|b| b.is_ascii_hexdigit()));
        assert_ne!(name, key("one").name("devices/SIM-008/index.html"));
    }
}
