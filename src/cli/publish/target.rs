//! A target of the configuration to a place that can be asked. Secrets come from the
//! environment, from files that only their owner can read (`secrets`), or stay with the
//! agent; object stores and WebDAV are entered in `cloud`.

use crate::diag::{Code, Diagnostic};
use crate::model::settings::Settings;
use crate::publish::{Folder, Line, Remote, Trouble, Verify, failed};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A target of the configuration.
pub(super) struct Target<'a> {
    /// Its name.
    pub(super) name: &'a str,
    root: &'a Path,
    keys: &'a BTreeMap<String, String>,
}

/// Kinds that hand out each file under its own name alone.
const STORES: [&str; 4] = ["s3", "oss", "cos", "obs"];

pub(super) fn unusable(message: String) -> Diagnostic {
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
        target.fit()?;
        Ok(target)
    }

    /// Refuses what a kind of place, or this program, cannot do.
    fn fit(&self) -> Result<(), Diagnostic> {
        let name = self.name;
        let kind = self.text("kind").unwrap_or_default();
        let stores = STORES.contains(&kind);
        let refused = |message: String, hint: &str| {
            Err(Diagnostic::new(Code::PublishTarget, message).hint(hint))
        };
        if (stores || kind == "webdav") && cfg!(not(feature = "publish-cloud")) {
            return Err(self.lacking());
        }
        if self.text("live").is_some() && cfg!(not(feature = "publish-cloud")) {
            return refused(
                format!("[publish.{name}] has `live`, and this program cannot ask a web server"),
                "build it with that: cargo install --path . --features publish-cloud. Or take `live` \
                 out, and open the address yourself",
            );
        }
        if self.switches_link() && (stores || kind == "webdav") {
            return refused(
                format!(
                    "[publish.{name}] has switch = \"link\", and a place of kind {kind} has no links"
                ),
                "take switch = \"files\": every page finds what it shows at any moment there, too",
            );
        }
        if self.precompress() && stores {
            return refused(
                format!(
                    "[publish.{name}] has `precompress`, and a place of kind {kind} hands out a file \
                     under its own name alone"
                ),
                "take `precompress` out, and let the network before the store compress",
            );
        }
        Ok(())
    }

    /// What a person should know before anything is sent.
    pub(super) fn warnings(&self) -> Vec<Diagnostic> {
        let open = |key: &str| self.text(key).and_then(Line::to) == Some(Line::Open);
        if !open("endpoint") {
            return Vec::new();
        }
        let message =
            format!("[publish.{}] sends everything over a line that others can read", self.name);
        vec![Diagnostic::new(Code::PublishOpenLine, message).hint(
            "it is allowed by `insecure = true`. Whoever listens there learns the account and can \
             change the site: name an address with https where there is one",
        )]
    }

    /// True where compressed variants go up beside texts.
    pub(super) fn precompress(&self) -> bool {
        self.text("precompress").is_some()
    }

    pub(super) fn text(&self, key: &str) -> Option<&'a str> {
        self.keys.get(key).map(|text| text.trim()).filter(|text| !text.is_empty())
    }

    pub(super) fn wanted(&self, key: &str) -> Result<&'a str, Diagnostic> {
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
        let bucket = self.text("bucket").map(|bucket| format!("{bucket}/"));
        match (self.text("host"), self.text("endpoint")) {
            (Some(host), _) => format!("{host}:{path}"),
            (None, Some(endpoint)) => format!(
                "{}/{}{}",
                endpoint.trim_end_matches('/'),
                bucket.unwrap_or_default(),
                path.trim_start_matches('/')
            ),
            (None, None) => path.to_owned(),
        }
    }

    /// A path of this machine: from the project's folder, from home, or from the root.
    pub(super) fn local(&self, path: &str) -> PathBuf {
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
        match self.text("kind") {
            Some("sftp") => {
                let around = if around == "." { "" } else { around };
                return Ok((self.sftp(around)?, name.to_owned()));
            }
            Some("fs") => {}
            _ => return Ok((self.cloud(path)?, String::new())),
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
    #[cfg_attr(
        not(any(feature = "sftp", feature = "publish-cloud")),
        allow(dead_code, reason = "a folder is always entered")
    )]
    pub(super) fn shut(&self, trouble: &Trouble) -> Diagnostic {
        failed(&self.place(), "the connection", trouble)
    }

    /// The finding for a kind of place that this program was built without.
    fn lacking(&self) -> Diagnostic {
        let kind = self.text("kind").unwrap_or_default();
        let message =
            format!("[publish.{}] is of kind {kind}, which this program lacks", self.name);
        Diagnostic::new(Code::PublishTarget, message).hint(
            "build it with that: cargo install --path . --features publish-cloud. Or publish to \
             a folder (kind = \"fs\", also a mounted one) or a host with SFTP (kind = \"sftp\")",
        )
    }

    #[cfg(not(feature = "publish-cloud"))]
    fn cloud(&self, _: &str) -> Result<Box<dyn Remote>, Diagnostic> {
        Err(self.lacking())
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
}
