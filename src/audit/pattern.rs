//! How an identifier is recognised: which of its spellings count, where it may
//! begin and end, and whether it says anything at all. A rule of thumb stands
//! behind each: too strict misses `sim_007`, too lax finds a device `AT-100` in
//! "at 100 V". What is left out is counted under its rule, never dropped.

use super::kind::{Kind, LeftOut};
use super::letters::{Gap, Letter, letters, unspaced};

/// Letters that are compared at most; a longer identifier is known by its beginning.
pub(super) const LONGEST: usize = 63;
/// Fewer digits than this are a number like any other.
const FEWEST_DIGITS: usize = 8;

/// How closely a spelling must follow the written one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spelling {
    /// Words: any mark may stand between them.
    Words,
    /// An id: marks may be others or missing, but no blank comes in.
    Id,
    /// A short id: the very marks.
    Exact,
    /// A plain word: the very capitals.
    Word,
    /// Two Chinese characters: they stand alone.
    Alone,
    /// A telephone number: any single mark between any two digits.
    Phone,
}

impl Spelling {
    /// True where the identifier is a word that may mean something else.
    pub(super) fn is_plain(self) -> bool {
        matches!(self, Self::Word | Self::Alone)
    }
}

/// How an identifier is to be searched, or the rule by which it is not.
pub(super) fn spelling(kind: Kind, text: &str) -> Result<Spelling, LeftOut> {
    let list = letters(text);
    let digits = list.iter().filter(|l| l.c.is_numeric()).count();
    let chinese = list.iter().filter(|l| unspaced(l.c)).count();
    let gaps = list.iter().skip(1).filter(|l| l.gap != Gap::None).count();
    if list.is_empty() {
        return Err(LeftOut::Short);
    }
    if kind == Kind::Phone {
        return if digits < FEWEST_DIGITS { Err(LeftOut::Number) } else { Ok(Spelling::Phone) };
    }
    if digits == list.len() {
        return number(text, digits, gaps);
    }
    if chinese > 0 {
        return match list.len() {
            2 if chinese == 2 => Ok(Spelling::Alone),
            0..=2 => Err(LeftOut::Short),
            _ if digits > 0 || kind.is_id() => Ok(Spelling::Id),
            _ => Ok(Spelling::Words),
        };
    }
    match (list.len(), gaps) {
        (0..=2, _) | (3, 0) => Err(LeftOut::Short),
        (_, 0) if digits == 0 => Ok(Spelling::Word),
        (3 | 4, _) => Ok(Spelling::Exact),
        _ if digits > 0 => Ok(Spelling::Id),
        _ => Ok(Spelling::Words),
    }
}

/// A text of digits: too few, or a date, and it is a number like any other.
fn number(text: &str, digits: usize, gaps: usize) -> Result<Spelling, LeftOut> {
    if is_date(text) {
        return Err(LeftOut::Date);
    }
    match (digits, gaps) {
        (0..=5, _) | (..FEWEST_DIGITS, 0) => Err(LeftOut::Number),
        (_, 0) => Ok(Spelling::Id),
        _ => Ok(Spelling::Exact),
    }
}

/// `20261031`, `2026-10`, `2026/10/31`: a day or month of this age.
fn is_date(text: &str) -> bool {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let part =
        |range: std::ops::Range<usize>| digits.get(range).and_then(|d| d.parse::<u32>().ok());
    let year = part(0..4).is_some_and(|y| (1950..2100).contains(&y));
    let month = part(4..6).is_some_and(|m| (1..=12).contains(&m));
    let day = part(6..8).is_none_or(|d| (1..=31).contains(&d));
    matches!(digits.len(), 6 | 8) && year && month && day
}

/// True where `found` spells `written`; both have the same letters.
pub(super) fn spells(spelling: Spelling, written: &[Letter], found: &[Letter]) -> bool {
    let same = written.iter().zip(found).all(|(a, b)| a.c == b.c);
    same && match spelling {
        Spelling::Word => written.iter().zip(found).all(|(a, b)| a.capital == b.capital),
        _ => (1..written.len()).all(|i| fits(spelling, &written[i - 1..=i], &found[i])),
    }
}

/// True where the gap before a found letter may stand for the written one.
fn fits(spelling: Spelling, written: &[Letter], found: &Letter) -> bool {
    let [before, letter] = written else { return true };
    let (want, got) = (letter.gap, found.gap);
    if want == got || want == Gap::Hard {
        return true;
    }
    if want == Gap::None {
        let chinese = unspaced(before.c) && unspaced(letter.c);
        return match got {
            Gap::Soft => true,
            Gap::Mark(' ') if chinese => spelling != Spelling::Alone,
            Gap::Mark(c) => spelling == Spelling::Phone && !matches!(c, ':' | '%'),
            Gap::Few => spelling == Spelling::Phone,
            _ => false,
        };
    }
    let between_digits = before.c.is_numeric() && letter.c.is_numeric();
    match (spelling, got) {
        (Spelling::Exact, _) | (_, Gap::Hard) | (Spelling::Id, Gap::Mark(' ')) => false,
        (Spelling::Id, Gap::None) => !between_digits,
        _ => true,
    }
}

