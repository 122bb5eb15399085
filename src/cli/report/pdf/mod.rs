//! `report --pdf`: a report or a device file as PDF. A program that was built without it
//! says so, and how a browser prints the same.

#[cfg(feature = "pdf")]
mod file;
#[cfg(feature = "pdf")]
mod fonts;
#[cfg(feature = "pdf")]
mod made;

use crate::cli::args::Report;
use crate::model::time::ReportPeriod;
use std::path::{Path, PathBuf};

/// What is asked for.
#[cfg_attr(not(feature = "pdf"), allow(dead_code, reason = "only PDF is made of it"))]
pub(super) struct Wanted<'a> {
    pub(super) subject: Subject<'a>,
    /// Where it goes; named after what it is where nothing is said.
    pub(super) file: Option<PathBuf>,
    pub(super) light: bool,
    pub(super) lang: Option<&'a str>,
}

/// Whose document.
pub(super) enum Subject<'a> {
    Report(ReportPeriod),
    Device(&'a str),
}

impl<'a> Wanted<'a> {
    /// What the arguments ask for; nothing where they ask for no PDF or name nothing.
    pub(super) fn of(asked: &'a Report) -> Option<Self> {
        let mut file = asked.pdf.clone()?;
        let subject = match (asked.period, asked.device.as_deref()) {
            (Some(period), _) => Subject::Report(period),
            (None, Some(device)) => Subject::Device(device),
            // `report --pdf 2026-10` means the period, not a file of that name.
            (None, None) => Subject::Report(meant(&mut file)?),
        };
        Some(Self { subject, file, light: asked.light, lang: asked.lang.as_deref() })
    }
}

fn meant(file: &mut Option<PathBuf>) -> Option<ReportPeriod> {
    let period = file.as_deref().and_then(Path::to_str).and_then(ReportPeriod::parse)?;
    *file = None;
    Some(period)
}

#[cfg(feature = "pdf")]
pub(super) use made::run;

/// The refusal of a program that was built without PDF.
#[cfg(not(feature = "pdf"))]
pub(super) fn absent(wanted: &Wanted<'_>) -> crate::diag::Diagnostic {
    use crate::diag::{Code, Diagnostic};
    let page = match &wanted.subject {
        Subject::Report(period) => format!("output/internal/reports/{period}/index.html"),
        Subject::Device(id) => format!("the page of {id} below output/internal/devices/"),
    };
    let message = "this faultbook was built without PDF";
    Diagnostic::new(Code::PdfAbsent, message).hint(format!(
        "print it from a browser: run `faultbook build`, open {page}, print, and choose to save \
         as PDF; the sheet has page numbers, repeated table heads and fields for signatures. Or \
         build the program with it: cargo install --path . --features pdf"
    ))
}
