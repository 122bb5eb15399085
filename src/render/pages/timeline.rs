//! The timeline of one device: warranty, outages, the same fault coming back,
//! parts and visits on one axis.

use super::figures::alt;
use crate::analyse::visits::VisitState as State;
use crate::catalog::DeviceIx;
use crate::chart::{
    Chain, Outage, PartChange, TimeTick, TimelineSpec, TimelineWords, Visit, VisitState,
    WarrantyBar,
};
use crate::model::time::{DAY_MS, Day, HOUR_MS, Instant, Month};
use crate::render::engine::Cx;
use crate::render::view::{Blocks, Cell, Drawing, FigureView, Table};

/// Outages drawn; more would be a band of ink.
const MOST_MARKS: usize = 400;

/// What has happened to a device.
pub(super) fn figure(cx: &Cx<'_>, ix: DeviceIx) -> Blocks {
    let Some((from, to)) = span(cx, ix) else { return Blocks::new() };
    let question = cx.t("timeline.question");
    let facts = cx.facts().device(ix);
    let chronic = cx.facts().recurrence.of(ix).iter().filter(|c| c.chronic).count();
    let answer = cx.fill(
        "timeline.answer",
        &[
            ("n", &facts.failures.to_string()),
            ("chains", &cx.facts().recurrence.of(ix).len().to_string()),
            ("chronic", &chronic.to_string()),
        ],
    );
    let axis = Axis { start: from };
    let spec = TimelineSpec {
        alt: alt(cx, "timeline", question, &answer),
        words: words(cx),
        from: 0.0,
        to: axis.at(to),
        as_of: cx.facts().as_of.map(|at| axis.at(at)),
        ticks: ticks(cx, &axis, from, to),
        warranty: warranty(cx, ix, &axis, (from, to)),
        outages: outages(cx, ix, &axis),
        chains: chains(cx, ix, &axis),
        parts: parts(cx, ix, &axis),
        visits: visits(cx, ix, &axis),
    };
    FigureView {
        question: question.to_owned(),
        answer,
        drawing: Drawing::of(&spec, true),
        note: cx.t("timeline.note").to_owned(),
        native: None,
        show_table: cx.t("figure.show_table").to_owned(),
        table: Some(table(cx, ix)),
    }
    .into()
}

struct Axis {
    start: Instant,
}

impl Axis {
    /// Days from the left end.
    fn at(&self, at: Instant) -> f64 {
        at.since(self.start) as f64 / DAY_MS as f64
    }
}

fn words(cx: &Cx<'_>) -> TimelineWords {
    TimelineWords {
        warranty: cx.t("device.warranty_short").to_owned(),
        outages: cx.t("timeline.outages").to_owned(),
        chains: cx.t("timeline.chains").to_owned(),
        parts: cx.t("nav.parts").to_owned(),
        visits: cx.t("nav.visits").to_owned(),
        as_of: cx.t("timeline.as_of").to_owned(),
    }
}

/// From the month of the first thing known to a little after the last.
fn span(cx: &Cx<'_>, ix: DeviceIx) -> Option<(Instant, Instant)> {
    let zone = &cx.catalog().settings.zone;
    let facts = cx.facts().device(ix);
    let observed = cx.catalog().dates[ix.index()].observed_from;
    let first = [facts.first, observed].into_iter().flatten().min()?;
    let last = [facts.last, cx.facts().as_of].into_iter().flatten().max()?;
    let from = zone.start_of(zone.month(first).first_day());
    let to = zone.start_of(zone.month(last).plus(2).first_day());
    Some((from, to))
}

fn ticks(cx: &Cx<'_>, axis: &Axis, from: Instant, to: Instant) -> Vec<TimeTick> {
    let zone = &cx.catalog().settings.zone;
    let (first, last) = (zone.month(from), zone.month(to));
    let step = match last.since(first) {
        0..=14 => 3,
        15..=48 => 6,
        _ => 12,
    };
    first
        .to(last)
        .filter(|m| (i32::from(m.month) - 1) % step == 0)
        .map(|m: Month| TimeTick {
            at: axis.at(zone.start_of(m.first_day())),
            label: tick_label(cx, m),
            major: m.month == 1,
        })
        .filter(|t| t.at >= 0.0)
        .collect()
}

/// A year at its start, a month elsewhere: here a tick is a point in time.
fn tick_label(cx: &Cx<'_>, month: Month) -> String {
    if month.month == 1 { month.year.to_string() } else { super::figures::short_month(cx, month) }
}

