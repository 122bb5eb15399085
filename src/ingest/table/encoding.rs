//! Bytes to UTF-8 (`domain.md` §2.4). Strict UTF-8 wins; a file that is UTF-8 but
//! for a few rows stays UTF-8 and loses those rows; only then is another encoding
//! tried, and never silently.

use super::SourceFile;
use super::rows::Chunk;
use crate::diag::{Code, Diagnostic, Diagnostics, Place};
use crate::ingest::mapping::SourceBlock;
use encoding_rs::{BIG5, Encoding, GB18030, UTF_16BE, UTF_16LE};
use memchr::{memchr, memchr_iter, memmem};
use std::borrow::Cow;

const BOM: &[u8] = b"\xef\xbb\xbf";

/// The text of a file, or of a sheet of a workbook.
pub(crate) struct Decoded<'a> {
    /// The file or the sheet.
    pub place: Place,
    /// UTF-8, but for rows that could not be decoded; lines end with `\n` or `\r\n`.
    pub text: Cow<'a, [u8]>,
    /// Name of the encoding.
    pub encoding: String,
    /// True where U+FFFD in `text` stands for bytes that could not be decoded.
    pub lossy: bool,
    /// Row of the sheet in which each line of the text stands; empty for a file of text.
    pub sheet_rows: Vec<u32>,
    /// True where numbers that are dates count from 1904.
    pub date1904: bool,
    /// What was found.
    pub diagnostics: Diagnostics,
}

impl<'a> Decoded<'a> {
    fn new(text: Cow<'a, [u8]>, encoding: &str) -> Self {
        Self {
            place: Place::default(),
            text,
            encoding: encoding.to_owned(),
            lossy: false,
            sheet_rows: Vec::new(),
            date1904: false,
            diagnostics: Diagnostics::new(),
        }
    }

    /// The text of a sheet, still empty.
    pub(crate) fn of_sheet(place: Place) -> Self {
        Self { place, ..Self::new(Cow::Borrowed(b""), "") }
    }

    /// The text from a byte on, which stands on a line of it.
    pub(crate) fn from(&self, byte: usize, line: u32) -> Chunk<'_> {
        Chunk { bytes: &self.text[byte..], line, sheet_rows: &self.sheet_rows }
    }
}

/// Decodes a file.
///
/// # Errors
/// Where the encoding is not supported.
pub(crate) fn decode<'a>(
    file: &'a SourceFile,
    block: &SourceBlock,
) -> Result<Decoded<'a>, Diagnostic> {
    let bytes = file.bytes.as_slice();
    let mut decoded = match &block.encoding {
        Some(name) => named(file, name)?,
        None => detect(file, bytes)?,
    };
    unify_lines(&mut decoded.text);
    decoded.place = Place::file(file.path.clone());
    Ok(decoded)
}

fn detect<'a>(file: &'a SourceFile, bytes: &'a [u8]) -> Result<Decoded<'a>, Diagnostic> {
    if let Some(text) = bytes.strip_prefix(BOM) {
        return Ok(Decoded::new(Cow::Borrowed(text), "UTF-8 BOM"));
    }
    if bytes.starts_with(&[0xff, 0xfe]) {
        return Ok(recode(&bytes[2..], UTF_16LE));
    }
    if bytes.starts_with(&[0xfe, 0xff]) {
        return Ok(recode(&bytes[2..], UTF_16BE));
    }
    if let Some(utf16) = without_mark(file, bytes)? {
        return Ok(utf16);
    }
    if std::str::from_utf8(bytes).is_ok() || mostly_utf8(bytes) {
        return Ok(Decoded::new(Cow::Borrowed(bytes), "UTF-8"));
    }
    Ok(guessed(file, bytes))
}

