//! Numbers, times and rates as people read them (`visual.md` §11, `domain.md`
//! §3.0): percent and hours with one decimal, rates with two significant digits,
//! nothing instead of a number that is not known.

use super::texts::Texts;
use crate::analyse::{Estimate, Rate};
use crate::model::Lang;
use crate::model::time::{Day, Instant, MINUTE_MS, Month, ReportPeriod, Stamp, Zone};

/// What a table shows for a missing value.
pub const MISSING: &str = "—";

/// Formats for one language and zone.
#[derive(Clone, Copy, Debug)]
pub struct Format<'a> {
    /// The words.
    pub texts: &'a Texts,
    /// The zone of the site.
    pub zone: &'a Zone,
    /// Below this many a rate is a count.
    pub min_n: u64,
    /// Currency sign.
    pub currency: &'a str,
}

impl Format<'_> {
    /// A count with thousands separated.
    pub fn count(&self, n: u64) -> String {
        grouped(n)
    }

    /// One decimal with thousands separated.
    pub fn decimal(&self, value: f64) -> String {
        decimal(value, 1)
    }

    /// Hours with one decimal, or a dash.
    pub fn hours(&self, value: Option<f64>) -> String {
        value.map_or_else(|| MISSING.to_owned(), |h| format!("{} h", decimal(h, 1)))
    }

    /// A share as a percentage with one decimal.
    pub fn percent(&self, value: f64) -> String {
        format!("{}%", decimal(value * 100.0, 1))
    }

    /// Two significant digits.
    pub fn rate2(&self, value: f64) -> String {
        significant(value, 2)
    }

    /// An amount of money.
    pub fn money(&self, value: f64) -> String {
        format!("{}{}", self.currency, decimal(value, 2))
    }

    /// "n/a" in the language: a figure without cases.
    pub fn not_applicable(&self) -> &str {
        self.texts.get("figure.none")
    }

    /// A share as text: `94.5% (52/55, 85–98)`; a count below the minimum; "n/a"
    /// without cases.
    pub fn rate(&self, rate: &Rate) -> String {
        let (value, detail) = self.rate_parts(rate);
        if detail.is_empty() { value } else { self.with_detail(&value, &detail) }
    }

    /// A value with what stands behind it in brackets, as the language writes them.
    pub fn with_detail(&self, value: &str, detail: &str) -> String {
        self.texts.fill("figure.with_detail", &[("value", value), ("detail", detail)])
    }

    /// A share in its two parts: the value, and the numbers behind it.
    pub fn rate_parts(&self, rate: &Rate) -> (String, String) {
        let Some(value) = rate.value else {
            return (self.not_applicable().to_owned(), String::new());
        };
        if rate.d < self.min_n {
            return (format!("{}/{}", rate.n, rate.d), String::new());
        }
        let mut detail = format!("{}/{}", rate.n, rate.d);
        if let (Some(lower), Some(upper), true) = (rate.lower, rate.upper, rate.d < 100) {
            detail.push_str(&format!(" · {:.0}–{:.0}%", lower * 100.0, upper * 100.0));
        }
        (self.percent(value), detail)
    }

    /// An estimate in its two parts, in a unit.
    pub fn estimate_parts(&self, estimate: &Estimate, unit: &str) -> (String, String) {
        let value = estimate.value.map_or_else(|| MISSING.to_owned(), |v| with_unit(v, unit));
        let limits = match (estimate.lower, estimate.upper) {
            (Some(lower), Some(upper)) => format!("{}–{}", short(lower), short(upper)),
            (Some(lower), None) => format!("> {}", short(lower)),
            (None, Some(upper)) => format!("< {}", short(upper)),
            (None, None) => String::new(),
        };
        (value, limits)
    }

    /// A day as in tables: `2026-10-31`.
    pub fn day(&self, day: Day) -> String {
        day.to_string()
    }

    /// A day, or a dash.
    pub fn some_day(&self, day: Option<Day>) -> String {
        day.map_or_else(|| MISSING.to_owned(), |d| self.day(d))
    }

    /// A stamp as in tables: date and time, or the date alone where no more is known.
    pub fn stamp(&self, stamp: Stamp) -> String {
        if stamp.date_only {
            return self.zone.day(stamp.at).to_string();
        }
        self.minute(stamp.at)
    }

    /// An instant to the minute.
    pub fn minute(&self, at: Instant) -> String {
        self.zone.minute(at)
    }

    /// A month as in headings: `October 2026`, `2026年10月`.
    pub fn month(&self, month: Month) -> String {
        match self.texts.lang {
            Lang::Zh => format!("{}年{}月", month.year, month.month),
            Lang::En => {
                let name = self.texts.get(MONTHS[usize::from(month.month as u8) - 1]);
                format!("{name} {}", month.year)
            }
        }
    }

    /// `2026年10月`, `2026年第4季度`, `2026年`; `October 2026`, `Q4 2026`, `2026`.
    pub fn report(&self, report: ReportPeriod) -> String {
        match report {
            ReportPeriod::Month(month) => self.month(month),
            ReportPeriod::Quarter(year, quarter) => {
                let (year, quarter) = (year.to_string(), quarter.to_string());
                self.texts.fill("mon.quarter", &[("year", &year), ("q", &quarter)])
            }
            ReportPeriod::Year(year) => {
                self.texts.fill("mon.whole_year", &[("year", &year.to_string())])
            }
        }
    }

    /// A span as people say it: `1 d 4 h`, `1天4小时`, `35 min`.
    pub fn span(&self, ms: i64) -> String {
        // To the nearest minute: a day ends a millisecond before its midnight.
        let minutes = (ms.abs() + MINUTE_MS / 2) / MINUTE_MS;
        let (d, h, m) = (minutes / (24 * 60), minutes / 60 % 24, minutes % 60);
        let unit = |n: i64, key: &str| match self.texts.lang {
            Lang::Zh => format!("{n}{}", self.texts.get(key)),
            Lang::En => format!("{n} {}", self.texts.get(key)),
        };
        let separator = if self.texts.lang == Lang::Zh { "" } else { " " };
        let named = [(d, "unit.d"), (h, "unit.h"), (m, "unit.min")];
        let mut parts = named.into_iter().filter(|&(n, _)| n > 0);
        match (parts.next(), parts.next()) {
            (Some((n, key)), None) => unit(n, key),
            (Some(first), Some(second)) => {
                let (first, second) = (unit(first.0, first.1), unit(second.0, second.1));
                [first.as_str(), separator, second.as_str()].concat()
            }
            (None, _) => unit(0, "unit.min"),
        }
    }
}

