//! Dates written out: `2024年3月5日 下午2:05`, `3-Mar-26`, `5/3/2024`, offsets.

use super::{DateFault, DateRules, Written, at_time, day};
use crate::ingest::mapping::DateOrder;
use unicode_normalization::UnicodeNormalization;

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Number { value: u32, len: usize },
    Word(String),
    Mark(char),
}

/// What is left to read of a date written out.
struct Reader {
    tokens: Vec<Token>,
    at: usize,
    afternoon: Option<bool>,
}

/// Reads a date, and a time if there is one, that is not in one of the plain forms.
pub(super) fn written_out(text: &str, rules: DateRules) -> Result<Written, DateFault> {
    let mut reader = Reader::new(text).ok_or(DateFault::Unreadable)?;
    let day = reader.date(rules)?;
    let found = reader.time(day)?;
    if reader.at < reader.tokens.len() {
        return Err(DateFault::Unreadable);
    }
    Ok(found)
}

impl Reader {
    fn new(text: &str) -> Option<Self> {
        let mut folded: String = text.nfkc().flat_map(char::to_lowercase).collect();
        let mut afternoon = None;
        for (word, after) in [
            ("上午", false),
            ("凌晨", false),
            ("早上", false),
            ("下午", true),
            ("晚上", true),
            ("中午", true),
        ] {
            if let Some(at) = folded.find(word) {
                folded.replace_range(at..at + word.len(), " ");
                afternoon = Some(after);
            }
        }
        for week in ["星期", "周", "礼拜"] {
            if let Some(at) = folded.find(week) {
                let rest = &folded[at + week.len()..];
                let end = at + week.len() + rest.chars().next().map_or(0, char::len_utf8);
                folded.replace_range(at..end, " ");
            }
        }
        Some(Self { tokens: tokens(&folded)?, at: 0, afternoon })
    }

    fn number(&mut self) -> Option<(u32, usize)> {
        match self.tokens.get(self.at) {
            Some(&Token::Number { value, len }) => {
                self.at += 1;
                Some((value, len))
            }
            _ => None,
        }
    }

    fn mark(&mut self, marks: &[char]) -> Option<char> {
        match self.tokens.get(self.at) {
            Some(&Token::Mark(c)) if marks.contains(&c) => {
                self.at += 1;
                Some(c)
            }
            _ => None,
        }
    }

    fn word(&mut self, accept: impl Fn(&str) -> bool) -> Option<String> {
        match self.tokens.get(self.at) {
            Some(Token::Word(word)) if accept(word) => {
                self.at += 1;
                Some(word.clone())
            }
            _ => None,
        }
    }

    fn skip(&mut self, marks: &[char]) {
        while self.mark(marks).is_some() {}
    }

    fn date(&mut self, rules: DateRules) -> Result<Written, DateFault> {
        const BETWEEN: [char; 6] = ['-', '/', '.', '年', '月', ' '];
        const UNREADABLE: DateFault = DateFault::Unreadable;
        self.skip(&[' ']);
        if self.word(is_weekday).is_some() {
            self.skip(&[' ', ',', '.']);
        }
        let named = |word: &str| month_named(word).is_some();
        if let Some(word) = self.word(named) {
            self.skip(&[' ', '.', '-']);
            let (d, _) = self.number().ok_or(UNREADABLE)?;
            self.skip(&[' ', ',', '-']);
            if self.tokens.get(self.at + 1) == Some(&Token::Mark(':')) {
                let year = self.last_year().ok_or(UNREADABLE)?;
                return day(year, month_named(&word).unwrap_or(0), d);
            }
            let year = self.number().ok_or(UNREADABLE)?;
            return day(full_year(year), month_named(&word).unwrap_or(0), d);
        }
        let first = self.number().ok_or(UNREADABLE)?;
        if first.1 == 8 {
            return day(first.0 / 10_000, first.0 / 100 % 100, first.0 % 100);
        }
        let mark = self.mark(&BETWEEN).ok_or(UNREADABLE)?;
        self.skip(&[' ']);
        if let Some(word) = self.word(named) {
            self.skip(&[' ', '.', '-', ',', '/']);
            let year = self.number().ok_or(UNREADABLE)?;
            return day(full_year(year), month_named(&word).unwrap_or(0), first.0);
        }
        let second = self.number().ok_or(UNREADABLE)?;
        self.skip(&[' ']);
        self.mark(&BETWEEN).ok_or(UNREADABLE)?;
        self.skip(&[' ']);
        let third = self.number().ok_or(UNREADABLE)?;
        self.skip(&['日', '号']);
        in_order(first, second, third, mark, rules)
    }

    /// The year at the end of `Mon Nov 04 09:15:00 UTC 2024`, taken out of the text.
    fn last_year(&mut self) -> Option<u32> {
        let Some(&Token::Number { value, len: 4 }) = self.tokens.last() else { return None };
        self.tokens.pop();
        while self.tokens.last() == Some(&Token::Mark(' ')) {
            self.tokens.pop();
        }
        Some(value)
    }

