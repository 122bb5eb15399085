//! One zip file a site, to hand out and open from a folder. The bundles stand beside the
//! sites in a folder of their own that is switched into place, and removed, like one: a
//! bundle is never older than its site.
//!
//! Same site, same bytes: entries in the order of their paths, one time (the first that a
//! zip can tell), one compression, no names or permissions of this machine.

use super::site::Site;
use super::write_failed;
use crate::diag::{Diagnostic, Severity};
use crate::model::FileEntry;
use rayon::prelude::*;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write};
use std::path::Path;
use std::sync::Arc;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// The folder of the bundles beside the sites.
pub const BUNDLES: &str = "bundles";

/// A bundle that was written.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Bundle {
    /// Its path below the output folder.
    pub path: String,
    /// Its size.
    pub bytes: u64,
}

/// Writes one zip a site into the folder of the bundles.
pub(super) fn write(sites: &[Arc<Site>], bundles: &Site) -> Result<Vec<Bundle>, io::Error> {
    let folder = |site: &Site| site.folder().map(Path::to_owned);
    sites
        .par_iter()
        .filter_map(|site| Some((site, folder(site)?)))
        .map(|(site, folder)| {
            let path = format!("{}.zip", site.name());
            let bytes = zip(&folder, site, bundles.create_file(&path)?)?;
            Ok(Bundle { path: format!("{BUNDLES}/{path}"), bytes })
        })
        .collect()
}

/// Everything lies in one folder, so that unpacking litters nobody's desk.
/// Removes the bundle of a site that has a newer edition now. The others stay.
pub(super) fn forget(dir: &Path, site: &str) -> Option<Diagnostic> {
    let path = dir.join(BUNDLES).join(format!("{site}.zip"));
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Some(write_failed(&path, &error).severity(Severity::Warning))
        }
        _ => None,
    }
}

fn zip(folder: &Path, site: &Site, file: File) -> io::Result<u64> {
    let top = site.name().rsplit('/').next().unwrap_or(site.name());
    let mut files: Vec<FileEntry> = site.entries();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let mut zip = ZipWriter::new(BufWriter::new(file));
    for FileEntry { path, bytes, .. } in &files {
        zip.start_file(format!("{top}/{path}"), options(*bytes))?;
        io::copy(&mut BufReader::new(File::open(folder.join(path))?), &mut zip)?;
    }
    let mut written = zip.finish()?;
    written.flush()?;
    Ok(written.get_ref().metadata()?.len())
}

fn options(bytes: u64) -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(6))
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644)
        .large_file(bytes > u64::from(u32::MAX))
}
