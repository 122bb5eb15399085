//! The sheets and cells of a workbook through `calamine`. A damaged file may make the
//! parser panic; that is caught here and becomes a fault like any other, because a
//! file must never stop a build of the good ones.

use super::archive::{Archive, Fault, Kind};
use super::binary_form;
use super::open_document;
use super::value::{self, Format};
use crate::ingest::table::sheet::{BadCell, Grid};
use crate::model::guarded::guarded;
use calamine::{Data, DataType, Dimensions, Range, Reader, Sheet, SheetType, SheetVisible};
use calamine::{Xls, XlsError, Xlsb, Xlsx, XlsxError};
use std::collections::BTreeSet;
use std::io::Cursor;

type Bytes<'a> = Cursor<&'a [u8]>;

/// A sheet with its cells.
#[derive(Debug)]
pub(super) struct Sheeted {
    /// Its name.
    pub name: String,
    /// False where it is hidden.
    pub visible: bool,
    /// True where it holds a pivot table.
    pub pivot: bool,
    /// Its cells; empty where it was not to be read.
    pub grid: Grid,
}

/// All sheets, in the order of the workbook.
#[derive(Debug, Default)]
pub(super) struct Workbook {
    /// The sheets.
    pub sheets: Vec<Sheeted>,
    /// True where its dates count from 1904.
    pub date1904: bool,
}

/// Reads a workbook that was looked through.
///
/// # Errors
/// Where it cannot be read.
pub(super) fn read(bytes: &[u8], archive: &Archive) -> Result<Workbook, Fault> {
    let read = guarded(|| match archive.kind {
        Kind::Xlsx => xlsx(bytes, archive),
        Kind::Xlsb => xlsb(bytes),
        Kind::Xls => xls(bytes),
        Kind::Ods => open_document::read(bytes),
    });
    read.unwrap_or(Err(Fault::Damaged))
}

impl From<BadCell> for Fault {
    fn from(bad: BadCell) -> Self {
        match bad {
            BadCell::Beyond => Self::Damaged,
            BadCell::TooMuch => Self::TooLarge,
        }
    }
}

fn worksheets(sheets: &[Sheet]) -> impl Iterator<Item = Sheeted> {
    let sheets = sheets.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    sheets.map(|sheet| Sheeted {
        name: sheet.name.clone(),
        visible: sheet.visible == SheetVisible::Visible,
        pivot: false,
        grid: Grid::default(),
    })
}

fn xlsx(bytes: &[u8], archive: &Archive) -> Result<Workbook, Fault> {
    let mut book: Xlsx<Bytes<'_>> = Xlsx::new(Cursor::new(bytes)).map_err(|e| of_xlsx(&e))?;
    let date1904 = book.has_1904_epoch();
    let pivots = if archive.pivots { book.pivot_tables().ok() } else { None };
    let mut sheets: Vec<Sheeted> = worksheets(book.sheets_metadata()).collect();
    for sheet in &mut sheets {
        let name = &sheet.name;
        sheet.pivot = pivots.as_ref().is_some_and(|p| !p.pivot_tables_by_sheet(name).is_empty());
        let empty =
            if archive.formulas { without_result(&mut book, name)? } else { BTreeSet::new() };
        fill_xlsx(&mut book, name, &empty, &mut sheet.grid)?;
        let merged = book.merge_cells_by_sheet_name(name).map_err(|e| of_xlsx(&e))?;
        merge(&mut sheet.grid, &merged);
    }
    Ok(Workbook { sheets, date1904 })
}

fn fill_xlsx(
    book: &mut Xlsx<Bytes<'_>>,
    name: &str,
    empty: &BTreeSet<(u32, u32)>,
    grid: &mut Grid,
) -> Result<(), Fault> {
    let date1904 = book.has_1904_epoch();
    let mut cells = book.worksheet_cells_reader(name).map_err(|e| of_xlsx(&e))?;
    let format = |style: &calamine::Style| {
        style.number_format.as_ref().map_or(Format::Plain, |f| Format::of(&f.format_code))
    };
    let formats: Vec<Format> = cells.styles().iter().map(format).collect();
    while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(|e| of_xlsx(&e))? {
        let at = cell.get_position();
        let format = formats.get(style).unwrap_or(&Format::Plain);
        grid.put(at, |out| {
            if cell.get_value().is_empty() && empty.contains(&at) {
                value::no_result(out);
                return false;
            }
            value::write(out, cell.get_value(), (format, date1904))
        })?;
    }
    Ok(())
}

/// The cells with a formula whose result was not stored.
fn without_result(book: &mut Xlsx<Bytes<'_>>, name: &str) -> Result<BTreeSet<(u32, u32)>, Fault> {
    let mut empty = BTreeSet::new();
    let mut cells = book.worksheet_cells_reader(name).map_err(|e| of_xlsx(&e))?;
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(|e| of_xlsx(&e))? {
        if cell.formula.is_some() && cell.value.is_empty() {
            empty.insert(cell.pos);
        }
    }
    Ok(empty)
}

fn xlsb(bytes: &[u8]) -> Result<Workbook, Fault> {
    let form = binary_form::complete(bytes)?;
    let mut book: Xlsb<Bytes<'_>> =
        Xlsb::new(Cursor::new(&*form.bytes)).map_err(|_| Fault::Damaged)?;
    let date1904 = book.has_1904_epoch();
    let mut sheets: Vec<Sheeted> = worksheets(book.sheets_metadata()).collect();
    for sheet in &mut sheets {
        let cells = book.worksheet_cells_reader(&sheet.name);
        let mut cells = cells.map_err(|_| Fault::Damaged)?;
        while let Some(cell) = cells.next_cell().map_err(|_| Fault::Damaged)? {
            sheet.grid.put(cell.get_position(), |out| {
                value::write(out, cell.get_value(), (&Format::Plain, date1904))
            })?;
        }
        for (from, last_row) in form.merged.get(&sheet.name).into_iter().flatten() {
            sheet.grid.merge(*from, *last_row);
        }
    }
    Ok(Workbook { sheets, date1904 })
}

fn xls(bytes: &[u8]) -> Result<Workbook, Fault> {
    let mut book: Xls<Bytes<'_>> = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
        XlsError::Password => Fault::Locked,
        _ => Fault::Damaged,
    })?;
    let date1904 = book.has_1904_epoch();
    let mut sheets: Vec<Sheeted> = worksheets(book.sheets_metadata()).collect();
    for sheet in &mut sheets {
        let range = book.worksheet_range(&sheet.name).map_err(|_| Fault::Damaged)?;
        fill(&mut sheet.grid, &range, date1904)?;
        merge(&mut sheet.grid, &book.merge_cells_by_sheet_name(&sheet.name).unwrap_or_default());
    }
    Ok(Workbook { sheets, date1904 })
}

fn fill(grid: &mut Grid, range: &Range<Data>, date1904: bool) -> Result<(), Fault> {
    let (top, left) = range.start().unwrap_or_default();
    for (row, column, cell) in range.used_cells() {
        let at = (top + row as u32, left + column as u32);
        grid.put(at, |out| value::write(out, cell, (&Format::Plain, date1904)))?;
    }
    Ok(())
}

fn merge(grid: &mut Grid, regions: &[Dimensions]) {
    for region in regions {
        grid.merge(region.start, region.end.0);
    }
}

fn of_xlsx(error: &XlsxError) -> Fault {
    match error {
        XlsxError::Password => Fault::Locked,
        _ => Fault::Damaged,
    }
}