fn recode(bytes: &[u8], encoding: &'static Encoding) -> Decoded<'static> {
    let (text, lossy) = encoding.decode_without_bom_handling(bytes);
    let text = Cow::Owned(text.into_owned().into_bytes());
    let name = if encoding == GB18030 { "GB18030" } else { encoding.name() };
    Decoded { lossy, ..Decoded::new(text, name) }
}

/// UTF-16 without a mark, told by the zero bytes of its ASCII characters.
fn without_mark(file: &SourceFile, bytes: &[u8]) -> Result<Option<Decoded<'static>>, Diagnostic> {
    let head = &bytes[..bytes.len().min(65_536)];
    if memchr(0, head).is_none() {
        return Ok(None);
    }
    let zeros = |parity: usize| memchr_iter(0, head).filter(|at| at % 2 == parity).count();
    let (even, odd) = (zeros(0), zeros(1));
    let half = head.len() / 2;
    if half > 0 && odd * 10 >= half * 4 && even == 0 {
        return Ok(Some(recode(bytes, UTF_16LE)));
    }
    if half > 0 && even * 10 >= half * 4 && odd == 0 {
        return Ok(Some(recode(bytes, UTF_16BE)));
    }
    if (even + odd) * 20 >= head.len() && (even == 0 || odd == 0) && bytes.len().is_multiple_of(2) {
        let message = "the file looks like UTF-16 without a byte order mark";
        let hint = "save it again as \"CSV UTF-8\", or set `encoding` in its block";
        let place = Place::file(file.path.clone());
        return Err(Diagnostic::new(Code::EncodingUnknown, message).at(place).hint(hint));
    }
    Ok(None)
}

/// True where more lines with foreign letters are UTF-8 than are not.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for line in bytes.split(|&b| b == b'\n').filter(|line| !line.is_ascii()) {
        if std::str::from_utf8(line).is_ok() { good += 1 } else { bad += 1 }
    }
    good > 0 && good >= bad
}

fn guessed(file: &SourceFile, bytes: &[u8]) -> Decoded<'static> {
    let strict = GB18030.decode_without_bom_handling_and_without_replacement(bytes).is_some();
    let encoding = if strict && common_chinese(bytes) { GB18030 } else { chardet(bytes, strict) };
    let mut decoded = recode(bytes, encoding);
    let message = format!("decoded as {}", decoded.encoding);
    let hint = format!(
        "check the samples; if they are wrong set `encoding` in the file's block, or save the file as UTF-8: {}",
        samples(&decoded.text).join(" | ")
    );
    let place = Place::file(file.path.clone());
    decoded.diagnostics.push(Diagnostic::new(Code::EncodingGuessed, message).at(place).hint(hint));
    decoded
}

/// True where nearly all double bytes are characters of GB 2312, which everyday
/// Chinese uses; Big5 and Latin bytes fall outside.
fn common_chinese(bytes: &[u8]) -> bool {
    let (mut common, mut rare, mut at) = (0_usize, 0_usize, 0);
    while at + 1 < bytes.len() {
        let (lead, trail) = (bytes[at], bytes[at + 1]);
        if lead < 0x80 {
            at += 1;
        } else if trail.is_ascii_digit() {
            at += 4;
        } else {
            let usual = (0xa1..=0xf7).contains(&lead) && trail >= 0xa1;
            *(if usual { &mut common } else { &mut rare }) += 1;
            at += 2;
        }
    }
    common >= rare * 4
}

fn chardet(bytes: &[u8], gb18030_fits: bool) -> &'static Encoding {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(None, chardetng::Utf8Detection::Deny);
    let chinese = guess.name() == "GBK" || (gb18030_fits && guess == BIG5 && common_chinese(bytes));
    if chinese { GB18030 } else { guess }
}

/// Three decoded cells with foreign letters, for the person to judge.
fn samples(text: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(text);
    let cells = text.split([',', ';', '\t', '\n', '\r', '|']).map(str::trim);
    let foreign = cells.filter(|cell| !cell.is_ascii());
    foreign.take(3).map(|cell| cell.chars().take(30).collect()).collect()
}

fn named<'a>(file: &'a SourceFile, name: &str) -> Result<Decoded<'a>, Diagnostic> {
    let bytes = file.bytes.as_slice();
    let label = name.trim().to_ascii_lowercase();
    let label = label.strip_suffix(" bom").unwrap_or(&label);
    let Some(encoding) = Encoding::for_label(label.as_bytes()) else {
        let message = format!("the encoding \"{name}\" is not known");
        let hint = "use UTF-8, GB18030, UTF-16LE, UTF-16BE, Big5, Shift_JIS or windows-1252";
        let place = Place::file(file.path.clone());
        return Err(Diagnostic::new(Code::EncodingUnknown, message).at(place).hint(hint));
    };
    if encoding == encoding_rs::UTF_8 {
        let text = bytes.strip_prefix(BOM);
        let name = if text.is_some() { "UTF-8 BOM" } else { "UTF-8" };
        return Ok(Decoded::new(Cow::Borrowed(text.unwrap_or(bytes)), name));
    }
    let encoding = if encoding.name() == "GBK" { GB18030 } else { encoding };
    let marked = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    let body = if marked && encoding.name().starts_with("UTF-16") { &bytes[2..] } else { bytes };
    Ok(recode(body, encoding))
}

