//! The formula of a figure with its numbers filled in, a line a step.

use super::Focus;
use super::numbers::{amount, estimate, interval, percent, share, unit};
use super::words::per;
use crate::analyse::change::RateChange;
use crate::analyse::explain::{Contrasted, Figure, Formula, Opened, PartsOf, Summary, Value};
use crate::analyse::mtbf::{Basis, Mtbf};
use crate::analyse::survival::Step;
use crate::model::time::{Instant, MONTH_H};
use crate::render::format::{decimal, grouped, probability_is, significant};

/// How many values of a list are written out.
const WRITTEN: usize = 12;

/// The steps that lead to the value.
pub(super) fn lines(opened: &Opened, figure: Figure, focus: Option<Focus>) -> Vec<String> {
    let n = opened.rows.len() as u64;
    match (&opened.formula, &opened.value) {
        (Formula::Count, _) => vec![format!("{} rows counted", grouped(n))],
        (Formula::Summary, Value::Summary(of)) => summary(opened, of, focus),
        (Formula::Median, Value::Number(Some(value))) => {
            vec![format!("median of {} -> {} d", list(opened, "ages"), amount(*value))]
        }
        (Formula::Mean, Value::Number(Some(value))) => {
            let total: f64 = opened.rows.iter().map(|row| row.value).sum();
            vec![format!("{} / {} scores = {}", amount(total), grouped(n), decimal(*value, 2))]
        }
        (Formula::Greatest, Value::Number(Some(value))) => {
            vec![format!("greatest of {} -> {} d", list(opened, "ages"), amount(*value))]
        }
        (Formula::Sum, Value::Number(Some(value))) => {
            let (what, unit) = (summed(figure), unit(Some(figure)));
            vec![format!("sum of {} -> {}{unit}", list(opened, what), amount(*value))]
        }
        (Formula::Share | Formula::Clock, value) => shares(value),
        (Formula::Against, Value::Rate(of)) => vec![format!("{} closed jobs", share(of))],
        (Formula::Recovery, Value::Rate(of)) => vec![format!("{} pieces", share(of))],
        (Formula::Used, Value::Used(of)) => vec![
            format!("sum of {} -> {} pieces", list(opened, "lines"), amount(of.qty)),
            of.value.map_or_else(
                || "no line has a cost".to_owned(),
                |value| format!("pieces times cost, summed -> {}", amount(value)),
            ),
        ],
        (Formula::Observed(unit), Value::Number(Some(value))) => observed(opened, *unit, *value),
        (Formula::Downtime, Value::Number(Some(value))) => vec![format!(
            "sum over {} of merged outages -> {} h",
            stretches(opened),
            amount(*value)
        )],
        (Formula::Availability, Value::Number(Some(value))) => {
            let (observed, down) = (sum(opened, |t| t.observed_h), sum(opened, |t| t.downtime_h));
            vec![format!(
                "1 - {} h down / {} h observed = {}",
                amount(down),
                amount(observed),
                percent(*value)
            )]
        }
        (Formula::Between(basis), Value::Estimate(of)) => {
            between(opened, *basis, &estimate(of, " h"))
        }
        (Formula::PerExposure(unit), Value::Estimate(of)) => {
            let hours = sum(opened, |t| t.observed_h);
            vec![
                format!(
                    "{} h observed ({}) / {} = {}",
                    amount(hours),
                    stretches(opened),
                    per(*unit),
                    significant(hours / unit, 4)
                ),
                format!(
                    "{} failures / {} = {}",
                    grouped(n),
                    significant(hours / unit, 4),
                    estimate(of, "")
                ),
            ]
        }
        (Formula::Held(days, steps), Value::Held(of)) => {
            let mut lines = curve(steps, *days);
            lines.push(format!(
                "at day {}: {} of {} uses still followed, {} came back{}",
                days,
                of.at_risk,
                of.uses,
                of.events,
                of.value.map_or_else(
                    || "; a share is told from 5 on".to_owned(),
                    |share| format!(" -> {}{}", percent(share), interval(of.lower, of.upper, true))
                )
            ));
            lines
        }
        (Formula::HalfBack(steps), Value::Number(value)) => {
            let mut lines = curve(steps, f64::INFINITY);
            lines.push(value.map_or_else(
                || "half was not reached".to_owned(),
                |days| format!("half is reached on day {}", amount(days)),
            ));
            lines
        }
        (Formula::Difference, Value::Change(of)) => vec![format!(
            "{} - {} rows counted = {:+}",
            grouped(of.current),
            grouped(of.previous),
            of.delta
        )],
        (Formula::RateRatio(from), Value::RateChange(of)) => rate_ratio(opened, *from, of),
        (Formula::HotSpot(of), _) => hotspot(of),
        _ if matches!(figure, Figure::Availability | Figure::TechnicalAvailability) => {
            vec!["nothing was observed, or no outage's length is known".to_owned()]
        }
        _ => vec!["there is nothing to make it of".to_owned()],
    }
}

