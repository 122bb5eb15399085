//! The built sites that a target is about: their files by hash, and whether the search for
//! leaks has passed exactly these.

use super::target::Target;
use crate::audit::{Verdict, hash_of};
use crate::cli::access::Doors;
use crate::diag::{Code, Diagnostic};
use crate::model::slug::slug;
use crate::output::{SiteFiles, without_key};
use crate::pipeline::Progress;
use crate::publish::{Listed, Phase, Site, Store, VARIANT, cache_rule, content_type, variant};
use crate::render::hosting::{Openness, is_for_ever};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// The sites among the built ones that a target is about.
pub(super) fn meant(
    target: &Target<'_>,
    built: Vec<SiteFiles>,
    doors: &Doors,
) -> Result<Vec<SiteFiles>, Diagnostic> {
    let audience = target.audience()?;
    let one = audience.strip_prefix("customers/").map(|id| format!("customers/{}", slug(id)));
    let is_meant = |site: &SiteFiles| {
        let name = doors.name_of(&site.name);
        match (audience, &one) {
            ("customers", _) => name.starts_with("customers/"),
            (_, Some(customer)) => name == *customer || name == audience,
            _ => name == audience,
        }
    };
    let meant: Vec<SiteFiles> = built.into_iter().filter(is_meant).collect();
    if meant.is_empty() {
        let message =
            format!("no site of {audience} is built, so that there is nothing to publish");
        return Err(Diagnostic::new(Code::PublishTarget, message).hint(
            "run: faultbook build - sites for customers and the public are asked for under \
             [audiences]",
        ));
    }
    Ok(meant)
}

/// Where a site lies below the path of its target: customers together have a folder each.
pub(super) fn folder<'s>(target: &Target<'_>, site: &'s SiteFiles) -> &'s str {
    match target.audience() {
        Ok("customers") => site.name.strip_prefix("customers/").unwrap_or(&site.name),
        _ => "",
    }
}

/// The name of a site that may be said aloud.
pub(super) fn spoken(site: &SiteFiles) -> &str {
    without_key(&site.name)
}

/// A file as it was read.
struct Read {
    path: String,
    listed: Listed,
    variant: Option<Variant>,
    /// Its path and hash as the reader of an encrypted site has them.
    opened: Option<(String, blake3::Hash)>,
}

/// Who may read a site, as far as its host is concerned.
pub(super) fn openness(doors: &Doors, site: &SiteFiles) -> Openness {
    match doors.name_of(&site.name).as_str() {
        "public" => Openness::Public,
        name if doors.keys.contains_key(name) => Openness::Encrypted,
        _ => Openness::Private,
    }
}

/// The files of a site, and where they are kept.
pub(super) struct Files<'a> {
    pub(super) site: &'a SiteFiles,
    pub(super) store: &'a Store,
    /// Compressed variants lie beside its texts.
    pub(super) packs: bool,
}

impl Files<'_> {
    /// The compressed variant of a file, taken into the store.
    fn variant(
        &self,
        path: &str,
        bytes: &[u8],
        cache: &str,
    ) -> Result<Option<Variant>, Diagnostic> {
        let own = format!("{path}{VARIANT}");
        if !self.packs || self.site.paths.binary_search(&own).is_ok() {
            return Ok(None);
        }
        let Some(packed) = variant(path, bytes) else { return Ok(None) };
        let hash = blake3::hash(&packed).to_hex().to_string();
        self.store.take_bytes(&hash, &packed)?;
        let (size, content_type) = (packed.len() as u64, content_type(&own).to_owned());
        Ok(Some((own, Listed { hash, size, content_type, cache: cache.to_owned() })))
    }
}

/// A variant by its path.
type Variant = (String, Listed);

/// Reads a site, and takes its files into the store.
pub(super) fn read(
    files: &Files<'_>,
    id: String,
    (doors, certificate): (&Doors, Option<&[u8]>),
    progress: &dyn Progress,
) -> Result<Site, Diagnostic> {
    let (site, store) = (files.site, files.store);
    progress.stage("hash", Some(site.paths.len() as u64));
    let name = doors.name_of(&site.name);
    let public = name == "public";
    let one = |path: &String| -> Result<Read, Diagnostic> {
        let bytes = site.read(path)?;
        let hash = blake3::hash(&bytes);
        let listed = Listed {
            hash: hash.to_hex().to_string(),
            size: bytes.len() as u64,
            content_type: content_type(path).to_owned(),
            cache: cache_rule(is_for_ever(path), public),
        };
        store.take(&listed.hash, &site.place(path))?;
        let variant = files.variant(path, &bytes, &listed.cache)?;
        progress.tick(1);
        let opened = doors.opened(&name, path, bytes);
        let opened = opened.map(|(path, bytes)| (path, blake3::hash(&bytes)));
        Ok(Read { path: path.clone(), listed, variant, opened })
    };
    let read: Vec<Read> = site.paths.par_iter().map(one).collect::<Result<_, _>>()?;
    let audited = if name == "internal" { Ok(()) } else { passed(&name, &read, certificate) };
    let mut order = BTreeMap::new();
    for file in &read {
        // What is sealed has the place of what is in it; its gate is a page like others.
        if let Some((opened, _)) = file.opened.as_ref().filter(|(opened, _)| *opened != file.path) {
            let phase = Phase::of(opened, is_for_ever(opened)).min(Phase::Pages);
            order.insert(file.path.clone(), phase);
            order.extend(file.variant.iter().map(|(path, _)| (path.clone(), phase)));
        }
    }
    Ok(Site {
        id,
        audience: site.audience.clone(),
        drafts: site.drafts,
        audited,
        files: read
            .into_iter()
            .flat_map(|file| file.variant.into_iter().chain([(file.path, file.listed)]))
            .collect(),
        order,
    })
}

/// Whether the certificate speaks of exactly these files, and well of them.
fn passed(name: &str, read: &[Read], certificate: Option<&[u8]>) -> Result<(), String> {
    let Some(verdict) = certificate.and_then(|text| Verdict::of(text, name)) else {
        return Err(format!("the site of {name} was never searched for what belongs to others"));
    };
    let mut files: Vec<&(String, blake3::Hash)> =
        read.iter().filter_map(|file| file.opened.as_ref()).collect();
    files.sort_by(|a, b| a.0.cmp(&b.0));
    if verdict.hash != hash_of(files.iter().map(|(path, hash)| (path.as_str(), hash))) {
        return Err(format!("the site of {name} is not the one that was searched for leaks"));
    }
    if verdict.is_clean() {
        Ok(())
    } else {
        Err(format!("the search for leaks found something of others on the site of {name}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Lang;

    #[test]
    fn the_front_page_of_every_language_leads_in() {
        for lang in [Lang::Zh, Lang::En] {
            let path = format!("{}/index.html", lang.as_str());
            assert_eq!(Phase::of(&path, false), Phase::Front, "{path}");
        }
    }
}
