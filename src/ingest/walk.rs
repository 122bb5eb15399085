//! Which files a project has. Links are refused, queues and devices are left
//! alone, what editors and systems leave behind is ignored. Nothing is opened here but the
//! beginning of a file of which nothing but its kind is asked.

use super::disk;
use crate::diag::{Code, Diagnostic, Diagnostics, Place, Severity};
use crate::model::frozen;
use crate::model::picture::{self, FileKind, Measures};
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fs::Metadata;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use walkdir::{DirEntry, WalkDir};

const MAX_DEPTH: usize = 64;
/// Folders at the root that are never input.
pub const NOT_INPUT: [&str; 5] = ["output", "themes", frozen::FOLDER, "target", "node_modules"];

/// A file of the project. Two that are equal are the same file in the same state, as far
/// as that can be told without reading it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Path relative to the root, with `/`.
    pub(super) path: Arc<str>,
    /// Where it lies on disk.
    pub(super) disk: PathBuf,
    /// Its size in bytes.
    pub(super) size: u64,
    /// When it was last written, where the system knows.
    pub(super) written: Option<SystemTime>,
    /// The file's number and when anything of it was changed, where the system tells.
    identity: Option<(u64, SystemTime)>,
}

/// Changes within such a time may leave a file with the same times.
const TICK: Duration = Duration::from_millis(50);
/// The same where the system counts times in whole seconds.
const COARSE_TICK: Duration = Duration::from_secs(3);

impl Found {
    /// A file that somebody named, of which nothing else is known.
    pub(super) fn named(path: Arc<str>, disk: PathBuf, size: u64) -> Self {
        Self { path, disk, size, written: None, identity: None }
    }

    /// Waits until [`Found::is_settled`]; false where that is not soon.
    pub(super) fn settle(&self) -> bool {
        if !self.is_settled(SystemTime::now()) {
            std::thread::sleep(TICK);
        }
        self.is_settled(SystemTime::now())
    }

    /// True where no change after `now` can leave the file as it was found.
    pub(super) fn is_settled(&self, now: SystemTime) -> bool {
        let Some((_, changed)) = self.identity else { return false };
        let since = changed.duration_since(SystemTime::UNIX_EPOCH);
        let coarse = since.is_ok_and(|since| since.subsec_nanos() == 0);
        let tick = if coarse { COARSE_TICK } else { TICK };
        now.duration_since(changed).is_ok_and(|age| age > tick)
    }

    /// What became of the file since it was found, where that is anything.
    pub(super) fn change(&self) -> Option<Diagnostic> {
        let message = match self.disk.metadata() {
            Err(error) => {
                let message = format!("this file vanished while it was read: {error}");
                let finding = Diagnostic::new(Code::FileChanged, message);
                let finding = finding.hint("put it back, and run the command again");
                return Some(disk::judged(finding, &error).at(Place::file(self.path.clone())));
            }
            Ok(now) if now.len() != self.size => format!(
                "this file changed while it was read: it had {} bytes and has {} now",
                self.size,
                now.len()
            ),
            Ok(now) if now.modified().ok() != self.written => {
                "this file was written to while it was read".to_owned()
            }
            Ok(_) => return None,
        };
        let finding = Diagnostic::new(Code::FileChanged, message);
        let finding = finding.at(Place::file(self.path.clone()));
        Some(finding.hint("wait until the export or the copy has ended, and run the command again"))
    }

    /// What it is by its content, and how a picture is shown; what cannot be read is told
    /// where it is copied.
    pub(super) fn kind(&self) -> io::Result<(FileKind, Option<Measures>)> {
        let mut file = std::fs::File::open(&self.disk)?;
        let (mut head, mut kind) = (Vec::with_capacity(picture::HEAD), FileKind::Other);
        for most in [picture::HEAD, picture::BEGINNING / 8, picture::BEGINNING] {
            let more = (most - head.len()) as u64;
            file.by_ref().take(more).read_to_end(&mut head)?;
            kind = picture::kind(&head[..head.len().min(picture::HEAD)]);
            let measures = (kind == FileKind::Picture).then(|| picture::measure(&head)).flatten();
            if kind != FileKind::Picture || measures.is_some() || head.len() < most {
                return Ok((kind, measures));
            }
        }
        Ok((kind, None))
    }

    /// The file's name.
    pub(super) fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// The file's name without its extension.
    pub(super) fn stem(&self) -> &str {
        let name = self.name();
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }

