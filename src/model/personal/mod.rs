//! Data of persons in a text: telephone numbers, mail addresses, identity numbers,
//! number plates of cars, postal addresses. What only looks like one stays: an id
//! with letters before it, a part number, a date, an amount. Better a number too many
//! left alone than a serial number made unreadable.

mod address;

use super::Personal;
use std::ops::Range;

/// Data of a person in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What it is.
    pub kind: Personal,
    /// Where it stands, in bytes.
    pub range: Range<usize>,
}

/// Everything in a text, in order and apart from each other.
pub fn find(text: &str) -> Vec<Found> {
    if !promising(text) {
        return Vec::new();
    }
    let mut all = Vec::new();
    // What is sure comes first: an identity number holds digits like a telephone's.
    let finders: [(Personal, Finder); 5] = [
        (Personal::Identity, identities),
        (Personal::Email, mails),
        (Personal::Phone, phones),
        (Personal::Plate, plates),
        (Personal::Address, address::addresses),
    ];
    for (kind, finder) in finders {
        for range in finder(text) {
            let apart =
                |other: &Found| range.end <= other.range.start || other.range.end <= range.start;
            if all.iter().all(apart) {
                all.push(Found { kind, range });
            }
        }
    }
    all.sort_by_key(|found| found.range.start);
    all
}

type Finder = fn(&str) -> Vec<Range<usize>>;

/// False for most texts: no mail's mark, and neither enough digits nor the words around
/// a few.
fn promising(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let few = || text.contains('号') || has_plate(text) || address::western(text);
    digits >= 7 || digits >= 1 && few() || text.contains('@')
}

fn has_plate(text: &str) -> bool {
    !text.is_ascii() && text.chars().any(|c| !c.is_ascii() && PROVINCES.contains(c))
}

// ------------------------------------------------------------------ numbers

/// A run of digits with marks between them that people put into numbers.
struct Run<'t> {
    text: &'t str,
    range: Range<usize>,
}

/// Marks inside a number.
fn joins(c: char) -> bool {
    matches!(c, '-' | ' ' | '(' | ')' | '（' | '）' | '\u{a0}' | '‑' | '–')
}

/// Every run of digits, each piece of it as a possible beginning.
fn runs(text: &str) -> Vec<Run<'_>> {
    let bytes = text.as_bytes();
    let mut all = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let plus = bytes[at] == b'+' || bytes[at] == b'(';
        let begins =
            bytes[at].is_ascii_digit() || plus && bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
        if !begins || !may_begin(text, at) {
            at += 1;
            continue;
        }
        let run = run(text, at);
        at = run.range.end.max(at + 1);
        all.push(run);
    }
    all
}

/// True where no letter, digit or joined id stands before.
fn may_begin(text: &str, at: usize) -> bool {
    let mut before = text[..at].chars().rev();
    match before.next() {
        Some(c) if c.is_ascii_alphanumeric() || matches!(c, '_' | '#' | '.' | '=') => false,
        Some('-' | '/') => before.next().is_none_or(|c| !c.is_ascii_alphanumeric()),
        _ => true,
    }
}

fn run(text: &str, from: usize) -> Run<'_> {
    let mut end = from;
    let mut marks = 0;
    for (at, c) in text[from..].char_indices() {
        if c.is_ascii_digit() {
            end = from + at + 1;
            marks = 0;
        } else if joins(c) && marks < 2 || c == '+' && at == 0 {
            marks += 1;
        } else {
            break;
        }
    }
    Run { text, range: from..end }
}

/// Most groups of digits that one number has: country, area, two halves, extension.
const MOST_GROUPS: usize = 5;

