//! What typst says, as findings: file and line of the theme, its words, its advice.

use super::desk::Desk;
use crate::diag::{Code, Diagnostic, Diagnostics, Place, Severity};
use typst::WorldExt;
use typst::diag::SourceDiagnostic;

const MEND: &str = "mend the template in your theme, or remove it to fall back to the built-in one";

/// A template that cannot be used.
pub(super) fn template(found: &[SourceDiagnostic], desk: &Desk<'_>) -> Diagnostics {
    let told = |one: &SourceDiagnostic| {
        let message = format!("a template for PDF cannot be used: {}", one.message);
        finding(Code::TemplateError, message, one, desk).hint(advice(one, MEND))
    };
    found.iter().map(told).collect()
}

/// What the check of PDF/UA refuses.
pub(super) fn export(found: &[SourceDiagnostic], desk: &Desk<'_>) -> Diagnostics {
    let told = |one: &SourceDiagnostic| {
        let message = format!("the PDF would not be accessible: {}", one.message);
        let mend = "mend the template in your theme, or make the light form with --light";
        finding(Code::PdfRefused, message, one, desk).hint(advice(one, mend))
    };
    found.iter().map(told).collect()
}

/// What does not stop it.
pub(super) fn warnings(found: &[SourceDiagnostic], desk: &Desk<'_>) -> Diagnostics {
    let told = |one: &SourceDiagnostic| {
        let message = format!("a template for PDF: {}", one.message);
        let finding = finding(Code::TemplateError, message, one, desk);
        finding.severity(Severity::Warning).hint(advice(one, MEND))
    };
    found.iter().map(told).collect()
}

fn finding(code: Code, message: String, one: &SourceDiagnostic, desk: &Desk<'_>) -> Diagnostic {
    let finding = Diagnostic::new(code, message);
    match place(one, desk) {
        Some(place) => finding.at(place),
        None => finding,
    }
}

fn place(one: &SourceDiagnostic, desk: &Desk<'_>) -> Option<Place> {
    let (source, place) = desk.sheet(one.span.id()?)?;
    let line = desk
        .range(one.span)
        .and_then(|range| source.lines().byte_to_line(range.start))
        .and_then(|line| u32::try_from(line + 1).ok());
    Some(line.map_or_else(|| Place::file(place), |line| Place::line(place, line)))
}

fn advice(one: &SourceDiagnostic, otherwise: &str) -> String {
    let mut said: Vec<&str> = one.hints.iter().map(|hint| hint.v.as_str()).collect();
    said.push(otherwise);
    said.join("; ")
}