    /// The extension in lower case.
    pub(super) fn extension(&self) -> String {
        self.name().rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase()).unwrap_or_default()
    }

    /// The name of the folder it lies in; empty at the root.
    pub(super) fn folder(&self) -> &str {
        let folder = self.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        folder.rsplit('/').next().unwrap_or(folder)
    }
}

/// Files in natural order of path, and what was found on the way.
#[derive(Debug, Default)]
pub(super) struct Walk {
    /// The files.
    pub(super) files: Vec<Found>,
    /// What was found.
    pub(super) findings: Diagnostics,
}

/// Walks the folders below `root` (`""` is the root itself), each file once.
pub(super) fn walk(root: &Path, folders: &[String]) -> Walk {
    let mut walk = Walk::default();
    let mut files = BTreeMap::new();
    for folder in folders {
        let start = if folder.is_empty() { root.to_owned() } else { root.join(folder) };
        let meta = start.symlink_metadata().map(Some);
        match disk::or_told(meta, &folder.as_str().into(), &mut walk.findings, None) {
            Some(meta) if meta.is_symlink() && !folder.is_empty() => {
                walk.findings.push(refused_link(folder));
            }
            Some(_) => visit(root, &start, &mut files, &mut walk.findings),
            None => {}
        }
    }
    walk.files = files.into_values().collect();
    walk.files.sort_by(|a, b| natural(&a.path, &b.path));
    walk
}

/// The files that lie directly in the root; a file's own fault is no concern there.
pub(super) fn at_root(root: &Path) -> Walk {
    let mut walk = Walk::default();
    let entries = WalkDir::new(root).min_depth(1).max_depth(1).sort_by_file_name().into_iter();
    for entry in entries.filter_entry(|entry| wanted(root, entry)) {
        match entry.map_err(|error| unreadable(root, &error)).and_then(|e| take(root, &e)) {
            Ok(found) => walk.files.extend(found),
            Err(finding) if finding.severity == Severity::Stop => walk.findings.push(finding),
            Err(_) => {}
        }
    }
    walk
}

fn visit(
    root: &Path,
    start: &Path,
    files: &mut BTreeMap<Arc<str>, Found>,
    findings: &mut Diagnostics,
) {
    let entries = WalkDir::new(start).max_depth(MAX_DEPTH + 1).sort_by_file_name().into_iter();
    for entry in entries.filter_entry(|entry| entry.path() == start || wanted(root, entry)) {
        match entry.map_err(|error| unreadable(root, &error)).and_then(|e| take(root, &e)) {
            Ok(Some(found)) => {
                files.insert(found.path.clone(), found);
            }
            Ok(None) => {}
            Err(finding) => findings.push(finding),
        }
    }
}

fn wanted(root: &Path, entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    let at_root = entry.path().parent() == Some(root);
    if entry.file_type().is_dir() {
        let aside = at_root && NOT_INPUT.contains(&&*name);
        return !(aside || name.starts_with('.'));
    }
    !is_litter(&name)
}

/// What editors, systems and half-finished copies leave behind.
pub fn is_litter(name: &str) -> bool {
    let lower = name.to_lowercase();
    let extension = Path::new(&lower).extension().and_then(|e| e.to_str()).unwrap_or_default();
    name.starts_with('.')
        || name.starts_with("~$")
        || name.ends_with('~')
        || matches!(extension, "tmp" | "temp" | "swp" | "lock" | "part" | "crdownload")
        || matches!(&*lower, "thumbs.db" | "desktop.ini")
}

fn take(root: &Path, entry: &DirEntry) -> Result<Option<Found>, Diagnostic> {
    let path = relative(root, entry.path())?;
    let kind = entry.file_type();
    if kind.is_symlink() {
        return Err(refused_link(&path));
    }
    if entry.depth() > MAX_DEPTH {
        return Err(Diagnostic::new(Code::FileUnreadable, "this file lies in too many folders")
            .at(Place::file(path))
            .hint(format!("keep folders at most {MAX_DEPTH} deep")));
    }
    if kind.is_dir() {
        return Ok(None);
    }
    if !kind.is_file() {
        return Err(Diagnostic::new(
            Code::FileIgnored,
            "this is no ordinary file and was not opened",
        )
        .severity(Severity::Warning)
        .at(Place::file(path)));
    }
    let meta = entry.metadata().map_err(|error| unreadable(root, &error))?;
    let written = meta.modified().ok();
    let (size, identity) = (meta.len(), identity(&meta));
    Ok(Some(Found { path, disk: entry.path().to_owned(), size, written, identity }))
}