/// A month's failures over its device-months, the other's, and what follows.
fn rate_ratio(opened: &Opened, from: Instant, of: &RateChange) -> Vec<String> {
    let side = |now: bool, rate: f64| {
        let rows = opened.rows.iter().filter(|row| (row.value > 0.0) == now).count() as u64;
        let terms = opened.terms.iter().filter(|term| (term.period.start >= from) == now);
        let months = terms.map(|term| term.observed_h).sum::<f64>() / MONTH_H;
        format!(
            "{}: {} failures / {} device-months = {}",
            if now { "this month" } else { "the other" },
            grouped(rows),
            significant(months, 4),
            significant(rate, 4)
        )
    };
    vec![
        side(true, of.current),
        side(false, of.previous),
        format!("ratio {}", estimate(&of.ratio, "")),
        format!("chance alone: {}", probability_is(of.p)),
    ]
}

/// What a sum is of.
fn summed(figure: Figure) -> &'static str {
    match figure {
        Figure::Parts(PartsOf::Value) => "values",
        Figure::Parts(_) => "lines",
        Figure::Charges(_) => "amounts",
        _ => "outages",
    }
}

fn sum(opened: &Opened, hours: impl Fn(&crate::analyse::explain::Term) -> f64) -> f64 {
    opened.terms.iter().map(hours).sum()
}

fn stretches(opened: &Opened) -> String {
    let n = opened.terms.len() as u64;
    let stretch = if n == 1 { "stretch" } else { "stretches" };
    format!("{} observed {stretch}", grouped(n))
}

/// `5 durations: 2.0, 6.0, 9.0 ...`, ascending.
fn list(opened: &Opened, what: &str) -> String {
    let mut values: Vec<f64> = opened.rows.iter().map(|row| row.value).collect();
    values.sort_by(f64::total_cmp);
    let texts: Vec<String> = values.iter().map(|value| amount(*value)).collect();
    let shown = if texts.len() <= WRITTEN {
        texts.join(", ")
    } else {
        let middle = texts.len() / 2;
        format!(
            "{} ... {} ... {}",
            texts[..3].join(", "),
            texts[middle - 2..=middle + 1].join(", "),
            texts[texts.len() - 3..].join(", ")
        )
    };
    format!("{} {what}: {shown}", grouped(texts.len() as u64))
}

fn summary(opened: &Opened, of: &Summary, focus: Option<Focus>) -> Vec<String> {
    let (Some(mean), Some(median), Some(p90)) = (of.mean, of.median, of.p90) else {
        return vec!["no duration can be told".to_owned()];
    };
    let total: f64 = opened.rows.iter().map(|row| row.value).sum();
    let all = [
        (Focus::N, format!("{} durations", grouped(of.n))),
        (Focus::Median, format!("median of {} -> {} h", list(opened, "durations"), amount(median))),
        (
            Focus::Mean,
            format!("mean: {} h / {} = {} h", amount(total), grouped(of.n), amount(mean)),
        ),
        (Focus::P90, format!("90 % of them within {} h (90th percentile, type 7)", amount(p90))),
    ];
    let wanted = |part: Focus| focus.is_none_or(|focus| focus == part);
    all.into_iter()
        .filter(|(part, _)| wanted(*part) && (focus.is_some() || *part != Focus::N))
        .map(|(_, line)| line)
        .collect()
}

fn shares(value: &Value) -> Vec<String> {
    match value {
        Value::Rate(rate) => vec![share(rate)],
        Value::Clock(of) => vec![
            format!(
                "{} met / ({} met + {} late and closed + {} late and open)",
                of.met, of.met, of.breached_closed, of.breached_open
            ),
            share(&of.compliance),
            format!("pending {}, of these at risk {}", of.pending, of.pending_at_risk),
        ],
        _ => Vec::new(),
    }
}

fn observed(opened: &Opened, unit: f64, value: f64) -> Vec<String> {
    let hours = sum(opened, |t| t.observed_h);
    let sum = format!("sum of {} = {} h", stretches(opened), amount(hours));
    if unit <= 1.0 {
        return vec![sum];
    }
    vec![sum, format!("{} h / {} = {}", amount(hours), per(unit), amount(value))]
}

