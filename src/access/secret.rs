//! The secrets of one site, and those of all sites of a project.

use super::random;
use super::words::{grouped, letters, plain};
use crate::diag::Diagnostic;
use crate::seal::{self, Master, NAMES_BYTES, ROUNDS, SALT_BYTES, SiteKey};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Costs of a bcrypt hash. A web server hashes anew for every file that it is asked for,
/// and the passwords have 90 bits: more rounds would slow readers down and nobody else.
const BCRYPT_COST: u32 = 10;

/// The secrets of one site. All of them are made at once; which are used says the
/// configuration.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Secret {
    /// The name by which its reader signs in at a web server.
    pub user: String,
    /// The password for the web server, which learns it.
    pub password: String,
    /// The passphrase that opens the site where it is encrypted; no host learns it.
    pub passphrase: String,
    #[serde(with = "hex")]
    salt: [u8; SALT_BYTES],
    rounds: u32,
    /// What follows from passphrase, salt and rounds, so that builds need not be slow.
    #[serde(with = "hex")]
    key: Master,
    /// The key of the names inside an encrypted site.
    #[serde(with = "hex")]
    names: [u8; NAMES_BYTES],
    /// The key in the name of the site's folder.
    pub folder: String,
}

impl std::fmt::Debug for Secret {
    /// Secrets are not shown, whatever is printed.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Secret").field("user", &self.user).finish_non_exhaustive()
    }
}

impl Secret {
    /// New secrets for who signs in by this name.
    pub fn new(user: String) -> Result<Self, Diagnostic> {
        let passphrase = grouped()?;
        let salt = random()?;
        Ok(Self {
            user,
            password: grouped()?,
            key: seal::derive(&plain(&passphrase), &salt),
            passphrase,
            salt,
            rounds: ROUNDS,
            names: random()?,
            folder: letters()?,
        })
    }

    /// A new password, passphrase and salt; with `folder` also new addresses: the key of
    /// the folder and the names inside it.
    pub fn renew(&mut self, folder: bool) -> Result<(), Diagnostic> {
        let fresh = Self::new(self.user.clone())?;
        let former = std::mem::replace(self, fresh);
        if !folder {
            (self.folder, self.names) = (former.folder, former.names);
        }
        Ok(())
    }

    /// What seals the site.
    pub fn site_key(&self) -> SiteKey {
        SiteKey::new(&self.key, self.salt, self.names)
    }

    /// True where the stored key is the one that the passphrase leads to, as it is unless
    /// somebody edited the file. Takes as long as a reader's first visit.
    pub fn is_whole(&self) -> bool {
        self.rounds == ROUNDS && self.key == seal::derive(&plain(&self.passphrase), &self.salt)
    }

    /// The line of a password file that lets the reader in: bcrypt, as nginx and Apache
    /// read it. The same password always gives the same line.
    pub fn password_line(&self) -> String {
        let mixed = blake3::keyed_hash(&self.names, self.password.as_bytes());
        let salt: [u8; 16] = std::array::from_fn(|at| mixed.as_bytes()[at]);
        let hash = bcrypt::hash_with_salt(&self.password, BCRYPT_COST, salt)
            .expect("the costs are within what bcrypt knows");
        format!("{}:{}\n", self.user, hash.format_for_version(bcrypt::Version::TwoY))
    }
}

/// The secrets of all sites, by the name of the site (`internal`, `customers/C-01`).
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Secrets {
    /// The sites.
    #[serde(default)]
    pub site: BTreeMap<String, Secret>,
}

/// Bytes as hexadecimal digits.
mod hex {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer, const N: usize>(
        bytes: &[u8; N],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&crate::seal::hex(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>, const N: usize>(
        deserializer: D,
    ) -> Result<[u8; N], D::Error> {
        let text = String::deserialize(deserializer)?;
        let pairs = text.as_bytes().chunks(2).map(|pair| {
            std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok())
        });
        let bytes: Option<Vec<u8>> = pairs.collect();
        let bytes = bytes.and_then(|bytes| bytes.try_into().ok());
        bytes.ok_or_else(|| D::Error::custom(format!("expected {} hexadecimal digits", 2 * N)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_renewed_secret_opens_nothing_of_before_and_keeps_its_addresses() {
        let first = Secret::new("C-01".to_owned()).unwrap();
        assert!(first.is_whole());
        let mut renewed = first.clone();
        renewed.renew(false).unwrap();
        assert!(renewed.is_whole());
        assert_ne!(first.passphrase, renewed.passphrase);
        assert_ne!(first.password, renewed.password);
        assert_ne!(first.salt, renewed.salt);
        assert_eq!(first.folder, renewed.folder);
        let address = |secret: &Secret| secret.site_key().address("devices/index.html");
        assert_eq!(address(&first), address(&renewed));
        renewed.renew(true).unwrap();
        assert_ne!(first.folder, renewed.folder);
        assert_ne!(address(&first), address(&renewed));
    }

    #[test]
    fn a_passphrase_that_somebody_wrote_into_the_file_is_noticed() {
        let mut secret = Secret::new("C-01".to_owned()).unwrap();
        secret.passphrase = "summer".to_owned();
        assert!(!secret.is_whole());
    }

    #[test]
    fn a_password_file_has_the_form_that_web_servers_read() {
        let secret = Secret::new("C-01".to_owned()).unwrap();
        let line = secret.password_line();
        let hash = line.strip_prefix("C-01:").unwrap().trim_end();
        assert!(hash.starts_with("$2y$10$"), "{hash}");
        assert!(bcrypt::verify(&secret.password, hash).unwrap());
        assert!(!bcrypt::verify("summer", hash).unwrap());
        assert_eq!(line, secret.password_line(), "the same password, the same line");
    }

    #[test]
    fn what_is_printed_for_a_programmer_holds_no_secret() {
        let secret = Secret::new("C-01".to_owned()).unwrap();
        let shown = format!("{secret:?} {:?}", secret.site_key());
        for hidden in [&secret.password, &secret.passphrase, &secret.folder] {
            assert!(!shown.contains(hidden.as_str()), "{shown}");
        }
    }
}