const MONTHS: [&str; 12] = [
    "month.1", "month.2", "month.3", "month.4", "month.5", "month.6", "month.7", "month.8",
    "month.9", "month.10", "month.11", "month.12",
];

/// An integer with thousands separated.
pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// A number with so many decimals and thousands separated; minus zero is zero.
pub fn decimal(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return MISSING.to_owned();
    }
    let text = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let whole = whole.parse().map_or_else(|_| whole.to_owned(), grouped);
    let zero = text.chars().all(|c| matches!(c, '0' | '.'));
    let sign = if value < 0.0 && !zero { "−" } else { "" };
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

/// A number with so many significant digits, without an exponent.
pub fn significant(value: f64, digits: i32) -> String {
    if value == 0.0 || !value.is_finite() {
        return decimal(value, 0);
    }
    let magnitude = value.abs().log10().floor() as i32;
    let decimals = (digits - 1 - magnitude).clamp(0, 9) as usize;
    decimal(value, decimals)
}

/// Below this a probability is told as a bound: more digits would claim more than a
/// test of counts can know.
const LEAST_PROBABILITY: f64 = 0.000_1;

/// A probability as it stands behind `p`: two digits, or `< 0.0001`.
pub fn probability(p: f64) -> String {
    if p < LEAST_PROBABILITY { "< 0.0001".to_owned() } else { significant(p, 2) }
}

/// A probability with its relation: `= 0.012`, or `< 0.0001`.
pub fn probability_is(p: f64) -> String {
    if p < LEAST_PROBABILITY { probability(p) } else { format!("= {}", probability(p)) }
}

fn with_unit(value: f64, unit: &str) -> String {
    if unit.is_empty() { short(value) } else { format!("{} {unit}", short(value)) }
}

/// A number as in a narrow column: thousands whole, tens with one decimal.
fn short(value: f64) -> String {
    if value.abs() >= 100.0 { decimal(value, 0) } else { decimal(value, 1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_never_minus_zero() {
        assert_eq!(grouped(1_284), "1,284");
        assert_eq!(decimal(-0.04, 1), "0.0");
        assert_eq!(decimal(-1234.56, 1), "−1,234.6");
        assert_eq!(significant(0.012_34, 2), "0.012");
        assert_eq!(significant(15.24, 2), "15");
        assert_eq!(decimal(f64::NAN, 1), MISSING);
    }

    #[test]
    fn a_tiny_probability_is_a_bound_and_never_a_row_of_noughts() {
        assert_eq!(probability(0.012_34), "0.012");
        assert_eq!(probability(1.0), "1.0");
        assert_eq!(probability(3e-12), "< 0.0001");
        assert_eq!(probability(0.0), "< 0.0001");
        assert_eq!(probability_is(0.012_34), "= 0.012");
        assert_eq!(probability_is(0.0), "< 0.0001");
    }
}
