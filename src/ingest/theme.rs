//! The project's own theme files, as they lie below `themes/<name>/`. What they may
//! hold is checked where they are used.

use super::disk;
use super::markdown::decode;
use super::walk::{Found, walk};
use crate::diag::{Code, Diagnostic, Diagnostics, Place};
use crate::model::project::ThemeFiles;
use std::path::Path;

const MAX_BYTES: u64 = 32 << 20;

/// Reads the files of a theme.
pub(super) fn read(root: &Path, name: &str, findings: &mut Diagnostics) -> ThemeFiles {
    let folder = format!("themes/{name}");
    let mut theme = ThemeFiles { name: name.to_owned(), ..ThemeFiles::default() };
    let is_folder = disk::is_folder(&root.join(&folder));
    if !disk::or_told(is_folder, &folder.as_str().into(), findings, true) {
        findings.push(
            Diagnostic::new(Code::ThemeFile, format!("there is no theme `{name}`"))
                .at(Place::file(folder))
                .hint("create the folder, or remove `theme` from [site]"),
        );
        return theme;
    }
    let walked = walk(root, std::slice::from_ref(&folder));
    findings.append(walked.findings);
    for file in walked.files {
        let inside = file.path[folder.len() + 1..].to_owned();
        if let Err(finding) = take(&file, &inside, &mut theme) {
            findings.push(finding.at(Place::file(file.path.clone())));
        }
    }
    theme
}

fn take(file: &Found, inside: &str, theme: &mut ThemeFiles) -> Result<(), Diagnostic> {
    if let Some(name) = inside.strip_prefix("templates/")
        && file.extension() == "html"
    {
        theme.templates.insert(name.to_owned(), text(file)?);
    } else if let Some(name) = inside.strip_prefix("static/") {
        theme.statics.insert(name.to_owned(), bytes(file)?);
    } else if let Some(name) = inside.strip_prefix("pdf/") {
        theme.print.insert(name.to_owned(), print_file(file)?);
    } else if let Some(name) = inside.strip_prefix("i18n/").and_then(|n| n.strip_suffix(".toml")) {
        theme.i18n.insert(name.to_owned(), text(file)?);
    } else if inside == "theme.toml" {
        theme.options = Some(text(file)?);
    } else {
        return Err(Diagnostic::new(Code::FileIgnored, "this file has no place in a theme").hint(
            "a theme has templates/**/*.html, static/**, pdf/**, i18n/<lang>.toml and theme.toml",
        ));
    }
    Ok(())
}

/// A template for PDF, which is text, or what it reads.
fn print_file(file: &Found) -> Result<Vec<u8>, Diagnostic> {
    if file.extension() == "typ" { text(file).map(String::into_bytes) } else { bytes(file) }
}

fn bytes(file: &Found) -> Result<Vec<u8>, Diagnostic> {
    if file.size > MAX_BYTES {
        return Err(Diagnostic::new(Code::ThemeFile, "this theme file is larger than 32 MB"));
    }
    std::fs::read(&file.disk).map_err(|error| {
        let message = format!("this theme file cannot be read: {error}");
        disk::judged(Diagnostic::new(Code::ThemeFile, message), &error)
    })
}

fn text(file: &Found) -> Result<String, Diagnostic> {
    let (text, guessed) = decode(bytes(file)?)?;
    if guessed {
        return Err(Diagnostic::new(Code::ThemeFile, "this theme file is no UTF-8")
            .hint("save it as UTF-8"));
    }
    Ok(text)
}
