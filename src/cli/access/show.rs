//! The secrets of sites in words, and the list that holds none.

use super::{Desk, one};
use crate::access::Secret;
use crate::cli::console::{self, Stream};
use crate::diag::{Code, Diagnostic, Diagnostics};
use serde::Serialize;
use std::io::{self, Write};

/// How a site is closed.
#[derive(Serialize)]
struct Closed<'a> {
    site: &'a str,
    name: &'a str,
    /// The site is one that a build makes.
    built: bool,
    /// Secrets were made.
    secrets: bool,
    /// The name by which its reader signs in.
    user: Option<&'a str>,
    encrypted: bool,
    secret_folder: bool,
}

/// The secrets of a site, to be handed on.
#[derive(Serialize)]
struct Opened<'a> {
    site: &'a str,
    user: &'a str,
    password: &'a str,
    passphrase: &'a str,
    encrypted: bool,
    folder: String,
    secret_folder: bool,
}

impl Desk<'_> {
    pub(super) fn list(&self) {
        let former = self.secrets.site.keys().filter(|site| !self.knows(site));
        let known = self.readers.iter().map(|reader| (reader.site.as_str(), reader.name.as_str()));
        let all: Vec<Closed<'_>> =
            known.chain(former.map(|site| (site.as_str(), ""))).map(|of| self.closed(of)).collect();
        console::write(Stream::Out, |out| {
            if self.global.json {
                return json(out, &all);
            }
            let width = all.iter().map(|closed| closed.site.len()).max().unwrap_or_default();
            all.iter().try_for_each(|closed| line(out, closed, width))
        });
    }

    fn knows(&self, site: &str) -> bool {
        self.readers.iter().any(|reader| reader.site == site)
    }

    fn closed<'d>(&'d self, (site, name): (&'d str, &'d str)) -> Closed<'d> {
        let secret = self.secrets.site.get(site);
        Closed {
            site,
            name,
            built: super::is_built(&self.catalog, site),
            secrets: secret.is_some(),
            user: secret.map(|secret| secret.user.as_str()),
            encrypted: self.encrypted(site),
            secret_folder: self.in_secret_folder(site),
        }
    }

    /// True where the configuration has the site encrypted.
    pub(super) fn encrypted(&self, site: &str) -> bool {
        let customer = site.strip_prefix("customers/");
        customer.is_some_and(|customer| self.asked().encrypt.has(customer))
    }

    /// True where the configuration has the site in a folder that nobody can guess.
    pub(super) fn in_secret_folder(&self, site: &str) -> bool {
        let customer = site.strip_prefix("customers/");
        customer.is_some_and(|customer| self.asked().secret_folders.has(customer))
    }

    /// The folder of a site below the output folder.
    pub(super) fn folder(&self, site: &str, secret: &Secret) -> String {
        if self.in_secret_folder(site) {
            format!("{site}-{}", secret.folder)
        } else {
            site.to_owned()
        }
    }

    pub(super) fn show(&self, sites: &[String]) -> Result<(), Diagnostics> {
        let secrets: Vec<(&str, &Secret)> = sites
            .iter()
            .filter_map(|site| Some((site.as_str(), self.secrets.site.get(site)?)))
            .collect();
        for (site, secret) in &secrets {
            if !secret.is_whole() {
                let message = format!(
                    "the passphrase of {site} in the file of secrets is not the one that its site is \
                     encrypted with: somebody edited the file"
                );
                let hint = "put back the copy you keep of it, or run: faultbook access renew";
                return Err(one(Diagnostic::new(Code::SecretsRefused, message).hint(hint)));
            }
        }
        let opened: Vec<Opened<'_>> = secrets.iter().map(|of| self.opened(*of)).collect();
        console::write(Stream::Out, |out| {
            if self.global.json {
                return json(out, &opened);
            }
            opened.iter().try_for_each(|opened| block(out, opened))
        });
        Ok(())
    }

    fn opened<'d>(&'d self, (site, secret): (&'d str, &'d Secret)) -> Opened<'d> {
        Opened {
            site,
            user: &secret.user,
            password: &secret.password,
            passphrase: &secret.passphrase,
            encrypted: self.encrypted(site),
            folder: self.folder(site, secret),
            secret_folder: self.in_secret_folder(site),
        }
    }
}

fn json<T: Serialize>(out: &mut dyn Write, value: &T) -> io::Result<()> {
    let text = serde_json::to_string_pretty(value).map_err(io::Error::other)?;
    writeln!(out, "{text}")
}

fn line(out: &mut dyn Write, closed: &Closed<'_>, width: usize) -> io::Result<()> {
    let mut ways = Vec::new();
    match closed.user {
        Some(user) => ways.push(format!("secrets made, user {user}")),
        None => ways.push("no secrets".to_owned()),
    }
    if closed.encrypted {
        ways.push("encrypted".to_owned());
    }
    if closed.secret_folder {
        ways.push("secret folder".to_owned());
    }
    if !closed.built {
        ways.push("not built".to_owned());
    }
    let (site, name, ways) = (closed.site, closed.name, ways.join(", "));
    let name = if name.is_empty() { String::new() } else { format!("  ({name})") };
    writeln!(out, "{site:<width$}  {ways}{name}")
}

fn block(out: &mut dyn Write, opened: &Opened<'_>) -> io::Result<()> {
    let Opened { site, user, password, passphrase, folder, .. } = opened;
    writeln!(out, "{site}")?;
    writeln!(out, "  web server   user {user}, password {password}")?;
    if site.starts_with("customers/") {
        let remark =
            if opened.encrypted { "" } else { "  (not used: `encrypt` does not name this site)" };
        writeln!(out, "  encryption   passphrase {passphrase}{remark}")?;
    }
    writeln!(out, "  folder       {folder}")
}
