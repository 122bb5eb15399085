//! The zip archive that a modern workbook is: what it holds, whether it is whole,
//! and whether it would burst the memory, all before anything is made of it.

use std::io::{Cursor, Read};
use zip::ZipArchive;
use zip::result::ZipError;

/// Largest workbook accepted once it is unpacked, in bytes.
pub(crate) const MAX_UNPACKED: u64 = 1 << 30;
/// Text of a table is packed to a tenth or so; a large part that is packed much
/// harder is made to burst the memory.
const MAX_RATIO: u64 = 200;
/// Parts up to this size are not suspected, in bytes.
const UNSUSPECTED: u64 = 32 << 20;
/// Most files in one archive.
const MAX_ENTRIES: usize = 10_000;

/// What a workbook is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Excel since 2007.
    Xlsx,
    /// The binary form of it.
    Xlsb,
    /// OpenDocument.
    Ods,
    /// Excel until 2003.
    Xls,
}

impl Kind {
    /// The name shown as the source's encoding, and the usual extension.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Xlsb => "xlsb",
            Self::Ods => "ods",
            Self::Xls => "xls",
        }
    }
}

/// Why an archive cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It is cut off or its bytes are damaged.
    Damaged,
    /// It is protected by a password.
    Locked,
    /// It holds something else.
    Other(&'static str),
    /// Unpacked it is larger than allowed.
    TooLarge,
}

/// A zip archive that was looked through.
#[derive(Debug)]
pub(crate) struct Archive {
    /// What it is.
    pub kind: Kind,
    /// Whether some part holds formulas.
    pub formulas: bool,
    /// Whether it holds pivot tables.
    pub pivots: bool,
}

/// What a zip archive is, by the names of its files.
///
/// # Errors
/// Where it is no workbook.
pub(crate) fn kind(bytes: &[u8]) -> Result<Kind, Fault> {
    let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| fault_of(&error))?;
    let has = |wanted: &str| archive.file_names().flatten().any(|name| name.ends_with(wanted));
    let excel = has("[Content_Types].xml");
    if excel && has("workbook.xml") {
        Ok(Kind::Xlsx)
    } else if excel && has("workbook.bin") {
        Ok(Kind::Xlsb)
    } else if has("content.xml") && mimetype(bytes).is_some_and(|m| m.contains("spreadsheet")) {
        Ok(Kind::Ods)
    } else if has("word/document.xml") || mimetype(bytes).is_some_and(|m| m.contains("text")) {
        Err(Fault::Other("a text document"))
    } else if has("Index/Document.iwa") {
        Err(Fault::Other("an Apple Numbers document"))
    } else {
        Err(Fault::Other("a zip archive that holds no workbook"))
    }
}

fn mimetype(bytes: &[u8]) -> Option<String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut text = String::new();
    archive.by_name("mimetype").ok()?.take(200).read_to_string(&mut text).ok()?;
    Some(text)
}

/// Unpacks every part once, counting: a part that is not what its checksum says, or
/// more than fits, is found before it is parsed.
///
/// # Errors
/// Where it is damaged, locked, too large or no workbook.
pub(crate) fn look_through(bytes: &[u8]) -> Result<Archive, Fault> {
    let kind = kind(bytes)?;
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| fault_of(&error))?;
    if zip.len() > MAX_ENTRIES {
        return Err(Fault::TooLarge);
    }
    let mut archive = Archive { kind, formulas: false, pivots: false };
    let mut left = MAX_UNPACKED;
    for at in 0..zip.len() {
        let mut part = zip.by_index(at).map_err(|error| fault_of(&error))?;
        if part.size() > left {
            return Err(Fault::TooLarge);
        }
        let packed = part.compressed_size();
        let name = part.name().map_err(|error| fault_of(&error))?.into_owned();
        archive.pivots |= name.contains("pivotTables/");
        let manifest = name == "META-INF/manifest.xml";
        let sheet = name.contains("worksheets/");
        let seen = scan(&mut part, left)?;
        if seen.size > UNSUSPECTED && seen.size / MAX_RATIO > packed {
            return Err(Fault::TooLarge);
        }
        left -= seen.size;
        if manifest && seen.encrypted {
            return Err(Fault::Locked);
        }
        archive.formulas |= sheet && seen.formulas;
    }
    Ok(archive)
}

struct Seen {
    size: u64,
    formulas: bool,
    encrypted: bool,
}

fn scan(part: &mut impl Read, most: u64) -> Result<Seen, Fault> {
    const OVERLAP: usize = 16;
    let mut buffer = vec![0; 1 << 16];
    let mut seen = Seen { size: 0, formulas: false, encrypted: false };
    let mut kept = 0;
    loop {
        let read = part.read(&mut buffer[kept..]).map_err(|_| Fault::Damaged)?;
        if read == 0 {
            return Ok(seen);
        }
        seen.size += read as u64;
        if seen.size > most {
            return Err(Fault::TooLarge);
        }
        let filled = kept + read;
        let has = |what: &[u8]| memchr::memmem::find(&buffer[..filled], what).is_some();
        seen.formulas = seen.formulas || has(b"<f>") || has(b"<f ") || has(b"<f/>");
        seen.encrypted = seen.encrypted || has(b"encryption-data");
        kept = filled.min(OVERLAP);
        buffer.copy_within(filled - kept..filled, 0);
    }
}

fn fault_of(error: &ZipError) -> Fault {
    match error {
        ZipError::UnsupportedArchive(text) if *text == ZipError::PASSWORD_REQUIRED => Fault::Locked,
        ZipError::InvalidPassword => Fault::Locked,
        _ => Fault::Damaged,
    }
}
