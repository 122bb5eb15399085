//! `access files`: passwords and who may read what, for nginx and Apache.

use super::{Desk, INTERNAL, is_built, one};
use crate::cli::args::AccessFiles;
use crate::cli::hosting;
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::render::hosting::doors::{Door, Ground, apache_doors, nginx_doors, unwritable};
use crate::render::hosting::{ConfigFile, Openness};
use std::path::{Path, PathBuf};

impl Desk<'_> {
    pub(super) fn files(&self, asked: &AccessFiles) -> Result<(), Diagnostics> {
        let doors = self.doors();
        if self.secrets.site.is_empty() {
            let message = "there are no secrets, so that there is nothing to ask for";
            let hint =
                "make them with: faultbook access add --all, and faultbook access add internal";
            return Err(one(Diagnostic::new(Code::AccessRefused, message).hint(hint)));
        }
        let ground = self.ground(asked)?;
        if asked.out.is_none() && doors.iter().any(|door| self.is_secret(door)) {
            let message = "these files name folders that nobody shall guess, and are not printed";
            let hint = "have them written: faultbook access files --out DIR";
            return Err(one(Diagnostic::new(Code::AccessRefused, message).hint(hint)));
        }
        let mut files = vec![nginx_doors(&doors, &ground), apache_doors(&doors, &ground)];
        files.extend(self.passwords(&doors));
        for site in self.closed_to_everyone() {
            self.say(&format!(
                "{site} has no secrets, so that these files let nobody read it: faultbook access add"
            ));
        }
        hosting::hand_over(&files, asked.out.as_deref()).map_err(one)
    }

    /// Every site that is built, and who may read it.
    fn doors(&self) -> Vec<Door> {
        let built = self.secrets.site.iter().filter(|(site, _)| is_built(&self.catalog, site));
        let mut doors: Vec<Door> = built
            .map(|(site, secret)| Door {
                folder: self.folder(site, secret),
                openness: if self.encrypted(site) {
                    Openness::Encrypted
                } else {
                    Openness::Private
                },
                passwords: Some(password_file(site)),
                user: secret.user.clone(),
            })
            .collect();
        if self.asked().public {
            let folder = "public".to_owned();
            let openness = Openness::Public;
            doors.push(Door { folder, openness, passwords: None, user: String::new() });
        }
        doors
    }

    /// True where the folder has a key in its name.
    fn is_secret(&self, door: &Door) -> bool {
        let keyed = self.secrets.site.iter().filter(|(site, _)| self.in_secret_folder(site));
        keyed.into_iter().any(|(site, secret)| self.folder(site, secret) == door.folder)
    }

    fn passwords(&self, doors: &[Door]) -> Vec<ConfigFile> {
        let wanted = |name: &String| doors.iter().any(|door| door.passwords.as_ref() == Some(name));
        let lines = self.secrets.site.iter();
        let files = lines.map(|(site, secret)| (password_file(site), secret));
        files
            .filter(|(name, _)| wanted(name))
            .map(|(name, secret)| (name, secret.password_line()))
            .collect()
    }

    fn closed_to_everyone(&self) -> Vec<&str> {
        let sites = self.readers.iter().map(|reader| reader.site.as_str());
        let built = sites.filter(|site| is_built(&self.catalog, site));
        built.filter(|site| !self.secrets.site.contains_key(*site)).collect()
    }

    fn ground(&self, asked: &AccessFiles) -> Result<Ground, Diagnostics> {
        let beside = || asked.out.clone().unwrap_or_else(|| PathBuf::from("/etc/faultbook"));
        let files = whole(&asked.at.clone().unwrap_or_else(beside))?;
        let sites = whole(&asked.sites.clone().unwrap_or_else(|| self.places.output.clone()))?;
        Ok(Ground { sites, files, below: asked.below.clone() })
    }
}

/// The name of a site's file of passwords.
fn password_file(site: &str) -> String {
    let name = if site == INTERNAL { site.to_owned() } else { site.replace('/', "-") };
    format!("{name}.passwords")
}

/// A path as a server's configuration can hold it.
fn whole(path: &Path) -> Result<String, Diagnostics> {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let text = whole.to_string_lossy().trim_end_matches('/').to_owned();
    match unwritable(&text) {
        None => Ok(text),
        Some(sign) => {
            let message = format!(
                "the path {text} holds {sign:?}, which a web server would read as its own language"
            );
            let hint = "name another place with --at or --sites";
            Err(one(Diagnostic::new(Code::AccessRefused, message).hint(hint)))
        }
    }
}
