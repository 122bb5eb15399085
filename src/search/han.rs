//! Two tables of Chinese characters: which simplified one a traditional one is
//! matched as, and how a character is read. Both are drawn from the Unicode Han
//! Database; the files in `tables/` name their source and licence.

use hashbrown::HashMap;
use std::sync::LazyLock;

/// First and last character of the tables.
const FIRST: u32 = 0x4e00;
const LAST: u32 = 0x9fff;

static SIMPLIFIED: LazyLock<Vec<u16>> = LazyLock::new(|| {
    let mut table = vec![0; (LAST - FIRST + 1) as usize];
    for (from, to) in pairs() {
        let from = (u32::from(from) - FIRST) as usize;
        table[from] = u16::try_from(u32::from(to)).expect("the table ends below U+A000");
    }
    table
});

fn lines(table: &'static str) -> impl Iterator<Item = &'static str> {
    table.lines().filter(|line| !line.starts_with('#'))
}

/// Every traditional character with the one it is matched as, in order.
pub(super) fn pairs() -> impl Iterator<Item = (char, char)> {
    let mut letters = lines(include_str!("tables/simplified.txt")).flat_map(str::chars);
    std::iter::from_fn(move || Some((letters.next()?, letters.next()?)))
}

/// The character that another one is matched as.
pub(super) fn simplified(c: char) -> char {
    if !('\u{4e00}'..='\u{9fff}').contains(&c) {
        return c;
    }
    let to = SIMPLIFIED[(u32::from(c) - FIRST) as usize];
    if to == 0 { c } else { char::from_u32(u32::from(to)).unwrap_or(c) }
}

/// True for characters written without spaces between words: Chinese ones and kana.
pub(super) fn is_han(c: char) -> bool {
    matches!(c,
        '\u{3400}'..='\u{9fff}' | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

/// Every syllable with the characters read so: first of all, or among others.
pub(super) fn syllables() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    lines(include_str!("tables/pinyin.txt")).filter_map(|line| {
        let (syllable, read) = line.split_once(' ')?;
        let (first, further) = read.split_once('|').unwrap_or((read, ""));
        Some((syllable, first, further))
    })
}

static READINGS: LazyLock<HashMap<char, Vec<&'static str>>> = LazyLock::new(|| {
    let mut table: HashMap<char, Vec<&'static str>> = HashMap::new();
    let first = syllables().flat_map(|(s, first, _)| first.chars().map(move |c| (c, s)));
    let further = syllables().flat_map(|(s, _, further)| further.chars().map(move |c| (c, s)));
    for (c, syllable) in first.chain(further) {
        table.entry(c).or_default().push(syllable);
    }
    table
});

/// How a character is read, the usual way first; empty for a rare one.
pub(super) fn readings(c: char) -> &'static [&'static str] {
    READINGS.get(&c).map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_traditional_character_meets_its_simplified_one() {
        let folded: String = "電源過熱，顯示屏不亮 E-104".chars().map(simplified).collect();
        assert_eq!(folded, "电源过热，显示屏不亮 E-104");
        assert!(pairs().count() > 2000);
        assert!(pairs().all(|(from, to)| from != to && simplified(to) == to || from == '麽'));
    }

    #[test]
    fn a_character_has_its_usual_reading_first() {
        assert_eq!(readings('讯'), readings('迅'));
        assert_eq!(readings('重'), ["zhong", "chong"]);
        assert_eq!(readings('A'), [] as [&str; 0]);
    }
}
