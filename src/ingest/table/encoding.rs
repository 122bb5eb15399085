//! Bytes to UTF-8 (`domain.md` §2.4). Strict UTF-8 wins; a file that is UTF-8 but
//! for a few rows stays UTF-8 and loses those rows; only then is another encoding
//! tried, and never silently.

use super::SourceFile;
use super::stream::{Bytes, Text};
use crate::diag::{Code, Diagnostic, Diagnostics, Place};
use crate::ingest::disk::unreadable;
use crate::ingest::mapping::SourceBlock;
use encoding_rs::{BIG5, Encoding, GB18030, UTF_16BE, UTF_16LE};
use memchr::{memchr, memchr_iter};
use std::borrow::Cow;
use std::io;

const BOM: &[u8] = b"\xef\xbb\xbf";

/// So many bytes of a file that is not UTF-8 are looked at to guess what it is.
const GUESSED_FROM: usize = 16 << 20;

/// The text of a file, or of a sheet of a workbook.
pub(crate) struct Decoded<'a> {
    /// The file or the sheet.
    pub place: Place,
    /// UTF-8, but for rows that could not be decoded.
    pub text: Text<'a>,
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
    fn new(text: Text<'a>, encoding: &str) -> Self {
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
        Self { place, ..Self::new(Text::in_memory(Vec::new()), "") }
    }

    /// Its beginning. A file that vanished since it was decoded has none; reading its
    /// rows says so.
    pub(crate) fn head(&self) -> Cow<'_, [u8]> {
        self.text.head().unwrap_or_default()
    }

    /// The finding of a file that cannot be read on.
    pub(crate) fn unreadable(&self, error: &io::Error) -> Diagnostic {
        unreadable(error).at(self.place.clone())
    }
}

/// Decodes a file.
///
/// # Errors
/// Where the encoding is not supported, or the file cannot be read.
pub(crate) fn decode<'a>(
    file: &'a SourceFile,
    block: &SourceBlock,
) -> Result<Decoded<'a>, Diagnostic> {
    let place = Place::file(file.path.clone());
    let raw = Raw { bytes: file.content(), head: file.head() };
    let decoded = match &block.encoding {
        Some(name) => raw.named(name),
        None => raw.detect(),
    };
    let mut decoded = decoded.map_err(|finding| finding.at(place.clone()))?;
    decoded.text.find_line_ends().map_err(|error| unreadable(&error).at(place.clone()))?;
    if let Some(guess) = told(&decoded).filter(|_| block.encoding.is_none()) {
        decoded.diagnostics.push(guess.at(place.clone()));
    }
    decoded.place = place;
    Ok(decoded)
}

/// A file before it is decoded.
struct Raw<'a> {
    bytes: Bytes<'a>,
    head: &'a [u8],
}

impl<'a> Raw<'a> {
    fn plain(&self, skip: usize, name: &str) -> Decoded<'a> {
        Decoded::new(Text::new(self.bytes.clone(), skip as u64, None), name)
    }

    fn recode(&self, skip: usize, encoding: &'static Encoding) -> Decoded<'a> {
        let name = if encoding == GB18030 { "GB18030" } else { encoding.name() };
        let text = Text::new(self.bytes.clone(), skip as u64, Some(encoding));
        Decoded { lossy: true, ..Decoded::new(text, name) }
    }

    fn detect(&self) -> Result<Decoded<'a>, Diagnostic> {
        if self.head.starts_with(BOM) {
            return Ok(self.plain(BOM.len(), "UTF-8 BOM"));
        }
        if self.head.starts_with(&[0xff, 0xfe]) {
            return Ok(self.recode(2, UTF_16LE));
        }
        if self.head.starts_with(&[0xfe, 0xff]) {
            return Ok(self.recode(2, UTF_16BE));
        }
        if let Some(encoding) = without_mark(self.head)? {
            return Ok(self.recode(0, encoding));
        }
        let unreadable = |error: io::Error| unreadable(&error);
        if is_utf8(&self.bytes).map_err(unreadable)?
            || mostly_utf8(&self.bytes).map_err(unreadable)?
        {
            return Ok(self.plain(0, "UTF-8"));
        }
        let mut sample = Vec::new();
        let take = |block: &[u8]| {
            sample.extend_from_slice(block);
            sample.len() < GUESSED_FROM
        };
        self.bytes.blocks(take).map_err(unreadable)?;
        Ok(self.recode(0, guess(&sample)))
    }

    fn named(&self, name: &str) -> Result<Decoded<'a>, Diagnostic> {
        let label = name.trim().to_ascii_lowercase();
        let label = label.strip_suffix(" bom").unwrap_or(&label);
        let Some(encoding) = Encoding::for_label(label.as_bytes()) else {
            let message = format!("the encoding \"{name}\" is not known");
            let hint = "use UTF-8, GB18030, UTF-16LE, UTF-16BE, Big5, Shift_JIS or windows-1252";
            return Err(Diagnostic::new(Code::EncodingUnknown, message).hint(hint));
        };
        if encoding == encoding_rs::UTF_8 {
            let marked = self.head.starts_with(BOM);
            let (skip, name) = if marked { (3, "UTF-8 BOM") } else { (0, "UTF-8") };
            return Ok(self.plain(skip, name));
        }
        let encoding = if encoding.name() == "GBK" { GB18030 } else { encoding };
        let marked = self.head.starts_with(&[0xff, 0xfe]) || self.head.starts_with(&[0xfe, 0xff]);
        let skip = if marked && encoding.name().starts_with("UTF-16") { 2 } else { 0 };
        Ok(self.recode(skip, encoding))
    }
}

