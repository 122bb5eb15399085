//! The documents that are asked for, typeset one after the other. Nothing but a PDF is ever
//! replaced by one.

use super::super::files::{Draft, Made, STDOUT};
use super::super::one;
use super::{FontPlaces, Typeset, fonts};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::render::pdf::{self, With};
use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::{Path, PathBuf};

/// How a PDF begins.
const BEGINS: &[u8] = b"%PDF-";

/// Each document as a PDF.
pub(in crate::cli::report) fn made(
    drafts: &[Draft],
    paths: Vec<PathBuf>,
    places: &FontPlaces,
    light: bool,
) -> Result<Typeset, Diagnostics> {
    paths.iter().try_for_each(|path| allowed(path)).map_err(one)?;
    let letters: Vec<_> = drafts.iter().map(|draft| pdf::letters(&draft.document)).collect();
    let fonts = fonts::find(&places.root, &places.named, &letters)?;
    let mut typeset = Typeset { files: Vec::new(), findings: Diagnostics::new() };
    for (draft, path) in drafts.iter().zip(paths) {
        let ident = format!("faultbook/{}/{}", draft.site, draft.name);
        let with = With { templates: &draft.templates, fonts: &fonts, light, ident: &ident };
        let made = pdf::typeset(&draft.document, with)?;
        typeset.findings.append(made.findings);
        typeset.files.push(Made { path, bytes: made.bytes, pages: Some(made.pages) });
    }
    Ok(typeset)
}

/// A new file or a PDF may be written, and the standard output where it leads to a file or
/// a program.
fn allowed(path: &Path) -> Result<(), Diagnostic> {
    if path == STDOUT {
        if !io::stdout().is_terminal() {
            return Ok(());
        }
        let finding = Diagnostic::new(Code::OutputRefused, "a PDF is nothing for a terminal");
        return Err(finding.hint("name a file, or send it on: faultbook report … --pdf - > a.pdf"));
    }
    let mut begin = [0; BEGINS.len()];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut begin));
    if !path.exists() || (read.is_ok() && begin == BEGINS) {
        return Ok(());
    }
    let message = format!("{} is there already and is no PDF", path.display());
    Err(Diagnostic::new(Code::OutputRefused, message)
        .hint("name another file; nothing but a PDF is replaced"))
}
