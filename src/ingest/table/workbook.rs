//! A workbook as tables: which of its sheets are read, and what is said of the
//! others. A year's workbook with a sheet a month is read whole; a cover, an
//! evaluation or an empty sheet is left aside, hidden sheets are, too.

pub(crate) mod archive;
mod binary_form;
pub(crate) mod cells;
mod compound;
mod open_document;
mod value;

use super::encoding::Decoded;
use super::{SourceFile, layout, sheet};
use crate::diag::{Code, Diagnostic, Diagnostics, Place, Severity};
use crate::ingest::mapping::SourceBlock;
use crate::ingest::table::layout::MAX_COLUMNS;
use archive::{Archive, Fault, Kind};
use cells::{Sheeted, Workbook};

/// The sheets of a workbook that are read, and what was found.
pub(crate) struct Sheets {
    /// Each with its text.
    pub texts: Vec<Decoded<'static>>,
    /// What was found.
    pub diagnostics: Diagnostics,
}

/// Reads a workbook of a kind.
///
/// # Errors
/// Where nothing of it can be read.
pub(crate) fn read(
    file: &SourceFile,
    kind: Kind,
    block: &SourceBlock,
) -> Result<Sheets, Diagnostic> {
    let place = Place::file(file.path.clone());
    let archive = match kind {
        Kind::Xls => compound::look_through(file.head()).map(|()| Archive {
            kind,
            formulas: false,
            pivots: false,
        }),
        _ => archive::look_through(file.head()),
    };
    let book = archive.and_then(|archive| cells::read(file.head(), &archive));
    let book = book.map_err(|fault| finding(&fault, kind).at(place.clone()))?;
    let mut sheets = Choice { file, kind, block }.of(book)?;
    sheets.texts.iter_mut().for_each(|text| kind.name().clone_into(&mut text.encoding));
    Ok(sheets)
}

/// The finding of a workbook that cannot be read.
pub(crate) fn finding(fault: &Fault, kind: Kind) -> Diagnostic {
    let name = kind.name();
    match fault {
        Fault::Damaged => {
            let message = format!("this {name} workbook is damaged or cut off");
            Diagnostic::new(Code::FileUnreadable, message).hint(
                "copy or export it again; Excel may be able to open and repair it, then save it",
            )
        }
        Fault::Locked => {
            let message = "this workbook is protected by a password";
            Diagnostic::new(Code::FileUnreadable, message)
                .hint("open it in Excel and save a copy without a password (File, Info, Protect Workbook)")
        }
        Fault::Other(what) => Diagnostic::new(Code::FileWrongFormat, format!("this is {what}"))
            .hint("save the table as an Excel workbook (.xlsx) or as \"CSV UTF-8\""),
        Fault::TooLarge => {
            let message = format!(
                "unpacked, this workbook is larger than {} MB or two hundred times its own size, the limits for one workbook",
                archive::MAX_UNPACKED >> 20
            );
            Diagnostic::new(Code::FileTooLarge, message)
                .hint("split it into several workbooks, or export its sheets as CSV, which has no such limit")
        }
    }
}

struct Choice<'a> {
    file: &'a SourceFile,
    kind: Kind,
    block: &'a SourceBlock,
}

/// A sheet that is not read, and why.
struct Aside {
    name: String,
    why: &'static str,
    /// Whether somebody may miss it.
    missed: bool,
}

/// A sheet that may be read.
struct Candidate {
    text: Decoded<'static>,
    known: usize,
}

