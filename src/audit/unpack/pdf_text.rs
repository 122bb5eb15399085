//! The text that a page of a PDF shows: strings between `(` and `)` or in hexadecimal
//! digits, put together as they are shown, and read in each way in which their bytes
//! may stand for letters.

use super::super::letters::SOFT_TAG;
use memchr::memmem;
use std::collections::BTreeMap;

/// What is shown one after the other.
enum Shown {
    /// Bytes of a string.
    Bytes(Vec<u8>),
    /// The next string follows at once, or after a blank, or it does not: a page does
    /// not say.
    Near,
    /// A wide step to the right.
    Blank,
    /// Another block of text.
    Apart,
}

/// The text of a content in every reading that gives any.
pub(super) fn shown(content: &[u8], tables: &[Glyphs]) -> Vec<String> {
    let parts = parse(content);
    if !parts.iter().any(|part| matches!(part, Shown::Bytes(_))) {
        return Vec::new();
    }
    let mut texts = vec![
        read(&parts, |bytes| bytes.iter().map(|&b| char::from(b)).collect()),
        read(&parts, |bytes| {
            encoding_rs::GB18030.decode_without_bom_handling(bytes).0.into_owned()
        }),
        read(&parts, |bytes| encoding_rs::UTF_16BE.decode(bytes).0.into_owned()),
    ];
    texts.extend(tables.iter().map(|table| read(&parts, |bytes| table.text(bytes))));
    texts
}

fn read(parts: &[Shown], text: impl Fn(&[u8]) -> String) -> String {
    let mut out = String::new();
    for part in parts {
        match part {
            Shown::Bytes(bytes) => out.push_str(&text(bytes)),
            Shown::Near => out.push(SOFT_TAG),
            Shown::Blank => out.push(' '),
            Shown::Apart => out.push('\0'),
        }
    }
    out
}

fn parse(content: &[u8]) -> Vec<Shown> {
    let mut parts = Vec::new();
    let mut at = 0;
    while at < content.len() {
        let rest = &content[at..];
        at += match rest[0] {
            b'(' => string(rest, &mut parts),
            b'<' if rest.get(1) != Some(&b'<') => hexadecimal(rest, &mut parts),
            b'<' => 2,
            b'-' | b'0'..=b'9' => step(rest, &mut parts),
            b']' => 1,
            byte if byte.is_ascii_alphabetic() => operator(rest, &mut parts),
            _ => 1,
        };
    }
    parts
}

/// A literal string with its escapes; returns its length.
fn string(rest: &[u8], parts: &mut Vec<Shown>) -> usize {
    let mut bytes = Vec::new();
    let (mut at, mut depth) = (1, 1);
    while let Some(&byte) = rest.get(at) {
        at += 1;
        match byte {
            b'\\' => at += escape(&rest[at..], &mut bytes),
            b'(' => depth += 1,
            b')' if depth == 1 => break,
            b')' => depth -= 1,
            _ => {}
        }
        if byte != b'\\' {
            bytes.push(byte);
        }
    }
    parts.push(Shown::Bytes(bytes));
    at
}

fn escape(rest: &[u8], bytes: &mut Vec<u8>) -> usize {
    let digits = rest.iter().take(3).take_while(|b| matches!(b, b'0'..=b'7')).count();
    if digits > 0 {
        let octal = rest[..digits].iter().fold(0_u32, |sum, b| sum * 8 + u32::from(b - b'0'));
        bytes.push(octal as u8);
        return digits;
    }
    match rest.first() {
        Some(b'n' | b'r' | b't' | b'b' | b'f') => bytes.push(b' '),
        Some(b'\n' | b'\r') | None => {}
        Some(&other) => bytes.push(other),
    }
    1
}

fn hexadecimal(rest: &[u8], parts: &mut Vec<Shown>) -> usize {
    let Some(end) = memchr::memchr(b'>', rest) else { return 1 };
    if let Some(bytes) = hex(&rest[1..end]) {
        parts.push(Shown::Bytes(bytes));
    }
    end + 1
}

fn hex(digits: &[u8]) -> Option<Vec<u8>> {
    let plain: Vec<u8> = digits.iter().copied().filter(|b| !b.is_ascii_whitespace()).collect();
    if plain.is_empty() || !plain.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    let value = |byte: u8| (byte as char).to_digit(16).map_or(0, |digit| digit as u8);
    Some(plain.chunks(2).map(|p| value(p[0]) << 4 | p.get(1).map_or(0, |b| value(*b))).collect())
}

/// A number: between two strings, how far the second is moved.
fn step(rest: &[u8], parts: &mut Vec<Shown>) -> usize {
    let length = 1 + rest[1..].iter().take_while(|b| matches!(b, b'0'..=b'9' | b'.')).count();
    let number = std::str::from_utf8(&rest[..length]).ok().and_then(|t| t.parse::<f64>().ok());
    // Thousandths of the size of letters; a blank has some 250.
    if number.is_some_and(|n| n < -180.0) && matches!(parts.last(), Some(Shown::Bytes(_))) {
        parts.push(Shown::Blank);
    }
    length
}

