//! Who enters: by a key from a file, by one that the agent holds, or by a password. A secret
//! is never shown, not even to those who look for errors.

use super::hosts::Guard;
use crate::publish::remote::{Kind, Trouble};
use crate::publish::secret::Secret;
use russh::client::{AuthResult, Handle, KeyboardInteractiveAuthResponse};
use russh::keys::agent::AgentIdentity;
use russh::keys::agent::client::{AgentClient, AgentStream};
use russh::keys::{self, HashAlg, PrivateKey, PrivateKeyWithHashAlg};
use russh::{Error, MethodKind, MethodSet};
use std::path::PathBuf;
use std::sync::Arc;

/// How an account is entered.
#[derive(Clone, Debug)]
pub struct Login {
    /// The host's name or address.
    pub host: String,
    /// The port.
    pub port: u16,
    /// The account.
    pub user: String,
    /// What is expected of the host.
    pub expected: Host,
    /// A key file, with what opens it.
    pub key: Option<(PathBuf, Option<Secret>)>,
    /// The keys that the agent holds.
    pub agent: bool,
    /// A password, with the word for where it came from.
    pub password: Option<(Secret, String)>,
}

/// What is expected of a host.
#[derive(Clone, Debug)]
pub enum Host {
    /// A key with this fingerprint: `SHA256:…`.
    Fingerprint(String),
    /// A key that this list names.
    Known(PathBuf),
}

impl Login {
    /// The host as messages name it.
    pub fn place(&self) -> String {
        if self.port == 22 { self.host.clone() } else { format!("{}:{}", self.host, self.port) }
    }
}

/// Enters by the first way that the host accepts.
pub(super) async fn enter(login: &Login, handle: &mut Handle<Guard>) -> Result<(), Trouble> {
    let mut tried = Vec::new();
    let mut offered = MethodSet::empty();
    if let Some((path, passphrase)) = &login.key {
        let key = read_key(path, passphrase.as_ref())?;
        tried.push(format!("the key {}", path.display()));
        if entered(by_key(login, handle, key).await, login, &mut offered)? {
            return Ok(());
        }
    }
    if login.agent {
        tried.push("the keys of the agent".to_owned());
        if by_agent(login, handle, &mut offered).await? {
            return Ok(());
        }
    }
    if let Some((password, from)) = &login.password {
        tried.push(format!("the password from {from}"));
        if by_password(login, handle, password, &mut offered).await? {
            return Ok(());
        }
    }
    let ways: Vec<String> = offered.iter().map(String::from).collect();
    let said =
        format!("{} did not let {} in with {}", login.place(), login.user, tried.join(" or "));
    Err(Trouble::new(Kind::Unauthorised, said).mend(format!(
        "check `user` and the secret; the host accepts: {}",
        if ways.is_empty() { "it does not say what".to_owned() } else { ways.join(", ") }
    )))
}

/// Whether the host has let us in.
fn entered(
    result: Result<AuthResult, Error>,
    login: &Login,
    offered: &mut MethodSet,
) -> Result<bool, Trouble> {
    match result {
        Ok(AuthResult::Success) => Ok(true),
        Ok(AuthResult::Failure { remaining_methods, .. }) => {
            *offered = remaining_methods;
            Ok(false)
        }
        Err(error) => Err(cut(login, &error.to_string())),
    }
}

fn cut(login: &Login, said: &str) -> Trouble {
    Trouble::new(Kind::Temporary, format!("{} cut the connection: {said}", login.place()))
}

