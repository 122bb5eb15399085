//! One sheet from top to bottom.

use super::charts;
use super::flat::Flat;
use super::paper::Paper;
use super::styles::Styles;
use crate::render::document::{Block, Document, Fact, Figure, Prose, ProseKind, Section, Table};
use rust_xlsxwriter::{Table as Filtered, TableColumn, TableStyle, Url, Worksheet, XlsxError};
use unicode_width::UnicodeWidthStr;

/// Columns over which running text goes, at least.
const COLUMNS: usize = 6;
/// The narrowest column, in characters.
const NARROW: usize = 11;
/// Running text goes no further than so many characters.
const READABLE: usize = 110;
/// Height of a line of text, in points.
const LINE: f64 = 15.0;
/// What a cell can hold.
const LONGEST: usize = 32_000;
/// A4, as workbooks number papers.
const A4: u8 = 9;

/// A sheet under construction.
pub(super) struct Sheet<'w> {
    out: &'w mut Worksheet,
    name: &'w str,
    styles: &'w Styles,
    detail: &'w str,
    row: u32,
    widths: Vec<usize>,
    paper: Paper,
    /// The rows of the heads of its tables.
    heads: Vec<u32>,
}

impl<'w> Sheet<'w> {
    /// An empty sheet of a name; `detail` names the columns of what stands behind values.
    pub(super) fn new(
        out: &'w mut Worksheet,
        (name, detail): (&'w str, &'w str),
        styles: &'w Styles,
    ) -> Result<Self, XlsxError> {
        out.set_name(name)?;
        out.set_paper_size(A4).set_print_fit_to_pages(1, 0).set_footer("&L&8&A&R&8&P / &N");
        out.set_margins(0.5, 0.5, 0.6, 0.6, 0.3, 0.3);
        out.set_screen_gridlines(false);
        let widths = vec![NARROW; COLUMNS];
        let (paper, heads) = (Paper::default(), Vec::new());
        Ok(Self { out, name, styles, detail, row: 0, widths, paper, heads })
    }

    /// The sheet in front: what it is, its facts, the way to every section.
    pub(super) fn front<'s>(
        &mut self,
        document: &Document,
        sections: impl Iterator<Item = (&'s &'s Section, &'s String)>,
    ) -> Result<(), XlsxError> {
        self.widths = vec![26, 46, NARROW, NARROW];
        self.lay_out()?;
        self.title(&document.name)?;
        self.running(&document.under)?;
        if let Some(state) = &document.state {
            let format = self.styles.cell(None, "", (Some(state.mark), false));
            self.out.write_string_with_format(self.row, 0, clipped(&state.words), &format)?;
            self.row += 1;
        }
        document.notes.iter().try_for_each(|note| self.running(note))?;
        self.row += 1;
        self.facts(&document.facts)?;
        self.row += 1;
        for (section, name) in sections {
            let place = format!("internal:'{}'!A1", name.replace('\'', "''"));
            let way = Url::new(place).set_text(titled(section));
            self.out.write_url_with_format(self.row, 0, way, &self.styles.way)?;
            self.row += 1;
        }
        self.row += 1;
        for line in &document.organisation {
            let format = &self.styles.line_of_text;
            self.out.write_string_with_format(self.row, 0, clipped(line), format)?;
            self.row += 1;
        }
        for label in &document.signatures {
            self.row += 2;
            let (label, signed) = (clipped(label), clipped(&document.signed));
            self.out.write_string_with_format(self.row, 0, label, &self.styles.label)?;
            self.out.write_string_with_format(self.row, 1, signed, &self.styles.line)?;
        }
        Ok(())
    }

