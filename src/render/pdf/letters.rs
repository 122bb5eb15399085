//! Which letters a document needs, where each stands, and what is said where the fonts lack
//! one. Looked at before anything is typeset, because typst draws an empty box in silence.

use super::Fonts;
use crate::chart;
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::render::document::{Block, Document, Fact, Prose, Section, Table};
use std::collections::{BTreeMap, BTreeSet};
use typst::layout::{Frame, FrameItem};
use typst_layout::PagedDocument;

/// More letters than these are counted, not listed.
const LISTED: usize = 12;

/// The letters of a document with the first place of each.
#[derive(Clone, Debug, Default)]
pub struct Letters {
    first: BTreeMap<char, String>,
}

/// Every letter that a document shows.
pub fn letters(document: &Document) -> Letters {
    let mut out = Letters::default();
    out.take("the title block", [&document.kind, &document.id, &document.title, &document.under]);
    out.take("the title block", document.state.iter().map(|state| &state.words));
    out.facts("the title block", &document.facts);
    out.take("the notes at the top", &document.notes);
    document.sections.iter().for_each(|section| out.section(section));
    out.take("the signatures", document.signatures.iter().chain([&document.signed]));
    out.take("the foot", &document.organisation);
    // What templates write themselves: page numbers, points between words, list marks.
    out.take("the page numbers", ["0123456789/·–—".to_owned()].iter());
    out
}

impl Letters {
    /// The letters themselves.
    pub fn all(&self) -> BTreeSet<char> {
        self.first.keys().copied().collect()
    }

    /// A finding for each letter that the fonts lack.
    pub fn lacking(&self, fonts: &Fonts) -> Diagnostics {
        let lacking = fonts.lacking(&self.all());
        let told = lacking.iter().take(LISTED).map(|&c| {
            let place = self.first.get(&c).map_or("", String::as_str);
            lack(c, &format!(", which stands in {place}"))
        });
        let more = lacking.len().saturating_sub(LISTED);
        let rest = (more > 0).then(|| {
            let message = format!("the fonts lack {more} more characters of the document");
            Diagnostic::new(Code::LetterLacking, message).hint(REMEDY)
        });
        told.chain(rest).collect()
    }

    fn take<'t>(&mut self, place: &str, texts: impl IntoIterator<Item = &'t String>) {
        for c in texts.into_iter().flat_map(|text| text.chars()).filter(|c| is_drawn(*c)) {
            self.first.entry(c).or_insert_with(|| place.to_owned());
        }
    }

    fn facts(&mut self, place: &str, facts: &[Fact]) {
        self.take(place, facts.iter().flat_map(|fact| [&fact.label, &fact.value]));
    }

    fn section(&mut self, section: &Section) {
        let number = section.n.map(|n| format!("{n} ")).unwrap_or_default();
        let place = format!("section {number}“{}”", section.heading);
        self.take(&place, [&section.heading].into_iter().chain(&section.sentences));
        self.blocks(&place, &section.blocks);
        self.prose(&format!("the commentary of {place}"), &section.commentary);
    }

    fn prose(&mut self, place: &str, pieces: &[Prose]) {
        self.take(place, pieces.iter().map(|piece| &piece.text));
    }

    fn blocks(&mut self, place: &str, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Heading { text } | Block::Note { text } => self.take(place, [text]),
                Block::Cells { cells } => self.facts(place, cells),
                Block::Table(table) => self.table(place, table),
                Block::Figure(figure) => {
                    self.take(place, [&figure.question, &figure.answer, &figure.note]);
                    let of = format!("the figure “{}” of {place}", figure.question);
                    for drawing in [&figure.compact, &figure.wide] {
                        self.take(&of, &chart::texts(drawing));
                    }
                }
                Block::Columns { left, right } => {
                    self.blocks(place, left);
                    self.blocks(place, right);
                }
            }
        }
    }

    fn table(&mut self, place: &str, table: &Table) {
        self.take(place, table.columns.iter().map(|column| &column.head));
        for (at, row) in table.rows.iter().enumerate() {
            for (cell, column) in row.cells.iter().zip(&table.columns) {
                if cell.text.chars().all(|c| self.first.contains_key(&c)) {
                    continue;
                }
                let of = format!(
                    "row {}, column “{}” of the table “{}” in {place}",
                    at + 1,
                    column.head,
                    table.caption
                );
                self.take(&of, [&cell.text]);
            }
        }
    }
}

const REMEDY: &str = "name a font that has it under `fonts` of [reports] in faultbook.toml, or \
                      install one (docs/reports.md lists packages); or write it otherwise in \
                      the record";

fn lack(c: char, place: &str) -> Diagnostic {
    let message = format!("the fonts lack the character {c} (U+{:04X}){place}", u32::from(c));
    Diagnostic::new(Code::LetterLacking, message).hint(REMEDY)
}

/// Spaces, marks of direction and the like need no glyph.
fn is_drawn(c: char) -> bool {
    !c.is_whitespace() && !c.is_control() && !typst::text::is_default_ignorable(c)
}

/// Empty boxes on finished pages: of letters that a template writes, whose texts are not
/// known before.
pub(super) fn boxes(document: &PagedDocument) -> Diagnostics {
    let mut found = BTreeMap::new();
    for (at, page) in document.pages().iter().enumerate() {
        look(&page.frame, at + 1, &mut found);
    }
    found.into_iter().map(|(c, page)| lack(c, &format!(" on page {page}"))).collect()
}

fn look(frame: &Frame, page: usize, found: &mut BTreeMap<char, usize>) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => look(&group.frame, page, found),
            FrameItem::Text(text) => {
                let empty = text.glyphs.iter().filter(|glyph| glyph.id == 0);
                for c in empty.flat_map(|glyph| text.text[glyph.range()].chars()) {
                    if is_drawn(c) {
                        found.entry(c).or_insert(page);
                    }
                }
            }
            _ => {}
        }
    }
}