fn between(opened: &Opened, basis: Basis, value: &str) -> Vec<String> {
    let (observed, down) = (sum(opened, |t| t.observed_h), sum(opened, |t| t.downtime_h));
    let n = opened.rows.len() as u64;
    let counted = match basis {
        Basis::Uptime => sum(opened, |t| t.uptime_h),
        Basis::Calendar => sum(opened, |t| t.duty_h),
    };
    let first = match basis {
        Basis::Uptime => {
            format!(
                "{} h observed - {} h down = {} h",
                amount(observed),
                amount(down),
                amount(observed - down)
            )
        }
        Basis::Calendar => format!(
            "{} h observed, not less hours down: of no outage is known how long it was",
            amount(observed)
        ),
    };
    let mut lines = vec![first];
    let plain = if basis == Basis::Uptime { observed - down } else { observed };
    if (plain - counted).abs() > 0.05 {
        lines.push(format!("by the models' duty hours a day: {} h", amount(counted)));
    }
    match Mtbf::of(n, counted, basis).at_least_h {
        Some(least) => lines.push(format!(
            "no failure in {} h: longer than {} h with 95 % confidence ({} h / 2.9957)",
            amount(counted),
            amount(least),
            amount(counted)
        )),
        None => lines.push(format!("{} h / {} failures = {value}", amount(counted), grouped(n))),
    }
    lines
}

fn curve(steps: &[Step], days: f64) -> Vec<String> {
    let steps: Vec<&Step> = steps.iter().filter(|step| step.time <= days).collect();
    if steps.is_empty() {
        return Vec::new();
    }
    let factor = |step: &&&Step| format!("(1−{}/{})", step.events, step.at_risk);
    let product: Vec<String> = steps.iter().take(WRITTEN).map(|s| factor(&s)).collect();
    let more = if steps.len() > WRITTEN { " x ..." } else { "" };
    let last = steps[steps.len() - 1];
    vec![format!(
        "{}{more} = {} after day {}",
        product.join(" x "),
        percent(last.share),
        amount(last.time)
    )]
}

fn hotspot(of: &Contrasted) -> Vec<String> {
    let (part, contrast) = (&of.part, &of.contrast);
    let rest = part.total_c.saturating_sub(part.c);
    let years = |e: f64| format!("{} device-years", decimal(e, 2));
    let or = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |v| significant(v, 3));
    let mut lines = vec![
        format!(
            "group: c = {} failures in e = {}, rate {} a year",
            part.c,
            years(part.e),
            or(contrast.rate)
        ),
        format!(
            "rest: C - c = {} - {} = {rest} failures in E - e = {}, rate {} a year",
            part.total_c,
            part.c,
            years(part.total_e - part.e),
            or(contrast.rest_rate)
        ),
        format!(
            "ratio = {}{}",
            contrast
                .ratio
                .map_or_else(|| "not known (the rest has none)".to_owned(), |r| decimal(r, 2)),
            interval(contrast.lower, contrast.upper, false)
        ),
        format!(
            "p = P(at least {} of {} by chance, share {} of the exposure) {}",
            part.c,
            part.total_c,
            percent(part.e / part.total_e),
            probability_is(contrast.p)
        ),
        format!("q = p corrected over {} groups {}", of.groups, probability_is(contrast.q)),
    ];
    lines.push(verdict(of));
    if let Some(ratio) = of.ratio_needed {
        lines.push(format!(
            "nothing of the family stands out; a ratio of {} would have been needed",
            decimal(ratio, 1)
        ));
    }
    lines
}

/// Why it stands out, or every condition that it misses.
fn verdict(of: &Contrasted) -> String {
    if of.contrast.flagged {
        return "stands out: q <= 0.10, at least 3 failures, at least 1.5 times the rest"
            .to_owned();
    }
    let ratio = of.contrast.ratio.unwrap_or(f64::INFINITY);
    let missed = [
        (of.contrast.q > 0.10, "q is above 0.10".to_owned()),
        (of.part.c < 3, "it has fewer than 3 failures".to_owned()),
        (ratio < 1.5, "the ratio is below 1.5".to_owned()),
        (
            !of.enough,
            format!(
                "its family is too small for a verdict (failures {}, groups {})",
                of.family_failures, of.groups
            ),
        ),
    ];
    let missed: Vec<String> = missed.into_iter().filter(|(is, _)| *is).map(|(_, s)| s).collect();
    format!("does not stand out: {}", missed.join("; "))
}