    /// A section: its heading, what its figures say, what was written, its tables.
    pub(super) fn section(&mut self, section: &Section, of: &str) -> Result<(), XlsxError> {
        self.measure(&section.blocks);
        self.lay_out()?;
        self.title(&format!("{} · {of}", titled(section)))?;
        section.sentences.iter().try_for_each(|sentence| self.running(sentence))?;
        self.prose(&section.commentary)?;
        self.blocks(&section.blocks)?;
        // The head of a lone table stays in view and stands on every sheet of paper.
        let head = match self.heads.as_slice() {
            [only] if *only < 12 => *only,
            _ => 0,
        };
        self.out.set_freeze_panes(head + 1, 0)?;
        self.out.set_repeat_rows(head, head)?;
        self.out.set_page_breaks(&self.paper.breaks)?;
        Ok(())
    }

    /// Every column as wide as the widest of its tables wants it.
    fn measure(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Table(table) => self.widen(table),
                Block::Figure(figure) => figure.table.iter().for_each(|table| self.widen(table)),
                Block::Columns { left, right } => {
                    self.measure(left);
                    self.measure(right);
                }
                Block::Cells { .. } => self.widths[0] = self.widths[0].max(24),
                Block::Heading { .. } | Block::Note { .. } => {}
            }
        }
    }

    fn widen(&mut self, table: &Table) {
        for (at, width) in Flat::of(table, self.detail).widths().into_iter().enumerate() {
            match self.widths.get_mut(at) {
                Some(known) => *known = width.max(*known),
                None => self.widths.push(width),
            }
        }
    }

    fn lay_out(&mut self) -> Result<(), XlsxError> {
        for (at, width) in (0..).zip(&self.widths) {
            self.out.set_column_width(at, *width as f64)?;
        }
        self.paper = Paper::of(&self.widths);
        if self.paper.lies {
            self.out.set_landscape();
        }
        Ok(())
    }

    fn title(&mut self, text: &str) -> Result<(), XlsxError> {
        self.out.write_string_with_format(0, 0, clipped(text), &self.styles.title)?;
        self.out.set_row_height(0, 24)?;
        self.row = 1;
        Ok(())
    }

    /// Text across the sheet, as many lines high as it takes.
    fn running(&mut self, text: &str) -> Result<(), XlsxError> {
        self.across(text, false)
    }

    fn across(&mut self, text: &str, small: bool) -> Result<(), XlsxError> {
        if text.is_empty() {
            return Ok(());
        }
        let mut across = 0;
        let columns = self.widths.iter().take_while(|width| {
            across += **width;
            across <= READABLE
        });
        let last = columns.count().clamp(2, self.widths.len()) - 1;
        let room: usize = self.widths[..=last].iter().sum();
        let format = if small { &self.styles.small } else { &self.styles.text };
        self.out.merge_range(self.row, 0, self.row, last as u16, "", format)?;
        self.out.write_string_with_format(self.row, 0, clipped(text), format)?;
        self.out.set_row_height(self.row, LINE * lines(text, room) as f64)?;
        self.row += 1;
        Ok(())
    }

    fn prose(&mut self, prose: &[Prose]) -> Result<(), XlsxError> {
        for piece in prose {
            match piece.kind {
                ProseKind::Heading => self.heading(&piece.text)?,
                ProseKind::Item => self.running(&format!("• {}", piece.text))?,
                ProseKind::Paragraph | ProseKind::Row => self.running(&piece.text)?,
            }
        }
        Ok(())
    }

    fn heading(&mut self, text: &str) -> Result<(), XlsxError> {
        self.row += 1;
        self.out.write_string_with_format(self.row, 0, clipped(text), &self.styles.heading)?;
        self.row += 1;
        Ok(())
    }

    fn blocks(&mut self, blocks: &[Block]) -> Result<(), XlsxError> {
        let mut headed = false;
        for block in blocks {
            match block {
                Block::Heading { text } => self.heading(text)?,
                Block::Note { text } => self.across(text, true)?,
                Block::Cells { cells } => {
                    self.row += 1;
                    self.facts(cells)?;
                }
                Block::Table(table) => {
                    if headed && self.paper.is_short(table.rows.len() as u32) {
                        // Its heading stands two rows above.
                        let from = self.row.saturating_sub(2);
                        self.paper.keep_together(from, table.rows.len() as u32 + 3);
                    }
                    if !headed {
                        self.heading(&table.caption)?;
                    }
                    self.table(table)?;
                }
                Block::Figure(figure) => self.figure(figure)?,
                Block::Columns { left, right } => {
                    self.blocks(left)?;
                    self.blocks(right)?;
                }
            }
            headed = matches!(block, Block::Heading { .. });
        }
        Ok(())
    }

    fn facts(&mut self, facts: &[Fact]) -> Result<(), XlsxError> {
        for Fact { label, value } in facts {
            self.out.write_string_with_format(self.row, 0, clipped(label), &self.styles.label)?;
            self.out.write_string_with_format(self.row, 1, clipped(value), &self.styles.value)?;
            self.row += 1;
        }
        Ok(())
    }

    fn figure(&mut self, figure: &Figure) -> Result<(), XlsxError> {
        let rows = figure.table.as_ref().map_or(0, |table| table.rows.len() as u32 + 1);
        let chart = if figure.native.is_some() { charts::ROWS + 2 } else { 0 };
        self.paper.keep_together(self.row, rows + chart + 5);
        self.heading(&figure.question)?;
        self.running(&figure.answer)?;
        if let Some(table) = &figure.table {
            let head = self.row;
            self.table(table)?;
            if let Some(native) = figure.native {
                let rows = (table.rows.len() as u32).min(charts::CATEGORIES);
                let place = charts::Place { sheet: self.name, head, rows };
                let chart = charts::chart(native, &place, &Flat::of(table, self.detail));
                self.out.insert_chart(self.row + 1, 0, &chart)?;
                self.row += charts::ROWS + 2;
            }
        }
        self.across(&figure.note, true)
    }

    /// A table that filters; its head where the sheet stands.
    fn table(&mut self, table: &Table) -> Result<(), XlsxError> {
        let flat = Flat::of(table, self.detail);
        if flat.rows.is_empty() || flat.columns.is_empty() {
            return Ok(());
        }
        let head = self.row;
        self.heads.push(head);
        let columns = flat.columns.iter().enumerate().map(|(at, column)| {
            let format = match (column.number, at) {
                (true, _) => &self.styles.head_number,
                (false, 0) => &self.styles.head,
                (false, _) => &self.styles.head_inner,
            };
            TableColumn::new().set_header(clipped(&column.head)).set_header_format(format)
        });
        let columns: Vec<TableColumn> = columns.collect();
        let last = head + flat.rows.len() as u32;
        let filtered = Filtered::new().set_style(TableStyle::None).set_columns(&columns);
        self.out.add_table(head, 0, last, columns.len() as u16 - 1, &filtered)?;
        for (row, (class, cells)) in (head + 1..).zip(&flat.rows) {
            let room = cells.iter().zip(&self.widths);
            let lines = room.map(|(cell, width)| lines(cell.text, *width)).max().unwrap_or(1);
            if lines > 1 {
                self.out.set_row_height(row, LINE * lines as f64)?;
            }
            for (column, cell) in (0..).zip(cells) {
                let format = self.styles.cell(cell.shape(), class, (cell.mark, column > 0));
                if let Some(printed) = cell.printed {
                    self.out.write_number_with_format(row, column, printed.number, &format)?;
                } else {
                    let text = clipped(cell.text);
                    self.out.write_string_with_format(row, column, text, &format)?;
                }
            }
        }
        self.row = last + 1;
        Ok(())
    }
}

/// How many lines a text takes in so many characters. Letters are a little wider than the
/// digits by which columns are measured.
fn lines(text: &str, room: usize) -> usize {
    (text.width() * 11 / 10).div_ceil(room.max(1)).max(1)
}

fn titled(section: &Section) -> String {
    match section.n {
        Some(n) => format!("{n}  {}", section.heading),
        None => section.heading.clone(),
    }
}

/// A text as long as a cell can be.
fn clipped(text: &str) -> String {
    if text.len() <= LONGEST {
        return text.to_owned();
    }
    let end = (0..=LONGEST).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
    format!("{}…", &text[..end])
}
