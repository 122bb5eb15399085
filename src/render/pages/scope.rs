//! The figures of a scope (fleet, device, model, customer, site) as cells, tables
//! and figures: one set of components, so that every page says the same thing the
//! same way.

use super::list::Section;
use crate::analyse::mtbf::{Basis, Mtbf};
use crate::analyse::repeat::RepeatFacts;
use crate::analyse::times::Times;
use crate::analyse::{Distribution, Excluded, Reason, ScopeFacts};
use crate::render::engine::Cx;
use crate::render::format::decimal;
use crate::render::view::{Blocks, Cell, Cells, Html, Table};

/// The head figures of a scope, boxed.
pub(super) fn sums(cx: &Cx<'_>, scope: &ScopeFacts) -> Cells {
    let format = cx.format();
    let mut cells = Cells::new();
    let failures = cx.fill("scope.of_events", &[("n", &format.count(scope.events))]);
    cells.html(cx.t("figure.failures"), &Html::value(&format.count(scope.failures), &failures));
    cells.html(cx.t("figure.open"), &Html::value(&format.count(scope.open), ""));
    availabilities(cx, scope, &mut cells);
    cells.html(cx.t("figure.mtbf"), &mtbf(cx, &scope.mtbf));
    let outside: usize = scope.without_exposure.iter().map(|left| left.events.len()).sum();
    if outside > 0 {
        let value = Html::value(&format.count(outside as u64), cx.t("scope.outside_note"));
        cells.html(cx.t("scope.outside"), &value);
    }
    cells.html(cx.t("figure.restore_median"), &distribution(cx, &scope.times.restore));
    cells.html(&repeat_label(cx, &scope.repeat_30d), &repeat(cx, &scope.repeat_30d));
    cells
}

/// Availability, and beside it the technical one where planned work makes a difference.
pub(super) fn availabilities(cx: &Cx<'_>, scope: &ScopeFacts, cells: &mut Cells) {
    cells.html(cx.t("figure.availability"), &availability(cx, scope));
    let technical = scope
        .technical_availability
        .filter(|_| scope.technical_availability != scope.availability.value);
    if let Some(technical) = technical {
        let planned = cx.t("scope.with_planned");
        let value = Html::value(&cx.format().percent(technical), planned);
        cells.html(cx.t("figure.technical_availability"), &value);
    }
}

/// Availability with the hours behind it.
pub(super) fn availability(cx: &Cx<'_>, scope: &ScopeFacts) -> Html {
    let format = cx.format();
    let a = &scope.availability;
    match a.value {
        Some(value) => {
            let up = decimal(a.observed_h - a.downtime_h, 0);
            let detail = cx.fill("scope.up_of", &[("up", &up), ("all", &decimal(a.observed_h, 0))]);
            Html::value(&format.percent(value), &detail)
        }
        None => Html::mute(format.not_applicable()),
    }
}

/// Mean time between failures: greyed below three failures, "above" without any.
pub(super) fn mtbf(cx: &Cx<'_>, mtbf: &Mtbf) -> Html {
    let format = cx.format();
    if let Some(hours) = mtbf.at_least_h {
        let value = format!("> {} h", decimal(hours, 0));
        return Html::value(&value, cx.t("scope.no_failure_95"));
    }
    if mtbf.hours.value.is_none() {
        return Html::mute(format.not_applicable());
    }
    let (value, limits) = format.estimate_parts(&mtbf.hours, "h");
    let basis = match mtbf.basis {
        Basis::Uptime => String::new(),
        Basis::Calendar => format!(" · {}", cx.t("scope.calendar")),
    };
    let detail = format!("{limits}{basis}");
    if mtbf.grey { Html::mute(&format!("{value} {detail}")) } else { Html::value(&value, &detail) }
}

/// The same in a cell, sorted by the hours, or by how many there are at least.
pub(super) fn mtbf_cell(cx: &Cx<'_>, facts: &Mtbf) -> Cell {
    Cell::html(mtbf(cx, facts)).class("num").exact(facts.at_least_h.or(facts.hours.value))
}

/// A distribution in one cell: median, 90th percentile, size.
pub(super) fn distribution(cx: &Cx<'_>, times: &Distribution) -> Html {
    let format = cx.format();
    match times.median {
        Some(median) if times.n >= cx.catalog().settings.min_n => {
            let p90 = times.p90.map(|v| decimal(v, 1)).unwrap_or_default();
            Html::value(
                &format.hours(Some(median)),
                &format!("P90\u{a0}{p90} · n\u{a0}{}", times.n),
            )
        }
        Some(median) => Html::mute(&format!("{} · n\u{a0}{}", format.hours(Some(median)), times.n)),
        None => Html::mute(format.not_applicable()),
    }
}

fn repeat_label(cx: &Cx<'_>, repeat: &RepeatFacts) -> String {
    cx.fill("figure.repeat_n", &[("n", &repeat.window_days.to_string())])
}

/// Repeats of mature repairs, and those already seen.
pub(super) fn repeat(cx: &Cx<'_>, repeat: &RepeatFacts) -> Html {
    let (value, detail) = cx.format().rate_parts(&repeat.rate);
    let mut html = Html::value(&value, &detail);
    if !repeat.already_seen.is_empty() {
        let seen = repeat.already_seen.len().to_string();
        let note = Html::small(&cx.fill("scope.already_seen", &[("n", &seen)]));
        html = Html::join([html, note], " ");
    }
    html
}

