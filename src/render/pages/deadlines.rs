//! Deadlines by customer: the clocks that were promised, how many were kept, and for whom the target is missed beyond chance.

use super::list::Section;
use super::missed::{self, MISSED_SHOWN};
use super::report;
use crate::analyse::Rate;
use crate::analyse::complaints::verdict;
use crate::analyse::sla::{Breach, ClockTally};
use crate::catalog::CustomerIx;
use crate::render::engine::Cx;
use crate::render::sentences;
use crate::render::view::{Cell, Html, Table, WorkList};
use crate::site::Page;

/// Customers named on the home page.
const CUSTOMERS_SHOWN: usize = 3;

/// Clocks and how they were kept, a row a clock that ran.
pub(super) fn clocks(cx: &Cx<'_>, caption: &str, tallies: &[ClockTally]) -> Table {
    table_of(cx, caption, tallies, false)
}

/// The same, each held against the target of its profile.
pub(super) fn judged_clocks(cx: &Cx<'_>, caption: &str, tallies: &[ClockTally]) -> Table {
    let settings = &cx.catalog().settings;
    let profiles = cx.facts().sla.plan.clocks.iter().map(|clock| &clock.profile);
    let targets = profiles.filter_map(|profile| settings.timeliness_target(profile));
    table_of(cx, caption, tallies, targets.count() > 0)
}

/// True where profiles have targets of their own.
fn targets_differ(cx: &Cx<'_>) -> bool {
    !cx.catalog().settings.profile_targets.is_empty()
}

fn table_of(cx: &Cx<'_>, caption: &str, tallies: &[ClockTally], judged: bool) -> Table {
    let settings = &cx.catalog().settings;
    let mut table = Table::new(caption)
        .pairs()
        .column(cx.t("report.profile"))
        .column(cx.t("report.clock"))
        .number(cx.t("report.due"))
        .number(cx.t("report.met"))
        .number(cx.t("report.late"))
        .number(cx.t("report.late_open"))
        .number(cx.t("report.pending"))
        .number(cx.t("report.unmeasured"))
        .only_if(tallies.iter().any(|tally| tally.left_out() > 0))
        .number(cx.t("col.share"))
        .number(cx.t("report.target"))
        .only_if(judged && targets_differ(cx))
        .column(cx.t("report.verdict"))
        .only_if(judged);
    for (clock, tally) in cx.facts().sla.plan.clocks.iter().zip(tallies) {
        if tally.is_empty() {
            continue;
        }
        let target = settings.timeliness_target(&clock.profile);
        let told = target.filter(|_| tally.due() >= settings.min_n);
        let verdict = told.and_then(|target| verdict(tally.compliance(), target));
        table.row([
            Cell::text(cx.texts().word("sla_profile", &clock.profile)),
            Cell::text(cx.texts().word("clock", &clock.clock.id)),
            Cell::num(&tally.due().to_string()),
            Cell::num(&tally.met.to_string()),
            Cell::num(&tally.breached_closed.to_string()),
            Cell::num(&tally.breached_open.to_string()),
            Cell::num(&(tally.pending + tally.pending_at_risk).to_string()),
            Cell::num(&tally.left_out().to_string()),
            Cell::rate(&cx.format(), &tally.compliance()),
            Cell::num(&target.map(|t| sentences::target_text(cx, t)).unwrap_or_default()),
            verdict.map_or_else(|| Cell::text(""), |v| report::shown(cx, &v)),
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
    html.0.push_str(&super::strips::of_customer(cx, customer).html().0);
    let missed = missed_of(cx, customer);
    if !missed.is_empty() {
        let heading = crate::render::escape::text(cx.t("deadlines.missed"));
        html.0.push_str(&format!("<h3>{heading}</h3>"));
        let newest = missed.iter().copied().take(MISSED_SHOWN);
        html.0.push_str(&missed::table(cx, newest).finish().0);
        if missed.len() > MISSED_SHOWN {
            let (n, m) = (MISSED_SHOWN.to_string(), missed.len().to_string());
            let note = cx.fill("deadlines.newest", &[("n", &n), ("m", &m)]);
            html.0.push_str(&Html::small(&note).0);
        }
    }
    Some(Section::new("deadlines", cx.t("deadlines.title"), html))
}

/// The missed deadlines of one customer, the newest first.
fn missed_of<'a>(cx: &Cx<'a>, customer: CustomerIx) -> Vec<&'a Breach> {
    let sla = &cx.facts().sla;
    let mine = sla.breaches_of_customer.of(customer.index()).iter().rev();
    mine.map(|&at| &sla.breaches[at as usize]).collect()
}

/// Customers for whom the promised share is missed beyond chance, the lowest first:
/// what a manager has to act on, not a ranking of all.
pub(super) fn below_target(cx: &Cx<'_>) -> Html {
    let Some(&target) = cx.catalog().settings.targets.get("timeliness") else {
        return Html::default();
    };
    if !cx.catalog().is_internal() {
        return Html::default();
    }
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
