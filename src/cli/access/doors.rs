//! What a build, a check and an audit need of the secrets: where a site lies and what it
//! is sealed with, as far as the configuration asks for it. Nothing is read where it does
//! not.

use crate::access::{self, Secrets};
use crate::diag::Diagnostic;
use crate::model::Project;
use crate::model::settings::Chosen;
use crate::output::Spot;
use crate::seal::{SiteKey, name_of};
use std::collections::BTreeMap;
use std::path::Path;

/// The closed sites of a project, by their names.
#[derive(Clone, Debug, Default)]
pub(in crate::cli) struct Doors {
    /// What encrypted sites are sealed with.
    pub(in crate::cli) keys: BTreeMap<String, SiteKey>,
    /// Folders that have a key in their name.
    folders: BTreeMap<String, String>,
}

impl Doors {
    /// Those that the configuration asks for. The project learns the keys of folders, which
    /// belong into the addresses of their own sites.
    pub(in crate::cli) fn of(root: &Path, project: &mut Project) -> Result<Self, Diagnostic> {
        let asked = &mut project.settings.audiences;
        if asked.encrypt == Chosen::Nobody && asked.secret_folders == Chosen::Nobody {
            return Ok(Self::default());
        }
        let Secrets { site: secrets } = access::read(root)?;
        let mut doors = Self::default();
        for (site, secret) in secrets {
            let Some(customer) = site.strip_prefix("customers/") else { continue };
            if asked.encrypt.has(customer) {
                doors.keys.insert(site.clone(), secret.site_key());
            }
            if asked.secret_folders.has(customer) {
                doors.folders.insert(site.clone(), format!("{site}-{}", secret.folder));
                asked.folder_keys.insert(site, secret.folder);
            }
        }
        Ok(doors)
    }

    /// Where a site lies below the output folder.
    pub(in crate::cli) fn spot(&self, site: &str) -> Spot {
        let folder = self.folders.get(site).map_or(site, String::as_str);
        Spot { folder: folder.to_owned(), unspoken: self.keys.contains_key(site) }
    }

    /// The name of the site in a folder.
    pub(in crate::cli) fn name_of(&self, folder: &str) -> String {
        let own = self.folders.iter().find(|(_, own)| *own == folder);
        own.map_or(folder, |(site, _)| site).to_owned()
    }

    /// A file of a site as its reader sees it: path and bytes. `None` for a ciphertext that
    /// the site's secrets do not open.
    pub(in crate::cli) fn opened(
        &self,
        site: &str,
        path: &str,
        bytes: Vec<u8>,
    ) -> Option<(String, Vec<u8>)> {
        let sealed = self.keys.get(site).and_then(|key| Some((key, name_of(path)?)));
        match sealed {
            Some((key, name)) => key.open(name, &bytes),
            None => Some((path.to_owned(), bytes)),
        }
    }
}