impl<'t> Run<'t> {
    fn written(&self) -> &'t str {
        &self.text[self.range.clone()]
    }

    fn digits(&self) -> String {
        self.written().chars().filter(char::is_ascii_digit).collect()
    }

    /// True where nothing of an id follows.
    fn ends(&self) -> bool {
        let mut after = self.text[self.range.end..].chars();
        match after.next() {
            Some(c) if c.is_ascii_alphanumeric() || c == '_' => false,
            Some('-' | '/' | '.') => after.next().is_none_or(|c| !c.is_ascii_alphanumeric()),
            _ => true,
        }
    }

    /// Lengths of the groups of digits.
    fn groups(&self) -> Vec<usize> {
        let groups = self.written().split(|c: char| !c.is_ascii_digit());
        groups.map(str::len).filter(|len| *len > 0).collect()
    }

    /// True where the last group hangs on by a hyphen and is short.
    fn has_extension(&self) -> bool {
        let Some((main, last)) = self.written().rsplit_once('-') else { return false };
        let digits = last.chars().all(|c| c.is_ascii_digit());
        let before = main.chars().filter(char::is_ascii_digit).count();
        digits && (1..=6).contains(&last.len()) && before >= 10
    }

    /// The telephone numbers in it: a number and a date, or two numbers, may stand side
    /// by side. The longest that begins first counts.
    fn phones(&self) -> Vec<Range<usize>> {
        let borders = self.borders();
        let mut all: Vec<Range<usize>> = Vec::new();
        for (n, &from) in borders.iter().enumerate() {
            if all.last().is_some_and(|last| from < last.end) {
                continue;
            }
            let ends = borders[n + 1..].iter().take(MOST_GROUPS).rev();
            let parts = ends.map(|&to| {
                let part = self.text[from..to].trim_end_matches([' ', '\u{a0}', '-', '(', '（']);
                // A bracket that opens before the number closes behind it.
                let open = usize::from(part.starts_with('(') && !part.contains(')'));
                Run { text: self.text, range: from + open..from + part.len() }
            });
            all.extend(parts.into_iter().find(is_phone).map(|part| part.range));
        }
        all
    }

    /// Where a part of it may begin or end: at blanks.
    fn borders(&self) -> Vec<usize> {
        let inside = self.written().char_indices().filter(|(_, c)| matches!(c, ' ' | '\u{a0}'));
        let inside = inside.map(|(at, c)| self.range.start + at + c.len_utf8());
        std::iter::once(self.range.start).chain(inside).chain([self.range.end]).collect()
    }
}

fn phones(text: &str) -> Vec<Range<usize>> {
    let all = runs(text).into_iter().filter(Run::ends);
    all.flat_map(|run| run.phones()).collect()
}

fn is_phone(run: &Run<'_>) -> bool {
    let digits = run.digits();
    let digits = digits.as_str();
    let home = digits.strip_prefix("0086").or_else(|| digits.strip_prefix("86"));
    let home = home.filter(|rest| rest.len() >= 10).unwrap_or(digits);
    let groups = run.groups();
    is_mobile(home) && mobile_groups(&groups)
        || is_landline(home, &groups, run.has_extension())
        || is_hotline(digits, &groups)
        || run.written().starts_with('+') && (8..=15).contains(&digits.len())
        || (7..=15).contains(&digits.len()) && is_called_phone(run) && !is_date(&groups)
}

fn is_mobile(digits: &str) -> bool {
    let bytes = digits.as_bytes();
    bytes.len() == 11 && bytes[0] == b'1' && (b'3'..=b'9').contains(&bytes[1])
}

/// One piece, or 3-4-4, each with the country before it.
fn mobile_groups(groups: &[usize]) -> bool {
    matches!(groups, [11 | 13 | 15] | [2 | 4, 11] | [3, 4, 4] | [2 | 4, 3, 4, 4] | [3, 8])
}

/// An area of China and seven or eight digits, parted; an extension may follow.
fn is_landline(digits: &str, groups: &[usize], extension: bool) -> bool {
    let area = if digits.starts_with("010") || digits.starts_with("02") { 3 } else { 4 };
    let known = digits.starts_with("01") && area == 3
        || digits.starts_with('0') && !digits.starts_with("00") && !digits.starts_with("01");
    let main = if extension { &groups[..groups.len() - 1] } else { groups };
    let parted = matches!(main, [3 | 4, 7 | 8] | [3 | 4, 3 | 4, 4]);
    known && parted && groups[0] == area && digits.len() >= 10
}

/// 400 and 800 numbers.
fn is_hotline(digits: &str, groups: &[usize]) -> bool {
    let numbered = digits.len() == 10 && (digits.starts_with("400") || digits.starts_with("800"));
    numbered && matches!(groups, [3, 3, 4] | [3, 4, 3] | [3, 7])
}

/// True where the text says that a telephone number follows.
fn is_called_phone(run: &Run<'_>) -> bool {
    const CALLED: [&str; 8] = ["电话", "手机", "座机", "tel", "phone", "mobile", "tel.", "call"];
    let before =
        run.text[..run.range.start].trim_end_matches([' ', ':', '：', '+', '(', '为', '是']);
    let lower: String =
        before.chars().rev().take(8).collect::<Vec<_>>().into_iter().rev().collect();
    CALLED.iter().any(|word| lower.to_lowercase().ends_with(word))
}