/// Times, with what was left out of each.
pub(super) fn times(cx: &Cx<'_>, scope: &ScopeFacts) -> Section {
    Section::new("times", cx.t("figure.times"), times_table(cx, scope, true))
}

/// The times with their names, in the order in which a job goes.
pub(super) fn named(times: &Times) -> [(&'static str, &Distribution); 5] {
    [
        ("figure.response", &times.response),
        ("figure.reply_plan", &times.reply_plan),
        ("figure.onsite", &times.onsite),
        ("figure.restore", &times.restore),
        ("figure.repair", &times.repair),
    ]
}

/// Times, with or without what was left out.
pub(super) fn times_table(cx: &Cx<'_>, scope: &ScopeFacts, with_left_out: bool) -> Blocks {
    let table = Table::new(cx.t("figure.times"));
    // Without the column of words it stays a table on a phone.
    let table = if with_left_out { table.pairs() } else { table.tight() };
    let mut table = table
        .column(cx.t("col.time"))
        .number("n")
        .number(cx.t("col.mean_h"))
        .number(cx.t("col.median_h"))
        .number("P90 h")
        .column(cx.t("col.left_out"))
        .only_if(with_left_out);
    let times = &scope.times;
    for (key, d) in named(times) {
        let hours = |v: Option<f64>| v.map(|v| decimal(v, 1)).unwrap_or_default();
        table.row([
            Cell::text(cx.t(key)),
            Cell::num(&cx.format().count(d.n)),
            Cell::num(&hours(d.mean)),
            Cell::num(&hours(d.median)),
            Cell::num(&hours(d.p90)),
            Cell::text(&left_out(cx, d)),
        ]);
    }
    let mut blocks = Blocks::from(table);
    // Without an open ticket it is the median of the closed ones, said above.
    if let Some(km) = times.restore_km_median_h.filter(|_| times.restore_open > 0) {
        let km = decimal(km, 1);
        let open = times.restore_open.to_string();
        let note = cx.fill("scope.km_note", &[("h", &km), ("open", &open)]);
        blocks.push(Blocks::remark(&note));
    }
    blocks
}

/// What was left out of a figure, in words.
pub(super) fn left_out(cx: &Cx<'_>, distribution: &Distribution) -> String {
    reasons(cx, &distribution.excluded)
}

/// What was left out and why, in words.
pub(super) fn reasons(cx: &Cx<'_>, excluded: &[Excluded]) -> String {
    let parts = excluded.iter().filter(|e| !e.events.is_empty()).map(|e| {
        let reason = cx.texts().word("reason", reason_word(e.reason));
        cx.fill("scope.left_out_n", &[("n", &e.events.len().to_string()), ("reason", reason)])
    });
    parts.collect::<Vec<_>>().join(cx.t("solution.list_separator"))
}

/// The canonical word of a reason.
pub(super) fn reason_word(reason: Reason) -> &'static str {
    match reason {
        Reason::Missing => "missing",
        Reason::Negative => "negative",
        Reason::DateOnly => "date_only",
        Reason::TooLong => "too_long",
        Reason::WithoutDevice => "without_device",
        Reason::OutsideObservation => "outside_observation",
        Reason::Uncoded => "uncoded",
        Reason::Immature => "immature",
        Reason::ClosedBeforeReported => "closed_before_reported",
        Reason::NoCost => "no_cost",
        Reason::NoDistance => "no_distance",
    }
}

/// Charges by kind, count and amount.
pub(super) fn charges(cx: &Cx<'_>, scope: &ScopeFacts) -> Section {
    Section::new("charges", cx.t("figure.charges"), charge_table(cx, scope))
}

/// The same as a table; no amount where the whole log tells of none.
pub(super) fn charge_table(cx: &Cx<'_>, scope: &ScopeFacts) -> Blocks {
    let mut table = Table::new(cx.t("figure.charges"))
        .column(cx.t("col.charge"))
        .number(cx.t("col.jobs"))
        .number(cx.t("col.share"));
    // A job of several parts may be charged line by line.
    let by_line = scope.charges.shares.iter().any(|share| share.lines != share.jobs);
    if by_line {
        table = table.number(cx.t("col.lines"));
    }
    table = table.number(cx.t("col.amount"));
    let format = cx.format();
    let told = cx.facts().fleet.charges.amount != 0.0;
    for share in &scope.charges.shares {
        let word = share.charge.map_or("unsaid", crate::model::ChargeType::as_str);
        let (value, detail) = format.rate_parts(&share.jobs);
        let mut cells = vec![
            Cell::text(cx.texts().word("charge_type", word)),
            Cell::num(&format.count(share.jobs.n)),
            Cell::value(&value, &detail),
        ];
        if by_line {
            cells.push(Cell::num(&format.count(share.lines.n)));
        }
        cells.push(Cell::num(&if told { format.money(share.amount) } else { String::new() }));
        table.row(cells);
    }
    table.or_noted(cx.t("scope.no_jobs"))
}
