//! One site being written: takes artifacts from any thread and keeps the findings,
//! so that a site with a fault is never switched into place, whatever the caller
//! makes of the errors it gets.

use super::former::Former;
use super::marker::{self, MARKER};
use super::names::{Claim, Names, objection};
use super::pictures::Shelf;
use super::plain::open_plain;
use super::write_failed;
use crate::diag::{
    Code, Diagnostic, Diagnostics, MACHINE_HINT, Place, Severity, is_of_the_machine,
};
use crate::model::artifact::{
    MAX_PDF_BYTES, MAX_PICTURE_BYTES, PdfReaders, cleaned_picture, published_pdf,
};
use crate::model::{Artifact, Content, ContentHash, FileEntry, Sink, SinkError};
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The largest file that is held as a whole: a reader's telephone has to hold it, too.
const MAX_HELD: u64 = 64 * 1024 * 1024;

/// A site in its staging folder; without one, a rehearsal that writes nothing.
#[derive(Debug)]
pub(super) struct Site {
    name: String,
    place: Spot,
    folder: Option<PathBuf>,
    /// The site that stands in its place until the switch.
    former: Option<Former>,
    pictures: Arc<Shelf>,
    names: Mutex<Names>,
    files: Mutex<Vec<FileEntry>>,
    findings: Mutex<Diagnostics>,
}

/// Where a site lies below the output folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The folder: its name, or that with a key which nobody can guess.
    pub folder: String,
    /// The marker inside does not say whose site it is.
    pub unspoken: bool,
}

impl From<&str> for Spot {
    /// The folder that has the site's own name.
    fn from(name: &str) -> Self {
        Self { folder: name.to_owned(), unspoken: false }
    }
}

/// Hands artifacts to a site; the site outlives it.
pub(super) struct SiteSink(pub(super) Arc<Site>);

impl Sink for SiteSink {
    fn put(&self, artifact: Artifact) -> Result<(), SinkError> {
        self.0.put(artifact)
    }

    fn files(&self) -> Vec<FileEntry> {
        self.0.entries()
    }

    fn bytes(&self, path: &str, content: Content) -> Result<Vec<u8>, SinkError> {
        self.0.bytes(path, content)
    }
}