fn read_key(path: &std::path::Path, passphrase: Option<&Secret>) -> Result<PrivateKey, Trouble> {
    let opened = keys::load_secret_key(path, passphrase.map(Secret::text));
    opened.map_err(|error| {
        let shown = path.display();
        let (said, mend) = match (&error, passphrase) {
            (keys::Error::IO(error), _) => {
                (format!("the key {shown} cannot be read: {error}"), "name it in `key_file`")
            }
            (_, None) => (
                format!("the key {shown} cannot be used without its passphrase, or is no key"),
                "set `passphrase_env` in the target to the name of a variable that holds it, or let \
                 the agent hold the key: ssh-add",
            ),
            (_, Some(_)) => (
                format!("the key {shown} cannot be opened with this passphrase"),
                "check the variable or file that `passphrase_env` or `passphrase_file` names",
            ),
        };
        Trouble::new(Kind::Unauthorised, said).mend(mend)
    })
}

async fn by_key(
    login: &Login,
    handle: &mut Handle<Guard>,
    key: PrivateKey,
) -> Result<AuthResult, Error> {
    let hash = rsa_hash(handle, key.algorithm().is_rsa()).await?;
    let key = PrivateKeyWithHashAlg::new(Arc::new(key), hash);
    handle.authenticate_publickey(login.user.as_str(), key).await
}

/// The best hash that the host takes with a key of this old kind.
async fn rsa_hash(handle: &Handle<Guard>, is_rsa: bool) -> Result<Option<HashAlg>, Error> {
    if !is_rsa {
        return Ok(None);
    }
    Ok(handle.best_supported_rsa_hash().await?.unwrap_or(Some(HashAlg::Sha256)))
}

#[cfg(unix)]
async fn agent() -> Result<AgentClient<Box<dyn AgentStream + Send + Unpin>>, keys::Error> {
    AgentClient::connect_env().await.map(AgentClient::dynamic)
}

#[cfg(not(unix))]
async fn agent() -> Result<AgentClient<Box<dyn AgentStream + Send + Unpin>>, keys::Error> {
    const PIPE: &str = r"\\.\pipe\openssh-ssh-agent";
    AgentClient::connect_named_pipe(PIPE).await.map(AgentClient::dynamic)
}

async fn by_agent(
    login: &Login,
    handle: &mut Handle<Guard>,
    offered: &mut MethodSet,
) -> Result<bool, Trouble> {
    let silent = |error: keys::Error| {
        Trouble::new(Kind::Unauthorised, format!("the agent does not answer: {error}")).mend(
            "start one and give it the key: eval \"$(ssh-agent)\"; ssh-add - or name a `key_file`",
        )
    };
    let mut agent = agent().await.map_err(silent)?;
    for identity in agent.request_identities().await.map_err(silent)? {
        let AgentIdentity::PublicKey { key, .. } = identity else { continue };
        let hash = rsa_hash(handle, key.algorithm().is_rsa()).await;
        let hash = hash.map_err(|error| cut(login, &error.to_string()))?;
        let user = login.user.as_str();
        let result = handle.authenticate_publickey_with(user, key, hash, &mut agent).await;
        // A key that the agent does not want to use is not the last one.
        let Ok(result) = result else { continue };
        if entered(Ok(result), login, offered)? {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn by_password(
    login: &Login,
    handle: &mut Handle<Guard>,
    password: &Secret,
    offered: &mut MethodSet,
) -> Result<bool, Trouble> {
    let user = login.user.as_str();
    let result = handle.authenticate_password(user, password.text()).await;
    if entered(result, login, offered)? {
        return Ok(true);
    }
    if !offered.contains(&MethodKind::KeyboardInteractive) {
        return Ok(false);
    }
    // The same question in other words, as many servers ask it.
    let failed = |error: Error| cut(login, &error.to_string());
    let mut asked = handle.authenticate_keyboard_interactive_start(user, None).await;
    for _ in 0..3 {
        match asked.map_err(failed)? {
            KeyboardInteractiveAuthResponse::Success => return Ok(true),
            KeyboardInteractiveAuthResponse::Failure { .. } => return Ok(false),
            KeyboardInteractiveAuthResponse::InfoRequest { prompts, .. } => {
                let answers = prompts.iter().map(|_| password.text().to_owned()).collect();
                asked = handle.authenticate_keyboard_interactive_respond(answers).await;
            }
        }
    }
    Ok(false)
}
