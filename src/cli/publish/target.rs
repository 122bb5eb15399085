//! A target of the configuration to a place that can be asked. Secrets come from the
//! environment, from files that only their owner can read, or stay with the agent.

use crate::diag::{Code, Diagnostic};
use crate::model::settings::Settings;
use crate::publish::{Folder, Remote, Trouble, Verify, failed};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A target of the configuration.
pub(super) struct Target<'a> {
    /// Its name.
    pub(super) name: &'a str,
    root: &'a Path,
    keys: &'a BTreeMap<String, String>,
}

/// Kinds that this program cannot publish to yet.
const LATER: [&str; 5] = ["s3", "webdav", "oss", "cos", "obs"];

fn unusable(message: String) -> Diagnostic {
    Diagnostic::new(Code::PublishTarget, message)
        .hint("docs/publishing.md shows a whole target of each kind")
}

impl<'a> Target<'a> {
    /// The target of this name.
    pub(super) fn named(
        name: &'a str,
        settings: &'a Settings,
        root: &'a Path,
    ) -> Result<Self, Diagnostic> {
        let Some((name, keys)) = settings.publish.get_key_value(name) else {
            let names: Vec<&str> = settings.publish.keys().map(String::as_str).collect();
            let known = if names.is_empty() {
                "faultbook.toml names none: docs/publishing.md shows how one is written".to_owned()
            } else {
                format!("faultbook.toml names {}", names.join(", "))
            };
            let message = format!("there is no target {name} to publish to");
            return Err(Diagnostic::new(Code::PublishTarget, message).hint(known));
        };
        let target = Self { name, root, keys };
        let kind = target.text("kind").unwrap_or_default();
        if LATER.contains(&kind) {
            let message = format!("[publish.{name}] is of kind {kind}, which this program lacks");
            return Err(Diagnostic::new(Code::PublishTarget, message).hint(
                "publish to a folder (kind = \"fs\", also a mounted one) and let the tool of your \
                 provider bring it on, or to a host with SFTP (kind = \"sftp\")",
            ));
        }
        Ok(target)
    }

