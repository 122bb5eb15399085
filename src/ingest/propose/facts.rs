//! What the values of a column look like, counted over its first rows.

use crate::ingest::registry::Registry;
use crate::ingest::table::cells::Cells;
use crate::ingest::table::verdict;
use crate::ingest::value::date::{self, DateFault, DateRules};
use crate::ingest::value::word::{self, Word};
use crate::ingest::value::{duration, fold, is_empty_word, number, text::trim};
use crate::model::ids::match_key;
use crate::model::words::{CauseCategory, Channel, ChargeType, Priority, ServiceType, Status};
use std::collections::{BTreeMap, BTreeSet};

/// Rows that are looked at.
pub(super) const SAMPLE: usize = 2000;
/// Different values that are kept of a column.
const DISTINCT: usize = 1000;
/// Samples shown of a column.
const SAMPLES: usize = 3;

/// What a project knows already, by which values are recognised.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub(super) devices: BTreeSet<String>,
    pub(super) customers: BTreeSet<String>,
    pub(super) codes: BTreeSet<String>,
    pub(super) parts: BTreeSet<String>,
    pub(super) solutions: BTreeSet<String>,
    pub(super) engineers: BTreeSet<String>,
    /// By which damaged device numbers are known again.
    pub(super) registry: Registry,
}

/// The closed lists by which words are recognised, in the order in which they are tried.
pub(super) const VOCABULARIES: [&str; 6] =
    ["status", "service_type", "charge_type", "priority", "cause_category", "channel"];

/// What was counted of one column.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// Cells that hold something.
    pub(super) filled: usize,
    /// Different values and how often each stands.
    pub(super) values: BTreeMap<String, usize>,
    /// True where there were more different values than are kept.
    pub(super) many: bool,
    pub(super) dates: usize,
    /// Dates that also have a time of day.
    pub(super) timed: usize,
    pub(super) clocks: usize,
    pub(super) durations: usize,
    pub(super) numbers: usize,
    pub(super) money: usize,
    pub(super) mails: usize,
    pub(super) devices: usize,
    pub(super) customers: usize,
    pub(super) codes: usize,
    pub(super) parts: usize,
    pub(super) solutions: usize,
    pub(super) engineers: usize,
    pub(super) code_like: usize,
    pub(super) id_like: usize,
    pub(super) names: usize,
    pub(super) scores: usize,
    /// Characters over all cells.
    chars: usize,
    vocabulary: [usize; VOCABULARIES.len()],
    /// The first different values, for showing.
    pub(super) samples: Vec<String>,
    /// True while every number is one more than the one before.
    running: bool,
    last: Option<i64>,
}

/// What was counted of a table.
#[derive(Debug, Default)]
pub(super) struct TableFacts {
    /// By column.
    pub(super) columns: Vec<Facts>,
    /// Rows looked at.
    pub(super) rows: usize,
    /// For each pair of columns of dates: rows in which the left is the earlier one.
    pub(super) earlier: BTreeMap<(usize, usize), usize>,
}

impl TableFacts {
    pub(super) fn new(columns: usize) -> Self {
        let facts = || Facts { running: true, ..Facts::default() };
        Self { columns: (0..columns).map(|_| facts()).collect(), ..Self::default() }
    }

    pub(super) fn wants_more(&self) -> bool {
        self.rows < SAMPLE
    }

    /// Looks at a row; one that holds nothing or a total does not count.
    pub(super) fn look(&mut self, record: &Cells<'_>, known: &Known, rules: DateRules) {
        if verdict::is_total(record) || record.iter().all(|cell| trim(cell).is_empty()) {
            return;
        }
        self.rows += 1;
        let mut dates = Vec::new();
        for (at, (facts, cell)) in self.columns.iter_mut().zip(record.iter()).enumerate() {
            let cell = trim(cell);
            if is_empty_word(cell) {
                continue;
            }
            if let Some(local) = facts.look(cell, known, rules) {
                dates.push((at, local));
            }
        }
        for (i, (left, a)) in dates.iter().enumerate() {
            for (right, b) in dates.iter().skip(i + 1) {
                if a < b {
                    *self.earlier.entry((*left, *right)).or_default() += 1;
                } else if b < a {
                    *self.earlier.entry((*right, *left)).or_default() += 1;
                }
            }
        }
    }
}

/// Whether a cell is a date.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Dated {
    No,
    /// It is one, but a range, or its order of day and month is open.
    Somehow,
    At(jiff::civil::DateTime),
}