#[cfg(unix)]
fn identity(meta: &Metadata) -> Option<(u64, SystemTime)> {
    use std::os::unix::fs::MetadataExt;
    let seconds = u64::try_from(meta.ctime()).ok()?;
    let nanos = u32::try_from(meta.ctime_nsec()).ok()?;
    Some((meta.ino(), SystemTime::UNIX_EPOCH + Duration::new(seconds, nanos)))
}

/// Without a time of change no state of a file is surely the one before.
#[cfg(not(unix))]
fn identity(_: &Metadata) -> Option<(u64, SystemTime)> {
    None
}

fn relative(root: &Path, path: &Path) -> Result<Arc<str>, Diagnostic> {
    let inside = path.strip_prefix(root).unwrap_or(path);
    let parts: Option<Vec<&str>> = inside.iter().map(std::ffi::OsStr::to_str).collect();
    parts.map(|parts| parts.join("/").into()).ok_or_else(|| {
        Diagnostic::new(Code::FileUnreadable, "this file's name is no readable text")
            .at(Place::file(inside.to_string_lossy().into_owned()))
            .hint("rename the file")
    })
}

fn refused_link(path: &str) -> Diagnostic {
    Diagnostic::new(Code::SymlinkRefused, "this is a link in the file system and is not followed")
        .at(Place::file(path))
        .hint("copy the file to this place instead of linking it")
}

fn unreadable(root: &Path, error: &walkdir::Error) -> Diagnostic {
    let path =
        error.path().map(|p| p.strip_prefix(root).unwrap_or(p).to_string_lossy().into_owned());
    let reason = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
    let finding = Diagnostic::new(Code::FileUnreadable, format!("this cannot be read: {reason}"))
        .at(Place::file(path.unwrap_or_default()));
    match error.io_error() {
        Some(error) => disk::judged(finding, error),
        None => finding,
    }
}

/// Natural order: numbers in a name count as numbers, so `log2` stands before
/// `log10`.
pub(super) fn natural(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a, b);
    loop {
        let (one, other) = (chunk(left), chunk(right));
        if one.is_empty() || other.is_empty() {
            return one.len().cmp(&other.len()).then_with(|| a.cmp(b));
        }
        let order = match (number(one), number(other)) {
            (Some(n), Some(m)) => n.len().cmp(&m.len()).then_with(|| n.cmp(m)),
            _ => one.cmp(other),
        };
        if order != Ordering::Equal {
            return order;
        }
        (left, right) = (&left[one.len()..], &right[other.len()..]);
    }
}

fn chunk(text: &str) -> &str {
    let digits = text.starts_with(|c: char| c.is_ascii_digit());
    let end = text.find(|c: char| c.is_ascii_digit() != digits).unwrap_or(text.len());
    &text[..end]
}

fn number(chunk: &str) -> Option<&str> {
    chunk.starts_with(|c: char| c.is_ascii_digit()).then(|| chunk.trim_start_matches('0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_names_count_as_numbers() {
        let mut names = vec!["log10.csv", "log2.csv", "log02.csv", "a/x.csv", "log1.csv"];
        names.sort_by(|a, b| natural(a, b));
        assert_eq!(names, ["a/x.csv", "log1.csv", "log02.csv", "log2.csv", "log10.csv"]);
    }

    #[test]
    fn a_file_is_known_by_its_state_only_a_tick_after_its_last_change() {
        let now = SystemTime::UNIX_EPOCH + Duration::new(1_800_000_000, 500);
        let changed = |ago: Duration| Found {
            identity: Some((1, now - ago)),
            ..Found::named("a.md".into(), PathBuf::from("a.md"), 1)
        };
        assert!(changed(Duration::from_millis(60)).is_settled(now));
        assert!(!changed(Duration::from_millis(40)).is_settled(now));
        let whole = Duration::from_nanos(500);
        assert!(!changed(Duration::from_secs(2) + whole).is_settled(now), "counted in seconds");
        assert!(changed(Duration::from_secs(4) + whole).is_settled(now));
        let future = now - Duration::from_secs(5);
        assert!(!changed(Duration::ZERO).is_settled(future));
        assert!(!Found::named("a.md".into(), PathBuf::new(), 1).is_settled(now));
    }

    #[test]
    fn litter_is_known() {
        for name in ["~$log.csv", ".DS_Store", "Thumbs.db", "log.csv.tmp", ".hidden.md"] {
            assert!(is_litter(name), "{name}");
        }
        assert!(!is_litter("log (1).csv"));
    }
}
