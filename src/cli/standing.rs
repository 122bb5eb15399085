//! What the last build left standing: its outcome, with footprints of everything it read
//! and wrote. Where neither has changed, a build has nothing to do and says what the last
//! one said.
//!
//! It lies in the project's cache, one file an output folder, and can be removed at any
//! time: the next build then does all its work.

use super::args::Global;
use super::build::{Mode, Outcome};
use super::project::Places;
use super::report::staged;
use super::rows::Rows;
use crate::access;
use crate::audit::Certificate;
use crate::diag::Diagnostics;
use crate::model::SourceReport;
use crate::output::{Bundle, CERTIFICATE, Footprint, Output};
use crate::pipeline::SiteSummary;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};

/// Changes with the form of the file.
const FORMAT: u32 = 1;

/// What is remembered of a build.
#[derive(Serialize, Deserialize)]
struct Kept<'a> {
    /// Footprint of the program, what it was asked, and what it read.
    input: String,
    /// Footprint of the output folder.
    output: String,
    sites: Cow<'a, [SiteSummary]>,
    diagnostics: Cow<'a, Diagnostics>,
    left_out: Cow<'a, [String]>,
    sources: Cow<'a, [SourceReport]>,
    rows: Rows,
    bundles: Cow<'a, [Bundle]>,
    certificate: Cow<'a, Option<Certificate>>,
}

/// What a build finds before it begins.
pub(super) struct Standing {
    /// The file that remembers.
    file: PathBuf,
    /// Footprint of what is about to be read; `None` where times tell nothing.
    input: Option<String>,
    /// Sites that the look has put back, because a killed build had displaced them.
    pub(super) healed: Vec<String>,
}

impl Standing {
    /// Looks at the project before anything of it is read.
    pub(super) fn look(global: &Global, places: &Places, mode: Mode) -> Self {
        let output = std::path::absolute(&places.output).unwrap_or_else(|_| places.output.clone());
        let name = blake3::hash(output.to_string_lossy().as_bytes()).to_hex();
        let file = places.root.join(access::FOLDER).join(format!("built-{}.json", &name[..12]));
        let input = input(global, places, mode).ok().flatten();
        Self { file, input, healed: Vec::new() }
    }

    /// The last build's outcome, where this one would repeat it. The output folder is
    /// locked for the look, so that no other build is at work in it.
    pub(super) fn unchanged(&mut self, mode: Mode, places: &Places) -> Option<Outcome> {
        let text = std::fs::read(&self.file).ok()?;
        let kept: Kept<'_> = serde_json::from_slice(&text).ok()?;
        if !places.output.is_dir() || Some(&kept.input) != self.input.as_ref() {
            return None;
        }
        let locked = Output::open(&places.output, &places.guard_with(&kept.sources)).ok()?;
        self.healed = locked.healed().to_vec();
        if !self.healed.is_empty() || output(&places.output).ok()? != kept.output {
            return None;
        }
        let mut outcome = Outcome::new(mode);
        outcome.sites = kept.sites.into_owned();
        outcome.diagnostics = kept.diagnostics.into_owned();
        outcome.left_out = kept.left_out.into_owned();
        outcome.sources = kept.sources.into_owned();
        outcome.rows = kept.rows;
        outcome.bundles = kept.bundles.into_owned();
        outcome.certificate = kept.certificate.into_owned();
        outcome.replaced = true;
        outcome.unchanged = true;
        Some(outcome)
    }

    /// Remembers a build. That it cannot be remembered costs the next build its time and
    /// nobody anything else.
    pub(super) fn keep(self, outcome: &Outcome, places: &Places) {
        // What lies beyond the project's folder was not looked at.
        let beyond = |source: &SourceReport| {
            source.path.starts_with("..") || Path::new(&*source.path).is_absolute()
        };
        let known = outcome.replaced && !outcome.sources.iter().any(beyond);
        let kept = self.input.filter(|_| known).and_then(|input| {
            let kept = Kept {
                input,
                output: output(&places.output).ok()?,
                sites: Cow::Borrowed(&outcome.sites),
                diagnostics: Cow::Borrowed(&outcome.diagnostics),
                left_out: Cow::Borrowed(&outcome.left_out),
                sources: Cow::Borrowed(&outcome.sources),
                rows: outcome.rows,
                bundles: Cow::Borrowed(&outcome.bundles),
                certificate: Cow::Borrowed(&outcome.certificate),
            };
            write(&self.file, &serde_json::to_vec(&kept).ok()?).ok()
        });
        if kept.is_none() {
            let _ = std::fs::remove_file(&self.file);
        }
    }
}

fn write(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = file.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    access::ignore(folder)?;
    staged(folder, bytes)?.persist(file)?;
    Ok(())
}

/// The footprint of the program, of what it is asked and of all that it may read.
fn input(global: &Global, places: &Places, mode: Mode) -> io::Result<Option<String>> {
    let mut print = Footprint::default();
    let mut words = format!("{FORMAT} {} {mode:?}", env!("CARGO_PKG_VERSION"));
    let Global { base_url, as_of, audience, drafts, strict, config, .. } = global;
    let _ = write!(words, "{base_url:?} {as_of:?} {audience:?} {drafts} {strict} {config:?}");
    let _ = write!(words, "{}", std::path::absolute(&places.root)?.display());
    print.add_words(&words);
    print.add_file(&std::env::current_exe()?);
    print.add_file(&places.root.join(access::FOLDER).join(access::FILE));
    if let Some(config) = config {
        print.add_file(config);
    }
    let output = std::path::absolute(&places.output)?;
    let root = std::path::absolute(&places.root)?;
    print.add_folder(&places.root, &|path, is_folder| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let at_root = path.components().count() == 1;
        let aside = at_root && NOT_INPUT.contains(&&*name);
        !is_folder || !(aside || name.starts_with('.') || root.join(path) == output)
    })?;
    Ok(print.settle().then(|| print.text()))
}

/// Folders of a project's root from which a build reads nothing; themes and frozen reports
/// are read, though they hold no records.
const NOT_INPUT: [&str; 3] = ["output", "target", "node_modules"];

/// The footprint of the output folder. The search for leaks may be repeated by itself, so
/// of its certificate counts only that there is one.
fn output(folder: &Path) -> io::Result<String> {
    let mut print = Footprint::of_what_was_written();
    let certificate = folder.join(CERTIFICATE).symlink_metadata().is_ok();
    print.add_words(if certificate { "certificate" } else { "" });
    print.add_folder(folder, &|path, _| {
        path.components().count() > 1 || !path.to_string_lossy().starts_with('.')
    })?;
    Ok(print.text())
}