/// Old Mac line ends become `\n`; a byte order mark at the start of a later line
/// (two exports put end to end) is dropped.
fn unify_lines(text: &mut Cow<'_, [u8]>) {
    if memchr(b'\n', text).is_none() && memchr(b'\r', text).is_some() {
        for byte in text.to_mut() {
            if *byte == b'\r' {
                *byte = b'\n';
            }
        }
    }
    if memmem::find(text, b"\n\xef\xbb\xbf").is_some() {
        let mut out = Vec::with_capacity(text.len());
        let mut from = 0;
        for at in memmem::find_iter(text.as_ref(), b"\n\xef\xbb\xbf") {
            out.extend_from_slice(&text[from..=at]);
            from = at + 4;
        }
        out.extend_from_slice(&text[from..]);
        *text = Cow::Owned(out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], encoding: Option<&str>) -> (String, String, usize) {
        let file = SourceFile { path: "log.csv".into(), bytes: bytes.to_vec() };
        let block = SourceBlock { encoding: encoding.map(str::to_owned), ..SourceBlock::default() };
        let decoded = decode(&file, &block).expect("a supported encoding");
        let text = String::from_utf8_lossy(&decoded.text).into_owned();
        (decoded.encoding, text, decoded.diagnostics.len())
    }

    fn utf16(text: &str, little: bool) -> Vec<u8> {
        let bytes = |u: u16| if little { u.to_le_bytes() } else { u.to_be_bytes() };
        text.encode_utf16().flat_map(bytes).collect()
    }

    const TEXT: &str = "设备,报修时间\nA-01,2024-03-05\n";

    #[test]
    fn the_encodings_of_excel() {
        let marked = |mark: &[u8], body: Vec<u8>| [mark, &body].concat();
        for (bytes, name) in [
            (TEXT.as_bytes().to_vec(), "UTF-8"),
            (marked(BOM, TEXT.as_bytes().to_vec()), "UTF-8 BOM"),
            (marked(&[0xff, 0xfe], utf16(TEXT, true)), "UTF-16LE"),
            (marked(&[0xfe, 0xff], utf16(TEXT, false)), "UTF-16BE"),
            (utf16(TEXT, true), "UTF-16LE"),
        ] {
            assert_eq!(read(&bytes, None), (name.to_owned(), TEXT.to_owned(), 0));
        }
    }

    #[test]
    fn gb18030_is_told_and_keeps_four_byte_characters() {
        let text = "设备,备注\nA-01,𠮷㐂电源板损坏更换\n";
        let (bytes, _, _) = GB18030.encode(text);
        assert_eq!(read(&bytes, None), ("GB18030".to_owned(), text.to_owned(), 1));
    }

    #[test]
    fn utf8_wins_where_both_would_do() {
        assert_eq!(read("联通,设备\n".as_bytes(), None).0, "UTF-8");
    }

    #[test]
    fn one_bad_byte_does_not_change_the_encoding() {
        let mut bytes = TEXT.repeat(50).into_bytes();
        bytes.extend_from_slice(b"A-\xff,2024-03-05\n");
        assert_eq!(read(&bytes, None).0, "UTF-8");
    }

    #[test]
    fn other_encodings_are_guessed_aloud_or_named() {
        let (big5, _, _) = BIG5.encode("設備,故障現象\n電源,開機無顯示,請檢查電源線與螢幕\n");
        let (name, _, findings) = read(&big5, None);
        assert_eq!((name.as_str(), findings), ("Big5", 1));
        let (name, text, findings) = read(b"Ger\xe4t\n", Some("windows-1252"));
        assert_eq!((name.as_str(), text.as_str(), findings), ("windows-1252", "Gerät\n", 0));
        assert_eq!(read(b"Ger\xe4t,Datum\nPumpe,2024-03-05\n", None).2, 1);
    }

    #[test]
    fn line_ends_of_old_macs_and_marks_inside() {
        assert_eq!(read(b"a,b\r1,2\r", None).1, "a,b\n1,2\n");
        assert_eq!(read("a\n\u{feff}b\n".as_bytes(), None).1, "a\nb\n");
    }
}