impl Choice<'_> {
    fn of(&self, book: Workbook) -> Result<Sheets, Diagnostic> {
        let named = !self.block.sheet.is_empty();
        let chosen = if named { self.named(&book)? } else { Vec::new() };
        let date1904 = book.date1904;
        let (mut candidates, mut aside) = (Vec::new(), Vec::new());
        let mut diagnostics = Diagnostics::new();
        for (at, mut sheet) in book.sheets.into_iter().enumerate() {
            if named && !chosen.contains(&at) {
                continue;
            }
            if let Some((why, missed)) = left_out(&sheet).filter(|_| !named) {
                aside.push(Aside { name: sheet.name, why, missed });
                continue;
            }
            sheet.grid.settle();
            if sheet.grid.width() > MAX_COLUMNS {
                diagnostics.push(self.too_wide(&sheet));
                continue;
            }
            let place = Place::sheet(self.file.path.clone(), sheet.name);
            let mut text = sheet::text(&sheet.grid, place, self.block);
            text.date1904 = date1904;
            let known = layout::find(&text, self.block).map_or(0, |layout| layout.known);
            candidates.push(Candidate { text, known });
        }
        if !named {
            candidates = alike(candidates, &mut aside);
        }
        diagnostics.extend(self.told(&aside));
        if candidates.is_empty() && diagnostics.worst().is_none_or(|w| w > Severity::Error) {
            diagnostics.push(self.nothing());
        }
        Ok(Sheets { texts: candidates.into_iter().map(|c| c.text).collect(), diagnostics })
    }

    /// The sheets that the block names.
    fn named(&self, book: &Workbook) -> Result<Vec<usize>, Diagnostic> {
        let find = |wanted: &String| {
            let name = wanted.trim();
            let by_name = book.sheets.iter().position(|sheet| sheet.name.trim() == name);
            let number = || name.parse::<usize>().ok()?.checked_sub(1);
            by_name.or_else(number).filter(|&at| at < book.sheets.len())
        };
        let missing = |wanted: &String| {
            let names: Vec<&str> = book.sheets.iter().map(|sheet| &*sheet.name).collect();
            Diagnostic::new(Code::FileUnreadable, format!("the workbook has no sheet \"{wanted}\""))
                .at(Place::file(self.file.path.clone()))
                .raw(wanted)
                .expected(format!("one of {}", names.join(", ")))
                .hint("correct `sheet` in the file's block of faultbook.toml")
        };
        let sheets = self.block.sheet.iter();
        sheets.map(|wanted| find(wanted).ok_or_else(|| missing(wanted))).collect()
    }

    fn too_wide(&self, sheet: &Sheeted) -> Diagnostic {
        let message = format!(
            "the sheet uses {} columns; more than {MAX_COLUMNS} columns are not read",
            sheet.grid.width()
        );
        Diagnostic::new(Code::FileTooLarge, message)
            .at(Place::sheet(self.file.path.clone(), &*sheet.name))
            .hint("clear what stands far to the right of the table, and save the workbook")
    }

    /// One finding for all sheets left aside.
    fn told(&self, aside: &[Aside]) -> Option<Diagnostic> {
        let missed = aside.iter().any(|sheet| sheet.missed);
        let list: Vec<String> =
            aside.iter().map(|sheet| format!("\"{}\" ({})", sheet.name, sheet.why)).collect();
        let message = format!("sheets of this workbook that were not read: {}", list.join(", "));
        let finding = Diagnostic::new(Code::SheetIgnored, message)
            .severity(if missed { Severity::Warning } else { Severity::Note })
            .at(Place::file(self.file.path.clone()))
            .hint("name the sheets to read with `sheet` in the file's block of faultbook.toml if one of them is missed");
        (!aside.is_empty()).then_some(finding)
    }

    fn nothing(&self) -> Diagnostic {
        let message =
            format!("this {} workbook has no visible sheet with a table", self.kind.name());
        Diagnostic::new(Code::FileEmpty, message)
            .at(Place::file(self.file.path.clone()))
            .hint("fill in the table, show its sheet, or name a hidden one with `sheet` in the file's block of faultbook.toml")
    }
}

/// Why a sheet is left aside without a look at its header.
fn left_out(sheet: &Sheeted) -> Option<(&'static str, bool)> {
    if sheet.grid.is_empty() {
        Some(("empty", false))
    } else if !sheet.visible {
        Some(("hidden", true))
    } else if sheet.pivot {
        Some(("a pivot table", false))
    } else {
        None
    }
}

/// The sheets whose headers are alike: one in which fewer than half as many headers
/// are known as in the best is a cover or an evaluation. A workbook without any known
/// header keeps its first sheet, so that its finding is that of any other table.
fn alike(candidates: Vec<Candidate>, aside: &mut Vec<Aside>) -> Vec<Candidate> {
    let best = candidates.iter().map(|candidate| candidate.known).max().unwrap_or(0);
    let mut kept = Vec::new();
    for candidate in candidates {
        let fits = if best == 0 { kept.is_empty() } else { candidate.known * 2 >= best };
        if fits {
            kept.push(candidate);
            continue;
        }
        let why = if candidate.known == 0 {
            "no header that is known"
        } else {
            "its header knows far fewer columns than that of other sheets"
        };
        let name = candidate.text.place.sheet.as_deref().unwrap_or_default().to_owned();
        aside.push(Aside { name, why, missed: true });
    }
    kept
}