impl Facts {
    /// Counts a cell; its instant, where it is a date that can be read.
    fn look(
        &mut self,
        cell: &str,
        known: &Known,
        rules: DateRules,
    ) -> Option<jiff::civil::DateTime> {
        self.filled += 1;
        self.chars += cell.chars().count();
        self.count(cell);
        let date = self.date(cell, rules);
        let dated = date != Dated::No;
        let figure = number::parse(cell);
        self.numbers += usize::from(figure.is_some());
        let whole = figure.filter(|n| n.fract() == 0.0).map(|n| n as i64);
        self.running &= whole.is_some_and(|n| self.last.is_none_or(|last| n == last + 1));
        self.last = whole;
        self.durations += usize::from(duration::names_unit(cell) && !dated);
        self.money +=
            usize::from(figure.is_some() && cell.contains(['¥', '￥', '$', '€', '£', '元']));
        self.mails += usize::from(cell.contains('@') && cell.contains('.'));
        self.ids(cell, known);
        self.names += usize::from(is_name(cell));
        if figure.is_none() {
            self.words(cell);
        }
        match date {
            Dated::At(local) => Some(local),
            _ => None,
        }
    }

    fn count(&mut self, cell: &str) {
        if let Some(count) = self.values.get_mut(cell) {
            *count += 1;
        } else if self.values.len() < DISTINCT {
            if self.samples.len() < SAMPLES {
                self.samples.push(cell.to_owned());
            }
            self.values.insert(cell.to_owned(), 1);
        } else {
            self.many = true;
        }
    }

    fn date(&mut self, cell: &str, rules: DateRules) -> Dated {
        if is_clock(cell) {
            self.clocks += 1;
            return Dated::No;
        }
        // A bare number may be a serial of Excel, but nothing here says so.
        if cell.bytes().all(|b| b.is_ascii_digit() || b == b'.') && !is_compact_day(cell) {
            return Dated::No;
        }
        let read = match date::parse(cell, rules) {
            Ok(written) => {
                self.timed += usize::from(!written.date_only);
                Dated::At(written.local)
            }
            Err(DateFault::Ambiguous) => {
                self.timed += usize::from(cell.contains(':'));
                Dated::Somehow
            }
            Err(_) if date::range(cell, rules).is_some() => Dated::Somehow,
            Err(_) => return Dated::No,
        };
        self.dates += 1;
        read
    }

    fn ids(&mut self, cell: &str, known: &Known) {
        let key = match_key(cell);
        for (count, set) in [
            (&mut self.devices, &known.devices),
            (&mut self.customers, &known.customers),
            (&mut self.codes, &known.codes),
            (&mut self.parts, &known.parts),
            (&mut self.solutions, &known.solutions),
            (&mut self.engineers, &known.engineers),
        ] {
            *count += usize::from(set.contains(&key));
        }
        self.code_like += usize::from(is_code(cell));
        self.id_like += usize::from(is_id(cell));
    }

    fn words(&mut self, cell: &str) {
        self.scores += usize::from(word::satisfaction(cell).is_some());
        let read = [
            Status::read(cell).is_some(),
            ServiceType::read(cell).is_some(),
            ChargeType::read(cell).is_some(),
            Priority::read(cell).is_some(),
            CauseCategory::read(cell).is_some(),
            Channel::read(cell).is_some(),
        ];
        for ((count, field), known) in self.vocabulary.iter_mut().zip(VOCABULARIES).zip(read) {
            *count += usize::from(known || super::languages::word(field, cell).is_some());
        }
    }

    /// The share of filled cells that a count is.
    pub(super) fn share(&self, count: usize) -> f64 {
        if self.filled == 0 { 0.0 } else { count as f64 / self.filled as f64 }
    }

    /// Different values; at least so many.
    pub(super) fn distinct(&self) -> usize {
        self.values.len() + usize::from(self.many)
    }

    /// Characters of a cell on average.
    pub(super) fn length(&self) -> f64 {
        if self.filled == 0 { 0.0 } else { self.chars as f64 / self.filled as f64 }
    }

    /// True where the column counts its rows.
    pub(super) fn is_running(&self) -> bool {
        self.running && self.filled > 2
    }

    /// The closed list whose words the column holds, and how many of its cells it knows.
    pub(super) fn vocabulary(&self) -> Option<(&'static str, usize)> {
        let mut best = None;
        for (field, count) in VOCABULARIES.iter().zip(self.vocabulary) {
            if count > best.map_or(0, |(_, most)| most) {
                best = Some((*field, count));
            }
        }
        best
    }

