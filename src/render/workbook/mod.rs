//! A document as a workbook: a sheet in front and one a section, real numbers and dates in
//! the form of the page, tables that filter, charts that the spreadsheet draws itself, set
//! up for paper. Every text is written as text; nothing is a formula.

mod charts;
mod flat;
mod names;
mod paper;
mod sheet;
mod styles;

use crate::diag::{Code, Diagnostic};
use crate::render::document::{Document, Section};
use names::SheetNames;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};
use sheet::Sheet;
use styles::Styles;

/// The bytes of a document as a workbook; equal documents give equal bytes.
pub fn bytes(document: &Document) -> Result<Vec<u8>, Diagnostic> {
    written(document).map_err(|error| {
        let message = format!("the workbook of {} cannot be written: {error}", document.id);
        Diagnostic::new(Code::OutputWrite, message)
            .hint("this is a fault of faultbook itself; please report it with the project")
    })
}

fn written(document: &Document) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(document));
    let styles = Styles::of(document.lang);
    let mut names = SheetNames::default();
    let sections: Vec<&Section> =
        document.sections.iter().filter(|section| !is_empty(section)).collect();
    let front = names.name(&document.kind);
    let sheets: Vec<String> = sections.iter().map(|section| names.of_section(section)).collect();
    let detail = document.detail.as_str();
    let mut sheet = Sheet::new(workbook.add_worksheet(), (&front, detail), &styles)?;
    sheet.front(document, sections.iter().zip(&sheets))?;
    for (section, name) in sections.iter().zip(&sheets) {
        let mut sheet = Sheet::new(workbook.add_worksheet(), (name, detail), &styles)?;
        sheet.section(section, &document.name)?;
    }
    workbook.save_to_buffer()
}

/// Sections without anything to show have no sheet.
fn is_empty(section: &Section) -> bool {
    section.sentences.is_empty() && section.commentary.is_empty() && section.blocks.is_empty()
}

/// The date is that of the figures: a workbook made later from the same is the same.
fn properties(document: &Document) -> DocProperties {
    let made = document.as_of.as_deref().and_then(|at| at.get(..19));
    let made = made.and_then(|at| ExcelDateTime::parse_from_str(at).ok());
    let epoch = ExcelDateTime::from_ymd(1980, 1, 1);
    let mut properties = DocProperties::new()
        .set_title(&document.name)
        .set_subject(&document.under)
        .set_author(document.organisation.first().map(String::as_str).unwrap_or_default());
    if let Some(made) = made.or_else(|| epoch.ok()) {
        properties = properties.set_creation_datetime(&made);
    }
    properties
}
