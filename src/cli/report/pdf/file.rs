//! Where a PDF goes: the file that is named, into the folder that is named, or the
//! standard output. Nothing but a PDF is ever replaced, and never by half of one.

use super::super::one;
use crate::diag::{Code, Diagnostic, Diagnostics};
use std::fs::File;
use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};

/// How a PDF begins.
const BEGINS: &[u8] = b"%PDF-";

/// Where one document goes.
pub(super) enum Target {
    Stdout,
    File(PathBuf),
}

/// A target for each document, by what it is called.
pub(super) fn targets<'s>(
    named: Option<&Path>,
    stems: impl ExactSizeIterator<Item = &'s str>,
) -> Result<Vec<Target>, Diagnostics> {
    let count = stems.len();
    let folder = match named {
        None => Path::new(""),
        Some(path) if path.is_dir() => path,
        Some(path) if count == 1 => return single(path).map(|target| vec![target]),
        Some(path) => return Err(one(too_many(path, count))),
    };
    let file = |stem: &str| Target::checked(folder.join(format!("{stem}.pdf")));
    stems.map(file).collect::<Result<_, _>>().map_err(one)
}

fn single(path: &Path) -> Result<Target, Diagnostics> {
    if path != Path::new("-") {
        return Target::checked(path.to_owned()).map_err(one);
    }
    if io::stdout().is_terminal() {
        let message = "a PDF is nothing for a terminal";
        let finding = Diagnostic::new(Code::OutputRefused, message);
        return Err(one(finding.hint("name a file, or send it on: … --pdf - > report.pdf")));
    }
    Ok(Target::Stdout)
}

fn too_many(path: &Path, count: usize) -> Diagnostic {
    let message = format!("{} is one file, and --audience names {count} sites", path.display());
    Diagnostic::new(Code::ConfigValue, message)
        .hint("name one site with --audience, or a folder that is there instead of a file")
}

impl Target {
    /// A file that may be written: a new one, or a PDF.
    fn checked(path: PathBuf) -> Result<Self, Diagnostic> {
        let mut begin = [0; BEGINS.len()];
        let read = File::open(&path).and_then(|mut file| file.read_exact(&mut begin));
        if path.exists() && (read.is_err() || begin != BEGINS) {
            let message = format!("{} is there already and is no PDF", path.display());
            return Err(Diagnostic::new(Code::OutputRefused, message)
                .hint("name another file; nothing but a PDF is replaced"));
        }
        Ok(Self::File(path))
    }

    /// How it is called.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Stdout => "-".to_owned(),
            Self::File(path) => path.display().to_string(),
        }
    }

    /// Writes the bytes: beside the place first, so that a full disk leaves what was there.
    pub(super) fn write(&self, bytes: &[u8]) -> Result<(), Diagnostic> {
        let written = match self {
            Self::Stdout => {
                let mut out = io::stdout().lock();
                out.write_all(bytes).and_then(|()| out.flush())
            }
            Self::File(path) => replace(path, bytes),
        };
        written.map_err(|error| {
            Diagnostic::new(Code::OutputWrite, format!("{} cannot be written: {error}", self.shown()))
                .hint("name a file in a folder that is there and that you may write to")
        })
    }
}

fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let mut builder = tempfile::Builder::new();
    // Readable to those who may read other files of the folder, as a new file is.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.prefix(".report-").tempfile_in(folder.unwrap_or(Path::new(".")))?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map(|_| ()).map_err(|error| error.error)
}