    /// True where no value stands twice.
    pub(super) fn is_unique(&self) -> bool {
        !self.many && self.values.len() == self.filled
            || self.many && self.values.values().all(|n| *n == 1)
    }
}

fn is_compact_day(cell: &str) -> bool {
    cell.len() == 8 && cell.starts_with("20") && date::parse(cell, DateRules::default()).is_ok()
}

/// `7:45`, `07:45:30`.
fn is_clock(cell: &str) -> bool {
    let mut parts = cell.split(':');
    let (Some(h), Some(m)) = (parts.next(), parts.next()) else { return false };
    let digits = |p: &str| !p.is_empty() && p.len() <= 2 && p.bytes().all(|b| b.is_ascii_digit());
    let small = h.parse::<u8>().is_ok_and(|h| h < 24) && m.len() == 2;
    digits(h) && digits(m) && small && parts.all(digits)
}

/// `E104`, `ERR-12`, `AL 7`: what a display shows.
fn is_code(cell: &str) -> bool {
    let upper = cell.to_ascii_uppercase();
    let letters: String = upper.chars().take_while(char::is_ascii_alphabetic).collect();
    let rest = upper[letters.len()..].trim_start_matches(['-', '_', ' ']);
    matches!(
        &*letters,
        "E" | "ER" | "ERR" | "ERROR" | "F" | "AL" | "ALM" | "ALARM" | "FC" | "P" | "U" | "B" | "C"
    ) && (1..=5).contains(&rest.len())
        && rest.bytes().all(|b| b.is_ascii_digit())
}

/// A short text with a digit and without blanks.
fn is_id(cell: &str) -> bool {
    cell.len() <= 32
        && cell.chars().any(|c| c.is_ascii_digit())
        && !cell.chars().any(|c| c.is_whitespace() || matches!(c, ',' | ';' | ':' | '@' | '%'))
}

/// A person's name: two or three words with a capital, a Chinese or Japanese family name,
/// or a name with 工 or 师傅 behind it.
fn is_name(cell: &str) -> bool {
    const FAMILY: &str = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文佐藤鈴木高橋田中伊渡辺山本村小林加吉";
    let han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    if cell.ends_with('工') || cell.ends_with("师傅") {
        return cell.chars().count() <= 5;
    }
    let count = cell.chars().filter(|c| !c.is_whitespace()).count();
    if cell.chars().all(|c| han(c) || c.is_whitespace()) {
        return (2..=4).contains(&count) && cell.chars().next().is_some_and(|c| FAMILY.contains(c));
    }
    let words: Vec<&str> = cell.split_whitespace().collect();
    let named = |word: &&str| {
        let bare = word.trim_end_matches(['.', ',']);
        bare.chars().next().is_some_and(char::is_uppercase)
            && bare.chars().skip(1).all(|c| c.is_lowercase() || matches!(c, '-' | '\''))
            && bare.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\''))
    };
    (2..=3).contains(&words.len()) && words.iter().all(named)
}

/// True where two texts are one word of a closed list.
pub(super) fn is_read(field: &str, text: &str) -> bool {
    let text = fold(text);
    match field {
        "status" => Status::read(&text).is_some(),
        "service_type" => ServiceType::read(&text).is_some(),
        "charge_type" => ChargeType::read(&text).is_some(),
        "priority" => Priority::read(&text).is_some(),
        "cause_category" => CauseCategory::read(&text).is_some(),
        "channel" => Channel::read(&text).is_some(),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(cells: &[&str]) -> Facts {
        let mut table = TableFacts::new(1);
        for cell in cells {
            let record = Cells::of(&[*cell]);
            table.look(&record, &Known::default(), DateRules::default());
        }
        table.columns.remove(0)
    }

    #[test]
    fn values_are_told_apart() {
        let dates = facts(&["2024-03-05", "03/04/2024", "5. März", "45352"]);
        assert_eq!((dates.dates, dates.timed), (2, 0));
        assert_eq!(facts(&["08:15", "17:40"]).clocks, 2);
        assert_eq!(facts(&["2 h", "90 min", "1.5"]).durations, 2);
        assert_eq!(facts(&["E104", "ERR-7", "PUMP-7"]).code_like, 2);
        assert_eq!(facts(&["Anna Weber", "Pump broken", "李工"]).names, 2);
        assert!(facts(&["1", "2", "3", "4"]).is_running());
        assert_eq!(facts(&["offen", "erledigt", "offen"]).vocabulary(), Some(("status", 3)));
        assert_eq!(facts(&["1", "2"]).vocabulary(), None, "a number is no word");
    }
}
