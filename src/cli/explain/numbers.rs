//! Numbers as the pages show them: percent and hours with one decimal, rates with two
//! digits, a count where a share would claim too much.

use crate::analyse::explain::{Backlog, Figure, PartsOf, Value, Work};
use crate::analyse::{Estimate, Rate};
use crate::model::time::{MONTH_H, YEAR_H};
use crate::render::format::{decimal, grouped, significant};

/// What stands for a number that is not known.
pub(super) const UNKNOWN: &str = "not known";

/// A share in per cent.
pub(super) fn percent(value: f64) -> String {
    format!("{} %", decimal(value * 100.0, 1))
}

/// An amount with one decimal; a small one with two digits.
pub(super) fn amount(value: f64) -> String {
    if value != 0.0 && value.abs() < 1.0 { significant(value, 2) } else { decimal(value, 1) }
}

/// An interval; nothing where it is unknown.
pub(super) fn interval(lower: Option<f64>, upper: Option<f64>, in_percent: bool) -> String {
    let one = |value: f64| if in_percent { decimal(value * 100.0, 1) } else { amount(value) };
    match (lower, upper) {
        (Some(lower), Some(upper)) => format!(" [{}, {}]", one(lower), one(upper)),
        (Some(lower), None) => format!(" [{}, -]", one(lower)),
        (None, Some(upper)) => format!(" [-, {}]", one(upper)),
        (None, None) => String::new(),
    }
}

/// `3 of 6 = 50.0 % [18.8, 81.2]`.
pub(super) fn share(rate: &Rate) -> String {
    let Some(value) = rate.value else { return format!("n/a ({} of {})", rate.n, rate.d) };
    format!("{} of {} = {}{}", rate.n, rate.d, percent(value), limits(rate))
}

fn limits(rate: &Rate) -> String {
    interval(rate.lower, rate.upper, true)
}

/// A share as a page shows it; a count below the minimum.
pub(super) fn rate(rate: &Rate, min_n: u64) -> String {
    match rate.value {
        Some(value) if rate.d >= min_n => {
            format!("{}{}  ({} of {})", percent(value), limits(rate), rate.n, rate.d)
        }
        Some(_) => format!("{} of {}  (too few for a percentage)", rate.n, rate.d),
        None => format!("n/a  ({} of {})", rate.n, rate.d),
    }
}

pub(super) fn estimate(estimate: &Estimate, unit: &str) -> String {
    let limits = interval(estimate.lower, estimate.upper, false);
    match estimate.value {
        Some(value) => format!("{}{unit}{limits}", amount(value)),
        None => format!("{UNKNOWN}{limits}"),
    }
}

/// The unit of a figure's number, with a blank before it.
pub(super) fn unit(figure: Option<Figure>) -> &'static str {
    match figure {
        Some(Figure::Exposure(per)) if per == MONTH_H => " device-months",
        Some(
            Figure::Time(_)
            | Figure::Work(Work::Restore)
            | Figure::Downtime
            | Figure::Mtbf
            | Figure::Exposure(_),
        ) => " h",
        Some(Figure::Rate(per)) if per == YEAR_H => " a device-year",
        Some(Figure::Rate(_)) => " per 100 device-months",
        Some(Figure::Parts(PartsOf::Qty | PartsOf::WithoutCost)) => " pieces",
        Some(
            Figure::Backlog(Backlog::MedianAge | Backlog::Oldest)
            | Figure::MedianDays
            | Figure::Uses
            | Figure::Held(_),
        ) => " d",
        _ => "",
    }
}

/// A value as a page shows it.
pub(super) fn value(value: &Value, figure: Option<Figure>, min_n: u64) -> String {
    let unit = unit(figure);
    let some = |number: Option<f64>| {
        number.map_or_else(|| UNKNOWN.to_owned(), |n| format!("{}{unit}", amount(n)))
    };
    match value {
        Value::Count(n) => grouped(*n),
        Value::Number(Some(share))
            if matches!(figure, Some(Figure::Availability | Figure::TechnicalAvailability)) =>
        {
            percent(*share)
        }
        Value::Number(number) => some(*number),
        Value::Rate(of) => rate(of, min_n),
        Value::Estimate(of) => estimate(of, unit),
        Value::Summary(of) => format!(
            "median {}, mean {}, 90 % within {}  (n {})",
            some(of.median),
            some(of.mean),
            some(of.p90),
            grouped(of.n)
        ),
        Value::Held(of) => match of.value {
            Some(share) => format!(
                "{}{}  ({} uses, {} still followed)",
                percent(share),
                interval(of.lower, of.upper, true),
                of.uses,
                of.at_risk
            ),
            None => format!(
                "too few for a share  ({} uses, {} still followed, 5 needed)",
                of.uses, of.at_risk
            ),
        },
        Value::Used(of) => format!(
            "{} pieces in {} records, worth {}",
            amount(of.qty),
            grouped(of.events),
            of.value.map_or_else(|| UNKNOWN.to_owned(), |value| decimal(value, 2))
        ),
        Value::Clock(of) => format!(
            "{}; late and closed {}, late and open {}, pending {}",
            rate(&of.compliance, min_n),
            of.breached_closed,
            of.breached_open,
            of.pending
        ),
        Value::Change(of) => format!(
            "{} against {} ({:+}{})",
            grouped(of.current),
            grouped(of.previous),
            of.delta,
            of.percent.map(|percent| format!(", {percent:+.1} %")).unwrap_or_default()
        ),
        Value::RateChange(of) => format!(
            "{} times the other's rate{}, {}: {}",
            of.ratio.value.map_or_else(|| UNKNOWN.to_owned(), |r| decimal(r, 2)),
            interval(of.ratio.lower, of.ratio.upper, false),
            crate::render::format::probability_is(of.p),
            if of.is_distinguishable() { "more than chance" } else { "may be chance" }
        ),
        Value::HotSpot(of) => format!(
            "{} times the rest's rate{}, q {}: {}",
            of.rate_ratio.map_or_else(|| UNKNOWN.to_owned(), |r| decimal(r, 2)),
            interval(of.lower, of.upper, false),
            crate::render::format::probability_is(of.q),
            if of.flagged { "stands out" } else { "does not stand out" }
        ),
    }
}
