//! The next free id in the pattern that a project already uses: `SOL-0061` is
//! followed by `SOL-0062`, `FR-20260305-02` by `FR-20260306-01` on the next day.

use crate::model::natural_cmp;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A date inside an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Dated {
    /// None.
    No,
    /// `20260305`
    Day,
    /// `2026-03-05`
    DashedDay,
    /// `202603`
    Month,
    /// `2026-03`
    DashedMonth,
    /// `2026`
    Year,
}

impl Dated {
    /// The longest first, so that a year is not found at the end of a day.
    const SEARCHED: [Self; 5] =
        [Self::DashedDay, Self::Day, Self::DashedMonth, Self::Month, Self::Year];

    fn write(self, day: Date) -> String {
        let format = match self {
            Self::No => return String::new(),
            Self::Day => "%Y%m%d",
            Self::DashedDay => "%Y-%m-%d",
            Self::Month => "%Y%m",
            Self::DashedMonth => "%Y-%m",
            Self::Year => "%Y",
        };
        day.strftime(format).to_string()
    }

    /// True where the text is a date of this form in our century or the last.
    fn fits(self, text: &str) -> bool {
        let whole = match self {
            Self::No => return text.is_empty(),
            Self::Day | Self::DashedDay => text.to_owned(),
            Self::Month => format!("{text}01"),
            Self::DashedMonth => format!("{text}-01"),
            Self::Year => format!("{text}0101"),
        };
        let read = Date::strptime(if whole.contains('-') { "%Y-%m-%d" } else { "%Y%m%d" }, whole);
        read.is_ok_and(|day| (1970..2100).contains(&day.year()) && self.write(day) == text)
    }
}

/// How ids of one kind are made.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Pattern {
    /// What stands before the date or number.
    before: String,
    /// The date.
    dated: Dated,
    /// What stands between date and number.
    between: String,
}

/// A pattern, and how many digits its number has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Numbered {
    pattern: Pattern,
    width: usize,
}

/// Ids of one pattern.
struct Series<'a> {
    count: usize,
    last: &'a str,
    width: usize,
}

impl Numbered {
    /// The pattern of a project that has no id of the kind.
    pub(super) fn usual(before: &str, dated: Dated, width: usize) -> Self {
        let between = if dated == Dated::No { "" } else { "-" };
        Self { pattern: Pattern { before: before.into(), dated, between: between.into() }, width }
    }

    /// The pattern that most of the ids have; of equally frequent ones that of the
    /// last id. `None` where that is no habit: `fix-for-windows-11` among many titles
    /// is not the eleventh of a series.
    pub(super) fn of<'a>(ids: impl Iterator<Item = &'a str>) -> Option<Self> {
        let mut found: BTreeMap<Pattern, Series<'_>> = BTreeMap::new();
        let mut all = 0;
        for id in ids {
            all += 1;
            let Some((Self { pattern, width }, _)) = Self::read(id) else { continue };
            let series = found.entry(pattern).or_insert(Series { count: 0, last: id, width });
            series.count += 1;
            if natural_cmp(series.last, id).is_lt() {
                (series.last, series.width) = (id, width);
            }
        }
        let most = found.into_iter().max_by(|(_, a), (_, b)| {
            a.count.cmp(&b.count).then_with(|| natural_cmp(a.last, b.last))
        });
        let (pattern, series) = most?;
        let short = pattern.before.split(['-', '_', ' ']).filter(|w| !w.is_empty()).count() <= 2;
        let habit = series.count * 2 >= all || series.count >= 3 && short;
        habit.then_some(Self { pattern, width: series.width })
    }

    /// Reads an id as a pattern and the number in it.
    fn read(id: &str) -> Option<(Self, u64)> {
        let stem = id.trim_end_matches(|c: char| c.is_ascii_digit());
        let (stem, digits) = split_contiguous(id, stem.len());
        let number = digits.parse().ok()?;
        let letters = stem.trim_end_matches(|c: char| !c.is_alphanumeric());
        let (before, dated) = without_date(letters);
        let between = if dated == Dated::No { "" } else { &stem[letters.len()..] };
        let before = if dated == Dated::No { stem } else { before };
        let pattern = Pattern { before: before.into(), dated, between: between.into() };
        Some((Self { pattern, width: digits.len() }, number))
    }

    /// The next id on a day: one more than the highest number that the ids of the
    /// pattern have there, and not taken.
    pub(super) fn next<'a>(
        &self,
        ids: impl Iterator<Item = &'a str>,
        day: Date,
        taken: impl Fn(&str) -> bool,
    ) -> String {
        let Pattern { before, dated, between } = &self.pattern;
        let start = format!("{before}{}{between}", dated.write(day));
        let numbers = ids.filter_map(|id| {
            let digits = id.strip_prefix(&*start)?;
            digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse::<u64>().ok())?
        });
        let mut number = numbers.max().unwrap_or(0);
        loop {
            number += 1;
            let id = format!("{start}{number:0width$}", width = self.width);
            if !taken(&id) {
                return id;
            }
        }
    }
}