fn is_date(groups: &[usize]) -> bool {
    matches!(groups, [4, 1 | 2, 1 | 2, ..])
}

/// Eighteen characters with a birthday and a sum that fits (GB 11643-1999).
fn identities(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut all = Vec::new();
    let mut at = 0;
    while at + 18 <= bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let length = bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count();
        let length = length + usize::from(matches!(bytes.get(at + length), Some(b'X' | b'x')));
        let after = bytes.get(at + length).is_some_and(u8::is_ascii_alphanumeric);
        let before = at.checked_sub(1).is_some_and(|i| bytes[i].is_ascii_alphanumeric());
        if length == 18 && !after && !before && is_identity(&bytes[at..at + 18]) {
            all.push(at..at + 18);
        }
        at += length;
    }
    all
}

fn is_identity(code: &[u8]) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: &[u8; 11] = b"10X98765432";
    let digit = |at: usize| u32::from(code[at] - b'0');
    if !code[..17].iter().all(u8::is_ascii_digit) {
        return false;
    }
    let year = (6..10).fold(0, |sum, at| sum * 10 + digit(at));
    let (month, day) = (digit(10) * 10 + digit(11), digit(12) * 10 + digit(13));
    let born = (1880..2100).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    let sum: u32 = WEIGHTS.iter().enumerate().map(|(at, weight)| weight * digit(at)).sum();
    born && CHECKS[(sum % 11) as usize] == code[17].to_ascii_uppercase()
}

// -------------------------------------------------------------------- mails

/// Endings of files, which look like a mail's country: `icon@2x.png`.
const FILES: [&str; 10] = ["png", "jpg", "jpeg", "gif", "svg", "webp", "pdf", "css", "js", "md"];

fn mails(text: &str) -> Vec<Range<usize>> {
    let at_marks = text.match_indices('@').map(|(at, _)| at);
    at_marks.filter_map(|at| mail(text, at)).collect()
}

fn mail(text: &str, at: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let local = |b: &&u8| b.is_ascii_alphanumeric() || b"._%+-".contains(b);
    let before = bytes[..at].iter().rev().take_while(local).count();
    let host = |b: &&u8| b.is_ascii_alphanumeric() || b".-".contains(b);
    let after = bytes[at + 1..].iter().take_while(host).count();
    let mut range = at - before..at + 1 + after;
    while text[..range.end].ends_with(['.', '-']) {
        range.end -= 1;
    }
    while text[range.start..at].starts_with(['.', '-', '%', '+']) {
        range.start += 1;
    }
    let (name, ending) = text.get(at + 1..range.end)?.rsplit_once('.')?;
    let ending = ending.to_ascii_lowercase();
    let country = ending.len() >= 2 && ending.bytes().all(|b| b.is_ascii_lowercase());
    let real = range.start < at && !name.is_empty() && country;
    (real && !FILES.contains(&ending.as_str())).then_some(range)
}

// ------------------------------------------------------------------- plates

const PROVINCES: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";

/// A province, a letter, and five characters (six for new energy) with two digits at
/// least; `挂`, `学`, `警`, `港` or `澳` may be the last.
fn plates(text: &str) -> Vec<Range<usize>> {
    let provinces = text.char_indices().filter(|(_, c)| !c.is_ascii() && PROVINCES.contains(*c));
    provinces.filter_map(|(at, c)| plate(text, at, c.len_utf8())).collect()
}

