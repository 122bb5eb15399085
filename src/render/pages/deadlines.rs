//! Deadlines by customer: the clocks that were promised, how many were kept, which
//! were missed and by how much, and for whom the target is missed beyond chance.

use super::events;
use super::list::Section;
use crate::analyse::Rate;
use crate::analyse::complaints::verdict;
use crate::analyse::sla::{Breach, ClockTally};
use crate::catalog::CustomerIx;
use crate::render::engine::Cx;
use crate::render::view::{Cell, Html, Mark, Table, WorkList, state};
use crate::site::Page;

/// Missed deadlines listed on a customer's page; the newest come first.
const MISSED_SHOWN: usize = 20;

/// Customers named on the home page.
const CUSTOMERS_SHOWN: usize = 3;

/// Clocks and how they were kept, a row a clock that ran.
pub(super) fn clocks(cx: &Cx<'_>, caption: &str, tallies: &[ClockTally]) -> Table {
    let mut table = Table::new(caption)
        .column(cx.t("report.profile"))
        .column(cx.t("report.clock"))
        .number(cx.t("report.due"))
        .number(cx.t("report.met"))
        .number(cx.t("report.late"))
        .number(cx.t("report.late_open"))
        .number(cx.t("report.pending"))
        .number(cx.t("col.share"));
    for (clock, tally) in cx.facts().sla.plan.clocks.iter().zip(tallies) {
        if tally.is_empty() {
            continue;
        }
        let (value, detail) = cx.format().rate_parts(&tally.compliance());
        table.row([
            Cell::text(cx.texts().word("sla_profile", &clock.profile)),
            Cell::text(cx.texts().word("clock", &clock.clock.id)),
            Cell::num(&tally.due().to_string()),
            Cell::num(&tally.met.to_string()),
            Cell::num(&tally.breached_closed.to_string()),
            Cell::num(&tally.breached_open.to_string()),
            Cell::num(&(tally.pending + tally.pending_at_risk).to_string()),
            Cell::value(&value, &detail),
        ]);
    }
    table
}

/// The share of a customer's jobs that were on time.
pub(super) fn timeliness(cx: &Cx<'_>, customer: CustomerIx) -> Rate {
    cx.facts().sla.timely_customers.get(&customer).copied().unwrap_or_default()
}

/// The deadlines of one customer; nothing where none was ever promised.
pub(super) fn section(cx: &Cx<'_>, customer: CustomerIx) -> Option<Section> {
    let tallies = cx.facts().sla.customers.get(&customer)?;
    let mut html = clocks(cx, cx.t("deadlines.title"), tallies).finish();
    html.0.push_str(&super::strips::of_customer(cx, customer).0);
    let missed = missed(cx, customer);
    if !missed.is_empty() {
        let heading = crate::render::escape::text(cx.t("deadlines.missed"));
        html.0.push_str(&format!("<h3>{heading}</h3>"));
        html.0.push_str(&missed_table(cx, &missed).finish().0);
        if missed.len() > MISSED_SHOWN {
            let (n, m) = (MISSED_SHOWN.to_string(), missed.len().to_string());
            let note = cx.fill("deadlines.newest", &[("n", &n), ("m", &m)]);
            html.0.push_str(&Html::small(&note).0);
        }
    }
    Some(Section::new("deadlines", cx.t("deadlines.title"), html))
}

/// The missed deadlines of one customer, the newest first.
fn missed<'a>(cx: &Cx<'a>, customer: CustomerIx) -> Vec<&'a Breach> {
    let mine =
        |breach: &&Breach| cx.catalog().links[breach.event as usize].customer == Some(customer);
    cx.facts().sla.breaches.iter().rev().filter(mine).collect()
}

fn missed_table(cx: &Cx<'_>, missed: &[&Breach]) -> Table {
    let mut table = Table::new(cx.t("deadlines.missed"))
        .column(cx.t("col.ticket"))
        .column(cx.t("col.device"))
        .column(cx.t("report.clock"))
        .column(cx.t("report.due"))
        .number(cx.t("deadlines.over"))
        .column(cx.t("col.status"));
    for breach in missed.iter().take(MISSED_SHOWN) {
        let event = cx.catalog().records.events.get(breach.event as usize);
        let clock = &cx.facts().sla.plan.clocks[usize::from(breach.clock)].clock.id;
        table.row([
            Cell::html(events::id(cx, event)),
            Cell::html(events::device(cx, event)),
            Cell::text(cx.texts().word("clock", clock)),
            Cell::fixed(&cx.format().minute(breach.due)),
            Cell::num(&cx.format().span(breach.over_ms)),
            Cell::html(standing(cx, breach)),
        ]);
    }
    table
}

fn standing(cx: &Cx<'_>, breach: &Breach) -> Html {
    let (mark, key) =
        if breach.open { (Mark::Late, "report.late_open") } else { (Mark::Past, "report.late") };
    state(mark, cx.t(key))
}

/// Customers for whom the promised share is missed beyond chance, the lowest first:
/// what a manager has to act on, not a ranking of all.
pub(super) fn below_target(cx: &Cx<'_>) -> Html {
    let Some(&target) = cx.catalog().settings.targets.get("timeliness") else {
        return Html::default();
    };
    let missed = |rate: Rate| verdict(rate, target).is_some_and(|v| !v.met && v.clear);
    let enough = |rate: Rate| rate.d >= cx.catalog().settings.min_n;
    let timely = &cx.facts().sla.timely_customers;
    let mut below: Vec<(CustomerIx, Rate)> = timely
        .iter()
        .map(|(&c, &rate)| (c, rate))
        .filter(|&(_, r)| enough(r) && missed(r))
        .collect();
    below.sort_by(|a, b| a.1.value.partial_cmp(&b.1.value).unwrap_or(std::cmp::Ordering::Equal));
    let mut list = WorkList::new();
    for (customer, rate) in below.into_iter().take(CUSTOMERS_SHOWN) {
        let record = &cx.catalog().records.customers[customer.index()];
        let (value, detail) = cx.format().rate_parts(&rate);
        let late = rate.d - rate.n;
        let below =
            cx.fill("deadlines.jobs_late", &[("n", &late.to_string()), ("detail", &detail)]);
        list.item(
            &cx.link(Page::Customer(customer), cx.name(&record.name)),
            &Html(format!("<b class=\"hot\">{}</b>", crate::render::escape::text(&value))),
            &Html::text(&below),
        );
    }
    if list.is_empty() { Html::default() } else { list.or_note("") }
}
