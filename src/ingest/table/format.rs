//! What a file is, told by its first bytes and not by its name: a text table, a
//! workbook, or nothing that holds a table.

use super::workbook::archive::{self, Fault, Kind};
use super::workbook::finding;
use crate::diag::{Code, Diagnostic, Place, Severity};
use crate::ingest::table::SourceFile;

const SAVE_AS: &str = "open it in Excel and save it as \"CSV UTF-8 (comma delimited)\"";
const SAVE_WORKBOOK: &str = "open it in Excel and save it as an Excel workbook (.xlsx)";

/// What the bytes of a file are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// A table of text.
    Text,
    /// A workbook.
    Workbook(Kind),
}

/// True for the first bytes of what has to be seen as a whole to be told or read.
pub(crate) fn is_whole(head: &[u8]) -> bool {
    head.starts_with(b"PK") || head.starts_with(&[0xd0, 0xcf, 0x11, 0xe0])
}

/// True for the extensions of workbooks.
pub(crate) fn is_workbook(extension: &str) -> bool {
    matches!(extension, "xlsx" | "xlsm" | "xlsb" | "xls" | "ods")
}

/// What a file is, and a finding where its name says otherwise but it can be read.
///
/// # Errors
/// Where the file is empty or holds no table that can be read.
pub(crate) fn of(file: &SourceFile) -> Result<(Format, Option<Diagnostic>), Diagnostic> {
    let bytes = file.head();
    let place = || Place::file(file.path.clone());
    let extension = file.extension();
    let named = is_workbook(&extension);
    if bytes.is_empty() || bytes == b"\xef\xbb\xbf" {
        let hint = "export the table again, or delete the file";
        return Err(Diagnostic::new(Code::FileEmpty, "the file is empty").at(place()).hint(hint));
    }
    if let Some(kind) = workbook(bytes, named).map_err(|finding| finding.at(place()))? {
        if !named {
            return Err(misnamed_workbook(kind, &extension).at(place()));
        }
        let other = !same_kind(kind, &extension);
        let told = other.then(|| other_workbook(kind, &extension).at(place()));
        return Ok((Format::Workbook(kind), told));
    }
    if let Some((what, mend)) = foreign(bytes, named) {
        let message = format!("this is {what}, not a table");
        return Err(Diagnostic::new(Code::FileWrongFormat, message).at(place()).hint(mend));
    }
    if bytes.starts_with(&[0xff, 0xfe, 0, 0]) || bytes.starts_with(&[0, 0, 0xfe, 0xff]) {
        let message = "UTF-32 is not supported";
        return Err(Diagnostic::new(Code::EncodingUnknown, message).at(place()).hint(SAVE_AS));
    }
    Ok((Format::Text, named.then(|| text_named_workbook(&extension).at(place()))))
}

fn workbook(bytes: &[u8], named: bool) -> Result<Option<Kind>, Diagnostic> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return archive::kind(bytes).map(Some).map_err(|fault| match fault {
            Fault::Damaged if !named => {
                let fault = Fault::Other("a damaged workbook or another zip archive, not a table");
                finding(&fault, Kind::Xlsx)
            }
            fault => finding(&fault, Kind::Xlsx),
        });
    }
    if !bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Ok(None);
    }
    let holds = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        memchr::memmem::find(bytes, &wide).is_some()
    };
    if holds("EncryptedPackage") {
        return Err(finding(&Fault::Locked, Kind::Xlsx));
    }
    if holds("WordDocument") {
        let fault = Fault::Other("a Word document");
        return Err(finding(&fault, Kind::Xls));
    }
    Ok(Some(Kind::Xls))
}

fn same_kind(kind: Kind, extension: &str) -> bool {
    kind.name() == extension || (kind == Kind::Xlsx && extension == "xlsm")
}

fn misnamed_workbook(kind: Kind, extension: &str) -> Diagnostic {
    let message = format!("this is an Excel workbook, though its name ends in .{extension}");
    let hint = format!(
        "rename the file so that it ends in .{}, or save it in Excel as \"CSV UTF-8 (comma delimited)\"",
        kind.name()
    );
    Diagnostic::new(Code::FileWrongFormat, message).hint(hint)
}

fn other_workbook(kind: Kind, extension: &str) -> Diagnostic {
    let message = format!(
        "this is a workbook of the kind {}, though its name ends in .{extension}; it was read as what it is",
        kind.name()
    );
    Diagnostic::new(Code::FileWrongFormat, message)
        .severity(Severity::Warning)
        .hint(format!("rename the file so that it ends in .{}", kind.name()))
}

fn text_named_workbook(extension: &str) -> Diagnostic {
    let message = format!(
        "this is a table of text, though its name ends in .{extension}; it was read as text"
    );
    Diagnostic::new(Code::FileWrongFormat, message)
        .severity(Severity::Warning)
        .hint("rename the file so that it ends in .csv, or save it in Excel as an Excel workbook")
}

/// What holds no table that is read here, and how to get one.
fn foreign(bytes: &[u8], named: bool) -> Option<(&'static str, &'static str)> {
    let mend = if named { SAVE_WORKBOOK } else { SAVE_AS };
    if bytes.starts_with(&[0x1f, 0x8b]) || bytes.starts_with(b"BZh") {
        return Some(("a compressed archive", "unpack it first"));
    }
    if bytes.starts_with(b"Rar!") || bytes.starts_with(b"7z\xbc\xaf") {
        return Some(("a compressed archive", "unpack it first"));
    }
    if bytes.starts_with(b"%PDF") {
        return Some(("a PDF document", "export the table itself as CSV or as a workbook"));
    }
    let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let head = start[..start.len().min(2048)].trim_ascii_start().to_ascii_lowercase();
    let spreadsheet = memchr::memmem::find(&head, b"urn:schemas-microsoft-com:office:spreadsheet");
    if head.starts_with(b"<?xml") && spreadsheet.is_some() {
        return Some(("an \"XML Spreadsheet 2003\"", mend));
    }
    let html = [&b"<!doctype html"[..], b"<html", b"<table", b"<?xml", b"<meta", b"<head"];
    html.iter().any(|mark| head.starts_with(mark)).then_some(("an HTML or XML page", mend))
}