fn plate(text: &str, from: usize, first: usize) -> Option<Range<usize>> {
    let mut chars = text[from + first..].char_indices().peekable();
    let letter = |c: char| c.is_ascii_uppercase() && !matches!(c, 'I' | 'O');
    chars.next().filter(|(_, c)| letter(*c))?;
    if chars.peek().is_some_and(|(_, c)| matches!(c, '·' | '•' | '.' | '-' | ' ')) {
        chars.next();
    }
    let (mut count, mut digits, mut end, mut last) = (0, 0, 0, false);
    for (at, c) in chars {
        last = matches!(c, '挂' | '学' | '警' | '港' | '澳');
        if !(letter(c) || c.is_ascii_digit() || last && count == 4) || count == 6 {
            last = false;
            break;
        }
        count += 1;
        digits += usize::from(c.is_ascii_digit());
        end = from + first + at + c.len_utf8();
        if last {
            break;
        }
    }
    let next = text.get(end..)?.chars().next();
    let apart = last || next.is_none_or(|c| !c.is_ascii_alphanumeric() && c != '-');
    let whole = count == 5 || count == 6 && !last;
    (whole && digits >= 2 && apart).then_some(from..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(Personal, &str)> {
        find(text).into_iter().map(|f| (f.kind, &text[f.range])).collect()
    }

    #[test]
    fn telephone_numbers_are_recognised() {
        for (text, number) in [
            ("联系人电话13912345678，已约", "13912345678"),
            ("call 139 1234 5678 first", "139 1234 5678"),
            ("+86 139-1234-5678", "+86 139-1234-5678"),
            ("86-13912345678", "86-13912345678"),
            ("办公室0571-55502101转8", "0571-55502101"),
            ("0571-5550-2101", "0571-5550-2101"),
            ("(0571) 5550 2101", "(0571) 5550 2101"),
            ("010-65551234-801 ", "010-65551234-801"),
            ("热线400-555-0136。", "400-555-0136"),
            ("dial +49 30 901820", "+49 30 901820"),
            ("Tel: 555 0136 22", "555 0136 22"),
        ] {
            assert_eq!(found(text), [(Personal::Phone, number)], "{text}");
        }
    }

    #[test]
    fn numbers_side_by_side_are_told_apart() {
        for (text, numbers) in [
            ("13912345678 2026-01-02", &["13912345678"][..]),
            ("2026-01-02 13912345678", &["13912345678"]),
            ("0571-55502101 139 1234 5678", &["0571-55502101", "139 1234 5678"]),
            ("tel 13912345678 (13812345678)", &["13912345678", "13812345678"]),
        ] {
            let all: Vec<&str> = found(text).into_iter().map(|(_, number)| number).collect();
            assert_eq!(all, numbers, "{text}");
        }
    }

    #[test]
    fn numbers_of_other_kinds_stay() {
        for text in [
            "FR-20260101-01 closed",
            "ticket 20260101-0123",
            "serial FS7-2310-0104",
            "SN13912345678",
            "part 13912345678-2",
            "PN 0571-55502101A",
            "2026-10-31 18:00 and 2026-11-01",
            "2026年10月31日 08:30",
            "12,345,678.90 yuan",
            "0.13912345678",
            "version 10.139.123.45",
            "192.168.100.101",
            "1234567890123456789",
            "amount 13912345",
            "02/03 04:05 06",
            "12912345678",
            "0012-5550-2101",
            "error 0x80070005",
            "hours 1234 5678 9012 3456",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn an_identity_number_has_a_birthday_and_a_sum() {
        for text in ["身份证11010519491231002X核对", "11010519491231002x", "ID 440308199901101512."]
        {
            assert_eq!(found(text).len(), 1, "{text}");
            assert_eq!(found(text)[0].0, Personal::Identity);
        }
        for text in [
            "110105194912310021",
            "11010519491331002X",
            "A11010519491231002X",
            "9".repeat(18).as_str(),
        ] {
            assert!(found(text).iter().all(|(kind, _)| *kind != Personal::Identity), "{text}");
        }
    }

    #[test]
    fn mails_are_recognised_and_pictures_are_not() {
        for (text, mail) in [
            ("写信到hall@meridian-flight.example，谢谢", "hall@meridian-flight.example"),
            ("<a.b+c@x.co.uk>.", "a.b+c@x.co.uk"),
        ] {
            assert_eq!(found(text), [(Personal::Email, mail)], "{text}");
        }
        for text in ["icon@2x.png", "@home", "a@b", "x @ y.example", "user@", "12@34.56"] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn plates_are_recognised() {
        for (text, plate) in [
            ("车牌浙A·12345到店", "浙A·12345"),
            ("浙FD10237", "浙FD10237"),
            ("京AD12345", "京AD12345"),
            ("沪C 1A2B3, 拖走", "沪C 1A2B3"),
            ("粤Z1234港", "粤Z1234港"),
        ] {
            assert_eq!(found(text), [(Personal::Plate, plate)], "{text}");
        }
        for text in
            ["云A区", "新E-104故障", "川崎FS-700", "青ABCDEF", "新S4模块12345", "苏E1234567"]
        {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
