//! The sheets and cells of an OpenDocument workbook. `calamine` reads these, too, but
//! knows nothing of cells that span several rows, unrolls repeated rows before it
//! looks at their number, and waits for ever at the end of a cut-off file.

use super::archive::Fault;
use super::cells::{Sheeted, Workbook};
use super::value::{self, Format};
use crate::ingest::table::sheet::{Grid, MAX_COLUMN, MAX_ROW};
use calamine::Data;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Cursor};
use zip::ZipArchive;

/// Most cells that repeated rows and columns may stand for.
const MAX_CELLS: u64 = 30_000_000;
/// Most blanks that one mark may stand for.
const MAX_BLANKS: usize = 1000;

/// Reads the workbook.
///
/// # Errors
/// Where it is damaged, or repeats its cells beyond measure.
pub(super) fn read(bytes: &[u8]) -> Result<Workbook, Fault> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Fault::Damaged)?;
    let part = zip.by_name("content.xml").map_err(|_| Fault::Damaged)?;
    let mut xml = Reader::from_reader(BufReader::new(part));
    xml.config_mut().expand_empty_elements = true;
    let mut document = Document::default();
    walk(&mut xml, &mut document)?;
    Ok(Workbook { sheets: document.sheets, date1904: false })
}

fn walk(xml: &mut Reader<impl BufRead>, document: &mut Document) -> Result<(), Fault> {
    let mut buffer = Vec::new();
    let mut depth = 0_u64;
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(|_| Fault::Damaged)? {
            Event::Start(element) => {
                depth += 1;
                document.start(&element)?;
            }
            Event::End(element) => {
                depth = depth.checked_sub(1).ok_or(Fault::Damaged)?;
                document.end(element.local_name().as_ref())?;
            }
            Event::Text(text) => document.text(&text.xml10_content()),
            Event::CData(text) => document.text(&text.xml10_content()),
            Event::GeneralRef(entity) => document.text(&resolved(&entity)?),
            Event::Eof if depth == 0 => return Ok(()),
            Event::Eof => return Err(Fault::Damaged),
            _ => {}
        }
    }
}

fn resolved(entity: &BytesRef<'_>) -> Result<String, Fault> {
    if let Some(text) = quick_xml::escape::resolve_xml_entity(&entity.xml10_content()) {
        return Ok(text.to_owned());
    }
    let c = entity.resolve_char_ref().map_err(|_| Fault::Damaged)?;
    c.map(String::from).ok_or(Fault::Damaged)
}

/// What is known at a point of the document.
#[derive(Default)]
struct Document {
    sheets: Vec<Sheeted>,
    /// Styles of sheets that are not shown, and the style that is being read.
    hidden: BTreeSet<String>,
    style: String,
    /// Nesting of tables: a table inside a cell is none of the workbook's sheets.
    tables: u32,
    row: u32,
    /// How often the row stands in the sheet, and what it holds.
    repeats: u32,
    cells: Vec<(u32, u32, Cell)>,
    column: u32,
    cell: Option<Cell>,
    /// Nesting inside a comment or a drawing, whose text is not the cell's.
    aside: u32,
    paragraphs: bool,
    unrolled: u64,
}

/// A cell as its attributes and its text tell it.
#[derive(Clone, Default)]
struct Cell {
    kind: String,
    value: String,
    text: String,
    formula: bool,
    columns: u32,
    rows: u32,
}