/// Stem and number of an id; of `FR2026030501` the day belongs to the stem.
fn split_contiguous(id: &str, stem: usize) -> (&str, &str) {
    let digits = &id[stem..];
    let day = digits.len() > 8 && Dated::Day.fits(&digits[..8]);
    id.split_at(if day { stem + 8 } else { stem })
}

/// What stands before the date at the end of a text, and which form it has.
fn without_date(text: &str) -> (&str, Dated) {
    for dated in Dated::SEARCHED {
        let length = dated.write(Date::MAX).len();
        let Some(at) = text.len().checked_sub(length) else { continue };
        if text.is_char_boundary(at)
            && !text[..at].ends_with(|c: char| c.is_ascii_digit())
            && dated.fits(&text[at..])
        {
            return (&text[..at], dated);
        }
    }
    (text, Dated::No)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(ids: &[&str], day: &str) -> String {
        let day = day.parse().unwrap();
        let usual = Numbered::usual("FR-", Dated::Day, 2);
        let pattern = Numbered::of(ids.iter().copied()).unwrap_or(usual);
        pattern.next(ids.iter().copied(), day, |id| ids.contains(&id))
    }

    #[test]
    fn the_pattern_of_the_project_is_continued() {
        for (ids, day, want) in [
            (&["SOL-0061", "SOL-0017"][..], "2026-03-05", "SOL-0062"),
            (&["SOL-99"], "2026-03-05", "SOL-100"),
            (&["SOL-99", "SOL-100"], "2026-03-05", "SOL-101"),
            (&["FR-20260304-07", "FR-20260305-01"], "2026-03-05", "FR-20260305-02"),
            (&["FR-20260304-07"], "2026-03-05", "FR-20260305-01"),
            (&["FR-2026-001", "FR-2026-014"], "2026-03-05", "FR-2026-015"),
            (&["FR-2025-014"], "2026-03-05", "FR-2026-001"),
            (&["R2026-03-04/2"], "2026-03-05", "R2026-03-05/1"),
            (&["202602-11"], "2026-03-05", "202603-01"),
            (&["FR2026030411"], "2026-03-05", "FR2026030501"),
            (&["报修-7"], "2026-03-05", "报修-8"),
            (&["故障2026年003"], "2026-03-05", "故障2026年004"),
            (&["12"], "2026-03-05", "13"),
            (&["A-1", "B-1", "B-2", "A-9x"], "2026-03-05", "B-3"),
            (&["KB-1", "KB-2", "KB-3", "a", "b", "c", "d"], "2026-03-05", "KB-4"),
            (&["boot-from-usb", "fix-t3431", "wake-up"], "2026-03-05", "FR-20260305-01"),
            (&["hand-made", "another"], "2026-03-05", "FR-20260305-01"),
            (&[], "2026-12-31", "FR-20261231-01"),
        ] {
            assert_eq!(next(ids, day), want, "{ids:?}");
        }
    }

    #[test]
    fn a_taken_id_is_passed_over() {
        let pattern = Numbered::of(["SOL-0061"].into_iter()).unwrap();
        let day = "2026-03-05".parse().unwrap();
        let id = pattern.next(["SOL-0061"].into_iter(), day, |id| id == "SOL-0062");
        assert_eq!(id, "SOL-0063");
    }
}