/// A thread that panicked while it held a lock left whole values behind: each is
/// changed in single steps.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Site {
    /// Makes the staging folder of a site that is to stand below `output`.
    pub(super) fn create(
        name: &str,
        place: Spot,
        new: &Path,
        output: &Path,
        pictures: &Arc<Shelf>,
    ) -> io::Result<Self> {
        let folder = new.join(&place.folder);
        std::fs::create_dir_all(&folder)?;
        let former = Former::of(output.join(&place.folder));
        let pictures = Arc::clone(pictures);
        Ok(Self { folder: Some(folder), former, pictures, ..Self::rehearse(name, place) })
    }

    /// A site that finds what would go wrong and writes nothing.
    pub(super) fn rehearse(name: &str, place: Spot) -> Self {
        let mut names = Names::default();
        // Taken from the start, so that no artifact can pose as the marker.
        names.reserve(MARKER);
        let names = Mutex::new(names);
        Self {
            name: name.to_owned(),
            place,
            folder: None,
            former: None,
            pictures: Arc::default(),
            names,
            files: Mutex::default(),
            findings: Mutex::default(),
        }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The name of its folder below the output folder.
    pub(super) fn place(&self) -> &str {
        &self.place.folder
    }

    /// The staging folder; `None` for a rehearsal.
    pub(super) fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// Number of files taken, the marker included.
    pub(super) fn files(&self) -> u64 {
        locked(&self.names).count()
    }

    /// The files taken, in any order, without the marker.
    pub(super) fn entries(&self) -> Vec<FileEntry> {
        locked(&self.files).clone()
    }

    /// A new file of the site, for what is too large to be held as a whole.
    pub(super) fn create_file(&self, path: &str) -> io::Result<File> {
        let Some(folder) = self.folder() else { return Err(io::ErrorKind::NotFound.into()) };
        match locked(&self.names).claim(Some(folder), path)? {
            Claim::Taken => File::create_new(folder.join(path)),
            Claim::Collides(_) => Err(io::ErrorKind::AlreadyExists.into()),
        }
    }

    /// Everything that went wrong while writing.
    pub(super) fn findings(&self) -> Diagnostics {
        let mut findings = locked(&self.findings).clone();
        for group in locked(&self.names).collisions() {
            let list: Vec<&str> = group.iter().map(String::as_str).collect();
            findings.push(collision(&self.name, &list));
        }
        findings
    }

    /// Marks the finished site as ours, and as one with drafts where it is.
    pub(super) fn seal(&self, drafts: bool) -> Result<(), Diagnostic> {
        let Some(folder) = self.folder() else { return Ok(()) };
        let Spot { folder: place, unspoken } = &self.place;
        let named = if *unspoken { marker::unspoken(place) } else { place.clone() };
        marker::write_with(folder, &named, drafts)
            .map_err(|e| write_failed(&folder.join(MARKER), &e))
    }

    fn put(&self, artifact: Artifact) -> Result<(), SinkError> {
        let Artifact { path, content } = artifact;
        if let Some(reason) = objection(&path) {
            return Err(self.refuse(&path, escape(&self.name, &path, reason)));
        }
        let claim = locked(&self.names).claim(self.folder(), &path);
        match claim {
            Ok(Claim::Taken) => {}
            Ok(Claim::Collides(other)) => {
                let reason = format!("another file has the address {other}");
                return Err(SinkError { path, reason });
            }
            Err(error) => return Err(self.write_error(&path, &error)),
        }
        let mut hash = ContentHash::default();
        match content {
            Content::Bytes(bytes) => {
                hash.add(&bytes);
                self.write(&path, &bytes)?;
            }
            Content::CopyOf(source) => self.copy(&path, &source, &mut hash)?,
            Content::PictureOf(source) => {
                let bytes = self.picture(&path, &source)?;
                hash.add(&bytes);
                self.write(&path, &bytes)?;
            }
            Content::NarrowerOf(source, width) => {
                let bytes = self.narrower(&path, &source, width)?;
                hash.add(&bytes);
                self.write(&path, &bytes)?;
            }
            Content::PdfOf(source, readers) => match self.pdf(&path, &source, readers)? {
                Some(bytes) => {
                    hash.add(&bytes);
                    self.write(&path, &bytes)?;
                }
                None => self.copy(&path, &source, &mut hash)?,
            },
        }
        let (hash, bytes) = hash.finish();
        locked(&self.files).push(FileEntry { path, hash, bytes });
        Ok(())
    }

    fn write(&self, path: &str, bytes: &[u8]) -> Result<(), SinkError> {
        let Some(folder) = self.folder() else { return Ok(()) };
        if self.former.as_ref().is_some_and(|former| former.keep(path, bytes, &folder.join(path))) {
            return Ok(());
        }
        let file = File::create_new(folder.join(path));
        let written = file.and_then(|mut file| file.write_all(bytes));
        written.map_err(|e| self.write_error(path, &e))
    }

    fn copy(&self, path: &str, source: &Path, hash: &mut ContentHash) -> Result<(), SinkError> {
        let mut from = open_plain(source).map_err(|e| self.source_error(path, source, &e))?;
        let Some(folder) = self.folder() else { return Ok(()) };
        let target = folder.join(path);
        if let Some(former) = &self.former {
            let kept = former.keep_copy(path, &mut from, &target);
            if let Some(kept) = kept.map_err(|e| self.source_error(path, source, &e))? {
                *hash = kept;
                return Ok(());
            }
        }
        let to = File::create_new(&target).map_err(|e| self.write_error(path, &e))?;
        match pour(from, to, hash) {
            Ok(()) => Ok(()),
            Err(Spill::Writing(error)) => Err(self.write_error(path, &error)),
            Err(Spill::Reading(error)) => {
                // Half a file must not stay; if it cannot be removed, the build stops.
                std::fs::remove_file(target).map_err(|e| self.write_error(path, &e))?;
                Err(self.source_error(path, source, &error))
            }
        }
    }

    /// The bytes of a file, for those who change them before they are written.
    fn bytes(&self, path: &str, content: Content) -> Result<Vec<u8>, SinkError> {
        match content {
            Content::Bytes(bytes) => Ok(bytes),
            Content::PictureOf(source) => self.picture(path, &source),
            Content::NarrowerOf(source, width) => {
                self.narrower(path, &source, width).map(|bytes| bytes.to_vec())
            }
            Content::PdfOf(source, readers) => match self.pdf(path, &source, readers)? {
                Some(bytes) => Ok(bytes),
                None => Err(self.too_large(path, &source)),
            },
            Content::CopyOf(source) => {
                let bytes = self.held(path, &source, MAX_HELD)?;
                if bytes.len() as u64 > MAX_HELD {
                    Err(self.too_large(path, &source))
                } else {
                    Ok(bytes)
                }
            }
        }
    }

    /// A file as a whole, or its beginning where it is larger than `most` bytes.
    fn held(&self, path: &str, source: &Path, most: u64) -> Result<Vec<u8>, SinkError> {
        let mut bytes = Vec::new();
        let read = open_plain(source).and_then(|from| from.take(most + 1).read_to_end(&mut bytes));
        read.map_err(|e| self.source_error(path, source, &e))?;
        Ok(bytes)
    }

    /// A PDF as these readers get it; nothing for one that is copied because it is too large
    /// to be held. Also where nothing is written, so that a rehearsal finds what the build
    /// would.
    fn pdf(
        &self,
        path: &str,
        source: &Path,
        readers: PdfReaders,
    ) -> Result<Option<Vec<u8>>, SinkError> {
        let bytes = self.held(path, source, MAX_PDF_BYTES)?;
        let larger = bytes.len() as u64 > MAX_PDF_BYTES;
        let place = || Place::file(source.display().to_string());
        match published_pdf(bytes, readers) {
            Ok((bytes, None)) => Ok(Some(bytes)),
            Ok((bytes, Some(fault))) => {
                let message = format!("{path} was published as it is: {fault}");
                let finding = Diagnostic::new(Code::PdfAsItIs, message).at(place());
                locked(&self.findings).push(finding.hint(fault.hint()));
                Ok((!larger).then_some(bytes))
            }
            Err(fault) => {
                let message = format!("{path} was left out of the site: {fault}");
                let finding = Diagnostic::new(Code::PdfWithheld, message).at(place());
                Err(self.refuse(path, finding.hint(fault.hint())))
            }
        }
    }

    fn too_large(&self, path: &str, source: &Path) -> SinkError {
        let most = MAX_HELD / 1024 / 1024;
        let message = format!(
            "{path} was left out of the site: an encrypted site takes files up to {most} MiB"
        );
        let place = Place::file(source.display().to_string());
        let finding = Diagnostic::new(Code::FileTooLarge, message).at(place);
        self.refuse(path, finding.hint("make it smaller, or hand it over in another way"))
    }

    /// A picture without its notes; also where nothing is written, so that a rehearsal
    /// finds what the build would.
    fn picture(&self, path: &str, source: &Path) -> Result<Vec<u8>, SinkError> {
        let bytes = self.held(path, source, MAX_PICTURE_BYTES)?;
        cleaned_picture(&bytes).map_err(|fault| {
            let message = format!("{path} was left out of the site: {fault}");
            let place = Place::file(source.display().to_string());
            let finding = Diagnostic::new(Code::AttachmentDamaged, message).at(place);
            self.refuse(path, finding.hint(
                "open it in a picture program, make it smaller where it is large, and save it anew",
            ))
        })
    }

    /// A picture in fewer pixels. What is wrong with the picture is said of itself, not of
    /// every width in which it is missing.
    fn narrower(&self, path: &str, source: &Path, width: u32) -> Result<Arc<[u8]>, SinkError> {
        let cleaned = self.held(path, source, MAX_PICTURE_BYTES)?;
        match cleaned_picture(&cleaned) {
            Ok(cleaned) => Ok(self.pictures.narrower(cleaned, width)),
            Err(fault) => Err(SinkError { path: path.to_owned(), reason: fault.to_string() }),
        }
    }

    fn write_error(&self, path: &str, error: &io::Error) -> SinkError {
        let full = self.folder().map_or_else(|| path.into(), |folder| folder.join(path));
        self.refuse(path, write_failed(&full, error))
    }

    /// A source that cannot be read is left out; the site is built without it, unless the
    /// machine is to blame, which may fail to read any other, too.
    fn source_error(&self, path: &str, source: &Path, error: &io::Error) -> SinkError {
        let code = match error.kind() {
            io::ErrorKind::InvalidInput => Code::SymlinkRefused,
            _ => Code::FileUnreadable,
        };
        let message = format!("{path} was left out of the site: {error}");
        let finding = Diagnostic::new(code, message).at(Place::file(source.display().to_string()));
        let finding = if is_of_the_machine(error) {
            finding.severity(Severity::Stop).hint(MACHINE_HINT)
        } else {
            finding.hint(
                "make the file a plain, readable file of the project, or remove the link to it",
            )
        };
        self.refuse(path, finding)
    }

    fn refuse(&self, path: &str, finding: Diagnostic) -> SinkError {
        let error = SinkError { path: path.to_owned(), reason: finding.message.clone() };
        locked(&self.findings).push(finding);
        error
    }
}