    fn text(&self, key: &str) -> Option<&'a str> {
        self.keys.get(key).map(|text| text.trim()).filter(|text| !text.is_empty())
    }

    fn wanted(&self, key: &str) -> Result<&'a str, Diagnostic> {
        self.text(key).ok_or_else(|| unusable(format!("[publish.{}] has no `{key}`", self.name)))
    }

    /// Whose site goes there.
    pub(super) fn audience(&self) -> Result<&'a str, Diagnostic> {
        self.wanted("audience")
    }

    /// Where readers find it.
    pub(super) fn url(&self) -> Option<&'a str> {
        self.text("url")
    }

    /// How much is read back.
    pub(super) fn verify(&self) -> Verify {
        self.text("verify").and_then(Verify::named).unwrap_or_default()
    }

    /// True where a link is switched in place of the files.
    pub(super) fn switches_link(&self) -> bool {
        self.text("switch") == Some("link")
    }

    /// By what a list at the place says which project's site it is. A project has one title,
    /// which every copy of it shares; another one is not likely to have the same.
    pub(super) fn site_id(&self, title: &str) -> String {
        let own =
            || blake3::hash(format!("faultbook {title}").as_bytes()).to_hex()[..16].to_owned();
        self.text("site_id").map_or_else(own, str::to_owned)
    }

    /// The place in words.
    pub(super) fn place(&self) -> String {
        let path = self.text("path").unwrap_or_default();
        match self.text("host") {
            Some(host) => format!("{host}:{path}"),
            None => path.to_owned(),
        }
    }

    /// A path of this machine: from the project's folder, from home, or from the root.
    fn local(&self, path: &str) -> PathBuf {
        match (path.strip_prefix("~/"), std::env::home_dir()) {
            (Some(rest), Some(home)) => home.join(rest),
            _ => self.root.join(path),
        }
    }

    /// The place, and the path of the site in it. Where a link is switched, the place is the
    /// folder around it.
    pub(super) fn open(
        &self,
        keep_away: &[PathBuf],
    ) -> Result<(Box<dyn Remote>, String), Diagnostic> {
        let path = match self.wanted("path")? {
            "/" => "/",
            path => path.trim_end_matches(['/', '\\']),
        };
        let (around, name) = match path.rsplit_once('/') {
            _ if !self.switches_link() => (path, ""),
            Some((around, name)) => (if around.is_empty() { "/" } else { around }, name),
            None => (".", path),
        };
        if self.switches_link() && name.is_empty() {
            return Err(unusable(format!(
                "[publish.{}] has the path {path}, which leaves no name for the link",
                self.name
            )));
        }
        if self.text("kind") == Some("sftp") {
            let around = if around == "." { "" } else { around };
            return Ok((self.sftp(around)?, name.to_owned()));
        }
        self.keep_away(&self.local(path), keep_away)?;
        Ok((Box::new(Folder::new(&self.local(around))), name.to_owned()))
    }

    /// Refuses a folder that holds, or lies in, what is not a web server's.
    fn keep_away(&self, path: &Path, dear: &[PathBuf]) -> Result<(), Diagnostic> {
        let real = |path: &Path| {
            path.canonicalize().or_else(|_| std::path::absolute(path)).unwrap_or_default()
        };
        let place = real(path);
        let root = real(self.root);
        let clash = dear
            .iter()
            .map(|dear| real(dear))
            .find(|dear| dear.starts_with(&place) || place.starts_with(dear));
        let clash = clash.or_else(|| root.starts_with(&place).then_some(root));
        match clash {
            None => Ok(()),
            Some(dear) => Err(unusable(format!(
                "[publish.{}] leads to {}, which holds or lies in {}",
                self.name,
                place.display(),
                dear.display()
            ))),
        }
    }

    /// The finding for a place that could not be entered.
    #[cfg_attr(not(feature = "sftp"), allow(dead_code, reason = "a folder is always entered"))]
    fn shut(&self, trouble: &Trouble) -> Diagnostic {
        failed(&self.place(), "the connection", trouble)
    }

    #[cfg(not(feature = "sftp"))]
    fn sftp(&self, _: &str) -> Result<Box<dyn Remote>, Diagnostic> {
        let message = format!("[publish.{}]: this program was built without SFTP", self.name);
        Err(Diagnostic::new(Code::PublishTarget, message)
            .hint("build it with its usual features: cargo install --path ."))
    }

    #[cfg(feature = "sftp")]
    fn sftp(&self, path: &str) -> Result<Box<dyn Remote>, Diagnostic> {
        let login = self.login()?;
        let sftp = crate::publish::Sftp::connect(login, path);
        sftp.map(|sftp| Box::new(sftp) as Box<dyn Remote>).map_err(|trouble| self.shut(&trouble))
    }

    #[cfg(feature = "sftp")]
    fn login(&self) -> Result<crate::publish::Login, Diagnostic> {
        use crate::publish::{Host, Login};
        let key = match self.text("key_file") {
            None => None,
            Some(path) => {
                let path = self.local(path);
                self.private(&path)?;
                Some((path, self.secret("passphrase")?.map(|(secret, _)| secret)))
            }
        };
        let password = self.secret("password")?;
        let asked = self.text("agent").map(|word| word == "true");
        // Without a word about it, the agent is asked where nothing else is named.
        let agent = asked.unwrap_or(key.is_none() && password.is_none());
        let known = || {
            let list = self.text("known_hosts").unwrap_or("~/.ssh/known_hosts");
            Host::Known(self.local(list))
        };
        let port = self.text("port").and_then(|port| port.parse().ok()).unwrap_or(22);
        Ok(Login {
            host: self.wanted("host")?.to_owned(),
            port,
            user: self.wanted("user")?.to_owned(),
            expected: self
                .text("fingerprint")
                .map_or_else(known, |f| Host::Fingerprint(f.to_owned())),
            key,
            agent,
            password,
        })
    }

    /// A secret from where the target says, and where that is.
    #[cfg(feature = "sftp")]
    fn secret(&self, what: &str) -> Result<Option<(crate::publish::Secret, String)>, Diagnostic> {
        use crate::publish::Secret;
        if let Some(name) = self.text(&format!("{what}_env")) {
            let Ok(secret) = std::env::var(name) else {
                let message = format!(
                    "the variable {name}, which [publish.{}] names as `{what}_env`, is not set",
                    self.name
                );
                return Err(Diagnostic::new(Code::PublishTarget, message)
                    .hint("set it in the environment of the command, and nowhere else"));
            };
            return Ok(Some((Secret::new(secret), format!("the variable {name}"))));
        }
        let Some(path) = self.text(&format!("{what}_file")) else { return Ok(None) };
        let path = self.local(path);
        self.private(&path)?;
        let text =
            std::fs::read_to_string(&path).map_err(|error| self.unreadable(&path, &error))?;
        let secret = text.lines().next().unwrap_or_default();
        Ok(Some((Secret::new(secret), path.display().to_string())))
    }

    #[cfg(feature = "sftp")]
    fn unreadable(&self, path: &Path, error: &std::io::Error) -> Diagnostic {
        let message = format!(
            "{}, which [publish.{}] names, cannot be read: {error}",
            path.display(),
            self.name
        );
        unusable(message)
    }

    /// Refuses a file with a secret that others on this machine can read.
    #[cfg(feature = "sftp")]
    fn private(&self, path: &Path) -> Result<(), Diagnostic> {
        let meta = path.metadata().map_err(|error| self.unreadable(path, &error))?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            if meta.permissions().mode() & 0o077 != 0 {
                let shown = path.display();
                let message =
                    format!("{shown} can be read by others on this machine and was not used");
                return Err(Diagnostic::new(Code::PublishTarget, message)
                    .hint(format!("run: chmod 600 {shown}")));
            }
        }
        // Other systems have no such bits; the folder's own rules hold.
        let _ = meta;
        Ok(())
    }
}
