//! Numbers and dates as they are printed, read back with their form: a workbook then holds
//! real numbers that look like those of the page. An exact number behind a rounded one
//! takes its place.

use crate::model::time::{DAY_MS, MINUTE_MS};
use serde::Serialize;

/// A number or date with the form in which it is printed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Printed {
    /// The number; of a date the days since 1899-12-30 and of a span the days, as
    /// spreadsheets count.
    pub number: f64,
    /// Its form.
    #[serde(flatten)]
    pub shape: Shape,
}

/// The form of a number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "shape", rename_all = "kebab-case")]
pub enum Shape {
    /// So many decimals between two texts: a currency, a unit.
    Decimal {
        /// Decimals.
        decimals: usize,
        /// What stands in front.
        prefix: String,
        /// What stands behind.
        suffix: String,
        /// The sign is printed where it is a plus, too.
        signed: bool,
    },
    /// Percent; the number is the share.
    Percent {
        /// Decimals.
        decimals: usize,
    },
    /// A day.
    Day,
    /// A day and a minute.
    Minute,
    /// A span; the number is in days.
    Span,
}

/// Longer texts before or behind a number make it a phrase.
const LONGEST_UNIT: usize = 6;

impl Printed {
    /// Reads a text that is printed as a number.
    pub fn number(text: &str, exact: Option<f64>) -> Option<Self> {
        let text = text.trim();
        let start = text.find(|c: char| c.is_ascii_digit())?;
        let mut head = text[..start].trim();
        let sign = if head.contains(['−', '-']) { -1.0 } else { 1.0 };
        let signed = head.contains('+');
        if head.contains(['<', '>', '≥', '≤', '~']) {
            return None;
        }
        let bare = head.replace(['−', '-', '+'], "");
        head = bare.trim();
        let length = text[start..]
            .find(|c: char| !(c.is_ascii_digit() || matches!(c, ',' | '.')))
            .unwrap_or(text.len() - start);
        let (digits, tail) = text[start..].split_at(length);
        let tail = tail.trim_end();
        if tail.chars().any(|c| c.is_ascii_digit())
            || head.chars().count() > LONGEST_UNIT
            || tail.chars().count() > LONGEST_UNIT
            || digits.ends_with([',', '.'])
        {
            return None;
        }
        let decimals = digits.split_once('.').map_or(0, |(_, fraction)| fraction.len());
        let read: f64 = digits.replace(',', "").parse().ok()?;
        let (read, shape) = if tail.trim() == "%" {
            (read / 100.0, Shape::Percent { decimals })
        } else {
            let (prefix, suffix) = (head.to_owned(), tail.to_owned());
            (read, Shape::Decimal { decimals, prefix, suffix, signed })
        };
        let read = sign * read;
        Some(Self {
            number: exact.filter(|exact| shape.prints(*exact, read)).unwrap_or(read),
            shape,
        })
    }

    /// A span of milliseconds.
    pub fn span(ms: f64) -> Self {
        // To the minute, as it is told: `[h]:mm` would show the one before.
        let minutes = (ms / MINUTE_MS as f64).round();
        Self { number: minutes * MINUTE_MS as f64 / DAY_MS as f64, shape: Shape::Span }
    }

    /// Reads a day, or a day and a minute.
    pub fn date(text: &str) -> Option<Self> {
        let (day, minute) = match text.split_once(' ') {
            Some((day, minute)) => (day, Some(minute)),
            None => (text, None),
        };
        let mut parts = day.split('-');
        let (year, month, of_month) = (parts.next()?, parts.next()?, parts.next()?);
        if (year.len(), month.len(), of_month.len()) != (4, 2, 2) || parts.next().is_some() {
            return None;
        }
        let day: crate::model::time::Day = day.parse().ok()?;
        let since = jiff::civil::date(1970, 1, 1).until(day).ok()?;
        let number = f64::from(since.get_days()) + FROM_1899;
        let Some(minute) = minute else { return Some(Self { number, shape: Shape::Day }) };
        let (hour, minute) = minute.split_once(':')?;
        let (hour, minute): (u32, u32) = (hour.parse().ok()?, minute.parse().ok()?);
        let minutes = f64::from(hour * 60 + minute);
        (hour < 24 && minute < 60)
            .then(|| Self { number: number + minutes / 1_440.0, shape: Shape::Minute })
    }
}

/// Days from 1899-12-30 to 1970-01-01.
const FROM_1899: f64 = 25_569.0;

impl Shape {
    /// True for a number that stands for itself; not for a date or a span.
    pub fn is_number(&self) -> bool {
        matches!(self, Self::Decimal { .. } | Self::Percent { .. })
    }

    /// Whether an exact number is printed as the one that was read.
    fn prints(&self, exact: f64, read: f64) -> bool {
        let decimals = match self {
            Self::Decimal { decimals, .. } => *decimals as i32,
            Self::Percent { decimals } => *decimals as i32 + 2,
            Self::Day | Self::Minute | Self::Span => return false,
        };
        (exact - read).abs() <= 0.500_001 * 10_f64.powi(-decimals)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Option<(f64, Shape)> {
        Printed::number(text, None).map(|printed| (printed.number, printed.shape))
    }

    fn decimal(decimals: usize, prefix: &str, suffix: &str, signed: bool) -> Shape {
        Shape::Decimal { decimals, prefix: prefix.into(), suffix: suffix.into(), signed }
    }

    #[test]
    fn numbers_read_back_with_their_form() {
        assert_eq!(number("1,234"), Some((1234.0, decimal(0, "", "", false))));
        assert_eq!(number("¥12,000.50"), Some((12000.5, decimal(2, "¥", "", false))));
        assert_eq!(number("5.1 h"), Some((5.1, decimal(1, "", " h", false))));
        assert_eq!(number("−3"), Some((-3.0, decimal(0, "", "", false))));
        assert_eq!(number("+2.0 pp"), Some((2.0, decimal(1, "", " pp", true))));
        assert_eq!(number("94.5%"), Some((0.945, Shape::Percent { decimals: 1 })));
        assert_eq!(number("3 天"), Some((3.0, decimal(0, "", " 天", false))));
    }

    #[test]
    fn what_is_not_one_number_stays_text() {
        for text in ["", "—", "4/5", "1 d 4 h", "> 120 h", "< 0.0001", "2–3", "n/a", "12 of 13"]
        {
            assert_eq!(number(text), None, "{text}");
        }
        for text in ["2026-13-01", "2026-1-1", "26-01-01", "2026-10", "2026-10-31 25:00", "SOL-1"] {
            assert_eq!(Printed::date(text), None, "{text}");
        }
    }

    #[test]
    fn the_exact_number_takes_the_place_of_the_one_it_is_printed_as() {
        let exact = |text: &str, exact: f64| Printed::number(text, Some(exact)).map(|p| p.number);
        assert_eq!(exact("94.5%", 52.0 / 55.0), Some(52.0 / 55.0));
        assert_eq!(exact("5.1 h", 5.083), Some(5.083));
        // A number of another unit is not what is printed.
        assert_eq!(exact("5.1 h", 18_298_800.0), Some(5.1));
        assert_eq!(exact("5.1 h", 5.0), Some(5.1));
    }

    #[test]
    fn days_count_as_spreadsheets_do() {
        let date = |text: &str| Printed::date(text).map(|p| (p.number, p.shape));
        assert_eq!(date("2024-01-31"), Some((45_322.0, Shape::Day)));
        assert_eq!(date("2024-01-31 12:00"), Some((45_322.5, Shape::Minute)));
    }
}