fn warranty(cx: &Cx<'_>, ix: DeviceIx, axis: &Axis, span: (Instant, Instant)) -> Vec<WarrantyBar> {
    let zone = &cx.catalog().settings.zone;
    let dates = &cx.catalog().dates[ix.index()];
    let Some(start) = dates.warranty_start else { return Vec::new() };
    let from = axis.at(zone.start_of(start).max(span.0));
    let bar = |label: String, end: Day, whole: bool| {
        let to = axis.at(zone.start_of(end).min(span.1));
        (to > from).then_some(WarrantyBar { label, from, to, whole })
    };
    let whole = dates
        .warranty_end
        .and_then(|end| bar(cx.fill("timeline.whole_to", &[("day", &end.to_string())]), end, true));
    let part = |name: &str, end: &str| cx.fill("timeline.part_to", &[("part", name), ("day", end)]);
    let components = dates
        .component_warranty
        .iter()
        .take(4)
        .filter_map(|(name, &end)| bar(part(name, &end.to_string()), end, false));
    whole.into_iter().chain(components).collect()
}

fn events<'a>(cx: &Cx<'a>, ix: DeviceIx) -> &'a [u32] {
    let events = cx.catalog().index.events_of_device.of(ix.index());
    &events[events.len().saturating_sub(MOST_MARKS)..]
}

fn outages(cx: &Cx<'_>, ix: DeviceIx, axis: &Axis) -> Vec<Outage> {
    let flagged: std::collections::BTreeSet<u32> = cx
        .facts()
        .recurrence
        .of(ix)
        .iter()
        .filter(|c| c.chronic)
        .flat_map(|c| c.links.iter().map(|l| l.event))
        .collect();
    let catalog = cx.catalog();
    let failures = events(cx, ix).iter().filter(|&&e| catalog.links[e as usize].is_failure);
    failures
        .filter_map(|&e| {
            let event = catalog.records.events.get(e as usize);
            let start = event.at(crate::model::Clock::OccurredAt).or(event.reported())?;
            let end = event.resolved().or(cx.facts().as_of)?;
            let hours = (end.since(start).max(0) as f64 / HOUR_MS as f64).max(0.5);
            Some(Outage { at: axis.at(start), hours, flagged: flagged.contains(&e) })
        })
        .filter(|o| o.at >= 0.0)
        .collect()
}

fn chains(cx: &Cx<'_>, ix: DeviceIx, axis: &Axis) -> Vec<Chain> {
    let catalog = cx.catalog();
    let mut chains: Vec<_> = cx.facts().recurrence.of(ix).iter().collect();
    chains.sort_by_key(|c| (!c.chronic, std::cmp::Reverse(c.links.len())));
    chains
        .into_iter()
        .take(4)
        .map(|chain| {
            let first = chain.links[0].event as usize;
            let label = catalog.links[first].code.map_or_else(
                || super::events::what(catalog.records.events.get(first)).chars().take(8).collect(),
                |code| catalog.records.codes[code.index()].id.to_string(),
            );
            let at = chain.links.iter().filter_map(|l| {
                catalog.records.events.get(l.event as usize).reported().map(|at| axis.at(at))
            });
            Chain { label, at: at.filter(|&at| at >= 0.0).collect(), flagged: chain.chronic }
        })
        .collect()
}

fn parts(cx: &Cx<'_>, ix: DeviceIx, axis: &Axis) -> Vec<PartChange> {
    let catalog = cx.catalog();
    let with_parts = events(cx, ix).iter().map(|&e| catalog.records.events.get(e as usize));
    with_parts
        .filter(|e| !e.parts().is_empty())
        .filter_map(|e| e.resolved().or(e.reported()))
        .map(|at| PartChange { at: axis.at(at) })
        .collect()
}

fn visits(cx: &Cx<'_>, ix: DeviceIx, axis: &Axis) -> Vec<Visit> {
    let zone = &cx.catalog().settings.zone;
    let facts = &cx.facts().visits;
    let rows = facts.of_device.get(&ix).map_or(&[][..], Vec::as_slice);
    rows.iter()
        .filter_map(|&row| {
            let row = &facts.rows[row];
            let state = match row.state? {
                State::Done | State::DoneEarly => VisitState::Done,
                State::Pending => VisitState::Due,
                State::DoneLate | State::Overdue => VisitState::Late,
            };
            let day = row.done_on.or(row.due_to)?;
            Some(Visit { at: axis.at(zone.start_of(day)), state })
        })
        .filter(|v| v.at >= 0.0)
        .collect()
}

/// The outages of the drawing as a table.
fn table(cx: &Cx<'_>, ix: DeviceIx) -> Table {
    let mut table = Table::new(cx.t("timeline.outages"))
        .column(cx.t("col.record"))
        .column(cx.t("col.reported"))
        .column(cx.t("col.restore"))
        .column(cx.t("col.code"));
    for &e in events(cx, ix).iter().rev() {
        if cx.catalog().links[e as usize].is_failure {
            let event = cx.catalog().records.events.get(e as usize);
            table.row([
                Cell::html(super::events::id(cx, event)),
                Cell::fixed(&super::events::reported(cx, event)),
                Cell::fixed(&super::events::restore(cx, event)),
                Cell::html(super::events::code(cx, event)),
            ]);
        }
    }
    table
}