impl Document {
    fn start(&mut self, element: &BytesStart<'_>) -> Result<(), Fault> {
        let name = element.local_name();
        let name = name.as_ref();
        if self.aside > 0 {
            self.aside += 1;
            return Ok(());
        }
        match (name, self.cell.is_some()) {
            ("annotation" | "frame" | "table" | "custom-shape", true) => self.aside = 1,
            ("p" | "h", true) => self.paragraph(),
            ("line-break", true) => self.text("\n"),
            ("tab", true) => self.text("\t"),
            ("s", true) => {
                let count = number(element, "c")?.unwrap_or(1) as usize;
                self.text(&" ".repeat(count.min(MAX_BLANKS)));
            }
            ("style", _) => self.style = attribute(element, "name")?.unwrap_or_default(),
            ("table-properties", _)
                if attribute(element, "display")?.as_deref() == Some("false") =>
            {
                self.hidden.insert(self.style.clone());
            }
            ("table", false) => self.sheet(element)?,
            ("table-row", false) if self.tables > 0 => {
                self.repeats = number(element, "number-rows-repeated")?.unwrap_or(1).max(1);
                self.column = 0;
            }
            ("table-cell" | "covered-table-cell", false) if self.tables > 0 => {
                self.cell = Some(cell(element)?);
                self.paragraphs = false;
            }
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), Fault> {
        if self.aside > 0 {
            self.aside -= 1;
            return Ok(());
        }
        match name {
            "table" => self.tables = self.tables.saturating_sub(1),
            "table-row" if self.tables > 0 => self.close_row()?,
            "table-cell" | "covered-table-cell" => self.close_cell()?,
            _ => {}
        }
        Ok(())
    }

    fn sheet(&mut self, element: &BytesStart<'_>) -> Result<(), Fault> {
        self.tables += 1;
        let style = attribute(element, "style-name")?.unwrap_or_default();
        self.sheets.push(Sheeted {
            name: attribute(element, "name")?.unwrap_or_default(),
            visible: !self.hidden.contains(&style),
            pivot: false,
            grid: Grid::default(),
        });
        (self.row, self.column) = (0, 0);
        Ok(())
    }

    fn paragraph(&mut self) {
        if std::mem::replace(&mut self.paragraphs, true) {
            self.text("\n");
        }
    }

    /// Text of a cell, but for the blanks between its paragraphs.
    fn text(&mut self, text: &str) {
        if let (Some(cell), true, 0) = (&mut self.cell, self.paragraphs, self.aside) {
            cell.text.push_str(text);
        }
    }

    fn close_cell(&mut self) -> Result<(), Fault> {
        let Some(mut cell) = self.cell.take() else { return Ok(()) };
        let columns = cell.columns.min((MAX_COLUMN + 1).saturating_sub(self.column));
        cell.text.truncate(cell.text.trim_end_matches('\n').len());
        if !cell.is_empty() {
            self.unrolled += u64::from(columns) * u64::from(self.repeats);
            if self.unrolled > MAX_CELLS {
                return Err(Fault::TooLarge);
            }
            self.cells.push((self.column, columns, cell));
        }
        self.column += columns;
        Ok(())
    }

    fn close_row(&mut self) -> Result<(), Fault> {
        let sheet = self.sheets.last_mut().ok_or(Fault::Damaged)?;
        let rows = if self.cells.is_empty() { 0 } else { self.repeats };
        for row in self.row..self.row.saturating_add(rows) {
            for (from, columns, cell) in &self.cells {
                for column in *from..from + columns {
                    sheet.grid.put((row, column), |out| cell.write(out))?;
                }
                sheet.grid.merge((row, *from), row.saturating_add(cell.rows - 1));
            }
        }
        self.cells.clear();
        self.row = self.row.saturating_add(self.repeats).min(MAX_ROW + 1);
        Ok(())
    }
}

impl Cell {
    fn is_empty(&self) -> bool {
        self.value.is_empty() && self.text.is_empty() && !self.formula
    }

    fn write(&self, out: &mut String) -> bool {
        let data = match self.kind.as_str() {
            "float" | "currency" | "percentage" => self.value.parse().ok().map(Data::Float),
            "date" => Some(Data::DateTimeIso(self.value.clone())),
            "time" => Some(Data::DurationIso(self.value.clone())),
            "boolean" => Some(Data::Bool(self.value == "true")),
            _ => None,
        };
        if let Some(data) = data {
            return value::write(out, &data, (&Format::Plain, false));
        }
        if self.kind.is_empty() && self.text.is_empty() && self.formula {
            value::no_result(out);
        } else {
            out.push_str(if self.text.is_empty() { &self.value } else { &self.text });
        }
        false
    }
}

fn cell(element: &BytesStart<'_>) -> Result<Cell, Fault> {
    let mut cell = Cell { columns: 1, rows: 1, ..Cell::default() };
    for attribute in element.attributes() {
        let attribute = attribute.map_err(|_| Fault::Damaged)?;
        let text =
            || attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|_| Fault::Damaged);
        match attribute.key.local_name().as_ref() {
            "value-type" if cell.kind != "error" => cell.kind = text()?.into_owned(),
            "value" | "date-value" | "time-value" | "boolean-value" | "string-value" => {
                cell.value = text()?.into_owned();
            }
            "formula" => cell.formula = true,
            "number-columns-repeated" => {
                cell.columns = text()?.parse().map_err(|_| Fault::Damaged)?;
            }
            "number-rows-spanned" => cell.rows = text()?.parse().map_err(|_| Fault::Damaged)?,
            _ => {}
        }
    }
    (cell.columns, cell.rows) = (cell.columns.max(1), cell.rows.max(1));
    Ok(cell)
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Result<Option<String>, Fault> {
    for attribute in element.attributes() {
        let attribute = attribute.map_err(|_| Fault::Damaged)?;
        if attribute.key.local_name().as_ref() == name {
            let value = attribute.normalized_value(XmlVersion::Implicit1_0);
            return value.map(|value| Some(value.into_owned())).map_err(|_| Fault::Damaged);
        }
    }
    Ok(None)
}

fn number(element: &BytesStart<'_>, name: &str) -> Result<Option<u32>, Fault> {
    let text = attribute(element, name)?;
    text.map(|text| text.parse().map_err(|_| Fault::Damaged)).transpose()
}
