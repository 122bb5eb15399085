//! What templates are given: the document as it is, with its figures in the colours of
//! paper, and what they must know of the fonts.

use super::Fonts;
use crate::chart::{self, PRINT};
use crate::diag::{Code, Diagnostic};
use crate::render::document::{Block, Document};
use serde::Serialize;

/// The file that templates read.
pub(super) const FILE: &str = "document.json";

#[derive(Serialize)]
struct Paper<'a> {
    #[serde(flatten)]
    document: Document,
    /// Font families in order.
    fonts: &'a [String],
    /// The first of them has bold faces.
    bold: bool,
    /// Without tags.
    light: bool,
}

/// The document as JSON.
pub(super) fn data(document: &Document, fonts: &Fonts, light: bool) -> Result<Vec<u8>, Diagnostic> {
    let mut document = document.clone();
    let families = fonts.families();
    let list: Vec<String> = families.iter().map(|name| format!("'{name}'")).collect();
    for section in &mut document.sections {
        on_paper(&mut section.blocks, &list.join(", "));
    }
    let paper = Paper { document, fonts: families, bold: fonts.is_bold(), light };
    serde_json::to_vec(&paper).map_err(|why| {
        Diagnostic::new(Code::PdfRefused, format!("the document cannot be handed over: {why}"))
    })
}

fn on_paper(blocks: &mut [Block], families: &str) {
    for block in blocks {
        match block {
            Block::Figure(figure) => {
                for drawing in [&mut figure.compact, &mut figure.wide] {
                    *drawing = chart::literal(drawing, PRINT, families);
                }
            }
            Block::Columns { left, right } => {
                on_paper(left, families);
                on_paper(right, families);
            }
            _ => {}
        }
    }
}
