//! Taking a PDF apart within bounds. The parser has bounds of its own on nesting and on
//! what a stream unpacks to; here are those on a whole file, which would otherwise let a
//! small one cost its own size again for each of its objects.

use super::PdfFault;
use lopdf::xref::{XrefEntry, XrefRecovery};
use lopdf::{Document, LoadOptions, Object, ObjectId};
use memchr::memmem;
use std::cell::Cell;
use std::collections::BTreeSet;

/// What all object streams of a file may unpack to.
const MOST_UNPACKED: usize = 128 << 20;
/// What one of them may.
const MOST_OF_ONE: usize = 8 << 20;
/// The least that one is given, however many there are.
const LEAST_OF_ONE: usize = 64 << 10;
/// Objects that a file may have.
const MOST_OBJECTS: usize = 1_000_000;
/// How far a number stands from the end of its object, at most.
const NUMBER: usize = 80;

thread_local! {
    /// Bytes of streams that may still be read of the file at hand.
    static LEFT: Cell<usize> = const { Cell::new(0) };
}

/// Reads a file.
pub(super) fn load(bytes: &[u8]) -> Result<Document, PdfFault> {
    if is_odd(bytes) {
        return Err(PdfFault::Damaged);
    }
    let packed = memmem::find_iter(bytes, b"/ObjStm").count().max(1);
    let options = LoadOptions {
        filter: Some(counted),
        max_decompressed_size: Some((MOST_UNPACKED / packed).clamp(LEAST_OF_ONE, MOST_OF_ONE)),
        ..LoadOptions::default()
    };
    // Every stream is read once, and once more where the table of objects is mended.
    LEFT.set(2 * bytes.len() + MOST_UNPACKED);
    let document = Document::load_mem_with_options(bytes, options);
    let document = document.map_err(|_| PdfFault::Damaged)?;
    let entries = document.reference_table.entries.values();
    let listed = entries.filter(|entry| !matches!(entry, XrefEntry::Free)).count();
    let guessed = document.xref_recovery == Some(XrefRecovery::Reconstructed);
    if guessed || listed > MOST_OBJECTS { Err(PdfFault::Damaged) } else { Ok(document) }
}

/// Takes an object into account. A file that lists one stream under a thousand names is
/// given up: the parser can be left in no other way, and `guarded` is where that ends.
#[allow(clippy::unnecessary_wraps, reason = "the parser asks for it so")]
fn counted(id: ObjectId, object: &mut Object) -> Option<(ObjectId, Object)> {
    let Ok(stream) = object.as_stream() else { return Some((id, object.clone())) };
    let size = stream.content.len();
    match LEFT.get().checked_sub(size) {
        Some(left) => LEFT.set(left),
        None => std::panic::resume_unwind(Box::new(())),
    }
    // What is handed back counts for what lay packed in another stream alone, and no stream
    // ever does.
    Some((id, Object::Null))
}

/// True for what no program writes and what would make the parser read a large object again
/// and again: the length of a stream said by an object that is no number, and names that
/// are spelt so that they cannot be found.
fn is_odd(bytes: &[u8]) -> bool {
    let lengths: BTreeSet<&[u8]> = memmem::find_iter(bytes, b"/Length")
        .filter_map(|at| reference(&bytes[at + b"/Length".len()..]))
        .collect();
    let markers = memmem::find_iter(bytes, b" obj");
    let big = markers.filter(|&at| is_of(&bytes[..at], &lengths)).any(|at| {
        let rest = &bytes[at + b" obj".len()..];
        let near = &rest[..rest.len().min(NUMBER)];
        let number = near.trim_ascii_start();
        let digits = number.iter().take_while(|byte| byte.is_ascii_digit()).count();
        digits == 0 || !number[digits..].trim_ascii_start().starts_with(b"endobj")
    });
    big || memchr::memchr_iter(b'#', bytes).any(|at| hides(&bytes[at.saturating_sub(16)..]))
}

/// The number of the object that a value refers to.
fn reference(value: &[u8]) -> Option<&[u8]> {
    let (number, rest) = digits(value.trim_ascii_start())?;
    let (_, rest) = digits(rest.trim_ascii_start())?;
    rest.trim_ascii_start().starts_with(b"R").then_some(number)
}

fn digits(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    (end > 0).then(|| text.split_at(end))
}

/// True where `… 12 0` ends with one of these numbers.
fn is_of(before: &[u8], numbers: &BTreeSet<&[u8]>) -> bool {
    let near = &before[before.len().saturating_sub(24)..];
    let mut words = near.rsplit(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    words.nth(1).is_some_and(|number| numbers.contains(number))
}

/// True where a name near here reads `Length` or `ObjStm` once its `#4C` are put back.
fn hides(near: &[u8]) -> bool {
    let near = &near[..near.len().min(48)];
    near.split(|byte| *byte == b'/').skip(1).any(|name| {
        let mut plain = Vec::with_capacity(8);
        let mut at = 0;
        while at < name.len() && plain.len() < 6 {
            let hex = name.get(at + 1..at + 3).and_then(|pair| std::str::from_utf8(pair).ok());
            let escaped = hex.filter(|_| name[at] == b'#');
            let byte = escaped.and_then(|pair| u8::from_str_radix(pair, 16).ok());
            plain.push(byte.unwrap_or(name[at]));
            at += if byte.is_some() { 3 } else { 1 };
        }
        at > 6 && (plain == b"Length" || plain == b"ObjStm")
    })
}