/// Which side of a copy failed: a source costs one file, a full disk the build.
enum Spill {
    Reading(io::Error),
    Writing(io::Error),
}

fn pour(mut from: File, mut to: File, hash: &mut ContentHash) -> Result<(), Spill> {
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let n = match from.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(n) => n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(Spill::Reading(error)),
        };
        hash.add(&buffer[..n]);
        to.write_all(&buffer[..n]).map_err(Spill::Writing)?;
    }
}

fn escape(site: &str, path: &str, reason: &str) -> Diagnostic {
    let message = format!("the site {site} may not hold a file {path:?}: {reason}");
    Diagnostic::new(Code::PathEscape, message)
        .hint("change the id or file name the address is made from")
}

fn collision(site: &str, paths: &[&str]) -> Diagnostic {
    let message = match paths {
        [one] => format!("the site {site} would have two files {one}"),
        _ => format!("the site {site} would have the same address twice: {}", paths.join(", ")),
    };
    Diagnostic::new(Code::SlugCollision, message).hint(
        "two ids or file names differ only in upper and lower case, accents or punctuation; \
         rename one of them",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(folder: &Path) -> Site {
        Site::create("internal", "internal".into(), &folder.join("new"), folder, &Arc::default())
            .unwrap()
    }

    fn page(path: &str) -> Artifact {
        Artifact { path: path.into(), content: Content::Bytes(path.as_bytes().to_vec()) }
    }

    #[test]
    fn many_threads_write_one_site() {
        let folder = tempfile::tempdir().unwrap();
        let site = site(folder.path());
        std::thread::scope(|scope| {
            for t in 0..4 {
                let site = &site;
                scope.spawn(move || {
                    for n in 0..50 {
                        site.put(page(&format!("devices/E-{n}/{t}.html"))).unwrap();
                    }
                });
            }
        });
        assert_eq!(site.files(), 201);
        assert!(site.findings().is_empty());
        let text =
            std::fs::read_to_string(folder.path().join("new/internal/devices/E-7/3.html")).unwrap();
        assert_eq!(text, "devices/E-7/3.html");
    }

    #[test]
    fn escapes_stop_the_build_and_write_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let site = site(folder.path());
        for path in ["../evil", "/tmp/evil", "a/../../evil", "C:\\evil", "x\0"] {
            site.put(page(path)).unwrap_err();
        }
        let findings = site.findings();
        assert_eq!(findings.by_code().get(&Code::PathEscape), Some(&5));
        assert!(findings.stops());
        assert_eq!(std::fs::read_dir(folder.path().join("new/internal")).unwrap().count(), 0);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_collision_names_all_its_sides_in_one_order() {
        let folder = tempfile::tempdir().unwrap();
        let site = site(folder.path());
        for path in ["b/Pump.html", "b/pump.html", "b/PUMP.html"] {
            let _ = site.put(page(path));
        }
        let _ = site.put(page(MARKER));
        let messages: Vec<String> = site.findings().iter().map(|d| d.message.clone()).collect();
        assert_eq!(
            messages,
            [
                "the site internal would have two files .faultbook-site",
                "the site internal would have the same address twice: b/PUMP.html, b/Pump.html, b/pump.html",
            ]
        );
        assert!(site.findings().stops());
    }

    #[test]
    fn a_copy_is_of_a_plain_file_only() {
        let folder = tempfile::tempdir().unwrap();
        let site = site(folder.path());
        let copy = |path: &str, from: PathBuf| {
            site.put(Artifact { path: path.into(), content: Content::CopyOf(from) })
        };
        std::fs::write(folder.path().join("a.png"), [1, 2, 3]).unwrap();
        copy("img/a.png", folder.path().join("a.png")).unwrap();
        assert_eq!(std::fs::read(folder.path().join("new/internal/img/a.png")).unwrap(), [1, 2, 3]);
        copy("img/b.png", folder.path().join("b.png")).unwrap_err();
        copy("img/c.png", folder.path().to_owned()).unwrap_err();
        let codes = site.findings().by_code();
        assert_eq!(codes.get(&Code::FileUnreadable), Some(&1));
        assert_eq!(codes.get(&Code::SymlinkRefused), Some(&1));
        assert!(!site.findings().stops(), "a missing picture costs only itself");
    }

    #[cfg(unix)]
    #[test]
    fn links_and_pipes_are_not_copied() {
        let folder = tempfile::tempdir().unwrap();
        let site = site(folder.path());
        std::os::unix::fs::symlink("/etc/passwd", folder.path().join("link")).unwrap();
        let made = std::process::Command::new("mkfifo").arg(folder.path().join("pipe")).status();
        for name in ["link", "pipe"] {
            let from = folder.path().join(name);
            let artifact = Artifact { path: name.into(), content: Content::CopyOf(from) };
            site.put(artifact).unwrap_err();
        }
        assert!(made.is_ok_and(|s| s.success()), "mkfifo is part of every Unix");
        assert_eq!(site.findings().by_code().get(&Code::SymlinkRefused), Some(&2));
    }
}
