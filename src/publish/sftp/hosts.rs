//! Whether a host is the one that is meant: by the fingerprint in the target, or by the list
//! of known hosts. An unknown host and a changed key end the connection before anything of
//! ours is said.

use super::login::{Host, Login};
use crate::publish::remote::{Kind, Trouble};
use russh::client::Handler;
use russh::keys::known_hosts::known_host_keys_path;
use russh::keys::ssh_key::{Algorithm, HashAlg, PublicKey};
use russh::keys::{PublicKeyBase64, PublicKeyOrCertificate};
use russh::{Error, Preferred};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// Looks at the host's key.
pub(super) struct Guard {
    place: String,
    host: String,
    expected: Expected,
    refusal: Arc<Mutex<Option<Trouble>>>,
}

enum Expected {
    Fingerprint(String),
    Keys { keys: Vec<PublicKey>, revoked: Vec<String>, list: String },
}

impl Guard {
    /// What is expected of the host of a login.
    pub(super) fn new(login: &Login) -> Result<Self, Trouble> {
        let expected = match &login.expected {
            Host::Fingerprint(print) => Expected::Fingerprint(print.clone()),
            Host::Known(list) => known(login, list)?,
        };
        let host = login.host.clone();
        Ok(Self { place: login.place(), host, expected, refusal: Arc::default() })
    }

    /// Why the host was refused, once it was.
    pub(super) fn refusal(&self) -> Arc<Mutex<Option<Trouble>>> {
        Arc::clone(&self.refusal)
    }

    /// What is agreed on with the host: a kind of key that is known of it comes first, since
    /// it has several and shows one.
    pub(super) fn preferred(&self) -> Preferred {
        let mut preferred = Preferred::default();
        if let Expected::Keys { keys, .. } = &self.expected {
            let is_known = |algorithm: &Algorithm| {
                keys.iter().any(|key| match (key.algorithm(), algorithm) {
                    (Algorithm::Rsa { .. }, Algorithm::Rsa { .. }) => true,
                    (known, offered) => known == *offered,
                })
            };
            let mut order = preferred.key.to_vec();
            order.sort_by_key(|algorithm| !is_known(algorithm));
            preferred.key = order.into();
        }
        preferred
    }

    fn judge(&self, key: &PublicKey) -> Result<(), Trouble> {
        let print = key.fingerprint(HashAlg::Sha256).to_string();
        let Self { place, host, .. } = self;
        match &self.expected {
            Expected::Fingerprint(wanted) if *wanted == print => Ok(()),
            Expected::Fingerprint(wanted) => Err(refused(format!(
                "{place} shows the key {print}, and the target expects {wanted}; nothing was sent"
            ))
            .mend(CHANGED)),
            Expected::Keys { revoked, .. } if revoked.contains(&key.public_key_base64()) => {
                Err(refused(format!("{place} shows the key {print}, which was revoked"))
                    .mend("ask whoever runs the host"))
            }
            Expected::Keys { keys, .. } if keys.iter().any(|k| k.key_data() == key.key_data()) => {
                Ok(())
            }
            Expected::Keys { keys, list, .. } if keys.is_empty() => Err(refused(format!(
                "the host {place} is not known; it shows the key {print} and is not in {list}. \
                 Nothing was sent"
            ))
            .mend(format!(
                "ask whoever runs the host whether this is its fingerprint. If it is, write \
                 `fingerprint = \"{print}\"` into the target, or connect once with: ssh {host}"
            ))),
            Expected::Keys { list, .. } => Err(refused(format!(
                "the key of the host {place} has changed: it shows {print}, and {list} has \
                 another one. Nothing was sent"
            ))
            .mend(CHANGED)),
        }
    }
}

const CHANGED: &str = "somebody may stand between you and the host: ask whoever runs it. If it was \
     really set up anew, write its new fingerprint into the target, or remove the old key with \
     ssh-keygen -R and connect once with ssh";

impl Handler for Guard {
    type Error = Error;

    async fn check_server_key(&mut self, shown: &PublicKeyOrCertificate) -> Result<bool, Error> {
        let judged = match shown {
            PublicKeyOrCertificate::PublicKey { key, .. } => self.judge(key),
            // None was asked for.
            PublicKeyOrCertificate::Certificate(_) => {
                Err(refused(format!("{} shows a certificate in place of a key", self.place)))
            }
        };
        let refusal = judged.err();
        let fine = refusal.is_none();
        *self.refusal.lock().unwrap_or_else(PoisonError::into_inner) = refusal;
        Ok(fine)
    }
}

/// What the list of known hosts says of a host.
fn known(login: &Login, list: &Path) -> Result<Expected, Trouble> {
    let shown = list.display().to_string();
    let keys = known_host_keys_path(&login.host, login.port, list).map_err(|error| {
        refused(format!("the list of known hosts {shown} cannot be understood: {error}"))
            .mend("mend its line about this host, or write `fingerprint` into the target")
    })?;
    // A missing list knows nobody.
    let text = std::fs::read_to_string(list).unwrap_or_default();
    let revoked = text.lines().filter_map(|line| {
        let line = line.trim_start().strip_prefix("@revoked")?;
        line.split_whitespace().nth(2).map(str::to_owned)
    });
    let keys = keys.into_iter().map(|(_, key)| key).collect();
    Ok(Expected::Keys { keys, revoked: revoked.collect(), list: shown })
}

fn refused(said: String) -> Trouble {
    Trouble::new(Kind::Unauthorised, said)
}