    fn time(&mut self, day: Written) -> Result<Written, DateFault> {
        self.skip(&[' ', ',']);
        self.word(|w| w == "t");
        self.meridiem();
        let Some((mut h, len)) = self.number() else { return Ok(day) };
        let m;
        let (mut s, mut ns) = (0, 0);
        if matches!(len, 4 | 6) {
            (h, m, s) =
                if len == 4 { (h / 100, h % 100, 0) } else { (h / 10_000, h / 100 % 100, h % 100) };
        } else {
            m = self.minutes()?;
            if self.mark(&[':', '分']).is_some() {
                s = self.number().map_or(0, |n| n.0);
                self.mark(&['秒']);
                if self.mark(&['.']).is_some() {
                    let (value, len) = self.number().ok_or(DateFault::Unreadable)?;
                    ns = value
                        .checked_mul(10_u32.pow(9_u32.saturating_sub(len as u32)))
                        .unwrap_or(0);
                }
            }
        }
        self.skip(&[' ']);
        self.meridiem();
        match self.afternoon {
            Some(true) if h < 12 => h += 12,
            Some(false) if h == 12 => h = 0,
            _ => {}
        }
        let found = at_time(day, (h, m, s), ns.min(999_999_999))?;
        Ok(Written { offset_s: self.offset()?, ..found })
    }

    /// What follows the hour: `:05`, `点5`, `h05`, `.05`, or nothing before `pm`.
    fn minutes(&mut self) -> Result<u32, DateFault> {
        if self.mark(&['.']).is_some() {
            let minutes = self.number().filter(|(_, len)| *len == 2);
            return minutes.map(|n| n.0).ok_or(DateFault::Unreadable);
        }
        if self.mark(&[':', '时', '点']).is_some() || self.word(|w| w == "h").is_some() {
            return Ok(self.number().map_or(0, |n| n.0));
        }
        let half =
            |token: Option<&Token>| matches!(token, Some(Token::Word(w)) if w == "am" || w == "pm");
        let blank = usize::from(self.tokens.get(self.at) == Some(&Token::Mark(' ')));
        if half(self.tokens.get(self.at + blank)) { Ok(0) } else { Err(DateFault::Unreadable) }
    }

    fn meridiem(&mut self) {
        if let Some(word) = self.word(|w| matches!(w, "am" | "pm")) {
            self.afternoon = Some(word == "pm");
            self.skip(&[' ']);
        }
    }

    fn offset(&mut self) -> Result<Option<i32>, DateFault> {
        if self.word(|w| matches!(w, "z" | "utc" | "gmt")).is_some() {
            return Ok(Some(0));
        }
        let Some(sign) = self.mark(&['+', '-']) else { return Ok(None) };
        let (value, len) = self.number().ok_or(DateFault::Unreadable)?;
        let (h, m) = if len == 4 {
            (value / 100, value % 100)
        } else if self.mark(&[':']).is_some() {
            (value, self.number().ok_or(DateFault::Unreadable)?.0)
        } else {
            (value, 0)
        };
        if h > 15 || m > 59 {
            return Err(DateFault::NoSuchDay);
        }
        let seconds = (h * 3600 + m * 60) as i32;
        Ok(Some(if sign == '-' { -seconds } else { seconds }))
    }
}

fn in_order(
    first: (u32, usize),
    second: (u32, usize),
    third: (u32, usize),
    mark: char,
    rules: DateRules,
) -> Result<Written, DateFault> {
    if first.1 >= 4 {
        return day(if first.1 == 4 { first.0 } else { 0 }, second.0, third.0);
    }
    let year_first = third.1 <= 2 && matches!(mark, '-' | '.' | '年') && first.1 == 2;
    if year_first && rules.order.is_none() {
        return day(full_year(first), second.0, third.0);
    }
    let order = match (rules.order, mark) {
        (Some(order), _) => Some(order),
        (None, '.') => Some(DateOrder::DayFirst),
        (None, _) if first.0 > 12 && third.1 == 4 => Some(DateOrder::DayFirst),
        (None, _) if second.0 > 12 && third.1 == 4 => Some(DateOrder::MonthFirst),
        (None, _) => None,
    };
    match order {
        Some(DateOrder::DayFirst) => day(full_year(third), second.0, first.0),
        Some(DateOrder::MonthFirst) => day(full_year(third), first.0, second.0),
        None => Err(DateFault::Ambiguous),
    }
}

fn full_year((value, len): (u32, usize)) -> u32 {
    if len <= 2 { 2000 + value } else { value }
}

fn is_weekday(word: &str) -> bool {
    const NAMES: [&str; 7] =
        ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    word.len() >= 3 && NAMES.iter().any(|name| name.starts_with(word))
}

fn month_named(word: &str) -> Option<u32> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let fits = |name: &&str| {
        word.len() >= 3 && name.starts_with(word) || word == "sept" && **name == *"september"
    };
    NAMES.iter().position(fits).map(|at| at as u32 + 1)
}

fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut out = Vec::with_capacity(12);
    let mut rest = text.trim();
    while let Some(c) = rest.chars().next() {
        let run = |is: fn(char) -> bool| rest.find(|c| !is(c)).unwrap_or(rest.len());
        let end = if c.is_ascii_digit() {
            let end = run(|c| c.is_ascii_digit());
            out.push(Token::Number { value: rest[..end].parse().ok()?, len: end });
            end
        } else if c.is_ascii_alphabetic() {
            let end = run(|c| c.is_ascii_alphabetic());
            out.push(Token::Word(rest[..end].to_owned()));
            end
        } else {
            out.push(Token::Mark(if c.is_whitespace() { ' ' } else { c }));
            c.len_utf8()
        };
        rest = &rest[end..];
    }
    Some(out)
}
