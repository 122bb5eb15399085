//! Targets that are object stores or WebDAV folders, and the look at what the web server
//! hands out; both with the feature `publish-cloud` alone.

use super::target::{Target, unusable};
use crate::diag::Diagnostic;
use crate::publish::{Account, Cloud, Line, Live, Remote, Secret, Service};
use crate::render::hosting::{Openness, expected_headers};
use std::time::Duration;

/// Where S3 keeps a bucket whose target names no region.
const REGION: &str = "us-east-1";

impl Target<'_> {
    /// The object store or WebDAV folder.
    pub(super) fn cloud(&self, path: &str) -> Result<Box<dyn Remote>, Diagnostic> {
        let cloud = Cloud::connect(&self.account(path)?);
        cloud.map(|cloud| Box::new(cloud) as Box<dyn Remote>).map_err(|trouble| self.shut(&trouble))
    }

    fn account(&self, path: &str) -> Result<Account, Diagnostic> {
        let kind = self.wanted("kind")?;
        let service = Service::named(kind)
            .ok_or_else(|| unusable(format!("[publish.{}] has no known kind", self.name)))?;
        let endpoint = self.address("endpoint")?;
        let dav = service == Service::Webdav;
        let only = |what: &str| -> Result<Option<Secret>, Diagnostic> {
            Ok(self.secret(what)?.map(|(secret, _)| secret))
        };
        let token = only("token")?;
        let (name, secret) = if dav {
            (self.text("user").map(Secret::new), only("password")?)
        } else {
            (only("access_key")?, only("secret_key")?)
        };
        if !dav && (name.is_none() || secret.is_none()) {
            return Err(unusable(format!(
                "[publish.{}] needs both `access_key_env` and `secret_key_env` (or `…_file`)",
                self.name
            )));
        }
        Ok(Account {
            service,
            endpoint: endpoint.trim_end_matches('/').to_owned(),
            bucket: if dav { String::new() } else { self.wanted("bucket")?.to_owned() },
            region: self.text("region").unwrap_or(REGION).to_owned(),
            virtual_host: self.is("virtual_host"),
            root: path.to_owned(),
            name,
            secret,
            token,
            put_in_place: self.text("replace") == Some("put"),
        })
    }

    fn is(&self, flag: &str) -> bool {
        self.text(flag) == Some("true")
    }

    /// An address to which a secret may go.
    fn address(&self, key: &str) -> Result<&str, Diagnostic> {
        let address = self.wanted(key)?;
        match Line::to(address) {
            Some(Line::Encrypted | Line::Local) => Ok(address),
            Some(Line::Open) if self.is("insecure") => Ok(address),
            Some(Line::Open) => Err(unusable(format!(
                "`{key}` in [publish.{}] begins with http: others could read the account and change \
                 what is sent. Name an address with https; or, on a line that nobody else can reach, \
                 write `insecure = true` into the target",
                self.name
            ))),
            None => Err(unusable(format!(
                "`{key}` in [publish.{}] is no address of a host, a port and a path alone",
                self.name
            ))),
        }
    }

    /// Where readers find a site, in this folder of the target.
    pub(super) fn live(
        &self,
        (folder, spoken): (&str, &str),
        openness: Openness,
    ) -> Result<Option<Live>, Diagnostic> {
        let Some(address) = self.text("live") else { return Ok(None) };
        let reader = match self.text("live_user") {
            None => None,
            Some(user) => {
                self.address("live")?;
                let password = self.secret("live_password")?.map(|(secret, _)| secret);
                let missing = || {
                    unusable(format!(
                        "[publish.{}] has `live_user` and no `live_password_env`",
                        self.name
                    ))
                };
                Some((user.to_owned(), password.ok_or_else(missing)?))
            }
        };
        // A bucket finds no front page by itself; its address then ends with it.
        let (address, front) = match address.strip_suffix("/index.html") {
            Some(folder) => (folder, "index.html"),
            None => (address, ""),
        };
        let below = |folder: &str| {
            let end = if folder.is_empty() { "" } else { "/" };
            format!("{}/{folder}{end}", address.trim_end_matches('/'))
        };
        let headers = if self.is("live_headers") { expected_headers(openness) } else { Vec::new() };
        Ok(Some(Live {
            address: below(folder),
            front,
            spoken: below(spoken),
            headers,
            reader,
            undo: format!("faultbook publish {} --rollback", self.name),
            pause: Duration::from_millis(500),
        }))
    }
}
