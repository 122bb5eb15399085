//! Files that are no text table at all, told by their first bytes.

use crate::diag::{Code, Diagnostic, Place};
use crate::ingest::table::SourceFile;

const SAVE_AS: &str = "open it in Excel and save it as \"CSV UTF-8 (comma delimited)\"";

/// A finding where the file is empty or of another format than its name says.
pub(crate) fn refuse(file: &SourceFile) -> Result<(), Diagnostic> {
    let bytes = file.bytes.as_slice();
    let place = || Place::file(file.path.clone());
    if bytes.is_empty() || bytes == b"\xef\xbb\xbf" {
        let hint = "export the table again, or delete the file";
        return Err(Diagnostic::new(Code::FileEmpty, "the file is empty").at(place()).hint(hint));
    }
    if let Some(what) = binary(bytes) {
        let message = format!("this is {what}, not a text table");
        return Err(Diagnostic::new(Code::FileWrongFormat, message).at(place()).hint(SAVE_AS));
    }
    if bytes.starts_with(&[0xff, 0xfe, 0, 0]) || bytes.starts_with(&[0, 0, 0xfe, 0xff]) {
        let message = "UTF-32 is not supported";
        return Err(Diagnostic::new(Code::EncodingUnknown, message).at(place()).hint(SAVE_AS));
    }
    Ok(())
}

fn binary(bytes: &[u8]) -> Option<&'static str> {
    if bytes.starts_with(b"PK\x03\x04") {
        return Some("an Excel workbook or another zip archive");
    }
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Some("an old Excel workbook (.xls)");
    }
    if bytes.starts_with(&[0x1f, 0x8b]) || bytes.starts_with(b"BZh") {
        return Some("a compressed archive");
    }
    if bytes.starts_with(b"%PDF") {
        return Some("a PDF document");
    }
    let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let head = start[..start.len().min(512)].trim_ascii_start().to_ascii_lowercase();
    let html = [&b"<!doctype html"[..], b"<html", b"<table", b"<?xml"];
    html.iter().any(|mark| head.starts_with(mark)).then_some("an HTML or XML page")
}