/// True where an identifier may begin at a letter: nothing of the same word stands
/// before it.
pub(super) fn may_begin(list: &[Letter], at: usize) -> bool {
    let Some(before) = at.checked_sub(1).map(|i| list[i].c) else { return true };
    parts_words(before, list[at])
}

/// True where an identifier may end before the letter at `end`.
pub(super) fn may_end(list: &[Letter], end: usize) -> bool {
    list.get(end).is_none_or(|next| parts_words(list[end - 1].c, *next))
}

fn parts_words(before: char, letter: Letter) -> bool {
    if unspaced(before) || unspaced(letter.c) {
        return true;
    }
    match letter.gap {
        Gap::None => false,
        // 0.77120034 is one number.
        Gap::Mark('.') => !(before.is_numeric() && letter.c.is_numeric()),
        _ => true,
    }
}

/// True where a name of two characters stands alone: no other touches it.
pub(super) fn stands_alone(list: &[Letter], at: usize, end: usize) -> bool {
    let touches = |letter: &Letter, other: char| {
        matches!(letter.gap, Gap::None | Gap::Soft) && unspaced(other)
    };
    let before = at.checked_sub(1).is_some_and(|i| touches(&list[at], list[i].c));
    let after = list.get(end).is_some_and(|next| touches(next, next.c));
    !before && !after
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(kind: Kind, written: &str, text: &str) -> bool {
        let spelling = spelling(kind, written).unwrap();
        let (want, list) = (letters(written), letters(text));
        let ends = |at: usize| at + want.len();
        (0..list.len()).filter(|&at| ends(at) <= list.len()).any(|at| {
            spells(spelling, &want, &list[at..ends(at)])
                && may_begin(&list, at)
                && may_end(&list, ends(at))
                && (spelling != Spelling::Alone || stands_alone(&list, at, ends(at)))
        })
    }

    #[test]
    fn an_identifier_is_found_in_every_spelling() {
        for (kind, written, text) in [
            (Kind::Device, "SIM-007", "see sim_007."),
            (Kind::Device, "SIM-007", "SIM007-manual"),
            (Kind::Device, "SIM-007", "设备SIM-007故障"),
            (Kind::Device, "浙A·12345", "车牌浙A12345"),
            (Kind::Name, "Yunling Metro", "yunling-metro"),
            (Kind::Name, "云岭地铁", "由云岭\n地铁送修"),
            (Kind::Name, "Delta", "for Delta Ltd"),
            (Kind::Contact, "高远", "联系人 高远, 电话"),
            (Kind::Phone, "0571-5550-2101", "(0571) 55502101"),
            (Kind::Phone, "13912345678", "139 1234 5678"),
            (Kind::Customer, "C-01", "/C-01/"),
        ] {
            assert!(found(kind, written, text), "{written} in {text}");
        }
    }

    #[test]
    fn a_like_word_is_no_hit() {
        for (kind, written, text) in [
            (Kind::Device, "E104", "E1045"),
            (Kind::Device, "SIM-007", "SIM-0071"),
            (Kind::Device, "AT-100", "at 100 V"),
            (Kind::Device, "A-100", "a 100"),
            (Kind::Name, "Delta", "delta wiring"),
            (Kind::Contact, "高远", "距离高远不一"),
            (Kind::Ticket, "77120034", "0.77120034"),
            (Kind::Serial, "7-2310-01", "7231001"),
            (Kind::Customer, "C-01", "#c01"),
            (Kind::Phone, "0571-5550-2101", "0571, 5550, 2101"),
        ] {
            assert!(!found(kind, written, text), "{written} in {text}");
        }
    }

    #[test]
    fn what_says_nothing_is_left_out_under_its_rule() {
        for (kind, text, rule) in [
            (Kind::Customer, "5", LeftOut::Number),
            (Kind::Device, "5071", LeftOut::Number),
            (Kind::Serial, "0001", LeftOut::Number),
            (Kind::Serial, "20240117", LeftOut::Date),
            (Kind::Ticket, "2026-10", LeftOut::Date),
            (Kind::Device, "A1", LeftOut::Short),
            (Kind::Name, "云", LeftOut::Short),
            (Kind::Device, "W-1", LeftOut::Short),
            (Kind::Phone, "12345", LeftOut::Number),
            (Kind::Name, "???", LeftOut::Short),
        ] {
            assert_eq!(spelling(kind, text), Err(rule), "{text}");
        }
    }
}