/// True unless most line ends stand without the zero byte that they have in UTF-16.
fn breaks_are_wide(head: &[u8], little: bool) -> bool {
    let zero = |at: usize| head.get(at) == Some(&0);
    let wide = |at: &usize| if little { zero(at + 1) } else { *at > 0 && zero(at - 1) };
    memchr_iter(b'\n', head).filter(wide).count() * 2 >= memchr_iter(b'\n', head).count()
}

/// UTF-16 without a mark, told by the zero bytes of its ASCII characters.
fn without_mark(head: &[u8]) -> Result<Option<&'static Encoding>, Diagnostic> {
    let head = &head[..head.len().min(65_536)];
    if memchr(0, head).is_none() {
        return Ok(None);
    }
    let zeros = |parity: usize| memchr_iter(0, head).filter(|at| at % 2 == parity).count();
    let (even, odd) = (zeros(0), zeros(1));
    let half = head.len() / 2;
    if half > 0 && odd * 10 >= half * 4 && even == 0 {
        return Ok(Some(UTF_16LE));
    }
    if half > 0 && even * 10 >= half * 4 && odd == 0 {
        return Ok(Some(UTF_16BE));
    }
    let one_sided = (even == 0 || odd == 0) && head.len().is_multiple_of(2);
    if (even + odd) * 20 >= head.len() && one_sided && breaks_are_wide(head, odd > 0) {
        let message = "the file looks like UTF-16 without a byte order mark";
        let hint = "save it again as \"CSV UTF-8\", or set `encoding` in its block";
        return Err(Diagnostic::new(Code::EncodingUnknown, message).hint(hint));
    }
    Ok(None)
}

/// True where every byte is UTF-8.
fn is_utf8(bytes: &Bytes<'_>) -> io::Result<bool> {
    let (mut carry, mut valid) = (Vec::new(), true);
    bytes.blocks(|block| {
        let mut rest = block;
        while !carry.is_empty() && !rest.is_empty() && std::str::from_utf8(&carry).is_err() {
            carry.push(rest[0]);
            rest = &rest[1..];
            valid &= carry.len() <= 4;
            if !valid {
                return false;
            }
        }
        carry.clear();
        if let Err(error) = simdutf8::compat::from_utf8(rest) {
            valid = error.error_len().is_none();
            carry.extend_from_slice(&rest[error.valid_up_to()..]);
        }
        valid
    })?;
    Ok(valid && carry.is_empty())
}

/// True where more lines with foreign letters are UTF-8 than are not.
fn mostly_utf8(bytes: &Bytes<'_>) -> io::Result<bool> {
    let (mut good, mut bad, mut carry) = (0_usize, 0_usize, Vec::new());
    let mut weigh = |line: &[u8]| {
        if !line.is_ascii() {
            *(if std::str::from_utf8(line).is_ok() { &mut good } else { &mut bad }) += 1;
        }
    };
    bytes.blocks(|block| {
        let mut from = 0;
        for end in memchr_iter(b'\n', block) {
            if carry.is_empty() {
                weigh(&block[from..end]);
            } else {
                carry.extend_from_slice(&block[from..end]);
                weigh(&carry);
                carry.clear();
            }
            from = end + 1;
        }
        carry.extend_from_slice(&block[from..]);
        true
    })?;
    weigh(&carry);
    Ok(good > 0 && good >= bad)
}

fn guess(sample: &[u8]) -> &'static Encoding {
    let strict = GB18030.decode_without_bom_handling_and_without_replacement(sample).is_some();
    if strict && common_chinese(sample) { GB18030 } else { chardet(sample, strict) }
}

/// What is said of an encoding that was guessed.
fn told(decoded: &Decoded<'_>) -> Option<Diagnostic> {
    if decoded.encoding.starts_with("UTF-") {
        return None;
    }
    let message = format!("decoded as {}", decoded.encoding);
    let hint = format!(
        "check the samples; if they are wrong set `encoding` in the file's block, or save the file as UTF-8: {}",
        samples(&decoded.head()).join(" | ")
    );
    Some(Diagnostic::new(Code::EncodingGuessed, message).hint(hint))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], encoding: Option<&str>) -> (String, String, usize) {
        let file = SourceFile::new("log.csv", bytes);
        let block = SourceBlock { encoding: encoding.map(str::to_owned), ..SourceBlock::default() };
        let decoded = decode(&file, &block).expect("a supported encoding");
        let text = decoded.text.whole().expect("memory can be read");
        let text = String::from_utf8_lossy(&text).into_owned();
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
    fn line_ends_of_old_macs() {
        assert_eq!(read(b"a,b\r1,2\r", None).1, "a,b\n1,2\n");
    }
}
