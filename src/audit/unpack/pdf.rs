//! The streams of a PDF, unpacked: pages, objects, remarks, and the tables that say
//! which letter a glyph stands for. A glyph's table is not looked up by its font:
//! every string is read by every table, which finds more and misses nothing.

use super::pdf_text::{self, Glyphs};
use super::{Opener, Trust};
use memchr::memmem;

/// More tables of glyphs than this are not tried.
const MOST_TABLES: usize = 64;

/// A stream: what its object says of it, and its bytes.
struct Stream<'b> {
    about: &'b [u8],
    body: &'b [u8],
}

impl Opener<'_, '_> {
    /// Opens a PDF.
    pub(super) fn pdf(&mut self, bytes: &[u8]) {
        self.count("pdf");
        if has(bytes, b"/Encrypt") {
            self.refuse("an encrypted PDF");
        }
        let (outside, streams) = parts(bytes);
        let mut contents = vec![outside];
        let mut tables = Vec::new();
        for stream in &streams {
            let Some(content) = self.pdf_stream(stream) else { continue };
            match Glyphs::read(&content) {
                Some(_) if tables.len() == MOST_TABLES => {
                    self.refuse("more than 64 tables of glyphs; the others were not tried");
                }
                Some(table) => tables.push(table),
                None => contents.push(content),
            }
        }
        for content in &contents {
            self.strings(content, Trust::Remarks);
            for text in pdf_text::shown(content, &tables) {
                self.text(&text, Trust::Remarks);
            }
        }
    }

    /// The unpacked bytes of a stream that may hold text.
    fn pdf_stream(&mut self, stream: &Stream<'_>) -> Option<Vec<u8>> {
        let about = stream.about;
        if has(about, b"/DCTDecode") && !has(about, b"/FlateDecode") {
            self.inner("picture", stream.body);
            return None;
        }
        if is_picture(about) || is_font(about) {
            return None;
        }
        if has(about, b"/FlateDecode") || has(about, b"/Fl ") {
            self.count("pdf stream");
            return Some(self.unpack(flate2::read::ZlibDecoder::new(stream.body)));
        }
        if has(about, b"Decode") && has(about, b"/Filter") {
            self.refuse("a stream of a PDF packed in a way that is not known");
        }
        Some(stream.body.to_vec())
    }
}

fn is_picture(about: &[u8]) -> bool {
    let kinds: [&[u8]; 5] =
        [b"/Image", b"/JPXDecode", b"/CCITTFaxDecode", b"/JBIG2Decode", b"/Type /XRef"];
    kinds.iter().any(|kind| has(about, kind)) || has(about, b"/Type/XRef")
}

fn is_font(about: &[u8]) -> bool {
    let kinds: [&[u8]; 4] = [b"/Length1", b"/Type1C", b"/CIDFontType0C", b"/OpenType"];
    kinds.iter().any(|kind| has(about, kind))
}

fn has(bytes: &[u8], word: &[u8]) -> bool {
    memmem::find(bytes, word).is_some()
}

/// What stands outside the streams, and the streams.
fn parts(bytes: &[u8]) -> (Vec<u8>, Vec<Stream<'_>>) {
    let mut outside = Vec::new();
    let mut streams = Vec::new();
    let mut at = 0;
    while let Some(found) = memmem::find(&bytes[at..], b"stream") {
        let word = at + found;
        let mut from = word + 6;
        let begins = matches!(bytes.get(from), Some(b'\r' | b'\n'));
        if !begins || bytes[..word].ends_with(b"end") {
            outside.extend_from_slice(&bytes[at..from]);
            at = from;
            continue;
        }
        from += if bytes[from..].starts_with(b"\r\n") { 2 } else { 1 };
        outside.extend_from_slice(&bytes[at..word]);
        let end = memmem::find(&bytes[from..], b"endstream").map_or(bytes.len(), |n| from + n);
        let about = &bytes[at..word];
        let about = memmem::rfind(about, b" obj").map_or(about, |n| &about[n..]);
        streams.push(Stream { about, body: &bytes[from..end] });
        at = end;
    }
    outside.extend_from_slice(&bytes[at..]);
    (outside, streams)
}