fn operator(rest: &[u8], parts: &mut Vec<Shown>) -> usize {
    let length = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'*').count();
    let gap = match &rest[..length] {
        b"ET" | b"endobj" | b"obj" => Shown::Apart,
        b"Tj" | b"TJ" | b"Td" | b"TD" | b"Tm" | b"T*" => Shown::Near,
        // In a dictionary a value stands behind each name.
        _ if matches!(parts.last(), Some(Shown::Bytes(_))) => Shown::Apart,
        _ => return length,
    };
    if !matches!((&gap, parts.last()), (Shown::Near, Some(Shown::Near)) | (_, None)) {
        parts.push(gap);
    }
    length
}

/// Which letters the glyphs of a font stand for (`ToUnicode`).
#[derive(Debug)]
pub(super) struct Glyphs {
    width: usize,
    single: BTreeMap<u32, String>,
    ranges: Vec<(u32, u32, String)>,
}

impl Glyphs {
    /// Reads a table; `None` where the bytes are none.
    pub(super) fn read(content: &[u8]) -> Option<Self> {
        memmem::find(content, b"begincmap")?;
        let mut table = Self { width: 0, single: BTreeMap::new(), ranges: Vec::new() };
        for spaces in sections(content, b"begincodespacerange", b"endcodespacerange") {
            table.width = table.width.max(values(spaces).first().map_or(0, Vec::len));
        }
        for pairs in sections(content, b"beginbfchar", b"endbfchar") {
            for pair in values(pairs).chunks_exact(2) {
                table.single.insert(number(&pair[0]), letters(&pair[1]));
            }
        }
        for ranges in sections(content, b"beginbfrange", b"endbfrange") {
            table.add_ranges(ranges);
        }
        table.width = table.width.clamp(1, 2);
        Some(table)
    }

    /// Lines such as `<01> <05> <0041>` or `<01> <02> [<0041> <0062>]`.
    fn add_ranges(&mut self, section: &[u8]) {
        for line in section.split(|b| matches!(b, b'\n' | b'\r')) {
            let all = values(line);
            let [low, high, first, ..] = &all[..] else { continue };
            let (low, high) = (number(low), number(high));
            if line.contains(&b'[') {
                let each = all[2..].iter().enumerate();
                self.single.extend(each.map(|(n, value)| (low + n as u32, letters(value))));
            } else {
                self.ranges.push((low, high, letters(first)));
            }
        }
    }

    /// The letters that a string shows.
    pub(super) fn text(&self, bytes: &[u8]) -> String {
        bytes.chunks(self.width).map(|code| self.letters(number(code))).collect()
    }

    fn letters(&self, code: u32) -> String {
        if let Some(letters) = self.single.get(&code) {
            return letters.clone();
        }
        let range = self.ranges.iter().find(|(low, high, _)| (*low..=*high).contains(&code));
        let Some((low, _, first)) = range else { return "\0".to_owned() };
        let Some(last) = first.chars().next_back() else { return String::new() };
        let moved = char::from_u32(u32::from(last) + (code - low)).unwrap_or('\0');
        first[..first.len() - last.len_utf8()].to_owned() + &moved.to_string()
    }
}

fn sections<'c>(content: &'c [u8], begin: &[u8], end: &[u8]) -> Vec<&'c [u8]> {
    let starts = memmem::find_iter(content, begin).map(|at| at + begin.len());
    let section = |from: usize| {
        let rest = &content[from..];
        &rest[..memmem::find(rest, end).unwrap_or(rest.len())]
    };
    starts.map(section).collect()
}

fn values(section: &[u8]) -> Vec<Vec<u8>> {
    let pieces = section.split(|b| *b == b'<').skip(1);
    pieces.filter_map(|piece| hex(piece.split(|b| *b == b'>').next()?)).collect()
}

fn number(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |sum, b| sum << 8 | u32::from(*b))
}

fn letters(bytes: &[u8]) -> String {
    encoding_rs::UTF_16BE.decode_without_bom_handling(bytes).0.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(content: &[u8]) -> String {
        shown(content, &[])[0].replace(SOFT_TAG, "~").replace('\0', "|")
    }

    #[test]
    fn strings_are_put_together_as_they_are_shown() {
        for (content, text) in [
            (&b"BT (Yun) Tj 12 0 Td (ling) Tj ET"[..], "Yun~ling~|"),
            (b"[(Yun) -20 (ling) -300 (Metro)] TJ", "Yunling Metro~"),
            (b"(a\\(b\\)\\101 (c)) Tj", "a(b)A (c)~"),
            (b"<59756e> Tj", "Yun~"),
            (b"/Title (A) /Author (B)", "A|B"),
        ] {
            assert_eq!(first(content), text, "{content:?}");
        }
    }

    #[test]
    fn glyphs_are_read_by_their_table() {
        let table = b"begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange\n\
            2 beginbfchar <0003> <4E91> <0004> <5CAD> endbfchar\n\
            2 beginbfrange\n<0010> <0012> <0041>\n<0020> <0021> [<5730> <94C1>]\nendbfrange";
        let table = Glyphs::read(table).unwrap();
        let texts = shown(b"<0003000400200021> Tj <00100012> Tj", &[table]);
        assert_eq!(texts[3].replace(SOFT_TAG, "~"), "云岭地铁~AC~");
    }
}
