//! Postal addresses in a text, recognised with care: a street with the number of a
//! house. In this field many things are called 路: a circuit, a pipe and an oil line
//! have numbers, too.

use std::ops::Range;

/// Words that end the name of a street.
const STREETS: [&str; 5] = ["大道", "胡同", "街", "巷", "路"];
/// What stands before 路 where it is a line, not a street.
const LINES: &str = "电管油气水线回支旁通短断开网光主分环磁音视来出进思销公铁道套多两三双单一每各";
/// Districts; a street's name begins behind them.
const DISTRICTS: [char; 8] = ['省', '市', '区', '县', '镇', '乡', '村', '州'];
/// Parts of a house that may follow its number.
const HOUSE: [char; 13] =
    ['号', '楼', '幢', '栋', '座', '单', '元', '层', '室', '厅', '馆', '弄', '库'];
/// A street's name has so many characters at most where no district stands before it.
const LONGEST_NAME: usize = 4;

/// Addresses in a text.
pub(super) fn addresses(text: &str) -> Vec<Range<usize>> {
    let mut all = chinese(text);
    if western(text) {
        all.extend(numbered_streets(text));
    }
    all
}

fn chinese(text: &str) -> Vec<Range<usize>> {
    let mut all: Vec<Range<usize>> = Vec::new();
    for (at, _) in text.match_indices('号') {
        let Some(digits) = digits_before(text, at) else { continue };
        let Some(street) = street_before(&text[..digits]) else { continue };
        let from = begin(&text[..street]);
        let end = house_end(text, at);
        if from < street && all.last().is_none_or(|last| last.end <= from) {
            all.push(from..end);
        }
    }
    all
}

/// Where the number before 号 begins.
fn digits_before(text: &str, at: usize) -> Option<usize> {
    let number = text[..at].chars().rev().take_while(|c| c.is_ascii_digit() || *c == '-').count();
    let from = at - number;
    (1..=6)
        .contains(&number)
        .then_some(from)
        .filter(|from| text[*from..].starts_with(|c: char| c.is_ascii_digit()))
}

/// Where the word for "street" begins at the end of a text.
fn street_before(text: &str) -> Option<usize> {
    let word = STREETS.iter().find(|word| text.ends_with(**word))?;
    let at = text.len() - word.len();
    let before = text[..at].chars().next_back().filter(|c| is_chinese(*c))?;
    (*word != "路" || !LINES.contains(before)).then_some(at)
}

/// Where the name of the street begins: behind a district, or a few characters before
/// its end.
fn begin(text: &str) -> usize {
    let name = text.char_indices().rev().take_while(|(_, c)| is_chinese(*c));
    let mut from = text.len();
    for (count, (at, c)) in name.enumerate() {
        if DISTRICTS.contains(&c) {
            break;
        }
        if count == LONGEST_NAME {
            break;
        }
        from = at;
    }
    from
}

/// Behind the parts of the house.
fn house_end(text: &str, at: usize) -> usize {
    let part = |c: &char| c.is_ascii_alphanumeric() || HOUSE.contains(c) || *c == '-';
    let rest: String = text[at..].chars().take_while(part).collect();
    // A number that belongs to nothing is not the house's.
    let end = rest.rfind(|c: char| HOUSE.contains(&c)).map_or(0, |last| last + '号'.len_utf8());
    at + end
}

fn is_chinese(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}')
}

const WESTERN: [&str; 11] = [
    "Street",
    "St.",
    "Road",
    "Rd.",
    "Avenue",
    "Ave.",
    "Boulevard",
    "Blvd.",
    "Lane",
    "Drive",
    "Square",
];

/// True where a text has a word for a street.
pub(super) fn western(text: &str) -> bool {
    WESTERN.iter().any(|word| text.contains(word))
}

/// `12 Baker Street`: a number, one to three capitalised words, a street.
fn numbered_streets(text: &str) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut from = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (c.is_whitespace(), from) {
            (false, None) => from = Some(at),
            (true, Some(begin)) => {
                words.push(begin..at);
                from = None;
            }
            _ => {}
        }
    }
    let street = |at: usize| {
        WESTERN.iter().any(|w| text[words[at].clone()].trim_end_matches([',', ';']) == *w)
    };
    let streets = (0..words.len()).filter(|&at| street(at));
    streets.filter_map(|at| numbered(text, &words, at)).collect()
}

fn numbered(text: &str, words: &[Range<usize>], street: usize) -> Option<Range<usize>> {
    let mut at = street;
    while at > 0 && street - at < 4 {
        at -= 1;
        let word = &text[words[at].clone()];
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        let house = (1..=5).contains(&digits) && word.len() - digits <= 1;
        if house && at < street - 1 {
            let end = words[street].end;
            let end = text[..end].trim_end_matches([',', ';']).len();
            return Some(words[at].start..end);
        }
        if !word.starts_with(|c: char| c.is_uppercase()) {
            return None;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        addresses(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn a_street_with_a_number_is_an_address() {
        for (text, address) in [
            ("客户在杭州市云栖路66号等候", "云栖路66号"),
            ("昆明市滇源路8号3号楼201室，下午", "滇源路8号3号楼201室"),
            ("宁波市鹿鸣大道5号五号馆", "鹿鸣大道5号"),
            ("住人民街12-3号", "住人民街12-3号"),
            ("at 12 Baker Street, London", "12 Baker Street"),
            ("221b Old Mill Road", "221b Old Mill Road"),
        ] {
            assert_eq!(found(text), [address], "{text}");
        }
    }

    #[test]
    fn lines_of_a_machine_are_no_streets() {
        for text in [
            "电路3号断开",
            "管路2号阀",
            "油路1号",
            "支路12号",
            "第3号机",
            "3号线换乘厅",
            "通道4号",
            "走路去",
            "云栖路上",
            "型号路",
            "回路10号",
            "Road test 5",
            "the 2 Drive units",
            "5 Drive belts",
        ] {
            assert_eq!(found(text), Vec::<&str>::new(), "{text}");
        }
    }
}
