//! `report --pdf`: documents typeset. A program that was built without it says so, and how
//! a browser prints the same.

#[cfg(feature = "pdf")]
mod fonts;
#[cfg(feature = "pdf")]
mod typeset;

#[cfg(feature = "pdf")]
pub(super) use typeset::made;

use super::Asked;
#[cfg(not(feature = "pdf"))]
use super::files::Draft;
use super::files::Made;
use crate::cli::args::Report;
use crate::diag::{Diagnostic, Diagnostics};
use std::path::PathBuf;

/// Where fonts are looked for beside the machine's own places.
#[cfg_attr(not(feature = "pdf"), allow(dead_code, reason = "only PDF needs fonts"))]
pub(super) struct FontPlaces {
    /// The project's folder.
    root: PathBuf,
    /// What the configuration names.
    named: Vec<String>,
}

impl FontPlaces {
    pub(super) fn of(asked: &Asked<'_>) -> Self {
        let named = asked.project.settings.fonts.clone();
        Self { root: asked.places.root.clone(), named }
    }
}

/// Documents typeset.
pub(super) struct Typeset {
    /// A file for each.
    pub(super) files: Vec<Made>,
    /// What is worth knowing about their making.
    pub(super) findings: Diagnostics,
}

/// Whether this program makes PDF; told before anything is read.
#[cfg(feature = "pdf")]
#[expect(clippy::unnecessary_wraps, reason = "a program without PDF refuses")]
pub(super) fn possible(_: &Report) -> Result<(), Diagnostic> {
    Ok(())
}

/// The refusal of a program that was built without PDF.
#[cfg(not(feature = "pdf"))]
pub(super) fn possible(asked: &Report) -> Result<(), Diagnostic> {
    use crate::diag::Code;
    let page = match (&asked.device, asked.period) {
        (Some(id), _) => format!("the page of {id} below output/internal/devices/"),
        (None, Some(period)) => format!("output/internal/reports/{period}/index.html"),
        (None, None) => "the report below output/internal/reports/".to_owned(),
    };
    let message = "this faultbook was built without PDF";
    Err(Diagnostic::new(Code::PdfAbsent, message).hint(format!(
        "print it from a browser: run `faultbook build`, open {page}, print, and choose to save \
         as PDF; the sheets have page numbers, repeated table heads and fields for signatures. Or \
         build the program with it, which takes long: cargo install --path . --features pdf"
    )))
}

/// Never reached: [`possible`] has refused.
#[cfg(not(feature = "pdf"))]
#[expect(clippy::unnecessary_wraps, reason = "as a program with PDF answers")]
pub(super) fn made(
    _: &[Draft],
    _: Vec<PathBuf>,
    _: &FontPlaces,
    _: bool,
) -> Result<Typeset, Diagnostics> {
    Ok(Typeset { files: Vec::<Made>::new(), findings: Diagnostics::new() })
}
