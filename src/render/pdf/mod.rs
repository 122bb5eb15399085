//! A document as PDF, typeset by typst behind the Cargo feature `pdf`. The document goes in
//! as JSON and the theme's templates make content of its values: no text of a record ever
//! becomes code. A letter that the fonts lack is a finding, never an empty box.
//!
//! Not here: how a page comes to a document (`pages`, `document`), and finding font files
//! on a machine (`cli`).

mod desk;
mod fonts;
mod letters;
mod paper;
mod trouble;

pub use fonts::Fonts;
pub use letters::{Letters, letters};

use super::document::Document;
use super::theme::Theme;
use crate::diag::{Code, Diagnostic, Diagnostics};
use desk::Desk;
use std::collections::BTreeMap;
use typst::foundations::Smart;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

/// The built-in templates by path.
const TEMPLATES: &[(&str, &str)] = &[
    ("document.typ", include_str!("../../../themes/default/pdf/document.typ")),
    ("looks.typ", include_str!("../../../themes/default/pdf/looks.typ")),
    ("marks.typ", include_str!("../../../themes/default/pdf/marks.typ")),
    ("blocks.typ", include_str!("../../../themes/default/pdf/blocks.typ")),
    ("frame.typ", include_str!("../../../themes/default/pdf/frame.typ")),
];

/// A file that templates are, or may read.
#[derive(Clone, Debug)]
struct Sheet {
    /// Where a person finds it.
    place: String,
    bytes: Vec<u8>,
}

/// The templates of a theme: the built-in ones with the project's laid over them.
#[derive(Clone, Debug)]
pub struct Templates(BTreeMap<String, Sheet>);

impl Templates {
    /// Those of a theme.
    pub fn of(theme: &Theme) -> Self {
        let builtin = TEMPLATES.iter().map(|&(name, text)| {
            let place = format!("built-in theme, pdf/{name}");
            (name.to_owned(), Sheet { place, bytes: text.as_bytes().to_vec() })
        });
        let own = theme
            .print_files()
            .map(|(place, name, bytes)| (name.to_owned(), Sheet { place, bytes: bytes.to_vec() }));
        Self(builtin.chain(own).collect())
    }
}

/// What a PDF is made with.
#[derive(Clone, Copy, Debug)]
pub struct With<'a> {
    /// Templates of the theme.
    pub templates: &'a Templates,
    /// Fonts; they must have every letter of the document.
    pub fonts: &'a Fonts,
    /// Without tags, for mail: a third of the size, and no use to screen readers.
    pub light: bool,
    /// Names the document among others for good, such as its site and address.
    pub ident: &'a str,
}

/// A finished document.
#[derive(Clone, Debug)]
pub struct Typeset {
    /// The bytes of the file.
    pub bytes: Vec<u8>,
    /// How many pages it has.
    pub pages: usize,
    /// What is worth knowing about its making.
    pub findings: Diagnostics,
}

/// Typesets a document: PDF/UA-1, checked, or the light form.
pub fn typeset(document: &Document, with: With<'_>) -> Result<Typeset, Diagnostics> {
    let data = paper::data(document, with.fonts, with.light).map_err(one)?;
    let desk = Desk::new(with.templates, with.fonts, data);
    let made = made(document, with, &desk);
    // What typst remembers helps nobody once its document is made.
    typst::comemo::evict(0);
    made
}

fn made(document: &Document, with: With<'_>, desk: &Desk<'_>) -> Result<Typeset, Diagnostics> {
    let compiled = typst::compile::<PagedDocument>(desk);
    let warnings = trouble::warnings(&compiled.warnings, desk);
    let laid_out = compiled.output.map_err(|found| trouble::template(&found, desk))?;
    let lacking = letters::boxes(&laid_out);
    if !lacking.is_empty() {
        return Err(lacking);
    }
    let options = options(document, with).map_err(one)?;
    let bytes =
        typst_pdf::pdf(&laid_out, &options).map_err(|found| trouble::export(&found, desk))?;
    Ok(Typeset { bytes, pages: laid_out.pages().len(), findings: warnings })
}

fn options(document: &Document, with: With<'_>) -> Result<PdfOptions, Diagnostic> {
    let standards: &[PdfStandard] = if with.light { &[] } else { &[PdfStandard::Ua_1] };
    let standards = PdfStandards::new(standards).map_err(|why| {
        Diagnostic::new(Code::PdfRefused, format!("the PDF cannot be made: {}", why.message()))
    })?;
    let program = concat!("faultbook ", env!("CARGO_PKG_VERSION"));
    Ok(PdfOptions {
        ident: Smart::Custom(with.ident.to_owned()),
        creator: Smart::Custom(Some(program.to_owned())),
        timestamp: document.as_of.as_deref().and_then(stamp),
        standards,
        tagged: !with.light,
        ..PdfOptions::default()
    })
}

/// The instant of the figures as the date of the document: no clock is asked.
fn stamp(as_of: &str) -> Option<Timestamp> {
    let at = jiff::fmt::temporal::DateTimeParser::new();
    let pieces = at.parse_pieces(as_of).ok()?;
    let (date, time) = (pieces.date(), pieces.time()?);
    let part = |n: i8| u8::try_from(n).ok();
    let local = typst::foundations::Datetime::from_ymd_hms(
        i32::from(date.year()),
        part(date.month())?,
        part(date.day())?,
        part(time.hour())?,
        part(time.minute())?,
        part(time.second())?,
    )?;
    let offset = pieces.to_numeric_offset()?.seconds() / 60;
    Timestamp::new_local(local, offset)
}

fn one(finding: Diagnostic) -> Diagnostics {
    Diagnostics::from_iter([finding])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_date_of_a_document_is_that_of_its_figures_with_its_offset() {
        let local = typst::foundations::Datetime::from_ymd_hms(2026, 10, 31, 18, 5, 0);
        let expected = local.and_then(|local| Timestamp::new_local(local, 480));
        assert!(expected.is_some());
        let stamped = |text: &str| format!("{:?}", stamp(text));
        assert_eq!(stamped("2026-10-31T18:05:00+08:00"), format!("{expected:?}"));
        assert_ne!(stamped("2026-10-31T18:05:00+09:00"), format!("{expected:?}"));
        assert_eq!(stamped("yesterday"), "None");
    }
}
